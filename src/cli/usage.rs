//! clap's complaints in our own words: the thing named in backticks, escaped, with a hint.

use std::ffi::OsString;
use std::num::{IntErrorKind, ParseIntError};
use std::path::PathBuf;

use clap::ArgMatches;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::parser::ValueSource;

use super::call::whole_time;
use super::completion;
use super::failure::{Failure, advice};
use super::meant;
use super::when::DateSpec;
use crate::domain::{Minutes, Rejection};
use crate::render::text::escape_lookalikes;
use crate::shell;

/// The options that say how CSV is spelled.
const CSV: [&str; 4] = ["sep", "decimal", "bom", "raw"];

/// What clap refused, as a failure of our own.
pub fn explain(error: &clap::Error, args: &[OsString]) -> Failure {
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.clone()),
        Some(ContextValue::Strings(texts)) => Some(texts.join(", ")),
        _ => None,
    };
    let arg = text(ContextKind::InvalidArg).unwrap_or_default();
    let value = text(ContextKind::InvalidValue).unwrap_or_default();
    let words = words(args);
    let see = format!("{} --help tells how it is written", typed(&words));
    match error.kind() {
        ErrorKind::ValueValidation => invalid_value(error, &arg, &value, &words),
        ErrorKind::InvalidValue if value.is_empty() => {
            Failure::usage(format!("`{}` needs a value", name(&arg))).hint(joined_value(&arg, &words).unwrap_or(see))
        }
        ErrorKind::InvalidValue => {
            let spelled = meant::value(&value, &words).map(|spelled| format!("did you mean `{spelled}`?"));
            Failure::usage(format!("invalid value `{}` for {}", shown(&value), name(&arg)))
                .hint(spelled.or_else(|| one_of(error)).unwrap_or(see))
        }
        ErrorKind::UnknownArgument => unknown(&arg, text(ContextKind::SuggestedArg), &words),
        ErrorKind::InvalidSubcommand => {
            let wrong = text(ContextKind::InvalidSubcommand).unwrap_or_default();
            let nearest = nearest_command(error).map(|near| format!("did you mean `{near}`?"));
            let hint = meant::command(&wrong, &words).or(nearest);
            let lists = || format!("{} --help lists the commands", typed(&before(&words, &wrong)));
            Failure::usage(format!("no command `{}`", shown(&wrong))).hint(hint.unwrap_or_else(lists))
        }
        ErrorKind::MissingRequiredArgument => {
            Failure::usage(format!("missing: {}", arg.replace(['<', '>'], "").replace('|', " or "))).hint(see)
        }
        ErrorKind::MissingSubcommand => Failure::usage("a command is missing").hint(see),
        ErrorKind::ArgumentConflict => {
            let other = text(ContextKind::PriorArg).unwrap_or_default();
            let fact = match other == arg || other.is_empty() {
                true => format!("`{}` is given twice", name(&arg)),
                false => format!("`{}` and `{}` do not go together", name(&arg), name(&other)),
            };
            Failure::usage(fact).hint(see)
        }
        ErrorKind::InvalidUtf8 => Failure::usage("an argument is not UTF-8").hint("write it in UTF-8"),
        _ => Failure::usage(first_line(error)).hint(see),
    }
}

/// What an option can be.
fn one_of(error: &clap::Error) -> Option<String> {
    let Some(ContextValue::Strings(values)) = error.get(ContextKind::ValidValue) else { return None };
    // A sign among signs would not be told from them.
    let is_sign = |value: &String| !value.contains(char::is_alphanumeric);
    let told = |value: &String| if is_sign(value) { format!("`{value}`") } else { value.clone() };
    Some(format!("it is one of {}", values.iter().map(told).collect::<Vec<_>>().join(", ")))
}

/// The command that was perhaps meant.
fn nearest_command(error: &clap::Error) -> Option<String> {
    match error.get(ContextKind::SuggestedSubcommand)? {
        ContextValue::String(near) => Some(near.clone()),
        // clap puts the nearest last.
        ContextValue::Strings(near) => near.last().cloned(),
        _ => None,
    }
}

/// The ledger that the arguments name.
pub fn named_ledger(words: &[&str]) -> Option<PathBuf> {
    let file = words.iter().enumerate().find_map(|(at, word)| match *word {
        "-f" | "--ledger" => words.get(at + 1).copied(),
        word => completion::in_one_word(word),
    })?;
    Some(file.into())
}

/// The words before one of them.
pub(super) fn before<'w>(words: &[&'w str], word: &str) -> Vec<&'w str> {
    words.iter().copied().take_while(|before| *before != word).collect()
}

/// The command that was typed, by its names: `hours client add`.
pub(super) fn typed(words: &[&str]) -> String {
    commands(words).iter().map(|command| command.get_name().to_owned()).collect::<Vec<_>>().join(" ")
}

/// The arguments as words; what is no UTF-8 is none.
pub fn words(args: &[OsString]) -> Vec<&str> {
    args.iter().map(|word| word.to_str().unwrap_or_default()).collect()
}

