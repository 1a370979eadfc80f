// Whether somebody studies here, for the pages to come: they keep the places of what is told then, so that nothing moves when it is
// there.
// @ts-check

import { baseUrl } from "../site.js";

/** @param {boolean} isReader */
export function remember(isReader) {
  // boot.js looks for it.
  const name = `prepbook.reader ${baseUrl().pathname}`;
  document.documentElement.toggleAttribute("data-reader", isReader);
  try {
    if (isReader) localStorage.setItem(name, "");
    else localStorage.removeItem(name);
  } catch {
    // Then something moves.
  }
}
