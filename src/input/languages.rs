//! The languages of a bank: `languages` and `translations` in the settings, and the file names of translations.

use std::ops::Range;

use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::yaml::{Fields, Spanned};

/// A language beside the default one, and what the site is called in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Language {
    /// BCP 47 tag as the settings write it. The pages of the language lie in a folder of this name.
    pub tag: String,
    /// Where it stands in the settings.
    pub span: Range<usize>,
    /// The site's name in this language.
    pub title: Option<String>,
    /// The site's description in this language.
    pub description: Option<String>,
}

impl Language {
    /// Where its pages lie, relative to the site's root.
    pub fn folder(&self) -> String {
        format!("{}/", self.tag)
    }
}

/// The language of a bank that names none.
pub const DEFAULT: &str = "en";

/// The languages that settings list.
#[derive(Debug)]
pub struct Listed {
    /// The default one.
    pub default: String,
    /// The others in order.
    pub languages: Vec<Language>,
    /// Whether the list could be read, so that these are all.
    pub are_known: bool,
}

/// Reads the languages.
pub fn parse(fields: &mut Fields) -> Listed {
    let single = fields.key("language");
    let first = fields.text("language").and_then(|tag| checked(fields, tag));
    let listed = fields.key("languages");
    let faults = fields.faults();
    let mut tags: Vec<Spanned<String>> = Vec::new();
    for tag in fields.texts("languages") {
        let same = tags
            .iter()
            .find(|known| known.value.eq_ignore_ascii_case(&tag.value));
        match same {
            Some(_) => {
                let message = format!("`{}` is listed twice", tag.value);
                let hint = Some("keep one of the two".to_owned());
                fields.report(Code::BadValue, tag.span, message, hint);
            }
            None => tags.extend(checked(fields, tag)),
        }
    }
    let are_known = fields.faults() == faults;
    if let (Some(span), Some(_)) = (single, &listed) {
        let message = "`language` and `languages` both name the default language".to_owned();
        let hint = "keep `languages`: the first one is the default".to_owned();
        fields.report(Code::BadValue, span, message, Some(hint));
    }
    let mut tags = tags.into_iter();
    let default = match listed {
        Some(_) => tags.next(),
        None => first,
    };
    let mut languages: Vec<Language> = tags
        .map(|tag| Language {
            tag: tag.value,
            span: tag.span,
            title: None,
            description: None,
        })
        .collect();
    let default = default.map_or_else(|| DEFAULT.to_owned(), |tag| tag.value);
    let known = Languages {
        default: if are_known { &default } else { "" },
        others: &languages,
    };
    for (known, named) in named(fields, known) {
        if let Some(language) = languages.get_mut(known) {
            (language.title, language.description) = (named.title, named.description);
        }
    }
    Listed {
        default,
        languages,
        are_known,
    }
}

/// A title and a description in another language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Its name.
    pub title: Option<String>,
    /// One sentence about it.
    pub description: Option<String>,
}

/// Title and description in the language at this index. The description is left out if it is in another language than the title.
pub fn in_language(named: &[(usize, Named)], place: usize) -> Option<(String, String)> {
    let (_, named) = named.iter().find(|(known, _)| *known == place)?;
    let description = named.description.clone().unwrap_or_default();
    Some((named.title.clone()?, description))
}

/// The titles and descriptions in other languages, each with the language's index:
/// `translations: {de: {title: …, description: …}}`. Tags of languages that the bank does not have are reported.
pub fn named(fields: &mut Fields, languages: Languages<'_>) -> Vec<(usize, Named)> {
    let mut found = Vec::new();
    for (tag, mut inner) in fields.named_mappings("translations") {
        let named = Named {
            title: inner.text("title").map(|text| text.value),
            description: inner.text("description").map(|text| text.value),
        };
        for finding in inner.finish() {
            fields.add(finding);
        }
        let mut others = languages.others.iter();
        match others.position(|known| known.tag == tag.value) {
            Some(known) => found.push((known, named)),
            None => {
                let (message, hint) = unlisted(&tag.value, languages);
                fields.report(Code::UnlistedLanguage, tag.span, message, Some(hint));
            }
        }
    }
    found
}

/// The message and the hint for a tag that is not one of the bank's further languages.
fn unlisted(tag: &str, languages: Languages<'_>) -> (String, String) {
    if tag.eq_ignore_ascii_case(languages.default) {
        return (
            format!("`{tag}` is the default language, which is no translation"),
            "write its `title` and `description` above `translations:`, and remove this entry"
                .into(),
        );
    }
    let hint = did_you_mean(tag, languages.others.iter().map(|known| known.tag.as_str()))
        .unwrap_or_else(|| format!("add `{tag}` to `languages`, after the default language"));
    (
        format!("`{tag}` is not one of this bank's other languages"),
        hint,
    )
}

/// A language tag of valid form; others are reported.
fn checked(fields: &mut Fields, text: Spanned<String>) -> Option<Spanned<String>> {
    if is_tag(&text.value) {
        return Some(text);
    }
    let message = format!("`{}` is not a language tag", text.value);
    let hint = "use a tag such as `en`, `de` or `pt-BR`".to_owned();
    fields.report(Code::BadValue, text.span, message, Some(hint));
    None
}

