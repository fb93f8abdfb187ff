//! clap's complaints in our own words: the thing named in backticks, escaped, with a hint.

use std::ffi::OsString;
use std::num::{IntErrorKind, ParseIntError};

use clap::ArgMatches;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::parser::ValueSource;

use super::failure::Failure;
use super::when::DateSpec;
use crate::domain::Minutes;
use crate::render::text::{escape_lookalikes, shell_word};

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
    let see = format!("{} --help tells how it is written", typed(&words(args)));
    match error.kind() {
        ErrorKind::ValueValidation => {
            let failure = invalid_value(error, &arg, &value);
            match turned_round(&arg, &value, args) {
                Some(order) => failure.hint(order),
                None => failure,
            }
        }
        ErrorKind::InvalidValue if value.is_empty() => {
            Failure::usage(format!("`{}` needs a value", name(&arg))).hint(see)
        }
        ErrorKind::InvalidValue => Failure::usage(format!("invalid value `{}` for {}", shown(&value), name(&arg)))
            .hint(one_of(error).unwrap_or(see)),
        ErrorKind::UnknownArgument => unknown(&arg, text(ContextKind::SuggestedArg), args),
        ErrorKind::InvalidSubcommand => {
            let wrong = text(ContextKind::InvalidSubcommand).unwrap_or_default();
            let nearest = nearest_command(error).map(|near| format!("did you mean `{near}`?"));
            let before = command_before(args, &wrong);
            let hint = match wrong.as_str() {
                "help" => format!("{before} COMMAND --help tells about a command, {before} --help lists them"),
                _ => nearest.unwrap_or_else(|| format!("{before} --help lists the commands")),
            };
            Failure::usage(format!("no command `{}`", shown(&wrong))).hint(hint)
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

/// The command of which a word is no part: `hours`, or `hours client`.
fn command_before(args: &[OsString], wrong: &str) -> String {
    let before: Vec<&str> = words(args).into_iter().take_while(|word| *word != wrong).collect();
    typed(&before)
}

/// The command that was typed, by its names: `hours client add`.
fn typed(words: &[&str]) -> String {
    commands(words).iter().map(|command| command.get_name().to_owned()).collect::<Vec<_>>().join(" ")
}

/// The arguments as words; what is no UTF-8 is none.
fn words(args: &[OsString]) -> Vec<&str> {
    args.iter().map(|word| word.to_str().unwrap_or_default()).collect()
}

/// The commands that these words name, each within the one before it; `hours` is the first.
fn commands(words: &[&str]) -> Vec<clap::Command> {
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
fn turned_round(arg: &str, value: &str, args: &[OsString]) -> Option<String> {
    let words = words(args);
    let at = words.iter().rposition(|word| *word == value).filter(|_| matches!(name(arg).as_str(), "TIME" | "SIZE"))?;
    let beside = [at.checked_sub(1), Some(at + 1)].into_iter().flatten().filter_map(|at| words.get(at));
    let is_near = beside.into_iter().any(|word| word.parse::<Minutes>().is_ok());
    is_near.then(|| format!("the order is {}", in_order(&words)))
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

fn invalid_value(error: &clap::Error, arg: &str, value: &str) -> Failure {
    let why =
        std::error::Error::source(error).map_or_else(String::new, |source| format!(": {}", reason(source, value)));
    Failure::usage(format!("invalid value `{}` for {}{why}", shown(value), name(arg)))
}

/// Why a value cannot be read; the standard library's words for numbers are those of programmers.
fn reason(source: &(dyn std::error::Error + 'static), value: &str) -> String {
    match source.downcast_ref::<ParseIntError>().map(ParseIntError::kind) {
        Some(IntErrorKind::PosOverflow | IntErrorKind::NegOverflow) => "too large a number".to_owned(),
        Some(_) if value.starts_with('-') => "less than nothing".to_owned(),
        Some(_) => "not a whole number".to_owned(),
        None => source.to_string(),
    }
}

/// An option that there is not, or a value that looks like one.
fn unknown(arg: &str, suggested: Option<String>, args: &[OsString]) -> Failure {
    let words = words(args);
    let before = |at: usize| option(&words[..at]);
    let is_meant = |at: usize| before(at).is_some_and(|option| option.is_allow_hyphen_values_set());
    let is_wrong = |at: &usize| words[*at].starts_with(arg) && is_dashed_value(words[*at]) && !is_meant(*at);
    if let Some(at) = (0..words.len()).find(is_wrong) {
        return dashed(words[at], before(at).map(|_| words[at - 1]));
    }
    // clap's own idea of nearness takes `--service` for `--price`, and any two short options are near by their dashes.
    let bare = |option: &str| option.trim_start_matches('-').to_owned();
    let near = |option: &String| strsim::normalized_damerau_levenshtein(&bare(arg), &bare(option)) >= 0.6;
    let hint = match meant(arg, &words).or(suggested.filter(near)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => stray(arg, &words),
    };
    Failure::usage(format!("unexpected `{}`", shown(arg))).hint(hint)
}

/// Whether a word is no option, for all that it begins with a dash: a number, or a text.
fn is_dashed_value(word: &str) -> bool {
    let behind = word.strip_prefix('-').and_then(|rest| rest.chars().next());
    behind.is_some_and(|c| !c.is_alphabetic() && c != '-' || word.contains(' '))
}

/// What to do about a value that begins with a dash, behind an option that takes one or behind none.
fn dashed(word: &str, option: Option<&str>) -> Failure {
    let unexpected = Failure::usage(format!("unexpected `{}`", shown(word)));
    if let Some(option) = option {
        let value = shown(word);
        let value = if shell_word(&value[1..]) == value[1..] { value } else { shell_word(&value) };
        return unexpected.hint(format!("a value that begins with `-` is one word with its option: {option}={value}"));
    }
    if is_number_or_time(&word[1..]) {
        let fact = format!("`{}` is less than nothing: a time is written without a sign", shown(word));
        return Failure::usage(fact).hint("hours void takes a call back, hours refund takes hours out of a package");
    }
    unexpected.hint(format!("a text that begins with `-` goes last, behind `--`: … -- {}", shell_word(&shown(word))))
}

/// The option that the last of these words is, of the command that those before it name, if it takes a value.
fn option(words: &[&str]) -> Option<clap::Arg> {
    let name = words.last()?.strip_prefix("--")?;
    let find = |command: &clap::Command| command.get_arguments().find(|arg| arg.get_long() == Some(name)).cloned();
    let found = commands(words).iter().rev().find_map(find);
    found.filter(|arg| arg.get_action().takes_values())
}

/// The option that another word for it means.
fn meant(arg: &str, words: &[&str]) -> Option<String> {
    const MEANT: [(&str, &str); 3] = [("--date", "on"), ("--day", "on"), ("--end", "until")];
    let (_, long) = MEANT.into_iter().find(|(other, _)| *other == arg)?;
    has(words, |option| option.get_long() == Some(long)).then(|| format!("--{long}"))
}

/// Whether the command that these words name has such an argument.
fn has(words: &[&str], is_it: impl Fn(&clap::Arg) -> bool) -> bool {
    commands(words).last().is_some_and(|command| command.get_arguments().any(is_it))
}

/// What to do about a word that stands where none is expected.
fn stray(word: &str, words: &[&str]) -> String {
    let named =
        |argument: &clap::Arg| argument.is_positional() && word.strip_prefix("--") == Some(argument.get_id().as_str());
    let takes_text = |argument: &clap::Arg| argument.is_positional() && argument.get_id() == "note";
    let takes_reason = |argument: &clap::Arg| argument.get_long() == Some("reason");
    let lists = |what: &str| format!("{} --help lists {what}", typed(words));
    if has(words, named) {
        format!("it is written without an option: {}", in_order(words))
    } else if word.starts_with('-') {
        lists("the options")
    } else if word.parse::<DateSpec>().is_ok() {
        format!("a day goes behind its option; {}", lists("the options"))
    } else if is_number_or_time(word) {
        format!("a number goes behind its option; {}", lists("the options"))
    } else if has(words, takes_text) && !word.contains(' ') {
        format!("put a text of several words in quotes; {}", lists("the options"))
    } else if has(words, takes_reason) {
        format!("a reason goes behind its option: --reason {}", shell_word(&shown(word)))
    } else {
        lists("what it takes")
    }
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
fn shown(value: &str) -> String {
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
