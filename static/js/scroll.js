// What scrolls inside itself. A module of its own, because every page has it.
// @ts-check

/** Tab reaches what scrolls; what does not is no stop on the way. @param {Element} part */
export function reachWhileScrolling(part) {
  new ResizeObserver(() => {
    if (part.scrollWidth > part.clientWidth) part.setAttribute("tabindex", "0");
    else part.removeAttribute("tabindex");
  }).observe(part);
}
