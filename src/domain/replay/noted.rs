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

    /// Judges the ids of calls that are filed next, by their `seq`, and notes them. `is_same` says whether two entries have the same id.
    ///
    /// # Errors
    ///
    /// The first of them whose id is another entry's, too.
    pub fn claim(
        &mut self,
        ids: impl Iterator<Item = (u64, Print)> + Clone,
        is_same: impl Fn(u64, u64) -> bool,
    ) -> Result<(), u64> {
        self.ids.foresee(ids.clone().map(|(_, print)| print));
        for (seq, print) in ids {
            if self.ids.find(print, |other| is_same(other as u64 + 1, seq)).is_some() {
                return Err(seq);
            }
            self.ids.note(seq as usize - 1, print);
        }
        Ok(())
    }

    /// Judges a call whose id was claimed, and files it, as [`Book::apply_archived`] does.
    ///
    /// # Errors
    ///
    /// The first rule it breaks; the book is as it was.
    pub fn apply_noted(&mut self, noted: &Noted) -> Result<(), Rejection> {
        self.judge_noted(noted)?;
        let Noted { seq, account, work, recorded, .. } = *noted;
        let package = noted.package.map(|place| place.at);
        let at = self.accounts[account].file_call(FiledCall::new(seq, recorded, Work { package, ..work }));
        self.latest = self.latest.max(Some(recorded));
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
