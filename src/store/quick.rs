//! A sound ledger is read in one pass, on all cores, without taking it into memory.
//!
//! Each core takes a stretch of the file after the other ([`stretches`](super::stretches)): reads it, checks every line by itself and
//! makes a few numbers of every call. In the order of the file these are judged and filed here. Nothing here says what is wrong with a
//! ledger: whatever is out of the ordinary – a tail, damage, a rule that is broken – ends the pass without a result, and
//! [`read`](super::read) reads the ledger again, slowly and with all that is to be said.

use std::sync::Arc;
use std::thread;

use super::Known;
use super::chain::Hash;
use super::ends::Ends;
use super::frame::{Frame, Stands};
use super::lane::{Other, PackedCall, Rooms, Stretch};
use super::large_pages;
use super::lines::{Lines, OnDisk};
use super::names::Names;
use super::read::MAX_LINES;
use super::reading::Reading;
use super::record::Line;
use super::snapshot::Stamp;
use super::stretches::{Checked, Stretches};
use super::watch::Watched;
use crate::domain::ids::Fingerprinter;
use crate::domain::replay::Noted;
use crate::domain::{Book, Instant};

/// How many bytes a core takes at a time.
pub(super) const STRETCH: u64 = 128 * 1024;
/// Of no more stretches than these, a ledger is not worth a thread, nor a snapshot.
const SMALL: u64 = 4;
/// So many bytes most lines have at least.
const SHORT: u64 = 240;
/// So many bytes an entry takes, or somewhat more, with what is kept beside entries: docs/performance.md.
const ENTRY: usize = 48;
/// So many cores share the work at most. One of them files, which is a third of it: a fifth would take memory for its names and lines, and wait.
const MOST_CORES: usize = 4;
/// How many calls are filed at a time.
const AT_A_TIME: usize = 64;

/// Reads `length` bytes of a ledger in stretches of `size`; nothing where it has few of them, or has anything about it that is to be
/// looked at more closely.
pub(super) fn read(
    on_disk: &Arc<OnDisk>,
    length: u64,
    known: Option<Known>,
    size: u64,
    watched: &Watched<'_>,
) -> Option<Reading> {
    (length > SMALL * size).then(|| read_in(on_disk, length, known, size, watched)).flatten()
}

fn read_in(
    on_disk: &Arc<OnDisk>,
    length: u64,
    known: Option<Known>,
    size: u64,
    watched: &Watched<'_>,
) -> Option<Reading> {
    let cores = thread::available_parallelism().map_or(1, usize::from).min(MOST_CORES);
    let stamp = on_disk.file.metadata().ok().map(|found| Stamp::of(&found));
    let stretches = Stretches { file: &on_disk.file, length, size };
    let printer = Fingerprinter::default();
    // The number may be a lie, and so may the size: a sparse file can claim any.
    let lines = stretches.counted().unwrap_or(0).min(length / SHORT).min(MAX_LINES) as usize;
    let mut filing = Filing::new(on_disk, known, printer, cores, lines);
    thread::scope(|scope| {
        let rooms = Rooms::default();
        for (at, Checked { lane, found }) in (1..).zip(stretches.checked(scope, cores, printer, &rooms)) {
            if let Some(stretch) = found? {
                rooms.give_back(filing.take(lane, stretch)?);
            }
            watched.at(at * size, length);
        }
        Some(())
    })?;
    Some(Reading { stamp, ..filing.done(length)? })
}

/// Judges and files lines in the order of the file.
struct Filing<'a> {
    on_disk: &'a Arc<OnDisk>,
    known: Option<Known>,
    printer: Fingerprinter,
    /// How many lines there seem to be.
    lines: usize,
    names: Vec<Names>,
    book: Option<Book>,
    /// Calls that are about to be filed.
    noted: Vec<Noted>,
    /// Where each line ends.
    ends: Ends,
    opened: Option<Instant>,
    frame: Frame,
    head: Hash,
}

