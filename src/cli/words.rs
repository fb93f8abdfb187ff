//! The words of a command line, whether it can be read or not: the commands and options they name, and how one of them is shown.

use std::ffi::OsString;

use clap::ValueEnum as _;

use super::options::Color;
use crate::domain::Minutes;
use crate::render::text::escape_lookalikes;
use crate::shell;

/// The arguments as words; what is no UTF-8 is none.
pub(super) fn of(args: &[OsString]) -> Vec<&str> {
    args.iter().map(|word| word.to_str().unwrap_or_default()).collect()
}

/// The ledger that an option names: `-f FILE`, `-fFILE`, `-f=FILE`, `--ledger FILE` or `--ledger=FILE`.
pub(super) fn named_ledger<'w>(words: &[&'w str]) -> Option<&'w str> {
    let short = |word: &'w str| word.strip_prefix("-f").map(|file| file.strip_prefix('=').unwrap_or(file));
    words.iter().enumerate().find_map(|(at, word)| match *word {
        "-f" | "--ledger" => words.get(at + 1).copied(),
        word => word.strip_prefix("--ledger=").or_else(|| short(word)),
    })
}

/// The colour that is asked for, also by a command line which is wrong elsewhere.
pub(super) fn named_color(args: &[OsString]) -> Color {
    let words: Vec<&str> = args.iter().map_while(|word| word.to_str()).take_while(|word| *word != "--").collect();
    let named = words.iter().enumerate().find_map(|(at, word)| match word.strip_prefix("--color")? {
        "" => words.get(at + 1).copied(),
        rest => rest.strip_prefix('='),
    });
    named.and_then(|word| Color::from_str(word, false).ok()).unwrap_or(Color::Auto)
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

/// Where the names of the command begin and end among these words; none where it has none.
pub(super) fn command_at(words: &[&str]) -> Option<(usize, usize)> {
    let depth = |end: usize| commands(&words[..end]).len();
    let begin = (1..words.len()).find(|at| depth(at + 1) > 1)?;
    let whole = depth(words.len());
    let end = (begin + 1..=words.len()).find(|end| depth(*end) == whole)?;
    Some((begin, end))
}

/// The command that was typed, by its names: `hours client add`.
pub(super) fn typed(words: &[&str]) -> String {
    commands(words).iter().map(|command| command.get_name().to_owned()).collect::<Vec<_>>().join(" ")
}

/// The words before one of them.
pub(super) fn before<'w>(words: &[&'w str], word: &str) -> Vec<&'w str> {
    words.iter().copied().take_while(|before| *before != word).collect()
}

/// A command with its arguments in order: `hours log CLIENT TIME NOTE`.
pub(super) fn in_order(words: &[&str]) -> String {
    let commands = commands(words);
    let named = commands.iter().map(|command| command.get_name().to_owned());
    let arguments = commands.last().into_iter().flat_map(|command| command.get_positionals());
    let arguments = arguments.filter_map(|argument| argument.get_value_names()?.first().map(ToString::to_string));
    named.chain(arguments).collect::<Vec<_>>().join(" ")
}

/// The option that the last of these words is, of the command that those before it name, if it takes a value.
pub(super) fn option(words: &[&str]) -> Option<clap::Arg> {
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

/// The option that a word names with one dash of its two.
pub(super) fn long_option(word: &str, words: &[&str]) -> Option<String> {
    let long = word.strip_prefix('-').filter(|long| long.len() > 1)?;
    has(words, |option| option.get_long() == Some(long)).then(|| format!("--{long}"))
}

/// Where the words end that are a text together, of which this is the first: before the next option.
pub(super) fn end_of_text(first: usize, words: &[&str]) -> usize {
    let behind = words.iter().skip(first).position(|word| word.starts_with('-'));
    behind.map_or(words.len(), |length| first + length)
}

/// Whether it is a length of time, or a number, which may have been meant as one.
pub(super) fn is_number_or_time(text: &str) -> bool {
    text.parse::<Minutes>().is_ok() || text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b',' | b':'))
}

/// A value as it was typed, cut where nobody would read on.
pub(super) fn shown(value: &str) -> String {
    let safe = escape_lookalikes(value);
    match safe.char_indices().nth(80) {
        Some((at, _)) => format!("{}…", &safe[..at]),
        None => safe,
    }
}

/// A text as it can be typed; none of one that is shown escaped or cut.
pub(super) fn whole(text: &str) -> Option<String> {
    (shown(text) == text).then(|| shell::word(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ledger_is_named_in_every_spelling_of_its_option() {
        for line in
            ["hours -f o.jsonl log", "hours log -fo.jsonl", "-f=o.jsonl", "--ledger o.jsonl x", "--ledger=o.jsonl"]
        {
            let words: Vec<&str> = line.split(' ').collect();
            assert_eq!(named_ledger(&words), Some("o.jsonl"), "{line}");
        }
        assert_eq!(named_ledger(&["hours", "log", "acme", "--late"]), None);
        assert_eq!(named_ledger(&["hours", "log", "-f"]), None);
    }
}
