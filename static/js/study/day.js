// The reader's days. A day turns at four in the morning, so that a late evening belongs to the day that it ends. Pure.
// @ts-check

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const TURN = 4 * HOUR;

/**
 * The number of the day at a moment; 0 is the first of January 1970.
 * @param {number} at milliseconds
 * @param {number} offset minutes from local time to UTC at that moment, as `Date#getTimezoneOffset` gives them
 */
export function dayOf(at, offset) {
  return Math.floor((at - offset * 60_000 - TURN) / DAY);
}

/** The date of a day, as `2026-11-21`. @param {number} day */
export function isoDate(day) {
  return new Date(day * DAY).toISOString().slice(0, 10);
}

/** The day of the week; Monday is 0. @param {number} day */
export function weekday(day) {
  // The first of January 1970 was a Thursday.
  return (((day + 3) % 7) + 7) % 7;
}
