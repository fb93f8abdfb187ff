//! A sound ledger is read in one pass, on all cores, without taking it into memory.
//!
//! Each core takes a stretch of the file after the other: reads it, checks every line by itself (see [`ahead`](super::ahead)) and
//! makes a few numbers of every call. In the order of the file these are judged and filed. Nothing here says what is wrong with a
//! ledger: whatever is out of the ordinary – a tail, damage, a rule that is broken – ends the pass without a result, and
//! [`read`](super::read) reads the ledger again, slowly and with all that is to be said.

use std::collections::BTreeMap;
use std::fs::File;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread::{self, Scope};

use super::Known;
use super::chain::{self, Hash};
use super::file;
use super::frame::{Frame, Stands};
use super::lane::{Lane, Names, Stretch};
use super::lines::{Left, Lines};
use super::read::{MAX_LINE, Reading};
use super::record::Line;
use super::snapshot::Stamp;
use super::watch::Watched;
use crate::domain::ids::Printer;
use crate::domain::{Book, Instant};

/// How many bytes a core takes at a time.
pub(super) const STRETCH: u64 = 512 * 1024;
/// How many stretches a core may be ahead.
const AHEAD: usize = 4;
/// Reads `length` bytes of a ledger in stretches of `size`; nothing where it is smaller than one, or has anything about it that is to be
/// looked at more closely.
pub(super) fn read(
    left: &Arc<Left>,
    length: u64,
    known: Option<Known>,
    size: u64,
    watched: &Watched<'_>,
) -> Option<Reading> {
    (length > size).then(|| read_in(left, length, known, size, watched)).flatten()
}

fn read_in(left: &Arc<Left>, length: u64, known: Option<Known>, size: u64, watched: &Watched<'_>) -> Option<Reading> {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let stamp = left.file.metadata().ok().map(|found| Stamp::of(&found));
    let stretches = Stretches { file: &left.file, length, size };
    let printer = Printer::default();
    let mut filing = Filing::new(left, known, printer, cores, stretches.count());
    thread::scope(|scope| {
        let mut checking = Checking::begin(scope, stretches, printer, cores);
        for at in 0..stretches.count() {
            let (lane, stretch) = checking.stretch(at)?;
            if let Some(stretch) = stretch? {
                filing.take(lane, stretch)?;
            }
            watched.at((at as u64 + 1) * size, length);
        }
        Some(())
    })?;
    Some(Reading { stamp, ..filing.done(length)? })
}

/// The number of the lane that checked a stretch, and what it found.
type Checked = (usize, Found);

/// A stretch, if any line begins in it; nothing at all where it is not sound.
type Found = Option<Option<Stretch>>;

/// Stretches as they are checked: by a thread for each core but one, and here, where the one that is due is not there yet.
struct Checking<'a> {
    own: Worker<'a>,
    others: Receiver<(usize, Checked)>,
    /// Those that came before they were due.
    early: BTreeMap<usize, Checked>,
}

impl<'scope> Checking<'scope> {
    fn begin(
        scope: &'scope Scope<'scope, '_>,
        stretches: Stretches<'scope>,
        printer: Printer,
        cores: usize,
    ) -> Checking<'scope> {
        let next = Arc::new(AtomicUsize::new(0));
        let worker =
            |number| Worker { number, stretches, next: next.clone(), lane: Lane::new(printer), buffer: Vec::new() };
        let (sender, others) = sync_channel(AHEAD * cores);
        for number in 1..cores {
            let (mut worker, sender) = (worker(number), sender.clone());
            // It stops when all are taken, or when nobody asks for them any more. Where no thread can be had, there is one less.
            let work = move || while worker.check().is_some_and(|checked| sender.send(checked).is_ok()) {};
            let _ = thread::Builder::new().spawn_scoped(scope, work);
        }
        Checking { own: worker(0), others, early: BTreeMap::new() }
    }

    /// The stretch at a place in the file, which is asked for one after the other.
    fn stretch(&mut self, at: usize) -> Option<Checked> {
        loop {
            if let Some(checked) = self.early.remove(&at) {
                return Some(checked);
            }
            let (at, checked) = match self.others.try_recv() {
                Ok(checked) => checked,
                Err(_) => self.own.check().or_else(|| self.others.recv().ok())?,
            };
            self.early.insert(at, checked);
        }
    }
}

