//! How lists are cut into files, and how the file of an item is found.

/// Consecutive items in shards of about a size; one that is larger stands alone.
pub fn cut<T>(items: &[T], size: usize, of: impl Fn(&T) -> usize) -> Vec<&[T]> {
    let mut shards = Vec::new();
    let (mut from, mut sum) = (0, 0);
    for (at, item) in items.iter().enumerate() {
        if sum > 0 && sum + of(item) > size {
            shards.push(&items[from..at]);
            (from, sum) = (at, 0);
        }
        sum += of(item);
    }
    shards.extend((from < items.len()).then(|| &items[from..]));
    shards
}

/// Where each shard begins, in as few letters as tell it from the one before.
pub fn beginnings<'a, T>(shards: &[&'a [T]], term: impl Fn(&'a T) -> &'a str) -> Vec<String> {
    let firsts = shards.iter().map(|shard| term(&shard[0]));
    let lasts = shards.iter().map(|shard| term(&shard[shard.len() - 1]));
    let before = std::iter::once("").chain(lasts);
    firsts
        .zip(before)
        .map(|(first, before)| beginning(first, before).to_owned())
        .collect()
}

/// The shortest beginning of a term that comes after another one, as JavaScript compares.
fn beginning<'a>(term: &'a str, before: &str) -> &'a str {
    let ends = term.char_indices().map(|(at, char)| at + char.len_utf8());
    let mut starts = ends.map(|end| &term[..end]);
    let is_after = |start: &&str| start.encode_utf16().gt(before.encode_utf16());
    starts.find(is_after).unwrap_or(term)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shard_is_known_by_the_first_letters_that_the_one_before_has_not() {
        assert_eq!(beginning("cache", ""), "c");
        assert_eq!(beginning("caching", "cache"), "cachi");
        assert_eq!(beginning("cached", "cache"), "cached");
        assert_eq!(beginning("échec", "each"), "é");
        // In UTF-16, what lies beyond the first plane comes before U+FFxx.
        assert_eq!(beginning("ﾃﾞ", "𠀀"), "ﾃ");
    }

    #[test]
    fn shards_hold_everything_once_and_in_order() {
        let words = ["a", "bb", "ccc", "dddddddd", "e"];
        let shards = cut(&words, 5, |word| word.len());
        assert_eq!(shards, [&["a", "bb"][..], &["ccc"], &["dddddddd"], &["e"]]);
        assert_eq!(cut(&[""; 0], 5, |word| word.len()), [[""; 0]; 0]);
    }
}
