//! An entry in words: what it says, in a line.

use super::json;
use super::text::money;
use crate::counted::count;
use crate::domain::filed::Filed;
use crate::domain::value::repayment;
use crate::domain::{
    Amend, Book, ClientFact, Credit, Entry, EntryId, Fact, Invoice, Money, Number, PriceBasis, Purchase, Refund,
    Repaired,
};

/// What an entry says, in a line.
pub(super) fn describe(book: &Book, entry: &Entry) -> String {
    match &entry.fact {
        Fact::Open(open) => format!("opened for {}", open.name),
        Fact::Client(fact) => client(fact),
        Fact::Service(service) => {
            let name = service.name.as_ref().map_or(String::new(), |name| format!(" {name}"));
            format!("{}{name}, factor {}", service.service, service.factor)
        }
        Fact::Purchase(purchase) => package(purchase),
        Fact::Call(call) => call.note.as_ref().map_or_else(|| "no note".to_owned(), ToString::to_string),
        Fact::Void(void) => format!("void of {}: {}", target(book, &void.entry), void.reason),
        Fact::Amend(amend) => {
            let Amend { entry, reason, call } = &**amend;
            let reason = reason.as_ref().map_or(String::new(), |reason| format!(": {reason}"));
            format!("{} (instead of {}{reason})", call.words(), target(book, entry))
        }
        Fact::Extend(extend) => {
            format!("{} extended until {}{}", extend.package, extend.until, because(extend.reason.as_ref()))
        }
        Fact::Refund(refund) => {
            let Refund { minutes, package, reason, .. } = refund;
            let amount = repaid(book, entry.seq, refund);
            let amount =
                amount.map_or(String::new(), |(amount, prices)| format!(", {} {prices} to pay back", money(amount)));
            format!("{minutes} of {package} refunded{amount}{}", because(reason.as_ref()))
        }
        Fact::Settle(settle) => format!("overage settled onto {}{}", settle.package, because(settle.reason.as_ref())),
        Fact::Close(close) => {
            let whom = if close.client.is_some() { "" } else { " for all clients" };
            format!("closed through {}{whom}{}", close.through, because(close.reason.as_ref()))
        }
        Fact::Invoice(invoice) => self::invoice(invoice),
        Fact::Credit(credit) => {
            let invoice = credited(book, credit).map_or("an invoice".to_owned(), |number| number.to_string());
            format!("{} credits {invoice}: {}", credit.number, credit.reason)
        }
        Fact::Repaired(repaired) => self::repaired(repaired),
    }
}

/// What became of an entry, for the brackets behind it: whether it is late (H3), and what took it back.
pub(super) fn marks(filed: &Filed) -> impl Iterator<Item = String> {
    let late = filed.late.then(|| "late".to_owned());
    late.into_iter().chain(filed.void.map(|by| format!("void by #{by}")))
}

/// `  [late, void by #7]`; nothing where there is nothing to say.
pub(super) fn in_brackets(marks: impl Iterator<Item = String>) -> String {
    let marks: Vec<String> = marks.collect();
    if marks.is_empty() { String::new() } else { format!("  [{}]", marks.join(", ")) }
}

/// `line-ends, cut; 4 lines lost: disk failure`.
fn repaired(repaired: &Repaired) -> String {
    let done: Vec<&str> = repaired.done.iter().map(|mend| mend.as_str()).collect();
    let lost = match repaired.lost {
        0 => String::new(),
        lost => format!("; {} lost", count(lost, "line", "lines")),
    };
    let known = repaired.lost_seq.map_or(String::new(), |seq| format!("; #{seq} was known and is not in it"));
    format!("{}{lost}{known}{}", done.join(", "), because(repaired.reason.as_ref()))
}

/// `2026-0001: 1,687.50 EUR gross, due 2026-12-14`.
fn invoice(invoice: &Invoice) -> String {
    let gross = invoice.bill.total().map_or(String::new(), |total| format!(" {} gross,", money(total.gross)));
    format!("{}:{gross} due {}", invoice.number, invoice.bill.due)
}

