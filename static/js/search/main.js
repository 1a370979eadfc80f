// The search as one file: the build joins this module and all that it imports into `js/search.js`, so that the first result is not
// a chain of requests away. The same file is the worker.
// @ts-check

import { siteUrl } from "../site.js";
import { openDialog } from "./dialog.js";
import { searchPage } from "./page.js";
import { Engine } from "./engine.js";
import { fetchBelow, work } from "./searcher.js";
import { stems } from "./tokens.js";

if (typeof document === "undefined") work(globalThis);

/** What a job description is matched with: the index, asked in this page. */
function asking() {
  const engine = new Engine(fetchBelow(siteUrl().href, "no-cache"));
  return { search: (/** @type {string} */ query) => engine.search(query, { limit: 8 }), stems };
}

export { asking, openDialog, searchPage };
