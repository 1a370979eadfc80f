//! Words and code between signs of Markdown.

/// Whether a character that was written as a reference would be a sign in front of such words.
pub fn is_sign(char: char, behind: &str) -> bool {
    match char {
        '*' | '_' | '`' | '[' | ']' | '\\' => true,
        '<' => behind.starts_with(|char: char| {
            char.is_ascii_alphabetic() || matches!(char, '/' | '!' | '?' | '&')
        }),
        '&' => {
            let name = behind.split(';').next().unwrap_or_default();
            name.len() < behind.len()
                && !name.is_empty()
                && name
                    .chars()
                    .all(|char| char.is_ascii_alphanumeric() || char == '#')
        }
        _ => false,
    }
}

/// Code in running text, between more signs than it has itself.
pub fn span(code: &str) -> String {
    let runs = code.split(|char| char != '`').map(str::len);
    let signs = "`".repeat(runs.max().unwrap_or_default() + 1);
    let blank = match code.starts_with('`') || code.ends_with('`') {
        true => " ",
        false => "",
    };
    format!("{signs}{blank}{code}{blank}{signs}")
}

/// A text as a block of code that it cannot end.
pub fn fenced(text: &str) -> String {
    let longest = text
        .split(|char| char != '`')
        .map(str::len)
        .max()
        .unwrap_or_default();
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}\n{text}\n{fence}")
}
