//! Deferred revenue: what was paid for hours that are not used yet, and what became of it over a period (K).
//!
//! A paid package is a liability until it is used, expires or is refunded. Whether it was invoiced or paid is another question.

use std::collections::BTreeMap;

use super::money::{add, less};
use super::package::State;
use super::period::Period;
use super::reckoned::Standing;
use super::value::Value;
use super::{Book, ClientId, Currency, Date, Minutes, Money, PackageId, Reckoned};

/// Deferred revenue over a period.
#[derive(Clone, Debug)]
pub struct Revenue<'a> {
    /// The period.
    pub period: Period,
    /// The day it was made for: nothing later counts, however long the period.
    pub as_of: Date,
    /// The packages that have something to say: clients by id, their packages in the order of the ledger.
    pub packages: Vec<PackageRevenue<'a>>,
    /// Their sums per client, by id.
    pub clients: Vec<ClientRevenue<'a>>,
    /// Their sums per currency, by its code: amounts in two currencies are never added (B3).
    pub totals: Vec<Figures>,
}

/// One package's part.
#[derive(Clone, Copy, Debug)]
pub struct PackageRevenue<'a> {
    /// Whose it is.
    pub client: &'a ClientId,
    /// Which.
    pub package: &'a PackageId,
    /// What became of it.
    pub figures: Figures,
}

/// One client's part.
#[derive(Clone, Copy, Debug)]
pub struct ClientRevenue<'a> {
    /// Who.
    pub client: &'a ClientId,
    /// What became of their packages.
    pub figures: Figures,
}

/// Net amounts of one currency: `opening + sold − used − expired − refunded = closing`, to the last minor unit (K3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Figures {
    /// The liability at the end of the day before the period.
    pub opening: Money,
    /// Bought in the period.
    pub sold: Money,
    /// Used in the period: revenue.
    pub used: Money,
    /// Lost in the period with packages that ended; below zero where an extension brought more back.
    pub expired: Money,
    /// Given up in the period for what was refunded.
    pub refunded: Money,
    /// The liability at the end of the period: the value of what is left.
    pub closing: Money,
    /// What is left at the end of the period: neither used, expired nor refunded. What can be used later is among it.
    pub left: Minutes,
}

impl Figures {
    /// The currency of all of them.
    pub fn currency(&self) -> Currency {
        self.closing.currency()
    }

    fn plus(self, other: Figures) -> Figures {
        Figures {
            opening: add(self.opening, other.opening),
            sold: add(self.sold, other.sold),
            used: add(self.used, other.used),
            expired: add(self.expired, other.expired),
            refunded: add(self.refunded, other.refunded),
            closing: add(self.closing, other.closing),
            left: self.left.plus(other.left),
        }
    }

    /// Whether there is nothing to say: nothing was there, nothing moved, nothing is left.
    fn is_nothing(&self) -> bool {
        let amounts = [self.opening, self.sold, self.used, self.expired, self.refunded, self.closing];
        amounts.iter().all(|amount| amount.is_zero()) && self.left.is_zero()
    }
}

/// Deferred revenue over a period, as of a day: what comes after that day does not count.
pub fn revenue(book: &Book, period: Period, as_of: Date) -> Revenue<'_> {
    let mut packages = Vec::new();
    for account in book.accounts().filter(|account| !account.packages.is_empty()) {
        packages.extend(of_client(&account.reckon(&book.house), period, as_of));
    }
    let mut clients: BTreeMap<&ClientId, Figures> = BTreeMap::new();
    let mut totals: BTreeMap<Currency, Figures> = BTreeMap::new();
    for PackageRevenue { client, figures, .. } in &packages {
        clients.entry(client).and_modify(|sum| *sum = sum.plus(*figures)).or_insert(*figures);
        totals.entry(figures.currency()).and_modify(|sum| *sum = sum.plus(*figures)).or_insert(*figures);
    }
    let clients = clients.into_iter().map(|(client, figures)| ClientRevenue { client, figures }).collect();
    Revenue { period, as_of, packages, clients, totals: totals.into_values().collect() }
}

fn of_client<'a>(reckoned: &Reckoned<'a>, period: Period, as_of: Date) -> Vec<PackageRevenue<'a>> {
    // Before the first day of the calendar there is nothing.
    let day_before = period.from.minus_days(1).map(|day| day.min(as_of));
    let before: BTreeMap<usize, Standing<'a>> =
        day_before.map_or_else(BTreeMap::new, |day| reckoned.standings(day).into_iter().collect());
    let figures = |(at, standing): (usize, Standing<'a>)| {
        let value = Value::of(&standing.package.purchase)?;
        let opening = before.get(&at).map_or_else(|| Portions::unsold(value), |before| Portions::of(value, before));
        let figures = opening.until(Portions::of(value, &standing));
        Some(PackageRevenue { client: &reckoned.account.id, package: standing.package.id(), figures })
    };
    let standings = reckoned.standings(period.to.min(as_of)).into_iter();
    standings.filter_map(figures).filter(|package| !package.figures.is_nothing()).collect()
}

/// What a package's value has come to by the end of a day: `sold = used + expired + refunded + left`.
#[derive(Clone, Copy, Debug)]
struct Portions {
    sold: Money,
    used: Money,
    expired: Money,
    refunded: Money,
    left: Money,
    left_minutes: Minutes,
}

impl Portions {
    /// Of a package that is not bought yet.
    fn unsold(value: Value) -> Portions {
        let none = Money::zero(value.net.currency());
        Portions { sold: none, used: none, expired: none, refunded: none, left: none, left_minutes: Minutes::ZERO }
    }

    fn of(value: Value, standing: &Standing<'_>) -> Portions {
        let none = Money::zero(value.net.currency());
        let rest = value.rest(standing.drawn, standing.refunded);
        // What had ended and was extended since is a liability again from the extension's day on (D5).
        let (expired, left) = if standing.state == State::Expired { (rest, none) } else { (none, rest) };
        Portions {
            sold: value.net,
            used: value.used(standing.drawn),
            expired,
            refunded: value.refunded(standing.refunded),
            left,
            left_minutes: standing.left().plus(standing.upcoming()),
        }
    }

    /// What became of it from here to a later day.
    fn until(self, later: Portions) -> Figures {
        Figures {
            opening: self.left,
            sold: less(later.sold, self.sold),
            used: less(later.used, self.used),
            expired: less(later.expired, self.expired),
            refunded: less(later.refunded, self.refunded),
            closing: later.left,
            left: later.left_minutes,
        }
    }
}
