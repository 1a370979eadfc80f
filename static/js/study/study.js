// The study screen: choosing what to study, and the sitting.
// @ts-check

import { Bank } from "./bank.js";
import { choosing } from "./choose.js";
import { button, element, link } from "./dom.js";
import { listen } from "./keys.js";
import { notices } from "./notice.js";
import { fromQuery, toQuery } from "./scope.js";
import { Sitting } from "./sitting.js";
import { open } from "./store.js";

/** @param {HTMLElement} place */
export async function start(place) {
  place.dataset.state = "loading";
  let bank;
  let store;
  try {
    [bank, store] = await Promise.all([Bank.load(place.dataset.index ?? ""), open()]);
  } catch {
    place.dataset.state = "failed";
    const retry = () => (place.replaceChildren(), start(place));
    place.replaceChildren(
      element("div", { class: "empty", role: "alert" }, element("p", {}, "The list of questions could not be loaded. Are you offline?"), button("Try again", retry, { class: "quiet" })),
    );
    return;
  }
  await store.setAliases(bank.aliases);
  const view = element("div", { class: "study-view" });
  place.replaceChildren(notices(store), view);
  if (bank.cards.length === 0) {
    place.dataset.state = "empty";
    view.replaceChildren(element("p", { class: "empty" }, "There are no questions to study yet. ", link("", "To the start page")));
    return;
  }

  /** @type {Sitting | null} */
  let sitting = null;
  const show = () => {
    sitting?.leave();
    sitting = null;
    const query = new URLSearchParams(location.search);
    const scope = fromQuery((key) => query.get(key));
    if (scope) {
      sitting = new Sitting({ bank, store, scope, place, view, leave: () => go("") });
      sitting.begin();
    } else {
      place.dataset.state = "choosing";
      view.replaceChildren(choosing({ bank, store, begin: (chosen) => go(`?${toQuery(chosen)}`) }));
    }
  };
  const go = (/** @type {string} */ query) => {
    history.pushState(null, "", location.pathname + query);
    show();
    scrollTo({ top: 0, behavior: "instant" });
    // What was pressed is gone: the focus goes to the top of what came.
    if (!sitting) document.getElementById("PB-main")?.focus({ preventScroll: true });
  };
  addEventListener("popstate", show);
  listen(
    () => sitting?.shortcuts() ?? [],
    () => store.settings.shortcuts,
  );
  show();
}
