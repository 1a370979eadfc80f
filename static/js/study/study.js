// The study screen: choosing what to study, and the sitting.
// @ts-check

import { choosing } from "./choose.js";
import { toTop } from "./controls.js";
import { listen } from "./keys.js";
import { fromQuery, toQuery } from "./scope.js";
import { begin, noQuestions } from "./screen.js";
import { Sitting } from "./sitting.js";
import { open } from "./store.js";

/** @param {HTMLElement} place */
export function start(place) {
  return begin(place, { backup: true }, ({ bank, store, view }) => {
    if (bank.cards.length === 0) {
      place.dataset.state = "empty";
      view.replaceChildren(noQuestions());
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
      // What was pressed is gone: the focus goes to the top of what came. A sitting has it on its card.
      if (!sitting) toTop();
    };
    addEventListener("popstate", show);
    listen(
      () => sitting?.shortcuts() ?? [],
      () => store.settings.shortcuts,
    );
    show();
  });
}

// The store of this page, for who looks into it.
export { open };
