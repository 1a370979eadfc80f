//! The database of a deck, in the eleventh version of its form, which every client reads.

use std::collections::BTreeMap;

use rusqlite::{Connection, Result, params};
use serde_json::{Value, json};

/// When the cards' form last changed, in seconds. Grows with a change of the template or the style, so that Anki takes it over.
const FORM: i64 = 1_795_651_200;

/// The fields of a note, by the names under which templates have them.
const FIELDS: [&str; 8] = [
    "Question", "Short", "Points", "Answer", "Topic", "Level", "Link", "Id",
];

const SCHEMA: &str = "
    CREATE TABLE col (id integer primary key, crt integer not null, mod integer not null, scm integer not null, ver integer not null, dty integer not null, usn integer not null, ls integer not null, conf text not null, models text not null, decks text not null, dconf text not null, tags text not null);
    CREATE TABLE notes (id integer primary key, guid text not null, mid integer not null, mod integer not null, usn integer not null, tags text not null, flds text not null, sfld integer not null, csum integer not null, flags integer not null, data text not null);
    CREATE TABLE cards (id integer primary key, nid integer not null, did integer not null, ord integer not null, mod integer not null, usn integer not null, type integer not null, queue integer not null, due integer not null, ivl integer not null, factor integer not null, reps integer not null, lapses integer not null, left integer not null, odue integer not null, odid integer not null, flags integer not null, data text not null);
    CREATE TABLE revlog (id integer primary key, cid integer not null, usn integer not null, ease integer not null, ivl integer not null, lastIvl integer not null, factor integer not null, time integer not null, type integer not null);
    CREATE TABLE graves (usn integer not null, oid integer not null, type integer not null);
    CREATE INDEX ix_notes_usn ON notes (usn);
    CREATE INDEX ix_cards_usn ON cards (usn);
    CREATE INDEX ix_revlog_usn ON revlog (usn);
    CREATE INDEX ix_cards_nid ON cards (nid);
    CREATE INDEX ix_cards_sched ON cards (did, queue, due);
    CREATE INDEX ix_revlog_cid ON revlog (cid);
    CREATE INDEX ix_notes_csum ON notes (csum);
";

const STYLE: &str = include_str!("card.css");

/// A deck, or one below it.
pub struct Deck {
    /// Its number.
    pub id: i64,
    /// With the names of those above it.
    pub name: String,
    /// What Anki shows above its counts, as HTML.
    pub about: String,
}

/// A question.
pub struct Note {
    /// Its number, and that of its card.
    pub id: i64,
    /// By which it is known again.
    pub guid: String,
    /// Where its card lies.
    pub deck: i64,
    /// When it last changed, in seconds.
    pub changed: i64,
    /// Without blanks.
    pub tags: Vec<String>,
    /// What a list of notes has.
    pub sorted_by: String,
    /// HTML.
    pub fields: [String; FIELDS.len()],
}

/// All of it.
pub struct Collection<'a> {
    /// The number of the form of its notes.
    pub model: i64,
    /// What that is called.
    pub model_name: String,
    /// Of the words.
    pub language: &'a str,
    /// What stands above the key points, on the full answer, and on the link to the page.
    pub labels: [&'a str; 3],
    /// In their order, from above.
    pub decks: &'a [Deck],
    /// In their order.
    pub notes: &'a [Note],
}

