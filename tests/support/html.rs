//! Parses a page like a browser, with html5ever: its elements in order, and every parse error with its line.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::tokenizer::TokenizerOpts;
use html5ever::tree_builder::TreeBuilderOpts;
use html5ever::{Attribute, ParseOpts, QualName, local_name, ns, parse_document};

/// A parsed page.
pub struct Html {
    /// In the order of the source.
    pub elements: Vec<Element>,
    /// The parse errors, each with its line.
    pub errors: Vec<String>,
}

#[derive(Debug, Clone, Default)]
pub struct Element {
    /// In lower case: `h1`, or `svg:title` in drawings.
    pub name: String,
    /// By name, without a namespace prefix.
    pub attributes: BTreeMap<String, String>,
    /// All text inside, including that of elements inside.
    pub text: String,
    /// The line in which it starts.
    pub line: u64,
}

impl Element {
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.get(name).map(String::as_str)
    }
}

impl Html {
    /// Parses a page like a browser that runs scripts, or like one that does not and shows `noscript`.
    pub fn parse(text: &str, scripting: bool) -> Self {
        let options = ParseOpts {
            tokenizer: TokenizerOpts {
                exact_errors: true,
                ..TokenizerOpts::default()
            },
            tree_builder: TreeBuilderOpts {
                exact_errors: true,
                scripting_enabled: scripting,
                ..TreeBuilderOpts::default()
            },
        };
        parse_document(Sink::default(), options).one(text)
    }

    /// All elements of one name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.elements
            .iter()
            .filter(move |element| element.name == name)
    }

    /// The content of a `<meta name>` or `<meta property>`.
    pub fn meta(&self, name: &str) -> Option<&str> {
        let is_named = |meta: &&Element| {
            [meta.attribute("name"), meta.attribute("property")].contains(&Some(name))
        };
        self.all("meta").find(is_named)?.attribute("content")
    }

    /// The address of a `<link>` with this relation.
    pub fn link(&self, relation: &str) -> Option<&str> {
        let is_of = |link: &&Element| {
            let relations = link.attribute("rel").unwrap_or_default();
            relations.split(' ').any(|one| one == relation)
        };
        self.all("link").find(is_of)?.attribute("href")
    }
}

/// Collects what html5ever finds. Elements are identified by number, which works because well-formed markup is never moved; any
/// move is reported as an error.
struct Sink {
    elements: RefCell<Vec<Element>>,
    parents: RefCell<Vec<Option<usize>>>,
    errors: RefCell<Vec<String>>,
    line: Cell<u64>,
}

#[derive(Clone)]
struct Node {
    name: QualName,
    number: usize,
}

impl Default for Sink {
    fn default() -> Self {
        // The document itself is number 0.
        Self {
            elements: RefCell::new(vec![Element::default()]),
            parents: RefCell::new(vec![None]),
            errors: RefCell::default(),
            line: Cell::new(1),
        }
    }
}

impl Sink {
    fn add(&self, name: QualName, attributes: Vec<Attribute>) -> Node {
        let mut elements = self.elements.borrow_mut();
        self.parents.borrow_mut().push(None);
        elements.push(Element {
            // Distinguishes the title of a drawing from that of the page.
            name: match name.ns == ns!(svg) {
                true => format!("svg:{}", name.local),
                false => name.local.to_string(),
            },
            attributes: attributes
                .into_iter()
                .map(|attribute| {
                    (
                        attribute.name.local.to_string(),
                        attribute.value.to_string(),
                    )
                })
                .collect(),
            text: String::new(),
            line: self.line.get(),
        });
        Node {
            name,
            number: elements.len() - 1,
        }
    }

    fn error(&self, message: &str) {
        let line = self.line.get();
        self.errors
            .borrow_mut()
            .push(format!("line {line}: {message}"));
    }
}

impl TreeSink for Sink {
    type Handle = Node;
    type Output = Html;
    type ElemName<'a> = &'a QualName;

    fn finish(self) -> Html {
        let mut elements = self.elements.into_inner();
        elements.remove(0);
        // Removes comments, which have no name.
        elements.retain(|element| !element.name.is_empty());
        Html {
            elements,
            errors: self.errors.into_inner(),
        }
    }

    fn parse_error(&self, message: Cow<'static, str>) {
        self.error(&message);
    }

    fn set_current_line(&self, line: u64) {
        self.line.set(line);
    }

    fn get_document(&self) -> Node {
        Node {
            name: QualName::new(None, ns!(), local_name!("")),
            number: 0,
        }
    }

    fn elem_name<'a>(&'a self, node: &'a Node) -> &'a QualName {
        &node.name
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, _: ElementFlags) -> Node {
        self.add(name, attributes)
    }

    fn create_comment(&self, _: StrTendril) -> Node {
        self.add(QualName::new(None, ns!(), local_name!("")), Vec::new())
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> Node {
        self.add(QualName::new(None, ns!(), local_name!("")), Vec::new())
    }

    fn append(&self, parent: &Node, child: NodeOrText<Node>) {
        let mut parents = self.parents.borrow_mut();
        match child {
            NodeOrText::AppendNode(node) => parents[node.number] = Some(parent.number),
            NodeOrText::AppendText(text) => {
                let mut elements = self.elements.borrow_mut();
                let mut at = Some(parent.number);
                while let Some(number) = at {
                    elements[number].text.push_str(&text);
                    at = parents[number];
                }
            }
        }
    }

    fn append_doctype_to_document(&self, name: StrTendril, public: StrTendril, _: StrTendril) {
        if !(&*name == "html" && public.is_empty()) {
            self.error("not the doctype of HTML");
        }
    }

    fn set_quirks_mode(&self, mode: QuirksMode) {
        if mode != QuirksMode::NoQuirks {
            self.error("quirks mode");
        }
    }

    fn get_template_contents(&self, template: &Node) -> Node {
        template.clone()
    }

    fn same_node(&self, a: &Node, b: &Node) -> bool {
        a.number == b.number
    }

    fn append_based_on_parent_node(&self, _: &Node, _: &Node, _: NodeOrText<Node>) {
        self.error("content that may not stand in a table");
    }

    fn append_before_sibling(&self, _: &Node, _: NodeOrText<Node>) {
        self.error("an element in the wrong place");
    }

    fn add_attrs_if_missing(&self, _: &Node, _: Vec<Attribute>) {
        self.error("a second html or body element");
    }

    fn remove_from_parent(&self, _: &Node) {
        self.error("an element in the wrong place");
    }

    fn reparent_children(&self, _: &Node, _: &Node) {
        self.error("elements that overlap");
    }
}
