//! Warnings, beside other answers and as one of their own.

use serde::Serialize;

use super::csv::{self, Sheet, Spelling};
use super::json::{self, Stamp};
use super::table::{Align, Table};
use super::text::{left, money, percent};
use crate::domain::Date;
use crate::domain::balance::Balance;
use crate::domain::reckoned::Standing;
use crate::domain::warning::Warning;

/// A warning in machine formats.
#[derive(Debug, Serialize)]
pub(super) struct WarningView {
    code: &'static str,
    minutes: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    amount: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    package: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<String>,
    /// What of `minutes` and `amount` is to be invoiced; the rest is held for the next package.
    #[serde(skip_serializing_if = "Option::is_none")]
    billable_minutes: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    billable_amount: Option<String>,
}

pub(super) fn views(warnings: &[Warning]) -> Vec<WarningView> {
    warnings.iter().map(view).collect()
}

fn view(warning: &Warning) -> WarningView {
    let plain = |minutes| WarningView {
        code: warning.code(),
        minutes,
        amount: None,
        package: None,
        until: None,
        billable_minutes: None,
        billable_amount: None,
    };
    match warning {
        Warning::Low { left, .. } => plain(left.get()),
        Warning::Exhausted | Warning::None => plain(0),
        Warning::Overage { minutes, amount, billable_minutes, billable } => WarningView {
            amount: Some(amount.amount().to_string()),
            billable_minutes: Some(billable_minutes.get()),
            billable_amount: Some(billable.amount().to_string()),
            ..plain(minutes.get())
        },
        Warning::Expiring { package, until, left: minutes } | Warning::Expired { package, until, lost: minutes } => {
            WarningView { package: Some(package.to_string()), until: Some(until.to_string()), ..plain(minutes.get()) }
        }
    }
}

/// A warning as a sentence about the client: `acme is low: 1h45m left, 17.5 % of 10h`.
pub fn sentence(balance: &Balance<'_>, warning: &Warning) -> String {
    let client = balance.client;
    match warning {
        Warning::Low { left: minutes, of } => {
            format!("{client} is low: {}, {} % of {of}", left(*minutes), percent(*minutes, *of))
        }
        Warning::Exhausted => format!("{client} is out of hours"),
        Warning::Overage { minutes, billable_minutes, billable, .. } => {
            let owed = format!("{} {}", money(*billable), balance.prices);
            if billable_minutes.is_zero() {
                format!("{client} is {minutes} over, held for the next package{}", settled_by(balance))
            } else if billable_minutes == minutes {
                format!("{client} is {minutes} over: {owed} to invoice")
            } else {
                let part = format!("{billable_minutes} of it to invoice: {owed}");
                format!("{client} is {minutes} over, {part}, the rest held for the next package")
            }
        }
        Warning::Expiring { package, until, left: minutes } => {
            format!("{client}: {package} ends on {until} with {}", left(*minutes))
        }
        Warning::Expired { package, until, lost } => format!("{client}: {package} ended on {until} with {lost} lost"),
        Warning::None => format!("{client} never had a package"),
    }
}

/// What takes carried overage off where a package is open that could: such as one that was bought before, for a later month, and takes nothing up by
/// itself (G5).
fn settled_by(balance: &Balance<'_>) -> String {
    let mut packages = balance.packages.iter();
    let could = |standing: &&Standing<'_>| !standing.left().is_zero() && standing.package.purchase.services.is_empty();
    let package = packages.find(could).map(|standing| standing.package.id());
    package.map_or_else(String::new, |package| {
        format!("; hours settle {} --package {package} takes it off that one", balance.client)
    })
}

/// The warnings of these clients, one a line.
pub fn table(balances: &[Balance<'_>]) -> String {
    if balances.iter().all(|balance| balance.warnings.is_empty()) {
        return "nothing to warn about\n".to_owned();
    }
    let mut table = Table::new(&[("client", Align::Left), ("warning", Align::Left), ("what", Align::Left)]);
    for (balance, warning) in each(balances) {
        let sentence = sentence(balance, warning);
        let client = balance.client.as_str();
        // The client stands in a column of its own already.
        let what = sentence.strip_prefix(client).map_or(sentence.as_str(), |rest| rest.trim_start_matches([':', ' ']));
        table.row([client, warning.code(), what]);
    }
    table.print()
}

fn each<'a, 'b>(balances: &'a [Balance<'b>]) -> impl Iterator<Item = (&'a Balance<'b>, &'a Warning)> {
    balances.iter().flat_map(|balance| balance.warnings.iter().map(move |warning| (balance, warning)))
}

/// `hours.warnings/1`: the clients that have warnings, by id.
pub fn document(balances: &[Balance<'_>], as_of: Date, stamp: &Stamp) -> String {
    #[derive(Serialize)]
    struct Body<'a> {
        as_of: String,
        clients: Vec<Client<'a>>,
    }
    #[derive(Serialize)]
    struct Client<'a> {
        client: &'a str,
        name: &'a str,
        currency: &'a str,
        warnings: Vec<WarningView>,
    }
    let warned = balances.iter().filter(|balance| !balance.warnings.is_empty());
    let clients = warned.map(|balance| Client {
        client: balance.client.as_str(),
        name: balance.name.as_str(),
        currency: balance.currency.code(),
        warnings: views(&balance.warnings),
    });
    json::document("hours.warnings/1", Body { as_of: as_of.to_string(), clients: clients.collect() }, Some(stamp))
}

/// One row a warning.
pub fn sheet(balances: &[Balance<'_>], spelling: Spelling) -> String {
    let header = [
        "client",
        "name",
        "code",
        "minutes",
        "amount",
        "currency",
        "package",
        "until",
        "billable_minutes",
        "billable_amount",
    ];
    let mut sheet = Sheet::new(spelling, &header);
    for (balance, warning) in each(balances) {
        let WarningView { code, minutes, amount, package, until, billable_minutes, billable_amount } = view(warning);
        sheet.row([
            csv::text(balance.client),
            csv::text(balance.name),
            csv::text(code),
            csv::number(minutes),
            csv::maybe_number(amount),
            csv::text(balance.currency),
            csv::maybe(package),
            csv::maybe(until),
            csv::maybe_number(billable_minutes),
            csv::maybe_number(billable_amount),
        ]);
    }
    sheet.print()
}
