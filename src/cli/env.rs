//! Everything that comes from outside a ledger and its arguments: the clock, variables, the login name, the streams.

use std::ffi::OsString;
use std::io::{BufRead, ErrorKind, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::Result;

use super::failure::Failure;
use super::options::Color;
use crate::domain::text::controls;
use crate::domain::{Instant, Text, Unreadable};
use crate::render::text::escape;
use crate::shell;

/// What a ledger is called unless told otherwise.
pub const LEDGER: &str = "hours.jsonl";
/// The most bytes of an answer to a question.
const MOST_ANSWER: u64 = 100;

/// The process's surroundings.
#[derive(Clone, Copy, Debug)]
pub struct Env {
    paint: bool,
}

/// A ledger, and why it is that one.
#[derive(Clone, Debug)]
pub struct Located {
    /// Where it is.
    pub path: PathBuf,
    /// What led there.
    pub by: FoundBy,
}

/// What leads to a ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FoundBy {
    /// `--ledger`.
    Option,
    /// `HOURS_LEDGER`.
    Variable,
    /// It lies in this folder.
    Folder,
    /// It lies in a folder above this one.
    FolderAbove,
    /// It lies in the user's data folder.
    DataFolder,
}

impl Env {
    /// The surroundings of a process whose messages are coloured as asked.
    pub fn new(color: Color) -> Env {
        let dull = || not_empty("NO_COLOR").is_some() || terminal_is_dumb();
        let paint = match color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => std::io::stderr().is_terminal() && !dull(),
        };
        Env { paint }
    }

    /// The clock: `HOURS_NOW` where it is set.
    ///
    /// # Errors
    ///
    /// Where `HOURS_NOW` is no instant.
    pub fn now(self) -> Result<Instant> {
        if let Some(text) = variable("HOURS_NOW")? {
            let instant = text.parse().and_then(in_every_zone);
            return instant.map_err(|why| {
                let fact = format!("HOURS_NOW=`{}`: {why}", escape(&text));
                Failure::usage(fact).hint("where HOURS_NOW is not set, the clock counts").into()
            });
        }
        let micros = match SystemTime::now().duration_since(UNIX_EPOCH) {
            Ok(since) => i64::try_from(since.as_micros()),
            Err(before) => i64::try_from(before.duration().as_micros()).map(|micros| -micros),
        };
        Ok(Instant::from_micros(micros.unwrap_or(i64::MAX)))
    }

    /// Who writes: as given, else `HOURS_BY`, else the login name.
    ///
    /// # Errors
    ///
    /// Where that is no text that a ledger holds.
    pub fn by(self, given: Option<&str>) -> Result<Text> {
        let (source, name) = match (given, variable("HOURS_BY")?) {
            (Some(name), _) => ("--by", name.to_owned()),
            (None, Some(name)) => ("HOURS_BY", name),
            (None, None) => ("the login name", whoami::username().unwrap_or_else(|_| "unknown".to_owned())),
        };
        Text::new(&name, Text::LINE).map_err(|_| {
            let fact = format!("{source} `{}` is empty, too long or not printable", escape(&name));
            Failure::usage(fact).hint("write a short name with --by").into()
        })
    }

    /// The ledger to use: as given, else `HOURS_LEDGER`, else the nearest `hours.jsonl` in this folder or one above it, else
    /// the one in the user's data folder.
    ///
    /// # Errors
    ///
    /// Where there is none, or a variable is not usable.
    pub fn ledger(self, given: Option<&Path>) -> Result<Located> {
        if let Some(path) = self.named_ledger(given)? {
            let by = if given.is_some() { FoundBy::Option } else { FoundBy::Variable };
            return if path.is_dir() { Err(a_folder(&path).into()) } else { Ok(Located { path, by }) };
        }
        let here = std::env::current_dir().map_err(|why| {
            let hint = "go into a folder that is there, or name the ledger with its folder: --ledger FILE";
            Failure::unable(format!("cannot tell the current folder: {why}")).hint(hint)
        })?;
        // A link that leads nowhere is there too: it is named when it cannot be read.
        let there = |path: &PathBuf| path.symlink_metadata().is_ok();
        if let Some(path) = here.ancestors().map(|folder| folder.join(LEDGER)).find(there) {
            return Ok(match path.strip_prefix(&here) {
                Ok(name) => Located { path: name.to_owned(), by: FoundBy::Folder },
                Err(_) => Located { path, by: FoundBy::FolderAbove },
            });
        }
        let path = data_folder()?.map(|folder| folder.join("hours").join(LEDGER)).filter(there).ok_or_else(|| {
            let hint = "hours init --name \"Your business\" --currency EUR --rate 150";
            Failure::unable("no ledger here yet").hint(hint)
        })?;
        Ok(Located { path, by: FoundBy::DataFolder })
    }

    /// Where heads of ledgers are remembered: `$XDG_STATE_HOME/hours/heads`, else `~/.local/state/hours/heads`. None where neither is
    /// an absolute path, or there is no such home: then nothing is remembered, which is no failure (R27).
    pub fn memory(self) -> Option<PathBuf> {
        own_folder("XDG_STATE_HOME", ".local/state").map(|state| state.join("hours/heads"))
    }

    /// Where snapshots are kept: `$XDG_CACHE_HOME/hours`, else `~/.cache/hours`. None where [`Env::memory`] is none.
    pub fn cache(self) -> Option<PathBuf> {
        own_folder("XDG_CACHE_HOME", ".cache").map(|cache| cache.join("hours"))
    }

    /// The ledger named by `--ledger` or `HOURS_LEDGER`.
    ///
    /// # Errors
    ///
    /// Where the name is empty or not printable.
    pub fn named_ledger(self, given: Option<&Path>) -> Result<Option<PathBuf>> {
        let (source, path) = match (given, std::env::var_os("HOURS_LEDGER")) {
            (Some(path), _) => ("--ledger", path.to_owned()),
            (None, Some(path)) => ("HOURS_LEDGER", PathBuf::from(path)),
            (None, None) => return Ok(None),
        };
        let text = path.to_string_lossy();
        if text.is_empty() || text.chars().any(controls) {
            let hint =
                given.is_none().then_some("where HOURS_LEDGER is not set, the nearest hours.jsonl is the ledger");
            let failure = Failure::usage(format!("{source} `{}` is no file's name", escape(&text)));
            return Err(failure.hints(hint).into());
        }
        Ok(Some(path))
    }

    /// Prints an answer. A reader who has seen enough is no error.
    ///
    /// # Errors
    ///
    /// Where it cannot be written for another reason.
    pub fn print(self, answer: &[u8]) -> Result<()> {
        let mut stdout = std::io::stdout().lock();
        match stdout.write_all(answer).and_then(|()| stdout.flush()) {
            Err(why) if why.kind() != ErrorKind::BrokenPipe => {
                Err(anyhow::Error::new(why).context("cannot write the answer"))
            }
            _ => Ok(()),
        }
    }

    /// Asks a yes-or-no question. Where nobody sits at a terminal it is not asked, and the answer is no.
    pub fn ask(self, question: &str) -> bool {
        if !std::io::stdin().is_terminal() || !std::io::stderr().is_terminal() {
            return false;
        }
        let mut stderr = std::io::stderr().lock();
        let mut answer = String::new();
        let asked = write!(stderr, "{question} [y/N] ").and_then(|()| stderr.flush());
        let read = asked.and_then(|()| std::io::stdin().lock().take(MOST_ANSWER).read_line(&mut answer));
        read.is_ok() && matches!(answer.trim(), "y" | "Y" | "yes")
    }

    /// Says something on stderr, with its kind before it. That nobody listens is no error.
    pub fn say(self, kind: &str, text: &str) {
        let label = match (self.paint, kind) {
            (false, _) => format!("{kind}:"),
            (true, "error") => format!("\x1b[1;31m{kind}:\x1b[0m"),
            (true, "warning") => format!("\x1b[1;33m{kind}:\x1b[0m"),
            (true, _) => format!("\x1b[1;36m{kind}:\x1b[0m"),
        };
        // In one piece, and with one call.
        let _ = std::io::stderr().lock().write_all(format!("{label} {text}\n").as_bytes());
    }
}

