//! What must hold whatever was recorded: the replay, checked by itself, and every document, made anew.

use std::fmt;

use super::bill::bill_reckoned;
use super::invoice::nets;
use super::{Book, ClientId, Date, Fact, Invoice, Minutes, Number, PackageId, Rejection};

/// A figure that contradicts another: a fault in this program, never in a ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Contradiction {
    /// A package's size is not what was drawn, refunded and is left.
    Package {
        /// Which.
        package: PackageId,
        /// Its size.
        size: Minutes,
        /// What its parts come to.
        parts: Minutes,
    },
    /// What a client was charged is not what was drawn and went over.
    Client {
        /// Who.
        client: ClientId,
        /// What was charged.
        charged: Minutes,
        /// What its parts come to.
        parts: Minutes,
    },
}

impl fmt::Display for Contradiction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Contradiction::Package { package, size, parts } => {
                write!(f, "package `{package}` of {size} adds up to {parts}")
            }
            Contradiction::Client { client, charged, parts } => {
                write!(f, "`{client}` was charged {charged}, which adds up to {parts}")
            }
        }
    }
}

impl std::error::Error for Contradiction {}

/// Conservation (property 1): every package's size is what was drawn, refunded and is left; every client's charges are what was
/// drawn and what went over.
///
/// # Errors
///
/// The first contradiction, clients by id.
pub fn audit(book: &Book) -> Result<(), Contradiction> {
    for account in book.accounts() {
        let reckoned = account.reckon(&book.house);
        for (at, standing) in reckoned.standings(Date::MAX) {
            let size = standing.package.purchase.size;
            // What is left is counted down draw by draw; here it is added up again from the other side.
            let parts = standing.drawn.plus(standing.refunded).plus(reckoned.rest(at));
            if parts != size {
                return Err(Contradiction::Package { package: standing.package.id().clone(), size, parts });
            }
        }
        let charged = reckoned.calls(Date::MAX).map(|(_, outcome)| outcome.charged()).sum();
        let drawn = reckoned.calls(Date::MAX).flat_map(|(_, outcome)| outcome.draws).map(|draw| draw.minutes()).sum();
        let over: Minutes = reckoned.calls(Date::MAX).map(|(_, outcome)| outcome.unsettled(Date::MAX)).sum();
        if charged != over.plus(drawn) {
            return Err(Contradiction::Client { client: account.id.clone(), charged, parts: over.plus(drawn) });
        }
    }
    Ok(())
}

/// An invoice that does not state what it should: another program wrote it, for this one would not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrongDocument {
    /// The entry that issued it.
    pub seq: u64,
    /// Its number.
    pub number: Number,
}

impl fmt::Display for WrongDocument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "invoice `{}` (#{}) does not bill just what was due then", self.number, self.seq)
    }
}

impl std::error::Error for WrongDocument {}

/// Makes every invoice anew from the entries before it: its lines, amounts, VAT, totals and parties (J1, J2, J5). Numbers are judged whenever a ledger
/// is read (J3), and what credits an invoice has no figures of its own (J4). `watch` is told how many entries of how many are done: all up to the last
/// invoice are replayed.
///
/// # Errors
///
/// The first that differs, in file order.
pub fn audit_documents(book: &Book, watch: &dyn Fn(u64, u64)) -> Result<(), WrongDocument> {
    let Some(&last) = book.register.documents().last() else { return Ok(()) };
    let mut entries = book.entries();
    let Some(Ok(mut replayed)) = entries.next().map(|first| Book::open(first.entry)) else { return Ok(()) };
    for filed in entries.take_while(|filed| filed.entry.seq <= last) {
        let entry = &filed.entry;
        watch(entry.seq, last);
        // What an adopted one lists was due in the copy that issued it.
        if let Fact::Invoice(invoice) = &entry.fact
            && !filed.adopted
            && !is_what_was_due(&mut replayed, invoice)
        {
            return Err(WrongDocument { seq: entry.seq, number: invoice.number.clone() });
        }
        // It was judged when it was read.
        let _: Result<(), Rejection> = replayed.refile(filed);
    }
    Ok(())
}

/// Whether an invoice that comes next bills just what is due. Its calls are worked off for good, as the invoice itself is about to do.
fn is_what_was_due(book: &mut Book, invoice: &Invoice) -> bool {
    let bill = &invoice.bill;
    let Some(&account) = book.clients.get(&bill.client) else { return false };
    book.accounts[account].fix(&book.house, Some(bill.through));
    let reckoned = book.accounts[account].as_fixed(&book.house);
    let due = bill_reckoned(book, &reckoned, bill.dates(), bill.seller.clone(), Date::MAX);
    due.is_ok_and(|due| due == *bill && bill.seller.name == book.house.open.name) && nets(&bill.lines).is_some()
}
