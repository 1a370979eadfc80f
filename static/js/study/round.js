// A round: one card after the other, its answer, a grade. What happens is an event; it gives the next state, and what is to be
// done about it. Pure: which card comes next, the store, and the page are the affair of who runs it.
// @ts-check

/** @typedef {import("./entry.js").Grade} Grade */

/**
 * What is done with a card, and how it stood then.
 * @typedef {{ card: string, ticked: number[], points: number, spent: number } & ({ kind: "review", grade: Grade } | { kind: "suspend" } | { kind: "known", edition: string })} Deed
 * @typedef {Deed & { id: string }} Done by the id of the log's entry, to be taken back from the end
 */

/**
 * @typedef {object} Round
 * @property {string | null} card what is asked; nothing where all is done
 * @property {"loading" | "question" | "answer" | "failed" | "over"} phase
 * @property {boolean} revealed whether the answer is open, or will be when the card is here
 * @property {number[]} ticked key points
 * @property {number} spent milliseconds on this card
 * @property {boolean} paused
 * @property {Writing | null} writing what is on its way into the store
 * @property {Done[]} done
 * @property {Said | null} said what happened before this card
 */

/** What is written, and as which entry of the log once that is known. @typedef {(Deed | { kind: "flag", card: string, on: boolean } | { kind: "undo", card: string, of: string }) & { id?: string }} Writing */

/** @typedef {{ what: "graded", grade: Grade } | { what: "suspended" | "known" | "flagged" | "unflagged" | "taken back" | "nothing to undo" | "not written" | "paused" | "going on" | "more" | "elsewhere" }} Said */

/**
 * - `ask`: this card is next; none where all is done. `said` tells why, where nothing else does.
 * - `loaded`, `lost`: the card is here, or could not be fetched; `retry` fetches it again.
 * - `written`, `refused`: how the last write went.
 * - `pass`: time has passed.
 * @typedef {{ kind: "ask", card: string | null, said?: Said }
 *   | { kind: "loaded" | "lost", card: string }
 *   | { kind: "tick", point: number, on: boolean }
 *   | { kind: "grade", grade: Grade, points: number, spent: number }
 *   | { kind: "flag", on: boolean }
 *   | { kind: "confirm", edition: string }
 *   | { kind: "written", id: string }
 *   | { kind: "pass", time: number }
 *   | { kind: "resume" | "retry" | "reveal" | "suspend" | "undo" | "refused" | "pause" }} Event
 */

/**
 * - `load`: fetch the card. `show`: it is here, show it. `open`: show its answer, too. `fail`: say that it is not here.
 * - `write`: into the store. `next`: choose the next card, and `ask` it. `finish`: all is done.
 * - `flag`, `clock`: show them as they are now. `say`: tell who cannot see. `save`: for a reload.
 * @typedef {{ act: "load" | "show" | "open" | "fail" | "next" | "finish" | "flag" | "clock" | "save" } | { act: "write", writing: Writing } | { act: "say", said: Said }} Effect
 */

/** A round in which nothing has happened. @type {Readonly<Round>} */
export const START = Object.freeze({
  card: null,
  phase: "loading",
  revealed: false,
  ticked: [],
  spent: 0,
  paused: false,
  writing: null,
  done: [],
  said: null,
});

/** Whether a card is on the screen. @param {Round} round */
export const isAsking = ({ phase }) => phase === "question" || phase === "answer";

/**
 * The round after an event, and what is to be done, in this order. What makes no sense at the moment changes nothing.
 * @param {Round} round @param {Event} event
 * @returns {{ round: Round, effects: Effect[] }}
 */
