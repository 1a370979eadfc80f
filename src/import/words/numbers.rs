//! Numbers in front of titles.

/// A text without a picture sign in front, as in `🔹 2. What is X?`
pub fn without_sign(text: &str) -> &str {
    let is_sign = |char: char| matches!(char, '\u{2190}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}' | '\u{fe0f}' | '\u{200d}');
    let rest = text.trim_start_matches(is_sign);
    match rest.len() < text.len() {
        true => rest.trim_start(),
        false => text,
    }
}

/// The number in front of a title, where it is a whole one.
pub fn whole(text: &str) -> Option<u64> {
    let text = without_sign(text);
    let text = text.trim_start_matches(['*', '_', '#', '№', '(', '[', '（', '第', ' ']);
    number(text)?;
    let digits = text
        .find(|char: char| !char.is_ascii_digit())
        .unwrap_or(text.len());
    let is_whole = !text[digits..].starts_with('.')
        || !text[digits + 1..].starts_with(|char: char| char.is_ascii_digit());
    text[..digits].parse().ok().filter(|_| is_whole)
}

/// What follows a number in front: `12.`, `12)`, `(12)`, `1.2.3`, `#12`, `12 -`, `三、`, `第 12 题：`
pub fn number(text: &str) -> Option<&str> {
    if let Some(rest) = chinese(text) {
        return Some(rest);
    }
    let is_in_brackets = text.starts_with('[');
    let text = text
        .trim_start_matches(['#', '№', '(', '[', '（'])
        .trim_start();
    let end = text
        .find(|char: char| !char.is_ascii_digit() && char != '.')
        .unwrap_or(text.len());
    let digits = &text[..end];
    if digits.is_empty()
        || !digits.starts_with(|char: char| char.is_ascii_digit())
        || digits.len() > 8
    {
        return None;
    }
    let after = &text[end..];
    // `[3. What is X?](#x)` is a link whose words begin with a number.
    if is_in_brackets && !after.starts_with(']') {
        return None;
    }
    let rest = after
        .trim_start_matches([')', ']', ':', '.', '\\', '、', '：', '．', '）'])
        .trim_start_matches([' ', '\t']);
    let rest = match after.trim_start().strip_prefix(['-', '–', '—']) {
        Some(after) if after.starts_with(' ') => after.trim_start(),
        _ => rest,
    };
    let is_marked = digits.ends_with('.')
        || after.starts_with([')', ']', ':', '、', '：', '．', '）'])
        || rest.len() < after.trim_start().len();
    // `3 ways` is a title, `2. Ways` is numbered, `1.5` is a figure.
    let has_gap = rest.len() < after.len() || digits.ends_with('.');
    (is_marked && has_gap && !rest.is_empty()).then_some(rest)
}

/// What follows `三、`, `（三）`, `第三题：` or `第 12 题：`
fn chinese(text: &str) -> Option<&str> {
    let is_figure = |char: char| "零一二三四五六七八九十百".contains(char);
    let inner = text.strip_prefix(['（', '(']).unwrap_or(text);
    let rest = inner.trim_start_matches(is_figure);
    let rest = match rest.len() < inner.len() {
        true if inner.len() < text.len() => rest.strip_prefix(['）', ')'])?,
        true => rest.strip_prefix(['、', '．', '.'])?,
        false => "",
    };
    if !rest.is_empty() {
        return Some(rest.trim_start_matches(['、', '．', '.', ' ']).trim_start());
    }
    let inner = text.strip_prefix('第')?.trim_start();
    let rest = inner.trim_start_matches(|char: char| char.is_ascii_digit() || is_figure(char));
    let after = rest.trim_start().strip_prefix(['题', '題', '问', '道'])?;
    let after = after.trim_start_matches(['：', ':', '、', '.', ' ', '题']);
    (rest.len() < inner.len() && !after.is_empty()).then_some(after)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_all_kinds_are_taken_away() {
        for (text, rest) in [
            ("三、什么是锁", "什么是锁"),
            ("（三）什么是锁", "什么是锁"),
            ("（3）什么是锁", "什么是锁"),
            ("第 12 题：什么是锁", "什么是锁"),
            ("第三题：什么是锁", "什么是锁"),
            ("3、什么是锁", "什么是锁"),
            ("12 - Why?", "Why?"),
        ] {
            assert_eq!(number(text), Some(rest), "{text}");
        }
        for text in [
            "一个进程是什么",
            "第一次握手",
            "十分重要",
            "3 ways",
            "1.5 times",
        ] {
            assert_eq!(number(text), None, "{text}");
        }
        assert_eq!(whole("**12. Why?**"), Some(12));
        assert_eq!(whole("1.2 Why?"), None);
    }
}
