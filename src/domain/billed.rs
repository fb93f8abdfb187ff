//! Which overage of a client stands on which invoice: as the invoice says, and as it is charged today.

use std::collections::BTreeMap;

use super::billing::Billing;
use super::invoice::{Invoice, Item};
use super::{Book, ClientId, Date, Fact, Minutes, Number, Reckoned};

/// Overage on an invoice.
pub(super) struct Billed {
    pub(super) number: Number,
    pub(super) date: Date,
    pub(super) credited: Option<Date>,
    /// How much the invoice says.
    pub(super) stated: Minutes,
    /// How much of it is still charged to this client: what was credited may have been taken back since, or moved to another.
    pub(super) counted: Minutes,
}

/// The invoices with overage of a client, by `seq`.
pub(super) fn billed(book: &Book, reckoned: &Reckoned<'_>) -> BTreeMap<u64, Billed> {
    let mut invoices: BTreeMap<u64, Billed> = BTreeMap::new();
    for (_, outcome) in reckoned.calls(Date::MAX) {
        for Billing { invoice, number, date, credited, minutes, .. } in outcome.billings() {
            let none = || Billed {
                number: number.clone(),
                date: *date,
                credited: *credited,
                stated: Minutes::ZERO,
                counted: Minutes::ZERO,
            };
            let billed = invoices.entry(*invoice).or_insert_with(none);
            billed.stated = billed.stated.plus(*minutes);
            billed.counted = billed.counted.plus(*minutes);
        }
    }
    for (seq, Invoice { number, bill, .. }, credited) in credited_invoices(book, &reckoned.account.id) {
        let overage = bill.lines.iter().filter(|line| matches!(line.item, Item::Overage { .. }));
        let stated: Minutes = overage.map(|line| line.minutes).sum();
        if !stated.is_zero() {
            let none = || Billed { number, date: bill.date, credited: Some(credited), stated, counted: Minutes::ZERO };
            invoices.entry(seq).or_insert_with(none).stated = stated;
        }
    }
    invoices
}

/// A client's invoices that were credited, each with its `seq` and when. What stands on any other cannot be taken back (I2): it says what is charged.
fn credited_invoices<'a>(book: &'a Book, client: &'a ClientId) -> impl Iterator<Item = (u64, Invoice, Date)> + 'a {
    let about = |seq: u64| book.outline(seq).is_some_and(|outline| outline.client == Some(client));
    let own = book.register.documents().iter().copied().filter(move |&seq| about(seq));
    own.filter_map(|seq| {
        let credit = book.entry(book.register.credit_of(seq)?)?.entry.fact;
        match (book.entry(seq)?.entry.fact, credit) {
            (Fact::Invoice(invoice), Fact::Credit(credit)) => Some((seq, *invoice, credit.date)),
            _ => None,
        }
    })
}