impl<'a> Filing<'a> {
    fn new(
        on_disk: &'a Arc<OnDisk>,
        known: Option<Known>,
        printer: Fingerprinter,
        lanes: usize,
        lines: usize,
    ) -> Filing<'a> {
        Filing {
            on_disk,
            known,
            printer,
            lines,
            names: (0..lanes).map(|_| Names::default()).collect(),
            book: None,
            noted: Vec::with_capacity(AT_A_TIME),
            ends: Ends::default(),
            opened: None,
            frame: Frame::default(),
            head: Hash::START,
        }
    }

    /// Takes in the stretch that is next, and gives it back for its memory.
    fn take(&mut self, lane: usize, mut stretch: Stretch) -> Option<Stretch> {
        // Both were read by themselves: that the one goes on where the other ended is what makes them a chain.
        if (stretch.start, stretch.last) != (self.ends.last(), self.head) {
            return None;
        }
        self.frame.judge(stretch.first).ok()?;
        let mut others = std::mem::take(&mut stretch.others).into_iter();
        if self.book.is_none() {
            self.open(others.next()?)?;
        }
        stretch.ends.iter().for_each(|end| self.ends.push(stretch.start + u64::from(*end)));
        // What came later than what is asked for is checked, and not filed.
        let asked_for = self.asked_for_of(&stretch)?;
        self.names[lane].learn(std::mem::take(&mut stretch.told), self.book.as_mut()?);
        self.file_lines(lane, &stretch, others, asked_for)?;
        if let Some(recorded) = self.recorded_by(&stretch, asked_for)? {
            self.book.as_mut()?.recorded_by(recorded);
        }
        (self.frame, self.head) = (stretch.frame, stretch.head);
        Some(stretch)
    }

    /// Files the first so many lines of a stretch: runs of calls, and the other lines between them.
    fn file_lines(
        &mut self,
        lane: usize,
        stretch: &Stretch,
        others: impl Iterator<Item = Other>,
        asked_for: usize,
    ) -> Option<()> {
        let is_asked_for = |line: u16| usize::from(line) < asked_for;
        let calls = &stretch.calls[..stretch.calls.partition_point(|call| is_asked_for(call.line))];
        let mut filed = 0;
        for Other { line, behind, said } in others.take_while(|other| is_asked_for(other.line)) {
            self.file_calls(lane, &calls[filed..behind], stretch)?;
            self.file(*said, stretch.begin(line))?;
            filed = behind;
        }
        self.file_calls(lane, &calls[filed..], stretch)
    }

    /// When the last of the first so many lines of a stretch was recorded, if that is any; none at all where it cannot be read again.
    fn recorded_by(&self, stretch: &Stretch, lines: usize) -> Option<Option<Instant>> {
        let Some(last) = lines.checked_sub(1) else { return Some(None) };
        if lines == stretch.ends.len() {
            return Some(Some(stretch.frame.recorded?));
        }
        let last = u16::try_from(last).ok()?;
        Some(Some(self.on_disk.entry_at(stretch.begin(last))?.recorded))
    }

    /// Files calls of a stretch that follow each other, so many at a time that a cache holds what is noted of them.
    fn file_calls(&mut self, lane: usize, calls: &[PackedCall], stretch: &Stretch) -> Option<()> {
        let (names, book) = (&mut self.names[lane], self.book.as_mut()?);
        for calls in calls.chunks(AT_A_TIME) {
            self.noted.clear();
            for call in calls {
                self.noted.push(names.noted(call, stretch, book)?);
            }
            book.apply_noted(&self.noted).ok()?;
        }
        Some(())
    }

    /// How many lines of a stretch are asked for: all of them, or none, but for the one in which what is known ends.
    fn asked_for_of(&self, stretch: &Stretch) -> Option<usize> {
        let all = stretch.ends.len();
        let last = stretch.frame.recorded?;
        if self.asked_for(stretch.frame.total, last) {
            return Some(all);
        }
        for line in 0..u16::try_from(all).ok()? {
            let recorded = self.on_disk.entry_at(stretch.begin(line))?.recorded;
            if !self.asked_for(stretch.seq(line), recorded) {
                return Some(line.into());
            }
        }
        Some(all)
    }

    /// Whether no two lines have the same id.
    fn has_no_twins(&self) -> Option<()> {
        let id = |seq: u64| {
            let (start, _) = self.ends.line(seq as usize - 1)?;
            self.on_disk.entry_at(start).map(|entry| entry.id)
        };
        for (one, other) in self.book.as_ref()?.twins() {
            if id(one)? == id(other)? {
                return None;
            }
        }
        Some(())
    }

    /// Files a line that is no call.
    fn file(&mut self, line: Line, at: u64) -> Option<()> {
        self.book.as_mut()?.apply_archived(&line.into_entry(|_| None)?, at).ok()
    }

    fn asked_for(&self, seq: u64, recorded: Instant) -> bool {
        self.known.is_none_or(|known| known.includes(seq, recorded))
    }

    /// Opens the book with the first line. Where it came later than what is asked for, there is more to say than
    /// can be said here.
    fn open(&mut self, first: Other) -> Option<()> {
        let Stands { seq, recorded, .. } = Stands::of(&first.said);
        if first.line != 0 || !self.asked_for(seq, recorded) {
            return None;
        }
        let archive = Arc::new(Lines::OnDisk(self.on_disk.clone()));
        let mut book = Book::open_archived(&first.said.into_entry(|_| None)?, archive, 0, self.printer).ok()?;
        large_pages::expect(self.lines * ENTRY);
        // Memory for all at once: to move millions of rows whenever they have outgrown their place takes as long as to judge them.
        self.ends.expect(self.lines);
        book.expect(self.lines);
        (self.book, self.opened) = (Some(book), Some(recorded));
        Some(())
    }

    /// The whole of it, where no batch is left open.
    fn done(self, length: u64) -> Option<Reading> {
        if self.frame.batch.is_some() {
            return None;
        }
        self.has_no_twins()?;
        let opened = self.opened?;
        Some(Reading {
            size: length,
            ends: self.ends,
            book: self.book,
            opened,
            ..Reading::none(Lines::OnDisk(self.on_disk.clone()), self.head)
        })
    }
}

