//! Time as whole minutes (B1): parsing, printing, checked arithmetic.

use std::fmt;
use std::str::FromStr;

use super::Unreadable;
use super::text::are_digits;

/// A span of support time in whole minutes, never negative. What a client used beyond
/// their packages is an *overage*, a figure of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Minutes(u64);

impl Minutes {
    /// No time at all.
    pub const ZERO: Minutes = Minutes(0);

    /// A span of `minutes` minutes.
    pub const fn new(minutes: u64) -> Minutes {
        Minutes(minutes)
    }

    /// A span of whole hours.
    pub const fn hours(hours: u64) -> Minutes {
        Minutes(hours * 60)
    }

    /// The number of minutes.
    pub const fn get(self) -> u64 {
        self.0
    }

    /// Whether there is no time in it.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// The sum. No ledger can reach the end of `u64`: 10 million lines of 6 million minutes
    /// each (R50, B5) stay five orders of magnitude below it.
    ///
    /// # Panics
    ///
    /// Beyond the end of `u64`.
    pub const fn plus(self, other: Minutes) -> Minutes {
        match self.0.checked_add(other.0) {
            Some(sum) => Minutes(sum),
            None => panic!("minutes beyond every bound of B5"),
        }
    }

    /// What is left after taking `other` away, zero where `other` is larger.
    pub const fn less(self, other: Minutes) -> Minutes {
        Minutes(self.0.saturating_sub(other.0))
    }
}

impl std::iter::Sum for Minutes {
    fn sum<I: Iterator<Item = Minutes>>(spans: I) -> Minutes {
        spans.fold(Minutes::ZERO, Minutes::plus)
    }
}

/// `45m`, `10h`, `1h30m`; no time is `0m`.
impl fmt::Display for Minutes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0 / 60, self.0 % 60) {
            (0, minutes) => write!(f, "{minutes}m"),
            (hours, 0) => write!(f, "{hours}h"),
            (hours, minutes) => write!(f, "{hours}h{minutes}m"),
        }
    }
}

/// Reads `45m`, `1h30m`, `1h30`, `1h 30m`, `1:30`, `1.5h`, `1,5h` and `PT1H30M` (B1).
impl FromStr for Minutes {
    type Err = Unreadable;

    fn from_str(text: &str) -> Result<Minutes, Unreadable> {
        if text.trim().is_empty() {
            return Err(Unreadable::new("a time is needed, such as 45m or 1h30m"));
        }
        if are_digits(text) {
            return Err(Unreadable::new(format!("{text} what?")).advise(format!("write {text}m or {text}h")));
        }
        if is_decimal(text) {
            return Err(Unreadable::new(format!("{text} what?")).advise(format!("write {text}h")));
        }
        if let Some(iso) = text.strip_prefix("PT") {
            return hours_and_minutes(iso, 'H', 'M');
        }
        if let Some((hours, minutes)) = text.split_once(':') {
            return joined(number(hours)?, clock_minutes(minutes)?);
        }
        if let Some(decimal) = text.strip_suffix('h')
            && let Some((whole, fraction)) = decimal.split_once(['.', ','])
        {
            return decimal_hours(whole, fraction);
        }
        hours_and_minutes(text, 'h', 'm')
    }
}

/// `1.5` or `1,5`.
fn is_decimal(text: &str) -> bool {
    text.split_once(['.', ',']).is_some_and(|(whole, fraction)| number(whole).and(number(fraction)).is_ok())
}

/// `1h30m`, `1h 30m`, `1h30`, `1h`, `90m`, with the given unit letters.
fn hours_and_minutes(text: &str, hour: char, minute: char) -> Result<Minutes, Unreadable> {
    let Some((hours, rest)) = text.split_once(hour) else {
        let minutes = text.strip_suffix(minute).ok_or_else(not_a_time)?;
        return number(minutes).map(Minutes);
    };
    let rest = rest.strip_prefix(' ').unwrap_or(rest);
    let minutes = rest.strip_suffix(minute).unwrap_or(rest);
    let minutes = if rest.is_empty() { 0 } else { number(minutes)? };
    if minutes > 59 {
        let unreadable = Unreadable::new("more than 59 minutes beside the hours");
        return Err(unreadable.advise(format!("write {}", joined(number(hours)?, minutes)?)));
    }
    joined(number(hours)?, minutes)
}

