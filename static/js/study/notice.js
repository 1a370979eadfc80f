// What a screen says above everything else: that nothing is kept, that a backup would be good.
// @ts-check

import { element, link } from "../site.js";
import { say } from "../words.js";
import { button } from "./controls.js";

/** @typedef {import("./store.js").Store} Store */

/**
 * A place for notices, which follows the store.
 * @param {Store} store
 * @param {{ backup?: boolean }} kinds whether to remind of a backup here
 */
export function notices(store, { backup = true } = {}) {
  const alert = element("div", { class: "notice-place", role: "status" });
  let shown = "";
  const update = () => {
    const wants = backup && store.banner === null && store.wantsBackup;
    const now = store.banner?.text ?? (wants ? "backup" : "");
    if (now === shown) return;
    shown = now;
    if (store.banner) alert.replaceChildren(banner(store, store.banner));
    else if (wants) alert.replaceChildren(reminder(store));
    else alert.replaceChildren();
  };
  store.subscribe(update);
  update();
  return alert;
}

/** @param {Store} store @param {import("./store.js").Banner} banner */
function banner(store, { reason, text }) {
  const mayExport =
    reason === "full" &&
    button(say("study.export_progress"), () => download(store), { class: "quiet", icon: "download" });
  const mayMend =
    reason === "damaged" &&
    !document.body.classList.contains("page-progress") &&
    link("progress/", say("study.see_repair"));
  return element(
    "div",
    { class: "notice notice-warning", "data-banner": reason },
    element("p", {}, text),
    mayExport,
    mayMend,
  );
}

/** @param {Store} store */
function reminder(store) {
  return element(
    "div",
    { class: "notice", "data-reminder": true },
    element("p", {}, say("study.backup", { count: store.unsaved })),
    element(
      "div",
      { class: "notice-actions" },
      button(say("study.export"), () => download(store), { class: "quiet", icon: "download" }),
      button(say("study.later"), () => store.postponeBackup(), { class: "quiet" }),
    ),
  );
}

/** Hands the reader the log as a file. @param {Store} store */
export async function download(store) {
  const text = await store.exportFile();
  const address = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const now = new Date();
  const pad = (/** @type {number} */ value) => String(value).padStart(2, "0");
  const name = `study-progress-${now.getFullYear()}-${pad(now.getMonth() + 1)}-${pad(now.getDate())}.json`;
  const anchor = element("a", { href: address, download: name });
  anchor.click();
  // Safari begins a download later, and loses one whose address is gone by then.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
