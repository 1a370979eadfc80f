// A card on the screen: its question, the answer under it, and the buttons that go with them.
// @ts-check

import { element, levelLabel, link, siteRoot } from "../site.js";
import { say } from "../words.js";
import { changedView } from "./changed-view.js";
import { announcer, button, focusOn } from "./controls.js";
import { keyName, showKeys } from "./keys.js";
import { noteBox } from "./note-box.js";
import { GRADES, preview } from "./scheduler.js";
import { gradeName, waitText } from "./words.js";

/** @typedef {import("./round.js").Round} Round */
/** @typedef {import("./round.js").Said} Said */
/** @typedef {import("./bank.js").Card} Card */
/** @typedef {import("./entry.js").Grade} Grade */

/** What is said of what happened, by the name of its words. @type {Record<Exclude<Said["what"], "graded">, string>} */
const SAID = {
  suspended: "choose.suspended",
  known: "choose.known",
  flagged: "choose.flag_on",
  unflagged: "choose.flag_off",
  "taken back": "study.undone",
  "nothing to undo": "choose.no_undo",
  "not written": "study.not_written",
  paused: "mock.paused",
  "going on": "mock.runs",
  more: "choose.more",
  elsewhere: "choose.elsewhere",
};

/**
 * @typedef {object} Looks what differs between screens
 * @property {string} show on the button that opens the answer
 * @property {string} grades what the grades are asked for
 * @property {{ question: string, answer: string }} [hints] what to do
 * @property {HTMLElement[]} top beside the button that ends it
 * @property {HTMLElement[]} [before] under the card, before Undo
 * @property {HTMLElement[]} [after] and after it
 * @property {HTMLElement} [flag] which of them tells whether the card is flagged
 * @property {boolean} [canUndo] nothing can be undone where nothing is graded
 * @property {() => unknown} end
 */

export class CardView {
  #place;
  #view;
  #bank;
  #store;
  #looks;
  /** @type {(event: import("./round.js").Event) => void} */
  #send;
  /** @type {() => import("./keys.js").Shortcut[]} */
  #shortcuts;

  #announce = announcer();
  #label = element("p", { class: "label" });
  #question = element("h2", { class: "study-question" });
  #answer = element("section", { class: "study-answer", "aria-label": say("study.answer") });
  /** What to do next: to open the answer, to grade, or what the end offers. */
  main = element("div", { class: "sitting-main" });
  #hint = element("p", { class: "aloud soft" });
  #card = element("article", { class: "study-card" });
  #undo = button(say("study.undo"), () => this.#send({ kind: "undo" }), { key: "u", icon: "undo", class: "tool" });
  #keys = button(say("study.keys"), () => this.showKeys(), { key: "?", icon: "keys", class: "tool keys" });
  /** Those that mean nothing without a card. @type {HTMLElement[]} */
  #tools = [];

  /**
   * @param {{ place: HTMLElement, view: HTMLElement, bank: import("./bank.js").Bank, store: import("./store.js").Store, looks: Looks,
   *   send: (event: import("./round.js").Event) => void, shortcuts: () => import("./keys.js").Shortcut[] }} parts
   */
  constructor({ place, view, bank, store, looks, send, shortcuts }) {
    this.#place = place;
    this.#view = view;
    this.#bank = bank;
    this.#store = store;
    this.#looks = looks;
    this.#send = send;
    this.#shortcuts = shortcuts;
  }

  /** Puts it on the screen. */
  begin() {
    const { top, before = [], after = [], hints, end, canUndo = true } = this.#looks;
    this.#tools = [...before, ...after, this.#keys];
    this.#card.append(element("header", {}, this.#label, this.#question, hints && this.#hint), this.#answer);
    this.#view.replaceChildren(
      element(
        "div",
        { class: "sitting" },
        element(
          "div",
          { class: "sitting-top" },
          button(say("study.end"), end, { class: "tool end", icon: "close" }),
          ...top,
        ),
        this.#card,
        element(
          "div",
          { class: "sitting-actions" },
          this.main,
          element("div", { class: "sitting-tools" }, ...before, canUndo && this.#undo, ...after, this.#keys),
        ),
        this.#announce.line,
      ),
    );
    this.showKeyHints();
  }

  /** @param {Said} said */
  say(said) {
    this.tell(saidText(said));
  }

  /** Says something to who cannot see it. @param {string} text */
  tell(text) {
    this.#announce.say(text);
  }

