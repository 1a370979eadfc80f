//! `prepbook serve` as an author meets it, with the page open beside the editor.

use std::fs;

use fantoccini::error::CmdError;
use serde_json::json;
use tempfile::TempDir;

use crate::support;
use crate::support::preview::Server;
use crate::tab::Tab;

const FILE: &str = "questions/storage/log.md";

/// A question that is longer than the window.
fn question(words: &str) -> String {
    let filler = "One more line.\n\n".repeat(200);
    format!("---\ntitle: What is a log?\n---\n{words}\n\n## In depth\n\n{filler}")
}

/// A bank, its preview, and the question's page in the tab.
async fn open(tab: &Tab) -> Result<(TempDir, Server), CmdError> {
    let bank = support::bank(&[("storage/log.md", &question("First."))]);
    fs::create_dir_all(bank.path().join("static/css")).expect("the folder can be made");
    let server = Server::start(bank.path(), &[]);
    let address = server.address.replace("localhost", "127.0.0.1");
    tab.visit(&format!("{address}questions/log/")).await?;
    tab.until("document.querySelector('.short').textContent === 'First.'")
        .await;
    Ok((bank, server))
}

/// Before its host goes, the tab looks elsewhere.
async fn leave(tab: &Tab) -> Result<(), CmdError> {
    tab.visit("about:blank").await
}

fn save(bank: &TempDir, file: &str, text: &str) {
    fs::write(bank.path().join(file), text).expect("the file can be written");
}

pub async fn a_page_follows_its_file_and_keeps_its_place(tab: &Tab) -> Result<(), CmdError> {
    let (bank, _server) = open(tab).await?;
    tab.run("scrollTo(0, 1500)").await?;
    save(&bank, FILE, &question("Second."));
    tab.until("document.querySelector('.short').textContent === 'Second.'")
        .await;
    tab.until("scrollY === 1500").await;
    leave(tab).await
}

pub async fn an_error_lies_over_the_page_until_it_is_mended(tab: &Tab) -> Result<(), CmdError> {
    let (bank, server) = open(tab).await?;
    save(&bank, FILE, "---\ntitel: What is a log?\n---\nBroken.\n");
    tab.until("document.querySelector('#PB-trouble pre')?.textContent")
        .await;
    let shown = tab
        .read("document.querySelector('#PB-trouble pre').textContent")
        .await?;
    let shown = shown.as_str().unwrap_or_default();
    let told = server.wait_for("`title` is missing");
    assert!(
        shown.contains(&told),
        "the page says {shown}, the terminal {told}"
    );
    assert!(shown.contains("questions/storage/log.md:2:1"), "{shown}");
    assert_eq!(
        tab.text(".short").await?,
        "First.",
        "the last good page stays behind it"
    );
    save(&bank, FILE, &question("Mended."));
    tab.until("document.querySelector('.short').textContent === 'Mended.'")
        .await;
    assert_eq!(
        tab.read("document.querySelector('#PB-trouble')").await?,
        json!(null)
    );
    leave(tab).await
}

pub async fn a_stylesheet_is_taken_on_without_a_reload(tab: &Tab) -> Result<(), CmdError> {
    let (bank, _server) = open(tab).await?;
    tab.run("window.isStillHere = true").await?;
    save(&bank, "static/css/own.css", "h1 { color: rgb(1, 2, 3) }");
    tab.until("getComputedStyle(document.querySelector('h1')).color === 'rgb(1, 2, 3)'")
        .await;
    assert_eq!(tab.read("window.isStillHere").await?, json!(true));
    leave(tab).await
}
