//! Which file of the program names which other, as far as that can be told without a compiler: by the paths in its code.

use std::collections::{BTreeMap, BTreeSet};

/// A module's place: the names of the modules around it, and its own.
type Place = Vec<String>;

/// What each file names.
pub struct Imports {
    /// Paths by file, from the file's own place.
    paths: BTreeMap<String, Vec<Vec<String>>>,
    /// What a file hands on under a name of its own, by file and name.
    handed_on: BTreeMap<(String, String), Vec<String>>,
    files: BTreeMap<Place, String>,
}

impl Imports {
    /// Of files and their code.
    pub fn new<'a>(sources: impl Iterator<Item = (&'a str, &'a str)>) -> Imports {
        let mut imports = Imports {
            paths: BTreeMap::new(),
            handed_on: BTreeMap::new(),
            files: BTreeMap::new(),
        };
        for (file, code) in sources {
            imports.files.insert(place(file), file.to_owned());
            let (uses, rest) = split_uses(code);
            let mut paths = Vec::new();
            for (is_public, tree) in uses {
                for path in flattened(&tree) {
                    if let Some(name) = path.last().filter(|_| is_public) {
                        let key = (file.to_owned(), name.clone());
                        imports.handed_on.insert(key, path.clone());
                    }
                    paths.push(path);
                }
            }
            paths.extend(paths_in(&rest));
            imports.paths.insert(file.to_owned(), paths);
        }
        imports
    }

    /// The files that a file names, each by where the named thing is written.
    pub fn of(&self, file: &str) -> BTreeSet<&str> {
        let paths = self.paths.get(file).into_iter().flatten();
        let found = paths.filter_map(|path| self.file(file, path, 0));
        found.filter(|found| *found != file).collect()
    }

    fn file(&self, from: &str, path: &[String], depth: usize) -> Option<&str> {
        let own = place(from);
        let (mut here, mut rest) = match path.split_first()? {
            (first, rest) if first == "crate" => (Place::new(), rest),
            (first, rest) if first == "self" => (own, rest),
            (first, _) if first == "super" => (own, path),
            (first, _) => {
                let mut below = own.clone();
                below.push(first.clone());
                self.files.contains_key(&below).then_some((own, path))?
            }
        };
        while rest.first().is_some_and(|first| first == "super") {
            here.pop();
            rest = &rest[1..];
        }
        while let Some((first, after)) = rest.split_first() {
            let mut below = here.clone();
            below.push(first.clone());
            if !self.files.contains_key(&below) {
                break;
            }
            (here, rest) = (below, after);
        }
        let file = self.files.get(&here)?;
        let key = |name: &String| (file.clone(), name.clone());
        let handed_on = rest.first().and_then(|name| self.handed_on.get(&key(name)));
        match handed_on {
            Some(path) if depth < 8 => self.file(file, path, depth + 1).or(Some(file)),
            _ => Some(file),
        }
    }

    /// A circle, if there is one: each file names the next, and the last the first.
    pub fn circle(&self) -> Option<Vec<&str>> {
        let mut done = BTreeSet::new();
        let starts = self.paths.keys();
        starts
            .into_iter()
            .find_map(|file| self.circle_from(file, &mut Vec::new(), &mut done))
    }

    fn circle_from<'a>(
        &'a self,
        file: &'a str,
        way: &mut Vec<&'a str>,
        done: &mut BTreeSet<&'a str>,
    ) -> Option<Vec<&'a str>> {
        if let Some(at) = way.iter().position(|before| *before == file) {
            return Some(way[at..].to_vec());
        }
        if done.contains(file) {
            return None;
        }
        way.push(file);
        let found = self
            .of(file)
            .into_iter()
            .find_map(|next| self.circle_from(next, way, done));
        way.pop();
        done.insert(file);
        found
    }
}

fn place(file: &str) -> Place {
    let name = file.trim_end_matches(".rs").trim_end_matches("/mod");
    match name {
        "lib" => Place::new(),
        name => name.split('/').map(str::to_owned).collect(),
    }
}

