// Runs before the page is painted, so that a chosen theme does not flash: small, classic and blocking on purpose.
// @ts-check
"use strict";

// From a folder on disk browsers load no modules, so that all that needs them is left out, and the pages say why.
const isOnDisk = location.protocol === "file:";
// What needs JavaScript shows only where there is some.
document.documentElement.dataset[isOnDisk ? "disk" : "js"] = "";

try {
  const answers = localStorage.getItem("prepbook.answers");
  if (answers === "hidden" && !isOnDisk) document.documentElement.dataset.answers = answers;
  // This file lies in the folder of assets, which lies in the site's own.
  const site =
    document.currentScript instanceof HTMLScriptElement
      ? new URL("../../../", document.currentScript.src).pathname
      : "";
  if (localStorage.getItem(`prepbook.reader ${site}`) !== null && !isOnDisk)
    document.documentElement.dataset.reader = "";
  const theme = localStorage.getItem("prepbook.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Storage is blocked: nothing was chosen.
}

// In a folder on disk nobody turns `topics/` into `topics/index.html`.
if (isOnDisk) {
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (link?.protocol === "file:" && link.pathname.endsWith("/")) link.pathname += "index.html";
  });
}
