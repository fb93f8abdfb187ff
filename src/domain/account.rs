//! One client's part of a ledger: what was recorded, and what of it is fixed (H).

use std::collections::{BTreeMap, BTreeSet};

use super::billing::Billing;
use super::book::House;
use super::calls::{Calls, Due};
use super::charge::Group;
use super::client::History;
use super::draw::{Draw, Wish};
use super::filed_call::FiledCall;
use super::outcome::Kept;
use super::package::PassedOver;
use super::past::Past;
use super::tally::{Later, Tally};
use super::{ClientId, Currency, Date, Minutes, Outcome, Package, Reckoned, Terms};

/// One client: their history, packages and calls. Calls that no barrier has fixed yet are *pending*; they are worked off
/// when a question is asked ([`Account::reckon`]) and stay pending, so that entries may still come in any order (A8).
#[derive(Clone, Debug)]
pub struct Account {
    /// Who.
    pub id: ClientId,
    /// What was said about the client, by date (C1).
    pub history: History,
    /// The packages, in file order.
    pub packages: Vec<Package>,
    /// The calls, in file order.
    pub calls: Calls,
    /// The last day of the last closed period (H3).
    pub closed: Option<Date>,
    /// What calls came to that are not among these any more.
    past: Option<Box<Past>>,
    fixed: Tally,
    /// What had become of a call when it was taken back, where it was fixed, by its index: a client may have seen that on a statement.
    had_been: BTreeMap<usize, Kept>,
    witness: Option<Witness>,
}

/// Looks over a call's shoulder while it is worked off.
#[derive(Clone, Debug)]
struct Witness {
    call: usize,
    turn: Turn,
}

/// What a call found when its turn came.
#[derive(Clone, Debug, Default)]
pub struct Turn {
    /// The terms it was worked off by; none before its turn.
    pub terms: Option<Terms>,
    /// What its group had come to (E2); nothing for a call without a case.
    pub group: Group,
    /// The packages it passed over, by index, in file order, and why.
    pub passed_over: Vec<(usize, PassedOver)>,
}

impl Account {
    /// A client without packages and calls.
    pub fn new(id: ClientId, history: History) -> Account {
        Account {
            id,
            history,
            packages: Vec::new(),
            calls: Calls::default(),
            closed: None,
            past: None,
            fixed: Tally::default(),
            had_been: BTreeMap::new(),
            witness: None,
        }
    }

    /// The client's one currency (B3).
    pub fn currency(&self, house: &House) -> Currency {
        self.history.currency().unwrap_or(house.open.currency)
    }

    /// Takes memory for so many more packages at once.
    pub fn expect(&mut self, packages: usize) {
        self.packages.reserve(packages);
        self.fixed.rest.reserve(packages);
    }

    /// Files a package.
    pub fn file_package(&mut self, package: Package) -> usize {
        // Twice the memory would be too much: packages are large.
        if self.packages.len() == self.packages.capacity() {
            self.packages.reserve_exact(4 + self.packages.len() / 8);
        }
        self.fixed.rest.push(package.purchase.size);
        self.packages.push(package);
        self.packages.len() - 1
    }

    /// Begins with what earlier calls came to, instead of with those calls: all packages must have been filed.
    pub fn stand_on(&mut self, past: Past) {
        for (at, package) in self.packages.iter().enumerate() {
            let drawn = past.totals.drawn.get(at).copied().unwrap_or_default();
            let rest = package.purchase.size.less(drawn).less(package.refunded(None));
            self.fixed.rest[at] = if package.void.is_none() { rest } else { Minutes::ZERO };
        }
        self.past = Some(Box::new(past));
    }

    /// What calls came to that are not among these.
    pub fn past(&self) -> Option<&Past> {
        self.past.as_deref()
    }

    /// The last day of which nothing can be told, because its calls are only here all in all; none where every call is here.
    pub fn past_through(&self) -> Option<Date> {
        self.past.as_ref().map(|past| past.through)
    }

    /// The last day on which anything about a call that is fixed, or was, took place.
    pub fn settled_through(&self) -> Option<Date> {
        let calls = self.fixed_outcomes().flat_map(|(filed, outcome)| outcome.days().chain([filed.date]));
        calls.chain(self.had_been.keys().map(|&at| self.calls[at].date)).max()
    }

