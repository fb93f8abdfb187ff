//! Minutes of calls that are worked off, added up: nothing changes them any more but a call that is taken back.

use super::filed_call::FiledCall;
use super::outcome::Outcome;
use super::{Minutes, OverageClass};

/// What calls came to, all in all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// What was worked, goodwill included.
    pub worked: Minutes,
    /// What was charged.
    pub charged: Minutes,
    /// What was given away: goodwill calls and waived overage (E6, G2).
    pub goodwill: Minutes,
}

impl Sums {
    /// What one call came to.
    pub fn of(filed: &FiledCall, outcome: &Outcome<'_>) -> Sums {
        let waived = if outcome.class() == OverageClass::Waive { outcome.overage() } else { Minutes::ZERO };
        Sums { worked: filed.worked(), charged: outcome.charged(), goodwill: outcome.goodwill().plus(waived) }
    }

    /// With others.
    pub fn plus(self, others: Sums) -> Sums {
        self.each(others, Minutes::plus)
    }

    /// Without others that were among them.
    pub fn less(self, others: Sums) -> Sums {
        self.each(others, Minutes::less)
    }

    fn each(self, others: Sums, both: impl Fn(Minutes, Minutes) -> Minutes) -> Sums {
        Sums {
            worked: both(self.worked, others.worked),
            charged: both(self.charged, others.charged),
            goodwill: both(self.goodwill, others.goodwill),
        }
    }
}