export function happen(round, event) {
  /** @param {Partial<Round>} changes @param {...Effect} effects */
  const next = (changes, ...effects) => ({ round: { ...round, ...changes }, effects });
  /** @param {Said["what"] & Exclude<Said["what"], "graded">} what @returns {Effect} */
  const say = (what) => ({ act: "say", said: { what } });
  /** @param {Writing} writing */
  const write = (writing) => next({ writing }, { act: "write", writing });
  const { card, phase, ticked, spent } = round;
  const isFree = round.writing === null;

  switch (event.kind) {
    case "ask": {
      const changes = { card: event.card, revealed: false, ticked: [], spent: 0, said: event.said ?? round.said };
      if (event.card === null) return next({ ...changes, phase: "over" }, { act: "save" }, { act: "finish" });
      return next({ ...changes, phase: "loading" }, { act: "save" }, { act: "load" });
    }
    case "resume":
      if (card === null) return next({}, { act: "next" });
      return next({ phase: "loading" }, { act: "load" });
    case "retry":
      return phase === "failed" ? next({ phase: "loading" }, { act: "load" }) : next({});
    case "loaded":
      if (event.card !== card || phase !== "loading") return next({});
      return next({ phase: round.revealed ? "answer" : "question" }, { act: "show" });
    case "lost":
      if (event.card !== card || phase !== "loading") return next({});
      return next({ phase: "failed" }, { act: "fail" });
    case "reveal":
      if (phase !== "question") return next({});
      return next({ phase: "answer", revealed: true }, { act: "save" }, { act: "open" });
    case "tick": {
      const others = ticked.filter((point) => point !== event.point);
      return next({ ticked: event.on ? [...others, event.point] : others }, { act: "save" });
    }
    case "grade": {
      if (card === null || phase !== "answer" || !isFree) return next({});
      return write({ kind: "review", card, grade: event.grade, ticked, points: event.points, spent: event.spent });
    }
    case "suspend":
      if (card === null || !isAsking(round) || !isFree) return next({});
      return write({ kind: "suspend", card, ticked, points: 0, spent });
    case "confirm":
      if (card === null || !isAsking(round) || !isFree) return next({});
      return write({ kind: "known", card, edition: event.edition, ticked, points: 0, spent });
    case "flag":
      if (card === null || !isAsking(round) || !isFree) return next({});
      return write({ kind: "flag", card, on: event.on });
    case "undo": {
      if (!isFree) return next({});
      const last = round.done.at(-1);
      return last ? write({ kind: "undo", card: last.card, of: last.id }) : next({}, say("nothing to undo"));
    }
    case "written":
      return round.writing ? written({ ...round, writing: null }, round.writing, event.id) : next({});
    case "refused":
      return next({ writing: null }, say("not written"));
    case "pause":
      if (!isAsking(round)) return next({});
      return next(
        { paused: !round.paused },
        { act: "save" },
        { act: "clock" },
        say(round.paused ? "going on" : "paused"),
      );
    case "pass": {
      if (round.paused || !isAsking(round)) return next({});
      const isNewSecond = Math.floor((spent + event.time) / 1000) > Math.floor(spent / 1000);
      return next({ spent: spent + event.time }, ...(isNewSecond ? TICK : []));
    }
  }
}

/** @type {Effect[]} */
const TICK = [{ act: "save" }, { act: "clock" }];

const SAID = /** @type {const} */ ({ suspend: "suspended", known: "known" });

/** @param {Round} round @param {Writing} writing @param {string} id @returns {{ round: Round, effects: Effect[] }} */
function written(round, writing, id) {
  switch (writing.kind) {
    case "flag":
      return {
        round,
        effects: [{ act: "flag" }, { act: "say", said: { what: writing.on ? "flagged" : "unflagged" } }],
      };
    case "undo": {
      const last = round.done.at(-1);
      if (!last) return { round, effects: [] };
      const { card, kind, ticked, spent } = last;
      /** @type {Round} */
      const before = {
        ...round,
        card,
        phase: "loading",
        // A grade that is taken back is to be given again, so its answer stays open.
        revealed: kind === "review",
        ticked,
        spent,
        done: round.done.slice(0, -1),
        said: { what: "taken back" },
      };
      return { round: before, effects: [{ act: "save" }, { act: "load" }] };
    }
    default: {
      /** @type {Said} */
      const said = writing.kind === "review" ? { what: "graded", grade: writing.grade } : { what: SAID[writing.kind] };
      const done = [...round.done, { ...writing, id }];
      return { round: { ...round, done, said }, effects: [{ act: "save" }, { act: "next" }] };
    }
  }
}
