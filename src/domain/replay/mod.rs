//! The only judge: entries in, [`Book`] out.
//!
//! [`Book::apply`] judges an entry and then files it; a refused entry leaves the book as it was. [`Book::admit`] adds what
//! is asked of an entry only at the moment it is written: what depends on the day, or on the order in which entries
//! between two barriers happen to stand (A8), cannot be asked again of a line that other lines may have overtaken.

mod adopted;
mod barriers;
mod brief;
mod calls;
mod clients;
mod invoices;
mod names;
mod noted;
mod packages;
mod partial;
mod periods;
mod voids;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use foldhash::HashMap;

pub use self::brief::Brief;
use self::clients::judge_open;
pub(super) use self::invoices::judge_reasons;
pub use self::noted::{Noted, judge_alone};
pub use self::partial::{Part, Said, Share};
use crate::domain::archive::{Archive, Shelf};
use crate::domain::book::House;
use crate::domain::filed::{Filed, Subject};
use crate::domain::ids::{Fingerprinter, Ids, Serial};
use crate::domain::names::Cases;
use crate::domain::placed::Placed;
use crate::domain::register::Register;
use crate::domain::{Book, Date, Entry, EntryId, Fact, Instant, Rank, Rejection};

impl Book {
    /// A book from a ledger's first entry.
    ///
    /// # Errors
    ///
    /// The first rule the entry breaks.
    pub fn open(entry: Entry) -> Result<Book, Rejection> {
        let mut book = Book::begin(&entry, None, Fingerprinter::default())?;
        book.shelf.keep(entry, Subject::House, false);
        Ok(book)
    }

    /// The same from an entry that can be read again at a place in an archive. Fingerprints of ids are those of `printer`.
    ///
    /// # Errors
    ///
    /// The first rule the entry breaks.
    pub fn open_archived(
        entry: &Entry,
        archive: Arc<dyn Archive>,
        at: u64,
        printer: Fingerprinter,
    ) -> Result<Book, Rejection> {
        let mut book = Book::begin(entry, Some(archive), printer)?;
        book.shelf.note(at, Subject::House, false);
        Ok(book)
    }

    /// A book that knows its opening, which is not on the shelf yet.
    fn begin(entry: &Entry, archive: Option<Arc<dyn Archive>>, printer: Fingerprinter) -> Result<Book, Rejection> {
        let Fact::Open(open) = &entry.fact else { return Err(Rejection::NotOpened) };
        judge_frame(entry.seq, entry.recorded, entry.clock, 1, None)?;
        judge_open(open)?;
        let mut book = Book {
            house: House { open: open.clone(), services: BTreeMap::new(), numbers: BTreeMap::new() },
            shelf: Shelf::before(archive),
            ids: Ids::new(printer),
            cases: Cases::default(),
            accounts: Vec::new(),
            clients: HashMap::default(),
            packages: Placed::default(),
            closed: None,
            closed_for_any: None,
            latest: None,
            adopted_late: BTreeSet::new(),
            adopting: false,
            register: Register::default(),
        };
        book.enter(&entry.id, entry.recorded);
        Ok(book)
    }

    /// Judges an entry and files it.
    ///
    /// # Errors
    ///
    /// The first rule the entry breaks; the book is as it was.
    pub fn apply(&mut self, entry: Entry) -> Result<(), Rejection> {
        self.judge(&entry)?;
        self.put(entry);
        Ok(())
    }

    /// The same for an entry that can be read again at a place in the book's archive.
    ///
    /// # Errors
    ///
    /// The first rule the entry breaks; the book is as it was.
    pub fn apply_archived(&mut self, entry: &Entry, at: u64) -> Result<(), Rejection> {
        self.judge(entry)?;
        let subject = self.file(entry);
        self.enter(&entry.id, entry.recorded);
        self.shelf.note(at, subject, false);
        Ok(())
    }

    /// Files an entry that was judged, and keeps it.
    fn put(&mut self, entry: Entry) {
        let subject = self.file(&entry);
        self.enter(&entry.id, entry.recorded);
        self.shelf.keep(entry, subject, false);
    }

