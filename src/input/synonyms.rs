//! Words that mean the same. `ssl = tls` says that both are names of one thing; with `hikari > connection pool`, a search for the
//! first also finds the second, but not the other way round.

/// The most names in a group.
const MOST_NAMES: usize = 12;

/// The most words in a name.
const MOST_WORDS: usize = 6;

/// Names of one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// As they are written; at least two.
    pub terms: Vec<String>,
    /// Whether only the first name leads to the second.
    pub is_one_way: bool,
}

impl Group {
    /// Parses a group from its line. The error is a message and a hint.
    pub fn parse(line: &str) -> Result<Self, (String, String)> {
        let is_one_way = !line.contains('=') && line.contains('>');
        let sign = if is_one_way { '>' } else { '=' };
        let terms: Vec<String> = line.split(sign).map(normalised).collect();
        let faulty = |message: &str, hint: &str| Err((message.to_owned(), hint.to_owned()));
        let form = "write words that mean the same as `ssl = tls`";
        if terms.len() < 2 {
            return faulty(&format!("`{line}` names one thing only"), form);
        }
        if line.contains('=') && line.contains('>') {
            return faulty(
                &format!("`{line}` has both `=` and `>`"),
                "use one of the two, and another line for the rest",
            );
        }
        if is_one_way && terms.len() > 2 {
            return faulty(
                &format!("`{line}` has more than one `>`"),
                "write a line for each `>`",
            );
        }
        if terms.len() > MOST_NAMES {
            return faulty(
                &format!(
                    "`{line}` has {} names, and at most {MOST_NAMES} are read",
                    terms.len()
                ),
                "use several lines",
            );
        }
        if terms
            .iter()
            .any(|term| !term.chars().any(char::is_alphanumeric))
        {
            return faulty(&format!("`{line}` has a name without a word"), form);
        }
        if let Some(long) = terms
            .iter()
            .find(|term| term.split(' ').count() > MOST_WORDS)
        {
            return faulty(
                &format!("`{long}` has more than {MOST_WORDS} words"),
                "name the thing, do not describe it",
            );
        }
        for (at, term) in terms.iter().enumerate() {
            let is_same = |other: &String| other.to_lowercase() == term.to_lowercase();
            if terms[..at].iter().any(is_same) {
                return faulty(&format!("`{term}` is named twice"), "keep one of the two");
            }
        }
        Ok(Self { terms, is_one_way })
    }

    /// Whether a search for the name at index `from` also finds the one at `to`.
    pub fn leads(&self, from: usize, to: usize) -> bool {
        match self.is_one_way {
            true => from == 0 && to == 1,
            false => from != to,
        }
    }
}

fn normalised(term: &str) -> String {
    term.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A list of groups.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Groups(pub Vec<Group>);

impl Groups {
    /// Parses one group a line; lines that start with `#` are comments. Invalid lines are skipped: a test checks the built-in list.
    pub fn read(text: &str) -> Self {
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        Self(lines.filter_map(|line| Group::parse(line).ok()).collect())
    }

    /// The groups in their order.
    pub fn iter(&self) -> impl Iterator<Item = &Group> {
        self.0.iter()
    }
}
