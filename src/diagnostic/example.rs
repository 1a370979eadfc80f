//! A minimal wrong and right example for each code.

use super::Code;

/// Two snippets of a bank: a file's text, or, where names matter, its path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Example {
    /// What the rule finds.
    pub wrong: &'static str,
    /// What to write instead.
    pub right: &'static str,
}

/// The example of a code.
pub fn example(code: Code) -> Example {
    let (wrong, right) = snippets(code);
    Example { wrong, right }
}

fn snippets(code: Code) -> (&'static str, &'static str) {
    match code {
        Code::NotUtf8
        | Code::FileTooLarge
        | Code::Symlink
        | Code::NotAFile
        | Code::BadFileName
        | Code::MisplacedFile
        | Code::IgnoredFile
        | Code::DuplicateSlug
        | Code::EmptyBank
        | Code::NoQuestions
        | Code::MisnamedSettings
        | Code::VanishedSlug
        | Code::Script
        | Code::BadIcon
        | Code::BadPicture
        | Code::IconPictures
        | Code::Template => files(code),
        Code::MissingSource
        | Code::MissingReview
        | Code::FutureDate
        | Code::StaleReview
        | Code::OneWayRelated
        | Code::SimilarTitles
        | Code::SimilarTags
        | Code::EmptyTopic
        | Code::LonelyTag => editors_front_matter(code),
        Code::UnlistedLanguage
        | Code::LostTranslation
        | Code::OriginalsKey
        | Code::TranslationMissing
        | Code::TranslationBehind
        | Code::TranslationUnmarked
        | Code::TranslationUnfinished => translations(code),
        Code::MissingShortAnswer
        | Code::LongShortAnswer
        | Code::MissingSection
        | Code::KeyPointsForm
        | Code::HeadingOrder
        | Code::MissingAltText
        | Code::MissingLinkText
        | Code::BareUrl
        | Code::MissingWords
        | Code::DeceptiveLink
        | Code::WideCode => editors_answer(code),
        Code::UnsafeLink
        | Code::RawHtml
        | Code::UnknownLanguage
        | Code::BadFence
        | Code::BadTable
        | Code::LostText
        | Code::UndefinedReference
        | Code::DuplicateDefinition
        | Code::UnusedDefinition
        | Code::BadDiagram
        | Code::DiagramCaption
        | Code::BadFormula
        | Code::BadHeadingId
        | Code::TooComplex
        | Code::BidiControl
        | Code::PlainCode
        | Code::MoreErrors
        | Code::MoreWarnings
        | Code::BrokenLink
        | Code::BrokenAnchor
        | Code::BrokenImage => markdown(code),
        _ => settings(code),
    }
}

fn files(code: Code) -> (&'static str, &'static str) {
    match code {
        Code::NotUtf8 => ("caf\\xe9 (saved as Latin-1)", "café (saved as UTF-8)"),
        Code::FileTooLarge => (
            "questions/databases/everything.md (600 KB)",
            "questions/databases/acid.md (5 KB)\nquestions/databases/wal.md (4 KB)",
        ),
        Code::Script => (
            "import * as tokens from \"./tokens.js\";",
            "import { stem, tokenize } from \"./tokens.js\";",
        ),
        Code::Symlink => (
            "questions/databases/acid.md -> ../../notes/acid.md",
            "questions/databases/acid.md (the file itself)",
        ),
        Code::NotAFile => (
            "questions/databases/acid.md (a named pipe)",
            "questions/databases/acid.md (a file)",
        ),
        Code::BadFileName => (
            "questions/databases/What is ACID?.md",
            "questions/databases/what-is-acid.md",
        ),
        Code::MisplacedFile => ("questions/acid.md", "questions/databases/acid.md"),
        Code::IgnoredFile => (
            "questions/databases/acid.markdown",
            "questions/databases/acid.md",
        ),
        Code::DuplicateSlug => (
            "questions/databases/index.md\nquestions/search/index.md",
            "questions/databases/index.md\nquestions/search/inverted-index.md",
        ),
        Code::MisnamedSettings => ("prepbook.yml", "prepbook.yaml"),
        Code::NoQuestions => (
            "questions: [] (in _paths/first.yaml)",
            "questions: [acid, mvcc]",
        ),
        Code::EmptyBank => (
            "questions/ (empty)",
            "questions/databases/acid.md (a title and an answer)",
        ),
        Code::VanishedSlug => (
            "git mv questions/databases/acid.md questions/databases/transactions.md",
            "git mv questions/databases/acid.md questions/databases/transactions.md\n\
             # and in its front matter:\n\
             aliases: [acid]",
        ),
        Code::BadPicture => (
            "questions/databases/wal.png (a JPEG)",
            "questions/databases/wal.jpg",
        ),
        Code::BadIcon => (
            "<svg viewBox=\"0 0 32 32\"><circle r=\"9\"></svg>",
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 32 32\"><circle r=\"9\"/></svg>",
        ),
        Code::IconPictures => (
            "static/icon.svg",
            "static/icon.svg\nstatic/root/icons/192.png\n(and three more)",
        ),
        _ => ("{{ question.tilte }}", "{{ question.title }}"),
    }
}

