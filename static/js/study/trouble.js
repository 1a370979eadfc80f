// Why nothing, or not everything, is kept.
// @ts-check

import { say } from "../words.js";

/** @typedef {{ reason: "blocked" | "full" | "damaged" | "newer", text: string }} Banner */

/** The names of the words for it. @type {Record<Banner["reason"], string>} */
const BANNERS = {
  blocked: "study.blocked",
  full: "study.full_storage",
  damaged: "study.damaged",
  newer: "study.newer",
};

/** What an error of the browser says of it. @type {Record<string, Banner["reason"]>} */
const REASONS = {
  SecurityError: "blocked",
  NotAllowedError: "blocked",
  InvalidStateError: "blocked",
  QuotaExceededError: "full",
  VersionError: "newer",
  DataError: "damaged",
};

/** What is told to the reader. It is looked up when it is told: the store may be open before the words are there. @param {unknown} error @param {Banner["reason"]} otherwise @returns {Banner} */
export function bannerOf(error, otherwise) {
  const reason = REASONS[error instanceof Error ? error.name : ""] ?? otherwise;
  return {
    reason,
    get text() {
      return say(BANNERS[reason]);
    },
  };
}
