//! How long the regular expressions of grammars may try.
//!
//! Grammars are made for code, not against attacks: some of their expressions try every way to read a line of brackets, which are
//! more than anybody can wait for. Oniguruma counts its tries and gives up at a limit, the same on every machine; a search that
//! gives up finds nothing, and the text stays plain. Its own limit is ten million for each place of a line, and none for the whole.
#![allow(unsafe_code)]

/// The most tries from one place of a line. Real code takes a few hundred.
const TRIES_IN_MATCH: u32 = 2_000;

/// The most tries of one expression in one line.
const TRIES_IN_SEARCH: u32 = 10_000;

/// Sets the limits, which the library has for the whole program.
pub fn set() {
    // SAFETY: each call writes one number, which searches read when they start. This runs once, while the grammars are loaded
    // (`SYNTAXES`), and nobody searches without them: what is written here happens before whatever reads it.
    unsafe {
        onig_sys::onig_set_retry_limit_in_match(TRIES_IN_MATCH.into());
        onig_sys::onig_set_retry_limit_in_search(TRIES_IN_SEARCH.into());
    }
}
