//! `downloads` in the settings: in which forms readers can take the questions away.

use crate::diagnostic::{Code, did_you_mean};
use crate::yaml::{Fields, Spanned};

/// Questions up to which a site offers every form, where the settings name none: files of the whole bank grow with it.
const MOST: usize = 2_000;

/// A form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, clap::ValueEnum)]
pub enum Kind {
    /// A deck for Anki, of the whole bank or a topic
    Anki,
    /// A book for e-readers, EPUB 3
    Epub,
    /// Pages for paper, of the whole bank or a topic
    Print,
    /// Everything, for programs
    Json,
    /// A row a question
    Csv,
    /// The Markdown of each page
    Markdown,
    /// Text for language models
    Llms,
}

impl Kind {
    /// All of them, as the settings name them.
    pub const ALL: [(&str, Kind); 7] = [
        ("anki", Kind::Anki),
        ("epub", Kind::Epub),
        ("print", Kind::Print),
        ("json", Kind::Json),
        ("csv", Kind::Csv),
        ("markdown", Kind::Markdown),
        ("llms", Kind::Llms),
    ];

    /// What a file of this form ends in.
    pub fn ending(self) -> &'static str {
        match self {
            Kind::Anki => "apkg",
            Kind::Epub => "epub",
            Kind::Print => "html",
            Kind::Json => "json",
            Kind::Csv => "csv",
            Kind::Markdown => "md",
            Kind::Llms => "txt",
        }
    }
}

/// What the settings say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Downloads(Option<Vec<Kind>>);

/// Words by which people mean no download at all.
const NONE: [&str; 4] = ["false", "no", "none", "off"];

impl Downloads {
    /// Those of a bank of so many questions, in the order of [`Kind::ALL`].
    pub fn of(&self, questions: usize) -> Vec<Kind> {
        let all = Kind::ALL.into_iter().map(|(_, kind)| kind);
        all.filter(|kind| match &self.0 {
            Some(named) => named.contains(kind),
            None => questions <= MOST,
        })
        .collect()
    }

    /// Reads the list.
    pub fn parse(fields: &mut Fields) -> Downloads {
        let is_given = fields.key("downloads").is_some();
        if let Some((word, meant)) = meant(fields) {
            let message = format!("`downloads` takes a list, and this is `{}`", word.value);
            fields.report(Code::WrongType, word.span, message, Some(meant));
            fields.ignore("downloads");
        }
        let mut kinds = Vec::new();
        for text in fields.texts("downloads") {
            match Kind::ALL.iter().find(|(name, _)| *name == text.value) {
                Some((_, kind)) => kinds.push(*kind),
                None => {
                    let names = Kind::ALL.map(|(name, _)| name);
                    let hint = did_you_mean(&text.value, names)
                        .or_else(|| {
                            NONE.contains(&&*text.value)
                                .then(|| "write `downloads: []` for none".into())
                        })
                        .unwrap_or_else(|| format!("use any of `{}`", names.join("`, `")));
                    let message = format!("`{}` is not a kind of download", text.value);
                    fields.report(Code::BadValue, text.span, message, Some(hint));
                }
            }
        }
        Downloads(is_given.then_some(kinds))
    }
}

/// The word by which all or none of them are meant, and how to say that.
fn meant(fields: &Fields) -> Option<(Spanned<String>, String)> {
    let word = fields.word("downloads")?;
    let lower = word.value.to_lowercase();
    let hint = match lower.as_str() {
        word if NONE.contains(&word) => "write `downloads: []` for none".to_owned(),
        "all" | "true" | "yes" | "on" => {
            let names = Kind::ALL.map(|(name, _)| name).join(", ");
            format!("write `downloads: [{names}]` for all")
        }
        _ => return None,
    };
    Some((word, hint))
}
