//! Civil dates in the ledger's zone (B4).

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Days, Months, NaiveDate};

use super::Unreadable;

/// A day of the calendar, from 1900-01-01 to 9999-12-31, in the ledger's zone.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(NaiveDate);

/// Where a date lies beyond the calendar of a ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BeyondCalendar;

impl Date {
    /// The first day of a ledger's calendar.
    pub const MIN: Date = Date(NaiveDate::from_ymd_opt(1900, 1, 1).expect("a day"));
    /// The last day of a ledger's calendar.
    pub const MAX: Date = Date(NaiveDate::from_ymd_opt(9999, 12, 31).expect("a day"));

    /// A day of the calendar, `None` beyond 1900 … 9999 or where there is no such day.
    pub fn new(year: i32, month: u32, day: u32) -> Option<Date> {
        Date::from_chrono(NaiveDate::from_ymd_opt(year, month, day)?)
    }

    /// The same day of chrono's calendar, `None` beyond 1900 … 9999.
    pub(super) fn from_chrono(date: NaiveDate) -> Option<Date> {
        (1900..=9999).contains(&date.year()).then_some(Date(date))
    }

    /// The day for chrono.
    pub(super) fn to_chrono(self) -> NaiveDate {
        self.0
    }

    /// `days` days later; `None` beyond the calendar.
    pub fn plus_days(self, days: u32) -> Option<Date> {
        Date::from_chrono(self.0.checked_add_days(Days::new(days.into()))?)
    }

    /// `days` days earlier; `None` beyond the calendar.
    pub fn minus_days(self, days: u32) -> Option<Date> {
        Date::from_chrono(self.0.checked_sub_days(Days::new(days.into()))?)
    }

    /// `months` months later, clamped to the last day of that month (D4); `None` beyond the calendar.
    pub fn plus_months(self, months: u32) -> Option<Date> {
        Date::from_chrono(self.0.checked_add_months(Months::new(months))?)
    }

    /// The days from `earlier` to this one; negative where this one is earlier.
    pub fn days_since(self, earlier: Date) -> i64 {
        (self.0 - earlier.0).num_days()
    }

    /// A number below 2^22 that is greater for every later day.
    pub fn rank(self) -> u32 {
        // Both are at hand, and the days since 1900 are not. There are at most 366 in a year, and 8,100 years.
        self.0.year().abs_diff(Date::MIN.0.year()) << 9 | self.0.ordinal()
    }

    /// The first day of its month.
    pub fn first_of_month(self) -> Date {
        Date(self.0.with_day(1).unwrap_or(self.0))
    }

    /// The last day of its month.
    pub fn last_of_month(self) -> Date {
        let days = u32::from(self.0.num_days_in_month());
        Date(self.0.with_day(days).unwrap_or(self.0))
    }

    /// The calendar year.
    pub fn year(self) -> i32 {
        self.0.year()
    }

    /// The weekday as `Mon` … `Sun`.
    pub fn weekday(self) -> &'static str {
        ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"][self.days_since_monday() as usize]
    }

    /// How many days of its week are before it: 0 on a Monday … 6 on a Sunday.
    pub fn days_since_monday(self) -> u32 {
        self.0.weekday().num_days_from_monday()
    }

    /// The day's number in its month, 1 … 31.
    pub fn day(self) -> u32 {
        self.0.day()
    }

    /// The month's number in its year, 1 … 12.
    pub fn month(self) -> u32 {
        self.0.month()
    }

    /// The month's name in English.
    pub fn month_name(self) -> &'static str {
        const NAMES: [&str; 12] = [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ];
        NAMES[self.0.month0() as usize]
    }
}

/// `2026-11-23`.
impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(std::str::from_utf8(&self.digits()).unwrap_or_default())
    }
}

impl Date {
    /// `2026-11-23`. Every line of a ledger has two of them: they are not written by way of a format.
    pub(super) fn digits(self) -> [u8; 10] {
        let mut text = *b"0000-00-00";
        put(&mut text[..4], self.0.year().unsigned_abs());
        put(&mut text[5..7], self.0.month());
        put(&mut text[8..], self.0.day());
        text
    }
}

/// A number in as many digits as there is room for.
pub(super) fn put(digits: &mut [u8], number: u32) {
    let mut rest = number;
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
}

/// The number that digits and nothing else make.
pub(super) fn number(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |sum, b| b.is_ascii_digit().then(|| sum * 10 + u32::from(b - b'0')))
}

impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Reads `2026-11-23` and nothing else. A day that exists but lies beyond the calendar is told apart
/// by [`Date::read`].
impl FromStr for Date {
    type Err = Unreadable;

    fn from_str(text: &str) -> Result<Date, Unreadable> {
        Date::read(text)?.map_err(|BeyondCalendar| Unreadable::new("before 1900-01-01"))
    }
}

impl Date {
    /// Reads `2026-11-23`.
    ///
    /// # Errors
    ///
    /// Outer: not a date of that form, or no such day. Inner: such a day, but before 1900.
    pub fn read(text: &str) -> Result<Result<Date, BeyondCalendar>, Unreadable> {
        let form = || Unreadable::new("not a date").advise("write it as 2026-11-23");
        let bytes = text.as_bytes();
        if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
            return Err(form());
        }
        let numbers = (number(&bytes[..4]), number(&bytes[5..7]), number(&bytes[8..]));
        let (Some(year), Some(month), Some(day)) = numbers else {
            return Err(form());
        };
        let date = NaiveDate::from_ymd_opt(year as i32, month, day)
            .ok_or_else(|| Unreadable::new("there is no such day").advise("dates are written as 2026-11-23"))?;
        Ok(Date::from_chrono(date).ok_or(BeyondCalendar))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse().expect(text)
    }

    #[test]
    fn d4_months_clamp_to_their_last_day() {
        assert_eq!(date("2026-01-31").plus_months(1), Some(date("2026-02-28")));
        assert_eq!(date("2028-01-31").plus_months(1), Some(date("2028-02-29")));
        assert_eq!(date("2026-01-31").plus_months(2), Some(date("2026-03-31")));
    }

    #[test]
    fn b4_only_days_that_exist_are_dates() {
        for text in ["2026-02-30", "29.02.2025", "11/12/2026", "2026-1-1", "20261123", "0000-01-01", "1899-12-31", ""] {
            assert!(text.parse::<Date>().is_err(), "{text}");
        }
        assert_eq!(date("9999-12-31").plus_days(1), None);
        assert_eq!(date("1900-01-01").to_string(), "1900-01-01");
    }
}