/// An instant that has a day of the calendar wherever it is asked for.
fn in_every_zone(instant: Instant) -> Result<Instant, Unreadable> {
    const DAY: i64 = 24 * 3600 * 1_000_000;
    let has_days = [-DAY, DAY].iter().all(|ahead| instant.plus_micros(*ahead).utc_date().is_some());
    has_days.then_some(instant).ok_or_else(|| Unreadable::new("beyond the years 1900 to 9999"))
}

/// A variable's text, also where it is empty; none where it is not set.
///
/// # Errors
///
/// A text that is not UTF-8.
fn variable(name: &str) -> Result<Option<String>> {
    let Some(value) = std::env::var_os(name) else { return Ok(None) };
    match value.into_string() {
        Ok(text) => Ok(Some(text)),
        Err(_) => Err(Failure::usage(format!("{name} is not UTF-8")).into()),
    }
}

/// A variable's value; none where it is not set, or empty.
fn not_empty(name: &str) -> Option<OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}

/// The folder that a variable names.
fn folder(name: &str) -> Option<PathBuf> {
    not_empty(name).map(PathBuf::from)
}

/// A folder of the user's own: the one that the variable `named` has, else one in the home.
fn own_folder(named: &str, in_home: &str) -> Option<PathBuf> {
    let found = match (folder(named), folder("HOME")) {
        (Some(named), _) => named,
        // A home that is not there is not made: it is a service's that shall have none.
        (None, Some(home)) if home.is_dir() => home.join(in_home),
        _ => return None,
    };
    Some(found).filter(|found| found.is_absolute())
}

/// What to say of a folder that was named for the ledger in it.
fn a_folder(path: &Path) -> Failure {
    let fact = format!("cannot open `{}`: it is a folder", escape(&path.to_string_lossy()));
    Failure::unable(fact).hint(format!("name the file in it, such as {}", shell::file(&path.join(LEDGER))))
}

/// Whether the terminal says that it takes nothing but lines of text.
pub fn terminal_is_dumb() -> bool {
    std::env::var_os("TERM").is_some_and(|term| term == "dumb")
}

/// `$XDG_DATA_HOME`, else `~/.local/share` (XDG Base Directory Specification); none where no home is known.
fn data_folder() -> Result<Option<PathBuf>> {
    let (source, path, below) = match (folder("XDG_DATA_HOME"), folder("HOME")) {
        (Some(data), _) => ("XDG_DATA_HOME", data, ""),
        (None, Some(home)) => ("HOME", home, ".local/share"),
        (None, None) => return Ok(None),
    };
    if path.is_relative() {
        let fact = format!("{source} is not an absolute path: `{}`", escape(&path.to_string_lossy()));
        return Err(Failure::usage(fact).hint("name the ledger with --ledger FILE").into());
    }
    Ok(Some(path.join(below)))
}
