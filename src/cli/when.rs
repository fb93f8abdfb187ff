//! Days and times as people type them, made definite in the ledger's zone (B4, R31, R33).

use std::str::FromStr;

use anyhow::Result;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, TimeZone, TimeZoneDatabase};

use super::failure::Failure;
use crate::domain::text::are_digits;
use crate::domain::{BeyondCalendar, Clock, Date, Instant, Minutes, Rejection, Unreadable, ZoneName};
use crate::import::Calendar;

/// A day, perhaps relative to today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DateSpec {
    /// A day of the calendar.
    On(Date),
    /// A day that exists but lies before 1900.
    BeforeCalendar(String),
    /// So many days before today.
    DaysAgo(u32),
    /// The last such weekday past, 0 for Monday.
    Weekday(u32),
}

impl FromStr for DateSpec {
    type Err = Unreadable;

    fn from_str(text: &str) -> Result<DateSpec, Unreadable> {
        match text.to_ascii_lowercase().as_str() {
            "today" => return Ok(DateSpec::DaysAgo(0)),
            "yesterday" => return Ok(DateSpec::DaysAgo(1)),
            _ => {}
        }
        if let Some(days) = text.strip_prefix('-').and_then(|rest| rest.strip_suffix('d')) {
            return days.parse().ok().filter(|_| are_digits(days)).map(DateSpec::DaysAgo).ok_or_else(unreadable);
        }
        if let Some(day) = weekday(text) {
            return Ok(DateSpec::Weekday(day));
        }
        match Date::read(text) {
            Ok(Ok(date)) => Ok(DateSpec::On(date)),
            Ok(Err(BeyondCalendar)) => Ok(DateSpec::BeforeCalendar(text.to_owned())),
            Err(why) if text.len() == 10 && text.as_bytes()[4] == b'-' => Err(why),
            Err(_) => Err(day_first(text).map_or_else(unreadable, year_first)),
        }
    }
}

/// The day that `28.11.2026` is: with points the day comes first everywhere, with slashes or dashes it does not.
pub(super) fn day_first(text: &str) -> Option<Date> {
    let parts: Vec<&str> = text.split('.').collect();
    let [day, month, year] = parts[..] else { return None };
    let century = if year.len() == 2 { "20" } else { "" };
    format!("{century}{year}-{month:0>2}-{day:0>2}").parse().ok()
}

fn year_first(date: Date) -> Unreadable {
    Unreadable::new("dates begin with the year").advise(format!("write it as {date}"))
}

fn unreadable() -> Unreadable {
    Unreadable::new("not a date").advise("write it as 2026-11-23, today, yesterday, -3d or monday")
}

fn weekday(text: &str) -> Option<u32> {
    const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let at = DAYS.iter().position(|day| day.eq_ignore_ascii_case(text) || day[..3].eq_ignore_ascii_case(text))?;
    u32::try_from(at).ok()
}

/// Today in the ledger's zone, and whether the clock is to be doubted.
#[derive(Clone, Copy, Debug)]
pub struct Today {
    /// The day.
    pub date: Date,
    /// Why days may not be reckoned from it when something is written, if they may not (R31).
    pub doubt: Option<Doubt>,
}

/// A clock that the ledger contradicts.
#[derive(Clone, Copy, Debug)]
pub struct Doubt {
    /// What the clock says.
    now: Instant,
    /// When the last entry was recorded.
    last: Instant,
}

impl Today {
    /// The day a date means.
    ///
    /// # Errors
    ///
    /// A day before 1900, or a relative one while the clock is not to be trusted.
    pub fn resolve(self, spec: &DateSpec) -> Result<Date> {
        let days = match spec {
            DateSpec::On(date) => return Ok(*date),
            DateSpec::BeforeCalendar(date) => return Err(Rejection::BeforeCalendar { date: date.clone() }.into()),
            DateSpec::DaysAgo(days) => *days,
            DateSpec::Weekday(day) => {
                // The last one *past*: on a Monday, `monday` is a week ago.
                (self.date.days_since_monday() + 6 - day) % 7 + 1
            }
        };
        if let Some(Doubt { now, last }) = self.doubt {
            let fact =
                format!("the clock says it is {now}, which the ledger's last entry contradicts: it is of {last}");
            return Err(Failure::refused(fact)
                .hint("give each day as a date (--on; --from of what a client is set to; --date of an invoice), or set the clock right")
                .into());
        }
        let earlier = self.date.minus_days(days);
        earlier.ok_or_else(|| Rejection::BeforeCalendar { date: format!("-{days}d") }.into())
    }
}

