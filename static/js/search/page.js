// The search as a page of its own, whose address holds the query.
// @ts-check

import { searchView } from "./view.js";

/** @param {HTMLFormElement} form */
export function searchPage(form) {
  const input = form.querySelector("input");
  const status = form.querySelector(".search-status");
  const list = form.querySelector(".results");
  if (!input || !(status instanceof HTMLElement) || !(list instanceof HTMLElement)) return;
  form.hidden = false;
  input.value = new URLSearchParams(location.search).get("q") ?? "";
  const onSearch = (/** @type {string} */ query) => {
    const address = new URL(location.href);
    if (query.trim()) address.searchParams.set("q", query);
    else address.searchParams.delete("q");
    history.replaceState(null, "", address);
  };
  searchView({ input, status, list, onSearch });
  input.focus();
}