/// The commands that these words name, each within the one before it; `hours` is the first.
pub(super) fn commands(words: &[&str]) -> Vec<clap::Command> {
    let mut found = vec![super::command_line()];
    for (at, word) in words.iter().enumerate() {
        // A ledger may be called like a command.
        let is_value = at > 0 && matches!(words[at - 1], "-f" | "--ledger" | "--color");
        let inner = found.last().filter(|_| !is_value).and_then(|command| command.find_subcommand(word)).cloned();
        found.extend(inner);
    }
    found
}

/// What to say where a length of time stands beside what was taken for one: the arguments in their order.
fn turned_round(arg: &str, value: &str, words: &[&str]) -> Option<String> {
    let at = words.iter().rposition(|word| *word == value).filter(|_| matches!(name(arg).as_str(), "TIME" | "SIZE"))?;
    let beside = [at.checked_sub(1), Some(at + 1)].into_iter().flatten().filter_map(|at| words.get(at));
    let is_near = beside.into_iter().any(|word| word.parse::<Minutes>().is_ok());
    is_near.then(|| format!("the order is {}", in_order(words)))
}

/// A command with its arguments in order: `hours log CLIENT TIME NOTE`.
fn in_order(words: &[&str]) -> String {
    let commands = commands(words);
    let named = commands.iter().map(|command| command.get_name().to_owned());
    let arguments = commands.last().into_iter().flat_map(|command| command.get_positionals());
    let arguments = arguments.filter_map(|argument| argument.get_value_names()?.first().map(ToString::to_string));
    named.chain(arguments).collect::<Vec<_>>().join(" ")
}

/// What is to be said where the answer is no CSV and options say how CSV is spelled.
pub fn unheeded(matches: &ArgMatches) -> Option<String> {
    let mut command = matches;
    while let Some((_, inner)) = command.subcommand() {
        command = inner;
    }
    // Only what writes CSV has `--raw`.
    command.try_contains_id("raw").ok()?;
    let format = command.get_raw("format")?.next()?;
    let is_given = |id: &&str| command.value_source(id) == Some(ValueSource::CommandLine);
    let given: Vec<_> = CSV.iter().filter(|id| is_given(id)).map(|id| format!("--{id}")).collect();
    (format != "csv" && !given.is_empty()).then(|| format!("only CSV heeds {}", given.join(", ")))
}

/// A value that cannot be read, and what to write instead.
fn invalid_value(error: &clap::Error, arg: &str, value: &str, words: &[&str]) -> Failure {
    let why =
        std::error::Error::source(error).map_or_else(String::new, |source| format!(": {}", reason(source, value)));
    let fact = format!("invalid value `{}` for {}{why}", shown(value), name(arg));
    let spelled = || meant::value(value, words).map(|spelled| format!("write {}", shell::word(&spelled)));
    // It may say so itself.
    let spelled = || spelled().filter(|hint| !fact.contains(hint));
    let note = || {
        let is_text = name(arg) == "TIME" && !value.starts_with(|c: char| c.is_ascii_digit());
        let takes_it = is_text && has(words, |option| option.get_long() == Some("note"));
        let note = whole(value).filter(|_| takes_it)?;
        Some(format!("a note, where the time stays as it was: --note {note}"))
    };
    let hint = turned_round(arg, value, words).or_else(spelled).or_else(note).or_else(|| client(arg, value, words));
    let failure = Failure::usage(fact);
    match hint {
        Some(hint) => failure.hint(hint),
        None => failure,
    }
}

/// The client who goes by a name that is no identifier, where the ledger can tell.
fn client(arg: &str, value: &str, words: &[&str]) -> Option<String> {
    let is_client = matches!(name(arg).as_str(), "CLIENT" | "CLIENTS" | "--client") && !arg.contains('=');
    let is_new = commands(words).last().is_some_and(|command| command.get_name() == "add");
    let book = (is_client && !is_new).then(|| completion::book(named_ledger(words).as_deref()))??;
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
        None => in_bounds(&source.to_string()).unwrap_or_else(|| source.to_string()),
    }
}

/// `26 is not in 1900..=9999` in words.
fn in_bounds(told: &str) -> Option<String> {
    let (least, most) = told.split_once(" is not in ")?.1.split_once("..=")?;
    Some(format!("not a number from {least} to {most}"))
}

