//! A book for e-readers: EPUB 3, <https://www.w3.org/TR/epub-33/>. A file a question, so that each begins on a page of its own;
//! nothing folds, because most readers cannot.

use std::collections::BTreeMap;

use super::answer::{Answer, Points};
use super::archive::Archive;
use super::bank::{Bank, NO_DAY, foreign};
use super::markup::{Place, question_of};
use crate::bank::catalog::Topic;
use crate::compile::markdown::media_path;
use crate::compile::markup::escaped;
use crate::compile::question::Question;
use crate::diagnostic::{Diagnostic, is_of_text};
use crate::fingerprint::Fingerprint;
use crate::site::direction::is_rtl;
use crate::site::picture::Sizes;

const CONTAINER: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<container version=\"1.0\" xmlns=\"urn:oasis:names:tc:opendocument:xmlns:container\"><rootfiles><rootfile full-path=\"EPUB/package.opf\" media-type=\"application/oebps-package+xml\"/></rootfiles></container>\n";

const STYLE: &str = include_str!("book.css");

/// A file of the book.
struct Chapter {
    name: String,
    title: String,
    /// What a reader has to be able to do.
    properties: Vec<&'static str>,
}

/// Makes the book of the bank, or of a topic.
pub fn book(bank: Bank<'_>, topic: Option<usize>) -> Result<Vec<u8>, Diagnostic> {
    let topics = bank.topics(topic);
    let files: BTreeMap<&str, String> = bank
        .questions(topic)
        .enumerate()
        .map(|(number, question)| (question.slug.as_str(), format!("q{:04}.xhtml", number + 1)))
        .collect();
    let mut archive = Archive::default();
    // First, and as it is, so that the file is known by its beginning.
    archive.store("mimetype", b"application/epub+zip");
    archive.deflate("META-INF/container.xml", CONTAINER.as_bytes());
    archive.deflate("EPUB/book.css", STYLE.as_bytes());
    let mut pictures: BTreeMap<String, (&'static str, &[u8])> = BTreeMap::new();
    let mut parts: Vec<(Chapter, Vec<Chapter>)> = Vec::new();
    for (number, topic) in (1..).zip(topics) {
        let name = format!("topic{number:03}.xhtml");
        archive.deflate(
            &format!("EPUB/{name}"),
            cover(bank, topic, &files).as_bytes(),
        );
        let part = Chapter {
            name,
            title: topic.matter.title.clone(),
            properties: Vec::new(),
        };
        let mut chapters = Vec::new();
        for question in bank.of(topic) {
            let Some(name) = files.get(question.slug.as_str()) else {
                continue;
            };
            let html = chapter(bank, topic, question, &files, &mut pictures)?;
            let mut properties = Vec::new();
            if html.contains("<math") {
                properties.push("mathml");
            }
            if html.contains("<svg") {
                properties.push("svg");
            }
            archive.deflate(&format!("EPUB/{name}"), html.as_bytes());
            chapters.push(Chapter {
                name: name.clone(),
                title: question.content.matter.title.clone(),
                properties,
            });
        }
        parts.push((part, chapters));
    }
    for (name, (_, bytes)) in &pictures {
        archive.store(&format!("EPUB/{name}"), bytes);
    }
    let title = match topics {
        [only] if topic.is_some() => format!("{}: {}", bank.config.title, only.matter.title),
        _ => bank.config.title.clone(),
    };
    archive.deflate("EPUB/title.xhtml", title_page(bank, &title).as_bytes());
    archive.deflate("EPUB/nav.xhtml", contents(bank, &title, &parts).as_bytes());
    let package = package(bank, topic, &title, &parts, &pictures);
    archive.deflate("EPUB/package.opf", package.as_bytes());
    Ok(archive.finish())
}

/// A text as XML.
fn text(text: &str) -> String {
    let legal: String = text.chars().filter(|char| is_of_text(*char)).collect();
    escaped(&legal)
}

fn page(bank: Bank<'_>, title: &str, kind: &str, body: &str) -> String {
    let language = text(&bank.config.language);
    let dir = if is_rtl(&bank.config.language) {
        " dir=\"rtl\""
    } else {
        ""
    };
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" \
         xmlns:epub=\"http://www.idpf.org/2007/ops\" lang=\"{language}\" xml:lang=\"{language}\"{dir}>\n<head>\n<meta charset=\"UTF-8\"/>\n\
         <title>{}</title>\n<link rel=\"stylesheet\" type=\"text/css\" href=\"book.css\"/>\n</head>\n\
         <body epub:type=\"{kind}\">\n{body}\n</body>\n</html>\n",
        text(title)
    )
}

