// What reviews make of a memory, for all memories at once: a grid of stabilities and difficulties, and where on it a review
// leads after so many days. Pure.
// @ts-check

import { GRADES, NEW, retrievability, review } from "./scheduler.js";

/** Steps of the grid, and its ends. */
const STABILITIES = 26;
const DIFFICULTIES = 4;
export const CELLS = STABILITIES * DIFFICULTIES;
export const LEAST_STABILITY = 0.08;
const MOST_STABILITY = 3000;

/** How the first answers to new cards fall out, from again to easy. */
export const FIRST = Object.freeze([0.24, 0.1, 0.5, 0.16]);

const LOG_LEAST = Math.log(LEAST_STABILITY);
const LOG_STEP = (Math.log(MOST_STABILITY) - LOG_LEAST) / (STABILITIES - 1);

/** @param {number} at */
const stabilityAt = (at) => Math.exp(LOG_LEAST + at * LOG_STEP);
/** @param {number} at */
const difficultyAt = (at) => 1 + (9 * at) / (DIFFICULTIES - 1);

/**
 * Where a card lies on the grid: the first of four cells, and how far it is to the next ones.
 * @param {number} stability @param {number} difficulty
 */
function place(stability, difficulty) {
  const s = Math.min(Math.max((Math.log(stability) - LOG_LEAST) / LOG_STEP, 0), STABILITIES - 1.000001);
  const d = Math.min(Math.max(((difficulty - 1) / 9) * (DIFFICULTIES - 1), 0), DIFFICULTIES - 1.000001);
  const [row, column] = [Math.floor(s), Math.floor(d)];
  return { cell: column * STABILITIES + row, right: s - row, below: d - column };
}

/** @typedef {ReturnType<typeof place>} Place */

/** The value at a place. @param {Float64Array} values @param {number} from where the grid begins @param {Place} at */
export function read(values, from, { cell, right, below }) {
  const at = from + cell;
  const above = values[at] + right * (values[at + 1] - values[at]);
  const under = values[at + STABILITIES] + right * (values[at + STABILITIES + 1] - values[at + STABILITIES]);
  return above + below * (under - above);
}

/** Adds to a place. @param {Float64Array} values @param {number} from @param {Place} at @param {number} mass */
export function add(values, from, { cell, right, below }, mass) {
  const at = from + cell;
  values[at] += (1 - right) * (1 - below) * mass;
  values[at + 1] += right * (1 - below) * mass;
  values[at + STABILITIES] += (1 - right) * below * mass;
  values[at + STABILITIES + 1] += right * below * mass;
}

/** A card that is known so well. @param {number} stability @param {number} difficulty @returns {import("./scheduler.js").Card} */
const known = (stability, difficulty) => ({ ...NEW, phase: "review", stability, difficulty, dueDay: 0, reviews: 2 });

/**
 * What comes of a review: recalled, it is taken as good; forgotten, it is learned again at once.
 * @param {number} stability @param {number} difficulty @param {number} days since the last one @param {readonly number[]} weights
 */
export function outcome(stability, difficulty, days, weights) {
  const card = known(stability, difficulty);
  const answered = (/** @type {1 | 3} */ grade) => review(card, { grade, at: 0, day: days }, { weights });
  const recalled = answered(3);
  const forgotten = review(answered(1), { grade: 3, at: 0, day: days }, { weights });
  return {
    recall: retrievability(days, stability, weights),
    recalled: place(recalled.stability, recalled.difficulty),
    forgotten: place(forgotten.stability, forgotten.difficulty),
  };
}

/** What comes of a first answer. @param {readonly number[]} weights */
function firstPlaces(weights) {
  return FIRST.map((share, at) => {
    let card = review(NEW, { grade: GRADES[at], at: 0, day: 0 }, { weights });
    if (at === 0) card = review(card, { grade: 3, at: 0, day: 0 }, { weights });
    return { share, at: place(card.stability, card.difficulty) };
  });
}

/**
 * What a review leads to after so many days, for each cell of the grid. Recalled, a card keeps its difficulty as good as whole.
 * @typedef {object} Span
 * @property {Float64Array} recall
 * @property {Int32Array} recalled the cell, and how far it is to the next
 * @property {Float64Array} further
 * @property {Int32Array} forgotten
 * @property {Float64Array} right
 * @property {Float64Array} below
 * @property {number} width of a row of the grid
 */

/** What reviews lead to; made once for some weights. */
export class Memory {
  /** @type {Map<number, Span>} */
  #spans = new Map();

  /** @param {readonly number[]} weights */
  constructor(weights) {
    this.weights = weights;
    this.first = firstPlaces(weights);
  }

  /** @param {number} days */
  span(days) {
    const made = this.#spans.get(days);
    if (made) return made;
    const [reals, wholes] = [() => new Float64Array(CELLS), () => new Int32Array(CELLS)];
    /** @type {Span} */
    const span = {
      recall: reals(),
      recalled: wholes(),
      further: reals(),
      forgotten: wholes(),
      right: reals(),
      below: reals(),
      width: STABILITIES,
    };
    for (let cell = 0; cell < CELLS; cell += 1) {
      const column = Math.floor(cell / STABILITIES);
      const { recall, recalled, forgotten } = outcome(
        stabilityAt(cell % STABILITIES),
        difficultyAt(column),
        days,
        this.weights,
      );
      span.recall[cell] = recall;
      span.recalled[cell] = (recalled.cell % STABILITIES) + column * STABILITIES;
      span.further[cell] = recalled.right;
      span.forgotten[cell] = forgotten.cell;
      span.right[cell] = forgotten.right;
      span.below[cell] = forgotten.below;
    }
    this.#spans.set(days, span);
    return span;
  }
}
