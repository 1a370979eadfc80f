// The screen `/progress/`.
// @ts-check

/** Fills the screen. @param {HTMLElement} element */
export function start(element) {
  element.hidden = false;
}
