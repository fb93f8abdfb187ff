//! Civil dates in the ledger's zone, and instants in UTC (B4, R30).

use std::fmt;
use std::num::NonZeroU16;
use std::str::FromStr;

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, SecondsFormat, Utc};

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
    pub fn from_chrono(date: NaiveDate) -> Option<Date> {
        (1900..=9999).contains(&date.year()).then_some(Date(date))
    }

    /// The day for chrono.
    pub fn to_chrono(self) -> NaiveDate {
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
        ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"][self.0.weekday().num_days_from_monday() as usize]
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
    fn digits(self) -> [u8; 10] {
        let mut text = *b"0000-00-00";
        put(&mut text[..4], self.0.year().unsigned_abs());
        put(&mut text[5..7], self.0.month());
        put(&mut text[8..], self.0.day());
        text
    }
}

/// A number in as many digits as there is room for.
fn put(digits: &mut [u8], number: u32) {
    let mut rest = number;
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
}

/// The number that digits and nothing else make.
fn number(digits: &[u8]) -> Option<u32> {
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
        let form = || Unreadable::new("not a date; write it as 2026-11-23");
        let bytes = text.as_bytes();
        if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
            return Err(form());
        }
        let numbers = (number(&bytes[..4]), number(&bytes[5..7]), number(&bytes[8..]));
        let (Some(year), Some(month), Some(day)) = numbers else {
            return Err(form());
        };
        let date = NaiveDate::from_ymd_opt(year as i32, month, day)
            .ok_or_else(|| Unreadable::new("there is no such day; dates are written as 2026-11-23"))?;
        Ok(Date::from_chrono(date).ok_or(BeyondCalendar))
    }
}

/// A time of day, to the minute: the start of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Clock(NonZeroU16);

impl Clock {
    /// `None` where there is no such time of day.
    pub fn new(hour: u32, minute: u32) -> Option<Clock> {
        (hour < 24 && minute < 60).then(|| Clock(NonZeroU16::MIN.saturating_add((hour * 60 + minute) as u16)))
    }

    /// The minutes since midnight.
    pub fn since_midnight(self) -> u16 {
        self.0.get() - 1
    }

    /// The hour, 0 … 23.
    pub fn hour(self) -> u32 {
        u32::from(self.since_midnight()) / 60
    }

    /// The minute, 0 … 59.
    pub fn minute(self) -> u32 {
        u32::from(self.since_midnight()) % 60
    }
}

/// `14:05`.
impl fmt::Display for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.hour(), self.minute())
    }
}

/// Reads `14:05` and `9:05`.
impl FromStr for Clock {
    type Err = Unreadable;

    fn from_str(text: &str) -> Result<Clock, Unreadable> {
        let read = || {
            let (hour, minute) = text.split_once(':')?;
            let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
            if !(1..=2).contains(&hour.len()) || minute.len() != 2 || !digits(hour) || !digits(minute) {
                return None;
            }
            Clock::new(hour.parse().ok()?, minute.parse().ok()?)
        };
        read().ok_or_else(|| Unreadable::new("not a time of day; write it as 14:05"))
    }
}

/// A moment in UTC, to the microsecond: when a line was recorded.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(i64);

impl Instant {
    /// The moment `micros` microseconds after 1970-01-01T00:00:00Z.
    pub fn from_micros(micros: i64) -> Instant {
        Instant(micros)
    }

    /// The first moment of a day in UTC.
    pub fn midnight(day: Date) -> Instant {
        Instant(day.0.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_micros())
    }

    /// Microseconds since 1970-01-01T00:00:00Z.
    pub fn micros(self) -> i64 {
        self.0
    }

    /// The moment `micros` microseconds later.
    pub fn plus_micros(self, micros: i64) -> Instant {
        Instant(self.0.saturating_add(micros))
    }

    /// The day of that moment in UTC; `None` beyond 1900 … 9999.
    pub fn utc_date(self) -> Option<Date> {
        Date::from_chrono(self.to_chrono()?.date_naive())
    }

    /// The moment for chrono; `None` beyond its calendar.
    pub fn to_chrono(self) -> Option<DateTime<Utc>> {
        DateTime::from_timestamp_micros(self.0)
    }
}

