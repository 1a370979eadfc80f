//! Static files and templates: those embedded in the program, overridden by files of the same path in the bank.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use walkdir::WalkDir;

use super::{icon, join, plain, style, text};
use crate::diagnostic::{Checked, Code, Diagnostic, Fault};
use crate::embedded;
use crate::fingerprint::Fingerprint;
use crate::script;
use crate::words;

/// The program's own folders, whose files a bank may override.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Embedded {
    /// What pages look like.
    Templates,
    /// Stylesheets, scripts and the icon.
    Static,
}

impl Embedded {
    /// The folder's name, here and in a bank.
    pub fn folder(self) -> &'static str {
        match self {
            Embedded::Templates => "templates",
            Embedded::Static => "static",
        }
    }

    /// Its files.
    pub fn files(self) -> Files {
        owned(match self {
            Embedded::Templates => embedded::TEMPLATES,
            Embedded::Static => embedded::STATIC,
        })
    }
}

/// The files of a new bank.
pub fn new_bank() -> Files {
    owned(embedded::BANK)
}

fn owned(list: &[(&str, &[u8])]) -> Files {
    let files = list.iter();
    files
        .map(|(name, bytes)| (name.to_string(), bytes.to_vec()))
        .collect()
}

/// Files by their path, with `/`, relative to `static/` or `templates/`.
pub type Files = BTreeMap<String, Vec<u8>>;

/// The static files as they are published, under one fingerprinted folder.
#[derive(Debug, Clone, Default)]
pub struct Assets {
    /// `assets/<digest>/`, relative to the site's root. The digest depends on every file, so that a cache never mixes files of two
    /// builds. Relative imports between modules keep working.
    pub folder: String,
    /// Files by their path below that folder.
    pub files: Files,
    /// Those of them that are joined modules. They are made small when they are published.
    pub scripts: BTreeSet<String>,
    /// Files from `static/root/`, which are published at the site's root unchanged: `CNAME`, a verification file.
    pub root_files: Files,
    /// `static/sw.js`, the service worker, joined like other scripts. Each build adds its list of files to it.
    pub worker: Vec<u8>,
    /// Of all files as they lie in `static/`.
    pub made_from: Option<Fingerprint>,
}

/// The service worker. It has to lie at the site's root, outside of the folder of files that it caches.
const WORKER: &str = "sw.js";

/// Where the modules lie that only the worker is joined of.
const OF_WORKER: &str = "sw/";

/// Tells editors how to check the scripts; it is neither embedded nor published.
const FOR_EDITORS: &str = "jsconfig.json";

/// What the names of stylesheets begin with that not every page needs, and where those are joined: for lists of questions, the home
/// page and pages of cards, the study screens, keys of a question's page, the search, the print edition, and the notice of a new
/// version. What several need is in each.
const STYLES: [(&str, &str); 10] = [
    ("css/list.css", "css/list.css"),
    ("css/list.css", "css/desk.css"),
    ("css/field.css", "css/list.css"),
    ("css/field.css", "css/study.css"),
    ("css/desk.css", "css/desk.css"),
    ("css/study", "css/study.css"),
    ("css/study-keys.css", "css/keys.css"),
    ("css/search.css", "css/search.css"),
    ("css/edition.css", "css/edition.css"),
    ("css/update.css", "css/update.css"),
];

/// Where the stylesheets of all pages are joined.
const STYLE_OF_ALL: &str = "css/site.css";

/// Loads `static/`. Stylesheets are joined into `css/site.css` and the few of `STYLES`, and modules into those that pages load.
/// Everything else stays the same. Those of `before` are kept where they were made from the same files: joining scripts takes longer
/// than anything else that a save in a small bank brings about.
pub fn load_static(
    root: &Path,
    before: Option<&Arc<Assets>>,
) -> Result<Checked<Arc<Assets>>, Fault> {
    let (mut files, own, mut findings) = load(Embedded::Static, root)?;
    // Tables of words are read with the settings and not published.
    files.retain(|name, _| !name.starts_with(words::FOLDER));
    icon::keep_to_one_icon(&mut files, &own);
    findings.extend(files.get(icon::FILE).and_then(|bytes| icon::check(bytes)));
    findings.extend(own.iter().filter_map(|name| script_fault(name, &files)));
    let made_from = Some(fingerprint(&files));
    if let Some(same) = before.filter(|before| before.made_from == made_from) {
        return Ok(Checked::some(same.clone(), findings));
    }
    match join_modules(&mut files) {
        Ok(scripts) => {
            let assets = Assets {
                made_from,
                ..publish(files, scripts)
            };
            Ok(Checked::some(Arc::new(assets), findings))
        }
        Err(finding) => {
            findings.push(finding);
            Ok(Checked::none(findings))
        }
    }
}

