//! Beancount's ledger: <https://beancount.github.io/docs/beancount_language_syntax.html>. It ends in balance assertions, on the day after the
//! period because Beancount asserts what stood at a day's beginning.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::{MINUTES, currencies, quantity};
use crate::domain::journal::{Account, Booking, Journal, Posting, Quantity};
use crate::domain::{Book, Date};

/// The ledger's text.
pub fn ledger(book: &Book, journal: &Journal) -> String {
    let mut text = format!("option \"title\" \"{}\"\n", escape(book.house.open.name.as_str()));
    for currency in currencies(journal) {
        let _ = writeln!(text, "option \"operating_currency\" \"{currency}\"");
    }
    text.push('\n');
    for (account, (date, commodities)) in accounts(journal) {
        let _ = writeln!(text, "{date} open {} {}", name(account), commodities.join(","));
        if let Some((client, package)) = owner(account) {
            let _ = writeln!(text, "  client: \"{client}\"");
            if let Some(package) = package {
                let _ = writeln!(text, "  package: \"{package}\"");
            }
        }
    }
    for booking in &journal.bookings {
        write_booking(&mut text, booking);
    }
    if let Some(day) = journal.period.to.plus_days(1).filter(|_| !journal.closing.is_empty()) {
        text.push('\n');
        for Posting { account, quantity: balance, .. } in &journal.closing {
            let _ = writeln!(text, "{day} balance {}  {}", name(account), exactly(*balance));
        }
    }
    text
}

fn write_booking(text: &mut String, booking: &Booking) {
    let payee = booking.client.as_ref().map_or(String::new(), |client| format!(" \"{client}\""));
    let link = booking.document.as_ref().map_or(String::new(), |number| format!(" ^{number}"));
    let _ = writeln!(text, "\n{} *{payee} \"{}\"{link}", booking.date, escape(&booking.text));
    if let Some(seq) = booking.entry {
        let _ = writeln!(text, "  entry: \"#{seq}\"");
    }
    for posting in &booking.postings {
        let _ = writeln!(text, "  {}  {}", name(&posting.account), quantity(posting.quantity));
    }
}

/// A balance without Beancount's usual tolerance.
fn exactly(balance: Quantity) -> String {
    let shown = quantity(balance);
    let (number, commodity) = shown.split_once(' ').unwrap_or((&shown, MINUTES));
    format!("{number} ~ 0 {commodity}")
}

/// The accounts, with the day they are first booked on and the commodities they hold.
fn accounts(journal: &Journal) -> BTreeMap<&Account, (Date, Vec<String>)> {
    let mut accounts = BTreeMap::new();
    for booking in &journal.bookings {
        for posting in &booking.postings {
            let commodity = match posting.quantity {
                Quantity::Money(money) => money.currency().to_string(),
                Quantity::Minutes(_) => MINUTES.to_owned(),
            };
            let (_, commodities): &mut (Date, Vec<String>) =
                accounts.entry(&posting.account).or_insert((booking.date, Vec::new()));
            if !commodities.contains(&commodity) {
                commodities.push(commodity);
            }
        }
    }
    accounts
}

/// Whose an account is, and of which package.
fn owner(account: &Account) -> Option<(&str, Option<&str>)> {
    match account {
        Account::Liability(client, package) | Account::Hours(client, package) => {
            Some((client.as_str(), Some(package.as_str())))
        }
        Account::Receivable(client)
        | Account::Unbilled(client)
        | Account::Revenue(client)
        | Account::Overage(client)
        | Account::Breakage(client)
        | Account::HoursSold(client)
        | Account::HoursUsed(client)
        | Account::HoursExpired(client)
        | Account::HoursRefunded(client) => Some((client.as_str(), None)),
        Account::Vat(_) | Account::Rounding | Account::Opening => None,
    }
}

fn name(account: &Account) -> String {
    match account {
        Account::Receivable(client) => format!("Assets:Receivable:{}", component(client.as_str())),
        Account::Unbilled(client) => format!("Assets:Unbilled:{}", component(client.as_str())),
        Account::Liability(client, package) => {
            format!("Liabilities:Contract:{}:{}", component(client.as_str()), component(package.as_str()))
        }
        Account::Vat(rate) => format!("Liabilities:VAT:{}", rate.to_string().replace('.', "-")),
        Account::Revenue(client) => format!("Income:Support:{}", component(client.as_str())),
        Account::Overage(client) => format!("Income:Overage:{}", component(client.as_str())),
        Account::Breakage(client) => format!("Income:Breakage:{}", component(client.as_str())),
        Account::Rounding => "Expenses:Rounding".to_owned(),
        Account::Hours(client, package) => {
            format!("Assets:Hours:{}:{}", component(client.as_str()), component(package.as_str()))
        }
        Account::HoursSold(client) => format!("Equity:Hours:Sold:{}", component(client.as_str())),
        Account::HoursUsed(client) => format!("Equity:Hours:Used:{}", component(client.as_str())),
        Account::HoursExpired(client) => format!("Equity:Hours:Expired:{}", component(client.as_str())),
        Account::HoursRefunded(client) => format!("Equity:Hours:Refunded:{}", component(client.as_str())),
        Account::Opening => "Equity:Opening".to_owned(),
    }
}

/// An id as a part of an account's name, which begins with a capital or a digit and holds letters, digits and hyphens. No two ids become one: ids
/// have no capitals, and so every capital behind the first character stands for a character that cannot.
fn component(id: &str) -> String {
    let mut spelled = String::with_capacity(id.len() + 4);
    for (at, c) in id.chars().enumerate() {
        match c {
            '.' => spelled.push_str("Dot"),
            '_' => spelled.push_str("Low"),
            c if at == 0 => spelled.push(c.to_ascii_uppercase()),
            c => spelled.push(c),
        }
    }
    spelled
}

/// Text between quotation marks.
fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '"' | '\\' => safe.extend(['\\', c]),
            c if c.is_control() => safe.push(' '),
            c => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s3_a_narration_ends_where_it_ends() {
        assert_eq!(escape("a\"b\\c\n2026-01-01 open Assets:X"), "a\\\"b\\\\c 2026-01-01 open Assets:X");
    }

    #[test]
    fn an_id_becomes_a_name_of_its_own() {
        let spelled: Vec<String> = ["acme", "a.b_c-1", "alowb", "a_b", "1a"].map(component).into();
        assert_eq!(spelled, ["Acme", "ADotbLowc-1", "Alowb", "ALowb", "1a"]);
    }
}
