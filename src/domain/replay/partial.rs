//! A book of one client, put together from what a whole book was made of: enough for every question about that one alone.
//!
//! What is filed here was judged when the whole ledger was read, and is not judged again. Entries about others are passed over.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use crate::domain::account::{FiledCall, Work};
use crate::domain::archive::Archive;
use crate::domain::book::{Place, Subject};
use crate::domain::ids::{Print, Printer};
use crate::domain::names::CaseNo;
use crate::domain::{Book, ClientId, Entry, Fact, Instant, Rejection, Text};

/// What an entry says about a client, as far as a book of that client needs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its place in the ledger.
    pub seq: u64,
    /// Its place in the book's archive.
    pub at: u64,
    /// The fingerprint of its id.
    pub id: Print,
    /// A call in numbers; anything else is read from the archive.
    pub says: Said,
}

/// What a part says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    /// A call, recorded then.
    Call(Instant, Work),
    /// Anything else.
    Other,
}

impl Book {
    /// Every entry as a part, by the client it is about, in file order; under no client what is about all. Clients between whom a call was
    /// moved by an amendment have none: what is about one of them is about the other. None at all where an entry was adopted or is not in the archive.
    pub fn parts(&self) -> Option<HashMap<Option<ClientId>, Vec<Part>>> {
        let mut prints = vec![Print::of_number(0); usize::try_from(self.len()).ok()?];
        for (seq, id) in self.ids.all() {
            *prints.get_mut(usize::try_from(seq - 1).ok()?)? = id;
        }
        let mut parts: HashMap<Option<ClientId>, Vec<Part>> = HashMap::new();
        let mut lists: Vec<Vec<Part>> = self.accounts.iter().map(|_| Vec::new()).collect();
        let (mut house, mut entangled) = (Vec::new(), BTreeSet::new());
        for (seq, &id) in (1..).zip(&prints) {
            let slot = self.shelf.slot(seq)?;
            let at = self.shelf.place(seq).filter(|_| !slot.adopted)?;
            let says = match slot.subject {
                Subject::Call(place) => {
                    let call = &self.accounts[place.account].calls[place.at];
                    if call.amends {
                        entangled.extend(self.moved_from(seq, place.account)?);
                        Said::Other
                    } else {
                        Said::Call(call.recorded(), call.work())
                    }
                }
                _ => Said::Other,
            };
            let part = Part { seq, at, id, says };
            match self.account_about(slot.subject) {
                Some(account) => lists[account].push(part),
                None => house.push(part),
            }
        }
        for (at, (account, list)) in self.accounts.iter().zip(lists).enumerate() {
            if !entangled.contains(&at) {
                parts.insert(Some(account.id.clone()), list);
            }
        }
        parts.insert(None, house);
        Some(parts)
    }

    /// The accounts that an amendment moved a call from and to, if they are two.
    fn moved_from(&self, amendment: u64, to: usize) -> Option<Vec<usize>> {
        let Fact::Amend(amend) = self.shelf.entry(amendment)?.fact else { return None };
        let from = self.account_about(self.subject(self.seq_of(&amend.entry)?)?)?;
        Some(if from == to { Vec::new() } else { vec![from, to] })
    }

    fn account_about(&self, subject: Subject) -> Option<usize> {
        match subject {
            Subject::House => None,
            Subject::Client(account) => Some(account),
            Subject::Call(place) | Subject::Package(place) => Some(place.account),
            Subject::Entry(seq) => self.account_about(self.subject(seq)?),
        }
    }

    /// The texts of cases by their numbers.
    pub fn cases(&self) -> impl Iterator<Item = (&Text, CaseNo)> {
        self.cases.all()
    }

    /// The printer of ids' fingerprints.
    pub fn printer(&self) -> Printer {
        self.ids.printer()
    }

    /// The fingerprints of the ids of all entries in the archive, each with the entry's place there, in no order.
    pub fn prints(&self) -> impl Iterator<Item = (Print, u64)> {
        self.ids.all().filter_map(|(seq, print)| Some((print, self.shelf.place(seq)?)))
    }

    /// A book of the one client that `parts` are about, with what is about all, by `seq`, the first of them the opening.
    ///
    /// # Errors
    ///
    /// A first part that is no opening.
    pub fn of_parts(
        parts: &[Part],
        cases: Vec<(Text, CaseNo)>,
        archive: Arc<dyn Archive>,
        printer: Printer,
    ) -> Result<Book, Rejection> {
        let Some((first, rest)) = parts.split_first() else { return Err(Rejection::NotOpened) };
        let mut book = Book::open_archived(&archive.entry(first.at), archive.clone(), first.at, printer)?;
        book.expect(parts.len());
        for (case, number) in cases {
            book.cases.note(case, number);
        }
        for part in rest {
            book.shelf.pass_over(part.seq);
            book.file_part(part, archive.as_ref());
        }
        Ok(book)
    }

    /// Takes memory for so many entries at once.
    fn expect(&mut self, entries: usize) {
        self.shelf.expect(entries);
        self.ids.expect(entries);
    }

    fn file_part(&mut self, part: &Part, archive: &dyn Archive) {
        match part.says {
            // The calls of a client come after the client.
            Said::Call(recorded, work) => {
                let account = self.accounts.len() - 1;
                let at = self.accounts[account].file_call(FiledCall::new(part.seq, recorded, work));
                self.enter(part.id, part.seq, recorded);
                self.shelf.note(part.at, Subject::Call(Place { account, at }), false);
            }
            Said::Other => {
                let entry: Entry = archive.entry(part.at);
                let subject = self.file(&entry);
                self.enter(part.id, part.seq, entry.recorded);
                self.shelf.note(part.at, subject, false);
            }
        }
    }

    /// Leaves out entries about other clients: the next one has this `seq`, and the last was recorded then.
    pub fn pass_over(&mut self, next: u64, recorded: Option<Instant>) {
        self.shelf.pass_over(next);
        self.latest = self.latest.max(recorded);
    }
}
