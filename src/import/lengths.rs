//! Lengths of time as other programs write them, in whole minutes (B1).

use super::spelling::words;
use super::times::NANOS;
use super::values::{Numbers, Why, number, unstated};
use crate::domain::Minutes;
use crate::domain::text::are_digits;

words! {
    /// How a length of time is written, where it has no units of its own.
    LengthForm: "a duration is h:mm, h:mm:ss, decimal-hours, minutes or seconds" {
        /// 1:20
        Hm = "h:mm",
        /// 01:20:17
        Hms = "h:mm:ss",
        /// 1.25
        DecimalHours = "decimal-hours",
        /// 80
        Minutes = "minutes",
        /// 4800
        Seconds = "seconds",
    }
}

words! {
    /// What becomes of parts of a minute (B1).
    Rounding: "rounding is refuse, up or nearest" {
        /// The row is refused.
        Refuse = "refuse",
        /// To the next whole minute.
        Up = "up",
        /// To the nearest whole minute, half a minute up.
        Nearest = "nearest",
    }
}

/// Reads a length of time in whole minutes. What has units of its own says them, whatever is stated of the others.
pub(super) fn length(
    text: &str,
    form: Option<LengthForm>,
    numbers: Numbers,
    rounding: Rounding,
) -> Result<Minutes, Why> {
    let other_units = |why: Why| match why.hint {
        None if text.contains(char::is_alphabetic) => {
            why.hint("units are h and m: write 1.5h, 1h30m or 45m, or bare numbers and what they are, with --duration")
        }
        _ => why,
    };
    stated_length(text, form, numbers, rounding).map_err(other_units)
}

fn stated_length(text: &str, form: Option<LengthForm>, numbers: Numbers, rounding: Rounding) -> Result<Minutes, Why> {
    let Some(form) = form.filter(|_| !text.contains(['h', 'H', 'm', 'M'])) else { return with_units(text) };
    let other = |told: &str| unstated("duration", told);
    let (parts, per_minute) = match form {
        // No decimal hours have a colon: there it can mean hours and minutes only.
        LengthForm::DecimalHours if text.contains(':') => {
            (in_minutes(text).ok_or_else(|| other("not h:mm, such as 1:20"))?, 1)
        }
        LengthForm::Hm => (in_minutes(text).ok_or_else(|| other("not h:mm, such as 1:20"))?, 1),
        LengthForm::Hms => (in_seconds(text).ok_or_else(|| other("not h:mm:ss, such as 1:20:17"))?, 60),
        LengthForm::Minutes | LengthForm::Seconds if text.contains(':') => return Err(other("not a plain number")),
        LengthForm::DecimalHours => {
            let (digits, scale) = number(text, numbers)?;
            (digits * 60, scale)
        }
        LengthForm::Minutes => number(text, numbers)?,
        LengthForm::Seconds => {
            let (digits, scale) = number(text, numbers)?;
            (digits, scale * 60)
        }
    };
    whole(parts, per_minute, rounding).map_err(|why| match form {
        LengthForm::DecimalHours if rounding == Rounding::Refuse && why.hint.is_some() => why.hint(
            "state rounding in the mapping, or with --rounding nearest, which is what two decimals mean: 0.67 is 40m, and up would \
             make it 41m",
        ),
        _ => why,
    })
}

/// So many whole minutes later, and from so far beyond its minute to so far beyond its own: in whole minutes. None where that is earlier.
pub(super) fn span(minutes: Minutes, from: u64, to: u64, rounding: Rounding) -> Option<Result<Minutes, Why>> {
    let minute = u128::from(NANOS) * 60;
    let nanos = (u128::from(minutes.get()) * minute + u128::from(to)).checked_sub(from.into())?;
    Some(whole(nanos, minute, rounding))
}

/// A length with units, as `hours log` takes it; sheets put blanks before them.
fn with_units(text: &str) -> Result<Minutes, Why> {
    let closed = text.replace('\u{a0}', " ").replace(" h", "h").replace(" m", "m");
    let bare = |b: u8| b.is_ascii_digit() || matches!(b, b'.' | b',' | b':');
    match closed.parse() {
        Err(_) if text.contains(':') && in_minutes(text).or_else(|| in_seconds(text)).is_none() => {
            Err("no length of time: minutes and seconds have two digits below 60, such as 1:05".into())
        }
        Err(_) if text.bytes().all(bare) => Err(unstated("duration", "how durations are written is not stated")),
        read => read.map_err(|why: crate::domain::Unreadable| why.to_string().into()),
    }
}

