//! Limits on the work of the grammars' regular expressions.
//!
//! Grammars are not made to withstand attacks: some of their expressions try every way to read a line of brackets, which takes
//! too long. Oniguruma counts its tries and gives up at a limit, which is the same on every machine; then nothing is found and
//! the text stays plain. Its own limit is ten million for each place of a line, with none for the whole line.
#![allow(unsafe_code)]

/// The most tries from one place of a line. Real code takes a few hundred.
const TRIES_IN_MATCH: u32 = 2_000;

/// The most tries of one expression in one line.
const TRIES_IN_SEARCH: u32 = 10_000;

/// Sets the limits for the whole program: the library has only one set.
pub fn set() {
    // SAFETY: each call writes a number that searches read when they start. This runs once, while the grammars are loaded
    // (`SYNTAXES`), and no search can start before that. So the write happens before every read.
    unsafe {
        onig_sys::onig_set_retry_limit_in_match(TRIES_IN_MATCH.into());
        onig_sys::onig_set_retry_limit_in_search(TRIES_IN_SEARCH.into());
    }
}