impl Collection<'_> {
    /// The bytes of the database.
    pub fn database(&self) -> Result<Vec<u8>> {
        let mut database = Connection::open_in_memory()?;
        database.execute_batch(SCHEMA)?;
        let all = database.transaction()?;
        all.execute(
            "INSERT INTO col VALUES (1, ?1, ?2, ?2, 11, 0, 0, 0, ?3, ?4, ?5, ?6, '{}')",
            params![
                FORM,
                FORM * 1000,
                self.settings().to_string(),
                self.models().to_string(),
                self.decks().to_string(),
                presets().to_string(),
            ],
        )?;
        {
            let mut note =
                all.prepare("INSERT INTO notes VALUES (?1, ?2, ?3, ?4, -1, ?5, ?6, ?7, 0, 0, '')")?;
            let mut card = all.prepare(
                "INSERT INTO cards VALUES (?1, ?1, ?2, 0, ?3, -1, 0, 0, ?4, 0, 0, 0, 0, 0, 0, 0, 0, '')",
            )?;
            for (due, one) in (1i64..).zip(self.notes) {
                let tags = format!(" {} ", one.tags.join(" "));
                let fields = one.fields.join("\u{1f}");
                note.execute(params![
                    one.id,
                    one.guid,
                    self.model,
                    one.changed,
                    tags,
                    fields,
                    one.sorted_by
                ])?;
                card.execute(params![one.id, one.deck, one.changed, due])?;
            }
        }
        all.commit()?;
        Ok(database.serialize("main")?.to_vec())
    }

    fn settings(&self) -> Value {
        json!({
            "activeDecks": [1], "curDeck": 1, "curModel": self.model.to_string(), "nextPos": self.notes.len() + 1,
            "estTimes": true, "dueCounts": true, "newSpread": 0, "collapseTime": 1200, "timeLim": 0, "addToCur": true,
            "sortType": "noteFld", "sortBackwards": false, "newBury": true, "dayLearnFirst": false, "schedVer": 2,
        })
    }

    fn decks(&self) -> Value {
        let deck = |id: i64, name: &str, about: &str| {
            json!({
                "id": id, "name": name, "desc": about, "mod": FORM, "usn": -1, "conf": 1, "dyn": 0, "collapsed": false,
                "browserCollapsed": false, "extendNew": 0, "extendRev": 0, "newToday": [0, 0], "revToday": [0, 0],
                "lrnToday": [0, 0], "timeToday": [0, 0],
            })
        };
        let default = ("1".to_owned(), deck(1, "Default", ""));
        let own = self.decks.iter();
        let own = own.map(|one| (one.id.to_string(), deck(one.id, &one.name, &one.about)));
        let all: BTreeMap<String, Value> = std::iter::once(default).chain(own).collect();
        json!(all)
    }

    fn models(&self) -> Value {
        let fields: Vec<Value> = FIELDS
            .iter()
            .enumerate()
            .map(|(place, name)| {
                json!({
                    "name": name, "ord": place, "sticky": false, "rtl": is_rtl(self.language), "font": "Arial", "size": 18,
                    "media": [], "description": "", "plainText": false, "collapsed": place > 3, "excludeFromSearch": false,
                })
            })
            .collect();
        let [points, more, open] = self.labels;
        let dir = if is_rtl(self.language) {
            " dir=\"rtl\""
        } else {
            ""
        };
        // Formulas are MathML; what looks like one in TeX is the text of an answer.
        let wrapper = format!(
            "<div class=\"pb tex2jax_ignore\" lang=\"{}\"{dir}>",
            self.language
        );
        let front = format!(
            "{wrapper}<p class=\"pb-about\">{{{{Topic}}}} · {{{{Level}}}}</p><div class=\"pb-question\">{{{{Question}}}}</div></div>"
        );
        let back = format!(
            "{{{{FrontSide}}}}<hr id=\"answer\">{wrapper}<div class=\"pb-short\">{{{{Short}}}}</div>\
             {{{{#Points}}}}<h2>{points}</h2>{{{{Points}}}}{{{{/Points}}}}\
             {{{{#Answer}}}}<details><summary>{more}</summary>{{{{Answer}}}}</details>{{{{/Answer}}}}\
             {{{{#Link}}}}<p><a href=\"{{{{Link}}}}\">{open}</a></p>{{{{/Link}}}}</div>"
        );
        let model = json!({
            "id": self.model, "name": self.model_name, "type": 0, "mod": FORM, "usn": -1, "sortf": 0, "did": Value::Null,
            "flds": fields, "css": STYLE, "latexPre": "", "latexPost": "", "latexsvg": false, "req": [[0, "any", [0]]],
            "tags": [], "vers": [],
            "tmpls": [{
                "name": "Card 1", "ord": 0, "qfmt": front, "afmt": back, "did": Value::Null, "bqfmt": "", "bafmt": "",
                "bfont": "", "bsize": 0,
            }],
        });
        json!({ self.model.to_string(): model })
    }
}

fn is_rtl(language: &str) -> bool {
    crate::site::direction::is_rtl(language)
}

/// The presets of a new collection, which an import leaves alone.
fn presets() -> Value {
    json!({ "1": {
        "id": 1, "name": "Default", "mod": 0, "usn": 0, "maxTaken": 60, "autoplay": true, "timer": 0, "replayq": true, "dyn": false,
        "new": { "delays": [1, 10], "ints": [1, 4, 0], "initialFactor": 2500, "order": 1, "perDay": 20, "bury": true, "separate": true },
        "rev": { "perDay": 200, "ease4": 1.3, "fuzz": 0.05, "minSpace": 1, "ivlFct": 1, "maxIvl": 36500, "bury": true, "hardFactor": 1.2 },
        "lapse": { "delays": [10], "mult": 0, "minInt": 1, "leechFails": 8, "leechAction": 1 },
    } })
}
