//! The print edition: all answers of the bank or of a topic on one page, for paper.

use super::{About, Page, Pages};
use crate::bank::catalog::Topic;
use crate::compile::question::Question;
use crate::diagnostic::Diagnostic;
use crate::route::{Route, percent_encode};
use crate::site::context::{
    Foreign, PageContent, PrintPage, PrintPoints, PrintQuestion, PrintTopic,
};
use crate::site::download::answer::Answer;
use crate::site::download::bank::Bank;
use crate::site::download::markup::{Place, question_of};
use crate::site::picture::Sizes;

impl<'a> Pages<'a> {
    /// Of the bank, or of the topic at a place in the catalog.
    pub fn print(&self, topic: Option<usize>) -> Result<Page<'a>, Diagnostic> {
        let bank = Bank {
            catalog: self.catalog,
            config: self.config,
            words: self.words(),
        };
        let topics = bank.topics(topic);
        let only = topics.first().filter(|_| topic.is_some());
        let route = Route::Print(only.map(|topic| topic.slug.clone()));
        let title = only.map_or(&self.site.title, |topic| &topic.matter.title);
        let parts = topics
            .iter()
            .map(|one| self.print_topic(bank, one, topics, &route))
            .collect::<Result<_, _>>()?;
        let about = About::new("print", title.clone(), self.text("downloads.print_text"));
        let content = PrintPage {
            is_whole: only.is_none(),
            text: match only {
                Some(topic) => topic.matter.description.clone(),
                None => self.site.description.clone(),
            },
            topics: parts,
        };
        Ok(self.assemble(route, "print.html", about, PageContent::Print(content)))
    }

    fn print_topic(
        &self,
        bank: Bank<'a>,
        topic: &'a Topic,
        all: &[Topic],
        route: &Route,
    ) -> Result<PrintTopic, Diagnostic> {
        let questions = bank.of(topic);
        Ok(PrintTopic {
            title: topic.matter.title.clone(),
            said: Foreign::of(&topic.wording, &self.catalog.language),
            questions: questions
                .map(|question| self.print_question(bank, question, all, route))
                .collect::<Result<_, _>>()?,
        })
    }

    fn print_question(
        &self,
        bank: Bank<'a>,
        question: &Question,
        all: &[Topic],
        route: &Route,
    ) -> Result<PrintQuestion, Diagnostic> {
        let root = route.root(self.config.base_path());
        let moved = |address: &str| {
            let below = address.trim_start_matches("../");
            let ups = (address.len() - below.len()) / "../".len();
            format!("{root}{}{below}", "../".repeat(ups.saturating_sub(2)))
        };
        let is_here = |question: &Question| all.iter().any(|topic| topic.slug == question.topic);
        let inside = |href: &str| {
            let (slug, fragment) = question_of(href)?;
            let target = self.catalog.question(&slug).filter(|one| is_here(one))?;
            let own = percent_encode(&anchor(target.slug.as_str()));
            Some(match fragment {
                "" => format!("#{own}"),
                fragment => format!("#{own}_{fragment}"),
            })
        };
        let own = anchor(question.slug.as_str());
        let place = Place {
            href: &|href| {
                Some(match (href.strip_prefix('#'), href.starts_with('.')) {
                    (Some(fragment), _) => format!("#{}_{fragment}", percent_encode(&own)),
                    (None, true) => inside(href).unwrap_or_else(|| moved(href)),
                    (None, false) => href.to_owned(),
                })
            },
            src: &|src| Some(moved(src)),
            id: &|id| format!("{own}_{id}"),
            // Below the page's heading, the topic's where there are several, and the question's.
            deeper: if matches!(route, Route::Print(None)) {
                2
            } else {
                1
            },
            is_xml: true,
        };
        let body = bank.body(question)?;
        let sizes = Sizes::of(question, self.catalog);
        let answer = Answer::new(bank, question, &body, &sizes, &place);
        let matter = &question.content.matter;
        Ok(PrintQuestion {
            anchor: own.clone(),
            href: percent_encode(&own),
            title: matter.title.clone(),
            level: matter.difficulty,
            reviewed: matter.reviewed.map(|day| self.words().day(day)),
            said: Foreign::of(&question.told.wording, &self.catalog.language),
            short: answer.short,
            points: answer.points.map(|points| PrintPoints {
                id: points.id,
                heading: points.heading,
                list: points.list,
            }),
            rest: answer.rest,
        })
    }
}

/// A question's name on the page. No slug has an underscore, so none is another one's with what follows it.
fn anchor(slug: &str) -> String {
    format!("PB-q-{slug}")
}
