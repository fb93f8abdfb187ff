//! Appending: lock, read, judge, write, sync, and only then say so.

use std::borrow::Cow;
use std::fs::OpenOptions;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, bail};
use uuid::{NoContext, Timestamp, Uuid};

use super::chain::{self, Hash};
use super::copies::siblings;
use super::disk::Handle;
use super::fault::{OtherContent, Replaced, RowsRefused, Uncertain};
use super::lock::Lock;
use super::memory::Head;
use super::quick;
use super::read::{self, Bare, MAX_LINES, Reading};
use super::record::{Batch, Line, Speller};
use super::scribe::Scribe;
use super::{Mark, Store, file, shown_path};
use crate::domain::{Book, Call, Date, Entry, EntryId, Fact, Instant, Rejection, Text};

/// Who appends, when, and how.
#[derive(Clone, Debug)]
pub struct Append {
    /// The id to give the entry, so that a second try does not record it twice (A6). Of several entries it is the first one's.
    pub id: Option<EntryId>,
    /// Who writes.
    pub by: Text,
    /// What the clock says.
    pub now: Instant,
    /// How long to wait for another writer.
    pub wait: Duration,
    /// Judge, but write nothing.
    pub dry_run: bool,
    /// What others are told who wait for this writer.
    pub command: String,
}

/// What is to be recorded: several facts together are recorded all or not at all (R10).
#[derive(Clone, Debug)]
pub struct Proposal {
    /// The facts, in order.
    pub facts: Vec<Fact>,
    /// The day in the ledger's zone, after which nothing can be dated (B4).
    pub today: Date,
}

/// Facts from a file, each with the id that makes its retry safe (A6). They are recorded all or not at all (R10).
#[derive(Clone, Debug)]
pub struct Rows {
    /// What the ledger does not hold yet, in order; none where all of it is there.
    pub rows: Vec<(EntryId, Fact)>,
    /// The day in the ledger's zone, after which nothing can be dated (B4).
    pub today: Date,
    /// Whether nothing of the file is missing here. Where something is, the rest is judged but not written.
    pub whole: bool,
}

/// What was recorded.
#[derive(Clone, Debug)]
pub struct Appended {
    /// What the entries add up to now.
    pub book: Book,
    /// The new entries; an empty range where there are none.
    pub seqs: RangeInclusive<u64>,
    /// Whether they had been recorded before, and nothing was written now (A6).
    pub already: bool,
    /// The state of the ledger now.
    pub mark: Mark,
    /// What was done besides, for a person to read.
    pub warnings: Vec<String>,
}

impl Store {
    /// Records what `propose` makes of the ledger. `propose` sees the book as it is under the lock, and the moment the entry
    /// is about; where the id was recorded before, both are those of then.
    ///
    /// # Errors
    ///
    /// [`Rejection`] and whatever `propose` refuses with, [`Damage`](super::Damage), [`OtherContent`],
    /// [`Busy`](super::Busy), [`Missing`](super::Missing), or what the system says: nothing was recorded. [`Uncertain`] where
    /// that is not known.
    pub fn append(
        &self,
        request: &Append,
        mut propose: impl FnMut(&Book, Instant) -> anyhow::Result<Proposal>,
    ) -> anyhow::Result<Appended> {
        let mut ledger = Ledger::open(self, request)?;
        let note = self.refuse_gone_back(&ledger.reading)?;
        if let Some(seq) = ledger.seq_of(request.id.as_ref()) {
            return ledger.repeat(seq, &mut propose);
        }
        let Proposal { facts, today } = propose(ledger.book()?, request.now)?;
        let lines = Draft { request, last: ledger.book()?.last_recorded(), head: ledger.reading.head }
            .lines(ledger.reading.total() + 1, facts)?;
        let mut book = ledger.take_book()?;
        for entry in &lines.entries {
            book.admit(entry, today)?;
            book.apply(entry.clone())?;
        }
        let appended = ledger.record(book, &lines)?;
        Ok(self.with_head_kept(&ledger, &lines, appended, note))
    }

