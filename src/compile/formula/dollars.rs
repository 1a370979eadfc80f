//! Tells formulas from prices: both have a dollar sign, and pulldown-cmark only asks that no blank follows the first sign or
//! precedes the second.

use std::ops::Range;

use super::words::letters;
use crate::compile::markup::Flaw;

/// Checks whether the text between two single dollar signs was meant as mathematics, as far as one can tell. `before` and `after`
/// are the text around it.
///
/// A command, a sub- or superscript or a relation is always mathematics. Anything else is taken for a price or a variable's name
/// in two cases: if a letter or digit touches it from outside (except for endings as in `$n$th`), and if it starts with a digit
/// and has words in it.
pub fn check(latex: &str, before: &str, after: &str) -> Result<(), Flaw> {
    if let Some(at) = latex.find('`') {
        let (price, _) = latex.split_at(at);
        return Err(Flaw::new(
            0..latex.len(),
            "code within a formula".to_owned(),
            format!(
                "write `\\${}`, and a backslash before every other dollar sign here that begins no formula",
                price.trim_end_matches(|char: char| !char.is_alphanumeric())
            ),
        ));
    }
    if is_evident(latex) {
        return Ok(());
    }
    let starts_as_price = latex.starts_with(|char: char| char.is_ascii_digit());
    let word = bare_word(latex);
    let joins = |char: Option<char>| char.is_some_and(char::is_alphanumeric);
    let is_ending = !starts_as_price && word.is_none() && !ends_open(latex) && ends_a_word(after);
    if joins(before.chars().next_back())
        || joins(after.chars().next()) && !is_ending && !is_ordinal(after)
    {
        return Err(Flaw::new(
            0..latex.len(),
            format!("`${latex}$` touches a letter or a digit, as a price does"),
            format!("write `\\${latex}\\$` for dollar signs, and `${{{latex}}}$` for a formula"),
        ));
    }
    match word {
        Some(word) if starts_as_price => {
            let (start, rest) = latex.split_at(word.start);
            let (word_in, end) = rest.split_at(word.len());
            let hint = format!(
                "write `\\${latex}\\$` for dollar signs, and `${start}\\text{{{word_in}}}{end}$` for a formula"
            );
            let message = format!("`{word_in}` in a formula that starts like a price");
            Err(Flaw::new(word, message, hint))
        }
        _ => Ok(()),
    }
}

/// Whether a line whose first dollar sign stayed text was meant to begin with a formula: it has a command or a script in braces,
/// which no price has. Lines with code do not count.
pub fn was_meant(line: &str) -> bool {
    let Some(rest) = line.strip_prefix('$') else {
        return false;
    };
    let (latex, is_closed) = match rest.split_once('$') {
        Some((latex, _)) => (latex, true),
        None => (rest, false),
    };
    let has_command = |latex: &str| latex.starts_with('\\') && letters(&latex[1..]) > 0;
    let has_more = || {
        let mut parts = latex.match_indices('\\');
        let commands = parts.any(|(at, _)| has_command(&latex[at..]));
        commands || latex.contains("_{") || latex.contains("^{")
    };
    has_command(latex) || (is_closed && !latex.contains('`') && has_more())
}

/// Whether there is something that no price contains.
fn is_evident(latex: &str) -> bool {
    let is_braced = latex.starts_with('{') && latex.ends_with('}');
    let commands = latex.match_indices('\\');
    let has_command = commands
        .into_iter()
        .any(|(at, _)| letters(&latex[at + 1..]) > 0);
    is_braced || (!ends_open(latex) && (has_command || has_script(latex) || has_relation(latex)))
}

/// Whether something is missing at the end, as in `$HOME/$USER`.
fn ends_open(latex: &str) -> bool {
    latex.ends_with([
        '/', ':', '=', '<', '>', '+', '-', '(', '[', ',', ';', '_', '^', '.', '|',
    ])
}

/// `x_1`, `2^n`, `(a+b)^2`; but not the name `MY_PATH`.
fn has_script(latex: &str) -> bool {
    latex.match_indices(['_', '^']).any(|(at, _)| {
        let mut before = latex[..at].chars().rev();
        let last = before.next();
        let is_of_a_word = last.is_some_and(char::is_alphabetic)
            && before.next().is_some_and(char::is_alphanumeric);
        last.is_some_and(|char| char.is_alphanumeric() || ")}]|'".contains(char)) && !is_of_a_word
    })
}

