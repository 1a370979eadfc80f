//! How a file of an edition is made, and from what.

use std::sync::Arc;

use super::download;
use super::edition::Edition;
use super::feeds::{self, Feed};
use super::file::File;
use super::picture::Sizes;
use super::recipe::Recipe;
use super::{inside, manifest, study};
use crate::compile::question::{Body, Question};
use crate::diagnostic::Diagnostic;
use crate::fingerprint::Fingerprint;
use crate::input::assets::{Assets, kind_of};
use crate::input::downloads::Kind;
use crate::route::{Route, Slug};
use crate::script;

/// What a file is made from, the program aside. What is made in no time is its own recipe.
pub fn recipe(edition: &Edition, file: &File) -> Recipe {
    match file {
        File::Page(route) => match edition.pages().page(route, &Body::default()) {
            Some(page) => {
                let context = (&page.context.page, &page.context.content);
                let template = edition.templates.recipe(page.template);
                // The answer itself is known by its fingerprint.
                let answer = question(edition, route).map(|question| {
                    let content = &question.content;
                    let outline = &content.answer;
                    let sizes = Sizes::of(question, &edition.catalog);
                    (
                        content.body,
                        &outline.key_points,
                        &outline.sections,
                        &question.told,
                        sizes,
                    )
                });
                Recipe::new([
                    template.unwrap_or_else(|| Fingerprint::of([])),
                    edition.context_recipe,
                    Fingerprint::of_value(&context),
                    Fingerprint::of_value(&answer),
                ])
            }
            None => Recipe::of(Fingerprint::of([])),
        },
        File::Deck(deck) => Recipe::of(study::recipe(&edition.catalog, deck)),
        File::Search(_) => edition.search_recipe(),
        File::Download(one) => {
            let bank = edition.bank();
            let made = || download::file(bank, one).unwrap_or_default();
            let shown =
                download::recipe(bank, one).unwrap_or_else(|| Fingerprint::of([made().as_slice()]));
            Recipe::new([
                Fingerprint::of([]),
                edition.spoken.recipe(),
                shown,
                Fingerprint::of([]),
            ])
        }
        File::Print(topic) => Recipe::new([
            edition
                .templates
                .recipe("print.html")
                .unwrap_or_else(|| Fingerprint::of([])),
            edition.context_recipe,
            edition.bank().recipe(*topic),
            Fingerprint::of([]),
        ]),
        // To make it small is not done in no time.
        File::Asset(name) => {
            let bytes = edition
                .assets
                .files
                .get(name)
                .map_or(&[][..], Vec::as_slice);
            Recipe::of(Fingerprint::of([bytes]))
        }
        // Its list is of files that are not made yet.
        File::Offline(_) => Recipe::of(Fingerprint::of([])),
        file => {
            let bytes = make(edition, file).unwrap_or_default();
            Recipe::of(Fingerprint::of([bytes.as_slice()]))
        }
    }
}

/// Makes a file.
pub fn make(edition: &Edition, file: &File) -> Result<Vec<u8>, Diagnostic> {
    let kept = |bytes: Option<&Vec<u8>>| bytes.cloned().unwrap_or_default();
    Ok(match file {
        File::Root(name) => kept(edition.assets.root_files.get(name)),
        File::Page(route) => {
            let body = body(edition, route)?;
            match edition.pages().page(route, &body) {
                Some(page) => sizes(edition, route)
                    .written(edition.templates.render(&page, &edition.said)?)
                    .into_bytes(),
                None => Vec::new(),
            }
        }
        File::Search(path) => kept(edition.search().as_ref().map_err(Clone::clone)?.get(path)),
        File::Deck(deck) => study::file(&edition.catalog, deck)?,
        File::Download(one) => download::file(edition.bank(), one)?,
        File::Print(topic) => {
            let page = edition.pages().print(*topic)?;
            edition.templates.render(&page, &edition.said)?.into_bytes()
        }
        File::Words => edition.spoken.later(),
        File::Manifest => manifest::file(
            &edition.config,
            &edition.assets,
            edition.context.theme.as_ref(),
            &edition.spoken.words,
        ),
        File::Asset(name) => asset(&edition.assets, name).unwrap_or_default(),
        File::Media(place) => {
            let media = edition.catalog.media.get(*place);
            kept(media.map(|media| &media.bytes))
        }
        File::NoJekyll => Vec::new(),
        // Made of all editions, or from the digests of all files, which no edition knows.
        File::Feed(Feed::Sitemap) | File::Offline(_) => Vec::new(),
        File::Feed(feed) => feeds::file(&edition.catalog, &edition.config, *feed),
    })
}

/// All questions of an edition, or those of a topic, in a form.
pub fn export(edition: &Edition, kind: Kind, topic: Option<&Slug>) -> Result<Vec<u8>, Diagnostic> {
    if kind != Kind::Print {
        return download::export(edition.bank(), kind, topic);
    }
    let place = topic.and_then(|slug| {
        let mut topics = edition.catalog.topics.iter();
        topics.position(|topic| topic.slug == *slug)
    });
    make(edition, &File::Print(place))
}

/// A static file. What was joined to load as one is made small.
pub fn asset(assets: &Assets, name: &str) -> Option<Vec<u8>> {
    let bytes = assets.files.get(name)?;
    let text = std::str::from_utf8(bytes).ok();
    let text = text.filter(|_| assets.scripts.contains(name));
    // What a bank changed in a script was parsed when it was read; what cannot be made small is published as it is.
    let small = text.and_then(|text| script::small(text, kind_of(text)).ok());
    Some(small.map_or_else(|| bytes.clone(), String::into_bytes))
}

/// The question that a page is about.
fn question<'a>(edition: &'a Edition, route: &Route) -> Option<&'a Question> {
    match route {
        Route::Question(slug) => edition.catalog.question(slug.as_str()),
        _ => None,
    }
}

/// An answer, if the page is a question's.
fn body(edition: &Edition, route: &Route) -> Result<Arc<Body>, Diagnostic> {
    question(edition, route).map_or_else(
        || Ok(Arc::default()),
        |question| inside::body(question, &edition.catalog),
    )
}

/// Of the pictures that a page shows, if it is a question's.
fn sizes(edition: &Edition, route: &Route) -> Sizes {
    let question = question(edition, route);
    question.map_or_else(Sizes::default, |question| {
        Sizes::of(question, &edition.catalog)
    })
}
