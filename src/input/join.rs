//! Joins modules into one file, so that a page loads one file instead of following a chain of imports.
//!
//! This is no bundler: nothing is renamed, and no code is left out. Each module becomes a function that returns those of its
//! exports that others of the file import, so that whoever makes the file small sees what nothing uses. Lines that hold only a
//! comment are dropped.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::diagnostic::first_line;

/// Why modules cannot be joined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Obstacle {
    /// The module.
    pub module: String,
    /// The byte range of the offending statement.
    pub span: Range<usize>,
    /// What is wrong.
    pub problem: String,
}

/// The full names of the modules that a text imports.
///
/// A name is a path below `static/`: in `js/study/study.js`, `../site.js` means `js/site.js`.
pub fn imports(name: &str, text: &str) -> Result<Vec<String>, Obstacle> {
    let statements = Statements::of(name, text);
    statements
        .filter_map(|statement| match statement {
            Ok((_, Statement::Import { from, .. })) => Some(Ok(from)),
            Ok(_) => None,
            Err(obstacle) => Some(Err(obstacle)),
        })
        .collect()
}

/// Joins a module with everything that it imports, dependencies first. The entry stays a module with its exports.
pub fn join(modules: &BTreeMap<String, String>, entry: &str) -> Result<String, Obstacle> {
    let mut joined = Joined {
        modules,
        wanted: wanted(modules, entry),
        variables: BTreeMap::new(),
        open: BTreeSet::new(),
        text: String::new(),
    };
    let body = joined.body(entry, true)?;
    Ok(joined.text + &body)
}

/// Which exports of each module the modules of a file import.
fn wanted(modules: &BTreeMap<String, String>, entry: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut wanted = BTreeMap::<String, BTreeSet<String>>::new();
    let mut seen = BTreeSet::new();
    let mut waiting = vec![entry.to_owned()];
    while let Some(name) = waiting.pop() {
        if !seen.insert(name.clone()) {
            continue;
        }
        let text = modules.get(&name).map_or("", String::as_str);
        for (_, statement) in Statements::of(&name, text).flatten() {
            if let Statement::Import { names, from } = statement {
                let names = names.iter().map(|name| outer(name).to_owned());
                wanted.entry(from.clone()).or_default().extend(names);
                waiting.push(from);
            }
        }
    }
    wanted
}

/// What a name is called between modules: the first of `c: b`.
fn outer(name: &str) -> &str {
    name.split_once(':').map_or(name, |(outer, _)| outer)
}

struct Joined<'a> {
    modules: &'a BTreeMap<String, String>,
    /// Of each module, the exports that are used.
    wanted: BTreeMap<String, BTreeSet<String>>,
    /// The variable that holds each module's exports.
    variables: BTreeMap<String, String>,
    /// Modules whose imports are being written; one that comes up again closes a circle.
    open: BTreeSet<String>,
    text: String,
}

impl Joined<'_> {
    /// The variable that holds a module's exports. Writes the module on first use.
    fn variable(&mut self, name: &str) -> Result<String, Obstacle> {
        if let Some(known) = self.variables.get(name) {
            return Ok(known.clone());
        }
        let body = self.body(name, false)?;
        let variable = format!("${}", self.variables.len());
        self.text
            .push_str(&format!("const {variable} = (() => {{\n{body}}})();\n"));
        self.variables.insert(name.to_owned(), variable.clone());
        Ok(variable)
    }

    fn body(&mut self, name: &str, is_entry: bool) -> Result<String, Obstacle> {
        let text = self.modules.get(name).map_or("", String::as_str);
        self.open.insert(name.to_owned());
        let mut body = String::new();
        let mut exports = Vec::new();
        for statement in Statements::of(name, text) {
            let (span, statement) = statement?;
            match statement {
                Statement::Import { names, from } => {
                    let problem = if !self.modules.contains_key(&from) {
                        Some(format!("there is no `{from}`"))
                    } else if self.open.contains(&from) {
                        Some(format!("`{from}` imports this module, in a circle"))
                    } else {
                        None
                    };
                    if let Some(problem) = problem {
                        return Err(Obstacle {
                            module: name.to_owned(),
                            span,
                            problem,
                        });
                    }
                    let variable = self.variable(&from)?;
                    body.push_str(&format!("const {{ {} }} = {variable};\n", names.join(", ")));
                }
                Statement::Export { .. } | Statement::Names(_) if is_entry => {
                    body.push_str(text[span].trim_end());
                    body.push('\n');
                }
                Statement::Export { name, declaration } => {
                    exports.push(name.to_owned());
                    body.push_str(declaration);
                    body.push('\n');
                }
                Statement::Names(names) => exports.extend(names),
                Statement::Other(line) => {
                    body.push_str(line);
                    body.push('\n');
                }
            }
        }
        exports.retain(|export: &String| {
            let wanted = self.wanted.get(name);
            wanted.is_some_and(|wanted| wanted.contains(outer(export)))
        });
        if !exports.is_empty() && !is_entry {
            body.push_str(&format!("return {{ {} }};\n", exports.join(", ")));
        }
        self.open.remove(name);
        Ok(body)
    }
}

