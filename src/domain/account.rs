//! One client's part of a ledger: what was recorded, and what of it is fixed (H).

use std::collections::{BTreeMap, BTreeSet};

use foldhash::HashMap;

use super::billing::Billing;
use super::book::{House, narrow};
use super::charge::Group;
use super::client::History;
use super::draw::{Draw, Wish};
use super::names::{CaseNo, ServiceNo};
use super::outcome::Kept;
use super::package::PassedOver;
use super::past::Past;
use super::pile::Pile;
use super::tally::{Later, Tally};
use super::{ClientId, Clock, Currency, Date, Factor, Instant, Minutes, Money, Outcome, Package, Reckoned, Terms};

/// A call, in 24 bytes: what figures need of it. Its texts are where it was recorded ([`Book::recorded_call`](super::Book::recorded_call)).
#[derive(Clone, Copy, Debug)]
pub struct FiledCall {
    seq: u32,
    /// The worked date.
    pub date: Date,
    /// The case it belongs to (E2).
    pub case: Option<CaseNo>,
    /// What kind of work it was.
    pub service: Option<ServiceNo>,
    worked: u16,
    /// When it began.
    pub start: Option<Clock>,
    /// The factor that counts (E5).
    pub factor: Factor,
    /// What few calls are: [`FiledCall::GOODWILL`] and so on.
    marks: u8,
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
    /// It is charged nothing (E6).
    const GOODWILL: u8 = 1;
    /// An `amend` recorded it.
    const AMENDS: u8 = 1 << 1;
    /// It was taken back or replaced.
    const VOID: u8 = 1 << 2;
    /// It names a package, which the account knows.
    const NAMED: u8 = 1 << 3;
    /// No barrier has fixed it yet, and nothing has taken it back.
    const PENDING: u8 = 1 << 4;

    /// A call that entry `seq` records. It is at most a day long (B5).
    pub fn new(seq: u64, work: &Work) -> FiledCall {
        let Work { date, start, worked, case, service, factor, package, goodwill } = *work;
        let day = |minutes: u64| u16::try_from(minutes).unwrap_or_else(|_| unreachable!("a call of {minutes} minutes"));
        let goodwill = if goodwill { FiledCall::GOODWILL } else { 0 };
        let marks = FiledCall::PENDING | goodwill | package.map_or(0, |_| FiledCall::NAMED);
        FiledCall { seq: narrow(seq), date, case, service, worked: day(worked.get()), start, factor, marks }
    }

    /// The same where an `amend` recorded it.
    pub fn amending(self) -> FiledCall {
        FiledCall { marks: self.marks | FiledCall::AMENDS, ..self }
    }

    /// The entry that recorded it: a `call`, or the `amend` that corrected one.
    pub fn seq(&self) -> u64 {
        self.seq.into()
    }

    /// How long it took.
    pub fn worked(&self) -> Minutes {
        Minutes::new(self.worked.into())
    }

    /// Whether it is charged nothing (E6).
    pub fn goodwill(&self) -> bool {
        self.marks & FiledCall::GOODWILL != 0
    }

    /// Whether an `amend` recorded it.
    pub fn amends(&self) -> bool {
        self.marks & FiledCall::AMENDS != 0
    }

    /// Whether it was taken back or replaced.
    pub fn is_void(&self) -> bool {
        self.marks & FiledCall::VOID != 0
    }

    fn is_pending(&self) -> bool {
        self.marks & FiledCall::PENDING != 0
    }

    fn set(&mut self, mark: u8, on: bool) {
        self.marks = if on { self.marks | mark } else { self.marks & !mark };
    }
}

