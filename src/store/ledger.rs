//! A ledger that is written to: locked, read, and then appended to in the order of R6. What fails is taken back (R8).

use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use super::append::{Append, Appended, Proposal};
use super::chain;
use super::disk::Handle;
use super::draft::{Drafted, Drafter};
use super::errors::{OtherContent, Replaced, Uncertain};
use super::glance::{Given, Glance, Reach};
use super::lock::Lock;
use super::quick;
use super::read::{self, Bare};
use super::reading::Reading;
use super::record::{Line, Speller};
use super::{Mark, Store, file, shown_path};
use crate::cores::ask_both;
use crate::domain::{Book, EntryId, Fact, Instant};

/// So many bytes take longer to write than a thread takes to begin.
const MUCH: usize = 1 << 20;

/// A ledger that is open for appending: locked, then read and checked.
pub(super) struct Ledger<'a> {
    pub(super) request: &'a Append,
    /// The path as given.
    path: &'a Path,
    /// What it leads to.
    pub(super) target: PathBuf,
    file: Handle,
    /// The file's size when it was read.
    size: u64,
    pub(super) reading: Reading,
    /// Held until everything is done; none for a dry run.
    _lock: Option<Lock>,
}

impl<'a> Ledger<'a> {
    /// Locks a ledger and reads all of it.
    pub(super) fn open(store: &'a Store, request: &'a Append) -> anyhow::Result<Ledger<'a>> {
        let mut ledger = Ledger::lock(store, request)?;
        ledger.read(store)?;
        Ok(ledger)
    }

    /// Locks a ledger, of which nothing is read yet.
    pub(super) fn lock(store: &'a Store, request: &'a Append) -> anyhow::Result<Ledger<'a>> {
        let path = store.path();
        let target = file::resolve(path)?;
        // What is no ledger is refused before a lock file is made beside it.
        drop(file::open(path)?);
        let write = !request.dry_run;
        let mut lock = write.then(|| Lock::take(&target, path, request.wait, &request.command)).transpose()?;
        let file = Handle::open(store.disk.as_ref(), &target, path, write)?;
        if let (Some(lock), Some(on_disk)) = (&mut lock, file.on_disk(path)) {
            lock.hold(&on_disk.file)?;
        }
        let size = file.size().with_context(|| format!("cannot read `{}`", shown_path(path)))?;
        let reading = Reading::unread();
        Ok(Ledger { request, path, target, file, size, reading, _lock: lock })
    }

    /// Reads and checks all of it.
    pub(super) fn read(&mut self, store: &Store) -> anyhow::Result<()> {
        let on_disk = self.file.on_disk(self.path);
        let watched = store.reading();
        self.reading = match on_disk.and_then(|on_disk| quick::read(&on_disk, self.size, None, store.stretch, &watched))
        {
            Some(reading) => reading,
            None => read::read(&self.file, self.size, self.path, None, Bare::Counts, &watched)
                .map_err(|error| store.if_emptied(error))?,
        };
        // A glance would have done, had there been the snapshot for it.
        if self.request.about.is_some() {
            store.keep_snapshot(&self.reading);
        }
        Ok(())
    }

    /// Reads what there is about the one client of the request; gives the ids that were given to anybody.
    pub(super) fn glance(&mut self, store: &Store, reach: Reach) -> Option<Given> {
        let on_disk = self.file.on_disk(self.path)?;
        let found = on_disk.file.metadata().ok()?;
        let client = self.request.about.as_ref()?;
        let Glance { reading, ids } = store.glance_at(client, reach, &self.target, &on_disk, &found)?;
        self.reading = reading;
        Some(ids)
    }

    /// Has a proposal made and judges it: its lines, and the book with what they say.
    pub(super) fn judge(
        &mut self,
        propose: &mut impl FnMut(&Book, Instant) -> anyhow::Result<Proposal>,
    ) -> anyhow::Result<(Book, Drafted)> {
        let Proposal { facts, today } = propose(self.reading.book()?, self.request.now)?;
        let drafter =
            Drafter { request: self.request, last: self.reading.book()?.last_recorded(), head: self.reading.head };
        let lines = drafter.lines(self.reading.total() + 1, facts)?;
        let mut book = self.reading.take_book()?;
        let mut closed = None;
        for entry in &lines.entries {
            let in_period = book.record_among(entry.clone(), today)?;
            closed = closed.or(in_period);
        }
        match closed {
            Some(rejection) => Err(rejection.into()),
            None => Ok((book, lines)),
        }
    }

    pub(super) fn seq_of(&self, id: Option<&EntryId>) -> Option<u64> {
        Some(self.reading.book.as_ref()?.entry_by_id(id?)?.entry.seq)
    }

    /// Writes what was judged; `book` holds it already.
    pub(super) fn record(&mut self, book: Book, lines: &Drafted) -> anyhow::Result<Appended> {
        let warnings = self.keep(lines)?;
        Ok(self.recorded(book, lines, warnings))
    }

    /// The same, and what `ask` is told by the book: of much, while it is written.
    pub(super) fn record_while<A: Send>(
        &mut self,
        book: Book,
        lines: &Drafted,
        ask: impl Fn(&Book) -> A + Sync,
    ) -> anyhow::Result<(Appended, A)> {
        if lines.bytes.len() < MUCH {
            let warnings = self.keep(lines)?;
            let answer = ask(&book);
            return Ok((self.recorded(book, lines, warnings), answer));
        }
        let (answer, warnings) = ask_both(|| ask(&book), || self.keep(lines));
        Ok((self.recorded(book, lines, warnings?), answer))
    }

    /// Writes lines, unless all this is only to be judged; gives what was done besides.
    fn keep(&mut self, lines: &Drafted) -> anyhow::Result<Vec<String>> {
        if self.request.dry_run { Ok(Vec::new()) } else { self.write(lines) }
    }

    fn recorded(&self, book: Book, lines: &Drafted, warnings: Vec<String>) -> Appended {
        let (first, last) = (self.reading.total() + 1, book.len());
        let mark = Mark { ledger: self.reading.mark(1).ledger, seq: last, head: lines.head };
        Appended { book, seqs: first..=last, already: false, mark, warnings }
    }

    /// Every row is there already. It is synced all the same: whoever wrote it may not have got that far.
    pub(super) fn nothing_new(mut self) -> anyhow::Result<Appended> {
        let total = self.reading.total();
        let mut warnings = Vec::new();
        if !self.request.dry_run {
            let last = self.line(total)?.header.id;
            self.settle_repeat(&last, &mut warnings)?;
        }
        let mark = self.reading.mark(total);
        Ok(Appended { book: self.reading.take_book()?, seqs: total + 1..=total, already: true, mark, warnings })
    }

    /// Appends the lines; gives what was done besides. The order of calls is that of R6.
    pub(super) fn write(&mut self, lines: &Drafted) -> anyhow::Result<Vec<String>> {
        let mut warnings = Vec::new();
        let id = &lines.id;
        if let Some(warning) = self.cut_tail()? {
            warnings.push(warning);
        }
        if self.reading.lacks_lf {
            warnings.push(self.end_given());
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
        Ok(Some(format!("{tail}; kept in `{}`", shown_path(&file::as_named(self.path, copy)))))
    }

    /// What is said once the last line, which lacks its LF, has got it.
    fn end_given(&self) -> String {
        format!("line {} lacked its line end and has it now", self.reading.total())
    }

    /// Writes, syncs, and looks whether the path still names what was written. What fails is taken back (R8).
    fn commit(&self, bytes: &[u8], id: &EntryId) -> anyhow::Result<()> {
        let written = file::write_once(&self.file, bytes).and_then(|()| self.file.sync_data());
        if let Err(error) = written {
            return Err(self.roll_back(error, id));
        }
        self.ensure_in_place(self.size + bytes.len() as u64, id)
    }

    /// What was written or synced must be what the path still leads to (R25), and nothing else stand in it.
    fn ensure_in_place(&self, size: u64, id: &EntryId) -> anyhow::Result<()> {
        if self.file.is_at(self.path, size) {
            return Ok(());
        }
        let (path, id) = (self.path.to_owned(), id.clone());
        let is_there = self.file.size().is_ok_and(|size| self.file.is_at(self.path, size));
        if is_there {
            let why = "another program wrote to it at the same time".to_owned();
            return Err(Uncertain { path, id, why }.into());
        }
        Err(Replaced { path, id }.into())
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
    pub(super) fn repeat(
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
        Ok(Appended { book: self.reading.take_book()?, seqs, already: true, mark, warnings })
    }

    /// What is said to be recorded is synced first: whoever wrote it may not have got that far.
    fn settle_repeat(&self, id: &EntryId, warnings: &mut Vec<String>) -> anyhow::Result<()> {
        if self.reading.lacks_lf {
            warnings.push(self.end_given());
            return self.commit(b"\n", id);
        }
        self.file.sync_data().with_context(|| format!("cannot sync `{}`", shown_path(self.path)))?;
        self.ensure_in_place(self.size, id)
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
        let mut entries = self.reading.book()?.entries();
        let first = entries.next().context("a book without an opening")?;
        let mut book = Book::open(first.entry)?;
        for filed in entries.take_while(|filed| filed.entry.seq < seq) {
            book.refile(filed)?;
        }
        Ok(book)
    }

    /// Two facts are the same where they are spelled the same; what was closed when each was booked may differ.
    fn compare(&self, seqs: &RangeInclusive<u64>, facts: Vec<Fact>) -> anyhow::Result<()> {
        let count = seqs.end() - seqs.start() + 1;
        let as_many = facts.len() as u64 == count;
        for (seq, fact) in seqs.clone().zip(facts) {
            let line = self.line(seq)?;
            let own = self.reading.line(seq).unwrap_or_default();
            let (recorded, told) = line.told().unwrap_or((&*own, &line));
            let header = &told.header;
            let fact = told.fact.iter().fold(fact, |fact, told| fact.booked(told.is_late()));
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
