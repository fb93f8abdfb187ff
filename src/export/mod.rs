//! The books, spelled for accounting programs.
//!
//! What is booked is decided by [`crate::domain::journal`] alone; a format here only draws it. Each has one function that makes text from outside
//! harmless in it (S3).

pub mod beancount;
pub mod datev;
pub mod hledger;

use crate::domain::Currency;
use crate::domain::journal::{Journal, Quantity};

/// The commodity that minutes are carried as.
const MINUTES: &str = "MIN";

/// The currencies that a journal speaks of, by code.
fn currencies(journal: &Journal) -> Vec<Currency> {
    let postings = journal.bookings.iter().flat_map(|booking| &booking.postings);
    let mut currencies: Vec<Currency> = postings
        .filter_map(|posting| match posting.quantity {
            Quantity::Money(money) => Some(money.currency()),
            Quantity::Minutes(_) => None,
        })
        .collect();
    currencies.sort();
    currencies.dedup();
    currencies
}

/// `1260.50 EUR`, `-90 MIN`: as both plain-text formats write a quantity.
fn quantity(quantity: Quantity) -> String {
    match quantity {
        Quantity::Money(money) => money.to_string(),
        Quantity::Minutes(minutes) => format!("{minutes} {MINUTES}"),
    }
}
