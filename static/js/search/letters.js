// What is a letter, what separates words, what is left out of them and what is written in their place. The same lists stand in
// `src/compile/letters.rs`, and `tests/search.rs` compares them. Lists of our own, because Unicode's categories differ by browser.
// @ts-check

/** The inside of a class, from code points in hexadecimal. @param {string} ranges */
const inside = (ranges) => ranges.replace(/[0-9a-f]+/g, "\\u{$&}").replaceAll(" ", "");

/** Code points that separate words; with the letters of Unicode 18, which browsers do not know yet. */
export const SEPARATORS = inside(
  "0-2f 3a-40 5b-60 7b-a9 ab-b1 b4 b6-b8 bb bf d7 f7 37e 387 558 55a-55f 589-58f 5be 5c0 5c3 5f3-5f4 60c 61b 61d-61f 66a-66d 6d4 964-965 " +
    "e3f e4f e5a-e5b f01-f17 f1a-f1f f34 f36 f38 f3a-f3d f85 fbe-fda 104a-104b 1361-1368 1680 17d4-17d6 17d8-17db 1800-180a 180e 19de-19ff " +
    "1aa0-1aa6 1aa8-1aad 1b5a-1b6a 1b74-1b7f 2000-206f 209d-20cf 2190-245f 2500-2bff 2e00-2e7f 3000-3004 3008-3020 3030 30fb a9c1-a9ce " +
    "a9de-a9df aa5c-aa5f d800-f8ff fe10-fe1f fe30-fe6f feff-ff0f ff1a-ff20 ff3b-ff40 ff5b-ff65 ffe0-ffff 107bb-107bf 1b123-1b126 1d6a6 1df95 " +
    "1dfcd-1dfff 1f000-1fbff e0000-10ffff",
);

/** Scripts that put no spaces between words: their text is cut into overlapping pairs. */
export const UNSPACED = inside(
  "e00-e3e e40-e4e e50-e59 e5c-eff 1000-1049 104c-109f 1780-17d3 17d7 17dc-17ff 1950-19dd 1a20-1a9f 1aa7 1aae-1aaf 1b00-1b59 1b6b-1b73 " +
    "3005-3007 3040-30fa 30fc-312f 31a0-31bf 31f0-31ff 3400-4dbf 4e00-a48f a980-a9c0 a9cf-a9dd a9e0-aa5b aa60-aadf f900-faff ff66-ff9f " +
    "1aff0-1b122 1b127-1b16f 20000-3ffff",
);

/** What belongs to the sign before it in such text: vowels, tones, and the marks that stack consonants or voice a kana. */
export const CONTINUING = inside(
  "e31 e34-e3a e47-e4e eb1 eb4-ebc ec8-ece 102b-103e 1056-1059 105e-1060 1062-1064 1067-106d 1071-1074 1082-108d 108f 109a-109d 17b4-17d3 " +
    "17dd 19b0-19c0 19c8-19c9 1a55-1a7f 1b00-1b04 1b34-1b44 3099-309a a980-a983 a9b3-a9c0 a9e5 aa29-aa36 aa43 aa4c-aa4d aa7b-aa7d aab0 " +
    "aab2-aab4 aab7-aab8 aabe-aabf aac1 fe00-fe0f ff9e-ff9f",
);

/** Accents, points and harakat, which people leave out. Vowel signs of Indic scripts are part of a word. */
export const MARKS = inside(
  "300-36f 483-489 591-5bd 5bf 5c1-5c2 5c4-5c5 5c7 610-61a 640 64b-65f 670 6d6-6ed 1ab0-1aff 1dc0-1dff 20d0-20ff 3099-309a fe00-fe0f " +
    "fe20-fe2f",
);

/** Small letters that have no decomposition or two forms, each before what is written for it. */
const PAIRS =
  "ßss æae ðd øo þth đd ħh ıi ĸk łl ŋn œoe ŧt ƀb ƈc ƒf ƙk ƚl ƞn ƥp ƫt ƭt ƴy ƶz ǥg ȥz ȼc ɇe ɉj ɍr ɏy ɓb ɖd ɗd ɠg ɨi ɲn ɵo ʈt ʉu ʋv ςσ ةه ىي کك یي ⱥa ⱦt";

/** @type {Map<string, string>} */
const FOLDED = new Map(PAIRS.split(" ").map((pair) => [pair[0], pair.slice(1)]));

/** What is written for a small letter. @param {string} letter */
export function folded(letter) {
  return FOLDED.get(letter) ?? letter;
}