    /// The calls that are fixed, with what became of them.
    fn fixed_outcomes(&self) -> impl Iterator<Item = (&FiledCall, Outcome<'_>)> {
        let calls = self.calls.iter().enumerate();
        calls.filter_map(|(at, filed)| Some((filed, self.fixed.outcome(at, filed)?)))
    }

    /// Works off what is pending and was worked on or before `through`, or all of it: what is worked off is fixed (H1, H2).
    pub fn fix(&mut self, house: &House, through: Option<Date>) {
        let due = self.calls.take_due(through);
        let mut witness = self.witness.take();
        let rest = std::mem::take(&mut self.fixed.rest);
        let done = self.work_off(house, &due, rest, &mut witness).done();
        self.fixed.keep(done, &self.calls);
        self.witness = witness;
    }

    /// Works off everything, leaving what is pending pending.
    pub fn reckon<'a>(&'a self, house: &'a House) -> Reckoned<'a> {
        let mut witness = self.witness.clone();
        let tally = self.work_off(house, &self.calls.pending(), self.fixed.rest.clone(), &mut witness);
        let watched = witness.map(|w| w.turn).unwrap_or_default();
        Reckoned { account: self, house, tally, watched }
    }

    /// What is fixed, as if nothing were pending: for who has just fixed all that the question is about.
    pub fn as_fixed<'a>(&'a self, house: &'a House) -> Reckoned<'a> {
        let tally = Later::behind(&self.fixed, &self.calls, &Due::default(), self.fixed.rest.clone());
        Reckoned { account: self, house, tally, watched: Turn::default() }
    }

