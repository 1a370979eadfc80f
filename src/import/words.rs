//! What questions, answers and the matter around them look like, in the languages that banks are written in.

mod asking;
#[rustfmt::skip]
mod lists;
mod numbers;
mod options;

use super::plain::plain;
pub use asking::{is_asking, is_of_questions, may_ask, surely_asks};
use lists::{
    ANSWER_LABELS, ANSWERS, ASIDES, GENERIC, LETTER_LABELS, PARTS, PLACEHOLDERS, QUESTION_LABELS,
    SURE_LETTERS, TOP,
};
use numbers::number;
pub use options::{is_option, option, without_bullet};

/// Whether a label stands in front of a question or of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// `Q.`
    Question,
    /// `Ans.`
    Answer,
}

/// A label at the start of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Of what.
    pub side: Side,
    /// The word alone, in lower case.
    pub word: String,
    /// The number behind it.
    pub number: Option<u64>,
    /// The Markdown that follows.
    pub rest: String,
}

/// As many characters are read for a label.
const LONGEST_LABEL: usize = 16;

/// More letters and digits are no placeholder, and no heading of what is no question.
const LONGEST_PLACEHOLDER: usize = 60;

/// Finds a label: `Q.`, `Q1)`, `Question 3:`, `**Question 3 :**`, `**Q: What is X?**`, `Ans.`
pub fn label(line: &str) -> Option<Label> {
    let trimmed = line.trim();
    let (mut open, mut rest) = (0, trimmed);
    while let Some(after) = ["**", "__", "<b>", "<strong>", "*", "_"]
        .iter()
        .find_map(|mark| rest.strip_prefix(mark))
    {
        rest = after.trim_start();
        open += 1;
        if open > 3 {
            return None;
        }
    }
    // Nearly all lines have none, and their first letter tells.
    let first = rest.chars().next()?.to_lowercase().next()?;
    let labels = || QUESTION_LABELS.iter().chain(ANSWER_LABELS);
    if !labels().any(|label| label.starts_with(first)) {
        return None;
    }
    let lower: String = rest.chars().take(LONGEST_LABEL).collect();
    let lower = lower.to_lowercase();
    let find = |labels: &[&'static str], side| {
        let longest = labels
            .iter()
            .filter(|label| lower.starts_with(**label))
            .max_by_key(|label| label.len())?;
        Some((side, *longest))
    };
    let (side, word) = [
        find(QUESTION_LABELS, Side::Question),
        find(ANSWER_LABELS, Side::Answer),
    ]
    .into_iter()
    .flatten()
    .max_by_key(|(_, word)| word.len())?;
    // A letter that is the label of a language is many other things as well.
    let is_letter = is_unsure(word);
    // Lower case can be longer or shorter than the text.
    let after = rest
        .get(word.len()..)
        .filter(|_| rest[..word.len()].to_lowercase() == word)?;
    let mut tail = after.trim_start_matches([' ', '\t']);
    let had_blank = tail.len() < after.len();
    tail = tail.trim_start_matches(['#', '№']);
    let digits = tail.len()
        - tail
            .trim_start_matches(|char: char| char.is_ascii_digit())
            .len();
    let number = tail[..digits].parse().ok();
    if digits > 6 || (digits == 0 && had_blank && side == Side::Question && word.len() == 1) {
        return None;
    }
    tail = tail[digits..].trim_start_matches([' ', '\t']);
    if is_letter && !(rest.starts_with(char::is_uppercase) && tail.starts_with([':', '：'])) {
        return None;
    }
    let mut closed = false;
    let mut delimited = false;
    for _ in 0..3 {
        if let Some(after) = ["**", "__", "</b>", "</strong>", "*", "_"]
            .iter()
            .find_map(|mark| tail.strip_prefix(mark))
            .filter(|_| open > 0)
        {
            closed = true;
            tail = after.trim_start_matches([' ', '\t']);
        } else if let Some(after) = tail
            .strip_prefix(['.', ':', ')', '：', '．', '、', '。', '-', '–', '—', '~'])
            .filter(|_| !delimited)
        {
            delimited = true;
            tail = after.trim_start_matches([' ', '\t', '~']);
        }
    }
    // "A word" and "Questions" start sentences, "Q&A" and "answer key" are words.
    let stands_alone = delimited
        || (number.is_some() && (tail.is_empty() || had_blank || is_asking(&plain(tail))))
        || (tail.is_empty() && (closed || word.len() > 1 && open > 0));
    // `A.b`, `Q-learning`, `a:b` are words.
    let touching = trimmed.len() - tail.len();
    let has_gap = tail.is_empty()
        || trimmed[..touching].ends_with([' ', '\t', '*', '_', '>', '：', '、', '。', '．', '~'])
        || (word.len() > 1 && word != "que");
    if !stands_alone || !has_gap {
        return None;
    }
    let mut rest = tail.trim().to_owned();
    if open > 0 && !closed {
        rest = unclosed(&rest);
    }
    Some(Label {
        side,
        word: word.to_owned(),
        number,
        rest,
    })
}

