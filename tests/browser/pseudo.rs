//! The interface in a language that nobody speaks: each of its texts stands in brackets and is half as long again. What is left
//! outside of brackets was forgotten in the table of words; what is cut off would be in German.

use std::fs;
use std::path::Path;

use fantoccini::key::Key;
use serde_json::json;
use tempfile::TempDir;

use crate::layout::STICKS_OUT;
use crate::study::{CARD, grade_by_key, until_state};
use crate::study_store::import;
use crate::tab::Tab;
use crate::{Outcome, support};

/// The table of the pseudo-language, from the English one.
fn table() -> String {
    let english = Path::new(support::REPOSITORY).join("static/words/en.yaml");
    let english = fs::read_to_string(english).unwrap();
    let mut group = "";
    let lines = english.lines().filter_map(|line| {
        let (key, value) = line.split_once(':')?;
        let (name, value) = (key.trim(), value.trim());
        if name.starts_with('#') {
            return None;
        }
        if !key.starts_with(' ') {
            group = name;
        }
        if name == "key_points" && group == "sections" {
            return Some(format!("{key}: [Суть]"));
        }
        let is_text = !value.is_empty() && !matches!(group, "sections" | "language");
        Some(match is_text {
            true => format!("{key}: {}", json!(pseudo(value.trim_matches('"')))),
            false => line.to_owned(),
        })
    });
    lines.collect::<Vec<_>>().join("\n") + "\n"
}

/// In brackets, and half as long again.
fn pseudo(text: &str) -> String {
    let mut plain = String::new();
    let mut is_text = true;
    for char in text.chars() {
        is_text = match char {
            '{' | '<' => false,
            '}' | '>' => {
                plain.push(' ');
                true
            }
            _ => is_text,
        };
        if is_text && !"}>".contains(char) {
            plain.push(char);
        }
    }
    let words = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    let half = words.chars().count().div_ceil(2);
    let more: String = words.chars().take(half).collect();
    format!("⟦{text} {more}⟧")
}

/// A bank without a Latin letter.
pub fn bank() -> TempDir {
    let answer = |title: &str, level: &str, more: &str| {
        format!(
            "---\ntitle: {title}\ndifficulty: {level}\ntags: [тема]\nadded: 2026-01-02\nreviewed: 2026-02-03\nrelated: [b]\nsources:\n  - title: Книга\n---\nКратко о деле[^1].\n\n[^1]: Сноска.\n\n## Суть\n- Один\n- Два\n\n## Дальше\n\n### Глубже\n\n> [!NOTE]\n> Важно.\n\n| Слово | Дело |\n|---|---|\n| Раз | Два |\n\n- [x] есть\n- [ ] нет\n\n```text\nКод\n```\n{more}"
        )
    };
    let bank = support::bank(&[
        (
            "a/a.md",
            &answer("Что это такое?", "easy", "").replace("related: [b]", "aliases: [old]"),
        ),
        (
            "a/b.md",
            &answer("Зачем это нужно?", "medium", "").replace("related: [b]\n", ""),
        ),
        ("a/c.md", &answer("Как это сделать?", "hard", "")),
        ("b/d.md", &answer("Когда это было?", "easy", "")),
    ]);
    for (topic, title) in [("a", "Первое"), ("b", "Второе")] {
        let path = bank.path().join(format!("questions/{topic}/_topic.yaml"));
        fs::write(path, format!("title: {title}\ndescription: О чём это.\n")).unwrap();
    }
    let paths = bank.path().join("questions/_paths");
    fs::create_dir_all(&paths).unwrap();
    let path = "title: Сначала\ndescription: По порядку.\nminutes: 20\nquestions: [b, a]\n";
    fs::write(paths.join("first.yaml"), path).unwrap();
    let settings = "title: Книга\ndescription: Вопросы и ответы.\nlanguage: en-XA\nrepository: https://github.com/example/bank\ncontent_license: АБВ\n";
    fs::write(bank.path().join("prepbook.yaml"), settings).unwrap();
    let words = bank.path().join("static/words");
    fs::create_dir_all(&words).unwrap();
    fs::write(words.join("en-XA.yaml"), table()).unwrap();
    bank
}

