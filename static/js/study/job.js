// A job description, matched with the search: which questions it calls for. Pure but for the search, which is handed in; nothing
// of the description leaves the browser, because the index is searched there.
// @ts-check

/**
 * What a search finds, as far as it is needed here.
 * @typedef {{ hits: { document: { slug: string, title: string, topic: { slug: string, title: string }, tags: [string, string][] }, title: { text: string, hit: boolean }[], score: number }[], isNearest: boolean, corrected: string[], total: number }} Outcome
 *
 * @typedef {{ search: (query: string) => Promise<Outcome>, stems: (text: string) => string[] }} Search
 *
 * @typedef {{ id: string, title: string, topic: { slug: string, title: string }, score: number, because: string[] }} Called
 */

/** The most characters of a description, and the most things that are looked up. */
export const LONGEST = 20_000;
const MOST_ASKED = 60;
/** Questions for one thing. */
const FOR_ONE = 5;
/** Questions in all. */
export const MOST = 60;
/** What is worth less than this share of the best for one thing is not called for. */
const LEAST = 0.5;

/**
 * What every description says, whatever the job: no question is called for by these words.
 */
const BOILERPLATE = new Set(
  `a about above ability able across additional after agile all also among an and any applicant applications apply are around as at based be because been
  basics before behind being benefits best better beyond bonus both build builder building builds built business but by can candidate career center challenge
  clear client code collaborate collaborating collaboration collaborative colleagues come comfortable commercial communicate communication community company competitive complete
  complex comprehensive computer confidence contribute core could create creating cross culture curious customer customers daily
  date day days deep degree deliver delivering demonstrable demonstrated department depth design designed designing desire detail develop
  developed developer developers developing development different direct discipline diverse do does down drive driven drives during e each
  eager education effective employees employer enable engineer engineering engineers english enjoy ensure enterprise environment
  environments equal equity equivalent etc europe ever every everything evolve example explain excellence excellent exciting existing expect expected experience
  experienced expert expertise exposure extensive familiar familiarity fast features feedback field first fit flexible fluent focus focused following
  for forward from full functional fundamentals future g gain general get give global go goal goals good great ground group grow growing growth
  hand hands happens has have health help helping high highly hire hiring hold holiday home hours how hybrid i ideal ideally identify if impact
  implement implementation implementing improve improvement improving in include includes including independent independently industry influence information
  initiatives innovation innovative insurance interest interested internal interview into is it its job join junior just keep key know knowledge
  large lead leader leadership leading learn learning least led level levels life like little live location long look looking love made maintain
  maintainable maintaining make making manage management manager managing many market may meaning means meet member members mentor mentoring million millions mindset minimum
  mission modern month months more most multiple must near need needs new next nice no non not of offer office on one ongoing online
  only open operate operating opportunities opportunity or organisation organization other others our out over own ownership paid
  part participate partners passion passionate people per perks personal plan plus position positive practical practice practices preferred
  principles problem problems process processes product production products professional proficiency proficient programming project projects
  proven provide providing qualifications quality quickly range real record related relevant remote report require required requirements
  requires responsibilities responsibility responsible results review right robust role room run running safe salary science scrum seek seeking self senior seriously
  sense services several shape share ship shipping should similar since size skill skills small smart so software solid solution solutions solve solving some someone
  specific stack staff stakeholders stand standards start startup stay still strategy strong strongly such support systems take team teams tech
  technical technically technologies technology than that the their them then there these they things think this those through throughout time to today
  together tool tooling tools top track training translate troubleshooting two under understand understanding up us use used user users using
  vacation value values variety various very via vision want we week well what when where which while who why wide will willing with within without work
  worked working world would write writing year years yet you your`.split(/\s+/),
);

/** Words that mean something beside another one, and nothing by themselves. */
const WEAK = new Set(
  `api apis application architecture automation availability backend cloud concurrent critical data database databases debug debugging distributed handling
  infrastructure language languages latency load low mission monitoring native network optimization optimisation performance performant platform platforms
  reliability reliable scalability scalable scale scaling secure server service services storage structures throughput traffic web`.split(
    /\s+/,
  ),
);

