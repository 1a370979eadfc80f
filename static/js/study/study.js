// The study screen: choosing what to study, and the sitting.
// @ts-check

import { named } from "../fragment.js";
import { speaking } from "../words.js";
import { choosing } from "./choose.js";
import { toTop } from "./controls.js";
import { breath } from "./database.js";
import { scopeOf } from "./goal.js";
import { listen } from "./keys.js";
import { LastLook } from "./look.js";
import { dueNow, planNow } from "./now.js";
import { EVERYTHING, fromAddress } from "./scope.js";
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
    /** @type {Sitting | LastLook | null} */
    let sitting = null;
    let turn = 0;
    const show = async () => {
      sitting?.leave();
      sitting = null;
      const own = (turn += 1);
      const query = new URLSearchParams(location.search);
      const leave = () => go("");
      const plan = await planNow(store, bank);
      if (own !== turn) return;
      const { steps } = dueNow(store, bank, plan);
      const goalScope = store.goal ? scopeOf(store.goal.scope) : EVERYTHING;
      const scope = fromAddress(location);
      if (query.has("look")) {
        const cards = bank.select(scope ?? goalScope, store).map(({ id }) => id);
        sitting = new LastLook({ bank, store, cards, place, view, leave });
      } else if (query.has("goal") && steps.length > 0) {
        sitting = new Sitting({ bank, store, scope: goalScope, steps, place, view, leave });
      } else if (scope) sitting = new Sitting({ bank, store, scope, place, view, leave });
      if (sitting) return sitting.begin();
      const withGoal = plan && (await speaking(import("./with-goal.js")).catch(() => null));
      if (own !== turn) return;
      const { section, below } = choosing({ bank, store, plan, withGoal, begin: go });
      view.replaceChildren(section);
      // What lies below a screen can wait until the screen is drawn.
      await breath();
      if (own !== turn) return;
      section.append(...below());
      place.dataset.state = "choosing";
    };
    const go = (/** @type {string} */ address) => {
      history.pushState(null, "", location.pathname + address);
      // What was pressed is gone: the focus goes to the top of what came. A sitting has it on its card.
      show().then(() => sitting || toTop());
    };
    // Another fragment is told like that as well.
    addEventListener("popstate", () => void show());
    document.addEventListener("click", within);
    listen(
      () => sitting?.shortcuts() ?? [],
      () => store.settings.shortcuts,
    );
    return show();
  });
}

/** A way within the page leaves its address alone, whose fragment says what is studied. @param {MouseEvent} event */
function within(event) {
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  const fragment = link?.getAttribute("href") ?? "";
  if (!fragment.startsWith("#") || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const target = named(fragment);
  if (!target) return;
  if (!target.matches("[tabindex], a, button, summary")) target.tabIndex = -1;
  target.focus();
  target.scrollIntoView();
}

// The store of this page, for who looks into it.
export { open };
