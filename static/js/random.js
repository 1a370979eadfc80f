// A question by chance.
// @ts-check

/** Goes to a question, another than this page's. @param {boolean} byKey a key can be turned off, in the settings of studying */
export async function random(byKey) {
  if (byKey && !(await areKeysOn())) return;
  const root = new URL(document.body.dataset.root ?? "./", location.href);
  const here = document.querySelector("[data-question]")?.getAttribute("data-question") ?? null;
  try {
    const { anyCard } = await import("./study/cards.js");
    const id = await anyCard(root, here);
    if (id !== undefined) location.href = new URL(`questions/${encodeURIComponent(id)}/`, root).href;
  } catch {
    // Without the list of cards there is still that of the page.
    location.href = new URL("questions/", root).href;
  }
}

async function areKeysOn() {
  const root = new URL(document.body.dataset.root ?? "./", location.href);
  const databases = (await indexedDB.databases?.().catch(() => [])) ?? [];
  // Who never studied has no settings.
  if (!databases.some(({ name }) => name === `prepbook${root.pathname}`)) return true;
  const { open } = await import("./study/store.js");
  return (await open()).settings.shortcuts;
}
