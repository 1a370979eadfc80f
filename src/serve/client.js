// Runs only in pages of the preview: replaces stylesheets, reloads the page, shows errors.
// @ts-check

const own = new URL(".", import.meta.url);
const script = document.querySelector("script[data-prepbook-version]");
const version = script instanceof HTMLElement ? Number(script.dataset.prepbookVersion) : 0;
const scrollKey = `prepbook.preview.scroll ${location.pathname}`;

restoreScroll();
endWorkers();

const events = new EventSource(new URL("events", own));
events.addEventListener("message", (event) => {
  const state = JSON.parse(event.data);
  showTrouble(state.trouble);
  if (state.trouble) return;
  if (state.version !== version) {
    rememberScroll();
    location.reload();
  } else if (state.assets) {
    swapStylesheets(new URL(`../${state.assets}`, own).href);
  }
});
// A page that was left should not keep its connection: a browser has only six to a host.
addEventListener("pagehide", () => events.close());

/** A service worker that another site left at this address would answer instead of the preview. */
async function endWorkers() {
  // Browsers have service workers only on localhost or over HTTPS.
  const registrations = (await navigator.serviceWorker?.getRegistrations()) ?? [];
  const ours = registrations.filter(({ scope }) => location.href.startsWith(scope));
  await Promise.all(ours.map((registration) => registration.unregister()));
  if (ours.length > 0 && navigator.serviceWorker.controller) location.reload();
}

function rememberScroll() {
  try {
    sessionStorage.setItem(scrollKey, String(scrollY));
  } catch {
    // Storage is blocked: the page is read from its top.
  }
}

function restoreScroll() {
  try {
    const top = sessionStorage.getItem(scrollKey);
    if (top === null) return;
    sessionStorage.removeItem(scrollKey);
    scrollTo(0, Number(top));
  } catch {
    // Storage is blocked.
  }
}

/** An old sheet is removed once the new one is loaded, so that the page is never unstyled. @param {string} assets the folder of today */
function swapStylesheets(assets) {
  const sheets = document.querySelectorAll('link[rel="stylesheet"]:not([data-prepbook])');
  for (const old of sheets) {
    if (!(old instanceof HTMLLinkElement)) continue;
    const href = assets + old.href.split(/\/assets\/[^/]*\//)[1];
    if (old.href === href) continue;
    const next = document.createElement("link");
    next.rel = "stylesheet";
    next.href = href;
    next.addEventListener("load", () => old.remove());
    old.after(next);
  }
}

/** @param {string | null} trouble */
function showTrouble(trouble) {
  document.querySelector("#PB-trouble")?.remove();
  if (!trouble) return;
  if (!document.querySelector("link[data-prepbook]")) {
    const style = document.createElement("link");
    style.rel = "stylesheet";
    style.href = new URL("client.css", own).href;
    style.dataset.prepbook = "";
    document.head.append(style);
  }
  const overlay = document.createElement("section");
  overlay.id = "PB-trouble";
  overlay.setAttribute("role", "alert");
  overlay.setAttribute("aria-label", "What is wrong");
  const title = document.createElement("h2");
  title.textContent = "This site cannot be built";
  const text = document.createElement("pre");
  text.tabIndex = 0;
  text.textContent = trouble;
  const hint = document.createElement("p");
  hint.textContent = "The page behind is the last one that could be built. Mend the file and save it: this goes away by itself.";
  overlay.append(title, text, hint);
  document.body.append(overlay);
}
