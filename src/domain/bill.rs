//! What would be billed to a client: of what is due, as much as one invoice can hold.

use super::due::due;
use super::invoice::{Bill, Party, bounded_totals};
use super::parting::parting;
use super::replay::judge_reasons;
use super::{Book, Bounds, ClientId, Date, Reckoned, Rejection};

/// When a draft would be dated, what it reaches to, and when it would be due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dates {
    /// The date it bears.
    pub date: Date,
    /// The last day of what it bills.
    pub through: Date,
    /// When it is to be paid.
    pub due: Date,
}

/// What would be billed to a client now: of what is due, as many lines as an invoice can have, the first in ledger order. They are empty where
/// nothing is due.
///
/// # Errors
///
/// An unknown client, sums of 10^12 and more, or a rate of nought without its reason (J8).
pub fn bill(book: &Book, client: &ClientId, dates: Dates, seller: Party) -> Result<Bill, Rejection> {
    bill_as_of(book, client, dates, seller, Date::MAX)
}

/// The same of what was due at the end of a day: what was invoiced, credited or settled later counts as if it had not been (A7).
///
/// # Errors
///
/// As [`bill`].
pub fn bill_as_of(book: &Book, client: &ClientId, dates: Dates, seller: Party, as_of: Date) -> Result<Bill, Rejection> {
    bill_reckoned(book, &book.known_account(client)?.reckon(&book.house), dates, seller, as_of)
}

/// The same of a client who is worked off already.
pub(super) fn bill_reckoned(
    book: &Book,
    reckoned: &Reckoned<'_>,
    dates: Dates,
    seller: Party,
    as_of: Date,
) -> Result<Bill, Rejection> {
    let client = reckoned.account.id.clone();
    let currency = reckoned.account.currency(&book.house);
    let due = || due(book, reckoned, dates.through, as_of);
    let mut lines = due();
    lines.truncate(Bounds::LINES);
    let Some(totals) = bounded_totals(&lines, currency) else {
        let parting = parting(book, due(), |lines| bounded_totals(lines, currency).is_some());
        return Err(Rejection::TooLargeInAll { parting });
    };
    let Dates { date, through, due } = dates;
    let profile = reckoned.account.history.profile_on(date, &book.house.open);
    let buyer = Party {
        name: profile.name,
        address: profile.address,
        vat_id: profile.vat_id,
        email: profile.email,
        reference: profile.buyer_reference,
    };
    let bill = Bill { client, date, through, due, seller, buyer, lines, totals };
    judge_reasons(&bill)?;
    Ok(bill)
}

/// How many lines were due from a client through a day at the end of `as_of`: more than [`Bounds::LINES`] make more than one invoice.
pub fn lines_due(book: &Book, client: &ClientId, through: Date, as_of: Date) -> usize {
    book.reckon(client).map_or(0, |reckoned| due(book, &reckoned, through, as_of).len())
}

impl Bill {
    /// Its dates.
    pub fn dates(&self) -> Dates {
        Dates { date: self.date, through: self.through, due: self.due }
    }
}
