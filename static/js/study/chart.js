// Charts as trees of plain values, and the drawing of such trees into a document. The trees are pure; classes give the
// colours, so that both themes and print have their own.
// @ts-check

/**
 * An element to be made.
 * @typedef {{ tag: string, attributes: Record<string, string | number>, children: (Node | string)[] }} Node
 */

/** @param {string} tag @param {Node["attributes"]} attributes @param {(Node | string)[]} children @returns {Node} */
export const node = (tag, attributes = {}, children = []) => ({ tag, attributes, children });

/** A coordinate without needless digits. @param {number} value */
export const round = (value) => Math.round(value * 100) / 100;

/**
 * A table whose first column names its rows.
 * @param {string} caption @param {string[]} head @param {string[][]} rows
 */
export function table(caption, head, rows) {
  return node("table", {}, [
    node("caption", {}, [caption]),
    node("thead", {}, [
      node(
        "tr",
        {},
        head.map((cell) => node("th", { scope: "col" }, [cell])),
      ),
    ]),
    node(
      "tbody",
      {},
      rows.map(([first, ...cells]) =>
        node("tr", {}, [node("th", { scope: "row" }, [first]), ...cells.map((cell) => node("td", {}, [cell]))]),
      ),
    ),
  ]);
}

const SIDES = new Map([
  ["tick start", "tick end"],
  ["tick end", "tick start"],
]);

/** A chart for the direction in which the page is read. @param {Node} chart */
export const turned = (chart) => (document.dir === "rtl" ? mirrored(chart) : chart);

/**
 * A chart for who reads from right to left. Charts are drawn from left to right, so a word that starts at a place ends there.
 * @param {Node} chart @returns {Node}
 */
export function mirrored(chart) {
  const [, , width] = String(chart.attributes.viewBox).split(" ").map(Number);
  const turn = (/** @type {Node | string} */ part) => {
    if (typeof part === "string") return part;
    const { x, x1, x2, width: wide = 0, ...others } = part.attributes;
    /** @type {Node["attributes"]} */
    const attributes = { ...others };
    if (part.attributes.width !== undefined) attributes.width = wide;
    if (x !== undefined) attributes.x = round(width - Number(x) - Number(wide));
    if (x1 !== undefined) attributes.x1 = round(width - Number(x1));
    if (x2 !== undefined) attributes.x2 = round(width - Number(x2));
    const side = SIDES.get(String(attributes.class));
    if (side) attributes.class = side;
    if (attributes.cx !== undefined) attributes.cx = round(width - Number(attributes.cx));
    if (attributes.points !== undefined)
      attributes.points = String(attributes.points).replace(/([\d.]+),/g, (_, at) => `${round(width - Number(at))},`);
    return { ...part, attributes };
  };
  return { ...chart, children: chart.children.map(turn) };
}

const SVG = "http://www.w3.org/2000/svg";

/**
 * Makes the elements of a tree.
 * @param {Document} document @param {Node | string} tree @param {boolean} inSvg
 * @returns {Element | Text}
 */
export function make(document, tree, inSvg = false) {
  if (typeof tree === "string") return document.createTextNode(tree);
  const isSvg = inSvg || tree.tag === "svg";
  const element = isSvg ? document.createElementNS(SVG, tree.tag) : document.createElement(tree.tag);
  for (const [name, value] of Object.entries(tree.attributes)) element.setAttribute(name, String(value));
  element.append(...tree.children.map((child) => make(document, child, isSvg)));
  return element;
}
