// When a card is shown again: FSRS-6. Pure, without a clock: every review says when it was, as a moment (`at`, in
// milliseconds, for steps of minutes) and as the number of the reader's day (`day`, for everything longer).
// @ts-check

/** Changes whenever a replay of the same log could give other states, so that cached ones are made anew. */
export const VERSION = "fsrs-6.1";

/** @typedef {1 | 2 | 3 | 4} Grade again, hard, good, easy */

/**
 * What is known of a card.
 * @typedef {object} Card
 * @property {"new" | "learning" | "review" | "relearning"} phase
 * @property {number} step which of the (re)learning steps comes next
 * @property {number} stability days until recall falls to nine in ten
 * @property {number} difficulty 1 to 10
 * @property {number | null} dueAt the moment at which a (re)learning card is due
 * @property {number | null} dueDay the day on which a card under review is due
 * @property {number} firstDay the day of the first review
 * @property {number} lastDay the day of the last one
 * @property {number} lastAt its moment
 * @property {number} reviews how many there were
 * @property {number} lapses how often a card under review was forgotten
 */

/**
 * @typedef {object} Options
 * @property {readonly number[]} weights w0 to w20
 * @property {number} retention the chance of recall at which a card is due
 * @property {number} longest in days
 * @property {readonly number[]} learning steps in minutes
 * @property {readonly number[]} relearning steps in minutes
 * @property {boolean} sameDay whether a second review on a day follows the rule for such
 */

/** @type {Readonly<Options>} */
export const DEFAULTS = Object.freeze({
  weights: Object.freeze([
    0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796, 1.4835, 0.0614, 0.2629, 1.6483,
    0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542,
  ]),
  retention: 0.9,
  longest: 36500,
  learning: Object.freeze([1, 10]),
  relearning: Object.freeze([10]),
  sameDay: true,
});

/** The grades, in order. @type {readonly Grade[]} */
export const GRADES = Object.freeze([1, 2, 3, 4]);

const MINUTE = 60_000;
const STABILITY = { least: 0.001, most: 36500 };
const DIFFICULTY = { least: 1, most: 10 };

/** A card that was last seen this many days ahead of today was seen under a wrong clock: nobody travels that far. */
const CLOCK_WAS_WRONG = 2;

/** A card that was never reviewed. @type {Readonly<Card>} */
export const NEW = Object.freeze({
  phase: "new",
  step: 0,
  stability: 0,
  difficulty: 0,
  dueAt: null,
  dueDay: null,
  firstDay: 0,
  lastDay: 0,
  lastAt: 0,
  reviews: 0,
  lapses: 0,
});

/** @param {number} value @param {{ least: number, most: number }} range */
const clamp = (value, { least, most }) => Math.min(Math.max(value, least), most);

/** The curve of forgetting, which has recall at 0.9 after as many days as the stability. @param {readonly number[]} w */
const curve = (w) => ({ decay: -w[20], factor: 0.9 ** (1 / -w[20]) - 1 });

/**
 * The chance that a card is recalled.
 * @param {number} elapsed days since the last review
 * @param {number} stability
 */
export function retrievability(elapsed, stability, weights = DEFAULTS.weights) {
  const { decay, factor } = curve(weights);
  return (1 + (factor * elapsed) / stability) ** decay;
}

/** Whole days until recall falls to the wanted retention. @param {number} stability @param {Partial<Options>} options */
export function interval(stability, options = {}) {
  const { weights, retention, longest } = { ...DEFAULTS, ...options };
  const { decay, factor } = curve(weights);
  const days = (stability / factor) * (retention ** (1 / decay) - 1);
  return clamp(Math.round(days), { least: 1, most: longest });
}

/** The difficulty after the first review, not yet clamped. @param {readonly number[]} w @param {Grade} grade */
const firstDifficulty = (w, grade) => w[4] - Math.exp(w[5] * (grade - 1)) + 1;

/** @param {readonly number[]} w @param {number} difficulty @param {Grade} grade */
function nextDifficulty(w, difficulty, grade) {
  const moved = difficulty - (w[6] * (grade - 3) * (10 - difficulty)) / 9;
  // What difficulties drift to is not clamped: it lies below 1.
  return clamp(w[7] * firstDifficulty(w, 4) + (1 - w[7]) * moved, DIFFICULTY);
}

/** @param {readonly number[]} w @param {number} stability @param {Grade} grade */
function sameDayStability(w, stability, grade) {
  const growth = Math.exp(w[17] * (grade - 3 + w[18])) * stability ** -w[19];
  return stability * (grade >= 2 ? Math.max(growth, 1) : growth);
}

