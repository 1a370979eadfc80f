// The mock interview: setting it up, the interview, and its summary.
// @ts-check

import { Bank } from "./bank.js";
import { button, element } from "./dom.js";
import { fromQuery, toQuery } from "./draw.js";
import { Interview } from "./interview.js";
import { listen } from "./keys.js";
import { setUp } from "./mock-setup.js";
import { notices } from "./notice.js";
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
  place.replaceChildren(notices(store, { backup: false }), view);

  /** @type {Interview | null} */
  let interview = null;
  /** @param {boolean} mayResume */
  const show = (mayResume) => {
    interview?.leave();
    interview = null;
    const query = new URLSearchParams(location.search);
    const plan = fromQuery(
      (key) => query.get(key),
      bank.topics.map(({ slug }) => slug),
    );
    const saved = mayResume && plan ? Interview.saved(toQuery(plan)) : null;
    if (plan && saved) run(plan, saved);
    else view.replaceChildren(setUp({ bank, place, shared: plan, begin: (chosen) => begin(chosen) }));
  };
  /** @param {import("./draw.js").Plan} plan @param {import("./interview.js").Saved | null} saved */
  const run = (plan, saved) => {
    interview = new Interview({ bank, store, plan, saved, place, view, leave: again });
    interview.begin();
  };
  /** @param {import("./draw.js").Plan} plan */
  const begin = (plan) => {
    const address = `${location.pathname}?${toQuery(plan)}`;
    if (address === location.pathname + location.search) history.replaceState(null, "", address);
    else history.pushState(null, "", address);
    run(plan, null);
  };
  /** Back to the set-up. */
  const again = () => {
    Interview.forget();
    history.pushState(null, "", location.pathname);
    show(false);
    scrollTo({ top: 0, behavior: "instant" });
    document.getElementById("PB-main")?.focus({ preventScroll: true });
  };
  addEventListener("popstate", () => show(true));
  listen(
    () => interview?.shortcuts() ?? [],
    () => store.settings.shortcuts,
  );
  show(true);
}