/// The number of the invoice that is credited.
pub(super) fn credited(book: &Book, credit: &Credit) -> Option<Number> {
    match book.entry_by_id(&credit.invoice)?.entry.fact {
        Fact::Invoice(invoice) => Some(invoice.number),
        _ => None,
    }
}

/// What a refund pays back, and whether that includes VAT; none for a grant.
pub(super) fn repaid(book: &Book, seq: u64, refund: &Refund) -> Option<(Money, PriceBasis)> {
    let (_, package) = book.package(&refund.package)?;
    repayment(package, seq, refund.minutes)
}

fn because(reason: Option<&crate::domain::Text>) -> String {
    reason.map_or(String::new(), |reason| format!(": {reason}"))
}

/// `#6 (Server restore, 3h)`.
pub(super) fn target(book: &Book, id: &EntryId) -> String {
    let Some(filed) = book.entry_by_id(id) else { return id.to_string() };
    let seq = filed.entry.seq;
    let fact = &filed.entry.fact;
    match (fact.call(), fact) {
        (Some(call), _) => format!("#{seq} ({}, {})", call.words(), call.worked),
        (None, Fact::Purchase(purchase)) => format!("#{seq} ({}, {})", purchase.package, purchase.size),
        (None, fact) => format!("#{seq} ({})", fact.kind()),
    }
}

/// The fields an entry about a client states: `name ACME GmbH, lang de`.
fn client(fact: &ClientFact) -> String {
    let mut said: Vec<String> = stated(fact).into_iter().map(|(name, value)| format!("{name} {value}")).collect();
    if !fact.clear.is_empty() {
        let cleared: Vec<&str> = fact.clear.iter().map(|field| field.as_str()).collect();
        said.push(format!("cleared {}", cleared.join(", ").replace('_', "-")));
    }
    let from = fact.from.map_or(String::new(), |from| format!(" from {from}"));
    format!("{}{from}: {}", fact.client, said.join(", "))
}

/// What an entry about a client states, field by field, by the options' names.
pub(super) fn stated(fact: &ClientFact) -> Vec<(&'static str, String)> {
    let terms = &fact.terms;
    let fields = [
        ("name", json::maybe(fact.name.as_ref())),
        ("email", json::maybe(fact.email.as_ref())),
        ("lang", json::maybe(fact.lang.as_ref())),
        ("address", json::maybe(fact.address.as_ref())),
        ("vat-id", json::maybe(fact.vat_id.as_ref())),
        ("buyer-reference", json::maybe(fact.buyer_reference.as_ref())),
        ("currency", json::maybe(fact.currency)),
        ("vat", json::maybe(fact.vat)),
        ("vat-reason", json::maybe(fact.vat_reason)),
        ("prices", json::maybe(fact.prices)),
        ("increment", json::maybe(terms.increment)),
        ("minimum", json::maybe(terms.minimum)),
        ("overage", json::maybe(terms.overage)),
        ("overage-rate", json::maybe(terms.overage_rate)),
        ("low", json::maybe(terms.low)),
        ("expiry-notice", terms.expiry_notice.map(|days| format!("{days}d"))),
    ];
    fields.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}

/// `acme-1  10h for 1,500.00 EUR gross, from 2026-11-02, no end: offer 4711`.
pub(super) fn package(purchase: &Purchase) -> String {
    let paid = purchase.payment.paid();
    let paid = paid.map_or("granted".to_owned(), |(price, _, prices)| format!("for {} {prices}", money(price)));
    let until = purchase.until.map_or("no end".to_owned(), |until| format!("until {until}"));
    let services = match purchase.services.is_empty() {
        true => String::new(),
        false => format!(", only {}", purchase.services.iter().map(|s| s.as_str()).collect::<Vec<_>>().join(", ")),
    };
    let Purchase { package, size, from, note, payment, .. } = purchase;
    let words = [payment.grant_reason(), note.as_ref()].into_iter().flatten().map(|text| text.as_str());
    let words: Vec<&str> = words.collect();
    let words = if words.is_empty() { String::new() } else { format!(": {}", words.join("; ")) };
    format!("{package}  {size} {paid}, from {from}, {until}{services}{words}")
}
