//! Commands and options that go by another name here, or nearly: what does here what they would do.

use super::names::Name;
use super::when::TimeSpec;
use super::words::{before, commands, end_of_text, has, shown, typed, whole};
use crate::domain::nearest::nearest;
use crate::domain::period::Month;
use crate::domain::text::are_digits;
use crate::shell;

/// Options that have another name here.
const OPTIONS: [(&str, &str); 6] = [
    ("--date", "on"),
    ("--day", "on"),
    ("--end", "until"),
    ("--ticket", "case"),
    ("--free", "goodwill"),
    ("--gratis", "goodwill"),
];

/// What to do about an option that has another name here, or that another command has.
pub(super) fn option(arg: &str, words: &[&str]) -> Option<String> {
    let takes = |long: &str| has(words, |option| option.get_long() == Some(long));
    let month = || words.iter().rev().find_map(|word| word.trim_start_matches("--month=").parse::<Month>().ok());
    if let Some((_, long)) = OPTIONS.into_iter().find(|(other, long)| *other == arg && takes(long)) {
        return Some(format!("did you mean `--{long}`?"));
    }
    if let Some(field) = arg.strip_prefix("--no-").filter(|field| can_be_cleared(field, words)) {
        return Some(format!("did you mean `--clear {field}`?"));
    }
    match arg {
        "--price" | "--rate" if takes("overage-rate") => {
            let hint = "each package has its price, by --rate or --price when it is bought; --overage-rate is for what no package covers";
            Some(hint.to_owned())
        }
        "--month" if takes("through") => {
            month().map(|month| format!("write its last day: --through {}", month.period().to))
        }
        _ => None,
    }
}

/// Whether `--clear` takes this field away.
fn can_be_cleared(field: &str, words: &[&str]) -> bool {
    let is_option = has(words, |option| option.get_long() == Some(field));
    let is_one = |option: &clap::Arg| {
        let values = option.get_possible_values();
        // What is not listed is named as its option is.
        values.iter().any(|value| value.matches(field, false)) || values.is_empty() && is_option
    };
    has(words, |option| option.get_long() == Some("clear") && is_one(option))
}

/// A call whose command was forgotten: a word that is no command, and a time behind it.
fn call(words: &[&str]) -> Option<String> {
    let [client, time, ..] = words else { return None };
    client.parse::<Name>().ok().filter(|_| time.parse::<TimeSpec>().is_ok())?;
    let end = end_of_text(2, words);
    let note = if end > 2 { format!(" {}", whole(&words[2..end].join(" "))?) } else { String::new() };
    let more = if end < words.len() { " …" } else { "" };
    Some(format!("a call is logged by its command: hours log {client} {}{note}{more}", shell::word(time)))
}

