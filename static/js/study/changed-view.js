// What has changed in a card since it was learned, word by word.
// @ts-check

import { element } from "../site.js";
import { say } from "../words.js";
import { changes } from "./editions.js";

/** Elements that stand in a line: their ends part no words. */
const IN_LINE =
  /<\/?(?:a|abbr|b|bdi|code|del|em|i|ins|kbd|mark|q|s|samp|small|span|strong|sub|sup|u|var|wbr)\b[^>]*>/giu;

/** The words of HTML, as they are read. @param {string} html */
export function wordsOf(html) {
  const template = document.createElement("template");
  template.innerHTML = html.replace(IN_LINE, "").replace(/</g, " <");
  return (template.content.textContent ?? "").replace(/\s+/gu, " ").trim();
}

/** The words of a card. @param {import("./bank.js").Card} card @returns {import("./editions.js").Text} */
export const textOf = ({ title, short, points }) => ({ title, short: wordsOf(short), points: points.map(wordsOf) });

/** @param {import("./editions.js").Piece[]} pieces */
function shown(pieces) {
  const words = pieces.map(({ kind, text }) => {
    if (kind === "same") return text;
    // Who cannot see the colours hears it.
    const label = element("span", { class: "hidden" }, `${say(kind === "gone" ? "card.gone" : "card.new")} `);
    return element(kind === "gone" ? "del" : "ins", {}, label, text);
  });
  return element("p", {}, ...words.flatMap((word, at) => (at === 0 ? [word] : [" ", word])));
}

/**
 * @param {import("./editions.js").Text | null} before the text that was learned, where this browser has it
 * @param {import("./bank.js").Card} card
 * @param {Node} confirm what says that it is known
 */
export function changedView(before, card, confirm) {
  const made = before && changes(before, textOf(card));
  const parts = made
    ? [
        made.title && shown(made.title),
        made.short && shown(made.short),
        made.points.length > 0 && element("ul", {}, ...made.points.map((point) => element("li", {}, shown(point)))),
      ]
    : [element("p", {}, say("card.no_text"))];
  return element(
    "section",
    { class: "changed", "aria-labelledby": "PB-changed" },
    element("h3", { id: "PB-changed" }, say("card.changed")),
    ...parts,
    confirm,
  );
}

/**
 * On a question's page: what has changed, and a way to say that it is known.
 * @param {import("./store.js").Store} store @param {import("./bank.js").Bank} bank @param {string} id @param {Element | null} place
 */
export async function showChange(store, bank, id, place) {
  if (!(place instanceof HTMLElement)) return;
  const isChanged = bank.isChanged(id, store);
  if (isChanged === !place.hidden) return;
  place.hidden = true;
  place.replaceChildren();
  const card = isChanged && (await bank.card(id).catch(() => null));
  if (!card) return;
  const before = await store.learned(id);
  const known = element(
    "button",
    { type: "button", class: "change-known", click: () => store.confirm(id, card.edition, textOf(card)) },
    say("card.known"),
  );
  place.replaceChildren(changedView(before, card, known));
  place.hidden = false;
}

/** So many cards are compared at once; a bank that was written anew is looked at card by card. */
const MOST_COMPARED = 40;

/**
 * Finds out which changed cards say the same as before: a typing error was mended, or markup. Where the text that was learned, or the
 * new one, is out of reach, a change is one.
 * @param {import("./store.js").Store} store @param {import("./bank.js").Bank} bank
 */
export async function settleChanges(store, bank) {
  const changed = bank.cards.filter(({ id, edition }) => bank.isChanged(id, store) && !store.wasCompared(id, edition));
  await Promise.all(
    changed.slice(0, MOST_COMPARED).map(async ({ id }) => {
      // A screen waits for this, and no card is worth more than the screen.
      try {
        const before = await store.learned(id);
        const card = before && (await bank.card(id).catch(() => null));
        if (card) await store.compared(id, card.edition, changes(before, textOf(card)) === null);
      } catch (error) {
        console.error(error);
      }
    }),
  );
}
