//! What the store says where it cannot do what was asked, as types that a caller can tell apart. All but
//! [`AlreadyThere`], [`OtherContent`], [`RowsRefused`], [`TooLarge`] and [`NotYetOpened`] are about the machine, not about the request.

use std::error::Error;
use std::fmt;
use std::path::PathBuf;

use super::difference::difference;
use super::read::MAX_LINES;
use super::{shown, shown_path};
use crate::domain::{EntryId, Instant, Rejection};

/// There is no ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// Where it was looked for.
    pub path: PathBuf,
    /// Where that leads, if it is a link: what it leads to is not there.
    pub leads_to: Option<PathBuf>,
}

/// There is a file already where a ledger was to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlreadyThere {
    /// Where.
    pub path: PathBuf,
}

/// Somebody else is writing to the ledger and did not finish in time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Busy {
    /// The ledger.
    pub path: PathBuf,
    /// What the lock file says of who it is.
    pub holder: Option<String>,
}

/// The id is taken by an entry that says something else (A6).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherContent {
    /// The id.
    pub id: EntryId,
    /// The entry that has it.
    pub seq: u64,
    /// Its line.
    pub recorded: String,
    /// The same line with what was asked for instead.
    pub asked: String,
}

/// Rows that break a rule, by their index among those proposed; none where others were missing from the start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowsRefused {
    /// Each with the first rule it breaks.
    pub refused: Vec<(usize, Rejection)>,
}

/// What is to be recorded does not fit into a ledger (R50).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TooLarge {
    /// Its line would be longer than a line can be.
    Entry,
    /// There would be more lines than a ledger can have.
    Ledger,
}

/// Nothing was known yet at the moment that was asked about (A7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotYetOpened {
    /// When the ledger was opened.
    pub opened: Instant,
}

/// The path no longer names the file that was written (R25).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replaced {
    /// The ledger.
    pub path: PathBuf,
    /// The id to run it again with.
    pub id: EntryId,
}

/// Writing failed, and so did taking it back (R7).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Uncertain {
    /// The ledger.
    pub path: PathBuf,
    /// The id to run it again with.
    pub id: EntryId,
    /// What failed.
    pub why: String,
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no ledger at `{}`", shown_path(&self.path))?;
        match &self.leads_to {
            Some(target) => write!(f, ", which is a link to `{}`", shown_path(target)),
            None => Ok(()),
        }
    }
}

impl fmt::Display for AlreadyThere {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is there already", shown_path(&self.path))
    }
}

impl fmt::Display for Busy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is being written by ", shown_path(&self.path))?;
        match &self.holder {
            Some(holder) => write!(f, "{}", shown(holder)),
            None => write!(f, "another program"),
        }
    }
}

impl fmt::Display for OtherContent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let difference = difference(&self.recorded, &self.asked);
        write!(f, "the id `{}` is taken by entry #{}, {difference}", self.id, self.seq)
    }
}

impl fmt::Display for RowsRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} rows are refused", self.refused.len())
    }
}

impl fmt::Display for TooLarge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TooLarge::Entry => write!(f, "an entry is longer than 64 KiB"),
            TooLarge::Ledger => write!(f, "a ledger has at most {MAX_LINES} lines"),
        }
    }
}

impl fmt::Display for NotYetOpened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "nothing was known yet: the ledger was opened at {}", self.opened)
    }
}

impl fmt::Display for Replaced {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` was replaced while writing: what was to be recorded is not in it", shown_path(&self.path))
    }
}

impl fmt::Display for Uncertain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (path, why) = (shown_path(&self.path), shown(&self.why));
        write!(f, "it is not known whether anything was recorded in `{path}` ({why})")
    }
}

impl Error for Missing {}
impl Error for AlreadyThere {}
impl Error for Busy {}
impl Error for OtherContent {}
impl Error for RowsRefused {}
impl Error for TooLarge {}
impl Error for NotYetOpened {}
impl Error for Replaced {}
impl Error for Uncertain {}
