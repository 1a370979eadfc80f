// Studying for a date: what to show on which day, so that as much as possible is recalled on the date within the minutes of
// each day. Pure: a function of what is known of the cards, of today and of the goal, so a missed day needs no repair.
//
// Each day's seconds have a price, in recall on the date. At given prices the best days for reviews of one card do not hang on
// any other card; they are worked out backwards from the date. Prices rise on days that too much is planned for and fall on
// others, until the days hold what is planned. What is shown today is what gains most for each second over waiting.
// @ts-check

import { CELLS, FIRST, LEAST_STABILITY, Memory, add, outcome, read } from "./grid.js";
import { finish } from "./log.js";
import { USUAL_PACE } from "./pace.js";
import { DEFAULTS, retrievability } from "./scheduler.js";

/** @typedef {import("./log.js").State} State */
/** @typedef {import("./grid.js").Span} Span */
/** @typedef {import("./pace.js").Pace} Pace */
/** @template T @typedef {import("./log.js").Work<T>} Work */

/** Days that are planned one by one; where there are more, those in the middle are taken together. */
const MOST_SLOTS = 36;
/** How sharply the better of two days is preferred while prices are sought, in recall. */
const SOFTNESS = 0.004;
/** A second is never for nothing, in recall. */
const LEAST_PRICE = 1e-6;
/** Seconds of a day that make no difference. */
const SLACK = 5;
/** What is less than this of a card is not followed. */
const CRUMB = 1e-4;

const usual = new Memory(DEFAULTS.weights);

/**
 * The days that are planned: today, each of the last ones, and what lies between, several days in one where there are many.
 * @param {number} length days from today to the date
 */
export function slots(length) {
  if (length <= MOST_SLOTS) return Array.from({ length }, (_, day) => ({ day, days: 1 }));
  const last = Math.floor(MOST_SLOTS / 2);
  const few = MOST_SLOTS - last;
  const middle = length - last;
  const first = Array.from({ length: few }, (_, at) => Math.max(at, Math.floor(middle * (at / few) ** 1.5)));
  const all = [...first, ...Array.from({ length: last }, (_, at) => middle + at)];
  return all.map((day, at) => ({ day, days: (all[at + 1] ?? length) - day }));
}

/** Cards that stand alike are planned as one. @typedef {{ state: State, ids: string[] }} Group */

