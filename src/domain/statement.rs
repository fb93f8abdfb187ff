//! A client's account over a period: opening balance, movements, closing balance.

use super::billed::{Billed, billed};
use super::draw::Draw;
use super::filed::Filed;
use super::filed_call::FiledCall;
use super::package::{Extension, Lapse};
use super::period::Period;
use super::reckoned::Standing;
use super::{Account, Book, Date, Minutes, Number, OverageClass, Package, PackageId, Reckoned, Terms};

/// What a client had, what moved, what they have. A balance is what is left less open overage, in minutes: below zero where the client
/// is over.
#[derive(Clone, Debug)]
pub struct Statement<'a> {
    /// The ledger: where the words of calls are.
    pub book: &'a Book,
    /// The period.
    pub period: Period,
    /// The day the statement was made for: nothing later is on it, however long the period.
    pub as_of: Date,
    /// The balance at the end of the day before.
    pub opening: i64,
    /// What moved, by date.
    pub movements: Vec<Movement<'a>>,
    /// The balance at its end, or on the day the statement was made for.
    pub closing: i64,
    /// What is left of packages then. Where that is more than the balance, the client is over all the same: what went over is not taken
    /// from what was bought later, unless it is settled (G2).
    pub left: Minutes,
    /// Worked in the period.
    pub worked: Minutes,
    /// Charged in the period.
    pub charged: Minutes,
}

/// One line of a statement.
#[derive(Clone, Debug)]
pub struct Movement<'a> {
    /// The day.
    pub date: Date,
    /// The entry behind it.
    pub seq: u64,
    /// What happened.
    pub event: Event<'a>,
    /// By how many minutes it moves the balance.
    pub change: i64,
    /// The balance after it.
    pub balance: i64,
}

impl Movement<'_> {
    /// Whether the entry that moved it was booked into a closed period, or changes one (H3). `filed` is the entry behind it.
    pub fn is_late(&self, book: &Book, filed: &Filed) -> bool {
        let by = match self.event {
            // The end of a package comes by itself.
            Event::Expired(_) => None,
            Event::Void => filed.void,
            _ => return filed.late,
        };
        by.and_then(|by| book.entry(by)).is_some_and(|filed| filed.late)
    }
}

/// What moved a balance.
#[derive(Clone, Debug)]
pub enum Event<'a> {
    /// A package that ended with something left.
    Expired(&'a PackageId),
    /// A package that can be drawn on from this day.
    Package {
        /// Which.
        package: &'a PackageId,
        /// Its size.
        size: Minutes,
        /// Whether it was given.
        grant: bool,
    },
    /// A package that had ended and is valid again.
    Extended {
        /// Which.
        package: &'a PackageId,
        /// Its new last day.
        until: Date,
    },
    /// A call.
    Call {
        /// What was recorded.
        filed: &'a FiledCall,
        /// What it was charged.
        charged: Minutes,
        /// What of it was given away: a goodwill call.
        goodwill: Minutes,
        /// The terms it was worked off by.
        terms: &'a Terms,
    },
    /// Overage of a call that is not charged for.
    Waived {
        /// How much.
        minutes: Minutes,
    },
    /// Overage moved onto a package; moves no balance.
    Settled {
        /// Onto which.
        package: &'a PackageId,
        /// How much.
        minutes: Minutes,
    },
    /// Minutes paid back.
    Refunded {
        /// Of which package.
        package: &'a PackageId,
        /// How much.
        minutes: Minutes,
        /// Whether that was before its first day: then it moves no balance.
        early: bool,
    },
    /// Overage that stands on an invoice: it is no longer open.
    Invoiced {
        /// Which.
        number: Number,
        /// How much the invoice says: more than it moves where calls were taken back once it was credited.
        minutes: Minutes,
    },
    /// Overage of an invoice that was credited: it is open again.
    Credited {
        /// Which.
        number: Number,
        /// How much, as of [`Event::Invoiced`].
        minutes: Minutes,
    },
    /// A call that an earlier statement may have shown and that was taken back since; moves nothing.
    Void,
}