/// Texts with a letter outside of all brackets. What the browser says by itself (numbers with units, dates), keys and addresses aside.
const OUTSIDE: &str = r#"(() => {
    const own = /^\W*(in )?([\d.,]+ ?(min|minutes?|hours?|days?|months?|years?|MB)\W*)+$|^\W*(\d+ )?(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*( \d+)*(, \d+)?\W*$|^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)$/;
    const left = (text) => {
        let before;
        do { before = text; text = text.replace(/⟦[^⟦⟧]*⟧/g, ' '); } while (text !== before);
        text = text.trim();
        return /[A-Za-z⟦⟧]/.test(text) && !own.test(text) && !/^https?:/.test(text) ? text : '';
    };
    const found = [document.title, document.querySelector('meta[name=description]')?.content ?? ''].filter(left);
    const skip = 'script, style, noscript, kbd, .code-language, [data-prepbook-version]';
    const blocks = (element) => [...element.childNodes].some((node) => node instanceof Text && node.data.trim());
    for (const element of document.querySelectorAll('body *')) {
        if (element.closest(skip)) continue;
        for (const name of ['aria-label', 'title', 'alt', 'placeholder']) {
            const value = element.getAttribute(name);
            if (value && left(value)) found.push(`${name}: ${value}`);
        }
        // A text may be cut by elements inside of it: the whole of it counts. What stands in another text was read with that.
        if (!blocks(element) || (element.parentElement && blocks(element.parentElement))) continue;
        const copy = element.cloneNode(true);
        copy.querySelectorAll?.('script, kbd').forEach((part) => part.remove());
        const text = copy.textContent;
        if (left(text)) found.push(`${element.tagName} ${element.className?.baseVal ?? element.className}: ${text.trim().slice(0, 120)}`);
    }
    return [...new Set(found)];
})()"#;

/// What is seen but for its end.
const CUT: &str = "(() => [...document.querySelectorAll('body *')].filter((element) => {
    if (!element.checkVisibility({ visibilityProperty: true }) || element.matches('.hidden, input, select, textarea') || element.closest('svg, .hidden') || element.clientWidth < 2 || element.clientHeight < 2) return false;
    const style = getComputedStyle(element);
    const hides = (value) => value === 'hidden' || value === 'clip';
    const isCut = (hides(style.overflowX) && element.scrollWidth > element.clientWidth + 1) || (hides(style.overflowY) && element.scrollHeight > element.clientHeight + 1);
    return isCut && element.textContent.trim() !== '' && style.webkitLineClamp === 'none';
}).map((element) => `${element.tagName}.${element.className}: ${element.textContent.trim().slice(0, 60)}`))()";

/// Everything that is on the screen is said by the table, and fits.
async fn look(tab: &Tab, where_: &str) -> Outcome {
    assert_eq!(
        tab.read(OUTSIDE).await?,
        json!([]),
        "outside of brackets: {where_}"
    );
    assert_eq!(
        tab.read(STICKS_OUT).await?,
        json!([]),
        "sticks out: {where_}"
    );
    assert_eq!(tab.read(CUT).await?, json!([]), "cut off: {where_}");
    Ok(())
}

/// A button, wherever it stands: the bar at the thumb may lie over it.
async fn press(tab: &Tab, selector: &str) -> Outcome {
    tab.run(&format!(
        "document.querySelector({}).click()",
        json!(selector)
    ))
    .await?;
    Ok(())
}

pub async fn every_page_says_nothing_that_is_not_in_the_table(tab: &Tab) -> Outcome {
    tab.resize(360, 780).await?;
    let pages = tab.pages();
    assert!(pages.len() > 12, "{pages:?}");
    for page in &pages {
        tab.go(page).await?;
        tab.until("document.readyState === 'complete'").await;
        look(tab, page).await?;
    }
    tab.go_astray("no/such/page").await?;
    look(tab, "404.html").await?;
    tab.go("questions/a/").await?;
    tab.click(crate::everywhere::RECALL).await?;
    look(tab, "hidden answers").await
}

pub async fn pages_without_javascript_say_nothing_that_is_not_in_the_table(tab: &Tab) -> Outcome {
    tab.without_scripts().await?;
    tab.resize(360, 780).await?;
    for page in [
        "",
        "search/",
        "study/",
        "mock/",
        "progress/",
        "questions/a/",
    ] {
        tab.go(page).await?;
        look(tab, &format!("{page} without JavaScript")).await?;
    }
    Ok(())
}

