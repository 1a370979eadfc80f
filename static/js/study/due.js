// What is due, in the header of every page and on the home page.
// @ts-check

import { element, link } from "../site.js";
import { marked, number, say } from "../words.js";
import { goalText } from "./goal.js";
import { dueNow, planNow } from "./now.js";
import { EVERYTHING, toQuery } from "./scope.js";

/** @param {import("./store.js").Store} store @param {import("./bank.js").Bank} bank */
export async function showDue(store, bank) {
  const header = document.querySelector("[data-due]");
  const today = document.querySelector("[data-due-today]");
  if (!header && !today) return;
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
  const title = today?.querySelector("h2");
  if (!(today instanceof HTMLElement) || !title) return;
  today.hidden = count === 0 && plan === null;
  title.textContent =
    daysLeft === null
      ? say("recall.due_today", { count: due.length })
      : goalText({ daysLeft, fresh: fresh.length, reviews: due.length, look: look.length, pace });
  const go = today.querySelector("a.button");
  const where = daysLeft === null ? "all" : daysLeft === 0 ? "look" : "goal";
  if (go instanceof HTMLAnchorElement) {
    go.href = go.href.replace(/\?.*$/, `?${where}`);
    go.hidden = count === 0;
  }
  today.querySelector("[data-left-off]")?.remove();
  const last = leftOff(store, bank);
  if (last) today.append(last);
}

/** Where the reader was last. @param {import("./store.js").Store} store @param {import("./bank.js").Bank} bank */
function leftOff(store, bank) {
  let [topic, latest] = ["", 0];
  for (const { id, topic: own } of bank.cards) {
    const { lastAt } = store.state(id);
    if (lastAt > latest) [topic, latest] = [own, lastAt];
  }
  if (topic === "") return null;
  const query = toQuery({ ...EVERYTHING, topics: [topic] });
  return element(
    "p",
    { class: "left-off", "data-left-off": true },
    ...marked("today.left_off", { topic: bank.topicTitle(topic) }, { link: (text) => link(`study/?${query}`, text) }),
  );
}
