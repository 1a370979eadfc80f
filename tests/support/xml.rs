//! Parses XML documents as strictly as feed readers do.

use std::collections::BTreeMap;

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

/// An element of an XML document.
#[derive(Default)]
pub struct Node {
    /// The names of the elements from the root to it: `feed/entry/id`.
    path: String,
    pub attributes: BTreeMap<String, String>,
    /// The text directly in it.
    pub text: String,
}

/// The elements of a well-formed document, in order.
pub fn parse(source: &str) -> Vec<Node> {
    let mut reader = Reader::from_str(source);
    let mut nodes: Vec<Node> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let mut roots = 0;
    loop {
        let event = reader.read_event().unwrap();
        match &event {
            Event::Start(start) | Event::Empty(start) => {
                roots += usize::from(open.is_empty());
                let parent = open.last().map(|&parent| nodes[parent].path.clone() + "/");
                nodes.push(node(start, parent.unwrap_or_default()));
                if matches!(event, Event::Start(_)) {
                    open.push(nodes.len() - 1);
                }
            }
            Event::End(_) => drop(open.pop()),
            Event::Text(text) => match open.last() {
                Some(&at) => nodes[at].text.push_str(text),
                None => assert_eq!(text.trim(), "", "text outside of the root"),
            },
            Event::GeneralRef(reference) => {
                let char = match reference.resolve_char_ref().unwrap() {
                    Some(char) => char.to_string(),
                    None => quick_xml::escape::resolve_predefined_entity(reference)
                        .expect("one of the five entities of XML")
                        .to_owned(),
                };
                nodes[*open.last().unwrap()].text.push_str(&char);
            }
            Event::Decl(_) => assert!(nodes.is_empty()),
            Event::Eof => break,
            other => panic!("unexpected: {other:?}"),
        }
    }
    assert!(open.is_empty(), "elements left open");
    assert_eq!(roots, 1, "not one root");
    nodes
}

fn node(start: &BytesStart<'_>, parent: String) -> Node {
    let attributes = start.attributes().map(|attribute| {
        let attribute = attribute.unwrap();
        let value = attribute
            .normalized_value(XmlVersion::default())
            .unwrap()
            .into_owned();
        (attribute.key.as_ref().to_owned(), value)
    });
    Node {
        path: parent + start.name().as_ref(),
        attributes: attributes.collect(),
        text: String::new(),
    }
}

/// The texts of the elements at a path.
pub fn texts<'a>(nodes: &'a [Node], path: &str) -> Vec<&'a str> {
    nodes
        .iter()
        .filter(|node| node.path == path)
        .map(|node| node.text.as_str())
        .collect()
}
