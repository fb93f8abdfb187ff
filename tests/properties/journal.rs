//! The books (`domain/journal.rs`) over random ledgers: every booking adds up to nothing, and what they end in is what `revenue` and
//! `balance` say.

use std::collections::BTreeMap;

use hours::domain::journal::{Account, Journal, Posting, Quantity, booked, journal};
use hours::domain::period::Period;
use hours::domain::reckoned::Standing;
use hours::domain::revenue::revenue;
use hours::domain::{Book, Date, PackageId};
use proptest::prelude::*;
use rust_decimal::Decimal;

use crate::strategy::{DAYS, day, ledgers};
use crate::{book, config};

/// The books of a period.
fn books(book: &Book, period: Period) -> Journal {
    let clients = book.accounts().map(|account| booked(book, account, period, Date::MAX)).collect();
    journal(book, clients, period, Date::MAX)
}

/// What postings come to, by commodity.
fn sums<'a>(postings: impl Iterator<Item = &'a Posting>) -> BTreeMap<String, Decimal> {
    let mut sums: BTreeMap<String, Decimal> = BTreeMap::new();
    for posting in postings {
        let (commodity, amount) = match posting.quantity {
            Quantity::Money(money) => (money.currency().to_string(), money.amount()),
            Quantity::Minutes(minutes) => ("MIN".to_owned(), minutes.into()),
        };
        *sums.entry(commodity).or_default() += amount;
    }
    sums
}

/// What is left of each package on a day, and what that is worth, where it is not nothing.
fn due(book: &Book, date: Date) -> BTreeMap<PackageId, (Decimal, Decimal)> {
    let revenue = revenue(book, Period { from: Date::MIN, to: date }, date);
    let worth: BTreeMap<PackageId, Decimal> =
        revenue.packages.iter().map(|package| (package.package.clone(), package.figures.closing.amount())).collect();
    let mut due = BTreeMap::new();
    for account in book.accounts() {
        for (_, standing) in account.reckon(&book.house).standings(date) {
            let minutes = Standing::left(&standing).plus(standing.upcoming()).get();
            let id = standing.package.id().clone();
            let worth = worth.get(&id).copied().unwrap_or_default();
            due.insert(id, (Decimal::from(minutes), worth));
        }
    }
    due.retain(|_, (minutes, worth)| !minutes.is_zero() || !worth.is_zero());
    due
}

/// The same by the books' own closing balances.
fn closing(journal: &Journal) -> BTreeMap<PackageId, (Decimal, Decimal)> {
    let mut closing: BTreeMap<PackageId, (Decimal, Decimal)> = BTreeMap::new();
    for Posting { account, quantity, .. } in &journal.closing {
        match (account, quantity) {
            (Account::Hours(_, package), Quantity::Minutes(minutes)) => {
                closing.entry(package.clone()).or_default().0 += Decimal::from(*minutes);
            }
            (Account::Liability(_, package), Quantity::Money(money)) => {
                closing.entry(package.clone()).or_default().1 -= money.amount();
            }
            other => panic!("nobody asserts {other:?}"),
        }
    }
    closing.retain(|_, (minutes, worth)| !minutes.is_zero() || !worth.is_zero());
    closing
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn property_5_every_booking_adds_up_to_nothing(ledger in ledgers(), from in 0..DAYS, to in 0..DAYS) {
        let book = book(&ledger.entries);
        let period = Period { from: day(from.min(to)), to: day(from.max(to)) };
        for booking in books(&book, period).bookings {
            let open: Vec<_> = sums(booking.postings.iter()).into_iter().filter(|(_, sum)| !sum.is_zero()).collect();
            prop_assert!(open.is_empty(), "{}: {open:?}", booking.text);
            prop_assert!(period.contains(booking.date));
        }
    }

    #[test]
    fn k3_the_books_end_in_the_hours_and_the_liability_of_every_package(ledger in ledgers(), from in 0..DAYS, to in 0..DAYS) {
        let book = book(&ledger.entries);
        let (from, to) = (day(from.min(to)), day(from.max(to)));
        // Whatever stood before is carried in, so the period does not matter.
        for from in [Date::MIN, from] {
            prop_assert_eq!(closing(&books(&book, Period { from, to })), due(&book, to));
        }
    }
}
