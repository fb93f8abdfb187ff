//! hledger's journal: <https://hledger.org/1.25/hledger.html>. Accounts and commodities are declared, so that `hledger check --strict` holds, and the
//! journal ends in balance assertions.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::{MINUTES, currencies, quantity};
use crate::domain::journal::{Account, Booking, Journal, Posting};
use crate::domain::{Book, Currency};

/// The journal's text.
pub fn journal(book: &Book, journal: &Journal) -> String {
    let mut text = format!("; {}, {}\n\n", escape(book.house.open.name.as_str()), journal.period);
    for currency in currencies(journal) {
        let _ = writeln!(text, "commodity {} {currency}", sample(currency));
    }
    let _ = writeln!(text, "commodity 1000. {MINUTES}\n");
    for account in accounts(journal) {
        let _ = writeln!(text, "account {}", name(account));
    }
    for booking in &journal.bookings {
        write_booking(&mut text, booking);
    }
    if !journal.closing.is_empty() {
        let _ = writeln!(text, "\n{} * closing balances", journal.period.to);
        for Posting { account, quantity: balance, .. } in &journal.closing {
            let nothing = quantity(balance.nothing());
            let _ = writeln!(text, "    {}  {nothing} = {}", name(account), quantity(*balance));
        }
    }
    text
}

fn write_booking(text: &mut String, booking: &Booking) {
    let code = booking.entry.map_or(String::new(), |seq| format!("(#{seq}) "));
    let _ = writeln!(text, "\n{} * {code}{}", booking.date, escape(&booking.text));
    for posting in &booking.postings {
        let _ = writeln!(text, "    {}  {}", name(&posting.account), quantity(posting.quantity));
    }
}

/// How amounts of a currency are written, decimals and all.
fn sample(currency: Currency) -> String {
    match currency.digits() as usize {
        0 => "1000.".to_owned(),
        digits => format!("1000.{}", "0".repeat(digits)),
    }
}

fn accounts(journal: &Journal) -> BTreeSet<&Account> {
    let postings = journal.bookings.iter().flat_map(|booking| &booking.postings);
    postings.map(|posting| &posting.account).collect()
}

/// An account's name. Our ids hold nothing that hledger reads otherwise.
fn name(account: &Account) -> String {
    match account {
        Account::Receivable(client) => format!("assets:receivable:{client}"),
        Account::Unbilled(client) => format!("assets:unbilled:{client}"),
        Account::Liability(client, package) => format!("liabilities:contract:{client}:{package}"),
        Account::Vat(rate) => format!("liabilities:vat:{rate}"),
        Account::Revenue(client) => format!("revenues:support:{client}"),
        Account::Overage(client) => format!("revenues:overage:{client}"),
        Account::Breakage(client) => format!("revenues:breakage:{client}"),
        Account::Rounding => "expenses:rounding".to_owned(),
        Account::Hours(client, package) => format!("hours:left:{client}:{package}"),
        Account::HoursSold(client) => format!("hours:sold:{client}"),
        Account::HoursUsed(client) => format!("hours:used:{client}"),
        Account::HoursExpired(client) => format!("hours:expired:{client}"),
        Account::HoursRefunded(client) => format!("hours:refunded:{client}"),
        Account::Opening => "equity:opening".to_owned(),
    }
}

/// Text that hledger takes for a description: `;` begins a comment there, and `|` parts payee and note. Line ends cannot occur in a
/// ledger's texts, and would begin a posting.
fn escape(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            ';' => ',',
            '|' => '/',
            c if c.is_control() => ' ',
            c => c,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s3_a_description_begins_neither_a_comment_nor_a_posting() {
        assert_eq!(escape("a;b|c\n    assets:x  1 EUR\td"), "a,b/c     assets:x  1 EUR d");
    }
}
