// Asks the service worker.
// @ts-check

/** Asks the worker that is in charge. @param {object} question @returns {Promise<unknown>} */
export async function ask(question) {
  const { active } = await navigator.serviceWorker.ready;
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = ({ data }) => resolve(data);
    active?.postMessage(question, [port2]);
  });
}
