// The mock interview: setting it up, the interview, and its summary.
// @ts-check

import { toTop } from "./controls.js";
import { fromQuery, toQuery } from "./draw.js";
import { Interview, forgetInterview, savedInterview } from "./interview.js";
import { listen } from "./keys.js";
import { setUp } from "./mock-setup.js";
import { begin } from "./screen.js";
import { open } from "./store.js";

/** @typedef {import("./draw.js").Plan} Plan */

/** Whether a link asks for topics of which there is none any more. @param {Plan | null} plan @param {URLSearchParams} query */
const areGone = (plan, query) => plan !== null && plan.topics.length === 0 && Boolean(query.get("topics"));

/** @param {HTMLElement} place */
export function start(place) {
  return begin(place, {}, ({ bank, store, view }) => {
    /** @type {Interview | null} */
    let interview = null;
    /** @param {boolean} mayResume */
    const show = (mayResume) => {
      interview?.leave();
      interview = null;
      const query = new URLSearchParams(location.search);
      const topics = bank.topics.map(({ slug }) => slug);
      const plan = fromQuery((key) => query.get(key), topics);
      const saved = mayResume && plan ? savedInterview(toQuery(plan)) : null;
      if (plan && saved) run(plan, saved);
      else view.replaceChildren(setUp({ bank, place, shared: plan, areGone: areGone(plan, query), begin: startAnew }));
    };
    /** @param {Plan} plan @param {import("./interview.js").Saved | null} saved */
    const run = (plan, saved) => {
      interview = new Interview({ bank, store, plan, saved, place, view, leave: again });
      interview.begin();
    };
    /** @param {Plan} plan */
    const startAnew = (plan) => {
      const address = `${location.pathname}?${toQuery(plan)}`;
      if (address === location.pathname + location.search) history.replaceState(null, "", address);
      else history.pushState(null, "", address);
      run(plan, null);
    };
    /** Back to the set-up. */
    const again = () => {
      forgetInterview();
      history.pushState(null, "", location.pathname);
      show(false);
      toTop();
    };
    addEventListener("popstate", () => show(true));
    listen(
      () => interview?.shortcuts() ?? [],
      () => store.settings.shortcuts,
    );
    show(true);
  });
}

// The store of this page, for who looks into it.
export { open };
