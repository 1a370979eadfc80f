// What all parts of a site share: where its root is, and how elements are made. Nothing here looks at the page before it is
// called.
// @ts-check

import { say } from "./words.js";

/** The root of all pages in the language of this one, relative to it. */
export function siteRoot() {
  return document.body.dataset.root ?? "./";
}

/** An address below that root, which may lie below the host's. @param {string} path */
export function siteUrl(path = "") {
  return new URL(path, new URL(siteRoot(), location.href));
}

/** The root of the site in all its languages, to which progress and the worker belong. */
export function baseUrl() {
  return new URL(document.body.dataset.base ?? siteRoot(), location.href);
}

/**
 * The language of words, where it is not that of the page, as attributes.
 * @typedef {{ lang: string, dir?: string }} Said
 */

/** The levels of questions; in numbers, the first is 1. */
export const LEVELS = /** @type {const} */ (["easy", "medium", "hard"]);

/**
 * What elements are made with. `true` is an attribute without a value, `false` none; a function listens to the event of that
 * name, and is given the element.
 * @template {keyof HTMLElementTagNameMap} T
 * @typedef {Record<string, string | number | boolean | null | undefined | ((made: HTMLElementTagNameMap[T], event: Event) => unknown)>} Attributes
 */

/**
 * An element.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Attributes<T>} attributes
 * @param {...(Node | string | null | undefined | boolean)} children false is no child
 * @returns {HTMLElementTagNameMap[T]}
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(name, (event) => value(made, event));
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, String(value));
  }
  for (const child of children) if (typeof child === "string" || child instanceof Node) made.append(child);
  return made;
}

/** A link below the site's root. @param {string} path @param {string} text @param {Attributes<"a">} more */
export function link(path, text, more = {}) {
  return element("a", { href: siteRoot() + path, ...more }, text);
}

/** A sign of the size of letters, drawn with lines. @param {string} path */
export function sign(path) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("aria-hidden", "true");
  const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}

/** A level in dots and words, as on all pages. @param {number} level 1 to 3 */
export function levelLabel(level) {
  const name = LEVELS[level - 1] ?? LEVELS[0];
  const dots = element("span", { class: "dots", "aria-hidden": "true" }, "●".repeat(level));
  return element("span", { class: `level level-${name}` }, dots, ` ${say(`level.${name}`)}`);
}

/** @param {unknown} value @returns {value is Record<string, unknown>} */
export const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
