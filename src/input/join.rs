//! Modules joined into one file, so that a page asks once instead of once a module, and for the whole chain at once.
//!
//! It joins what this program ships and what a bank puts in its place, and is no bundler: named imports of sibling modules, and
//! exports that stand before what they export. Names at the top of modules must differ, because they come to stand side by side.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// What keeps modules from being joined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JoinFault {
    /// The module.
    pub module: String,
    /// The line that is wrong, in bytes.
    pub span: Range<usize>,
    /// What is wrong.
    pub problem: String,
}

/// Joins a module and all that it imports, each after what it imports itself. Only the entry's exports remain. Lines that are
/// only a comment are left out.
///
/// Names are those of `modules`, without a folder: `./view.js` is `view.js`.
pub fn join<'a>(
    modules: &'a BTreeMap<String, String>,
    entry: &'a str,
) -> Result<String, JoinFault> {
    let mut joined = Joined {
        modules,
        seen: BTreeSet::new(),
        names: BTreeMap::new(),
        text: String::new(),
    };
    joined.add(entry, true)?;
    Ok(joined.text)
}

struct Joined<'a> {
    modules: &'a BTreeMap<String, String>,
    seen: BTreeSet<&'a str>,
    /// Names at the top of modules, and the module of each.
    names: BTreeMap<&'a str, &'a str>,
    text: String,
}

/// What a line of a module is.
enum Line<'a> {
    /// `import { … } from "./…";`
    Import(&'a str),
    /// Anything that comes to stand in the joined file.
    Kept(&'a str),
}

impl<'a> Joined<'a> {
    fn add(&mut self, name: &'a str, is_entry: bool) -> Result<(), JoinFault> {
        let Some(source) = self.modules.get(name) else {
            return Ok(());
        };
        if !self.seen.insert(name) {
            return Ok(());
        }
        let mut kept = String::new();
        let mut lines = source.split_inclusive('\n');
        let mut at = 0;
        while let Some(line) = lines.next() {
            let span = at..at + line.trim_end().len();
            at += line.len();
            let line = line.trim_end();
            let fault = |problem: String| JoinFault {
                module: name.to_owned(),
                span: span.clone(),
                problem,
            };
            if is_comment(line) {
                // A comment of several lines ends on the line that says so.
                if line.trim_start().starts_with("/*") && !line.contains("*/") {
                    for line in lines.by_ref() {
                        at += line.len();
                        if line.contains("*/") {
                            break;
                        }
                    }
                }
                continue;
            }
            match read(line, is_entry).map_err(|problem| fault(problem.into()))? {
                Line::Import(from) if !self.modules.contains_key(from) => {
                    return Err(fault(format!("there is no `{from}` beside this file")));
                }
                Line::Import(from) => self.add(from, false)?,
                Line::Kept(line) => {
                    let top = declared_name(line.strip_prefix("export ").unwrap_or(line));
                    if let Some(top) = top
                        && let Some(other) = self.names.insert(top, name)
                    {
                        return Err(fault(format!("`{top}` is a name in `{other}` as well")));
                    }
                    kept.push_str(line);
                    kept.push('\n');
                }
            }
        }
        self.text.push_str(kept.trim_matches('\n'));
        self.text.push('\n');
        Ok(())
    }
}

/// Reads a line that is no comment. The entry keeps its exports.
fn read(line: &str, is_entry: bool) -> Result<Line<'_>, &'static str> {
    if line.starts_with("import ") || line.starts_with("import{") {
        return imported(line)
            .map(Line::Import)
            .ok_or("only `import { name } from \"./module.js\";` on one line can be joined");
    }
    let Some(exported) = line.strip_prefix("export ") else {
        return Ok(Line::Kept(line));
    };
    match declared_name(exported) {
        Some(_) if is_entry => Ok(Line::Kept(line)),
        Some(_) => Ok(Line::Kept(exported)),
        None if is_entry && exported.starts_with('{') && !exported.contains(" from ") => {
            Ok(Line::Kept(line))
        }
        None => Err("only an export in front of a function, a class or a constant can be joined"),
    }
}

/// Whether a line is a comment and nothing else.
fn is_comment(line: &str) -> bool {
    let text = line.trim();
    text.starts_with("//")
        || text.starts_with("/*") && text.find("*/").is_none_or(|at| at + 2 == text.len())
}

/// `./view.js` of `import { view } from "./view.js";`, without `./`.
fn imported(line: &str) -> Option<&str> {
    let rest = line
        .strip_prefix("import")?
        .trim_start()
        .strip_prefix('{')?;
    let (names, from) = rest.split_once('}')?;
    let path = from
        .trim()
        .strip_prefix("from")?
        .trim()
        .trim_end_matches(';');
    let path = path.strip_prefix(['"', '\''])?.strip_suffix(['"', '\''])?;
    let is_plain = !names.split_whitespace().any(|word| word == "as");
    path.strip_prefix("./")
        .filter(|name| is_plain && !name.contains('/'))
}

/// What a line at the top of a module declares.
fn declared_name(line: &str) -> Option<&str> {
    let rest = line.strip_prefix("async ").unwrap_or(line);
    let kinds = [
        "function* ",
        "function ",
        "class ",
        "const ",
        "let ",
        "var ",
    ];
    let rest = kinds.iter().find_map(|kind| rest.strip_prefix(kind))?;
    let end = rest
        .find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '$'))
        .unwrap_or(rest.len());
    (end > 0).then(|| &rest[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn join_of(modules: &[(&str, &str)]) -> Result<String, JoinFault> {
        let owned = modules
            .iter()
            .map(|(name, text)| (name.to_string(), text.to_string()));
        join(&owned.collect(), "main.js")
    }

    #[test]
    fn a_module_follows_what_it_imports_and_only_the_entry_exports() {
        let joined = join_of(&[
            (
                "main.js",
                "// The whole.\nimport { a } from \"./a.js\";\nimport { b } from './b.js';\n\nexport function main() {\n  // Both.\n  return a + b();\n}\nexport { a };\n",
            ),
            ("a.js", "/** One. */\nexport const a = 1;\n"),
            (
                "b.js",
                "import { a } from \"./a.js\";\n/**\n * Two.\n */\nexport async function b() {\n  return a; // one\n}\n",
            ),
            ("c.js", "export const unused = 0;"),
        ]);
        assert_eq!(
            joined.unwrap(),
            "const a = 1;\nasync function b() {\n  return a; // one\n}\nexport function main() {\n  return a + b();\n}\nexport { a };\n"
        );
    }

    #[test]
    fn what_cannot_be_joined_is_named() {
        let problem = |text: &str| {
            let fault = join_of(&[("main.js", text), ("a.js", "export const a = 1;")]).unwrap_err();
            assert_eq!(fault.module, "main.js");
            (text[fault.span].to_owned(), fault.problem)
        };
        for text in [
            "\nimport a from './a.js';",
            "\nimport { a as b } from './a.js';",
            "\nimport * as a from './a.js';",
            "\nimport {",
            "\nimport './a.js';",
            "\nexport default 1;",
            "\nexport * from './a.js';",
        ] {
            assert_eq!(problem(text).0, text.trim());
        }
        let missing = "import { b } from './b.js';";
        assert_eq!(
            problem(missing),
            (
                missing.to_owned(),
                "there is no `b.js` beside this file".to_owned()
            )
        );
        let twice = "import { a } from './a.js';\nfunction a() {}";
        assert_eq!(
            problem(twice),
            (
                "function a() {}".to_owned(),
                "`a` is a name in `a.js` as well".to_owned()
            )
        );
    }
}
