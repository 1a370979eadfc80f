//! The folder and the file names of tables of words.

/// The folder of the tables, below `static/`.
pub const FOLDER: &str = "words/";

/// The tag in a table's file name: `pt-BR` for `pt-BR.yaml`.
pub fn tag_of(name: &str) -> Option<&str> {
    let tag = name.strip_suffix(".yaml")?;
    let is_tag = !tag.is_empty()
        && tag
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    is_tag.then_some(tag)
}

/// The groups of texts used by scripts alone; the others are for templates and the program.
pub const OF_SCRIPTS: [&str; 11] = [
    "page", "search", "card", "today", "study", "choose", "goal", "look", "job", "mock", "progress",
];
