//! The entries, one by one.

use serde::Serialize;

use super::call_view::{CallView, call_view};
use super::csv::{self, Sheet, Spelling};
use super::describe::{describe, in_brackets, marks, repaid};
use super::entry_view::EntryView;
use super::json::{self, Stamp};
use super::table::{Align, Table};
use crate::domain::filed::{Filed, Subject};
use crate::domain::{Book, Date, Entry, Fact, PackageId, Reckoned, Text};

/// The entries to list, and what they are listed against.
#[derive(Debug)]
pub struct Listing<'a> {
    /// The ledger.
    pub book: &'a Book,
    /// The entries, in file order, each behind the day it belongs to.
    pub entries: Vec<(Option<Date>, Filed)>,
    /// The clients with everything worked off, by the index of their account.
    pub accounts: std::collections::HashMap<usize, Reckoned<'a>>,
    /// The day the answer is for.
    pub as_of: Date,
}

impl<'a> Listing<'a> {
    fn reckoned(&self, filed: &Filed) -> Option<&Reckoned<'a>> {
        match filed.subject {
            Subject::Call(place) => self.accounts.get(&place.account),
            _ => None,
        }
    }

    /// The call that an entry recorded, with what became of it; none where it recorded none.
    fn call<'b>(&'b self, filed: &'b Filed) -> Option<CallView<'b>> {
        self.reckoned(filed).map(|reckoned| call_view(filed, Some(reckoned), self.as_of))
    }

    fn views(&self) -> impl Iterator<Item = EntryView<'_>> {
        self.entries.iter().map(|(_, filed)| EntryView::new(self.book, filed, self.reckoned(filed), self.as_of))
    }
}

/// A line per entry.
pub fn table(listing: &Listing<'_>) -> String {
    if listing.entries.is_empty() {
        return "no entries\n".to_owned();
    }
    let mut table = Table::new(&[
        ("entry", Align::Right),
        ("date", Align::Left),
        ("client", Align::Left),
        ("kind", Align::Left),
        ("worked", Align::Right),
        ("charged", Align::Right),
        ("what", Align::Left),
    ]);
    for (day, filed) in &listing.entries {
        let call = listing.call(filed);
        let time = |minutes: u64| crate::domain::Minutes::new(minutes).to_string();
        table.row([
            format!("#{}", filed.entry.seq),
            day.map_or(String::new(), |day| day.to_string()),
            listing.book.client_of(filed).map_or(String::new(), ToString::to_string),
            filed.entry.fact.kind().to_owned(),
            call.as_ref().map_or(String::new(), |call| time(call.worked_minutes)),
            // What was taken back is charged nothing; a nought would look like a call that was free.
            match &call {
                Some(_) if filed.void.is_some() => "–".to_owned(),
                Some(call) => time(call.charged_minutes),
                None => String::new(),
            },
            format!("{}{}{}", describe(listing.book, &filed.entry), case(&filed.entry.fact), flags(filed)),
        ]);
    }
    table.print()
}

/// `  (T-81)`.
fn case(fact: &Fact) -> String {
    let case = fact.call().and_then(|call| call.case.as_ref());
    case.map_or(String::new(), |case| format!("  ({case})"))
}

/// Everything an entry says in words: what a search looks at.
pub fn words(book: &Book, entry: &Entry) -> String {
    let mut words = describe(book, entry);
    if let Some(call) = entry.fact.call() {
        for text in [&call.case, &call.contact, &call.goodwill].into_iter().flatten() {
            words.push('\n');
            words.push_str(text.as_str());
        }
    }
    words
}

/// `  [goodwill, late, void by #7]`.
fn flags(filed: &Filed) -> String {
    // Else its `0m` would look like that of a call which its case had paid for.
    let is_given = filed.entry.fact.call().is_some_and(|call| call.goodwill.is_some());
    in_brackets(is_given.then(|| "goodwill".to_owned()).into_iter().chain(marks(filed)))
}

