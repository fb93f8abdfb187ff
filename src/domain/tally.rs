//! Working calls off: what each is charged, where it draws, what goes over (E, F, G).

use std::sync::Arc;

use foldhash::HashMap;

use super::account::FiledCall;
use super::billing::Billing;
use super::book::narrow;
use super::charge::{Group, charge};
use super::draw::{Draw, Draws, draw};
use super::names::CaseNo;
use super::{Date, Factor, Minutes, Money, OverageClass, Package, Terms, billing};

/// What working off a client's calls has come to.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// What is neither drawn nor refunded of each package, by its index; nothing where it is void.
    pub rest: Vec<Minutes>,
    /// What became of each call, by its index; none where it is not worked off or void, and nothing behind the last that is.
    outcomes: Vec<Option<Outcome>>,
    /// The calls that went over when they were worked off, some of them more than once or since taken back.
    over: Vec<usize>,
    groups: HashMap<GroupKey, Group>,
}

/// Calls of one client on one worked date with the same case and factor (E2).
type GroupKey = (Date, CaseNo, Factor);

/// What became of a call, in 48 bytes: there are millions.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// What it is charged, or would have been by itself.
    minutes: u32,
    /// Whether it is charged nothing (E6).
    is_goodwill: bool,
    /// What it drew, first by itself, then by settlements.
    pub draws: Draws,
    terms: Arc<Terms>,
    /// The invoices it stood on: most calls stand on none.
    billings: Option<Box<Billings>>,
}

/// The invoices a call stood on.
#[derive(Clone, Debug, Default)]
struct Billings(Vec<Billing>);

impl Outcome {
    /// What it is charged (E4).
    pub fn charged(&self) -> Minutes {
        if self.is_goodwill { Minutes::ZERO } else { Minutes::new(self.minutes.into()) }
    }

    /// What a goodwill call would have been charged by itself (E6).
    pub fn goodwill(&self) -> Minutes {
        if self.is_goodwill { Minutes::new(self.minutes.into()) } else { Minutes::ZERO }
    }

    /// What no package covered when it was worked off (G1).
    pub fn overage(&self) -> Minutes {
        let drawn = self.draws.iter().filter(|draw| draw.settlement().is_none());
        self.charged().less(drawn.map(Draw::minutes).sum())
    }

    /// What becomes of that (G2).
    pub fn class(&self) -> OverageClass {
        self.terms.overage
    }

    /// The price of an hour of that.
    pub fn rate(&self) -> Money {
        self.terms.overage_rate
    }

    /// The invoices it stood on (J2).
    pub fn billings(&self) -> &[Billing] {
        self.billings.as_ref().map_or(&[], |billings| &billings.0)
    }

    /// The overage that no settlement by the end of `date` has moved onto a package.
    pub fn unsettled(&self, by: Date) -> Minutes {
        let settled = self.draws.iter().filter(|draw| draw.settlement().is_some() && draw.date <= by);
        self.overage().less(settled.map(Draw::minutes).sum())
    }

    /// The overage that is still to be invoiced or settled by the end of `date` (G6).
    pub fn open_overage(&self, by: Date) -> Minutes {
        if self.class() == OverageClass::Waive {
            return Minutes::ZERO;
        }
        let billed = self.billings().iter().filter(|billing| billing.stands_on(by));
        self.unsettled(by).less(billed.map(|billing| billing.minutes).sum())
    }

    /// The overage that can be invoiced or settled on a day: what stood on an invoice after that day cannot, or on the days between it
    /// would count twice (G4, G6).
    pub fn available(&self, on: Date) -> Minutes {
        if self.class() == OverageClass::Waive {
            return Minutes::ZERO;
        }
        let blocked = self.billings().iter().filter(|billing| billing.blocks(on));
        self.unsettled(Date::MAX).less(blocked.map(|billing| billing.minutes).sum())
    }