/// What does here what a command of another name would do.
pub(super) fn command(word: &str, words: &[&str]) -> Option<String> {
    let before = before(words, word);
    let behind = words.get(before.len() + 1).copied();
    let entry = behind.filter(|word| are_digits(word.trim_start_matches('#')));
    let entry = entry.map_or_else(|| "ENTRY".to_owned(), shell::word);
    let number = named(behind, "NUMBER");
    let within = typed(&before);
    if let Some(call) = call(&words[before.len()..]).filter(|_| within == "hours") {
        // `balence 45m` is a slip in a command, and no call of a client `balence`.
        return if near_command(word, words).is_none() { Some(call) } else { None };
    }
    let hint = match (within.as_str(), word) {
        (_, "help") => match behind.filter(|command| is_command(command, &before)) {
            Some(command) => format!("{within} {command} --help tells about it"),
            None => format!("{within} COMMAND --help tells about a command, {within} --help lists them"),
        },
        ("hours client", "rename") => {
            format!("hours client set {} --name TEXT gives a client another name", named(behind, "ID"))
        }
        ("hours client", "remove" | "delete" | "rm") => {
            "a client stays, as what was written of them does; hours void ENTRY --reason TEXT takes an entry back"
                .to_owned()
        }
        ("hours client" | "hours service", "edit" | "change" | "update") => {
            format!("{within} --help lists the commands; hours client set changes a client, a service never changes")
        }
        ("hours", "undo" | "delete" | "remove" | "rm" | "cancel") => {
            format!("hours void {entry} --reason TEXT takes an entry back; hours entries lists them")
        }
        ("hours", "edit" | "change" | "update" | "correct") => {
            format!("hours amend {entry} corrects a call; anything else is taken back (hours void) and written anew")
        }
        ("hours", "status" | "overview" | "summary") => {
            "hours balance shows where clients stand; hours warnings shows who runs low".to_owned()
        }
        ("hours", "report" | "reports") => {
            "hours statement CLIENT shows every movement; hours revenue and hours export are for the books".to_owned()
        }
        ("hours", "list" | "ls") => {
            "hours entries lists the entries, hours client list the clients, hours invoice list the documents".to_owned()
        }
        ("hours", "version") => "hours --version shows it".to_owned(),
        ("hours", "set" | "settings" | "config" | "configure") => {
            "hours client set ID changes what holds for a client; what holds for all is said by hours init, once".to_owned()
        }
        ("hours", "explain" | "why") => format!("hours show {entry} tells how it came to its figures"),
        ("hours", "sell" | "sold" | "purchase") => {
            format!("hours buy {} SIZE records that a package was sold", named(behind, "CLIENT"))
        }
        ("hours invoice", "create" | "new" | "add" | "make" | "write") => {
            "hours invoice issue CLIENT issues one; hours invoice draft shows what is due".to_owned()
        }
        ("hours invoice", "print" | "pdf" | "view" | "open" | "export") => {
            format!("hours invoice show {number} shows one, with --format md as a text to send")
        }
        ("hours invoice", "preview") => "hours invoice draft shows what an invoice would list".to_owned(),
        ("hours invoice", "void" | "cancel" | "delete" | "remove" | "rm" | "undo" | "storno" | "refund") => {
            format!("an invoice stays as it was issued; hours invoice credit {number} --reason TEXT cancels it by a document of its own")
        }
        ("hours", "reopen" | "unclose") => {
            "a closed period stays closed; --late books into it all the same, and shows".to_owned()
        }
        ("hours", "completion" | "completions") => {
            "source <(HOURS_COMPLETE=bash hours) has bash complete commands and names, and so in zsh with zsh; in fish: HOURS_COMPLETE=fish hours | source".to_owned()
        }
        _ => return None,
    };
    Some(hint)
}

/// What stands behind a command, as it can be typed; where nothing does, what should.
fn named(word: Option<&str>, what: &str) -> String {
    word.filter(|word| !word.starts_with('-')).map_or_else(|| what.to_owned(), |word| shell::word(&shown(word)))
}

/// The command whose name is nearly this word, in its place.
pub(super) fn near_command(word: &str, words: &[&str]) -> Option<String> {
    let within = commands(&before(words, word)).pop()?;
    let names = within.get_subcommands().filter(|command| !command.is_hide_set()).map(clap::Command::get_name);
    nearest(word, names.map(|name| (name.to_owned(), name)))
}

/// The long option whose name is nearly this one's, of the command or of all.
pub(super) fn near_option(arg: &str, words: &[&str]) -> Option<String> {
    let wrong = arg.strip_prefix("--")?;
    let commands = commands(words);
    let options = commands.iter().flat_map(clap::Command::get_arguments).filter(|option| !option.is_hide_set());
    nearest(wrong, options.filter_map(clap::Arg::get_long).map(|long| (long, long))).map(|long| format!("--{long}"))
}

fn is_command(word: &str, before: &[&str]) -> bool {
    commands(before).last().is_some_and(|command| command.find_subcommand(word).is_some())
}
