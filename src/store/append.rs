//! Appending: lock, read, judge, write, sync, and only then say so.

use std::ops::RangeInclusive;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use super::copies::siblings;
use super::draft::{Chained, Drafter, Spelled};
use super::errors::RowsRefused;
use super::glance::Reach;
use super::ledger::Ledger;
use super::scribe::Pen;
use super::{Mark, Store};
use crate::cores::take_ahead;
use crate::domain::{Book, ClientId, Date, Entry, EntryId, Fact, Instant, Rejection, Text};

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
    /// Only calls of this client will be proposed: then a glance at that one may do.
    pub about: Option<ClientId>,
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
pub struct Rows<R> {
    /// What the ledger does not hold yet, in order; none where all of it is there.
    pub rows: R,
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
    /// [`Rejection`] and whatever `propose` refuses with, [`Damage`](super::Damage), [`OtherContent`](super::OtherContent),
    /// [`Busy`](super::Busy), [`Missing`](super::Missing), [`GoneBack`](super::GoneBack), [`TooLarge`](super::TooLarge),
    /// [`Replaced`](super::Replaced), or what the system says: nothing was recorded. [`Uncertain`](super::Uncertain) where that is not known.
    pub fn append(
        &self,
        request: &Append,
        mut propose: impl FnMut(&Book, Instant) -> anyhow::Result<Proposal>,
    ) -> anyhow::Result<Appended> {
        let mut ledger = Ledger::lock(self, request)?;
        for reach in Reach::ALL {
            if let Some(appended) = self.append_at_a_glance(&mut ledger, reach, &mut propose) {
                return appended;
            }
        }
        ledger.read(self)?;
        let note = self.refuse_gone_back(&ledger.reading)?;
        if let Some(seq) = ledger.seq_of(request.id.as_ref()) {
            let mut repeated = ledger.repeat(seq, &mut propose)?;
            repeated.warnings.extend(note);
            return Ok(repeated);
        }
        let (book, lines) = ledger.judge(&mut propose)?;
        let appended = ledger.record(book, &lines)?;
        Ok(self.with_head_kept(&ledger, appended, note))
    }

    /// The same with nothing read but what there is about one client; nothing where the whole ledger is to be asked.
    fn append_at_a_glance(
        &self,
        ledger: &mut Ledger<'_>,
        reach: Reach,
        propose: &mut impl FnMut(&Book, Instant) -> anyhow::Result<Proposal>,
    ) -> Option<anyhow::Result<Appended>> {
        let ids = ledger.glance(self, reach)?;
        let about = ledger.request.about.clone();
        let is_such = |book: &Book, entry: &Entry| match &entry.fact {
            Fact::Call(call) => Some(&call.client) == about.as_ref() && book.tells_of(call.date),
            _ => false,
        };
        // What is refused is refused by who has seen everything, and what was changed meanwhile is told of there.
        let judge = || {
            let (book, lines) = ledger.judge(propose).ok()?;
            let is_fit = lines.entries.iter().all(|entry| is_such(&book, entry) && ids.is_new(&entry.id));
            is_fit.then_some((book, lines))
        };
        let (book, lines) = catch_unwind(AssertUnwindSafe(judge)).ok()??;
        let appended = ledger.record(book, &lines);
        Some(appended.map(|appended| self.with_head_kept(ledger, appended, None)))
    }

    /// Remembers the head of what was recorded (R19). That it could not be remembered is only said.
    fn with_head_kept(&self, ledger: &Ledger<'_>, mut appended: Appended, note: Option<String>) -> Appended {
        appended.warnings.extend(note);
        if !ledger.request.dry_run {
            appended.warnings.extend(self.keep_mark(&ledger.target, &appended.mark));
        }
        // A glance is not cast where there are any.
        if ledger.reading.before.is_none() {
            appended.warnings.extend(siblings(&ledger.target, &ledger.reading));
        }
        appended
    }

