//! Working calls off: what each is charged, where it draws, what goes over (E, F, G).

use std::sync::Arc;

use foldhash::HashMap;

use super::billing::Billing;
use super::calls::{Calls, Due};
use super::charge::{Group, charge};
use super::draw::{Draw, Left, Wish};
use super::fates::Fates;
use super::filed_call::FiledCall;
use super::names::CaseNo;
use super::outcome::{Kept, Outcome};
use super::sums::Sums;
use super::{Date, Factor, Minutes, OverageClass, Package, Terms};

/// What working off a client's calls has come to. Calls are told by their index.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// What is neither drawn nor refunded of each package, by its index; nothing where it is void.
    pub rest: Vec<Minutes>,
    /// What became of each call; nothing where it is not worked off, or void.
    fates: Fates,
    /// Calls that have overage to be invoiced or settled, or once had; one may stand here more than once.
    over: Vec<usize>,
    /// What they came to, all in all.
    sums: Sums,
    /// The last day of which a call was worked off.
    last: Option<Date>,
    /// Whether one of that day was taken back: then none of that day may be left.
    has_lost_last: bool,
    /// The last day on which overage was settled, billed or credited.
    changed: Option<Date>,
    /// What the groups of that day have come to, for the next call is mostly of that day, too; none once one of its calls was taken back.
    lately: Option<Groups>,
}

/// Groups of one day: few, mostly one.
type Groups = Vec<(GroupKey, Group)>;

/// What tells a group from the others of a day: calls of one client on one worked date with the same case and factor (E2).
type GroupKey = (CaseNo, Factor);

impl Tally {
    /// Takes over what was worked off behind it.
    pub fn keep(&mut self, done: Done, calls: &Calls) {
        let Done { left, first, fates, sums, last, over, today } = done;
        self.rest = left.into_rest();
        self.sums = self.sums.plus(sums);
        if self.last < last {
            (self.last, self.has_lost_last, self.lately) = (last, false, Some(today));
        } else if self.last == last {
            let known = self.lately.take();
            self.lately = known.map(|known| merged(known, today));
        }
        self.over.extend(over);
        self.fates.append(first, fates, |at| calls[at].date);
    }

