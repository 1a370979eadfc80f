// What the log and the states of cards come to. Pure: today is an argument, and each review knows its own day.
// @ts-check

import { weekday } from "./day.js";
import { UNSEEN, apply } from "./log.js";
import { isDue } from "./scheduler.js";

/** @typedef {import("./log.js").State} State */
/** @typedef {import("./entry.js").Review} Review */
/** @typedef {{ at: number, day: number }} Moment */

/**
 * How many cards are due, now and on each of the days to come; what is overdue is due today.
 * @param {Iterable<State>} states of cards that are in the bank
 * @param {Moment} moment
 * @param {number} days with today
 */
export function forecast(states, moment, days = 30) {
  const counts = new Array(days).fill(0);
  let now = 0;
  for (const state of states) {
    if (state.phase === "new" || state.suspended) continue;
    const due = isDue(state, moment);
    if (due) now += 1;
    const ahead = due || state.dueDay === null ? 0 : state.dueDay - moment.day;
    if (ahead < days) counts[ahead] += 1;
  }
  return { now, days: counts.map((count, ahead) => ({ day: moment.day + ahead, count })) };
}

/** How many reviews there were on each day. @param {Iterable<Review>} reviews */
export function perDay(reviews) {
  /** @type {Map<number, number>} */
  const counts = new Map();
  for (const { day } of reviews) counts.set(day, (counts.get(day) ?? 0) + 1);
  return counts;
}

/**
 * The weeks of a year up to today, from Monday to Sunday, each day with its number of reviews and a shade from 0 to 4.
 * @param {Iterable<Review>} reviews @param {number} today @param {number} weeks
 */
export function heatMap(reviews, today, weeks = 53) {
  const counts = perDay(reviews);
  const monday = today - weekday(today) - 7 * (weeks - 1);
  /** @type {number[]} */
  const seen = [];
  for (let day = monday; day <= today; day += 1) seen.push(counts.get(day) ?? 0);
  const busy = seen.filter((count) => count > 0).sort((a, b) => a - b);
  // Shades by quarters of the days with reviews, so that one long day does not pale all others.
  const bounds = [0.25, 0.5, 0.75].map((part) => busy[Math.floor(part * (busy.length - 1))] ?? 0);
  const shade = (/** @type {number} */ count) => (count === 0 ? 0 : 1 + bounds.filter((bound) => count > bound).length);
  return Array.from({ length: weeks }, (_, week) => ({
    monday: monday + 7 * week,
    days: seen
      .slice(7 * week, 7 * week + 7)
      .map((count, at) => ({ day: monday + 7 * week + at, count, shade: shade(count) })),
  }));
}

/**
 * How much was remembered of what was under review and last seen on an earlier day: the first answer of a day counts.
 * @param {Iterable<Review>} reviews in order
 * @param {number} from the first day that counts
 */
export function retention(reviews, from = -Infinity) {
  let asked = 0;
  let recalled = 0;
  /** @type {Map<string, State>} */
  const states = new Map();
  for (const review of reviews) {
    const before = states.get(review.card) ?? UNSEEN;
    states.set(review.card, apply(before, review));
    if (before.phase !== "review" || review.day < from || before.lastDay >= review.day) continue;
    asked += 1;
    if (review.grade > 1) recalled += 1;
  }
  return { asked, recalled, share: asked === 0 ? null : recalled / asked };
}

/**
 * Days in a row with a review. Today need not have one yet.
 * @param {Iterable<Review>} reviews @param {number} today
 */
export function streak(reviews, today) {
  const days = [...perDay(reviews).keys()].filter((day) => day <= today).sort((a, b) => a - b);
  let longest = 0;
  let run = 0;
  for (const [at, day] of days.entries()) {
    run = at > 0 && days[at - 1] === day - 1 ? run + 1 : 1;
    longest = Math.max(longest, run);
  }
  const last = days.at(-1);
  return {
    current: last !== undefined && last >= today - 1 ? run : 0,
    longest,
    studied: days.length,
    today: last === today,
  };
}
