//! Lines that were coloured before. Code repeats itself, and a line looks the same wherever the same grammar comes to it in the
//! same state; so each is matched once, which takes a hundred times as long as to look it up.
//!
//! What is kept is bounded: of two generations the older goes when the younger is full, so what keeps coming stays.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use syntect::parsing::{ParseState, Scope, ScopeStack};

use crate::fingerprint::Fingerprint;

/// Lines in one generation: some five megabytes.
const GENERATION: usize = 16_384;

/// States with the same scopes. Where there are more, they hold what was matched (the end of a here-document), and seldom
/// come again.
const ALIKE: usize = 64;

/// Sets of scopes that are known at a time.
const STACKS: usize = 4_096;

/// States that are known at a time.
const STATES: usize = 8_192;

/// The largest state, in bytes of what it says of itself. Grammars go a hundred levels deep, but each may keep what was matched.
const MAX_STATE: usize = 16 * 1024;

/// Where a grammar is between two lines.
pub struct State {
    /// Differs from that of every other state.
    number: u64,
    /// The grammar's own.
    pub parse: ParseState,
    /// The scopes that are open.
    pub stack: ScopeStack,
    /// Whether it is so large that no line is to follow it.
    pub is_too_large: bool,
}

/// Whether a state says more of itself than is allowed. It is asked no further than that.
fn is_too_large(parse: &ParseState) -> bool {
    struct Room(usize);
    impl std::fmt::Write for Room {
        fn write_str(&mut self, text: &str) -> std::fmt::Result {
            let left = self.0.checked_sub(text.len());
            left.map(|left| self.0 = left).ok_or(std::fmt::Error)
        }
    }
    std::fmt::write(&mut Room(MAX_STATE), format_args!("{parse:?}")).is_err()
}

/// A line in colours.
pub struct Line {
    /// Escaped, with its spans closed.
    pub html: String,
    /// The state after it.
    pub next: Rc<State>,
}

#[derive(Default)]
struct Memo {
    numbers: u64,
    /// How many states there are.
    known: usize,
    states: BTreeMap<Vec<Scope>, Vec<Rc<State>>>,
    young: BTreeMap<Fingerprint, Rc<Line>>,
    old: BTreeMap<Fingerprint, Rc<Line>>,
}

thread_local! {
    /// One for each thread, because Oniguruma's captures, which are a part of some states, stay in theirs.
    static MEMO: RefCell<Memo> = RefCell::default();
}

/// The one state that is equal to this.
pub fn state(parse: ParseState, stack: ScopeStack) -> Rc<State> {
    MEMO.with_borrow_mut(|memo| memo.state(parse, stack))
}

/// The line after a state: as it was made before, or made now.
pub fn line(state: &Rc<State>, text: &str, make: impl FnOnce() -> Line) -> Rc<Line> {
    let key = Fingerprint::of([&state.number.to_le_bytes()[..], text.as_bytes()]);
    if let Some(known) = MEMO.with_borrow_mut(|memo| memo.recall(&key)) {
        return known;
    }
    let line = Rc::new(make());
    if !line.next.is_too_large {
        MEMO.with_borrow_mut(|memo| memo.keep(key, line.clone()));
    }
    line
}

impl Memo {
    fn state(&mut self, parse: ParseState, stack: ScopeStack) -> Rc<State> {
        self.numbers += 1;
        if is_too_large(&parse) {
            return Rc::new(State {
                number: self.numbers,
                parse,
                stack,
                is_too_large: true,
            });
        }
        if self.states.len() > STACKS || self.known > STATES {
            self.states.clear();
            self.known = 0;
        }
        let alike = self.states.entry(stack.scopes.clone()).or_default();
        let is_known = |known: &&Rc<State>| known.parse == parse && known.stack == stack;
        if let Some(known) = alike.iter().find(is_known) {
            return known.clone();
        }
        if alike.len() == ALIKE {
            alike.clear();
        }
        self.known += 1;
        let state = Rc::new(State {
            number: self.numbers,
            parse,
            stack,
            is_too_large: false,
        });
        alike.push(state.clone());
        state
    }

    fn recall(&mut self, key: &Fingerprint) -> Option<Rc<Line>> {
        if let Some(known) = self.young.get(key) {
            return Some(known.clone());
        }
        let known = self.old.remove(key)?;
        self.keep(*key, known.clone());
        Some(known)
    }

    fn keep(&mut self, key: Fingerprint, line: Rc<Line>) {
        if self.young.len() >= GENERATION {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(key, line);
    }
}
