//! Addresses that pretend to lead to another site.

use std::borrow::Cow;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

use crate::route::percent_decode;

/// Well-known hosts that a deceptive address may imitate.
const KNOWN: [&str; 22] = [
    "amazon.com",
    "apache.org",
    "apple.com",
    "cloudflare.com",
    "docker.com",
    "facebook.com",
    "github.com",
    "gitlab.com",
    "google.com",
    "kubernetes.io",
    "linkedin.com",
    "microsoft.com",
    "mozilla.org",
    "npmjs.com",
    "oracle.com",
    "paypal.com",
    "postgresql.org",
    "python.org",
    "rust-lang.org",
    "stackoverflow.com",
    "wikipedia.org",
    "youtube.com",
];

/// Letters of other scripts, and the Latin letters that they look like.
const LOOK_ALIKES: [(&str, char); 26] = [
    ("аαɑа", 'a'),
    ("вʙ", 'b'),
    ("сϲⅽ", 'c'),
    ("ԁⅾ", 'd'),
    ("еεҽ", 'e'),
    ("ғ", 'f'),
    ("ɡ", 'g'),
    ("һн", 'h'),
    ("іιıӏ", 'i'),
    ("јϳ", 'j'),
    ("кκ", 'k'),
    ("ⅼ", 'l'),
    ("мⅿ", 'm'),
    ("пηո", 'n'),
    ("оοօσ", 'o'),
    ("рρ", 'p'),
    ("ԛ", 'q'),
    ("гᴦ", 'r'),
    ("ѕ", 's'),
    ("тτ", 't'),
    ("υս", 'u'),
    ("ѵν", 'v'),
    ("ԝω", 'w'),
    ("хχ", 'x'),
    ("уγ", 'y'),
    ("ᴢ", 'z'),
];

/// What is deceptive about a web address that is shown as `shown`: a message and a hint.
pub fn deceit(url: &str, shown: &str) -> Option<(String, &'static str)> {
    let address = Address::parse(url)?;
    let host = address.host.as_str();
    if address.user.is_some() {
        let message = format!("`{url}` leads to `{host}`; what stands before `@` is no host");
        return Some((message, "leave out what stands before `@`, and the `@`"));
    }
    if address.has_backslash {
        let message = format!("`{url}` has a backslash, which not all programs read alike");
        return Some((message, "write `/`, or `%5C` where a backslash is meant"));
    }
    if is_number(host) {
        let message =
            format!("`{host}` is the address of a machine, written so that nobody recognises it");
        return Some((message, "link to the site by its name"));
    }
    let meant = "link to the site that is meant";
    if let Some(known) = looks_like(host) {
        return Some((
            format!("`{host}` looks like `{known}` and is another site"),
            meant,
        ));
    }
    if host.split('.').any(is_disguised) {
        let message = format!("`{host}` mixes letters of several scripts that look alike");
        return Some((message, meant));
    }
    let other = shown_host(shown).filter(|other| site(other) != site(host))?;
    let message = format!("the text of the link says `{other}`, and it leads to `{host}`");
    Some((message, "let the text say where the link leads"))
}

/// The parts of an address that decide where it leads.
struct Address {
    user: Option<String>,
    /// In lower case, with `xn--` decoded.
    host: String,
    has_backslash: bool,
}

impl Address {
    fn parse(url: &str) -> Option<Address> {
        let (scheme, rest) = url.trim().split_once(':')?;
        if !["http", "https"]
            .iter()
            .any(|web| scheme.eq_ignore_ascii_case(web))
        {
            return None;
        }
        let rest = rest.trim_start_matches(['/', '\\']);
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let (head, has_backslash) = match authority.split_once('\\') {
            Some((head, _)) => (head, true),
            None => (authority, false),
        };
        let (user, host) = match head.rsplit_once('@') {
            Some((user, host)) => (Some(user.to_owned()), host),
            None => (None, head),
        };
        let host = match host.rsplit_once(':') {
            Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
            _ => host,
        };
        let host = percent_decode(host).unwrap_or_else(|| host.to_owned());
        // Normalised as browsers do: full-width letters and the full stops of other scripts become plain ones.
        let host: String = host.nfkc().flat_map(char::to_lowercase).collect();
        let host = host.replace(['。', '．', '｡'], ".");
        let labels: Vec<Cow<'_, str>> =
            host.trim_end_matches('.').split('.').map(letters).collect();
        Some(Address {
            user,
            host: labels.join("."),
            has_backslash,
        })
    }
}

