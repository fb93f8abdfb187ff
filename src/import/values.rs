//! Dates, times and numbers as other programs write them. Nothing is guessed: what can be read in two ways is refused until
//! the mapping states which.

use rust_decimal::Decimal;

use super::spelling::words;
use crate::domain::money::parse_decimal;
use crate::domain::{Clock, Date, Minutes};

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

words! {
    /// What separates the digits of a number.
    Mark: "a mark is . or ," {
        /// 1.5
        Point = ".",
        /// 1,5
        Comma = ",",
    }
}

words! {
    /// What stands between groups of three digits.
    Grouping: "groups of digits are separated by . , ' or a blank" {
        /// 1.500,00
        Point = ".",
        /// 1,500.00
        Comma = ",",
        /// 1'500.00
        Apostrophe = "'",
        /// 1 500,00
        Blank = " ",
    }
}

/// How numbers are written.
#[derive(Clone, Copy, Debug, Default)]
pub struct Numbers {
    /// What separates the decimals; a number that has any is refused where this is not stated.
    pub decimal: Option<Mark>,
    /// What groups the digits before them; none may where this is not stated.
    pub thousands: Option<Grouping>,
}

/// Why a cell is not a value.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Why {
    /// One clause for a person to read.
    pub(super) told: String,
    /// What to do about it, such as what would have to be stated to read it.
    pub(super) hint: Option<String>,
}

impl Why {
    pub(super) fn hint(self, hint: impl Into<String>) -> Why {
        Why { hint: Some(hint.into()), ..self }
    }
}

impl From<String> for Why {
    fn from(told: String) -> Why {
        Why { told, hint: None }
    }
}

impl From<&str> for Why {
    fn from(told: &str) -> Why {
        Why::from(told.to_owned())
    }
}

/// It can be read in several ways, as long as nobody states `key`.
pub(super) fn unstated(key: &str, told: impl Into<String>) -> Why {
    Why::from(told.into()).hint(format!("state {key} in the mapping{}", option(key)))
}

/// The option that states the same.
fn option(key: &str) -> &'static str {
    match key {
        "date-order" => ", or with --date-order ymd, dmy or mdy",
        "decimal" => ", or with --decimal . or ,",
        "rounding" => ", or with --rounding up or nearest",
        "rounding up" => ", or with --rounding up",
        "id-prefix" => ", such as \"crm:\"",
        _ => ", or with --duration: h:mm, h:mm:ss, decimal-hours, minutes or seconds",
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
        let plain = |part: &&str| !part.is_empty() && part.len() <= 4 && part.bytes().all(|b| b.is_ascii_digit());
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
const NANOS: u64 = 1_000_000_000;

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
    let plain = (1..=9).contains(&fraction.len()) && fraction.bytes().all(|b| b.is_ascii_digit());
    let nanos: u64 = format!("{fraction:0<9}").parse().ok().filter(|_| plain)?;
    Some(u64::try_from(sixtieths(seconds)?).ok()? * NANOS + nanos)
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
    let plain = (1..=9).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|_| plain)
}

fn sixtieths(text: &str) -> Option<u128> {
    let plain = text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|&n: &u128| plain && n < 60)
}

/// An amount of money, without its currency.
pub(super) fn amount(text: &str, numbers: Numbers) -> Result<Decimal, Why> {
    if let Some(sign) = sign(text) {
        let hint = if sign == "%" { "write bare numbers" } else { "write bare numbers: the currency is the client's" };
        return Err(Why::from(format!("it has a `{sign}`")).hint(hint));
    }
    let (whole, decimals) = digits(text, numbers)?;
    let plain = if decimals.is_empty() { whole } else { format!("{whole}.{decimals}") };
    parse_decimal(&plain).map_err(|why| why.to_string().into())
}

/// What stands before or behind a number and is none: `€`, `EUR`, `%`.
fn sign(text: &str) -> Option<&str> {
    let sign = text.trim_matches(|c: char| c.is_ascii_digit() || c.is_whitespace() || ".,'-".contains(c));
    let outside = !sign.is_empty() && (text.starts_with(sign) || text.ends_with(sign));
    let plain = |c: char| c.is_alphabetic() || !c.is_ascii() || "$%".contains(c);
    (outside && sign.chars().all(plain)).then_some(sign)
}

/// A number as its digits and the power of ten they are counted in: `1.25` is 125 hundredths.
fn number(text: &str, numbers: Numbers) -> Result<(u128, u128), Why> {
    let (whole, decimals) = digits(text, numbers)?;
    if whole.len() + decimals.len() > 18 {
        return Err("more digits than any figure here can have".into());
    }
    let digits = format!("{whole}{decimals}").parse().map_err(|_| not_a_number())?;
    Ok((digits, 10_u128.pow(decimals.len() as u32)))
}