#[cfg(test)]
mod tests {
    use std::fs::{self, File};
    use std::path::{Path, PathBuf};

    use super::super::chain;
    use super::super::read::{self, Bare};
    use super::super::scribe::Scribe;
    use super::*;
    use crate::domain::Date;
    use crate::domain::archive::Archive;
    use crate::domain::balance::balance;

    fn on_disk(path: &Path) -> Arc<OnDisk> {
        Arc::new(OnDisk { file: File::open(path).expect("a ledger"), path: path.to_owned() })
    }

    fn quickly(path: &Path, known: Option<Known>, size: u64) -> Option<Reading> {
        let on_disk = on_disk(path);
        let length = on_disk.file.metadata().expect("a file").len();
        read_in(&on_disk, length, known, size, &Watched::by_nobody())
    }

    fn ordinarily(path: &Path, known: Option<Known>) -> Option<Reading> {
        let file = File::open(path).expect("a ledger");
        let length = file.metadata().expect("a file").len();
        read::read(&file, length, path, known, Bare::Waits { recorded: &[] }, &Watched::by_nobody()).ok()
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
            "{size} {ends:?} {opened:?} {head} {lacks_lf} {unfinished:?} {:?} {:?}\n{}",
            reading.mark(book.len()),
            book.last_recorded(),
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
            for size in [300, 4099] {
                let quick = quickly(path, Some(Known::Seq(seq)), size).expect("a sound ledger");
                assert_eq!(said(&quick), said(&ordinary), "as known by #{seq}");
                let then = Known::Instant(quick.book.as_ref().and_then(Book::last_recorded).expect("an entry"));
                let by_then = quickly(path, Some(then), size).expect("a sound ledger");
                assert_eq!(said(&by_then), said(&ordinary), "as known when #{seq} was recorded");
            }
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

    /// The small ledger with something else in some of its calls, under hashes that are right.
    fn rehashed(change: impl Fn(usize, &str) -> String) -> Vec<u8> {
        let sound = fs::read_to_string("fixtures/ledgers/small.jsonl").expect("a ledger");
        let (mut lines, mut head, mut calls) = (Vec::new(), Hash::START, 0);
        for line in sound.lines() {
            let mut body = chain::body(line.as_bytes()).expect("a line").to_owned();
            if body.contains("\"kind\":\"call\"") {
                body = change(calls, &body);
                calls += 1;
            }
            let begin = lines.len();
            lines.extend_from_slice(body.as_bytes());
            head = chain::seal(begin, head, &mut lines);
        }
        assert!(calls > 10);
        lines
    }

    #[test]
    fn r2_a_text_that_is_none_is_noticed_wherever_one_like_it_was_read_before() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("hours.jsonl");
        let behind = |key: &'static str, put: &'static str| {
            move |body: &str| {
                let (before, value) = body.split_once(key).expect("a field");
                let (value, after) = value.split_once('"').expect("its end");
                let value = if put.is_empty() { String::new() } else { format!("{value}{put}") };
                format!("{before}{key}{value}\"{after}")
            }
        };
        // Where a line ends is found by reading it: a text must not lead beyond that.
        let ends = [("\"by\":\"", "\n"), ("\"by\":\"", "я\n"), ("\"client\":\"", "\n")];
        let changes = [("\"by\":\"", ""), ("\"by\":\"", "\0"), ("\"client\":\"", "\0"), ("\"client\":\"", "\u{200b}")];
        for (key, put) in changes.into_iter().chain(ends) {
            let change = behind(key, put);
            for which in [Some(0), Some(1), Some(9), None] {
                let is_it = |at: usize| which.is_none_or(|which| which == at);
                let bytes = rehashed(|at, body| if is_it(at) { change(body) } else { body.to_owned() });
                fs::write(&path, bytes).expect("a ledger");
                for size in [300, 4099, STRETCH] {
                    assert!(quickly(&path, None, size).is_none(), "{key}…{put:?} in {which:?} by {size}");
                }
                assert!(ordinarily(&path, None).is_none());
            }
        }
        fs::write(&path, rehashed(|_, body| body.to_owned())).expect("a ledger");
        assert!(quickly(&path, None, 4099).is_some());
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
    fn a4_an_id_of_two_lines_is_noticed_wherever_they_stand() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("hours.jsonl");
        let sound = quickly(Path::new("fixtures/ledgers/small.jsonl"), None, 300).expect("a sound ledger");
        let entries: Vec<_> = sound.book.iter().flat_map(Book::entries).map(|filed| filed.entry).collect();
        let pairs = (0..entries.len()).flat_map(|other| (0..other).map(move |one| (one, other)));
        for (one, other) in pairs.step_by(61) {
            let (mut scribe, mut lines) = (Scribe::default(), Vec::new());
            for (at, entry) in entries.iter().enumerate() {
                let id = entries[if at == other { one } else { at }].id.clone();
                scribe.write(&crate::domain::Entry { id, ..entry.clone() }, &mut lines).expect("a line");
            }
            fs::write(&path, &lines).expect("a ledger");
            for size in [300, 4099, STRETCH] {
                assert!(quickly(&path, None, size).is_none(), "#{} and #{} by {size}", one + 1, other + 1);
            }
            assert!(ordinarily(&path, None).is_none());
        }
    }