/// `hours.entries/1`: in file order.
pub fn document(listing: &Listing<'_>, stamp: &Stamp) -> String {
    #[derive(Serialize)]
    struct Body<'a> {
        entries: Vec<EntryView<'a>>,
    }
    json::document("hours.entries/1", Body { entries: listing.views().collect() }, Some(stamp))
}

/// One row an entry; the figures of calls, and what the entry says in words. A column has what JSON has under its name.
pub fn sheet(listing: &Listing<'_>, spelling: Spelling) -> String {
    let header = [
        "seq",
        "id",
        "recorded",
        "by",
        "kind",
        "client",
        "date",
        "start",
        "worked_minutes",
        "charged_minutes",
        "goodwill_minutes",
        "overage_minutes",
        "overage_amount",
        "case",
        "service",
        "factor",
        "late",
        "void",
        "text",
        "currency",
        "package",
        "goodwill",
        "contact",
        "note",
    ];
    let mut sheet = Sheet::new(spelling, &header);
    for (day, filed) in &listing.entries {
        let entry = &filed.entry;
        let call = listing.call(filed);
        let call = call.as_ref();
        let declared = match &entry.fact {
            Fact::Service(service) => Some(service),
            _ => None,
        };
        let figure = |get: fn(&CallView<'_>) -> u64| csv::maybe_number(call.map(get));
        sheet.row([
            csv::number(entry.seq),
            csv::text(&entry.id),
            csv::text(entry.recorded),
            csv::text(&entry.by),
            csv::text(entry.fact.kind()),
            csv::maybe(listing.book.client_of(filed)),
            csv::maybe(day.as_ref()),
            csv::maybe(call.and_then(|call| call.start.as_ref())),
            figure(|call| call.worked_minutes),
            figure(|call| call.charged_minutes),
            figure(|call| call.goodwill_minutes),
            figure(|call| call.overage.minutes),
            csv::maybe_number(call.map(|call| &call.overage.amount)),
            csv::maybe(call.and_then(|call| call.case)),
            csv::maybe(call.and_then(|call| call.service).or(declared.map(|service| service.service.as_str()))),
            csv::maybe_number(call.map(|call| call.factor.clone()).or(declared.map(|s| s.factor.to_string()))),
            csv::text(filed.late),
            csv::text(filed.void.is_some()),
            // A call without a note has nothing to say.
            match &entry.fact {
                Fact::Call(call) => csv::maybe(call.note.as_ref()),
                _ => csv::text(describe(listing.book, entry)),
            },
            csv::maybe(call.map(|call| call.currency.clone()).or_else(|| currency(listing.book, entry))),
            csv::maybe(package(&entry.fact)),
            csv::maybe(call.and_then(|call| call.goodwill)),
            csv::maybe(call.and_then(|call| call.contact)),
            csv::maybe(note(&entry.fact)),
        ]);
    }
    sheet.print()
}

/// The package that an entry is about, or that a call names.
fn package(fact: &Fact) -> Option<&PackageId> {
    match fact {
        Fact::Purchase(purchase) => Some(&purchase.package),
        Fact::Extend(extend) => Some(&extend.package),
        Fact::Refund(refund) => Some(&refund.package),
        Fact::Settle(settle) => Some(&settle.package),
        fact => fact.call()?.package.as_ref(),
    }
}

/// What was noted of a package or a call.
fn note(fact: &Fact) -> Option<&Text> {
    match fact {
        Fact::Purchase(purchase) => purchase.note.as_ref(),
        fact => fact.call()?.note.as_ref(),
    }
}

/// The currency of the money that an entry states, or that a refund comes to.
fn currency(book: &Book, entry: &Entry) -> Option<String> {
    let currency = match &entry.fact {
        Fact::Open(open) => open.currency,
        Fact::Purchase(purchase) => purchase.payment.paid()?.0.currency(),
        Fact::Refund(refund) => repaid(book, entry.seq, refund)?.0.currency(),
        Fact::Invoice(invoice) => invoice.bill.totals.first()?.split.gross.currency(),
        _ => return None,
    };
    Some(currency.to_string())
}
