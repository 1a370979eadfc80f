//! What prepbook says about a faulty bank, to the letter. Each `tests/diagnostics/<name>.bank` is a small bank in one file;
//! `<name>.snap` beside it is what the command answers to it.
//!
//! A line `=== path` starts a file, whose text is everything up to the next such line. The same path again appends to the
//! file. What a text cannot hold is written with a word in parentheses after the path:
//!
//! - `(hex)`: the text is hexadecimal digits
//! - `(crlf)`: lines end in `\r\n`
//! - `(20000 times)`: the text, without its last line end, repeated
//! - `(symlink)`: a link to the text
//! - `(fifo)`: a named pipe
//!
//! In a path, `\xff` is a byte and `\u{301}` a character. Above the first file, a line that starts with `$ prepbook` says
//! what to run in the place of `check`; every other line there is a remark.
//!
//! After a change that is meant, `INSTA_UPDATE=always cargo test --test it diagnostics::` writes the answers anew; the difference
//! is for review.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use prepbook::compile::question;
use prepbook::diagnostic::{self, Code, Format, Kind, SourceText};
use prepbook::route::Slug;
use tempfile::TempDir;

use crate::support::command::Finish as _;

/// A fixture, taken apart.
struct Fixture {
    arguments: Vec<String>,
    files: Vec<Section>,
}

/// A piece of a file.
struct Section {
    path: PathBuf,
    kind: String,
    text: String,
}

impl Fixture {
    fn parse(text: &str) -> Fixture {
        let mut arguments = vec!["check".to_owned()];
        let mut files: Vec<Section> = Vec::new();
        for line in text.split_inclusive('\n') {
            if let Some(header) = line.strip_prefix("=== ") {
                let (path, kind) = match header.trim_end().split_once(" (") {
                    Some((path, kind)) => (path, kind.strip_suffix(')').expect("a closing `)`")),
                    None => (header.trim_end(), ""),
                };
                files.push(Section {
                    path: unescaped(path),
                    kind: kind.to_owned(),
                    text: String::new(),
                });
            } else if let Some(section) = files.last_mut() {
                section.text.push_str(line);
            } else if let Some(command) = line.strip_prefix("$ prepbook ") {
                arguments = command.split_whitespace().map(str::to_owned).collect();
            }
        }
        Fixture { arguments, files }
    }

