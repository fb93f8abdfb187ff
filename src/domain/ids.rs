//! Which entry has which id, in a few bytes an entry.

use std::hash::{BuildHasher, Hasher};

use super::hash::is_hex_digit;
use super::narrow::narrow;
use super::{EntryId, Instant};

/// Entries by their ids. Two ids may have the same fingerprint: whoever looks says which entry has the id itself. An entry is told by its place
/// among those of the book, from 0.
///
/// Ids that the program makes begin with the time ([`Serial`]). As long as each is greater than all before it, no two of them can be the same,
/// and one is found between two marks. All others are *strays*: those that somebody gave, and those of a batch, which has one
/// moment for many lines.
#[derive(Clone, Debug)]
pub struct Ids {
    /// The fingerprint of every entry's id, in their order.
    prints: Vec<Fingerprint>,
    /// About every [`STEP`]th of the ids that grow, with its entry.
    marks: Vec<(Serial, u32)>,
    /// The last of them.
    last: Serial,
    strays: Strays,
    printer: Fingerprinter,
}

/// How many entries there are between two marks, if their ids grow.
const STEP: usize = 256;

/// An id of 32 hexadecimal digits, as a number. In that of a UUID of version 7, the first 48 bits are the milliseconds since 1970 (RFC 9562).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Serial([u64; 2]);

impl Serial {
    /// Less than any there is.
    const NONE: Serial = Serial([0; 2]);

    /// The number of an id with that form; none for any other, and for digits alone, which are no id. Serials are ordered as their ids are.
    #[inline]
    pub fn of(id: &[u8]) -> Option<Serial> {
        let digits: &[u8; 32] = id.try_into().ok()?;
        // Every digit is looked at, whatever the first ones are: a core does many at a time.
        let are_digits = digits.iter().fold(true, |are, &digit| are & is_hex_digit(digit));
        let has_letter = digits.iter().fold(false, |has, &b| has | (b >= b'a'));
        if !(are_digits & has_letter) {
            return None;
        }
        let mut numbers = [0; 4];
        for (number, eight) in numbers.iter_mut().zip(digits.as_chunks().0) {
            *number = number_of(u64::from_le_bytes(*eight));
        }
        let [a, b, c, d] = numbers;
        let half = |high: u64, low: u64| (high | low << 32).swap_bytes();
        Some(Serial([half(a, b), half(c, d)]))
    }

    /// Whether it may have been made by that time: one that is ahead of it would make strays of all to come.
    fn is_by(self, recorded: Instant) -> bool {
        i64::try_from(self.0[0] >> 16).is_ok_and(|millis| millis <= recorded.micros().div_euclid(1000))
    }
}

/// The number that eight hexadecimal digits are, all of them at once, a byte of a word for each; its bytes are in the order of the digits.
#[inline(always)]
fn number_of(eight: u64) -> u64 {
    const EACH: u64 = u64::from_ne_bytes([1; 8]);
    // `0` is 30 in hexadecimal digits and `9` is 39, `a` is 61 and `f` is 66.
    let letters = (eight >> 6) & EACH;
    let figures = (eight & (15 * EACH)) + (letters << 3 | letters);
    let two = (figures << 4 | figures >> 8) & 0x00ff_00ff_00ff_00ff;
    let four = (two | two >> 8) & 0x0000_ffff_0000_ffff;
    (four | four >> 16) & 0xffff_ffff
}

/// What is noted of an id. Aligned as its fingerprint is, it leaves no hole in what it is handed on in.
#[derive(Clone, Copy, Debug)]
#[repr(Rust, packed(4))]
pub struct Seen {
    print: Fingerprint,
    /// [`Serial::NONE`] where it has none, or one that is later than its entry: so it takes no more bytes than it must.
    serial: Serial,
}

/// Takes fingerprints of ids. Each ledger's is another one: nobody can make up ids that all have the same.
#[derive(Clone, Copy, Debug)]
pub struct Fingerprinter {
    seed: u64,
}

/// The fingerprint of an id, by one [`Fingerprinter`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fingerprint(u32);

impl Default for Fingerprinter {
    /// One that nobody can guess.
    fn default() -> Fingerprinter {
        Fingerprinter { seed: foldhash::quality::RandomState::default().hash_one(0_u8) }
    }
}