pub async fn the_search_says_nothing_that_is_not_in_the_table(tab: &Tab) -> Outcome {
    const SETTLED: &str =
        "document.querySelector('.results')?.getAttribute('aria-busy') === 'false'";
    tab.resize(360, 780).await?;
    tab.go("").await?;
    tab.run("[...document.querySelectorAll('[data-search]')].find((field) => field.checkVisibility()).click()")
        .await?;
    tab.until("document.querySelector('.search-dialog[open] .result')")
        .await;
    look(tab, "the dialog").await?;
    for query in ["дело", "делоо", "ъъъъъъъъ", "topic:нет дело"] {
        tab.run("document.querySelector('.search-dialog input').value = ''")
            .await?;
        tab.type_text(query).await?;
        tab.until(SETTLED).await;
        look(tab, &format!("`{query}` in the dialog")).await?;
    }
    tab.go("search/?level=easy").await?;
    tab.until(SETTLED).await;
    look(tab, "a filter").await?;
    tab.run("const none = () => Promise.reject(new TypeError('no')); window.fetch = none;")
        .await?;
    look(tab, "the search's page").await
}

pub async fn a_sitting_says_nothing_that_is_not_in_the_table(tab: &Tab) -> Outcome {
    tab.resize(360, 780).await?;
    tab.go("study/").await?;
    until_state(tab, "choosing").await;
    tab.run("document.querySelectorAll('details').forEach((each) => (each.open = true))")
        .await?;
    look(tab, "choosing").await?;
    press(tab, ".start").await?;
    until_state(tab, "question").await;
    look(tab, "a question").await?;
    tab.press(&['?']).await?;
    tab.until("document.querySelector('dialog[open]')").await;
    look(tab, "the keys").await?;
    tab.press(&[char::from(Key::Escape)]).await?;
    tab.press(&['f', ' ']).await?;
    until_state(tab, "answer").await;
    look(tab, "an answer").await?;
    tab.press(&['4']).await?;
    until_state(tab, "question").await;
    look(tab, "after a grade").await?;
    tab.press(&['u']).await?;
    until_state(tab, "answer").await;
    look(tab, "taken back").await?;
    tab.press(&['4']).await?;
    until_state(tab, "question").await;
    let second = tab.read(CARD).await?;
    tab.press(&['s']).await?;
    tab.until(&format!("{CARD} !== {second}")).await;
    grade_by_key(tab, '4').await?;
    grade_by_key(tab, '4').await?;
    until_state(tab, "finished").await;
    look(tab, "the end").await?;
    tab.go("study/").await?;
    until_state(tab, "choosing").await;
    look(tab, "choosing, later").await?;
    tab.go("questions/b/").await?;
    press(tab, "[data-grade='1']").await?;
    tab.until("document.querySelector('.grade-said').textContent !== ''")
        .await;
    look(tab, "a grade on a question's page").await?;
    tab.go("topics/a/").await?;
    tab.until("document.querySelector('.standing')").await;
    look(tab, "how questions stand").await
}

pub async fn an_interview_says_nothing_that_is_not_in_the_table(tab: &Tab) -> Outcome {
    tab.resize(360, 780).await?;
    tab.go("mock/?seed=abcdefgh&count=4").await?;
    until_state(tab, "set-up").await;
    look(tab, "the set-up from a link").await?;
    tab.go("mock/").await?;
    until_state(tab, "set-up").await;
    look(tab, "the set-up").await?;
    press(tab, ".start").await?;
    until_state(tab, "question").await;
    look(tab, "a question").await?;
    tab.press(&['p']).await?;
    look(tab, "a pause").await?;
    tab.press(&['p', '?']).await?;
    tab.until("document.querySelector('dialog[open]')").await;
    look(tab, "the keys").await?;
    tab.press(&[char::from(Key::Escape)]).await?;
    tab.press(&[' ']).await?;
    until_state(tab, "answer").await;
    look(tab, "an answer").await?;
    tab.press(&['1']).await?;
    until_state(tab, "question").await;
    press(tab, ".sitting-top .end").await?;
    until_state(tab, "summary").await;
    tab.run("document.querySelectorAll('details').forEach((each) => (each.open = true))")
        .await?;
    look(tab, "the summary").await
}

