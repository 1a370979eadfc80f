// A question by chance.
// @ts-check

import { anyCard } from "./cards.js";
import { areKeysOn } from "./shortcuts.js";
import { siteUrl } from "./site.js";

/** Goes to a question, another than this page's. @param {boolean} byKey a key can be turned off, in the settings of studying */
export async function random(byKey) {
  if (byKey && !(await areKeysOn())) return;
  const here = document.querySelector("[data-question]")?.getAttribute("data-question") ?? null;
  try {
    const id = await anyCard(here);
    if (id !== undefined) location.href = siteUrl(`questions/${encodeURIComponent(id)}/`).href;
  } catch {
    // Without the list of cards there is still that of the page.
    location.href = siteUrl("questions/").href;
  }
}
