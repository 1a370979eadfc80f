//! `static/icon.svg`, and the PNG pictures of it that home screens need. The pictures are ordinary files in `static/root/`: their
//! addresses have no fingerprint, because phones install an app's icon again when its address changes.

use std::collections::{BTreeMap, BTreeSet};

use quick_xml::Reader;
use quick_xml::events::Event;

use super::text;
use crate::diagnostic::{Code, Diagnostic};

/// Below `static/`.
pub const FILE: &str = "icon.svg";

/// A picture of the icon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Picture {
    /// Below the site's root, and below `static/root/`.
    pub path: &'static str,
    /// Width and height in pixels.
    pub size: u32,
    /// The `purpose` in the web manifest.
    pub purpose: &'static str,
}

/// The picture that the service worker keeps for offline use.
pub const SMALL: Picture = Picture {
    path: "icons/192.png",
    size: 192,
    purpose: "any",
};

/// The pictures in the web manifest. Phones may crop the last one to a circle of four fifths of its size.
pub const PICTURES: [Picture; 3] = [
    SMALL,
    Picture {
        path: "icons/512.png",
        size: 512,
        purpose: "any",
    },
    Picture {
        path: "icons/maskable.png",
        size: 512,
        purpose: "maskable",
    },
];

/// For home screens that ignore the manifest: 180 pixels, with no transparent edge.
pub const APPLE: &str = "icons/apple-touch.png";

/// The paths of all pictures, below the site's root.
pub fn paths() -> impl Iterator<Item = &'static str> {
    PICTURES.iter().map(|picture| picture.path).chain([APPLE])
}

/// Removes the built-in pictures from `files` if the bank has its own icon, because they show another one. `own` are the names of
/// the files that come from the bank.
pub fn keep_to_one_icon(files: &mut BTreeMap<String, Vec<u8>>, own: &BTreeSet<String>) {
    if !own.contains(FILE) {
        return;
    }
    for path in paths().map(|path| format!("root/{path}")) {
        if !own.contains(&path) {
            files.remove(&path);
        }
    }
}

/// Reports what would keep browsers from reading the icon.
pub fn check(bytes: &[u8]) -> Option<Diagnostic> {
    let file = match text::decode(format!("static/{FILE}"), bytes.to_vec()) {
        Ok(file) => file,
        Err(finding) => return Some(finding),
    };
    let hint = "draw it as a square, such as `<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 32 32\">`";
    let (at, problem) = fault(&file.text)?;
    let rest = file.text.get(at..).unwrap_or_default();
    let end = at + rest.chars().next().map_or(0, char::len_utf8);
    let message = format!("this is no SVG: {problem}");
    Some(Diagnostic::at(Code::BadIcon, &file, at..end, message).hint(hint))
}

/// Where the text stops being well-formed XML with the root `svg`, and why.
fn fault(svg: &str) -> Option<(usize, String)> {
    let mut reader = Reader::from_str(svg);
    let mut open = Vec::new();
    let mut root = None;
    loop {
        let before = reader.buffer_position() as usize;
        match reader.read_event() {
            Ok(Event::Start(tag)) => {
                root.get_or_insert((before, tag.name().as_ref() == "svg"));
                open.push(before);
            }
            Ok(Event::Empty(tag)) => {
                root.get_or_insert((before, tag.name().as_ref() == "svg"));
            }
            Ok(Event::End(_)) => drop(open.pop()),
            Ok(Event::Eof) => break,
            Ok(_) => {}
            Err(error) => return Some((reader.error_position() as usize, error.to_string())),
        }
    }
    match (root, open.last()) {
        (Some((at, false)), _) => Some((at, "its first element is not `svg`".to_owned())),
        (None, _) => Some((0, "it has no element".to_owned())),
        (_, Some(&at)) => Some((at, "this element is never closed".to_owned())),
        (Some((_, true)), None) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_drawing_is_told_where_it_ends_to_be_one() {
        assert_eq!(fault("<svg xmlns=\"http://www.w3.org/2000/svg\"/>"), None);
        assert_eq!(fault("<?xml version=\"1.0\"?>\n<svg><g/></svg>\n"), None);
        for (text, at) in [
            ("", 0),
            ("\n<html/>", 1),
            ("<svg><g></svg>", 8),
            ("<svg><g>", 5),
        ] {
            assert_eq!(fault(text).map(|(at, _)| at), Some(at), "{text}");
        }
    }

    #[test]
    fn pictures_of_another_icon_are_not_shown() {
        let all = || -> BTreeMap<String, Vec<u8>> {
            let pictures = paths().map(|path| format!("root/{path}"));
            pictures
                .chain([FILE.to_owned()])
                .map(|path| (path, Vec::new()))
                .collect()
        };
        let mut files = all();
        keep_to_one_icon(&mut files, &BTreeSet::new());
        assert_eq!(files, all());
        keep_to_one_icon(
            &mut files,
            &BTreeSet::from([FILE.to_owned(), "root/icons/192.png".to_owned()]),
        );
        assert_eq!(
            files.keys().collect::<Vec<_>>(),
            ["icon.svg", "root/icons/192.png"]
        );
    }
}