/** @param {{ id: string, state: State }[]} cards that were seen before @returns {Group[]} */
function grouped(cards) {
  /** @type {Map<string, Group>} */
  const groups = new Map();
  for (const { id, state } of cards) {
    const key = `${state.lastDay} ${state.stability.toPrecision(3)} ${state.difficulty.toFixed(1)}`;
    const group = groups.get(key) ?? { state, ids: [] };
    group.ids.push(id);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** What goes into a plan. @typedef {{ groups: Group[], fresh: number, today: number, length: number, budgets: number[], pace: Pace }} Given */

/** The days to the date, with their prices, and what cards are worth under them. */
class Market {
  #given;
  #count;
  #slots;
  #length;
  #pace;
  /** What it takes to begin a card. */
  #begin;
  /** After a review on each slot, from each cell: to the date, and to each later slot. @type {Span[]} */
  #toward;
  /** @type {Span[][]} */
  #between;
  /** Known cards: what a review on each slot comes to. */
  #seen;
  /** @type {Float64Array} */
  #prices;
  /** What a card is worth after a review on each slot, prices paid. */
  #value;
  /** Cards in each cell after their reviews on each slot. */
  #mass;
  #used;
  #chances;

  /** @param {Given} given */
  constructor(given) {
    this.#given = given;
    this.#length = given.length;
    this.#pace = given.pace;
    this.#begin = given.pace.fresh + FIRST[0] * given.pace.review;
    this.#slots = slots(given.length);
    const count = (this.#count = this.#slots.length);
    this.#toward = this.#slots.map(({ day }) => usual.span(given.length - day));
    this.#between = this.#slots.map(({ day }, from) =>
      this.#slots.slice(from + 1).map((to) => usual.span(to.day - day)),
    );
    this.#seen = given.groups.map(({ state, ids }) => {
      const since = Math.max(0, given.today - state.lastDay);
      const stability = Math.max(state.stability, LEAST_STABILITY);
      const after = (/** @type {number} */ days) => retrievability(since + days, stability);
      const reviews = this.#slots.map(({ day }) => outcome(stability, state.difficulty, since + day, DEFAULTS.weights));
      return { count: ids.length, never: after(given.length), after, reviews };
    });
    const wanted =
      2 * this.#seen.reduce((sum, group) => sum + group.count, 0) * given.pace.review +
      given.fresh * (this.#begin + 2 * given.pace.review);
    const seconds = given.budgets.reduce((sum, budget) => sum + budget, 0);
    this.#prices = new Float64Array(count).fill(Math.min(0.02, (0.003 * wanted) / Math.max(1, seconds)));
    this.#value = new Float64Array(count * CELLS);
    this.#mass = new Float64Array(count * CELLS);
    this.#used = new Float64Array(count);
    this.#chances = new Float64Array(count + 1);
  }

  /** Seeks prices at which each day holds what is planned for it. @returns {Work<void>} */
  *settling() {
    const { budgets } = this.#given;
    // Few days are quick to plan, and their prices far apart.
    const rounds = Math.round(Math.min(60, Math.max(24, 480 / this.#count)));
    const steps = new Float64Array(this.#count).fill(0.6);
    const before = new Float64Array(this.#count);
    let [level, turned, hasTurned] = [0.6, 0, false];
    let nearest = Infinity;
    let best = Float64Array.from(this.#prices);
    const sum = (/** @type {Iterable<number>} */ all) => [...all].reduce((sum, each) => sum + each, 0);
    const over = (/** @type {number} */ used, /** @type {number} */ budget) =>
      Math.log((used + SLACK) / (budget + SLACK));
    for (let round = 0; round < rounds; round += 1) {
      this.#backwards();
      this.#forwards();
      // All prices together, and then each beside the others. As long as it goes one way steps grow, and where it turns they are
      // halved: many new cards are worth the same, so a price at which all are begun lies close to one at which none is.
      const off = sum(budgets.map((budget, to) => this.#off(to, budget)));
      if (off < nearest) [nearest, best] = [off, Float64Array.from(this.#prices)];
      if (budgets.every((budget, to) => this.#off(to, budget) <= SLACK + budget / 100)) break;
      yield round / rounds;
      const all = over(sum(this.#used) / this.#count, sum(budgets) / this.#count);
      if (all * turned < 0) hasTurned = true;
      level = Math.min(1, level * (all * turned < 0 ? 0.5 : hasTurned ? 1.05 : 1.3));
      turned = all;
      const together = level * Math.min(1, Math.max(-1, 4 * all));
      for (let to = 0; to < this.#count; to += 1) {
        const own = over(this.#used[to], budgets[to]) - all;
        steps[to] = Math.min(1, steps[to] * (own * before[to] < 0 ? 0.5 : 1.15));
        before[to] = own;
        const price = this.#prices[to] * Math.exp(together + steps[to] * Math.min(1, Math.max(-1, own)));
        this.#prices[to] = Math.min(0.2, Math.max(LEAST_PRICE, price));
      }
    }
    this.#prices = best;
    this.#backwards();
  }

  /** How many seconds a day holds more or less than it should; one that is too cheap to fill may hold less. @param {number} to @param {number} budget */
  #off(to, budget) {
    const isFree = this.#prices[to] < 2 * LEAST_PRICE && this.#used[to] <= budget;
    return isFree ? 0 : Math.abs(this.#used[to] - budget);
  }

  /** What a review takes, where a forgotten card comes again. @param {number} recall */
  #cost(recall) {
    return this.#pace.review * (2 - recall);
  }

  /** The mean of a table after a review of a cell. @param {Float64Array} table @param {Span} span @param {number} cell @param {number} start */
  #mean(table, span, cell, start) {
    const recall = span.recall[cell];
    const good = start + span.recalled[cell];
    const bad = start + span.forgotten[cell];
    const right = span.right[cell];
    const width = span.width;
    const recalled = table[good] + span.further[cell] * (table[good + 1] - table[good]);
    const above = table[bad] + right * (table[bad + 1] - table[bad]);
    const under = table[bad + width] + right * (table[bad + width + 1] - table[bad + width]);
    return recall * recalled + (1 - recall) * (above + span.below[cell] * (under - above));
  }

  /** Works backwards: what a card is worth after a review on each day. */
  #backwards() {
    const [value, prices] = [this.#value, this.#prices];
    for (let from = this.#count - 1; from >= 0; from -= 1) {
      const base = from * CELLS;
      value.set(this.#toward[from].recall, base);
      for (let to = from + 1; to < this.#count; to += 1) {
        const span = this.#between[from][to - from - 1];
        const price = prices[to] * this.#pace.review;
        for (let cell = 0; cell < CELLS; cell += 1) {
          const worth = this.#mean(value, span, cell, to * CELLS) - price * (2 - span.recall[cell]);
          if (worth > value[base + cell]) value[base + cell] = worth;
        }
      }
    }
  }

  /** What a review of a known card on a day is worth in a table. @param {Float64Array} table @param {ReturnType<typeof outcome>} review @param {number} to */
  #worth(table, { recall, recalled, forgotten }, to) {
    return recall * read(table, to * CELLS, recalled) + (1 - recall) * read(table, to * CELLS, forgotten);
  }

  /** The same of a new one. @param {Float64Array} table @param {number} to */
  #worthOfFresh(table, to) {
    return usual.first.reduce((sum, { share, at }) => sum + share * read(table, to * CELLS, at), 0);
  }

  /** Makes chances of worths; the last one is never. @param {number} from the first slot that may be */
  #soften(from) {
    const [chances, count] = [this.#chances, this.#count];
    let best = chances[count];
    for (let to = from; to < count; to += 1) if (chances[to] > best) best = chances[to];
    let sum = 0;
    for (let to = from; to <= count; to += 1) {
      const below = (chances[to] - best) / SOFTNESS;
      sum += chances[to] = below < -12 ? 0 : Math.exp(below);
    }
    for (let to = from; to <= count; to += 1) chances[to] /= sum;
  }

  /** When a known card is seen next. @param {{ never: number, reviews: ReturnType<typeof outcome>[] }} group */
  #choose({ never, reviews }) {
    for (let to = 0; to < this.#count; to += 1) {
      this.#chances[to] = this.#worth(this.#value, reviews[to], to) - this.#prices[to] * this.#cost(reviews[to].recall);
    }
    this.#chances[this.#count] = never;
    this.#soften(0);
  }

  /** When a new card is begun. */
  #chooseFresh() {
    for (let to = 0; to < this.#count; to += 1) {
      this.#chances[to] = this.#worthOfFresh(this.#value, to) - this.#prices[to] * this.#begin;
    }
    this.#chances[this.#count] = 0;
    this.#soften(0);
  }

  /** When a card is seen next that was seen on a slot. @param {number} from @param {number} cell */
  #chooseAgain(from, cell) {
    for (let to = from + 1; to < this.#count; to += 1) {
      const span = this.#between[from][to - from - 1];
      this.#chances[to] =
        this.#mean(this.#value, span, cell, to * CELLS) - this.#prices[to] * this.#cost(span.recall[cell]);
    }
    this.#chances[this.#count] = this.#toward[from].recall[cell];
    this.#soften(from + 1);
  }

  /**
   * Works forwards: how many seconds each day takes.
   * @param {{ begun: (to: number, count: number) => void, passes: (from: number, to: number, count: number, recall: (days: number) => number) => void }} [tell]
   *   how many are begun on a slot; how many, seen on a slot (or before, -1), are not seen again before another (or the date)
   */
  #forwards(tell) {
    const [used, mass, chances, count] = [this.#used, this.#mass, this.#chances, this.#count];
    used.fill(0);
    mass.fill(0);
    for (const group of this.#seen) {
      this.#choose(group);
      let left = group.count;
      for (let to = 0; to < count; to += 1) {
        tell?.passes(-1, to, left, group.after);
        const share = chances[to] * group.count;
        left -= share;
        if (share < CRUMB) continue;
        const { recall, recalled, forgotten } = group.reviews[to];
        used[to] += share * this.#cost(recall);
        add(mass, to * CELLS, recalled, share * recall);
        add(mass, to * CELLS, forgotten, share * (1 - recall));
      }
      tell?.passes(-1, count, left, group.after);
    }
    if (this.#given.fresh > 0) {
      this.#chooseFresh();
      for (let to = 0; to < count; to += 1) {
        const many = chances[to] * this.#given.fresh;
        if (many < CRUMB) continue;
        tell?.begun(to, many);
        used[to] += many * this.#begin;
        for (const { share, at } of usual.first) add(mass, to * CELLS, at, many * share);
      }
    }
    for (let from = 0; from < count; from += 1) {
      for (let cell = 0; cell < CELLS; cell += 1) {
        const many = mass[from * CELLS + cell];
        if (many < (tell ? CRUMB : 0.01)) continue;
        this.#chooseAgain(from, cell);
        const recall = (/** @type {number} */ days) => usual.span(days - this.#slots[from].day).recall[cell];
        let left = many;
        for (let to = from + 1; to < count; to += 1) {
          tell?.passes(from, to, left, recall);
          const share = chances[to] * many;
          left -= share;
          if (share < CRUMB) continue;
          const span = this.#between[from][to - from - 1];
          const chance = span.recall[cell];
          used[to] += share * this.#cost(chance);
          const good = to * CELLS + span.recalled[cell];
          mass[good] += share * chance * (1 - span.further[cell]);
          mass[good + 1] += share * chance * span.further[cell];
          add(
            mass,
            to * CELLS,
            { cell: span.forgotten[cell], right: span.right[cell], below: span.below[cell] },
            share * (1 - chance),
          );
        }
        tell?.passes(from, count, left, recall);
      }
    }
  }

  /** What it gains to show a card today rather than later or never, for each second. */
  gains() {
    /** @param {number} today @param {(to: number) => number} later @param {number} never @param {number} cost */
    const gain = (today, later, never, cost) => {
      let wait = never;
      for (let to = 1; to < this.#count; to += 1) wait = Math.max(wait, later(to));
      return (today - wait) / cost;
    };
    const known = this.#seen.map(({ never, reviews }) => {
      const later = (/** @type {number} */ to) =>
        this.#worth(this.#value, reviews[to], to) - this.#prices[to] * this.#cost(reviews[to].recall);
      return gain(this.#worth(this.#value, reviews[0], 0), later, never, this.#cost(reviews[0].recall));
    });
    const later = (/** @type {number} */ to) => this.#worthOfFresh(this.#value, to) - this.#prices[to] * this.#begin;
    return { known, fresh: gain(this.#worthOfFresh(this.#value, 0), later, 0, this.#begin) };
  }

  /** What is to be expected: by slot, and on the date. */
  outlook() {
    const count = this.#count;
    const begun = new Float64Array(count);
    const curve = new Float64Array(count + 1);
    this.#forwards({
      begun: (to, many) => (begun[to] += many),
      passes: (_, to, many, recall) => {
        if (many > CRUMB) curve[to] += many * recall(this.#slots[to]?.day ?? this.#length);
      },
    });
    // Recall alone, at the chances that prices give.
    const recall = new Float64Array(count * CELLS);
    for (let from = count - 1; from >= 0; from -= 1) {
      for (let cell = 0; cell < CELLS; cell += 1) {
        if (from < count - 1) this.#chooseAgain(from, cell);
        else this.#chances[count] = 1;
        let sum = this.#chances[count] * this.#toward[from].recall[cell];
        for (let to = from + 1; to < count; to += 1) {
          if (this.#chances[to] > CRUMB)
            sum += this.#chances[to] * this.#mean(recall, this.#between[from][to - from - 1], cell, to * CELLS);
        }
        recall[from * CELLS + cell] = sum;
      }
    }
    const known = this.#seen.map((group) => {
      this.#choose(group);
      let sum = this.#chances[count] * group.never;
      for (let to = 0; to < count; to += 1) sum += this.#chances[to] * this.#worth(recall, group.reviews[to], to);
      return sum;
    });
    this.#chooseFresh();
    let [fresh, share] = [0, 0];
    for (let to = 0; to < count; to += 1) {
      share += this.#chances[to];
      fresh += this.#chances[to] * this.#worthOfFresh(recall, to);
    }
    return {
      slots: this.#slots,
      used: [...this.#used],
      begun: [...begun],
      curve: [...curve],
      known,
      fresh: share > 0 ? fresh / share : 0,
      share,
    };
  }
}

/**
 * @typedef {object} Request
 * @property {{ id: string, topic: string, state: State }[]} cards those of the goal, in their order; new ones are begun in it
 * @property {number} today
 * @property {number} date
 * @property {number} minutes a day
 * @property {number} [spent] seconds of today that are gone
 * @property {Pace} [pace]
 *
 * @typedef {{ id: string, isNew: boolean }} Step
 * @typedef {{ day: number, days: number, fresh: number, reviews: number, minutes: number }} PlannedDay several days where there are many
 *
 * @typedef {object} Outlook
 * @property {PlannedDay[]} days
 * @property {number} recall on the date, of all cards
 * @property {{ day: number, recall: number }[]} curve at the beginning of each day, and on the date
 * @property {{ topic: string, count: number, recall: number }[]} topics
 * @property {string[]} leftOut what will not fit; what comes last is left out first
 */

/** @param {Request} request */
function* market({ cards, today, date, minutes, spent = 0, pace = USUAL_PACE }) {
  const active = cards.filter(({ state }) => !state.suspended);
  const fresh = active.filter(({ state }) => state.phase === "new");
  const groups = grouped(active.filter(({ state }) => state.phase !== "new"));
  const length = date - today;
  const budgets = slots(length).map(({ days }, at) =>
    at === 0 ? Math.max(0, minutes * 60 - spent) : days * minutes * 60,
  );
  const made = new Market({ groups, fresh: fresh.length, today, length, budgets, pace });
  yield* made.settling();
  return { groups, fresh, active, pace, budgets, made };
}

/** @param {ReturnType<typeof market> extends Work<infer T> ? T : never} parts @returns {Step[]} */
function stepsOf({ groups, fresh, pace, budgets, made }) {
  const gains = made.gains();
  const wanted = groups.flatMap(({ ids }, at) => ids.map((id) => ({ id, isNew: false, gain: gains.known[at] })));
  wanted.push(...fresh.map(({ id }) => ({ id, isNew: true, gain: gains.fresh })));
  wanted.sort((a, b) => b.gain - a.gain);
  /** @type {Step[]} */
  const steps = [];
  let left = budgets[0];
  for (const { id, isNew, gain } of wanted) {
    const cost = isNew ? pace.fresh : pace.review;
    if (gain <= 0) break;
    if (cost > left) continue;
    left -= cost;
    steps.push({ id, isNew });
  }
  return steps;
}

/** What to show today, in this order; nothing on the date itself and after it. @param {Request} request @returns {Work<Step[]>} */
export function* planningToday(request) {
  return request.date > request.today ? stepsOf(yield* market(request)) : [];
}

/** The same without a rest. @param {Request} request */
export const today = (request) => finish(planningToday(request));

/** The whole plan without a rest. @param {Request} request */
export const plan = (request) => finish(planning(request));

/** The whole plan; nothing on the date and after it. @param {Request} request @returns {Work<{ steps: Step[], outlook: Outlook } | null>} */
export function* planning(request) {
  if (request.date <= request.today) return null;
  const parts = yield* market(request);
  const { groups, fresh, active, pace, budgets, made } = parts;
  const steps = stepsOf(parts);
  const told = made.outlook();
  const days = told.slots.map(({ day, days }, at) => {
    const seconds = Math.min(told.used[at], budgets[at]);
    const begun = told.begun[at];
    return {
      day: request.today + day,
      days,
      fresh: Math.round(begun),
      reviews: Math.max(0, Math.round((seconds - begun * pace.fresh) / pace.review)),
      minutes: Math.round(seconds / 60),
    };
  });
  const isNew = steps.filter((step) => step.isNew).length;
  if (days.length > 0) {
    const seconds = isNew * pace.fresh + (steps.length - isNew) * pace.review;
    days[0] = { ...days[0], fresh: isNew, reviews: steps.length - isNew, minutes: Math.ceil(seconds / 60) };
  }
  const fits = Math.round(told.share * fresh.length);
  /** @type {Map<string, number>} */
  const recall = new Map(fresh.map(({ id }, at) => [id, at < fits ? told.fresh : 0]));
  groups.forEach(({ ids }, at) => ids.forEach((id) => recall.set(id, told.known[at])));
  /** @type {Map<string, { topic: string, count: number, recall: number }>} */
  const topics = new Map();
  for (const { id, topic } of active) {
    const sum = topics.get(topic) ?? { topic, count: 0, recall: 0 };
    topics.set(topic, { topic, count: sum.count + 1, recall: sum.recall + (recall.get(id) ?? 0) });
  }
  const all = Math.max(1, active.length);
  return {
    steps,
    outlook: {
      days,
      recall: [...recall.values()].reduce((sum, each) => sum + each, 0) / all,
      curve: told.curve.map((sum, at) => ({
        day: request.today + (told.slots[at]?.day ?? request.date - request.today),
        recall: sum / all,
      })),
      topics: [...topics.values()].map((each) => ({ ...each, recall: each.recall / each.count })),
      leftOut: fresh.slice(fits).map(({ id }) => id),
    },
  };
}
