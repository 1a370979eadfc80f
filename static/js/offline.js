// Reading offline, as seen from a page: starts the worker, shows it what this page has loaded, tells of a new version.
// @ts-check

import { baseUrl, element, isObject } from "./site.js";
import { byName, say } from "./words.js";
import { ask, register as registerWorker } from "./worker.js";

/** How many pages are named to who is offline. */
const MOST_LISTED = 40;

/** The path of a question's page, perhaps below the folder of a language. */
const QUESTION = /^([a-z]{2,3}(-[a-z0-9]+)*\/)?questions\/[^/]+\/$/i;

const ROOT = baseUrl();

/** Loads a stylesheet. @typedef {(name: string) => Promise<unknown> | null} Style */

/** Starts the worker, and tells it and the reader what there is to tell. @param {Style} style */
export async function register(style) {
  const { serviceWorker } = navigator;
  const hadWorker = Boolean(serviceWorker.controller);
  serviceWorker.addEventListener("controllerchange", () => hadWorker && tellOfUpdate(style));
  window.addEventListener("pageshow", ({ persisted }) => persisted && tend([], style));
  try {
    await registerWorker();
  } catch {
    // No worker, no reading offline: the browser forbids it, or this page stands where there is no site.
    return;
  }
  await tend(hadWorker ? [] : [location.href, ...loaded()], style);
  if (!hadWorker) {
    // This page came from the network, and so does what it still loads.
    new PerformanceObserver((list) => ask({ ask: "tend", seen: list.getEntries().map(({ name }) => name) })).observe({
      type: "resource",
    });
  }
}

function loaded() {
  return performance.getEntriesByType("resource").map(({ name }) => name);
}

/** @param {string[]} seen @param {Style} style */
async function tend(seen, style) {
  const answer = await ask({ ask: "tend", seen });
  if (isObject(answer) && answer.isCurrent === false) tellOfUpdate(style);
  // A worker that asked to take over while the one before it was busy with this may wait long to be heard; so it asks again.
  const registration = await navigator.serviceWorker.ready;
  registration.waiting?.postMessage({ ask: "lead" });
}

let hasTold = false;

/** The page is of one build and stays so; what it may miss is told once. @param {Style} style */
async function tellOfUpdate(style) {
  if (hasTold) return;
  hasTold = true;
  // Told without it, it is told all the same.
  await style("css/update.css")?.catch(() => {});
  const text = element("span");
  const load = button(say("page.load"), () => location.reload(), "button");
  const later = button(say("page.later"), () => ((hasTold = false), notice.remove()));
  const notice = element("div", { class: "update-notice", role: "status" }, text, load, later);
  document.body.append(notice);
  // Only what changes in a place that is there already is read out.
  requestAnimationFrame(() => (text.textContent = say("page.new_version")));
}

/** On the page that stands in for one that is not here: what is here instead. @param {HTMLElement} place */
export async function standIn(place) {
  addEventListener("online", () => location.reload());
  const pages = await keptQuestions();
  const list = place.querySelector("ul");
  for (const { href, title } of pages) {
    list?.append(element("li", {}, element("a", { href }, title)));
  }
  place.hidden = pages.length === 0;
}

/** Questions that can be read now, each with its address. */
async function keptQuestions() {
  /** @type {Map<string, string>} */
  const found = new Map();
  for (const name of await caches.keys()) {
    if (!name.startsWith(`prepbook ${ROOT.pathname} `)) continue;
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const path = request.url.slice(ROOT.href.length);
      if (!QUESTION.test(path) || found.has(request.url) || found.size >= MOST_LISTED) continue;
      const html = (await (await cache.match(request))?.text()) ?? "";
      const title = new DOMParser().parseFromString(html, "text/html").querySelector("h1")?.textContent;
      if (title) found.set(request.url, title);
    }
  }
  return [...found].map(([href, title]) => ({ href, title })).sort((a, b) => byName(a.title, b.title));
}

/** @param {string} name @param {() => void} click @param {string | null} look */
function button(name, click, look = null) {
  return element("button", { type: "button", class: look, click }, name);
}