/// Whether a letter is a label only beside its other half.
fn is_unsure(letter: &str) -> bool {
    let is_half = |(asked, said): &(&str, &str)| [*asked, *said].contains(&letter);
    !SURE_LETTERS.contains(&letter) && LETTER_LABELS.iter().any(is_half)
}

impl Label {
    /// Whether it is one only beside its other half.
    pub fn is_half(&self) -> bool {
        is_unsure(&self.word)
    }

    /// Whether two letters belong together, of which one is in front of a question and the other of its answer.
    pub fn is_half_of(&self, other: &Label) -> bool {
        let (asked, said) = match self.side {
            Side::Question => (self, other),
            Side::Answer => (other, self),
        };
        LETTER_LABELS.contains(&(asked.word.as_str(), said.word.as_str()))
    }
}

/// Takes away the end of a bold text whose start was taken with the label.
fn unclosed(text: &str) -> String {
    for mark in ["**", "__", "</b>", "</strong>", "*", "_"] {
        if text.matches(mark).count() % 2 == 1
            && let Some(at) = text.find(mark)
        {
            return format!("{}{}", &text[..at], &text[at + mark.len()..])
                .trim()
                .to_owned();
        }
    }
    text.to_owned()
}

/// Takes away a number, a label and a box in front of a title. Says whether there was a number.
pub fn bare_title(markdown: &str) -> (String, bool) {
    let mut text = markdown.trim();
    for mark in ["[ ] ", "[x] ", "[X] "] {
        text = text.strip_prefix(mark).unwrap_or(text);
    }
    let mut numbered = false;
    if let Some(label) = label(text).filter(|label| label.side == Side::Question) {
        return (label.rest, label.number.is_some());
    }
    // A sign is no word of a title that has a number behind it.
    if number(numbers::without_sign(text).trim_start_matches(['*', '_'])).is_some() {
        text = numbers::without_sign(text);
    }
    let opened = ["**", "__"].into_iter().find(|mark| text.starts_with(mark));
    let inner = opened.map_or(text, |mark| &text[mark.len()..]).trim_start();
    // Words of a link may begin with a number.
    let linked = inner.strip_prefix('[').filter(|_| inner.contains("]("));
    if let Some(rest) = linked.and_then(number) {
        return (format!("{}[{rest}", opened.unwrap_or_default()), true);
    }
    let rest = number(inner);
    let mut title = text.to_owned();
    if let Some(rest) = rest {
        numbered = true;
        title = match opened {
            Some(_) => unclosed(rest),
            None => rest.to_owned(),
        };
        if let Some(label) = label(&title).filter(|label| label.side == Side::Question) {
            title = label.rest;
        }
    }
    (title, numbered)
}

/// The number in front of a title, of itself or behind a label, where it is a whole one: `12. What is X?`, `Q12: What is X?`
pub fn whole_number(markdown: &str) -> Option<u64> {
    let text = markdown.trim();
    match label(text).filter(|label| label.side == Side::Question) {
        Some(label) => label.number,
        None => numbers::whole(text),
    }
}

