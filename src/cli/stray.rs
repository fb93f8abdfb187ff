//! Words that stand where none is expected: options that there are not, and values without their option or their quotes.

use std::path::Path;

use super::advice::ledger_behind_option;
use super::call::{IN_ONE_WORD, began, whole_time};
use super::failure::Failure;
use super::words::{
    command_at, commands, end_of_text, has, in_order, is_number_or_time, long_option, option, shown, typed, whole,
};
use super::{dashed, meant, renamed};
use crate::domain::text::are_digits;
use crate::domain::{Clock, Minutes};
use crate::shell;

/// An option that there is not, or a value that looks like one.
pub(super) fn explain(arg: &str, words: &[&str]) -> Failure {
    if let Some(line) = without_option(arg, words) {
        return unexpected(arg).hint(format!("it is written without an option: {line}"));
    }
    let is_meant = |at: usize| option(&words[..at]).is_some_and(|option| option.is_allow_hyphen_values_set());
    let follows_option = |at: usize| !words[at].starts_with("--") && option(&words[..at]).is_some();
    let is_value = |at: usize| dashed::is_value(words[at], words) || follows_option(at);
    let is_wrong = |at: &usize| words[*at].starts_with(arg) && is_value(*at) && !is_meant(*at);
    if let Some(at) = (0..words.len()).find(is_wrong) {
        return match meant::range(at, words) {
            Some(range) => unexpected(words[at]).hint(format!("write {range}")),
            None => dashed::explain(at, words),
        };
    }
    if let Some(hint) = behind_command(arg, words) {
        return unexpected(arg).hint(hint);
    }
    let one_dashed = || words.iter().filter(|word| word.starts_with(arg)).find_map(|word| long_option(word, words));
    let near = renamed::near_option(arg, words).or_else(one_dashed);
    let hint = renamed::option(arg, words).or_else(|| near.map(|near| format!("did you mean `{near}`?")));
    unexpected(arg).hint(hint.unwrap_or_else(|| advice(arg, words)))
}

/// The refusal of a word that stands where none is expected.
pub(super) fn unexpected(word: &str) -> Failure {
    Failure::usage(format!("unexpected `{}`", shown(word)))
}

/// What to do about an option of a command that stands before it: the command line with the option behind it.
fn behind_command(arg: &str, words: &[&str]) -> Option<String> {
    let (begin, end) = command_at(words)?;
    let is_it = |word: &&str| *word == arg || word.strip_prefix(arg).is_some_and(|rest| rest.starts_with('='));
    let takes_it = |option: &clap::Arg| match arg.strip_prefix("--") {
        Some(long) => option.get_long() == Some(long),
        None => arg.chars().skip(1).eq(option.get_short()),
    };
    if !words[..begin].iter().any(is_it) || !has(words, takes_it) {
        return None;
    }
    let moved = [&words[begin..end], &words[1..begin], &words[end..]].concat();
    let written: Option<Vec<String>> = moved.into_iter().map(as_typed).collect();
    let line = written.map_or_else(String::new, |words| format!(": hours {}", words.join(" ")));
    Some(format!("`{arg}` goes behind the command{line}"))
}

/// A word of a command line as it can be typed; an option needs no quotes for its dash.
fn as_typed(word: &str) -> Option<String> {
    let bare = word.trim_start_matches('-').replacen('=', "", 1);
    let is_plain = whole(&bare).is_some_and(|typed| typed == bare);
    if is_plain { Some(word.to_owned()) } else { whole(word) }
}

