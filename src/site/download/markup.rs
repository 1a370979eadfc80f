//! The HTML of answers for other readers than browsers: well-formed XML, without what only a page can use.
//!
//! It reads what our own writers wrote, where elements are closed in order and each attribute has its value in double quotes.

use crate::diagnostic::is_of_text;
use crate::route::percent_decode;

/// Elements without content.
const VOID: [&str; 7] = ["br", "hr", "img", "input", "wbr", "col", "source"];

/// Attributes for pages that scroll, load lazily and are used with a keyboard.
const OF_PAGES: [&str; 2] = ["loading", "tabindex"];

/// What is different where the HTML is read.
pub struct Place<'a> {
    /// Where a link leads there; `None`, if nowhere.
    pub href: &'a dyn Fn(&str) -> Option<String>,
    /// Where a picture lies there; `None`, if it is not there.
    pub src: &'a dyn Fn(&str) -> Option<String>,
    /// How the name of an element is written.
    pub id: &'a dyn Fn(&str) -> String,
    /// How many levels headings stand lower.
    pub deeper: usize,
    /// Whether it is read as XML, by who cannot fold.
    pub is_xml: bool,
}

/// The slug of the question that a link leads to, and the place on its page, where there is one.
pub fn question_of(href: &str) -> Option<(String, &str)> {
    let (path, fragment) = href.split_once('#').unwrap_or((href, ""));
    let path = path.trim_start_matches("../").strip_prefix("questions/")?;
    Some((percent_decode(path.strip_suffix('/')?)?, fragment))
}

/// What is written for an element that is open.
enum Open {
    /// Its end, under this name.
    End(String),
    /// Nothing, and what stands in it is left out or kept.
    Nothing { is_left_out: bool },
}

/// A piece of an answer, for a place.
pub fn moved(html: &str, place: &Place<'_>) -> String {
    let mut out = String::with_capacity(html.len());
    let mut open: Vec<Open> = Vec::new();
    let mut rest = html;
    let is_out = |open: &[Open]| {
        let left_out = |one: &Open| matches!(one, Open::Nothing { is_left_out: true });
        open.iter().any(left_out)
    };
    while let Some(at) = rest.find('<') {
        let (text, from) = rest.split_at(at);
        if !is_out(&open) {
            push_text(&mut out, text);
        }
        let (tag, after) = tag(from);
        rest = after;
        if tag.name.starts_with('/') {
            match open.pop() {
                Some(Open::End(name)) if !is_out(&open) => out.push_str(&format!("</{name}>")),
                _ => {}
            }
            continue;
        }
        let is_void = tag.is_closed || VOID.contains(&tag.name);
        if is_out(&open) {
            if !is_void {
                open.push(Open::Nothing { is_left_out: false });
            }
            continue;
        }
        let opened = write(&mut out, &tag, is_void, place);
        if !is_void {
            open.push(opened);
        }
    }
    if !is_out(&open) {
        push_text(&mut out, rest);
    }
    out
}

/// Text that is escaped already. XML knows no other entities, and not every character.
fn push_text(out: &mut String, text: &str) {
    let text: String = text.chars().filter(|char| is_of_text(*char)).collect();
    out.push_str(&text.replace("&nbsp;", "&#160;"));
}

struct Tag<'a> {
    name: &'a str,
    attributes: Vec<(&'a str, &'a str)>,
    is_closed: bool,
}

/// The tag that a text begins with, and what follows it.
fn tag(text: &str) -> (Tag<'_>, &str) {
    let inside = text.get(1..).unwrap_or_default();
    let end = inside
        .find(|char: char| {
            char.is_whitespace() || char == '>' || char == '/' && !inside.starts_with('/')
        })
        .or_else(|| inside.find('>'))
        .unwrap_or(inside.len());
    let (name, mut rest) = inside.split_at(end);
    let mut attributes = Vec::new();
    loop {
        rest = rest.trim_start();
        if let Some(after) = rest.strip_prefix("/>") {
            let is_closed = true;
            return (
                Tag {
                    name,
                    attributes,
                    is_closed,
                },
                after,
            );
        }
        if let Some(after) = rest.strip_prefix('>') {
            let is_closed = false;
            return (
                Tag {
                    name,
                    attributes,
                    is_closed,
                },
                after,
            );
        }
        let Some((key, value)) = rest.split_once("=\"") else {
            let is_closed = false;
            return (
                Tag {
                    name,
                    attributes,
                    is_closed,
                },
                "",
            );
        };
        let (value, after) = value.split_once('"').unwrap_or((value, ""));
        attributes.push((key, value));
        rest = after;
    }
}

