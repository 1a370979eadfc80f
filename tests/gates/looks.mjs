// What a change does to the looks: each state of two sites of the same bank, photographed by the same browser, pixel by pixel.
// `BEFORE=<site before> SITE=<site now> npm run looks --prefix tests/gates`; what differs lies in `target/looks/`: before, now, difference.
import fs from "node:fs";
import path from "node:path";
import pixelmatch from "pixelmatch";
import { PNG } from "pngjs";
import { REPOSITORY, SITE, browser, example, open, serve } from "./site.mjs";
import { states } from "./states.mjs";

const LOOKS = [{ width: 360 }, { width: 1440, theme: "dark" }];

/** Pages that are longer than this are compared as far. */
const LONGEST = 8000;

/** For so long, in milliseconds, a page that is photographed has not changed. */
const QUIET = 400;
const FOLDER = path.join(REPOSITORY, "target/looks");

if (!process.env.BEFORE || !fs.existsSync(path.join(process.env.BEFORE, "index.html"))) {
  console.error("BEFORE names no site: build the bank with the program before the change, and name that folder");
  process.exit(2);
}

/** A state as it looks, or why it cannot be looked at: a state may be new. */
async function picture(chromium, url, { at, act }, look) {
  const page = await open(chromium, look, []);
  // Suggestions and interviews are drawn by lot.
  await page.evaluateOnNewDocument(() => {
    Math.random = () => 0.5;
    crypto.getRandomValues = (bytes) => bytes.fill(7);
  });
  try {
    await page.goto(url + at, { waitUntil: "load" });
    await act?.(page);
    const height = await page.evaluate(async (quiet) => {
      await document.fonts.ready;
      await new Promise((done) => {
        let timer = setTimeout(done, quiet);
        const wait = () => (clearTimeout(timer), (timer = setTimeout(done, quiet)));
        new MutationObserver(wait).observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
      });
      return document.documentElement.scrollHeight;
    }, QUIET);
    const clip = { x: 0, y: 0, width: look.width, height: Math.min(height, LONGEST) };
    return PNG.sync.read(Buffer.from(await page.screenshot({ clip, captureBeyondViewport: true })));
  } catch (error) {
    return error.message.split("\n")[0];
  } finally {
    await page.browserContext().close();
  }
}

/** A picture on a larger sheet. */
function onSheet(picture, width, height) {
  const sheet = new PNG({ width, height });
  PNG.bitblt(picture, sheet, 0, 0, picture.width, picture.height, 0, 0);
  return sheet;
}

/** Pixels that differ; the pictures side by side are written if there are any. */
function compared(before, now, file) {
  const [width, height] = [Math.max(before.width, now.width), Math.max(before.height, now.height)];
  const difference = new PNG({ width, height });
  const sheets = [before, now].map((picture) => onSheet(picture, width, height));
  const pixels = pixelmatch(sheets[0].data, sheets[1].data, difference.data, width, height, { threshold: 0.05, includeAA: true });
  if (pixels === 0) return 0;
  const all = new PNG({ width: 3 * width, height });
  for (const [at, sheet] of [...sheets, difference].entries()) PNG.bitblt(sheet, all, 0, 0, width, height, at * width, 0);
  fs.mkdirSync(FOLDER, { recursive: true });
  fs.writeFileSync(path.join(FOLDER, file), PNG.sync.write(all));
  return pixels;
}

fs.rmSync(FOLDER, { recursive: true, force: true });
// One address for both: pages show it.
const { url, close, show } = await serve();
const shown = (site, state, look) => (show(site), picture(chromium, url, state, look));
const chromium = await browser();
let changed = 0;
for (const look of LOOKS) {
  for (const state of states(example())) {
    const pictures = [await shown(process.env.BEFORE, state, look), await shown(SITE, state, look)];
    const name = `${state.name}, ${look.width} px, ${look.theme ?? "light"}`;
    const [without] = pictures.filter((picture) => typeof picture === "string");
    const file = `${name.replaceAll(/[^a-z0-9]+/g, "-")}.png`;
    const pixels = without === undefined ? compared(...pictures, file) : 0;
    if (without === undefined && pixels === 0) continue;
    changed += 1;
    console.log(without === undefined ? `${name}: ${pixels} pixels differ, see target/looks/${file}` : `${name}: ${without}`);
  }
}
await chromium.close();
close();
console.log(changed === 0 ? "everything looks as before" : `${changed} looks changed`);
process.exit(changed === 0 ? 0 : 1);
