//! What can be fixed without asking: tags sorted and without duplicates, `related` on both sides, keys in canonical order.
//!
//! Everything else in the file stays the same, byte for byte. Places come from the parser, but comments and lines it does not know,
//! so each result is read again. An edit that would change the meaning of the front matter is not made.

mod entries;
mod lists;

use std::ops::Range;
use std::sync::Arc;

use super::catalog::Catalog;
use super::relations::missing_relations;
use crate::compile::front_matter::{self, FrontMatter};
use crate::diagnostic::{Checked, Code, Severity, SourceText};
use crate::route::Slug;
use crate::yaml::Spanned;

/// A file's new text, and what changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fixed {
    /// The whole file, as it should be.
    pub text: String,
    /// Each change, described in a few words.
    pub changes: Vec<String>,
}

/// What came of marking a translation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Marked<T> {
    /// It has the mark now.
    Now(T),
    /// It had it already.
    Before,
    /// Its front matter has faults, or is written in a way that cannot be changed safely.
    Never,
}

/// For each question of the catalog, in its order, the slugs that its `related` lacks.
pub fn relations(catalog: &Catalog) -> Vec<Vec<Slug>> {
    let mut wanted = vec![Vec::new(); catalog.questions.len()];
    for question in &catalog.questions {
        for other in missing_relations(question, catalog) {
            if let Some(place) = catalog.place(other.slug.as_str()) {
                wanted[place].push(question.slug.clone());
            }
        }
    }
    wanted
}

/// A translation's text, marked with the state of its original.
pub fn mark(raw: &str, state: &str) -> Marked<String> {
    let before = front(raw).and_then(|front| Some((read_translation(&raw[front.clone()])?, front)));
    let Some((before, front)) = before else {
        return Marked::Never;
    };
    let now = before.translates.as_ref();
    match now.is_some_and(|now| now.value == state) {
        true => Marked::Before,
        false => with_mark(raw, front, &before, state).map_or(Marked::Never, Marked::Now),
    }
}

fn with_mark(raw: &str, front: Range<usize>, before: &FrontMatter, state: &str) -> Option<String> {
    let line_end = entries::line_end(raw);
    let marked = match entries::find(&raw[front.clone()], "translates") {
        Some((_, value)) => {
            let blank = if value.span.is_empty() { " " } else { "" };
            lists::spliced(&raw[front.clone()], value.span, &format!("{blank}{state}"))
        }
        None => entries::append(&raw[front.clone()], "translates", state, line_end)?,
    };
    let after = read_translation(&marked)?;
    let is_right = after
        .translates
        .as_ref()
        .is_some_and(|now| now.value == state)
        && after.title == before.title
        && after.keywords == before.keywords
        && after.reviewed == before.reviewed
        && after.draft == before.draft;
    is_right.then(|| format!("{}{marked}{}", &raw[..front.start], &raw[front.end..]))
}

/// Fixes a file's text as it is on the disk. `None` if there is nothing to fix, or if the front matter has errors.
pub fn fix(raw: &str, relations: &[Slug]) -> Option<Fixed> {
    let front = front(raw)?;
    let before = read(&raw[front.clone()])?;
    let line_end = entries::line_end(raw);
    let mut mended = raw[front.clone()].to_owned();
    let mut changes = Vec::new();

    let tags = |matter: &FrontMatter| is_same(&before, matter, &[]);
    if let Some(list) = entries::find(&mended, "tags")
        && let Some(lists::Edited {
            text,
            has_moved,
            dropped,
        }) = lists::sort(&mended, &list)
        && read(&text).as_ref().is_some_and(tags)
    {
        if has_moved {
            changes.push("`tags` are in order".to_owned());
        }
        let once = |tag: &String| format!("the tag `{tag}` is given once");
        changes.extend(dropped.iter().map(once));
        mended = text;
    }
    let mut added = Vec::new();
    for slug in relations {
        let text = match entries::find(&mended, "related") {
            Some((_, list)) => lists::push(&mended, &list, slug, line_end),
            None => entries::append(&mended, "related", &lists::flow(slug), line_end),
        };
        let mut wanted = added.clone();
        wanted.push(slug.clone());
        if let Some(text) = text
            && read(&text).is_some_and(|matter| is_same(&before, &matter, &wanted))
        {
            changes.push(related(slug));
            (mended, added) = (text, wanted);
        }
    }
    if let Some(ordered) = entries::order(&mended)
        && ordered != mended
        && read(&ordered).is_some_and(|matter| is_same(&before, &matter, &added))
    {
        changes.push("the keys are in order".to_owned());
        mended = ordered;
    }
    (!changes.is_empty()).then(|| Fixed {
        text: format!("{}{mended}{}", &raw[..front.start], &raw[front.end..]),
        changes,
    })
}