/// `parts` of which `per_minute` make a minute, in whole minutes.
fn whole(parts: u128, per_minute: u128, rounding: Rounding) -> Result<Minutes, Why> {
    let minutes = match rounding {
        Rounding::Refuse if !parts.is_multiple_of(per_minute) => {
            return Err(unstated("rounding", "not whole minutes"));
        }
        Rounding::Refuse => parts / per_minute,
        Rounding::Up => parts.div_ceil(per_minute),
        Rounding::Nearest => (parts * 2 + per_minute) / (per_minute * 2),
    };
    if minutes == 0 && parts > 0 {
        return Err(unstated("rounding up", "rounded to the nearest minute, it is no time at all"));
    }
    u64::try_from(minutes).map(Minutes::new).map_err(|_| "longer than any time can be".into())
}

fn in_minutes(text: &str) -> Option<u128> {
    let (hours, minutes) = text.split_once(':')?;
    let minutes = sixtieths(minutes)?;
    Some(hours_of(hours)? * 60 + minutes)
}

fn in_seconds(text: &str) -> Option<u128> {
    let (minutes, seconds) = text.rsplit_once(':')?;
    Some(in_minutes(minutes)? * 60 + sixtieths(seconds)?)
}

/// Nine digits are beyond every bound and far from overflowing.
fn hours_of(text: &str) -> Option<u128> {
    let plain = text.len() <= 9 && are_digits(text);
    text.parse().ok().filter(|_| plain)
}

/// Two digits below 60.
pub(super) fn sixtieths(text: &str) -> Option<u128> {
    let plain = text.len() == 2 && are_digits(text);
    text.parse().ok().filter(|&n: &u128| plain && n < 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn b1_lengths_become_whole_minutes_only_as_stated() {
        let read = |text: &str, form: &str, rounding: &str| {
            let rounding = rounding.parse().unwrap_or(Rounding::Refuse);
            length(text, form.parse().ok(), Numbers { decimal: ".".parse().ok(), thousands: None }, rounding)
                .map(Minutes::get)
                .map_err(|why| why.told)
        };
        for (text, form) in [
            ("1h20m", ""),
            ("1 h 20 m", ""),
            ("80 m", "decimal-hours"),
            ("80\u{a0}m", ""),
            ("1:20", ""),
            ("1:20", "h:mm"),
            ("01:20:00", "h:mm:ss"),
            ("80", "minutes"),
            ("80.0", "minutes"),
            ("4800", "seconds"),
        ] {
            assert_eq!(read(text, form, ""), Ok(80), "{text} as {form}");
        }
        assert_eq!(read("1.25", "decimal-hours", ""), Ok(75));
        assert_eq!(read("1,25 h", "", ""), Ok(75));
        assert!(["1,5 Std.", "45 Min", "45 min", "1 h m"].iter().all(|text| read(text, "", "").is_err()));
        assert_eq!(read("0.33", "decimal-hours", "nearest"), Ok(20));
        assert_eq!(read("0.33", "decimal-hours", "up"), Ok(20));
        assert_eq!(read("00:00:30", "h:mm:ss", "nearest"), Ok(1));
        assert!(read("00:00:29", "h:mm:ss", "nearest").is_err_and(|why| why.contains("no time at all")));
        assert_eq!(read("00:00:00", "h:mm:ss", "nearest"), Ok(0));
        for text in ["1:5", "1:75", "1:2:3", "1:00:75"] {
            assert!(read(text, "", "").is_err_and(|why| why.contains("two digits below 60")), "{text}");
        }
        assert_eq!(read("01:20:17", "h:mm:ss", "up"), Ok(81));
        assert!(read("01:20:17", "h:mm:ss", "").is_err_and(|why| why.contains("not whole minutes")));
        for (text, form) in [
            ("80", ""),
            ("1.25", ""),
            ("01:20:00", ""),
            ("1:20", "h:mm:ss"),
            ("1:60", "h:mm"),
            ("-1:20", "h:mm"),
            ("1:2", "h:mm"),
            ("-1", "minutes"),
            ("1e3", "minutes"),
            ("99999999999999999999", "minutes"),
            ("9999999999:00", "h:mm"),
            ("", "minutes"),
            ("１", "minutes"),
        ] {
            assert!(read(text, form, "").is_err(), "{text} as {form}");
        }
    }
}
