// What every page does with JavaScript: the theme, copying code, the current heading, and opening the search.
// Joined into one file, because each module is a request; the search is loaded when it is asked for.
// @ts-check

import { copyButtons } from "./copy.js";
import { named } from "./fragment.js";
import { reachWhileScrolling } from "./scroll.js";
import { say, speaking } from "./words.js";

const root = document.documentElement;

/** What is chosen for all pages; nothing where storage is blocked. @param {string} name */
function chosen(name) {
  try {
    return localStorage.getItem(`prepbook.${name}`);
  } catch {
    return undefined;
  }
}

/** Chooses it, or not any more. Where storage is blocked, the choice holds for this page. @param {string} name @param {string} value */
function choose(name, value) {
  try {
    if (value) localStorage.setItem(`prepbook.${name}`, value);
    else localStorage.removeItem(`prepbook.${name}`);
  } catch {
    // It is blocked.
  }
}

/** A part that fails ends no other: there is always something on a page that nobody thought of. @param {() => unknown} part */
async function run(part) {
  try {
    await part();
  } catch (error) {
    console.error(error);
  }
}

/**
 * Tells that what was asked for did not arrive, with the way to ask again: a browser asks for a module once a page.
 * @param {Element | null} [place] without one, it lies over the page
 */
const missed =
  (place, word = "page.missed") =>
  () => {
    const again = document.createElement("a");
    again.href = "";
    again.textContent = say(word);
    if (!place) {
      const notice = document.createElement("div");
      notice.popover = "auto";
      document.body.append(notice);
      // Without it, it stands at the end.
      notice.showPopover?.();
      place = notice;
    }
    place.role = "alert";
    place.removeAttribute("hidden");
    place.replaceChildren(again);
  };

/** The theme is the system's until the reader chooses; choosing the system's again forgets the choice. */
function themeSwitch() {
  /** @type {HTMLButtonElement | null} */
  const button = document.querySelector("body > .site-header [data-theme-switch]");
  if (!button) return;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const current = () => root.dataset.theme ?? (dark.matches ? "dark" : "light");
  const label = () => {
    const label = say(current() === "dark" ? "page.to_light" : "page.to_dark");
    button.setAttribute("aria-label", label);
    button.title = label;
  };
  button.hidden = false;
  label();
  dark.addEventListener("change", label);
  // The choice may have been made on another page: in another tab, or before this page came back out of the browser's memory.
  const follow = () => {
    const theme = chosen("theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
    else if (theme !== undefined) delete root.dataset.theme;
    label();
  };
  addEventListener("storage", follow);
  window.addEventListener("pageshow", ({ persisted }) => persisted && follow());
  button.addEventListener("click", () => {
    const next = current() === "dark" ? "light" : "dark";
    const isSystems = next === (dark.matches ? "dark" : "light");
    if (isSystems) delete root.dataset.theme;
    else root.dataset.theme = next;
    label();
    choose("theme", isSystems ? "" : next);
  });
}

/** Pages as they come have a stop at all that may scroll; the print edition, which is made for paper, has none. */
function scrollers() {
  for (const part of document.querySelectorAll("main :is([tabindex='0'], .table, .diagram-view)"))
    reachWhileScrolling(part);
}

/** Where there is a margin the contents are open in it; else they fold open. */
function contentsFold() {
  const fold = document.querySelector(".question > aside.margin details");
  const wide = matchMedia("(min-width: 64rem)");
  const follow = () => fold?.toggleAttribute("open", wide.matches);
  wide.addEventListener("change", follow);
  follow();
}

/** Marks the section that is being read in the table of contents. */
function currentHeading() {
  /** @type {Map<Element, Element>} */
  const links = new Map();
  for (const link of document.querySelectorAll(".question > aside.margin nav.contents a")) {
    const heading = named(link.getAttribute("href") ?? "");
    if (heading) links.set(heading, link);
  }
  if (links.size === 0) return;
  const mark = () => {
    const line = innerHeight / 3;
    let reading = null;
    for (const [heading, link] of links) {
      if (heading.getBoundingClientRect().top < line) reading = link;
    }
    for (const link of links.values()) {
      if (link === reading) link.setAttribute("aria-current", "location");
      else link.removeAttribute("aria-current");
    }
  };
  // Browsers tell of it once a frame.
  addEventListener("scroll", mark);
  mark();
}

/** Whether a key press is meant for a field that is being typed in. @param {EventTarget | null} target */
function isTyping(target) {
  const fields = "input:not([type=checkbox], [type=radio]), textarea, select";
  return target instanceof HTMLElement && (target.isContentEditable || target.matches(fields));
}

/** A stylesheet that this page did not need until now. @param {string} name */
function style(name) {
  const href = document.body.dataset.assets + name;
  if (document.querySelector(`link[href="${CSS.escape(href)}"]`)) return null;
  return new Promise((resolve, reject) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = href;
    link.onload = resolve;
    link.onerror = (error) => {
      // The next attempt is a new one.
      link.remove();
      reject(error);
    };
    document.head.append(link);
  });
}