/// What to do about a word that stands where none is expected.
fn advice(word: &str, words: &[&str]) -> String {
    let named =
        |argument: &clap::Arg| argument.is_positional() && word.strip_prefix("--") == Some(argument.get_id().as_str());
    let lists = |what: &str| format!("{} --help lists {what}", typed(words));
    let at = words.iter().rposition(|at| *at == word);
    if has(words, named) {
        format!("it is written without an option: {}", in_order(words))
    } else if word.starts_with('-') {
        let range = at.filter(|_| word == "-").and_then(|at| meant::range(at, words));
        range.map_or_else(|| lists("the options"), |range| format!("write {range}"))
    } else if let Some(spelled) = at.and_then(|at| meant::range(at, words).or_else(|| meant::joined(at, words))) {
        format!("write {spelled}")
    } else if let Some(hint) = at.and_then(|at| day_or_time(at, words)) {
        hint
    } else if let Some(quoted) = at.and_then(|at| in_quotes(at, words)) {
        format!("put several words in quotes: {quoted}")
    } else if meant::day_anywhere(word).is_some() {
        format!("a day goes behind its option; {}", lists("the options"))
    } else if let Some(hint) = meant::day_to_come(word, &meant::day_option(words).unwrap_or_default(), words) {
        hint
    } else {
        by_command(word, words).unwrap_or_else(|| lists("what it takes"))
    }
}

/// The command line without the name of an option that there is not, `--name`, where that makes a sound one in which its value is what it should be.
fn without_option(option: &str, words: &[&str]) -> Option<String> {
    let id = option.strip_prefix("--")?;
    let at = words
        .iter()
        .rposition(|word| word.strip_prefix(option).is_some_and(|rest| rest.is_empty() || rest.starts_with('=')))?;
    let (before, behind) = (&words[..at], &words[at + 1..]);
    let (value, behind) = match words[at].split_once('=') {
        Some((_, value)) => (value, behind),
        None => behind.split_first().map(|(value, behind)| (*value, behind))?,
    };
    let meant = [before, &[value], behind].concat();
    let parsed = super::command_line().try_get_matches_from(&meant).ok()?;
    let mut matches = &parsed;
    while let Some((_, inner)) = matches.subcommand() {
        matches = inner;
    }
    matches.try_get_raw(id).ok()??.next().filter(|found| *found == value)?;
    let written: Option<Vec<String>> = meant[1..].iter().map(|word| as_typed(word)).collect();
    written.map(|words| format!("hours {}", words.join(" ")))
}

/// The same where it is no part of a text: what the command could do with it.
fn by_command(word: &str, words: &[&str]) -> Option<String> {
    let entry = |argument: &clap::Arg| argument.is_positional() && argument.get_id() == "entry";
    let package = |argument: &clap::Arg| argument.get_long() == Some("package") && argument.is_required_set();
    let takes_text = |argument: &clap::Arg| argument.is_positional() && argument.get_id() == "note";
    let takes_reason = |argument: &clap::Arg| argument.get_long() == Some("reason");
    let lists = || format!("{} --help lists the options", typed(words));
    Some(if is_ledger(word, words) {
        ledger_behind_option(&shown(word))
    } else if has(words, entry) && are_digits(word.trim_start_matches('#')) {
        "one entry at a time: run it once for each".to_owned()
    } else if is_number_or_time(word) {
        format!("a number goes behind its option; {}", lists())
    } else if has(words, package) {
        format!("a package goes behind its option: --package {}", shell::word(&shown(word)))
    } else if has(words, takes_text) && !word.contains(' ') {
        format!("put a text of several words in quotes; {}", lists())
    } else if has(words, takes_reason) {
        format!("a reason goes behind its option: --reason {}", text_from(word, words))
    } else {
        return None;
    })
}

/// Whether a word names a ledger: by its ending, or as a file, where the command takes no other.
fn is_ledger(word: &str, words: &[&str]) -> bool {
    let path = Path::new(word);
    let takes_words = has(words, clap::Arg::is_positional);
    path.extension().is_some_and(|ending| ending == "jsonl") || !takes_words && path.is_file()
}

/// A word and those behind it, which are a text together whose quotes were forgotten.
pub(super) fn text_from(word: &str, words: &[&str]) -> String {
    let at = words.iter().rposition(|other| *other == word);
    let text = at.and_then(|at| whole(&words[at..end_of_text(at, words)].join(" ")));
    text.unwrap_or_else(|| shell::word(&shown(word)))
}

