//! HTML of an answer where it stands in another place than a question's page at the root: in another language's folder.

use super::question::Told;

/// What leads from a question's page to its edition's root.
const ROOT: &str = "../../";

/// Where an address of an answer leads from the pages of a language, which lie in `folder`: pictures lie at the site's root for all
/// languages, and links of borrowed words to headings lead to those of the translation.
pub fn address(value: &str, told: &Told, folder: &str) -> String {
    let below = value.strip_prefix(ROOT);
    if below.is_some_and(|below| below.starts_with("media/")) {
        let up = "../".repeat(folder.matches('/').count());
        return format!("{up}{value}");
    }
    let to = told.moved.iter().find(|(from, _)| from == value);
    to.map_or_else(|| value.to_owned(), |(_, to)| to.clone())
}

/// A piece of an answer, for the pages of a language.
pub fn moved(html: &str, told: &Told, folder: &str) -> String {
    rewritten(html, &|name, value| match name {
        "href" | "src" => address(value, told, folder),
        _ => value.to_owned(),
    })
}

/// HTML with other values of attributes. `change` gets name and value of each, and says the value to be.
///
/// It reads what our own writers wrote, where each attribute has its value in double quotes.
pub fn rewritten(html: &str, change: &dyn Fn(&str, &str) -> String) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (text, tag) = rest.split_at(at);
        out.push_str(text);
        rest = rewritten_tag(tag, change, &mut out);
    }
    out + rest
}

/// Writes one tag anew, and returns what follows it.
fn rewritten_tag<'a>(
    tag: &'a str,
    change: &dyn Fn(&str, &str) -> String,
    out: &mut String,
) -> &'a str {
    let mut rest = tag;
    loop {
        let Some(at) = rest.find(['>', '"']) else {
            out.push_str(rest);
            return "";
        };
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        if let Some(after) = from.strip_prefix('>') {
            out.push('>');
            return after;
        }
        let value = &from[1..];
        let end = value.find('"').unwrap_or(value.len());
        let name = before
            .trim_end_matches('=')
            .rsplit(char::is_whitespace)
            .next()
            .unwrap_or_default();
        out.push('"');
        out.push_str(&change(name, &value[..end]));
        out.push('"');
        rest = value.get(end + 1..).unwrap_or_default();
    }
}
