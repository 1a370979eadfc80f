// The search as a dialog over any page.
// @ts-check

import { element } from "../site.js";
import { say } from "../words.js";
import { searchView } from "./view.js";

/** @type {HTMLDialogElement | undefined} */
let dialog;

/**
 * Opens the dialog, made on first use, with what was typed last selected.
 * @param {string} typed what was typed while the dialog was on its way
 */
export function openDialog(typed = "") {
  dialog ??= build();
  if (!dialog.open) dialog.showModal();
  const input = dialog.querySelector("input");
  if (!input) return;
  input.focus();
  input.select();
  if (!typed) return;
  input.value = typed;
  input.dispatchEvent(new Event("input"));
}

function build() {
  const input = element("input", {
    type: "search",
    placeholder: say("search.field"),
    "aria-label": say("search.field"),
    autocomplete: "off",
    spellcheck: "false",
  });
  const status = element("p", { class: "search-status", role: "status" });
  const choices = element("div", { class: "search-choices" });
  // The search page has a list of this name of its own, and no dialog.
  const list = element("ol", { class: "results", id: "PB-results" });
  const keys = [
    ["↑↓", say("search.key_move")],
    ["Enter", say("search.key_open")],
    ["Esc", say("search.key_close")],
  ].map(([key, meaning]) => element("span", {}, element("kbd", {}, key), ` ${meaning}`));
  /** @type {HTMLDialogElement} */
  const made = element(
    "dialog",
    { class: "search-dialog", "aria-label": say("search.title") },
    element(
      "form",
      { class: "search-bar", role: "search", method: "dialog" },
      input,
      element("button", { type: "button", click: () => made.close() }, say("search.close")),
    ),
    element("div", { class: "search-body" }, status, choices, list),
    element("p", { class: "search-keys" }, ...keys),
  );
  made.addEventListener("click", (event) => {
    // The backdrop belongs to the dialog itself; everything in it is a child.
    if (event.target === made) made.close();
  });
  made.addEventListener("keydown", (event) => {
    // A search field would take the first Escape to empty itself.
    if (event.key !== "Escape" || event.isComposing) return;
    event.preventDefault();
    made.close();
  });
  document.body.append(made);
  searchView({ input, status, choices, list });
  return made;
}