impl Event<'_> {
    /// The machine formats' spelling.
    pub fn kind(&self) -> &'static str {
        match self {
            Event::Expired(_) => "expired",
            Event::Package { grant: false, .. } => "package",
            Event::Package { grant: true, .. } => "grant",
            Event::Extended { .. } => "extended",
            Event::Call { .. } => "call",
            Event::Waived { .. } => "waived",
            Event::Settled { .. } => "settled",
            Event::Refunded { .. } => "refunded",
            Event::Invoiced { .. } => "invoiced",
            Event::Credited { .. } => "credited",
            Event::Void => "void",
        }
    }

    /// Where it stands among the events of its day.
    fn rank(&self) -> u8 {
        match self {
            // A package ends with the day before, and one that begins can be drawn on by every call of the day.
            Event::Expired(_) => 0,
            Event::Package { .. } => 1,
            Event::Extended { .. } => 2,
            _ => 3,
        }
    }

    /// Whether it is the work of a barrier (H1).
    fn is_barrier(&self) -> bool {
        matches!(self, Event::Settled { .. } | Event::Refunded { .. } | Event::Invoiced { .. } | Event::Credited { .. })
    }
}

/// The first day on which anything happened to a client.
pub fn first_day(account: &Account) -> Option<Date> {
    let bought = account.packages.iter().filter(|package| package.void.is_none()).map(|package| package.purchase.date);
    // A call that was taken back after it was fixed is told of; any other is as if it had never been (I1).
    let is_told = |at: &usize| !account.calls[*at].is_void() || account.had_been_fixed(*at);
    let worked = (0..account.calls.len()).filter(is_told).map(|at| account.calls[at].date);
    bought.chain(worked).min()
}

/// A client's statement over a period, as of a day: what comes after that day is not on it.
pub fn statement<'a>(book: &'a Book, reckoned: &'a Reckoned<'_>, period: Period, as_of: Date) -> Statement<'a> {
    let mut movements = movements(book, reckoned, period.to.min(as_of));
    let mut balance = 0;
    for movement in &mut movements {
        balance += movement.change;
        movement.balance = balance;
    }
    let before = movements.partition_point(|movement| movement.date < period.from);
    let opening = before.checked_sub(1).map_or(0, |last| movements[last].balance);
    let movements = movements.split_off(before);
    let total = |part: fn(&Event<'_>) -> Minutes| movements.iter().map(|movement| part(&movement.event)).sum();
    let worked = total(|event| match event {
        Event::Call { filed, .. } => filed.worked(),
        _ => Minutes::ZERO,
    });
    let charged = total(|event| match event {
        Event::Call { charged, .. } => *charged,
        _ => Minutes::ZERO,
    });
    let left = reckoned.standings(period.to.min(as_of)).iter().map(|(_, standing)| standing.left()).sum();
    Statement { book, period, as_of, opening, closing: balance, left, movements, worked, charged }
}

impl Statement<'_> {
    /// Open overage at its end.
    pub fn over(&self) -> Minutes {
        Minutes::new(u64::try_from(signed(self.left) - self.closing).unwrap_or_default())
    }
}

/// Everything that moved by the end of `to`, by date; balances not yet filled in.
fn movements<'a>(book: &Book, reckoned: &'a Reckoned<'_>, to: Date) -> Vec<Movement<'a>> {
    let mut movements = Vec::new();
    let draws = reckoned.draws_by_package();
    for (at, standing) in reckoned.standings(to) {
        of_package(&standing, &draws[at], to, &mut movements);
    }
    let mut calls: Vec<(usize, &FiledCall)> = reckoned.account.calls.iter().enumerate().collect();
    calls.sort_by_key(|&(at, _)| reckoned.account.calls.turn_of(at));
    for (at, _) in calls.into_iter().filter(|(_, filed)| filed.date <= to) {
        of_call(reckoned, at, &mut movements);
    }
    of_settlements(reckoned, to, &mut movements);
    of_invoices(book, reckoned, to, &mut movements);
    sort(&mut movements);
    movements
}