/// Checks one stretch after the other that nobody has taken yet.
struct Worker<'a> {
    number: usize,
    stretches: Stretches<'a>,
    next: Arc<AtomicUsize>,
    lane: Lane,
    buffer: Vec<u8>,
}

impl Worker<'_> {
    fn check(&mut self) -> Option<(usize, Checked)> {
        let at = self.next.fetch_add(1, Ordering::Relaxed);
        let checked = || self.stretches.check(at, &mut self.lane, &mut self.buffer);
        (at < self.stretches.count()).then(checked).map(|checked| (at, (self.number, checked)))
    }
}

/// A file in stretches. A line belongs to the one it begins in.
#[derive(Clone, Copy)]
struct Stretches<'a> {
    file: &'a File,
    length: u64,
    size: u64,
}

impl Stretches<'_> {
    fn count(&self) -> usize {
        self.length.div_ceil(self.size) as usize
    }

    /// Checks the lines that begin in a stretch.
    fn check(&self, at: usize, lane: &mut Lane, buffer: &mut Vec<u8>) -> Found {
        let (start, end) = (at as u64 * self.size, ((at as u64 + 1) * self.size).min(self.length));
        let from = start.saturating_sub(chain::STATED);
        self.fetch(buffer, from, end)?;
        // The stretch begins with the line behind the first LF from the byte before it on.
        let before = (start - from) as usize;
        let first = match before.checked_sub(1) {
            None => 0,
            Some(byte) => match memchr::memchr(b'\n', &buffer[byte..]) {
                Some(found) => byte + found + 1,
                None => return Some(None),
            },
        };
        if from + first as u64 >= end {
            return Some(None);
        }
        self.complete(buffer, from)?;
        let last = if from + first as u64 == 0 { Hash::START } else { chain::stated(&buffer[..first])? };
        lane.check(&buffer[first..], from + first as u64, last).map(Some)
    }

    /// Reads the bytes between two places.
    fn fetch(&self, buffer: &mut Vec<u8>, from: u64, to: u64) -> Option<()> {
        buffer.resize((to - from) as usize, 0);
        let read = file::read_at(self.file, buffer, from).ok()?;
        (read == buffer.len()).then_some(())
    }

    /// Reads on to the end of the last line.
    fn complete(&self, buffer: &mut Vec<u8>, from: u64) -> Option<()> {
        const MORE: u64 = 1024;
        let most = buffer.len() + MAX_LINE;
        while !buffer.ends_with(b"\n") {
            let old = buffer.len();
            let end = (from + old as u64 + MORE).min(self.length);
            buffer.resize((end - from) as usize, 0);
            let read = file::read_at(self.file, &mut buffer[old..], from + old as u64).ok()?;
            if read == 0 || read < buffer.len() - old || buffer.len() > most {
                return None;
            }
            if let Some(found) = memchr::memchr(b'\n', &buffer[old..]) {
                buffer.truncate(old + found + 1);
            }
        }
        Some(())
    }
}

/// Judges and files lines in the order of the file.
struct Filing<'a> {
    left: &'a Arc<Left>,
    known: Option<Known>,
    printer: Printer,
    /// How many stretches there are.
    stretches: usize,
    names: Vec<Names>,
    book: Option<Book>,
    /// Where each line ends, behind its LF.
    ends: Vec<u64>,
    opened: Option<Instant>,
    frame: Frame,
    head: Hash,
}