/// A top-level statement, in as much detail as joining needs.
enum Statement<'a> {
    /// `import { a, b as c } from "./d.js";`, with the names as for destructuring: `b: c`.
    Import { names: Vec<String>, from: String },
    /// `export` in front of a declaration.
    Export { name: &'a str, declaration: &'a str },
    /// `export { a, b as c };`, with the names as for an object: `c: b`.
    Names(Vec<String>),
    /// Any other line that is not a comment.
    Other(&'a str),
}

/// Iterates over a module's lines; an import, or an export of names, counts as one even if it spans several.
struct Statements<'a> {
    name: &'a str,
    text: &'a str,
    at: usize,
}

impl<'a> Statements<'a> {
    fn of(name: &'a str, text: &'a str) -> Self {
        Self { name, text, at: 0 }
    }

    /// Skips empty lines, and comments on lines of their own.
    fn skip_comments(&mut self) {
        loop {
            let rest = &self.text[self.at..];
            let line = rest.split_inclusive('\n').next().unwrap_or_default();
            let text = line.trim();
            let length = if line.is_empty() {
                return;
            } else if text.is_empty() || text.starts_with("//") {
                line.len()
            } else if let Some(end) = text.starts_with("/*").then(|| rest.find("*/")).flatten() {
                let after = &rest[end + 2..];
                let line = after.split_inclusive('\n').next().unwrap_or_default();
                // A type comment in front of a value stays with its value.
                if !line.trim().is_empty() {
                    return;
                }
                end + 2 + line.len()
            } else {
                return;
            };
            self.at += length;
        }
    }
}

impl<'a> Iterator for Statements<'a> {
    type Item = Result<(Range<usize>, Statement<'a>), Obstacle>;

    fn next(&mut self) -> Option<Self::Item> {
        self.skip_comments();
        let rest = &self.text[self.at..];
        let mut length = rest.split_inclusive('\n').next()?.len();
        let is_import = starts_with_word(rest, "import") && !rest.starts_with("import(");
        let is_export = starts_with_word(rest, "export");
        if is_import || rest.starts_with("export {") {
            // Formatters break long statements over several lines; a semicolon ends them.
            length = rest.find(";\n").map_or(length, |end| end + 2);
        }
        let span = self.at..self.at + rest[..length].trim_end().len();
        self.at += length;
        let statement = &self.text[span.clone()];
        let read = if is_import {
            imported(statement, self.name)
                .ok_or("only `import { name } from \"./module.js\";` can be joined")
        } else if is_export {
            exported(statement)
                .ok_or("only an export in front of a function, a class or a constant can be joined")
        } else {
            Ok(Statement::Other(statement))
        };
        Some(match read {
            Ok(statement) => Ok((span, statement)),
            Err(problem) => Err(Obstacle {
                module: self.name.to_owned(),
                span: first_line(self.text, span),
                problem: problem.to_owned(),
            }),
        })
    }
}

fn starts_with_word(text: &str, word: &str) -> bool {
    let after = text.strip_prefix(word).and_then(|rest| rest.chars().next());
    after.is_some_and(|next| !(next.is_alphanumeric() || next == '_' || next == '$'))
}

fn imported<'a>(statement: &'a str, module: &str) -> Option<Statement<'a>> {
    let rest = statement.strip_prefix("import")?.trim_start();
    let (names, from) = rest.strip_prefix('{')?.split_once('}')?;
    let from = from.trim().strip_prefix("from")?.trim();
    let path = from.trim_end_matches(';').strip_prefix(['"', '\''])?;
    let path = path.strip_suffix(['"', '\''])?;
    let names = listed(names).map(|(name, alias)| match alias {
        Some(alias) => format!("{name}: {alias}"),
        None => name.to_owned(),
    });
    Some(Statement::Import {
        names: names.collect(),
        from: beside(module, path)?,
    })
}