    /// Judges an entry that is about to be written, as [`Book::admit`] does, and files it.
    ///
    /// # Errors
    ///
    /// The first rule the entry breaks; the book is as it was.
    pub fn record(&mut self, entry: Entry, today: Date) -> Result<(), Rejection> {
        self.admit(&entry, today)?;
        self.put(entry);
        Ok(())
    }

    /// The same of one of several entries that are written together. Where only a closed period speaks against it (H3), that is given, and it is
    /// filed all the same: those behind it are judged as they would be with `--late`, and nobody is told of that who is refused with it, too.
    ///
    /// # Errors
    ///
    /// The first other rule the entry breaks; the book is as it was.
    pub fn record_among(&mut self, entry: Entry, today: Date) -> Result<Option<Rejection>, Rejection> {
        self.admit_but_for_period(&entry, today)?;
        Ok(self.put_among(entry))
    }

    /// The same, but that a call names a package which it can draw on (F4) is asked of all together, once they are filed ([`Book::not_eligible`]).
    ///
    /// # Errors
    ///
    /// As [`Book::record_among`].
    pub fn record_row(&mut self, entry: Entry, today: Date) -> Result<Option<Rejection>, Rejection> {
        match &entry.fact {
            Fact::Call(_) => self.judge_new(&entry, today)?,
            _ => self.admit_but_for_period(&entry, today)?,
        }
        Ok(self.put_among(entry))
    }

    fn put_among(&mut self, entry: Entry) -> Option<Rejection> {
        let closed = self.judge_periods(&entry.fact).err();
        self.put(entry);
        closed
    }

    /// Judges an entry that is already in another book, and files it as it was filed there.
    ///
    /// # Errors
    ///
    /// As [`Book::apply`] and [`Book::adopt`].
    pub fn refile(&mut self, filed: Filed) -> Result<(), Rejection> {
        if filed.adopted { self.adopt(&filed.entry, None) } else { self.apply(filed.entry) }
    }

    /// Judges an entry that is about to be written: [`Book::apply`]'s rules, and those that only hold at that
    /// moment – no date after `today` (B4), a sale that can be invoiced (J8), a named package that can be drawn on (F4), an end that moves (D5), something to settle (G4), an invoice of just what
    /// is due (J1).
    ///
    /// # Errors
    ///
    /// The first rule the entry breaks.
    pub fn admit(&self, entry: &Entry, today: Date) -> Result<(), Rejection> {
        self.admit_but_for_period(entry, today)?;
        self.judge_periods(&entry.fact)
    }

    fn admit_but_for_period(&self, entry: &Entry, today: Date) -> Result<(), Rejection> {
        self.judge_new(entry, today)?;
        match &entry.fact {
            Fact::Call(call) => self.admit_call(call, None),
            Fact::Amend(amend) => self.admit_call(&amend.call, Some(&amend.entry)),
            Fact::Purchase(purchase) => self.admit_purchase(purchase),
            Fact::Extend(extend) => self.admit_extend(extend),
            Fact::Settle(settle) => self.admit_settle(settle),
            Fact::Invoice(invoice) => self.admit_invoice(invoice),
            _ => Ok(()),
        }
    }

    /// What holds for every line, and that nothing is dated after `today`.
    fn judge_new(&self, entry: &Entry, today: Date) -> Result<(), Rejection> {
        // Before the judge, who knows of no today and would only say that it was recorded too early.
        if let Some(date) = entry.fact.date().filter(|&date| date > today) {
            return Err(Rejection::Future { kind: entry.fact.kind(), date, today });
        }
        self.judge_but_for_period(entry)
    }

    fn judge(&self, entry: &Entry) -> Result<(), Rejection> {
        self.judge_but_for_period(entry)?;
        self.judge_periods(&entry.fact)
    }