    /// Remembers the head of what was recorded (R19). That it could not be remembered is only said.
    fn with_head_kept(
        &self,
        ledger: &Ledger<'_>,
        lines: &Lines,
        mut appended: Appended,
        note: Option<String>,
    ) -> Appended {
        if !ledger.request.dry_run {
            let failed = self.keep_new_head(ledger, lines, &appended.mark);
            appended.warnings.extend(note.into_iter().chain(failed));
        }
        appended.warnings.extend(siblings(&ledger.target, &ledger.reading));
        appended
    }

    /// Remembers the head of what was written; gives what to say where that cannot be done.
    pub(super) fn keep_new_head(&self, ledger: &Ledger<'_>, lines: &Lines, mark: &Mark) -> Option<String> {
        let bytes = ledger.reading.size() + u64::from(ledger.reading.lacks_lf) + lines.bytes.len() as u64;
        self.keep_head(&ledger.target, mark.ledger, Head { seq: mark.seq, head: lines.head, bytes })
    }

    /// Records rows that bring their own ids, in one append. `propose` sees the book as it is under the lock and leaves out
    /// what it holds already; all rows that break a rule are told at once.
    ///
    /// # Errors
    ///
    /// As of [`Store::append`]; [`RowsRefused`] instead of a single rejection.
    pub fn append_rows(
        &self,
        request: &Append,
        propose: impl FnOnce(&Book, Instant) -> anyhow::Result<Rows>,
    ) -> anyhow::Result<Appended> {
        let mut ledger = Ledger::open(self, request)?;
        let note = self.refuse_gone_back(&ledger.reading)?;
        let Rows { rows, today, whole } = propose(ledger.book()?, request.now)?;
        if rows.is_empty() {
            return if whole { ledger.nothing_new() } else { Err(RowsRefused { refused: Vec::new() }.into()) };
        }
        let named = rows.into_iter().map(|(id, fact)| (Some(id), fact)).collect();
        let lines = Draft { request, last: ledger.book()?.last_recorded(), head: ledger.reading.head }
            .named_lines(ledger.reading.total() + 1, named)?;
        let mut book = ledger.take_book()?;
        let refused = file_all(&mut book, &lines.entries, today);
        if !whole || !refused.is_empty() {
            return Err(RowsRefused { refused }.into());
        }
        let appended = ledger.record(book, &lines)?;
        Ok(self.with_head_kept(&ledger, &lines, appended, note))
    }
}

/// Files entries one after the other. Those that break a rule are told by their index.
fn file_all(book: &mut Book, entries: &[Entry], today: Date) -> Vec<(usize, Rejection)> {
    let first = book.len() + 1;
    // The indices of what was filed, in the order of their `seq`s.
    let (mut filed, mut refused) = (Vec::new(), Vec::new());
    for (at, entry) in entries.iter().enumerate() {
        // One less for each that was left out before it.
        let entry = Entry { seq: book.len() + 1, ..entry.clone() };
        match book.admit(&without_package(&entry), today).and_then(|()| book.apply(entry)) {
            Ok(()) => filed.push(at),
            Err(rejection) => refused.push((at, rejection)),
        }
    }
    let late = book.not_eligible(first).into_iter();
    refused.extend(late.map(|(seq, rejection)| (filed[(seq - first) as usize], rejection)));
    refused.sort_by_key(|(at, _)| *at);
    refused
}

/// A call without the package it names: whether that can be drawn on is asked once for all, when all are filed.
fn without_package(entry: &Entry) -> Cow<'_, Entry> {
    match &entry.fact {
        Fact::Call(call) if call.package.is_some() => {
            let fact = Fact::Call(Call { package: None, ..call.clone() });
            Cow::Owned(Entry { fact, ..entry.clone() })
        }
        _ => Cow::Borrowed(entry),
    }
}

/// A ledger that is open for appending: locked, read and checked.
pub(super) struct Ledger<'a> {
    request: &'a Append,
    /// The path as given.
    path: &'a Path,
    /// What it leads to.
    target: PathBuf,
    file: Handle,
    /// The file's size when it was read.
    size: u64,
    pub(super) reading: Reading,
    /// Held until everything is done; none for a dry run.
    _lock: Option<Lock>,
}

