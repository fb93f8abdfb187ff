//! Where entries are read again.
//!
//! Figures need a few numbers of a call, and there are millions of calls; its texts – the note, whom it was with – are asked
//! for one by one. So a book keeps the numbers and leaves the texts where they were recorded: in an [`Archive`].

use std::fmt;
use std::sync::Arc;

use foldhash::HashMap;

use super::filed::{Place, Subject};
use super::narrow::narrow;
use super::places::Places;
use super::{Entry, EntryId};

/// Gives entries back as they were recorded.
pub trait Archive: fmt::Debug + Send + Sync {
    /// The entry at a place that this archive named when the entry was filed.
    ///
    /// # Panics
    ///
    /// Where it cannot be read again, or no longer says what it said: a disk fails, or somebody changed the file meanwhile. The store unwinds with
    /// its `Changed`, which is told at the edge of the program.
    fn entry(&self, at: u64) -> Entry;

    /// Whether the entry at such a place has this id.
    ///
    /// # Panics
    ///
    /// As [`entry`](Archive::entry).
    fn is(&self, at: u64, id: &EntryId) -> bool {
        self.entry(at).id == *id
    }
}

/// The entries of a book by `seq`: what each is about, and where it can be read again. It takes six bytes an entry.
#[derive(Clone, Debug, Default)]
pub(super) struct Shelf {
    slots: Vec<Slot>,
    places: Places,
    /// What entries are about that are about no call of the client in their slot, by `seq`: few are.
    about: HashMap<u32, u32>,
    /// What took an entry back or replaced it, by their `seq`s: few are.
    voids: HashMap<u32, u32>,
    /// Which entries they are, where some are left out.
    seqs: Option<Vec<u32>>,
    /// How many entries there are, with those left out.
    total: u64,
    /// Entries that are in no archive.
    kept: Vec<Entry>,
    archive: Option<Arc<dyn Archive>>,
}

/// An entry's slot: in its first three bits the sort of its subject, in two more what is to be known of itself, in the others the client's number.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slot(u32);

impl Slot {
    // The sorts of subjects.
    const HOUSE: u32 = 0;
    const CLIENT: u32 = 1;
    const CALL: u32 = 2;
    const PACKAGE: u32 = 3;
    const ENTRY: u32 = 4;

    /// The entry is in no archive, but kept.
    const KEPT: u32 = 1 << 28;
    /// Another copy of the ledger recorded it.
    const ADOPTED: u32 = 1 << 27;
    /// The bits of a client's number.
    const ACCOUNT: u32 = Slot::ADOPTED - 1;

    /// The slot of an entry, and what else there is to be known of what it is about. A call is found by the entry that recorded it.
    fn of(subject: Subject, marks: u32) -> (Slot, Option<u32>) {
        let (Slot(slot), about) = match subject {
            Subject::House => (Slot::of_sort(Slot::HOUSE, 0), None),
            Subject::Client(account) => (Slot::of_sort(Slot::CLIENT, account), None),
            Subject::Call(Place { account, .. }) => (Slot::call_of(account), None),
            Subject::Package(Place { account, at }) => (Slot::of_sort(Slot::PACKAGE, account), Some(narrow(at as u64))),
            Subject::Entry(seq) => (Slot::of_sort(Slot::ENTRY, 0), Some(narrow(seq))),
        };
        (Slot(slot | marks), about)
    }

    /// That of an entry about a call of an account.
    #[inline]
    fn call_of(account: usize) -> Slot {
        Slot::of_sort(Slot::CALL, account)
    }

    /// That of an entry about something of a sort.
    #[inline]
    fn of_sort(sort: u32, account: usize) -> Slot {
        let account = narrow(account as u64);
        // There are fewer clients than entries, and of those ten million (R50).
        assert!(account <= Slot::ACCOUNT, "client number {account}");
        Slot(sort << 29 | account)
    }

    /// Whether another copy of the ledger recorded it (R42).
    pub(super) fn adopted(self) -> bool {
        self.0 & Slot::ADOPTED != 0
    }

    /// Whether the entry can be read again in the archive.
    pub(super) fn is_archived(self) -> bool {
        self.0 & Slot::KEPT == 0
    }

    /// What it is about, with what was to be known of that beside the slot.
    fn about(self, about: Option<u32>) -> About {
        let account = (self.0 & Slot::ACCOUNT) as usize;
        let at = about.unwrap_or_default();
        match self.0 >> 29 {
            Slot::HOUSE => About::Known(Subject::House),
            Slot::CLIENT => About::Known(Subject::Client(account)),
            Slot::CALL => match about {
                Some(at) => About::Known(Subject::Call(Place { account, at: at as usize })),
                None => About::CallOf(account),
            },
            Slot::PACKAGE => About::Known(Subject::Package(Place { account, at: at as usize })),
            _ => About::Known(Subject::Entry(at.into())),
        }
    }
}

/// What an entry is about, as far as the shelf knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum About {
    /// This.
    Known(Subject),
    /// A call of that account, the one that the entry recorded.
    CallOf(usize),
}

impl Shelf {
    /// An empty shelf before an archive.
    pub(super) fn before(archive: Option<Arc<dyn Archive>>) -> Shelf {
        Shelf { archive, ..Shelf::default() }
    }