/// The zone in which a ledger's dates are civil dates.
#[derive(Clone, Debug)]
pub struct Zone(TimeZone);

impl Zone {
    /// The zone of that name.
    ///
    /// # Errors
    ///
    /// Where the zone data of this program does not know it.
    pub fn named(name: &ZoneName) -> Result<Zone> {
        // The program's own data: what it says does not depend on the machine.
        let zone = TimeZoneDatabase::bundled().get(name.as_str()).ok();
        // Asked for in other letters, a zone is found, too.
        let zone = zone.filter(|zone| zone.iana_name() == Some(name.as_str()));
        zone.map(Zone).ok_or_else(|| {
            let fact = format!("the time zone `{name}` is not known to this program");
            Failure::unable(fact).hint("give absolute days, such as --as-of 2026-11-23").into()
        })
    }

    /// The day of a moment.
    pub fn date(&self, moment: Instant) -> Option<Date> {
        let local = self.0.to_datetime(Timestamp::from_microsecond(moment.micros()).ok()?);
        let [month, day] = [local.month(), local.day()].map(i8::unsigned_abs);
        Date::new(local.year().into(), month.into(), day.into())
    }

    /// The time of day of a moment.
    pub fn clock(&self, moment: Instant) -> Option<Clock> {
        let local = self.0.to_datetime(Timestamp::from_microsecond(moment.micros()).ok()?);
        let [hour, minute] = [local.hour(), local.minute()].map(i8::unsigned_abs);
        Clock::new(hour.into(), minute.into())
    }

    /// Today by the clock; not to be trusted where the clock stands more than an hour before the ledger's last entry, or more
    /// than 400 days after it (R31).
    ///
    /// # Errors
    ///
    /// A clock beyond the calendar.
    pub fn today(&self, now: Instant, last: Option<Instant>) -> Result<Today> {
        const HOUR: i64 = 3_600_000_000;
        let is_likely = |last: &Instant| {
            let ahead = now.micros().saturating_sub(last.micros());
            (-HOUR..=400 * 24 * HOUR).contains(&ahead)
        };
        let doubt = last.filter(|last| !is_likely(last)).map(|last| Doubt { now, last });
        let date = self.date(now).ok_or_else(|| Failure::unable("the clock is beyond the years 1900 to 9999"))?;
        Ok(Today { date, doubt })
    }

    /// Checks that a time of day exists on a day: in spring an hour does not (R33).
    ///
    /// # Errors
    ///
    /// Where it does not.
    pub fn check(&self, date: Date, clock: Clock) -> Result<()> {
        match self.moment(date, clock)? {
            (_, AmbiguousOffset::Gap { .. }) => Err(gap(date, clock)),
            _ => Ok(()),
        }
    }

    /// The minutes between two times of day (R33); one that is earlier is on the next day.
    ///
    /// # Errors
    ///
    /// Where one of them does not exist or exists twice.
    fn minutes_between(&self, date: Date, start: Clock, end: Clock) -> Result<Minutes> {
        let next = date.plus_days(1).ok_or(Rejection::BeyondCalendar)?;
        let begin = self.single(date, start)?;
        let finish = self.single(if end <= start { next } else { date }, end)?;
        let minutes = (finish.as_second() - begin.as_second()) / 60;
        // On the night the clocks go back, a later time of day is never an earlier moment.
        Ok(Minutes::new(u64::try_from(minutes).unwrap_or_default()))
    }

    fn single(&self, date: Date, clock: Clock) -> Result<Timestamp> {
        match self.moment(date, clock)? {
            (local, AmbiguousOffset::Unambiguous { offset }) => {
                Ok(offset.to_timestamp(local).map_err(|_| Rejection::BeyondCalendar)?)
            }
            (_, AmbiguousOffset::Gap { .. }) => Err(gap(date, clock)),
            (_, AmbiguousOffset::Fold { .. }) => {
                let zone = self.0.iana_name().unwrap_or_default();
                let fact = format!("`{clock}` exists twice on {date}: the clocks go back in {zone}");
                Err(Failure::refused(fact).hint(format!("give the length and the start: 45m --at {clock}")).into())
            }
        }
    }

