//! One client's part of a ledger: what was recorded, and what of it is fixed (H).

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU32;

use super::billing::Billing;
use super::book::{House, narrow};
use super::charge::Group;
use super::client::History;
use super::draw::{Draw, Wish};
use super::names::{CaseNo, ServiceNo};
use super::package::PassedOver;
use super::past::Past;
use super::tally::{Later, Tally};
use super::{ClientId, Clock, Currency, Date, Factor, Instant, Minutes, Money, Outcome, Package, Reckoned, Terms};

/// A call, in a few bytes: what figures need of it. Its texts are where it was recorded ([`Book::recorded_call`](super::Book::recorded_call)).
#[derive(Clone, Copy, Debug)]
pub struct FiledCall {
    seq: u32,
    /// The worked date.
    pub date: Date,
    worked: u32,
    /// When it began.
    pub start: Option<Clock>,
    /// The case it belongs to (E2).
    pub case: Option<CaseNo>,
    /// What kind of work it was.
    pub service: Option<ServiceNo>,
    /// The package to draw on first (F3), one more than its index in the account.
    named: Option<NonZeroU32>,
    /// The entry that took it back or replaced it.
    void: Option<NonZeroU32>,
    /// The factor that counts (E5).
    pub factor: Factor,
    /// Whether it is charged nothing (E6).
    pub goodwill: bool,
    /// Whether an `amend` recorded it.
    pub amends: bool,
    /// Its place among calls that were recorded at one moment, in two copies of the ledger: by their ids.
    tie: u8,
    recorded: Instant,
}

/// What a call is filed from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "they are the fields of `Call` and `FiledCall`")]
pub struct Work {
    pub date: Date,
    pub start: Option<Clock>,
    pub worked: Minutes,
    pub case: Option<CaseNo>,
    pub service: Option<ServiceNo>,
    pub factor: Factor,
    /// The package it names, by its index in the account.
    pub package: Option<usize>,
    pub goodwill: bool,
}

impl FiledCall {
    /// A call that entry `seq` records. It is at most a day long (B5).
    pub fn new(seq: u64, recorded: Instant, work: Work) -> FiledCall {
        let Work { date, start, worked, case, service, factor, package, goodwill } = work;
        let (seq, worked) = (narrow(seq), narrow(worked.get()));
        let named = package.and_then(|at| NonZeroU32::new(narrow(at as u64 + 1)));
        FiledCall {
            seq,
            date,
            worked,
            start,
            case,
            service,
            named,
            void: None,
            factor,
            goodwill,
            amends: false,
            tie: 0,
            recorded,
        }
    }

    /// The entry that recorded it: a `call`, or the `amend` that corrected one.
    pub fn seq(&self) -> u64 {
        self.seq.into()
    }

    /// How long it took.
    pub fn worked(&self) -> Minutes {
        Minutes::new(self.worked.into())
    }

    /// When it was recorded; in the first of two copies of the ledger, where both have it.
    pub fn recorded(&self) -> Instant {
        self.recorded
    }

    /// Where it stands among the calls that are worked off (F2): by worked date and start, then as they were recorded.
    pub fn turn(&self) -> impl Ord + use<> {
        (self.date, self.start, self.recorded, self.tie)
    }

    /// The entry that took it back or replaced it.
    pub fn void(&self) -> Option<u64> {
        self.void.map(|by| by.get().into())
    }

    /// What it was filed from.
    pub fn work(&self) -> Work {
        let FiledCall { date, start, case, service, factor, goodwill, .. } = *self;
        Work { date, start, worked: self.worked(), case, service, factor, package: self.wish().named, goodwill }
    }

