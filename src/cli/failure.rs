//! What went wrong, and what it means: exit codes, and hints for what the system and the files do. What to do about what a rule forbids is told by
//! [`advice`](super::advice).

use std::collections::HashSet;
use std::fmt;
use std::io::{self, ErrorKind};
use std::path::Path;

use super::advice::advice;
use super::billing::Unbilled;
use super::env::{Env, LEDGER};
use super::options::Color;
use super::typed::naming;
use crate::config::BadConfig;
use crate::domain::EntryId;
use crate::domain::nearest::nearest;
use crate::domain::rejection::Rejection;
use crate::render::text::escape;
use crate::shell;
use crate::store::{
    AlreadyThere, Busy, Conflicts, Damage, GoneBack, Missing, NotYetOpened, OfOther, OtherContent, OtherLedger,
    Replaced, TooLarge, Uncertain, beginning, folder,
};

/// Where to read what `hours.toml` can say.
pub const SETTINGS: &str = "hours invoice --help and hours export --help list what can stand in it";

/// The exit codes of `docs/manual/hours.md`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Done, warnings included.
    Done = 0,
    /// A rule forbids it; nothing was written.
    Refused = 1,
    /// The command line is wrong.
    Usage = 2,
    /// The answer is no.
    No = 3,
    /// The ledger is damaged, or was written by a newer version.
    Damaged = 4,
    /// It could not be done now; a retry may help.
    Unable = 5,
    /// A fault in this program.
    Fault = 70,
}

/// A failure that the command line finds itself: a fact, what to do about it, and the exit code.
#[derive(Debug)]
pub struct Failure {
    exit: Exit,
    fact: String,
    hints: Vec<String>,
}

impl Failure {
    /// A fact, and the exit code that it means.
    pub fn new(exit: Exit, fact: impl Into<String>) -> Failure {
        Failure { exit, fact: fact.into(), hints: Vec::new() }
    }

    /// The command line is wrong.
    pub fn usage(fact: impl Into<String>) -> Failure {
        Failure::new(Exit::Usage, fact)
    }

    /// A rule forbids it.
    pub fn refused(fact: impl Into<String>) -> Failure {
        Failure::new(Exit::Refused, fact)
    }

    /// It could not be done now.
    pub fn unable(fact: impl Into<String>) -> Failure {
        Failure::new(Exit::Unable, fact)
    }

    /// A fault in this program.
    pub fn fault(fact: impl Into<String>) -> Failure {
        Failure::new(Exit::Fault, fact).hint("please report it")
    }

    /// The ledger does not hold what was asked for.
    pub fn damaged(fact: impl Into<String>) -> Failure {
        Failure::new(Exit::Damaged, fact)
    }

    /// With what to do about it; said again, with more than that.
    pub fn hint(mut self, hint: impl Into<String>) -> Failure {
        self.hints.push(hint.into());
        self
    }

    /// The same of all there is to do about it, or of nothing; what is said twice is said once.
    pub fn hints(self, hints: impl IntoIterator<Item: Into<String>>) -> Failure {
        each_once(hints.into_iter().map(Into::into)).fold(self, Failure::hint)
    }
}

/// Each of some hints where it is said first.
pub fn each_once(hints: impl Iterator<Item = String>) -> impl Iterator<Item = String> {
    let mut said = HashSet::new();
    hints.filter(move |hint| said.insert(hint.clone()))
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.fact)
    }
}

impl std::error::Error for Failure {}

/// A failure as it is shown: escaped, with its exit code.
#[derive(Debug)]
pub struct Report {
    /// The exit code.
    pub exit: Exit,
    /// What is so.
    pub fact: String,
    /// What to do: mostly one thing.
    pub hints: Vec<String>,
}