/**
 * The things that a description speaks of, each as a query: pieces between punctuation, without what every description says. A piece
 * that is long says several things, and is asked by pairs of neighbours too.
 * @param {string} text
 */
export function asked(text) {
  /** @type {Map<string, string>} */
  const queries = new Map();
  const put = (/** @type {string[]} */ words) => {
    const query = words.join(" ");
    const key = query.toLowerCase();
    const isTelling = words.some((word) => !WEAK.has(word.toLowerCase())) || words.length === 2;
    if (isTelling && !queries.has(key)) queries.set(key, query);
  };
  const pieces = text
    .slice(0, LONGEST)
    .split(
      /[\n\r,;:!?()[\]"“”•·|]|\.(?=\s|$)|\s[-–—/&]\s|(?<=\p{Ll})\/(?=\p{Lu})|\s(?:and|or|with|using|like|in|on|of|for|to|the|from|at|by|as|e\.g\.)\s/giu,
    );
  for (const piece of pieces) {
    /** @type {string[][]} */
    const runs = [[]];
    for (const word of piece.split(/\s+/u)) {
      const bare = word.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}+#]+$/gu, "").replace(/['’]s$/u, "");
      const isAbbreviation = bare.length > 2 && bare === bare.toUpperCase();
      if (bare === "" || (!isAbbreviation && BOILERPLATE.has(bare.toLowerCase())) || /^\d[\d.,]*[k%+]?$/iu.test(bare))
        runs.push([]);
      else runs.at(-1)?.push(bare);
    }
    for (const run of runs) {
      if (run.length === 0) continue;
      if (run.length <= 3) put(run);
      else for (let at = 0; at + 1 < run.length; at += 1) put(run.slice(at, at + 2));
    }
  }
  return [...queries.values()].slice(0, MOST_ASKED);
}

/**
 * Whether a question is about what was asked, rather than mentioning it: its title, its tags or its name say most of it, and a word
 * that is a term: an abbreviation or a name, or one that is long.
 * @param {string} query @param {Outcome["hits"][number]} hit @param {Search["stems"]} stems
 */
function isAbout(query, { document, title }, stems) {
  const own = new Set(
    stems(
      [
        document.title,
        document.slug.replaceAll("-", " "),
        ...document.tags.map(([slug, label]) => `${slug.replaceAll("-", " ")} ${label}`),
      ].join(" "),
    ),
  );
  for (const { text, hit } of title) if (hit) for (const stem of stems(text)) own.add(stem);
  const words = query.split(" ");
  const said = words.filter((word) => stems(word).some((stem) => own.has(stem)));
  const isTerm = (/** @type {string} */ word) =>
    word.length >= 6 || (word.length >= 2 && /\p{Lu}|\d|[.+#]/u.test(word));
  const tells = said.some((word) => isTerm(word) && !WEAK.has(word.toLowerCase())) || said.length >= 2;
  const isNamed = words.length === 1 && title.some((piece) => piece.hit) && isTerm(query);
  return isNamed || (tells && said.length * 2 >= words.length);
}

/**
 * The questions that a description calls for, those first that most of it asks for.
 * @param {string} text @param {Search} index
 * @returns {Promise<Called[]>}
 */
export async function calledFor(text, { search, stems }) {
  /** @type {Map<string, Called>} */
  const called = new Map();
  for (const query of asked(text)) {
    const { hits, isNearest, corrected } = await search(query);
    // A word that the bank does not know is none of its business.
    if (isNearest || corrected.length > 0) continue;
    const best = hits[0]?.score ?? 0;
    for (const hit of hits.slice(0, FOR_ONE)) {
      const { document, score } = hit;
      if (score < best * LEAST) break;
      if (!isAbout(query, hit, stems)) continue;
      const known = called.get(document.slug) ?? {
        id: document.slug,
        title: document.title,
        topic: document.topic,
        score: 0,
        because: [],
      };
      called.set(document.slug, { ...known, score: known.score + score / best, because: [...known.because, query] });
    }
  }
  return [...called.values()].sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1)).slice(0, MOST);
}
