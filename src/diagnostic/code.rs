//! The codes of all findings, in one list, so that a test can require a fixture for each.

/// How severe a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The site cannot be published like this.
    Error,
    /// The site can be published, but readers will stumble over this.
    Warning,
}

/// What kind of rule a code stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An error: the site cannot be published like this.
    Error,
    /// A warning: readers will stumble over this. Reported by every build.
    Warning,
    /// A rule of style. Only `check` reports it, and `lint` in the settings decides its level.
    Lint,
}

macro_rules! codes {
    ($($variant:ident $name:literal $kind:ident $reason:literal;)*) => {
        /// Names one rule. The name is part of the interface: it is shown, searched for and filtered on.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Code {
            $(#[doc = $reason] $variant,)*
        }

        impl Code {
            /// Every code.
            pub const ALL: &'static [Code] = &[$(Code::$variant,)*];

            /// The name as shown: `unknown-key`.
            pub fn name(self) -> &'static str {
                match self { $(Code::$variant => $name,)* }
            }

            /// What kind of rule it is.
            pub fn kind(self) -> Kind {
                match self { $(Code::$variant => Kind::$kind,)* }
            }

            /// Why the rule exists.
            pub fn reason(self) -> &'static str {
                match self { $(Code::$variant => $reason,)* }
            }
        }
    };
}

impl Code {
    /// The code with this name.
    pub fn find(name: &str) -> Option<Code> {
        Code::ALL.iter().copied().find(|code| code.name() == name)
    }

    /// The severity of findings, unless the settings change it.
    pub fn default_severity(self) -> Severity {
        match self.kind() {
            Kind::Error => Severity::Error,
            Kind::Warning | Kind::Lint => Severity::Warning,
        }
    }

    /// Every rule whose level the settings may change.
    pub fn lints() -> impl Iterator<Item = Code> {
        Code::ALL
            .iter()
            .copied()
            .filter(|code| code.kind() == Kind::Lint)
    }
}