/// A label of a host with `xn--…` decoded (RFC 3492).
fn letters(label: &str) -> Cow<'_, str> {
    match label.strip_prefix("xn--").and_then(punycode) {
        Some(letters) => Cow::Owned(letters),
        None => Cow::Borrowed(label),
    }
}

fn punycode(text: &str) -> Option<String> {
    let (plain, rest) = text.rsplit_once('-').unwrap_or(("", text));
    let mut letters: Vec<char> = plain.chars().collect();
    let (mut code, mut at, mut bias) = (128u32, 0u32, 72u32);
    let mut digits = rest.bytes();
    // A label of a host has at most 63 characters.
    while digits.len() > 0 && letters.len() < 64 {
        let (start, mut weight, mut step) = (at, 1u32, 36u32);
        loop {
            let digit = match digits.next()? {
                byte @ b'a'..=b'z' => u32::from(byte - b'a'),
                byte @ b'0'..=b'9' => u32::from(byte - b'0') + 26,
                _ => return None,
            };
            at = at.checked_add(digit.checked_mul(weight)?)?;
            let least = step.saturating_sub(bias).clamp(1, 26);
            if digit < least {
                break;
            }
            weight = weight.checked_mul(36 - least)?;
            step += 36;
        }
        let count = u32::try_from(letters.len()).ok()? + 1;
        let mut delta = (at - start) / if start == 0 { 700 } else { 2 };
        delta += delta / count;
        let mut shift = 0;
        while delta > 455 {
            delta /= 35;
            shift += 36;
        }
        bias = shift + 36 * delta / (delta + 38);
        code = code.checked_add(at / count)?;
        at %= count;
        letters.insert(usize::try_from(at).ok()?, char::from_u32(code)?);
        at += 1;
    }
    Some(letters.into_iter().collect())
}

/// Whether a host is an IP address that is not four decimal numbers: one number, or octal or hexadecimal ones.
fn is_number(host: &str) -> bool {
    let parts: Vec<&str> = host.split('.').collect();
    let is_hexadecimal = |part: &&str| part.starts_with("0x");
    let is_octal = |part: &&str| part.len() > 1 && part.starts_with('0');
    let is_digits = |part: &&str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|byte| byte.is_ascii_hexdigit() || byte == b'x')
    };
    let starts = |part: &&str| part.starts_with(|char: char| char.is_ascii_digit());
    parts.iter().all(|part| starts(part) && is_digits(part))
        && (parts.len() < 4
            || parts
                .iter()
                .any(|part| is_hexadecimal(part) || is_octal(part)))
}

/// The known host that this one looks like, unless it is that host or a subdomain of it.
fn looks_like(host: &str) -> Option<&'static str> {
    let site = site(host);
    if KNOWN.contains(&site) {
        return None;
    }
    let dotted = format!(".{host}.");
    let inside = KNOWN
        .iter()
        .zip(&*MARKS)
        .find(|(_, marks)| dotted.contains(&marks.dotted));
    if let Some((known, _)) = inside {
        return Some(known);
    }
    let letters = latin(site);
    let plain = skeleton(&letters);
    let count = letters.chars().count();
    let (known, _) = KNOWN.iter().zip(&*MARKS).find(|(known, marks)| {
        // One letter more or less, another one, or two in each other's place. A file has room for thousands of links, so lengths
        // are looked at first.
        plain == marks.skeleton
            || count.abs_diff(known.len()) <= 1 && strsim::damerau_levenshtein(&letters, known) == 1
    })?;
    Some(known)
}

/// What other hosts are compared with.
struct Marks {
    /// As it stands within another host.
    dotted: String,
    skeleton: String,
}

/// Of each of [`KNOWN`].
static MARKS: LazyLock<Vec<Marks>> = LazyLock::new(|| {
    let marks = KNOWN.iter().map(|known| Marks {
        dotted: format!(".{known}."),
        skeleton: skeleton(known),
    });
    marks.collect()
});

/// The last two labels of a host, which usually tell the owner.
fn site(host: &str) -> &str {
    let mut dots = host.rmatch_indices('.').map(|(at, _)| at);
    dots.nth(1).map_or(host, |at| &host[at + 1..])
}

