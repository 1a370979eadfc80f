// What to study: everything that is due, a topic, a tag, a level; and the settings.
// @ts-check

import { make, masteryBar } from "./chart.js";
import { element, levelLabel } from "../site.js";
import { button } from "./controls.js";
import { resolve } from "./log.js";
import { queue, seenOn } from "./queue.js";
import { EVERYTHING, select } from "./scope.js";
import { mastery } from "./stats.js";
import { DEFAULT_SETTINGS } from "./store.js";
import { counted, list } from "./words.js";

/** @typedef {import("./bank.js").Bank} Bank */
/** @typedef {import("./store.js").Store} Store */
/** @typedef {import("./scope.js").Scope} Scope */

/**
 * What a sitting over a scope would show now.
 * @param {Bank} bank @param {Store} store @param {Scope} scope
 */
function waiting(bank, store, scope) {
  const moment = store.now();
  const cards = select(scope, bank.cards, {
    isFlagged: (id) => store.state(id).flagged,
    resolve: (id) => resolve(id, bank.aliases),
  });
  const { left, held } = queue({
    cards: cards.map(({ id }) => id),
    state: (id) => store.state(id),
    moment,
    settings: store.settings,
    today: seenOn(store.states.values(), moment.day),
  });
  const standing = mastery(
    cards.map(({ id }) => store.state(id)),
    moment,
  );
  return { cards: cards.length, due: left.due + left.learning, fresh: left.fresh, held, standing };
}

/**
 * @param {{ bank: Bank, store: Store, begin: (scope: Scope) => void }} parts
 */
export function choosing({ bank, store, begin }) {
  const lead = element("p", { class: "study-lead" });
  const hint = element("p", { class: "soft" });
  const startAll = button("Start", () => begin(chosen()), { class: "button start", icon: "play" });
  const rows = element("ul", { class: "topic-rows" });

  /** @type {{ level: number, tag: string }} */
  const filter = { level: 0, tag: "" };
  /** @param {Partial<Scope>} more @returns {Scope} */
  const chosen = (more = {}) => ({
    ...EVERYTHING,
    levels: filter.level ? [filter.level] : [],
    tags: filter.tag ? [filter.tag] : [],
    ...more,
  });

  const update = () => {
    const all = waiting(bank, store, chosen());
    const parts = [
      all.due > 0 && `${counted(all.due, "question")} due`,
      all.fresh > 0 && (all.due > 0 ? `${all.fresh} new` : counted(all.fresh, "new question")),
    ].filter((part) => part !== false);
    const isFiltered = filter.level !== 0 || filter.tag !== "";
    if (all.cards === 0) lead.textContent = "No question fits this choice.";
    else if (parts.length === 0)
      lead.textContent = isFiltered ? "Nothing of this is waiting." : "Nothing is waiting today.";
    else lead.textContent = `${list(parts)}${isFiltered ? " of this choice" : " for today"}.`;
    hint.textContent = hintText(all, store);
    startAll.hidden = parts.length === 0;
    const focused = document.activeElement?.getAttribute("data-topic");
    rows.replaceChildren(
      ...bank.topics.flatMap((topic) => {
        const own = waiting(bank, store, chosen({ topics: [topic.slug] }));
        return own.cards === 0 ? [] : [topicRow(topic, own, () => begin(chosen({ topics: [topic.slug] })))];
      }),
    );
    const flagged = waiting(bank, store, chosen({ flagged: true }));
    if (flagged.cards > 0) {
      const ids = bank.cards.map(({ id }) => id).filter((id) => store.state(id).flagged);
      rows.append(topicRow({ slug: "", title: "Flagged by you" }, flagged, () => begin(chosen({ cards: ids }))));
    }
    if (focused !== null && focused !== undefined)
      rows
        .querySelector(`[data-topic="${CSS.escape(focused)}"]`)
        ?.querySelector("button")
        ?.focus();
  };

  const usedTags = Object.entries(bank.tags).sort(([, a], [, b]) => a.localeCompare(b, "en"));
  const tagChoice = element(
    "select",
    { id: "PB-tag", change: (made) => ((filter.tag = made.value), update()) },
    element("option", { value: "" }, "Any tag"),
    ...usedTags.map(([slug, label]) => element("option", { value: slug }, label)),
  );
  const levels = [0, 1, 2, 3].map((level) => {
    const input = element("input", {
      type: "radio",
      name: "PB-study-level",
      value: level,
      checked: level === 0,
      change: () => ((filter.level = level), update()),
    });
    return element("label", {}, input, element("span", {}, level === 0 ? "All levels" : levelLabel(level)));
  });

  const section = element(
    "div",
    { class: "choosing" },
    element("section", { class: "today", "aria-label": "Today" }, lead, hint, startAll),
    element(
      "section",
      { "aria-labelledby": "PB-choose" },
      element("h2", { id: "PB-choose" }, "Or choose"),
      element(
        "div",
        { class: "choose-filters" },
        element(
          "fieldset",
          { class: "filter" },
          element("legend", { class: "hidden" }, "Questions of which level"),
          ...levels,
        ),
        usedTags.length > 0 && element("label", { class: "hidden", for: "PB-tag" }, "Tag"),
        usedTags.length > 0 && tagChoice,
      ),
      rows,
    ),
    settings(store),
  );
  update();
  const unsubscribe = store.subscribe(() => {
    if (section.isConnected) update();
    else unsubscribe();
  });
  return section;
}