    /// What `minutes` of this call's overage cost (G3); nothing where they are waived.
    pub fn amount(&self, minutes: Minutes) -> Money {
        match self.class() {
            OverageClass::Waive => Money::zero(self.rate().currency()),
            // The judge refuses a rate at which the dearest call would come to 10^12.
            OverageClass::Bill | OverageClass::Carry => {
                self.rate().per_hour(minutes).unwrap_or_else(|| unreachable!("{minutes} at {}", self.rate()))
            }
        }
    }
}

impl Tally {
    /// Works off one call on what is left now, in the terms of its worked date.
    pub fn work_off(&mut self, at: usize, filed: &FiledCall, packages: &[Package], terms: &Arc<Terms>) {
        let is_goodwill = filed.goodwill;
        let alone = charge(filed.worked(), terms, filed.factor);
        let charged = match key(filed) {
            _ if is_goodwill => Minutes::ZERO,
            Some(key) => self.groups.entry(key).or_default().take(filed.worked(), terms, filed.factor),
            None => alone,
        };
        let draws =
            if charged.is_zero() { Draws::new() } else { draw(packages, &mut self.rest, charged, filed.wish()) };
        let minutes = narrow(if is_goodwill { alone } else { charged }.get());
        self.put(at, Outcome { minutes, is_goodwill, draws, terms: terms.clone(), billings: None });
    }

    /// What became of a call; none where it is not worked off, or void.
    pub fn outcome(&self, at: usize) -> Option<&Outcome> {
        self.outcomes.get(at)?.as_ref()
    }

    /// What became of the calls that are worked off, by their index.
    pub fn outcomes(&self) -> impl Iterator<Item = (usize, &Outcome)> {
        self.outcomes.iter().enumerate().filter_map(|(at, outcome)| Some((at, outcome.as_ref()?)))
    }

    /// The calls that went over when they were worked off, by their index.
    pub fn over(&self) -> Vec<usize> {
        let mut over = self.over.clone();
        over.sort_unstable();
        over.dedup();
        over
    }

    /// Makes room for so many calls.
    pub fn reserve(&mut self, calls: usize) {
        self.outcomes.reserve(calls.saturating_sub(self.outcomes.len()));
    }

    fn put(&mut self, at: usize, outcome: Outcome) {
        if !outcome.overage().is_zero() {
            self.over.push(at);
        }
        if at >= self.outcomes.len() {
            self.outcomes.resize_with(at + 1, || None);
        }
        self.outcomes[at] = Some(outcome);
    }

    /// What a call's group has come to so far; nothing for a call that is in none (E2, E6).
    pub fn group_so_far(&self, filed: &FiledCall) -> Group {
        key(filed).and_then(|key| self.groups.get(&key)).copied().unwrap_or_default()
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
            outcome.billings.get_or_insert_default().0.push(billing);
        }
    }

    /// Notes that the invoice it stands on was credited.
    pub fn credit(&mut self, at: usize, invoice: u64, date: Date) {
        if let Some(Some(outcome)) = self.outcomes.get_mut(at) {
            outcome.billings.iter_mut().for_each(|billings| billing::credit(&mut billings.0, invoice, date));
        }
    }

    /// Takes a settlement back: its draws return to the package, the overage is open again (I1).
    pub fn unsettle(&mut self, settlement: u64) {
        for outcome in self.outcomes.iter_mut().flatten() {
            outcome.draws.retain(|draw| {
                let other = draw.settlement() != Some(settlement);
                if !other {
                    self.rest[draw.package()] = self.rest[draw.package()].plus(draw.minutes());
                }
                other
            });
        }
    }
}

/// The group a call belongs to (E2); none for a call without a case, or one of goodwill (E6).
fn key(filed: &FiledCall) -> Option<GroupKey> {
    let case = filed.case.filter(|_| !filed.goodwill)?;
    Some((filed.date, case, filed.factor))
}
