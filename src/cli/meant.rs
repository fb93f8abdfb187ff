//! What a command line that cannot be read was perhaps meant to say: suggested, never taken.

use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::advice::dated;
use super::env::Env;
use super::options::Color;
use super::when::{DateSpec, TimeSpec, Zone, day_first};
use super::words::{commands, end_of_text, has, whole};
use crate::domain::text::are_digits;
use crate::domain::{Clock, Date};

/// The units that the program reads, and what people write for them.
const UNITS: [(&str, &str); 6] = [
    ("h", "h hr hrs hour hours std stunde stunden"),
    ("m", "m min mins minute minutes minuten"),
    ("d", "d day days tag tage"),
    ("w", "w week weeks woche wochen"),
    ("mo", "mo mon month months monat monate"),
    ("y", "y yr yrs year years jahr jahre"),
];

/// Days that are read, and what else people write for them.
const DAYS: [(&str, &str); 10] = [
    ("today", "heute"),
    ("yesterday", "gestern"),
    ("-2d", "vorgestern"),
    ("monday", "montag"),
    ("tuesday", "dienstag"),
    ("wednesday", "mittwoch"),
    ("thursday", "donnerstag"),
    ("friday", "freitag"),
    ("saturday", "samstag"),
    ("sunday", "sonntag"),
];

/// What a day is called in other languages, where a word can be nothing else: a note of that one word stays one. Words that say something else in another
/// language, such as `hier`, are left out.
const DAYS_ABROAD: [(&str, &str); 2] = [
    ("today", "aujourd'hui hoy oggi hoje vandaag idag dziś dzisiaj dnes сегодня сьогодні bugün tänään heddiw"),
    ("yesterday", "ayer ieri ontem gisteren igår wczoraj včera вчера вчора dün eilen kemarin jana ddoe"),
];

/// What the day to come is called. None is read: what is written down was.
const TOMORROW: &str =
    "tomorrow morgen demain mañana domani amanhã imorgon jutro zítra завтра yarın huomenna besok kesho yfory";

/// What people write between two times of day.
const UNTIL: [&str; 6] = ["-", "–", "to", "till", "until", "bis"];

/// A value that cannot be read as it would be, in the first of its other spellings that can. Whether one can is asked of the command line itself: this
/// holds for every option there is.
pub(super) fn value(value: &str, words: &[&str]) -> Option<String> {
    let is_it = |word: &&str| *word == value || word.strip_suffix(value).is_some_and(|option| option.ends_with('='));
    let at = words.iter().rposition(is_it)?;
    let before = words[at].strip_suffix(value)?;
    let can_be_read = |spelling: &String| {
        let spelled = format!("{before}{spelling}");
        let words = [&words[..at], &[spelled.as_str()], &words[at + 1..]].concat();
        // Where it is still refused itself, it stands there twice, and the other one was meant.
        spelling != value && refused(&words).is_none_or(|refused| refused != *spelling && refused != value)
    };
    spellings(value).find(can_be_read)
}

/// A number and its unit that stand apart, as one word: `50 h`, `1 year`.
pub(super) fn joined(at: usize, words: &[&str]) -> Option<String> {
    let (number, unit) = (words.get(at.checked_sub(1)?)?, words.get(at)?);
    if !number.ends_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let can_be_read = |spelling: &String| {
        let words = [&words[..at - 1], &[spelling.as_str()], &words[at + 1..]].concat();
        refused(&words).is_none_or(|refused| refused != *spelling)
    };
    in_units(&format!("{number}{unit}")).find(can_be_read)
}

/// Two times of day as one word, if that is read as from when to when.
pub(super) fn from_to(start: &str, end: &str) -> Option<String> {
    // What begins before ten is told as it is typed.
    let spelled = format!("{}-{end}", start.strip_prefix('0').filter(|_| !end.starts_with('0')).unwrap_or(start));
    spelled.parse::<TimeSpec>().ok().map(|_| spelled)
}

/// How long it is from when to when, for a command that takes only that: it asks what a call would cost, whenever it begins.
pub(super) fn length_of(range: &str, words: &[&str]) -> Option<String> {
    let takes_time = has(words, |argument| argument.is_positional() && argument.get_id() == "time");
    let Ok(TimeSpec::Range(start, end)) = range.parse() else { return None };
    takes_time.then(|| start.until(end).to_string())
}