/** @param {ReturnType<typeof waiting>} all @param {Store} store */
function hintText({ due, fresh, held, standing }, store) {
  if (due > 0 || fresh > 0)
    return store.isEmpty ? "Read the question, think of your answer, then see how close it was." : "";
  if (held.fresh > 0 || held.due > 0) return `You have had as much as you set for a day. Choose a topic to take more.`;
  return standing.total > 0 ? "Everything here is known for now. Come back tomorrow, or try a mock interview." : "";
}

/**
 * @param {{ slug: string, title: string }} topic
 * @param {ReturnType<typeof waiting>} own
 * @param {() => void} action
 */
function topicRow({ slug, title }, { due, fresh, held, standing }, action) {
  const waits = [
    due > 0 && `${due} due`,
    fresh > 0 && `${fresh} new`,
    due + fresh === 0 && held.fresh + held.due > 0 && "had for today",
  ].filter((part) => part !== false);
  return element(
    "li",
    { "data-topic": slug },
    element(
      "button",
      { type: "button", class: "topic-row", click: action },
      element("span", { class: "topic-row-title" }, title),
      element(
        "span",
        { class: "topic-row-waits", "data-none": waits.length === 0 },
        waits.join(", ") || "nothing waits",
      ),
      element("span", { class: "topic-row-known" }, `${standing.known + standing.due} of ${standing.total} learned`),
      make(document, masteryBar(standing)),
    ),
  );
}

const ORDERS = /** @type {const} */ ([
  ["forgotten", "Most forgotten first"],
  ["bank", "As on the site"],
  ["shuffled", "Shuffled"],
]);

/** @param {Store} store */
function settings(store) {
  const number = (
    /** @type {string} */ label,
    /** @type {"newADay" | "reviewsADay"} */ key,
    /** @type {string} */ note,
  ) => {
    const id = `PB-${key}`;
    const input = element("input", {
      id,
      type: "number",
      min: 0,
      max: 9999,
      inputmode: "numeric",
      value: store.settings[key] ?? "",
      placeholder: key === "reviewsADay" ? "no limit" : null,
      change: ({ value }) => store.setSettings({ [key]: value === "" ? DEFAULT_SETTINGS[key] : Number(value) }),
    });
    return element(
      "div",
      { class: "field" },
      element("label", { for: id }, label),
      input,
      element("p", { class: "soft" }, note),
    );
  };
  const retention = element("select", {
    id: "PB-retention",
    change: (made) => store.setSettings({ retention: Number(made.value) }),
  });
  for (const percent of [80, 85, 90, 93, 95]) {
    retention.append(
      element("option", { value: percent / 100, selected: store.settings.retention === percent / 100 }, `${percent}%`),
    );
  }
  const order = element(
    "select",
    {
      id: "PB-order",
      change: (made) => store.setSettings({ order: ORDERS.find(([order]) => order === made.value)?.[0] }),
    },
    ...ORDERS.map(([value, text]) => element("option", { value, selected: store.settings.order === value }, text)),
  );
  const shortcuts = element("input", {
    type: "checkbox",
    checked: store.settings.shortcuts,
    change: (made) => store.setSettings({ shortcuts: made.checked }),
  });
  return element(
    "details",
    { class: "study-settings" },
    element("summary", {}, "Settings"),
    element(
      "div",
      { class: "fields" },
      number("New questions a day", "newADay", "More new ones today are more reviews in the weeks to come."),
      number("Reviews a day", "reviewsADay", "Empty: all that are due."),
      element(
        "div",
        { class: "field" },
        element("label", { for: "PB-retention" }, "Wanted retention"),
        retention,
        element("p", { class: "soft" }, "The chance to remember at which a question is due again."),
      ),
      element(
        "div",
        { class: "field" },
        element("label", { for: "PB-order" }, "Order"),
        order,
        element("p", { class: "soft" }, "Of what is due; new questions come after it."),
      ),
      element("label", { class: "check" }, shortcuts, element("span", {}, "Keyboard shortcuts")),
    ),
  );
}
