//! What took minutes out of a package, in the order in which a client is told of it.

use super::filed_call::FiledCall;
use super::statement::barriers_before;
use super::{Date, Minutes, Reckoned};

/// What took minutes out of a package.
#[derive(Clone, Copy, Debug)]
pub struct Use<'a> {
    /// The day.
    pub date: Date,
    /// The entry behind it: of a settlement, that of the call.
    pub seq: u64,
    /// How much it took.
    pub minutes: Minutes,
    /// What it was.
    pub by: UsedBy<'a>,
}

/// What can take minutes out of a package.
#[derive(Clone, Copy, Debug)]
pub enum UsedBy<'a> {
    /// A call that drew on it.
    Call {
        /// Which.
        call: &'a FiledCall,
        /// What of the call no package covered.
        over: Minutes,
    },
    /// Overage of a call, moved onto it later (G4).
    Settlement {
        /// Which call.
        call: &'a FiledCall,
        /// The entry that moved it, by its `seq`.
        settlement: u64,
    },
    /// A refund (H4).
    Refund,
}

impl<'a> UsedBy<'a> {
    /// The call; none of a refund.
    pub fn call(self) -> Option<&'a FiledCall> {
        match self {
            UsedBy::Call { call, .. } | UsedBy::Settlement { call, .. } => Some(call),
            UsedBy::Refund => None,
        }
    }
}

impl Use<'_> {
    /// The entry that took the minutes out: of a settlement not that of the call, but its own.
    pub fn taken_by(&self) -> u64 {
        match self.by {
            UsedBy::Settlement { settlement, .. } => settlement,
            UsedBy::Call { .. } | UsedBy::Refund => self.seq,
        }
    }
}

/// What was drawn on a package of an account, by its index, and refunded of it by the end of `date`. It is ordered by date; on a day, calls stand
/// between the refunds that they were recorded between, as on a statement, and otherwise as they were worked.
pub fn uses<'a>(reckoned: &Reckoned<'a>, package: usize, date: Date) -> Vec<Use<'a>> {
    let mut uses = draws(reckoned, package, date);
    let refunds = reckoned.account.packages[package].refunds().iter().filter(|refund| refund.date <= date);
    let barriers: Vec<(Date, u64)> = refunds.clone().map(|refund| (refund.date, refund.seq)).collect();
    uses.extend(refunds.map(|refund| Use {
        date: refund.date,
        seq: refund.seq,
        minutes: refund.minutes,
        by: UsedBy::Refund,
    }));
    uses.sort_by_cached_key(|one| {
        let worked = one.by.call().map(|call| (call.date, call.start));
        (one.date, barriers_before(&barriers, one.date, one.seq), worked.is_none(), worked, one.seq)
    });
    uses
}

/// What calls drew on a package by the end of a day, and what was settled onto it, in file order.
fn draws<'a>(reckoned: &Reckoned<'a>, package: usize, date: Date) -> Vec<Use<'a>> {
    let mut draws = Vec::new();
    for (call, outcome) in reckoned.calls(Date::MAX) {
        for draw in outcome.draws.iter().filter(|draw| draw.package() == package && draw.date <= date) {
            let by = match draw.settlement() {
                Some(settlement) => UsedBy::Settlement { call, settlement },
                None => UsedBy::Call { call, over: outcome.overage() },
            };
            draws.push(Use { date: draw.date, seq: call.seq(), minutes: draw.minutes(), by });
        }
    }
    draws
}