fn settings(code: Code) -> (&'static str, &'static str) {
    match code {
        Code::FrontMatterMissing => (
            "A queue hands out what came first.",
            "---\ntitle: What is a queue?\n---\nA queue hands out what came first.",
        ),
        Code::FrontMatterUnclosed => (
            "---\ntitle: What is a queue?\nA queue hands out what came first.",
            "---\ntitle: What is a queue?\n---\nA queue hands out what came first.",
        ),
        Code::FrontMatterTooLarge => (
            "---\ntitle: What is a queue?\nkeywords: [(two thousand words)]\n---",
            "---\ntitle: What is a queue?\nkeywords: [fifo, broker]\n---",
        ),
        Code::YamlSyntax => (
            "title: Queues: what are they?",
            "title: \"Queues: what are they?\"",
        ),
        Code::YamlReference => ("title: *args and **kwargs", "title: \"*args and **kwargs\""),
        Code::NotAMapping => ("- What is a queue?", "title: What is a queue?"),
        Code::DuplicateKey => ("tags: [fifo]\ntags: [broker]", "tags: [broker, fifo]"),
        Code::UnknownKey => ("dificulty: easy", "difficulty: easy"),
        Code::MissingKey => (
            "difficulty: easy",
            "title: What is a queue?\ndifficulty: easy",
        ),
        Code::WrongType => ("tags: fifo", "tags: [fifo]"),
        Code::BadValue => ("added: 2026-02-30", "added: 2026-02-28"),
        Code::DuplicateTag => ("tags: [fifo, broker, fifo]", "tags: [broker, fifo]"),
        Code::CommentCutsText => (
            "title: What is issue #1 about?",
            "title: \"What is issue #1 about?\"",
        ),
        Code::DanglingRelated => ("related: [mesage-queues]", "related: [message-queues]"),
        Code::UnknownQuestion => (
            "questions: [acid, mvc] (in _paths/storage.yaml)",
            "questions: [acid, mvcc]",
        ),
        Code::PathOrder => (
            "questions: [mvcc, acid]\nneeds: { mvcc: [acid] }",
            "questions: [acid, mvcc]\nneeds: { mvcc: [acid] }",
        ),
        Code::AliasTaken => (
            "aliases: [acid] (in wal.md, beside acid.md)",
            "aliases: [write-ahead-log]",
        ),
        Code::TagsMeet => (
            "tags: [Load Balancing] (and elsewhere `load-balancing`)",
            "tags: [load-balancing] (in both)",
        ),
        _ => (
            "topics: [database] (the folder is `databases`)",
            "topics: [databases]",
        ),
    }
}

