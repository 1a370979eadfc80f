// An input, a status line, filters and results, wired to the search. Shared by the dialog and the search page.
// @ts-check

import { baseUrl, LEVELS, element, levelLabel, link, siteUrl } from "../site.js";
import { joined, list as listed, marked, number, say, sentences } from "../words.js";
import { noFilters } from "./query.js";
import { remember, remembered } from "./recent.js";
import { Searcher } from "./searcher.js";

/**
 * @typedef {import("./engine.js").Outcome} Outcome
 * @typedef {import("./engine.js").Choice} Choice
 * @typedef {import("./engine.js").Hit} Hit
 * @typedef {import("./marks.js").Piece} Piece
 * @typedef {import("./query.js").Filters} Filters
 *
 * @typedef {object} Parts
 * @property {HTMLInputElement} input
 * @property {HTMLElement} status
 * @property {HTMLElement} choices
 * @property {HTMLElement} list
 * @property {Filters} [filters] what results are limited to at first
 * @property {(query: string, filters: Filters) => void} [onSearch]
 * @property {(tell: (text: string) => void) => Promise<import("./engine.js").Wish | null>} [wish] what else is wanted; who has to
 *   wait for it is told
 * @property {(outcome: Outcome | null) => void} [onFound] what is done with results that are shown
 */

/** The code of keys that belong to an input method. Where one ends by Enter, WebKit says first that nothing is composed any more. */
const COMPOSING = 229;
/** So many results at a time. */
const PAGE = 10;
/** So many words are told that were looked for under other names. */
const MOST_TAKEN = 3;
/** So many questions are suggested. */
const SUGGESTED = 6;
/** While somebody types on within this time, in milliseconds, nothing is fetched. */
const PAUSE = 60;

/** @type {Searcher | undefined} */
let searcher;

/** Where suggestions begin, by chance: others on each page, the same while one types. */
const CHANCE = Math.random();

/**
 * Searches as one types, and moves among the results with the arrow keys.
 * @param {Parts} parts
 * @returns what searches again: from the first results, or where one is where the same is asked
 */