/// When a call was recorded, where the order of the file does not tell.
#[derive(Clone, Copy, Debug)]
struct Moment {
    /// In the first of two copies of the ledger, where both have it.
    recorded: Instant,
    /// Its place among calls that were recorded at one moment, in two copies of the ledger: by their ids.
    tie: u8,
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
    pub calls: Pile<FiledCall>,
    /// The packages that calls name, by their indices: few name one.
    named: HashMap<u32, u32>,
    /// When each call was recorded, once another copy of the ledger had one: those of one copy were recorded in the order of the file (A4).
    moments: Option<Vec<Moment>>,
    /// The last day of the last closed period (H3).
    pub closed: Option<Date>,
    /// What calls came to that are not among these any more.
    past: Option<Box<Past>>,
    /// All calls before this one are fixed or void; of those behind it each says so itself.
    pending_from: usize,
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
            calls: Pile::default(),
            named: HashMap::default(),
            moments: None,
            closed: None,
            past: None,
            pending_from: 0,
            fixed: Tally::default(),
            had_been: BTreeMap::new(),
            witness: None,
        }
    }

    /// The client's one currency (B3).
    pub fn currency(&self, house: &House) -> Currency {
        self.history.currency().unwrap_or(house.open.currency)
    }

    /// Files a call that entry `seq` recorded; it is pending until a barrier. When that was is asked of calls of a ledger that adopted some of
    /// this client's.
    pub fn file_call(&mut self, seq: u64, work: &Work, recorded: Option<Instant>) -> usize {
        self.file(FiledCall::new(seq, work), work, recorded)
    }

    /// The same of the call that an `amend` recorded.
    pub fn file_amended(&mut self, seq: u64, work: &Work, recorded: Option<Instant>) -> usize {
        self.file(FiledCall::new(seq, work).amending(), work, recorded)
    }

    fn file(&mut self, filed: FiledCall, work: &Work, recorded: Option<Instant>) -> usize {
        let at = self.calls.len();
        self.calls.push(filed);
        if let Some(package) = work.package {
            self.named.insert(narrow(at as u64), narrow(package as u64));
        }
        if let Some(moments) = &mut self.moments {
            let unknown = || unreachable!("#{} was recorded some time", filed.seq());
            moments.push(Moment { recorded: recorded.unwrap_or_else(unknown), tie: 0 });
        }
        at
    }

    /// The call that entry `seq` recorded.
    pub fn call_of(&self, seq: u64) -> Option<usize> {
        self.calls.position_of(|filed| filed.seq().cmp(&seq))
    }

    /// What a call was filed from.
    pub fn work(&self, call: usize) -> Work {
        let filed = &self.calls[call];
        let FiledCall { date, start, case, service, factor, .. } = *filed;
        let (worked, goodwill) = (filed.worked(), filed.goodwill());
        Work { date, start, worked, case, service, factor, package: self.named(call), goodwill }
    }

    /// The package a call names, by its index.
    pub fn named(&self, call: usize) -> Option<usize> {
        let is_named = self.calls[call].marks & FiledCall::NAMED != 0;
        Some(call as u32).filter(|_| is_named).and_then(|call| self.named.get(&call)).map(|&package| package as usize)
    }

    /// The calls that name a package, in no order.
    pub fn naming(&self) -> impl Iterator<Item = usize> {
        self.named.keys().map(|&call| call as usize)
    }

    /// What decides which packages a call may draw on.
    pub fn wish(&self, call: usize) -> Wish {
        let FiledCall { date, service, .. } = self.calls[call];
        Wish { date, service, named: self.named(call) }
    }

    /// Where a call stands among those that are worked off (F2): by worked date and start, then as they were recorded.
    pub fn turn_of(&self, call: usize) -> impl Ord + use<> {
        let FiledCall { date, start, seq, .. } = self.calls[call];
        match &self.moments {
            None => (date, start, seq.into(), 0),
            Some(moments) => (date, start, moments[call].recorded.micros(), moments[call].tie),
        }
    }

    /// Takes memory for so many more packages at once.
    pub fn expect(&mut self, packages: usize) {
        self.packages.reserve(packages);
        self.fixed.rest.reserve(packages);
    }

    /// Asks when each of the calls was recorded, by their entries, unless that is known: another copy of the ledger had one.
    pub fn know_moments(&mut self, recorded: impl Fn(u64) -> Instant) {
        let calls = &self.calls;
        let moment = |filed: &FiledCall| Moment { recorded: recorded(filed.seq()), tie: 0 };
        self.moments.get_or_insert_with(|| calls.iter().map(moment).collect());
    }

    /// Notes that a call was recorded earlier, too, by another copy of the ledger.
    pub fn precede(&mut self, call: usize, earlier: Instant) {
        if let Some(moment) = self.moments.as_mut().and_then(|moments| moments.get_mut(call)) {
            moment.recorded = moment.recorded.min(earlier);
        }
    }

    /// The calls recorded at a moment: more than one only where another copy of the ledger was adopted.
    pub fn recorded_at(&self, moment: Instant) -> Vec<usize> {
        let moments = self.moments.iter().flatten().enumerate();
        moments.filter(|(_, of)| of.recorded == moment).map(|(at, _)| at).collect()
    }

    /// Orders calls that were recorded at one moment.
    pub fn order(&mut self, calls: impl Iterator<Item = usize>) {
        let Some(moments) = &mut self.moments else { return };
        // More copies than that of one moment, client and day there are not.
        calls.zip(0..=u8::MAX).for_each(|(at, tie)| moments[at].tie = tie);
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
        let mut due = Vec::with_capacity(self.calls.len() - self.pending_from);
        due.extend(self.pending(through));
        for &at in &due {
            self.calls[at as usize].set(FiledCall::PENDING, false);
        }
        let first = self.pending(None).next();
        self.pending_from = first.map_or(self.calls.len(), |first| first as usize);
        let mut witness = self.witness.take();
        let done = self.work_off(house, due, &mut witness).done();
        self.fixed.keep(done, &self.calls);
        self.witness = witness;
    }

    /// What is pending and was worked on or before `through`, or all of it, in file order.
    fn pending(&self, through: Option<Date>) -> impl Iterator<Item = u32> {
        let due = move |filed: &FiledCall| filed.is_pending() && through.is_none_or(|through| filed.date <= through);
        let calls = self.pending_from..self.calls.len();
        calls.filter(move |&at| due(&self.calls[at])).map(|at| narrow(at as u64))
    }

    /// Works off everything, leaving what is pending pending.
    pub fn reckon<'a>(&'a self, house: &'a House) -> Reckoned<'a> {
        let mut witness = self.witness.clone();
        let tally = self.work_off(house, self.pending(None).collect(), &mut witness);
        let watched = witness.map(|w| w.turn).unwrap_or_default();
        Reckoned { account: self, house, tally, watched }
    }

    /// What is fixed, as if nothing were pending: for who has just fixed all that the question is about.
    pub fn as_fixed<'a>(&'a self, house: &'a House) -> Reckoned<'a> {
        let tally = Later::behind(&self.fixed, &self.calls, &[]);
        Reckoned { account: self, house, tally, watched: Turn::default() }
    }

    /// Works calls off in the order F2.
    fn work_off(&self, house: &House, due: Vec<u32>, witness: &mut Option<Witness>) -> Later<'_> {
        let watched = witness.as_ref().map(|witness| witness.call);
        let note = |_, turn| {
            if let Some(witness) = witness {
                witness.turn = turn;
            }
        };
        self.take_turns(house, due, |at| watched == Some(at), note)
    }

    /// Works calls off in the order F2, and tells what those find that are `watched`, when their turn comes.
    fn take_turns(
        &self,
        house: &House,
        mut due: Vec<u32>,
        watched: impl Fn(usize) -> bool,
        mut tell: impl FnMut(usize, Turn),
    ) -> Later<'_> {
        let mut later = Later::behind(&self.fixed, &self.calls, &due);
        self.put_in_turn(&mut due);
        let mut terms_on = self.history.terms_by_day(&house.open);
        for at in due.into_iter().map(|at| at as usize) {
            let terms = terms_on(self.calls[at].date);
            if watched(at) {
                tell(at, self.turn(at, *terms, &mut later));
            }
            later.work_off(at, self.wish(at), &self.packages, &terms);
        }
        later
    }

    /// Puts calls in the order F2.
    fn put_in_turn(&self, due: &mut Vec<u32>) {
        if self.moments.is_some() {
            due.sort_by_key(|&at| self.turn_of(at as usize));
            return;
        }
        // What is compared lies side by side, and not wherever the calls are.
        let turn = |&at: &u32| (self.calls[at as usize].date, self.calls[at as usize].start, at);
        let mut turns: Vec<_> = due.iter().map(turn).collect();
        turns.sort_unstable();
        due.clear();
        due.extend(turns.into_iter().map(|(_, _, at)| at));
    }

    /// What a call finds when its turn comes.
    fn turn(&self, call: usize, terms: Terms, later: &mut Later<'_>) -> Turn {
        Turn {
            terms: Some(terms),
            group: later.group_so_far(&self.calls[call]),
            passed_over: self.passed_over(self.wish(call), later.rest()),
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
            self.pending(None).collect(),
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
        self.calls[call].set(FiledCall::VOID, true);
        self.calls[call].set(FiledCall::PENDING, false);
        if let Some(kept) = self.fixed.give_back(call, &self.calls[call]) {
            self.had_been.insert(call, kept);
        }
    }

    /// Puts a call back whose amendment was taken back before a barrier fixed it: as it had been fixed, if the packages still allow
    /// it, else among what is pending.
    pub fn reinstate(&mut self, call: usize) {
        self.calls[call].set(FiledCall::VOID, false);
        let had_been = self.had_been.remove(&call);
        if !had_been.is_some_and(|kept| self.fixed.restore(call, &self.calls[call], kept, &self.packages)) {
            self.calls[call].set(FiledCall::PENDING, true);
            self.pending_from = self.pending_from.min(call);
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
        let over = self.fixed.over(&self.calls).to_vec();
        let target = &self.packages[package];
        let open = |at: &usize| self.fixed_outcome(*at).is_some_and(|outcome| !outcome.available(date).is_zero());
        let covered = |at: &usize| {
            let call = &self.calls[*at];
            call.date <= date && target.covers(call.service)
        };
        let mut due: Vec<usize> = over.iter().copied().filter(open).filter(covered).collect();
        due.sort_by_key(|&at| self.turn_of(at));
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
