// The search as a page of its own, whose address holds the query and the filters.
// @ts-check

import { noFilters } from "./query.js";
import { searchView } from "./view.js";

const PARAMETERS = /** @type {const} */ (["topic", "tag", "level"]);

/** @param {HTMLElement} form */
export function searchPage(form) {
  const input = form.querySelector("input");
  const [status, choices, list] = [".search-status", ".search-choices", ".results"].map((part) =>
    form.querySelector(part),
  );
  if (!input || !(status instanceof HTMLElement) || !(choices instanceof HTMLElement) || !(list instanceof HTMLElement))
    return;
  form.hidden = false;
  const asked = new URLSearchParams(location.search);
  input.value = asked.get("q") ?? "";
  const filters = noFilters();
  for (const kind of PARAMETERS) filters[kind] = asked.getAll(kind).filter(Boolean);
  const onSearch = (/** @type {string} */ query, /** @type {import("./query.js").Filters} */ chosen) => {
    const address = new URL(location.href);
    address.search = "";
    if (query.trim()) address.searchParams.set("q", query);
    for (const kind of PARAMETERS) for (const value of chosen[kind]) address.searchParams.append(kind, value);
    history.replaceState(null, "", address);
  };
  searchView({ input, status, choices, list, filters, onSearch });
  input.focus();
}
