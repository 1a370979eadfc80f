// Every link of every page leads to a file of the site, and to a place in it.
import fs from "node:fs";
import path from "node:path";
import { SITE, fileOf, files } from "../site.mjs";

const BASE = new URL("http://host/repo/");

export async function links() {
  const faults = [];
  const names = new Map();
  const namesOf = (file) => {
    if (!names.has(file)) {
      const ids = [...fs.readFileSync(file, "utf8").matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
      names.set(file, new Set(ids));
    }
    return names.get(file);
  };
  // The host's page for what is missing stands at any depth, so its links begin at the host's root.
  for (const page of files(SITE, ".html").filter((file) => file !== "404.html")) {
    const text = fs.readFileSync(path.join(SITE, page), "utf8");
    const own = new URL(page.replace(/index\.html$/, ""), BASE);
    for (const [, address] of text.matchAll(/ (?:href|src)="([^"]*)"/g)) {
      const url = new URL(address.replaceAll("&amp;", "&"), own);
      if (url.origin !== BASE.origin) continue;
      const file = fileOf(url.pathname.slice(BASE.pathname.length));
      if (!url.pathname.startsWith(BASE.pathname) || !fs.existsSync(file)) faults.push(`${page}: nothing is at ${address}`);
      else if (url.hash && file.endsWith(".html") && !namesOf(file).has(decodeURIComponent(url.hash.slice(1)))) {
        faults.push(`${page}: no place of this name: ${address}`);
      }
    }
  }
  return faults;
}