/// The digits before and behind the decimal mark.
fn digits(text: &str, numbers: Numbers) -> Result<(String, String), Why> {
    let marks = |text: &str| text.contains(['.', ',']);
    let Some(decimal) = numbers.decimal else {
        return match marks(text) {
            true => Err(unstated("decimal", "the mark that separates decimals is not stated")),
            false => Ok((ungrouped(text, numbers.thousands)?, String::new())),
        };
    };
    let (mark, other) = if decimal == Mark::Point { ('.', ',') } else { (',', '.') };
    let (whole, decimals) = match text.split_once(mark) {
        Some((whole, decimals)) => (whole, Some(decimals)),
        None => (text, None),
    };
    let whole = ungrouped(whole, numbers.thousands).map_err(|why| {
        let groups = numbers.thousands.is_some_and(|thousands| thousands.to_string() == other.to_string());
        match text.contains(other) {
            true if groups => format!("its `{other}` does not stand before three digits each, as thousands do").into(),
            true => format!("it has a `{other}`, and decimal is {mark}").into(),
            false => why,
        }
    })?;
    match decimals {
        None => Ok((whole, String::new())),
        Some(digits) if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) => {
            Ok((whole, digits.to_owned()))
        }
        Some(_) => Err(not_a_number()),
    }
}

/// The digits before the decimal mark, without what groups them by three.
fn ungrouped(text: &str, thousands: Option<Grouping>) -> Result<String, Why> {
    let plain = |digits: &str| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    if plain(text) {
        return Ok(text.to_owned());
    }
    let mark = thousands.ok_or_else(not_a_number)?.to_string();
    let mut groups = text.split(mark.as_str());
    let first = groups.next().filter(|first| plain(first) && first.len() <= 3).ok_or_else(not_a_number)?;
    let mut digits = first.to_owned();
    for group in groups {
        if group.len() != 3 || !plain(group) {
            return Err(not_a_number());
        }
        digits.push_str(group);
    }
    Ok(digits)
}

fn not_a_number() -> Why {
    "not a plain number".into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(decimal: &str, thousands: &str) -> Numbers {
        Numbers { decimal: decimal.parse().ok(), thousands: thousands.parse().ok() }
    }

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

    #[test]
    fn b1_lengths_become_whole_minutes_only_as_stated() {
        let read = |text: &str, form: &str, rounding: &str| {
            let rounding = rounding.parse().unwrap_or(Rounding::Refuse);
            length(text, form.parse().ok(), numbers(".", ""), rounding).map(Minutes::get).map_err(|why| why.told)
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

    #[test]
    fn n100_a_number_with_a_mark_is_refused_until_the_mark_is_stated() {
        let read = |text: &str, decimal: &str, thousands: &str| {
            amount(text, numbers(decimal, thousands)).map(|amount| amount.to_string()).map_err(|why| why.told)
        };
        assert_eq!(read("1500", "", ""), Ok("1500".into()));
        assert_eq!(read("1500.50", ".", ""), Ok("1500.50".into()));
        assert_eq!(read("1500,50", ",", ""), Ok("1500.50".into()));
        assert_eq!(read("1.500,50", ",", "."), Ok("1500.50".into()));
        assert_eq!(read("1'500'000.5", ".", "'"), Ok("1500000.5".into()));
        assert_eq!(read("1 500", "", " "), Ok("1500".into()));
        for (text, decimal, thousands) in [
            ("1,5", "", ""),
            ("1.234", "", ""),
            ("1,5", ".", ""),
            ("1.234", ",", ""),
            ("1.234,5", ",", ""),
            ("1,234.5", ".", "'"),
            ("12.34,5", ",", "."),
            ("1..234", ",", "."),
            (".5", ".", ""),
            ("5.", ".", ""),
            ("-5", ".", ""),
            ("+5", ".", ""),
            ("1e2", ".", ""),
            ("1_000", ".", ""),
            ("", ".", ""),
            ("1.5.5", ".", ""),
        ] {
            assert!(read(text, decimal, thousands).is_err(), "{text} with {decimal} and {thousands}");
        }
        assert!(read("1,5", ".", "").is_err_and(|why| why == "it has a `,`, and decimal is ."));
        let misplaced = "its `.` does not stand before three digits each, as thousands do";
        assert!(
            ["1500.00", "1.50,00"].map(|text| read(text, ",", ".")).iter().all(|why| *why == Err(misplaced.into()))
        );
    }
}
