//! Moments in UTC, to the microsecond (R30).

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, SecondsFormat, Utc};

use super::date::{number, put};
use super::{Date, Unreadable};

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
        Instant(day.to_chrono().and_time(chrono::NaiveTime::MIN).and_utc().timestamp_micros())
    }

    /// Microseconds since 1970-01-01T00:00:00Z.
    pub fn micros(self) -> i64 {
        self.0
    }

    /// The moment `micros` microseconds later, or the last there is where that is beyond it; below zero, earlier, in the same way.
    pub fn plus_micros(self, micros: i64) -> Instant {
        Instant(self.0.saturating_add(micros))
    }

    /// The day of that moment in UTC; `None` beyond 1900 … 9999.
    pub fn utc_date(self) -> Option<Date> {
        Date::from_chrono(self.to_chrono()?.date_naive())
    }

    /// The moment for chrono; `None` beyond its calendar.
    fn to_chrono(self) -> Option<DateTime<Utc>> {
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
            .map_err(|_| Unreadable::new("not an instant").advise("write it as 2026-11-23T09:14:05Z"))?;
        let instant = Instant(moment.timestamp_micros());
        instant.utc_date().map(|_| instant).ok_or_else(|| Unreadable::new("beyond the years 1900 to 9999"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn an_instant_prints_in_utc_with_six_digits() {
        let instant: Instant = "2026-11-23T10:14:05.12+01:00".parse().expect("an instant");
        assert_eq!(instant.to_string(), "2026-11-23T09:14:05.120000Z");
    }
}
