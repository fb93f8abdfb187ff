//! Working calls off: what each is charged, where it draws, what goes over (E, F, G).

use std::sync::Arc;

use foldhash::HashMap;

use super::account::FiledCall;
use super::billing::Billing;
use super::charge::{Group, charge};
use super::draw::{Draw, Draws, Left};
use super::names::CaseNo;
use super::outcome::Outcome;
use super::{Date, Factor, Minutes, Package, Terms};

/// What working off a client's calls has come to.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// What is neither drawn nor refunded of each package, by its index; nothing where it is void.
    pub rest: Vec<Minutes>,
    /// What became of each call, by its index; none where it is not worked off or void, and nothing behind the last that is.
    outcomes: Vec<Option<Outcome>>,
    /// The calls that have overage to be invoiced or settled, some of them more than once; and others that had some.
    over: Vec<usize>,
    groups: HashMap<GroupKey, Group>,
}

/// Calls of one client on one worked date with the same case and factor (E2).
type GroupKey = (Date, CaseNo, Factor);

impl Tally {
    /// Takes over what was worked off behind it.
    pub fn keep(&mut self, mut done: Done) {
        self.rest = done.left.into_rest();
        self.groups.extend(done.groups);
        if done.first >= self.outcomes.len() {
            let outcomes = (done.first..).zip(&done.outcomes);
            let over = outcomes.filter(|(_, outcome)| outcome.as_ref().is_some_and(Outcome::went_over));
            self.over.extend(over.map(|(at, _)| at));
            self.outcomes.resize_with(done.first, || None);
            self.outcomes.append(&mut done.outcomes);
        }
        for (at, outcome) in (done.first..).zip(done.outcomes) {
            if let Some(outcome) = outcome {
                self.put(at, outcome);
            }
        }
    }

    /// What became of a call; none where it is not worked off, or void.
    pub fn outcome(&self, at: usize) -> Option<&Outcome> {
        self.outcomes.get(at)?.as_ref()
    }

    /// What became of the calls that are worked off, by their index.
    pub fn outcomes(&self) -> impl Iterator<Item = (usize, &Outcome)> {
        self.outcomes.iter().enumerate().filter_map(|(at, outcome)| Some((at, outcome.as_ref()?)))
    }

    /// The calls that have overage to be invoiced or settled on some day, by their index. The others are looked at once: there are more of them
    /// with every year.
    pub fn over(&mut self) -> &[usize] {
        let outcomes = &self.outcomes;
        let is_open = |outcome: &Outcome| !outcome.available(Date::MAX).is_zero();
        self.over.retain(|&at| outcomes.get(at).is_some_and(|outcome| outcome.as_ref().is_some_and(is_open)));
        self.over.sort_unstable();
        self.over.dedup();
        &self.over
    }

    fn put(&mut self, at: usize, outcome: Outcome) {
        if outcome.went_over() {
            self.over.push(at);
        }
        if at >= self.outcomes.len() {
            self.outcomes.resize_with(at + 1, || None);
        }
        self.outcomes[at] = Some(outcome);
    }

    /// Takes a fixed call out again: its draws go back to the packages, its minutes out of its group (I1). What had become
    /// of it; none where it was not fixed.
    pub fn give_back(&mut self, at: usize, filed: &FiledCall) -> Option<Outcome> {
        let outcome = self.outcomes.get_mut(at)?.take()?;
        for draw in &outcome.draws {
            self.rest[draw.package()] = self.rest[draw.package()].plus(draw.minutes());
        }
        if let Some(key) = key(filed) {
            self.groups.entry(key).or_default().give_back(filed.worked(), outcome.charged());
        }
        Some(outcome)
    }

    /// Puts back what [`Tally::give_back`] took out. Where a package no longer has what the call drew, or is no longer valid that
    /// day, nothing is done and the answer is no.
    pub fn restore(&mut self, at: usize, filed: &FiledCall, outcome: Outcome, packages: &[Package]) -> bool {
        let mut rest = self.rest.clone();
        for draw in &outcome.draws {
            let (package, minutes) = (draw.package(), draw.minutes());
            if rest[package] < minutes || packages[package].has_ended(draw.date) {
                return false;
            }
            rest[package] = rest[package].less(minutes);
        }
        self.rest = rest;
        if let Some(key) = key(filed) {
            self.groups.entry(key).or_default().put_back(filed.worked(), outcome.charged());
        }
        self.put(at, outcome);
        true
    }

