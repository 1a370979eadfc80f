// A private note on a question, on its card and its page: kept as entries of the log, so it merges, is exported, and can be
// taken back.
// @ts-check

import { element } from "../site.js";
import { say } from "../words.js";
import { button } from "./controls.js";
import { LONGEST_NOTE } from "./entry.js";

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

  async function write() {
    clearTimeout(timer);
    // Halves of letters do not come back from the store.
    const text = area.value.replace(/\p{Cs}/gu, "").trim();
    if (text === kept) return;
    kept = text;
    last = await store.append({ kind: "note", card, text });
    said.textContent = say(text === "" ? "card.note_gone" : "card.note_kept");
    undo.hidden = false;
  }

  async function takeBack() {
    if (!last) return;
    const taken = last;
    last = null;
    undo.hidden = true;
    await store.undo(taken);
    show();
    said.textContent = say("recall.undone");
    area.focus();
  }

  /** Shows what the store has, unless something else is being written here. */
  function show() {
    const { note } = store.state(card);
    if (note === kept) return;
    if (area.value.trim() !== kept) {
      said.textContent = say("card.note_elsewhere");
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
  const hide = () => (box.isConnected ? void write() : leave());
  addEventListener("pagehide", hide);
  const leave = () => {
    unsubscribe();
    removeEventListener("pagehide", hide);
  };
  return box;
}