impl<'a> Ledger<'a> {
    pub(super) fn open(store: &'a Store, request: &'a Append) -> anyhow::Result<Ledger<'a>> {
        let path = store.path();
        let target = file::resolve(path)?;
        // What is no ledger is refused before a lock file is made beside it.
        drop(file::open(path, OpenOptions::new().read(true))?);
        let write = !request.dry_run;
        let lock = write.then(|| Lock::take(&target, path, request.wait, &request.command)).transpose()?;
        let file = Handle::open(store.disk.as_ref(), &target, path, write)?;
        let size = file.size().with_context(|| format!("cannot read `{}`", shown_path(path)))?;
        let reading = match file.left(path).and_then(|left| quick::read(&left, size, None, store.stretch)) {
            Some(reading) => reading,
            None => read::read(&file, size, path, None, Bare::Counts)?,
        };
        Ok(Ledger { request, path, target, file, size, reading, _lock: lock })
    }

    fn book(&self) -> anyhow::Result<&Book> {
        self.reading.book.as_ref().context("a ledger without a book")
    }

    pub(super) fn take_book(&mut self) -> anyhow::Result<Book> {
        self.reading.book.take().context("a ledger without a book")
    }

    fn seq_of(&self, id: Option<&EntryId>) -> Option<u64> {
        Some(self.reading.book.as_ref()?.entry_by_id(id?)?.entry.seq)
    }

    /// Writes what was judged; `book` holds it already.
    fn record(&mut self, book: Book, lines: &Lines) -> anyhow::Result<Appended> {
        let warnings = if self.request.dry_run { Vec::new() } else { self.write(lines)? };
        let (first, last) = (self.reading.total() + 1, book.len());
        let mark = Mark { ledger: self.reading.mark(1).ledger, seq: last, head: lines.head };
        Ok(Appended { book, seqs: first..=last, already: false, mark, warnings })
    }

    /// Every row is there already. It is synced all the same: whoever wrote it may not have got that far.
    fn nothing_new(mut self) -> anyhow::Result<Appended> {
        let total = self.reading.total();
        let mut warnings = Vec::new();
        if !self.request.dry_run {
            let last = self.line(total)?.header.id;
            self.settle_repeat(&last, &mut warnings)?;
        }
        let mark = self.reading.mark(total);
        Ok(Appended { book: self.take_book()?, seqs: total + 1..=total, already: true, mark, warnings })
    }

    /// Appends the lines; gives what was done besides. The order of calls is that of R6.
    pub(super) fn write(&mut self, lines: &Lines) -> anyhow::Result<Vec<String>> {
        let mut warnings = Vec::new();
        let id = &lines.entries[0].id;
        if let Some(warning) = self.cut_tail()? {
            warnings.push(warning);
        }
        if self.reading.lacks_lf {
            warnings.push(format!("line {} lacked its line end and has it now", self.reading.total()));
            self.commit(&[b"\n", &lines.bytes[..]].concat(), id)?;
        } else {
            self.commit(&lines.bytes, id)?;
        }
        Ok(warnings)
    }

    /// Moves what is unfinished out of the way, so that nothing is ever glued onto it (R13).
    fn cut_tail(&mut self) -> anyhow::Result<Option<String>> {
        let Some(tail) = self.reading.unfinished else { return Ok(None) };
        let copy = self.file.quarantine(&self.target, tail.offset)?;
        let failed = || format!("cannot cut the unfinished end of `{}`", shown_path(self.path));
        self.file.set_len(tail.offset).with_context(failed)?;
        self.size = tail.offset;
        // Beside the ledger as it was named, unless that is a link to one elsewhere.
        let is_link = self.path.symlink_metadata().is_ok_and(|found| found.is_symlink());
        let named = copy.file_name().filter(|_| !is_link).map(|name| self.path.with_file_name(name));
        Ok(Some(format!("{tail}; they are kept in `{}`", shown_path(&named.unwrap_or(copy)))))
    }

    /// Writes, syncs, and looks whether the path still names what was written. What fails is taken back (R8).
    fn commit(&self, bytes: &[u8], id: &EntryId) -> anyhow::Result<()> {
        let written = file::write_once(&self.file, bytes).and_then(|()| self.file.sync_data());
        if let Err(error) = written {
            return Err(self.roll_back(error, id));
        }
        let size = self.size + bytes.len() as u64;
        if self.file.is_at(self.path, size) {
            return Ok(());
        }
        Err(Replaced { path: self.path.to_owned(), id: id.clone() }.into())
    }

    fn roll_back(&self, error: std::io::Error, id: &EntryId) -> anyhow::Error {
        match self.file.set_len(self.size).and_then(|()| self.file.sync_data()) {
            Ok(()) => {
                let told = format!("cannot write `{}`; nothing was recorded", shown_path(self.path));
                anyhow::Error::new(error).context(told)
            }
            Err(second) => {
                let why = format!("{error}; and taking it back: {second}");
                Uncertain { path: self.path.to_owned(), id: id.clone(), why }.into()
            }
        }
    }

    /// The id was recorded before: the same again is done already, anything else is refused (A6, R24).
    fn repeat(
        mut self,
        seq: u64,
        propose: &mut impl FnMut(&Book, Instant) -> anyhow::Result<Proposal>,
    ) -> anyhow::Result<Appended> {
        let line = self.line(seq)?;
        // A batch is repeated by its first id; one that was adopted stands here line after line, too.
        let batch = line.told().map_or(line.header.batch, |(_, told)| told.header.batch);
        let count = batch.filter(|batch| batch.k == 1).map_or(1, |batch| u64::from(batch.n));
        let known = line.header;
        let seqs = seq..=seq + count - 1;
        // What was left open then was filled in from the book and the clock of then.
        let then = known.clock.unwrap_or(known.recorded);
        let proposed = propose(&self.book_before(seq)?, then)?;
        self.compare(&seqs, proposed.facts)?;
        let mut warnings = Vec::new();
        if !self.request.dry_run {
            self.settle_repeat(&known.id, &mut warnings)?;
        }
        let mark = self.reading.mark(self.reading.total());
        Ok(Appended { book: self.take_book()?, seqs, already: true, mark, warnings })
    }

    /// What is said to be recorded is synced first: whoever wrote it may not have got that far.
    fn settle_repeat(&self, id: &EntryId, warnings: &mut Vec<String>) -> anyhow::Result<()> {
        if self.reading.lacks_lf {
            warnings.push(format!("line {} lacked its line end and has it now", self.reading.total()));
            return self.commit(b"\n", id);
        }
        self.file.sync_data().with_context(|| format!("cannot sync `{}`", shown_path(self.path)))?;
        // What was synced may no longer be the ledger (R25).
        if self.file.is_at(self.path, self.size) {
            return Ok(());
        }
        Err(Replaced { path: self.path.to_owned(), id: id.clone() }.into())
    }

    fn line(&self, seq: u64) -> anyhow::Result<Line> {
        let line = self.reading.line(seq).context("no such line")?;
        let (body, _) = chain::split(line.as_bytes()).context("no such line")?;
        match Speller::default().read(std::str::from_utf8(body)?) {
            Ok(line) => Ok(line),
            Err(_) => bail!("line {seq} was read a moment ago and cannot be now"),
        }
    }

    /// The book as it was before an entry. It always has its opening: before that there is no book to ask.
    fn book_before(&self, seq: u64) -> anyhow::Result<Book> {
        let mut entries = self.book()?.entries();
        let first = entries.next().context("a book without an opening")?;
        let mut book = Book::open(first.entry)?;
        for filed in entries.take_while(|filed| filed.entry.seq < seq) {
            book.refile(filed)?;
        }
        Ok(book)
    }

    /// Two facts are the same where they are spelled the same.
    fn compare(&self, seqs: &RangeInclusive<u64>, facts: Vec<Fact>) -> anyhow::Result<()> {
        let count = seqs.end() - seqs.start() + 1;
        let as_many = facts.len() as u64 == count;
        for (seq, fact) in seqs.clone().zip(facts) {
            let line = self.line(seq)?;
            let own = self.reading.line(seq).unwrap_or_default();
            let (recorded, header) = line.told().map_or((&*own, &line.header), |(text, told)| (text, &told.header));
            let asked = Speller::default().spell_fact(header, fact)?;
            let same = chain::split(recorded.as_bytes()).is_some_and(|(body, _)| body == asked.as_bytes());
            if !same || !as_many {
                let (id, recorded) = (header.id.clone(), recorded.to_owned());
                return Err(OtherContent { id, seq, recorded, asked }.into());
            }
        }
        anyhow::ensure!(as_many, "nothing is to be recorded");
        Ok(())
    }
}