/// Loads `templates/` by name.
pub fn load_templates(root: &Path) -> Result<Checked<BTreeMap<String, String>>, Fault> {
    let (files, _, mut findings) = load(Embedded::Templates, root)?;
    let mut templates = BTreeMap::new();
    for (name, bytes) in files {
        match text::decode(format!("templates/{name}"), bytes) {
            Ok(file) => drop(templates.insert(name, file.text.clone())),
            Err(finding) => findings.push(finding),
        }
    }
    Ok(Checked::some(templates, findings))
}

/// All files, the names of those that come from the bank, and findings about them.
type Loaded = (Files, BTreeSet<String>, Vec<Diagnostic>);

fn load(embedded: Embedded, root: &Path) -> Result<Loaded, Fault> {
    let folder = embedded.folder();
    let mut files = embedded.files();
    let mut own = BTreeSet::new();
    let mut findings = Vec::new();
    match plain::is_folder(root, folder) {
        Ok(true) => {}
        Ok(false) => return Ok((files, own, findings)),
        Err(unread) => return Ok((files, own, vec![unread.finding()?])),
    }
    let overrides = root.join(folder);
    let walk = WalkDir::new(&overrides)
        .min_depth(1)
        .sort_by_file_name()
        .into_iter();
    let is_ours = |name: &str| !name.starts_with('.') && name != FOR_EDITORS;
    for entry in walk.filter_entry(|entry| is_ours(&entry.file_name().to_string_lossy())) {
        let entry = entry.map_err(|error| plain::walk_fault(&overrides, error))?;
        if entry.file_type().is_dir() {
            continue;
        }
        let below = entry
            .path()
            .strip_prefix(&overrides)
            .unwrap_or(entry.path());
        let parts: Vec<String> = below
            .components()
            .map(|part| part.as_os_str().to_string_lossy().into_owned())
            .collect();
        let name = parts.join("/");
        if let Err(finding) = plain::check(entry.file_type(), &format!("{folder}/{name}")) {
            findings.push(finding);
            continue;
        }
        let bytes = plain::read(entry.path(), u64::MAX)
            .map_err(plain::since_found)
            .map_err(Fault::on("read", entry.path()))?;
        own.insert(name.clone());
        files.insert(name, bytes);
    }
    Ok((files, own, findings))
}

/// What is wrong in a script of the bank's own.
fn script_fault(name: &str, files: &Files) -> Option<Diagnostic> {
    if !name.ends_with(".js") {
        return None;
    }
    let file = match text::decode(format!("static/{name}"), files.get(name)?.clone()) {
        Ok(file) => file,
        Err(finding) => return Some(finding),
    };
    let (span, problem) = script::small(&file.text, kind_of(&file.text)).err()?;
    Some(Diagnostic::at(Code::Script, &file, span, problem))
}

/// Modules are all scripts but the few that are classic on purpose, and say so.
pub fn kind_of(text: &str) -> script::Kind {
    let is_classic = text.lines().any(|line| line == "\"use strict\";");
    match is_classic {
        true => script::Kind::Classic,
        false => script::Kind::Module,
    }
}

