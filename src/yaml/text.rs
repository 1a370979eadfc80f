//! Texts of one line, and what YAML makes of them that nobody meant: comments, escapes, words that mean nothing.

use std::ops::Range;

use serde_yaml::Value;

use super::fields::{Fields, Pair, Spanned};
use super::remedy::{is_prose, quote_hint, quoted};
use crate::diagnostic::{Code, is_of_text};

/// The longest text of one line. It stands on many pages, in lists and in the head of each.
pub const MAX_TEXT_CHARS: usize = 2000;

impl Fields {
    pub(super) fn text_in(&mut self, entry: Pair, form: Option<&str>) -> Option<Spanned<String>> {
        let key = entry.key.as_str();
        let lost = self.lost_text(&entry);
        match entry.value {
            Value::String(text) if !text.trim().is_empty() => {
                if let Some((span, hint)) = lost {
                    let message = read_as_comment(&self.file.text[span.clone()]);
                    self.report(Code::CommentCutsText, span, message, Some(hint));
                }
                let typed = self.file.text[entry.value_span.clone()].to_owned();
                if self.has_escapes(&typed, &text, entry.value_span.clone()) {
                    return None;
                }
                self.plain(key, text, entry.value_span)
            }
            Value::String(_) | Value::Null => {
                let written = &self.file.text[entry.value_span.clone()];
                let (span, message, hint) = match lost {
                    // YAML reads some words as `null`.
                    None if written.chars().any(char::is_alphabetic) => (
                        entry.value_span.clone(),
                        format!("`{key}` is empty: `{written}` means nothing in YAML"),
                        quote_hint(key, written),
                    ),
                    Some((span, hint)) if is_word(&self.file.text[span.clone()]) => {
                        let comment = read_as_comment(&self.file.text[span.clone()]);
                        (span, format!("`{key}` is empty: {comment}"), hint)
                    }
                    _ => {
                        let text = format!("write a text after `{key}:`");
                        let hint = form.map_or(text, str::to_owned);
                        let hint = match self.required.contains(&key) {
                            true => hint,
                            false => hint + ", or remove the line",
                        };
                        (entry.key_span, format!("`{key}` is empty"), hint)
                    }
                };
                self.report(Code::BadValue, span, message, Some(hint));
                None
            }
            other => {
                let written = &self.file.text[entry.value_span.clone()];
                let hint = match form {
                    Some(form) => form.to_owned(),
                    None if written.contains('\n') => {
                        format!("write one text after `{key}:`")
                    }
                    None => quote_hint(key, written),
                };
                self.wrong_type(key, "a text", &other, entry.value_span, Some(hint));
                None
            }
        }
    }

    /// Reports signs that came of a backslash between double quotes, as in `"C:\temp"`.
    pub(super) fn has_escapes(&mut self, typed: &str, text: &str, span: Range<usize>) -> bool {
        let inside = typed
            .strip_prefix('"')
            .and_then(|typed| typed.strip_suffix('"'));
        let Some(inside) = inside.filter(|inside| !inside.contains('\n')) else {
            return false;
        };
        if !text.contains(|char: char| char.is_ascii_control()) {
            return false;
        }
        let message = "between double quotes, a backslash begins an escape";
        let meant = inside.replace("\\\"", "\"").replace("\\\\", "\\");
        let hint = format!(
            "write it in single quotes: `'{}'`",
            meant.replace('\'', "''")
        );
        self.report(Code::BadValue, span, message.into(), Some(hint));
        true
    }

    /// A text of one line, of a length that lists bear, without control characters, which an escape such as `\e` can smuggle in.
    pub(super) fn plain(
        &mut self,
        key: &str,
        text: String,
        span: Range<usize>,
    ) -> Option<Spanned<String>> {
        if text.contains(|char| !is_of_text(char)) {
            let message = format!("`{key}` has an invisible character in it");
            let hint = Some("remove the escape that stands for it".to_owned());
            self.report(Code::BadValue, span, message, hint);
            return None;
        }
        let value = text.trim();
        let (fault, hint) = if value.contains('\n') {
            let hint = "write it on one line; after `>` instead of `|`, lines are joined";
            ("has several lines".to_owned(), hint)
        } else if value.chars().count() > MAX_TEXT_CHARS {
            let fault = format!("is longer than {MAX_TEXT_CHARS} characters");
            (fault, "say it shorter")
        } else {
            let value = value.to_owned();
            return Some(Spanned { value, span });
        };
        let message = format!("`{key}` {fault}");
        self.report(Code::BadValue, span, message, Some(hint.to_owned()));
        None
    }

