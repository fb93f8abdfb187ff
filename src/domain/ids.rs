//! Which entry has which id: fingerprints, a few bytes an entry.

use std::hash::{BuildHasher, Hasher};

use super::EntryId;

/// Entries by the fingerprint of their id. Two ids may have the same one: whoever looks says which entry has the id itself. An entry is told by
/// its place among those of the book, from 0.
///
/// They lie in heaps by the first bits of their fingerprints, each as they came. A table with a place for every fingerprint would be in no cache,
/// and ask it for memory at every entry; the ends of the heaps are in one, and that two ids are one is asked when all are there.
#[derive(Clone, Debug)]
pub struct Ids {
    /// A power of two of them.
    heaps: Vec<Vec<Known>>,
    /// How many entries there are up to the last of them.
    entries: usize,
    printer: Printer,
}

/// An entry and the fingerprint of its id.
#[derive(Clone, Copy, Debug)]
struct Known {
    print: Print,
    at: u32,
}

/// So many entries lie in a heap, or half as many: few enough to look through, enough that chance fills all about the same.
const USUAL: usize = 512;

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

    /// Every entry's fingerprint, in their order; none in particular of those that were left out.
    pub fn prints(&self) -> Vec<Print> {
        let mut prints = vec![Print(0); self.entries];
        self.heaps.iter().flatten().for_each(|known| prints[known.at as usize] = known.print);
        prints
    }

    /// None yet, of those that `printer` takes.
    pub fn new(printer: Printer) -> Ids {
        Ids { heaps: vec![Vec::new()], entries: 0, printer }
    }

    /// Takes memory for so many more at once.
    pub(super) fn expect(&mut self, ids: usize) {
        let all = self.entries + ids;
        self.lie_in(all.div_ceil(USUAL));
        let each = all / self.heaps.len();
        // What chance puts into one more than into another.
        let room = each + each / 8;
        self.heaps.iter_mut().for_each(|heap| heap.reserve(room.saturating_sub(heap.len())));
    }

    /// Makes at least so many heaps.
    fn lie_in(&mut self, heaps: usize) {
        if heaps > self.heaps.len() {
            let known = std::mem::replace(&mut self.heaps, vec![Vec::new(); heaps.next_power_of_two()]);
            known.into_iter().flatten().for_each(|known| self.put(known));
        }
    }

    fn put(&mut self, known: Known) {
        let heap = self.heap(known.print);
        self.heaps[heap].push(known);
    }

    /// The heap in which a fingerprint lies.
    fn heap(&self, print: Print) -> usize {
        ((u64::from(print.0) * self.heaps.len() as u64) >> 32) as usize
    }

    /// The entries whose id has a fingerprint, as they came.
    fn with(&self, print: Print) -> impl Iterator<Item = usize> {
        let heap = &self.heaps[self.heap(print)];
        heap.iter().filter(move |known| known.print == print).map(|known| known.at as usize)
    }

    /// The entry that has an id, of those with its fingerprint the one that `is` it.
    pub fn find(&self, print: Print, is: impl Fn(usize) -> bool) -> Option<usize> {
        self.with(print).find(|&at| is(at))
    }

    /// The entry that has an id with this fingerprint, if there is no more than one.
    pub fn only(&self, print: Print) -> Option<usize> {
        let mut found = self.with(print);
        found.next().filter(|_| found.next().is_none())
    }

    /// Notes the fingerprint of an entry's id. Entries come in their order; those whose id is an earlier one's, too, are left out.
    pub fn note(&mut self, at: usize, print: Print) {
        self.lie_in(self.entries / (2 * USUAL));
        self.put(Known { print, at: super::book::narrow(at as u64) });
        self.entries = at + 1;
    }

    /// Every two entries whose ids have the same fingerprint.
    pub fn twins(&self) -> Vec<(usize, usize)> {
        let mut twins = Vec::new();
        for heap in &self.heaps {
            // A bit for each of a fingerprint's last bits: most entries are alone there.
            let mut taken = [0_u64; 1024];
            for (at, known) in heap.iter().enumerate() {
                let (word, bit) = (usize::from(known.print.0 as u16) / 64, 1 << (known.print.0 % 64));
                if taken[word] & bit != 0 {
                    let same = heap[..at].iter().filter(|other| other.print == known.print);
                    twins.extend(same.map(|other| (other.at as usize, known.at as usize)));
                }
                taken[word] |= bit;
            }
        }
        twins
    }

    /// The fingerprint of an id.
    pub fn print(&self, id: &EntryId) -> Print {
        self.printer.print(id.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Fingerprints as a printer takes them, with some that are taken twice and three times.
    fn prints(many: u32) -> Vec<Print> {
        let printer = Printer::seeded(7);
        let id = |n: u32| if n % 97 == 3 { n / 2 } else { n };
        (0..many).map(|n| printer.print(&id(id(n)).to_string())).collect()
    }

    fn noted(prints: &[Print], expected: usize) -> Ids {
        let mut ids = Ids::new(Printer::seeded(7));
        ids.expect(expected);
        prints.iter().enumerate().for_each(|(at, &print)| ids.note(at, print));
        ids
    }

    #[test]
    fn a4_every_entry_is_found_by_its_fingerprint_however_many_were_expected() {
        let prints = prints(5000);
        for expected in [0, 10, 5000, 100_000] {
            let ids = noted(&prints, expected);
            assert!(ids.prints() == prints, "{expected}");
            for (at, &print) in prints.iter().enumerate() {
                let same: Vec<usize> = (0..prints.len()).filter(|&other| prints[other] == print).collect();
                assert_eq!(ids.find(print, |other| other == at), Some(at));
                assert_eq!(ids.only(print), Some(at).filter(|_| same.len() == 1));
            }
        }
        assert_eq!(noted(&[], 0).find(prints[0], |_| true), None);
    }

    #[test]
    fn a4_every_two_with_one_fingerprint_are_told() {
        let prints = prints(3000);
        let pairs = (0..prints.len()).flat_map(|other| (0..other).map(move |one| (one, other)));
        let same: Vec<(usize, usize)> = pairs.filter(|&(one, other)| prints[one] == prints[other]).collect();
        assert!(same.len() > 20);
        for expected in [0, 3000, 50_000] {
            let mut twins = noted(&prints, expected).twins();
            twins.sort_by_key(|&(one, other)| (other, one));
            assert_eq!(twins, same);
        }
    }
}
