//! Which pages there are, and what each is about.

use jiff::civil::Date;

use super::context::{
    Content, Dated, Day, Empty, HomePage, LevelGroup, Link, ListingPage, PageContext, PageMeta,
    QuestionPage, RedirectPage, SiteContext, Summary, TagLink, TagsPage, TopicCard, TopicPage,
    TopicsPage, excerpt, summaries, topic_link,
};
use super::{contribute, structured};
use crate::bank::catalog::{Catalog, Topic};
use crate::compile::question::Question;
use crate::input::config::Config;
use crate::route::{Difficulty, Route};

/// How many questions the home page lists as new, and as checked again.
const HOME_LIST: usize = 6;

/// One page to render.
#[derive(Debug)]
pub struct Page<'a> {
    /// Its address.
    pub route: Route,
    /// Its template's name.
    pub template: &'static str,
    /// Everything that the template gets.
    pub context: PageContext<'a>,
}

impl Page<'_> {
    /// Whether it only leads to another page.
    pub fn is_redirect(&self) -> bool {
        matches!(self.context.content, Content::Redirect(_))
    }
}

/// Every page of the site.
pub fn pages<'a>(catalog: &Catalog, config: &Config, site: &'a SiteContext) -> Vec<Page<'a>> {
    let maker = Maker {
        catalog,
        config,
        site,
    };
    let mut pages = vec![
        maker.home(),
        maker.all_questions(),
        maker.topics(),
        maker.tags(),
        maker.search(),
        maker.not_found(),
    ];
    pages.extend(Difficulty::ALL.map(|level| maker.level(level)));
    for topic in &catalog.topics {
        pages.push(maker.topic(topic));
        pages.extend(
            topic
                .questions
                .iter()
                .enumerate()
                .map(|(at, _)| maker.question(topic, at)),
        );
    }
    pages.extend(catalog.tags.iter().map(|tag| {
        let title = format!("Questions about {}", tag.label);
        let listing = ListingPage {
            label: "Tag",
            level: None,
            questions: summaries(&tag.questions, catalog),
        };
        maker.listing(
            Route::Tag(tag.slug.clone()),
            "tag",
            tag.label.clone(),
            title,
            listing,
        )
    }));
    pages.extend(catalog.redirects.iter().filter_map(|(old, now)| {
        let question = catalog.question(now)?;
        Some(maker.redirect(Route::Question(old.clone()), question))
    }));
    pages
}

/// What every page is made from.
struct Maker<'c, 'a> {
    catalog: &'c Catalog,
    config: &'c Config,
    site: &'a SiteContext,
}

/// The parts of [`PageMeta`] that a page decides itself.
struct About {
    kind: &'static str,
    title: String,
    description: String,
    json_ld: Vec<String>,
}