/// By date; on a day, calls stand between the barriers that they were recorded between, and otherwise keep the order in
/// which they are worked off.
fn sort(movements: &mut [Movement<'_>]) {
    let barriers = movements.iter().filter(|movement| movement.event.is_barrier());
    let barriers: Vec<(Date, u64)> = barriers.map(|movement| (movement.date, movement.seq)).collect();
    movements.sort_by_cached_key(|movement| {
        let passed = barriers_before(&barriers, movement.date, movement.seq);
        (movement.date, movement.event.rank(), passed, movement.event.is_barrier())
    });
}

/// How many of these barriers, each with its day and its `seq`, are of the same day as an entry and were recorded before it.
pub(super) fn barriers_before(barriers: &[(Date, u64)], date: Date, seq: u64) -> usize {
    barriers.iter().filter(|barrier| barrier.0 == date && barrier.1 < seq).count()
}

fn of_package<'a>(standing: &Standing<'a>, draws: &[(u64, Draw)], to: Date, movements: &mut Vec<Movement<'a>>) {
    let package = standing.package;
    let purchase = &package.purchase;
    let mut add = |date, seq, event, change| movements.push(Movement { date, seq, event, change, balance: 0 });
    // What was paid back before the package began never becomes part of what is left.
    let begins_with =
        purchase.size.less(package.refunds().iter().filter(|r| r.date < purchase.from).map(|r| r.minutes).sum());
    // One that was paid back whole before that had nothing to begin with: that it was paid back says all.
    if purchase.from <= to && !begins_with.is_zero() {
        let grant = purchase.payment.is_grant();
        let event = Event::Package { package: package.id(), size: purchase.size, grant };
        add(purchase.from, package.seq, event, signed(begins_with));
    }
    for refund in package.refunds().iter().filter(|refund| refund.date <= to) {
        let early = refund.date < purchase.from;
        let event = Event::Refunded { package: package.id(), minutes: refund.minutes, early };
        let change = if early { 0 } else { -signed(refund.minutes) };
        add(refund.date, refund.seq, event, change);
    }
    for Lapse { day, extension } in package.lapses(to).into_iter().filter(|lapse| lapse.day <= to) {
        let lost = day.minus_days(1).map_or(Minutes::ZERO, |end| rest_on(package, draws, end));
        if lost.is_zero() {
            continue;
        }
        add(day, package.seq, Event::Expired(package.id()), -signed(lost));
        if let Some(Extension { seq, date, until }) = extension {
            add(date, seq, Event::Extended { package: package.id(), until }, signed(lost));
        }
    }
}

/// What was neither drawn nor refunded of a package by the end of a day.
fn rest_on(package: &Package, draws: &[(u64, Draw)], date: Date) -> Minutes {
    let by_then = draws.iter().filter(|(_, draw)| draw.date <= date);
    let drawn = by_then.map(|(_, draw)| draw.minutes()).sum();
    package.purchase.size.less(drawn).less(package.refunded(Some(date)))
}

fn of_call<'a>(reckoned: &'a Reckoned<'_>, at: usize, movements: &mut Vec<Movement<'a>>) {
    let (filed, outcome) = (&reckoned.account.calls[at], reckoned.outcome(at));
    let (date, seq) = (filed.date, filed.seq());
    let mut add = |event, change| movements.push(Movement { date, seq, event, change, balance: 0 });
    let Some(outcome) = outcome else {
        if reckoned.account.had_been_fixed(at) {
            add(Event::Void, 0);
        }
        return;
    };
    let (charged, goodwill, overage) = (outcome.charged(), outcome.goodwill(), outcome.overage());
    add(Event::Call { filed, charged, goodwill, terms: outcome.terms() }, -signed(charged));
    if outcome.class() == OverageClass::Waive && !overage.is_zero() {
        add(Event::Waived { minutes: overage }, signed(overage));
    }
}

fn of_settlements<'a>(reckoned: &'a Reckoned<'_>, to: Date, movements: &mut Vec<Movement<'a>>) {
    let settled = |draw: &Draw| draw.settlement().is_some() && draw.date <= to;
    let mut draws: Vec<Draw> = reckoned.calls(to).flat_map(|(_, outcome)| outcome.draws).filter(settled).collect();
    draws.sort_by_key(|draw| draw.settlement());
    for settlement in draws.chunk_by(|a, b| a.settlement() == b.settlement()) {
        let first = settlement[0];
        let minutes = settlement.iter().map(|draw| draw.minutes()).sum();
        let package = reckoned.account.packages[first.package()].id();
        let (date, seq) = (first.date, first.settlement().unwrap_or_default());
        movements.push(Movement { date, seq, event: Event::Settled { package, minutes }, change: 0, balance: 0 });
    }
}

/// What invoices take off open overage, and what credits put back, a line for each document.
fn of_invoices<'a>(book: &Book, reckoned: &'a Reckoned<'_>, to: Date, movements: &mut Vec<Movement<'a>>) {
    for (invoice, billed) in billed(book, reckoned) {
        let Billed { number, date, credited, stated, counted } = billed;
        let change = signed(counted);
        let mut add = |date, seq, event, change| movements.push(Movement { date, seq, event, change, balance: 0 });
        if date <= to {
            add(date, invoice, Event::Invoiced { number: number.clone(), minutes: stated }, change);
        }
        if let Some(credited) = credited.filter(|credited| *credited <= to) {
            let credit = book.register.credit_of(invoice).unwrap_or(invoice);
            add(credited, credit, Event::Credited { number, minutes: stated }, -change);
        }
    }
}

fn signed(minutes: Minutes) -> i64 {
    // Sums of minutes stay far below 2^63 (see [`Minutes::plus`]).
    i64::try_from(minutes.get()).unwrap_or(i64::MAX)
}
