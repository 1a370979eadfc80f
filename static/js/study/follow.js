// What tells a page that what it shows may be old: other tabs, and its own return from the browser's memory.
// @ts-check

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
