//! Which entry has which id: a table of fingerprints, a few bytes an entry.

use std::hash::{BuildHasher, Hasher};

use hashbrown::HashTable;

use super::EntryId;

/// Entries by the fingerprint of their id. Two ids may have the same one: whoever looks says which entry has the id itself. An entry is told by
/// its place among those of the book, from 0.
#[derive(Clone, Debug, Default)]
pub struct Ids {
    /// The entries, each in four bytes: their fingerprints are looked up in `prints`.
    table: HashTable<u32>,
    prints: Vec<Print>,
    printer: Printer,
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

    /// Every entry's fingerprint, in their order.
    pub fn prints(&self) -> &[Print] {
        &self.prints
    }

    /// A table of what `printer` takes.
    pub fn new(printer: Printer) -> Ids {
        Ids { table: HashTable::new(), prints: Vec::new(), printer }
    }

    /// Takes memory for so many more at once.
    pub(super) fn expect(&mut self, ids: usize) {
        let prints = &self.prints;
        self.table.reserve(ids, |at| spread(prints[*at as usize]));
        self.prints.reserve(ids);
    }

    /// The entry that has an id, of those with its fingerprint the one that `is` it.
    pub fn find(&self, print: Print, is: impl Fn(usize) -> bool) -> Option<usize> {
        let found = self.table.find(spread(print), |&at| self.prints[at as usize] == print && is(at as usize));
        found.map(|&at| at as usize)
    }

    /// The entry that has an id with this fingerprint, if there is no more than one.
    pub fn only(&self, print: Print) -> Option<usize> {
        let mut found = self.table.iter_hash(spread(print)).filter(|&&at| self.prints[at as usize] == print);
        let only = *found.next()?;
        found.next().is_none().then_some(only as usize)
    }

    /// Looks at the places of fingerprints that are about to be asked for. A table of millions is in no cache; but memory that is asked for
    /// many places at once answers in the time of a few.
    pub fn foresee(&self, prints: impl Iterator<Item = Print>) {
        let known = prints.filter(|print| self.find(*print, |_| true).is_some());
        std::hint::black_box(known.count());
    }

    /// Notes which entry has an id.
    pub fn note(&mut self, at: usize, print: Print) {
        if at >= self.prints.len() {
            self.prints.resize(at + 1, Print(0));
        }
        self.prints[at] = print;
        let (number, prints) = (super::book::narrow(at as u64), &self.prints);
        self.table.insert_unique(spread(print), number, |at| spread(prints[*at as usize]));
    }

    /// The fingerprint of an id.
    pub fn print(&self, id: &EntryId) -> Print {
        self.printer.print(id.as_str())
    }
}

/// A table takes its places from the low bits and a mark from the highest: both get all of the fingerprint.
fn spread(print: Print) -> u64 {
    u64::from(print.0).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}