fn title_page(bank: Bank<'_>, title: &str) -> String {
    let config = bank.config;
    let license = config.content_license.as_ref();
    let license = license.map(|license| {
        let line = bank.words.fill("site.answers", &[("license", license)]);
        format!("<p class=\"about\">{}</p>\n", text(&line))
    });
    let address = config.base_url.as_ref();
    let address = address.map(|url| {
        let url = text(url);
        format!("<p class=\"about\"><a href=\"{url}\">{url}</a></p>\n")
    });
    let body = format!(
        "<section class=\"title\">\n<h1>{}</h1>\n<p>{}</p>\n{}{}</section>",
        text(title),
        text(&config.description),
        license.unwrap_or_default(),
        address.unwrap_or_default()
    );
    page(bank, title, "frontmatter", &body)
}

/// What a topic begins with: its name and its questions.
fn cover(bank: Bank<'_>, topic: &Topic, files: &BTreeMap<&str, String>) -> String {
    let items = bank.of(topic).filter_map(|question| {
        let file = files.get(question.slug.as_str())?;
        let matter = &question.content.matter;
        let level = bank.level(matter.difficulty);
        Some(format!(
            "<li><a href=\"{file}\">{}</a> <span class=\"about\">{}</span></li>\n",
            text(&matter.title),
            text(level)
        ))
    });
    let about = match topic.matter.description.as_str() {
        "" => String::new(),
        about => format!("<p>{}</p>\n", text(about)),
    };
    let title = &topic.matter.title;
    let body = format!(
        "<section>\n<h1>{}</h1>\n{about}<ol>\n{}</ol>\n</section>",
        text(title),
        items.collect::<String>()
    );
    page(bank, title, "bodymatter", &body)
}

fn chapter<'a>(
    bank: Bank<'a>,
    topic: &Topic,
    question: &Question,
    files: &BTreeMap<&str, String>,
    pictures: &mut BTreeMap<String, (&'static str, &'a [u8])>,
) -> Result<String, Diagnostic> {
    let mut known: BTreeMap<String, String> = BTreeMap::new();
    for media in bank.catalog.pictures_of(question) {
        if let Some((ending, kind)) = media_type(&media.name) {
            let digest = Fingerprint::of([media.bytes.as_slice()]).hex();
            let file = format!("picture-{}.{ending}", &digest[..16]);
            known.insert(media_path(media.topic.as_str(), &media.name), file.clone());
            pictures.insert(file, (kind, &media.bytes));
        }
    }
    let body = bank.body(question)?;
    let inside = |href: &str| {
        let (slug, fragment) = question_of(href)?;
        let file = files.get(slug.as_str())?;
        Some(match fragment {
            "" => file.clone(),
            fragment => format!("{file}#{fragment}"),
        })
    };
    let has_address = bank.config.base_url.is_some();
    let place = Place {
        href: &|href| {
            let is_elsewhere = !href.starts_with('.') && !href.starts_with('#');
            match href.starts_with('#') || is_elsewhere {
                true => Some(href.to_owned()),
                false => {
                    inside(href).or_else(|| has_address.then(|| bank.absolute(question, href)))
                }
            }
        },
        src: &|src| known.get(src.trim_start_matches("../")).cloned(),
        id: &str::to_owned,
        deeper: 0,
        is_xml: true,
    };
    let answer = Answer::new(bank, question, &body, &Sizes::default(), &place);
    let matter = &question.content.matter;
    let mut about = vec![
        topic.matter.title.clone(),
        bank.level(matter.difficulty).to_owned(),
    ];
    about.extend(matter.reviewed.map(|day| bank.words.day(day)));
    let lang = foreign(question, bank.catalog).map(|language| {
        let language = text(language);
        format!(" lang=\"{language}\" xml:lang=\"{language}\"")
    });
    let points = answer.points.map_or_else(String::new, |points| {
        let Points { id, heading, list } = points;
        format!("<section>\n<h2 id=\"{id}\">{heading}</h2>\n{list}\n</section>\n")
    });
    let related = matter.related.iter().filter_map(|slug| {
        let other = bank.catalog.question(slug.value.as_str())?;
        let file = files.get(slug.value.as_str())?;
        let title = text(&other.content.matter.title);
        Some(format!("<li><a href=\"{file}\">{title}</a></li>\n"))
    });
    let related: String = related.collect();
    let related = match related.as_str() {
        "" => String::new(),
        items => {
            let title = text(bank.words.text("question.related"));
            format!("<section>\n<h2>{title}</h2>\n<ul>\n{items}</ul>\n</section>\n")
        }
    };
    let body = format!(
        "<article{}>\n<p class=\"about\">{}</p>\n<h1>{}</h1>\n<div class=\"short\">{}</div>\n{points}{}{related}</article>",
        lang.unwrap_or_default(),
        text(&about.join(" · ")),
        text(&matter.title),
        answer.short,
        answer.rest,
    );
    Ok(page(bank, &matter.title, "bodymatter", &body))
}

