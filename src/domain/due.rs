//! What is due to be invoiced to a client (J1).

use super::filed_call::FiledCall;
use super::invoice::{Item, Line, Tax};
use super::value::repayment;
use super::{Book, Date, EntryId, Outcome, OverageClass, Package, Payment, Reckoned, VatRate, VatReason, billing};

/// The lines of an invoice through a date, in ledger order: every purchase and refund not yet invoiced, and every call with billable overage not yet
/// invoiced, dated by then. Nothing that stands on an invoice is among them, and nothing else is left out, however late
/// it was recorded. What is later than `as_of` – work, packages, settlements, invoices and their credits – is left out (A7); [`Date::MAX`] asks for all
/// that is known.
pub fn due(book: &Book, reckoned: &Reckoned<'_>, through: Date, as_of: Date) -> Vec<Line> {
    let through = through.min(as_of);
    let mut lines: Vec<(u64, Line)> = Vec::new();
    for package in reckoned.account.packages.iter().filter(|package| package.void.is_none()) {
        lines.extend(of_package(book, reckoned, package, through, as_of));
    }
    for (filed, outcome) in reckoned.calls(through) {
        lines.extend(of_call(book, reckoned, filed, &outcome, as_of));
    }
    lines.sort_by_key(|(seq, _)| *seq);
    lines.into_iter().map(|(_, line)| line).collect()
}

/// The lines of a package and its refunds; a grant has none (D2).
fn of_package(book: &Book, reckoned: &Reckoned<'_>, package: &Package, through: Date, as_of: Date) -> Vec<(u64, Line)> {
    let Payment::Paid { price, vat, prices } = package.purchase.payment else { return Vec::new() };
    let date = package.purchase.date;
    let tax = Tax { vat, reason: reason(reckoned, vat, date), prices };
    let mut lines = Vec::new();
    if date <= through && billing::standing(package.billings(), as_of).is_none() {
        let minutes = package.purchase.size;
        let line = Line { entry: id(book, package.seq), item: Item::Package, minutes, amount: price, tax };
        lines.push((package.seq, line));
    }
    for refund in package.refunds() {
        let paid_back = repayment(package, refund.seq, refund.minutes).filter(|_| refund.date <= through);
        if let Some((amount, _)) = paid_back.filter(|_| billing::standing(&refund.billings, as_of).is_none()) {
            let (entry, minutes, amount) = (id(book, refund.seq), refund.minutes, amount.negated());
            lines.push((refund.seq, Line { entry, item: Item::Refund, minutes, amount, tax }));
        }
    }
    lines
}

/// The line of what is open of a call's overage, taxed as the client was on the worked date.
fn of_call(
    book: &Book,
    reckoned: &Reckoned<'_>,
    filed: &FiledCall,
    outcome: &Outcome<'_>,
    as_of: Date,
) -> Option<(u64, Line)> {
    let minutes = outcome.open_overage(as_of);
    if outcome.class() != OverageClass::Bill || minutes.is_zero() {
        return None;
    }
    let (prices, vat) = reckoned.account.history.prices_on(filed.date, &reckoned.house.open);
    let tax = Tax { vat, reason: reason(reckoned, vat, filed.date), prices };
    let item = Item::Overage { rate: outcome.rate() };
    Some((filed.seq(), Line { entry: id(book, filed.seq()), item, minutes, amount: outcome.open_amount(as_of), tax }))
}

/// Why what was sold on a day bears no VAT, if it bears none.
fn reason(reckoned: &Reckoned<'_>, vat: VatRate, date: Date) -> Option<VatReason> {
    reckoned.account.history.vat_reason_on(date, &reckoned.house.open).filter(|_| vat.is_zero())
}

fn id(book: &Book, seq: u64) -> EntryId {
    // What is filed has an entry.
    book.entry(seq).map(|filed| filed.entry.id).unwrap_or_else(|| unreachable!("no entry #{seq}"))
}
