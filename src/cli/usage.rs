//! clap's complaints in our own words: the thing named in backticks, escaped, with a hint.

use std::ffi::OsString;
use std::num::{IntErrorKind, ParseIntError};
use std::path::Path;

use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::advice::{advice, ledger_behind_option};
use super::failure::Failure;
use super::words::{self, before, commands, has, in_order, named_ledger, shown, typed, whole};
use super::{completion, dashed, meant, renamed, stray};
use crate::domain::nearest::nearest;
use crate::domain::{ClientId, Minutes, Rejection, Unreadable};
use crate::shell;

/// Why an entry may be missing that was typed.
const IN_SHELLS: &str = "an entry is written as 17, for a shell takes what stands behind a # for a comment";

/// What clap refused, as a failure of our own.
pub fn explain(error: &clap::Error, args: &[OsString]) -> Failure {
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.clone()),
        Some(ContextValue::Strings(texts)) => Some(texts.join(", ")),
        _ => None,
    };
    let arg = text(ContextKind::InvalidArg).unwrap_or_default();
    let value = text(ContextKind::InvalidValue).unwrap_or_default();
    let words = words::of(args);
    let see = format!("{} --help tells how it is written", typed(&words));
    match error.kind() {
        ErrorKind::ValueValidation => invalid_value(error, &arg, &value, &words),
        ErrorKind::InvalidValue if value.is_empty() => Failure::usage(format!("`{}` needs a value", name(&arg)))
            .hint(dashed::joined_value(&name(&arg), &words).unwrap_or(see)),
        ErrorKind::InvalidValue => {
            let spelled = meant::value(&value, &words).map(|spelled| format!("did you mean `{spelled}`?"));
            Failure::usage(format!("invalid value `{}` for {}", shown(&value), name(&arg)))
                .hint(spelled.or_else(|| one_of(error, &value)).unwrap_or(see))
        }
        ErrorKind::UnknownArgument => stray::explain(&arg, &words),
        ErrorKind::InvalidSubcommand => {
            no_command(error, &text(ContextKind::InvalidSubcommand).unwrap_or_default(), &words)
        }
        ErrorKind::MissingRequiredArgument => {
            let see = if arg.contains("<ENTRY") { format!("{see}; {IN_SHELLS}") } else { see };
            Failure::usage(format!("missing: {}", arg.replace(['<', '>'], "").replace('|', " or "))).hint(see)
        }
        ErrorKind::MissingSubcommand => Failure::usage("a command is missing").hint(see),
        ErrorKind::ArgumentConflict => {
            Failure::usage(conflict(&arg, &text(ContextKind::PriorArg).unwrap_or_default())).hint(see)
        }
        ErrorKind::InvalidUtf8 => Failure::usage("an argument is not UTF-8").hint("write it in UTF-8"),
        _ => Failure::usage(first_line(error)).hint(see),
    }
}

/// A command that there is not.
fn no_command(error: &clap::Error, wrong: &str, words: &[&str]) -> Failure {
    let near = renamed::near_command(wrong, words).or_else(|| suggested_command(error, wrong));
    let hint = renamed::command(wrong, words).or_else(|| near.map(|near| format!("did you mean `{near}`?")));
    let lists = || format!("{} --help lists the commands", typed(&before(words, wrong)));
    Failure::usage(format!("no command `{}`", shown(wrong))).hint(hint.unwrap_or_else(lists))
}

/// Why an argument cannot stand beside another.
fn conflict(arg: &str, other: &str) -> String {
    match other == arg || other.is_empty() {
        true => format!("`{}` is given twice", name(arg)),
        false => format!("`{}` and `{}` do not go together", name(arg), name(other)),
    }
}

/// What an option can be: that of its values which is nearly what was typed, or all of them.
fn one_of(error: &clap::Error, wrong: &str) -> Option<String> {
    let Some(ContextValue::Strings(values)) = error.get(ContextKind::ValidValue) else { return None };
    // A sign is one letter from every other, and among signs would not be told from them.
    let is_sign = |value: &String| !value.contains(char::is_alphanumeric);
    let words = values.iter().filter(|value| !is_sign(value));
    if let Some(near) = nearest(wrong, words.map(|value| (value, value.as_str()))) {
        return Some(format!("did you mean `{near}`?"));
    }
    let told = |value: &String| if is_sign(value) { format!("`{value}`") } else { value.clone() };
    Some(format!("it is one of {}", values.iter().map(told).collect::<Vec<_>>().join(", ")))
}

/// The command that clap suggests, if it begins like what was typed: clap looks for parts that are alike, and so finds `entries` for `entry`, but also
/// `credit` for `print`.
fn suggested_command(error: &clap::Error, wrong: &str) -> Option<String> {
    const ALIKE: usize = 3;
    let near = match error.get(ContextKind::SuggestedSubcommand)? {
        ContextValue::String(near) => Some(near),
        // clap puts the nearest last.
        ContextValue::Strings(near) => near.last(),
        _ => None,
    };
    let begins_alike = |near: &&String| near.chars().zip(wrong.chars()).take_while(|(a, b)| a == b).count() >= ALIKE;
    near.filter(begins_alike).cloned()
}