/// What to do about a day or a time that stands in the place of the note, or is the word that was one too many. In quotes it would be a note, and
/// count for nothing.
fn day_or_time(at: usize, words: &[&str]) -> Option<String> {
    let (at, is_note) = match note_before(at, words) {
        Some(first) if is_day_or_time(words[first]) => (first, true),
        _ => (at, false),
    };
    let word = words[at];
    let text = &words[at + 1..end_of_text(at + 1, words)];
    let text = whole(&text.join(" ")).filter(|_| is_note && text.len() > 1);
    let and = if text.is_some() { ", and several words stand in quotes" } else { "" };
    let text = text.map_or_else(String::new, |text| format!("{text} "));
    if let Some((day, option)) = meant::day_anywhere(word).zip(meant::day_option(words)) {
        return Some(format!("a day goes behind its option{and}: {text}{option} {day}"));
    }
    if word.parse::<Clock>().is_ok() && has(words, |option| option.get_long() == Some("at")) {
        return Some(began(word));
    }
    // What was taken for the note may be the rest of the time.
    let is_rest = at.checked_sub(1).is_some_and(|time| whole_time(words[time], word).is_some());
    (is_note && !is_rest).then(|| IN_ONE_WORD.to_owned())
}

/// Whether a word is a day, a time of day or a length of time, and says so: a number may count anything.
fn is_day_or_time(word: &str) -> bool {
    meant::day_anywhere(word).is_some() || word.parse::<Minutes>().is_ok()
}

/// What was taken for the note, where the word that is one too many stands behind it.
fn note_before(at: usize, words: &[&str]) -> Option<usize> {
    let last = commands(words).pop()?.get_positionals().last()?.get_id().clone();
    let begin = begin_of_text(at, words);
    let begin = begin + usize::from(option(&words[..begin]).is_some());
    at.checked_sub(1).filter(|first| last == "note" && *first >= begin)
}

/// Where the words begin that stand together, of which this is one: behind an option, or behind the program.
fn begin_of_text(at: usize, words: &[&str]) -> usize {
    words[..at].iter().rposition(|word| word.starts_with('-')).map_or(1, |before| before + 1)
}

/// The text of several words that a word is part of, with its quotes: what follows an option that takes a text, or the last argument that is one.
fn in_quotes(at: usize, words: &[&str]) -> Option<String> {
    let (begin, end) = (begin_of_text(at, words), end_of_text(at, words));
    if option(&words[..begin]).is_some() {
        return behind_option(at, words);
    }
    let last = commands(words).last()?.get_positionals().last()?.get_id().clone();
    let first = at.checked_sub(1).filter(|first| *first >= begin && matches!(last.as_str(), "note" | "name"))?;
    // What was taken for the note may be the rest of the time.
    let time = words.get(first.checked_sub(1)?).and_then(|time| whole_time(time, words[first]));
    match time.filter(|_| last == "note") {
        Some(time) => Some(format!("{} {}", shell::word(&time), whole(&words[at..end].join(" "))?)),
        None => Some(whole(&words[first..end].join(" "))? + &unless_day(words[end - 1], words)),
    }
}

/// The text of several words behind an option, of which a word is one, with the option and its quotes.
pub(super) fn behind_option(at: usize, words: &[&str]) -> Option<String> {
    let (begin, end) = (begin_of_text(at, words), end_of_text(at, words));
    option(&words[..begin]).filter(takes_text)?;
    Some(format!("{} {}", words[begin - 1], whole(&words[begin..end].join(" "))?))
}

/// Whether what an option takes may be of several words.
fn takes_text(option: &clap::Arg) -> bool {
    let names = option.get_value_names().map(|names| names[0].as_str());
    matches!(names, Some("TEXT" | "REASON" | "ADDRESS")) || matches!(option.get_id().as_str(), "contact" | "by")
}

/// What to add where a text ends with a day: that may be one of its words, or the day it was worked.
fn unless_day(last: &str, words: &[&str]) -> String {
    meant::stray_day(last, words).map_or_else(String::new, |told| format!("; {told}"))
}
