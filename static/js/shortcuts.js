// Whether keys of one letter do something on ordinary pages: a reader may turn them off, in the settings of studying.
// @ts-check

import { baseUrl } from "./site.js";

/** The store of studying; nothing where nobody studies here, who has no settings. */
async function store() {
  /** @type {IDBDatabaseInfo[]} */
  let databases = [];
  try {
    databases = (await indexedDB.databases?.()) ?? [];
  } catch {
    // Storage is blocked, and so are settings.
  }
  if (!databases.some(({ name }) => name === `prepbook${baseUrl().pathname}`)) return null;
  const { open } = await import("./study/everywhere.js");
  return open();
}

export async function areKeysOn() {
  return (await store())?.settings.shortcuts ?? true;
}

/** @param {boolean} areOn */
export async function turnKeys(areOn) {
  const { open } = await import("./study/everywhere.js");
  await (await open()).setSettings({ shortcuts: areOn });
}
