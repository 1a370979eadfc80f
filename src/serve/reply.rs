//! Computes the answer to a request: what GitHub Pages would send, from memory.

use super::preview::Snapshot;
use crate::diagnostic::Diagnostic;
use crate::fingerprint::Fingerprint;
use crate::route::percent_decode;
use crate::site::{self, Plan};

/// The folder of the preview's own files and events, below the base.
pub const OWN_FOLDER: &str = "__prepbook/";

const CLIENT: &str = include_str!("client.js");
/// Replaces a site's service worker: a worker that removes itself.
const NO_WORKER: &str = include_str!("no_worker.js");

const CLIENT_STYLE: &str = include_str!("client.css");

/// An HTTP answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// HTTP status.
    pub status: u16,
    /// With the character set, if it is text.
    pub content_type: &'static str,
    /// The target of a redirect.
    pub location: Option<String>,
    /// The content.
    pub body: Vec<u8>,
}

impl Reply {
    /// A strong ETag: equal bytes give equal tags.
    pub fn etag(&self) -> String {
        format!("\"{}\"", Fingerprint::of([self.body.as_slice()]).short())
    }

    fn found(path: &str, body: Vec<u8>) -> Reply {
        Reply {
            status: 200,
            content_type: content_type(path),
            location: None,
            body,
        }
    }

    fn html(status: u16, body: String) -> Reply {
        Reply {
            status,
            content_type: "text/html; charset=utf-8",
            location: None,
            body: body.into_bytes(),
        }
    }

    fn redirect(location: String) -> Reply {
        Reply {
            status: 301,
            content_type: "text/plain; charset=utf-8",
            location: Some(location),
            body: Vec::new(),
        }
    }

    fn plain(status: u16, text: &str) -> Reply {
        Reply {
            status,
            content_type: "text/plain; charset=utf-8",
            location: None,
            body: text.into(),
        }
    }
}

/// Answers a request for `path`, which is percent-encoded and has no query. If a browser shows a page (`is_visit`), the page
/// includes the script that reloads it; otherwise the answer is exactly what a build would write.
pub fn reply(snapshot: &Snapshot, base: &str, path: &str, is_visit: bool) -> Reply {
    let Some(below) = path.strip_prefix(base) else {
        return match path == base.trim_end_matches('/') || path == "/" {
            true => Reply::redirect(base.to_owned()),
            false => Reply::plain(404, &format!("The site is at {base}\n")),
        };
    };
    let decoded = percent_decode(below).filter(|path| {
        !path
            .split('/')
            .any(|part| part == ".." || part.contains(['\\', '\0']))
    });
    let Some(below) = decoded else {
        return Reply::plain(404, "No such path\n");
    };
    if let Some(own) = below.strip_prefix(OWN_FOLDER) {
        return match own {
            "client.js" => Reply::found(own, CLIENT.into()),
            "client.css" => Reply::found(own, CLIENT_STYLE.into()),
            _ => Reply::plain(404, "No such path\n"),
        };
    }
    let Some(plan) = &snapshot.plan else {
        return Reply::html(500, with_client(&not_built(), snapshot, base));
    };
    let mut reply = from_plan(plan, base, &below);
    if is_visit && reply.content_type.starts_with("text/html") {
        let html = String::from_utf8_lossy(&reply.body).into_owned();
        reply.body = with_client(&html, snapshot, base).into_bytes();
    }
    reply
}

fn from_plan(plan: &Plan, base: &str, below: &str) -> Reply {
    let file = match below {
        "" => "index.html".to_owned(),
        folder if folder.ends_with('/') => format!("{folder}index.html"),
        file => file.to_owned(),
    };
    if file == NOT_FOUND {
        return not_found(plan);
    }
    if let Some(bytes) = made(plan, &file).or_else(|| asset(plan, &file)) {
        return Reply::found(&file, bytes);
    }
    let folder = format!("{below}/");
    if !below.ends_with('/') && plan.file(&format!("{folder}index.html")).is_some() {
        return Reply::redirect(format!("{base}{}", crate::route::percent_encode(&folder)));
    }
    not_found(plan)
}

/// What hosts send if a page does not exist.
const NOT_FOUND: &str = "404.html";

fn not_found(plan: &Plan) -> Reply {
    match made(plan, NOT_FOUND) {
        Some(bytes) => Reply {
            status: 404,
            ..Reply::found(NOT_FOUND, bytes)
        },
        None => Reply::plain(404, "No such page\n"),
    }
}

/// The file of the site at this path, if there is one.
fn made(plan: &Plan, path: &str) -> Option<Vec<u8>> {
    let file = plan.file(path)?;
    Some(match file.is_worker() {
        // A service worker that caches the preview would hide every change.
        true => NO_WORKER.into(),
        false => plan.make(&file).unwrap_or_else(fault),
    })
}

/// Shows a template error. Templates were tested before, so this can only be an error that a single page has.
fn fault(finding: Diagnostic) -> Vec<u8> {
    let message = escaped(&finding.message);
    format!("<!doctype html><title>error</title><body><pre>{message}</pre></body>").into_bytes()
}

/// A static file, requested by a page that was made with an earlier fingerprint.
fn asset(plan: &Plan, file: &str) -> Option<Vec<u8>> {
    let (_, name) = file.strip_prefix("assets/")?.split_once('/')?;
    site::asset(&plan.first.assets, name)
}

/// The page shown until there is a site without errors.
fn not_built() -> String {
    "<!doctype html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>Not built yet</title></head>\n\
     <body><p>The site cannot be built yet. This page shows what is wrong, and reloads when it is mended.</p></body>\n</html>\n"
        .to_owned()
}

fn with_client(html: &str, snapshot: &Snapshot, base: &str) -> String {
    let tag = format!(
        "<script type=\"module\" src=\"{base}{OWN_FOLDER}client.js\" data-prepbook-version=\"{}\"></script>\n",
        snapshot.version
    );
    match html.rfind("</body>") {
        Some(at) => format!("{}{tag}{}", &html[..at], &html[at..]),
        None => format!("{html}{tag}"),
    }
}

/// The message for browsers when they connect and at each change.
pub fn event(snapshot: &Snapshot) -> String {
    let assets = snapshot
        .plan
        .as_ref()
        .map(|plan| plan.first.assets.folder.clone());
    serde_json::json!({
        "version": snapshot.version,
        "assets": assets,
        "trouble": snapshot.trouble,
    })
    .to_string()
}

/// Escapes text for the content of an element.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, ending)| ending) {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("json") => "application/json",
        Some("xml") => "application/xml",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("jpg" | "jpeg") => "image/jpeg",
        Some("gif") => "image/gif",
        Some("webp") => "image/webp",
        Some("avif") => "image/avif",
        Some("txt") => "text/plain; charset=utf-8",
        Some("md") => "text/markdown; charset=utf-8",
        Some("csv") => "text/csv; charset=utf-8",
        Some("epub") => "application/epub+zip",
        Some("webmanifest") => "application/manifest+json",
        _ => "application/octet-stream",
    }
}
