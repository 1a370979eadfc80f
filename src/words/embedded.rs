//! The program's own tables.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use super::place::{FOLDER, tag_of};
use super::table::Table;
use crate::diagnostic::SourceText;
use crate::embedded;
use crate::once::Once;

/// The language whose table is complete.
pub const ENGLISH: &str = "en";

/// The program's own tables, each parsed on first use.
pub static EMBEDDED: LazyLock<BTreeMap<&str, Once<Table>>> = LazyLock::new(|| {
    let names = embedded::STATIC.iter();
    let tags = names.filter_map(|(name, _)| tag_of(name.strip_prefix(FOLDER)?));
    tags.map(|tag| (tag, Once::default())).collect()
});

/// The tags of the program's own tables.
#[cfg(test)]
pub fn embedded_tags() -> impl Iterator<Item = &'static str> {
    EMBEDDED.keys().copied()
}

/// The source of one of the program's own tables.
pub fn embedded_source(tag: &str) -> Option<Arc<SourceText>> {
    let name = format!("{FOLDER}{tag}.yaml");
    let (_, bytes) = embedded::STATIC.iter().find(|(known, _)| *known == name)?;
    Some(Arc::new(SourceText {
        path: format!("static/{name}"),
        text: str::from_utf8(bytes).ok()?.to_owned(),
    }))
}

/// One of the program's own tables.
pub fn embedded_table(tag: &str) -> Option<&'static Table> {
    let table = EMBEDDED.get(tag)?;
    Some(table.get_or_make(|| {
        let english = (tag != ENGLISH).then(english);
        // A test checks that they have no errors.
        embedded_source(tag).map_or_else(Table::default, |file| Table::read(&file, tag, english).0)
    }))
}

/// The complete table.
pub fn english() -> &'static Table {
    static NONE: LazyLock<Table> = LazyLock::new(Table::default);
    embedded_table(ENGLISH).unwrap_or(&NONE)
}
