//! Calls whose names were looked up before: most of what a ledger holds.
//!
//! The rules are those of any entry. What is told by name is known here already, so nothing is looked up by text and nothing is
//! kept but a few numbers.

use super::calls::judge_length;
use super::judge_recorded_on;
use crate::domain::account::Work;
use crate::domain::book::{Place, Subject};
use crate::domain::ids::Seen;
use crate::domain::names::CaseNo;
use crate::domain::{Book, ClientId, Date, Instant, Minutes, Rejection, Text};

/// What can be judged of a call by itself: how long it took, and that its date was not to come on the day when it was recorded, in UTC.
///
/// # Errors
///
/// The first rule it breaks.
pub fn judge_alone(worked: Minutes, long: bool, date: Date, recorded_on: Date) -> Result<(), Rejection> {
    judge_length(worked, long)?;
    judge_recorded_on(date, recorded_on)
}

/// A call that stands in a book's archive, and is right by itself ([`judge_alone`]).
#[derive(Clone, Copy, Debug)]
pub struct Noted {
    /// Its place in the ledger.
    pub seq: u64,
    /// Its id.
    pub id: Seen,
    /// The client, by their index.
    pub account: usize,
    /// What was done.
    pub work: Work,
    /// The package it names.
    pub package: Option<Place>,
    /// Booked into a closed period (H3).
    pub late: bool,
    /// Its place in the archive.
    pub at: u64,
}

impl Book {
    /// The index of a client.
    pub fn account_index(&self, client: &ClientId) -> Option<usize> {
        self.clients.get(client).copied()
    }

    /// The number of a case; it has one from now on.
    pub fn case_number(&mut self, case: &Text) -> CaseNo {
        self.cases.know(case)
    }

    /// Every two entries, by their `seq`, that may have the same id: their ids have one fingerprint.
    pub fn twins(&self) -> Vec<(u64, u64)> {
        let seq = |at: usize| self.shelf.seq_at(at);
        self.ids.twins().into_iter().filter_map(|(one, other)| Some((seq(one)?, seq(other)?))).collect()
    }

    /// Judges a call and files it, as [`Book::apply_archived`] does, but for its id: whether another entry has it is asked of all at once
    /// ([`Book::twins`]). That it follows the entry before it was judged, and that one was [recorded](Book::recorded_by) earlier.
    ///
    /// # Errors
    ///
    /// The first rule it breaks; the book is as it was.
    pub fn apply_noted(&mut self, noted: &Noted) -> Result<(), Rejection> {
        self.judge_noted(noted)?;
        let Noted { seq, account, work, .. } = *noted;
        let package = noted.package.map(|place| place.at);
        let at = self.accounts[account].file_call(seq, &Work { package, ..work }, None);
        self.ids.note(noted.id);
        self.shelf.note(noted.at, Subject::Call(Place { account, at }), false);
        Ok(())
    }

    /// Notes when the last of some noted calls was recorded.
    pub fn recorded_by(&mut self, recorded: Instant) {
        self.latest = self.latest.max(Some(recorded));
    }

    fn judge_noted(&self, noted: &Noted) -> Result<(), Rejection> {
        let Noted { seq, account, work, .. } = *noted;
        if seq != self.len() + 1 {
            return Err(Rejection::WrongSeq { expected: self.len() + 1, found: seq });
        }
        if let Some(place) = noted.package {
            let package = &self.accounts[place.account].packages[place.at];
            if let Some(by) = package.void {
                return Err(Rejection::PackageVoid { package: package.id().clone(), by });
            }
            if place.account != account {
                let client = self.accounts[account].id.clone();
                return Err(Rejection::ForeignPackage { package: package.id().clone(), client });
            }
        }
        self.judge_period_at(account, work.date, noted.late)
    }
}