impl Fingerprinter {
    /// The one with a seed.
    pub fn seeded(seed: u64) -> Fingerprinter {
        Fingerprinter { seed }
    }

    /// What makes another one of the same.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// The fingerprint of an id.
    pub fn print(&self, id: &[u8]) -> Fingerprint {
        self.print_of(id, Serial::of(id))
    }

    /// The same where its serial is known: of that it is made, if there is one.
    #[inline(always)]
    fn print_of(&self, id: &[u8], serial: Option<Serial>) -> Fingerprint {
        let mut hasher = foldhash::quality::FixedState::with_seed(self.seed).build_hasher();
        match serial {
            Some(Serial(halves)) => halves.into_iter().for_each(|half| hasher.write_u64(half)),
            None => hasher.write(id),
        }
        Fingerprint((hasher.finish() >> 32) as u32)
    }

    /// What is to be noted of an id, that of an entry which was recorded then; with its serial, if it has one.
    #[inline(always)]
    pub fn see(&self, id: &[u8], serial: Option<Serial>, recorded: Instant) -> Seen {
        let print = self.print_of(id, serial);
        Seen { print, serial: serial.filter(|serial| serial.is_by(recorded)).unwrap_or(Serial::NONE) }
    }
}

impl Fingerprint {
    /// The fingerprint as a number.
    pub fn number(self) -> u32 {
        self.0
    }

    /// The fingerprint that is this number.
    pub fn of_number(number: u32) -> Fingerprint {
        Fingerprint(number)
    }
}

impl Seen {
    /// What is known where only the fingerprint is.
    pub fn only(print: Fingerprint) -> Seen {
        Seen { print, serial: Serial::NONE }
    }
}

impl Ids {
    /// None yet, of those that `printer` takes.
    pub fn new(printer: Fingerprinter) -> Ids {
        Ids { prints: Vec::new(), marks: Vec::new(), last: Serial::NONE, strays: Strays::default(), printer }
    }

    /// What takes its fingerprints.
    pub fn printer(&self) -> Fingerprinter {
        self.printer
    }

    /// Every entry's fingerprint, in their order; none in particular of those passed over.
    pub fn prints(&self) -> &[Fingerprint] {
        &self.prints
    }

    /// Takes memory for so many more at once.
    pub(super) fn expect(&mut self, ids: usize) {
        self.prints.reserve(ids);
    }

    /// Notes the id of the next entry.
    #[inline]
    pub fn note(&mut self, Seen { print, serial }: Seen) {
        let at = self.prints.len();
        self.prints.push(print);
        if serial <= self.last {
            self.strays.put(Stray { print, at: narrow(at as u64) });
            return;
        }
        if self.marks.last().is_none_or(|&(_, mark)| at >= mark as usize + STEP) {
            self.marks.push((serial, narrow(at as u64)));
        }
        self.last = serial;
    }

    /// Passes the next entry over: its id is an earlier one's.
    pub fn pass_over(&mut self) {
        self.prints.push(Fingerprint(0));
    }

    /// The entries that may have an id, as far as its fingerprint tells.
    pub(super) fn candidates(&self, id: &EntryId) -> impl Iterator<Item = usize> {
        let print = self.printer.print(id.as_str().as_bytes());
        let between = self.between(id);
        let from = between.start;
        let grown = self.prints[between].iter().enumerate().filter(move |(_, known)| **known == print);
        let grown = grown.map(move |(at, _)| from + at).filter(move |&at| !self.strays.has(print, at));
        self.strays.with(print).chain(grown)
    }

    /// The entries among which an id stands, if it is one of those that grow.
    fn between(&self, id: &EntryId) -> std::ops::Range<usize> {
        let Some(serial) = Serial::of(id.as_str().as_bytes()).filter(|serial| *serial <= self.last) else {
            return 0..0;
        };
        let behind = self.marks.partition_point(|&(mark, _)| mark <= serial);
        let Some((_, from)) = behind.checked_sub(1).map(|at| self.marks[at]) else { return 0..0 };
        from as usize..self.marks.get(behind).map_or(self.prints.len(), |&(_, to)| to as usize)
    }

    /// The entry that has an id, of those with its fingerprint the one that `is` it.
    pub fn find(&self, id: &EntryId, is: impl Fn(usize) -> bool) -> Option<usize> {
        self.candidates(id).find(|&at| is(at))
    }

