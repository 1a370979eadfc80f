// A list of questions on its page: which of them are shown, in which order, and a way to study just these. What is chosen stands in
// the address. A list of several pages does not have the rows: there, an address that chooses among them leads to the search.
// @ts-check

import { LEVELS, element } from "./site.js";
import { studyThese } from "./these.js";
import { byName, say } from "./words.js";

/** @typedef {typeof import("./study/everywhere.js")} Everywhere */

/** The names of the choices, in the form and in the address. */
const CHOICES = /** @type {const} */ (["find", "level", "state", "sort"]);

/**
 * One question of the list.
 * @typedef {object} Row
 * @property {HTMLElement} item
 * @property {Element} home the list that it stands in
 * @property {string} card its identity
 * @property {number} level 1 to 3
 * @property {string} title
 * @property {string} words what is looked in, as `plain` makes it
 * @property {string} checked the day, or nothing
 */

/** Text without what a hurried typist leaves out. @param {string} text */
const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

/** @param {HTMLElement} item @returns {Row} */
function rowOf(item) {
  const title = item.querySelector(".item-title")?.textContent ?? "";
  return {
    item,
    home: /** @type {Element} */ (item.parentElement),
    card: item.dataset.card ?? "",
    level: LEVELS.findIndex((level) => item.querySelector(`.level-${level}`)) + 1,
    title,
    words: plain(`${title} ${item.querySelector(".item-excerpt")?.textContent ?? ""}`),
    checked: item.dataset.checked ?? "",
  };
}

/** @param {HTMLFormElement} form @param {() => Promise<Everywhere>} load what knows how each question stands */
export async function start(form, load) {
  form.addEventListener("keydown", (event) => {
    const isSwitch = event.target instanceof HTMLInputElement && event.target.type === "checkbox";
    // What shows the first words sends nobody to the search.
    if (event.key === "Enter" && isSwitch) event.preventDefault();
  });
  if (form.dataset.list === "pages") return lead(form, new URLSearchParams(location.search));
  const main = form.parentElement;
  const said = form.querySelector(".list-said");
  if (!main || !said) return;
  const rows = [...main.querySelectorAll(".item")].flatMap((item) =>
    item instanceof HTMLElement ? [rowOf(item)] : [],
  );
  const homes = new Set(rows.map(({ home }) => home));
  const first = [...homes][0];
  if (!first) return;
  // In another order, the groups of a list are one.
  const flat = element("ul", { class: "items", hidden: true });
  (first.closest(".group") ?? first).before(flat);
  const told = [...said.childNodes];
  let isFollowing = false;
  /** The last choice wins, however long an earlier one has to wait. */
  let turn = 0;
  /** The order that rows stand in. */
  let order = "";

  async function apply() {
    const mine = (turn += 1);
    const chosen = choices(form);
    const { find, level, state, sort } = chosen;
    // A grade that was given since is known there.
    const isAsked = state !== "" || sort === "weakest";
    const wait = (/** @type {string} */ text) => mine === turn && said?.replaceChildren(text);
    const known = isAsked
      ? await load()
          .then((known) => all(known, wait))
          .catch(() => null)
      : null;
    if (mine !== turn) return;
    // Nothing is known of the questions: all stay, and that is told.
    if (isAsked && known === null) return said?.replaceChildren(say("study.unloaded_text"), " ", whole());
    if (known && !isFollowing) {
      // What is graded in another tab stands otherwise from then on.
      isFollowing = true;
      known.follow(() => {
        const { state, sort } = choices(form);
        if (state !== "" || sort === "weakest") return apply();
      });
    }
    const asked = plain(find).split(/\s+/).filter(Boolean);
    const fits = (/** @type {Row} */ row) =>
      asked.every((word) => row.words.includes(word)) &&
      (level === "" || LEVELS[row.level - 1] === level) &&
      (state === "" || (known?.fits(row.card, state) ?? false));
    const shown = rows.filter(fits);
    const isShown = new Set(shown);
    for (const row of rows) row.item.hidden = !isShown.has(row);
    arrange(sort, known);
    tell(chosen, shown);
    remember(chosen);
  }

  /** @param {string} sort @param {Everywhere | null} known */
  function arrange(sort, known) {
    if (order !== "" && sort === "") for (const { home, item } of rows) home.append(item);
    if (sort !== "") flat.append(...sorted(rows, sort, known).map(({ item }) => item));
    order = sort;
    flat.hidden = sort === "";
    for (const home of homes) {
      const part = home.closest(".group") ?? home;
      if (part instanceof HTMLElement) part.hidden = [...home.children].every((item) => item.matches("[hidden]"));
    }
  }

  /** @param {ReturnType<typeof choices>} chosen @param {Row[]} shown */
  function tell(chosen, shown) {
    const { find, level, state } = chosen;
    if (find === "" && level === "" && state === "") return said?.replaceChildren(...told);
    const count = shown.length;
    if (count === 0) return said?.replaceChildren(say("list.none"), " ", whole());
    const cards = shown.map(({ card }) => card);
    const text = say("list.shown", { count, total: rows.length });
    return said?.replaceChildren(text, " ", studyThese(cards), " ", whole());
  }

  /** The way back to the whole list. */
  const whole = () => element("button", { type: "button", click: reset }, say("list.all"));

  function reset() {
    for (const name of CHOICES) choose(form, name, "");
    // The button goes; who pressed it stays where it was.
    if (said instanceof HTMLElement) said.focus();
    return apply();
  }

  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", ({ target }) => {
    if (target instanceof Element && CHOICES.some((name) => name === target.getAttribute("name"))) return apply();
  });
  return apply();
}

