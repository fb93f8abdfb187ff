//! Dates and times of day as other programs write them: each by itself, or both in one cell.

use super::lengths::sixtieths;
use super::spelling::words;
use super::values::{Why, unstated};
use crate::domain::text::are_digits;
use crate::domain::{Clock, Date};

words! {
    /// In which order a date's parts stand, where it is not `2026-11-23`.
    DateOrder: "a date's order is ymd, dmy or mdy" {
        /// 2026/11/23
        Ymd = "ymd",
        /// 23.11.2026
        Dmy = "dmy",
        /// 11/23/2026
        Mdy = "mdy",
    }
}

/// Reads a date: `2026-11-23` always, others in the stated order.
pub(super) fn date(text: &str, order: Option<DateOrder>) -> Result<Date, Why> {
    let iso = text.len() == 10 && text.as_bytes()[4] == b'-' && text.as_bytes()[7] == b'-';
    if iso {
        return Date::read(text).map_err(|why| Why::from(why.to_string()))?.map_err(|_| "before 1900-01-01".into());
    }
    let plain = "give the column of dates a plain format before you save it: 2026-11-23, or 23.11.2026, with four digits for the \
        year and no weekday";
    let parts = parts_of_date(text).ok_or_else(|| Why::from("not a date").hint(plain))?;
    let order = order.ok_or_else(|| unstated("date-order", "the order of day and month is not stated"))?;
    let [year, month, day] = match order {
        DateOrder::Ymd => parts,
        DateOrder::Dmy => [parts[2], parts[1], parts[0]],
        DateOrder::Mdy => [parts[2], parts[0], parts[1]],
    };
    if year.len() != 4 || month.len() > 2 || day.len() > 2 {
        let told = format!("not a date of the order {order} with a year of four digits");
        return Err(Why::from(told).hint(plain));
    }
    let number = |digits: &str| digits.parse::<u32>().unwrap_or_default();
    let date = Date::new(number(year) as i32, number(month), number(day));
    date.ok_or_else(|| format!("there is no such day, read as {order}").into())
}

/// The three numbers of a date, in whatever order.
fn parts_of_date(text: &str) -> Option<[&str; 3]> {
    ['/', '.', '-'].iter().find_map(|&mark| {
        let mut parts = text.split(mark);
        let three = [parts.next()?, parts.next()?, parts.next()?];
        let plain = |part: &&str| part.len() <= 4 && are_digits(part);
        (parts.next().is_none() && three.iter().all(plain)).then_some(three)
    })
}

/// A date and what stands behind it, after a blank or a `T`; none where there is only one of them.
pub(super) fn date_and_time(text: &str) -> Option<(&str, &str)> {
    let (date, time) = text.split_once([' ', '\u{a0}', 'T'])?;
    let time = time.trim_start();
    let is_time = time.starts_with(|c: char| c.is_ascii_digit());
    (is_time && parts_of_date(date).is_some()).then_some((date, time))
}

/// Whether a time is midnight, as spreadsheets write it behind any date.
pub(super) fn is_midnight(text: &str) -> Result<bool, Why> {
    clock(text).map(|time| of_day(time) == 0)
}

/// So many parts of a second are counted, so that none has to be dropped.
pub(super) const NANOS: u64 = 1_000_000_000;

/// Half a day in these.
pub(super) const HALF_A_DAY: u64 = 12 * 3600 * NANOS;

/// How far a time of day is from midnight.
pub(super) fn of_day((clock, nanos): (Clock, u64)) -> u64 {
    u64::from(clock.since_midnight()) * 60 * NANOS + nanos
}

/// Reads a time of day: `14:05`, `14:05:30`, `2:05 PM`; gives what it is beyond whole minutes beside it, in nanoseconds.
pub(super) fn clock(text: &str) -> Result<(Clock, u64), Why> {
    let none = || {
        let hint = if text.starts_with("24:00") {
            "midnight is 0:00; an end at 0:00 is that of the next day"
        } else {
            "give the column of times a plain format before you save it: 14:05, with a colon and no word behind it"
        };
        Why::from("not a time of day, such as 14:05 or 2:05 PM").hint(hint)
    };
    if let Some(offset) = offset(text) {
        let told = format!("it has the offset `{offset}`, and times are those of the ledger's zone");
        return Err(
            Why::from(told).hint("export times without an offset, as the clock of the ledger's zone shows them")
        );
    }
    let half = |suffix: &str| {
        let at = text.len().checked_sub(suffix.len())?;
        let (time, end) = text.split_at_checked(at)?;
        end.eq_ignore_ascii_case(suffix).then(|| time.trim_end())
    };
    let (time, shift) = match (half("am"), half("pm")) {
        (Some(time), _) => (time, Some(0)),
        (_, Some(time)) => (time, Some(12)),
        _ => (text, None),
    };
    let (time, seconds) = match time.split(':').count() {
        3 => time.rsplit_once(':').ok_or_else(none)?,
        _ => (time, "00"),
    };
    let seconds = in_nanos(seconds).ok_or_else(none)?;
    let read: Clock = time.parse().map_err(|_| none())?;
    let clock = match shift {
        None => Some(read),
        // 12:30 AM is half past midnight, 12:30 PM half past noon.
        Some(shift) if (1..=12).contains(&read.hour()) => Clock::new(read.hour() % 12 + shift, read.minute()),
        Some(_) => None,
    };
    clock.map(|clock| (clock, seconds)).ok_or_else(none)
}

