// How the screens of studying begin: with the list of questions and the store, or with why there is no list.
// @ts-check

import { element, link } from "../site.js";
import { marked, say } from "../words.js";
import { Bank } from "./bank.js";
import { button } from "./controls.js";
import { settleChanges } from "./changed-view.js";
import { breath } from "./database.js";
import { showDue } from "./due.js";
import { notices } from "./notice.js";
import { patiently } from "./patience.js";
import { remember } from "./reader.js";
import { open } from "./store.js";

/**
 * Begins a screen, and again where the reader asks for it.
 * @param {HTMLElement} place
 * @param {{ backup?: boolean, view?: string }} look whether to remind of a backup here, and more classes of the view
 * @param {(parts: { bank: Bank, store: import("./store.js").Store, place: HTMLElement, view: HTMLElement }) => unknown} show
 */
export async function begin(place, look, show) {
  place.dataset.state = "loading";
  const wait = (/** @type {string} */ text) =>
    place.replaceChildren(element("p", { class: "empty", role: "status", "data-busy": true }, text));
  let bank;
  let store;
  try {
    [bank, store] = await Promise.all([Bank.load(place.dataset.index ?? ""), patiently(open(), wait)]);
  } catch {
    place.dataset.state = "failed";
    const retry = () => (place.replaceChildren(), begin(place, look, show));
    place.replaceChildren(
      element(
        "div",
        { class: "empty", role: "alert" },
        element("p", {}, say("study.failed")),
        button(say("study.retry"), retry, { class: "quiet" }),
      ),
    );
    return;
  }
  // A screen is made in several steps: a phone would stand still for the whole of it.
  await breath();
  await patiently(store.setAliases(bank.aliases), wait);
  await settleChanges(store, bank);
  const tellDue = () => {
    remember(!store.isEmpty);
    showDue(store, bank).catch((error) => console.error(error));
  };
  store.subscribe(tellDue);
  tellDue();
  const view = element("div", { class: `study-view ${look.view ?? ""}`.trim() });
  place.replaceChildren(notices(store, { backup: look.backup ?? false }), view);
  await breath();
  await show({ bank, store, place, view });
}

/** A screen of a bank that has no questions. */
export function noQuestions() {
  return element("p", { class: "empty" }, ...marked("study.none", {}, { home: (text) => link("", text) }));
}
