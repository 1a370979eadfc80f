// What the preview has in the place of a service worker. A worker that a published site left on this address would go on
// showing that site; it asks here for its next version, which goes, with all that was kept.
// @ts-check
/// <reference lib="webworker" />

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));

worker.addEventListener("install", () => worker.skipWaiting());
// Pages of a site tell a waiting worker when its time has come.
worker.addEventListener("message", () => worker.skipWaiting());
worker.addEventListener("activate", (event) => event.waitUntil(forget()));
// A page can be sent on only by a worker that has become its own. This one answers nothing, so the preview does.
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
