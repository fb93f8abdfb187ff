//! Bytes in, a checked ledger out: every line's spelling, hash and place is looked at, and then it is replayed.

use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use super::ahead::{self, Checked};
use super::chain::Hash;
use super::damage::{Damage, Fault};
use super::diagnosis::Scene;
use super::frame::{Frame, Stands};
use super::intake::Intake;
use super::lines::Lines;
use super::peek;
use super::reading::Reading;
use super::record::{FORMAT, Line, Speller};
use super::watch::Watched;
use super::{Known, Tail, Unfinished};
use crate::domain::ids::Fingerprinter;
use crate::domain::{Book, EntryId, Rejection};

/// The most bytes a line can have, its LF included (R50).
pub(super) const MAX_LINE: usize = 64 * 1024;
/// The most lines a ledger can have (R50).
pub(super) const MAX_LINES: u64 = 10_000_000;
/// After so many lines it is told how far the reading has come.
const WATCHED: u64 = 4096;
/// The longest tail of NULs that a file system may have left behind a write; a longer one was never written to, and is not gone through.
const MOST_NULS: u64 = 256 << 20;
/// How much behind a damaged line is looked at to tell what became of it.
const MAX_AFTER: usize = 256 * 1024;

/// What becomes of a last line that lacks nothing but its LF (R12, R13).
#[derive(Clone, Copy, Debug)]
pub(super) enum Bare<'a> {
    /// It counts: who is about to write gives it its LF.
    Counts,
    /// It is unfinished, for it may be a write in progress – unless its hash is one of these: those were recorded whole, and an editor
    /// has taken the LF since.
    Waits {
        /// Hashes that this machine remembers (R19).
        recorded: &'a [Hash],
    },
}

impl Bare<'_> {
    /// Whether a line with this hash counts.
    fn counts(self, hash: Hash) -> bool {
        match self {
            Bare::Counts => true,
            Bare::Waits { recorded } => recorded.contains(&hash),
        }
    }
}

/// Reads `length` bytes of a ledger. The book holds what was recorded up to `known`, all of it where there is none; what
/// was recorded later is checked all the same.
pub(super) fn read(
    source: impl Read,
    length: u64,
    path: &Path,
    known: Option<Known>,
    bare: Bare<'_>,
    watched: &Watched<'_>,
) -> anyhow::Result<Reading> {
    let reader = Reader {
        source: Intake::of(source, length, path),
        length,
        path,
        known,
        pending: Vec::new(),
        frame: Frame::default(),
        past: false,
        watched,
        whole: Reading::unread(),
    };
    reader.read(bare)
}

struct Reader<'a, R> {
    source: Intake<'a, R>,
    length: u64,
    path: &'a Path,
    known: Option<Known>,
    /// The lines of a batch that has begun, and where they begin: they wait for its last one.
    pending: Vec<(Line, u64)>,
    frame: Frame,
    /// Whether a line later than what was asked for has been read.
    past: bool,
    watched: &'a Watched<'a>,
    whole: Reading,
}

/// Why no further line is taken.
enum Halt {
    /// There is no LF where one should be.
    NoLine,
    /// A line is damaged.
    Failed(anyhow::Error),
}

