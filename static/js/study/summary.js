// What an interview came to: by topic, what to revise, all that was asked.
// @ts-check

import { element, link } from "../site.js";
import { marked, say } from "../words.js";
import { wordsOf } from "./changed-view.js";
import { button, focusOn, scrolling } from "./controls.js";
import { toQuery } from "./draw.js";
import { EVERYTHING, toAddress } from "./scope.js";
import { clock, duration, gradeName } from "./words.js";

/** @typedef {import("./bank.js").Card} Card */
/** @typedef {Extract<import("./round.js").Done, { kind: "review" }> & { shown: Card | null }} Answered */

/**
 * @param {{ bank: import("./bank.js").Bank, plan: import("./draw.js").Plan, asked: number, done: import("./round.js").Done[],
 *   cards: (Card | null)[], leave: () => void }} parts `cards` are those of `done`
 */
export function summary({ bank, plan, asked, done, cards, leave }) {
  const answered = done.flatMap((each, at) => (each.kind === "review" ? [{ ...each, shown: cards[at] }] : []));
  const spent = answered.reduce((sum, each) => sum + each.spent, 0);
  const good = answered.filter(({ grade }) => grade >= 3).length;
  const weak = answered.filter(({ grade }) => grade <= 2);
  const heading = element("h2", { class: "summary-head" }, say("mock.well", { good, count: answered.length }));
  const questions = say("mock.questions", { count: answered.length });
  const took = say("mock.took", { questions, time: duration(spent) });
  const cut = answered.length < asked ? say("mock.ended", { number: answered.length, count: asked }) : "";
  const lead = `${took} ${cut}`.trim();
  const study = `study/${toAddress({ ...EVERYTHING, cards: weak.map(({ card }) => card) })}`;
  const address = new URL(`?${toQuery(plan)}`, location.href).href;
  const made = element(
    "div",
    { class: "summary" },
    element("header", {}, heading, element("p", { class: "lead" }, lead)),
    element(
      "section",
      { "aria-labelledby": "PB-by-topic" },
      element("h3", { id: "PB-by-topic" }, say("mock.by_topic")),
      byTopic(bank, answered),
    ),
    element(
      "section",
      { "aria-labelledby": "PB-revise" },
      element("h3", { id: "PB-revise" }, say("mock.revise")),
      weak.length > 0
        ? element("ul", { class: "revise" }, ...weak.map(item))
        : element("p", { class: "soft" }, say("mock.nothing")),
    ),
    element(
      "details",
      { class: "all-asked" },
      element("summary", {}, say("mock.all")),
      element("ol", { class: "revise" }, ...answered.map(item)),
    ),
    element(
      "div",
      { class: "summary-actions" },
      weak.length > 0 && link(study, say("mock.study_these"), { class: "button" }),
      button(say("mock.again"), leave, { class: weak.length > 0 ? "quiet" : "button" }),
      button(say("mock.print"), () => print(), { class: "quiet", icon: "print" }),
    ),
    element(
      "p",
      { class: "summary-link soft" },
      ...marked("mock.same", { address }, { link: (text) => element("a", { href: address, dir: "ltr" }, text) }),
    ),
  );
  const focus = () => {
    scrollTo({ top: 0, behavior: "instant" });
    focusOn(heading);
  };
  return { summary: made, focus };
}

/** @param {import("./bank.js").Bank} bank @param {Answered[]} answered */
function byTopic(bank, answered) {
  const rows = bank.topics.flatMap(({ slug, title }) => {
    const own = answered.filter(({ card }) => bank.listed(card)?.topic === slug);
    if (own.length === 0) return [];
    const sum = (/** @type {(each: Answered) => number} */ of) => own.reduce((all, each) => all + of(each), 0);
    const points = sum((each) => each.points);
    const cells = [
      say("mock.share", { number: own.filter(({ grade }) => grade >= 3).length, count: own.length }),
      points === 0 ? "–" : say("mock.share", { number: sum((each) => each.ticked.length), count: points }),
      clock(sum((each) => each.spent)),
    ];
    const data = cells.map((cell) => element("td", {}, cell));
    return [element("tr", {}, element("th", { scope: "row" }, title), ...data)];
  });
  const head = ["topic", "well_head", "key_points", "time"].map((name) =>
    element("th", { scope: "col" }, say(`mock.${name}`)),
  );
  const table = element("table", {}, element("thead", {}, element("tr", {}, ...head)), element("tbody", {}, ...rows));
  return scrolling(say("mock.by_topic"), table);
}

/** @param {Answered} answered */
function item({ card, grade, shown, ticked }) {
  return element(
    "li",
    {},
    link(shown?.path ?? `questions/${card}/`, shown?.title ?? card),
    " ",
    element("span", { class: `grade-mark grade-${grade}` }, gradeName(grade)),
    missedPoints(shown, ticked),
  );
}

/** The key points that were not ticked, of who ticks. @param {Card | null} shown @param {number[]} ticked */
function missedPoints(shown, ticked) {
  if (!shown || ticked.length === 0 || ticked.length === shown.points.length) return null;
  const missed = shown.points.filter((_, at) => !ticked.includes(at));
  return element(
    "ul",
    { class: "missed-points soft", "aria-label": say("mock.missed"), ...shown.said },
    ...missed.map((point) => element("li", {}, wordsOf(point))),
  );
}