  /** A card has come. @param {Round} round @param {Card} card @param {string} place where the reader is */
  show(round, card, place) {
    const { said, ticked } = round;
    const listed = this.#bank.listed(card.id);
    this.#card.dataset.card = card.id;
    this.#label.replaceChildren(
      element("span", {}, this.#bank.topicTitle(listed?.topic ?? "")),
      levelLabel(listed?.level ?? 1),
    );
    this.#question.textContent = card.title;
    this.#inWordsOf(card.said);
    const { missed } = this.#store.state(card.id);
    this.#answer.replaceChildren(
      answer(card, { ticked, missed, tick: (point, on) => this.#send({ kind: "tick", point, on }) }),
      noteBox(this.#store, card.id),
    );
    this.#showChange(card);
    this.showTools(true);
    this.undoable(round);
    this.flag(this.#store.state(card.id).flagged);
    this.showKeyHints();
    if (round.revealed) this.open(round, false);
    else this.#close();
    scrollTo({ top: 0, behavior: "instant" });
    this.#announce.say(`${said ? saidText(said) : ""} ${place}`.trim());
    focusOn(round.revealed ? this.#answer : this.#question);
  }

  /** The edition to confirm, while a changed card is shown. @type {string | null} */
  #edition = null;

  /** What has changed since the card was learned. @param {Card} card */
  async #showChange(card) {
    this.#edition = this.#store.isChanged(card.id, card.edition) ? card.edition : null;
    if (this.#edition === null) return;
    const before = await this.#store.learned(card.id);
    if (this.#card.dataset.card !== card.id) return;
    const known = button(say("card.known"), () => this.confirm(), { key: "k", class: "quiet" });
    this.#answer.prepend(changedView(before, card, known));
  }

  /** Says that what has changed is known. */
  confirm() {
    if (this.#edition !== null) this.#send({ kind: "confirm", edition: this.#edition });
  }

  #close() {
    const { show, hints } = this.#looks;
    this.#place.dataset.state = "question";
    this.#answer.hidden = true;
    this.#hint.textContent = hints?.question ?? "";
    this.main.replaceChildren(
      button(show, () => this.#send({ kind: "reveal" }), {
        class: "button show",
        key: keyName("Space"),
        "aria-keyshortcuts": "Space Enter",
      }),
    );
  }

  /** Shows the answer. @param {Round} round */
  open(round, takesFocus = true) {
    this.#place.dataset.state = "answer";
    this.#answer.hidden = false;
    this.#hint.textContent = this.#looks.hints?.answer ?? "";
    this.showGrades(round);
    if (takesFocus) focusOn(this.#answer);
  }

  /** The grades, each with what it would mean. @param {Round} round */
  showGrades({ card }) {
    if (card === null) return;
    const waits = preview(this.#store.state(card), this.#store.now(), this.#store.options);
    const buttons = waits.map((wait) => {
      const { grade } = wait;
      const made = button(gradeName(grade), () => this.grade(grade), {
        class: `grade grade-${grade}`,
        key: String(grade),
        "data-grade": grade,
      });
      made.append(element("span", { class: "wait" }, waitText(wait)));
      return made;
    });
    const group = { class: "grades", role: "group", "aria-label": this.#looks.grades };
    this.main.replaceChildren(element("div", group, ...buttons));
  }

  /** How long the card has been looked at, for who has no clock of their own. */
  spent = () => 0;

  /** @param {Grade} grade */
  grade(grade) {
    const points = this.#answer.querySelectorAll(":scope > .answer-body > .key-points > .checklist > li").length;
    this.#send({ kind: "grade", grade, points, spent: this.spent() });
  }

  /** The card could not be fetched. */
  fail() {
    this.#place.dataset.state = "failed";
    this.notice(say("study.unloaded"), [element("p", {}, say("study.unloaded_text"))]);
    this.main.replaceChildren(button(say("study.retry"), () => this.#send({ kind: "retry" }), { class: "button" }));
  }

  /** Marks the question with its language, where that is not the page's. @param {import("../site.js").Said | undefined} said */
  #inWordsOf(said) {
    for (const name of /** @type {const} */ (["lang", "dir"])) {
      const value = said?.[name];
      if (value === undefined) this.#question.removeAttribute(name);
      else this.#question.setAttribute(name, value);
    }
  }

  /** Something in the place of a card; of the one before nothing is left. @param {string} title @param {(Node | string)[]} body */
  notice(title, body) {
    delete this.#card.dataset.card;
    this.#label.replaceChildren();
    this.#question.textContent = title;
    this.#inWordsOf(undefined);
    this.#hint.textContent = "";
    this.#answer.hidden = false;
    this.#answer.replaceChildren(...body);
    focusOn(this.#question);
  }

  /** Says what is waited for. @param {string} text @returns {() => void} when it is there */
  wait(text) {
    const line = element("p", { class: "aloud soft" }, text);
    this.#question.after(line);
    this.tell(text);
    return () => line.remove();
  }

  /** @param {boolean} areShown */
  showTools(areShown) {
    for (const tool of this.#tools) tool.hidden = !areShown;
  }

  /** @param {Round} round */
  undoable({ done }) {
    this.#undo.disabled = done.length === 0;
  }

  /** @param {boolean} isOn */
  flag(isOn) {
    this.#looks.flag?.setAttribute("aria-pressed", String(isOn));
  }

  showKeyHints() {
    this.#view.toggleAttribute("data-no-keys", !this.#store.settings.shortcuts);
  }

  showKeys() {
    showKeys(this.#shortcuts(), {
      areOn: this.#store.settings.shortcuts,
      turn: (on) => this.#store.setSettings({ shortcuts: on }).then(() => this.showKeyHints()),
    });
  }

  /** What keys do with a card. @param {boolean} isOpen @returns {import("./keys.js").Shortcut[]} */
  cardShortcuts(isOpen) {
    return [
      {
        keys: [" ", "Enter"],
        label: "Space Enter",
        meaning: say("study.key_show"),
        now: !isOpen,
        action: () => this.#send({ kind: "reveal" }),
      },
      ...GRADES.map((grade) => ({
        keys: [String(grade)],
        label: String(grade),
        meaning: say("study.key_grade", { grade: gradeName(grade) }),
        now: isOpen,
        action: () => this.grade(grade),
      })),
    ];
  }

  /** What a key does with a changed card. @param {boolean} isOpen @returns {import("./keys.js").Shortcut[]} */
  changedShortcuts(isOpen) {
    if (this.#edition === null) return [];
    return [
      {
        keys: ["k", "K"],
        label: "k",
        meaning: say("choose.key_known"),
        now: isOpen,
        action: () => this.confirm(),
      },
    ];
  }

  /** What keys do always. @param {string} undo what it takes back @returns {import("./keys.js").Shortcut[]} */
  otherShortcuts(undo) {
    return [
      { keys: ["u", "U"], label: "u", meaning: undo, action: () => this.#send({ kind: "undo" }) },
      { keys: ["?"], label: "?", meaning: say("study.key_keys"), action: () => this.showKeys() },
    ];
  }
}

/** @param {Said} said */
function saidText(said) {
  return said.what === "graded" ? say("choose.graded", { grade: gradeName(said.grade) }) : say(SAID[said.what]);
}

/** Elements that cannot stand in a label. */
const BLOCKS = "p, ul, ol, dl, pre, figure, table, blockquote, details, div, h3, h4, h5, h6";

/**
 * The nodes of HTML that the build has made safe, its links relative to the site's root.
 * @param {string} html
 */
export function safeHtml(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  for (const name of ["href", "src"]) {
    for (const part of template.content.querySelectorAll(`[${name}]`)) {
      const value = part.getAttribute(name) ?? "";
      if (!/^([a-z][a-z0-9+.-]*:|\/\/|#)/i.test(value)) part.setAttribute(name, siteRoot() + value);
    }
  }
  return { content: template.content, isBlock: template.content.querySelector(BLOCKS) !== null };
}

/**
 * The answer of a card: in short, and its key points to be ticked.
 * @param {import("./bank.js").Card} card
 * @param {{ ticked: Iterable<number>, missed?: readonly string[], tick: (point: number, on: boolean) => void }} points `missed` are
 *   the digests of those that were not ticked last time
 */
export function answer(card, { ticked, missed = [], tick }) {
  const on = new Set(ticked);
  const items = card.points.map((html, at) => {
    const { content, isBlock } = safeHtml(html);
    const id = `PB-point-${at}`;
    const box = element("input", {
      type: "checkbox",
      checked: on.has(at),
      "aria-labelledby": isBlock && id,
      change: (made) => tick(at, made.checked),
    });
    const wasMissed = missed.includes(card.digests[at]) && element("span", { class: "missed" }, say("study.missed"));
    const text = element(isBlock ? "div" : "span", { id: isBlock && id }, content, wasMissed && " ", wasMissed);
    return element("li", { class: isBlock && "point" }, ...(isBlock ? [box, text] : [element("label", {}, box, text)]));
  });
  return element(
    "div",
    { class: "answer-body" },
    element("div", { class: "short", ...card.said }, card.short ? safeHtml(card.short).content : say("study.no_short")),
    items.length > 0 &&
      element(
        "section",
        { class: "key-points" },
        element("h3", {}, say("study.key_points")),
        element("ul", { class: "checklist", ...card.said }, ...items),
      ),
    element(
      "p",
      { class: "full-answer" },
      link(card.path, say("study.full"), { target: "_blank", "aria-label": say("study.full_label") }),
    ),
  );
}
