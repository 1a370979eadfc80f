//! Turns a formula into words, for the search, for headings and for excerpts.

/// Commands that only affect the layout.
const SILENT: [&str; 26] = [
    "begin",
    "big",
    "Big",
    "bigg",
    "Bigg",
    "bigl",
    "bigr",
    "boldsymbol",
    "displaystyle",
    "end",
    "frac",
    "left",
    "mathbb",
    "mathbf",
    "mathcal",
    "mathit",
    "mathrm",
    "mathsf",
    "operatorname",
    "quad",
    "qquad",
    "right",
    "text",
    "textbf",
    "textstyle",
    "texttt",
];

/// LaTeX without its layout: `O(n \log n)` becomes `O(n log n)`, and `\frac{a}{b}` becomes `a b`.
pub fn words(latex: &str) -> String {
    let mut out = String::with_capacity(latex.len());
    let mut rest = latex;
    while let Some(char) = rest.chars().next() {
        let after = &rest[char.len_utf8()..];
        if char != '\\' {
            out.push(if "{}&~".contains(char) { ' ' } else { char });
            rest = after;
            continue;
        }
        let length = after
            .find(|char: char| !char.is_ascii_alphabetic())
            .unwrap_or(after.len());
        if length == 0 {
            // A sign such as `\%`; spaces and line ends separate words.
            let sign = after.chars().next();
            out.push(
                sign.filter(|sign| "%$&#_{}|".contains(*sign))
                    .unwrap_or(' '),
            );
            rest = &after[sign.map_or(0, char::len_utf8)..];
            continue;
        }
        let name = &after[..length];
        if !SILENT.contains(&name) {
            out.push_str(name);
        }
        rest = &after[length..];
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// How many letters a text starts with.
pub fn letters(text: &str) -> usize {
    text.find(|char: char| !char.is_ascii_alphabetic())
        .unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layout_is_silent_and_signs_stay() {
        assert_eq!(words(r"O(n \log n)"), "O(n log n)");
        assert_eq!(words(r"\frac{a}{b} \leq 99.9\%"), "a b leq 99.9%");
        assert_eq!(
            words(r"\left( x_1 \right)\\ \text{for all } y"),
            "( x_1 ) for all y"
        );
        assert_eq!(words("\\"), "");
    }
}