    /// What became of a call; none where it is not worked off, or void.
    pub fn outcome(&self, at: usize, filed: &FiledCall) -> Option<Outcome<'_>> {
        self.fates.get(at, filed.date)
    }

    /// The calls that have overage to be invoiced or settled on some day, by their index. The others are looked at once: there are more of them
    /// with every year.
    pub fn over(&mut self, calls: &Calls) -> &[usize] {
        let fates = &self.fates;
        let is_open = |outcome: Outcome<'_>| !outcome.available(Date::MAX).is_zero();
        self.over.retain(|&at| fates.get(at, calls[at].date).is_some_and(is_open));
        self.over.sort_unstable();
        self.over.dedup();
        &self.over
    }

    /// Takes a fixed call out again: its draws go back to the packages (I1), and it counts in its group no more. What had become of it; none
    /// where it was not fixed.
    pub fn give_back(&mut self, at: usize, filed: &FiledCall) -> Option<Kept> {
        let kept = self.fates.take(at, filed.date)?;
        self.sums = self.sums.less(Sums::of(filed, &kept.outcome()));
        self.has_lost_last |= self.last == Some(filed.date);
        self.forget_groups_of(filed.date);
        for draw in &kept.draws {
            self.rest[draw.package()] = self.rest[draw.package()].plus(draw.minutes());
        }
        Some(kept)
    }

    /// Puts back what [`Tally::give_back`] took out. Where a package no longer has what the call drew, or is no longer valid that
    /// day, nothing is done and the answer is no.
    pub fn restore(&mut self, at: usize, filed: &FiledCall, kept: Kept, packages: &[Package]) -> bool {
        let mut rest = self.rest.clone();
        for draw in &kept.draws {
            let (package, minutes) = (draw.package(), draw.minutes());
            if rest[package] < minutes || packages[package].has_ended(draw.date) {
                return false;
            }
            rest[package] = rest[package].less(minutes);
        }
        self.rest = rest;
        if kept.outcome().went_over() {
            self.over.push(at);
        }
        self.sums = self.sums.plus(Sums::of(filed, &kept.outcome()));
        self.fates.put(at, filed.date, kept);
        self.forget_groups_of(filed.date);
        true
    }

    fn forget_groups_of(&mut self, day: Date) {
        if self.last == Some(day) {
            self.lately = None;
        }
    }

    /// Moves open overage onto a package until it is empty, call by call in the given order (G4).
    pub fn settle(&mut self, package: usize, date: Date, settlement: u64, calls: impl Iterator<Item = (usize, Date)>) {
        self.changed = self.changed.max(Some(date));
        for (at, day) in calls {
            // Whatever was settled at any date is no longer there to settle.
            let available = self.fates.get(at, day).map_or(Minutes::ZERO, |outcome| outcome.available(date));
            let minutes = available.min(self.rest[package]);
            if !minutes.is_zero()
                && let Some(kept) = self.fates.change(at, day)
            {
                self.rest[package] = self.rest[package].less(minutes);
                kept.draws.push(Draw::new(package, minutes, date, Some(settlement)));
            }
        }
    }

    /// Notes that a call that is fixed stands on an invoice.
    pub fn bill(&mut self, at: usize, filed: &FiledCall, billing: Billing) {
        self.changed = self.changed.max(Some(billing.date));
        if let Some(kept) = self.fates.change(at, filed.date) {
            kept.billings.push(billing);
        }
    }

    /// Notes that the invoice it stands on was credited.
    pub fn credit(&mut self, at: usize, filed: &FiledCall, invoice: u64, date: Date) {
        self.changed = self.changed.max(Some(date));
        if let Some(kept) = self.fates.change(at, filed.date) {
            kept.credit(invoice, date);
            self.over.push(at);
        }
    }

    /// Takes a settlement back: its draws return to the package, the overage is open again (I1).
    pub fn unsettle(&mut self, settlement: u64) {
        for (at, kept) in self.fates.apart() {
            let before = kept.draws.len();
            kept.draws.retain(|draw| {
                let other = draw.settlement() != Some(settlement);
                if !other {
                    self.rest[draw.package()] = self.rest[draw.package()].plus(draw.minutes());
                }
                other
            });
            if kept.draws.len() < before {
                self.over.push(at);
            }
        }
    }

    /// What the groups of calls from a day on have come to: the sums over the calls that are fixed in them, and not taken back.
    fn groups_from(&self, day: Date, calls: &Calls) -> HashMap<(Date, GroupKey), Group> {
        let mut groups: HashMap<(Date, GroupKey), Group> = HashMap::default();
        for (at, filed) in calls.iter().enumerate().take(self.fates.end()).filter(|(_, filed)| filed.date >= day) {
            if let Some((key, outcome)) = key(filed).zip(self.outcome(at, filed)) {
                groups.entry((filed.date, key)).or_default().put(filed.worked(), outcome.charged());
            }
        }
        groups
    }
}

/// Calls that are worked off behind a tally, which stays as it is.
#[derive(Clone, Debug)]
pub struct Later<'a> {
    tally: &'a Tally,
    /// All calls, those before them, too.
    calls: &'a Calls,
    done: Done,
    /// What groups of that day and later had come to in the tally, once that was asked.
    before: Option<HashMap<(Date, GroupKey), Group>>,
}

/// What became of calls that were worked off behind a tally.
#[derive(Clone, Debug)]
pub struct Done {
    /// What is left of each package then.
    left: Left,
    /// The first call that may be among them, by its index.
    first: usize,
    /// What became of that one and those behind it.
    fates: Fates,
    /// What they came to, all in all.
    sums: Sums,
    /// The last of their days.
    last: Option<Date>,
    /// Those that went over.
    over: Vec<usize>,
    /// The groups of the last day.
    today: Groups,
}

