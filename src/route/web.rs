//! Addresses of the web, as browsers read them.

/// Whether this is an absolute `http` or `https` address that can stand in an attribute as it is.
pub fn is_web_url(url: &str) -> bool {
    web_fault(url).is_none()
}

/// Why this is no absolute `http` or `https` address that can stand in an attribute as it is. Browsers, and the cleaner of raw HTML,
/// read addresses by the same standard (<https://url.spec.whatwg.org>): what it refuses is a link to nowhere.
pub fn web_fault(url: &str) -> Option<String> {
    let host = match url.split_once("://") {
        Some((scheme, host)) if scheme.eq_ignore_ascii_case("https") => host,
        Some((scheme, host)) if scheme.eq_ignore_ascii_case("http") => host,
        _ => return Some("it does not start with `https://`".into()),
    };
    if host.is_empty() || host.starts_with(['/', '?', '#']) {
        return Some("it names no host".into());
    }
    let unwanted =
        |char: &char| char.is_whitespace() || char.is_control() || "\"<>\\".contains(*char);
    if let Some(char) = url.chars().find(unwanted) {
        return Some(match char.is_whitespace() {
            true => "it has a blank".into(),
            false => format!("it has the sign `{char}`"),
        });
    }
    url::Url::parse(url).err().map(|fault| fault.to_string())
}

/// The address of a site to which paths can be appended, from what an author wrote for it. The error is the form that the author may
/// have meant, if the text is an address of the web at all.
pub fn site_url(url: &str) -> Result<String, Option<String>> {
    let plain = format!("{}/", url.trim_end_matches('/'));
    if !is_web_url(url) {
        return Err(None);
    }
    let mut parsed = url::Url::parse(&plain).map_err(|_| None)?;
    let written = plain.split_once("://").map_or("", |(_, rest)| rest);
    let mut segments = written.split('/').skip(1);
    let is_step = |segment: &str| {
        let segment = segment.to_ascii_lowercase().replace("%2e", ".");
        matches!(segment.as_str(), "" | "." | "..")
    };
    // The last one is empty, behind the slash at the end.
    let has_steps = segments.by_ref().any(is_step) && segments.next().is_some();
    let has_user = written
        .split('/')
        .next()
        .is_some_and(|host| host.contains('@'));
    if !has_steps && !has_user && !url.contains(['?', '#', '\'']) {
        return Ok(plain);
    }
    // These cannot fail for an address with a host.
    let _ = (parsed.set_username(""), parsed.set_password(None));
    parsed.set_query(None);
    parsed.set_fragment(None);
    let path: Vec<&str> = parsed
        .path()
        .split('/')
        .filter(|part| !part.is_empty())
        .collect();
    let path: String = path.iter().map(|part| format!("{part}/")).collect();
    parsed.set_path(&path.replace('\'', "%27"));
    Err(Some(parsed.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_one_where_a_browser_reads_one() {
        for good in [
            "https://example.org",
            "HTTPS://example.org:8080/a?b=c#d",
            "https://u:p@example.org/",
            "https://münchen.de/ä",
            "http://[::1]/",
        ] {
            assert_eq!(web_fault(good), None, "{good}");
        }
        for bad in [
            "",
            "example.org",
            "https://",
            "https:///x",
            "https://?x",
            "https://example.com:99999/",
            "https://exa%20mple.com",
            "https://exa mple.com",
            "https://256.1.1.1/",
            "https://[::1",
            "https://a\"b",
            "https://a\\b",
            "https://u@/",
            "ftp://example.org",
        ] {
            assert!(web_fault(bad).is_some(), "{bad}");
        }
    }

    #[test]
    fn a_site_has_one_address() {
        for (good, same) in [
            ("https://example.org", "https://example.org/"),
            ("https://example.org/a/b//", "https://example.org/a/b/"),
            ("http://example.org:8080/ä/", "http://example.org:8080/ä/"),
        ] {
            assert_eq!(site_url(good), Ok(same.to_owned()));
        }
        for (bad, meant) in [
            ("https://u:p@x.y/", "https://x.y/"),
            ("https://example.org//bank/../x/", "https://example.org/x/"),
            ("https://x.y/a/%2e%2E/b", "https://x.y/b/"),
            ("https://x.y/a?b#c", "https://x.y/a/"),
            ("https://x.y/it's", "https://x.y/it%27s/"),
        ] {
            assert_eq!(site_url(bad), Err(Some(meant.to_owned())));
            assert_eq!(site_url(meant), Ok(meant.to_owned()));
        }
        assert_eq!(site_url("https://x.y:99999/"), Err(None));
        assert_eq!(site_url("x.y"), Err(None));
    }
}