/**
 * Links that do something in this page. One that is opened in a new tab leads where it leads.
 * @param {string} sign @param {(link: HTMLAnchorElement) => unknown} act
 */
function instead(sign, act) {
  /** @type {NodeListOf<HTMLAnchorElement>} */
  const links = document.querySelectorAll(sign);
  for (const link of links) {
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      act(link);
    });
  }
  return links;
}

/** Links lead to a question by chance, or without the script to the list of all. */
const randomQuestion = () =>
  instead("a[data-random]", (link) => chance(false).catch(() => (location.href = link.href)));

/** `/` and Ctrl-K or Cmd-K, and a click on a search field, open the search. */
function searchOpeners() {
  /** What is typed while the dialog is on its way. @type {string | null} */
  let typed = null;
  /** @param {HTMLAnchorElement | null} field */
  const open = async (field) => {
    // The search page is the search.
    const own = document.querySelector("[data-search-page] input");
    if (own instanceof HTMLInputElement) {
      own.focus();
      own.select();
      return;
    }
    if (typed !== null) return;
    typed = "";
    try {
      const [{ openDialog }] = await Promise.all([speaking(import("./search/main.js")), style("css/search.css")]);
      openDialog(typed);
    } catch {
      // The code of the dialog did not arrive; the search page says more.
      if (field) location.href = field.href;
    }
    typed = null;
  };
  const fields = instead("a[data-search]", open);
  document.addEventListener("keydown", (event) => {
    const { key, ctrlKey, metaKey, altKey, shiftKey } = event;
    const isPlain = !ctrlKey && !metaKey && !altKey;
    if (typed !== null && isPlain && (key.length === 1 || key === "Backspace")) {
      event.preventDefault();
      typed = key === "Backspace" ? typed.slice(0, -1) : typed + key;
      return;
    }
    const slash = key === "/" && isPlain && !isTyping(event.target);
    const commandK = key.toLowerCase() === "k" && (ctrlKey || metaKey) && !altKey && !shiftKey;
    if (!slash && !commandK) return;
    event.preventDefault();
    open(fields[0] ?? null);
  });
}