/// From when to when, where the two stand apart, near this word: `9:00 9:45`, `9:00 - 9:45`, `9:00- 9:45`. With the text behind it, where that is of
/// several words; how long that is, where the command takes but a length.
pub(super) fn range(at: usize, words: &[&str]) -> Option<String> {
    (at.saturating_sub(2)..=at).find_map(|begin| {
        let last = begin + 1 + usize::from(UNTIL.contains(words.get(begin + 1)?));
        let (start, end) = (words[begin].trim_end_matches(['-', '–']), words.get(last)?.trim_start_matches(['-', '–']));
        let are_clocks = [start, end].iter().all(|word| word.parse::<Clock>().is_ok());
        let spelled = from_to(start, end).filter(|_| are_clocks)?;
        let again = [&words[..begin], &[spelled.as_str()], &words[last + 1..]].concat();
        let text = &words[last + 1..end_of_text(last + 1, words)];
        let text = if text.len() > 1 { format!(" {}", whole(&text.join(" "))?) } else { String::new() };
        match refused(&again) {
            Some(refused) if refused == spelled => length_of(&spelled, words),
            _ => Some(spelled + &text),
        }
    })
}

/// A day as it is read, of a word that is one; also in spellings that are not read.
pub(super) fn day(word: &str) -> Option<String> {
    if word.parse::<DateSpec>().is_ok() {
        return Some(word.to_owned());
    }
    other_day(word).or_else(|| day_first(word).map(|date| date.to_string()))
}

/// The same of a day in a spelling that is not read, and of which it is not said how it would be.
fn other_day(word: &str) -> Option<String> {
    let small = word.to_lowercase();
    let other = DAYS.iter().find(|(_, other)| *other == small).map(|(day, _)| (*day).to_owned());
    other.or_else(|| last_such_day(word).map(|date| date.to_string()))
}

/// A day as it is read, of a word that is one in any language that we know of.
pub(super) fn day_anywhere(word: &str) -> Option<String> {
    day(word).or_else(|| day_abroad(word))
}

fn day_abroad(word: &str) -> Option<String> {
    let small = word.to_lowercase();
    let is_it = |(_, abroad): &&(&str, &str)| abroad.split(' ').any(|day| day == small);
    DAYS_ABROAD.iter().find(is_it).map(|(day, _)| (*day).to_owned())
}

/// What to say of a word that is the day to come: where only days past are taken, when it is written down; else how it is written.
pub(super) fn day_to_come(word: &str, option: &str, words: &[&str]) -> Option<String> {
    let small = word.to_lowercase();
    TOMORROW.split(' ').find(|tomorrow| *tomorrow == small)?;
    let command = commands(words).pop()?;
    let kind = match command.get_name() {
        "log" | "amend" => "call",
        "buy" => "purchase",
        other => other,
    };
    let is_past = option == "--on" && kind != "check" || option == "--through" && kind == "close";
    Some(match is_past {
        true => format!("it is still to come: {}", dated(kind)),
        false => format!("a day to come is written as its date: {}", today()?.plus_days(1)?),
    })
}

/// Today; only a zone near the date line may have another day.
fn today() -> Option<Date> {
    Zone::named(&"UTC".parse().ok()?).ok()?.date(Env::new(Color::Never).now().ok()?)
}

/// The last day that `20.11.` was.
fn last_such_day(text: &str) -> Option<Date> {
    let text = text.strip_suffix('.').filter(|text| text.contains('.'))?;
    let today = today()?;
    let years = [today.year(), today.year() - 1].into_iter();
    years.filter_map(|year| day_first(&format!("{text}.{year}"))).find(|date| *date <= today)
}

/// What to say of a word that is a day and stands where none is expected.
pub(super) fn stray_day(word: &str, words: &[&str]) -> Option<String> {
    let (day, option) = (day_anywhere(word)?, day_option(words)?);
    Some(format!("a day goes behind its option: {option} {day}"))
}

/// The option behind which a day goes, where the command takes but one, or needs one.
pub(super) fn day_option(words: &[&str]) -> Option<String> {
    let command = commands(words).pop()?;
    let is_date = |option: &&clap::Arg| option.get_value_names().is_some_and(|names| names[0] == "DATE");
    let options: Vec<&clap::Arg> = command.get_arguments().filter(is_date).collect();
    let needed = options.iter().find(|option| option.is_required_set());
    let only = options.first().filter(|_| options.len() == 1);
    Some(format!("--{}", needed.or(only)?.get_long()?))
}

/// The value that a command line is refused for.
fn refused(words: &[&str]) -> Option<String> {
    let error = super::command_line().try_get_matches_from(words).err()?;
    let is_value = matches!(error.kind(), ErrorKind::ValueValidation | ErrorKind::InvalidValue);
    match error.get(ContextKind::InvalidValue) {
        Some(ContextValue::String(value)) if is_value => Some(value.clone()),
        _ => None,
    }
}

/// Other spellings of a value.
fn spellings(value: &str) -> impl Iterator<Item = String> {
    // Of several words in one, each may be written in its own way.
    let is_word = value.chars().all(|c| c.is_alphanumeric() || c == '-');
    let cases = [value.to_lowercase(), value.to_uppercase()].into_iter().filter(move |_| is_word);
    plain_number(value).into_iter().chain(in_units(value)).chain(cases).chain(other_day(value)).chain(day_abroad(value))
}

