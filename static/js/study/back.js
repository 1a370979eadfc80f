// When to come back. Pure, but for the words.
// @ts-check

import { say } from "../words.js";
import { whenText } from "./words.js";

/**
 * When something is due again, and how much; nothing where nothing is.
 * @param {import("./bank.js").Bank} bank @param {import("./store.js").Store} store
 * @param {boolean} isPlanned a plan for a date has something for every day
 */
export function nextDue(bank, store, isPlanned) {
  const { at, day } = store.now();
  const states = bank.cards.map(({ id }) => store.state(id)).filter(({ suspended }) => !suspended);
  // What is being learned comes back on the same day.
  const minutes = states.flatMap(({ phase, dueAt }) =>
    (phase === "learning" || phase === "relearning") && dueAt !== null && dueAt > at
      ? [Math.ceil((dueAt - at) / 60_000)]
      : [],
  );
  const days = states.flatMap(({ phase, dueDay }) =>
    phase === "review" && dueDay !== null ? [Math.max(1, dueDay - day)] : [],
  );
  const [times, isToday] = minutes.length > 0 ? [minutes, true] : [days, false];
  if (times.length === 0) return null;
  const next = isPlanned && !isToday ? 1 : Math.min(...times);
  const wait = isToday ? { minutes: next, days: null } : { minutes: null, days: next };
  return { wait, count: times.filter((each) => each === next).length };
}

/** The same in words. @param {import("./bank.js").Bank} bank @param {import("./store.js").Store} store @param {boolean} isPlanned */
export function comeBack(bank, store, isPlanned) {
  const next = nextDue(bank, store, isPlanned);
  if (!next) return "";
  return say(next.count > 0 ? "choose.next_due" : "choose.next", { count: next.count, when: whenText(next.wait) });
}
