//! Whole sites, byte for byte. `tests/golden/<name>/bank` is built, and `tests/golden/<name>/site` is what has to come out.
//!
//! After a change that is meant, `INSTA_UPDATE=always cargo test --test it golden::` writes the new sites; the difference is for review.
//! Static files are not part of them, and the fingerprint in their address is written as `DIGEST`. What is made of static
//! files alone (icons) or of the digests of all files (the service worker and its list) is left out, too, and so are downloads that are no text.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use prepbook::pipeline::{self, BuildOptions};

fn golden(name: &str, base_url: Option<&str>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden")
        .join(name);
    let options = BuildOptions {
        root: folder.join("bank"),
        base_url: base_url.map(str::to_owned),
        drafts: false,
        cache: None,
    };
    let built = pipeline::build(&options, &|_, _, _| {}).unwrap();
    assert_eq!(built.findings, []);
    let files = built.site.unwrap().files;
    let digest = files
        .keys()
        .find_map(|path| path.strip_prefix("assets/")?.split('/').next())
        .unwrap()
        .to_owned();
    let made: BTreeMap<String, String> = files
        .iter()
        .filter(|(path, _)| !path.starts_with("assets/") && !path.starts_with("icons/"))
        .filter(|(path, _)| !path.ends_with(".apkg") && !path.ends_with(".epub"))
        .filter(|(path, _)| !["sw.js", "offline.json"].contains(&path.as_str()))
        .map(|(path, bytes)| {
            (
                path.clone(),
                String::from_utf8_lossy(bytes).replace(&digest, "DIGEST"),
            )
        })
        .collect();
    let expected = folder.join("site");
    if std::env::var("INSTA_UPDATE").is_ok_and(|how| how == "always") {
        let _ = fs::remove_dir_all(&expected);
        for (path, text) in &made {
            let target = expected.join(path);
            fs::create_dir_all(target.parent().unwrap()).unwrap();
            fs::write(target, text).unwrap();
        }
        return;
    }
    let mut wanted = BTreeMap::new();
    read(&expected, &expected, &mut wanted);
    assert_eq!(
        made.keys().collect::<Vec<_>>(),
        wanted.keys().collect::<Vec<_>>(),
        "the files of the site"
    );
    for (path, text) in &made {
        // Line by line, so that a failure shows the line and not the page.
        for (number, (made, wanted)) in text.lines().zip(wanted[path].lines()).enumerate() {
            assert_eq!(made, wanted, "{path}, line {}", number + 1);
        }
        assert_eq!(text, &wanted[path], "{path}");
    }
}

fn read(root: &Path, folder: &PathBuf, files: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read(root, &path, files);
        } else {
            let name = path
                .strip_prefix(root)
                .unwrap()
                .to_string_lossy()
                .replace('\\', "/");
            files.insert(
                name,
                String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned(),
            );
        }
    }
}

#[test]
fn one_question_and_no_settings() {
    golden("minimal", None);
}

#[test]
fn everything_that_a_question_can_hold() {
    golden("everything", Some("https://example.org/repo/"));
}

#[test]
fn a_bank_in_three_languages() {
    golden("languages", Some("https://example.org/bank/"));
}
