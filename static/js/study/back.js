// When to come back. Pure, but for the words.
// @ts-check

import { say } from "../words.js";
import { whenText } from "./words.js";

/**
 * On which day something is due again, and how much; nothing where nothing is.
 * @param {import("./bank.js").Bank} bank @param {import("./store.js").Store} store
 * @param {boolean} isPlanned a plan for a date has something for every day
 */
export function comeBack(bank, store, isPlanned) {
  const { day } = store.now();
  const days = bank.cards.flatMap(({ id }) => {
    const { phase, dueDay, suspended } = store.state(id);
    return phase === "review" && dueDay !== null && !suspended ? [Math.max(1, dueDay - day)] : [];
  });
  if (days.length === 0) return "";
  const next = isPlanned ? 1 : Math.min(...days);
  const count = days.filter((each) => each === next).length;
  const when = whenText({ minutes: null, days: next });
  return say(count > 0 ? "choose.next_due" : "choose.next", { count, when });
}
