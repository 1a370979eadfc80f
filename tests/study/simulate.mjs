// Three hundred made-up learners, by the plan and by plain FSRS-6: `node tests/study/simulate.mjs [from] [to]`. Prints the table and
// fails below the floors, which may only rise.

import { compare, makeCase, summary } from "./learners.js";

const [from = 0, to = 300] = process.argv.slice(2).map(Number);
const FLOORS = { worst: 1, allowed: 4.4, spent: 3.5 };

const rows = [];
for (let seed = from; seed < to; seed += 1) {
  const row = compare(makeCase(seed));
  rows.push(row);
  const signed = (points) => `${points < 0 ? "" : "+"}${points.toFixed(1)}`;
  console.log(
    `${seed}: ${row.cards} cards, ${row.days} days, ${row.minutes} minutes: plain ${row.plain} (${row.newADay} new a day, ${row.minutesOfPlain} min), ` +
      `allowed ${row.allowed} (${signed(row.gainAllowed)}, ${row.minutesOfAllowed} min), spent ${row.spent} (${signed(row.gainSpent)}, ${row.minutesOfSpent} min)`,
  );
}
const { allowed, spent } = summary(rows);
for (const [name, each] of Object.entries({ allowed, spent })) {
  console.log(`the same minutes ${name}: ${Object.entries(each).map(([key, points]) => `${key} ${points.toFixed(2)}`).join(", ")}`);
}
const isReached = Math.min(allowed.worst, spent.worst) >= FLOORS.worst && allowed.median >= FLOORS.allowed && spent.median >= FLOORS.spent;
console.log(isReached ? "All floors are reached." : "A floor is not reached.");
process.exit(isReached ? 0 : 1);