/// `2026-11-23T09:14:05.120394Z`.
impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.utc_date(), self.to_chrono()) {
            (Some(day), _) => f.write_str(std::str::from_utf8(&self.digits(day)).unwrap_or_default()),
            (None, Some(moment)) => f.write_str(&moment.to_rfc3339_opts(SecondsFormat::Micros, true)),
            (None, None) => f.write_str("beyond the calendar"),
        }
    }
}

impl Instant {
    /// `2026-11-23T09:14:05.120394Z`, of which the day is known.
    fn digits(self, day: Date) -> [u8; 27] {
        let micros = self.0.rem_euclid(24 * 3600 * 1_000_000);
        let seconds = (micros / 1_000_000) as u32;
        let mut text = *b"0000-00-00T00:00:00.000000Z";
        text[..10].copy_from_slice(&day.digits());
        put(&mut text[11..13], seconds / 3600);
        put(&mut text[14..16], seconds / 60 % 60);
        put(&mut text[17..19], seconds % 60);
        put(&mut text[20..26], (micros % 1_000_000) as u32);
        text
    }

    /// Reads `2026-11-23T09:14:05.120394Z`, and no other of the many forms of RFC 3339: this is how a ledger spells it.
    pub fn read(text: &str) -> Option<Instant> {
        let (day, time) = text.split_at_checked(10)?;
        let [b'T', h1, h2, b':', m1, m2, b':', s1, s2, b'.', micros @ .., b'Z'] = time.as_bytes() else { return None };
        let micros = Some(micros).filter(|micros| micros.len() == 6).and_then(number)?;
        let [hour, minute, second] = [number(&[*h1, *h2])?, number(&[*m1, *m2])?, number(&[*s1, *s2])?];
        if hour > 23 || minute > 59 || second > 59 {
            return None;
        }
        let seconds = i64::from((hour * 60 + minute) * 60 + second);
        Some(Instant::midnight(day.parse().ok()?).plus_micros(seconds * 1_000_000 + i64::from(micros)))
    }
}

impl fmt::Debug for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Reads RFC 3339 in any offset, cut to microseconds. That a ledger line holds the one canonical form is
/// seen by writing it again.
impl FromStr for Instant {
    type Err = Unreadable;

    fn from_str(text: &str) -> Result<Instant, Unreadable> {
        if let Some(instant) = Instant::read(text) {
            return Ok(instant);
        }
        let moment = DateTime::parse_from_rfc3339(text)
            .map_err(|_| Unreadable::new("not an instant; write it as 2026-11-23T09:14:05Z"))?;
        let instant = Instant(moment.timestamp_micros());
        instant.utc_date().map(|_| instant).ok_or_else(|| Unreadable::new("beyond the years 1900 to 9999"))
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

    #[test]
    fn r1_instants_are_written_and_read_as_chrono_does() {
        let ends = [Instant::midnight(Date::MIN), Instant::midnight(Date::MAX).plus_micros(24 * 3600 * 1_000_000 - 1)];
        let step = 9_973_333_777_731;
        let all = (0..).map(|n| ends[0].plus_micros(n * step)).take_while(|at| *at < ends[1]);
        for at in all.chain(ends) {
            let text = at.to_string();
            let moment = at.to_chrono().expect("a moment");
            assert_eq!(text, moment.to_rfc3339_opts(SecondsFormat::Micros, true));
            assert_eq!(Instant::read(&text), Some(at));
            assert_eq!(at.utc_date().expect("a day").to_string(), moment.date_naive().to_string());
        }
        assert_eq!(ends[0].plus_micros(-1).to_string(), "1899-12-31T23:59:59.999999Z");
        for other in ["2026-11-23T09:14:05Z", "2026-11-23T09:14:05.120394+00:00", "2026-11-23t09:14:05.120394z"] {
            assert_eq!(Instant::read(other), None, "{other}");
        }
    }

    #[test]
    fn times_of_day_are_strict() {
        for text in ["24:00", "14:60", "14:5", "14", "1405", "-1:00", "１４:05"] {
            assert!(text.parse::<Clock>().is_err(), "{text}");
        }
        assert_eq!("9:05".parse::<Clock>().expect("a time").to_string(), "09:05");
    }

    #[test]
    fn an_instant_prints_in_utc_with_six_digits() {
        let instant: Instant = "2026-11-23T10:14:05.12+01:00".parse().expect("an instant");
        assert_eq!(instant.to_string(), "2026-11-23T09:14:05.120000Z");
    }
}
