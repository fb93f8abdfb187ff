//! What may have been recorded twice: somebody pressed Enter twice, or typed what a timesheet brings along.
//!
//! No rule forbids it, and two short calls of a day may well say the same. So nothing is refused: whoever wrote it is told.

use std::cell::OnceCell;
use std::fmt;

use super::filed_call::FiledCall;
use super::package::Refunded;
use super::{Account, Book, Call, Payment, Purchase, Refund};

/// Why two calls may be one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Twin {
    /// They begin at the same time, and nobody takes two calls of one client at once.
    SameStart,
    /// They took as long, and say the same.
    SameWords,
}

/// What is said of the other call.
impl fmt::Display for Twin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Twin::SameStart => "begins at the same time",
            Twin::SameWords => "took as long on that day and says the same",
        })
    }
}

/// A call that was recorded, and that others of its client may be once more.
pub struct Recorded<'a> {
    book: &'a Book,
    filed: &'a FiledCall,
    /// What it says, which is read once, and only where the figures agree.
    says: OnceCell<Option<Call>>,
}

impl<'a> Recorded<'a> {
    /// One of a book's.
    pub fn new(book: &'a Book, filed: &'a FiledCall) -> Recorded<'a> {
        Recorded { book, filed, says: OnceCell::new() }
    }

    /// Why another call may be this one; none where it was taken back.
    ///
    /// # Panics
    ///
    /// As [`Archive::entry`](super::archive::Archive::entry).
    pub fn twin(&self, call: &Call) -> Option<Twin> {
        let filed = self.filed;
        if filed.is_void() || filed.date != call.date {
            return None;
        }
        if filed.start.is_some() && call.start.is_some() {
            return (filed.start == call.start).then_some(Twin::SameStart);
        }
        let note = call.note.as_ref().filter(|_| filed.worked() == call.worked)?;
        let other = self.says.get_or_init(|| self.book.recorded_call(filed.seq())).as_ref()?;
        (other.note.as_ref() == Some(note) && other.case == call.case).then_some(Twin::SameWords)
    }
}

/// Why two packages of a client may be one. Both were bought, or both granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PackageTwin {
    /// All that was agreed is the same.
    Same,
    /// The price is another one.
    OtherPrice,
    /// Something else is: the time, the services, the reason.
    OtherTerms,
}

/// What is said of the other package.
impl fmt::Display for PackageTwin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            PackageTwin::Same => "is like it, of the same day",
            PackageTwin::OtherPrice => "is as large and of the same day, at another price",
            PackageTwin::OtherTerms => "is as large and of the same day",
        })
    }
}

impl PackageTwin {
    /// Why two packages of one client may be one.
    pub fn of(one: &Purchase, other: &Purchase) -> Option<PackageTwin> {
        if (one.date, one.size) != (other.date, other.size) {
            return None;
        }
        let for_the_same = (one.from, one.until, &one.services) == (other.from, other.until, &other.services);
        match (&one.payment, &other.payment) {
            (paid, other) if paid == other && for_the_same => Some(PackageTwin::Same),
            (Payment::Paid { price, .. }, Payment::Paid { price: other, .. }) if price != other => {
                Some(PackageTwin::OtherPrice)
            }
            (Payment::Paid { .. }, Payment::Paid { .. }) | (Payment::Granted { .. }, Payment::Granted { .. }) => {
                Some(PackageTwin::OtherTerms)
            }
            _ => None,
        }
    }
}

impl Book {
    /// The last call that was not taken back and may be this very one, by its `seq`, and why.
    ///
    /// # Panics
    ///
    /// As [`Archive::entry`](super::archive::Archive::entry).
    pub fn twin_of(&self, call: &Call) -> Option<(u64, Twin)> {
        let calls = &self.account(&call.client)?.calls;
        let rows = (0..calls.len()).rev().map(|at| &calls[at]);
        rows.filter_map(|filed| Some((filed.seq(), Recorded::new(self, filed).twin(call)?))).next()
    }

    /// The last package that was not taken back and may be this very one, by its `seq`: bought or granted on the same day, as large and at
    /// the same price, for the same time and services.
    pub fn twin_of_package(&self, purchase: &Purchase) -> Option<u64> {
        let Account { packages, .. } = self.account(&purchase.client)?;
        let is_same = |other: &Purchase| PackageTwin::of(other, purchase) == Some(PackageTwin::Same);
        let found = packages.iter().rev().find(|package| package.void.is_none() && is_same(&package.purchase));
        found.map(|package| package.seq)
    }

    /// The last refund that was not taken back and may be this very one, by its `seq`: as much of the same package, on the same day.
    pub fn twin_of_refund(&self, refund: &Refund) -> Option<u64> {
        let (_, package) = self.package(&refund.package)?;
        let is_same = |other: &&Refunded| (other.date, other.minutes) == (refund.date, refund.minutes);
        package.refunds().iter().rev().find(is_same).map(|other| other.seq)
    }
}
