//! The page that leads to all that readers can take away.

use super::{About, Page, Pages};
use crate::bank::catalog::Topic;
use crate::input::downloads::Kind;
use crate::route::Route;
use crate::site::context::{DownloadsPage, Foreign, Form, FormLink, PageContent, TopicForms};
use crate::site::download::{self, Download};

impl<'a> Pages<'a> {
    pub(super) fn downloads(&self) -> Page<'a> {
        let about = About::new(
            "downloads",
            self.text("downloads.title"),
            self.about_site("downloads.text"),
        );
        let count = self.catalog.questions.len();
        let kinds = self.config.downloads.of(count);
        let forms = kinds.iter().filter_map(|kind| self.form(*kind));
        let page = DownloadsPage {
            forms: forms.collect(),
            topics: self.topic_forms(&kinds),
        };
        self.assemble(
            Route::Downloads,
            "downloads.html",
            about,
            PageContent::Downloads(page),
        )
    }

    /// The whole bank in a form.
    fn form(&self, kind: Kind) -> Option<Form> {
        let (name, first, also) = match kind {
            Kind::Json => ("json", Download::Json, Some(("schema", Download::Schema))),
            Kind::Csv => ("csv", Download::Csv, None),
            Kind::Llms => (
                "llms",
                Download::LlmsFull,
                Some(("overview", Download::Llms)),
            ),
            // Beside each page, and named by the overview.
            Kind::Markdown => return None,
            Kind::Anki => ("anki", Download::Anki(None), None),
            Kind::Epub => ("epub", Download::Epub, None),
            Kind::Print => {
                return Some(Form {
                    link: self.print_link(None),
                    text: self.text("downloads.print_text"),
                    also: Vec::new(),
                });
            }
        };
        let also = also.map(|(name, file)| self.link(name, &file));
        Some(Form {
            link: self.link(name, &first),
            text: self.text(&format!("downloads.{name}_text")),
            also: also.into_iter().collect(),
        })
    }

    fn link(&self, name: &str, file: &Download) -> FormLink {
        FormLink {
            title: self.text(&format!("downloads.{name}")),
            path: crate::route::percent_encode(&file.path()),
            is_file: true,
        }
    }

    /// The print edition is a page.
    fn print_link(&self, topic: Option<&Topic>) -> FormLink {
        FormLink {
            title: self.text("downloads.print"),
            path: Route::Print(topic.map(|topic| topic.slug.clone())).path(),
            is_file: false,
        }
    }

    fn topic_forms(&self, kinds: &[Kind]) -> Vec<TopicForms> {
        let topics = self.catalog.topics.iter().enumerate();
        let forms = topics.map(|(place, topic)| TopicForms {
            title: topic.matter.title.clone(),
            said: Foreign::of(&topic.wording, &self.catalog.language),
            links: download::of_topic(kinds, place, topic)
                .map(|(name, file)| self.link(name, &file))
                .chain(
                    kinds
                        .contains(&Kind::Print)
                        .then(|| self.print_link(Some(topic))),
                )
                .collect(),
        });
        forms.filter(|forms| !forms.links.is_empty()).collect()
    }
}