/** To read, or to recall: then answers are hidden until they are wanted, and lists do not tell them. One choice for all pages. */
function modes() {
  /** @type {NodeListOf<HTMLInputElement>} */
  const choices = document.querySelectorAll(".modes input");
  const parts = document.querySelectorAll("[data-answer]");
  const show = () => {
    root.dataset.answers = root.dataset.answers ? "shown" : "";
    for (const part of parts) part.removeAttribute("hidden");
  };
  const hide = () => {
    // Where the browser can, its own search still finds the words, and opens what has them.
    for (const part of parts) part.setAttribute("hidden", "onbeforematch" in part ? "until-found" : "");
    root.dataset.answers = "hidden";
  };
  for (const part of parts) part.addEventListener("beforematch", show);
  // Where it cannot, links to what is hidden lead there all the same, the one that was followed last among them.
  const arrive = () => {
    const target = named(location.hash);
    if (!target?.closest("[data-answer][hidden='']")) return;
    show();
    target.scrollIntoView();
  };
  addEventListener("hashchange", arrive);
  document.addEventListener("click", ({ target }) => {
    if (target instanceof Element && target.closest("a[href^='#']")) setTimeout(arrive);
  });
  document.querySelector("[data-reveal]")?.addEventListener("click", () => {
    show();
    // The button has gone; reading goes on where it stood.
    const first = parts[0];
    if (!(first instanceof HTMLElement)) return;
    first.tabIndex = -1;
    first.focus({ preventScroll: true });
  });
  /** @param {boolean} isRecall */
  const turn = (isRecall) => {
    for (const choice of choices) choice.checked = (choice.value === "recall") === isRecall;
    if (isRecall) hide();
    else {
      show();
      delete root.dataset.answers;
    }
    // Without it no grade is suggested.
    if (isRecall && parts.length > 0)
      speaking(import("./recall.js")).then(
        ({ suggest }) => suggest(),
        () => {},
      );
  };
  for (const choice of choices) {
    choice.addEventListener("change", () => {
      const isRecall = choice.value === "recall";
      choose("answers", isRecall ? "hidden" : "");
      turn(isRecall);
    });
  }
  // The choice may have been made on another page since, before this one came back out of the browser's memory.
  window.addEventListener("pageshow", ({ persisted }) => {
    const answers = chosen("answers");
    if (!persisted || answers === undefined) return;
    const isRecall = answers === "hidden";
    if (isRecall !== (root.dataset.answers !== undefined)) turn(isRecall);
  });
  const isHidden = root.dataset.answers === "hidden";
  turn(isHidden);
  if (isHidden) arrive();
}

/** A question by chance. @param {boolean} byKey */
const chance = (byKey) => import("./random.js").then(({ random }) => random(byKey));

/** `r`, and the keys of a question's page. What they do is loaded with the first of them. */
function keys() {
  const question = document.querySelector("[data-question]");
  document.addEventListener("keydown", (event) => {
    const { key, ctrlKey, metaKey, altKey, repeat, target } = event;
    if (ctrlKey || metaKey || altKey || repeat || event.defaultPrevented || isTyping(target)) return;
    // A sitting is not left by a slip of the finger.
    if (document.querySelector("[data-screen], dialog[open]")) return;
    if (key === "r") return chance(true).catch(missed());
    if (!question || !/^[ 1-4npu?]$/i.test(key)) return;
    if (key === " ") {
      // It works on what has the focus, and otherwise scrolls.
      const isTaken = target instanceof Element && target.closest("a, button, summary, input");
      if (isTaken || root.dataset.answers !== "hidden") return;
      event.preventDefault();
    }
    return speaking(import("./recall.js"))
      .then(({ press }) => press(key, style))
      .catch(missed());
  });
}

/** The switch between languages takes the rest of the address along: what is looked for, or drawn. */
function languages() {
  /** @type {HTMLDetailsElement | null} */
  const list = document.querySelector("body > .site-header details.languages");
  if (!list) return;
  list.addEventListener("click", ({ target }) => {
    const link = target instanceof Element ? target.closest("a") : null;
    if (link) [link.search, link.hash] = [location.search, location.hash];
  });
  document.addEventListener("click", ({ target }) => {
    if (!(target instanceof Node && list.contains(target))) list.open = false;
  });
  list.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape" || !list.open) return;
    list.open = false;
    list.querySelector("summary")?.focus();
  });
}

/** Asked for once: WebKit gives who asks again, while it still waits for the store, a module that has yet to begin. @type {Promise<typeof import("./study/everywhere.js")> | null} */
let loading = null;
const everywhere = () =>
  (loading ??= speaking(import("./study/everywhere.js"))
    .then(async (everywhere) => {
      await everywhere.begin();
      return everywhere;
    })
    .catch((error) => {
      loading = null;
      throw error;
    }));