    /// The same for an item after a dash.
    pub(super) fn lost_item(&mut self, key: &str, typed: Range<usize>) {
        let text = self.file.text[typed.clone()].to_owned();
        let line = self.file.text[typed.end..].split('\n').next();
        let line = line.unwrap_or_default().trim_end();
        let lost = line.trim_start();
        if !is_lost(key, lost) || text.starts_with(['"', '\'']) {
            return;
        }
        let span = typed.end + line.len() - lost.len()..typed.end + line.len();
        let hint = format!("quote the item: `- {}`", quoted(&(text + line)));
        let hint = match is_prose(key) {
            true => hint + ", or put the comment on a line of its own",
            false => hint,
        };
        let message = read_as_comment(lost);
        self.report(Code::CommentCutsText, span, message, Some(hint));
    }

    /// A list of which nothing is left, because each of its words has a `#` before it.
    pub(super) fn lost_list(&mut self, entry: &Pair) {
        let key = entry.key.as_str();
        let start = entry.value_span.start;
        let line = self.file.text[start..].split('\n').next();
        let line = line.unwrap_or_default().trim_end();
        let lost = line.trim_start();
        if !is_word(lost) {
            return;
        }
        let items = lost.split([' ', '\t', ',']);
        let items: Vec<&str> = items
            .map(|item| item.trim_matches(['#', '[', ']', '"', '\'']))
            .filter(|item| !item.is_empty())
            .collect();
        let span = start + line.len() - lost.len()..start + line.len();
        let message = format!("`{key}` is empty: {}", read_as_comment(lost));
        let hint = format!(
            "write a list: `{key}: [{}]`, or put the comment on a line of its own",
            items.join(", ")
        );
        self.report(Code::CommentCutsText, span, message, Some(hint));
    }

    /// ` #` starts a comment even in the middle of a sentence, so a title can lose its end unnoticed. Returns the text that was or
    /// may have been lost, and the hint.
    fn lost_text(&self, entry: &Pair) -> Option<(Range<usize>, String)> {
        let Range { start, end } = entry.value_span;
        let rest = self.file.text[end..].split('\n').next()?;
        let written = self.file.text[start..end + rest.len()].trim_end();
        let is_plain = !written.trim_start().starts_with(['"', '\'', '|', '>']);
        if !is_prose(&entry.key) || !is_plain {
            return None;
        }
        let signs = written.match_indices('#').map(|(at, _)| at);
        let mut signs = signs.filter(|&at| written[..at].ends_with([' ', '\t', '\n']) || at == 0);
        let at = signs.next()?;
        // Within braces, other values may follow before the comment.
        if start + at > end && !self.file.text[end..start + at].trim().is_empty() {
            return None;
        }
        let line = written[at..].split('\n').next()?;
        let lines: Vec<&str> = written.lines().map(str::trim).collect();
        let hint = quote_hint(&entry.key, lines.join(" ").trim());
        let hint = match lines.len() {
            1 => hint,
            _ => hint.replacen("the value", "the whole, on one line", 1),
        };
        Some((start + at..start + at + line.trim_end().len(), hint))
    }
}

/// Whether a comment behind a key or an item may have been meant as words: where values are prose, always; elsewhere if there is no
/// blank behind the `#`.
fn is_lost(key: &str, comment: &str) -> bool {
    let Some(words) = comment.strip_prefix('#') else {
        return false;
    };
    is_prose(key) || words.is_empty() || is_word(comment)
}

/// Whether a comment has no blank behind its `#`, as no comment has that was meant as one.
fn is_word(comment: &str) -> bool {
    let words = comment.strip_prefix('#').unwrap_or_default();
    !words.is_empty() && !words.starts_with([' ', '\t', '#', '-', '='])
}

fn read_as_comment(written: &str) -> String {
    format!("`{written}` is read as a comment")
}