impl Done {
    /// Draws what a call is charged, and notes what became of it.
    fn take(
        &mut self,
        at: usize,
        filed: &FiledCall,
        charged: Minutes,
        wish: Wish,
        packages: &[Package],
        terms: &Arc<Terms>,
    ) {
        let place = at - self.first;
        // Nearly every call is such.
        if let Some(package) = self.left.draw_on_one(packages, charged, wish) {
            self.sums = self.sums.plus(Sums { worked: filed.worked(), charged, goodwill: Minutes::ZERO });
            return self.fates.add_covered(place, filed.date, charged, package, terms);
        }
        let draws = if charged.is_zero() { &[] } else { self.left.draw(packages, charged, wish) };
        let beyond = charged.less(draws.iter().map(Draw::minutes).sum());
        if !beyond.is_zero() {
            self.over.push(at);
        }
        // Given away is what goodwill would have been charged by itself (E6), and what goes over where that is waived (G2).
        let minutes = if filed.goodwill() { charge(filed.worked(), terms, filed.factor) } else { charged };
        let waived = if terms.overage == OverageClass::Waive { beyond } else { Minutes::ZERO };
        let goodwill = minutes.less(charged).plus(waived);
        self.sums = self.sums.plus(Sums { worked: filed.worked(), charged, goodwill });
        self.fates.add(place, filed.date, minutes, filed.goodwill(), draws, terms);
    }
}

