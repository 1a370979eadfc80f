// The service worker, as pages have to do with it.
// @ts-check

import { baseUrl } from "./site.js";

/** Starts the worker of the site, which is in charge of the site's own folder and no more. Fails where none is to be had. */
export async function register() {
  const root = baseUrl();
  const { serviceWorker } = navigator;
  if (!serviceWorker) throw new DOMException("there are no workers here", "NotSupportedError");
  return serviceWorker.register(new URL("sw.js", root), { scope: root.pathname, updateViaCache: "none" });
}

/** Asks the worker that is in charge. @param {object} question @returns {Promise<unknown>} */
export async function ask(question) {
  const { active } = await navigator.serviceWorker.ready;
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = ({ data }) => resolve(data);
    active?.postMessage(question, [port2]);
  });
}
