// Reading offline, as seen from a page: starts the worker, shows it what this page has loaded, tells of a new version.
// @ts-check

const ROOT = new URL(document.body.dataset.root ?? "./", location.href);

/** Starts the worker of the site, which is in charge of the site's own folder and no more. */
export async function register() {
  const { serviceWorker } = navigator;
  const hadWorker = Boolean(serviceWorker.controller);
  serviceWorker.addEventListener("controllerchange", () => hadWorker && tellOfUpdate());
  addEventListener("pageshow", (event) => event.persisted && tend([]));
  try {
    await serviceWorker.register(new URL("sw.js", ROOT), { scope: ROOT.pathname, updateViaCache: "none" });
  } catch {
    // No worker, no reading offline: the browser forbids it, or this page stands where there is no site.
    return;
  }
  await tend(hadWorker ? [] : [location.href, ...loaded()]);
  if (!hadWorker) {
    // This page came from the network, and so does what it still loads.
    new PerformanceObserver((list) => ask({ ask: "tend", seen: list.getEntries().map(({ name }) => name) })).observe({ type: "resource" });
  }
}

function loaded() {
  return performance.getEntriesByType("resource").map(({ name }) => name);
}

/** @param {string[]} seen */
async function tend(seen) {
  const { isCurrent } = await ask({ ask: "tend", seen });
  if (isCurrent === false) tellOfUpdate();
}

/** Asks the worker. @param {object} question @returns {Promise<any>} */
export async function ask(question) {
  const { active } = await navigator.serviceWorker.ready;
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = ({ data }) => resolve(data);
    active?.postMessage(question, [port2]);
  });
}

/** The page is of one build and stays so; what it may miss is told once. */
function tellOfUpdate() {
  if (document.querySelector(".update-notice")) return;
  const notice = document.createElement("div");
  notice.className = "update-notice";
  notice.setAttribute("role", "status");
  const text = document.createElement("span");
  text.textContent = "There is a new version of this site.";
  const load = button("Load it", () => location.reload());
  load.className = "button";
  notice.append(text, load, button("Later", () => notice.remove()));
  document.body.append(notice);
}

/** @param {string} name @param {() => void} action */
function button(name, action) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = name;
  made.addEventListener("click", action);
  return made;
}
