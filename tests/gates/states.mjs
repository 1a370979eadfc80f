// What pages look like when somebody has done something with them.

const settle = (page) => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));

async function click(page, selector) {
  await page.waitForSelector(selector, { visible: true });
  await page.$eval(selector, (element) => element.scrollIntoView({ block: "center", behavior: "instant" }));
  await page.$eval(selector, (element) => element.click());
  await settle(page);
}

async function search(page, query) {
  await page.keyboard.press("/");
  await page.waitForSelector(".search-dialog .result");
  await page.keyboard.type(query);
  await page.waitForSelector(".search-dialog .results[aria-busy='false']");
}

async function sitting(page) {
  await click(page, ".start");
  await page.waitForSelector(".show");
}

/** Names, addresses, and what is done there. */
export function states({ question, topic, path }) {
  const study = async (page) => sitting(page);
  const answer = async (page) => {
    await sitting(page);
    await click(page, ".show");
    await page.waitForSelector(".grades .grade");
  };
  const graded = async (page) => {
    await answer(page);
    await click(page, ".grade-3");
    await page.waitForSelector(".show");
  };
  const plan = async (page) => {
    await click(page, ".goal .quiet");
    await click(page, ".goal-form button[type=submit]");
    await page.waitForSelector(".goal-buys li");
  };
  return [
    { name: "home", at: "" },
    {
      name: "home, of somebody",
      at: "study/",
      act: async (page) => {
        await graded(page);
        await page.goto(new URL("../", page.url()).href, { waitUntil: "load" });
        await page.waitForSelector("[data-due-go]:not([hidden])");
      },
    },
    { name: "path", at: path },
    { name: "downloads", at: "downloads/" },
    { name: "print edition", at: "print/" },
    { name: "topics", at: "topics/" },
    { name: "topic", at: topic },
    { name: "topic, one level", at: topic, act: (page) => click(page, ".filter label:nth-of-type(2)") },
    { name: "topic, first words", at: topic, act: (page) => click(page, ".excerpts") },
    { name: "all questions", at: "questions/" },
    { name: "level", at: "difficulty/hard/" },
    { name: "tags", at: "tags/" },
    { name: "question", at: question },
    { name: "question, to recall", at: question, act: (page) => click(page, ".modes label:last-child") },
    {
      name: "question, graded",
      at: question,
      act: async (page) => {
        await click(page, "[data-grade='3']");
        await page.waitForSelector(".grade-said:not(:empty)");
      },
    },
    { name: "question, contents open", at: question, act: (page) => page.$eval(".contents-fold", (fold) => (fold.open = true)) },
    { name: "search", at: "search/", act: (page) => page.waitForSelector(".result") },
    { name: "search, found", at: "search/?q=index", act: (page) => page.waitForSelector(".result mark") },
    { name: "search, nothing", at: "search/?q=zzzqqq", act: (page) => page.waitForSelector(".results[aria-busy='false']") },
    { name: "dialog", at: topic, act: (page) => search(page, "") },
    { name: "dialog, misspelt", at: topic, act: (page) => search(page, "idempotnt") },
    { name: "study", at: "study/", act: (page) => page.waitForSelector(".start") },
    { name: "study, a question", at: "study/", act: study },
    { name: "study, an answer", at: "study/", act: answer },
    { name: "study, graded", at: "study/", act: graded },
    { name: "study, a note", at: "study/", act: async (page) => (await answer(page), click(page, ".note-box summary")) },
    { name: "study, a form for a date", at: "study/", act: async (page) => (await click(page, ".goal .quiet"), page.waitForSelector(".goal-form")) },
    { name: "study, a plan", at: "study/", act: plan },
    {
      name: "study, a plan, all of it",
      at: "study/",
      act: async (page) => {
        await plan(page);
        await page.$$eval(".goal details", (parts) => parts.forEach((part) => (part.open = true)));
      },
    },
    {
      name: "study, a job",
      at: "study/",
      act: async (page) => {
        await click(page, ".job summary");
        await page.waitForSelector("#PB-job");
        await page.type("#PB-job", "You know indexes, Kafka and TLS.");
        await click(page, ".job .quiet");
        await page.waitForSelector(".job-found input");
      },
    },
    { name: "mock", at: "mock/", act: (page) => page.waitForSelector(".start") },
    { name: "mock, a question", at: "mock/", act: study },
    { name: "progress", at: "progress/", act: (page) => page.waitForSelector(".study-view > *, .progress") },
    {
      name: "progress, of somebody",
      at: "study/",
      act: async (page) => {
        await graded(page);
        await page.goto(new URL("../progress/", page.url()).href, { waitUntil: "load" });
        await page.waitForSelector(".figures");
      },
    },
    { name: "offline", at: "offline/" },
    { name: "missing", at: "404.html" },
  ];
}
