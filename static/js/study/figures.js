// The charts of progress, and the tables that say the same: what is due, and the days of a year. Pure, as all charts.
// @ts-check

import { dayText, number, say } from "../words.js";
import { node, round, table } from "./chart.js";
import { isoDate } from "./day.js";

/** A Monday: the days of the week are named after it. */
const MONDAY = 4;

/** A round number that is at least the given one and has a whole half, to end an axis. @param {number} value */
export function ceiling(value) {
  if (value <= 4) return 4;
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 4, 5, 6, 8, 10].map((step) => step * power).find((end) => end >= value && end % 2 === 0) ?? value;
}

/**
 * Bars of what is due on the days to come.
 * @param {{ day: number, count: number }[]} days the first is today
 * @param {number} width of the place for it, so that its words have one size on every screen
 */
export function forecastChart(days, width = 600) {
  const [height, left, top, bottom] = [180, 30, 10, 24];
  const end = ceiling(Math.max(0, ...days.map(({ count }) => count)));
  const inner = height - top - bottom;
  const slot = (width - left) / days.length;
  const y = (/** @type {number} */ count) => round(top + inner * (1 - count / end));
  const grid = [0, end / 2, end].flatMap((count) => [
    node("line", { class: "grid", x1: left, x2: width, y1: y(count), y2: y(count) }),
    node("text", { class: "tick end", x: left - 8, y: y(count) + 4 }, [number(count)]),
  ]);
  const bars = days.map(({ day, count }, at) => {
    const x = round(left + slot * at + slot * 0.14);
    const tall = count === 0 ? 0 : Math.max(2, inner * (count / end));
    return node(
      "rect",
      {
        class: at === 0 ? "bar today" : "bar",
        x,
        y: round(top + inner - tall),
        width: round(slot * 0.72),
        height: round(tall),
        rx: 2,
      },
      [node("title", {}, [say("progress.bar", { day: at === 0 ? say("progress.today") : dayText(day), count })])],
    );
  });
  const labels = days.flatMap(({ day }, at) => {
    if (at % 7 !== 0) return [];
    const x = round(left + slot * (at + 0.5));
    return [
      node("text", { class: at === 0 ? "tick start" : "tick", x: at === 0 ? left : x, y: height - 6 }, [
        at === 0 ? say("progress.today") : dayText(day, { day: "numeric", month: "short" }),
      ]),
    ];
  });
  return node("svg", { class: "chart", viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" }, [
    ...grid,
    ...bars,
    ...labels,
  ]);
}

/** @param {{ day: number, count: number }[]} days */
export function forecastTable(days) {
  return table(
    say("progress.forecast_caption"),
    [say("progress.head_day"), say("progress.head_due")],
    days.map(({ day, count }, at) => [at === 0 ? say("progress.today") : dayText(day), number(count)]),
  );
}

/**
 * The days of a year, a column a week.
 * @param {{ monday: number, days: { day: number, count: number, shade: number }[] }[]} weeks
 */
export function heatChart(weeks) {
  const [size, gap, left, top] = [11, 3, 30, 20];
  const step = size + gap;
  const width = left + weeks.length * step - gap;
  const height = top + 7 * step - gap;
  const days = weeks.flatMap((week, column) =>
    week.days.map(({ day, count, shade }, row) =>
      node(
        "rect",
        { class: `heat heat-${shade}`, x: left + column * step, y: top + row * step, width: size, height: size, rx: 2 },
        [node("title", {}, [say("progress.cell", { day: dayText(day), count })])],
      ),
    ),
  );
  const rows = [0, 2, 4].map((row) =>
    node("text", { class: "tick end", x: left - 6, y: top + row * step + 9 }, [
      dayText(MONDAY + row, { weekday: "short" }),
    ]),
  );
  let named = -4;
  const months = weeks.flatMap(({ monday }, column) => {
    const month = isoDate(monday).slice(5, 7);
    const isNew = column === 0 || isoDate(monday - 7).slice(5, 7) !== month;
    if (!isNew || column - named < 3 || column > weeks.length - 2) return [];
    named = column;
    return [
      node("text", { class: "tick start", x: left + column * step, y: 12 }, [dayText(monday, { month: "short" })]),
    ];
  });
  return node("svg", { class: "chart heat-map", viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" }, [
    ...months,
    ...rows,
    ...days,
  ]);
}

/**
 * The same by months, which is as fine as anyone wants to hear it.
 * @param {{ days: { day: number, count: number }[] }[]} weeks
 */
export function heatTable(weeks) {
  /** @type {Map<string, { name: string, days: number, reviews: number }>} */
  const months = new Map();
  for (const { day, count } of weeks.flatMap(({ days }) => days)) {
    const key = isoDate(day).slice(0, 7);
    const month = months.get(key) ?? {
      name: dayText(day, { month: "long", year: "numeric" }),
      days: 0,
      reviews: 0,
    };
    month.reviews += count;
    if (count > 0) month.days += 1;
    months.set(key, month);
  }
  const rows = [...months.values()].map(({ name, days, reviews }) => [name, number(days), number(reviews)]);
  return table(
    say("progress.year_caption"),
    [say("progress.head_month"), say("progress.head_days"), say("progress.head_reviews")],
    rows,
  );
}
