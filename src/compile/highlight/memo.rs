//! Remembers coloured lines. Code repeats itself, and a line always looks the same if the same grammar reads it in the same
//! state. Looking it up is a hundred times faster than matching it again.
//!
//! The memory is bounded: there are two generations, and the older one is dropped when the younger is full.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use syntect::parsing::{ParseState, Scope, ScopeStack};

use crate::fingerprint::Fingerprint;

/// Lines in one generation, which take about five megabytes.
const GENERATION: usize = 16_384;

/// How many states with the same scopes are kept. If there are more, they contain matched text (the end of a here-document) and
/// rarely come again.
const ALIKE: usize = 64;

/// How many sets of scopes are kept.
const STACKS: usize = 4_096;

/// How many states are kept.
const STATES: usize = 8_192;

/// The largest state, in bytes of its debug output. Grammars go a hundred levels deep, and each level may keep matched text.
const MAX_STATE: usize = 16 * 1024;

/// The state of a grammar between two lines.
pub struct State {
    /// Unique among all states.
    number: u64,
    /// The grammar's own state.
    pub parse: ParseState,
    /// The open scopes.
    pub stack: ScopeStack,
    /// Whether it is too large, so that the lines after it stay plain.
    pub is_too_large: bool,
}

/// Whether a state's debug output is longer than allowed. Writing it stops there.
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

/// A coloured line.
pub struct ColouredLine {
    /// Escaped, with all spans closed.
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
    young: BTreeMap<Fingerprint, Rc<ColouredLine>>,
    old: BTreeMap<Fingerprint, Rc<ColouredLine>>,
}

thread_local! {
    /// One for each thread, because some states contain Oniguruma's captures, which cannot be shared.
    static MEMO: RefCell<Memo> = RefCell::default();
}

/// The remembered state that is equal to this one.
pub fn state(parse: ParseState, stack: ScopeStack) -> Rc<State> {
    MEMO.with_borrow_mut(|memo| memo.state(parse, stack))
}

/// The line after a state: remembered, or made now.
pub fn line(
    state: &Rc<State>,
    text: &str,
    make: impl FnOnce() -> ColouredLine,
) -> Rc<ColouredLine> {
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

/// Lets go of all that this thread remembers.
pub fn forget() {
    MEMO.take();
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

    fn recall(&mut self, key: &Fingerprint) -> Option<Rc<ColouredLine>> {
        if let Some(known) = self.young.get(key) {
            return Some(known.clone());
        }
        let known = self.old.remove(key)?;
        self.keep(*key, known.clone());
        Some(known)
    }

    fn keep(&mut self, key: Fingerprint, line: Rc<ColouredLine>) {
        if self.young.len() >= GENERATION {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(key, line);
    }
}