/** @param {readonly number[]} w @param {Card} card @param {number} recall @param {Grade} grade */
function recalledStability(w, { stability, difficulty }, recall, grade) {
  const bonus = grade === 2 ? w[15] : grade === 4 ? w[16] : 1;
  const growth = Math.exp(w[8]) * (11 - difficulty) * stability ** -w[9] * (Math.exp(w[10] * (1 - recall)) - 1);
  return stability * (1 + growth * bonus);
}

/** @param {readonly number[]} w @param {Card} card @param {number} recall */
function forgottenStability(w, { stability, difficulty }, recall) {
  const long = w[11] * difficulty ** -w[12] * ((stability + 1) ** w[13] - 1) * Math.exp(w[14] * (1 - recall));
  return Math.min(long, stability / Math.exp(w[17] * w[18]));
}

/**
 * Stability and difficulty after a review.
 * @param {Card} card @param {Grade} grade @param {number} day @param {Options} options
 */
function memory(card, grade, day, { weights: w, sameDay }) {
  if (card.phase === "new") {
    return { stability: clamp(w[grade - 1], STABILITY), difficulty: clamp(firstDifficulty(w, grade), DIFFICULTY) };
  }
  // A clock that was set back makes it the same day, never a negative time.
  const elapsed = Math.max(0, day - card.lastDay);
  const recall = retrievability(elapsed, card.stability, w);
  let stability;
  if (sameDay && elapsed < 1) stability = sameDayStability(w, card.stability, grade);
  else if (grade === 1) stability = forgottenStability(w, card, recall);
  else stability = recalledStability(w, card, recall, grade);
  return { stability: clamp(stability, STABILITY), difficulty: nextDifficulty(w, card.difficulty, grade) };
}

/**
 * Minutes until a card comes again within its steps, and the step it is then on; nothing where it is done with them.
 * @param {readonly number[]} steps @param {number} step @param {Grade} grade
 */
function within(steps, step, grade) {
  if (steps.length === 0 || grade === 4) return null;
  if (grade === 1) return { step: 0, minutes: steps[0] };
  if (step >= steps.length) return null;
  if (grade === 3) return step + 1 < steps.length ? { step: step + 1, minutes: steps[step + 1] } : null;
  if (step > 0) return { step, minutes: steps[step] };
  return { step, minutes: steps.length === 1 ? steps[0] * 1.5 : (steps[0] + steps[1]) / 2 };
}

/**
 * A card after a review.
 * @param {Card} card
 * @param {{ grade: Grade, at: number, day: number }} review
 * @param {Partial<Options>} changed
 * @returns {Card}
 */
export function review(card, { grade, at, day }, changed = {}) {
  const options = { ...DEFAULTS, ...changed };
  const { stability, difficulty } = memory(card, grade, day, options);
  const isNew = card.phase === "new";
  const lapsed = card.phase === "review" && grade === 1;
  const relearns = lapsed || card.phase === "relearning";
  const steps = relearns ? options.relearning : options.learning;
  const next = card.phase === "review" && !lapsed ? null : within(steps, card.step, grade);
  return {
    phase: next === null ? "review" : relearns ? "relearning" : "learning",
    step: next?.step ?? 0,
    stability,
    difficulty,
    dueAt: next === null ? null : at + next.minutes * MINUTE,
    dueDay: next === null ? day + interval(stability, options) : null,
    firstDay: isNew ? day : card.firstDay,
    lastDay: day,
    lastAt: at,
    reviews: card.reviews + 1,
    lapses: card.lapses + (lapsed ? 1 : 0),
  };
}

/**
 * How long each grade would put a card off: minutes within its steps, or days.
 * @param {Card} card
 * @param {{ at: number, day: number }} moment
 * @param {Partial<Options>} options
 * @returns {{ grade: Grade, minutes: number | null, days: number | null }[]}
 */
export function preview(card, { at, day }, options = {}) {
  return GRADES.map((grade) => {
    const { dueAt, dueDay } = review(card, { grade, at, day }, options);
    return {
      grade,
      minutes: dueAt === null ? null : (dueAt - at) / MINUTE,
      days: dueDay === null ? null : dueDay - day,
    };
  });
}

/**
 * Whether a card that was reviewed before is due. One that was last seen in the future is, where that cannot be left to the
 * days to come: the clock was wrong then, or is now.
 * @param {Card} card @param {{ at: number, day: number }} moment
 */
export function isDue(card, { at, day }) {
  if (card.phase === "new") return false;
  if (card.lastDay - day > CLOCK_WAS_WRONG) return true;
  if (card.dueAt !== null) return card.dueAt <= at || card.lastAt > at;
  return card.dueDay !== null && card.dueDay <= day;
}

/**
 * How a card stands, in the words that readers see.
 * @param {Card} card @param {{ at: number, day: number }} moment
 * @returns {"new" | "learning" | "due" | "known"}
 */
export function standing(card, moment) {
  if (card.phase === "new") return "new";
  if (card.phase !== "review") return "learning";
  return isDue(card, moment) ? "due" : "known";
}
