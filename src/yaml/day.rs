//! Dates as people write them, for suggesting the right form.

use jiff::civil::Date;

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

/// The date that a text means, if it can mean only one.
pub fn meant(written: &str) -> Option<Date> {
    let written = written.trim().trim_matches(['"', '\'']).trim();
    // A time may follow.
    let written = written
        .split(['T', 't'])
        .next()
        .filter(|day| day.len() >= 8)
        .unwrap_or(written);
    let parts: Vec<&str> = written
        .split(|char: char| !char.is_ascii_alphanumeric())
        .filter(|part| !part.is_empty())
        .collect();
    let number = |part: &str| part.parse::<i16>().ok();
    let month = |part: &str| {
        let start = part.get(..3)?.to_ascii_lowercase();
        let at = MONTHS.iter().position(|month| *month == start)?;
        i16::try_from(at + 1).ok()
    };
    let day = |part: &str| number(part.trim_end_matches(|char: char| char.is_ascii_alphabetic()));
    let (year, month, day) = match parts[..] {
        [all] if all.len() == 8 => (number(&all[..4])?, number(&all[4..6])?, number(&all[6..])?),
        [year, second, third] if year.len() == 4 && number(year).is_some() => (
            number(year)?,
            month(second).or_else(|| number(second))?,
            number(third)?,
        ),
        [first, second, year] if year.len() == 4 => {
            let year = number(year)?;
            match (month(first), month(second)) {
                (Some(month), _) => (year, month, day(second)?),
                (_, Some(month)) => (year, month, day(first)?),
                (None, None) => {
                    let (first, second) = (number(first)?, number(second)?);
                    match () {
                        // With dots the day comes first; with slashes that depends on the country.
                        () if written.contains('.') || first > 12 || first == second => {
                            (year, second, first)
                        }
                        () if second > 12 => (year, first, second),
                        () => return None,
                    }
                }
            }
        }
        _ => return None,
    };
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_reading_is_a_day_and_two_are_none() {
        for written in [
            "2026-1-2",
            "2026/01/02",
            "2026.1.2",
            "20260102",
            "2.1.2026",
            "2026-01-02T10:00:00Z",
            "2 January 2026",
            "Jan 2nd, 2026",
            "\"2026-1-2\"",
        ] {
            let day = meant(written).map(|day| day.to_string());
            assert_eq!(day.as_deref(), Some("2026-01-02"), "{written}");
        }
        assert_eq!(meant("21/11/2026"), meant("11/21/2026"));
        for written in [
            "",
            "2026",
            "2026-11",
            "1/2/2026",
            "2026-02-30",
            "yesterday",
            "é",
            "99999999",
            "May",
        ] {
            assert_eq!(meant(written), None, "{written}");
        }
    }
}