/// A text without accents, and with Latin letters instead of those that look like them.
fn latin(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    let plain = |char: char| {
        let found = LOOK_ALIKES
            .iter()
            .find(|(letters, _)| letters.contains(char));
        found.map_or(char, |(_, latin)| *latin)
    };
    let is_accent = |char: &char| ('\u{300}'..='\u{36f}').contains(char);
    text.nfd()
        .filter(|char| !is_accent(char))
        .map(plain)
        .collect()
}

/// A host in Latin letters, reduced to what people notice: characters that are easily confused become the same.
fn skeleton(letters: &str) -> String {
    letters
        .replace("rn", "m")
        .replace("vv", "w")
        .replace("cl", "d")
        .replace('0', "o")
        .replace(['1', 'l', '|'], "i")
        .replace('5', "s")
        .replace('-', "")
}

/// Whether a label looks Latin, but has letters of other scripts.
fn is_disguised(label: &str) -> bool {
    let is_foreign = |char: char| {
        LOOK_ALIKES
            .iter()
            .any(|(letters, _)| letters.contains(char))
    };
    label.contains(is_foreign) && latin(label).is_ascii()
}

/// The host that a link's text names, if it names one.
fn shown_host(shown: &str) -> Option<String> {
    let shown = shown.trim();
    if shown.contains(char::is_whitespace) {
        return None;
    }
    let address = match shown.split_once("://") {
        Some(_) => Address::parse(shown)?,
        None => Address::parse(&format!("https://{shown}"))?,
    };
    let is_address =
        shown.contains("://") || shown.starts_with("www.") || KNOWN.contains(&site(&address.host));
    (is_address && address.host.contains('.')).then_some(address.host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_lead_elsewhere_than_they_seem_to_are_told() {
        for url in [
            "https://github.com@evil.example/x",
            "https://github.com:pass@evil.example",
            "https://github.com%2F@evil.example",
            "HTTPS://a@b@evil.example/",
            "https://evil.example\\@github.com/",
            "https://github.com\\.evil.example/",
            "https://gıthub.com/",
            "https://gіthub.com/",
            "https://xn--gthub-n4a.com/",
            "https://gíthub.com/",
            "https://g1thub.com/",
            "https://githud.com/",
            "https://gihtub.com/x",
            "https://github.co/",
            "https://rnicrosoft.com/",
            "https://github.com.evil.example/login",
            "https://www.github.com.evil.example/login",
            "https://g%C4%B1thub.com/",
            "https://2130706433/",
            "https://0x7f.0.0.1/",
            "https://0177.0.0.1/",
            "https://еxample.org/",
            "https://аррӏе.example/",
        ] {
            assert!(deceit(url, "a text").is_some(), "{url}");
        }
        for (url, shown) in [
            ("https://evil.example/", "https://github.com/x"),
            ("https://evil.example/", "github.com/x"),
            ("https://evil.example/", "www.example.org"),
        ] {
            assert!(deceit(url, shown).is_some(), "{url} as {shown}");
        }
    }

    #[test]
    fn honest_addresses_are_left_alone() {
        for (url, shown) in [
            ("https://github.com/a/b@v1", "b"),
            ("https://medium.com/@ada/x", "Ada"),
            ("https://docs.github.com/en", "github.com"),
            ("https://gist.github.com/en", "https://github.com/ada"),
            ("https://пример.рф/", "пример"),
            ("https://bücher.example/", "Bücher"),
            ("https://xn--bcher-kva.example/", "Bücher"),
            ("https://日本語.jp/", "日本語"),
            ("https://127.0.0.1:4000/", "here"),
            ("http://[::1]:4000/", "here"),
            ("https://nodejs.org/", "node.js"),
            ("https://example.org/", "README.md"),
            ("https://gitlab.com/", "GitLab"),
            ("https://crate.io/", "CrateDB"),
            ("https://3.basecamp.com/", "x"),
            ("https://1.1.1.1/", "1.1.1.1"),
            ("mailto:ada@example.org", "Ada"),
        ] {
            assert_eq!(deceit(url, shown), None, "{url} as {shown}");
        }
        assert_eq!(letters("xn--bcher-kva"), "bücher");
        assert_eq!(letters("xn--"), "");
        assert_eq!(letters("xn--99999999999"), "xn--99999999999");
    }
}
