//! A span of days that a question is about.

use std::fmt;
use std::str::FromStr;

use super::{Date, Unreadable};

/// From one day through another, both included. Open ends reach to the ends of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
}

impl Period {
    /// Every day there is.
    pub const ALWAYS: Period = Period { from: Date::MIN, to: Date::MAX };

    /// From one day through another; `None` where the last comes before the first.
    pub fn new(from: Date, to: Date) -> Option<Period> {
        (from <= to).then_some(Period { from, to })
    }

    /// A calendar year; `None` beyond 1900 … 9999.
    pub fn year(year: i32) -> Option<Period> {
        Period::new(Date::new(year, 1, 1)?, Date::new(year, 12, 31)?)
    }

    /// Whether a day lies in it.
    pub fn contains(&self, date: Date) -> bool {
        self.from <= date && date <= self.to
    }

    /// The whole month it is, if it is one.
    fn is_month(&self) -> bool {
        self.from == self.from.first_of_month() && self.to == self.from.last_of_month()
    }
}

/// `1–30 November 2026` for a month, else `2026-11-02 to 2026-12-01`.
impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.from == Date::MIN, self.to == Date::MAX) {
            (true, true) => f.write_str("all dates"),
            (true, false) => write!(f, "through {}", self.to),
            (false, true) => write!(f, "from {}", self.from),
            (false, false) if self.is_month() => {
                write!(f, "1–{} {} {}", self.to.day(), self.to.month_name(), self.to.year())
            }
            (false, false) => write!(f, "{} to {}", self.from, self.to),
        }
    }
}

/// A calendar month, written `2026-11`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Month(Period);

impl Month {
    /// Its days.
    pub fn period(self) -> Period {
        self.0
    }
}

impl FromStr for Month {
    type Err = Unreadable;

    fn from_str(text: &str) -> Result<Month, Unreadable> {
        let unreadable = || Unreadable::new("not a month").advise("write it as 2026-11");
        if text.len() != 7 {
            return Err(unreadable());
        }
        let first: Date = format!("{text}-01").parse().map_err(|_| unreadable())?;
        Ok(Month(Period { from: first, to: first.last_of_month() }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_has_all_its_days_and_prints_them() {
        let month: Month = "2028-02".parse().expect("a month");
        assert_eq!(month.period().to_string(), "1–29 February 2028");
        for text in ["2026-13", "2026-1", "2026", "11-2026", "2026-00", "２026-1"] {
            assert!(text.parse::<Month>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_period_does_not_end_before_it_begins() {
        let date = |text: &str| text.parse::<Date>().expect(text);
        assert_eq!(Period::new(date("2026-11-02"), date("2026-11-01")), None);
        assert!(Period::year(2026).is_some_and(|year| year.contains(date("2026-12-31"))));
    }
}