/// Joins each of the program's modules that no other imports with everything that it imports; the imported modules are then not
/// published separately. A bank may override any module. Modules that only the bank has are published unchanged. Returns the names
/// of what was joined.
fn join_modules(files: &mut Files) -> Result<BTreeSet<String>, Diagnostic> {
    let mut scripts = BTreeSet::new();
    let mut sources = BTreeMap::new();
    for name in Embedded::Static.files().into_keys() {
        let is_module = name == WORKER || name.starts_with(OF_WORKER) || name.starts_with("js/");
        if !is_module || !name.ends_with(".js") {
            continue;
        }
        if let Some(bytes) = files.remove(&name) {
            let source = text::decode(format!("static/{name}"), bytes)?;
            sources.insert(name, source);
        }
    }
    let told = |obstacle: join::Obstacle| {
        let source = &sources[&obstacle.module];
        Diagnostic::at(Code::Script, source, obstacle.span, obstacle.problem)
    };
    let mut imported = BTreeSet::new();
    for (name, source) in &sources {
        imported.extend(join::imports(name, &source.text).map_err(told)?);
    }
    let modules: BTreeMap<_, _> = sources
        .iter()
        .map(|(name, source)| (name.clone(), source.text.clone()))
        .collect();
    let is_loaded = |name: &str| !imported.contains(name) && !name.starts_with(OF_WORKER);
    for name in modules.keys().filter(|name| is_loaded(name)) {
        let joined = join::join(&modules, name).map_err(told)?;
        files.insert(name.clone(), joined.into_bytes());
        scripts.insert(name.clone());
    }
    Ok(scripts)
}

/// Joins the stylesheets and computes the fingerprint.
///
/// `css/layers.css` declares the order of the cascade layers and therefore comes first. After that the order does not matter, so
/// files are sorted by name. A stylesheet outside of any layer wins over all of them.
fn publish(mut files: Files, scripts: BTreeSet<String>) -> Assets {
    let worker = files.remove(WORKER).unwrap_or_default();
    let mut sheets: Vec<(String, Vec<u8>)> = Vec::new();
    files.retain(|name, bytes| {
        let is_style = name.starts_with("css/") && name.ends_with(".css");
        if is_style {
            sheets.push((name.clone(), std::mem::take(bytes)));
        }
        !is_style
    });
    sheets.sort_by_key(|(name, _)| (name != "css/layers.css", name.clone()));
    for (name, bytes) in sheets {
        let own = STYLES.iter().filter(|(start, _)| name.starts_with(start));
        let mut places: Vec<&str> = own.map(|(_, joined)| *joined).collect();
        if places.is_empty() {
            places.push(STYLE_OF_ALL);
        }
        let slim = style::slim(&bytes);
        for place in places {
            let joined = files.entry(place.into()).or_default();
            joined.extend_from_slice(slim.trim_ascii());
            joined.push(b'\n');
        }
    }
    let folder = format!("assets/{}/", fingerprint(&files).short());
    let mut root_files = Files::new();
    files.retain(|name, bytes| match name.strip_prefix("root/") {
        Some(name) => {
            root_files.insert(name.to_owned(), std::mem::take(bytes));
            false
        }
        None => true,
    });
    Assets {
        folder,
        files,
        scripts,
        root_files,
        worker,
        made_from: None,
    }
}

fn fingerprint(files: &Files) -> Fingerprint {
    let parts = files
        .iter()
        .flat_map(|(name, bytes)| [name.as_bytes(), bytes.as_slice()]);
    Fingerprint::of(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stylesheets_join_with_the_layers_first() {
        let files = Files::from([
            ("css/base.css".to_owned(), b"b{}\n\n".to_vec()),
            ("css/layers.css".to_owned(), b"@layer base;".to_vec()),
            ("css/study-b.css".to_owned(), b"t{}".to_vec()),
            ("css/study.css".to_owned(), b"s{}".to_vec()),
            ("css/study-keys.css".to_owned(), b"k{}".to_vec()),
            ("js/page.js".to_owned(), b"1".to_vec()),
            ("sw.js".to_owned(), b"w".to_vec()),
        ]);
        let assets = publish(files.clone(), BTreeSet::new());
        assert_eq!(assets.files["css/site.css"], b"@layer base;\nb{}\n");
        assert_eq!(assets.files["css/study.css"], b"t{}\nk{}\ns{}\n");
        assert_eq!(assets.files["css/keys.css"], b"k{}\n", "in both");
        assert_eq!(
            assets.files.keys().collect::<Vec<_>>(),
            [
                "css/keys.css",
                "css/site.css",
                "css/study.css",
                "js/page.js"
            ]
        );
        assert_eq!(assets.worker, b"w");
        let mut changed = files;
        changed.insert("js/page.js".into(), b"2".to_vec());
        assert_ne!(publish(changed, BTreeSet::new()).folder, assets.folder);
    }
}
