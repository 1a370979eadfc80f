// The set-up of a mock interview.
// @ts-check

import { element } from "../site.js";
import { button } from "./controls.js";
import { DEFAULT_PLAN, LIMITS, draw, toQuery } from "./draw.js";
import { counted } from "./words.js";

/** @typedef {import("./draw.js").Plan} Plan */

/** @type {[Plan["mix"], string][]} */
const MIXES = [
  ["balanced", "Balanced"],
  ["gentle", "Mostly easy"],
  ["steep", "Mostly hard"],
  ["easy", "Easy only"],
  ["medium", "Medium only"],
  ["hard", "Hard only"],
];

/** Eight letters and digits by chance, none of which looks like another. */
function newSeed() {
  const letters = "abcdefghjkmnpqrstuvwxyz23456789";
  return [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => letters[byte % letters.length]).join("");
}

/**
 * @param {{ bank: import("./bank.js").Bank, place: HTMLElement, shared: Plan | null, begin: (plan: Plan) => void }} parts
 *   `shared` is what a link says
 */
export function setUp({ bank, place, shared, begin }) {
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
    "Copy",
    async () => {
      const done = await (navigator.clipboard?.writeText(address.value) ?? Promise.reject()).then(
        () => true,
        () => false,
      );
      copied.textContent = done ? "Copied." : "Select the link and copy it.";
      if (!done) address.select();
    },
    { class: "quiet", icon: "copy" },
  );
  const startButton = button("Start the interview", () => begin(plan), { class: "button start", icon: "play" });

  const update = () => {
    const drawn = draw(bank.cards, plan);
    const minutes = drawn.length * plan.minutes;
    startButton.disabled = drawn.length === 0;
    if (drawn.length === 0) outcome.textContent = "There are no questions to ask yet.";
    else if (drawn.length < plan.count)
      outcome.textContent = `Only ${counted(drawn.length, "question")} fit${drawn.length === 1 ? "s" : ""}: ${counted(minutes, "minute")} in all.`;
    else outcome.textContent = `${counted(drawn.length, "question")}, ${counted(minutes, "minute")} in all.`;
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
      change: (made) => {
        plan[key] = Math.min(Math.max(Math.round(Number(made.value)) || DEFAULT_PLAN[key], least), most);
        made.value = String(plan[key]);
        update();
      },
    });
    return element("div", { class: "field" }, element("label", { for: id }, label), input);
  };
  const mix = element(
    "select",
    {
      id: "PB-mix",
      change: (made) => ((plan.mix = MIXES.find(([mix]) => mix === made.value)?.[0] ?? plan.mix), update()),
    },
    ...MIXES.map(([value, text]) => element("option", { value, selected: value === plan.mix }, text)),
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
        element("span", {}, title, " ", element("span", { class: "count" }, String(cards.length))),
      );
    });
  update();
  return element(
    "form",
    { class: "set-up", submit: (_, event) => (event.preventDefault(), startButton.click()) },
    shared
      ? element(
          "p",
          { class: "notice" },
          "This interview came with the link: whoever opens it is asked the same questions. Start it, or change it below.",
        )
      : element(
          "p",
          { class: "lead" },
          "Answer aloud, as you would to a person. Then see what a good answer has, and say honestly how yours was.",
        ),
    element(
      "fieldset",
      { class: "picks" },
      element("legend", {}, "Topics ", element("span", { class: "soft" }, "none ticked is all of them")),
      element("div", { class: "pick-list" }, ...topics),
    ),
    element(
      "div",
      { class: "fields" },
      stepper("count", "Questions"),
      stepper("minutes", "Minutes a question"),
      element("div", { class: "field wide-field" }, element("label", { for: "PB-mix" }, "Levels"), mix),
    ),
    element("div", { class: "set-up-go" }, startButton, outcome),
    element(
      "div",
      { class: "share" },
      element("label", { for: "PB-link" }, "Link to these questions"),
      element(
        "div",
        { class: "share-row" },
        address,
        copy,
        button("Draw others", () => ((plan.seed = newSeed()), update()), { class: "quiet" }),
      ),
      copied,
    ),
  );
}