fn markdown(code: Code) -> (&'static str, &'static str) {
    match code {
        Code::UnsafeLink => ("[run](javascript:alert(1))", "[read](https://example.org/)"),
        Code::RawHtml => ("<font color=\"red\">never</font>", "**never**"),
        Code::UnknownLanguage => ("```pyton\nprint(1)\n```", "```python\nprint(1)\n```"),
        Code::BadFence => (
            "```rust linenos\nfn main() {}\n```",
            "```rust {1} title=\"main.rs\"\nfn main() {}\n```",
        ),
        Code::BadTable => (
            "| Command | Prints |\n| --- | --- |\n| `cat f | wc -l` | lines |",
            "| Command | Prints |\n| --- | --- |\n| `cat f \\| wc -l` | lines |",
        ),
        Code::LostText => ("## The sign #", "## The sign \\#"),
        Code::UndefinedReference => (
            "[the guide][gudie]\n\n[guide]: https://example.org/",
            "[the guide][guide]\n\n[guide]: https://example.org/",
        ),
        Code::DuplicateDefinition => (
            "A note.[^a]\n\n[^a]: One.\n[^a]: Another.",
            "A note.[^a] And another.[^b]\n\n[^a]: One.\n[^b]: Another.",
        ),
        Code::UnusedDefinition => ("No note.\n\n[^a]: One.", "A note.[^a]\n\n[^a]: One."),
        Code::BadDiagram => (
            "```pikchr title=\"A queue\"\nbxo \"Queue\"\n```",
            "```pikchr title=\"A queue\"\nbox \"Queue\"\n```",
        ),
        Code::DiagramCaption => (
            "```pikchr\nbox \"Queue\"\n```",
            "```pikchr title=\"A queue holds what nobody has taken yet\"\nbox \"Queue\"\n```",
        ),
        Code::BadFormula => ("It costs $\\fraq{1}{n}$.", "It costs $\\frac{1}{n}$."),
        Code::BadHeadingId => (
            "## Reads {#cost}\n## Writes {#cost}",
            "## Reads {#cost-of-reads}\n## Writes {#cost-of-writes}",
        ),
        Code::TooComplex => ("> > > > (and so on, 65 deep) a quote", "> a quote"),
        Code::BidiControl => (
            "a name with an invisible U+202E in it",
            "the same name without it",
        ),
        Code::PlainCode => (
            "```json\n{\"a\": (and so on, 501 bytes)",
            "```json\n{\n  \"a\": (and so on, line by line)",
        ),
        Code::MoreErrors => ("[a](b.md), sixty times", "each link to a file that exists"),
        Code::MoreWarnings => ("<u>a</u>, sixty times", "each in Markdown, or left out"),
        Code::BrokenLink => (
            "[ACID](../database/acid.md)",
            "[ACID](../databases/acid.md)",
        ),
        Code::BrokenAnchor => ("[logs](wal.md#in-deph)", "[logs](wal.md#in-depth)"),
        _ => ("![a ring](rings.png)", "![a ring](ring.png)"),
    }
}

fn editors_front_matter(code: Code) -> (&'static str, &'static str) {
    match code {
        Code::MissingSource => (
            "title: What is TLS?",
            "title: What is TLS?\n\
             sources:\n\
             \x20 - title: \"Rescorla, TLS 1.3 (RFC 8446, 2018)\"\n\
             \x20   url: https://www.rfc-editor.org/rfc/rfc8446",
        ),
        Code::MissingReview => (
            "added: 2026-11-22",
            "added: 2026-11-22\nreviewed: 2026-11-22",
        ),
        Code::FutureDate => ("added: 2062-11-22", "added: 2026-11-22"),
        Code::StaleReview => ("reviewed: 2024-01-31", "reviewed: 2026-11-22"),
        Code::OneWayRelated => (
            "related: [pacelc] (in cap-theorem.md, and nothing in pacelc.md)",
            "related: [pacelc] (in cap-theorem.md)\nrelated: [cap-theorem] (in pacelc.md)",
        ),
        Code::SimilarTitles => (
            "title: What is a message queue?\ntitle: What are message queues?",
            "title: What is a message queue? (one question; the other one's slug is its alias)",
        ),
        Code::EmptyTopic => (
            "questions/databases/_topic.yaml (and no question beside it)",
            "questions/databases/_topic.yaml\nquestions/databases/acid.md",
        ),
        Code::SimilarTags => (
            "tags: [load-balancing] (and elsewhere `load-balancer`)",
            "tags: [load-balancing] (in both)",
        ),
        _ => (
            "tags: [consistency, jepsen] (no other question has `jepsen`)",
            "tags: [consistency]\nkeywords: [jepsen]",
        ),
    }
}