/// The two digits after the colon of `1:30`.
fn clock_minutes(text: &str) -> Result<u64, Unreadable> {
    match number(text) {
        Ok(minutes) if text.len() == 2 && minutes < 60 => Ok(minutes),
        _ => Err(not_a_time()),
    }
}

/// `1.5h`: refused where it is not a whole number of minutes.
fn decimal_hours(whole: &str, fraction: &str) -> Result<Minutes, Unreadable> {
    // Twelve digits are far beyond a minute and keep the scale within `u64`.
    if fraction.len() > 12 {
        return Err(not_a_time());
    }
    let scale = 10_u64.pow(fraction.len() as u32);
    let sixtieths = u128::from(number(fraction)?) * 60;
    let (hours, scale) = (number(whole)?, u128::from(scale));
    if !sixtieths.is_multiple_of(scale) {
        let nearest = joined(hours, ((sixtieths + scale / 2) / scale) as u64)?.max(Minutes(1));
        return Err(Unreadable::new("not whole minutes").advise(format!("write it as {nearest}")));
    }
    joined(hours, (sixtieths / scale) as u64)
}

fn joined(hours: u64, minutes: u64) -> Result<Minutes, Unreadable> {
    let total = hours.checked_mul(60).and_then(|m| m.checked_add(minutes));
    total.map(Minutes).ok_or_else(too_long)
}

fn number(digits: &str) -> Result<u64, Unreadable> {
    if !are_digits(digits) {
        return Err(not_a_time());
    }
    digits.parse().map_err(|_| too_long())
}

fn not_a_time() -> Unreadable {
    Unreadable::new("not a time").advise("write it as 45m, 1h30m or 1:30")
}

fn too_long() -> Unreadable {
    Unreadable::new("longer than any time can be")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<u64, String> {
        text.parse().map(Minutes::get).map_err(|e: Unreadable| e.to_string())
    }

    #[test]
    fn b1_every_spelling_of_ninety_minutes_reads_alike() {
        for text in ["1h30m", "1h30", "1h 30m", "1:30", "1.5h", "1,5h", "PT1H30M", "PT1H30", "90m", "1.50h"] {
            assert_eq!(read(text), Ok(90), "{text}");
        }
        assert_eq!(read("45m"), Ok(45));
        assert_eq!(read("PT45M"), Ok(45));
        assert_eq!(read("0m"), Ok(0));
        assert_eq!(read("100000h"), Ok(6_000_000));
    }

    #[test]
    fn b1_a_bare_number_is_refused_with_a_hint() {
        assert_eq!(read("45"), Err("45 what? write 45m or 45h".into()));
        assert_eq!(read("1,5"), Err("1,5 what? write 1,5h".into()));
    }

    #[test]
    fn b1_decimal_hours_that_are_not_whole_minutes_are_refused() {
        for (text, nearest) in [("1.33h", "1h20m"), ("2,37h", "2h22m"), ("1.999h", "2h"), ("0.001h", "1m")] {
            assert_eq!(read(text), Err(format!("not whole minutes; write it as {nearest}")));
        }
        assert_eq!(read("0.35h"), Ok(21));
    }

    #[test]
    fn b1_minutes_beyond_an_hour_beside_hours_are_told_as_hours() {
        assert_eq!(read("1h 90m"), Err("more than 59 minutes beside the hours; write 2h30m".into()));
    }

    #[test]
    fn b1_nothing_else_is_a_time() {
        for text in [
            "",
            " ",
            "m",
            "h",
            "-15m",
            "+15m",
            "1e3m",
            "NaN",
            "inf",
            "１５m",
            "15ｍ",
            "١٥m",
            "1h 90m",
            "1h90m",
            "1:5",
            "1:60",
            ".5h",
            "1.h",
            "1h30m ",
            " 45m",
            "1h  30m",
            "1d",
            "PT",
            "1_000m",
            "99999999999999999999m",
            "1:30:00",
            "1hm",
            "3M",
            "0x10m",
            "1.5m",
            "1h30h",
        ] {
            let read = read(text);
            assert!(read.is_err(), "{text} was read as {read:?}");
        }
    }

    #[test]
    fn a_time_prints_as_it_would_be_written() {
        for text in ["0m", "45m", "1h", "1h5m", "10h", "100000h"] {
            assert_eq!(text.parse::<Minutes>().expect(text).to_string(), text);
        }
    }
}