/// `a = b`, `n < 2`, with something on both sides.
fn has_relation(latex: &str) -> bool {
    latex
        .match_indices(['=', '<', '>', '≤', '≥', '≠', '≈', '∈'])
        .any(|(at, sign)| {
            let (left, right) = (&latex[..at], &latex[at + sign.len()..]);
            !left.trim().is_empty() && !right.trim().is_empty()
        })
}

/// Whether small letters up to the end of a word follow, as after `$n$s`.
fn ends_a_word(after: &str) -> bool {
    let length = after
        .find(|char: char| !char.is_alphanumeric())
        .unwrap_or(after.len());
    after[..length].chars().all(char::is_lowercase)
}

/// Whether an ordinal's ending follows, as in `$2n$th`.
fn is_ordinal(after: &str) -> bool {
    ["th", "st", "nd", "rd"].iter().any(|ending| {
        after
            .strip_prefix(ending)
            .is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
    })
}

/// The first run of three letters that is neither a command nor in braces.
fn bare_word(latex: &str) -> Option<Range<usize>> {
    let mut depth = 0usize;
    let mut at = 0;
    while let Some(char) = latex[at..].chars().next() {
        let rest = &latex[at..];
        let length = match char {
            '\\' => 1 + letters(&rest[1..]).max(rest.chars().nth(1).map_or(0, char::len_utf8)),
            'a'..='z' | 'A'..='Z' => letters(rest),
            _ => char.len_utf8(),
        };
        match char {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            'a'..='z' | 'A'..='Z' if depth == 0 && length > 2 => return Some(at..at + length),
            _ => {}
        }
        at += length;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_formula(latex: &str, before: &str, after: &str) -> bool {
        check(latex, before, after).is_ok()
    }

    #[test]
    fn prices_and_variables_are_none() {
        for (latex, before, after) in [
            ("5/US", "US", "6"),
            ("5/", "", "6"),
            ("5-", "", "10"),
            ("5k/", "", "6k"),
            ("5 a month (or 50", " ", " "),
            ("HOME/", "", "USER"),
            ("PATH:", "", "HOME"),
            ("MY_HOME/", "", "THEIR_HOME"),
            ("A", "", "B"),
            ("x=", "", "y"),
            ("10", "US", " "),
            ("5 per month, 6", "", " per year"),
        ] {
            assert!(
                !is_formula(latex, before, after),
                "{before}${latex}${after}"
            );
        }
    }

    #[test]
    fn what_no_price_has_is_mathematics() {
        for (latex, before, after) in [
            ("5", "(", ")"),
            ("2n", "(", ")"),
            ("10 \\text{ seconds}", " ", "."),
            ("99.9\\%", " ", "."),
            ("n", " ", "th"),
            ("n", " ", "s of it"),
            ("(n+1)", " ", "st entry"),
            ("2n", " ", "th"),
            ("2 \\times layers \\times seq\\_len", " ", " "),
            ("2 \\log n", "", ""),
            ("2^n", "a", "b"),
            ("10^{-3} per request", " ", " "),
            ("x_i", "", "th"),
            ("0 < rate", " ", " "),
            ("3 = 1 + 2 apples", " ", " "),
            ("{5}", "US", "6"),
        ] {
            assert!(is_formula(latex, before, after), "{before}${latex}${after}");
        }
    }

    #[test]
    fn formulas_that_do_not_end_were_meant_as_such_and_prices_were_not() {
        for line in [
            "$\\frac{a$",
            "$\\alpha",
            "$x_{a$ b",
            "$2 \\cdot {n$",
            "$2^{n$",
        ] {
            assert!(was_meant(line), "{line}");
        }
        for line in [
            "$5",
            "$5 and $6",
            "$HOME",
            "${HOME}/a$",
            "$5, or `\\n` and $6",
            "$ \\a",
            "$5 \\a",
            "$$",
        ] {
            assert!(!was_meant(line), "{line}");
        }
    }

    #[test]
    fn each_remedy_is_taken() {
        for (latex, before, after) in [
            ("5k/", "", "6k"),
            ("5 per month, 6", " ", " per year"),
            ("n", "x", ""),
        ] {
            let hint = check(latex, before, after).unwrap_err().hint;
            let formula = hint.rsplit('`').nth(1).unwrap();
            let formula = formula
                .strip_prefix('$')
                .unwrap()
                .strip_suffix('$')
                .unwrap();
            assert!(is_formula(formula, before, after), "{formula}");
        }
    }
}