/** To the search that does what an address of the list says, if that says anything. @param {HTMLFormElement} form @param {URLSearchParams} asked */
function lead(form, asked) {
  const address = new URL(form.action);
  for (const name of CHOICES) {
    const value = asked.get(name)?.trim() ?? "";
    if (value && isOffered(form, name, value)) address.searchParams.set(name === "find" ? "q" : name, value);
  }
  if (address.search === "") return;
  // What is narrowed stays in the order of the list, as in one that has all rows.
  const own = form.querySelector("[name=sort] option");
  if (own && !address.searchParams.has("sort")) address.searchParams.set("sort", own.getAttribute("value") ?? "");
  const list = form.querySelector("[type=hidden]");
  if (list instanceof HTMLInputElement) address.searchParams.set(list.name, list.value);
  location.replace(address);
}

/** What the form does not have is none. @param {HTMLFormElement} form @param {typeof CHOICES[number]} name @param {string} value */
function isOffered(form, name, value) {
  if (name === "find") return true;
  if (name === "level") return form.querySelector(`.levels .level-${CSS.escape(value)}`) !== null;
  const offered = form.querySelector(`[name="${name}"] [value="${CSS.escape(value)}"]`);
  // The first is how the list is anyhow.
  return offered !== null && offered.previousElementSibling !== null;
}

/** What the form says. @param {HTMLFormElement} form */
function choices(form) {
  const data = new FormData(form);
  const text = (/** @type {string} */ name) => String(data.get(name) ?? "").trim();
  return { find: text("find"), level: text("level"), state: text("state"), sort: text("sort") };
}

/** Fills the form by an address. A choice that the form does not have is none. @param {HTMLFormElement} form @param {URLSearchParams} asked */
export function fill(form, asked) {
  for (const name of CHOICES) choose(form, name, asked.get(name) ?? "");
}

/** @param {HTMLFormElement} form @param {string} name @param {string} value */
function choose(form, name, value) {
  const field = form.elements.namedItem(name);
  if (field instanceof HTMLSelectElement) {
    field.value = value;
    if (field.selectedIndex < 0) field.value = "";
    // Who was sent an address sees what it chooses.
    if (field.value !== "") field.classList.remove("readers");
  } else if (field instanceof RadioNodeList) {
    field.value = value;
    if (field.value !== value) field.value = "";
  } else if (field instanceof HTMLInputElement) field.value = value;
}

/** When it knows all. @param {Everywhere} known @param {(text: string) => unknown} tell says that there is something to wait for */
async function all(known, tell) {
  await known.shown(tell);
  return known;
}

/** @param {ReturnType<typeof choices>} chosen */
function remember(chosen) {
  const address = new URL(location.href);
  for (const name of CHOICES) {
    if (chosen[name] === "") address.searchParams.delete(name);
    else address.searchParams.set(name, chosen[name]);
  }
  history.replaceState(history.state, "", address);
}

/** @param {readonly Row[]} rows @param {string} sort @param {Everywhere | null} known */
function sorted(rows, sort, known) {
  /** @type {Record<string, (one: Row, other: Row) => number>} */
  const orders = {
    title: (one, other) => byName(one.title, other.title),
    level: (one, other) => one.level - other.level,
    // The latest first; what was never checked comes last.
    checked: (one, other) => (one.checked < other.checked ? 1 : one.checked > other.checked ? -1 : 0),
    weakest: (one, other) => (known?.recall(one.card) ?? 0) - (known?.recall(other.card) ?? 0),
  };
  return orders[sort] ? [...rows].sort(orders[sort]) : [...rows];
}