/** Who studies here sees everywhere what is due and known. Who does not loads none of that. */
async function studying() {
  /** @type {HTMLElement | null} */
  const bar = document.querySelector("[data-grade-bar]");
  for (const sign of ["pointerenter", "focusin"])
    bar?.addEventListener(sign, () => everywhere().catch(() => {}), { once: true });
  bar?.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    if (!button) return;
    // The code of a first grade may be on its way for a while.
    bar.ariaBusy = "true";
    return everywhere()
      .then(({ press }) => press(button, event.detail), missed(bar.querySelector(".grade-said"), "page.not_kept"))
      .finally(() => (bar.ariaBusy = null));
  });
  // The study screens have it with their own code. The page that stands in for others has nothing to show, and perhaps no network.
  if (document.querySelector("[data-screen], [data-kept]")) return;
  const base = document.body.dataset.base ?? document.body.dataset.root ?? "./";
  // The name of the database, as study/database.js has it.
  const name = `prepbook${new URL(base, location.href).pathname}`;
  const databases = (await indexedDB.databases?.()) ?? [{ name }];
  if (databases.some((database) => database.name === name)) await everywhere();
}

/** A list is narrowed and put in another order by what is loaded with the first choice, or with an address that has one. */
async function questionList() {
  /** @type {HTMLFormElement | null} */
  const form = document.querySelector("form[data-list]");
  if (!form) return;
  const choices = form.querySelectorAll("[data-choice]");
  /** @param {Event} [choice] without one, the address has it */
  const start = (choice) =>
    // Where it does not arrive, the next choice asks for it again.
    speaking(import("./list.js")).then(
      (list) => {
        if (form.dataset.started !== undefined) return;
        form.dataset.started = "";
        if (!choice) list.fill(form, new URLSearchParams(location.search));
        return list.start(form, everywhere);
      },
      missed(form.querySelector(".list-said")),
    );
  for (const choice of choices) choice.addEventListener("input", start);
  if (location.search) return start();
}

/** Reading offline: a worker, for which there is time when all else is done. The preview has none: it shows what is new. */
function offline() {
  const isPreview = document.querySelector("script[data-prepbook-version]");
  if (!navigator.serviceWorker || !isSecureContext || isPreview) return;
  const later = window.requestIdleCallback ?? setTimeout;
  const start = () =>
    later(() =>
      import("./offline.js").then(
        ({ register }) => register(style),
        () => {},
      ),
    );
  if (document.readyState === "complete") start();
  else addEventListener("load", start);
}

/**
 * A part of a page that is nothing without a script of its own.
 * @param {string} sign @param {(place: HTMLElement) => Promise<(place: HTMLElement) => unknown>} load
 */
async function made(sign, load) {
  /** @type {HTMLElement | null} */
  const place = document.querySelector(sign);
  if (place) await load(place).then((start) => start(place), missed(place));
}

/** The search page is the search. */
const searchForm = () =>
  made("form[data-search-page]", async () => {
    const { searchPage } = await speaking(import("./search/main.js"));
    return (form) => searchPage(form, everywhere);
  });

const studyScreen = () =>
  made("[data-screen]", ({ dataset }) => import(`./study/${dataset.screen}.js`).then(({ start }) => start));

/** What can be read offline, on the page that has a panel for it. */
const offlinePanel = () => made("[data-offline]", () => import("./study/offline.js").then(({ start }) => start));

/** The host shows the page of what is kept to nobody: where there is a worker, it stands in for another. */
const standIn = () =>
  navigator.serviceWorker?.controller &&
  made("[data-kept]", () => import("./offline.js").then(({ standIn }) => standIn));

studying().catch(() => {
  // Storage is blocked: nothing is known of this reader.
});
const parts = [
  themeSwitch,
  copyButtons,
  scrollers,
  contentsFold,
  currentHeading,
  searchOpeners,
  searchForm,
  modes,
  questionList,
  keys,
  languages,
  randomQuestion,
  offline,
  studyScreen,
  standIn,
  offlinePanel,
];
parts.forEach(run);

// Tells tools that this is a module, though it exports nothing.
export {};