fn write(out: &mut String, tag: &Tag<'_>, is_void: bool, place: &Place<'_>) -> Open {
    let value = |name: &str| {
        let found = tag.attributes.iter().find(|(key, _)| *key == name);
        found.map(|(_, value)| *value)
    };
    let nothing = |is_left_out| Open::Nothing { is_left_out };
    let name = match tag.name {
        "a" if value("class") == Some("anchor") => return nothing(true),
        // Where it leads nowhere, the words stay.
        "a" if value("href").is_some_and(|href| (place.href)(&unescaped(href)).is_none()) => {
            return nothing(false);
        }
        "img" if value("src").is_none_or(|src| (place.src)(&unescaped(src)).is_none()) => {
            push_text(out, value("alt").unwrap_or_default());
            return nothing(false);
        }
        "input" => {
            out.push_str(if value("checked").is_some() {
                "☑"
            } else {
                "☐"
            });
            return nothing(false);
        }
        "details" | "summary" if place.is_xml => "div".to_owned(),
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
            let level: usize = tag.name[1..].parse().unwrap_or(6);
            format!("h{}", (level + place.deeper).min(6))
        }
        name => name.to_owned(),
    };
    out.push('<');
    out.push_str(&name);
    match tag.name {
        "svg" if place.is_xml => out.push_str(" xmlns=\"http://www.w3.org/2000/svg\""),
        // Style sheets of books may not say in which direction code is read.
        "pre" if place.is_xml => out.push_str(" dir=\"ltr\""),
        "math" if place.is_xml => out.push_str(" xmlns=\"http://www.w3.org/1998/Math/MathML\""),
        "details" | "summary" if place.is_xml => out.push_str(&format!(" class=\"{}\"", tag.name)),
        _ => {}
    }
    for (key, value) in &tag.attributes {
        let is_folding = place.is_xml && matches!(*key, "open" | "name") && tag.name == "details";
        let is_class = place.is_xml && *key == "class" && matches!(tag.name, "details" | "summary");
        if OF_PAGES.contains(key)
            || *key == "dir" && tag.name == "pre"
            || is_folding
            || is_class
            || *key == "xmlns"
        {
            continue;
        }
        let moved = match *key {
            "href" => (place.href)(&unescaped(value)).map(|href| escaped_value(&href)),
            "src" => (place.src)(&unescaped(value)).map(|src| escaped_value(&src)),
            "id" => Some((place.id)(value)),
            "aria-labelledby" | "aria-describedby" => {
                let ids: Vec<String> = value.split(' ').map(place.id).collect();
                Some(ids.join(" "))
            }
            _ => Some((*value).to_owned()),
        };
        if let Some(moved) = moved {
            out.push_str(&format!(" {key}=\""));
            push_text(out, &moved);
            out.push('"');
        }
    }
    out.push_str(if is_void { "/>" } else { ">" });
    Open::End(name)
}

fn unescaped(value: &str) -> String {
    value
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&#x27;", "'")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}

fn escaped_value(value: &str) -> String {
    value
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn xml(html: &str) -> String {
        moved(
            html,
            &Place {
                href: &|href| {
                    href.strip_prefix("../../")
                        .map(str::to_owned)
                        .or_else(|| href.starts_with("https:").then(|| href.to_owned()))
                },
                src: &|src| src.strip_prefix("../../").map(str::to_owned),
                id: &|id| format!("x-{id}"),
                deeper: 1,
                is_xml: true,
            },
        )
    }

    #[test]
    fn html_becomes_xml_and_leads_where_it_should() {
        for (html, expected) in [
            (
                "a &lt;b&gt;&nbsp;<br>c<hr />",
                "a &lt;b&gt;&#160;<br/>c<hr/>",
            ),
            (
                "<a href=\"../../q/?a&amp;b\">x</a>",
                "<a href=\"q/?a&amp;b\">x</a>",
            ),
            (
                "<p><a href=\"#n\">x <b>y</b></a>.</p>",
                "<p>x <b>y</b>.</p>",
            ),
            (
                "<img src=\"../../m.png\" alt=\"a\" loading=\"lazy\"><img src=\"n.png\" alt=\"b &amp; c\">",
                "<img src=\"m.png\" alt=\"a\"/>b &amp; c",
            ),
            (
                "<h3 id=\"a\">A <a class=\"anchor\" href=\"#a\">#<i>x</i></a></h3>",
                "<h4 id=\"x-a\">A </h4>",
            ),
            (
                "<li><input type=\"checkbox\" disabled=\"\" checked=\"\"> x</li>",
                "<li>☑ x</li>",
            ),
            (
                "<details open=\"\"><summary>S</summary><p>t</p></details>",
                "<div class=\"details\"><div class=\"summary\">S</div><p>t</p></div>",
            ),
            (
                "<svg class=\"p\"><path d=\"M1/2\"/></svg>",
                "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"p\"><path d=\"M1/2\"/></svg>",
            ),
            (
                "<pre tabindex=\"0\"><code>a\u{1}</code></pre>",
                "<pre dir=\"ltr\"><code>a</code></pre>",
            ),
        ] {
            assert_eq!(xml(html), expected, "{html}");
        }
    }
}
