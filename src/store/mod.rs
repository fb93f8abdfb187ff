//! The ledger file: the only folder that opens it.
//!
//! Lines reach a ledger through `Ledger::write` alone, which [`Store::append`], [`Store::append_rows`] and [`Store::merge`] come to: under a lock
//! the ledger is read and checked, the entries are judged, written by one call, synced, and only then reported as done. [`Store::create`] and
//! [`Store::repair`] put a whole file in its place by one rename. [`Store::load`] checks every byte and changes none.
//!
//! `docs/ledger-format.md` says what stands in the file; the letters and numbers in comments (R13, A6) are the promises of
//! `docs/promises.md` and the rules of `docs/rules.md`.

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
mod expected;
mod fault;
mod file;
mod frame;
mod git;
mod glance;
mod header;
mod heads;
mod intake;
mod kinds;
mod lane;
mod ledger;
mod lines;
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
mod pairs;
mod parts;
mod peek;
mod plan;
mod prints;
mod quick;
mod read;
mod reading;
mod record;
mod repair;
mod scan;
mod scribe;
mod snapshot;
mod spelling;
mod stretches;
mod strict;
mod texts;
mod told;
mod watch;

pub use append::{Append, Appended, Proposal, Rows};
pub use chain::Hash;
pub use checkup::{Checkup, Finding, Health};
pub use conflict::{Conflict, Conflicts, Obstacle};
pub use damage::{Broken, ContentFault, Damage, Fault, beginning};
#[doc(hidden)]
pub use disk::Disk;
pub use fault::{AlreadyThere, Busy, Missing, NotYetOpened, OtherContent, Replaced, RowsRefused, TooLarge, Uncertain};
pub(crate) use file::{folder, temporary};
pub use git::WorkTree;
pub use glance::Reach;
pub use lines::Changed;
pub(crate) use lock::lock_file;
pub use memory::{GoneBack, Memories, Remembered};
pub use merge::{MergeWay, Merged, OfOther, OtherLedger};
pub use plan::{Examined, LostLine, Plan};
pub use repair::{Consent, RepairOutcome};
pub use scribe::Scribe;
pub use watch::Watch;

use std::borrow::Cow;
use std::fmt::{self, Write as _};
use std::fs::OpenOptions;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;

use self::lines::OnDisk;
use self::lock::Quiet;
use self::read::Bare;
use self::reading::Reading;
use self::watch::Watched;
use crate::counted::count;
use crate::domain::text::is_unprintable;
use crate::domain::{Book, Instant, Rejection};

/// How long a reader that saw something unfinished waits for a writer to finish it.
const SECOND_LOOK: Duration = Duration::from_millis(200);

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

/// Up to where a ledger is asked (A7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// The entry with this `seq` is the last.
    Seq(u64),
    /// What was recorded by this moment.
    Instant(Instant),
}

impl Known {
    /// Whether an entry is within it.
    fn includes(self, seq: u64, recorded: Instant) -> bool {
        match self {
            Known::Seq(last) => seq <= last,
            Known::Instant(last) => recorded <= last,
        }
    }
}

/// A ledger as read: checked to its last byte, replayed as far as was asked.
pub struct Loaded {
    /// What its entries add up to.
    pub book: Book,
    /// Which ledger it is, and up to where it was replayed.
    pub mark: Mark,
    /// What is wrong with its end (R12): bytes that no figure contains, or a last line that counts and lacks its LF.
    pub unfinished: Option<Unfinished>,
    /// What this machine remembers of it (R19).
    pub memories: Memories,
    reading: Reading,
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

/// An end that is not as it should be (R12).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unfinished {
    /// The line it would have become, or is.
    pub line: u64,
    /// Where it begins, in bytes from the beginning of the file.
    pub offset: u64,
    /// How long it is.
    pub bytes: u64,
    /// What it looks like.
    pub what: Tail,
}

/// What such an end looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tail {
    /// The beginning of a line.
    Bytes,
    /// NULs only.
    Nuls,
    /// A batch whose last lines are missing.
    Batch,
    /// A whole line that lacks nothing but its LF: it counts as soon as something is written (R13).
    LineEnd,
    /// The same of one that counts already: this machine remembers that it was recorded (R14), or there is no other.
    Counted,
}

impl fmt::Display for Unfinished {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Unfinished { line, bytes, .. } = *self;
        match self.what {
            Tail::Bytes => write!(f, "line {line} was never finished: {}", uncounted(bytes, "")),
            Tail::Nuls => write!(f, "line {line} was never written: {}", uncounted(bytes, "NUL ")),
            Tail::Batch => write!(f, "the batch from line {line} on was never finished: {}", uncounted(bytes, "")),
            Tail::LineEnd => write!(f, "line {line} lacks its line end: it counts from the next entry on"),
            Tail::Counted => {
                write!(f, "line {line} lacks its line end, and counts all the same: the next entry puts it back")
            }
        }
    }
}