/// Tells from an error's root what it means for whoever asked.
pub fn report(error: &anyhow::Error) -> Report {
    let (exit, hints) = match error.downcast_ref::<Failure>() {
        Some(failure) => (failure.exit, failure.hints.clone()),
        None => {
            let (exit, hint) = meaning(error);
            (exit, hint.into_iter().collect())
        }
    };
    Report { exit, fact: escape(&format!("{error:#}")), hints: hints.iter().map(|hint| escape(hint)).collect() }
}

/// What an error means that the command line did not find itself, and what to do about it.
fn meaning(error: &anyhow::Error) -> (Exit, Option<String>) {
    if let Some(rejection) = error.downcast_ref::<Rejection>() {
        (Exit::Refused, advice(rejection))
    } else if error.is::<Unbilled>() {
        // Each client has a hint of its own: see `Unbilled::told`.
        (Exit::Refused, None)
    } else if let Some(damage) = error.downcast_ref::<Damage>() {
        (Exit::Damaged, Some(damage.hint()))
    } else if error.is::<GoneBack>() {
        (Exit::Damaged, Some(GoneBack::HINT.to_owned()))
    } else if error.is::<OtherContent>() {
        let hint = "a retry repeats the very same command; something new needs another --id";
        (Exit::Refused, Some(hint.to_owned()))
    } else if let Some(too_large) = error.downcast_ref::<TooLarge>() {
        let hint = match too_large {
            TooLarge::Entry => "say it in fewer words, or in several entries",
            TooLarge::Ledger => "begin a new ledger in another file: hours init FILE",
        };
        (Exit::Refused, Some(hint.to_owned()))
    } else if let Some(AlreadyThere { path }) = error.downcast_ref() {
        (Exit::Refused, Some(taken(path)))
    } else if let Some(OfOther { error }) = error.downcast_ref::<OfOther>() {
        of_other(error)
    } else if error.is::<OtherLedger>() {
        (Exit::Refused, Some("every ledger is a file of its own; name a copy of this one".to_owned()))
    } else if error.is::<Conflicts>() {
        // What to do about them, the commands say that know both files.
        (Exit::Refused, None)
    } else if error.is::<NotYetOpened>() {
        (Exit::Refused, Some("ask about a later moment with --known".to_owned()))
    } else if error.is::<BadConfig>() {
        (Exit::Usage, Some(SETTINGS.to_owned()))
    } else if let Some(Missing { path, leads_to }) = error.downcast_ref() {
        let hint = match leads_to {
            Some(_) => "bring back what it leads to: is there a disk to be mounted?".to_owned(),
            None => elsewhere(path, ".jsonl").unwrap_or_else(|| beginning(path)),
        };
        (Exit::Unable, Some(hint))
    } else if let Some(id) = id_to_repeat(error) {
        (Exit::Unable, Some(format!("run it again with --id {id}")))
    } else if error.is::<Busy>() {
        (Exit::Unable, Some("try again, or wait longer with --wait SECONDS".to_owned()))
    } else {
        let system = error.chain().find_map(|cause| cause.downcast_ref::<io::Error>());
        (Exit::Unable, system.and_then(|error| by_system(error.kind())).map(str::to_owned))
    }
}

/// The id with which an entry is written once, of which it is not known that it was recorded.
fn id_to_repeat(error: &anyhow::Error) -> Option<&EntryId> {
    let replaced = error.downcast_ref().map(|Replaced { id, .. }| id);
    replaced.or_else(|| error.downcast_ref().map(|Uncertain { id, .. }| id))
}

/// What to do where a new ledger shall stand and something stands already.
fn taken(path: &Path) -> String {
    if path.is_dir() {
        return format!("name a file in it, such as {}", shell::file(&path.join(LEDGER)));
    }
    let option = naming(Env::new(Color::Never), path).map_or_else(String::new, |option| format!("{option} "));
    format!("hours {option}balance shows what is in it; a new ledger needs another file")
}

