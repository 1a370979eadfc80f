//! Banks of any size, the same for the same seed. Their questions consist of words from this repository's own bank, as frequent
//! as there, and of invented names, of which a larger bank has more.
//!
//! The sentences mean nothing. Only the number of words, their frequencies and their positions count, because these decide the
//! size of a search index.

#![allow(dead_code, reason = "each bench uses a part of it")]

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    /// One of a list.
    pub fn of<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }

    /// From 0 to 1.
    fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }
}

/// The words that the questions are made of.
pub struct Corpus {
    /// Words of answers, each as often as it occurs.
    body: Vec<String>,
    /// Words of titles, each as often as it occurs.
    titles: Vec<String>,
    invented: usize,
}

/// The files of the repository's own bank, without their translations.
fn own_questions() -> Vec<String> {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("questions");
    let mut files: Vec<PathBuf> = walkdir::WalkDir::new(own)
        .into_iter()
        .map(|entry| entry.unwrap().into_path())
        .filter(|path| path.extension().is_some_and(|end| end == "md"))
        .filter(|path| path.with_extension("").extension().is_none())
        .collect();
    files.sort();
    files
        .iter()
        .map(|path| fs::read_to_string(path).unwrap())
        .collect()
}

/// Their code blocks with a language, including the fences.
pub fn code_blocks() -> Vec<String> {
    let mut blocks = Vec::new();
    for text in own_questions() {
        let mut rest = text.as_str();
        while let Some(at) = rest.find("\n```") {
            let block = &rest[at + 1..];
            let Some(end) = block[3..].find("\n```") else {
                break;
            };
            let (block, after) = block.split_at(end + 7);
            let word = block[3..].lines().next().unwrap_or_default();
            if !["", "text", "pikchr"].contains(&word) && !word.contains(' ') {
                blocks.push(block.to_owned());
            }
            rest = after;
        }
    }
    blocks
}

fn plain_words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric() && c != '-')
        .map(|word| word.trim_matches('-'))
        .filter(|word| word.len() > 1)
        .map(str::to_owned)
}

impl Corpus {
    /// The words for a bank of `size` questions.
    pub fn new(size: usize) -> Self {
        let questions = own_questions();
        let titles = questions
            .iter()
            .filter_map(|text| text.lines().find_map(|line| line.strip_prefix("title:")));
        let bodies = questions
            .iter()
            .filter_map(|text| text.splitn(3, "---\n").nth(2));
        Self {
            body: bodies.flat_map(plain_words).collect(),
            titles: titles.flat_map(plain_words).collect(),
            // Heaps' law, with the exponent of English text.
            invented: (30.0 * (size as f64).powf(0.7)) as usize,
        }
    }

    /// An invented name; some are much more frequent than others.
    fn name(&self, random: &mut Random) -> String {
        const STARTS: [&str; 24] = [
            "ba", "cro", "dal", "el", "fi", "gra", "hy", "in", "jo", "kle", "lu", "mo", "nex",
            "or", "pri", "qua", "ru", "sta", "tri", "ul", "vor", "wi", "xe", "za",
        ];
        const ENDS: [&str; 16] = [
            "ber", "cast", "don", "flow", "gate", "hive", "kit", "lake", "mesh", "nova", "pipe",
            "rix", "stack", "tron", "vault", "zen",
        ];
        let rank = (self.invented as f64).powf(random.share()) as usize;
        let mut code = rank;
        let mut name = String::new();
        loop {
            name += STARTS[code % STARTS.len()];
            code /= STARTS.len();
            if code < ENDS.len() {
                return name + ENDS[code];
            }
        }
    }

    fn word(&self, random: &mut Random) -> String {
        match random.below(12) {
            0 => self.name(random),
            _ => random.of(&self.body).clone(),
        }
    }

    fn sentence(&self, random: &mut Random) -> String {
        let length = 8 + random.below(10);
        let words: Vec<String> = (0..length).map(|_| self.word(random)).collect();
        format!("{}.", words.join(" "))
    }

    fn paragraph(&self, sentences: usize, random: &mut Random) -> String {
        let sentences: Vec<String> = (0..sentences).map(|_| self.sentence(random)).collect();
        sentences.join(" ")
    }

    /// A title of a question.
    pub fn title(&self, random: &mut Random) -> String {
        const OPENINGS: [&str; 6] = [
            "How does",
            "What is",
            "When do you use",
            "Why does",
            "Which",
            "How do you choose",
        ];
        let mut words: Vec<String> = (0..2 + random.below(4))
            .map(|_| random.of(&self.titles).clone())
            .collect();
        if random.below(2) == 0 {
            words.push(self.name(random));
        }
        format!("{} {}?", random.of(&OPENINGS), words.join(" "))
    }

    /// Two words that somebody might search for together.
    pub fn query(&self, random: &mut Random) -> String {
        let title = self.title(random);
        let long: Vec<&str> = title
            .trim_end_matches('?')
            .split(' ')
            .skip(1)
            .filter(|word| word.len() > 3)
            .collect();
        let first = long.first().copied().unwrap_or("queue");
        match random.below(3) {
            0 => format!("{first} {}", self.word(random)),
            _ => format!("{first} {}", long.last().copied().unwrap_or("log")),
        }
    }

    fn question(&self, number: usize, size: usize, random: &mut Random) -> String {
        let level = random.of(&["easy", "medium", "hard"]);
        let tag = |random: &mut Random| format!("tag-{}", (300f64.powf(random.share())) as usize);
        let mut tags: Vec<String> = (0..3).map(|_| tag(random)).collect();
        tags.sort();
        tags.dedup();
        let related = (number + 1) % size;
        let points: Vec<String> = (0..4)
            .map(|_| format!("- {}", self.sentence(random)))
            .collect();
        format!(
            "---\ntitle: \"{}\"\ndifficulty: {level}\ntags: [{}]\nkeywords: [\"{}\", \"{}\"]\nrelated: [question-{related}]\n---\n{}\n\n## Key points\n\n{}\n\n## In depth\n\n{}\n\n{}\n\n## Trade-offs\n\n{}\n\n## Common mistakes\n\n{}\n",
            self.title(random),
            tags.join(", "),
            self.name(random),
            self.word(random),
            self.paragraph(3, random),
            points.join("\n"),
            self.paragraph(8, random),
            self.paragraph(6, random),
            self.paragraph(5, random),
            self.paragraph(4, random),
        )
    }

    /// Writes a bank of `size` questions in twenty topics.
    pub fn write(&self, root: &Path, size: usize, seed: u64) {
        let topics: Vec<PathBuf> = (0..20)
            .map(|topic| root.join(format!("questions/topic-{topic}")))
            .collect();
        for topic in &topics {
            fs::create_dir_all(topic).unwrap();
        }
        let mut random = Random::new(seed);
        for number in 0..size {
            let path = random.of(&topics).join(format!("question-{number}.md"));
            let mut file = BufWriter::new(File::create(path).unwrap());
            file.write_all(self.question(number, size, &mut random).as_bytes())
                .unwrap();
        }
    }
}