/// The trees of all `use`, each with whether it is handed on; and the code without them.
fn split_uses(code: &str) -> (Vec<(bool, String)>, String) {
    let (mut uses, mut rest) = (Vec::new(), String::new());
    let mut tree: Option<(bool, String)> = None;
    for line in code.lines() {
        let bare = line.trim_start();
        let visibility = bare
            .strip_prefix("pub(")
            .and_then(|rest| rest.split_once(") "))
            .map(|(_, rest)| rest)
            .or_else(|| bare.strip_prefix("pub "));
        let begun = visibility.unwrap_or(bare).strip_prefix("use ");
        match (&mut tree, begun) {
            (Some((_, text)), _) => text.push_str(bare),
            (None, Some(text)) => tree = Some((visibility.is_some(), text.to_owned())),
            (None, None) => {
                rest.push_str(line);
                rest.push('\n');
            }
        }
        if tree.as_ref().is_some_and(|(_, text)| text.ends_with(';')) {
            uses.extend(tree.take());
        }
    }
    (uses, rest)
}

/// `a::{b, c::{d as e}}` as `a::b` and `a::c::d`.
fn flattened(tree: &str) -> Vec<Vec<String>> {
    let tree = tree.trim().trim_end_matches(';').trim();
    let names = |path: &str| -> Vec<String> {
        let path = path.split(" as ").next().unwrap_or_default();
        let names = path.split("::").map(str::trim);
        names
            .filter(|name| !name.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let Some((before, inner)) = tree.split_once('{') else {
        return vec![names(tree)];
    };
    let inner = inner.strip_suffix('}').unwrap_or(inner);
    let mut parts = vec![String::new()];
    let mut depth = 0;
    for char in inner.chars() {
        depth += i32::from(char == '{') - i32::from(char == '}');
        match (char, parts.last_mut()) {
            (',', _) if depth == 0 => parts.push(String::new()),
            (char, Some(part)) => part.push(char),
            _ => {}
        }
    }
    let before = names(before);
    let parts = parts.iter().filter(|part| !part.trim().is_empty());
    parts
        .flat_map(|part| flattened(part))
        .map(|path| before.iter().cloned().chain(path).collect())
        .collect()
}

/// Paths from the crate's root, or from the module, in any other code.
fn paths_in(code: &str) -> Vec<Vec<String>> {
    let is_of_name = |char: char| char.is_alphanumeric() || char == '_';
    let mut paths = Vec::new();
    for root in ["crate::", "super::", "self::"] {
        for (at, _) in code.match_indices(root) {
            let before = code[..at].chars().next_back();
            if before.is_some_and(|char| is_of_name(char) || char == ':') {
                continue;
            }
            let path = &code[at..];
            let end = path.find(|char: char| !is_of_name(char) && char != ':');
            let path = &path[..end.unwrap_or(path.len())];
            let names = path.split("::").filter(|name| !name.is_empty());
            paths.push(names.map(str::to_owned).collect());
        }
    }
    paths
}

#[test]
fn circles_are_found_through_nested_imports_and_what_is_handed_on() {
    let of = |files: &[(&'static str, &'static str)]| {
        let imports = Imports::new(files.iter().copied());
        imports.circle().map(|circle| circle.join(" "))
    };
    let straight = [
        ("a.rs", "use crate::{b::{self, C}, c};"),
        ("b.rs", ""),
        ("c.rs", ""),
    ];
    assert_eq!(of(&straight), None);
    let nested = [
        (
            "a.rs",
            "use crate::{\n    c::D,\n    b::{self, C as E},\n};\n",
        ),
        ("b.rs", "fn f() -> crate::a::X {}"),
        ("c.rs", ""),
    ];
    assert_eq!(of(&nested).as_deref(), Some("a.rs b.rs"));
    let handed_on = [
        ("a/mod.rs", "mod b;\nmod c;\npub use b::B;\npub use c::C;\n"),
        ("a/b.rs", "pub struct B;"),
        ("a/c.rs", "use super::B;"),
    ];
    assert_eq!(of(&handed_on), None);
    let parent = [
        ("a/mod.rs", "mod c;\nuse c::C;\npub struct B;"),
        ("a/c.rs", "use super::B;"),
    ];
    assert_eq!(of(&parent).as_deref(), Some("a/c.rs a/mod.rs"));
}