/// Entries that are about to be written.
pub(super) struct Lines {
    pub(super) entries: Vec<Entry>,
    pub(super) bytes: Vec<u8>,
    /// The hash of the last line.
    pub(super) head: Hash,
}

/// Makes entries of facts, and lines of entries.
pub(super) struct Draft<'a> {
    pub(super) request: &'a Append,
    /// When the last entry was recorded.
    pub(super) last: Option<Instant>,
    /// The last line's hash.
    pub(super) head: Hash,
}

impl Draft<'_> {
    /// Spells the facts as the lines from `first` on. Each is read back, so that nothing is written that could not be.
    pub(super) fn lines(self, first: u64, facts: Vec<Fact>) -> anyhow::Result<Lines> {
        let first_id = std::iter::once(self.request.id.clone());
        let named = first_id.chain(std::iter::repeat(None)).zip(facts).collect();
        self.named_lines(first, named)
    }

    /// The same of facts of which some have ids; the others are given one.
    fn named_lines(mut self, first: u64, facts: Vec<(Option<EntryId>, Fact)>) -> anyhow::Result<Lines> {
        let n = u32::try_from(facts.len()).context("too many entries at once")?;
        anyhow::ensure!(n > 0, "nothing is to be recorded");
        anyhow::ensure!(first + u64::from(n) - 1 <= MAX_LINES, "a ledger has at most {MAX_LINES} lines");
        let mut scribe = Scribe::after(self.head);
        let mut lines = Lines { entries: Vec::with_capacity(facts.len()), bytes: Vec::new(), head: self.head };
        for ((id, fact), k) in facts.into_iter().zip(0..n) {
            let batch = (n > 1).then_some(Batch { k: k + 1, n });
            let line = Line::own(self.entry(first + u64::from(k), k, id, fact), batch);
            let read = scribe.write_line(&line, &mut lines.bytes)?;
            lines.entries.extend(read.into_entry(|_| None));
        }
        lines.head = scribe.head();
        Ok(lines)
    }

    /// The `k`th entry, from 0: recorded later than all before it, whatever the clock says (R30).
    fn entry(&mut self, seq: u64, k: u32, id: Option<EntryId>, fact: Fact) -> Entry {
        let reading = self.request.now.plus_micros(k.into());
        let recorded = self.last.map_or(reading, |last| reading.max(last.plus_micros(1)));
        self.last = Some(recorded);
        let id = id.unwrap_or_else(|| new_id(reading));
        let clock = (recorded != reading).then_some(reading);
        Entry { seq, id, recorded, clock, by: self.request.by.clone(), fact }
    }
}

/// A UUID of version 7 as 32 digits: ids sort by time, and 74 random bits keep them apart.
fn new_id(now: Instant) -> EntryId {
    let micros = u64::try_from(now.micros()).unwrap_or_default();
    let nanos = (micros % 1_000_000 * 1000) as u32;
    loop {
        let uuid = Uuid::new_v7(Timestamp::from_unix(NoContext, micros / 1_000_000, nanos));
        // One in a million is of digits alone, which would name an entry by its `seq`.
        if let Ok(id) = uuid.simple().to_string().parse() {
            return id;
        }
    }
}