    /// The entry that has an id which some entry has, if no more than one may be that.
    pub fn only(&self, id: &EntryId) -> Option<usize> {
        let mut found = self.candidates(id);
        found.next().filter(|_| found.next().is_none())
    }

    /// Whether an entry's id is one of those that do not grow.
    pub(super) fn is_stray(&self, at: usize) -> bool {
        self.prints.get(at).is_some_and(|&print| self.strays.has(print, at))
    }

    /// Every two entries whose ids may be the same: they have the same fingerprint, and do not both grow.
    pub fn twins(&self) -> Vec<(usize, usize)> {
        let mut twins = Vec::new();
        if self.strays.many == 0 {
            return twins;
        }
        for (at, &print) in self.prints.iter().enumerate().filter(|(_, print)| self.strays.may_have(**print)) {
            // Of two strays the later one tells; of a stray and one that grows, the latter.
            let is_stray = self.strays.has(print, at);
            let others = self.strays.with(print).filter(|&other| if is_stray { other < at } else { other != at });
            twins.extend(others.map(|other| (other.min(at), other.max(at))));
        }
        twins
    }
}

/// Entries by the fingerprints of their ids, where these do not grow. They lie in heaps by the first bits of their fingerprints, each as they
/// came. A table with a place for every fingerprint would be in no cache, and ask it for memory at every entry; the ends of the heaps are in one.
#[derive(Clone, Debug)]
struct Strays {
    /// A power of two of them.
    heaps: Vec<Vec<Stray>>,
    many: usize,
    /// A bit for each of a fingerprint's last bits, and for each heap: most fingerprints are not among them.
    taken: Vec<u64>,
}

/// An entry and the fingerprint of its id.
#[derive(Clone, Copy, Debug)]
struct Stray {
    print: Fingerprint,
    at: u32,
}

/// So many strays lie in a heap at most, or somewhat more as chance will have it: few enough to look through.
const USUAL: usize = 128;
/// So many words of bits there are for each heap: 16 bits for every stray.
const WORDS: usize = USUAL * 16 / 64;

impl Default for Strays {
    fn default() -> Strays {
        Strays { heaps: vec![Vec::new()], many: 0, taken: vec![0; WORDS] }
    }
}

impl Strays {
    fn put(&mut self, stray: Stray) {
        if self.many >= self.heaps.len() * USUAL {
            let heaps = self.heaps.len() * 2;
            let known = std::mem::replace(&mut self.heaps, vec![Vec::new(); heaps]);
            self.taken = vec![0; WORDS * heaps];
            known.into_iter().flatten().for_each(|stray| self.lay(stray));
        }
        self.lay(stray);
        self.many += 1;
    }

    fn lay(&mut self, stray: Stray) {
        let (heap, (word, bit)) = (self.heap(stray.print), self.bit(stray.print));
        self.heaps[heap].push(stray);
        self.taken[word] |= bit;
    }

    /// The heap in which a fingerprint lies.
    fn heap(&self, print: Fingerprint) -> usize {
        ((u64::from(print.0) * self.heaps.len() as u64) >> 32) as usize
    }

    /// Where a fingerprint's bit is.
    fn bit(&self, print: Fingerprint) -> (usize, u64) {
        let bits = self.taken.len() as u32 * 64;
        let at = print.0 % bits;
        (at as usize / 64, 1 << (at % 64))
    }

    /// Whether there may be one with this fingerprint.
    fn may_have(&self, print: Fingerprint) -> bool {
        let (word, bit) = self.bit(print);
        self.taken[word] & bit != 0
    }

    /// Those with a fingerprint, as they came.
    fn with(&self, print: Fingerprint) -> impl Iterator<Item = usize> {
        let heap = if self.may_have(print) { &self.heaps[self.heap(print)][..] } else { &[] };
        heap.iter().filter(move |stray| stray.print == print).map(|stray| stray.at as usize)
    }

