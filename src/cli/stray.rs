//! Words that stand where none is expected: options that there are not, and values without their option or their quotes.

use super::call::whole_time;
use super::failure::Failure;
use super::when::DateSpec;
use super::words::{commands, has, in_order, is_number_or_time, long_option, option, shown, typed, whole};
use super::{dashed, meant};
use crate::shell;

/// An option that there is not, or a value that looks like one.
pub(super) fn explain(arg: &str, suggested: Option<String>, words: &[&str]) -> Failure {
    let is_meant = |at: usize| option(&words[..at]).is_some_and(|option| option.is_allow_hyphen_values_set());
    let follows_option = |at: usize| !words[at].starts_with("--") && option(&words[..at]).is_some();
    let is_value = |at: usize| dashed::is_value(words[at], words) || follows_option(at);
    let is_wrong = |at: &usize| words[*at].starts_with(arg) && is_value(*at) && !is_meant(*at);
    if let Some(at) = (0..words.len()).find(is_wrong) {
        return dashed::explain(at, words);
    }
    // clap's own idea of nearness takes `--service` for `--price`, and any two short options are near by their dashes.
    let bare = |option: &str| option.trim_start_matches('-').to_owned();
    let near = |option: &String| strsim::normalized_damerau_levenshtein(&bare(arg), &bare(option)) >= 0.6;
    let one_dashed = || words.iter().filter(|word| word.starts_with(arg)).find_map(|word| long_option(word, words));
    let near = suggested.filter(near).or_else(one_dashed);
    let hint = meant::option(arg, words).or_else(|| near.map(|near| format!("did you mean `{near}`?")));
    Failure::usage(format!("unexpected `{}`", shown(arg))).hint(hint.unwrap_or_else(|| advice(arg, words)))
}

/// What to do about a word that stands where none is expected.
fn advice(word: &str, words: &[&str]) -> String {
    let named =
        |argument: &clap::Arg| argument.is_positional() && word.strip_prefix("--") == Some(argument.get_id().as_str());
    let entry = |argument: &clap::Arg| argument.is_positional() && argument.get_id() == "entry";
    let package = |argument: &clap::Arg| argument.get_long() == Some("package") && argument.is_required_set();
    let takes_text = |argument: &clap::Arg| argument.is_positional() && argument.get_id() == "note";
    let takes_reason = |argument: &clap::Arg| argument.get_long() == Some("reason");
    let lists = |what: &str| format!("{} --help lists {what}", typed(words));
    if has(words, named) {
        format!("it is written without an option: {}", in_order(words))
    } else if word.starts_with('-') {
        lists("the options")
    } else if let Some(spelled) = words.iter().rposition(|at| *at == word).and_then(|at| meant::joined(at, words)) {
        format!("write {spelled}")
    } else if word.parse::<DateSpec>().is_ok() {
        format!("a day goes behind its option; {}", lists("the options"))
    } else if let Some(quoted) = in_quotes(word, words) {
        format!("put several words in quotes: {quoted}")
    } else if has(words, entry) && word.trim_start_matches('#').bytes().all(|b| b.is_ascii_digit()) {
        "one entry at a time: run it once for each".to_owned()
    } else if is_number_or_time(word) {
        format!("a number goes behind its option; {}", lists("the options"))
    } else if has(words, package) {
        format!("a package goes behind its option: --package {}", shell::word(&shown(word)))
    } else if has(words, takes_text) && !word.contains(' ') {
        format!("put a text of several words in quotes; {}", lists("the options"))
    } else if has(words, takes_reason) {
        format!("a reason goes behind its option: --reason {}", shell::word(&shown(word)))
    } else {
        lists("what it takes")
    }
}

/// The text of several words that a word is part of, with its quotes: what follows an option that takes a text, or the last argument that is one.
fn in_quotes(word: &str, words: &[&str]) -> Option<String> {
    let at = words.iter().rposition(|other| *other == word)?;
    let is_option = |word: &&str| word.starts_with('-');
    let begin = words[..at].iter().rposition(is_option).map_or(1, |before| before + 1);
    let end = words[at..].iter().position(is_option).map_or(words.len(), |length| at + length);
    if let Some(option) = option(&words[..begin]) {
        let is_text =
            option.get_value_names().is_some_and(|names| matches!(names[0].as_str(), "TEXT" | "REASON" | "ADDRESS"));
        let text = whole(&words[begin..end].join(" ")).filter(|_| is_text)?;
        return Some(format!("{} {text}", words[begin - 1]));
    }
    let last = commands(words).last()?.get_positionals().last()?.get_id().clone();
    let first = at.checked_sub(1).filter(|first| *first >= begin && matches!(last.as_str(), "note" | "name"))?;
    // What was taken for the note may be the rest of the time.
    let time = words.get(first.checked_sub(1)?).and_then(|time| whole_time(time, words[first]));
    match time.filter(|_| last == "note") {
        Some(time) => Some(format!("{} {}", shell::word(&time), whole(&words[at..end].join(" "))?)),
        None => whole(&words[first..end].join(" ")),
    }
}