/// Of the pictures that every reader can show, by the end of their names.
fn media_type(name: &str) -> Option<(&'static str, &'static str)> {
    let ending = name.rsplit_once('.')?.1.to_lowercase();
    Some(match ending.as_str() {
        "png" => ("png", "image/png"),
        "jpg" | "jpeg" => ("jpg", "image/jpeg"),
        "gif" => ("gif", "image/gif"),
        "webp" => ("webp", "image/webp"),
        _ => return None,
    })
}

fn contents(bank: Bank<'_>, title: &str, parts: &[(Chapter, Vec<Chapter>)]) -> String {
    let link =
        |chapter: &Chapter| format!("<a href=\"{}\">{}</a>", chapter.name, text(&chapter.title));
    let items = parts.iter().map(|(part, chapters)| {
        let inside: String = chapters
            .iter()
            .map(|chapter| format!("<li>{}</li>\n", link(chapter)))
            .collect();
        format!("<li>{}\n<ol>\n{inside}</ol>\n</li>\n", link(part))
    });
    let heading = text(bank.words.text("downloads.contents"));
    let body = format!(
        "<nav epub:type=\"toc\" id=\"toc\">\n<h1>{heading}</h1>\n<ol>\n{}</ol>\n</nav>",
        items.collect::<String>()
    );
    page(bank, title, "frontmatter", &body)
}

/// What the book is, whatever its questions become: a number of one's own making, by RFC 9562.
fn uuid(bank: Bank<'_>, topic: Option<usize>) -> String {
    let config = bank.config;
    let of = bank.topics(topic).first().filter(|_| topic.is_some());
    let names = [
        "book",
        config.language.as_str(),
        config.base_url.as_deref().unwrap_or(&config.title),
        of.map_or("", |topic| topic.slug.as_str()),
    ];
    let mut digits = Fingerprint::of(names.map(str::as_bytes)).hex();
    digits.replace_range(12..13, "8");
    digits.replace_range(16..17, "8");
    for dash in [20, 16, 12, 8] {
        digits.insert(dash, '-');
    }
    digits
}

fn package(
    bank: Bank<'_>,
    topic: Option<usize>,
    title: &str,
    parts: &[(Chapter, Vec<Chapter>)],
    pictures: &BTreeMap<String, (&'static str, &[u8])>,
) -> String {
    let config = bank.config;
    let questions = bank.questions(topic);
    let days = questions.filter_map(|question| question.content.matter.changed());
    let day = days.max().unwrap_or(NO_DAY);
    let mut manifest = String::from(
        "<item id=\"nav\" href=\"nav.xhtml\" media-type=\"application/xhtml+xml\" properties=\"nav\"/>\n\
         <item id=\"title\" href=\"title.xhtml\" media-type=\"application/xhtml+xml\"/>\n\
         <item id=\"style\" href=\"book.css\" media-type=\"text/css\"/>\n",
    );
    let mut spine = String::from("<itemref idref=\"title\"/>\n<itemref idref=\"nav\"/>\n");
    let chapters = parts
        .iter()
        .flat_map(|(part, chapters)| std::iter::once(part).chain(chapters));
    for chapter in chapters {
        let id = chapter.name.trim_end_matches(".xhtml");
        let properties = match chapter.properties.join(" ").as_str() {
            "" => String::new(),
            properties => format!(" properties=\"{properties}\""),
        };
        manifest.push_str(&format!(
            "<item id=\"{id}\" href=\"{}\" media-type=\"application/xhtml+xml\"{properties}/>\n",
            chapter.name
        ));
        spine.push_str(&format!("<itemref idref=\"{id}\"/>\n"));
    }
    for (number, (name, (kind, _))) in (1..).zip(pictures) {
        manifest.push_str(&format!(
            "<item id=\"p{number}\" href=\"{name}\" media-type=\"{kind}\"/>\n"
        ));
    }
    let license = config.content_license.as_ref();
    let license = license.map(|license| format!("<dc:rights>{}</dc:rights>\n", text(license)));
    let direction = match is_rtl(&config.language) {
        true => " page-progression-direction=\"rtl\"",
        false => "",
    };
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<package xmlns=\"http://www.idpf.org/2007/opf\" version=\"3.0\" \
         unique-identifier=\"id\" xml:lang=\"{language}\">\n<metadata xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n\
         <dc:identifier id=\"id\">urn:uuid:{uuid}</dc:identifier>\n<dc:title>{}</dc:title>\n<dc:language>{language}</dc:language>\n\
         <dc:creator>{}</dc:creator>\n<dc:description>{}</dc:description>\n{}<dc:date>{day}</dc:date>\n\
         <meta property=\"dcterms:modified\">{day}T00:00:00Z</meta>\n</metadata>\n<manifest>\n{manifest}</manifest>\n\
         <spine{direction}>\n{spine}</spine>\n</package>\n",
        text(title),
        text(&config.title),
        text(&config.description),
        license.unwrap_or_default(),
        language = text(&config.language),
        uuid = uuid(bank, topic),
    )
}
