//! Which pages there are, and what each is about.

mod downloads;
mod languages;
mod list;
mod lists;
mod path;
mod print;
mod question;

use jiff::civil::Date;
pub use lists::Lists;

use super::context::{
    Dated, Day, Empty, HomePage, PageContent, PageContext, PageMeta, RedirectPage, ScreenPage,
    SiteContext, Summary, TagLink, TagsPage, TopicCard, TopicsPage,
};
use super::spoken::Spoken;
use super::{contribute, structured, study};
use crate::bank::catalog::Catalog;
use crate::compile::question::{Body, Question};
use crate::input::config::Config;
use crate::route::{Route, Screen};
use crate::words::Words;

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

/// What every page is made from. A page is made when it is asked for: the build asks for all of them, the preview for one.
#[derive(Debug, Clone, Copy)]
pub struct Pages<'a> {
    /// The questions.
    pub catalog: &'a Catalog,
    /// The settings.
    pub config: &'a Config,
    /// What all pages show alike.
    pub site: &'a SiteContext,
    /// What they say.
    pub spoken: &'a Spoken,
    /// The lists of questions.
    pub lists: &'a Lists,
}

/// The parts of [`PageMeta`] that a page decides itself.
struct About {
    kind: &'static str,
    title: String,
    description: String,
    json_ld: Vec<String>,
}

impl About {
    /// Without structured data.
    fn new(kind: &'static str, title: String, description: String) -> About {
        About {
            kind,
            title,
            description,
            json_ld: Vec::new(),
        }
    }
}

impl<'a> Pages<'a> {
    /// Every page of the site.
    pub fn routes(&self) -> Vec<Route> {
        let catalog = self.catalog;
        let mut routes = vec![Route::Home, Route::Topics, Route::Tags, Route::Search];
        routes.extend(Screen::ALL.map(Route::Screen));
        if self.site.has_downloads {
            routes.push(Route::Downloads);
        }
        // A host has one page for what is not there, and a service worker one for what it cannot reach.
        if catalog.folder.is_empty() {
            routes.extend([Route::Offline, Route::NotFound]);
        }
        let mut lists: Vec<Route> = self.list_routes().collect();
        // Those of one kind stand together.
        lists.sort();
        routes.append(&mut lists);
        let paths = catalog.paths.iter();
        routes.extend(paths.map(|path| Route::Path(path.slug.clone())));
        routes.extend(catalog.questions.iter().map(|question| question.route()));
        routes.extend(catalog.redirects.keys().cloned().map(Route::Alias));
        routes
    }

