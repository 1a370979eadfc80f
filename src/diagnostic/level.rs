//! What a maintainer decides about the rules of style: how much each weighs.

use std::collections::BTreeMap;

use super::{Code, Diagnostic, Kind, Severity};

/// How much a rule of style weighs in a bank.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// Not said.
    Allow,
    /// Said.
    Warn,
    /// Said, and the check fails.
    Deny,
}

impl Level {
    /// The words of the settings.
    pub const WORDS: [(&'static str, Level); 3] = [
        ("allow", Level::Allow),
        ("warn", Level::Warn),
        ("deny", Level::Deny),
    ];

    /// The word of the settings.
    pub fn name(self) -> &'static str {
        match self {
            Level::Allow => "allow",
            Level::Warn => "warn",
            Level::Deny => "deny",
        }
    }
}

/// The levels that differ from the rules' own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Levels(BTreeMap<Code, Level>);

impl Levels {
    /// From pairs; of a code that is not a rule of style the pair is dropped, because it cannot be weighed.
    pub fn new(pairs: impl IntoIterator<Item = (Code, Level)>) -> Self {
        let pairs = pairs.into_iter();
        Self(
            pairs
                .filter(|(code, _)| code.kind() == Kind::Lint)
                .collect(),
        )
    }

    /// The level of a code in this bank.
    pub fn of(&self, code: Code) -> Level {
        let own = match code.default_severity() {
            Severity::Error => Level::Deny,
            Severity::Warning => Level::Warn,
        };
        self.0.get(&code).copied().unwrap_or(own)
    }

    /// Whether the settings changed it.
    pub fn is_set(&self, code: Code) -> bool {
        self.0.contains_key(&code)
    }

    /// Gives each finding its weight, and drops those of rules that are allowed to be broken.
    pub fn weigh(&self, findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
        let weighed = findings.into_iter().filter_map(|finding| {
            let severity = match self.of(finding.code) {
                Level::Allow => return None,
                Level::Warn => Severity::Warning,
                Level::Deny => Severity::Error,
            };
            Some(Diagnostic {
                severity,
                ..finding
            })
        });
        weighed.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_rules_of_style_change_their_weight() {
        let levels = Levels::new([
            (Code::BareUrl, Level::Deny),
            (Code::WideCode, Level::Allow),
            (Code::BrokenLink, Level::Allow),
        ]);
        let codes = [
            Code::BareUrl,
            Code::WideCode,
            Code::BrokenLink,
            Code::RawHtml,
        ];
        let weighed = levels.weigh(codes.map(|code| Diagnostic::about(code, "a", "b")).into());
        let seen: Vec<_> = weighed
            .iter()
            .map(|finding| (finding.code, finding.severity))
            .collect();
        assert_eq!(
            seen,
            [
                (Code::BareUrl, Severity::Error),
                (Code::BrokenLink, Severity::Error),
                (Code::RawHtml, Severity::Warning),
            ]
        );
    }
}
