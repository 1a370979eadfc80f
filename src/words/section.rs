//! The sections of an answer, whatever their headings are in the bank's language.

/// The sections that the program knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Section {
    /// What a good answer must contain: the checklist.
    KeyPoints,
    /// How it works in detail.
    InDepth,
    /// Advantages and costs.
    TradeOffs,
    /// What candidates often get wrong.
    CommonMistakes,
    /// What distinguishes a strong answer.
    Interviewers,
    /// Questions that an interviewer asks next.
    FollowUp,
    /// In an exercise: what the system must do.
    Requirements,
    /// In an exercise: the quantities.
    Estimates,
    /// In an exercise: the parts of the system.
    Design,
    /// In an exercise: the difficult parts.
    DeepDives,
}

impl Section {
    /// All sections.
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

    /// Its key below `sections` in a table of words, and below `scaffold` for the instruction under its heading.
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
