//! The ledger file: the only folder that opens it.
//!
//! Lines reach a ledger through `Ledger::write` alone, which [`Store::append`], [`Store::append_rows`] and [`Store::merge`] come to: under a lock
//! the ledger is read and checked, the entries are judged, written by one call, synced, and only then reported as done. [`Store::create`] and
//! [`Store::repair`] put a whole file in its place by one rename. [`Store::load`] checks every byte and changes none.
//!
//! `docs/ledger-format.md` says what stands in the file; the letters and numbers in comments (R13, A6) are the promises of
//! `docs/promises.md` and the rules of `docs/rules.md`.

mod abreast;
mod adopt;
mod ahead;
mod append;
mod brief;
mod bytes;
mod chain;
mod checkup;
mod conflict;
mod copies;
mod create;
mod damage;
mod diagnosis;
mod difference;
mod disk;
mod draft;
mod ends;
mod errors;
mod expected;
mod file;
mod fingerprints;
mod frame;
mod git;
mod glance;
mod header;
mod heads;
mod intake;
mod kinds;
mod lane;
mod large_pages;
mod ledger;
mod lines;
mod loaded;
mod lock;
mod loose;
mod marks;
mod memory;
mod mend;
mod merge;
mod names;
mod obstacles;
mod packages;
mod page;
mod parts;
mod peek;
mod plan;
mod quick;
mod read;
mod reading;
mod record;
mod repair;
mod scan;
mod scribe;
#[cfg(target_arch = "x86_64")]
mod sha;
mod snapshot;
mod spelling;
mod stretches;
mod strict;
mod texts;
mod told;
mod unfinished;
mod watch;

pub use append::{Append, Appended, Proposal, Rows};
pub use chain::Hash;
pub use checkup::{Checkup, Finding, Health};
pub use conflict::{Conflict, Conflicts, Obstacle};
pub use damage::{Broken, ContentFault, Damage, Fault, beginning};
#[doc(hidden)]
pub use disk::Disk;
pub use errors::{AlreadyThere, Busy, Missing, NotYetOpened, OtherContent, Replaced, RowsRefused, TooLarge, Uncertain};
pub(crate) use file::{folder, temporary};
pub use git::WorkTree;
pub use glance::Reach;
pub(crate) use header::LEDGER_BEGINS;
pub use lines::Changed;
pub use loaded::{Known, Loaded};
pub(crate) use lock::lock_file;
pub use memory::{GoneBack, Memories, OtherSeen, Remembered};
pub use merge::{MergeWay, Merged, OfOther, OtherLedger};
pub use plan::{Examined, LostLine, Plan};
pub use repair::{Consent, RepairOutcome};
pub use scribe::Scribe;
pub use unfinished::{Tail, Unfinished};
pub use watch::Watch;

use std::fmt::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use self::watch::Watched;
use crate::domain::text::is_unprintable;

/// A ledger file, which may not be there yet.
#[derive(Clone, Debug)]
pub struct Store {
    path: PathBuf,
    /// Where heads that were seen are kept (R19).
    memory: Option<PathBuf>,
    /// Where snapshots of ledgers are kept (R27).
    cache: Option<PathBuf>,
    /// How many bytes a core takes at a time; a ledger of a few such pieces is read by one.
    stretch: u64,
    /// For so many days calls are kept one by one in a client's brief.
    lately: u32,
    /// Who is told how far a reading has come.
    watch: Option<Arc<dyn Watch>>,
    /// What stands in for the disk when it is appended to, in a test.
    disk: Option<Arc<dyn Disk>>,
}

/// Names a state of a ledger: which one, up to which entry, and the hash that proves both (R17).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The hash of the first line: which ledger it is.
    pub ledger: Hash,
    /// The last entry.
    pub seq: u64,
    /// Its hash.
    pub head: Hash,
}

impl Store {
    /// The ledger at a path. Nothing is looked at yet.
    pub fn at(path: &Path) -> Store {
        Store {
            path: path.to_owned(),
            memory: None,
            cache: None,
            stretch: quick::STRETCH,
            lately: snapshot::LATELY,
            watch: None,
            disk: None,
        }
    }

    /// The ledger at a path, appended to on another disk: for tests. A file must be there all the same; it is locked, not read.
    #[doc(hidden)]
    pub fn on_disk(path: &Path, disk: Arc<dyn Disk>) -> Store {
        Store { disk: Some(disk), ..Store::at(path) }
    }

    /// The same ledger, with a folder for snapshots: they make the next answer quick, and never another one.
    pub fn caching(self, folder: Option<PathBuf>) -> Store {
        Store { cache: folder, ..self }
    }

    /// The same ledger, whose reading is watched.
    pub fn watched(self, watch: Arc<dyn Watch>) -> Store {
        Store { watch: Some(watch), ..self }
    }

    /// A reading of it that is about to begin.
    fn reading(&self) -> Watched<'_> {
        Watched::by(self.watch.as_deref())
    }

    /// The same ledger, read in stretches of another size: for tests, which have small ledgers.
    #[doc(hidden)]
    pub fn in_stretches(self, bytes: u64) -> Store {
        Store { stretch: bytes, ..self }
    }

    /// The same ledger, of which a snapshot keeps another number of days call by call: for tests, which have young ledgers.
    #[doc(hidden)]
    pub fn keeping_days(self, lately: u32) -> Store {
        Store { lately, ..self }
    }

    /// The path, as given.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// Text from outside as an error may show it (S1): control and hiding characters escaped, and not without end.
fn shown(text: &str) -> impl fmt::Display {
    const MOST: usize = 400;
    let mut shown = String::new();
    for (at, c) in text.chars().enumerate() {
        if at == MOST {
            shown.push('…');
            break;
        }
        if is_unprintable(c) {
            let _ = write!(shown, "{}", c.escape_unicode());
        } else {
            shown.push(c);
        }
    }
    shown
}

/// The name of a file, for a person.
fn shown_name(path: &Path) -> String {
    shown(&path.file_name().unwrap_or_default().to_string_lossy()).to_string()
}

/// A path as an error may show it.
fn shown_path(path: &Path) -> impl fmt::Display {
    shown(&path.to_string_lossy()).to_string()
}
