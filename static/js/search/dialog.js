// The search as a dialog over any page.
// @ts-check

import { element, searchView } from "./view.js";

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
  const made = document.createElement("dialog");
  made.className = "search-dialog";
  made.setAttribute("aria-label", "Search");
  const bar = element("form", "search-bar");
  bar.setAttribute("role", "search");
  bar.setAttribute("method", "dialog");
  const input = document.createElement("input");
  input.type = "search";
  input.placeholder = "Search the questions";
  input.setAttribute("aria-label", "Search the questions");
  input.autocomplete = "off";
  input.spellcheck = false;
  const close = document.createElement("button");
  close.textContent = "Close";
  close.type = "button";
  close.addEventListener("click", () => made.close());
  bar.append(input, close);
  const body = element("div", "search-body");
  const status = element("p", "search-status");
  status.setAttribute("role", "status");
  const choices = element("div", "search-choices");
  const list = element("ol", "results");
  // The search page has a list of this name of its own, and no dialog.
  list.id = "PB-results";
  body.append(status, choices, list);
  const keys = element("p", "search-keys");
  for (const [key, meaning] of [["↑↓", "move"], ["Enter", "open"], ["Esc", "close"]]) {
    const hint = document.createElement("span");
    hint.append(Object.assign(document.createElement("kbd"), { textContent: key }), ` ${meaning}`);
    keys.append(hint);
  }
  made.append(bar, body, keys);
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
