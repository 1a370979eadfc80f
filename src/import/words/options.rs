//! Options of a question, of which one is right.

/// Whether `A.` in front of a text is the first of several options, which the lines below go on with.
pub fn is_option<'a>(text: &str, below: impl Iterator<Item = &'a str>) -> bool {
    let mut signs = text.chars();
    let second = match (signs.next(), signs.next()) {
        (Some('A'), Some(sign)) => format!("B{sign}"),
        (Some('a'), Some(sign)) => format!("b{sign}"),
        _ => return false,
    };
    below
        .map(without_bullet)
        .filter(|text| !text.is_empty())
        .take(4)
        .any(|text| text.starts_with(&second))
}

/// A line without the mark of a list in front.
pub fn without_bullet(line: &str) -> &str {
    let text = line.trim_start();
    ["- ", "* ", "+ "]
        .iter()
        .find_map(|mark| text.strip_prefix(mark))
        .unwrap_or(text)
}

/// The letter of an option: `B) …`
pub fn option(line: &str) -> Option<char> {
    let mut signs = line.trim_start().chars();
    let letter = signs
        .next()
        .filter(|char| matches!(char, 'A'..='H' | 'a'..='h'))?;
    (matches!(signs.next(), Some(')' | '.' | ':')) && signs.next() == Some(' ')).then_some(letter)
}