    /// Records rows that bring their own ids, in one append. `propose` sees the book as it is under the lock and leaves out
    /// what it holds already; all rows that break a rule are told at once. `ask` is asked of the book that has the new rows, and of the `seq`
    /// of the first of them, while they are written.
    ///
    /// # Errors
    ///
    /// As of [`Store::append`]; [`RowsRefused`] instead of a single rejection.
    pub fn append_rows<R: ExactSizeIterator<Item = (EntryId, Fact)> + Send, A: Send>(
        &self,
        request: &Append,
        propose: impl FnOnce(&Book, Instant) -> anyhow::Result<Rows<R>>,
        ask: impl Fn(&Book, u64) -> A + Sync,
    ) -> anyhow::Result<(Appended, A)> {
        let mut ledger = Ledger::open(self, request)?;
        let note = self.refuse_gone_back(&ledger.reading)?;
        let Rows { rows, today, whole } = propose(ledger.reading.book()?, request.now)?;
        if rows.len() == 0 {
            anyhow::ensure!(whole, RowsRefused { refused: Vec::new() });
            let mut appended = ledger.nothing_new()?;
            appended.warnings.extend(note);
            let answer = ask(&appended.book, *appended.seqs.start());
            return Ok((appended, answer));
        }
        let first = ledger.reading.total() + 1;
        let (book, chain, refused) = file_rows(&mut ledger, rows, today)?;
        if !whole || !refused.is_empty() {
            return Err(RowsRefused { refused }.into());
        }
        let lines = chain.done(Vec::new())?;
        let (appended, answer) = ledger.record_while(book, &lines, |book| ask(book, first))?;
        Ok((self.with_head_kept(&ledger, appended, note), answer))
    }
}

/// Rows that break a rule, by their index.
type Refused = Vec<(usize, Rejection)>;

/// The book with these rows, their lines, and those that break a rule.
fn file_rows(
    ledger: &mut Ledger<'_>,
    rows: impl ExactSizeIterator<Item = (EntryId, Fact)> + Send,
    today: Date,
) -> anyhow::Result<(Book, Chained, Refused)> {
    let (before, many) = (ledger.reading.total(), rows.len());
    let mut book = ledger.reading.take_book()?;
    book.expect(many);
    let (request, last, head) = (ledger.request, book.last_recorded(), ledger.reading.head);
    let named = rows.map(|(id, fact)| (Some(id), fact));
    let unspelled = Drafter { request, last, head }.unspelled(before + 1, named)?;
    let maker = || {
        let mut pen = Pen::default();
        move |lines| Spelled::of(lines, &mut pen)
    };
    let mut chain = Chained::after(head);
    let refused = take_ahead(unspelled, maker, |pieces| {
        let entries = pieces.map(|piece| piece.map(|spelled| chain.link(spelled)));
        file_all(&mut book, entries, today)
    })?;
    // A batch that says it has more lines than it has would never be complete.
    anyhow::ensure!(!refused.is_empty() || book.len() == before + many as u64, "not all rows were there");
    Ok((book, chain, refused))
}

/// Files entries one after the other. Those that break a rule are told by their index.
fn file_all(
    book: &mut Book,
    pieces: impl Iterator<Item = anyhow::Result<Vec<Entry>>>,
    today: Date,
) -> anyhow::Result<Refused> {
    let first = book.len() + 1;
    // The indices of what was filed, in the order of their `seq`s.
    let (mut filed, mut refused, mut closed) = (Vec::new(), Vec::new(), Vec::new());
    for entries in pieces {
        for entry in entries? {
            let at = filed.len() + refused.len();
            // One less for each that was left out before it.
            let entry = Entry { seq: book.len() + 1, ..entry };
            match book.record_row(entry, today) {
                Ok(in_period) => {
                    filed.push(at);
                    closed.extend(in_period.map(|rejection| (at, rejection)));
                }
                Err(rejection) => refused.push((at, rejection)),
            }
        }
    }
    let in_vain = book.not_eligible(first).into_iter();
    refused.extend(in_vain.map(|(seq, rejection)| (filed[(seq - first) as usize], rejection)));
    // Of two rules that one breaks, the closed period is told last: the sort keeps their order.
    refused.extend(closed);
    refused.sort_by_key(|(at, _)| *at);
    refused.dedup_by_key(|(at, _)| *at);
    Ok(refused)
}
