//! Commands that are told for being typed: they work on the ledger that they were told about.
//!
//! Whoever names a ledger with `--ledger` may stand in a folder that has another. What a hint says is typed there as it stands, so it names the ledger,
//! too: `hours -f other.jsonl amend 4 --on yesterday`.

use std::borrow::Cow;
use std::path::Path;

use clap::CommandFactory;

use super::env::{Env, Located};
use super::{Cli, Context};
use crate::shell;

/// What a command in a text begins with.
const PROGRAM: &str = "hours ";

impl Context<'_> {
    /// Says something on stderr; commands in it can be typed as they stand. An error has what others wrote in it, and stays as it is.
    pub(crate) fn say(self, kind: &str, text: &str) {
        let text = if kind == "error" { text.into() } else { self.typable(text) };
        self.env.say(kind, &text);
    }

    /// Says what is to be looked at, one warning a line.
    pub(crate) fn warn(self, warnings: &[String]) {
        warnings.iter().for_each(|warning| self.say("warning", warning));
    }

    /// A text whose commands can be typed as they stand, whatever ledger would be found without being named.
    pub(crate) fn typable<'t>(self, text: &'t str) -> Cow<'t, str> {
        typable(self.env, self.common.ledger.as_deref(), text)
    }
}

/// The same for whoever has named a ledger, or none.
pub(crate) fn typable<'t>(env: Env, named: Option<&Path>, text: &'t str) -> Cow<'t, str> {
    let option = named.filter(|_| text.contains(PROGRAM)).and_then(|ledger| naming(env, ledger));
    option.map_or(text.into(), |option| aim(text, &option).into())
}

/// `-f FILE`, where the next command would not find the ledger by itself.
pub(crate) fn naming(env: Env, ledger: &Path) -> Option<String> {
    let finds_it = |found: Located| found.path.canonicalize().ok().zip(ledger.canonicalize().ok());
    if env.ledger(None).ok().and_then(finds_it).is_some_and(|(found, ledger)| found == ledger) {
        return None;
    }
    Some(format!("-f {}", shell::file(ledger)))
}

/// The text with the option in every command that works on a ledger, but where it names one already or asks for help.
fn aim(text: &str, option: &str) -> String {
    let command_line = Cli::command();
    let mut pieces = text.split(PROGRAM);
    let mut aimed = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        aimed += PROGRAM;
        if works_on_a_ledger(&command_line, piece) {
            aimed += option;
            aimed.push(' ');
        }
        aimed += piece;
    }
    aimed
}

/// Whether what stands behind `hours ` is a command that works on the ledger there is. A file may be called `hours log.jsonl`.
fn works_on_a_ledger(command_line: &clap::Command, piece: &str) -> bool {
    let clause = piece.split(';').next().unwrap_or_default();
    let end = clause.find(|c: char| !c.is_ascii_lowercase() && c != '-').unwrap_or(clause.len());
    let (word, behind) = clause.split_at(end);
    let is_word = behind.is_empty() || behind.starts_with([' ', ',', ')', '`']);
    let is_other = matches!(word, "init" | "merge-driver");
    let names_its_own = ["--ledger", " -f ", "--help"].iter().any(|own| clause.contains(own));
    is_word && !is_other && !names_its_own && command_line.find_subcommand(word).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ledger_is_named_in_every_command_that_works_on_it_and_nowhere_else() {
        let aimed = |text| aim(text, "-f other.jsonl");
        for (text, told) in [
            ("hours amend 4 --on yesterday", "hours -f other.jsonl amend 4 --on yesterday"),
            ("did you mean `acme`? (hours client list)", "did you mean `acme`? (hours -f other.jsonl client list)"),
            (
                "hours client show acme, or hours balance acme",
                "hours -f other.jsonl client show acme, or hours -f other.jsonl balance acme",
            ),
        ] {
            assert_eq!(aimed(text), told);
        }
        for text in [
            "acme has 4 hours left, and support hours end",
            "hours init FILE",
            "hours close --help tells how it is written",
            "hours merge HERE --ledger THERE, then take that file",
            "git config merge.hours.driver 'hours merge-driver %O %A %B'",
            "hours merge theirs.jsonl -f ours.jsonl",
            "hours export.csv:3: the same as line 2; counted once",
            "`hours log.jsonl` is a copy of this ledger",
        ] {
            assert_eq!(aimed(text), text);
        }
        assert_eq!(
            aimed("hours verify --ledger OTHER tells more; hours repair lists them"),
            "hours verify --ledger OTHER tells more; hours -f other.jsonl repair lists them"
        );
    }
}