    /// What decides which packages it may draw on.
    pub fn wish(&self) -> Wish {
        let named = self.named.map(|named| named.get() as usize - 1);
        Wish { date: self.date, service: self.service, named }
    }
}

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
    pub calls: Vec<FiledCall>,
    /// The last day of the last closed period (H3).
    pub closed: Option<Date>,
    /// What calls came to that are not among these any more.
    past: Option<Box<Past>>,
    pending: Vec<usize>,
    fixed: Tally,
    /// What had become of a call when it was taken back, where it was fixed, by its index: a client may have seen that on a statement.
    had_been: BTreeMap<usize, Outcome>,
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
        let (packages, calls, pending) = (Vec::new(), Vec::new(), Vec::new());
        let (fixed, had_been) = (Tally::default(), BTreeMap::new());
        Account { id, history, packages, calls, closed: None, past: None, pending, fixed, had_been, witness: None }
    }

    /// The client's one currency (B3).
    pub fn currency(&self, house: &House) -> Currency {
        self.history.currency().unwrap_or(house.open.currency)
    }

    /// Files a call; it is pending until a barrier.
    pub fn file_call(&mut self, filed: FiledCall) -> usize {
        self.calls.push(filed);
        self.pending.push(self.calls.len() - 1);
        self.calls.len() - 1
    }

    /// Takes memory for so many more packages and calls at once.
    pub fn expect(&mut self, packages: usize, calls: usize) {
        self.packages.reserve(packages);
        self.fixed.rest.reserve(packages);
        self.calls.reserve(calls);
        self.pending.reserve(calls);
    }

    /// Notes that a call was recorded earlier, too, by another copy of the ledger.
    pub fn precede(&mut self, call: usize, earlier: Instant) {
        let call = &mut self.calls[call];
        call.recorded = call.recorded.min(earlier);
    }

    /// The calls recorded at a moment: more than one only where another copy of the ledger was adopted.
    pub fn recorded_at(&self, moment: Instant) -> Vec<usize> {
        (0..self.calls.len()).filter(|&at| self.calls[at].recorded == moment).collect()
    }

    /// Orders calls that were recorded at one moment.
    pub fn order(&mut self, calls: impl Iterator<Item = usize>) {
        // More copies than that of one moment, client and day there are not.
        calls.zip(0..=u8::MAX).for_each(|(at, tie)| self.calls[at].tie = tie);
    }

    /// Files a package.
    pub fn file_package(&mut self, package: Package) -> usize {
        self.fixed.rest.push(package.purchase.size);
        self.packages.push(package);
        self.packages.len() - 1
    }

    /// Begins with what earlier calls came to, instead of with those calls: all packages must have been filed.
    pub fn stand_on(&mut self, past: Past) {
        for (at, package) in self.packages.iter().enumerate() {
            let drawn = past.drawn.get(at).copied().unwrap_or_default();
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
        let calls = self.fixed.outcomes().flat_map(|(at, outcome)| outcome.days().chain([self.calls[at].date]));
        calls.chain(self.had_been.keys().map(|&at| self.calls[at].date)).max()
    }

    /// Works off what is pending and was worked on or before `through`, or all of it: what is worked off is fixed (H1, H2).
    pub fn fix(&mut self, house: &House, through: Option<Date>) {
        let within = |at: &usize| through.is_none_or(|through| self.calls[*at].date <= through);
        let (due, later) = std::mem::take(&mut self.pending).into_iter().partition(within);
        self.pending = later;
        let mut witness = self.witness.take();
        let done = self.work_off(house, due, &mut witness).done();
        self.fixed.keep(done);
        self.witness = witness;
    }

    /// Works off everything, leaving what is pending pending.
    pub fn reckon<'a>(&'a self, house: &'a House) -> Reckoned<'a> {
        let mut witness = self.witness.clone();
        let tally = self.work_off(house, self.pending.clone(), &mut witness);
        let watched = witness.map(|w| w.turn).unwrap_or_default();
        Reckoned { account: self, house, tally, watched }
    }

    /// What is fixed, as if nothing were pending: for who has just fixed all that the question is about.
    pub fn as_fixed<'a>(&'a self, house: &'a House) -> Reckoned<'a> {
        Reckoned { account: self, house, tally: Later::behind(&self.fixed, &[]), watched: Turn::default() }
    }

    /// Works calls off in the order F2.
    fn work_off(&self, house: &House, mut due: Vec<usize>, witness: &mut Option<Witness>) -> Later<'_> {
        let mut later = Later::behind(&self.fixed, &due);
        due.sort_by_key(|&at| self.calls[at].turn());
        let mut terms_on = self.history.terms_by_day(&house.open);
        for at in due {
            let filed = &self.calls[at];
            let terms = terms_on(filed.date);
            if let Some(witness) = witness.as_mut().filter(|witness| witness.call == at) {
                witness.turn = self.turn(filed, *terms, &later);
            }
            later.work_off(at, filed, &self.packages, &terms);
        }
        later
    }

    /// What a call finds when its turn comes.
    fn turn(&self, filed: &FiledCall, terms: Terms, later: &Later<'_>) -> Turn {
        Turn {
            terms: Some(terms),
            group: later.group_so_far(filed),
            passed_over: self.passed_over(filed.wish(), later.rest()),
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
        let mut due = self.pending.clone();
        let mut later = Later::behind(&self.fixed, &due);
        let mut turns = BTreeMap::new();
        due.sort_by_key(|&at| self.calls[at].turn());
        let mut terms_on = self.history.terms_by_day(&house.open);
        for at in due {
            let filed = &self.calls[at];
            let terms = terms_on(filed.date);
            if calls.contains(&at) {
                turns.insert(at, self.turn(filed, *terms, &later));
            }
            later.work_off(at, filed, &self.packages, &terms);
        }
        turns
    }

    /// Whether a barrier has fixed this call (H2).
    pub fn is_fixed(&self, call: usize) -> bool {
        self.fixed.outcome(call).is_some()
    }

    /// What calls that are fixed drew on a package.
    pub fn fixed_draws(&self, package: usize) -> impl Iterator<Item = &Draw> {
        let draws = self.fixed.outcomes().flat_map(|(_, outcome)| &outcome.draws);
        draws.filter(move |draw| draw.package() == package)
    }

    /// Takes a call back (I1).
    pub fn void_call(&mut self, call: usize, by: u64) {
        self.calls[call].void = NonZeroU32::new(narrow(by));
        // What is taken back was mostly recorded not long ago.
        if let Some(at) = self.pending.iter().rposition(|&at| at == call) {
            self.pending.remove(at);
        }
        if let Some(outcome) = self.fixed.give_back(call, &self.calls[call]) {
            self.had_been.insert(call, outcome);
        }
    }

    /// Puts a call back whose amendment was taken back before a barrier fixed it: as it had been fixed, if the packages still allow
    /// it, else among what is pending.
    pub fn reinstate(&mut self, call: usize) {
        self.calls[call].void = None;
        let had_been = self.had_been.remove(&call);
        if !had_been.is_some_and(|outcome| self.fixed.restore(call, &self.calls[call], outcome, &self.packages)) {
            self.pending.push(call);
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
        self.packages[package].refunds.push(refund);
    }

    /// Takes a refund back.
    pub fn void_refund(&mut self, package: usize, seq: u64) {
        let refunds = &mut self.packages[package].refunds;
        if let Some(at) = refunds.iter().position(|refund| refund.seq == seq) {
            let refund = refunds.remove(at);
            self.fixed.rest[package] = self.fixed.rest[package].plus(refund.minutes);
        }
    }

    /// Moves open overage worked by `date` onto a package that covers it, in the order F2 (G4); all calls must be fixed.
    pub fn settle(&mut self, package: usize, date: Date, settlement: u64) {
        let over = self.fixed.over().to_vec();
        let target = &self.packages[package];
        let open = |at: &usize| {
            let outcome = self.fixed.outcome(*at);
            outcome.is_some_and(|outcome| !outcome.available(date).is_zero())
        };
        let covered = |at: &usize| {
            let call = &self.calls[*at];
            call.date <= date && target.covers(call.service)
        };
        let mut due: Vec<usize> = over.iter().copied().filter(open).filter(covered).collect();
        due.sort_by_key(|&at| self.calls[at].turn());
        self.fixed.settle(package, date, settlement, due.into_iter());
    }

    /// Notes that a call that is fixed stands on an invoice (J2).
    pub fn bill_call(&mut self, call: usize, billing: Billing) {
        self.fixed.bill(call, billing);
    }

    /// Notes that the invoice it stands on was credited (J4).
    pub fn credit_call(&mut self, call: usize, invoice: u64, date: Date) {
        self.fixed.credit(call, invoice, date);
    }

    /// Whether a call that was taken back had been fixed before.
    pub fn had_been_fixed(&self, call: usize) -> bool {
        self.had_been.contains_key(&call)
    }

    /// What had become of a call that is fixed.
    pub fn fixed_outcome(&self, call: usize) -> Option<&Outcome> {
        self.fixed.outcome(call)
    }

    /// The invoices a call stood on; none before it is fixed.
    pub fn call_billings(&self, call: usize) -> &[Billing] {
        self.fixed.outcome(call).map_or(&[], Outcome::billings)
    }

    /// Takes a settlement back (I1).
    pub fn unsettle(&mut self, settlement: u64) {
        self.fixed.unsettle(settlement);
        // A call that is put back later must not bring its part of it along.
        for outcome in self.had_been.values_mut() {
            outcome.draws.retain(|draw| draw.settlement() != Some(settlement));
        }
    }
}

/// The sum of two amounts of one account.
pub(super) fn add(one: Money, other: Money) -> Money {
    // One account has one currency (B3), and 10 million amounts of 10^12 are far below what a decimal holds. Were it otherwise, a
    // stop is better than a figure.
    one.checked_add(other).unwrap_or_else(|| unreachable!("{one} and {other} in one account"))
}

/// The difference of two amounts of one account.
pub(super) fn less(one: Money, other: Money) -> Money {
    one.checked_sub(other).unwrap_or_else(|| unreachable!("{one} and {other} in one account"))
}
