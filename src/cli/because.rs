//! `prepbook build --explain`: why files were made again, or why one was not.

use std::path::Path;

use super::Failure;
use crate::output::publish::Published;
use crate::output::stage::Why;
use crate::route::{Route, Slug};

/// The explanation for all files that were made, or for the one that was asked about.
pub fn text(published: &Published, asked: Option<&str>, output: &Path) -> Result<String, Failure> {
    let Some(asked) = asked else {
        let lines = published.made.iter();
        let lines: String = lines.map(|(path, why)| line(path, why)).collect();
        return Ok(match lines.is_empty() {
            true => {
                "nothing was made: no source has changed, and every file is as it was left\n".into()
            }
            false => lines,
        });
    };
    let path = file_of(asked, output);
    match published.made.iter().find(|(made, _)| *made == path) {
        Some((_, why)) => Ok(line(&path, why)),
        None if output.join(&path).is_file() => Ok(format!(
            "{path}: not made, because its sources have not changed and it is as it was left\n"
        )),
        None => Err(Failure::Usage(format!(
            "the site has no file `{path}`; name one, or the source of a question"
        ))),
    }
}

fn line(path: &str, why: &Why) -> String {
    let because = match why {
        Why::New => "there is no record of it".to_owned(),
        Why::Changed(ingredients) => format!("{} changed", ingredients.join(" and ")),
        Why::Touched => "it was changed or removed since the last build".to_owned(),
    };
    format!("{path}: made, because {because}\n")
}

/// The path of a file of the site. It may be given as that, as its folder, its address, or the question's source.
fn file_of(asked: &str, output: &Path) -> String {
    let below = Path::new(asked)
        .strip_prefix(output)
        .ok()
        .and_then(Path::to_str);
    let asked = below.unwrap_or(asked).trim_start_matches("./");
    let source = Path::new(asked)
        .file_name()
        .and_then(|name| name.to_str()?.strip_suffix(".md"));
    if let Some(slug) = source.and_then(|stem| Slug::parse(stem).ok()) {
        return Route::Question(slug).output_path();
    }
    match asked.is_empty() || asked.ends_with('/') {
        true => format!("{asked}index.html"),
        false => asked.to_owned(),
    }
}