    /// A time of day on a day, and how far from UTC the clocks stand then.
    fn moment(&self, date: Date, clock: Clock) -> Result<(DateTime, AmbiguousOffset)> {
        let [month, day, hour, minute] = [date.month(), date.day(), clock.hour(), clock.minute()].map(|n| n as i8);
        let local =
            DateTime::new(date.year() as i16, month, day, hour, minute, 0, 0).map_err(|_| Rejection::BeyondCalendar)?;
        Ok((local, self.0.to_ambiguous_timestamp(local).offset()))
    }
}

impl Calendar for Zone {
    fn check(&self, date: Date, clock: Clock) -> Result<(), String> {
        Zone::check(self, date, clock).map_err(|error| error.to_string())
    }

    fn between(&self, date: Date, start: Clock, end: Clock) -> Result<Minutes, String> {
        self.minutes_between(date, start, end).map_err(|error| error.to_string())
    }
}

fn gap(date: Date, clock: Clock) -> anyhow::Error {
    let fact = format!("`{clock}` does not exist on {date}: the clocks go forward over it");
    Failure::refused(fact).hint("give a time that the clock showed").into()
}

/// How long a call took: `45m`, or from when to when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeSpec {
    /// A length.
    Length(Minutes),
    /// A length that looks like a time of day: `9:00` is nine hours, and may have been meant for when it began.
    Colon(Clock),
    /// From one time of day to another.
    Range(Clock, Clock),
}

impl TimeSpec {
    /// The length, where that was typed.
    pub fn length(self) -> Option<Minutes> {
        match self {
            TimeSpec::Length(minutes) => Some(minutes),
            TimeSpec::Colon(clock) => Some(clock.length()),
            TimeSpec::Range(..) => None,
        }
    }

    /// When it began, where it says so.
    pub fn start(self) -> Option<Clock> {
        match self {
            TimeSpec::Range(start, _) => Some(start),
            TimeSpec::Length(_) | TimeSpec::Colon(_) => None,
        }
    }

    /// The length and the start, if one is known.
    ///
    /// # Errors
    ///
    /// Times of day that do not exist that day, or exist twice.
    pub fn resolve(self, date: Date, at: Option<Clock>, zone: &Zone) -> Result<(Minutes, Option<Clock>)> {
        match self {
            TimeSpec::Length(_) | TimeSpec::Colon(_) => {
                at.map_or(Ok(()), |at| zone.check(date, at))?;
                Ok((self.length().unwrap_or_default(), at))
            }
            TimeSpec::Range(start, _) if at.is_some_and(|at| at != start) => {
                Err(Failure::usage(format!("`--at` contradicts the time, which begins at {start}"))
                    .hint("leave --at away, or write how long it took and no times")
                    .into())
            }
            TimeSpec::Range(start, end) => Ok((zone.minutes_between(date, start, end)?, Some(start))),
        }
    }
}

impl FromStr for TimeSpec {
    type Err = Unreadable;

    fn from_str(text: &str) -> Result<TimeSpec, Unreadable> {
        let Some((start, end)) = text.split_once(['-', '–']) else {
            return one_time(text);
        };
        let (start, end): (Clock, Clock) = (start.trim().parse()?, end.trim().parse()?);
        if end == start {
            return Err(Unreadable::new("it ends when it begins"));
        }
        if end < start && start.until(end) >= Minutes::new(12 * 60) {
            return Err(Unreadable::new("it ends before it begins; over midnight it may take less than 12h")
                .advise(format!("did you mean {end}-{start}?")));
        }
        Ok(TimeSpec::Range(start, end))
    }
}