/// A text for comparing with the lists above: lower case, without signs at its ends.
fn simple(text: &str) -> String {
    let text = plain(text).to_lowercase();
    let text = text.trim_matches(|char: char| !char.is_alphanumeric());
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Why a heading or bold line starts something that is no question, where it does.
pub fn aside(markdown: &str) -> Option<&'static str> {
    if says_much(std::iter::once(markdown)) {
        return None;
    }
    let text = simple(&bare_title(markdown).0);
    ASIDES
        .iter()
        .find(|(_, words)| words.contains(&text.as_str()))
        .map(|(reason, _)| *reason)
}

/// Whether a text only says that an answer is missing.
pub fn is_placeholder(markdown: &str) -> bool {
    if says_much(markdown.lines()) {
        return false;
    }
    let whole = plain(markdown);
    let text = simple(markdown);
    let text = text.strip_prefix("todo ").unwrap_or(&text);
    // A picture, code or an element says something without a word.
    let says_nothing = !markdown.contains(['!', '`', '<']) && whole.chars().count() <= 3;
    match text.is_empty() {
        true => says_nothing,
        false => PLACEHOLDERS.contains(&text),
    }
}

/// Whether lines surely say more than the texts of the lists: they begin with many words that no markup hides.
pub fn says_much<'a>(lines: impl Iterator<Item = &'a str>) -> bool {
    let mut letters = 0;
    for char in lines.flat_map(str::chars) {
        letters += usize::from(char.is_alphanumeric());
        match char {
            '<' | '[' | '&' | '`' | '~' => return false,
            _ if letters > LONGEST_PLACEHOLDER => return true,
            _ => {}
        }
    }
    false
}

/// Whether the words of a link lead back to the top.
pub fn leads_up(words: &str) -> bool {
    let text = simple(words);
    TOP.contains(&text.as_str())
        || (text.is_empty() && words.contains(['↑', '⬆', '▲', '🔝', '🔼', '⇧', '⤴', '^']))
}

/// Whether a folded part's summary, or a heading, announces the answer instead of asking.
pub fn is_answer_word(markdown: &str) -> bool {
    let text = simple(markdown);
    ANSWERS.contains(&text.as_str())
        || text
            .strip_suffix(" here")
            .is_some_and(|text| ANSWERS.contains(&text))
}

/// Whether a heading names a part of an answer: `Method 2`, `Example`
pub fn is_part(markdown: &str) -> bool {
    let text = simple(markdown);
    let text = text.trim_end_matches(|char: char| char.is_ascii_digit() || " #:.-".contains(char));
    PARTS.contains(&text)
}

/// Three dashes and more.
pub fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line.len() >= 3 && line.chars().all(|char| char == '-')
}

/// Whether a line says whose a file is: `© 2020 A. Author`
pub fn is_colophon(markdown: &str) -> bool {
    let text = plain(markdown).to_lowercase();
    [
        "©",
        "(c) ",
        "copyright",
        "licensed under",
        "this project is licensed",
        "this repository is licensed",
        "made with ❤",
        "made with love",
    ]
    .iter()
    .any(|start| text.starts_with(start))
}

/// Whether a line such as `Examples:` belongs to the answer above it.
pub fn is_generic(term: &str) -> bool {
    let text = simple(term);
    text.split(' ')
        .next_back()
        .is_none_or(|last| GENERIC.contains(&last))
        || aside(term).is_some()
}

