//! Where entries are read again.
//!
//! Figures need a few numbers of a call, and there are millions of calls; its texts – the note, whom it was with – are asked
//! for one by one. So a book keeps the numbers and leaves the texts where they were recorded: in an [`Archive`].

use std::fmt;
use std::sync::Arc;

use super::book::{Place, Subject, narrow};
use super::{Entry, EntryId};

/// Gives entries back as they were recorded.
pub trait Archive: fmt::Debug + Send + Sync {
    /// The entry at a place that this archive named when the entry was filed.
    fn entry(&self, at: u64) -> Entry;
}

/// The entries of a book by `seq`: what became of each, and where it can be read again.
#[derive(Clone, Debug, Default)]
pub(super) struct Shelf {
    slots: Vec<Slot>,
    /// Which entries they are, where some are left out.
    seqs: Option<Vec<u32>>,
    /// How many entries there are, with those left out.
    total: u64,
    /// Entries that are in no archive.
    kept: Vec<Entry>,
    archive: Option<Arc<dyn Archive>>,
}

/// An entry's place on the shelf, in 24 bytes: there are millions.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slot {
    /// Its place in the archive, or among those kept.
    at: u64,
    about: About,
    /// The entry that took it back or replaced it; 0 where none did.
    void: u32,
}

/// What an entry is about: a [`Subject`] in half as many bytes.
#[derive(Clone, Copy, Debug)]
enum About {
    House,
    Client(u32),
    Call(u32, u32),
    Package(u32, u32),
    Entry(u32),
}

impl About {
    fn of(subject: Subject) -> About {
        let short = |at: usize| narrow(at as u64);
        match subject {
            Subject::House => About::House,
            Subject::Client(account) => About::Client(short(account)),
            Subject::Call(Place { account, at }) => About::Call(short(account), short(at)),
            Subject::Package(Place { account, at }) => About::Package(short(account), short(at)),
            Subject::Entry(seq) => About::Entry(narrow(seq)),
        }
    }
}

impl Slot {
    /// A bit of the place that says that it is one among those kept. No ledger has so many bytes.
    const KEPT: u64 = 1 << 63;
    /// A bit of the place that says that another copy of the ledger recorded it.
    const ADOPTED: u64 = 1 << 62;

    fn new(at: u64, subject: Subject, adopted: bool) -> Slot {
        let marked = if adopted { at | Slot::ADOPTED } else { at };
        Slot { at: marked, about: About::of(subject), void: 0 }
    }

    /// What it is about.
    pub(super) fn subject(&self) -> Subject {
        let place = |account: u32, at: u32| Place { account: account as usize, at: at as usize };
        match self.about {
            About::House => Subject::House,
            About::Client(account) => Subject::Client(account as usize),
            About::Call(account, at) => Subject::Call(place(account, at)),
            About::Package(account, at) => Subject::Package(place(account, at)),
            About::Entry(seq) => Subject::Entry(seq.into()),
        }
    }

    /// Whether another copy of the ledger recorded it (R42).
    pub(super) fn adopted(&self) -> bool {
        self.at & Slot::ADOPTED != 0
    }

    /// Whether the entry can be read again in the archive.
    pub(super) fn is_archived(&self) -> bool {
        self.at & Slot::KEPT == 0
    }

    /// Its place in the archive, or among those kept.
    fn at(&self) -> u64 {
        self.at & !(Slot::KEPT | Slot::ADOPTED)
    }

    /// The entry that took it back or replaced it.
    pub(super) fn void(&self) -> Option<u64> {
        (self.void != 0).then_some(self.void.into())
    }
}

impl Shelf {
    /// An empty shelf before an archive.
    pub(super) fn before(archive: Option<Arc<dyn Archive>>) -> Shelf {
        Shelf { archive, ..Shelf::default() }
    }

    /// Takes memory for so many more at once.
    pub(super) fn expect(&mut self, entries: usize) {
        self.slots.reserve(entries);
    }

    /// How many entries there are.
    pub(super) fn len(&self) -> u64 {
        self.total
    }

    /// Leaves entries out: the next one has this `seq`.
    pub(super) fn pass_over(&mut self, next: u64) {
        let filed = self.slots.len() as u32;
        self.seqs.get_or_insert_with(|| (1..=filed).collect());
        self.total = next - 1;
    }

    fn push(&mut self, slot: Slot) {
        self.total += 1;
        if let Some(seqs) = &mut self.seqs {
            seqs.push(narrow(self.total));
        }
        self.slots.push(slot);
    }

    /// The `seq` of the entry in a slot.
    pub(super) fn seq_at(&self, at: usize) -> Option<u64> {
        match &self.seqs {
            None => Some(at as u64 + 1),
            Some(seqs) => seqs.get(at).map(|&seq| seq.into()),
        }
    }

    /// How many slots there are.
    pub(super) fn filed(&self) -> usize {
        self.slots.len()
    }

    /// Where an entry's slot is.
    fn index(&self, seq: u64) -> Option<usize> {
        match &self.seqs {
            None => usize::try_from(seq.checked_sub(1)?).ok(),
            Some(seqs) => seqs.binary_search(&u32::try_from(seq).ok()?).ok(),
        }
    }

    /// Keeps an entry itself.
    pub(super) fn keep(&mut self, entry: Entry, subject: Subject, adopted: bool) {
        self.push(Slot::new(self.kept.len() as u64 | Slot::KEPT, subject, adopted));
        self.kept.push(entry);
    }

    /// Notes where an entry stands in the archive.
    pub(super) fn note(&mut self, at: u64, subject: Subject, adopted: bool) {
        self.push(Slot::new(at, subject, adopted));
    }

    /// An entry's slot.
    pub(super) fn slot(&self, seq: u64) -> Option<&Slot> {
        self.slots.get(self.index(seq)?)
    }

    /// An entry's place in the archive.
    pub(super) fn place(&self, seq: u64) -> Option<u64> {
        self.slot(seq).filter(|slot| slot.is_archived()).map(Slot::at)
    }

    /// Notes that an entry was taken back by another, or that it counts again.
    pub(super) fn set_void(&mut self, seq: u64, by: Option<u64>) {
        if let Some(slot) = self.index(seq).and_then(|at| self.slots.get_mut(at)) {
            slot.void = by.map_or(0, narrow);
        }
    }

    /// An entry as it was recorded.
    pub(super) fn entry(&self, seq: u64) -> Option<Entry> {
        let slot = self.slot(seq)?;
        match (slot.is_archived(), &self.archive) {
            (true, Some(archive)) => Some(archive.entry(slot.at())),
            _ => self.kept.get(usize::try_from(slot.at()).ok()?).cloned(),
        }
    }

    /// Whether an entry has this id.
    pub(super) fn is(&self, seq: u64, id: &EntryId) -> bool {
        self.entry(seq).is_some_and(|entry| entry.id == *id)
    }
}
