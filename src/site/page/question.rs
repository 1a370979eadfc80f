//! The page of a question, and the ways on from it.

use super::{About, Page, Pages};
use crate::compile::markdown::Heading;
use crate::compile::question::{Body, Outline, Question, Title};
use crate::route::Route;
use crate::site::context::{
    Checklist, Day, Link, PageContent, QuestionPage, Summary, excerpt, sections, topic_link,
};
use crate::site::{contribute, structured};
use crate::words::{Section, Words};

impl<'a> Pages<'a> {
    pub(super) fn question<'b>(&self, question: &'a Question, body: &'b Body) -> Option<Page<'b>>
    where
        'a: 'b,
    {
        let catalog = self.catalog;
        let topic = catalog.topic(&question.topic)?;
        let place = catalog.place(question.slug.as_str())?;
        let at = topic.questions.iter().position(|&other| other == place)?;
        let neighbour = |at: Option<usize>| {
            let place = *topic.questions.get(at?)?;
            Some(Summary::new(&catalog.questions[place], catalog))
        };
        let route = question.route();
        let address = self.absolute(&route).unwrap_or_else(|| route.path());
        let matter = &question.content.matter;
        let answer = &question.content.answer;
        let is_said = is_led_to(answer, body, self.words());
        let page = QuestionPage {
            summary: Summary::new(question, catalog),
            edition: &question.content.edition,
            short: &body.short,
            key_points: answer
                .key_points
                .as_ref()
                .map(|points| Checklist::new(&points.heading, &body.points)),
            sections: sections(answer, body),
            contents: contents(answer),
            footnotes: body.footnotes.as_deref(),
            tags: matter
                .tags
                .iter()
                .map(|tag| Link::new(&tag.value.label, Route::Tag(tag.value.slug.clone()).path()))
                .collect(),
            sources: &matter.sources,
            related: matter
                .related
                .iter()
                .filter(|slug| !is_said(slug.value.as_str()))
                .filter_map(|slug| catalog.question(slug.value.as_str()))
                .map(|question| Summary::new(question, catalog))
                .collect(),
            previous: neighbour(at.checked_sub(1)),
            next: neighbour(Some(at + 1)),
            reviewed: matter.reviewed.map(|day| Day::new(day, self.words())),
            edit_url: contribute::edit_url(self.config, question),
            report_url: contribute::report_url(self.config, question, &address, self.words()),
            telling: self.telling(question),
        };
        let crumbs = [
            Link::new(self.words().text("topics.title"), Route::Topics.path()),
            topic_link(question, catalog),
            Link::new(&matter.title, route.path()),
        ];
        let about = About {
            kind: "question",
            title: matter.title.clone(),
            description: excerpt(&question.content.answer.short),
            json_ld: std::iter::once(structured::flashcard(
                question,
                &topic.matter.title,
                self.config,
                self.words(),
            ))
            .chain(structured::breadcrumbs(self.config, &crumbs))
            .collect(),
        };
        let content = PageContent::Question(Box::new(page));
        Some(self.assemble(route, "question.html", about, content))
    }
}

/// The headings of levels 2 and 3.
fn contents(answer: &Outline) -> Vec<&Heading> {
    let points = answer.key_points.iter().map(|points| &points.heading);
    let sections = answer.sections.iter().flat_map(|section| {
        let inner = section.subheadings.iter();
        std::iter::once(&section.heading).chain(inner.filter(|heading| heading.level == 3))
    });
    points.chain(sections).collect()
}

/// Whether the follow-up questions lead to a slug; then it is not said again that it is related.
fn is_led_to(answer: &Outline, body: &Body, words: &Words) -> impl Fn(&str) -> bool + use<> {
    let sections = answer.sections.iter().zip(&body.sections);
    let is_follow_up =
        |section: &Title| words.section(&section.heading.text) == Some(Section::FollowUp);
    let follow_up: String = sections
        .filter(|(section, _)| is_follow_up(section))
        .map(|(_, html)| html.as_str())
        .collect();
    move |slug| follow_up.contains(&format!("/questions/{slug}/\""))
}
