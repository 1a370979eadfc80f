//! Plural forms, numbers and dates in the conventions of each language.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use icu_calendar::Gregorian;
use icu_datetime::FixedCalendarDateTimeFormatter;
use icu_datetime::fieldsets::YMD;
use icu_decimal::DecimalFormatter;
use icu_locale_core::Locale;
use icu_plurals::{PluralCategory, PluralRules, PluralRulesOptions};
use jiff::civil::Date;

/// The names of CLDR's plural categories. Every language has the last one.
pub const CATEGORIES: [&str; 6] = ["zero", "one", "two", "few", "many", OTHER];

/// The category of all numbers that have none of their own.
pub const OTHER: &str = "other";

/// The largest count that occurs. A category that only holds millions needs no text.
const MOST: usize = 1000;

/// The conventions of one language.
#[derive(Debug)]
pub struct Formats {
    plurals: Option<PluralRules>,
    numbers: Option<DecimalFormatter>,
    dates: Option<FixedCalendarDateTimeFormatter<Gregorian, YMD>>,
}

thread_local! {
    static KNOWN: RefCell<BTreeMap<String, Rc<Formats>>> = const { RefCell::new(BTreeMap::new()) };
}

impl Formats {
    /// The conventions of a language, by its BCP 47 tag.
    pub fn of(tag: &str) -> Rc<Formats> {
        KNOWN.with_borrow_mut(|known| {
            if let Some(formats) = known.get(tag) {
                return formats.clone();
            }
            let formats = Rc::new(Formats::new(tag));
            known.insert(tag.to_owned(), formats.clone());
            formats
        })
    }

    fn new(tag: &str) -> Formats {
        let locale: Locale = tag.parse().unwrap_or(Locale::UNKNOWN);
        Formats {
            plurals: PluralRules::try_new((&locale).into(), PluralRulesOptions::default()).ok(),
            numbers: DecimalFormatter::try_new((&locale).into(), Default::default()).ok(),
            dates: FixedCalendarDateTimeFormatter::try_new((&locale).into(), YMD::long()).ok(),
        }
    }

    /// The category of a count.
    pub fn category(&self, count: usize) -> &'static str {
        match self.plurals.as_ref().map(|rules| rules.category_for(count)) {
            Some(PluralCategory::Zero) => "zero",
            Some(PluralCategory::One) => "one",
            Some(PluralCategory::Two) => "two",
            Some(PluralCategory::Few) => "few",
            Some(PluralCategory::Many) => "many",
            Some(PluralCategory::Other) | None => OTHER,
        }
    }

    /// The categories of whole numbers of everyday size, in the order of `CATEGORIES`.
    pub fn needed(&self) -> Vec<&'static str> {
        let is_needed =
            |name: &&str| *name == OTHER || (0..=MOST).any(|count| self.category(count) == *name);
        CATEGORIES.into_iter().filter(is_needed).collect()
    }

    /// Whether a category holds a single number only, so that its text may leave the number out.
    pub fn is_of_one(&self, category: &str) -> bool {
        (0..=MOST)
            .filter(|&count| self.category(count) == category)
            .count()
            == 1
    }

    /// Whether the language has a category, even if only for millions or fractions.
    pub fn has(&self, category: &str) -> bool {
        let rules = self.plurals.iter();
        let mut names = rules
            .flat_map(|rules| rules.categories())
            .map(|category| match category {
                PluralCategory::Zero => "zero",
                PluralCategory::One => "one",
                PluralCategory::Two => "two",
                PluralCategory::Few => "few",
                PluralCategory::Many => "many",
                PluralCategory::Other => OTHER,
            });
        names.any(|name| name == category)
    }

    /// A whole number in the digits and separators of the language.
    pub fn number(&self, number: usize) -> String {
        match &self.numbers {
            Some(numbers) => numbers.format(&(number as u64).into()).to_string(),
            None => number.to_string(),
        }
    }

    /// A date in words.
    pub fn day(&self, day: Date) -> String {
        let [month, date] = [day.month(), day.day()].map(i8::unsigned_abs);
        let written = icu_calendar::Date::try_new_gregorian(day.year().into(), month, date);
        match (&self.dates, written) {
            (Some(dates), Ok(written)) => dates.format(&written).to_string(),
            _ => day.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_language_has_its_plural_forms() {
        for (tag, needed) in [
            ("en", "one other"),
            ("fr", "one other"),
            ("pt-BR", "one other"),
            ("ru", "one few many other"),
            ("ar", "zero one two few many other"),
            ("ja", "other"),
            ("en-XA", "one other"),
        ] {
            assert_eq!(Formats::of(tag).needed().join(" "), needed, "{tag}");
        }
        assert!(Formats::of("fr").has("many") && !Formats::of("en").has("many"));
        assert_eq!(Formats::of("fr").category(0), "one");
    }

    #[test]
    fn numbers_and_days_are_written_as_the_language_does() {
        let day = jiff::civil::date(2026, 11, 21);
        for (tag, number, written) in [
            ("en-GB", "12,345", "21 November 2026"),
            ("de", "12.345", "21. November 2026"),
            ("ja", "12,345", "2026年11月21日"),
            ("fa", "۱۲٬۳۴۵", "۲۱ نوامبر ۲۰۲۶"),
        ] {
            let formats = Formats::of(tag);
            assert_eq!(formats.number(12_345), number, "{tag}");
            assert_eq!(formats.day(day), written, "{tag}");
        }
    }
}