/// A number without what groups its digits, and with a point before its decimals; none where it can be read in two ways, as 1,234 can.
fn plain_number(text: &str) -> Option<String> {
    let (whole, decimals) = match text.rsplit_once(['.', ',']) {
        Some((whole, _)) if whole.contains(&text[whole.len()..=whole.len()]) => (text, None),
        Some((whole, decimals)) => (whole, Some(decimals)),
        None => (text, None),
    };
    if may_be_thousands(text) {
        return None;
    }
    let mark = whole.chars().find(|c| ".,'’ \u{a0}\u{202f}_".contains(*c));
    let groups: Vec<&str> = mark.map_or_else(|| vec![whole], |mark| whole.split(mark).collect());
    let are_groups = groups.len() == 1 || (groups[0].len() <= 3 && groups[1..].iter().all(|group| group.len() == 3));
    let is_number = are_groups && groups.iter().copied().chain(decimals).all(are_digits);
    // Whole amounts are written without decimals: some currencies have none.
    let decimals = decimals.filter(|decimals| decimals.bytes().any(|b| b != b'0'));
    is_number.then(|| decimals.map_or_else(|| groups.concat(), |decimals| format!("{}.{decimals}", groups.concat())))
}

/// Whether a number can be read in two ways: 1,234 is one and a bit, or more than a thousand.
fn may_be_thousands(number: &str) -> bool {
    let parts = number.trim().split_once(['.', ',']);
    parts.is_some_and(|(whole, rest)| are_digits(whole) && whole != "0" && are_digits(rest) && rest.len() == 3)
}

/// A length of time in the units that are read, in small letters and without blanks; then the same where an `m` was meant for months. None where it is
/// none.
fn in_units(text: &str) -> impl Iterator<Item = String> + use<> {
    let text = text.to_lowercase();
    let minutes = in_small_units(&text);
    let number = text.strip_suffix('m').filter(|number| number.ends_with(|c: char| c.is_ascii_digit() || c == ' '));
    let months = minutes.as_ref().and(number).map(|number| format!("{}mo", number.trim()));
    minutes.into_iter().chain(months)
}

/// The same of a text in small letters, with the units in the order in which they stand.
pub(super) fn in_small_units(text: &str) -> Option<String> {
    let (mut spelled, mut rest) = (String::new(), text.trim());
    while !rest.is_empty() {
        let (number, behind) = rest.split_at(rest.find(char::is_alphabetic)?);
        let (unit, behind) = behind.split_at(behind.find(|c: char| !c.is_alphabetic()).unwrap_or(behind.len()));
        if may_be_thousands(number) {
            return None;
        }
        let (short, _) = UNITS.iter().find(|(_, names)| names.split(' ').any(|name| name == unit))?;
        spelled = spelled + number.trim() + short;
        rest = behind.trim_start_matches('.').trim_start();
    }
    Some(spelled)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn b2_a_number_is_put_right_where_it_can_be_read_in_one_way() {
        for (typed, plain) in [
            ("5.500,00", "5500"),
            ("5,500.50", "5500.50"),
            ("119,00", "119"),
            ("1,5", "1.5"),
            ("1.234.567", "1234567"),
            ("1 500", "1500"),
            ("1'234.50", "1234.50"),
            ("1.234,567", "1234.567"),
            ("0,125", "0.125"),
        ] {
            assert_eq!(plain_number(typed).as_deref(), Some(plain), "{typed}");
        }
        for typed in [
            "1,234",
            "1.234",
            "12,34.5",
            "1,2,3",
            "1.5,3",
            ",5",
            "5,",
            "1e2",
            "150 EUR",
            "",
            "-5",
            "1 00",
            "1,23.456,7",
        ] {
            assert_eq!(plain_number(typed), None, "{typed}");
        }
    }

    #[test]
    fn b1_units_are_written_as_they_are_read() {
        let first = |text: &str| in_units(text).next();
        for (typed, read) in [
            ("1 h", "1h"),
            ("45min", "45m"),
            ("2std", "2h"),
            ("1,5 Std.", "1,5h"),
            ("1 Std. 30 Min.", "1h30m"),
            ("1 year", "1y"),
            ("90 Tage", "90d"),
        ] {
            assert_eq!(first(typed).as_deref(), Some(read), "{typed}");
        }
        assert_eq!(in_units("6 m").collect::<Vec<_>>(), ["6m", "6mo"]);
        assert_eq!(in_units("6 min").collect::<Vec<_>>(), ["6m"]);
        assert!(["1.000 h", "1,500h"].iter().all(|text| first(text).is_none()));
        assert!(["VPN", "45", "3 calls"].iter().all(|text| first(text).is_none()));
    }
}
