//! The program's own tables.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, OnceLock};

use super::place::{FOLDER, tag_of};
use super::table::Table;
use crate::diagnostic::SourceText;
use crate::embedded;

/// The language in which there is a word for everything.
pub const ENGLISH: &str = "en";

/// The program's own tables, each read when somebody first asks for it.
pub static EMBEDDED: LazyLock<BTreeMap<&str, OnceLock<Table>>> = LazyLock::new(|| {
    let names = embedded::STATIC.iter();
    let tags = names.filter_map(|(name, _)| tag_of(name.strip_prefix(FOLDER)?));
    tags.map(|tag| (tag, OnceLock::new())).collect()
});

/// The tags of the program's own tables.
#[cfg(test)]
pub fn embedded_tags() -> impl Iterator<Item = &'static str> {
    EMBEDDED.keys().copied()
}

/// One of the program's own tables, as a text.
pub fn embedded_source(tag: &str) -> Option<Arc<SourceText>> {
    let name = format!("{FOLDER}{tag}.yaml");
    let (_, bytes) = embedded::STATIC.iter().find(|(known, _)| *known == name)?;
    Some(Arc::new(SourceText {
        path: format!("static/{name}"),
        text: str::from_utf8(bytes).ok()?.to_owned(),
    }))
}

/// One of them, read.
pub fn embedded_table(tag: &str) -> Option<&'static Table> {
    let table = EMBEDDED.get(tag)?;
    Some(table.get_or_init(|| {
        let english = (tag != ENGLISH).then(english);
        // That nothing is wrong with them is a test.
        embedded_source(tag).map_or_else(Table::default, |file| Table::read(&file, tag, english).0)
    }))
}

/// The table that has everything.
pub fn english() -> &'static Table {
    static NONE: LazyLock<Table> = LazyLock::new(Table::default);
    embedded_table(ENGLISH).unwrap_or(&NONE)
}
