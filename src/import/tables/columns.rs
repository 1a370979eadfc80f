//! What the columns of a table hold.

/// What Anki's lines with `#` in front say of the rows.
#[derive(Default)]
pub struct Settings {
    pub separator: Option<char>,
    pub is_html: bool,
    /// Columns that hold no side of a card, counted from 0.
    pub others: Vec<usize>,
    pub tags: Option<usize>,
    pub deck: Option<usize>,
}

/// Which column holds what.
pub struct Columns {
    pub question: usize,
    pub answer: Option<usize>,
    pub tags: Option<usize>,
    pub level: Option<usize>,
    pub topic: Option<usize>,
    /// Further columns, with their names.
    pub named: Vec<(usize, String)>,
    pub is_named: bool,
    /// What the header calls them.
    pub names: Vec<String>,
    /// Whether a column that only counts the rows is left out.
    pub has_count: bool,
    /// How many the header has, where there is one.
    pub count: Option<usize>,
    pub separator: char,
}

const QUESTION: &[&str] = &[
    "question",
    "questions",
    "q",
    "front",
    "title",
    "prompt",
    "вопрос",
    "pregunta",
    "pergunta",
    "frage",
    "问题",
    "题目",
    "term",
    "concept",
    "text",
];
const ANSWER: &[&str] = &[
    "answer",
    "answers",
    "a",
    "back",
    "response",
    "solution",
    "ответ",
    "respuesta",
    "resposta",
    "antwort",
    "答案",
    "definition",
    "explanation",
    "extra",
    "back extra",
];
const TAGS: &[&str] = &["tags", "tag", "labels", "теги", "etiquetas"];
const LEVEL: &[&str] = &[
    "difficulty",
    "level",
    "сложность",
    "nivel",
    "dificultad",
    "难度",
];
/// Columns of addresses.
pub const SOURCE: &[&str] = &[
    "source",
    "sources",
    "url",
    "link",
    "reference",
    "references",
    "источник",
    "fuente",
    "quelle",
];
/// Columns that count the rows.
const NUMBER: &[&str] = &[
    "id",
    "#",
    "no",
    "no.",
    "№",
    "n",
    "nr",
    "nr.",
    "num",
    "number",
    "index",
    "sr no",
    "sr. no.",
    "s.no",
    "s.no.",
    "номер",
    "número",
    "序号",
    "编号",
    "question id",
    "question number",
];
const TOPIC: &[&str] = &[
    "topic",
    "category",
    "deck",
    "section",
    "subject",
    "тема",
    "категория",
    "tema",
    "categoría",
    "分类",
];

/// Whether a row names columns.
pub fn is_header(fields: &[String]) -> bool {
    let names = names(fields);
    let has = |list: &[&str]| names.iter().any(|name| list.contains(&name.as_str()));
    has(QUESTION) && (has(ANSWER) || names.len() == 1 || has(TAGS) || has(TOPIC) || has(LEVEL))
}

/// What columns are called, whatever the way to write it: `Question_Text`, `Interview Question`, `Model answer`
fn names(fields: &[String]) -> Vec<String> {
    let name = |field: &String| {
        let name = field.trim().trim_end_matches([':', '?']).to_lowercase();
        let name = name.replace(['_', '-'], " ");
        let of = |word: &str| {
            let rest = name
                .strip_suffix(word)
                .or_else(|| name.strip_prefix(word)?.strip_suffix(" text"))?;
            (rest.is_empty() || rest.ends_with(' ')).then(|| word.to_owned())
        };
        of("question").or_else(|| of("answer")).unwrap_or(name)
    };
    fields.iter().map(name).collect()
}

/// Whether a column has the numbers of the rows, in their order.
fn counts(rows: &[&[String]], at: usize) -> bool {
    let cells = rows.iter().filter_map(|row| row.get(at));
    let numbers = cells.map(|cell| cell.trim().trim_end_matches(['.', ')']));
    let mut last: Option<u64> = None;
    numbers
        .filter(|number| !number.is_empty())
        .all(|number| match number.parse().ok() {
            Some(number) if last.map_or(number <= 1, |last: u64| last + 1 == number) => {
                last = Some(number);
                true
            }
            _ => false,
        })
}

impl Columns {
    /// By the names in a header, with the rows below it.
    pub fn named(fields: &[String], rows: &[&[String]], separator: char) -> Columns {
        let names = names(fields);
        let find = |list: &[&str]| {
            list.iter()
                .find_map(|word| names.iter().position(|name| name == word))
        };
        let mut columns = Columns {
            question: find(QUESTION).unwrap_or(0),
            answer: find(ANSWER),
            tags: find(TAGS),
            level: find(LEVEL),
            topic: find(TOPIC),
            named: Vec::new(),
            is_named: true,
            names: fields.iter().map(|name| name.trim().to_owned()).collect(),
            has_count: false,
            count: Some(fields.len()),
            separator,
        };
        let known = [
            Some(columns.question),
            columns.answer,
            columns.tags,
            columns.level,
            columns.topic,
        ];
        let mut has_count = false;
        columns.named = fields
            .iter()
            .enumerate()
            .filter(|(at, _)| {
                // One that says more than which row it is stays, whatever its name.
                let is_count = NUMBER.contains(&names[*at].as_str()) && counts(rows, *at);
                has_count |= is_count;
                !known.contains(&Some(*at)) && !is_count
            })
            .map(|(at, name)| (at, name.trim().to_owned()))
            .collect();
        columns.has_count = has_count;
        columns
    }

    /// Why the header is in no question.
    pub fn header(&self) -> &'static str {
        match self.has_count {
            true => "the header of a table, and of a column that only counts its rows",
            false => "the header of a table",
        }
    }

    /// Without a header: the first two that are no tags or decks.
    pub fn usual(settings: &Settings, separator: char) -> Columns {
        let mut sides = (0..).filter(|at| {
            !settings.others.contains(at)
                && settings.tags != Some(*at)
                && settings.deck != Some(*at)
        });
        let question = sides.next().unwrap_or(0);
        Columns {
            question,
            answer: sides.next(),
            tags: settings.tags,
            level: None,
            topic: settings.deck,
            named: Vec::new(),
            is_named: false,
            names: Vec::new(),
            has_count: false,
            count: None,
            separator,
        }
    }
}
