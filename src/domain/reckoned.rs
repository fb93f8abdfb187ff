//! An account with everything worked off: what questions are asked of, each about a day.

use super::account::{FiledCall, Turn, add};
use super::book::House;
use super::outcome::Outcome;
use super::package::State;
use super::past::Past;
use super::tally::Later;
use super::vat::Split;
use super::{Account, Date, Minutes, Money, OverageClass, Package, PriceBasis};

/// An account with everything worked off: what questions are asked of.
#[derive(Clone, Debug)]
pub struct Reckoned<'a> {
    /// The account.
    pub account: &'a Account,
    /// What holds for the whole ledger.
    pub house: &'a House,
    pub(super) tally: Later<'a>,
    pub(super) watched: Turn,
}

/// What a package has come to by the end of a day.
#[derive(Clone, Copy, Debug)]
pub struct Standing<'a> {
    /// The package.
    pub package: &'a Package,
    /// Its state (D6).
    pub state: State,
    /// What calls drew.
    pub drawn: Minutes,
    /// What was refunded.
    pub refunded: Minutes,
    /// What is neither: left where the package is open, expired where it has ended.
    pub rest: Minutes,
    /// Its last day as it stood that day.
    pub until: Option<Date>,
}

impl Standing<'_> {
    /// What the client can use of it.
    pub fn left(&self) -> Minutes {
        if self.state == State::Open { self.rest } else { Minutes::ZERO }
    }

    /// What was lost when it ended.
    pub fn expired(&self) -> Minutes {
        if self.state == State::Expired { self.rest } else { Minutes::ZERO }
    }

    /// What can be used later.
    pub fn upcoming(&self) -> Minutes {
        if self.state == State::Upcoming { self.rest } else { Minutes::ZERO }
    }
}

impl<'a> Reckoned<'a> {
    /// What became of a call; none where it is void.
    pub fn outcome(&self, call: usize) -> Option<&Outcome> {
        self.tally.outcome(call)
    }

    /// What the watched call found when its turn came ([`Account::watch`]).
    pub fn watched(&self) -> &Turn {
        &self.watched
    }

    /// What is left of a package when everything known is worked off, whatever the day.
    pub fn rest(&self, package: usize) -> Minutes {
        self.tally.rest()[package]
    }

    /// The calls worked by the end of `date`, in file order, with what became of them. Void calls are not among them.
    pub fn calls(&self, by: Date) -> impl Iterator<Item = (&'a FiledCall, &Outcome)> {
        let worked = self.account.calls.iter().enumerate().filter(move |(_, filed)| filed.date <= by);
        worked.filter_map(|(at, filed)| Some((filed, self.outcome(at)?)))
    }

    /// What calls came to that are not here any more, for whoever asks about the end of `date`.
    fn past(&self, date: Date) -> Option<&'a Past> {
        let past = self.account.past()?;
        // A stop is better than a figure.
        assert!(past.through < date, "{date} lies in what was added up through {}", past.through);
        Some(past)
    }

    /// What each package has come to by the end of `date`, in file order, by its index in the account. Packages that are void or bought later
    /// are not there yet.
    pub fn standings(&self, date: Date) -> Vec<(usize, Standing<'a>)> {
        let mut drawn = self.past(date).map_or_else(Vec::new, |past| past.drawn.clone());
        drawn.resize(self.account.packages.len(), Minutes::ZERO);
        for draw in self.calls(Date::MAX).flat_map(|(_, outcome)| &outcome.draws) {
            if draw.date <= date {
                drawn[draw.package()] = drawn[draw.package()].plus(draw.minutes());
            }
        }
        let there = |package: &Package| package.void.is_none() && package.purchase.date <= date;
        let packages = self.account.packages.iter().enumerate().filter(|(_, package)| there(package));
        packages.map(|(at, package)| (at, standing(package, drawn[at], date))).collect()
    }

    /// The same in drawing order (F3).
    pub fn standings_in_order(&self, date: Date) -> Vec<(usize, Standing<'a>)> {
        let mut standings = self.standings(date);
        standings.sort_by_cached_key(|(_, standing)| standing.package.order(date));
        standings
    }

    /// Open overage of a class by the end of `date` and what it costs (G6): each call's amount is rounded by itself, as on an invoice, and is
    /// net or gross as the client's prices are on `date`.
    pub fn open_overage(&self, date: Date, class: OverageClass) -> (Minutes, Money) {
        let (prices, _) = self.account.history.prices_on(date, &self.house.open);
        self.open_overage_in(date, class, prices)
    }

    /// The same, net or gross as asked.
    pub(super) fn open_overage_in(&self, date: Date, class: OverageClass, prices: PriceBasis) -> (Minutes, Money) {
        let none = (Minutes::ZERO, Money::zero(self.account.currency(self.house)));
        let before = self.past(date).and_then(|past| past.owed(class, prices)).unwrap_or(none);
        let calls = self.calls(date).filter(|(_, outcome)| outcome.class() == class);
        calls.fold(before, |(minutes, amount), (filed, outcome)| match outcome.open_overage(date) {
            Minutes::ZERO => (minutes, amount),
            open => (minutes.plus(open), add(amount, self.priced(filed.date, outcome.amount(open), prices))),
        })
    }

    /// An amount of a day, net or gross as asked: a client whose prices changed from one to the other has amounts of both kinds.
    fn priced(&self, date: Date, amount: Money, prices: PriceBasis) -> Money {
        let (own, vat) = self.account.history.prices_on(date, &self.house.open);
        match Split::of(amount, vat, own).filter(|_| own != prices) {
            Some(split) if prices == PriceBasis::Net => split.net,
            Some(split) => split.gross,
            None => amount,
        }
    }

    /// Time worked by the end of `date`, goodwill included.
    pub fn worked(&self, date: Date) -> Minutes {
        let before = self.past(date).map_or(Minutes::ZERO, |past| past.worked);
        before.plus(self.calls(date).map(|(filed, _)| filed.worked()).sum())
    }

    /// Time charged by the end of `date`.
    pub fn charged(&self, date: Date) -> Minutes {
        let before = self.past(date).map_or(Minutes::ZERO, |past| past.charged);
        before.plus(self.calls(date).map(|(_, outcome)| outcome.charged()).sum())
    }

    /// Time given away by the end of `date`: goodwill calls and waived overage (E6, G2).
    pub fn goodwill(&self, date: Date) -> Minutes {
        let before = self.past(date).map_or(Minutes::ZERO, |past| past.goodwill);
        let waived = |outcome: &Outcome| match outcome.class() {
            OverageClass::Waive => outcome.overage(),
            OverageClass::Bill | OverageClass::Carry => Minutes::ZERO,
        };
        before.plus(self.calls(date).map(|(_, outcome)| outcome.goodwill().plus(waived(outcome))).sum())
    }

    /// The day of the last call by the end of `date`.
    pub fn last_call(&self, date: Date) -> Option<Date> {
        let before = self.past(date).and_then(|past| past.last_call);
        before.max(self.calls(date).map(|(filed, _)| filed.date).max())
    }
}

fn standing(package: &Package, drawn: Minutes, date: Date) -> Standing<'_> {
    let refunded = package.refunded(Some(date));
    let rest = package.purchase.size.less(drawn).less(refunded);
    Standing { package, state: package.state(date, rest), drawn, refunded, rest, until: package.until_on(date) }
}