pub async fn progress_says_nothing_that_is_not_in_the_table(tab: &Tab) -> Outcome {
    tab.resize(360, 780).await?;
    tab.go("progress/").await?;
    until_state(tab, "empty").await;
    look(tab, "nothing yet").await?;
    tab.go("study/?all").await?;
    grade_by_key(tab, '3').await?;
    tab.press(&['f']).await?;
    tab.until("document.querySelector('.tool[aria-pressed=true]')")
        .await;
    let card = tab.read(CARD).await?;
    tab.press(&['s']).await?;
    tab.until(&format!("{CARD} !== {card}")).await;
    tab.go("progress/").await?;
    until_state(tab, "shown").await;
    tab.run("document.querySelectorAll('details').forEach((each) => (each.open = true))")
        .await?;
    tab.until("document.querySelector('.asides a')?.textContent.includes('?')")
        .await;
    look(tab, "what there is").await?;
    for text in [
        "",
        "{",
        "[]",
        "{\"format\":\"prepbook-study\",\"version\":9}",
    ] {
        import(tab, text).await?;
        look(tab, "a file that is refused").await?;
    }
    press(tab, ".danger-text").await?;
    tab.until("document.querySelector('dialog[open]')").await;
    look(tab, "the question before all is forgotten").await
}

pub async fn a_plan_says_nothing_that_is_not_in_the_table(tab: &Tab) -> Outcome {
    const OPEN_ALL: &str =
        "document.querySelectorAll('details').forEach((each) => (each.open = true))";
    const SUBMIT: &str = "document.querySelector('.goal-form').requestSubmit()";
    tab.resize(360, 780).await?;
    tab.go("study/").await?;
    until_state(tab, "choosing").await;
    press(tab, ".goal .quiet").await?;
    tab.until("document.querySelector('.goal-form')").await;
    look(tab, "a goal to be set").await?;
    tab.run(&format!(
        "document.querySelector('#PB-goal-date').value = ''; {SUBMIT}"
    ))
    .await?;
    look(tab, "a date that is none").await?;
    let date = "document.querySelector('#PB-goal-date').value = new Date(Date.now() + 45 * 86400000).toISOString().slice(0, 10)";
    tab.run(&format!("{date}; {SUBMIT}")).await?;
    tab.until("document.querySelectorAll('.goal-buys li').length > 2")
        .await;
    tab.run(OPEN_ALL).await?;
    look(tab, "a plan").await?;
    tab.run("document.querySelector('#PB-job').value = 'дело'")
        .await?;
    press(tab, ".job .quiet").await?;
    tab.until("document.querySelector('.job [role=status]').textContent !== ''")
        .await;
    look(tab, "a job").await?;
    press(tab, ".goal .start").await?;
    until_state(tab, "question").await;
    tab.press(&[' ']).await?;
    until_state(tab, "answer").await;
    tab.run(OPEN_ALL).await?;
    tab.run("const area = document.querySelector('#PB-note'); area.value = 'Ж'; area.dispatchEvent(new Event('change'))")
        .await?;
    tab.until("document.querySelector('.note-said').textContent !== ''")
        .await;
    look(tab, "a note").await?;
    press(tab, ".key-points input").await?;
    tab.press(&['1']).await?;
    until_state(tab, "question").await;
    tab.go("study/?look").await?;
    until_state(tab, "question").await;
    tab.press(&[' ']).await?;
    until_state(tab, "answer").await;
    look(tab, "a last look").await?;
    tab.press(&['?']).await?;
    tab.until("document.querySelector('dialog[open]')").await;
    look(tab, "the keys of a last look").await?;
    tab.press(&[char::from(Key::Escape)]).await?;
    tab.press(&[' ']).await?;
    tab.until("document.querySelector('.sitting-main .button:not(.show)')")
        .await;
    look(tab, "all is seen").await?;
    for page in ["", "paths/first/", "progress/"] {
        tab.go(page).await?;
        tab.until("document.querySelector('[data-due]')?.hidden === false")
            .await;
        look(tab, &format!("`{page}` with a plan")).await?;
    }
    tab.until("document.querySelector('.missed-points li')")
        .await;
    look(tab, "what is missed").await
}
