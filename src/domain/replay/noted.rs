//! Calls whose names were looked up before: most of what a ledger holds.
//!
//! The rules are those of any entry. What is told by name is known here already, so nothing is looked up by text and nothing is
//! kept but a few numbers.

use super::calls::judge_length;
use super::{judge_frame, judge_recorded};
use crate::domain::account::{FiledCall, Work};
use crate::domain::book::{Place, Subject};
use crate::domain::ids::Print;
use crate::domain::names::CaseNo;
use crate::domain::{Book, ClientId, Instant, Rejection, Text};

/// A call that stands in a book's archive.
#[derive(Clone, Copy, Debug)]
pub struct Noted {
    /// Its place in the ledger.
    pub seq: u64,
    /// The fingerprint of its id.
    pub id: Print,
    /// When it was recorded: later than its clock said, if it says that.
    pub recorded: Instant,
    /// The client, by their index.
    pub account: usize,
    /// What was done.
    pub work: Work,
    /// The package it names.
    pub package: Option<Place>,
    /// Meant to be above 12 hours (B5).
    pub long: bool,
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
    /// ([`Book::twins`]).
    ///
    /// # Errors
    ///
    /// The first rule it breaks; the book is as it was.
    pub fn apply_noted(&mut self, noted: &Noted) -> Result<(), Rejection> {
        self.judge_noted(noted)?;
        let Noted { seq, account, work, recorded, .. } = *noted;
        let package = noted.package.map(|place| place.at);
        let at = self.accounts[account].file_call(FiledCall::new(seq, recorded, Work { package, ..work }));
        self.enter(noted.id, recorded);
        self.shelf.note(noted.at, Subject::Call(Place { account, at }), false);
        Ok(())
    }

    fn judge_noted(&self, noted: &Noted) -> Result<(), Rejection> {
        let Noted { seq, recorded, account, work, .. } = *noted;
        judge_frame(seq, recorded, None, self.len() + 1, self.latest)?;
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
        judge_length(work.worked, noted.long)?;
        judge_recorded(work.date, recorded)?;
        self.judge_period_at(account, work.date, noted.late)
    }
}
