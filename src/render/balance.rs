//! Where clients stand.

use serde::Serialize;

use super::csv::{self, Sheet, Spelling};
use super::json::{self, Stamp};
use super::package::PackageView;
use super::table::{Align, Table};
use super::text::money;
use super::warnings::{WarningView, views};
use crate::domain::balance::Balance;
use crate::domain::warning::Warning;
use crate::domain::{Date, Minutes};

/// The name of the document, also where it is a part of another.
const SCHEMA: &str = "hours.balance/1";

/// One client in machine formats.
#[derive(Debug, Serialize)]
struct ClientView<'a> {
    client: &'a str,
    name: &'a str,
    currency: &'a str,
    left_minutes: u64,
    upcoming_minutes: u64,
    expired_minutes: u64,
    refunded_minutes: u64,
    worked_minutes: u64,
    charged_minutes: u64,
    goodwill_minutes: u64,
    overage_minutes: u64,
    overage_amount: String,
    billable_minutes: u64,
    billable_amount: String,
    /// Whether amounts include VAT.
    prices: &'static str,
    last_call: Option<String>,
    packages: Vec<PackageView<'a>>,
    warnings: Vec<WarningView>,
}

impl<'a> ClientView<'a> {
    fn new(balance: &'a Balance<'_>) -> ClientView<'a> {
        ClientView {
            client: balance.client.as_str(),
            name: balance.name.as_str(),
            currency: balance.currency.code(),
            left_minutes: balance.left.get(),
            upcoming_minutes: balance.upcoming.get(),
            expired_minutes: balance.expired.get(),
            refunded_minutes: balance.refunded.get(),
            worked_minutes: balance.worked.get(),
            charged_minutes: balance.charged.get(),
            goodwill_minutes: balance.goodwill.get(),
            overage_minutes: balance.overage.get(),
            overage_amount: balance.overage_amount.amount().to_string(),
            billable_minutes: balance.billable_minutes.get(),
            billable_amount: balance.billable.amount().to_string(),
            prices: balance.prices.as_str(),
            last_call: json::maybe(balance.last_call),
            packages: balance.packages.iter().map(PackageView::new).collect(),
            warnings: views(&balance.warnings),
        }
    }
}

/// The body of `hours.balance/1`.
#[derive(Debug, Serialize)]
struct BalanceDocument<'a> {
    as_of: String,
    clients: Vec<ClientView<'a>>,
}

impl<'a> BalanceDocument<'a> {
    /// These clients, in this order.
    fn new(balances: &'a [Balance<'_>], as_of: Date) -> BalanceDocument<'a> {
        BalanceDocument { as_of: as_of.to_string(), clients: balances.iter().map(ClientView::new).collect() }
    }
}

/// Where one client stands, as a part of a receipt.
#[derive(Debug, Serialize)]
pub(super) struct BalanceView<'a> {
    schema: &'static str,
    #[serde(flatten)]
    body: BalanceDocument<'a>,
}

impl<'a> BalanceView<'a> {
    pub(super) fn new(balance: &'a Balance<'_>) -> BalanceView<'a> {
        let body = BalanceDocument::new(std::slice::from_ref(balance), balance.as_of);
        BalanceView { schema: SCHEMA, body }
    }
}

