//! Numbers of documents, and the pattern they are made by (J3).

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use super::{Date, Unreadable};

/// The most characters a number can have: what the narrowest of the accounting formats takes whole.
const MOST: usize = 32;

/// The last number of a series: far beyond the lines of any ledger, and far below where counting on would overflow.
const LAST: u64 = 999_999_999_999;

/// A document's number, such as `2026-0001`: unique in its ledger.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Number(Arc<str>);

impl Number {
    /// The number's characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Number {
    type Err = Unreadable;

    fn from_str(text: &str) -> Result<Number, Unreadable> {
        if text.is_empty() || text.len() > MOST {
            return Err(Unreadable::new(format!("a document's number has 1 to {MOST} characters")));
        }
        if !text.bytes().all(is_plain) || !text.as_bytes()[0].is_ascii_alphanumeric() {
            return Err(Unreadable::new(
                "a document's number is made of a–z A–Z 0–9 . _ - / and starts with a letter or digit",
            ));
        }
        Ok(Number(text.into()))
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What stands in numbers beside the counter: characters that every accounting format and every postal letter can carry.
fn is_plain(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-' | b'/')
}

/// How documents are numbered: `{year}-{n:04}` gives 2026-0001, 2026-0002 … `{n}` is the counter, `{n:04}` one of at least four
/// digits, `{year}` the year of the document's date.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Pattern {
    text: Arc<str>,
    /// How many digits the counter has at least.
    width: usize,
    /// What stands before the counter and after it, `{year}` not yet filled in.
    around: [Arc<str>; 2],
}

/// The documents that are counted together: those whose numbers differ in nothing but the counter.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Series {
    before: String,
    after: String,
}

impl Pattern {
    /// Whether it is the one that holds where nothing was said.
    pub fn is_default(&self) -> bool {
        *self == Pattern::default()
    }

    /// The pattern as written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The series that a document of that date belongs to.
    pub fn series(&self, date: Date) -> Series {
        let [before, after] = self.around.each_ref().map(|part| part.replace("{year}", &format!("{:04}", date.year())));
        Series { before, after }
    }

    /// The `n`th number of the series of that date; `None` where it would be too long.
    pub fn number(&self, date: Date, n: u64) -> Option<Number> {
        let Series { before, after } = self.series(date);
        format!("{before}{n:0width$}{after}", width = self.width).parse().ok()
    }

    /// Which of its series a number is; `None` where this pattern does not make such a number on that date.
    pub fn count(&self, date: Date, number: &Number) -> Option<u64> {
        let Series { before, after } = self.series(date);
        let digits = number.as_str().strip_prefix(before.as_str())?.strip_suffix(after.as_str())?;
        let n = digits.parse().ok().filter(|n| (1..=LAST).contains(n))?;
        // One spelling: `+1`, or more noughts than the pattern has, are no number of this series.
        (self.number(date, n)? == *number).then_some(n)
    }
}

impl Default for Pattern {
    fn default() -> Pattern {
        Pattern { text: "{year}-{n:04}".into(), width: 4, around: ["{year}-".into(), "".into()] }
    }
}

impl FromStr for Pattern {
    type Err = Unreadable;

    fn from_str(text: &str) -> Result<Pattern, Unreadable> {
        let counterless = || Unreadable::new("a pattern counts with {n} or {n:04}, once, such as {year}-{n:04}");
        let (before, rest) = text.split_once("{n").ok_or_else(counterless)?;
        let (counter, after) = rest.split_once('}').ok_or_else(counterless)?;
        if after.contains("{n") {
            return Err(counterless());
        }
        // One digit, so that a width has one spelling: `+4` and `004` would be read as a number, too.
        let width = match counter.as_bytes() {
            [] => 1,
            [b':', b'0', digit @ b'1'..=b'9'] => usize::from(digit - b'0'),
            _ => return Err(counterless()),
        };
        let pattern = Pattern { text: text.into(), width, around: [before.into(), after.into()] };
        // Whatever is left in braces is no placeholder, and the first character is judged as it will be printed.
        let first = Date::MIN;
        match pattern.number(first, 1) {
            Some(_) => Ok(pattern),
            None => Err(Unreadable::new(
                "beside {year} and {n}, a pattern is made of a–z A–Z 0–9 . _ - /, starts with a letter or digit and stays short",
            )),
        }
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pattern(text: &str) -> Pattern {
        text.parse().expect(text)
    }

    fn date(text: &str) -> Date {
        text.parse().expect(text)
    }

    #[test]
    fn j3_a_pattern_makes_numbers_and_knows_them_again() {
        let day = date("2026-11-30");
        for (text, n, number) in [
            ("{year}-{n:04}", 1, "2026-0001"),
            ("{year}-{n:04}", 12_345, "2026-12345"),
            ("R{n}", 7, "R7"),
            ("{n:03}/{year}", 42, "042/2026"),
            ("{year}{n:02}", 3, "202603"),
        ] {
            let made = pattern(text).number(day, n).expect(text);
            assert_eq!((made.as_str(), pattern(text).count(day, &made)), (number, Some(n)), "{text}");
        }
        assert_eq!(pattern("{year}-{n:04}"), Pattern::default());
    }

    #[test]
    fn j3_a_number_of_another_year_or_spelling_is_not_of_the_series() {
        let count = |number: &str| Pattern::default().count(date("2026-01-01"), &number.parse().expect(number));
        for number in ["2025-0001", "2026-1", "2026-00001", "2026-0000", "2026-0001a", "x2026-0001"] {
            assert_eq!(count(number), None, "{number}");
        }
        assert_eq!(count("2026-0009"), Some(9));
        assert_eq!(
            pattern("{year}-{n:04}").series(date("2026-01-01")),
            pattern("2026-{n:05}").series(date("2027-01-01"))
        );
    }

    #[test]
    fn j3_a_pattern_without_a_counter_is_refused() {
        for text in [
            "",
            "2026",
            "{year}",
            "{n}{n}",
            "{n:4}",
            "{n:0}",
            "{n:010}",
            "{n:0+4}",
            "{n:004}",
            "{n:0４}",
            "{n",
            "{m}-{n}",
            "ä{n}",
            "a b{n}",
            "-{n}",
            "{n}\n",
            "{year}{year}{year}{year}{year}{year}{year}{year}{n}",
        ] {
            assert!(text.parse::<Pattern>().is_err(), "{text}");
        }
    }
}
