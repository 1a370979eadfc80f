// Replaces a service worker that a published site left at this address and that would go on showing that site. The browser
// fetches this file as its next version, which deletes the caches and removes itself.
// @ts-check
/// <reference lib="webworker" />

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));

worker.addEventListener("install", () => worker.skipWaiting());
// Pages of a site tell a waiting worker when to take over.
worker.addEventListener("message", () => worker.skipWaiting());
worker.addEventListener("activate", (event) => event.waitUntil(forget()));
// A worker can only navigate pages that it controls. It answers no requests, so they go to the preview.
worker.serviceWorker.addEventListener("statechange", () => worker.serviceWorker.state === "activated" && leave());

async function forget() {
  const prefix = `prepbook ${new URL(worker.registration.scope).pathname} `;
  for (const name of await caches.keys()) {
    if (name.startsWith(prefix)) await caches.delete(name);
  }
}

async function leave() {
  const pages = await worker.clients.matchAll({ type: "window" });
  await Promise.allSettled(pages.map((page) => page.navigate(page.url)));
  await worker.registration.unregister();
}
