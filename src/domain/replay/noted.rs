//! Calls whose names were looked up before: most of what a ledger holds.
//!
//! The rules are those of any entry. What is told by name is known here already, so nothing is looked up by text and nothing is
//! kept but a few numbers.

use super::calls::judge_length;
use super::judge_recorded_on;
use crate::domain::filed::Place;
use crate::domain::filed_call::FiledCall;
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
    /// Its id.
    pub id: Seen,
    /// The client, by their index.
    pub account: usize,
    /// What was done, and its place in the ledger.
    pub filed: FiledCall,
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

    /// Judges calls that follow each other and files them, as [`Book::apply_archived`] does, but for their ids: whether another entry has one is asked of
    /// all at once ([`Book::twins`]). That they follow the entry before them was judged, and that one was [recorded](Book::recorded_by) earlier.
    ///
    /// # Errors
    ///
    /// The first rule that one of them breaks; some may have been filed then, and nothing more can be asked of the book.
    pub fn apply_noted(&mut self, calls: &[Noted]) -> Result<(), Rejection> {
        // Accounts lie all over the memory. Where this is all that is done, a core looks for the next ones while it waits for one.
        for (noted, seq) in calls.iter().zip(self.len() + 1..) {
            self.judge_noted(noted, seq)?;
            self.accounts[noted.account].calls.file(noted.filed, noted.package.map(|place| place.at), None);
        }
        for noted in calls {
            self.ids.note(noted.id);
            self.shelf.note_call(noted.at, noted.account);
        }
        Ok(())
    }

    /// Notes when the last of some noted calls was recorded.
    pub fn recorded_by(&mut self, recorded: Instant) {
        self.latest = self.latest.max(Some(recorded));
    }

    fn judge_noted(&self, noted: &Noted, expected: u64) -> Result<(), Rejection> {
        let Noted { account, filed, .. } = *noted;
        if filed.seq() != expected {
            return Err(Rejection::WrongSeq { expected, found: filed.seq() });
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
        if noted.late { Ok(()) } else { self.judge_period_at(account, filed.date) }
    }
}
