//! Rewrites pikchr's SVG: five elements, presentation attributes instead of styles, and the colours of the theme.

use super::colour::{Colour, Paint};
use crate::compile::markup::{self, Read, SafeTag, number};

/// The widest picture, in pixels. In a column of 600 pixels it is shown at 70% and scrolls.
const MAX_WIDTH: f64 = 2000.0;
const MAX_HEIGHT: f64 = 4000.0;

/// The largest text, in percent of the normal size.
const MAX_FONT_PERCENT: f64 = 500.0;

/// Pikchr draws lines of 2.16 pixels, which is too heavy beside our text and hairlines.
const LINE_SCALE: f64 = 0.7;

/// The inside of a picture, without its outer element.
#[derive(Debug, PartialEq)]
pub struct Drawing {
    pub width: f64,
    pub height: f64,
    /// Shapes and texts.
    pub inside: String,
    /// The texts, in the order in which they were drawn.
    pub labels: Vec<String>,
}

/// Rewrites what pikchr drew. `None` if there is anything unknown in it, or if it is too large.
pub fn rebuild(svg: &str) -> Option<Drawing> {
    let size = svg.split_once("viewBox=\"0 0 ")?.1.split('"').next()?;
    let (width, height) = size.split_once(' ')?;
    let (width, height) = (number(width)?.ceil(), number(height)?.ceil());
    if !(1.0..=MAX_WIDTH).contains(&width) || !(1.0..=MAX_HEIGHT).contains(&height) {
        return None;
    }
    let rebuilt = markup::rebuild(svg, element)?;
    let inside = rebuilt.html.strip_prefix("<svg>")?.strip_suffix("</svg>")?;
    Some(Drawing {
        width,
        height,
        inside: inside.to_owned(),
        // Pikchr writes blanks as unbreakable ones.
        labels: rebuilt
            .texts
            .iter()
            .map(|text| text.replace('\u{a0}', " ").trim().to_owned())
            .collect(),
    })
}

fn element(name: &str, read: &Read) -> Option<SafeTag> {
    match name {
        "svg" => Some(SafeTag::new("svg")),
        "path" => shape(SafeTag::new("path"), read, &[("d", Geometry::Path)]),
        "polygon" => shape(
            SafeTag::new("polygon"),
            read,
            &[("points", Geometry::Points)],
        ),
        "circle" => shape(SafeTag::new("circle"), read, &numbers(["cx", "cy", "r"])),
        "ellipse" => shape(
            SafeTag::new("ellipse"),
            read,
            &numbers(["cx", "cy", "rx", "ry"]),
        ),
        "text" => text(read),
        _ => None,
    }
}

/// The form of a geometry attribute's value.
#[derive(Clone, Copy)]
enum Geometry {
    Number,
    Points,
    Path,
}

fn numbers<const N: usize>(names: [&'static str; N]) -> [(&'static str, Geometry); N] {
    names.map(|name| (name, Geometry::Number))
}

