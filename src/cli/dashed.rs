//! Values that begin with a dash: which are no options, and how each is written instead.

use std::ffi::OsString;

use clap::error::ErrorKind;

use super::failure::Failure;
use super::stray::unexpected;
use super::usage;
use super::when::DateSpec;
use super::words::{has, is_number_or_time, long_option, option, shown};
use crate::shell;

/// Whether a word is no option, for all that it begins with a dash: a number, or a text.
pub(super) fn is_value(word: &str, words: &[&str]) -> bool {
    let Some(behind) = word.strip_prefix('-').filter(|behind| !behind.is_empty()) else { return false };
    let is_word = !behind.starts_with('-') && behind.chars().count() > 1 && long_option(word, words).is_none();
    word.contains(' ') || is_word || !behind.starts_with(|c: char| c.is_alphabetic() || c == '-')
}

/// What to do about a value that begins with a dash, behind an option that takes one or behind none.
pub(super) fn explain(at: usize, words: &[&str]) -> Failure {
    let word = words[at];
    let unexpected = unexpected(word);
    if let Some(option) = option(&words[..at]) {
        let one = as_one_word(words[at - 1], &option, word);
        let again =
            [&words[..at - 1], &[&*format!("--{}={word}", option.get_long().unwrap_or_default())], &words[at + 1..]];
        // What cannot be read as one word either is not suggested.
        return match super::command_line().try_get_matches_from(again.concat()) {
            Err(error) if error.kind() == ErrorKind::ValueValidation => {
                usage::explain(&error, &again.concat().into_iter().map(OsString::from).collect::<Vec<_>>())
            }
            _ => unexpected.hint(one),
        };
    }
    let takes = |long: &&str| has(words, |option| option.get_long() == Some(long));
    if let Some(long) = ["on", "as-of"].iter().find(|long| takes(long)).filter(|_| word.parse::<DateSpec>().is_ok()) {
        return unexpected.hint(format!("a day goes behind its option: --{long} {word}"));
    }
    if is_number_or_time(&word[1..]) {
        let fact = format!("`{}` is less than nothing: a time is written without a sign", shown(word));
        return Failure::usage(fact).hint("hours void takes a call back, hours refund takes hours out of a package");
    }
    unexpected.hint(format!("a text that begins with `-` goes last, behind `--`: … -- {}", shell::word(&shown(word))))
}

/// How an option is given the value that stands behind it, where that begins with a dash and is no option: to clap it has none then.
pub(super) fn joined_value(long: &str, words: &[&str]) -> Option<String> {
    let is_it = |at: &usize| option(&words[..*at]).is_some_and(|option| option.get_long() == long.strip_prefix("--"));
    let at = (1..words.len()).find(is_it)?;
    let (option, is_value) = (option(&words[..at])?, words[at].starts_with('-') && is_value(words[at], words));
    is_value.then(|| as_one_word(words[at - 1], &option, words[at]))
}

/// How an option is given a value that begins with a dash.
fn as_one_word(typed: &str, option: &clap::Arg, value: &str) -> String {
    let value = shown(value);
    if option.get_value_names().is_some_and(|names| names[0] == "FILE") {
        return format!(
            "a file whose name begins with `-` is written with its folder: {typed} {}",
            shell::word(&format!("./{value}"))
        );
    }
    let value = if shell::word(&value[1..]) == value[1..] { value } else { shell::word(&value) };
    format!("a value that begins with `-` is one word with its option: {typed}={value}")
}