    /// Moves open overage onto a package until it is empty, call by call in the given order (G4).
    pub fn settle(&mut self, package: usize, date: Date, settlement: u64, calls: impl Iterator<Item = usize>) {
        for at in calls {
            let Some(Some(outcome)) = self.outcomes.get_mut(at) else { continue };
            // Whatever was settled at any date is no longer there to settle.
            let minutes = outcome.available(date).min(self.rest[package]);
            if !minutes.is_zero() {
                self.rest[package] = self.rest[package].less(minutes);
                outcome.draws.push(Draw::new(package, minutes, date, Some(settlement)));
            }
        }
    }

    /// Notes that a call that is fixed stands on an invoice.
    pub fn bill(&mut self, at: usize, billing: Billing) {
        if let Some(Some(outcome)) = self.outcomes.get_mut(at) {
            outcome.bill(billing);
        }
    }

    /// Notes that the invoice it stands on was credited.
    pub fn credit(&mut self, at: usize, invoice: u64, date: Date) {
        if let Some(Some(outcome)) = self.outcomes.get_mut(at) {
            outcome.credit(invoice, date);
            self.over.push(at);
        }
    }

    /// Takes a settlement back: its draws return to the package, the overage is open again (I1).
    pub fn unsettle(&mut self, settlement: u64) {
        for (at, outcome) in self.outcomes.iter_mut().enumerate() {
            let Some(outcome) = outcome else { continue };
            let before = outcome.draws.len();
            outcome.draws.retain(|draw| {
                let other = draw.settlement() != Some(settlement);
                if !other {
                    self.rest[draw.package()] = self.rest[draw.package()].plus(draw.minutes());
                }
                other
            });
            if outcome.draws.len() < before {
                self.over.push(at);
            }
        }
    }
}

/// Calls that are worked off behind a tally, which stays as it is.
#[derive(Clone, Debug)]
pub struct Later<'a> {
    tally: &'a Tally,
    done: Done,
}

/// What became of calls that were worked off behind a tally.
#[derive(Clone, Debug)]
pub struct Done {
    /// What is left of each package then.
    left: Left,
    /// The first call that may be among them, by its index.
    first: usize,
    /// What became of that one and those behind it.
    outcomes: Vec<Option<Outcome>>,
    /// What became of the groups that they belong to.
    groups: HashMap<GroupKey, Group>,
}

impl<'a> Later<'a> {
    /// Nothing yet, and room for what becomes of these calls.
    pub fn behind(tally: &'a Tally, calls: &[usize]) -> Later<'a> {
        let first = calls.iter().copied().min().unwrap_or_default();
        let many = calls.iter().max().map_or(0, |last| last + 1 - first);
        let (left, outcomes) = (Left::new(tally.rest.clone()), vec![None; many]);
        Later { tally, done: Done { left, first, outcomes, groups: HashMap::default() } }
    }

    /// Works off one of those calls on what is left now, in the terms of its worked date. They come in the order F2.
    pub fn work_off(&mut self, at: usize, filed: &FiledCall, packages: &[Package], terms: &Arc<Terms>) {
        let is_goodwill = filed.goodwill;
        let alone = charge(filed.worked(), terms, filed.factor);
        let charged = match key(filed) {
            _ if is_goodwill => Minutes::ZERO,
            Some(key) => {
                let so_far = || self.tally.groups.get(&key).copied().unwrap_or_default();
                self.done.groups.entry(key).or_insert_with(so_far).take(filed.worked(), terms, filed.factor)
            }
            None => alone,
        };
        let draws = if charged.is_zero() { Draws::new() } else { self.done.left.draw(packages, charged, filed.wish()) };
        let minutes = if is_goodwill { alone } else { charged };
        let outcome = Outcome::new(minutes, is_goodwill, draws, terms.clone());
        self.done.outcomes[at - self.done.first] = Some(outcome);
    }

    /// What became of a call, then or before; none where it is not worked off, or void.
    pub fn outcome(&self, at: usize) -> Option<&Outcome> {
        let later = at.checked_sub(self.done.first).and_then(|at| self.done.outcomes.get(at)?.as_ref());
        later.or_else(|| self.tally.outcome(at))
    }

    /// What is left of each package now.
    pub fn rest(&self) -> &[Minutes] {
        self.done.left.rest()
    }

    /// What a call's group has come to so far; nothing for a call that is in none (E2, E6).
    pub fn group_so_far(&self, filed: &FiledCall) -> Group {
        let so_far = |key| self.done.groups.get(&key).or_else(|| self.tally.groups.get(&key)).copied();
        key(filed).and_then(so_far).unwrap_or_default()
    }

    /// What was worked off.
    pub fn done(self) -> Done {
        self.done
    }
}

/// The group a call belongs to (E2); none for a call without a case, or one of goodwill (E6).
fn key(filed: &FiledCall) -> Option<GroupKey> {
    let case = filed.case.filter(|_| !filed.goodwill)?;
    Some((filed.date, case, filed.factor))
}
