// Elements, made in a line each.
// @ts-check

/** The site's root, relative to this page. */
export const root = document.body.dataset.root ?? "./";

/**
 * An element. `true` is an attribute without a value, `false` none; functions are listeners, under the event's name.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, string | number | boolean | null | undefined | ((event: any) => unknown)>} attributes
 * @param {...(Node | string | null | undefined | boolean)} children false is no child
 * @returns {HTMLElementTagNameMap[T]}
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(name, value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, String(value));
  }
  for (const child of children) if (typeof child === "string" || child instanceof Node) made.append(child);
  return made;
}

/**
 * A button; `key` is the shortcut that does the same.
 * @param {string} text @param {() => unknown} action
 * @param {{ class?: string, key?: string, icon?: keyof typeof ICONS, [more: string]: any }} more
 */
export function button(text, action, { key, icon: sign, ...more } = {}) {
  return element(
    "button",
    { type: "button", "aria-keyshortcuts": key, click: action, ...more },
    sign && icon(sign),
    element("span", {}, text),
    key && element("kbd", { "aria-hidden": "true" }, key),
  );
}

/** A link below the site's root. @param {string} path @param {string} text @param {Record<string, any>} more */
export function link(path, text, more = {}) {
  return element("a", { href: root + path, ...more }, text);
}

/** Drawn with lines of one width, as those of the header. */
const ICONS = {
  undo: "M4 8h8a4 4 0 0 1 0 8H8M4 8l4-4M4 8l4 4",
  flag: "M5 17V4M5 4h10l-2.5 3.5L15 11H5",
  suspend: "M7.5 5v10M12.5 5v10",
  play: "M7 4.5v11l8.5-5.5z",
  keys: "M3 6h14v9H3zM6 9h.01M10 9h.01M14 9h.01M6.5 12h7",
  close: "m5 5 10 10M15 5 5 15",
  arrow: "M4 10h12m-5-5 5 5-5 5",
  download: "M10 3v10m-4-4 4 4 4-4M4 17h12",
  upload: "M10 13V3m-4 4 4-4 4 4M4 17h12",
  print: "M6 8V3h8v5M6 14H4V8h12v6h-2M6 12h8v5H6z",
  copy: "M7 7h9v9H7zM4 13V4h9",
};

/** @param {keyof typeof ICONS} name */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

const LEVELS = ["easy", "medium", "hard"];

/** A level in dots and words, as on all pages. @param {number} level 1 to 3 */
export function levelLabel(level) {
  const name = LEVELS[level - 1];
  const dots = element("span", { class: "dots", "aria-hidden": "true" }, "●".repeat(level));
  return element("span", { class: `level level-${name}` }, dots, ` ${name[0].toUpperCase()}${name.slice(1)}`);
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
      if (!/^([a-z][a-z0-9+.-]*:|\/\/|#)/i.test(value)) part.setAttribute(name, root + value);
    }
  }
  return { content: template.content, isBlock: template.content.querySelector(BLOCKS) !== null };
}

/**
 * The answer of a card: in short, and its key points to be ticked.
 * @param {import("./bank.js").Card} card
 * @param {{ ticked: Iterable<number>, tick: (point: number, on: boolean) => void }} points
 */
export function answer(card, { ticked, tick }) {
  const on = new Set(ticked);
  const items = card.points.map((html, at) => {
    const { content, isBlock } = safeHtml(html);
    const id = `PB-point-${at}`;
    const box = element("input", { type: "checkbox", checked: on.has(at), "aria-labelledby": isBlock && id, change: ({ currentTarget }) => tick(at, currentTarget.checked) });
    const text = element(isBlock ? "div" : "span", { id: isBlock && id }, content);
    return element("li", { class: isBlock && "point" }, ...(isBlock ? [box, text] : [element("label", {}, box, text)]));
  });
  return element(
    "div",
    { class: "answer-body" },
    element("div", { class: "short" }, card.short ? safeHtml(card.short).content : "This question has no short answer yet."),
    items.length > 0 &&
      element("section", { class: "key-points" }, element("h3", {}, "Key points"), element("ul", { class: "checklist" }, ...items)),
    element("p", { class: "full-answer" }, link(card.path, "Full answer", { target: "_blank" }), element("span", { class: "hidden" }, " opens in a new tab")),
  );
}

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
