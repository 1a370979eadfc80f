//! The rules of ARCHITECTURE.md, each a test on the source itself.

mod circles;

use std::fs;
use std::path::{Path, PathBuf};

use circles::Imports;

/// The modules from left to right. What stands together in a group may import each other.
const STAGES: [&[&str]; 9] = [
    &[
        "diagnostic",
        "embedded",
        "fingerprint",
        "once",
        "script",
        "route",
        "words",
        "yaml",
    ],
    &["input"],
    &["compile"],
    &["bank", "import"],
    &["site"],
    &["output"],
    &["pipeline"],
    &["serve"],
    &["cli"],
];

struct Source {
    path: String,
    /// Without comments' text and without the file's tests.
    code: String,
    lines: usize,
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    collect(&root, &mut paths);
    paths.sort();
    let read = |path: &PathBuf| {
        let text = fs::read_to_string(path).unwrap();
        let code = text.split("#[cfg(test)]\nmod tests").next().unwrap();
        let code: String = code
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"))
            .map(|line| format!("{line}\n"))
            .collect();
        let path = path
            .strip_prefix(&root)
            .unwrap()
            .to_string_lossy()
            .replace('\\', "/");
        Source {
            path,
            code,
            lines: text.lines().count(),
        }
    };
    paths.iter().map(read).collect()
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => collect(&path, paths),
            false => paths
                .extend(Some(path).filter(|path| path.extension().is_some_and(|end| end == "rs"))),
        }
    }
}

fn module(path: &str) -> &str {
    path.split('/').next().unwrap().trim_end_matches(".rs")
}

fn place(module: &str) -> Option<usize> {
    STAGES.iter().position(|stage| stage.contains(&module))
}

/// Names of modules that follow `crate::` in a text, also inside `use crate::{…}` with further braces in it.
fn imported(code: &str) -> Vec<String> {
    let mut names = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        let list = match rest.strip_prefix('{') {
            Some(list) => items(list),
            None => vec![rest],
        };
        for item in list {
            let item = item.trim();
            let end = item
                .find(|char: char| !char.is_alphanumeric() && char != '_')
                .unwrap_or(item.len());
            names.push(item[..end].to_owned());
        }
    }
    names
}

/// What is parted by commas up to the closing brace, but for those inside of further braces.
fn items(list: &str) -> Vec<&str> {
    let (mut depth, mut from) = (0, 0);
    let mut items = Vec::new();
    for (at, char) in list.char_indices() {
        match char {
            '{' => depth += 1,
            ',' if depth == 0 => {
                items.push(&list[from..at]);
                from = at + 1;
            }
            '}' if depth == 0 => {
                items.push(&list[from..at]);
                break;
            }
            '}' => depth -= 1,
            _ => {}
        }
    }
    items.retain(|item| !item.trim().is_empty());
    items
}

#[test]
fn nested_imports_are_read() {
    let code = "use crate::{a::{b, c::{d, e}}, f, g::h,\n};\nuse crate::i::{j, k};\n";
    assert_eq!(imported(code), ["a", "f", "g", "i"]);
}

