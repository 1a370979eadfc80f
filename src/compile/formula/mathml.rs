//! Repairs and rewrites the library's MathML: elements and attributes of [MathML Core](https://www.w3.org/TR/mathml-core/), and
//! no styles.

use crate::compile::markup::{self, Read, SafeTag};

/// Elements that may be written.
const ELEMENTS: [&str; 18] = [
    "mfrac",
    "mi",
    "mn",
    "mo",
    "mover",
    "mroot",
    "mrow",
    "mspace",
    "msqrt",
    "msub",
    "msubsup",
    "msup",
    "mtable",
    "mtd",
    "mtext",
    "mtr",
    "munder",
    "munderover",
];

/// Attributes that are true or false.
const FLAGS: [&str; 5] = [
    "displaystyle",
    "largeop",
    "movablelimits",
    "stretchy",
    "symmetric",
];

/// Attributes that are a length.
const LENGTHS: [&str; 6] = [
    "depth",
    "height",
    "linethickness",
    "maxsize",
    "minsize",
    "width",
];

/// Classes with rules in `static/css/drawing.css`. Others are dropped.
const CLASSES: [&str; 13] = [
    "cell-left",
    "cell-right",
    "menv-alignlike",
    "menv-arraylike",
    "menv-cases",
    "menv-cells-left",
    "menv-cells-right",
    "menv-hdashline",
    "menv-hline",
    "menv-left-solid",
    "menv-right-solid",
    "mop-negated",
    "small",
];

/// Rewrites a `<math>` element and returns its inside. `None` if there is anything unknown in it.
pub fn rebuild(mathml: &str) -> Option<String> {
    let rebuilt = markup::rebuild(&repaired(mathml), element)?;
    let inside = rebuilt
        .html
        .strip_prefix("<mrow>")?
        .strip_suffix("</mrow>")?;
    Some(inside.to_owned())
}

/// Escapes the characters that the library writes raw, adds missing blanks between attributes, and replaces its only entity. A
/// raw character is alone in its element, or followed by the stroke of a negation.
fn repaired(mathml: &str) -> String {
    let mut text = mathml
        .replace("\"minsize=", "\" minsize=")
        .replace("&amp;nbsp;", "\u{a0}")
        .replace("&nbsp;", "\u{a0}");
    for (raw, escaped) in [("<", "&lt;"), ("&", "&amp;")] {
        for next in ["</", "\u{338}"] {
            text = text.replace(&format!(">{raw}{next}"), &format!(">{escaped}{next}"));
        }
    }
    text
}

fn element(name: &str, read: &Read) -> Option<SafeTag> {
    if name == "math" {
        return Some(SafeTag::new("mrow"));
    }
    let known = |list: &[&'static str], word: &str| list.iter().copied().find(|it| *it == word);
    let mut tag = SafeTag::new(known(&ELEMENTS, name)?);
    for (name, value) in read {
        if let Some(flag) = known(&FLAGS, name) {
            tag.set(flag, known(&["true", "false"], value)?);
        } else if let Some(length) = known(&LENGTHS, name) {
            // MathML Core has no negative width; such a space gets none.
            tag.set(length, self::length(value)?);
        } else {
            match (name.as_str(), value.as_str()) {
                ("mathvariant", "normal") => tag.set("mathvariant", "normal"),
                ("scriptlevel", "0" | "1" | "2") => tag.set("scriptlevel", value.clone()),
                ("class", list) => {
                    let kept: Vec<&str> = list
                        .split(' ')
                        .filter_map(|it| known(&CLASSES, it))
                        .collect();
                    if !kept.is_empty() {
                        tag.set("class", kept.join(" "));
                    }
                }
                // The height of a row, or the margin of a negative space: dropped, because the page's policy forbids styles.
                ("style", _) => {}
                _ => return None,
            }
        }
    }
    Some(tag)
}

/// A CSS length that is not negative.
fn length(written: &str) -> Option<String> {
    let at = written.find(|char: char| char.is_ascii_alphabetic())?;
    let (number, unit) = written.split_at(at);
    let unit = ["em", "ex", "mm", "cm", "in", "pt", "pc", "px"]
        .into_iter()
        .find(|known| *known == unit)?;
    let value: f64 = number.parse().ok()?;
    (value <= 100.0).then(|| format!("{}{unit}", (value.max(0.0) * 1000.0).round() / 1000.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn raw_characters_are_repaired() {
        assert_eq!(
            rebuild("<math><mo><</mo><mo>></mo><mi>&</mi><mo><\u{338}</mo><mtext>&nbsp;a&amp;nbsp;</mtext></math>"),
            Some("<mo>&lt;</mo><mo>&gt;</mo><mi>&amp;</mi><mo>&lt;\u{338}</mo><mtext>\u{a0}a\u{a0}</mtext>".into())
        );
        assert_eq!(
            rebuild("<math><mo stretchy=\"true\"minsize=\"1.2em\" maxsize=\"1.2em\">(</mo></math>"),
            Some("<mo stretchy=\"true\" minsize=\"1.2em\" maxsize=\"1.2em\">(</mo>".into())
        );
    }

    #[test]
    fn styles_and_unknown_classes_are_dropped() {
        assert_eq!(
            rebuild(
                "<math><mspace width=\"-0.16666667em\" style=\"margin-left: -0.1em\" /><mtr class=\"x menv-hline\"/></math>"
            ),
            Some("<mspace width=\"0em\"/><mtr class=\"menv-hline\"/>".into())
        );
    }

    #[test]
    fn nothing_else_passes() {
        for inside in [
            "<maction/>",
            "<semantics/>",
            "<merror/>",
            "<mi href=\"https://x.org\">x</mi>",
            "<mi onclick=\"x\">x</mi>",
            "<mi mathvariant=\"url(x)\">x</mi>",
            "<mspace width=\"calc(1px)\"/>",
            "<mspace width=\"1e9em\"/>",
            "<mi><</b></mi>",
            "<mi>",
        ] {
            assert_eq!(rebuild(&format!("<math>{inside}</math>")), None, "{inside}");
        }
    }
}