fn exported(statement: &str) -> Option<Statement<'_>> {
    let declaration = statement.strip_prefix("export")?.trim_start();
    if let Some(rest) = declaration.strip_prefix('{') {
        let names = rest.trim_end_matches(';').trim_end().strip_suffix('}')?;
        let names = listed(names).map(|(name, alias)| match alias {
            Some(alias) => format!("{alias}: {name}"),
            None => name.to_owned(),
        });
        return Some(Statement::Names(names.collect()));
    }
    let rest = declaration.strip_prefix("async ").unwrap_or(declaration);
    let kinds = ["function* ", "function ", "class ", "const "];
    let rest = kinds.iter().find_map(|kind| rest.strip_prefix(kind))?;
    let end = rest
        .find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '$'))
        .unwrap_or(rest.len());
    (end > 0).then(|| Statement::Export {
        name: &rest[..end],
        declaration,
    })
}

/// The names in `{ a, b as c }`, each with its other name.
fn listed(names: &str) -> impl Iterator<Item = (&str, Option<&str>)> {
    let names = names.split(',').map(str::trim);
    names
        .filter(|name| !name.is_empty())
        .map(|name| match name.split_once(" as ") {
            Some((name, alias)) => (name.trim(), Some(alias.trim())),
            None => (name, None),
        })
}

/// The full name of the module that another one imports as `./view.js` or `../site.js`.
fn beside(module: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = module.split('/').collect();
    parts.pop();
    if !path.starts_with("./") && !path.starts_with("../") {
        return None;
    }
    for part in path.split('/') {
        match part {
            "." => {}
            ".." => drop(parts.pop()?),
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn join_of(modules: &[(&str, &str)]) -> Result<String, Obstacle> {
        let owned = modules
            .iter()
            .map(|(name, text)| (name.to_string(), text.to_string()));
        join(&owned.collect(), "js/a/main.js")
    }

    #[test]
    fn a_module_follows_what_it_imports_and_only_the_entry_exports() {
        let joined = join_of(&[
            (
                "js/a/main.js",
                "// The whole.\nimport {\n  a,\n} from \"../a.js\";\nimport { b as c, d } from './b.js';\n\nexport function main() {\n  // Both.\n  return a + c();\n}\nexport { a };\n",
            ),
            ("js/a.js", "/** One. */\nexport const a = 1;\n"),
            (
                "js/a/b.js",
                "import { a } from \"../a.js\";\n/**\n * Two.\n */\nexport async function b() {\n  return a; // one\n}\nexport const f = 2;\nconst e = /** @type {any} */ (1);\nexport { e as d };\n",
            ),
            ("js/a/c.js", "export const unused = 0;"),
        ]);
        assert_eq!(
            joined.unwrap(),
            "const $0 = (() => {\nconst a = 1;\nreturn { a };\n})();\n\
             const $1 = (() => {\nconst { a } = $0;\nasync function b() {\n  return a; // one\n}\nconst f = 2;\nconst e = /** @type {any} */ (1);\nreturn { b, d: e };\n})();\n\
             const { a } = $0;\nconst { b: c, d } = $1;\nexport function main() {\n  return a + c();\n}\nexport { a };\n"
        );
    }

    #[test]
    fn what_cannot_be_joined_is_named() {
        let problem = |text: &str| {
            let modules = [
                ("js/a/main.js", text),
                ("js/a/a.js", "export const a = 1;"),
                ("js/a/b.js", "import { main } from './main.js';"),
            ];
            let obstacle = join_of(&modules).unwrap_err();
            let (_, text) = modules
                .iter()
                .find(|(name, _)| *name == obstacle.module)
                .unwrap();
            (text[obstacle.span].to_owned(), obstacle.problem)
        };
        for text in [
            "\nimport a from './a.js';",
            "\nimport * as a from './a.js';",
            "\nimport {",
            "\nimport './a.js';",
            "\nimport { a } from 'elsewhere';",
            "\nexport default 1;",
            "\nexport let a = 1;",
            "\nexport * from './a.js';",
            "\nexport { a } from './a.js';",
        ] {
            assert_eq!(problem(text).0, text.trim());
        }
        let missing = "import { c } from './c.js';";
        assert_eq!(
            problem(missing),
            (missing.to_owned(), "there is no `js/a/c.js`".to_owned())
        );
        assert_eq!(
            problem("import { b } from './b.js';"),
            (
                "import { main } from './main.js';".to_owned(),
                "`js/a/main.js` imports this module, in a circle".to_owned()
            )
        );
    }
}