export function searchView({ input, status, choices, list, filters = noFilters(), onSearch, wish, onFound }) {
  searcher ??= new Searcher(siteUrl().href);
  const search = searcher;
  let limit = PAGE;
  let stop = new AbortController();
  /** @type {Promise<void>} */
  let settled = Promise.resolve();
  let timer = 0;
  const links = () => [...list.querySelectorAll("a")];
  /** What Enter opens, from the field: what is suggested was not asked for. */
  const first = () => links().find(({ dataset }) => dataset.suggested === undefined);

  /** @param {boolean} isTyping */
  const update = (isTyping) => {
    clearTimeout(timer);
    settled = show(isTyping);
    return settled;
  };

  /** @param {boolean} isTyping */
  async function show(isTyping) {
    stop.abort();
    stop = new AbortController();
    const { signal } = stop;
    list.setAttribute("aria-busy", "true");
    const query = input.value;
    // Safari empties a field without `autocomplete` when a page comes back out of its memory: back to this.
    input.defaultValue = query;
    onSearch?.(query, filters);
    try {
      const isFiltered = Object.values(filters).some((values) => values.length > 0);
      const bank = await search.bank();
      const tell = (/** @type {string} */ text) => signal.aborted || status.replaceChildren(text);
      const wished = (await wish?.(tell)) ?? null;
      const isAsked = query.trim() || isFiltered || wished;
      const options = { filters, wish: wished, isTyping, limit };
      const outcome = isAsked ? await search.search(query, options, signal) : null;
      if (signal.aborted) return;
      if (outcome) showOutcome(outcome, query, bank);
      else showStart(bank);
      onFound?.(outcome);
      // What is appended moves nothing, so nobody waits for it.
      ownNotes(query).then((notes) => {
        const found = notes.map(({ note, ...question }) => plainResult(question, say("search.note", { note })));
        if (!signal.aborted) list.append(...found);
      });
    } catch (error) {
      if (signal.aborted) return;
      choices.replaceChildren();
      list.replaceChildren();
      onFound?.(null);
      status.replaceChildren(...marked(navigator.onLine ? "search.failed" : "search.offline", {}, ALL));
    }
    list.setAttribute("aria-busy", "false");
  }

  /** @param {import("./searcher.js").Bank} bank */
  function showStart(bank) {
    const recent = remembered();
    const others = suggestedOf(bank).filter(({ slug }) => !recent.some((known) => known.slug === slug));
    showChoices(bank.choices);
    const filters = { level: "level:hard", topic: "topic:", tag: "tag:" };
    status.replaceChildren(...sentences([say("search.start")], marked("search.narrow", filters, { code })));
    list.replaceChildren(
      ...recent.map((question) => plainResult(question, say("search.recent"))),
      ...others.map(suggestion),
    );
  }

  /** @param {Outcome} outcome @param {string} query @param {import("./searcher.js").Bank} bank */
  function showOutcome(outcome, query, bank) {
    const isNothing = outcome.hits.length === 0;
    const { add } = bank;
    const said = [statusOf(outcome, query.trim())];
    if ((outcome.isNearest || isNothing) && add)
      said.push(marked("search.missing", {}, { add: (text) => addLink(add, query.trim(), text) }));
    status.replaceChildren(...sentences(...said));
    showChoices(outcome.choices);
    list.replaceChildren(...outcome.hits.map(result));
    if (query.trim()) first()?.prepend(enterHint());
    // Who only narrows all of the bank knows what is there.
    if (isNothing && query.trim()) list.append(...suggestedOf(bank).map(suggestion));
    if (!outcome.isNearest && outcome.total > outcome.hits.length) list.append(moreButton());
  }

  /** @param {Outcome["choices"]} offered */
  function showChoices({ level, topic, tag }) {
    choices.replaceChildren(
      ...choiceGroup(say("search.level"), "level", level),
      ...choiceGroup(say("search.topic"), "topic", topic),
      ...choiceGroup(say("search.tag"), "tag", tag),
    );
  }

  /** @param {string} label @param {keyof Filters} kind @param {Choice[]} offered */
  function choiceGroup(label, kind, offered) {
    const useful = offered.filter(({ count, isOn }) => isOn || count > 0);
    if (useful.length < 2 && !useful.some(({ isOn }) => isOn)) return [];
    const chips = useful.map((choice) => chip(kind, choice));
    return [element("div", { class: "choices", role: "group", "aria-label": label }, ...chips)];
  }

  /** @param {keyof Filters} kind @param {Choice} choice */
  function chip(kind, { slug, title, count, isOn }) {
    const choose = async () => {
      // What was typed as `topic:aws` is taken out where it was typed.
      const typed = new RegExp(`(?<!\\S)${kind}:${slug}(?!\\S)`, "giu");
      if (isOn) input.value = input.value.replace(typed, "").trim();
      const chosen = filters[kind].filter((value) => value !== slug);
      filters = { ...filters, [kind]: isOn ? chosen : [...chosen, slug] };
      limit = PAGE;
      await update(false);
      const same = choices.querySelector(`[data-choice="${CSS.escape(`${kind}:${slug}`)}"]`);
      if (same instanceof HTMLElement) same.focus();
      else input.focus();
    };
    return element(
      "button",
      { class: "chip", type: "button", "aria-pressed": String(isOn), "data-choice": `${kind}:${slug}`, click: choose },
      kind === "level" ? say(`level.${slug}`) : title,
      element("span", { class: "chip-count" }, number(count)),
    );
  }

  function moreButton() {
    return element("li", { class: "more" }, element("button", { type: "button", click: more }, say("search.more")));
  }

  async function more() {
    const before = links().length;
    limit += PAGE;
    await update(false);
    links()[before]?.focus();
  }

  input.addEventListener("input", () => {
    limit = PAGE;
    clearTimeout(timer);
    list.setAttribute("aria-busy", "true");
    timer = setTimeout(() => update(true), PAUSE);
  });
  input.addEventListener("keydown", async (event) => {
    const isDown = event.key === "ArrowDown";
    // An input method has these keys for itself.
    const isComposing = event.isComposing || event.keyCode === COMPOSING;
    if (isComposing || (!isDown && event.key !== "Enter")) return;
    event.preventDefault();
    // What is opened is the answer to all that was typed, and what has the focus is not replaced.
    await (list.getAttribute("aria-busy") === "true" ? update(true) : settled);
    if (isDown) links()[0]?.focus();
    else if (input.value.trim()) first()?.click();
  });
  list.addEventListener("keydown", (event) => {
    const isDown = event.key === "ArrowDown";
    if (!isDown && event.key !== "ArrowUp") return;
    event.preventDefault();
    const all = links();
    const next = all.findIndex((other) => other === document.activeElement) + (isDown ? 1 : -1);
    if (next < 0) input.focus();
    else if (next < all.length) all[next].focus();
    else if (list.querySelector(".more")) more();
  });
  list.addEventListener("click", (event) => {
    const opened = event.target instanceof Element ? event.target.closest("a") : null;
    const { slug, title } = opened?.dataset ?? {};
    if (slug && title) remember({ slug, title });
  });
  update(false);
  return async (isSame = false) => {
    if (!isSame) limit = PAGE;
    const at = links().indexOf(/** @type {HTMLAnchorElement} */ (document.activeElement));
    const slug = links()[at]?.dataset.slug;
    await update(false);
    if (at < 0 || list.contains(document.activeElement)) return;
    // Who was on a question stays on it, or where it was.
    (links().find(({ dataset }) => dataset.slug === slug) ?? links()[at] ?? input).focus({ preventScroll: true });
  };
}

/** What the reader has noted, if there is anything. @param {string} query */
async function ownNotes(query) {
  if (query.trim() === "") return [];
  try {
    // The name of the database, as study/database.js has it: who does not study loads nothing.
    const databases = (await indexedDB.databases?.()) ?? [];
    if (databases.every(({ name }) => name !== `prepbook${baseUrl().pathname}`)) return [];
    return await (await import("../study/notes.js")).findNotes(query);
  } catch {
    // The search goes without.
    return [];
  }
}

