// The list of all cards as the build wrote it: one file, and in a large bank further ones, whose names stand in the first.
// @ts-check

/** The version of the files that this code reads. */
export const VERSION = 2;

/**
 * @typedef {[id: string, level: number, tags: string[]]} ListedCard
 * @typedef {{ version: number, topics: { slug: string, title: string, decks: { path: string, cards: ListedCard[] }[] }[],
 *   tags: Record<string, string>, aliases: Record<string, string>, more?: [path: string, cards: number][] }} File
 * @typedef {{ slug: string, title: string, cards: { id: string, level: number, tags: string[], topic: string, deck: string }[] }} Topic
 * @typedef {{ topics: Topic[], tags: Record<string, string>, aliases: Record<string, string> }} Cards
 */

/** All cards. @param {URL} root of the site @param {string} [index] where the list begins @returns {Promise<Cards>} */
export async function loadCards(root, index = "study/index.json") {
  const first = await loadFile(new URL(index, root));
  return joined([first, ...(await Promise.all((first.more ?? []).map(([path]) => loadFile(new URL(path, root)))))]);
}

/** The files of the list as one. A topic may go on in the next file. @param {File[]} files @returns {Cards} */
export function joined(files) {
  /** @type {Map<string, Topic>} */
  const topics = new Map();
  for (const { slug, title, decks } of files.flatMap((file) => file.topics)) {
    const topic = topics.get(slug) ?? { slug, title, cards: [] };
    topics.set(slug, topic);
    for (const { path, cards } of decks) {
      topic.cards.push(...cards.map(([id, level, tags]) => ({ id, level, tags, topic: slug, deck: path })));
    }
  }
  return {
    topics: [...topics.values()],
    tags: Object.assign({}, ...files.map(({ tags }) => tags)),
    aliases: Object.assign({}, ...files.map(({ aliases }) => aliases)),
  };
}

/** The id of any card but one, each as likely as the next; of the list, no more is fetched than that takes. @param {URL} root @param {string | null} but */
export async function anyCard(root, but) {
  const first = await loadFile(new URL("study/index.json", root));
  const sizes = [joined([first]).topics.reduce((sum, { cards }) => sum + cards.length, 0), ...(first.more ?? []).map(([, cards]) => cards)];
  let place = Math.random() * sizes.reduce((sum, size) => sum + size, 0);
  const file = sizes.findIndex((size) => (place -= size) < 0);
  const path = first.more?.[file - 1]?.[0];
  const ids = joined([path === undefined ? first : await loadFile(new URL(path, root))])
    .topics.flatMap(({ cards }) => cards.map(({ id }) => id))
    .filter((id) => id !== but);
  return ids[Math.floor(Math.random() * ids.length)];
}

/** @param {URL} address @returns {Promise<File>} */
async function loadFile(address) {
  const file = await fetchJson(address);
  if (file.version !== VERSION) throw new Error(`index of version ${file.version}, not ${VERSION}`);
  return file;
}

/** @param {URL | string} address */
export async function fetchJson(address) {
  // As new as the page, whatever the browser still has in its own cache.
  const response = await fetch(address, { cache: "no-cache" });
  if (!response.ok) throw new Error(`status ${response.status}`);
  return response.json();
}
