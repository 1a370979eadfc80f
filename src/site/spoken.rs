//! What pages and their scripts say, made once in each language.

use std::sync::Arc;

use super::structured;
use crate::fingerprint::Fingerprint;
use crate::words::Words;

/// Where the file lies, below the root of a language, of what scripts say that no page loads at once.
pub const PATH: &str = "words.json";

/// What the scripts of every page say at once.
const AT_ONCE: &str = "page";

/// What is said by scripts that are loaded when they are needed: the search, lists, keys, grades, plans, and how questions stand.
const LATER: [&str; 38] = [
    "card",
    "choose.flagged",
    "choose.next",
    "choose.next_due",
    "choose.today",
    "goal",
    "home.study_now",
    "job",
    "level.easy",
    "level.hard",
    "level.medium",
    "list.all",
    "list.minutes",
    "list.none",
    "list.shown",
    "list.study",
    "recall",
    "scaffold.title",
    "search",
    "site.sentences",
    "study.blocked",
    "study.busy",
    "study.cancel",
    "study.close",
    "study.damaged",
    "study.enter",
    "study.full_storage",
    "study.key_grade",
    "study.key_keys",
    "study.key_show",
    "study.key_undo",
    "study.keys_on",
    "study.keys_title",
    "study.less_than_a_minute",
    "study.newer",
    "study.space",
    "study.unloaded_text",
    "today",
];

/// What every study screen says at once: there is nothing on it but what its script makes.
const EVERY_SCREEN: [&str; 9] = [
    "level.easy",
    "level.hard",
    "level.medium",
    "recall.due_count",
    "recall.for_today",
    "recall.undo",
    "recall.undone",
    "site.sentences",
    "study",
];

/// What one of them says beside it, by its kind.
const SCREENS: [(&str, &[&str]); 3] = [
    (
        "study",
        &[
            "card",
            "choose",
            "goal.ask",
            "goal.given_up",
            "goal.made",
            "goal.offer",
            "goal.paths",
            "goal.title",
            "job.title",
            "look",
            "mock.paused",
            "mock.runs",
            "today",
        ],
    ),
    (
        "mock",
        &[
            "card",
            "choose.elsewhere",
            "choose.flag_off",
            "choose.flag_on",
            "choose.graded",
            "choose.key_known",
            "choose.known",
            "choose.more",
            "choose.no_undo",
            "choose.suspended",
            "mock",
            "today",
        ],
    ),
    (
        "progress",
        &[
            "card",
            "choose.next",
            "choose.next_due",
            "progress",
            "today",
        ],
    ),
];

/// The words of a language, in the forms that pages need.
#[derive(Debug)]
pub struct Spoken {
    /// All of them.
    pub words: Arc<Words>,
    /// For scripts, at once: of ordinary pages, then of each of [`SCREENS`].
    at_once: Vec<String>,
}

impl Spoken {
    /// From the words of a language.
    pub fn new(words: Arc<Words>) -> Spoken {
        let groups = |screen: &[&'static str]| [&[AT_ONCE], &EVERY_SCREEN[..], screen].concat();
        let screens = SCREENS.iter().map(|(_, screen)| groups(screen));
        let at_once = std::iter::once(vec![AT_ONCE])
            .chain(screens)
            .map(|groups| structured::script(words.for_scripts(&groups)))
            .collect();
        Spoken { at_once, words }
    }

    /// What the scripts of a kind of page say at once, ready to stand in a `<script>` element.
    pub fn at_once(&self, kind: &str) -> &str {
        let place = SCREENS.iter().position(|(screen, _)| *screen == kind);
        let script = self.at_once.get(place.map_or(0, |place| place + 1));
        script.map_or("{}", String::as_str)
    }

    /// The file at [`PATH`]: groups of words. How numbers and dates are written, pages say themselves.
    pub fn later(&self) -> Vec<u8> {
        let mut words = self.words.for_scripts(&LATER);
        if let Some(groups) = words.as_object_mut() {
            groups.retain(|_, words| words.is_object());
        }
        words.to_string().into_bytes()
    }

    /// Of what templates say.
    pub fn recipe(&self) -> Fingerprint {
        Fingerprint::of_value(&self.words.for_templates())
    }
}
