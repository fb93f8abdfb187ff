//! Where entries are read again.
//!
//! Figures need a few numbers of a call, and there are millions of calls; its texts – the note, whom it was with – are asked
//! for one by one. So a book keeps the numbers and leaves the texts where they were recorded: in an [`Archive`].

use std::fmt;
use std::sync::Arc;

use foldhash::HashMap;

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
    /// What took an entry back or replaced it, by their `seq`s: few are.
    voids: HashMap<u64, u64>,
    /// Which entries they are, where some are left out.
    seqs: Option<Vec<u32>>,
    /// How many entries there are, with those left out.
    total: u64,
    /// Entries that are in no archive.
    kept: Vec<Entry>,
    archive: Option<Arc<dyn Archive>>,
}

/// An entry's place on the shelf, in 16 bytes: there are millions.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slot {
    /// Its place in the archive, or among those kept.
    at: u64,
    about: About,
}

/// What an entry is about: a [`Subject`] in half as many bytes. Its sort stands in the first three bits, a client's number in the 29 behind
/// them, an entry's or what is counted by client in the rest.
#[derive(Clone, Copy, Debug)]
struct About(u64);

impl About {
    fn of(subject: Subject) -> About {
        let pack = |sort: u64, account: usize, at: u64| {
            let account = narrow(account as u64);
            debug_assert!(account < 1 << 29, "there are fewer clients than entries");
            About(sort << 61 | u64::from(account) << 32 | u64::from(narrow(at)))
        };
        match subject {
            Subject::House => pack(0, 0, 0),
            Subject::Client(account) => pack(1, account, 0),
            Subject::Call(Place { account, at }) => pack(2, account, at as u64),
            Subject::Package(Place { account, at }) => pack(3, account, at as u64),
            Subject::Entry(seq) => pack(4, 0, seq),
        }
    }

    fn subject(self) -> Subject {
        let (account, at) = ((self.0 >> 32) as usize & ((1 << 29) - 1), self.0 as u32);
        let place = Place { account, at: at as usize };
        match self.0 >> 61 {
            0 => Subject::House,
            1 => Subject::Client(account),
            2 => Subject::Call(place),
            3 => Subject::Package(place),
            _ => Subject::Entry(at.into()),
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
        Slot { at: marked, about: About::of(subject) }
    }

    /// What it is about.
    pub(super) fn subject(&self) -> Subject {
        self.about.subject()
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

    /// The entry that took another back or replaced it.
    pub(super) fn void(&self, seq: u64) -> Option<u64> {
        self.voids.get(&seq).copied()
    }

    /// Notes that an entry was taken back by another, or that it counts again.
    pub(super) fn set_void(&mut self, seq: u64, by: Option<u64>) {
        match by {
            Some(by) => self.voids.insert(seq, by),
            None => self.voids.remove(&seq),
        };
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_entry_is_about_is_kept_as_it_was() {
        for (account, at) in [(0, 0), (1, 2), ((1 << 29) - 1, u32::MAX as usize), (7, 10_000_000)] {
            let place = Place { account, at };
            let subjects = [Subject::House, Subject::Client(account), Subject::Call(place), Subject::Package(place)];
            for subject in subjects.into_iter().chain([Subject::Entry(at as u64)]) {
                assert_eq!(About::of(subject).subject(), subject);
            }
        }
    }
}