fn translations(code: Code) -> (&'static str, &'static str) {
    match code {
        Code::UnlistedLanguage => (
            "languages: [en, de] (and a file acid.fr.md)",
            "languages: [en, de, fr]",
        ),
        Code::LostTranslation => (
            "questions/databases/acid.de.md (and no acid.md beside it)",
            "questions/databases/acid.md\nquestions/databases/acid.de.md",
        ),
        Code::OriginalsKey => (
            "title: Was bedeutet ACID?\ndifficulty: easy (in acid.de.md)",
            "title: Was bedeutet ACID?",
        ),
        Code::TranslationMissing => (
            "questions/databases/acid.md (and no acid.de.md)",
            "questions/databases/acid.md\nquestions/databases/acid.de.md",
        ),
        Code::TranslationBehind => (
            "translates: abcdefghijkl (and acid.md was changed since)",
            "translates: ponmlkjihgfe (by prepbook new --mark-translated acid de)",
        ),
        Code::TranslationUnmarked => (
            "title: Was bedeutet ACID?",
            "title: Was bedeutet ACID?\ntranslates: abcdefghijkl (by prepbook check --fix)",
        ),
        _ => (
            "Four promises of a transaction. (in acid.de.md)",
            "Vier Zusagen einer Transaktion.",
        ),
    }
}

fn editors_answer(code: Code) -> (&'static str, &'static str) {
    match code {
        Code::DeceptiveLink => (
            "[the source](https://github.com@example.net/queue)",
            "[the source](https://github.com/example/queue)",
        ),
        Code::MissingShortAnswer => (
            "---\n## Key points",
            "---\nA queue hands out what came first.\n\n## Key points",
        ),
        Code::LongShortAnswer => (
            "(90 words before the first heading)",
            "(30 words there, and the rest under `## In depth`)",
        ),
        Code::MissingSection => (
            "A queue hands out what came first.\n\n## In depth",
            "A queue hands out what came first.\n\n## Key points\n- first in, first out\n\n## In depth",
        ),
        Code::KeyPointsForm => (
            "## Key points\nFirst in, first out; and it is durable.",
            "## Key points\n- first in, first out\n- durable\n- one consumer a message",
        ),
        Code::HeadingOrder => (
            "# In depth\n#### Acknowledgements",
            "## In depth\n### Acknowledgements",
        ),
        Code::MissingAltText => ("![](ring.png)", "![Four nodes on a hash ring](ring.png)"),
        Code::MissingLinkText => (
            "[](https://www.rfc-editor.org/rfc/rfc9110)",
            "[RFC 9110](https://www.rfc-editor.org/rfc/rfc9110)",
        ),
        Code::MissingWords => (
            "language: nl (and no static/words/nl.yaml)",
            "language: nl, and in static/words/nl.yaml: site: {skip: Naar de tekst} and so on",
        ),
        Code::BareUrl => (
            "See https://www.rfc-editor.org/rfc/rfc9110 for more.",
            "See [RFC 9110](https://www.rfc-editor.org/rfc/rfc9110) for more.",
        ),
        _ => (
            "```sql\nSELECT id, name, street, city FROM customers JOIN addresses USING (id) WHERE city = 'Ulm';\n```",
            "```sql\nSELECT id, name, street, city\nFROM customers JOIN addresses USING (id)\nWHERE city = 'Ulm';\n```",
        ),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_code_has_its_own_example_and_its_reason() {
        let mut seen = BTreeSet::new();
        for code in Code::ALL.iter().copied() {
            let Example { wrong, right } = example(code);
            let name = code.name();
            assert!(
                !wrong.trim().is_empty() && !right.trim().is_empty(),
                "{name}"
            );
            assert_ne!(wrong, right, "{name}");
            assert!(seen.insert((wrong, right)), "{name} has another's example");
            assert!(code.reason().ends_with('.'), "{name}");
        }
    }
}
