// All gates, or those that are named: `npm test --prefix tests/gates`, `npm test --prefix tests/gates -- links weights`.
// They look at the site in `_site`, or in the folder that the variable SITE names; `STATES=search,study` before it has access, focus and
// languages look at nothing else.
import fs from "node:fs";
import path from "node:path";
import { access, focus, inLanguages } from "./gates/access.mjs";
import { css, html } from "./gates/html.mjs";
import { links } from "./gates/links.mjs";
import { lighthouses, weights } from "./gates/speed.mjs";
import { SITE } from "./site.mjs";

const GATES = { css, links, html, weights, access, focus, languages: inLanguages, lighthouse: lighthouses };

if (!fs.existsSync(path.join(SITE, "index.html"))) {
  console.error(`there is no site in ${SITE}: build one, or name its folder by the variable SITE`);
  process.exit(2);
}
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !Object.hasOwn(GATES, name));
if (unknown.length > 0) {
  console.error(`no such gate: ${unknown.join(", ")}; there are ${Object.keys(GATES).join(", ")}`);
  process.exit(2);
}
let all = 0;
for (const [name, gate] of Object.entries(GATES)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  console.log(name);
  const faults = await gate();
  for (const fault of faults) console.log(`  ${fault}`);
  console.log(`${name}: ${faults.length === 0 ? "nothing to mend" : `${faults.length} faults`}`);
  all += faults.length;
}
process.exit(all === 0 ? 0 : 1);
