//! Whether titles ask.

use super::lists::{ASKING, ASKING_SIGNS, INTERROGATIVE, NAMING, OF_QUESTIONS, VERBS, WEAK};

/// Whether a title asks something.
pub fn is_asking(plain: &str) -> bool {
    let text =
        plain.trim_end_matches(|char: char| char.is_whitespace() || "*_:.!\"'”»)]".contains(char));
    // A hint in brackets may follow: "What is X? (easy)".
    let body = match text.rfind(['(', '[']) {
        Some(at) if text.len() - at < 40 => text[..at].trim_end(),
        _ => text,
    };
    let marks = ['?', '？', '؟', '⁇'];
    if body.ends_with(marks)
        || text.ends_with(marks)
        || plain.trim_end().ends_with(marks)
        || text.starts_with('¿')
    {
        return true;
    }
    if ASKING_SIGNS.iter().any(|sign| text.contains(sign)) {
        return true;
    }
    if text.contains("? ") {
        return true;
    }
    let lower = text.to_lowercase();
    let mut words = lower.split_whitespace();
    let Some(first) = words.next() else {
        return false;
    };
    let first = first.trim_matches(|char: char| !char.is_alphanumeric() && char != '\'');
    let second = words.next();
    second.is_some() && ASKING.contains(&first) && !WEAK.contains(&first)
        || ["в чем ", "в чём "]
            .iter()
            .any(|start| lower.starts_with(start))
        || lower.contains("difference between")
        || lower.contains("чем отличается")
        || lower.contains("чем отличаются")
        || (second.is_some()
            && WEAK.contains(&first)
            && [
                "write", "create", "design", "define", "list", "name", "find", "suppose",
                "consider", "given",
            ]
            .contains(&first))
}

/// Whether a title asks, and could not be that of a section of an article: `How it works` could.
pub fn surely_asks(plain: &str) -> bool {
    if !is_asking(plain) {
        return false;
    }
    let text = plain.to_lowercase();
    let mut words = text.split(|char: char| char.is_whitespace() || "'’".contains(char));
    let first = words.next().unwrap_or_default();
    let second = words.next().unwrap_or_default();
    let is_open = INTERROGATIVE.contains(&first) && second != "s" && !VERBS.contains(&second);
    let is_name = NAMING.contains(&first) || WEAK.contains(&first);
    let is_marked = plain.contains(['?', '？', '؟', '⁇', '¿']);
    let is_of_difference = ["difference between", "чем отлича"]
        .iter()
        .any(|words| text.contains(words));
    is_marked || is_of_difference || !is_open && !is_name
}

/// Whether a title says that there are questions below it.
pub fn is_of_questions(plain: &str) -> bool {
    let text = plain.to_lowercase();
    OF_QUESTIONS.iter().any(|word| text.contains(word))
}

/// Whether a text starts as one that asks, which proves something only among others that ask: `Write a loop`
pub fn may_ask(plain: &str) -> bool {
    let first = plain.split_whitespace().next().unwrap_or_default();
    let first = first.to_lowercase();
    let first = first.trim_matches(|char: char| !char.is_alphanumeric() && char != '\'');
    ASKING.contains(&first) || is_asking(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_are_told_from_other_titles() {
        for yes in [
            "What is X?",
            "Explain the event loop",
            "Difference between A and B",
            "Что такое REST?",
            "Чем отличается A от B",
            "什么是闭包",
            "¿Qué es X?",
            "What is X? (easy)",
            "How to scale a database",
        ] {
            assert!(is_asking(yes), "{yes}");
        }
        for no in [
            "Databases",
            "JavaScript",
            "Is it",
            "License",
            "Table of contents",
            "Basics",
        ] {
            assert!(!is_asking(no), "{no}");
        }
    }

    #[test]
    fn titles_of_articles_do_not_surely_ask() {
        for yes in [
            "What is X",
            "What's new in X",
            "Explain the event loop",
            "How it works?",
            "Что такое REST",
            "Cómo funciona X",
            "什么是闭包",
            "The difference between A and B",
        ] {
            assert!(surely_asks(yes), "{yes}");
        }
        for no in [
            "How it works",
            "What we learned",
            "Why caching",
            "How to use it",
            "Как мы пришли к этому",
            "Design of a queue",
            "List comprehension",
            "Background",
        ] {
            assert!(!surely_asks(no), "{no}");
        }
    }
}