    #[test]
    fn a1_a_number_that_no_line_has_is_noticed_wherever_it_stands() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("hours.jsonl");
        let sound = quickly(Path::new("fixtures/ledgers/small.jsonl"), None, 300).expect("a sound ledger");
        let entries: Vec<_> = sound.book.iter().flat_map(Book::entries).map(|filed| filed.entry).collect();
        for (wrong, seq) in (0..entries.len()).flat_map(|wrong| [0, 1 << 40, u64::MAX].map(|seq| (wrong, seq))) {
            let (mut scribe, mut lines) = (Scribe::default(), Vec::new());
            for (at, entry) in entries.iter().enumerate() {
                let seq = if at == wrong { seq } else { entry.seq };
                scribe.write(&crate::domain::Entry { seq, ..entry.clone() }, &mut lines).expect("a line");
            }
            fs::write(&path, &lines).expect("a ledger");
            assert!([300, STRETCH].iter().all(|size| quickly(&path, None, *size).is_none()), "#{} is {seq}", wrong + 1);
        }
    }

    #[test]
    fn r25_what_was_read_and_is_no_longer_there_is_said() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("hours.jsonl");
        fs::copy("fixtures/ledgers/small.jsonl", &path).expect("a ledger");
        let reading = quickly(&path, None, 300).expect("a sound ledger");
        let (lines, (last, _)) = (reading.lines.clone(), reading.ends.line(reading.ends.len() - 1).expect("a line"));
        assert_eq!(lines.entry(last).seq, reading.total());
        fs::OpenOptions::new().write(true).open(&path).and_then(|file| file.set_len(last)).expect("cut");
        let panic =
            std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| lines.entry(last))).expect_err("it is gone");
        assert!(panic.downcast_ref::<crate::store::Changed>().is_some());
    }
}
