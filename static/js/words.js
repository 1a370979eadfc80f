// What scripts say, in the language of the page: the words that the build put into it, those that come with what is loaded later, and
// the browser's own ways with numbers, dates and lists. Nothing is looked up before something is said.
// @ts-check

/** A text, or its forms by plural category. @typedef {string | Record<string, string>} Message */
/** @typedef {{ [place: string]: string | number }} Values */

/** @type {{ formats?: string, digits?: string[], [group: string]: any } | null} */
let table = null;

function words() {
  table ??= JSON.parse(document.getElementById("PB-words")?.textContent || "{}");
  return table ?? {};
}

/** What is said later, asked for once. @type {Promise<void> | null} */
let learning = null;

async function learn() {
  // Each script that is loaded as one file has a table of its own, and reads the page for it when it first speaks.
  const place = document.getElementById("PB-words");
  if (!place || place.dataset.all !== undefined) return;
  const { root = "./" } = document.body.dataset;
  // As new as the page, whatever the browser still has in its own cache.
  const response = await fetch(`${root}words.json`, { cache: "no-cache" });
  if (!response.ok) throw new Error(`status ${response.status}`);
  const here = words();
  for (const [group, texts] of Object.entries(await response.json()))
    here[group] = { .../** @type {object} */ (texts), ...here[group] };
  place.textContent = JSON.stringify(here);
  place.dataset.all = "";
}

/** A script that is loaded later, with what it says. @template T @param {Promise<T>} script @returns {Promise<T>} */
export async function speaking(script) {
  learning ??= learn().catch((error) => {
    learning = null;
    throw error;
  });
  const [loaded] = await Promise.all([script, learning]);
  return loaded;
}

/** Whose numbers and dates are written. */
export function formats() {
  return words().formats ?? "en";
}

/** What the browser makes of a language is made once. @type {Map<string, any>} */
const known = new Map();

/** @template T @param {string} name @param {() => T} make @returns {T} */
function once(name, make) {
  if (!known.has(name)) known.set(name, make());
  return known.get(name);
}

/** What has no separator in any language: counts of every day. */
const FIRST_WITH_SEPARATOR = 1000;

/** @param {number} value @param {Intl.NumberFormatOptions} [options] */
export function number(value, options) {
  // The first formatter of a page costs a phone a tenth of a second, before it shows anything.
  if (!options && Number.isInteger(value) && value >= 0 && value < FIRST_WITH_SEPARATOR) return inDigits(value);
  const format = once(`number ${JSON.stringify(options)}`, () => new Intl.NumberFormat(formats(), options));
  return format.format(value);
}

/** A number in the digits of the language: the page says them where they are not these. @param {number} value */
function inDigits(value) {
  const { digits } = words();
  return digits ? [...String(value)].map((digit) => digits[Number(digit)]).join("") : String(value);
}

/** The form of a text for a count. @param {string} name @param {string | number | undefined} count */
function form(name, count) {
  const [group, key] = name.split(".");
  const look = () => /** @type {Message | undefined} */ (words()[group]?.[key]);
  let message = look();
  if (message === undefined) {
    // It may have come with a script that was loaded since.
    table = null;
    message = look();
  }
  // A template of the bank's own may leave the words out: better a name than nothing.
  if (message === undefined) return key.replaceAll("_", " ");
  if (typeof message === "string") return message;
  const rules = once("plural", () => new Intl.PluralRules(formats()));
  return message[rules.select(Number(count ?? 0))] ?? message.other ?? "";
}

/** @param {string} text @param {Values} values */
function filled(text, values) {
  return text.replace(/\{([a-z_]+)\}/g, (place, name) => {
    const value = values[name];
    return typeof value === "number" ? number(value) : (value ?? place);
  });
}

/** A text with its places filled; `count` chooses its plural form. @param {string} name `group.key` @param {Values} values */
export function say(name, values = {}) {
  return filled(form(name, values.count), values);
}

/**
 * A text with words that are more than text: links, say.
 * @param {string} name @param {Values} values @param {Record<string, (text: string) => Node>} marks what becomes of `<name>…</name>`
 * @returns {(string | Node)[]}
 */
export function marked(name, values, marks) {
  const parts = form(name, values.count).split(/<\/?([a-z_]+)>/);
  // Text, a mark's name, its words, its name again, and so on.
  return parts.flatMap((part, at) =>
    at % 2 === 1 ? [] : marksOf(parts[at - 1], at % 4 === 2, filled(part, values), marks),
  );
}

/**
 * A text whose places take more than text: links, say.
 * @param {string} name @param {Record<string, (string | Node)[]>} values @returns {(string | Node)[]}
 */
export function joined(name, values) {
  // Text, a place's name, text, and so on.
  const parts = form(name, undefined).split(/\{([a-z_]+)\}/);
  return parts.flatMap((part, at) => (at % 2 === 1 ? (values[part] ?? []) : [part]));
}

/** One sentence after another. @param {...(string | Node)[]} said */
export function sentences(...said) {
  return said.reduce((first, second) => joined("site.sentences", { first, second }));
}

/** @param {string | undefined} name @param {boolean} isMarked @param {string} text @param {Record<string, (text: string) => Node>} marks @returns {(string | Node)[]} */
function marksOf(name, isMarked, text, marks) {
  const mark = isMarked && name !== undefined ? marks[name] : undefined;
  return [mark ? mark(text) : text];
}

/** @param {number} day counted from the first of January 1970 @param {Intl.DateTimeFormatOptions} parts */
export function dayText(day, parts = { day: "numeric", month: "long" }) {
  const options = { ...parts, timeZone: "UTC" };
  const format = once(`day ${JSON.stringify(options)}`, () => new Intl.DateTimeFormat(formats(), options));
  return format.format(day * 86_400_000);
}

/** `a, b and c` @param {string[]} parts @param {Intl.ListFormatOptions} options */
export function list(parts, options = { type: "conjunction" }) {
  if (parts.length < 2) return parts.join("");
  const format = once(`list ${JSON.stringify(options)}`, () => new Intl.ListFormat(formats(), options));
  return format.format(parts);
}

/** @param {string} one @param {string} other */
export function byName(one, other) {
  return once("order", () => new Intl.Collator(formats())).compare(one, other);
}

/** How long from now: `in 3 days`, `tomorrow`. @param {number} count @param {Intl.RelativeTimeFormatUnit} unit */
export function fromNow(count, unit) {
  const numeric = unit === "day" ? "auto" : "always";
  const format = once(`from now ${numeric}`, () => new Intl.RelativeTimeFormat(formats(), { numeric }));
  return format.format(count, unit);
}
