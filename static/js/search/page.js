// The search as a page of its own: a list as others are, but for all questions. Its address holds the query, the filters and the order.
// @ts-check

import { studyThese } from "../these.js";
import { noFilters } from "./query.js";
import { searchView } from "./view.js";

/**
 * @typedef {typeof import("../study/everywhere.js")} Everywhere
 * @typedef {import("./query.js").Filters} Filters
 * @typedef {import("./engine.js").Outcome} Outcome
 * @typedef {import("./engine.js").Wish} Wish
 */

const PARAMETERS = /** @type {const} */ (["topic", "tag", "level"]);
/** Orders that the index knows. */
const ORDERS = /** @type {const} */ (["taught", "title", "level", "checked"]);

/** @param {HTMLElement} form @param {() => Promise<Everywhere>} load what knows how each question stands */
export function searchPage(form, load) {
  const input = form.querySelector("input");
  const [status, choices, list] = [".search-status", ".search-choices", ".results"].map((part) =>
    form.querySelector(part),
  );
  const study = form.querySelector(".list-said");
  const selects = [...form.querySelectorAll("select")];
  if (!input || !(status instanceof HTMLElement) || !(choices instanceof HTMLElement) || !(list instanceof HTMLElement))
    return;
  form.hidden = false;
  const asked = new URLSearchParams(location.search);
  input.value = asked.get("q") ?? "";
  const filters = noFilters();
  for (const kind of PARAMETERS) filters[kind] = asked.getAll(kind).filter(Boolean);
  for (const select of selects) {
    select.value = asked.get(select.name) ?? "";
    // What it does not have is none.
    if (select.selectedIndex < 0) select.value = "";
    // Who was sent an address sees what it chooses, and can let go of it.
    if (select.value !== "") select.classList.remove("readers");
  }
  const chosen = (/** @type {string} */ name) => selects.find((select) => select.name === name)?.value ?? "";
  /** The cards by number, once they were asked for. @type {string[] | null} */
  let cards = null;

  /** @param {(text: string) => void} tell @returns {Promise<Wish | null>} */
  async function wish(tell) {
    const [state, sort] = [chosen("state"), chosen("sort")];
    const order = ORDERS.find((order) => order === sort) ?? null;
    if (state === "" && sort !== "weakest") return order && { among: null, order };
    const known = await load();
    const ids = (cards = await known.ids(tell));
    follow(known);
    return {
      among: state === "" ? null : Uint8Array.from(ids, (id) => Number(known.fits(id, state))),
      order: sort === "weakest" ? Float32Array.from(ids, known.recall) : order,
    };
  }

  const onSearch = (/** @type {string} */ query, /** @type {Filters} */ wanted) => {
    const address = new URL(location.href);
    address.search = "";
    if (query.trim()) address.searchParams.set("q", query);
    for (const kind of PARAMETERS) for (const value of wanted[kind]) address.searchParams.append(kind, value);
    for (const { name, value } of selects) if (value) address.searchParams.set(name, value);
    history.replaceState(null, "", address);
  };

  /** Offers to study what is shown, and marks how it stands. @param {Outcome | null} outcome */
  function onFound(outcome) {
    study?.replaceChildren();
    if (!outcome || outcome.isNearest || outcome.hits.length === 0) return;
    const { hits } = outcome;
    // The list of cards is of another build than the index.
    if (cards && hits.some(({ document }) => cards?.[document.number] !== document.slug)) throw new Error("two builds");
    study?.append(studyThese(hits.map(({ document }) => document.slug)));
    if (document.documentElement.dataset.reader !== undefined)
      load().then(
        ({ showItems }) => showItems(),
        () => {},
      );
  }

  /** What is graded in another tab may stand otherwise by now. */
  let isFollowing = false;
  /** @param {Everywhere} known */
  function follow(known) {
    if (isFollowing) return;
    isFollowing = true;
    known.follow(() => (chosen("state") || chosen("sort") === "weakest") && again(true));
  }

  const again = searchView({ input, status, choices, list, filters, onSearch, wish, onFound });
  for (const select of selects) select.addEventListener("input", () => again());
  // Enter in a box would load the page anew, without the chips.
  form.addEventListener("submit", (event) => event.preventDefault());
  input.focus();
}