    fn judge_but_for_period(&self, entry: &Entry) -> Result<(), Rejection> {
        judge_frame(entry.seq, entry.recorded, entry.clock, self.len() + 1, self.latest.filter(|_| !self.adopting))?;
        if let Some(seq) = self.seq_of(&entry.id) {
            return Err(Rejection::IdTaken { id: entry.id.clone(), seq });
        }
        match &entry.fact {
            Fact::Open(_) => Err(Rejection::OpenedTwice),
            Fact::Client(fact) => self.judge_client(fact, rank(entry)),
            Fact::Service(service) => self.judge_service(service),
            Fact::Purchase(purchase) => self.judge_purchase(purchase, entry.recorded),
            Fact::Call(call) => self.judge_call(call, entry.recorded),
            Fact::Void(void) => self.judge_void(void),
            Fact::Amend(amend) => self.judge_amend(amend, entry.recorded),
            Fact::Extend(extend) => self.judge_extend(extend, entry.recorded),
            Fact::Refund(refund) => self.judge_refund(refund, entry.recorded),
            Fact::Settle(settle) => self.judge_settle(settle, entry.recorded),
            Fact::Close(close) => self.judge_close(close, entry.recorded),
            Fact::Invoice(invoice) => self.judge_invoice(invoice, entry.recorded),
            Fact::Credit(credit) => self.judge_credit(credit, entry.recorded),
            // It is about the file, not about hours: there is nothing that it could contradict.
            Fact::Repaired(_) => Ok(()),
        }
    }

    /// Files what an entry says; gives what it is about.
    fn file(&mut self, entry: &Entry) -> Subject {
        let (seq, recorded) = (entry.seq, entry.recorded);
        match &entry.fact {
            Fact::Open(_) => Subject::House,
            Fact::Client(fact) => self.file_client((**fact).clone(), rank(entry)),
            Fact::Service(service) => {
                self.house.declare(service.clone());
                Subject::House
            }
            Fact::Purchase(purchase) => self.file_purchase(purchase.clone(), seq, Rank { recorded, id: None }),
            Fact::Call(call) => self.file_call(call, seq, recorded),
            Fact::Void(void) => self.take_back(&void.entry, seq, false),
            Fact::Amend(amend) => {
                self.take_back(&amend.entry, seq, true);
                self.file_amended(&amend.call, seq, recorded)
            }
            Fact::Extend(extend) => self.file_extend(extend, seq),
            Fact::Refund(refund) => self.file_refund(refund, seq),
            Fact::Settle(settle) => self.file_settle(settle, seq),
            Fact::Close(close) => self.file_close(close.clone()),
            Fact::Invoice(invoice) => self.file_invoice(invoice, seq),
            Fact::Credit(credit) => self.file_credit(credit, seq),
            Fact::Repaired(_) => Subject::House,
        }
    }

    /// Notes the id of the entry that is about to come on the shelf, and when it was recorded.
    fn enter(&mut self, id: &EntryId, recorded: Instant) {
        let id = id.as_str().as_bytes();
        self.ids.note(self.ids.printer().see(id, Serial::of(id), recorded));
        self.latest = self.latest.max(Some(recorded));
    }
}

/// When an entry was recorded, for what is ordered by that.
fn rank(entry: &Entry) -> Rank {
    Rank { recorded: entry.recorded, id: Some(entry.id.clone()) }
}

fn judge_frame(
    seq: u64,
    recorded: Instant,
    clock: Option<Instant>,
    expected: u64,
    last: Option<Instant>,
) -> Result<(), Rejection> {
    if seq != expected {
        return Err(Rejection::WrongSeq { expected, found: seq });
    }
    if let Some(last) = last.filter(|&last| recorded <= last) {
        return Err(Rejection::NotLater { recorded, last });
    }
    if clock.is_some_and(|clock| clock >= recorded) {
        return Err(Rejection::IdleClock);
    }
    Ok(())
}

/// A day later than the entry was recorded, in any zone there is: none is more than a day ahead of UTC.
fn judge_recorded(date: Date, recorded: Instant) -> Result<(), Rejection> {
    recorded.utc_date().map_or(Ok(()), |day| judge_recorded_on(date, day))
}

/// The same of one that was recorded on that day in UTC.
fn judge_recorded_on(date: Date, day: Date) -> Result<(), Rejection> {
    let is_later = date > day && day.plus_days(1).is_some_and(|latest| date > latest);
    if is_later { Err(Rejection::AfterRecorded { date }) } else { Ok(()) }
}