    /// Whether an entry with a fingerprint is one of them.
    fn has(&self, print: Fingerprint, at: usize) -> bool {
        self.with(print).any(|stray| stray == at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ids that grow, with so many strays among a hundred: some ahead of their time, some of another form, some that were given before.
    fn ids(many: u64, strays: u64) -> Vec<(EntryId, Instant)> {
        let id = |n: u64| match n % 5 {
            _ if n * 37 % 100 >= strays => format!("{:012x}{:020x}", n * 3, n * 977),
            0 => format!("{:012x}{:020x}", n * 3 + 900_000, n),
            1 => format!("{:012x}{:020x}", n * 3 / 2, n),
            2 => format!("{:012x}{:020x}", n / 2 * 3, n / 2 * 977),
            3 => format!("t-{}", n / 7),
            _ => format!("{n:X}-{n}"),
        };
        let read = |n: u64| id(n).parse().ok().map(|id| (id, Instant::from_micros(n as i64 * 3000)));
        (1..=many).filter_map(read).collect()
    }

    fn seen(printer: Fingerprinter, id: &EntryId, recorded: Instant) -> Seen {
        printer.see(id.as_str().as_bytes(), Serial::of(id.as_str().as_bytes()), recorded)
    }

    fn noted(ids: &[(EntryId, Instant)], printer: Fingerprinter) -> Ids {
        let mut noted = Ids::new(printer);
        ids.iter().for_each(|(id, recorded)| noted.note(seen(printer, id, *recorded)));
        noted
    }

    #[test]
    fn a4_every_entry_is_found_by_its_id_whatever_ids_are_like() {
        for strays in [0, 1, 30, 100] {
            let (ids, printer) = (ids(3000, strays), Fingerprinter::seeded(7));
            let noted = noted(&ids, printer);
            assert_eq!(noted.strays.many * 10 > ids.len(), strays > 10);
            for (at, (id, _)) in ids.iter().enumerate() {
                assert_eq!(noted.find(id, |other| other == at), Some(at), "{id} among {strays}");
                assert!(Serial::of(id.as_str().as_bytes()).is_some() || noted.is_stray(at), "{id}");
                assert!(strays > 0 || !noted.is_stray(at), "{id}");
                let prints = noted.prints().iter().filter(|&&print| print == printer.print(id.as_str().as_bytes()));
                if prints.count() == 1 {
                    assert_eq!(noted.only(id), Some(at));
                } else if ids.iter().filter(|(other, _)| other == id).count() > 1 {
                    assert_eq!(noted.only(id), None, "{id} was given more than once");
                }
            }
        }
        let none = Ids::new(Fingerprinter::seeded(7));
        assert_eq!(none.find(&"t-1".parse().expect("an id"), |_| true), None);
    }

    #[test]
    fn a4_every_two_entries_with_one_id_are_told() {
        for strays in [0, 1, 30, 100] {
            let ids = ids(2000, strays);
            let noted = noted(&ids, Fingerprinter::seeded(7));
            let pairs = (0..ids.len()).flat_map(|other| (0..other).map(move |one| (one, other)));
            let same: Vec<_> = pairs.filter(|&(one, other)| ids[one].0 == ids[other].0).collect();
            assert_eq!(same.len() > 20, strays > 20);
            let mut twins = noted.twins();
            twins.sort_by_key(|&(one, other)| (other, one));
            twins.retain(|&(one, other)| ids[one].0 == ids[other].0);
            assert_eq!(twins, same);
        }
    }

    #[test]
    fn a_serial_is_32_digits_and_ordered_as_they_are() {
        let ordered = [
            "0158952583a67eeb8da1658eec67f893",
            "0158952583a67eeb8da1658eec67f894",
            "0a58952583a67eeb8da1658eec67f893",
        ];
        let serials = ordered.map(|id| Serial::of(id.as_bytes()));
        assert!(serials.iter().all(Option::is_some) && serials.is_sorted());
        // The same by a library, of every byte at every place.
        let number = |id: &[u8]| {
            let are_digits = id.iter().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
            let text = std::str::from_utf8(id).ok().filter(|_| are_digits)?;
            let number = u128::from_str_radix(text, 16).expect("32 digits");
            Some(Serial([(number >> 64) as u64, number as u64]))
        };
        for (at, byte) in (0..32).flat_map(|at| (0..=u8::MAX).map(move |byte| (at, byte))) {
            let mut other: [u8; 32] = ordered[0].as_bytes().try_into().expect("32 bytes");
            other[at] = byte;
            assert_eq!(Serial::of(&other), number(&other), "{byte} at {at}");
        }
        assert_eq!(Serial::of(b"01589525836766618616586556768930"), None, "digits alone");
        assert_eq!(Serial::of(&[200; 32]), None);
        assert_eq!(Serial::of(b"0158952583a67eeb8da1658eec67f89"), None);
    }
}
