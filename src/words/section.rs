//! What a section of an answer is, whatever its heading is called in the bank's language.

/// The sections that have a meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Section {
    /// What a good answer must contain: the checklist.
    KeyPoints,
    /// How it works.
    InDepth,
    /// What it costs.
    TradeOffs,
    /// What candidates say that is wrong.
    CommonMistakes,
    /// What separates levels of answers.
    Interviewers,
    /// Where to go on.
    FollowUp,
    /// Of an exercise: what it must do.
    Requirements,
    /// Of an exercise: how much of everything.
    Estimates,
    /// Of an exercise: the parts.
    Design,
    /// Of an exercise: the hard places.
    DeepDives,
}

impl Section {
    /// All of them.
    pub const ALL: [Section; 10] = [
        Section::KeyPoints,
        Section::InDepth,
        Section::TradeOffs,
        Section::CommonMistakes,
        Section::Interviewers,
        Section::FollowUp,
        Section::Requirements,
        Section::Estimates,
        Section::Design,
        Section::DeepDives,
    ];

    /// Its key in a table of words, below `sections`; below `scaffold` stands what belongs under its heading.
    pub fn key(self) -> &'static str {
        match self {
            Section::KeyPoints => "key_points",
            Section::InDepth => "in_depth",
            Section::TradeOffs => "trade_offs",
            Section::CommonMistakes => "common_mistakes",
            Section::Interviewers => "interviewers",
            Section::FollowUp => "follow_up",
            Section::Requirements => "requirements",
            Section::Estimates => "estimates",
            Section::Design => "design",
            Section::DeepDives => "deep_dives",
        }
    }
}
