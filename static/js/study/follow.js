// What tells a page that what it shows may be old: other tabs, its own return from the browser's memory, and another day.
// @ts-check

import { now } from "./pending.js";

/**
 * Listens to other tabs.
 * @param {string} name of the database
 * @param {(cards: string[] | null, isBack: boolean) => unknown} catchUp which cards are others now, all if none are named, and whether
 *   the page was away
 * @returns {BroadcastChannel | null} to tell other tabs
 */
export function followTabs(name, catchUp) {
  window.addEventListener("pageshow", ({ persisted }) => persisted && catchUp(null, true));
  if (typeof BroadcastChannel === "undefined") return null;
  const channel = new BroadcastChannel(name);
  channel.onmessage = ({ data }) => catchUp(data.cards, false);
  return channel;
}

/** Calls when the reader looks at a page on another day than before. A page may lie open for weeks. @param {() => unknown} tell */
export function followDays(tell) {
  let { day } = now();
  const look = () => {
    const today = now().day;
    if (document.visibilityState === "hidden" || today === day) return;
    day = today;
    tell();
  };
  document.addEventListener("visibilitychange", look);
  window.addEventListener("focus", look);
  window.addEventListener("pageshow", look);
}
