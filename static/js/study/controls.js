// The buttons of the study screens, and what they say to those who cannot see them.
// @ts-check

import { reachWhileScrolling } from "../scroll.js";
import { element, sign } from "../site.js";

/**
 * A button; `key` is the shortcut that does the same.
 * @param {string} text @param {() => unknown} action
 * @param {import("../site.js").Attributes<"button"> & { key?: string, icon?: keyof typeof ICONS }} more
 */
export function button(text, action, { key, icon, ...more } = {}) {
  return element(
    "button",
    { type: "button", "aria-keyshortcuts": key, click: action, ...more },
    icon && sign(ICONS[icon]),
    element("span", {}, text),
    key && element("kbd", { "aria-hidden": "true" }, key),
  );
}

/** A table that scrolls inside itself where there is no room for it. @param {string} label @param {Node} table */
export function scrolling(label, table) {
  const made = element("div", { class: "table", role: "group", "aria-label": label }, table);
  reachWhileScrolling(made);
  return made;
}

/** Drawn with lines of one width, as those of the header. */
const ICONS = {
  undo: "M4 8h8a4 4 0 0 1 0 8H8M4 8l4-4M4 8l4 4",
  flag: "M5 17V4M5 4h10l-2.5 3.5L15 11H5",
  suspend: "M7.5 5v10M12.5 5v10",
  play: "M7 4.5v11l8.5-5.5z",
  keys: "M3 6h14v9H3zM6 9h.01M10 9h.01M14 9h.01M6.5 12h7",
  close: "m5 5 10 10M15 5 5 15",
  download: "M10 3v10m-4-4 4 4 4-4M4 17h12",
  upload: "M10 13V3m-4 4 4-4 4 4M4 17h12",
  print: "M6 8V3h8v5M6 14H4V8h12v6h-2M6 12h8v5H6z",
  copy: "M7 7h9v9H7zM4 13V4h9",
};

/** A line that says what happened to those who cannot see it. */
export function announcer() {
  const line = element("p", { class: "hidden", role: "status" });
  /** @param {string} text */
  const say = (text) => {
    // The same words twice are news, too.
    line.textContent = line.textContent === text ? `${text}\u00a0` : text;
  };
  return { line, say };
}

/** Moves the focus to what cannot be tabbed to, without moving the page. @param {HTMLElement} target */
export function focusOn(target) {
  target.tabIndex = -1;
  target.focus({ preventScroll: true });
}

/** The top of what came in the place of what had the focus. */
export function toTop() {
  scrollTo({ top: 0, behavior: "instant" });
  document.getElementById("PB-main")?.focus({ preventScroll: true });
}
