// The site that the gates look at, served as hosts of static sites do: below a path, compressed, 404.html for what is missing.
import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import puppeteer from "puppeteer-core";

const BASE = "/repo/";
const TYPES = {
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".webmanifest": "application/manifest+json",
  ".xml": "application/xml",
};

export const REPOSITORY = fileURLToPath(new URL("../../", import.meta.url));
export const SITE = path.resolve(process.env.SITE ?? path.join(REPOSITORY, "_site"));

/** Every file below a folder with one of these endings, as paths from there. */
export function files(folder, ...endings) {
  const all = fs.readdirSync(folder, { recursive: true, withFileTypes: true });
  return all
    .filter((entry) => entry.isFile() && endings.includes(path.extname(entry.name)))
    .map((entry) => path.relative(folder, path.join(entry.parentPath ?? entry.path, entry.name)).replaceAll("\\", "/"))
    .sort();
}

/** The file that a host answers an address with. */
export function fileOf(address, site = SITE) {
  const file = path.join(site, decodeURIComponent(address));
  return fs.existsSync(file) && fs.statSync(file).isDirectory() ? path.join(file, "index.html") : file;
}

/** Serves a site; `show` puts another one in its place. */
export async function serve(site = SITE) {
  let shown = site;
  const server = http.createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://host");
    let file = pathname.startsWith(BASE) ? fileOf(pathname.slice(BASE.length), shown) : "";
    const isThere = fs.existsSync(file);
    if (!isThere) file = path.join(shown, "404.html");
    const type = TYPES[path.extname(file)] ?? "application/octet-stream";
    const headers = { "Content-Type": type, "Cache-Control": "no-cache" };
    let body = fs.readFileSync(file);
    if (/^text|json|xml|javascript/.test(type)) {
      body = gzipSync(body);
      headers["Content-Encoding"] = "gzip";
    }
    response.writeHead(isThere ? 200 : 404, { ...headers, "Content-Length": body.length });
    response.end(body);
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return { url: `http://127.0.0.1:${server.address().port}${BASE}`, close: () => server.close(), show: (other) => (shown = other) };
}

const PROGRAMS = ["/usr/bin/chromium", "/usr/bin/google-chrome", "/usr/bin/chromium-browser"];

export function browser(...more) {
  const executablePath = process.env.CHROME ?? PROGRAMS.find((program) => fs.existsSync(program));
  return puppeteer.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu", "--lang=en", ...more] });
}

/** How long anything may take, in milliseconds. */
const DEADLINE = 20_000;

/** A page of its own storage, that looks as it is told to. Whatever the console says as an error is a fault. */
export async function open(chromium, { width, height = width < 500 ? 780 : 900, theme = "light", forced = false }, faults) {
  const context = await chromium.createBrowserContext();
  const page = await context.newPage();
  page.setDefaultTimeout(DEADLINE);
  await page.setViewport({ width, height });
  const session = await page.createCDPSession();
  const features = [
    { name: "prefers-color-scheme", value: theme },
    { name: "prefers-reduced-motion", value: "reduce" },
    { name: "forced-colors", value: forced ? "active" : "none" },
  ];
  await session.send("Emulation.setEmulatedMedia", { features });
  page.on("pageerror", (error) => faults.push(`the console: ${error.message}`));
  return page;
}

/** The other languages of the site, as the switch between them names them: their folders. */
export function languages() {
  const home = fs.readFileSync(path.join(SITE, "index.html"), "utf8");
  return [...home.matchAll(/<a href="\.\/([^"/]+\/)" hreflang=/g)].map(([, folder]) => folder);
}

/** One question with a table, code and a diagram, and its topic. */
export function example() {
  const wanted = ['class="table"', 'class="code"', 'class="diagram"', "<math", 'rel="next"'];
  const score = (text) => wanted.filter((part) => text.includes(part)).length;
  const questions = files(path.join(SITE, "questions"), ".html")
    .filter((file) => /^[^_/]+\/index\.html$/.test(file))
    .map((file) => ({ file, text: fs.readFileSync(path.join(SITE, "questions", file), "utf8") }));
  const [best] = questions.sort((one, other) => score(other.text) - score(one.text) || (one.file < other.file ? -1 : 1));
  const topic = best.text.match(/href="\.\.\/\.\.\/(topics\/[^"/]+\/)"/)?.[1] ?? "topics/";
  const paths = fs.existsSync(path.join(SITE, "paths")) ? fs.readdirSync(path.join(SITE, "paths")).sort() : [];
  return { question: `questions/${path.dirname(best.file)}/`, topic, path: paths.length > 0 ? `paths/${paths[0]}/` : "" };
}