fn assert_none(faults: Vec<String>) {
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn a_stage_imports_only_what_stands_to_its_left() {
    let mut faults = Vec::new();
    for source in sources() {
        let own = module(&source.path);
        let Some(here) = place(own) else {
            if !["main", "lib"].contains(&own) {
                faults.push(format!(
                    "{}: the module `{own}` is in no stage",
                    source.path
                ));
            }
            continue;
        };
        for name in imported(&source.code) {
            match place(&name) {
                Some(there) if there > here => {
                    faults.push(format!(
                        "{}: `{own}` imports `{name}`, which stands to its right",
                        source.path
                    ));
                }
                _ => {}
            }
        }
    }
    assert_none(faults);
}

/// What `clippy` cannot tell by path is told to it where each of these stages begins.
#[test]
fn pure_stages_deny_what_is_not() {
    let rule = "#![cfg_attr(not(test), deny(clippy::disallowed_methods))]";
    let bare = ["compile", "bank", "site"].into_iter().filter(|stage| {
        let path = format!("{stage}/mod.rs");
        let first = sources().into_iter().find(|source| source.path == path);
        !first.is_some_and(|source| source.code.contains(rule))
    });
    assert_none(bare.map(str::to_owned).collect());
}

#[test]
fn no_two_files_import_each_other() {
    let sources = sources();
    let files = sources.iter().filter(|source| source.path != "main.rs");
    let files = files.map(|source| (source.path.as_str(), source.code.as_str()));
    let imports = Imports::new(files);
    assert_eq!(
        imports.circle(),
        None,
        "each imports the next, and the last the first"
    );
}

#[test]
fn templates_get_a_page_context_and_nothing_else() {
    let faults = sources()
        .into_iter()
        .filter(|source| source.path != "site/templates.rs" && source.code.contains("tera::"))
        .map(|source| source.path);
    assert_none(faults.collect());
    let templates = sources()
        .into_iter()
        .find(|source| source.path == "site/templates.rs")
        .unwrap()
        .code;
    assert_eq!(
        templates.matches("Context::").count(),
        1,
        "one context, made in one place"
    );
    assert!(templates.contains("Context::from_serialize(&page.context)"));
}

#[test]
fn archived_yaml_stays_in_its_module() {
    let faults = sources()
        .into_iter()
        .filter(|source| module(&source.path) != "yaml" && source.code.contains("serde_yaml"))
        .map(|source| source.path);
    assert_none(faults.collect());
}

#[test]
fn no_file_is_over_500_lines() {
    let long = sources().into_iter().filter(|source| source.lines > 500);
    assert_none(
        long.map(|source| format!("{}: {} lines", source.path, source.lines))
            .collect(),
    );
}

/// Declarations of a stylesheet, each with its line. Ours have no strings with braces or semicolons in them.
fn declarations(text: &str) -> Vec<(usize, String, String)> {
    let mut declarations = Vec::new();
    let mut line = 1;
    for piece in text.split_inclusive(['{', '}', ';']) {
        let bare = piece.trim_end_matches(['{', '}', ';']);
        if !piece.ends_with('{')
            && let Some((property, value)) = bare.split_once(':')
        {
            let property = property.rsplit("*/").next().unwrap_or_default().trim();
            declarations.push((line, property.to_owned(), value.trim().to_owned()));
        }
        line += piece.matches('\n').count();
    }
    declarations
}

/// Values of a shorthand: what stands between blanks that are not inside of brackets.
fn values(text: &str) -> Vec<String> {
    let mut values = vec![String::new()];
    let mut depth = 0;
    for char in text.chars() {
        depth += i32::from(char == '(') - i32::from(char == ')');
        match (char, values.last_mut()) {
            (' ', _) if depth == 0 => values.push(String::new()),
            (char, Some(last)) => last.push(char),
            _ => {}
        }
    }
    values.retain(|value| !value.is_empty());
    values
}

/// What is left and right in a language that is read from the left is not in others.
fn is_physical(property: &str, value: &str) -> bool {
    let names_a_side = |text: &str| {
        let mut parts = text.split(['-', ' ']);
        parts.any(|part| part == "left" || part == "right")
    };
    let sides = values(value);
    match property {
        // The two of MathML, whose direction is set beside them.
        "text-align" if value.starts_with("-webkit-") => false,
        "text-align" | "float" | "clear" => names_a_side(value),
        "margin" | "padding" | "inset" | "border-width" | "scroll-margin" | "scroll-padding" => {
            sides.len() == 4 && sides[1] != sides[3]
        }
        // From the corner at the top left, clockwise; what is not said is that of the corner across.
        "border-radius" => match &sides[..] {
            [a, b] | [a, b, _] => a != b,
            [a, b, c, d] => a != b || c != d,
            _ => false,
        },
        "background" | "background-position" => false,
        _ => names_a_side(property),
    }
}

#[test]
fn styles_know_no_left_and_right() {
    assert!(is_physical("margin-left", "1px"));
    assert!(is_physical("left", "0"));
    assert!(is_physical("border-top-right-radius", "4px"));
    assert!(is_physical("padding", "8px 12px 8px calc(1px + 2px)"));
    assert!(is_physical("border-radius", "0 4px 4px 0"));
    assert!(is_physical("text-align", "right"));
    assert!(!is_physical("margin", "1px 2px 3px"));
    assert!(!is_physical(
        "padding",
        "1px calc(1px + 2px) 3px calc(1px + 2px)"
    ));
    assert!(!is_physical("border-radius", "0 0 4px 4px"));
    assert!(!is_physical("text-align", "start"));
    assert_no_style(1_000, &|_| true, &is_physical);
}

/// Reads all declarations of ours with such a property, at least so many, and reports those that are at fault.
fn assert_no_style(
    least: usize,
    is_read: &dyn Fn(&str) -> bool,
    is_fault: &dyn Fn(&str, &str) -> bool,
) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("static/css");
    let mut faults = Vec::new();
    let mut count = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let all = declarations(&fs::read_to_string(&path).unwrap());
        for (line, property, value) in all.into_iter().filter(|one| is_read(&one.1)) {
            count += 1;
            if is_fault(&property, &value) {
                let name = path.file_name().unwrap().to_string_lossy().into_owned();
                faults.push(format!("{name}: about line {line}: {property}: {value}"));
            }
        }
    }
    assert!(count > least, "{count} declarations are read");
    assert_none(faults);
}

/// Safari reads the short form of several values only with a prefix, and then drops the line under the text.
#[test]
fn lines_under_text_are_set_one_property_at_a_time() {
    let is_read = |property: &str| property == "text-decoration";
    assert_no_style(10, &is_read, &|_, value| value.contains(' '));
}
