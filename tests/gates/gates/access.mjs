// axe on every kind of page and in what becomes of it, in both themes, at three widths, and with the system's own few colours;
// that nothing but what is meant to scroll scrolls sideways; and that what has the focus can be seen.
import fs from "node:fs";
import { createRequire } from "node:module";
import { browser, example, languages, open, serve } from "../site.mjs";
import { states } from "../states.mjs";

const AXE = fs.readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** 320 by 256 is a window of 1280 by 1024 at four times its size. */
const LOOKS = [
  { width: 320, height: 256 },
  { width: 360, theme: "dark" },
  { width: 768, theme: "dark" },
  { width: 1280 },
  { width: 1280, theme: "dark" },
  { width: 1280, forced: true },
  { width: 360, forced: true, theme: "dark" },
];

/** How many steps of the Tab key are taken on a page. */
const STEPS = 60;

const called = ({ width, theme = "light", forced }) => `${width} px, ${theme}${forced ? ", forced colours" : ""}`;

/** So many pages are looked at side by side. */
const LANES = 3;

/** How often a state is looked at whose browser went: one that has shown many scripts and windows may end. */
const TRIES = 3;

/** Whether a state is to be looked at: the variable STATES has how the wanted ones begin, with commas between; without it, all. */
const isAsked = ({ name }) => !process.env.STATES || process.env.STATES.split(",").some((part) => name.startsWith(part));

/** Looks at states, in each of the languages: `""` is the first. */
async function everywhere(looks, states, folders, look) {
  const shown = states.filter(isAsked);
  const { url, close } = await serve();
  const inLanguage = (folder) => shown.map((state) => ({ ...state, name: folder + state.name, at: folder + state.at }));
  const jobs = looks.flatMap((shape) => folders.flatMap(inLanguage).map((state) => ({ shape, ...state, own: [] })));
  const waiting = [...jobs];
  // Each has a browser of its own, so that what ends one is seen by one.
  const lane = async () => {
    let chromium = await browser();
    for (let job = waiting.shift(); job; job = waiting.shift()) {
      for (let tries = 1; ; tries++) {
        job.own = [];
        try {
          const page = await open(chromium, job.shape, job.own);
          await page.goto(url + job.at, { waitUntil: "load" });
          await job.act?.(page);
          await look(page, job.own);
          await page.browserContext().close();
          break;
        } catch (error) {
          job.own.push(`cannot be looked at: ${error.message.split("\n")[0]}`);
          // What a page does wrong is a fault at once; only a browser that went is no fault of the page.
          const isLost = !chromium.connected || /^Protocol error|closed/.test(error.message);
          await chromium.close().catch(() => {});
          chromium = await browser();
          if (!isLost || tries === TRIES) break;
        }
      }
    }
    await chromium.close();
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  close();
  return jobs.flatMap(({ name, shape, own }) => own.map((fault) => `${name}, ${called(shape)}: ${fault}`));
}

async function accessible(page, faults) {
  // The page's policy lets no script in but through the protocol.
  await page.evaluate(AXE);
  const violations = await page.evaluate(async () => (await window.axe.run({ resultTypes: ["violations"] })).violations);
  for (const { id, help, nodes } of violations) faults.push(`${id}: ${help}: ${nodes.map(({ target }) => target).slice(0, 3).join(" ")}`);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (wide > 0) faults.push(`the page scrolls sideways by ${wide} px`);
}

export const access = () => everywhere(LOOKS, states(example()), [""], accessible);

/** Every screen with most of its words; what a word changes, its length and its script, shows in these. */
const SPOKEN = ["home", "topic", "question, graded", "search, nothing", "study", "study, an answer", "study, a plan", "mock", "progress, of somebody"];

/** In the other languages of the site. */
export function inLanguages() {
  const shown = states(example()).filter(({ name }) => SPOKEN.includes(name));
  return everywhere([{ width: 360 }, { width: 1280, theme: "dark" }], shown, languages(), accessible);
}

const NARROW = [{ width: 360, height: 640 }, { width: 320, height: 256 }, { width: 1280 }];

/** Whether some of what has the focus can be seen: WCAG 2.4.11. */
function hidden() {
  const focused = document.activeElement;
  if (!focused || focused === document.body) return null;
  const shown = focused.matches(".filter input") ? focused.nextElementSibling : focused;
  const { left, top, right, bottom } = shown.getBoundingClientRect();
  const [x, y] = [(left + right) / 2, (top + bottom) / 2];
  const points = [[x, y], [x, top + 3], [x, bottom - 3], [left + 3, y], [right - 3, y]];
  const isSeen = points.some(([x, y]) => {
    const there = document.elementFromPoint(x, y);
    return there && (shown.contains(there) || there.contains(shown));
  });
  return isSeen ? null : `${focused.tagName.toLowerCase()}.${focused.className} "${focused.textContent.trim().slice(0, 30)}"`;
}

export const focus = () =>
  everywhere(NARROW, states(example()), [""], async (page, faults) => {
    for (let step = 0; step < STEPS; step++) {
      await page.keyboard.press("Tab");
      const fault = await page.evaluate(hidden);
      if (fault) faults.push(`the focus cannot be seen: ${fault}`);
      if (await page.evaluate(() => document.activeElement === document.body)) break;
    }
  });