    /// The bank as a folder, or nothing where this system's files cannot be like that.
    fn unpack(&self) -> Option<TempDir> {
        let folder = TempDir::new().unwrap();
        let mut made: BTreeSet<&Path> = BTreeSet::new();
        for section in &self.files {
            let path = folder.path().join(&section.path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            let is_new = made.insert(&section.path);
            if let Err(error) = section.write(&path, is_new) {
                if cfg!(target_os = "linux") {
                    panic!("{}: {error}", path.display());
                }
                return None;
            }
        }
        Some(folder)
    }

    fn run(&self, root: &Path) -> Answer {
        let output = Command::new(env!("CARGO_BIN_EXE_prepbook"))
            .args(&self.arguments)
            // The rules of style have their own tests, in tests/lint; here they would say of each small bank what it lacks.
            .args((self.arguments[0] == "check").then_some("--no-lint"))
            .arg("--root")
            .arg(root)
            .env("NO_COLOR", "1")
            .finish()
            .unwrap();
        Answer {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Section {
    fn write(&self, path: &Path, is_new: bool) -> std::io::Result<()> {
        let bytes = match self.kind.as_str() {
            "symlink" => return symlink(self.text.trim(), path),
            "fifo" => return fifo(path),
            "" => self.text.clone().into_bytes(),
            "crlf" => self.text.replace('\n', "\r\n").into_bytes(),
            "hex" => {
                let digits: Vec<char> = self.text.split_whitespace().flat_map(str::chars).collect();
                let byte = |pair: &[char]| u8::from_str_radix(&String::from_iter(pair), 16);
                digits.chunks(2).map(|pair| byte(pair).unwrap()).collect()
            }
            kind => {
                let count = kind
                    .strip_suffix(" times")
                    .expect("a known word in parentheses");
                let text = self.text.strip_suffix('\n').unwrap_or(&self.text);
                text.repeat(count.parse().unwrap()).into_bytes()
            }
        };
        // Two names that this system takes for one must not end up as one file.
        let mut options = fs::OpenOptions::new();
        match is_new {
            true => options.write(true).create_new(true),
            false => options.append(true),
        };
        options.open(path)?.write_all(&bytes)
    }
}

#[cfg(unix)]
fn symlink(target: &str, path: &Path) -> std::io::Result<()> {
    std::os::unix::fs::symlink(target, path)
}

#[cfg(unix)]
fn fifo(path: &Path) -> std::io::Result<()> {
    let status = std::process::Command::new("mkfifo").arg(path).status()?;
    status
        .success()
        .then_some(())
        .ok_or(std::io::ErrorKind::Other.into())
}

#[cfg(not(unix))]
fn symlink(_: &str, _: &Path) -> std::io::Result<()> {
    Err(std::io::ErrorKind::Unsupported.into())
}

#[cfg(not(unix))]
fn fifo(_: &Path) -> std::io::Result<()> {
    Err(std::io::ErrorKind::Unsupported.into())
}

/// A path with its `\xff` and `\u{301}` undone.
fn unescaped(path: &str) -> PathBuf {
    let mut pieces = path.split('\\');
    let mut bytes = pieces.next().unwrap_or_default().as_bytes().to_vec();
    for piece in pieces {
        if let Some(code) = piece.strip_prefix('x') {
            bytes.push(u8::from_str_radix(&code[..2], 16).unwrap());
            bytes.extend(code[2..].bytes());
        } else {
            let (code, rest) = piece.strip_prefix("u{").unwrap().split_once('}').unwrap();
            let char = char::from_u32(u32::from_str_radix(code, 16).unwrap()).unwrap();
            bytes.extend(format!("{char}{rest}").bytes());
        }
    }
    #[cfg(unix)]
    return PathBuf::from(<std::ffi::OsString as std::os::unix::ffi::OsStringExt>::from_vec(bytes));
    #[cfg(not(unix))]
    return PathBuf::from(String::from_utf8_lossy(&bytes).into_owned());
}

/// What the command answers.
struct Answer {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

impl Answer {
    fn snapshot(&self) -> String {
        let code = self.code.map_or("none".to_owned(), |code| code.to_string());
        let mut snapshot = format!("exit code {code}\n");
        for (name, text) in [("stdout", &self.stdout), ("stderr", &self.stderr)] {
            if !text.is_empty() {
                snapshot.push_str(&format!("\n[{name}]\n"));
                // What a template can use is no matter of these tests.
                let lines = text.split_inclusive('\n').map(|line| {
                    match line.split_once("help: there are ") {
                        Some((start, _)) => format!("{start}help: there are […]\n"),
                        None => line.to_owned(),
                    }
                });
                snapshot.extend(lines);
            }
        }
        snapshot
    }

    /// What has to be so whatever the bank is; each fault in a line.
    fn bad_manners(&self, root: &Path) -> Vec<String> {
        let mut faults = Vec::new();
        let mut check = |is_good: bool, fault: &str, text: &str| {
            if !is_good {
                faults.push(format!("{fault}: {text:?}"));
            }
        };
        check(matches!(self.code, Some(0..=2)), "died", &self.stderr);
        let root = root.to_string_lossy();
        for text in [&self.stdout, &self.stderr] {
            let has_control = text.replace('\n', "").contains(char::is_control);
            check(!has_control, "a control character", text);
            check(!text.contains(root.as_ref()), "the bank's own path", text);
        }
        let mut seen = BTreeSet::new();
        let mut findings: Vec<&str> = self.stderr.split("\n\n").collect();
        findings.pop();
        for finding in findings {
            let (heading, place) = finding.split_once('\n').unwrap_or((finding, ""));
            let message = heading.split_once("]: ").map_or("", |(_, message)| message);
            let first = message.chars().next();
            check(
                first.is_some_and(|first| !first.is_uppercase()),
                "a capital at the start",
                heading,
            );
            check(!message.ends_with('.'), "a full stop", heading);
            check(
                message.matches('`').count() % 2 == 0,
                "half a pair of backticks",
                heading,
            );
            check(place.trim_start().starts_with("-->"), "no place", finding);
            check(seen.insert(finding), "said twice", finding);
        }
        faults
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diagnostics")
}

fn texts(ending: &str) -> Vec<(String, String)> {
    let mut texts: Vec<(String, String)> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|found| found == ending))
        .map(|path| {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            (name, fs::read_to_string(&path).unwrap())
        })
        .collect();
    texts.sort();
    texts
}

#[test]
fn every_fault_is_told_as_its_snapshot_says() {
    let bad_manners = RefCell::new(Vec::new());
    insta::glob!("..", "diagnostics/*.bank", |path| {
        let fixture = Fixture::parse(&fs::read_to_string(path).unwrap());
        let Some(bank) = fixture.unpack() else {
            return;
        };
        let answer = fixture.run(bank.path());
        let mut settings = insta::Settings::new();
        settings.set_snapshot_path(folder());
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        let name = path.file_stem().unwrap().to_str().unwrap();
        settings.bind(|| insta::assert_snapshot!(name, answer.snapshot()));
        let faults = answer.bad_manners(bank.path());
        bad_manners
            .borrow_mut()
            .extend(faults.into_iter().map(|fault| format!("{name}: {fault}")));
    });
    let bad_manners = bad_manners.into_inner();
    assert!(bad_manners.is_empty(), "\n{}", bad_manners.join("\n"));
}

/// The codes that the snapshots show, in whichever format.
fn codes_shown() -> BTreeSet<String> {
    let marks = [
        ("error[", ']'),
        ("warning[", ']'),
        ("title=", ':'),
        ("\"code\": \"", '"'),
    ];
    let mut codes = BTreeSet::new();
    for (_, text) in texts("snap") {
        for line in text.lines() {
            for (mark, end) in marks {
                let line = line.trim_start();
                let rest = match mark {
                    "title=" => line
                        .starts_with("::")
                        .then(|| line.split_once(mark))
                        .flatten()
                        .map(|(_, rest)| rest),
                    _ => line.strip_prefix(mark),
                };
                codes.extend(
                    rest.and_then(|rest| rest.split(end).next())
                        .map(str::to_owned),
                );
            }
        }
    }
    codes
}

#[test]
fn every_code_has_a_snapshot_and_no_other_is_shown() {
    // Rules of style, and what needs a git repository, are in tests/lint.
    let known: BTreeSet<String> = Code::ALL
        .iter()
        .filter(|code| code.kind() != Kind::Lint && **code != Code::VanishedSlug)
        .map(|code| code.name().to_owned())
        .collect();
    let shown = codes_shown();
    let missing: Vec<_> = known.difference(&shown).collect();
    assert!(missing.is_empty(), "codes without a fixture: {missing:?}");
    let unknown: Vec<_> = shown.difference(&known).collect();
    assert!(unknown.is_empty(), "codes that do not exist: {unknown:?}");
}

#[test]
fn every_snapshot_has_its_fixture() {
    let names = |ending| {
        texts(ending)
            .into_iter()
            .map(|(name, _)| name)
            .collect::<Vec<_>>()
    };
    assert_eq!(names("snap"), names("bank"));
}

/// Where `@` stands for a sign, or for a piece of text.
const AROUND_A_SIGN: &[&str] = &[
    "@",
    "@@",
    "@ x",
    "x @",
    "x@",
    "\"@",
    "'@",
    "[@",
    "{@",
    "@: x",
    "x: @",
    "- @",
    "|@",
    "é @",
    "@é",
    "\t@",
    "@\n",
    "\n@",
    "\n  @ x",
    "@{@}",
    "<@",
    "`@",
    "(@)",
    "[a](@)",
    "![@](@)",
    "[^@]: @",
    "| @ |\n|-|\n| @ |",
    "```@\nx\n```",
    "## @ {@}",
    "<a href=@>",
    "<b @=\"@",
];
const AROUND_A_PIECE: [&str; 6] = [
    "---\ntitle: @\n---\n",
    "---\ntitle: What?\ntags: [@]\nrelated: @\nreviewed: @\ndraft: @\n---\n",
    "---\ntitle: What?\nsources:\n  - title: @\n    url: @\n  - @\n---\n",
    "---\n@\n---\n",
    "---\ntitle: What?\n---\n@\n\na @ b\n\n> - @",
    "@",
];

/// What is known to have broken others.
const NASTY_PIECES: &[&str] = &[
    "",
    "---",
    "---\n---",
    "...",
    "--- x",
    "%YAML 1.1\n---",
    "? ? x",
    "[[[[",
    "{{{{",
    "]]]]",
    "}}}}",
    "&a [*a]",
    "*a : b",
    "!!binary x",
    "!<tag:x> y",
    "<<: {a: b}",
    "\"\\",
    "\"\\x",
    "\"\\u12",
    "\"\\U00110000\"",
    "\"\\ud800\"",
    "'''",
    "|9",
    ">-\n\n x",
    "0x",
    "1e999",
    "-0",
    ".nan",
    "0o7",
    "2026-13-45",
    "9999999999999999999999",
    "9999-12-31",
    "0000-00-00",
    "-9999-01-01",
    "~",
    "null",
    "{a: b}",
    "[{}]",
    "[[]]",
    "[null]",
    "[~, \"\"]",
    "[a]: b \"c",
    "[a][a]\n\n[a]: <",
    "[^a][^a]\n\n[^a]: [^a]",
    "[^a]: x\n\n    - [^b]: y\n      > [^c]: z",
    "> [!NOTE]",
    "> [!X]\n> # h {#h}",
    "- [x]",
    "- [ ] - [x]\n1. 2. 3)",
    "a\n: b\n: c\n\n  : d",
    "| a\n|-",
    "|a|b|\n|-|\n|c|d|e|",
    "<!--",
    "<!-->",
    "<![CDATA[",
    "<?",
    "</",
    "<a/",
    "<a href",
    "<a href=",
    "<a href='",
    "<svg><style><img src=x>",
    "<table><a><table>",
    "<p><b><p></b>",
    "<script>",
    "&#0;",
    "&#x110000;",
    "&#xD800;",
    "```{",
    "```{}",
    "```{-}",
    "```{1-}",
    "``` title=",
    "``` title=\"",
    "## Key points",
    "## Key points\n- a\n# b",
    "## Key points\n- # a\n- > - b\n\nc",
    "# {#}",
    "# {#a #b .c d=e}",
    "#\n#\n#",
    "=\n=",
    "a\n=\n=",
    "[a](b.md#)",
    "[a](#%)",
    "[a](%)",
    "[a](..)",
    "[a](../../..)",
    "[a](../..//x.md)",
    "[a](questions/caching/)",
    "![a](.)",
    "![a](a.png \"",
    "<a:b>",
    "<x@y>",
    "$a$ $$b$$",
    "~~a~ b~~",
    "\"'--...",
    "a\\",
    "\\\n\\",
];

#[test]
fn no_sign_in_any_place_panics() {
    let signs = (' '..='~').filter(|char| !char.is_ascii_alphanumeric());
    let odd =
        "\u{a0}\u{ad}\u{300}\u{200b}\u{200d}\u{202e}\u{2028}\u{feff}\u{fe0f}İẞﬀ👩ש𝔘\u{10ffff}";
    let topic = Slug::parse("caching").unwrap();
    for sign in signs.chain(odd.chars()) {
        for piece in AROUND_A_SIGN {
            let piece = piece.replace('@', &sign.to_string());
            for place in AROUND_A_PIECE {
                let file = Arc::new(SourceText {
                    path: "questions/caching/ttl.md".into(),
                    text: place.replace('@', &piece),
                });
                let told = std::panic::catch_unwind(|| {
                    let findings =
                        question::compile(&file, &topic, &prepbook::words::Words::english())
                            .findings;
                    diagnostic::render(&findings, Format::Human, false)
                });
                assert!(told.is_ok(), "{:?}", file.text);
            }
        }
    }
}

#[test]
fn no_nasty_piece_in_any_place_breaks_the_command() {
    let bank = TempDir::new().unwrap();
    for (place, text) in AROUND_A_PIECE.iter().enumerate() {
        let folder = bank.path().join(format!("questions/place-{place}"));
        fs::create_dir_all(&folder).unwrap();
        for (number, piece) in NASTY_PIECES.iter().enumerate() {
            let text = text.replace('@', piece);
            fs::write(folder.join(format!("q-{place}-{number}.md")), text).unwrap();
        }
    }
    let answer = Fixture::parse("").run(bank.path());
    assert_eq!(answer.code, Some(1));
    let faults = answer.bad_manners(bank.path());
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}