/** Where else to look. */
const ALL = { questions: (/** @type {string} */ text) => link("questions/", text) };

const strong = (/** @type {string} */ text) => element("strong", {}, text);
const code = (/** @type {string} */ text) => element("code", { dir: "ltr" }, text);

/** @param {Outcome} outcome @param {string} query */
function statusOf(outcome, query) {
  const { hits, isNearest, unknown } = outcome;
  const said = hits.length === 0 || isNearest ? nothingText(outcome, query) : foundText(outcome);
  if (unknown.length === 0) return said;
  return sentences([say("search.unknown", { names: listed(unknown, { type: "disjunction" }) })], said);
}

/** @param {Outcome} outcome @param {string} query */
function nothingText({ hits, quoted }, query) {
  if (query === "") return [say("list.none")];
  const nothing = say("search.nothing_for", { query });
  if (hits.length > 0) return sentences([nothing], [say("search.nearest")]);
  if (quoted.length > 0) return sentences([nothing], [say("search.unquote")]);
  return sentences([nothing], marked("search.try", {}, ALL));
}

/** @param {Outcome} outcome @returns {(string | Node)[]} */
function foundText({ hits, total, corrected, taken, quoted }) {
  const all =
    hits.length < total
      ? say("search.found_some", { shown: hits.length, count: total })
      : say("search.found", { count: total });
  const quotes = listed(quoted.map((text) => say("search.quoted", { text })));
  const found = quoted.length > 0 ? say("search.only", { found: all, quotes }) : all;
  /** @type {(string | Node)[]} */
  const said =
    corrected.length === 0 ? [found] : marked("search.corrected", { found, words: corrected.join(" ") }, { strong });
  return taken
    .slice(0, MOST_TAKEN)
    .reduce((found, one) => joined("search.and_taken", { found, taken: otherNames(one) }), said);
}

/** What was looked for under which other names. @param {Outcome["taken"][number]} taken @returns {(string | Node)[]} */
function otherNames({ asked, names }) {
  return marked("search.taken", { asked: asked.normalize(), names: listed(names, { style: "narrow" }) }, { strong });
}

/** Some of the suggested questions. @param {import("./searcher.js").Bank} bank */
function suggestedOf({ suggested }) {
  const first = Math.floor(CHANCE * suggested.length);
  return [...suggested.slice(first), ...suggested.slice(0, first)].slice(0, SUGGESTED);
}

/** What says that Enter opens a result. */
function enterHint() {
  return element("kbd", { class: "result-enter", "aria-hidden": "true" }, "Enter");
}

/** A link to write the missing question, whose title is what was asked where that needs no quoting. @param {string} add @param {string} query @param {string} text */
function addLink(add, query, text) {
  const isPlain = /^[\p{L}\p{N}][\p{L}\p{N} ,?()'’/-]*$/u.test(query);
  const address = isPlain ? add.replaceAll(encodeURIComponent(say("scaffold.title")), encodeURIComponent(query)) : add;
  return element("a", { href: address }, text);
}

/** @param {{ slug: string, title: string }} question @param {...Node} parts */
function questionItem({ slug, title }, ...parts) {
  const made = link(`questions/${encodeURIComponent(slug)}/`, "", {
    class: "result",
    "data-slug": slug,
    "data-title": title,
  });
  made.append(...parts);
  return element("li", {}, made);
}

/** @param {Hit} hit */
function result({ document: { slug, title, topic, level, minutes, said }, title: titlePieces, excerpt }) {
  const words = [pieces("result-title", titlePieces), pieces("result-excerpt", excerpt)];
  for (const part of words) Object.assign(part, said);
  const item = questionItem({ slug, title }, ...words, meta(topic.title, level, minutes));
  item.dataset.card = slug;
  return item;
}

/** @param {{ slug: string, title: string }} question @param {string} why */
function plainResult(question, why) {
  // In whatever language it is.
  const title = element("span", { class: "result-title" }, element("bdi", {}, question.title));
  return questionItem(question, title, element("span", { class: "result-meta" }, why));
}

/** @param {{ slug: string, title: string }} question */
function suggestion(question) {
  const item = plainResult(question, say("search.suggested"));
  item.querySelector("a")?.setAttribute("data-suggested", "");
  return item;
}

/** @param {string} look @param {Piece[]} pieces */
function pieces(look, pieces) {
  const parts = pieces.map(({ text, hit }) => (hit ? element("mark", {}, text) : text));
  return element("span", { class: look }, ...parts);
}

/** @param {string} topic @param {string} level @param {number} minutes */
function meta(topic, level, minutes) {
  const number = LEVELS.findIndex((name) => name === level) + 1;
  const standing = element("span", { class: "standing-slot" });
  const parts = [element("span", { class: "result-topic" }, topic), levelLabel(number)];
  const time = element("span", { class: "minutes" }, say("list.minutes", { count: minutes }));
  return element("span", { class: "result-meta" }, ...parts, time, standing);
}