/// An option that there is not, or a value that looks like one.
fn unknown(arg: &str, suggested: Option<String>, words: &[&str]) -> Failure {
    let is_meant = |at: usize| option(&words[..at]).is_some_and(|option| option.is_allow_hyphen_values_set());
    let follows_option = |at: usize| !words[at].starts_with("--") && option(&words[..at]).is_some();
    let is_value = |at: usize| is_dashed_value(words[at], words) || follows_option(at);
    let is_wrong = |at: &usize| words[*at].starts_with(arg) && is_value(*at) && !is_meant(*at);
    if let Some(at) = (0..words.len()).find(is_wrong) {
        return dashed(at, words);
    }
    // clap's own idea of nearness takes `--service` for `--price`, and any two short options are near by their dashes.
    let bare = |option: &str| option.trim_start_matches('-').to_owned();
    let near = |option: &String| strsim::normalized_damerau_levenshtein(&bare(arg), &bare(option)) >= 0.6;
    let near = suggested.filter(near).or_else(|| words.iter().find_map(|word| long_option(word, arg, words)));
    let hint = meant::option(arg, words).or_else(|| near.map(|near| format!("did you mean `{near}`?")));
    Failure::usage(format!("unexpected `{}`", shown(arg))).hint(hint.unwrap_or_else(|| stray(arg, words)))
}

/// The option that a word names with one dash of its two.
fn long_option(word: &str, arg: &str, words: &[&str]) -> Option<String> {
    let long = word.strip_prefix('-').filter(|long| word.starts_with(arg) && long.len() > 1)?;
    has(words, |option| option.get_long() == Some(long)).then(|| format!("--{long}"))
}

/// Whether a word is no option, for all that it begins with a dash: a number, or a text.
fn is_dashed_value(word: &str, words: &[&str]) -> bool {
    let Some(behind) = word.strip_prefix('-').filter(|behind| !behind.is_empty()) else { return false };
    let is_word = !behind.starts_with('-') && behind.chars().count() > 1 && long_option(word, word, words).is_none();
    word.contains(' ') || is_word || !behind.starts_with(|c: char| c.is_alphabetic() || c == '-')
}

/// What to do about a value that begins with a dash, behind an option that takes one or behind none.
fn dashed(at: usize, words: &[&str]) -> Failure {
    let word = words[at];
    let unexpected = Failure::usage(format!("unexpected `{}`", shown(word)));
    if let Some(option) = option(&words[..at]) {
        let one = as_one_word(words[at - 1], &option, word);
        let again =
            [&words[..at - 1], &[&*format!("--{}={word}", option.get_long().unwrap_or_default())], &words[at + 1..]];
        // What cannot be read as one word either is not suggested.
        return match super::command_line().try_get_matches_from(again.concat()) {
            Err(error) if error.kind() == ErrorKind::ValueValidation => {
                explain(&error, &again.concat().into_iter().map(OsString::from).collect::<Vec<_>>())
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

/// The same, where an option has no value because what follows it begins with a dash, and is no option.
fn joined_value(arg: &str, words: &[&str]) -> Option<String> {
    let long = name(arg);
    let is_it = |at: &usize| option(&words[..*at]).is_some_and(|option| option.get_long() == long.strip_prefix("--"));
    let at = (1..words.len()).find(is_it)?;
    let (option, is_value) = (option(&words[..at])?, words[at].starts_with('-') && is_dashed_value(words[at], words));
    is_value.then(|| as_one_word(words[at - 1], &option, words[at]))
}

/// The option that the last of these words is, of the command that those before it name, if it takes a value.
fn option(words: &[&str]) -> Option<clap::Arg> {
    let word = words.last()?.strip_prefix('-')?;
    let is_it = |arg: &&clap::Arg| match word.strip_prefix('-') {
        Some(long) => arg.get_long() == Some(long),
        None => !word.is_empty() && word.chars().eq(arg.get_short()),
    };
    let found = commands(words).iter().rev().find_map(|command| command.get_arguments().find(is_it).cloned());
    found.filter(|arg| arg.get_action().takes_values())
}

/// Whether the command that these words name has such an argument.
pub(super) fn has(words: &[&str], is_it: impl Fn(&clap::Arg) -> bool) -> bool {
    commands(words).last().is_some_and(|command| command.get_arguments().any(is_it))
}

/// What to do about a word that stands where none is expected.
fn stray(word: &str, words: &[&str]) -> String {
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

/// A text as it can be typed; none of one that is shown escaped or cut.
fn whole(text: &str) -> Option<String> {
    (shown(text) == text).then(|| shell::word(text))
}

/// Whether it is a length of time, or a number, which may have been meant as one.
fn is_number_or_time(text: &str) -> bool {
    text.parse::<Minutes>().is_ok() || text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b',' | b':'))
}

/// `TIME` for `<TIME>`, `--on` for `--on <DATE>`.
fn name(arg: &str) -> String {
    let first = arg.split(' ').next().unwrap_or(arg);
    first.trim_matches(['<', '>', '[', ']', '.']).to_owned()
}

/// A value as it was typed, cut where nobody would read on.
pub(super) fn shown(value: &str) -> String {
    let safe = escape_lookalikes(value);
    match safe.char_indices().nth(80) {
        Some((at, _)) => format!("{}…", &safe[..at]),
        None => safe,
    }
}

fn first_line(error: &clap::Error) -> String {
    let text = error.to_string();
    let line = text.lines().next().unwrap_or_default();
    line.strip_prefix("error: ").unwrap_or(line).replace('\'', "`")
}