/// A value that cannot be read, and what to write instead.
fn invalid_value(error: &clap::Error, arg: &str, value: &str, words: &[&str]) -> Failure {
    let source = std::error::Error::source(error);
    let why = source.map_or_else(String::new, |source| format!(": {}", reason(source, value)));
    let failure = Failure::usage(format!("invalid value `{}` for {}{why}", shown(value), name(arg)));
    let advice = source.and_then(|source| source.downcast_ref::<Unreadable>()).and_then(Unreadable::advice);
    let spelled = || meant::value(value, words).map(|spelled| format!("write {}", shell::word(&spelled)));
    // What is to be written may be one of several.
    let spelled = || spelled().filter(|hint| !advice.is_some_and(|advice| advice.contains(hint)));
    let hint = instead_of_time(arg, value, words)
        .or_else(|| turned_round(arg, value, words))
        .or_else(|| name_first(arg, value, words))
        .or_else(|| meant::day_to_come(value, &name(arg), words))
        .or_else(spelled)
        .or_else(|| instead_of_note(arg, value, words))
        .or_else(|| free_of_charge(arg, value, words))
        .or_else(|| client(arg, value, words))
        .or_else(|| advice.map(str::to_owned));
    failure.hints(hint)
}

/// What to say of a word that stands where the time does and is a day, or one end of the time.
fn instead_of_time(arg: &str, value: &str, words: &[&str]) -> Option<String> {
    let at = words.iter().rposition(|word| *word == value).filter(|_| name(arg) == "TIME")?;
    let range = meant::range(at, words).or_else(|| meant::length_of(value, words));
    let range = range.map(|range| format!("write {range}"));
    range.or_else(|| meant::stray_day(value, words))
}

/// What to say of a text that stands where the time does, of a call that has both already.
fn instead_of_note(arg: &str, value: &str, words: &[&str]) -> Option<String> {
    let is_text = name(arg) == "TIME" && !value.starts_with(|c: char| c.is_ascii_digit());
    let takes_it = is_text && has(words, |option| option.get_long() == Some("note"));
    let at = words.iter().rposition(|word| *word == value).filter(|_| takes_it && whole(value).is_some())?;
    let quoted = stray::behind_option(at, words).map(|text| format!("put several words in quotes: {text}"));
    let note = || format!("a note, where the time stays as it was: --note {}", stray::text_from(value, words));
    Some(quoted.unwrap_or_else(note))
}

/// What to say where a length of time stands beside what was taken for one: the arguments in their order.
fn turned_round(arg: &str, value: &str, words: &[&str]) -> Option<String> {
    let at = words.iter().rposition(|word| *word == value).filter(|_| matches!(name(arg).as_str(), "TIME" | "SIZE"))?;
    let beside = [at.checked_sub(1), Some(at + 1)].into_iter().flatten().filter_map(|at| words.get(at));
    let is_near = beside.into_iter().any(|word| word.parse::<Minutes>().is_ok());
    is_near.then(|| format!("the order is {}", in_order(words)))
}

/// What to say where a name stands before the identifier that a new client gets: the arguments in their order.
fn name_first(arg: &str, value: &str, words: &[&str]) -> Option<String> {
    let is_new = commands(words).last().is_some_and(|command| command.get_name() == "add");
    let at = words.iter().rposition(|word| *word == value).filter(|_| is_new && name(arg) == "CLIENT")?;
    words.get(at + 1)?.parse::<ClientId>().ok().map(|_| format!("the order is {}", in_order(words)))
}

/// What to say of a factor of nought: there is none, but calls may be free of charge.
fn free_of_charge(arg: &str, value: &str, words: &[&str]) -> Option<String> {
    let is_nought =
        name(arg) == "--factor" && !value.is_empty() && value.bytes().all(|b| matches!(b, b'0' | b'.' | b','));
    let takes_it = is_nought && has(words, |option| option.get_long() == Some("goodwill"));
    takes_it.then(|| "--goodwill REASON charges nothing".to_owned())
}

/// The client who goes by a name that is no identifier, where the ledger can tell; or the ledger that it names.
fn client(arg: &str, value: &str, words: &[&str]) -> Option<String> {
    let is_client = matches!(name(arg).as_str(), "CLIENT" | "CLIENTS" | "--client") && !arg.contains('=');
    let is_new = commands(words).last().is_some_and(|command| command.get_name() == "add");
    if is_client && !is_new && value.ends_with(".jsonl") {
        return Some(ledger_behind_option(&shown(value)));
    }
    let book = (is_client && !is_new).then(|| completion::book(named_ledger(words).map(Path::new)))??;
    match book.client_not_found(value) {
        near @ Rejection::UnknownClient { nearest: Some(_), .. } => advice(&near),
        _ => None,
    }
}

/// Why a value cannot be read; the standard library's words for numbers are those of programmers.
fn reason(source: &(dyn std::error::Error + 'static), value: &str) -> String {
    match source.downcast_ref::<ParseIntError>().map(ParseIntError::kind) {
        Some(IntErrorKind::PosOverflow | IntErrorKind::NegOverflow) => "too large a number".to_owned(),
        Some(_) if value.starts_with('-') => "less than nothing".to_owned(),
        Some(_) => "not a whole number".to_owned(),
        None => match source.downcast_ref::<Unreadable>() {
            Some(unreadable) => unreadable.reason().to_owned(),
            None => in_bounds(&source.to_string()).unwrap_or_else(|| source.to_string()),
        },
    }
}

/// `26 is not in 1900..=9999` in words.
fn in_bounds(told: &str) -> Option<String> {
    let (least, most) = told.split_once(" is not in ")?.1.split_once("..=")?;
    Some(format!("not a number from {least} to {most}"))
}

/// `TIME` for `<TIME>`, `--on` for `--on <DATE>`.
fn name(arg: &str) -> String {
    let first = arg.split(' ').next().unwrap_or(arg);
    first.trim_matches(['<', '>', '[', ']', '.']).to_owned()
}

fn first_line(error: &clap::Error) -> String {
    let text = error.to_string();
    let line = text.lines().next().unwrap_or_default();
    line.strip_prefix("error: ").unwrap_or(line).replace('\'', "`")
}
