// What is due, in the header of every page and on the home page.
// @ts-check

import { element } from "../site.js";
import { number, say } from "../words.js";
import { isDue } from "./scheduler.js";

/** @param {import("./store.js").Store} store @param {string[]} cards those that are in the bank */
export function showDue(store, cards) {
  const moment = store.now();
  const states = cards.map((id) => store.state(id));
  const due = states.filter((state) => !state.suspended && isDue(state, moment)).length;
  const count = document.querySelector("[data-due]");
  if (count instanceof HTMLElement) {
    count.hidden = due === 0;
    count.replaceChildren(
      element("span", { "aria-hidden": "true" }, number(due)),
      element("span", { class: "hidden" }, ` ${say("recall.due_count", { count: due })}`),
    );
  }
  const today = document.querySelector("[data-due-today]");
  const title = today?.querySelector("h2");
  if (!(today instanceof HTMLElement) || !title) return;
  today.hidden = due === 0;
  title.textContent = say("recall.due_today", { count: due });
}