impl<'a> Maker<'_, 'a> {
    fn page(
        &self,
        route: Route,
        template: &'static str,
        about: About,
        content: Content,
    ) -> Page<'a> {
        let full_title = match route {
            Route::Home => about.title.clone(),
            _ => format!("{} · {}", about.title, self.site.title),
        };
        let page = PageMeta {
            kind: about.kind,
            full_title,
            title: about.title,
            description: about.description,
            root: route.root(self.config.base_path()),
            canonical: self.absolute(&route),
            json_ld: about.json_ld,
            no_index: matches!(route, Route::NotFound | Route::Search),
        };
        Page {
            route,
            template,
            context: PageContext {
                site: self.site,
                page,
                content,
            },
        }
    }

    fn absolute(&self, route: &Route) -> Option<String> {
        self.config
            .base_url
            .as_ref()
            .map(|base| format!("{base}{}", route.path()))
    }

    fn home(&self) -> Page<'a> {
        let about = About {
            kind: "home",
            title: self.site.title.clone(),
            description: self.site.description.clone(),
            json_ld: self
                .absolute(&Route::Home)
                .map(|url| structured::website(self.config, &url))
                .into_iter()
                .collect(),
        };
        let home = HomePage {
            topics: self.topic_cards(),
            newest: self.latest(|question| question.content.matter.added),
            rechecked: self.latest(rechecked),
        };
        self.page(Route::Home, "home.html", about, Content::Home(home))
    }

    /// The questions with the latest days first; of one day, by title.
    fn latest(&self, day: impl Fn(&Question) -> Option<Date>) -> Vec<Dated> {
        let mut dated: Vec<(Date, usize)> = self
            .catalog
            .all_by_title()
            .into_iter()
            .filter_map(|place| Some((day(&self.catalog.questions[place])?, place)))
            .collect();
        dated.sort_by_key(|(date, _)| std::cmp::Reverse(*date));
        dated
            .into_iter()
            .take(HOME_LIST)
            .map(|(date, place)| Dated {
                question: Summary::new(&self.catalog.questions[place], self.catalog),
                day: date.into(),
            })
            .collect()
    }

    fn topic_cards(&self) -> Vec<TopicCard> {
        self.catalog
            .topics
            .iter()
            .map(|topic| TopicCard::new(topic, self.catalog))
            .collect()
    }

    fn topics(&self) -> Page<'a> {
        let about = About {
            kind: "topics",
            title: "Topics".into(),
            description: format!("All topics of {}.", self.site.title),
            json_ld: Vec::new(),
        };
        self.page(
            Route::Topics,
            "topics.html",
            about,
            Content::Topics(TopicsPage {
                topics: self.topic_cards(),
                add_url: contribute::add_url(self.config, None),
            }),
        )
    }

    fn tags(&self) -> Page<'a> {
        let tags = self.catalog.tags.iter().map(|tag| TagLink {
            title: tag.label.clone(),
            path: Route::Tag(tag.slug.clone()).path(),
            count: tag.questions.len(),
        });
        let about = About {
            kind: "tags",
            title: "Tags".into(),
            description: format!("All tags of {}.", self.site.title),
            json_ld: Vec::new(),
        };
        self.page(
            Route::Tags,
            "tags.html",
            about,
            Content::Tags(TagsPage {
                tags: tags.collect(),
            }),
        )
    }

    fn search(&self) -> Page<'a> {
        let about = About {
            kind: "search",
            title: "Search".into(),
            description: format!("Search the questions of {}.", self.site.title),
            json_ld: Vec::new(),
        };
        self.page(
            Route::Search,
            "search.html",
            about,
            Content::Search(Empty {}),
        )
    }

    fn not_found(&self) -> Page<'a> {
        let about = About {
            kind: "not-found",
            title: "Page not found".into(),
            description: "There is no page at this address.".into(),
            json_ld: Vec::new(),
        };
        self.page(
            Route::NotFound,
            "404.html",
            about,
            Content::NotFound(Empty {}),
        )
    }

    fn all_questions(&self) -> Page<'a> {
        let questions = summaries(&self.catalog.all_by_title(), self.catalog);
        let listing = ListingPage {
            label: "From A to Z",
            level: None,
            questions,
        };
        let description = format!("All questions of {}, by title.", self.site.title);
        self.listing(
            Route::Questions,
            "questions",
            "All questions".into(),
            description,
            listing,
        )
    }

    fn level(&self, level: Difficulty) -> Page<'a> {
        let (title, description) = match level {
            Difficulty::Easy => (
                "Easy questions",
                "Questions that any backend engineer should be able to answer.",
            ),
            Difficulty::Medium => (
                "Medium questions",
                "Questions for engineers with a few years of practice.",
            ),
            Difficulty::Hard => ("Hard questions", "Questions for senior engineers."),
        };
        let questions = summaries(&self.catalog.of_level(level), self.catalog);
        let listing = ListingPage {
            label: "Level",
            level: Some(level),
            questions,
        };
        self.listing(
            Route::Difficulty(level),
            "difficulty",
            title.into(),
            description.into(),
            listing,
        )
    }

    fn listing(
        &self,
        route: Route,
        kind: &'static str,
        title: String,
        description: String,
        listing: ListingPage,
    ) -> Page<'a> {
        let about = About {
            kind,
            title,
            description,
            json_ld: Vec::new(),
        };
        self.page(route, "listing.html", about, Content::Listing(listing))
    }

    fn topic(&self, topic: &Topic) -> Page<'a> {
        let route = Route::Topic(topic.slug.clone());
        let card = TopicCard::new(topic, self.catalog);
        let groups = Difficulty::ALL
            .into_iter()
            .map(|level| {
                let of_level = topic.questions.iter().copied();
                let places: Vec<usize> = of_level
                    .filter(|&place| {
                        self.catalog.questions[place].content.matter.difficulty == level
                    })
                    .collect();
                LevelGroup {
                    level,
                    questions: summaries(&places, self.catalog),
                }
            })
            .filter(|group| !group.questions.is_empty())
            .collect();
        let crumbs = [
            Link {
                title: "Topics".into(),
                path: Route::Topics.path(),
            },
            Link {
                title: card.title.clone(),
                path: route.path(),
            },
        ];
        let about = About {
            kind: "topic",
            title: card.title.clone(),
            description: match card.description.as_str() {
                "" => format!("Questions about {}.", card.title),
                description => description.to_owned(),
            },
            json_ld: structured::breadcrumbs(self.config, &crumbs)
                .into_iter()
                .collect(),
        };
        let page = TopicPage {
            card,
            groups,
            add_url: contribute::add_url(self.config, Some(&topic.slug)),
        };
        self.page(route, "topic.html", about, Content::Topic(page))
    }

    fn question(&self, topic: &Topic, at: usize) -> Page<'a> {
        let catalog = self.catalog;
        let neighbour = |at: Option<usize>| {
            let place = *topic.questions.get(at?)?;
            Some(Summary::new(&catalog.questions[place], catalog))
        };
        let question = &catalog.questions[topic.questions[at]];
        let route = Route::Question(question.slug.clone());
        let address = self.absolute(&route).unwrap_or_else(|| route.path());
        let matter = &question.content.matter;
        let answer = question.content.answer.clone();
        let mut contents: Vec<_> = answer
            .key_points
            .iter()
            .map(|points| points.heading.clone())
            .collect();
        for section in &answer.sections {
            contents.push(section.heading.clone());
            contents.extend(
                section
                    .subheadings
                    .iter()
                    .filter(|heading| heading.level == 3)
                    .cloned(),
            );
        }
        let page = QuestionPage {
            summary: Summary::new(question, catalog),
            short: answer.short.html,
            key_points: answer.key_points,
            sections: answer.sections,
            contents,
            footnotes: answer.footnotes,
            tags: matter
                .tags
                .iter()
                .map(|tag| Link {
                    title: tag.value.label.clone(),
                    path: Route::Tag(tag.value.slug.clone()).path(),
                })
                .collect(),
            sources: matter.sources.clone(),
            related: matter
                .related
                .iter()
                .filter_map(|slug| Some(Summary::new(catalog.question(&slug.value)?, catalog)))
                .collect(),
            previous: neighbour(at.checked_sub(1)),
            next: neighbour(Some(at + 1)),
            reviewed: matter.reviewed.map(Day::from),
            edit_url: contribute::edit_url(self.config, question),
            report_url: contribute::report_url(self.config, question, &address),
        };
        let crumbs = [
            Link {
                title: "Topics".into(),
                path: Route::Topics.path(),
            },
            topic_link(question, catalog),
            Link {
                title: matter.title.clone(),
                path: route.path(),
            },
        ];
        let about = About {
            kind: "question",
            title: matter.title.clone(),
            description: excerpt(&question.content.answer.short.text),
            json_ld: std::iter::once(structured::flashcard(
                question,
                &topic.matter.title,
                self.config,
            ))
            .chain(structured::breadcrumbs(self.config, &crumbs))
            .collect(),
        };
        self.page(
            route,
            "question.html",
            about,
            Content::Question(Box::new(page)),
        )
    }

    fn redirect(&self, route: Route, question: &Question) -> Page<'a> {
        let title = question.content.matter.title.clone();
        let now = Route::Question(question.slug.clone());
        let about = About {
            kind: "redirect",
            title: title.clone(),
            description: String::new(),
            json_ld: Vec::new(),
        };
        let content = Content::Redirect(RedirectPage {
            path: now.path(),
            title,
        });
        let mut page = self.page(route, "redirect.html", about, content);
        page.context.page.canonical = self.absolute(&now);
        page
    }
}

/// The day of the last check, where it came after the question was added.
fn rechecked(question: &Question) -> Option<Date> {
    let matter = &question.content.matter;
    matter
        .reviewed
        .filter(|reviewed| matter.added.is_none_or(|added| added < *reviewed))
}