impl<R: Read> Reader<'_, R> {
    fn read(mut self, bare: Bare<'_>) -> anyhow::Result<Reading> {
        self.take_in()?;
        let lines = Lines::kept(std::mem::take(&mut self.source.bytes));
        self.whole.lines = lines.clone();
        match ahead::check(lines.bytes(), |checked| self.take(lines.bytes(), checked)) {
            Ok(()) | Err(Halt::NoLine) => self.end(bare),
            Err(Halt::Failed(error)) => Err(error),
        }
    }

    /// Takes in the whole file, or as much of it as there are lines in.
    fn take_in(&mut self) -> anyhow::Result<()> {
        let Some(first) = self.source.first_line()? else { return Ok(()) };
        // What is no ledger is not taken into memory.
        self.check(&self.source.bytes, 0, first).map_err(|fault| self.damage(fault))?;
        self.source.all_lines()
    }

    /// Takes the next line, which was looked at by itself: asks whether it is the one that is due, and files it.
    fn take(&mut self, bytes: &[u8], checked: Checked) -> Result<(), Halt> {
        let Checked { start, end, line } = checked;
        if end - start >= MAX_LINE {
            return Err(Halt::NoLine);
        }
        let read = match line {
            Some((line, hash)) => self.frame.judge(Stands::of(&line)).map(|()| (line, hash)),
            None => self.check(bytes, start, end),
        };
        let (line, hash) = read.map_err(|fault| Halt::Failed(self.damage(fault).into()))?;
        self.file(line, hash, start, end + 1).map_err(Halt::Failed)
    }

    /// Checks the line between two places by itself and as a link of the chain.
    fn check(&self, bytes: &[u8], start: usize, end: usize) -> Result<(Line, Hash), Fault> {
        let line = &bytes[start..end];
        if start == 0
            && let Some(format) = peek::named_format(line).filter(|&format| format > FORMAT)
        {
            return Err(Fault::Newer { format });
        }
        let read = ahead::read(&mut Speller::default(), line, self.whole.head);
        let (line, hash) = read.ok_or_else(|| self.diagnose(bytes, start, end))?;
        self.frame.judge(Stands::of(&line))?;
        Ok((line, hash))
    }

    /// Files a checked line from `start` to `end`: an entry by itself at once, those of a batch together.
    fn file(&mut self, line: Line, hash: Hash, start: usize, end: usize) -> anyhow::Result<()> {
        if !self.follows(&line) {
            return Err(self.damage(Fault::AdoptedChain).into());
        }
        self.whole.head = hash;
        self.whole.heads.own(hash, line.header.seq);
        self.whole.ends.push(end as u64);
        self.frame.pass(Stands::of(&line));
        if self.frame.total.is_multiple_of(WATCHED) {
            self.watched.at(end as u64, self.length);
        }
        self.pending.push((line, start as u64));
        if self.frame.batch.is_some() {
            return Ok(());
        }
        self.whole.heads.settle();
        let mut lines = std::mem::take(&mut self.pending);
        for (line, at) in lines.drain(..) {
            self.replay(line, at)?;
        }
        // Emptied, but its memory is kept: most batches are single lines.
        self.pending = lines;
        Ok(())
    }

    /// Whether an adopted line follows the one before it in the copy that it came from (R43).
    fn follows(&mut self, line: &Line) -> bool {
        let Some(adopted) = &line.adopted else { return true };
        let mut heads = std::mem::take(&mut self.whole.heads);
        let follows = heads.follow(line.header.seq, adopted, line.header.batch, || self.whole.hashes());
        self.whole.heads = heads;
        follows
    }

    fn replay(&mut self, line: Line, at: u64) -> anyhow::Result<()> {
        let (seq, recorded) = (line.header.seq, line.header.recorded);
        // An adopted line may be older than those before it: what was known ends with the first that is later.
        self.past |= self.known.is_some_and(|known| !known.includes(seq, recorded));
        let asked_for = !self.past;
        if seq == 1 {
            self.whole.opened = recorded;
        }
        // The first line is judged even where it is later than what was asked for.
        let judged = match &mut self.whole.book {
            None if seq == 1 => {
                opened(line, &self.whole.lines, at).map(|book| self.whole.book = asked_for.then_some(book))
            }
            Some(book) if asked_for => replayed(line, book, at),
            _ => Ok(()),
        };
        judged.map_err(|rejection| self.damage_at(seq, Fault::Rule(rejection)).into())
    }

    /// Ends a reading: behind the lines that were taken there is no LF where one should be.
    fn end(mut self, bare: Bare<'_>) -> anyhow::Result<Reading> {
        let start = self.whole.ends.last() as usize;
        let size = self.whole.lines.bytes().len() - start;
        if self.length == 0 {
            return Err(Damage { path: self.path.to_owned(), line: None, fault: Fault::Empty }.into());
        }
        let tail = if size == 0 {
            None
        } else if self.rest_is_nul(start)? {
            Some(Tail::Nuls)
        } else if size >= MAX_LINE {
            return Err(self.damage(self.too_long(start)).into());
        } else {
            Some(self.last_line(start, bare)?)
        };
        self.close(tail, bare)
    }

    /// What a line without its LF is; it is filed where it counts.
    fn last_line(&mut self, start: usize, bare: Bare<'_>) -> anyhow::Result<Tail> {
        let lines = self.whole.lines.clone();
        let end = lines.bytes().len();
        let only = self.whole.ends.len() == 0;
        let (line, hash) = match self.check(lines.bytes(), start, end) {
            Ok(read) => read,
            Err(fault @ Fault::Newer { .. }) => return Err(self.damage(fault).into()),
            Err(fault) if only => return Err(self.damage(never_finished(fault)).into()),
            Err(_) => return Ok(Tail::Bytes),
        };
        let completes = line.header.batch.is_none_or(|batch| batch.k == batch.n);
        if !completes {
            return Ok(Tail::Batch);
        }
        // Without a first line there would be nothing to read at all.
        if only || bare.counts(hash) {
            self.file(line, hash, start, end)?;
            self.whole.lacks_lf = true;
            return Ok(Tail::Counted);
        }
        Ok(Tail::LineEnd)
    }

    /// Sets aside what is unfinished.
    fn close(mut self, tail: Option<Tail>, bare: Bare<'_>) -> anyhow::Result<Reading> {
        let begun = self.whole.ends.len() - self.pending.len();
        // A batch that lacks nothing but its last LF will count, like a line that does.
        let counts_later = tail == Some(Tail::LineEnd);
        let is_whole = counts_later || tail == Some(Tail::Counted);
        let tail = if self.frame.batch.is_some() && !is_whole { Some(Tail::Batch) } else { tail };
        let whole = &mut self.whole;
        let last = whole.total() + 1;
        whole.ends.truncate(begun);
        whole.heads.truncate(begun as u64);
        let end = whole.ends.last();
        if whole.ends.len() == 0 {
            let fault = if tail == Some(Tail::Nuls) { Fault::Nuls } else { Fault::NeverFinished };
            return Err(self.damage_at(1, fault).into());
        }
        whole.size = end;
        whole.head = whole.hash(whole.total()).unwrap_or(whole.head);
        let counted = whole.ends.line(whole.ends.len() - 1).filter(|_| whole.lacks_lf);
        let (line, offset) = match counted {
            Some((start, _)) => (whole.total(), start),
            None if counts_later => (last, end),
            None => (whole.total() + 1, end),
        };
        // Who is about to write says what became of it.
        let told = tail.filter(|tail| !(*tail == Tail::Counted && matches!(bare, Bare::Counts)));
        whole.unfinished = told.map(|what| Unfinished { line, offset, bytes: self.length - offset, what });
        Ok(self.whole)
    }

    /// Whether there is nothing but NULs from `start` to the end of the file: a tail that may be longer than any line, but not without end.
    fn rest_is_nul(&mut self, start: usize) -> anyhow::Result<bool> {
        if self.length - start as u64 > MOST_NULS || self.whole.lines.bytes()[start..].iter().any(|&b| b != 0) {
            return Ok(false);
        }
        self.source.rest_is_nul()
    }

    /// A line that is too long may be so because of what it is: UTF-16, NULs.
    fn too_long(&self, start: usize) -> Fault {
        match self.diagnose(self.whole.lines.bytes(), start, start + MAX_LINE) {
            fault @ (Fault::Utf16 | Fault::Nuls | Fault::ByteOrderMark) => fault,
            _ => Fault::TooLong,
        }
    }

    fn diagnose(&self, bytes: &[u8], start: usize, end: usize) -> Fault {
        let (before, line) = (&bytes[..start], &bytes[start..end]);
        let after = bytes.get(end + 1..).unwrap_or_default();
        let after = &after[..after.len().min(MAX_AFTER)];
        let (number, last) = (self.whole.total() + 1, self.whole.head);
        Scene { before, line, after, number, last }.fault()
    }

    fn damage(&self, fault: Fault) -> Damage {
        self.damage_at(self.whole.total() + 1, fault)
    }

    fn damage_at(&self, line: u64, fault: Fault) -> Damage {
        Damage { path: self.path.to_owned(), line: Some(line), fault }
    }
}

fn opened(line: Line, lines: &Lines, at: u64) -> Result<Book, Rejection> {
    let entry = line.into_entry(|_| None).ok_or(Rejection::NotOpened)?;
    Book::open_archived(&entry, Arc::new(lines.clone()), at, Fingerprinter::default())
}

fn replayed(line: Line, book: &mut Book, at: u64) -> Result<(), Rejection> {
    let Some(adopted) = &line.adopted else {
        let unknown = Rejection::UnknownEntry { entry: line.header.id.to_string() };
        return book.apply_archived(&line.into_entry(|_| None).ok_or(unknown)?, at);
    };
    // What stands here under the same id is not told twice: then it cannot be read again at this place.
    let at = adopted.fact().map(|_| at);
    let unknown = Rejection::UnknownEntry { entry: line.header.id.to_string() };
    let known = |id: &EntryId| book.entry_by_id(id).map(|known| known.entry.fact);
    let entry = line.into_entry(known).ok_or(unknown)?;
    book.adopt(&entry, at)
}

/// What a file is that holds nothing but one line without an end.
fn never_finished(fault: Fault) -> Fault {
    match fault {
        Fault::NotJson { what, .. } if what.starts_with("EOF") => Fault::NeverFinished,
        fault => fault,
    }
}
