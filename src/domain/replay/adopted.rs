//! Judging and filing what another copy of the ledger recorded (R42).
//!
//! The ordinary judge judges it, at the place where it was adopted. Three things are not asked again, because they were decided
//! when the other copy recorded it and its bytes cannot change: that it is later than the line before, that it is marked `late`
//! in a period which only this copy had closed, and that its number was free. Whether that is wanted is asked before anything is adopted ([`Book::admit_adopted`]).

use super::rank;
use crate::domain::filed::{Filed, Place, Subject};
use crate::domain::{Book, Entry, EntryId, Fact, Instant, Rejection};

impl Book {
    /// Judges an entry of another copy of the ledger and files it. One that this copy has too, with the same content, counts once. `at` is its
    /// place in the book's archive, where it can be read again there.
    ///
    /// # Errors
    ///
    /// The first rule the entry breaks; the book is as it was.
    pub fn adopt(&mut self, entry: &Entry, at: Option<u64>) -> Result<(), Rejection> {
        if let Some(first) = self.twin(entry) {
            super::judge_frame(entry.seq, entry.recorded, entry.clock, self.len() + 1, None)?;
            let subject = self.count_once(entry, &first);
            self.latest = self.latest.max(Some(entry.recorded));
            self.ids.pass_over();
            self.shelve(entry, at, subject);
            return Ok(());
        }
        // Judged as if it were written here: it is late where a closed period speaks against that (H3).
        let late = self.judge_periods(&entry.fact).is_err();
        self.adopting = true;
        let judged = self.judge(entry);
        self.adopting = false;
        judged?;
        let account = entry.fact.call().and_then(|call| self.account_index(&call.client));
        account.into_iter().for_each(|account| self.know_moments(account));
        let subject = self.file(entry);
        if late {
            self.note_late(entry, subject);
        }
        self.enter(&entry.id, entry.recorded);
        self.shelve(entry, at, subject);
        self.order_calls(subject, entry.recorded);
        self.know_ids(subject);
        Ok(())
    }

    /// Judges an entry that is about to be adopted: by every rule but that it is recorded later than the line before.
    ///
    /// # Errors
    ///
    /// The first rule the entry breaks.
    pub fn admit_adopted(&self, entry: &Entry) -> Result<(), Rejection> {
        if self.twin(entry).is_some() {
            return Ok(());
        }
        let later = self.next_rank().recorded.max(entry.recorded);
        // A clock that was not used is judged by `adopt`.
        self.judge(&Entry { recorded: later, clock: None, ..entry.clone() })
    }

    /// The entry of the same id and content; what was closed when each was booked may differ.
    pub fn twin(&self, entry: &Entry) -> Option<Filed> {
        let says_the_same = |known: &Fact| entry.fact.clone().booked(known.is_late()) == *known;
        self.entry_by_id(&entry.id).filter(|known| says_the_same(&known.entry.fact))
    }

    /// Notes that an entry that was filed is late here, whatever it says itself.
    fn note_late(&mut self, entry: &Entry, subject: Subject) {
        self.adopted_late.insert(entry.seq);
        if let (Fact::Purchase(_), Subject::Package(Place { account, at })) = (&entry.fact, subject) {
            self.accounts[account].packages[at].late = true;
        }
    }

    fn shelve(&mut self, entry: &Entry, at: Option<u64>, subject: Subject) {
        match at {
            Some(at) => self.shelf.note(at, subject, true),
            None => self.shelf.keep(entry.clone(), subject, true),
        }
    }

    /// Files an entry that is there already: it counts as recorded when the first of the two copies did (A8). Gives what it is about.
    fn count_once(&mut self, entry: &Entry, known: &Filed) -> Subject {
        let earlier = rank(entry);
        match (known.subject, &known.entry.fact) {
            (Subject::Call(Place { account, at }), _) => {
                self.know_moments(account);
                self.accounts[account].calls.precede(at, entry.recorded);
                self.order_calls(known.subject, entry.recorded);
            }
            (Subject::Package(Place { account, at }), Fact::Purchase(_)) => {
                let package = &mut self.accounts[account].packages[at];
                package.rank = package.rank.clone().min(earlier);
                self.know_ids(known.subject);
            }
            (Subject::Client(account), Fact::Client(_)) if earlier < rank(&known.entry) => {
                self.accounts[account].history.precede(&rank(&known.entry), earlier);
            }
            _ => {}
        }
        known.subject
    }

    /// Asks when each call of a client was recorded: another copy of the ledger has one that was recorded before some that stand before it.
    fn know_moments(&mut self, account: usize) {
        let shelf = &self.shelf;
        let recorded = |seq| shelf.entry(seq).map(|entry| entry.recorded);
        let missing = |seq| unreachable!("no entry #{seq}");
        self.accounts[account].calls.know_moments(|seq| recorded(seq).unwrap_or_else(|| missing(seq)));
    }

    /// Asks for the ids of the packages of a client: another copy of the ledger has one that may have been recorded at the same moment as
    /// one of this copy (F3).
    fn know_ids(&mut self, subject: Subject) {
        let Subject::Package(Place { account, .. }) = subject else { return };
        for package in &mut self.accounts[account].packages {
            package.rank.id = package.rank.id.take().or_else(|| self.shelf.entry(package.seq).map(|entry| entry.id));
        }
    }

    /// Orders the calls of a client that were recorded at one moment, in two copies of the ledger: by their ids (F2).
    fn order_calls(&mut self, subject: Subject, moment: Instant) {
        let Subject::Call(Place { account, .. }) = subject else { return };
        let calls = self.accounts[account].calls.recorded_at(moment);
        if calls.len() < 2 {
            return;
        }
        let id = |at: usize| self.entry(self.accounts[account].calls[at].seq()).map(|filed| filed.entry.id);
        let mut by_id: Vec<(Option<EntryId>, usize)> = calls.into_iter().map(|at| (id(at), at)).collect();
        by_id.sort();
        self.accounts[account].calls.order(by_id.into_iter().map(|(_, at)| at));
    }
}
