//! Whether a language is written from right to left.

/// Languages that are, where no script is named: by their tags of two letters, of three, and by some that were used before.
const LANGUAGES: &[&str] = &[
    "aao", "abh", "abv", "acm", "acq", "acw", "acx", "acy", "adf", "aeb", "aec", "afb", "aii",
    "ajp", "ajt", "apc", "apd", "ar", "ara", "arb", "arc", "arq", "ars", "ary", "arz", "auz",
    "avl", "ayh", "ayl", "ayn", "ayp", "azb", "bal", "bcc", "bft", "bgn", "bqi", "brh", "ckb",
    "cld", "dcc", "div", "dv", "fa", "far", "fas", "glk", "haz", "he", "heb", "iw", "ji", "jpr",
    "jrb", "kas", "khw", "ks", "lki", "lrc", "luz", "mzn", "nqo", "oru", "ota", "pbt", "pbu",
    "per", "pes", "phl", "pnb", "prs", "ps", "pst", "pus", "rhg", "sam", "sbn", "scl", "sd", "sdh",
    "shu", "skr", "snd", "ssh", "syc", "syr", "ug", "uig", "ur", "urd", "ydd", "yi", "yid", "yih",
];

/// Scripts that are. Where a tag names a script, the language does not matter.
const SCRIPTS: &[&str] = &[
    "adlm", "arab", "aran", "armi", "hatr", "hebr", "mand", "mani", "mend", "narb", "nbat", "nkoo",
    "ougr", "palm", "phli", "phlp", "phnx", "rohg", "samr", "sarb", "sogd", "sogo", "syrc", "syre",
    "syrj", "syrn", "thaa", "yezi",
];

/// Whether a BCP 47 tag is of a language that is written from right to left: `ar`, `ar-EG`, `az-Arab`; not `ar-Latn`.
pub fn is_rtl(tag: &str) -> bool {
    let tag = tag.to_ascii_lowercase();
    let mut parts = tag.split('-');
    let language = parts.next().unwrap_or_default();
    // A private part begins with one letter, and says nothing about the script.
    let script = parts
        .take_while(|part| part.len() > 1)
        .find(|part| part.len() == 4 && part.bytes().all(|byte| byte.is_ascii_alphabetic()));
    match script {
        Some(script) => SCRIPTS.contains(&script),
        None => LANGUAGES.contains(&language),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted_and_name_nothing_twice() {
        assert!(LANGUAGES.is_sorted_by(|a, b| a < b));
        assert!(SCRIPTS.is_sorted_by(|a, b| a < b));
    }

    #[test]
    fn the_script_decides_and_else_the_language() {
        for tag in [
            "ar",
            "AR",
            "ar-EG",
            "ar-arz",
            "he",
            "he-IL",
            "iw",
            "fa",
            "fa-AF",
            "ur-PK",
            "ps",
            "sd",
            "ug",
            "yi",
            "dv",
            "ckb",
            "ckb-IQ",
            "nqo",
            "syr",
            "az-Arab",
            "az-arab-IR",
            "pa-Arab",
            "ku-Arab",
            "uz-Arab-AF",
            "ff-Adlm",
            "ks",
            "ms-Arab",
            "tr-Arab",
        ] {
            assert!(is_rtl(tag), "{tag}");
        }
        for tag in [
            "en",
            "de",
            "az",
            "az-Latn",
            "ar-Latn",
            "ku",
            "pa",
            "ur-Latn-PK",
            "sd-Deva",
            "ug-Cyrl",
            "yi-Latn",
            "zh-Hant",
            "en-x-arab",
            "en-Latn-GB",
            "mn-Mong",
            "dz",
            "am",
            "ti",
        ] {
            assert!(!is_rtl(tag), "{tag}");
        }
    }
}