/// A length. With a colon it has to be one that a day has, as of a time of day: nobody means a whole day by `24:00`.
fn one_time(text: &str) -> Result<TimeSpec, Unreadable> {
    let length = text.parse()?;
    match text.parse() {
        Ok(clock) => Ok(TimeSpec::Colon(clock)),
        Err(_) if text.contains(':') => Err(Unreadable::new("neither a time of day nor how long a call takes")
            .advise(format!("if that long was meant, write {length}"))),
        Err(_) => Ok(TimeSpec::Length(length)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone() -> Zone {
        Zone::named(&"Europe/Berlin".parse().expect("a name")).expect("a zone")
    }

    fn date(text: &str) -> Date {
        text.parse().expect(text)
    }

    fn between(day: &str, range: &str) -> Result<Minutes> {
        let spec: TimeSpec = range.parse().expect(range);
        Ok(spec.resolve(date(day), None, &zone())?.0)
    }

    #[test]
    fn a_zone_has_the_one_name_that_the_data_have() {
        let known = |name: &str| name.parse().is_ok_and(|name| Zone::named(&name).is_ok());
        assert!(known("Europe/Berlin") && known("UTC") && known("Asia/Jakarta") && known("America/Argentina/Ushuaia"));
        assert!(!known("europe/berlin") && !known("Europe/berlin") && !known("Mars/Olympus") && !known(""));
    }

    #[test]
    fn b4_days_relative_to_today_are_in_the_past() {
        // A Monday.
        let today = Today { date: date("2026-11-23"), doubt: None };
        for (text, day) in [
            ("today", "2026-11-23"),
            ("yesterday", "2026-11-22"),
            ("-3d", "2026-11-20"),
            ("monday", "2026-11-16"),
            ("sun", "2026-11-22"),
            ("Friday", "2026-11-20"),
            ("FRI", "2026-11-20"),
            ("Yesterday", "2026-11-22"),
            ("tuesday", "2026-11-17"),
            ("2026-01-31", "2026-01-31"),
        ] {
            assert_eq!(today.resolve(&text.parse().expect(text)).expect(text), date(day), "{text}");
        }
        for text in ["29.02.2025", "11/12/2026", "2026-02-30", "-3m", "3d", "", "Mondays", "--3d", "-d", "heute"] {
            assert!(text.parse::<DateSpec>().is_err(), "{text}");
        }
    }

    #[test]
    fn r31_a_clock_that_the_ledger_contradicts_is_not_trusted() {
        let at = |text: &str| text.parse::<Instant>().expect(text);
        let trusted =
            |now: &str| zone().today(at(now), Some(at("2026-11-23T12:00:00Z"))).expect("a day").doubt.is_none();
        assert!(trusted("2026-11-23T12:00:01Z") && trusted("2026-11-23T11:00:00Z") && trusted("2027-12-28T12:00:00Z"));
        assert!(
            !trusted("2026-11-23T10:59:59Z") && !trusted("1970-01-01T00:00:00Z") && !trusted("2099-01-01T00:00:00Z")
        );
    }

    #[test]
    fn r33_a_range_counts_the_minutes_between_its_instants() {
        assert_eq!(between("2026-11-23", "14:05-14:50").expect("a range"), Minutes::new(45));
        assert_eq!(between("2026-11-23", "23:50-00:20").expect("a range"), Minutes::new(30));
        // The clocks go forward at 02:00 and back at 03:00.
        assert_eq!(between("2026-03-29", "01:30-03:30").expect("a range"), Minutes::new(60));
        assert_eq!(between("2026-10-25", "01:30-03:30").expect("a range"), Minutes::new(180));
        assert!(between("2026-03-29", "02:30-03:30").is_err(), "02:30 does not exist");
        assert!(between("2026-10-25", "02:30-03:30").is_err(), "02:30 exists twice");
    }

    #[test]
    fn r33_a_start_must_exist_and_may_exist_twice_where_the_length_is_given() {
        let start = |day: &str| TimeSpec::Length(Minutes::new(45)).resolve(date(day), Clock::new(2, 30), &zone());
        assert!(start("2026-03-29").is_err());
        assert!(start("2026-10-25").is_ok());
    }

    #[test]
    fn a_range_backwards_is_over_midnight_only_below_twelve_hours() {
        for text in ["14:50-14:05", "14:05-14:05", "24:00-25:00", "14:05-", "-14:05", "14:05-14:60"] {
            assert!(text.parse::<TimeSpec>().is_err(), "{text}");
        }
    }
}
