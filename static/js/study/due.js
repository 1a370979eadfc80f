// What is due, in the header of every page, and the desk on the home page.
// @ts-check

import { element } from "../site.js";
import { number, say } from "../words.js";
import { dueNow, planNow } from "./now.js";

/** @param {import("./store.js").Store} store @param {import("./bank.js").Bank} bank */
export async function showDue(store, bank) {
  const header = document.querySelector("[data-due]");
  const desk = document.querySelector("[data-desk]");
  if (!header && !desk) return;
  const plan = await planNow(store, bank);
  const { agenda, pace } = dueNow(store, bank, plan);
  const { due, fresh, look, daysLeft } = agenda;
  const count = daysLeft === null ? due.length : due.length + fresh.length + look.length;
  if (header instanceof HTMLElement) {
    header.hidden = count === 0;
    header.replaceChildren(
      element("span", { "aria-hidden": "true" }, number(count)),
      element(
        "span",
        { class: "hidden" },
        ` ${say(daysLeft === null ? "recall.due_count" : "recall.for_today", { count })}`,
      ),
    );
  }
  // The home page alone has the words for it.
  if (desk instanceof HTMLElement) (await import("./desk.js")).showDesk({ desk, store, bank, agenda, pace });
}