    /// Takes memory for so many more at once.
    pub(super) fn expect(&mut self, entries: usize) {
        self.slots.reserve(entries);
        self.places.expect(entries);
    }

    /// The archive that it stands before.
    pub(super) fn archive(&self) -> Option<Arc<dyn Archive>> {
        self.archive.clone()
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

    fn push(&mut self, at: u64, subject: Subject, marks: u32) {
        let (slot, about) = Slot::of(subject, marks);
        // What was adopted may be about a call that is there already.
        let about = about.or(subject.call().filter(|_| slot.adopted()));
        if let Some(about) = about {
            self.about.insert(narrow(self.slots.len() as u64), about);
        }
        self.put(at, slot);
    }

    /// Files the next entry in its slot.
    #[inline]
    fn put(&mut self, at: u64, slot: Slot) {
        self.total += 1;
        if let Some(seqs) = &mut self.seqs {
            seqs.push(narrow(self.total));
        }
        self.slots.push(slot);
        self.places.push(at);
    }

    /// The `seq` of the entry in a slot.
    pub(super) fn seq_at(&self, at: usize) -> Option<u64> {
        match &self.seqs {
            None => Some(at as u64 + 1),
            Some(seqs) => seqs.get(at).map(|&seq| seq.into()),
        }
    }

    /// Where an entry's slot is.
    pub(super) fn index(&self, seq: u64) -> Option<usize> {
        match &self.seqs {
            None => usize::try_from(seq.checked_sub(1)?).ok(),
            Some(seqs) => seqs.binary_search(&u32::try_from(seq).ok()?).ok(),
        }
    }

    /// Keeps an entry itself.
    pub(super) fn keep(&mut self, entry: Entry, subject: Subject, adopted: bool) {
        self.push(self.kept.len() as u64, subject, Slot::KEPT | if adopted { Slot::ADOPTED } else { 0 });
        self.kept.push(entry);
    }

    /// Notes where an entry stands in the archive.
    pub(super) fn note(&mut self, at: u64, subject: Subject, adopted: bool) {
        self.push(at, subject, if adopted { Slot::ADOPTED } else { 0 });
    }

    /// The same of a call, which is about no other.
    #[inline]
    pub(super) fn note_call(&mut self, at: u64, account: usize) {
        self.put(at, Slot::call_of(account));
    }

    /// An entry's slot.
    pub(super) fn slot(&self, seq: u64) -> Option<Slot> {
        self.slots.get(self.index(seq)?).copied()
    }

    /// What an entry is about.
    pub(super) fn about(&self, seq: u64) -> Option<About> {
        let at = self.index(seq)?;
        let about = self.about.get(&u32::try_from(at).ok()?).copied();
        self.slots.get(at).map(|slot| slot.about(about))
    }

    /// An entry's place in the archive.
    pub(super) fn place(&self, seq: u64) -> Option<u64> {
        let at = self.index(seq)?;
        self.places.get(at).filter(|_| self.slots[at].is_archived())
    }

    /// The entry that took another back or replaced it.
    pub(super) fn void(&self, seq: u64) -> Option<u64> {
        self.voids.get(&u32::try_from(seq).ok()?).map(|&by| by.into())
    }

    /// Notes that an entry was taken back by another, or that it counts again.
    pub(super) fn set_void(&mut self, seq: u64, by: Option<u64>) {
        match by {
            Some(by) => self.voids.insert(narrow(seq), narrow(by)),
            None => self.voids.remove(&narrow(seq)),
        };
    }

    /// An entry as it was recorded.
    pub(super) fn entry(&self, seq: u64) -> Option<Entry> {
        let at = self.index(seq)?;
        let (slot, place) = (self.slots.get(at)?, self.places.get(at)?);
        match (slot.is_archived(), &self.archive) {
            (true, Some(archive)) => Some(archive.entry(place)),
            _ => self.kept.get(usize::try_from(place).ok()?).cloned(),
        }
    }

    /// Whether an entry has this id.
    pub(super) fn is(&self, seq: u64, id: &EntryId) -> bool {
        match (self.place(seq), &self.archive) {
            (Some(place), Some(archive)) => archive.is(place, id),
            _ => self.entry(seq).is_some_and(|entry| entry.id == *id),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_entry_is_about_is_kept_as_it_was() {
        for (account, at) in [(0, 0), (1, 2), (Slot::ACCOUNT as usize, u32::MAX as usize), (7, 10_000_000)] {
            let place = Place { account, at };
            let subjects =
                [Subject::House, Subject::Client(account), Subject::Package(place), Subject::Entry(at as u64)];
            for (subject, adopted) in subjects.into_iter().flat_map(|subject| [(subject, false), (subject, true)]) {
                let mut shelf = Shelf::default();
                shelf.note(0, Subject::House, false);
                shelf.note(9, subject, adopted);
                assert_eq!(
                    (shelf.about(2), shelf.slot(2).map(Slot::adopted)),
                    (Some(About::Known(subject)), Some(adopted))
                );
                shelf.note(10, Subject::Call(place), adopted);
                let known = About::Known(Subject::Call(place));
                assert_eq!(shelf.about(3), Some(if adopted { known } else { About::CallOf(account) }));
            }
        }
    }
}
