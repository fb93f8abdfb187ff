//! Working calls off: what each is charged, where it draws, what goes over (E, F, G).

use std::collections::HashMap;

use super::account::FiledCall;
use super::charge::{Group, charge};
use super::draw::{Draw, Wish, draw};
use super::{Date, Factor, Minutes, Money, OverageClass, Package, Terms, Text};

/// What working off a client's calls has come to.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// What is neither drawn nor refunded of each package, by its index; nothing where it is void.
    pub rest: Vec<Minutes>,
    /// What became of each call, by its index; none where it is not worked off or void.
    pub outcomes: Vec<Option<Outcome>>,
    groups: HashMap<GroupKey, Group>,
}

/// Calls of one client on one worked date with the same case and factor (E2).
type GroupKey = (Date, Text, Factor);

/// What became of a call.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// What it is charged (E4).
    pub charged: Minutes,
    /// What a goodwill call would have been charged by itself (E6).
    pub goodwill: Minutes,
    /// What it drew, first by itself, then by settlements.
    pub draws: Vec<Draw>,
    /// What no package covered when it was worked off (G1).
    pub overage: Minutes,
    /// What becomes of that (G2).
    pub class: OverageClass,
    /// The price of an hour of that.
    pub rate: Money,
}

impl Outcome {
    /// The overage that no settlement by the end of `date` has moved onto a package.
    pub fn unsettled(&self, by: Date) -> Minutes {
        let settled = self.draws.iter().filter(|draw| draw.settlement.is_some() && draw.date <= by);
        self.overage.less(settled.map(|draw| draw.minutes).sum())
    }

    /// The overage that is still to be invoiced or settled by the end of `date` (G6).
    pub fn open_overage(&self, by: Date) -> Minutes {
        if self.class == OverageClass::Waive { Minutes::ZERO } else { self.unsettled(by) }
    }

    /// What `minutes` of this call's overage cost (G3); nothing where they are waived.
    pub fn amount(&self, minutes: Minutes) -> Money {
        let nothing = Money::zero(self.rate.currency());
        match self.class {
            OverageClass::Waive => nothing,
            // A call is bounded by B5 and a rate by 10^12, so the product is money unless the rate is absurd; the judge
            // refuses such a rate.
            OverageClass::Bill | OverageClass::Carry => self.rate.per_hour(minutes).unwrap_or(nothing),
        }
    }
}

impl Tally {
    /// Works off one call on what is left now, in the terms of its worked date.
    pub fn work_off(&mut self, at: usize, filed: &FiledCall, packages: &[Package], terms: &Terms) {
        let call = &filed.call;
        let goodwill = call.goodwill.is_some();
        let alone = charge(call.worked, terms, filed.factor);
        let charged = match &call.case {
            _ if goodwill => Minutes::ZERO,
            Some(case) => self.group(call.date, case, filed.factor).take(call.worked, terms, filed.factor),
            None => alone,
        };
        let wish = Wish { date: call.date, service: call.service.as_ref(), named: call.package.as_ref() };
        let draws = if charged.is_zero() { Vec::new() } else { draw(packages, &mut self.rest, charged, wish) };
        let drawn = draws.iter().map(|draw| draw.minutes).sum();
        self.outcomes[at] = Some(Outcome {
            charged,
            goodwill: if goodwill { alone } else { Minutes::ZERO },
            draws,
            overage: charged.less(drawn),
            class: terms.overage,
            rate: terms.overage_rate,
        });
    }

    /// The group a call with that case belongs to (E2).
    pub fn group(&mut self, date: Date, case: &Text, factor: Factor) -> &mut Group {
        self.groups.entry((date, case.clone(), factor)).or_default()
    }

    /// What a call's group has come to so far; nothing for a call that is in none (E2, E6).
    pub fn group_so_far(&self, filed: &FiledCall) -> Group {
        let call = &filed.call;
        let case = call.case.as_ref().filter(|_| call.goodwill.is_none());
        let key = case.map(|case| (call.date, case.clone(), filed.factor));
        key.and_then(|key| self.groups.get(&key)).copied().unwrap_or_default()
    }

    /// Takes a fixed call out again: its draws go back to the packages, its minutes out of its group (I1). What had become
    /// of it; none where it was not fixed.
    pub fn give_back(&mut self, at: usize, filed: &FiledCall) -> Option<Outcome> {
        let outcome = self.outcomes[at].take()?;
        for draw in &outcome.draws {
            self.rest[draw.package] = self.rest[draw.package].plus(draw.minutes);
        }
        if let (Some(case), None) = (&filed.call.case, &filed.call.goodwill) {
            self.group(filed.call.date, case, filed.factor).give_back(filed.call.worked, outcome.charged);
        }
        Some(outcome)
    }

    /// Puts back what [`Tally::give_back`] took out. Where the packages no longer have what the call drew, nothing is done and
    /// the answer is no.
    pub fn restore(&mut self, at: usize, filed: &FiledCall, outcome: Outcome) -> bool {
        let mut rest = self.rest.clone();
        for draw in &outcome.draws {
            if rest[draw.package] < draw.minutes {
                return false;
            }
            rest[draw.package] = rest[draw.package].less(draw.minutes);
        }
        self.rest = rest;
        if let (Some(case), None) = (&filed.call.case, &filed.call.goodwill) {
            let group = self.group(filed.call.date, case, filed.factor);
            group.worked = group.worked.plus(filed.call.worked);
            group.charged = group.charged.plus(outcome.charged);
        }
        self.outcomes[at] = Some(outcome);
        true
    }

    /// Moves open overage onto a package until it is empty, call by call in the given order (G4).
    pub fn settle(&mut self, package: usize, date: Date, settlement: u64, calls: impl Iterator<Item = usize>) {
        for at in calls {
            let Some(outcome) = &mut self.outcomes[at] else { continue };
            // Whatever was settled at any date is no longer there to settle.
            let settled = outcome.draws.iter().filter(|draw| draw.settlement.is_some()).map(|draw| draw.minutes).sum();
            let open = if outcome.class == OverageClass::Waive { Minutes::ZERO } else { outcome.overage.less(settled) };
            let minutes = open.min(self.rest[package]);
            if !minutes.is_zero() {
                self.rest[package] = self.rest[package].less(minutes);
                outcome.draws.push(Draw { package, minutes, date, settlement: Some(settlement) });
            }
        }
    }

    /// Takes a settlement back: its draws return to the package, the overage is open again (I1).
    pub fn unsettle(&mut self, settlement: u64) {
        for outcome in self.outcomes.iter_mut().flatten() {
            outcome.draws.retain(|draw| {
                let other = draw.settlement != Some(settlement);
                if !other {
                    self.rest[draw.package] = self.rest[draw.package].plus(draw.minutes);
                }
                other
            });
        }
    }
}
