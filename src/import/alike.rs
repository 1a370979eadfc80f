//! What a browser shows alike is written alike, line by line: headings in HTML become headings, and labelled questions come out of
//! their quotes.

use super::html;
use super::words::{self, Side};

/// The text, with as many lines as before.
pub fn alike(text: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut fence: Option<char> = None;
    // Whether the lines of this quote stand for themselves.
    let mut is_open = false;
    for line in text.split('\n') {
        let bare = line.trim_start_matches(' ');
        let mark = bare.chars().next().unwrap_or(' ');
        let is_fence = bare.starts_with("```") || bare.starts_with("~~~");
        if is_fence {
            fence = match fence {
                None => Some(mark),
                Some(open) => (open != mark).then_some(open),
            };
        }
        let is_code = is_fence || fence.is_some() || line.len() - bare.len() > 3;
        let quoted = bare.strip_prefix('>').filter(|_| !is_code);
        let inner = quoted.map(|inner| inner.strip_prefix(' ').unwrap_or(inner));
        is_open = inner.is_some_and(|inner| is_open || asks(inner));
        lines.push(match inner.filter(|_| is_open) {
            Some(inner) => inner.to_owned(),
            None if is_code => line.to_owned(),
            None => heading(bare).unwrap_or_else(|| line.to_owned()),
        });
    }
    lines.join("\n")
}

fn asks(text: &str) -> bool {
    words::label(text)
        .is_some_and(|label| label.side == Side::Question && words::other_half(&label).is_none())
}

/// `<h3 id="x">1. What is X?</h3>` alone on its line, as `### 1. What is X?`. Links find it as before.
fn heading(line: &str) -> Option<String> {
    let line = line.trim_end();
    let rest = line.strip_prefix("<h").or(line.strip_prefix("<H"))?;
    let level = rest
        .chars()
        .next()
        .filter(|char| ('1'..='6').contains(char))?;
    let tag = &line[..=line.find('>')?];
    let is_whole = tag[3..].starts_with([' ', '>']);
    let end = format!("</h{level}>");
    let (inside, close) = line[tag.len()..].split_at_checked(line.len() - tag.len() - end.len())?;
    let inside = html::to_markdown(inside);
    let is_title = close.eq_ignore_ascii_case(&end) && !inside.trim().is_empty();
    if !is_whole || !is_title || inside.contains('\n') {
        return None;
    }
    let anchor = html::attribute(tag, "id").map(|id| format!(" <a id=\"{id}\"></a>"));
    let marks = "#".repeat(level.to_digit(10)? as usize);
    Some(format!(
        "{marks} {}{}",
        inside.trim(),
        anchor.unwrap_or_default()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_of_html_are_headings() {
        for (written, shown) in [
            ("<h3>1. What is X?</h3>", "### 1. What is X?"),
            (
                "  <H2 id=\"x\" align='left'>What is <b>X</b>?</H2>",
                "## What is **X**? <a id=\"x\"></a>",
            ),
            ("<h3>What is X?", "<h3>What is X?"),
            ("<h3></h3>", "<h3></h3>"),
            ("<h7>What?</h7>", "<h7>What?</h7>"),
            ("<header>What?</header>", "<header>What?</header>"),
            ("    <h3>What?</h3>", "    <h3>What?</h3>"),
            (
                "```\n<h3>What?</h3>\n```\n<h3>That?</h3>",
                "```\n<h3>What?</h3>\n```\n### That?",
            ),
        ] {
            assert_eq!(alike(written), shown);
        }
    }

    #[test]
    fn labelled_questions_come_out_of_their_quotes() {
        for (written, shown) in [
            (
                "> **Q: What is X?**\n> It is.\n\n> Said by somebody.",
                "**Q: What is X?**\nIt is.\n\n> Said by somebody.",
            ),
            ("> A quote.\n> Q: What is X?", "> A quote.\nQ: What is X?"),
            ("~~~\n> Q: What is X?\n~~~", "~~~\n> Q: What is X?\n~~~"),
        ] {
            assert_eq!(alike(written), shown);
        }
    }
}
