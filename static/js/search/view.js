// An input, a status line and a list of results, wired to the index. Shared by the dialog and the search page.
// @ts-check

import { SearchIndex, highlight } from "./index.js";

const root = document.body.dataset.root ?? "./";

/** @type {Promise<SearchIndex> | undefined} */
let loading;

/** The index, fetched once a page; a failure is not remembered, so that the next try may succeed. */
function loadIndex() {
  loading ??= fetch(`${root}search/index.json`)
    .then((response) => {
      if (!response.ok) throw new Error(`status ${response.status}`);
      return response.json();
    })
    .then((file) => new SearchIndex(file))
    .catch((error) => {
      loading = undefined;
      throw error;
    });
  return loading;
}

/**
 * Searches as one types, and moves among the results with the arrow keys.
 * @param {{ input: HTMLInputElement, status: HTMLElement, list: HTMLElement, onSearch?: (query: string) => void }} parts
 */
export function searchView({ input, status, list, onSearch }) {
  const links = () => /** @type {HTMLAnchorElement[]} */ ([...list.querySelectorAll("a")]);

  async function update() {
    const query = input.value;
    onSearch?.(query);
    let index;
    try {
      index = await loadIndex();
    } catch {
      status.replaceChildren("The search index could not be loaded. Try again, or look through ", link("questions/", "all questions"), ".");
      return;
    }
    // Somebody typed on while the index was on its way.
    if (input.value !== query) return;
    const hits = query.trim() ? index.search(query) : [];
    list.replaceChildren(...hits.map(result));
    if (!query.trim()) status.textContent = "Type a word of a question or an answer.";
    else if (hits.length > 0) status.textContent = `${hits.length} question${hits.length === 1 ? "" : "s"}`;
    else status.replaceChildren(`Nothing found for “${query.trim()}”. Try fewer or other words, or look through `, link("questions/", "all questions"), ".");
  }

  input.addEventListener("input", update);
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") {
      event.preventDefault();
      links()[0]?.focus();
    } else if (event.key === "Enter" && !event.isComposing) {
      event.preventDefault();
      links()[0]?.click();
    }
  });
  list.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    const all = links();
    const next = all.findIndex((link) => link === document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
    (next < 0 ? input : all[Math.min(next, all.length - 1)])?.focus();
  });
  update();
}

/** @param {string} path @param {string} text */
function link(path, text) {
  const element = document.createElement("a");
  element.href = root + path;
  element.textContent = text;
  return element;
}

/** @param {import("./index.js").Hit} hit */
function result({ document: { path, title, topic, level, excerpt }, terms }) {
  const item = document.createElement("li");
  const element = link(path, "");
  element.className = "result";
  element.append(span("result-title", title, terms), span("result-excerpt", excerpt, terms), meta(topic, level));
  item.append(element);
  return item;
}

/** @param {string} className @param {string} text @param {Set<string>} terms */
function span(className, text, terms) {
  const element = document.createElement("span");
  element.className = className;
  for (const piece of highlight(text, terms)) {
    const node = document.createElement(piece.hit ? "mark" : "span");
    node.textContent = piece.text;
    element.append(piece.hit ? node : piece.text);
  }
  return element;
}

/** @param {string} topic @param {string} level */
function meta(topic, level) {
  const element = document.createElement("span");
  element.className = "result-meta";
  const levelElement = document.createElement("span");
  levelElement.className = `level level-${level}`;
  const dots = document.createElement("span");
  dots.className = "dots";
  dots.setAttribute("aria-hidden", "true");
  dots.textContent = "●".repeat(["easy", "medium", "hard"].indexOf(level) + 1);
  levelElement.append(dots, ` ${level[0].toUpperCase()}${level.slice(1)}`);
  const topicElement = document.createElement("span");
  topicElement.textContent = topic;
  element.append(levelElement, topicElement);
  return element;
}
