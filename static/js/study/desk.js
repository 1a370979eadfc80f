// The desk of who was here before, on the home page: what is due now, where the reader left off, and the goal.
// @ts-check

import { link } from "../site.js";
import { dayText, marked, say } from "../words.js";
import { comeBack } from "./back.js";
import { goalText } from "./goal.js";
import { EVERYTHING, toQuery } from "./scope.js";

/**
 * @param {{ desk: HTMLElement, store: import("./store.js").Store, bank: import("./bank.js").Bank,
 *   agenda: import("./agenda.js").Agenda, pace: import("./pace.js").Pace }} parts
 */
export function showDesk({ desk, store, bank, agenda, pace }) {
  const { due, fresh, look, daysLeft } = agenda;
  const isPlanned = daysLeft !== null;
  const waiting = due.length + fresh.length + look.length;
  fill(desk, "[data-due-title]", [
    isPlanned
      ? goalText({ daysLeft, fresh: fresh.length, reviews: due.length, look: look.length, pace })
      : due.length > 0
        ? say("recall.due_today", { count: due.length })
        : say(fresh.length > 0 ? "today.nothing_due" : "today.done"),
  ]);
  const more =
    waiting === 0
      ? comeBack(bank, store, isPlanned)
      : !isPlanned && fresh.length > 0
        ? say("today.and_new", { count: fresh.length })
        : "";
  fill(desk, "[data-due-text]", more === "" ? [] : [more]);
  const go = desk.querySelector("[data-due-go]");
  if (go instanceof HTMLAnchorElement) {
    go.hidden = waiting === 0;
    go.href = go.href.replace(/\?.*$/, `?${isPlanned ? (daysLeft === 0 ? "look" : "goal") : "all"}`);
    go.textContent = say(due.length + look.length > 0 || isPlanned ? "home.study_now" : "today.learn_new");
  }
  const topic = lastTopic(store, bank);
  const query = toQuery({ ...EVERYTHING, topics: [topic] });
  fill(
    desk,
    "[data-left-off]",
    topic === ""
      ? []
      : marked("today.left_off", { topic: bank.topicTitle(topic) }, { link: (text) => link(`study/?${query}`, text) }),
  );
  const date = store.goal?.date ?? null;
  fill(
    desk,
    "[data-goal]",
    isPlanned && date !== null
      ? marked("today.goal", { day: dayText(date) }, { plan: (text) => link("study/", text) })
      : [],
  );
}

/** What a part of the desk says; one that says nothing is not there. @param {HTMLElement} desk @param {string} part @param {(string | Node)[]} said */
function fill(desk, part, said) {
  const place = desk.querySelector(part);
  if (!(place instanceof HTMLElement)) return;
  place.hidden = said.length === 0;
  place.replaceChildren(...said);
}

/** The topic of the last answer. @param {import("./store.js").Store} store @param {import("./bank.js").Bank} bank */
function lastTopic(store, bank) {
  let [topic, latest] = ["", 0];
  for (const { id, topic: own } of bank.cards) {
    const { lastAt } = store.state(id);
    if (lastAt > latest) [topic, latest] = [own, lastAt];
  }
  return topic;
}
