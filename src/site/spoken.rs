//! What pages and their scripts say, made once in each language.

use std::sync::Arc;

use super::structured;
use crate::fingerprint::Fingerprint;
use crate::words::Words;

/// What the scripts of every page say: of the page itself, the search that opens over it, how its questions stand, and that this
/// cannot be kept.
const EVERYWHERE: [&str; 12] = [
    "site.sentences",
    "page",
    "search",
    "recall",
    "level.easy",
    "level.medium",
    "level.hard",
    "scaffold.title",
    "study.blocked",
    "study.full_storage",
    "study.damaged",
    "study.newer",
];

/// What a list says that is narrowed.
const LIST: [&str; 5] = [
    "list.all",
    "list.none",
    "list.shown",
    "list.study",
    "study.unloaded_text",
];

/// What some pages say beside it, by their kind.
const SCREENS: [(&str, &[&str]); 10] = [
    ("topic", &LIST),
    ("path", &LIST),
    ("tag", &LIST),
    ("difficulty", &LIST),
    ("questions", &LIST),
    (
        "home",
        &["today", "home.study_now", "choose.next", "choose.next_due"],
    ),
    (
        "question",
        &[
            "card",
            "study.close",
            "study.enter",
            "study.key_grade",
            "study.key_keys",
            "study.key_show",
            "study.key_undo",
            "study.keys_on",
            "study.keys_title",
            "study.space",
        ],
    ),
    (
        "study",
        &["card", "today", "study", "choose", "goal", "look", "job"],
    ),
    (
        "mock",
        &[
            "card",
            "study",
            "mock",
            "choose.graded",
            "choose.no_undo",
            "choose.known",
        ],
    ),
    ("progress", &["study", "progress"]),
];

/// The words of a language, in the forms that pages need.
#[derive(Debug)]
pub struct Spoken {
    /// All of them.
    pub words: Arc<Words>,
    /// For scripts: of ordinary pages, then of each of [`SCREENS`].
    scripts: Vec<String>,
}

impl Spoken {
    /// From the words of a language.
    pub fn new(words: Arc<Words>) -> Spoken {
        let screens = SCREENS.into_iter().map(|(_, groups)| groups);
        let of_screen = |groups: &[&str]| {
            let groups: Vec<&str> = EVERYWHERE.iter().chain(groups).copied().collect();
            structured::script(&words.for_scripts(&groups))
        };
        Spoken {
            scripts: std::iter::once(&[][..])
                .chain(screens)
                .map(of_screen)
                .collect(),
            words,
        }
    }

    /// What the scripts of a kind of page say, ready to stand in a `<script>` element.
    pub fn for_scripts(&self, kind: &str) -> &str {
        let place = SCREENS.iter().position(|(screen, _)| *screen == kind);
        let script = self.scripts.get(place.map_or(0, |place| place + 1));
        script.map_or("{}", String::as_str)
    }

    /// Of what templates say.
    pub fn recipe(&self) -> Fingerprint {
        Fingerprint::of_value(&self.words.for_templates())
    }
}
