//! What an account's calls came to by the end of a day.

use super::owed::Owed;
use super::sums::Sums;
use super::{Date, Minutes};

/// What an account's calls came to by the end of a day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// The minutes of all of them.
    pub sums: Sums,
    /// The day of the last one.
    pub last_call: Option<Date>,
    /// Open overage that is to be billed (G6).
    pub billable: Owed,
    /// Open overage that is held for a later package (G2).
    pub carried: Owed,
    /// What was drawn on each package, by its index in the account.
    pub drawn: Vec<Minutes>,
}

impl Totals {
    /// Counts a call of a day.
    pub(super) fn count(&mut self, date: Date, call: Sums) {
        self.sums = self.sums.plus(call);
        self.last_call = self.last_call.max(Some(date));
    }
}
