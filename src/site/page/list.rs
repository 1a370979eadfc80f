//! Lists of questions, cut so that no page of any bank is long: by title, of a level, a tag, a topic.

use super::lists::{List, OfAll};
use super::{About, Page, Pages};
use crate::bank::catalog::Topic;
use crate::route::{Difficulty, Route};
use crate::site::context::{
    Letter, LevelGroup, Link, ListTools, ListingPage, PageContent, Pager, TopicCard, TopicPage,
    summaries,
};
use crate::site::{contribute, structured};

/// Questions on a page.
const ON_A_PAGE: usize = 200;

/// More letters than this lead nowhere faster than the pages do.
const MOST_LETTERS: usize = 40;

/// One page of a list.
struct Slice<'l> {
    places: &'l [usize],
    tools: Option<ListTools>,
    pager: Option<Pager>,
}

impl<'a> Pages<'a> {
    /// The addresses of all lists: their own, and those of their further pages.
    pub(super) fn list_routes(&self) -> impl Iterator<Item = Route> {
        self.lists.routes().flat_map(|(list, count)| {
            let further = (2..=count.div_ceil(ON_A_PAGE)).map(move |number| page_of(list, number));
            std::iter::once(list.clone()).chain(further)
        })
    }

    /// A page of a list, counted from 1.
    pub(super) fn list(&self, list: &Route, number: usize) -> Option<Page<'a>> {
        let all = self.lists.get(list)?;
        let count = all.places.len();
        let slice = slice(list, all, all.of_all(self.catalog), number)?;
        let pager = slice.pager.clone();
        let mut page = match list {
            Route::Questions => self.all_questions(count, slice),
            Route::Difficulty(level) => self.level(*level, count, slice),
            Route::Tag(slug) => self.tag(list, &self.catalog.tag(slug)?.label, count, slice),
            Route::Topic(slug) => self.topic(self.catalog.topic(slug)?, slice),
            _ => return None,
        };
        if number > 1 {
            page.route = page_of(list, number);
        }
        let meta = &mut page.context.page;
        meta.root = page.route.root(self.config.base_path());
        meta.base = self.base(&page.route);
        meta.languages = self.switches(&page.route);
        meta.alternates = self.alternates(&page.route);
        meta.canonical = self.canonical(&page.route);
        if let Some(pager) = pager {
            meta.previous.clone_from(&pager.previous);
            meta.next.clone_from(&pager.next);
            if number > 1 {
                let words = self.words();
                let [number, count] = [number, pager.count].map(|number| words.number(number));
                let place = [("number", number.as_str()), ("count", count.as_str())];
                let title = [("page", meta.title.as_str()), ("site", &self.site.title)];
                let title = [place, title].concat();
                meta.full_title = words.fill("site.title_further", &title);
                let description = [&place[..], &[("description", meta.description.as_str())]];
                meta.description = words.fill("site.description_further", &description.concat());
            }
        }
        Some(page)
    }

    fn all_questions(&self, count: usize, slice: Slice<'_>) -> Page<'a> {
        let listing = self.listing(slice, "list.label_questions", None, count);
        let about = About::new(
            "questions",
            self.text("site.all_questions"),
            self.about_site("list.questions_text"),
        );
        self.assemble(Route::Questions, "listing.html", about, listing)
    }

    fn level(&self, level: Difficulty, count: usize, slice: Slice<'_>) -> Page<'a> {
        let name = level.name();
        let [title, description] =
            ["title", "text"].map(|of| self.text(&format!("level.{name}_{of}")));
        let listing = self.listing(slice, "list.label_level", Some(level), count);
        let about = About::new("difficulty", title, description);
        self.assemble(Route::Difficulty(level), "listing.html", about, listing)
    }

    fn tag(&self, list: &Route, label: &str, count: usize, slice: Slice<'_>) -> Page<'a> {
        let listing = self.listing(slice, "list.label_tag", None, count);
        let about = About::new(
            "tag",
            label.to_owned(),
            self.words().fill("list.tag_text", &[("tag", label)]),
        );
        self.assemble(list.clone(), "listing.html", about, listing)
    }

    fn listing(
        &self,
        slice: Slice<'_>,
        label: &str,
        level: Option<Difficulty>,
        count: usize,
    ) -> PageContent<'a> {
        PageContent::Listing(ListingPage {
            label: self.text(label),
            level,
            tools: slice.tools,
            questions: summaries(slice.places.iter().copied(), self.catalog),
            count,
            pager: slice.pager,
        })
    }

    fn topic(&self, topic: &Topic, slice: Slice<'_>) -> Page<'a> {
        let route = Route::Topic(topic.slug.clone());
        let card = TopicCard::new(topic, self.catalog);
        let groups = Difficulty::ALL
            .into_iter()
            .map(|level| {
                let of_level = slice.places.iter().copied();
                let places = of_level.filter(|&place| {
                    self.catalog.questions[place].content.matter.difficulty == level
                });
                LevelGroup {
                    level,
                    questions: summaries(places, self.catalog),
                }
            })
            .filter(|group| !group.questions.is_empty())
            .collect();
        let crumbs = [
            Link::new(self.words().text("topics.title"), Route::Topics.path()),
            Link::new(&card.title, route.path()),
        ];
        let about = About {
            kind: "topic",
            title: card.title.clone(),
            description: match card.description.as_str() {
                "" => self.words().fill("topic.text", &[("topic", &card.title)]),
                description => description.to_owned(),
            },
            json_ld: structured::breadcrumbs(self.config, &crumbs)
                .into_iter()
                .collect(),
        };
        let page = TopicPage {
            card,
            tools: slice.tools,
            groups,
            pager: slice.pager,
            add_url: contribute::add_url(self.config, Some(&topic.slug), self.words()),
        };
        self.assemble(route, "topic.html", about, PageContent::Topic(page))
    }
}

/// What a page of a list has of it.
fn slice<'l>(list: &Route, all: &'l List, of_all: &OfAll, number: usize) -> Option<Slice<'l>> {
    let questions = all.places.len();
    let count = questions.div_ceil(ON_A_PAGE).max(1);
    if !(1..=count).contains(&number) {
        return None;
    }
    let from = (number - 1) * ON_A_PAGE;
    let path = |number: usize| page_of(list, number).path();
    let letter = |(letter, at): &(String, usize)| Letter {
        letter: letter.clone(),
        path: path(at / ON_A_PAGE + 1),
    };
    // A topic's questions stand by level.
    let is_by_title = !matches!(list, Route::Topic(_)) && of_all.letters.len() <= MOST_LETTERS;
    Some(Slice {
        places: &all.places[from..questions.min(from + ON_A_PAGE)],
        tools: ListTools::new(list, &of_all.levels, questions, ON_A_PAGE),
        pager: (count > 1).then(|| Pager {
            number,
            count,
            first: (number > 1).then(|| path(1)),
            previous: (number > 1).then(|| path(number - 1)),
            next: (number < count).then(|| path(number + 1)),
            last: (number < count).then(|| path(count)),
            letters: match is_by_title {
                true => of_all.letters.iter().map(letter).collect(),
                false => Vec::new(),
            },
        }),
    })
}

/// The address of a list's page, counted from 1.
fn page_of(list: &Route, number: usize) -> Route {
    match number {
        1 => list.clone(),
        number => Route::Further(Box::new(list.clone()), number),
    }
}
