// Shortcuts, and the dialog that lists them.
// @ts-check

import { element } from "../site.js";
import { say } from "../words.js";
import { button } from "./controls.js";

/**
 * @typedef {object} Shortcut
 * @property {string[]} keys as events name them
 * @property {string} label what to press, for readers
 * @property {string} meaning
 * @property {() => unknown} action
 * @property {boolean} [now] false where the key means nothing at the moment
 */

/** Whether a key press belongs to what has the focus. @param {EventTarget | null} target @param {string} key */
function isForField(target, key) {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.matches("input:not([type=checkbox], [type=radio]), textarea, select"))
    return true;
  // Space and Enter work on what has the focus; every other key is free.
  return (key === " " || key === "Enter") && target.matches("a[href], button, input, summary");
}

/**
 * Listens to shortcuts, without modifiers and outside of fields.
 * @param {() => Shortcut[]} shortcuts those that mean something now
 * @param {() => boolean} areOn
 */
export function listen(shortcuts, areOn) {
  document.addEventListener("keydown", (event) => {
    const { key, ctrlKey, metaKey, altKey } = event;
    if (ctrlKey || metaKey || altKey || event.defaultPrevented || event.isComposing || event.repeat) return;
    if (!areOn() || isForField(event.target, key) || document.querySelector("dialog[open]")) return;
    const found = shortcuts().find(({ keys, now }) => now !== false && keys.includes(key));
    if (!found) return;
    event.preventDefault();
    found.action();
  });
}

/** What stands on a key. @param {string} key */
export function keyName(key) {
  return key === "Space" ? say("study.space") : key === "Enter" ? say("study.enter") : key;
}

/**
 * Shows what keys there are.
 * @param {Shortcut[]} shortcuts
 * @param {{ areOn: boolean, turn: (on: boolean) => unknown }} setting
 */
export function showKeys(shortcuts, { areOn, turn }) {
  const box = element("input", {
    type: "checkbox",
    checked: areOn,
    change: (made) => turn(made.checked),
  });
  const rows = shortcuts.map(({ label, meaning }) =>
    element(
      "div",
      {},
      element("dt", {}, ...label.split(" ").map((key) => element("kbd", {}, keyName(key)))),
      element("dd", {}, meaning),
    ),
  );
  /** @type {HTMLDialogElement} */
  const dialog = element(
    "dialog",
    { class: "study-dialog", "aria-labelledby": "PB-keys", close: (made) => made.remove() },
    element("h2", { id: "PB-keys" }, say("study.keys_title")),
    element("dl", { class: "key-list" }, ...rows),
    element("label", { class: "check" }, box, element("span", {}, say("study.keys_on"))),
    element(
      "div",
      { class: "dialog-buttons" },
      button(say("study.close"), () => dialog.close(), { class: "quiet", autofocus: true }),
    ),
  );
  dialog.addEventListener("click", ({ target }) => target === dialog && dialog.close());
  document.body.append(dialog);
  dialog.showModal();
}

/**
 * Asks before what cannot be taken back.
 * @param {{ title: string, text: string, yes: string }} words
 * @returns {Promise<boolean>}
 */
export function confirm({ title, text, yes }) {
  return new Promise((answered) => {
    const done = (/** @type {boolean} */ value) => {
      answered(value);
      dialog.close();
    };
    const dialog = element(
      "dialog",
      {
        class: "study-dialog",
        role: "alertdialog",
        "aria-labelledby": "PB-confirm",
        "aria-describedby": "PB-confirm-text",
        close: (made) => (answered(false), made.remove()),
      },
      element("h2", { id: "PB-confirm" }, title),
      element("p", { id: "PB-confirm-text" }, text),
      element(
        "div",
        { class: "dialog-buttons" },
        button(say("study.cancel"), () => done(false), { class: "quiet", autofocus: true }),
        button(yes, () => done(true), { class: "danger" }),
      ),
    );
    document.body.append(dialog);
    dialog.showModal();
  });
}
