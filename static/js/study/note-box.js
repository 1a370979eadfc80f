// A private note on a question, on its card and its page: kept as entries of the log, so it merges, is exported, and can be
// taken back.
// @ts-check

import { element } from "../site.js";
import { say } from "../words.js";
import { button } from "./controls.js";
import { LONGEST_NOTE } from "./entry.js";
import { patiently } from "./patience.js";
import { setDown } from "./pending.js";

/** So long after the last letter a note is written down. */
const PAUSE = 1200;

/**
 * @param {import("./store.js").Store} store @param {string} card
 * @returns {HTMLElement}
 */
export function noteBox(store, card) {
  /** @type {import("./entry.js").Entry | null} */
  let last = null;
  let kept = store.state(card).note;
  let timer = 0;
  /** Whether another tab has written what would be replaced here. */
  let isContested = false;
  const said = element("span", { class: "note-said", role: "status" });
  const undo = button(say("recall.undo"), () => takeBack(), { class: "quiet small", hidden: true });
  const area = element("textarea", {
    id: "PB-note",
    rows: 3,
    cols: 60,
    maxlength: LONGEST_NOTE,
    placeholder: say("card.note_only"),
    input: () => {
      clearTimeout(timer);
      timer = window.setTimeout(write, PAUSE);
    },
    change: () => write(),
  });
  area.value = kept;
  const box = element(
    "details",
    { class: "note-box", open: kept !== "" },
    element("summary", {}, say("card.note")),
    element("label", { class: "hidden", for: "PB-note" }, say("card.note")),
    area,
    element("p", { class: "note-actions" }, said, undo),
  );

  /** Halves of letters do not come back from the store. */
  const typed = () => area.value.replace(/\p{Cs}/gu, "").trim();

  async function write() {
    clearTimeout(timer);
    const text = typed();
    if (text === kept) return;
    kept = text;
    const done = isContested ? "card.note_replaced" : text === "" ? "card.note_gone" : "card.note_kept";
    isContested = false;
    last = await patiently(store.append({ kind: "note", card, text }), tell);
    // Where the storage is full or blocked, that is what there is to say.
    tell(store.banner?.text ?? say(done));
    undo.hidden = false;
  }

  const tell = (/** @type {string} */ text) => void (said.textContent = text);

  async function takeBack() {
    if (!last) return;
    const taken = last;
    last = null;
    undo.hidden = true;
    await store.undo(taken);
    show();
    tell(store.banner?.text ?? say("recall.undone"));
    area.focus();
  }

  /** Shows what the store has, unless something else is being written here. */
  function show() {
    const { note } = store.state(card);
    if (note === kept) return;
    if (typed() !== kept && typed() !== note) {
      // It is not replaced by what was typed before that, but by who types on, or goes on.
      clearTimeout(timer);
      isContested = true;
      tell(say("card.note_elsewhere"));
      kept = note;
      return;
    }
    kept = note;
    area.value = note;
    if (note !== "") box.open = true;
  }

  const unsubscribe = store.subscribe(({ here }) => {
    if (!box.isConnected) leave();
    else if (!here) show();
  });
  // No transaction is begun while the page goes: it would not end, and in WebKit hold up all other pages.
  const goes = () => {
    clearTimeout(timer);
    const text = typed();
    if (text === kept) return;
    kept = text;
    setDown({ kind: "note", card, text });
  };
  const hides = () => document.visibilityState === "hidden" && void write();
  addEventListener("pagehide", goes);
  document.addEventListener("visibilitychange", hides);
  const leave = () => {
    void write();
    unsubscribe();
    removeEventListener("pagehide", goes);
    document.removeEventListener("visibilitychange", hides);
  };
  return box;
}
