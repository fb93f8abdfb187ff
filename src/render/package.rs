//! One package: how it stands, and what was drawn on it.

use serde::Serialize;

use super::entry::on_invoice;
use super::json::{self, Stamp};
use super::table::{Align, Table};
use super::text::{amount, left, money};
use crate::domain::package::{Extension, State};
use crate::domain::reckoned::Standing;
use crate::domain::uses::{Use, UsedBy, uses};
use crate::domain::vat::Split;
use crate::domain::{Book, Date, Package, Payment, Reckoned, billing};

/// A package in machine formats.
#[derive(Debug, Serialize)]
pub(super) struct PackageView<'a> {
    pub(super) package: &'a str,
    pub(super) state: &'static str,
    pub(super) grant: bool,
    pub(super) size_minutes: u64,
    pub(super) drawn_minutes: u64,
    pub(super) refunded_minutes: u64,
    pub(super) expired_minutes: u64,
    /// What is neither drawn, refunded nor expired; of a package that is upcoming, what can be used later.
    pub(super) left_minutes: u64,
    pub(super) from: String,
    pub(super) until: Option<String>,
    pub(super) services: Vec<&'a str>,
    pub(super) price: Option<String>,
    pub(super) prices: Option<&'static str>,
    pub(super) vat_rate: Option<String>,
    /// Whether it was booked into a closed period (H3).
    pub(super) late: bool,
}

impl<'a> PackageView<'a> {
    pub(super) fn new(standing: &Standing<'a>) -> PackageView<'a> {
        let purchase = &standing.package.purchase;
        let paid = purchase.payment.paid();
        PackageView {
            package: purchase.package.as_str(),
            state: standing.state.as_str(),
            grant: paid.is_none(),
            size_minutes: purchase.size.get(),
            drawn_minutes: standing.drawn.get(),
            refunded_minutes: standing.refunded.get(),
            expired_minutes: standing.expired().get(),
            left_minutes: standing.left().plus(standing.upcoming()).get(),
            from: purchase.from.to_string(),
            until: json::maybe(standing.until),
            services: purchase.services.iter().map(|service| service.as_str()).collect(),
            price: paid.map(|(price, ..)| price.amount().to_string()),
            prices: paid.map(|(.., prices)| prices.as_str()),
            vat_rate: paid.map(|(_, vat, _)| vat.to_string()),
            late: standing.package.late,
        }
    }
}

/// `onsite, server`, or `all`.
pub(super) fn services(package: &Package) -> String {
    let names: Vec<&str> = package.purchase.services.iter().map(|service| service.as_str()).collect();
    if names.is_empty() { "all".to_owned() } else { names.join(", ") }
}

/// The package with a line per use.
pub fn table(book: &Book, reckoned: &Reckoned<'_>, at: usize, standing: &Standing<'_>, date: Date) -> String {
    let mut text = head(book, reckoned, standing, date);
    let uses = uses(reckoned, at, date);
    if uses.is_empty() {
        return text;
    }
    let mut table = Table::new(&[
        ("  date", Align::Left),
        ("entry", Align::Left),
        ("drawn", Align::Right),
        ("what", Align::Left),
        ("rest", Align::Left),
    ]);
    let mut rest = standing.package.purchase.size;
    for one in uses {
        rest = rest.less(one.minutes);
        let aside = match one.by {
            UsedBy::Call { over, .. } if !over.is_zero() => format!("  ({over} went over)"),
            UsedBy::Settlement { .. } => "  (settled)".to_owned(),
            UsedBy::Call { .. } | UsedBy::Refund => String::new(),
        };
        let what = one.by.call().map_or_else(|| "refund".to_owned(), |call| book.note(call.seq()));
        let entry = format!("#{}", one.seq);
        let rest = format!("{}{aside}{}", left(rest), mark(is_late(book, one.taken_by())));
        table.row([format!("  {}", one.date), entry, one.minutes.to_string(), what, rest]);
    }
    text.push_str(&table.print());
    text
}

fn head(book: &Book, reckoned: &Reckoned<'_>, standing: &Standing<'_>, date: Date) -> String {
    let package = standing.package;
    let mut text = format!("{}  {}{}\n", package.id(), sold(reckoned, package, standing.until), mark(package.late));
    if let Some(note) = &package.purchase.note {
        text.push_str(&format!("  note: {note}\n"));
    }
    for billing in package.billings().iter().filter_map(|billing| billing.by(date)) {
        text.push_str(&format!("  {}\n", on_invoice(&billing)));
    }
    for extension in extended_by(package, date) {
        let Extension { seq, date, until } = *extension;
        let late = mark(is_late(book, seq));
        text.push_str(&format!("  extended on {date} until {until} (#{seq}){late}\n"));
    }
    text.push_str(&format!("  on {date}: {}\n", stands(standing)));
    text
}

/// `10h for 1500.00 EUR net (…), bought 2026-01-02 (#4) by acme, until 2026-12-31, all services`.
fn sold(reckoned: &Reckoned<'_>, package: &Package, until: Option<Date>) -> String {
    let purchase = &package.purchase;
    let (seq, client) = (package.seq, &reckoned.account.id);
    let bought = match &purchase.payment {
        Payment::Paid { price, vat, prices } => {
            let split = Split::of(*price, *vat, *prices);
            let split = split.map_or(String::new(), |s| format!(" ({} net + {} VAT)", amount(s.net), amount(s.vat)));
            let (size, price, date) = (purchase.size, money(*price), purchase.date);
            format!("{size} for {price} {prices}{split}, bought {date} (#{seq}) by {client}")
        }
        Payment::Granted { reason } => {
            format!("{} granted {} (#{seq}) to {client}: {reason}", purchase.size, purchase.date)
        }
    };
    let from = if purchase.from > purchase.date { format!(", from {}", purchase.from) } else { String::new() };
    let end = until.map_or("no end".to_owned(), |until| format!("until {until}"));
    let services = match purchase.services.is_empty() {
        true => "all services".to_owned(),
        false => format!("only {}", services(package)),
    };
    format!("{bought}{from}, {end}, {services}")
}

/// `open, 2h drawn, 30m refunded, 7h30m left`.
fn stands(standing: &Standing<'_>) -> String {
    let refunded = match standing.refunded.is_zero() {
        true => String::new(),
        false => format!(", {} refunded", standing.refunded),
    };
    let rest = match standing.state {
        State::Expired => format!("{} lost", standing.rest),
        _ => left(standing.rest),
    };
    format!("{}, {} drawn{refunded}, {rest}", standing.state.as_str(), standing.drawn)
}

/// The extensions made by the end of a day, in file order.
fn extended_by(package: &Package, date: Date) -> impl Iterator<Item = &Extension> {
    package.extensions().iter().filter(move |extension| extension.date <= date)
}

/// Whether an entry was booked into a closed period: it shows as late in every list (H3).
fn is_late(book: &Book, seq: u64) -> bool {
    book.entry(seq).is_some_and(|filed| filed.late)
}

fn mark(late: bool) -> &'static str {
    if late { "  [late]" } else { "" }
}