/// `230 NUL bytes do not count`; `what` bytes they are.
fn uncounted(bytes: u64, what: &str) -> String {
    count(bytes, &format!("{what}byte does not count"), &format!("{what}bytes do not count"))
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

    /// Reads a ledger: all of it is checked, and what was recorded up to `known` is replayed. Creates and changes nothing
    /// (R26).
    ///
    /// # Errors
    ///
    /// [`Damage`], [`Missing`], [`NotYetOpened`], [`Rejection::UnknownEntry`] for a `known` that is not there, or what the
    /// system says.
    pub fn load(&self, known: Option<Known>) -> anyhow::Result<Loaded> {
        let recalled = self.recall();
        let recorded = recalled.heads();
        let bare = Bare::Waits { recorded: &recorded };
        let mut reading = self.look(known, bare);
        let in_doubt = match &reading {
            Ok(reading) => reading.unfinished.is_some(),
            Err(error) => error.is::<Damage>(),
        };
        // A write in progress, or one that is being taken back, looks like a torn one from here.
        if in_doubt && let Ok(target) = file::resolve(&self.path) {
            match lock::undisturbed(&target, SECOND_LOOK, || self.look(known, bare)) {
                Quiet::Looked(again) => reading = again,
                // Whoever it is, is beyond writing and waits for the disk.
                Quiet::Writing => {
                    reading = self.look(known, bare);
                    if let Ok(reading) = &mut reading {
                        reading.unfinished = None;
                    }
                }
                Quiet::NoLock => {}
            }
        }
        let reading = reading?;
        let memories = self.compare_heads(recalled, &reading)?;
        if known.is_none() {
            self.keep_snapshot(&reading);
        }
        self.loaded(reading, known, memories)
    }

    /// Keeps a snapshot of what was read in full, unless there is one already. That it cannot be kept is no failure.
    fn keep_snapshot(&self, reading: &Reading) {
        let (Some(folder), Some(stamp), Some(ledger)) = (&self.cache, reading.stamp, reading.hash(1)) else { return };
        let is_kept = |found: snapshot::Snapshot| found.head == reading.head && found.stamp == stamp;
        if !snapshot::find(folder, ledger).is_some_and(is_kept) {
            let _ = snapshot::keep(folder, reading, stamp, self.lately);
        }
    }

    fn look(&self, known: Option<Known>, bare: Bare<'_>) -> anyhow::Result<Reading> {
        file::resolve(&self.path)?;
        let file = file::open(&self.path, OpenOptions::new().read(true))?;
        let length = file.metadata().with_context(|| format!("cannot read `{}`", shown_path(&self.path)))?.len();
        let on_disk = Arc::new(OnDisk { file, path: self.path.clone() });
        let watched = self.reading();
        match quick::read(&on_disk, length, known, self.stretch, &watched) {
            Some(reading) => Ok(reading),
            None => read::read(&on_disk.file, length, &self.path, known, bare, &watched),
        }
    }

    fn loaded(&self, mut reading: Reading, known: Option<Known>, memories: Memories) -> anyhow::Result<Loaded> {
        if let Some(Known::Seq(seq)) = known
            && (seq == 0 || seq > reading.total())
        {
            return Err(Rejection::UnknownEntry { entry: format!("#{seq}") }.into());
        }
        let Some(book) = reading.book.take() else {
            return Err(NotYetOpened { opened: reading.opened }.into());
        };
        let mark = reading.mark(book.len());
        Ok(Loaded { book, mark, unfinished: reading.unfinished, memories, reading })
    }
}

impl Loaded {
    /// The line of an entry, as it stands in the file, without its LF; also of one that is later than what was asked for.
    ///
    /// # Panics
    ///
    /// With [`Changed`], where the line cannot be read again as it was.
    pub fn line(&self, seq: u64) -> Option<Cow<'_, str>> {
        self.reading.line(seq)
    }

    /// How many whole lines the file has, with those later than what was asked for.
    pub fn total(&self) -> u64 {
        self.reading.total()
    }

    /// The hash of a line.
    ///
    /// # Panics
    ///
    /// With [`Changed`], where the line cannot be read again as it was.
    pub fn head_at(&self, seq: u64) -> Option<Hash> {
        self.reading.hash(seq)
    }

    /// What to say of copies in the ledger's folder that have entries of their own (R40).
    ///
    /// # Panics
    ///
    /// As [`Loaded::head_at`].
    pub fn siblings(&self, path: &Path) -> Vec<String> {
        // A glance is not cast where there are any.
        match file::resolve(path) {
            Ok(target) if self.reading.before.is_none() => copies::siblings(&target, &self.reading),
            _ => Vec::new(),
        }
    }

    /// The entry that adopted the line of another copy whose hash begins with `prefix` (R43).
    fn adopted_head(&self, prefix: &str) -> Option<u64> {
        let found = self.reading.heads.found().iter().find(|(hash, _)| hash.as_str().starts_with(prefix));
        found.map(|(_, seq)| *seq)
    }

    /// The entry whose hash begins with `prefix` (R17). How many digits are enough is for the caller to say.
    ///
    /// # Panics
    ///
    /// As [`Loaded::head_at`].
    pub fn find_head(&self, prefix: &str) -> Option<u64> {
        let own = (1..=self.total())
            .find(|&seq| self.reading.hash(seq).is_some_and(|hash| hash.as_str().starts_with(prefix)));
        own.or_else(|| self.adopted_head(prefix))
    }
}

impl fmt::Debug for Loaded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Loaded").field("mark", &self.mark).field("unfinished", &self.unfinished).finish_non_exhaustive()
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