    /// Works calls off in the order F2, with so much left of each package.
    fn work_off(&self, house: &House, due: &Due, rest: Vec<Minutes>, witness: &mut Option<Witness>) -> Later<'_> {
        let watched = witness.as_ref().map(|witness| witness.call);
        let note = |_, turn| {
            if let Some(witness) = witness {
                witness.turn = turn;
            }
        };
        self.take_turns(house, due, rest, |at| watched == Some(at), note)
    }

    /// Works calls off in the order F2, and tells what those find that are `watched`, when their turn comes.
    fn take_turns(
        &self,
        house: &House,
        due: &Due,
        rest: Vec<Minutes>,
        watched: impl Fn(usize) -> bool,
        mut tell: impl FnMut(usize, Turn),
    ) -> Later<'_> {
        let mut later = Later::behind(&self.fixed, &self.calls, due, rest);
        let mut terms_by_day = self.history.terms_by_day(&house.open);
        for at in due.iter() {
            let filed = &self.calls[at];
            let terms = terms_by_day.on(filed.date);
            if watched(at) {
                tell(at, self.turn(at, **terms, &mut later));
            }
            later.work_off(at, filed, self.calls.wish(at, filed), &self.packages, terms);
        }
        later
    }

    /// What a call finds when its turn comes.
    fn turn(&self, call: usize, terms: Terms, later: &mut Later<'_>) -> Turn {
        Turn {
            terms: Some(terms),
            group: later.group_so_far(&self.calls[call]),
            passed_over: self.passed_over(self.calls.wish(call, &self.calls[call]), later.rest()),
        }
    }

    /// The packages a call passes over with `rest` left of each, in file order, and why (M1).
    fn passed_over(&self, wish: Wish, rest: &[Minutes]) -> Vec<(usize, PassedOver)> {
        let known = |at: &usize| self.packages[*at].void.is_none();
        (0..self.packages.len())
            .filter(known)
            .filter_map(|at| Some((at, super::draw::obstacle(&self.packages[at], rest[at], wish)?)))
            .collect()
    }

    /// Has noted what this call finds when it is worked off ([`Reckoned::watched`]).
    pub fn watch(&mut self, call: usize) {
        self.witness = Some(Witness { call, turn: Turn::default() });
    }

    /// What each of these pending calls finds when its turn comes: many of them for the price of one.
    pub fn turns(&self, house: &House, calls: &BTreeSet<usize>) -> BTreeMap<usize, Turn> {
        let mut turns = BTreeMap::new();
        self.take_turns(
            house,
            &self.calls.pending(),
            self.fixed.rest.clone(),
            |at| calls.contains(&at),
            |at, turn| _ = turns.insert(at, turn),
        );
        turns
    }

    /// Whether a barrier has fixed this call (H2).
    pub fn is_fixed(&self, call: usize) -> bool {
        self.fixed_outcome(call).is_some()
    }

    /// What calls that are fixed drew on a package.
    pub fn fixed_draws(&self, package: usize) -> impl Iterator<Item = Draw> {
        let draws = self.fixed_outcomes().flat_map(|(_, outcome)| outcome.draws);
        draws.filter(move |draw| draw.package() == package)
    }

    /// Takes a call back (I1).
    pub fn void_call(&mut self, call: usize) {
        self.calls.take_back(call);
        if let Some(kept) = self.fixed.give_back(call, &self.calls[call]) {
            self.had_been.insert(call, kept);
        }
    }

    /// Puts a call back whose amendment was taken back before a barrier fixed it: as it had been fixed, if the packages still allow
    /// it, else among what is pending.
    pub fn reinstate(&mut self, call: usize) {
        self.calls.reinstate(call);
        let had_been = self.had_been.remove(&call);
        if !had_been.is_some_and(|kept| self.fixed.restore(call, &self.calls[call], kept, &self.packages)) {
            self.calls.pend(call);
        }
    }

    /// Takes a package back, and the settlement it did itself.
    pub fn void_package(&mut self, package: usize, by: u64) {
        self.unsettle(self.packages[package].seq);
        self.packages[package].void = Some(by);
        self.fixed.rest[package] = Minutes::ZERO;
    }

    /// Takes minutes out of a package; all calls must be fixed.
    pub fn refund(&mut self, package: usize, refund: super::package::Refunded) {
        self.fixed.rest[package] = self.fixed.rest[package].less(refund.minutes);
        self.packages[package].refunds_mut().push(refund);
    }

    /// Takes a refund back.
    pub fn void_refund(&mut self, package: usize, seq: u64) {
        let refunds = self.packages[package].refunds_mut();
        if let Some(at) = refunds.iter().position(|refund| refund.seq == seq) {
            let refund = refunds.remove(at);
            self.fixed.rest[package] = self.fixed.rest[package].plus(refund.minutes);
        }
    }

    /// Moves open overage worked by `date` onto a package that covers it, in the order F2 (G4); all calls must be fixed.
    pub fn settle(&mut self, package: usize, date: Date, settlement: u64) {
        let over = self.fixed.over(&self.calls).to_vec();
        let target = &self.packages[package];
        let open = |at: &usize| self.fixed_outcome(*at).is_some_and(|outcome| !outcome.available(date).is_zero());
        let covered = |at: &usize| {
            let call = &self.calls[*at];
            call.date <= date && target.covers(call.service())
        };
        let mut due: Vec<usize> = over.iter().copied().filter(open).filter(covered).collect();
        due.sort_by_key(|&at| self.calls.turn_of(at));
        let calls = &self.calls;
        self.fixed.settle(package, date, settlement, due.into_iter().map(|at| (at, calls[at].date)));
    }

    /// Notes that a call that is fixed stands on an invoice (J2).
    pub fn bill_call(&mut self, call: usize, billing: Billing) {
        self.fixed.bill(call, &self.calls[call], billing);
    }

    /// Notes that the invoice it stands on was credited (J4).
    pub fn credit_call(&mut self, call: usize, invoice: u64, date: Date) {
        self.fixed.credit(call, &self.calls[call], invoice, date);
    }

    /// Whether a call that was taken back had been fixed before.
    pub fn had_been_fixed(&self, call: usize) -> bool {
        self.had_been.contains_key(&call)
    }

    /// What had become of a call that is fixed.
    pub fn fixed_outcome(&self, call: usize) -> Option<Outcome<'_>> {
        self.fixed.outcome(call, self.calls.get(call)?)
    }

    /// The invoices a call stood on; none before it is fixed.
    pub fn call_billings(&self, call: usize) -> &[Billing] {
        self.fixed_outcome(call).map_or(&[], |outcome| outcome.billings())
    }

    /// Takes a settlement back (I1).
    pub fn unsettle(&mut self, settlement: u64) {
        self.fixed.unsettle(settlement);
        // A call that is put back later must not bring its part of it along.
        for kept in self.had_been.values_mut() {
            kept.draws.retain(|draw| draw.settlement() != Some(settlement));
        }
    }
}
