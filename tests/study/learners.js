// Made-up learners who study for a date, by the plan and by plain FSRS-6.
import { UNSEEN } from "../../static/js/study/log.js";
import { USUAL_PACE } from "../../static/js/study/pace.js";
import { plan, today } from "../../static/js/study/plan.js";
import { DEFAULTS, NEW, retrievability, review } from "../../static/js/study/scheduler.js";

/** Numbers by chance, the same for a seed. */
export function chance(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const FIRST = [0.24, 0.094, 0.495, 0.171];
const RECALLED = [0.224, 0.631, 0.145];

const pick = (shares, luck) => {
  let at = 0;
  while (at < shares.length - 1 && luck >= shares[at]) luck -= shares[at++];
  return at;
};

export function makeCase(seed) {
  const random = chance(seed * 7919 + 17);
  const cards = 20 + Math.floor(random() * 191);
  const days = 2 + Math.floor(random() * 29);
  const minutes = 10 + Math.floor(random() * 51);
  const weights = DEFAULTS.weights.map((weight) => weight * (1 + 0.3 * (2 * random() - 1)));
  return { seed, cards, days, minutes, weights };
}

/** A learner: the truth, and what the log makes of it. Luck hangs on the card and on which answer it is alone. */
class Learner {
  constructor({ seed, cards, weights }, luck) {
    this.weights = weights;
    this.truth = new Array(cards).fill(NEW);
    this.log = new Array(cards).fill(NEW);
    this.luck = Array.from({ length: cards }, (_, card) => chance(seed * 1_000_003 + luck * 7_919_017 + card * 101));
    this.spent = 0;
  }

  /** Answers a card; returns its grade. */
  answer(card, day) {
    const before = this.truth[card];
    const luck = this.luck[card]();
    const second = this.luck[card]();
    let grade;
    if (before.phase === "new") grade = 1 + pick(FIRST, luck);
    else grade = luck < retrievability(Math.max(0, day - before.lastDay), before.stability, this.weights) ? 2 + pick(RECALLED, second) : 1;
    if (before.phase !== "new" && before.lastDay === day) grade = 3;
    this.truth[card] = review(before, { grade, at: 0, day }, { weights: this.weights });
    this.log[card] = review(this.log[card], { grade, at: 0, day });
    this.spent += before.phase === "new" ? USUAL_PACE.fresh : USUAL_PACE.review;
    return grade;
  }

  recall(day) {
    return this.truth.reduce((sum, { phase, stability, lastDay }) => sum + (phase === "new" ? 0 : retrievability(day - lastDay, stability, this.weights)), 0) / this.truth.length;
  }
}

/** Plain FSRS-6: what is due, then new ones up to the day's number, as long as there is time. */
export function plain(made, newADay, luck) {
  const learner = new Learner(made, luck);
  const perDay = [];
  for (let day = 0; day < made.days; day += 1) {
    const end = learner.spent + made.minutes * 60;
    const start = learner.spent;
    // Steps of a card that was begun are gone through at once: they are minutes away.
    const steps = (card) => {
      while (learner.log[card].dueAt !== null && learner.spent + USUAL_PACE.review <= end) learner.answer(card, day);
    };
    const due = learner.log.map((state, card) => ({ state, card })).filter(({ state }) => state.phase !== "new" && (state.dueAt !== null || state.dueDay <= day));
    due.sort((a, b) => retrievability(day - a.state.lastDay, a.state.stability) - retrievability(day - b.state.lastDay, b.state.stability));
    for (const { card } of due) {
      if (learner.spent + USUAL_PACE.review > end) break;
      learner.answer(card, day);
      steps(card);
    }
    for (let card = 0, begun = 0; card < made.cards && begun < newADay; card += 1) {
      if (learner.log[card].phase !== "new") continue;
      if (learner.spent + USUAL_PACE.fresh > end) break;
      learner.answer(card, day);
      begun += 1;
      steps(card);
    }
    perDay.push(learner.spent - start);
  }
  return { recall: learner.recall(made.days), spent: learner.spent, perDay };
}

/** By the plan. @param total seconds in all, or as many as the days have */
export function planned(made, luck, total = Infinity) {
  const learner = new Learner(made, luck);
  const perDay = [];
  for (let day = 0; day < made.days; day += 1) {
    const left = made.days - day;
    const budget = Math.min(made.minutes * 60, (total - learner.spent) / left);
    const cards = learner.log.map((state, card) => ({ id: String(card), topic: "", state: { ...UNSEEN, ...state } }));
    const steps = today({ cards, today: day, date: made.days, minutes: budget / 60 });
    const start = learner.spent;
    const end = learner.spent + budget;
    for (const { id, isNew } of steps) {
      const card = Number(id);
      if (learner.spent + (isNew ? USUAL_PACE.fresh : USUAL_PACE.review) > end) continue;
      if (learner.answer(card, day) === 1 && learner.spent + USUAL_PACE.review <= end) learner.answer(card, day);
    }
    perDay.push(learner.spent - start);
  }
  return { recall: learner.recall(made.days), spent: learner.spent, perDay };
}

/** New questions a day with which plain FSRS-6 may try; the best one counts, chosen when all is over. */
export const SETTINGS = [5, 10, 20, 40];

/** What a made-up learner has of each way, in points of true recall on the date. */
export function compare(made, luck = 0) {
  const tried = SETTINGS.map((newADay) => ({ newADay, ...plain(made, newADay, luck) }));
  const best = tried.reduce((best, each) => (each.recall > best.recall ? each : best));
  const allowed = planned(made, luck);
  const spent = planned(made, luck, best.spent);
  const points = (recall) => Math.round(recall * 1000) / 10;
  const minutes = (seconds) => Math.round(seconds / 6) / 10;
  return {
    seed: made.seed, cards: made.cards, days: made.days, minutes: made.minutes, newADay: best.newADay,
    plain: points(best.recall), allowed: points(allowed.recall), spent: points(spent.recall),
    minutesOfPlain: minutes(best.spent), minutesOfAllowed: minutes(allowed.spent), minutesOfSpent: minutes(spent.spent),
    gainAllowed: (allowed.recall - best.recall) * 100, gainSpent: (spent.recall - best.recall) * 100,
  };
}

/** Where a share of numbers lies below. */
const quantile = (numbers, share) => [...numbers].sort((a, b) => a - b)[Math.floor(share * (numbers.length - 1))];

/** What many cases come to. */
export function summary(rows) {
  const of = (key) => {
    const gains = rows.map((row) => row[key]);
    return { worst: quantile(gains, 0), tenth: quantile(gains, 0.1), quarter: quantile(gains, 0.25), median: quantile(gains, 0.5), threeQuarters: quantile(gains, 0.75), best: quantile(gains, 1) };
  };
  return { allowed: of("gainAllowed"), spent: of("gainSpent") };
}

/** What the plan predicts on the first day, and what came true, for a learner who forgets as everybody does. */
export function predicted(made, luck = 0) {
  const usual = { ...made, weights: DEFAULTS.weights };
  const cards = Array.from({ length: made.cards }, (_, card) => ({ id: String(card), topic: "", state: UNSEEN }));
  const { outlook } = plan({ cards, today: 0, date: made.days, minutes: made.minutes });
  return { predicted: outlook.recall * 100, true: planned(usual, luck).recall * 100 };
}
