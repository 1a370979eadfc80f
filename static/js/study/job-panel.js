// A job description is pasted; the questions that it calls for are found in the browser's own index, trimmed, studied, shared.
// @ts-check

import { element, siteUrl } from "../site.js";
import { list, say } from "../words.js";
import { button } from "./controls.js";
import { LONGEST, calledFor } from "./job.js";
import { EVERYTHING, toAddress } from "./scope.js";

/** @typedef {import("./job.js").Called} Called */

/**
 * Fills the panel.
 * @param {HTMLElement} panel
 * @param {{ search: () => Promise<import("./job.js").Search>, begin: (scope: import("./scope.js").Scope) => void,
 *   plan: (scope: import("./scope.js").Scope) => void }} parts
 */
export function fillJob(panel, { search, begin, plan }) {
  const said = element("p", { class: "soft", role: "status" });
  const found = element("div", { class: "job-found" });
  const area = element("textarea", {
    id: "PB-job",
    rows: 6,
    maxlength: LONGEST,
    placeholder: say("job.placeholder"),
  });
  const find = button(
    say("job.find"),
    async () => {
      if (area.value.trim() === "") {
        said.textContent = say("job.empty");
        area.focus();
        return;
      }
      find.disabled = true;
      said.textContent = say("job.looking");
      try {
        const called = await calledFor(area.value, await search());
        show(called);
      } catch (error) {
        console.error(error);
        said.textContent = say("job.failed");
      } finally {
        find.disabled = false;
      }
    },
    { class: "quiet" },
  );

  /** @param {Called[]} called */
  function show(called) {
    const chosen = new Set(called.map(({ id }) => id));
    const scope = () => ({ ...EVERYTHING, cards: called.map(({ id }) => id).filter((id) => chosen.has(id)) });
    const address = element("a", {});
    const count = element("p", { class: "study-lead" });
    const actions = [
      button(say("job.study"), () => begin(scope()), { class: "button" }),
      button(say("job.plan"), () => plan(scope()), { class: "quiet" }),
    ];
    const update = () => {
      count.textContent = say("job.chosen", { count: chosen.size });
      for (const action of actions) action.disabled = chosen.size === 0;
      address.href = siteUrl(`study/${toAddress(scope())}`).href;
      address.textContent = chosen.size > 0 ? say("job.link") : "";
    };
    /** @type {Map<string, { title: string, called: Called[] }>} */
    const topics = new Map();
    for (const each of called) {
      const topic = topics.get(each.topic.slug) ?? { title: each.topic.title, called: [] };
      topic.called.push(each);
      topics.set(each.topic.slug, topic);
    }
    const groups = [...topics.values()].map(({ title, called }) => {
      const items = called.map(({ id, title, because }) => {
        const box = element("input", {
          type: "checkbox",
          checked: true,
          change: (made) => (made.checked ? chosen.add(id) : chosen.delete(id), update()),
        });
        return element(
          "li",
          {},
          element(
            "label",
            { class: "check" },
            box,
            element(
              "span",
              {},
              title,
              " ",
              element("span", { class: "soft" }, list(because.slice(0, 3), { style: "narrow" })),
            ),
          ),
        );
      });
      return element("fieldset", {}, element("legend", {}, title), element("ul", {}, ...items));
    });
    said.textContent = called.length === 0 ? say("job.none") : say("job.found", { count: called.length });
    found.replaceChildren(
      ...(called.length === 0
        ? []
        : [
            ...groups,
            count,
            element("div", { class: "goal-actions" }, ...actions),
            element("p", { class: "soft" }, address),
          ]),
    );
    update();
  }

  panel.append(
    element(
      "div",
      { class: "field" },
      element("label", { for: "PB-job" }, say("job.label")),
      area,
      element("p", { class: "soft" }, say("job.local")),
    ),
    element("div", { class: "goal-actions" }, find),
    said,
    found,
  );
}
