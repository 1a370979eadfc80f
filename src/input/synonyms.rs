//! Words that mean the same, as a list says them: `ssl = tls` for names of one thing, `hikari > connection pool` for what is also
//! looked for under another name, but not the other way round.

/// At most so many names in a group.
const MOST_NAMES: usize = 12;

/// At most so many words in a name.
const MOST_WORDS: usize = 6;

/// Names of one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// As they are written; at least two.
    pub terms: Vec<String>,
    /// Whether the first alone leads to the second.
    pub is_one_way: bool,
}

impl Group {
    /// A group from its line. The error says what is wrong, and what to do.
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
                &format!("`{line}` leads on and on"),
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
                return faulty(
                    &format!("`{term}` stands there twice"),
                    "keep one of the two",
                );
            }
        }
        Ok(Self { terms, is_one_way })
    }

    /// Whether one of the names, by its place, is also looked for as another.
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
    /// The groups of a text, one a line; lines that begin with `#` are remarks. A test of the text says that all are read.
    pub fn read(text: &str) -> Self {
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        Self(lines.filter_map(|line| Group::parse(line).ok()).collect())
    }

    /// The groups in their order.
    pub fn iter(&self) -> impl Iterator<Item = &Group> {
        self.0.iter()
    }
}
