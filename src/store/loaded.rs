//! Reading a ledger for an answer, without changing a byte of it (R26).

use std::borrow::Cow;
use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;

use super::chain::Hash;
use super::damage::Damage;
use super::errors::NotYetOpened;
use super::lines::OnDisk;
use super::lock::{self, Quiet};
use super::memory::Memories;
use super::read::{self, Bare};
use super::reading::Reading;
use super::{Mark, Store, Unfinished, copies, file, quick, shown_path, snapshot};
use crate::domain::{Book, Instant, Rejection};

/// How long a reader that saw something unfinished waits for a writer to finish it.
const SECOND_LOOK: Duration = Duration::from_millis(200);

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
    pub(super) fn includes(self, seq: u64, recorded: Instant) -> bool {
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
    pub(super) reading: Reading,
}

impl Store {
    /// Reads a ledger: all of it is checked, and what was recorded up to `known` is replayed. Creates and changes nothing
    /// (R26).
    ///
    /// # Errors
    ///
    /// [`Damage`], [`Missing`](super::Missing), [`NotYetOpened`], [`Rejection::UnknownEntry`] for a `known` that is not there, or what the
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
        let reading = reading.map_err(|error| self.if_emptied(error))?;
        let memories = self.compare_heads(recalled, &reading)?;
        if known.is_none() {
            self.keep_snapshot(&reading);
        }
        self.loaded(reading, known, memories)
    }

    /// Keeps a snapshot of what was read in full, unless there is one already. That it cannot be kept is no failure.
    pub(super) fn keep_snapshot(&self, reading: &Reading) {
        let (Some(folder), Some(stamp), Some(ledger)) = (&self.cache, reading.stamp, reading.hash(1)) else { return };
        let is_kept = |found: snapshot::Snapshot| found.head == reading.head && found.stamp == stamp;
        if !snapshot::find(folder, ledger).is_some_and(is_kept) {
            let _ = snapshot::keep(folder, reading, stamp, self.lately);
        }
    }

    pub(super) fn look(&self, known: Option<Known>, bare: Bare<'_>) -> anyhow::Result<Reading> {
        file::resolve(&self.path)?;
        let file = file::open(&self.path)?;
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
    /// With [`Changed`](super::Changed), where the line cannot be read again as it was.
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
    /// With [`Changed`](super::Changed), where the line cannot be read again as it was.
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
