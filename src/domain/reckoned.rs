//! An account with everything worked off: what questions are asked of, each about a day.

use super::account::Turn;
use super::book::House;
use super::draw::Draw;
use super::filed_call::FiledCall;
use super::outcome::Outcome;
use super::package::State;
use super::past::Past;
use super::sums::Sums;
use super::tally::Later;
use super::totals::Totals;
use super::{Account, Date, Minutes, OverageClass, Package};

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
    pub fn outcome(&self, call: usize) -> Option<Outcome<'_>> {
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

    /// The calls worked by the end of the day `by`, in file order, with what became of them. Void calls are not among them.
    pub fn calls(&self, by: Date) -> impl Iterator<Item = (&'a FiledCall, Outcome<'_>)> {
        self.tally.outcomes().filter(move |(filed, _)| filed.date <= by)
    }

    /// What a settlement moved onto its package, in file order: whose overage, and how much of it (G4).
    pub fn settled_by(&self, settlement: u64) -> impl Iterator<Item = (&'a FiledCall, Draw)> {
        let of_it = move |draw: &Draw| draw.settlement() == Some(settlement);
        self.calls(Date::MAX)
            .flat_map(move |(filed, outcome)| outcome.draws.into_iter().filter(of_it).map(move |draw| (filed, draw)))
    }

    /// What was drawn on each package, by its index in the account, with the `seq` of the call, in file order: gathered once, for whoever asks about
    /// many packages or many days.
    pub fn draws_by_package(&self) -> Vec<Vec<(u64, Draw)>> {
        let mut draws: Vec<Vec<(u64, Draw)>> = vec![Vec::new(); self.account.packages.len()];
        for (filed, outcome) in self.calls(Date::MAX) {
            outcome.draws.iter().for_each(|draw| draws[draw.package()].push((filed.seq(), *draw)));
        }
        draws
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
    ///
    /// # Panics
    ///
    /// Where the account stands on a past ([`Account::past_through`]) that `date` does not come after: a stop is better than a figure.
    pub fn standings(&self, date: Date) -> Vec<(usize, Standing<'a>)> {
        self.standings_with(&self.drawn(date), date)
    }

    fn standings_with(&self, drawn: &[Minutes], date: Date) -> Vec<(usize, Standing<'a>)> {
        let there = |package: &Package| package.void.is_none() && package.purchase.date <= date;
        let packages = self.account.packages.iter().enumerate().filter(|(_, package)| there(package));
        packages.map(|(at, package)| (at, standing(package, drawn[at], date))).collect()
    }

    /// What was drawn on each package by the end of `date`.
    fn drawn(&self, date: Date) -> Vec<Minutes> {
        let mut drawn = self.totals_before(date).drawn;
        self.calls(Date::MAX).for_each(|(_, outcome)| draw(&mut drawn, &outcome, date));
        drawn
    }

    /// What [`standings`](Reckoned::standings) gives, in drawing order (F3).
    ///
    /// # Panics
    ///
    /// As [`standings`](Reckoned::standings).
    pub fn standings_in_order(&self, date: Date) -> Vec<(usize, Standing<'a>)> {
        let mut standings = self.standings(date);
        standings.sort_by_cached_key(|(_, standing)| standing.package.order(date));
        standings
    }

    /// What everything came to by the end of `date`: told of each call once, for there are many.
    ///
    /// # Panics
    ///
    /// As [`standings`](Reckoned::standings).
    pub fn totals(&self, date: Date) -> Totals {
        match self.tally.last_day() <= Some(date) {
            true => self.totals_of_all(date),
            false => self.totals_by(date),
        }
    }

    /// The same where nothing became of any call after `date`: what all of them came to was added up when they were worked off.
    fn totals_of_all(&self, date: Date) -> Totals {
        let mut totals = self.totals_before(date);
        totals.sums = totals.sums.plus(self.tally.sums());
        totals.last_call = totals.last_call.max(self.tally.last_call());
        totals.drawn =
            self.account.packages.iter().zip(self.tally.rest()).map(|(package, &rest)| drawn(package, rest)).collect();
        for (filed, outcome) in self.tally.over() {
            self.count_overage(&mut totals, filed, &outcome, date);
        }
        totals
    }

    /// The same by any day: of each call it is asked what became of it by then.
    fn totals_by(&self, date: Date) -> Totals {
        let mut totals = self.totals_before(date);
        let covered = |totals: &mut Totals, filed: &FiledCall, charged: Minutes, package: usize| {
            if filed.date <= date {
                totals.count(filed.date, Sums { worked: filed.worked(), charged, goodwill: Minutes::ZERO });
                totals.drawn[package] = totals.drawn[package].plus(charged);
            }
        };
        self.tally.sum(&mut totals, covered, |totals, filed, outcome| {
            draw(&mut totals.drawn, outcome, date);
            if filed.date <= date {
                totals.count(filed.date, Sums::of(filed, outcome));
                // Few calls go over.
                if outcome.went_over() {
                    self.count_overage(totals, filed, outcome, date);
                }
            }
        });
        totals
    }

    fn count_overage(&self, totals: &mut Totals, filed: &FiledCall, outcome: &Outcome<'_>, date: Date) {
        let open = outcome.open_overage(date);
        let owed = match outcome.class() {
            OverageClass::Bill => &mut totals.billable,
            OverageClass::Carry => &mut totals.carried,
            OverageClass::Waive => return,
        };
        if !open.is_zero() {
            // A client whose prices changed from net to gross has amounts of both kinds.
            owed.add(open, outcome.open_amount(date), self.account.history.prices_on(filed.date, &self.house.open));
        }
    }

    /// What calls came to that are not here any more.
    fn totals_before(&self, date: Date) -> Totals {
        let mut totals = self.past(date).map_or_else(Totals::default, |past| past.totals.clone());
        totals.drawn.resize(self.account.packages.len(), Minutes::ZERO);
        totals
    }

    /// What each package has come to by the end of `date`, in drawing order (F3), where the totals of that day are known.
    pub fn standings_of(&self, totals: &Totals, date: Date) -> Vec<Standing<'a>> {
        let mut standings: Vec<_> = self.standings_with(&totals.drawn, date).into_iter().map(|(_, s)| s).collect();
        standings.sort_by_cached_key(|standing| standing.package.order(date));
        standings
    }

    /// The day of the last call of all.
    pub fn last_call(&self) -> Option<Date> {
        let before = self.account.past().and_then(|past| past.totals.last_call);
        before.max(self.tally.last_call())
    }
}

/// Counts what a call drew by the end of `date`.
fn draw(drawn: &mut [Minutes], outcome: &Outcome<'_>, date: Date) {
    for draw in outcome.draws.iter().filter(|draw| draw.date <= date) {
        drawn[draw.package()] = drawn[draw.package()].plus(draw.minutes());
    }
}

/// What was drawn on a package of which so much is left.
fn drawn(package: &Package, rest: Minutes) -> Minutes {
    match package.void {
        None => package.purchase.size.less(rest).less(package.refunded(None)),
        Some(_) => Minutes::ZERO,
    }
}

fn standing(package: &Package, drawn: Minutes, date: Date) -> Standing<'_> {
    let refunded = package.refunded(Some(date));
    let rest = package.purchase.size.less(drawn).less(refunded);
    Standing { package, state: package.state(date, rest), drawn, refunded, rest, until: package.until_on(date) }
}