/// What an error of the other copy means: it is not the ledger that the command works on.
fn of_other(error: &anyhow::Error) -> (Exit, Option<String>) {
    if error.is::<Damage>() {
        let hint =
            "is it a ledger? if it is, hours verify --ledger OTHER tells more, and hours repair can mend it there";
        return (Exit::Damaged, Some(hint.to_owned()));
    }
    (Exit::Unable, error.downcast_ref().and_then(|Missing { path, .. }| elsewhere(path, ".jsonl")))
}

/// Where a file is that is not where it was looked for: in no folder, or perhaps under a name that is nearly the same and ends so.
fn elsewhere(path: &Path, ending: &str) -> Option<String> {
    let folder = folder(path);
    if !folder.is_dir() {
        return Some(format!("there is no folder `{}`: is the path right?", folder.display()));
    }
    let names = folder.read_dir().ok()?.filter_map(|file| file.ok()?.file_name().into_string().ok());
    let like: Vec<String> = names.filter_map(|name| name.strip_suffix(ending).map(str::to_owned)).collect();
    let wanted = if ending.is_empty() { path.file_name()? } else { path.file_stem()? };
    let near = nearest(wanted.to_str()?, like.iter().map(|name| (name, name.as_str())))?;
    Some(format!("did you mean `{}`?", path.with_file_name(format!("{near}{ending}")).display()))
}

/// The failure of a file that is not there, with where it may be.
pub fn no_file(shown: &str, path: &Path, error: &io::Error) -> Failure {
    let failure = Failure::unable(format!("cannot read `{shown}`: {error}"));
    let hint = elsewhere(path, "").or_else(|| by_system(error.kind()).map(str::to_owned));
    failure.hints(hint)
}

/// What to do about what the system does not allow.
fn by_system(kind: ErrorKind) -> Option<&'static str> {
    Some(match kind {
        ErrorKind::PermissionDenied => {
            "who owns it can allow it: ls -l tells who that is, and chmod changes what others may"
        }
        ErrorKind::ReadOnlyFilesystem => {
            "what stands there can only be read: write elsewhere, or have it mounted for writing"
        }
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::WriteZero => "make room, then run it again",
        ErrorKind::NotFound | ErrorKind::NotADirectory => "is the path right? ls tells what stands in a folder",
        ErrorKind::IsADirectory => "name a file in it",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_system_does_not_allow_has_a_hint() {
        use ErrorKind as K;
        for (kind, hint) in [
            (K::PermissionDenied, "who owns it can allow it"),
            (K::ReadOnlyFilesystem, "mounted for writing"),
            (K::StorageFull, "make room"),
            (K::QuotaExceeded, "make room"),
            (K::NotFound, "is the path right?"),
            (K::IsADirectory, "name a file in it"),
        ] {
            let report = report(&anyhow::Error::from(io::Error::from(kind)).context("cannot lock `hours.jsonl.lock`"));
            assert!(report.exit == Exit::Unable && report.hints.iter().any(|told| told.contains(hint)), "{kind}");
        }
    }

    #[test]
    fn r7_r25_what_may_be_recorded_is_repeated_with_its_id() {
        let (path, id): (_, EntryId) = ("hours.jsonl".into(), "ticket-7".parse().expect("an id"));
        let replaced = anyhow::Error::from(Replaced { path, id: id.clone() });
        let uncertain = anyhow::Error::from(Uncertain { path: "hours.jsonl".into(), id, why: "disk full".into() });
        for error in [replaced, uncertain] {
            let report = report(&error);
            assert!(report.exit == Exit::Unable && report.hints == ["run it again with --id ticket-7"], "{error}");
        }
    }

    #[test]
    fn r50_what_does_not_fit_is_refused_for_no_retry_would_help() {
        for too_large in [TooLarge::Entry, TooLarge::Ledger] {
            let report = report(&too_large.into());
            assert!(report.exit == Exit::Refused && !report.hints.is_empty(), "{}", report.fact);
        }
    }
}
