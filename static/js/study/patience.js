// Waiting for the store: another tab may have it for itself for a while, and a browser may never answer. Who waits is told.
// @ts-check

import { say } from "../words.js";

/** So long nobody notices that something is waited for. */
const SOON = 1000;

/** Waits for a work of the store, and after a moment says what is waited for. @template T @param {Promise<T>} work @param {(text: string) => unknown} tell @returns {Promise<T>} */
export async function patiently(work, tell) {
  const timer = setTimeout(() => tell(say("study.busy")), SOON);
  try {
    return await work;
  } finally {
    clearTimeout(timer);
  }
}
