//! The levels of the rules of style, as a bank's settings define them.

use std::collections::BTreeMap;

use super::{Code, Diagnostic, Kind, Severity};

/// The level of a rule of style.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// Not reported.
    Allow,
    /// Reported.
    Warn,
    /// Reported, and the check fails.
    Deny,
}

impl Level {
    /// The words for levels in the settings.
    pub const WORDS: [(&'static str, Level); 3] = [
        ("allow", Level::Allow),
        ("warn", Level::Warn),
        ("deny", Level::Deny),
    ];

    /// Its word in the settings.
    pub fn name(self) -> &'static str {
        match self {
            Level::Allow => "allow",
            Level::Warn => "warn",
            Level::Deny => "deny",
        }
    }
}

/// The levels that differ from the defaults.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Levels(BTreeMap<Code, Level>);

impl Levels {
    /// Takes pairs of code and level. Codes that are not rules of style are dropped, because their level cannot be changed.
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

    /// Whether the settings changed this level.
    pub fn is_set(&self, code: Code) -> bool {
        self.0.contains_key(&code)
    }

    /// Sets the severity of each finding, and drops those of rules with level `allow`.
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
