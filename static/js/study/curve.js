// The recall that a plan predicts, as a curve. Trees of plain values, as in chart.js.
// @ts-check

import { dayText, say } from "../words.js";
import { table } from "./chart.js";
import { percent } from "./words.js";

/** @typedef {import("./chart.js").Node} Node */

/** @param {string} tag @param {Node["attributes"]} attributes @param {(Node | string)[]} children @returns {Node} */
const node = (tag, attributes = {}, children = []) => ({ tag, attributes, children });

/** A coordinate without needless digits. @param {number} value */
const round = (value) => Math.round(value * 100) / 100;

/**
 * Recall at the beginning of each day, up to the date.
 * @param {{ day: number, recall: number }[]} curve @param {number} width of the place for it
 */
export function curveChart(curve, width = 600) {
  const [height, left, right, top, bottom] = [180, 44, 12, 10, 24];
  const [first, last] = [curve[0].day, curve[curve.length - 1].day];
  const inner = height - top - bottom;
  const x = (/** @type {number} */ day) =>
    round(left + ((width - left - right) * (day - first)) / Math.max(1, last - first));
  const y = (/** @type {number} */ recall) => round(top + inner * (1 - recall));
  const grid = [0, 0.5, 1].flatMap((recall) => [
    node("line", { class: "grid", x1: left, x2: width - right, y1: y(recall), y2: y(recall) }),
    node("text", { class: "tick end", x: left - 8, y: y(recall) + 4 }, [percent(recall)]),
  ]);
  const points = curve.map(({ day, recall }) => `${x(day)},${y(recall)}`).join(" ");
  const end = curve[curve.length - 1];
  return node("svg", { class: "chart curve", viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" }, [
    ...grid,
    node("polyline", { class: "line", points }),
    node("circle", { class: "end-point", cx: x(end.day), cy: y(end.recall), r: 4 }, [
      node("title", {}, [say("goal.point", { day: dayText(end.day), percent: percent(end.recall) })]),
    ]),
    node("text", { class: "tick start", x: left, y: height - 6 }, [say("choose.today")]),
    node("text", { class: "tick end", x: width - right, y: height - 6 }, [
      dayText(last, { day: "numeric", month: "short" }),
    ]),
  ]);
}

/** @param {{ day: number, recall: number }[]} curve */
export function curveTable(curve) {
  return table(
    say("goal.curve"),
    [say("goal.head_day"), say("goal.head_recall")],
    curve.map(({ day, recall }, at) => [at === 0 ? say("choose.today") : dayText(day), percent(recall)]),
  );
}
