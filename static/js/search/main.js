// The search as one file: the build joins this module and all that it imports into `js/search.js`, so that the first result is not
// a chain of requests away. The same file is the worker.
// @ts-check

import { openDialog } from "./dialog.js";
import { searchPage } from "./page.js";
import { work } from "./searcher.js";

if (typeof document === "undefined") work(globalThis);

export { openDialog, searchPage };