/// Whether [`fix`] can add a slug to `related`, so that nobody is told to run it in vain.
pub fn can_relate(raw: &str, slug: &Slug) -> bool {
    let fixed = fix(raw, std::slice::from_ref(slug));
    fixed.is_some_and(|fixed| fixed.changes.contains(&related(slug)))
}

fn related(slug: &Slug) -> String {
    format!("`related` names `{slug}`")
}

/// The range of the front matter in a file as it is on the disk, with its byte order mark and its own line ends.
fn front(raw: &str) -> Option<Range<usize>> {
    let mut start = None;
    let mut offset = 0;
    for line in entries::lines(raw) {
        let shown = line.trim_start_matches('\u{feff}').trim_end();
        match start {
            None if shown != "---" => return None,
            None => start = Some(offset + line.len()),
            Some(start) if matches!(shown, "---" | "...") => return Some(start..offset),
            Some(_) => {}
        }
        offset += line.len();
    }
    None
}

/// Reads a front matter that has no errors. A duplicate tag does not count as one, because it can be fixed.
fn read(front: &str) -> Option<FrontMatter> {
    read_by(front, front_matter::parse)
}

fn read_translation(front: &str) -> Option<FrontMatter> {
    read_by(front, front_matter::parse_translation)
}

type Parse = fn(&Arc<SourceText>, Range<usize>) -> Checked<FrontMatter>;

fn read_by(front: &str, parse: Parse) -> Option<FrontMatter> {
    let text = front.replace("\r\n", "\n").replace('\r', "\n");
    let range = 0..text.len();
    let path = String::new();
    let checked = parse(&Arc::new(SourceText { path, text }), range);
    let is_fault = |severity, code| severity == Severity::Error && code != Code::DuplicateTag;
    let has_faults = checked
        .findings
        .iter()
        .any(|finding| is_fault(finding.severity, finding.code));
    checked.value.filter(|_| !has_faults)
}

/// Whether `after` means the same as `before`, apart from the order of tags and the `added` relations.
fn is_same(before: &FrontMatter, after: &FrontMatter, added: &[Slug]) -> bool {
    let tags = |matter: &FrontMatter| {
        let mut tags: Vec<_> = matter.tags.iter().map(|tag| tag.value.clone()).collect();
        tags.sort_by(|a, b| a.slug.cmp(&b.slug));
        tags
    };
    let related = values(&before.related).chain(added);
    tags(before) == tags(after)
        && related.eq(values(&after.related))
        && values(&before.aliases).eq(values(&after.aliases))
        && *before
            == FrontMatter {
                // These were compared above, and positions may differ.
                tags: before.tags.clone(),
                related: before.related.clone(),
                aliases: before.aliases.clone(),
                title_span: before.title_span.clone(),
                added_span: before.added_span.clone(),
                reviewed_span: before.reviewed_span.clone(),
                ..after.clone()
            }
}

fn values<T>(list: &[Spanned<T>]) -> impl Iterator<Item = &T> {
    list.iter().map(|item| &item.value)
}
