// The panel "Read offline": how much is kept, and everything at one touch.
// @ts-check

import { element, isObject } from "../site.js";
import { say } from "../words.js";
import { ask, register } from "../worker.js";
import { askToKeep } from "./database.js";
import { size } from "./words.js";

/** Bytes that are fetched before the bar moves on. */
const BATCH_BYTES = 400_000;

/** @typedef {{ build: string, bytes: number, files: number, kept: number, keptFiles: number, shell: number, everything: boolean }} Kept */

/** @param {unknown} value @returns {value is number} */
const isNumber = (value) => typeof value === "number";

/** What the worker says is kept. @param {"kept" | "forget" | "state"} question */
async function askKept(question) {
  const answer = await ask({ ask: question });
  if (!isObject(answer)) throw new Error("the worker said nothing");
  const { build, bytes, files, kept, keptFiles, shell, everything, missing, error } = answer;
  if (typeof error === "string") throw new Error(error);
  const isSound = isNumber(bytes) && isNumber(files) && isNumber(kept) && isNumber(keptFiles) && isNumber(shell);
  if (!isSound || typeof build !== "string") throw new Error("the worker is of another build");
  const lacking = Array.isArray(missing) ? missing.filter(isFile) : [];
  return { build, bytes, files, kept, keptFiles, shell, everything: everything === true, missing: lacking };
}

/** @param {unknown} file @returns {file is [string, number]} */
const isFile = (file) => Array.isArray(file) && typeof file[0] === "string" && typeof file[1] === "number";

/** @param {HTMLElement} place */
export async function start(place) {
  if (!isSecureContext || document.querySelector("script[data-prepbook-version]")) return;
  const panel = build(place);
  /** @type {AbortController | null} */
  let running = null;

  // Where the browser keeps nothing, there is nothing to press.
  const show = () => askKept("kept").then(panel.show, panel.block);
  const lose = () => panel.tell(say("progress.offline_no_network"));
  try {
    const registration = await register();
    const first = registration.active ? null : registration.installing;
    first?.addEventListener("statechange", () => first.state === "redundant" && !registration.active && lose());
  } catch {
    // There is no worker: the browser has none for this site, or the host cannot be reached for the first one.
    if (navigator.onLine) panel.block();
    else lose();
    return;
  }
  panel.keep.addEventListener("click", async () => {
    const stop = new AbortController();
    running = stop;
    panel.start();
    try {
      // What is asked for by name stays longer where room is short.
      void askToKeep();
      await keepEverything(panel.progress, stop.signal);
      await show();
    } catch (error) {
      await show();
      const isFull = error instanceof Error && error.name === "QuotaExceededError";
      panel.tell(say(isFull ? "progress.offline_no_room" : "progress.offline_no_network"));
    }
    running = null;
  });
  panel.cancel.addEventListener("click", () => running?.abort());
  panel.forget.addEventListener("click", async () => {
    await askKept("forget").then(panel.show, panel.block);
    panel.keep.focus();
  });
  await show();
}

/** Fetches what is missing in batches. @param {(done: number, all: number) => void} progress @param {AbortSignal} signal */
async function keepEverything(progress, signal) {
  const { build, bytes, missing } = await askKept("state");
  let done = bytes - sum(missing);
  progress(done, bytes);
  for (const batch of batches(missing)) {
    if (signal.aborted) return;
    const kept = await ask({ ask: "keep", paths: batch.map(([path]) => path) });
    if (!isObject(kept)) throw new Error("the worker said nothing");
    if (typeof kept.error === "string") throw Object.assign(new Error(kept.error), { name: kept.error });
    if (kept.build !== build || kept.lost !== 0) throw new Error("another build");
    done += sum(batch);
    progress(done, bytes);
  }
}

/** @param {[string, number][]} files */
function sum(files) {
  return files.reduce((all, [, size]) => all + size, 0);
}

/** @param {[string, number][]} files */
function* batches(files) {
  /** @type {[string, number][]} */
  let batch = [];
  for (const file of files) {
    batch.push(file);
    if (sum(batch) < BATCH_BYTES) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** Makes the panel. @param {HTMLElement} place */
function build(place) {
  const status = element("p", { class: "offline-status", role: "status" });
  const bar = element("progress", { "aria-label": say("progress.offline_bar"), max: 1 });
  const keep = button(say("progress.offline_keep"), "button");
  const cancel = button(say("study.cancel"), "quiet");
  const forget = button(say("progress.offline_forget"), "quiet");
  // What can be done shows when it can be.
  bar.hidden = keep.hidden = cancel.hidden = forget.hidden = true;
  const section = element(
    "section",
    { class: "offline-panel", "aria-labelledby": "PB-offline" },
    element("h2", { id: "PB-offline" }, say("progress.offline")),
    status,
    bar,
    element("p", { class: "actions" }, keep, cancel, forget),
  );
  place.replaceChildren(section);

  return {
    keep,
    cancel,
    forget,
    /** @param {Kept} state */
    show({ bytes, files, kept, keptFiles, shell, everything }) {
      const isWhole = keptFiles === files;
      status.textContent = isWhole
        ? say("progress.offline_whole", { size: size(bytes) })
        : everything
          ? say("progress.offline_part", { kept: size(kept), size: size(bytes) })
          : say("progress.offline_visited", { kept: size(kept), size: size(bytes) });
      keep.textContent = say(everything && !isWhole ? "progress.offline_rest" : "progress.offline_keep");
      bar.hidden = true;
      const hadFocus = cancel.contains(document.activeElement);
      keep.hidden = isWhole;
      cancel.hidden = true;
      forget.hidden = kept <= shell && !everything;
      if (hadFocus) (isWhole ? forget : keep).focus();
    },
    block() {
      bar.hidden = keep.hidden = cancel.hidden = forget.hidden = true;
      status.textContent = say("progress.offline_blocked");
    },
    start() {
      bar.value = 0;
      bar.hidden = cancel.hidden = false;
      keep.hidden = forget.hidden = true;
      cancel.focus();
    },
    /** @param {number} done @param {number} all */
    progress(done, all) {
      bar.value = done / all;
      status.textContent = say("progress.offline_running", { kept: size(done), size: size(all) });
    },
    /** @param {string} text */
    tell(text) {
      status.textContent = text;
    },
  };
}

/** @param {string} name @param {string} look */
function button(name, look) {
  return element("button", { type: "button", class: look }, name);
}
