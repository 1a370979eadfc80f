// What pages weigh, and what Lighthouse says of them: the median of three, as on a phone.
import lighthouse from "lighthouse";
import { browser, example, languages, open, serve } from "../site.mjs";

/** In bytes as they come, and requests, until nothing is asked for any more. What a worker fetches in advance is not among them. */
const BUDGETS = { question: { bytes: 20_480, requests: 8 }, study: { bytes: 61_440, requests: 8 } };

export async function weights() {
  const faults = [];
  const { url, close } = await serve();
  const chromium = await browser();
  const pages = { question: example().question, study: "study/" };
  const all = ["", ...languages()].flatMap((folder) => Object.entries(pages).map(([name, at]) => [name, folder + at]));
  for (const [name, at] of all) {
    const page = await open(chromium, { width: 360 }, faults);
    await page.evaluateOnNewDocument(() => delete Navigator.prototype.serviceWorker);
    let [bytes, requests] = [0, 0];
    page.on("response", (response) => {
      requests += 1;
      bytes += Number(response.headers()["content-length"] ?? 0);
    });
    await page.goto(url + at, { waitUntil: "networkidle0" });
    console.log(`  ${at}: ${bytes} bytes in ${requests} requests`);
    const budget = BUDGETS[name];
    if (bytes > budget.bytes) faults.push(`${at}: ${bytes} bytes, of which ${budget.bytes} may be`);
    if (requests > budget.requests) faults.push(`${at}: ${requests} requests, of which ${budget.requests} may be`);
    await page.browserContext().close();
  }
  await chromium.close();
  close();
  return faults;
}

const median = (numbers) => numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)];

export async function lighthouses() {
  const faults = [];
  const { url, close } = await serve();
  const { question, topic } = example();
  for (const at of ["", topic, question, "study/", "mock/", "progress/"]) {
    const runs = [];
    for (let run = 0; run < 3; run++) {
      const chromium = await browser("--remote-debugging-port=0");
      const { port } = new URL(chromium.wsEndpoint());
      const { lhr } = await lighthouse(url + at, { port: Number(port), logLevel: "silent", output: "json" });
      runs.push(lhr);
      await chromium.close();
    }
    const said = [];
    for (const category of Object.keys(runs[0].categories)) {
      const score = Math.round(100 * median(runs.map(({ categories }) => categories[category].score ?? 0)));
      said.push(`${category} ${score}`);
      // What is `noindex` on purpose is no page for search engines.
      const isMeant = category === "seo" && runs[0].audits["is-crawlable"]?.score === 0;
      if (score < 100 && !isMeant) {
        const failed = runs[0].categories[category].auditRefs.filter(({ id, weight }) => weight > 0 && (runs[0].audits[id].score ?? 1) < 0.9);
        faults.push(`${at || "home"}: ${category} is ${score}: ${failed.map(({ id }) => id).join(", ")}`);
      }
    }
    const shift = median(runs.map(({ audits }) => audits["cumulative-layout-shift"].numericValue ?? 0));
    if (shift > 0.001) faults.push(`${at || "home"}: the layout shifts by ${shift.toFixed(3)}`);
    console.log(`  ${at || "home"}: ${said.join(", ")}, shift ${shift.toFixed(3)}`);
  }
  close();
  return faults;
}