/// `hours.balance/1`.
pub fn document(balances: &[Balance<'_>], as_of: Date, stamp: &Stamp) -> String {
    json::document(SCHEMA, BalanceDocument::new(balances, as_of), Some(stamp))
}

/// A line per client.
pub fn table(balances: &[Balance<'_>]) -> String {
    if balances.is_empty() {
        return "no clients\n".to_owned();
    }
    let mut table = Table::new(&[
        ("client", Align::Left),
        ("left", Align::Right),
        ("used", Align::Right),
        ("over", Align::Right),
        ("to invoice", Align::Right),
        ("last call", Align::Left),
        ("state", Align::Left),
    ]);
    for balance in balances {
        table.row([
            balance.client.to_string(),
            balance.left.to_string(),
            balance.charged.to_string(),
            if balance.overage.is_zero() { String::new() } else { balance.overage.to_string() },
            if balance.billable.is_zero() { "–".to_owned() } else { money(balance.billable) },
            balance.last_call.map_or("–".to_owned(), |date| date.to_string()),
            state(balance),
        ]);
    }
    table.print()
}

/// The client's warnings in a word each, and what can be used later; who is over has used up everything anyway.
fn state(balance: &Balance<'_>) -> String {
    let over = balance.warnings.iter().any(|warning| matches!(warning, Warning::Overage { .. }));
    let mut words: Vec<&str> = Vec::new();
    for warning in &balance.warnings {
        let word = match warning {
            Warning::Exhausted if over => continue,
            Warning::Exhausted => "nothing left",
            Warning::Overage { .. } => "over",
            Warning::None => "no package",
            other => other.code(),
        };
        if !words.contains(&word) {
            words.push(word);
        }
    }
    let state = if words.is_empty() { "ok".to_owned() } else { words.join(", ") };
    if balance.upcoming.is_zero() { state } else { format!("{state}, {} upcoming", balance.upcoming) }
}

/// A line per package.
pub fn package_table(balances: &[Balance<'_>]) -> String {
    if balances.iter().all(|balance| balance.packages.is_empty()) {
        return "no packages\n".to_owned();
    }
    let standings = || balances.iter().flat_map(|b| b.packages.iter().map(move |standing| (b, standing)));
    let has_lost = standings().any(|(_, standing)| !standing.expired().is_zero());
    let lost: &[(&str, Align)] = if has_lost { &[("lost", Align::Right)] } else { &[] };
    let mut header = vec![("client", Align::Left), ("package", Align::Left), ("state", Align::Left)];
    header.extend([("size", Align::Right), ("used", Align::Right), ("refunded", Align::Right)]);
    header.extend_from_slice(lost);
    header.extend([("left", Align::Right), ("from", Align::Left), ("until", Align::Left), ("services", Align::Left)]);
    let mut table = Table::new(&header);
    for (balance, standing) in standings() {
        let some = |minutes: Minutes| if minutes.is_zero() { String::new() } else { minutes.to_string() };
        let package = standing.package;
        let mut row = vec![
            balance.client.to_string(),
            package.id().to_string(),
            format!("{}{}", standing.state.as_str(), if package.late { " [late]" } else { "" }),
            package.purchase.size.to_string(),
            standing.drawn.to_string(),
            some(standing.refunded),
        ];
        row.extend(has_lost.then(|| some(standing.expired())));
        row.extend([
            standing.left().plus(standing.upcoming()).to_string(),
            package.purchase.from.to_string(),
            standing.until.map_or("no end".to_owned(), |until| until.to_string()),
            super::package::services(package),
        ]);
        table.row(row);
    }
    table.print()
}

/// One row a client.
pub fn sheet(balances: &[Balance<'_>], spelling: Spelling) -> String {
    let header = [
        "client",
        "name",
        "currency",
        "left_minutes",
        "upcoming_minutes",
        "expired_minutes",
        "refunded_minutes",
        "worked_minutes",
        "charged_minutes",
        "goodwill_minutes",
        "overage_minutes",
        "overage_amount",
        "last_call",
        "warnings",
        "prices",
        "billable_minutes",
        "billable_amount",
    ];
    let mut sheet = Sheet::new(spelling, &header);
    for balance in balances {
        let codes: Vec<&str> = balance.warnings.iter().map(Warning::code).collect();
        let view = ClientView::new(balance);
        sheet.row([
            csv::text(view.client),
            csv::text(view.name),
            csv::text(view.currency),
            csv::number(view.left_minutes),
            csv::number(view.upcoming_minutes),
            csv::number(view.expired_minutes),
            csv::number(view.refunded_minutes),
            csv::number(view.worked_minutes),
            csv::number(view.charged_minutes),
            csv::number(view.goodwill_minutes),
            csv::number(view.overage_minutes),
            csv::number(view.overage_amount),
            csv::maybe(view.last_call),
            csv::words(&codes),
            csv::text(view.prices),
            csv::number(view.billable_minutes),
            csv::number(view.billable_amount),
        ]);
    }
    sheet.print()
}

/// One row a package.
pub fn package_sheet(balances: &[Balance<'_>], spelling: Spelling) -> String {
    let header = [
        "client",
        "package",
        "state",
        "grant",
        "size_minutes",
        "drawn_minutes",
        "refunded_minutes",
        "expired_minutes",
        "left_minutes",
        "from",
        "until",
        "services",
        "price",
        "currency",
        "prices",
        "vat_rate",
        "late",
    ];
    let mut sheet = Sheet::new(spelling, &header);
    for (balance, standing) in balances.iter().flat_map(|b| b.packages.iter().map(move |s| (b, s))) {
        let view = PackageView::new(standing);
        sheet.row([
            csv::text(balance.client),
            csv::text(view.package),
            csv::text(view.state),
            csv::text(view.grant),
            csv::number(view.size_minutes),
            csv::number(view.drawn_minutes),
            csv::number(view.refunded_minutes),
            csv::number(view.expired_minutes),
            csv::number(view.left_minutes),
            csv::text(view.from),
            csv::maybe(view.until),
            csv::words(&view.services),
            csv::maybe_number(view.price),
            csv::text(balance.currency),
            csv::maybe(view.prices),
            csv::maybe_number(view.vat_rate),
            csv::text(view.late),
        ]);
    }
    sheet.print()
}
