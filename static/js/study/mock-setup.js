// The set-up of a mock interview.
// @ts-check

import { element } from "../site.js";
import { marked, number, say } from "../words.js";
import { button } from "./controls.js";
import { DEFAULT_PLAN, LIMITS, draw, toQuery } from "./draw.js";

/** @typedef {import("./draw.js").Plan} Plan */

/** Each with the name of its words. @type {[Plan["mix"], string][]} */
const MIXES = [
  ["balanced", "mock.balanced"],
  ["gentle", "mock.gentle"],
  ["steep", "mock.steep"],
  ["easy", "mock.only_easy"],
  ["medium", "mock.only_medium"],
  ["hard", "mock.only_hard"],
];

/** Eight letters and digits by chance, none of which looks like another. */
function newSeed() {
  const letters = "abcdefghjkmnpqrstuvwxyz23456789";
  return [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => letters[byte % letters.length]).join("");
}

/**
 * @param {{ bank: import("./bank.js").Bank, place: HTMLElement, shared: Plan | null, areGone: boolean, begin: (plan: Plan) => void }} parts
 *   `shared` is what a link says, and `areGone` that it asks for topics of which there is none any more
 */
export function setUp({ bank, place, shared, areGone, begin }) {
  place.dataset.state = "set-up";
  const plan = { ...(shared ?? DEFAULT_PLAN), seed: shared?.seed ?? newSeed() };
  plan.topics = [...plan.topics];
  const outcome = element("p", { class: "outcome", role: "status" });
  const address = element("input", {
    id: "PB-link",
    type: "text",
    readonly: true,
    class: "link-field",
    focus: (made) => made.select(),
  });
  const copied = element("span", { class: "soft", role: "status" });
  const copy = button(
    say("mock.copy"),
    async () => {
      const done = await (navigator.clipboard?.writeText(address.value) ?? Promise.reject()).then(
        () => true,
        () => false,
      );
      copied.textContent = say(done ? "mock.copied" : "mock.not_copied");
      if (!done) address.select();
    },
    { class: "quiet", icon: "copy" },
  );
  const startButton = button(say("mock.start"), () => begin(plan), { class: "button start", icon: "play" });

  const update = () => {
    const drawn = draw(bank.cards, plan);
    const minutes = drawn.length * plan.minutes;
    startButton.disabled = drawn.length === 0;
    if (drawn.length === 0) outcome.textContent = say("mock.none");
    else {
      const questions = say("mock.questions", { count: drawn.length });
      const isLess = drawn.length < plan.count;
      outcome.textContent = say(isLess ? "mock.fits_only" : "mock.fits", {
        questions,
        minutes: say("mock.minutes", { count: minutes }),
      });
    }
    address.value = new URL(`?${toQuery(plan)}`, location.href).href;
    copied.textContent = "";
  };

  /** @param {"count" | "minutes"} key @param {string} label */
  const stepper = (key, label) => {
    const [least, most] = LIMITS[key];
    const id = `PB-${key}`;
    const input = element("input", {
      id,
      type: "number",
      min: least,
      max: most,
      value: plan[key],
      inputmode: "numeric",
      // What is said of it follows the typing; what was typed is put right when the field is left.
      input: (made) => {
        plan[key] = Math.min(Math.max(Math.round(Number(made.value)) || DEFAULT_PLAN[key], least), most);
        update();
      },
      change: (made) => (made.value = String(plan[key])),
    });
    return element("div", { class: "field" }, element("label", { for: id }, label), input);
  };
  const mix = element(
    "select",
    {
      id: "PB-mix",
      change: (made) => ((plan.mix = MIXES.find(([mix]) => mix === made.value)?.[0] ?? plan.mix), update()),
    },
    ...MIXES.map(([value, text]) => element("option", { value, selected: value === plan.mix }, say(text))),
  );
  const topics = bank.topics
    .filter(({ cards }) => cards.length > 0)
    .map(({ slug, title, cards }) => {
      const box = element("input", {
        type: "checkbox",
        value: slug,
        checked: plan.topics.includes(slug),
        change: (made) => {
          plan.topics = plan.topics.filter((other) => other !== slug).concat(made.checked ? [slug] : []);
          update();
        },
      });
      return element(
        "label",
        { class: "pick" },
        box,
        element("span", {}, title, " ", element("span", { class: "count" }, number(cards.length))),
      );
    });
  update();
  return element(
    "form",
    { class: "set-up", submit: (_, event) => (event.preventDefault(), startButton.click()) },
    shared
      ? element("p", { class: "notice" }, say(areGone ? "mock.gone" : "mock.shared"))
      : element("p", { class: "lead" }, say("mock.lead")),
    element(
      "fieldset",
      { class: "picks" },
      element("legend", {}, ...marked("mock.topics", {}, { soft: (text) => element("span", { class: "soft" }, text) })),
      element("div", { class: "pick-list" }, ...topics),
    ),
    element(
      "div",
      { class: "fields" },
      stepper("count", say("mock.count")),
      stepper("minutes", say("mock.minutes_each")),
      element("div", { class: "field wide-field" }, element("label", { for: "PB-mix" }, say("mock.levels")), mix),
    ),
    element("div", { class: "set-up-go" }, startButton, outcome),
    element(
      "div",
      { class: "share" },
      element("label", { for: "PB-link" }, say("mock.link")),
      element(
        "div",
        { class: "share-row" },
        address,
        copy,
        button(say("mock.others"), () => ((plan.seed = newSeed()), update()), { class: "quiet" }),
      ),
      copied,
    ),
  );
}