/// `hours.package/1`.
pub fn document(
    book: &Book,
    reckoned: &Reckoned<'_>,
    at: usize,
    standing: &Standing<'_>,
    date: Date,
    stamp: &Stamp,
) -> String {
    let package = standing.package;
    let purchase = &package.purchase;
    let currency = reckoned.account.currency(reckoned.house);
    let body = Body {
        as_of: date.to_string(),
        client: reckoned.account.id.as_str(),
        currency: currency.code(),
        entry: package.seq,
        date: purchase.date.to_string(),
        package: PackageView::new(standing),
        reason: purchase.payment.grant_reason().map(|reason| reason.as_str()),
        note: purchase.note.as_ref().map(|note| note.as_str()),
        invoice: billing::standing(package.billings(), date).map(|billing| billing.number.as_str()),
        extensions: extended_by(package, date).map(|extension| ExtensionView::new(book, extension)).collect(),
        draws: uses(reckoned, at, date).iter().map(|one| DrawView::new(book, one)).collect(),
    };
    json::document("hours.package/1", body, Some(stamp))
}

#[derive(Serialize)]
struct Body<'a> {
    as_of: String,
    client: &'a str,
    currency: &'a str,
    entry: u64,
    date: String,
    #[serde(flatten)]
    package: PackageView<'a>,
    reason: Option<&'a str>,
    note: Option<&'a str>,
    invoice: Option<&'a str>,
    extensions: Vec<ExtensionView>,
    draws: Vec<DrawView>,
}

#[derive(Serialize)]
struct ExtensionView {
    entry: u64,
    date: String,
    until: String,
    late: bool,
}

impl ExtensionView {
    fn new(book: &Book, extension: &Extension) -> ExtensionView {
        let Extension { seq, date, until } = *extension;
        ExtensionView { entry: seq, date: date.to_string(), until: until.to_string(), late: is_late(book, seq) }
    }
}

#[derive(Serialize)]
struct DrawView {
    entry: u64,
    date: String,
    minutes: u64,
    kind: &'static str,
    settled: bool,
    late: bool,
}

impl DrawView {
    fn new(book: &Book, one: &Use<'_>) -> DrawView {
        DrawView {
            entry: one.seq,
            date: one.date.to_string(),
            minutes: one.minutes.get(),
            kind: if one.by.call().is_some() { "call" } else { "refund" },
            settled: matches!(one.by, UsedBy::Settlement { .. }),
            late: is_late(book, one.taken_by()),
        }
    }
}
