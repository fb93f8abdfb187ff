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
    /// When it was recorded.
    pub recorded: Instant,
    /// What the clock said, where that is not `recorded`.
    pub clock: Option<Instant>,
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

    /// Says which ids are about to be asked for: see [`Ids::foresee`](crate::domain::ids::Ids::foresee).
    pub fn foresee(&self, ids: impl Iterator<Item = Print>) {
        self.ids.foresee(ids);
    }

    /// Judges a call and files it, as [`Book::apply_archived`] does.
    ///
    /// # Errors
    ///
    /// The first rule it breaks; the book is as it was.
    pub fn apply_noted(&mut self, noted: &Noted) -> Result<(), Rejection> {
        self.judge_noted(noted)?;
        let Noted { seq, account, work, .. } = *noted;
        let package = noted.package.map(|place| place.at);
        let at = self.accounts[account].file_call(FiledCall::new(seq, noted.recorded, Work { package, ..work }));
        self.enter(noted.id, seq, noted.recorded);
        self.shelf.note(noted.at, Subject::Call(Place { account, at }), false);
        Ok(())
    }

    fn judge_noted(&self, noted: &Noted) -> Result<(), Rejection> {
        let Noted { seq, recorded, account, work, .. } = *noted;
        judge_frame(seq, recorded, noted.clock, self.len() + 1, self.latest)?;
        if let Some(other) = self.ids.find(noted.id, |other| self.shelf.is_also_at(other, noted.at)) {
            let id = self.shelf.archived(noted.at).map(|entry| entry.id);
            return Err(Rejection::IdTaken { id: id.unwrap_or_else(|| unreachable!("entry #{seq}")), seq: other });
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
        judge_length(work.worked, noted.long)?;
        judge_recorded(work.date, recorded)?;
        self.judge_period_at(account, work.date, noted.late)
    }
}