impl<'a> Later<'a> {
    /// Nothing yet, and room for what becomes of calls that are `due`; so much is left of each package.
    pub fn behind(tally: &'a Tally, calls: &'a Calls, due: &Due, rest: Vec<Minutes>) -> Later<'a> {
        let first = due.first().unwrap_or(calls.len());
        let left = Left::new(rest);
        let fates = Fates::with_room_for(due.many());
        let sums = Sums::default();
        let done = Done { left, first, fates, sums, last: None, over: Vec::new(), today: Vec::new() };
        Later { tally, calls, done, before: None }
    }

    /// Works off one of those calls on what is left now, in the terms of its worked date. They come in the order F2.
    pub fn work_off(&mut self, at: usize, filed: &FiledCall, wish: Wish, packages: &[Package], terms: &Arc<Terms>) {
        if self.done.last < Some(filed.date) {
            self.done.last = Some(filed.date);
            self.done.today.clear();
        }
        let charged = match key(filed) {
            _ if filed.goodwill() => Minutes::ZERO,
            Some(key) => self.group(filed.date, key).take(filed.worked(), terms, filed.factor),
            None => charge(filed.worked(), terms, filed.factor),
        };
        self.done.take(at, filed, charged, wish, packages, terms);
    }

    /// What became of a call, then or before; none where it is not worked off, or void.
    pub fn outcome(&self, at: usize) -> Option<Outcome<'_>> {
        self.outcome_of(at, self.calls.get(at)?)
    }

    /// The same of a call that was looked up before.
    #[inline]
    fn outcome_of(&self, at: usize, filed: &FiledCall) -> Option<Outcome<'_>> {
        let later = at.checked_sub(self.done.first).and_then(|at| self.done.fates.get(at, filed.date));
        later.or_else(|| self.tally.outcome(at, filed))
    }

    /// All calls, in file order, with what became of them, then or before; those are left out of which nothing became.
    pub fn outcomes(&self) -> impl Iterator<Item = (&'a FiledCall, Outcome<'_>)> {
        let before = self.tally.fates.beside(self.calls, self.done.first);
        let others = (self.done.first..self.calls.len()).map(|at| (at, &self.calls[at]));
        before.chain(others.filter_map(|(at, filed)| Some((filed, self.outcome_of(at, filed)?))))
    }

    /// Adds up all calls of which something became: those that one package covers by their charge and that package, the others by what became of
    /// them.
    pub fn sum<S>(
        &self,
        sum: &mut S,
        covered: impl Fn(&mut S, &FiledCall, Minutes, usize),
        other: impl Fn(&mut S, &FiledCall, &Outcome<'_>),
    ) {
        self.tally.fates.sum_beside(self.calls, self.done.first, sum, covered, &other);
        for at in self.done.first..self.calls.len() {
            let filed = &self.calls[at];
            self.outcome_of(at, filed).into_iter().for_each(|outcome| other(sum, filed, &outcome));
        }
    }

    /// What all calls came to, then and before.
    pub fn sums(&self) -> Sums {
        self.tally.sums.plus(self.done.sums)
    }

    /// The last day on which a call was worked, or anything else became of one, or may have.
    pub fn last_day(&self) -> Option<Date> {
        self.done.last.max(self.tally.last).max(self.tally.changed)
    }

    /// The day of the last call.
    pub fn last_call(&self) -> Option<Date> {
        let (later, before) = (self.done.last, self.tally.last);
        if later >= before || !self.tally.has_lost_last {
            return later.max(before);
        }
        self.outcomes().map(|(filed, _)| filed.date).max()
    }

    /// All calls that have open overage, once each, in file order, and perhaps some that have none.
    pub fn over(&self) -> impl Iterator<Item = (&'a FiledCall, Outcome<'_>)> {
        let mut over = [&self.tally.over[..], &self.done.over].concat();
        over.sort_unstable();
        over.dedup();
        over.into_iter().filter_map(|at| Some((&self.calls[at], self.outcome(at)?)))
    }

    /// What is left of each package now.
    pub fn rest(&self) -> &[Minutes] {
        self.done.left.rest()
    }

    /// A group of the day that the work has come to.
    fn group(&mut self, day: Date, key: GroupKey) -> &mut Group {
        let known = self.done.today.iter().position(|(known, _)| *known == key);
        let at = known.unwrap_or_else(|| {
            let so_far = self.fixed_group(day, key);
            self.done.today.push((key, so_far));
            self.done.today.len() - 1
        });
        &mut self.done.today[at].1
    }

    /// What a group had come to in the tally. Most days are later than all days there.
    fn fixed_group(&mut self, day: Date, key: GroupKey) -> Group {
        if self.tally.last < Some(day) {
            return Group::default();
        }
        if let Some(lately) = self.tally.lately.as_ref().filter(|_| self.tally.last == Some(day)) {
            return lately.iter().find(|(known, _)| *known == key).map(|(_, group)| *group).unwrap_or_default();
        }
        let before = self.before.get_or_insert_with(|| self.tally.groups_from(day, self.calls));
        before.get(&(day, key)).copied().unwrap_or_default()
    }

    /// What the group of a call has come to, when its turn has come; nothing for a call that is in none (E2, E6).
    pub fn group_so_far(&mut self, filed: &FiledCall) -> Group {
        let Some(key) = key(filed) else { return Group::default() };
        let mut today = self.done.today.iter().filter(|_| self.done.last == Some(filed.date));
        let known = today.find(|(known, _)| *known == key).map(|(_, group)| *group);
        known.unwrap_or_else(|| self.fixed_group(filed.date, key))
    }

    /// What was worked off.
    pub fn done(self) -> Done {
        self.done
    }
}

/// Groups of a day, and what some of them came to later.
fn merged(mut known: Groups, later: Groups) -> Groups {
    known.retain(|(key, _)| later.iter().all(|(other, _)| other != key));
    known.extend(later);
    known
}

/// The group of its day that a call belongs to (E2); none for a call without a case, or one of goodwill (E6).
fn key(filed: &FiledCall) -> Option<GroupKey> {
    let case = filed.case().filter(|_| !filed.goodwill())?;
    Some((case, filed.factor))
}
