//! Compares folders, and runs the program in them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use walkdir::WalkDir;

use super::command::Finish as _;

/// Everything in a folder except folders: its path, and its content or its type.
pub type Content = BTreeMap<String, String>;

pub fn contents(folder: &Path) -> Content {
    WalkDir::new(folder)
        .into_iter()
        .map(|entry| entry.expect("the folder can be read"))
        .filter(|entry| !entry.file_type().is_dir())
        .map(|entry| {
            let below = entry.path().strip_prefix(folder).expect("it lies below");
            let kind = match entry.file_type() {
                kind if kind.is_file() => {
                    let bytes = fs::read(entry.path()).expect("the file can be read");
                    String::from_utf8_lossy(&bytes).into_owned()
                }
                kind => format!("{kind:?}"),
            };
            (below.to_string_lossy().replace('\\', "/"), kind)
        })
        .collect()
}

/// The path of what prepbook puts beside a site.
pub fn beside(site: &Path, suffix: &str) -> PathBuf {
    let name = site
        .file_name()
        .expect("a site has a name")
        .to_string_lossy();
    site.with_file_name(format!(".{name}.prepbook-{suffix}"))
}

pub fn write(root: &Path, name: &str, text: &str) {
    let path = root.join(name);
    let parent = path.parent().expect("a file lies in a folder");
    fs::create_dir_all(parent).expect("the folder can be made");
    fs::write(path, text).expect("the file can be written");
}

pub fn one_question(title: &str) -> String {
    format!(
        "---\ntitle: {title}\ntags: [order]\n---\nThe answer to: {title}\n\n## Key points\n- one\n"
    )
}

pub fn prepbook(root: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_prepbook"))
        .current_dir(root)
        .env("NO_COLOR", "1")
        .args(arguments)
        .finish()
        .expect("the program runs")
}

pub fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}
