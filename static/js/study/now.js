// What is due now, by the store and the bank: the one answer that the header, the home page and all screens show.
// @ts-check

import { baseUrl, isObject } from "../site.js";
import { speaking } from "../words.js";
import { agenda } from "./agenda.js";
import { inSlices } from "./database.js";
import { requestOf, scopeOf } from "./goal.js";
import { USUAL_PACE, paceOf } from "./pace.js";
import { seenOn } from "./queue.js";

/** @typedef {import("./store.js").Store} Store */
/** @typedef {import("./bank.js").Bank} Bank */
/** @typedef {import("./pace.js").Pace} Pace */
/** @typedef {import("./plan.js").Step} Step */

/** Today's part of a plan. @typedef {{ goal: import("./entry.js").Goal, pace: Pace, steps: Step[] }} Today */

/** Where today's part is kept. */
const place = () => `prepbook.plan ${baseUrl().pathname}`;

/**
 * Today's part of the plan for a date: made from the log once a day, and kept, so that it is the same on all pages and in all tabs,
 * and no page has to think twice. Nothing where there is no date to come.
 * @param {Store} store @param {Bank} bank @returns {Promise<Today | null>}
 */
export async function planNow(store, bank) {
  const { goal } = store;
  const { day } = store.now();
  if (goal === null || goal.date === null || goal.date < day) return null;
  const kept = remembered(goal.id, day);
  if (kept) return { goal, ...kept };
  // By the days before this one, or the plan would change while it is followed.
  const pace = paceOf((await store.reviews()).filter((review) => review.day < day));
  const cards = bank.select(scopeOf(goal.scope), store);
  const withGoal = await speaking(import("./with-goal.js")).catch(() => null);
  // Without a network, and never loaded before: what is due is studied without a plan.
  if (withGoal === null) return null;
  const { planningToday } = withGoal;
  const steps = await inSlices(planningToday(requestOf(goal, cards, (id) => store.state(id), day, pace)));
  try {
    localStorage.setItem(place(), JSON.stringify({ goal: goal.id, day, pace, steps }));
  } catch {
    // It will be made again.
  }
  return { goal, pace, steps };
}

/** @param {string} goal @param {number} day @returns {{ pace: Pace, steps: Step[] } | null} */
function remembered(goal, day) {
  try {
    const kept = JSON.parse(localStorage.getItem(place()) ?? "null");
    if (!isObject(kept) || kept.goal !== goal || kept.day !== day) return null;
    const { pace, steps } = kept;
    if (!isObject(pace) || !Array.isArray(steps) || !steps.every(isStep)) return null;
    const { fresh, review } = pace;
    return Number(fresh) > 0 && Number(review) > 0
      ? { pace: { fresh: Number(fresh), review: Number(review) }, steps }
      : null;
  } catch {
    return null;
  }
}

/** @param {unknown} step @returns {step is Step} */
const isStep = (step) => isObject(step) && typeof step.id === "string" && typeof step.isNew === "boolean";

/** Forgets what is kept of the plan. */
export function forgetPlan() {
  try {
    localStorage.removeItem(place());
  } catch {
    // Nothing was kept.
  }
}

/** @param {Store} store @param {Bank} bank @param {Today | null} plan */
export function dueNow(store, bank, plan) {
  const moment = store.now();
  const cards = plan ? bank.select(scopeOf(plan.goal.scope), store) : [];
  const ids = new Set(cards.map(({ id }) => id));
  const steps = plan ? plan.steps.filter(({ id }) => ids.has(id)) : [];
  const due = agenda({
    cards: bank.cards.map(({ id }) => id),
    state: (id) => store.state(id),
    isChanged: (id) => bank.isChanged(id, store),
    moment,
    settings: store.settings,
    today: seenOn(store.states.values(), moment.day),
    plan: plan && { goal: plan.goal, cards: [...ids], steps },
  });
  return { agenda: due, cards, steps, pace: plan?.pace ?? USUAL_PACE };
}