/// What stands behind a time and says how far it is from UTC: `Z`, `+0100`, `-05:00`.
fn offset(text: &str) -> Option<&str> {
    let at = text.find(['+', '-', 'Z']).filter(|_| text.contains(':'))?;
    text.starts_with(|c: char| c.is_ascii_digit()).then(|| &text[at..])
}

/// `42` or `42.5` seconds of a minute.
fn in_nanos(text: &str) -> Option<u64> {
    let (seconds, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let plain = fraction.len() <= 9 && are_digits(fraction);
    let nanos: u64 = format!("{fraction:0<9}").parse().ok().filter(|_| plain)?;
    Some(u64::try_from(sixtieths(seconds)?).ok()? * NANOS + nanos)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn n101_a_date_is_read_in_the_stated_order_and_never_guessed() {
        let read = |text: &str, order: &str| {
            date(text, order.parse().ok()).map(|date| date.to_string()).map_err(|why| why.told)
        };
        for (text, order) in [
            ("2026-04-03", ""),
            ("2026-04-03", "mdy"),
            ("2026/04/03", "ymd"),
            ("03/04/2026", "dmy"),
            ("3.4.2026", "dmy"),
            ("04/03/2026", "mdy"),
            ("4-3-2026", "mdy"),
        ] {
            assert_eq!(read(text, order), Ok("2026-04-03".to_owned()), "{text} as {order}");
        }
        assert!(read("03/04/2026", "").is_err_and(|why| why.contains("not stated")));
        assert!(read("25/12/2026", "").is_err(), "not even where only one order is possible");
        for (text, order) in [
            ("25/12/2026", "mdy"),
            ("03/04/26", "dmy"),
            ("2026-02-30", ""),
            ("1899-12-31", ""),
            ("31.4.2026", "dmy"),
            ("03/04.2026", "dmy"),
            ("3/4", "dmy"),
            ("", "dmy"),
            ("0３/04/2026", "dmy"),
            ("03/04/2026 09:00", "dmy"),
            ("2026/4/3", "dmy"),
        ] {
            assert!(read(text, order).is_err(), "{text} as {order}");
        }
    }

    #[test]
    fn times_of_day_say_themselves_whether_they_are_of_twelve_hours() {
        let read =
            |text: &str| clock(text).map(|(clock, nanos)| format!("{clock}+{}", nanos / NANOS)).map_err(|why| why.told);
        for (text, expected) in [
            ("9:05", "09:05+0"),
            ("14:05:59", "14:05+59"),
            ("02:05 PM", "14:05+0"),
            ("12:30:01 am", "00:30+1"),
            ("14:05:59.000", "14:05+59"),
            ("12:00 PM", "12:00+0"),
            ("9:05AM", "09:05+0"),
        ] {
            assert_eq!(read(text), Ok(expected.to_owned()), "{text}");
        }
        for text in [
            "13:05 PM", "0:30 AM", "24:00", "9", "9:5", "9:05:60", "9:05:5", "PM", "", "9:05 XM", "é", "9:05:05.",
            "9:05.5",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
        for text in ["9:05Z", "9:05:30.000+0100", "9:05 -05:00"] {
            assert!(read(text).is_err_and(|why| why.contains("offset")), "{text}");
        }
    }

    #[test]
    fn a_date_and_a_time_are_parted_by_a_blank_or_a_t() {
        for text in ["2026-03-02 13:53", "2026-03-02T13:53", "2026-03-02  13:53", "2026-03-02\u{a0}13:53"] {
            assert_eq!(date_and_time(text), Some(("2026-03-02", "13:53")), "{text}");
        }
        assert_eq!(date_and_time("11/28/2026 1:53 PM"), Some(("11/28/2026", "1:53 PM")));
        for text in ["2026-03-02", "13:53", "1:53 PM", "2026-03-02T", "2026-03-02 Mo", "Sa, 28.11.2026", ""] {
            assert_eq!(date_and_time(text), None, "{text}");
        }
        assert!(["00:00", "0:00:00", "12:00:00 AM"].iter().all(|midnight| is_midnight(midnight) == Ok(true)));
        assert!(["00:01", "00:00:01", "00:00:00.001"].iter().all(|other| is_midnight(other) == Ok(false)));
    }
}