codes! {
    // Files and folders.
    NotUtf8 "not-utf8" Error "Text is UTF-8, so that every editor, browser and search agrees on it.";
    FileTooLarge "file-too-large" Error "A question is something one reads; a huge file is a mistake or an attack.";
    Symlink "symlink" Error "A link could lead out of the bank and publish what is not meant to be.";
    NotAFile "not-a-file" Error "Only plain files can be read safely.";
    BadFileName "bad-file-name" Error "A file's name becomes an address, which has to work on every system and stay.";
    MisplacedFile "misplaced-file" Error "The topic of a question is the folder that it lies in.";
    IgnoredFile "ignored-file" Warning "A file that prepbook does not publish is most often a misspelt one.";
    UnlistedLanguage "unlisted-language" Error "A translation into a language that the bank does not list would not be published.";
    LostTranslation "lost-translation" Error "A translation takes its level, tags and sources from its original, so it cannot do without one.";
    DuplicateSlug "duplicate-slug" Error "A slug is a question's identity: readers' progress and links depend on it.";

    // YAML, in front matter, topics and settings.
    FrontMatterMissing "front-matter-missing" Error "The title and the level come from the front matter.";
    FrontMatterUnclosed "front-matter-unclosed" Error "Without its closing line the whole answer would be read as settings.";
    FrontMatterTooLarge "front-matter-too-large" Error "Front matter is a dozen lines; more is a mistake or an attack.";
    YamlSyntax "yaml-syntax" Error "What cannot be read cannot be checked.";
    YamlReference "yaml-reference" Error "Anchors, aliases and tags can make a small file enormous, and nobody needs them here.";
    NotAMapping "not-a-mapping" Error "Settings are written as `key: value`.";
    DuplicateKey "duplicate-key" Error "One of the two would be lost in silence.";
    UnknownKey "unknown-key" Error "A misspelt key would be ignored in silence.";
    MissingKey "missing-key" Error "The page cannot be made without it.";
    WrongType "wrong-type" Error "A value of another kind would not mean what it seems to.";
    BadValue "bad-value" Error "The key cannot hold this value.";
    DuplicateTag "duplicate-tag" Error "A question has a tag or it has not; a second time is a mistake.";
    OriginalsKey "originals-key" Error "A translation is the same question: a value of its own would sooner or later differ from the original's.";
    CommentCutsText "comment-cuts-text" Warning "A space and `#` start a comment in YAML: the rest of the line is lost.";

    // Markdown.
    UnsafeLink "unsafe-link" Warning "Only links that cannot run code are published.";
    RawHtml "raw-html" Warning "Contributors' HTML goes through an allow-list; what is not on it is left out.";
    UnknownLanguage "unknown-language" Warning "Code in an unknown language is shown without colours.";
    PlainCode "plain-code" Warning "Colouring long lines or much code takes too long, and nobody reads them: both are shown without colours.";
    BadFence "bad-fence" Error "A code fence has a language, marked lines and a title, and nothing else.";
    BadTable "bad-table" Warning "Cells beyond the columns of a table's head are left out, and a head that does not fit makes no table.";
    LostText "lost-text" Warning "What an author typed is either shown or reported as left out.";
    UndefinedReference "undefined-reference" Error "A reader would see brackets instead of a link or a note.";
    DuplicateDefinition "duplicate-definition" Error "The first of two definitions wins; the other would be lost in silence.";
    UnusedDefinition "unused-definition" Warning "A note or address that nothing refers to is not on the page.";
    BadDiagram "bad-diagram" Error "A diagram that cannot be drawn explains nothing.";
    DiagramCaption "diagram-caption" Warning "Readers who cannot see a diagram rely on its caption.";
    BadFormula "bad-formula" Error "A formula that cannot be read would be shown as an error, or a price as a formula.";
    BadHeadingId "bad-heading-id" Error "Two elements of one name on a page break links to both.";
    TooComplex "too-complex" Error "Nesting deeper than any text needs would exhaust the memory of readers and builders.";
    BidiControl "bidi-control" Warning "Invisible direction marks can make text read differently from what it is.";

    MoreErrors "more-errors" Error "Only about fifty findings of a file are shown: once those are mended, the file is checked again anyway.";
    MoreWarnings "more-warnings" Warning "Only about fifty findings of a file are shown: once those are mended, the file is checked again anyway.";

    // The bank as a whole.
    BrokenLink "broken-link" Error "A reader who follows a link wants to arrive.";
    BrokenAnchor "broken-anchor" Error "A reader who follows a link wants to arrive at the right place.";
    BadPicture "bad-picture" Error "A file that is not the picture its name says, or one too large for a phone, explains nothing.";
    BrokenImage "broken-image" Error "A missing picture explains nothing.";
    DanglingRelated "dangling-related" Error "A related question has to exist.";
    AliasTaken "alias-taken" Error "An alias that is also a question's slug, or another's alias, would redirect to two places.";
    TagsMeet "tags-meet" Error "Two spellings of one tag would share an address and split its questions.";
    MisnamedSettings "misnamed-settings" Error "Settings under another name would be ignored in silence.";
    UnknownTopic "unknown-topic" Error "A topic that is ordered has to exist.";
    UnknownQuestion "unknown-question" Error "A path leads from question to question: each of them has to exist.";
    PathOrder "path-order" Warning "Who walks a path wants to know what a question builds on before it comes.";
    EmptyBank "empty-bank" Warning "A site without questions helps nobody.";
    NoQuestions "no-questions" Warning "A path without questions has no page, and nothing on the site says so.";
    VanishedSlug "vanished-slug" Error "Readers' links and progress depend on a slug: an old one has to lead somewhere for ever.";

    // Rules of style: the front matter.
    MissingSource "missing-source" Lint "An answer without a source cannot be checked, by a reader or by the next reviewer.";
    MissingReview "missing-review" Lint "A reader has to know how old the facts are.";
    FutureDate "future-date" Lint "A question cannot have been added or checked on a day in the future.";
    StaleReview "stale-review" Lint "Facts change: they are checked against the sources once a year, or twice if they are volatile.";
    OneWayRelated "one-way-related" Lint "A reader of one of two related questions wants to find the other.";
    SimilarTitles "similar-titles" Lint "Two questions about one thing split its readers, and the work of keeping it right.";
    SimilarTags "similar-tags" Lint "Two spellings of one tag split its questions.";
    EmptyTopic "empty-topic" Lint "A topic without questions has no page, and nothing on the site says so.";
    LonelyTag "lonely-tag" Lint "In a large bank, a tag of one question leads nowhere: its page lists only the question just read.";

    // Rules of style: the answer.
    MissingShortAnswer "missing-short-answer" Lint "The text before the first heading is the back of the card: without it there is nothing to recall.";
    LongShortAnswer "long-short-answer" Lint "The short answer is what one can say in thirty seconds, which is 60 words.";
    MissingSection "missing-section" Lint "Where all questions have the same sections, readers find their way on every page.";
    KeyPointsForm "key-points-form" Lint "Key points are ticked off one by one, and nobody keeps more than five in mind.";
    HeadingOrder "heading-order" Lint "Headings are the page's outline, by which screen readers navigate; a skipped level looks like a lost section.";
    MissingAltText "missing-alt-text" Lint "Readers who cannot see a picture read its text, and so does everyone while it loads.";
    MissingLinkText "missing-link-text" Lint "A link without words cannot be seen, and a screen reader has nothing to say for it.";
    BareUrl "bare-url" Lint "An address in the running text is not a link on the page, and says nothing about where it leads.";
    DeceptiveLink "deceptive-link" Lint "A reader trusts what a link looks like, and may type a password where it leads.";
    IconPictures "icon-pictures" Lint "Home screens show a PNG picture of the icon; without one they show a letter or a screenshot.";
    WideCode "wide-code" Lint "On a phone, a line over 80 columns has to be scrolled sideways.";

    // Rules of style: translations.
    TranslationMissing "translation-missing" Lint "A question that is not translated is shown in the default language.";
    TranslationBehind "translation-behind" Lint "When an original changes, its translation still says what was there before.";
    TranslationUnmarked "translation-unmarked" Lint "Only a translation that names the text it was made from can be recognised as outdated.";
    TranslationUnfinished "translation-unfinished" Lint "A reader of one language does not want to find half of the answer in another.";

    // Templates and static files.
    MissingWords "missing-words" Lint "A page should speak one language: text that a table of words lacks is shown in English.";
    Script "script" Error "Scripts that are published as one file must be in the form that lets them be joined.";
    BadIcon "bad-icon" Error "Tabs show the icon; one that cannot be read shows nothing.";
    Template "template" Error "A template that cannot be rendered leaves pages missing.";
}
