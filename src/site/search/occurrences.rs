//! How often something stands in each field of each question, in few bytes: a bank of 10,000 questions has millions of these, and
//! they are kept, joined and read as they are.
//!
//! A list is how many questions there are, and for each the distance from the one before it, the fields that have it as bits, and
//! how often each of them has it.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::document::{Counts, FIELDS};

/// A question's number, and how often each of its fields has it.
pub type Occurrence = (u32, Counts);

/// Lists that lie one after the other, and a number to add to those of their questions.
#[derive(Debug, Clone, Copy)]
pub struct Lists<'l> {
    /// The lists.
    pub bytes: &'l [u8],
    /// The number of their first question.
    pub first: u32,
}

/// Lists, and before them what tells what they are of.
#[derive(Debug)]
pub struct Packed<H> {
    /// What tells what they are of.
    pub head: H,
    /// At which byte the lists begin.
    pub lists: usize,
    /// At which byte of the lists each begins.
    pub beginnings: Vec<u32>,
}

/// How many lists there are, and how many questions they may name.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    /// Lists.
    pub lists: usize,
    /// Questions.
    pub questions: u32,
}

impl<H: Serialize + DeserializeOwned> Packed<H> {
    /// Packs lists, and gives the bytes.
    pub fn new(head: H, lists: &[Vec<Occurrence>]) -> (Self, Vec<u8>) {
        // Strings and numbers always serialise.
        let mut bytes = postcard::to_stdvec(&head).unwrap_or_default();
        let begin = bytes.len();
        let beginnings = lists.iter().map(|list| {
            let at = bytes.len() - begin;
            write(list, &mut bytes);
            at as u32
        });
        let beginnings = beginnings.collect();
        let packed = Self {
            head,
            lists: begin,
            beginnings,
        };
        (packed, bytes)
    }

    /// Opens bytes, if they are whole and of the shape that belongs to their head.
    pub fn open(bytes: &[u8], shape: impl FnOnce(&H) -> Option<Shape>) -> Option<Self> {
        let (head, rest) = postcard::take_from_bytes(bytes).ok()?;
        let lists = Lists {
            bytes: rest,
            first: 0,
        };
        Some(Self {
            beginnings: lists.beginnings(shape(&head)?)?,
            head,
            lists: bytes.len() - rest.len(),
        })
    }
}

/// Adds a list, with its questions ascending.
fn write(list: &[Occurrence], bytes: &mut Vec<u8>) {
    write_number(list.len() as u32, bytes);
    let mut next = 0;
    for (question, counts) in list {
        write_number(question - next, bytes);
        next = question + 1;
        let has = |field: usize| u8::from(counts[field] > 0) << field;
        bytes.push((0..FIELDS).map(has).sum());
        bytes.extend(counts.iter().filter(|count| **count > 0));
    }
}

impl<'l> Lists<'l> {
    /// How many questions the list has that begins at a byte.
    pub fn length(self, at: usize) -> usize {
        let mut rest = self.bytes.get(at..).unwrap_or_default();
        read_number(&mut rest).unwrap_or_default() as usize
    }

    /// The list that begins at a byte.
    pub fn list(self, at: usize) -> impl Iterator<Item = Occurrence> + use<'l> {
        let mut rest = self.bytes.get(at..).unwrap_or_default();
        let length = read_number(&mut rest).unwrap_or_default();
        let mut next = self.first;
        (0..length).map_while(move |_| read_one(&mut rest, &mut next))
    }

    /// Where each begins, if they are whole and of this shape.
    fn beginnings(self, shape: Shape) -> Option<Vec<u32>> {
        let mut rest = self.bytes;
        let mut beginnings = Vec::with_capacity(shape.lists.min(self.bytes.len()));
        for _ in 0..shape.lists {
            beginnings.push((self.bytes.len() - rest.len()) as u32);
            let mut next = 0;
            for _ in 0..read_number(&mut rest)? {
                let (question, _) = read_one(&mut rest, &mut next)?;
                if question >= shape.questions {
                    return None;
                }
            }
        }
        rest.is_empty().then_some(beginnings)
    }
}

fn read_one(rest: &mut &[u8], next: &mut u32) -> Option<Occurrence> {
    let question = next.checked_add(read_number(rest)?)?;
    *next = question.checked_add(1)?;
    let mut has = read_byte(rest)?;
    let mut counts = [0; FIELDS];
    while has > 0 {
        counts[has.trailing_zeros() as usize] = read_byte(rest)?;
        has &= has - 1;
    }
    Some((question, counts))
}

/// Seven bits a byte, the lowest first; all but the last have the eighth bit set.
fn write_number(mut number: u32, bytes: &mut Vec<u8>) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

fn read_number(rest: &mut &[u8]) -> Option<u32> {
    let mut number = 0;
    for shift in (0..u32::BITS).step_by(7) {
        let byte = read_byte(rest)?;
        number |= u32::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(number);
        }
    }
    None
}

fn read_byte(rest: &mut &[u8]) -> Option<u8> {
    let (byte, after) = rest.split_first()?;
    *rest = after;
    Some(*byte)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shape(lists: usize, questions: u32) -> Shape {
        Shape { lists, questions }
    }

    fn list() -> impl Strategy<Value = Vec<Occurrence>> {
        let counts = prop::array::uniform8(prop_oneof![3 => Just(0), 1 => any::<u8>()]);
        prop::collection::btree_map(0u32..100_000, counts, 0..20)
            .prop_map(|list| list.into_iter().collect())
    }

    proptest! {
        #[test]
        fn what_was_written_is_read(lists in prop::collection::vec(list(), 0..5), first in 0u32..1000) {
            let mut bytes = Vec::new();
            for list in &lists {
                write(list, &mut bytes);
            }
            let written = Lists { bytes: &bytes, first };
            let beginnings = written.beginnings(shape(lists.len(), 100_000)).unwrap();
            for (at, list) in beginnings.iter().zip(&lists) {
                let moved: Vec<Occurrence> =
                    list.iter().map(|(question, counts)| (question + first, *counts)).collect();
                prop_assert_eq!(written.length(*at as usize), list.len());
                prop_assert_eq!(written.list(*at as usize).collect::<Vec<_>>(), moved);
            }
            // Neither more lists nor fewer, nor other questions.
            prop_assert_eq!(written.beginnings(shape(lists.len() + 1, 100_000)), None);
            if let Some((last, _)) = lists.iter().flatten().max_by_key(|(question, _)| question) {
                prop_assert_eq!(written.beginnings(shape(lists.len(), *last)), None);
            }
        }

        #[test]
        fn any_bytes_are_read_to_some_end(bytes in prop::collection::vec(any::<u8>(), 0..60), at in 0usize..70) {
            let any = Lists { bytes: &bytes, first: u32::MAX - 3 };
            let _ = (any.length(at), any.list(at).count(), any.beginnings(shape(3, 10)));
        }
    }
}
