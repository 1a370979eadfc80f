// The pictures in README.md, made of the site in `_site` or in the folder that the variable SITE names: `npm run shots --prefix tests/gates`.
import path from "node:path";
import { REPOSITORY, browser, open, serve } from "./site.mjs";

/** The answer, and the grades. */
async function show(page) {
  await page.waitForSelector(".show");
  await page.click(".show");
  await page.waitForSelector(".grades .grade");
}

/** File, address, what is done there, and how it looks. */
const SHOTS = [
  ["screenshot.png", "questions/acid/", null, { width: 1180, height: 760 }],
  ["study.png", "study/?cards=consistent-hashing", show, { width: 1180, height: 760, theme: "dark" }],
];

const { url, close } = await serve();
const chromium = await browser();
for (const [file, at, act, look] of SHOTS) {
  const faults = [];
  const page = await open(chromium, look, faults);
  await page.goto(url + at, { waitUntil: "networkidle0" });
  await act?.(page);
  await page.screenshot({ path: path.join(REPOSITORY, ".github", file) });
  for (const fault of faults) console.error(`${file}: ${fault}`);
  console.log(file);
}
await chromium.close();
close();