    /// One page, if there is such a page. `body` is the answer, if it is a question's.
    pub fn page<'b>(&self, route: &Route, body: &'b Body) -> Option<Page<'b>>
    where
        'a: 'b,
    {
        Some(match route {
            Route::Home => self.home(),
            Route::Topics => self.topics(),
            Route::Tags => self.tags(),
            Route::Search => self.search(),
            Route::Screen(screen) => self.screen(*screen),
            Route::Downloads => self.downloads(),
            // Made from all answers, and not from one.
            Route::Print(_) => return None,
            Route::Offline => self.offline(),
            Route::NotFound => self.not_found(),
            Route::Questions | Route::Difficulty(_) | Route::Topic(_) | Route::Tag(_) => {
                self.list(route, 1)?
            }
            Route::Path(slug) => self.path(self.catalog.path(slug)?),
            Route::Further(list, number) if *number > 1 => self.list(list, *number)?,
            Route::Further(..) => return None,
            Route::Question(slug) => self.question(self.catalog.question(slug.as_str())?, body)?,
            Route::Alias(slug) => {
                let now = self.catalog.redirects.get(slug)?;
                self.redirect(route.clone(), self.catalog.question(now.as_str())?)
            }
        })
    }

    fn assemble<'b>(
        &self,
        route: Route,
        template: &'static str,
        about: About,
        content: PageContent<'b>,
    ) -> Page<'b>
    where
        'a: 'b,
    {
        let full_title = match route {
            Route::Home => about.title.clone(),
            _ => self.words().fill(
                "site.title",
                &[("page", &about.title), ("site", &self.site.title)],
            ),
        };
        let page = PageMeta {
            kind: about.kind,
            full_title,
            title: about.title,
            description: about.description,
            root: route.root(self.config.base_path()),
            base: self.base(&route),
            languages: self.switches(&route),
            alternates: self.alternates(&route),
            canonical: self.canonical(&route),
            previous: None,
            next: None,
            json_ld: about.json_ld,
            no_index: !route.is_indexed(),
            words: self.spoken.at_once(about.kind),
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

    fn words(&self) -> &'a Words {
        &self.spoken.words
    }

    fn text(&self, name: &str) -> String {
        self.words().text(name).to_owned()
    }

    /// A text that names the site.
    fn about_site(&self, name: &str) -> String {
        self.words().fill(name, &[("site", &self.site.title)])
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
            paths: self.path_cards(),
            newest: self.latest(|question| question.content.matter.added),
            rechecked: self.latest(rechecked),
        };
        self.assemble(Route::Home, "home.html", about, PageContent::Home(home))
    }

    /// The questions with the latest days first; of one day, by title.
    fn latest(&self, day: impl Fn(&Question) -> Option<Date>) -> Vec<Dated> {
        let mut dated: Vec<(Date, usize)> = self
            .catalog
            .by_title
            .iter()
            .filter_map(|&place| Some((day(&self.catalog.questions[place])?, place)))
            .collect();
        dated.sort_by_key(|(date, _)| std::cmp::Reverse(*date));
        dated
            .into_iter()
            .take(HOME_LIST)
            .map(|(date, place)| Dated {
                question: Summary::new(&self.catalog.questions[place], self.catalog),
                day: Day::new(date, self.words()),
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
        let about = About::new(
            "topics",
            self.text("topics.title"),
            self.about_site("topics.text"),
        );
        let content = PageContent::Topics(TopicsPage {
            topics: self.topic_cards(),
            add_url: contribute::add_url(self.config, None, self.words()),
        });
        self.assemble(Route::Topics, "topics.html", about, content)
    }

    fn tags(&self) -> Page<'a> {
        let tags = self.catalog.tags.iter().map(|tag| TagLink {
            title: tag.label.clone(),
            path: Route::Tag(tag.slug.clone()).path(),
            count: tag.questions.len(),
        });
        let about = About::new(
            "tags",
            self.text("tags.title"),
            self.about_site("tags.text"),
        );
        let content = PageContent::Tags(TagsPage {
            tags: tags.collect(),
        });
        self.assemble(Route::Tags, "tags.html", about, content)
    }

    fn search(&self) -> Page<'a> {
        let about = About::new(
            "search",
            self.text("search_page.title"),
            self.about_site("search_page.text"),
        );
        let content = PageContent::Search(Empty {});
        self.assemble(Route::Search, "search.html", about, content)
    }

    fn screen(&self, screen: Screen) -> Page<'a> {
        let name = screen.name();
        let [title, description] =
            ["title", "text"].map(|of| self.text(&format!("screen.{name}_{of}")));
        let about = About::new(name, title, description);
        let content = PageContent::Screen(ScreenPage {
            index: study::INDEX_PATH,
            topics: self.topic_cards(),
        });
        self.assemble(Route::Screen(screen), screen.template(), about, content)
    }

    fn offline(&self) -> Page<'a> {
        let about = About::new(
            "offline",
            self.text("offline_page.title"),
            self.text("offline_page.text"),
        );
        let content = PageContent::Offline(Empty {});
        self.assemble(Route::Offline, "offline.html", about, content)
    }

    fn not_found(&self) -> Page<'a> {
        let about = About::new(
            "not-found",
            self.text("not_found.title"),
            self.text("not_found.text"),
        );
        let content = PageContent::NotFound(Empty {});
        self.assemble(Route::NotFound, "404.html", about, content)
    }

    fn redirect(&self, route: Route, question: &Question) -> Page<'a> {
        let title = question.content.matter.title.clone();
        let now = question.route();
        let about = About::new("redirect", title.clone(), String::new());
        let content = PageContent::Redirect(RedirectPage {
            path: now.path(),
            title,
        });
        let mut page = self.assemble(route, "redirect.html", about, content);
        page.context.page.canonical = self.canonical(&now);
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