/// Whether a text has the form of a language tag (BCP 47).
pub fn is_tag(text: &str) -> bool {
    text.split('-').enumerate().all(|(at, part)| {
        let longest = if at == 0 { 3 } else { 8 };
        (if at == 0 { 2 } else { 1 }..=longest).contains(&part.len())
            && part.chars().all(|char| char.is_ascii_alphanumeric())
    })
}

/// What a question's file name says.
#[derive(Debug, PartialEq, Eq)]
pub enum Stem<'a> {
    /// An original: `cap-theorem`.
    Original,
    /// A translation, `cap-theorem.de`: the slug and the language.
    Translation(&'a str, &'a Language),
}

/// The languages of a bank, for reading file names.
#[derive(Debug, Clone, Copy)]
pub struct Languages<'a> {
    /// The default one; none where the settings could not be read.
    pub default: &'a str,
    /// The others.
    pub others: &'a [Language],
}

impl<'a> Languages<'a> {
    /// Their tags, the default one first.
    pub fn tags(self) -> Vec<String> {
        let others = self.others.iter().map(|known| known.tag.clone());
        std::iter::once(self.default.to_owned())
            .chain(others)
            .collect()
    }

    /// Interprets a file name without its `.md`. Dots that do not precede a language tag are left for the check of slugs.
    pub fn read(self, stem: &'a str, shown: &str) -> Result<Stem<'a>, Diagnostic> {
        let Some((slug, tag)) = stem.rsplit_once('.') else {
            return Ok(Stem::Original);
        };
        if let Some(language) = self.others.iter().find(|known| known.tag == tag) {
            return Ok(Stem::Translation(slug, language));
        }
        // As other programs write it: `pt_BR`.
        let tag = &*tag.replace('_', "-");
        let misnamed = |message: String, hint: String| {
            Err(Diagnostic::about(Code::BadFileName, shown, message).hint(hint))
        };
        let mut others = self.others.iter();
        if let Some(language) = others.find(|known| known.tag.eq_ignore_ascii_case(tag)) {
            let right = format!("{slug}.{}.md", language.tag);
            let message = format!(
                "the language is written `{}` in `prepbook.yaml`",
                language.tag
            );
            return misnamed(
                message,
                format!("rename it to `{right}`, or remove it if there is such a file already"),
            );
        }
        if self.default.eq_ignore_ascii_case(tag) {
            let message = format!("`{tag}` is the default language, whose files have no tag");
            return misnamed(
                message,
                format!("rename it to `{slug}.md`, or remove it if there is such a file already"),
            );
        }
        if !is_known(tag) {
            return Ok(Stem::Original);
        }
        let mut listed = self.tags();
        listed.push(tag.to_owned());
        let message = format!("`{tag}` is not among the languages of this bank");
        Err(
            Diagnostic::about(Code::UnlistedLanguage, shown, message).hint(format!(
                "write `languages: [{}]` to `prepbook.yaml`; if this is no translation, rename it to `{}-{}.md`",
                listed.join(", "),
                slug.replace('.', "-"),
                tag.to_lowercase(),
            )),
        )
    }
}

/// Whether a tag begins with a two-letter language code (ISO 639-1). So `node.js.md` and `v1.2.md` are not translations.
pub fn is_known(tag: &str) -> bool {
    let language = tag.split('-').next().unwrap_or_default();
    let mut known = CODES.split_ascii_whitespace();
    is_tag(tag) && known.any(|code| code.eq_ignore_ascii_case(language))
}

/// ISO 639-1.
const CODES: &str = "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy \
    da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig \
    ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml \
    mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg \
    si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh \
    yi yo za zh zu";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::route::{Difficulty, Route, Screen};

    #[test]
    fn no_page_can_lie_where_a_language_does() {
        let slug = crate::route::Slug::parse("de").unwrap();
        for route in [
            Route::Questions,
            Route::Question(slug.clone()),
            Route::Topics,
            Route::Topic(slug.clone()),
            Route::Tags,
            Route::Tag(slug),
            Route::Difficulty(Difficulty::Easy),
            Route::Search,
            Route::Downloads,
            Route::Print(None),
            Route::Offline,
        ]
        .into_iter()
        .chain(Screen::ALL.map(Route::Screen))
        {
            let path = route.path();
            let first = path.split('/').next().unwrap();
            assert!(!is_tag(first), "{first}");
        }
        for folder in ["assets", "media", "icons"] {
            assert!(!is_tag(folder), "{folder}");
        }
    }

    #[test]
    fn a_dot_before_a_language_is_a_translation_and_other_dots_are_not() {
        let german = Language {
            tag: "de".into(),
            span: 0..0,
            title: None,
            description: None,
        };
        let others = [german.clone()];
        let languages = Languages {
            default: "en",
            others: &others,
        };
        let read = |stem| languages.read(stem, "questions/a/x.md");
        assert_eq!(read("acid"), Ok(Stem::Original));
        assert_eq!(read("acid.de"), Ok(Stem::Translation("acid", &german)));
        for stem in ["node.js", "v1.2", "a.b"] {
            assert_eq!(read(stem), Ok(Stem::Original), "{stem}");
        }
        for (stem, code) in [
            ("acid.DE", Code::BadFileName),
            ("acid.en", Code::BadFileName),
            ("acid.fr", Code::UnlistedLanguage),
            ("acid.pt-BR", Code::UnlistedLanguage),
        ] {
            assert_eq!(
                read(stem).map_err(|finding| finding.code),
                Err(code),
                "{stem}"
            );
        }
    }
}
