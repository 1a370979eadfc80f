//! Words by number.

use crate::compile::interner::Interner;
use crate::compile::tokens::stem;

/// Words and their stems, in the order in which they first come.
#[derive(Debug, Default)]
pub struct Words {
    /// The words.
    pub names: Interner,
    /// The number of each word's stem, and how often the word is written in one.
    pub uses: Vec<(u32, u32)>,
    /// The stems.
    pub stems: Interner,
}

impl Words {
    /// The number of a word. `is_new` is told of a stem that nobody said before.
    pub fn number(&mut self, word: &str, is_new: &mut dyn FnMut()) -> u32 {
        let (number, is_first) = self.names.number(word);
        if is_first {
            let (stem, is_first) = self.stems.number(&stem(word));
            if is_first {
                is_new();
            }
            self.uses.push((stem, 0));
        }
        number
    }

    /// All words, each with whether somebody wrote it in one.
    pub fn written(&self) -> impl Iterator<Item = (&str, bool)> {
        let words = self.names.texts().zip(&self.uses);
        words.map(|(word, (_, uses))| (word, *uses > 0))
    }

    /// Of each stem by number, whether somebody wrote a word of it in one.
    pub fn written_stems(&self) -> Vec<bool> {
        let mut written = vec![false; self.stems.count()];
        for (stem, uses) in &self.uses {
            written[*stem as usize] |= *uses > 0;
        }
        written
    }

    /// The number of the stem of a word that is known.
    pub fn stem_of(&self, word: &str) -> Option<u32> {
        self.names.get(word).map(|word| self.uses[word as usize].0)
    }
}
