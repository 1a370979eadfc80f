//! What a file is made from, in a few numbers.

use serde::{Deserialize, Serialize};

use crate::fingerprint::Fingerprint;

/// The kinds of ingredients, as one says what has changed.
const INGREDIENTS: [&str; 4] = [
    "its template",
    "what all pages show",
    "what it shows of the bank",
    "its answer",
];

/// The fingerprints of all that a file is made from, the program aside: one for each kind of ingredient, so that it can be told
/// which of them has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipe([u64; INGREDIENTS.len()]);

impl Recipe {
    /// Of a file that has neither template nor answer.
    pub fn of(shown: Fingerprint) -> Recipe {
        let none = Fingerprint::of([]);
        Recipe::new([none, none, shown, none])
    }

    /// Of all ingredients, in the order in which they are named.
    pub fn new(ingredients: [Fingerprint; INGREDIENTS.len()]) -> Recipe {
        Recipe(ingredients.map(|one| {
            let mut first = [0; 8];
            first.copy_from_slice(&one.bytes()[..8]);
            u64::from_le_bytes(first)
        }))
    }

    /// What differs between this and what it was made from before, in words.
    pub fn changes(&self, before: &Recipe) -> Vec<&'static str> {
        let pairs = self.0.iter().zip(&before.0);
        let differing = INGREDIENTS.iter().zip(pairs).filter(|(_, (a, b))| a != b);
        differing.map(|(name, _)| *name).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recipe_knows_which_ingredient_changed() {
        let [a, b] = [&b"a"[..], b"b"].map(|bytes| Fingerprint::of([bytes]));
        let before = Recipe::new([a, a, a, a]);
        assert_eq!(before.changes(&before), Vec::<&str>::new());
        let after = Recipe::new([b, a, a, b]);
        assert_eq!(after.changes(&before), ["its template", "its answer"]);
        assert_ne!(Recipe::of(a), Recipe::of(b));
    }
}