impl<'a> Filing<'a> {
    fn new(left: &'a Arc<Left>, known: Option<Known>, printer: Printer, lanes: usize, stretches: usize) -> Filing<'a> {
        Filing {
            left,
            known,
            printer,
            stretches,
            names: (0..lanes).map(|_| Names::default()).collect(),
            book: None,
            ends: Vec::new(),
            opened: None,
            frame: Frame::default(),
            head: Hash::START,
        }
    }

    fn take(&mut self, lane: usize, stretch: Stretch) -> Option<()> {
        let Stretch { first, frame, head, start, ends, calls, others, told } = stretch;
        self.frame.judge(first).ok()?;
        let before = self.frame.total;
        let seq = |line: u16| before + 1 + u64::from(line);
        let begin = |line: u16| start + line.checked_sub(1).map_or(0, |last| u64::from(ends[usize::from(last)]));
        let mut others = others.into_iter().peekable();
        if self.book.is_none() {
            self.open(others.next()?, ends.len())?;
        }
        self.ends.extend(ends.iter().map(|end| start + u64::from(*end)));
        let known = self.known;
        let asked_for = |seq, recorded| known.is_none_or(|known| known.includes(seq, recorded));
        let calls = &calls[..calls.partition_point(|call| asked_for(seq(call.line), call.recorded))];
        let book = self.book.as_mut()?;
        let (left, places) = (&self.left, &self.ends);
        let id = |seq: u64| {
            left.entry_at((seq as usize).checked_sub(2).map_or(0, |last| places[last])).map(|entry| entry.id)
        };
        book.claim(calls.iter().map(|call| (seq(call.line), call.id)), |one, other| id(one) == id(other)).ok()?;
        let names = &mut self.names[lane];
        names.learn(told, book);
        let file = |book: &mut Book, (number, line): (u16, Box<Line>)| {
            let Stands { seq, recorded, .. } = Stands::of(&line);
            if !asked_for(seq, recorded) {
                return Some(());
            }
            book.apply_archived(&line.into_entry(|_| None)?, begin(number)).ok()
        };
        for call in calls {
            while let Some(other) = others.next_if(|(number, _)| *number < call.line) {
                file(book, other)?;
            }
            let noted = names.noted(call, seq(call.line), begin(call.line), book)?;
            book.apply_noted(&noted).ok()?;
        }
        others.try_for_each(|other| file(book, other))?;
        (self.frame, self.head) = (frame, head);
        Some(())
    }

    /// Opens the book with the first line, one of so many in a stretch. Where it came later than what is asked for, there is more to say than
    /// can be said here.
    fn open(&mut self, (number, line): (u16, Box<Line>), lines: usize) -> Option<()> {
        let Stands { seq, recorded, .. } = Stands::of(&line);
        if number != 0 || self.known.is_some_and(|known| !known.includes(seq, recorded)) {
            return None;
        }
        let archive = Arc::new(Lines::Left(self.left.clone()));
        let mut book = Book::open_archived(&line.into_entry(|_| None)?, archive, 0, self.printer).ok()?;
        // Memory for all at once: to move millions of rows whenever they have outgrown their place takes as long as to judge them.
        let all = lines * self.stretches;
        self.ends.reserve(all + all / 16);
        book.expect(all + all / 16);
        (self.book, self.opened) = (Some(book), Some(recorded));
        Some(())
    }

    /// The whole of it, where no batch is left open.
    fn done(self, length: u64) -> Option<Reading> {
        if self.frame.batch.is_some() {
            return None;
        }
        let opened = self.opened?;
        Some(Reading {
            size: length,
            ends: self.ends,
            book: self.book,
            opened,
            ..Reading::none(Lines::Left(self.left.clone()), self.head)
        })
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::{Path, PathBuf};

    use super::super::read::{self, Bare};
    use super::*;
    use crate::domain::Date;
    use crate::domain::archive::Archive;
    use crate::domain::balance::balance;

    fn left(path: &Path) -> Arc<Left> {
        Arc::new(Left { file: File::open(path).expect("a ledger"), path: path.to_owned() })
    }

    fn quickly(path: &Path, known: Option<Known>, size: u64) -> Option<Reading> {
        let left = left(path);
        let length = left.file.metadata().expect("a file").len();
        read_in(&left, length, known, size, &Watched::by_nobody())
    }

    fn ordinarily(path: &Path, known: Option<Known>) -> Option<Reading> {
        let file = File::open(path).expect("a ledger");
        let length = file.metadata().expect("a file").len();
        read::read(&file, length, path, known, Bare::Waits, &Watched::by_nobody()).ok()
    }

    /// Everything that a reading says.
    fn said(reading: &Reading) -> String {
        let Some(book) = &reading.book else { return format!("nothing, {}", reading.total()) };
        let balances = book.accounts().map(|account| format!("{:?}", balance(&account.reckon(&book.house), Date::MAX)));
        let entries = book.entries().map(|filed| format!("{filed:?} {:?}", book.seq_of(&filed.entry.id)));
        let lines = (1..=reading.total()).map(|seq| format!("{:?}", reading.line(seq)));
        let said: Vec<String> = balances.chain(entries).chain(lines).collect();
        let Reading { size, ends, opened, head, lacks_lf, unfinished, .. } = reading;
        format!(
            "{size} {ends:?} {opened:?} {head} {lacks_lf} {unfinished:?} {:?}\n{}",
            reading.mark(book.len()),
            said.join("\n")
        )
    }

    fn ledgers() -> Vec<PathBuf> {
        let all = fs::read_dir("fixtures/ledgers").expect("fixtures").map(|found| found.expect("a file").path());
        all.filter(|path| path.extension().is_some_and(|extension| extension == "jsonl")).collect()
    }

    #[test]
    fn a_sound_ledger_is_read_the_same_in_stretches_of_any_size() {
        for path in ledgers() {
            let ordinary = said(&ordinarily(&path, None).expect("a sound ledger"));
            for size in [97, 300, 1000, 4099, STRETCH] {
                let quick = quickly(&path, None, size).unwrap_or_else(|| panic!("{} by {size}", path.display()));
                assert!(said(&quick) == ordinary, "{} by {size}", path.display());
            }
        }
    }

    #[test]
    fn a7_what_was_known_is_read_the_same() {
        let path = Path::new("fixtures/ledgers/small.jsonl");
        let total = quickly(path, None, 300).expect("a sound ledger").total();
        for seq in 1..=total {
            let ordinary = ordinarily(path, Some(Known::Seq(seq))).expect("a sound ledger");
            let quick = quickly(path, Some(Known::Seq(seq)), 300).expect("a sound ledger");
            assert_eq!(said(&quick), said(&ordinary), "as known by #{seq}");
            let then = Known::Instant(quick.book.as_ref().and_then(Book::last_recorded).expect("an entry"));
            let by_then = quickly(path, Some(then), 300).expect("a sound ledger");
            assert_eq!(said(&by_then), said(&ordinary), "as known when #{seq} was recorded");
        }
    }

    #[test]
    fn r2_nothing_is_told_of_a_ledger_that_is_not_sound() {
        let (mut sound, mut others) = (0, 0);
        for found in fs::read_dir("fixtures/ledgers/damaged").expect("fixtures") {
            let path = found.expect("a file").path();
            let ordinary = ordinarily(&path, None);
            for size in [300, 4099, STRETCH] {
                match (quickly(&path, None, size), &ordinary) {
                    (None, _) => others += 1,
                    (Some(quick), Some(ordinary)) => {
                        assert_eq!(said(&quick), said(ordinary), "{}", path.display());
                        sound += 1;
                    }
                    (Some(_), None) => panic!("{} is damaged", path.display()),
                }
            }
        }
        assert!(others > 150 && sound < others / 3, "{others} and {sound}");
    }

    #[test]
    fn r2_a_changed_byte_anywhere_is_noticed() {
        let folder = tempfile::tempdir().expect("a folder");
        let (path, sound) =
            (folder.path().join("hours.jsonl"), fs::read("fixtures/ledgers/session.jsonl").expect("a ledger"));
        for at in (0..sound.len()).step_by(7) {
            let mut bytes = sound.clone();
            bytes[at] ^= 1;
            fs::write(&path, &bytes).expect("a ledger");
            assert!(quickly(&path, None, 500).is_none(), "byte {at}");
        }
    }

    #[test]
    fn a4_an_id_that_was_given_before_is_noticed() {
        let path = Path::new("fixtures/ledgers/small.jsonl");
        let reading = quickly(path, None, 300).expect("a sound ledger");
        let (mut book, total) = (reading.book.expect("a book"), reading.ends.len() as u64);
        let last = book.entry(total).expect("an entry").entry;
        let again =
            crate::domain::Entry { seq: total + 1, recorded: last.recorded.plus_micros(1), clock: None, ..last };
        assert!(book.apply(again).is_err());
    }

    #[test]
    fn r25_what_was_read_and_is_no_longer_there_is_said() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("hours.jsonl");
        fs::copy("fixtures/ledgers/small.jsonl", &path).expect("a ledger");
        let reading = quickly(&path, None, 300).expect("a sound ledger");
        let (lines, last) = (reading.lines.clone(), reading.ends[reading.ends.len() - 2]);
        assert_eq!(lines.entry(last).seq, reading.total());
        fs::OpenOptions::new().write(true).open(&path).and_then(|file| file.set_len(last)).expect("cut");
        let panic =
            std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| lines.entry(last))).expect_err("it is gone");
        assert!(panic.downcast_ref::<crate::store::Changed>().is_some());
    }
}
