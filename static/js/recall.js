// Recalling on a question's page: keys, and the grade that ticked key points suggest. Loaded where the reader recalls, or presses a
// key.
// @ts-check

import { areKeysOn, turnKeys } from "./shortcuts.js";
import { showKeys } from "./study/keys.js";
import { say } from "./words.js";

const root = document.documentElement;
const bar = document.querySelector("[data-grade-bar]");
const points = [...document.querySelectorAll(".key-points input")].filter((box) => box instanceof HTMLInputElement);

/** @param {string} selector */
function click(selector) {
  const part = document.querySelector(selector);
  if (part instanceof HTMLElement) part.click();
}

/** @param {number} grade */
const gradeName = (grade) => bar?.querySelector(`[data-grade="${grade}"]`)?.firstChild?.textContent ?? "";

/** @returns {import("./study/keys.js").Shortcut[]} */
function shortcuts() {
  const isHidden = root.dataset.answers === "hidden";
  const isOpen = root.dataset.answers === "shown";
  return [
    {
      keys: [" "],
      label: "Space",
      meaning: say("study.key_show"),
      now: isHidden,
      action: () => click("[data-reveal]"),
    },
    ...[1, 2, 3, 4].map((grade) => ({
      keys: [String(grade)],
      label: String(grade),
      meaning: say("study.key_grade", { grade: gradeName(grade) }),
      now: isOpen,
      action: () => click(`[data-grade-bar] [data-grade="${grade}"]`),
    })),
    {
      keys: ["u", "U"],
      label: "u",
      meaning: say("study.key_undo"),
      action: () => click("[data-grade-bar] [data-undo]"),
    },
    { keys: ["n", "N"], label: "n", meaning: say("recall.key_next"), action: () => click(".neighbours [rel='next']") },
    {
      keys: ["p", "P"],
      label: "p",
      meaning: say("recall.key_previous"),
      action: () => click(".neighbours [rel='prev']"),
    },
    { keys: ["?"], label: "?", meaning: say("study.key_keys"), action: () => undefined },
  ];
}

/**
 * What a key does here.
 * @param {string} key @param {(name: string) => Promise<unknown> | null} style loads a stylesheet
 */
export async function press(key, style) {
  const areOn = await areKeysOn();
  if (key === "?") {
    // The list of keys is also where they are turned on again.
    await style("css/keys.css");
    showKeys(shortcuts(), { areOn, turn: turnKeys });
  } else if (areOn) {
    shortcuts()
      .find(({ keys, now }) => now !== false && keys.includes(key))
      ?.action();
  } else if (key === " ") scrollBy({ top: innerHeight * 0.9 });
}

/** The grade for so many of the key points: easy is for the reader to say. @param {number} ticked @param {number} count */
export function suggested(ticked, count) {
  if (ticked === 0) return null;
  const share = ticked / count;
  return share >= 0.8 ? 3 : share >= 0.5 ? 2 : 1;
}

/** Suggests a grade while the reader ticks what was recalled. */
export function suggest() {
  const ask = bar?.querySelector(".grade-ask");
  if (!bar || !ask || points.length === 0) return;
  const question = ask.textContent;
  ask.setAttribute("aria-live", "polite");
  const update = () => {
    const ticked = points.filter(({ checked }) => checked).length;
    const grade = root.dataset.answers === undefined ? null : suggested(ticked, points.length);
    for (const button of bar.querySelectorAll("[data-grade]"))
      button.toggleAttribute("data-suggested", button.getAttribute("data-grade") === String(grade));
    ask.textContent =
      grade === null
        ? question
        : say("recall.suggested", { number: ticked, count: points.length, grade: gradeName(grade) });
  };
  for (const box of points) box.addEventListener("change", update);
  update();
}
