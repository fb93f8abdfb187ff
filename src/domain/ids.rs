//! Which entry has which id: a table of fingerprints, a few bytes an entry.

use std::hash::{BuildHasher, Hasher};

use hashbrown::HashTable;

use super::EntryId;

/// Entries by the fingerprint of their id. Two ids may have the same one: whoever looks says which entry has the id itself.
#[derive(Clone, Debug, Default)]
pub struct Ids {
    table: HashTable<Known>,
    printer: Printer,
}

/// A part of an id's fingerprint, and the entry.
#[derive(Clone, Copy, Debug)]
struct Known {
    print: u32,
    seq: u32,
}

/// Takes fingerprints of ids. Each ledger's is another one: nobody can make up ids that all have the same.
#[derive(Clone, Copy, Debug)]
pub struct Printer {
    seed: u64,
}

/// The fingerprint of an id, by one [`Printer`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Print(u32);

impl Default for Printer {
    /// One that nobody can guess.
    fn default() -> Printer {
        Printer { seed: foldhash::quality::RandomState::default().hash_one(0_u8) }
    }
}

impl Printer {
    /// The one with a seed.
    pub fn seeded(seed: u64) -> Printer {
        Printer { seed }
    }

    /// What makes another one of the same.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// The fingerprint of an id.
    pub fn print(&self, id: &str) -> Print {
        let mut hasher = foldhash::quality::FixedState::with_seed(self.seed).build_hasher();
        hasher.write(id.as_bytes());
        Print((hasher.finish() >> 32) as u32)
    }
}

impl Print {
    /// The fingerprint as a number, and back.
    pub fn number(self) -> u32 {
        self.0
    }

    /// The fingerprint that is this number.
    pub fn of_number(number: u32) -> Print {
        Print(number)
    }
}

impl Ids {
    /// What takes its fingerprints.
    pub fn printer(&self) -> Printer {
        self.printer
    }

    /// Every fingerprint with its entry's `seq`, in no order.
    pub fn all(&self) -> impl Iterator<Item = (u64, Print)> {
        self.table.iter().map(|known| (known.seq.into(), Print(known.print)))
    }

    /// A table of what `printer` takes.
    pub fn new(printer: Printer) -> Ids {
        Ids { table: HashTable::new(), printer }
    }

    /// Takes memory for so many more at once.
    pub(super) fn expect(&mut self, ids: usize) {
        self.table.reserve(ids, |known| spread(known.print));
    }

    /// The entry that has an id, of those with its fingerprint the one that `is` it.
    pub fn find(&self, print: Print, is: impl Fn(u64) -> bool) -> Option<u64> {
        let found = self.table.find(spread(print.0), |known| known.print == print.0 && is(known.seq.into()));
        found.map(|known| known.seq.into())
    }

    /// The entry that has an id with this fingerprint, if there is no more than one.
    pub fn only(&self, print: Print) -> Option<u64> {
        let mut found = self.table.iter_hash(spread(print.0)).filter(|known| known.print == print.0);
        let only = found.next()?.seq;
        found.next().is_none().then_some(only.into())
    }

    /// Looks at the places of fingerprints that are about to be asked for. A table of millions is in no cache; but memory that is asked for
    /// many places at once answers in the time of a few.
    pub fn foresee(&self, prints: impl Iterator<Item = Print>) {
        let known = prints.filter(|print| self.find(*print, |_| true).is_some());
        std::hint::black_box(known.count());
    }

    /// Notes which entry has an id.
    pub fn note(&mut self, print: Print, seq: u64) {
        let known = Known { print: print.0, seq: super::book::narrow(seq) };
        self.table.insert_unique(spread(print.0), known, |known| spread(known.print));
    }

    /// The fingerprint of an id.
    pub fn print(&self, id: &EntryId) -> Print {
        self.printer.print(id.as_str())
    }
}

/// A table takes its places from the low bits and a mark from the highest: both get all of the fingerprint.
fn spread(print: u32) -> u64 {
    u64::from(print).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}
