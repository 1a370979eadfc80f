// The goal: what is to be known on which day, in how many minutes a day; and where one stands, in words. Pure.
// @ts-check

import { list, say } from "../words.js";
import { FARTHEST_GOAL } from "./entry.js";
import { USUAL_PACE, spentOn } from "./pace.js";
import { EVERYTHING, fromQuery, select } from "./scope.js";
import { daysText, minutesText } from "./words.js";

/** @typedef {import("./entry.js").Goal} Goal */
/** @typedef {import("./log.js").State} State */
/** @typedef {{ id: string, topic: string, level: number, tags: readonly string[] }} Card */

/** The least and the most minutes a day, and how far ahead a date may be. */
export const LIMITS = Object.freeze({ minutes: [5, 240], days: FARTHEST_GOAL });

/** The scope that an entry keeps as a query. @param {string} query */
export function scopeOf(query) {
  /** @type {Map<string, string>} */
  const pairs = new Map();
  for (const pair of query.split("&")) {
    const [key, value = ""] = pair.split("=");
    try {
      pairs.set(key, decodeURIComponent(value));
    } catch {
      // What cannot be read says nothing.
    }
  }
  return fromQuery((key) => pairs.get(key) ?? null) ?? EVERYTHING;
}

/**
 * The cards of a goal, in the order in which new ones are begun.
 * @template {Card} C
 * @param {Goal} goal @param {readonly C[]} cards @param {Parameters<typeof select>[2]} known
 */
export const cardsOf = (goal, cards, known) => select(scopeOf(goal.scope), cards, known);

/**
 * What a plan is made from.
 * @param {Goal} goal @param {readonly Card[]} cards those of the goal @param {(id: string) => State} state @param {number} day
 * @param {import("./pace.js").Pace} pace
 * @returns {import("./plan.js").Request}
 */
export function requestOf(goal, cards, state, day, pace = USUAL_PACE) {
  const known = cards.map(({ id, topic }) => ({ id, topic, state: state(id) }));
  return {
    cards: known,
    today: day,
    date: goal.date ?? day,
    minutes: goal.minutes,
    spent: spentOn(
      known.map(({ state }) => state),
      day,
      pace,
    ),
    pace,
  };
}

/** Seconds as whole minutes, at least one where there is anything. @param {number} seconds */
const wholeMinutes = (seconds) => Math.max(1, Math.round(seconds / 60));

/**
 * Where one stands.
 * @param {{ daysLeft: number, fresh: number, reviews: number, look: number, pace?: import("./pace.js").Pace }} now
 */
export function goalText({ daysLeft, fresh, reviews, look, pace = USUAL_PACE }) {
  if (daysLeft === 0) return look > 0 ? say("today.look", { count: look }) : say("today.day");
  const days = daysText(daysLeft);
  const parts = [
    fresh > 0 && say("today.new", { count: fresh }),
    reviews > 0 && say("today.reviews", { count: reviews }),
  ].filter((part) => part !== false);
  if (parts.length === 0) return say("today.rest", { days });
  const minutes = wholeMinutes(fresh * pace.fresh + reviews * pace.review);
  return say("today.now", { days, cards: list(parts), time: minutesText(minutes) });
}