/// The level that a word names, where it names one.
pub fn level(word: &str) -> Option<crate::route::Difficulty> {
    use crate::route::Difficulty::{Easy, Hard, Medium};
    match simple(word).as_str() {
        "easy" | "beginner" | "начальный" | "лёгкий" | "простой" | "básico" | "basic"
        | "basics" | "junior" | "entry" | "low" | "novice" | "1" | "fácil" | "легкий"
        | "einfach" | "初级" | "简单" => Some(Easy),
        "medium" | "intermediate" | "middle" | "mid" | "normal" | "moderate" | "2" | "medio"
        | "средний" | "intermedio" | "mittel" | "中级" | "中等" => Some(Medium),
        "hard" | "advanced" | "senior" | "difficult" | "expert" | "high" | "3" | "difícil"
        | "сложный" | "трудный" | "avanzado" | "schwer" | "高级" | "困难" => {
            Some(Hard)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_found_in_all_their_forms() {
        for (line, side, number, rest) in [
            ("Q. What is X?", Side::Question, None, "What is X?"),
            ("Q: What is X?", Side::Question, None, "What is X?"),
            ("Q1) What is X?", Side::Question, Some(1), "What is X?"),
            ("Q1. What is X?", Side::Question, Some(1), "What is X?"),
            (
                "Question 3: What is X?",
                Side::Question,
                Some(3),
                "What is X?",
            ),
            (
                "**Question 3 :** What is X?",
                Side::Question,
                Some(3),
                "What is X?",
            ),
            ("**Question: X**", Side::Question, None, "X"),
            ("**Q1. What is X?**", Side::Question, Some(1), "What is X?"),
            ("**Q:** What is `a`?", Side::Question, None, "What is `a`?"),
            ("Ans. It is.", Side::Answer, None, "It is."),
            ("A: It is.", Side::Answer, None, "It is."),
            ("**Answer:** ```x", Side::Answer, None, "```x"),
            ("**Answer**", Side::Answer, None, ""),
            ("Answer:", Side::Answer, None, ""),
            ("Вопрос 2. Что?", Side::Question, Some(2), "Что?"),
            ("问：什么", Side::Question, None, "什么"),
        ] {
            let found = label(line).unwrap_or_else(|| panic!("{line}"));
            assert_eq!(
                (found.side, found.number, found.rest.as_str()),
                (side, number, rest),
                "{line}"
            );
        }
        for line in [
            "Queues are",
            "A word",
            "Questions that matter",
            "Q&A",
            "a:b",
            "Q-learning",
            "Answering is",
            "Quarter 3: up",
            "An answer",
            "Question the default",
            "A",
            "all",
        ] {
            assert_eq!(label(line), None, "{line}");
        }
    }

    #[test]
    fn numbers_and_labels_are_no_part_of_a_title() {
        for (markdown, title, numbered) in [
            ("12. What is X?", "What is X?", true),
            ("12\\. What is X?", "What is X?", true),
            ("(3) What is X?", "What is X?", true),
            ("1.2 - What?", "What?", true),
            ("3 ways to fail", "3 ways to fail", false),
            ("2PC or sagas?", "2PC or sagas?", false),
            ("**4) task**", "task", true),
            ("Q7. Why?", "Why?", true),
            ("[3. Why?](#x)", "[Why?](#x)", true),
            ("**[3. Why?](#x)**", "**[Why?](#x)**", true),
            ("[1. Why?](#x) (easy)", "[Why?](#x) (easy)", true),
            ("🔹 2. **Why?**", "**Why?**", true),
            ("🔹 Why?", "🔹 Why?", false),
            ("Why?", "Why?", false),
        ] {
            assert_eq!(
                bare_title(markdown),
                (title.to_owned(), numbered),
                "{markdown}"
            );
        }
    }

    #[test]
    fn placeholders_and_ways_up_are_known() {
        for yes in [
            "Answer here",
            "*TODO*",
            "To be completed.",
            "To be added",
            "",
            "...",
            "**TBD**",
        ] {
            assert!(is_placeholder(yes), "{yes}");
        }
        for word in PLACEHOLDERS
            .iter()
            .chain(ASIDES.iter().flat_map(|(_, words)| *words))
        {
            assert!(!says_much(std::iter::once(*word)), "{word}");
        }
        assert!(says_much(
            ["It is a lock. ", "Threads wait for it. "]
                .repeat(3)
                .into_iter()
        ));
        assert!(!says_much(std::iter::once(
            "<!-- It is a lock that threads wait for, and its owner does not. -->"
        )));
        assert!(!is_placeholder("It is."));
        assert!(!is_placeholder("![](a.png)"));
        assert!(!is_placeholder("`-`"));
        for yes in ["⬆ Back to Top", "↥ back to top", "Наверх", "返回顶部", "⬆️"]
        {
            assert!(leads_up(yes), "{yes}");
        }
        assert!(!leads_up("the guide"));
    }
}