/// A shape with its geometry, and its style as attributes.
fn shape(mut tag: SafeTag, read: &Read, geometry: &[(&'static str, Geometry)]) -> Option<SafeTag> {
    let mut style = Style::default();
    for (name, value) in read {
        if name == "style" {
            style = Style::parse(value)?;
            continue;
        }
        let (name, kind) = geometry.iter().find(|(known, _)| known == name)?;
        tag.set(
            name,
            match kind {
                Geometry::Number => number(value)?.to_string(),
                Geometry::Points => coordinates(value, "")?,
                Geometry::Path => coordinates(value, "MLAQZ")?,
            },
        );
    }
    let has = |name: &str| read.iter().any(|(known, _)| known == name);
    // Dots are circles whose fill and stroke are the same; arrowheads are the only polygons.
    let is_solid = has("points") || has("r") && style.fill == style.stroke;
    style.write(&mut tag, is_solid);
    Some(tag)
}

fn text(read: &Read) -> Option<SafeTag> {
    let mut tag = SafeTag::new("text");
    let mut fill = Colour::Ink;
    for (name, value) in read {
        match (name.as_str(), value.as_str()) {
            ("x", value) => tag.set("x", number(value)?.to_string()),
            ("y", value) => tag.set("y", number(value)?.to_string()),
            // This is the default.
            ("text-anchor", "start") => {}
            ("text-anchor", "middle") => tag.set("text-anchor", "middle"),
            ("text-anchor", "end") => tag.set("text-anchor", "end"),
            ("font-style", "italic") => tag.set("font-style", "italic"),
            ("font-weight", "bold") => tag.set("font-weight", "bold"),
            ("font-family", "monospace") => tag.set("font-family", "monospace"),
            ("dominant-baseline", "central") => tag.set("dominant-baseline", "central"),
            ("fill", value) => fill = Colour::parse(value)?,
            ("font-size", value) => {
                let percent = number(value.strip_suffix('%')?)?;
                if !(1.0..=MAX_FONT_PERCENT).contains(&percent) {
                    return None;
                }
                tag.set("font-size", format!("{percent}%"));
            }
            ("transform", value) => {
                let list = value.strip_prefix("rotate(")?.strip_suffix(')')?;
                tag.set("transform", format!("rotate({})", coordinates(list, "")?));
            }
            _ => return None,
        }
    }
    let mut classes = Vec::new();
    paint(&mut tag, "fill", fill.text(), &mut classes);
    set_classes(&mut tag, &classes);
    Some(tag)
}

/// Adds the paint as an attribute or as a class.
fn paint(tag: &mut SafeTag, name: &'static str, paint: Paint, classes: &mut Vec<&'static str>) {
    match paint {
        Paint::Value(value) => tag.set(name, value),
        Paint::Class(class) => classes.push(class),
    }
}

fn set_classes(tag: &mut SafeTag, classes: &[&'static str]) {
    if !classes.is_empty() {
        tag.set("class", classes.join(" "));
    }
}

/// Numbers and the given commands, separated by single blanks.
fn coordinates(written: &str, commands: &str) -> Option<String> {
    let mut out = String::with_capacity(written.len());
    let mut rest = written;
    while let Some(char) = rest.chars().next() {
        if char == ' ' || char == ',' {
            rest = &rest[1..];
        } else if commands.contains(char) {
            out.push(char);
            rest = &rest[1..];
        } else {
            let end = rest
                .find(|char: char| char.is_ascii_uppercase() || char == ' ' || char == ',')
                .unwrap_or(rest.len());
            if out.ends_with(|char: char| char.is_ascii_digit()) {
                out.push(' ');
            }
            out.push_str(&number(&rest[..end])?.to_string());
            rest = &rest[end..];
        }
    }
    Some(out)
}

/// The properties of a style that pikchr writes.
#[derive(Default)]
struct Style {
    fill: Option<Colour>,
    stroke: Option<Colour>,
    stroke_width: Option<f64>,
    is_round: bool,
    dashes: Option<String>,
}

impl Style {
    fn parse(written: &str) -> Option<Style> {
        let mut style = Style::default();
        for declaration in written.split(';').map(str::trim) {
            match declaration.split_once(':') {
                None if declaration.is_empty() => {}
                Some(("fill", "none")) => style.fill = None,
                Some(("fill", value)) => style.fill = Some(Colour::parse(value)?),
                Some(("stroke", value)) => style.stroke = Some(Colour::parse(value)?),
                Some(("stroke-width", value)) => {
                    style.stroke_width = Some((number(value)? * LINE_SCALE * 10.0).round() / 10.0);
                }
                Some(("stroke-linejoin", "round")) => style.is_round = true,
                Some(("stroke-dasharray", value)) => style.dashes = Some(coordinates(value, "")?),
                _ => return None,
            }
        }
        Some(style)
    }

    fn write(&self, tag: &mut SafeTag, is_solid: bool) {
        let mut classes = Vec::new();
        let fill = match self.fill {
            None => Paint::Value("none"),
            Some(colour) if is_solid => colour.solid(),
            Some(colour) => colour.area(),
        };
        paint(tag, "fill", fill, &mut classes);
        if let (Some(colour), Some(width)) = (self.stroke, self.stroke_width) {
            paint(tag, "stroke", colour.stroke(), &mut classes);
            tag.set("stroke-width", width.to_string());
            if self.is_round {
                tag.set("stroke-linejoin", "round");
            }
            if let Some(dashes) = &self.dashes {
                tag.set("stroke-dasharray", dashes.clone());
            }
        }
        set_classes(tag, &classes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles_become_attributes_and_classes() {
        let picture = rebuild(
            "<svg xmlns='http://www.w3.org/2000/svg' style='font-size:initial;' viewBox=\"0 0 30.2 20\">\n\
             <path d=\"M2.16,2L1e+01,-3.04Z\"  style=\"fill:rgb(255,0,0);stroke-width:2.16;stroke:rgb(0,0,0);stroke-dasharray:7.2,7.2;\" />\n\
             <text x=\"1\" y=\"2\" text-anchor=\"start\" fill=\"rgb(0,0,128)\" font-size=\"125%\">a\u{a0}&lt;</text></svg>\n",
        );
        let wanted = Drawing {
            width: 31.0,
            height: 20.0,
            inside: "<path d=\"M2.2 2L10 -3Z\" stroke=\"currentColor\" stroke-width=\"1.5\" stroke-dasharray=\"7.2 7.2\" class=\"pik-red-area\"/>\
                     <text x=\"1\" y=\"2\" font-size=\"125%\" class=\"pik-blue\">a\u{a0}&lt;</text>"
                .into(),
            labels: vec!["a <".into()],
        };
        assert_eq!(picture, Some(wanted));
    }

    #[test]
    fn arrowheads_and_dots_are_solid() {
        let inside = |shape: &str| {
            rebuild(&format!("<svg viewBox=\"0 0 9 9\">{shape}</svg>"))
                .map(|picture| picture.inside)
        };
        assert_eq!(
            inside("<polygon points=\"1,2 3,4\" style=\"fill:rgb(0,0,0)\"/>"),
            Some("<polygon points=\"1 2 3 4\" fill=\"currentColor\"/>".into())
        );
        let circle = |fill| {
            format!(
                "<circle cx=\"1\" cy=\"1\" r=\"1\" style=\"fill:{fill};stroke-width:2;stroke:rgb(0,0,0);\"/>"
            )
        };
        assert_eq!(
            inside(&circle("rgb(0,0,0)")),
            Some("<circle cx=\"1\" cy=\"1\" r=\"1\" fill=\"currentColor\" stroke=\"currentColor\" stroke-width=\"1.4\"/>".into())
        );
        assert_eq!(
            inside(&circle("rgb(255,255,255)")),
            Some("<circle cx=\"1\" cy=\"1\" r=\"1\" stroke=\"currentColor\" stroke-width=\"1.4\" class=\"pik-paper\"/>".into())
        );
    }

    #[test]
    fn nothing_else_passes() {
        for inside in [
            "<a href=\"https://x.org\"/>",
            "<circle cx=\"1\" cy=\"1\" r=\"1\" onclick=\"x\"/>",
            "<path d=\"M1,1X\"/>",
            "<path d=\"Mnan,1\"/>",
            "<path style=\"fill:url(#x)\"/>",
            "<path style=\"color:red\"/>",
            "<text transform=\"scale(2)\">a</text>",
        ] {
            assert_eq!(
                rebuild(&format!("<svg viewBox=\"0 0 9 9\">{inside}</svg>")),
                None,
                "{inside}"
            );
        }
        for size in ["0 5", "2001 5", "5 4001", "nan 5", "-5 5"] {
            assert_eq!(
                rebuild(&format!("<svg viewBox=\"0 0 {size}\"/>")),
                None,
                "{size}"
            );
        }
    }
}
