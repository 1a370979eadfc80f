// Numbers and times in words. Pure.
// @ts-check

/** @param {number} count @param {string} one @param {string} many */
export function counted(count, one, many = `${one}s`) {
  return `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
}

/** A number with at most one digit after the point. @param {number} value */
const short = (value) => String(Math.round(value * 10) / 10);

/** How long a card is put off, as short as a button has room for. @param {{ minutes: number | null, days: number | null }} wait */
export function waitText({ minutes, days }) {
  if (days === null) return `${Math.max(1, Math.round(minutes ?? 0))} min`;
  if (days < 31) return counted(days, "day");
  const months = short(days / 30.44);
  if (days < 365) return months === "1" ? "1 month" : `${months} months`;
  const years = short(days / 365.25);
  return years === "1" ? "1 year" : `${years} years`;
}

/** A length of time, as `4:05` or `1:04:05`. @param {number} milliseconds */
export function clock(milliseconds) {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const pad = (/** @type {number} */ value) => String(value).padStart(2, "0");
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours > 0 ? `${hours}:${pad(minutes)}:${pad(seconds % 60)}` : `${minutes}:${pad(seconds % 60)}`;
}

/** A length of time in words. @param {number} milliseconds */
export function duration(milliseconds) {
  const minutes = Math.round(milliseconds / 60_000);
  if (minutes < 1) return "less than a minute";
  if (minutes < 60) return counted(minutes, "minute");
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return rest === 0 ? counted(hours, "hour") : `${counted(hours, "hour")} ${rest} min`;
}

/** @param {number} share 0 to 1 */
export const percent = (share) => `${Math.round(share * 100)}%`;

/** Words of a list: `a, b and c`. @param {string[]} words */
export function list(words) {
  return words.length < 2 ? (words[0] ?? "") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}
