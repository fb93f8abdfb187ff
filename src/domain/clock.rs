//! Times of day, to the minute (B4).

use std::fmt;
use std::num::NonZeroU16;
use std::str::FromStr;

use super::text::are_digits;
use super::{Minutes, Unreadable};

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

    /// The same as a length of time, as `1:30` is one (B1).
    pub fn length(self) -> Minutes {
        Minutes::new(self.since_midnight().into())
    }

    /// How long it is from this time of day to another by the clock, over midnight where that is earlier: less than a day.
    pub fn until(self, end: Clock) -> Minutes {
        const DAY: u16 = 24 * 60;
        Minutes::new(((DAY + end.since_midnight() - self.since_midnight()) % DAY).into())
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
            if !(1..=2).contains(&hour.len()) || minute.len() != 2 || !are_digits(hour) || !are_digits(minute) {
                return None;
            }
            Clock::new(hour.parse().ok()?, minute.parse().ok()?)
        };
        read().ok_or_else(|| Unreadable::new("not a time of day").advise("write it as 14:05"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn b4_from_one_time_of_day_to_another_is_less_than_a_day() {
        let clock = |text: &str| text.parse::<Clock>().expect("a time");
        for (start, end, minutes) in
            [("09:00", "09:45", 45), ("23:30", "00:15", 45), ("14:05", "14:05", 0), ("00:01", "00:00", 1439)]
        {
            assert_eq!(clock(start).until(clock(end)), Minutes::new(minutes), "{start} to {end}");
        }
    }

    #[test]
    fn times_of_day_are_strict() {
        for text in ["24:00", "14:60", "14:5", "14", "1405", "-1:00", "１４:05"] {
            assert!(text.parse::<Clock>().is_err(), "{text}");
        }
        assert_eq!("9:05".parse::<Clock>().expect("a time").to_string(), "09:05");
    }
}
