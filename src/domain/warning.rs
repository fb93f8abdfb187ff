//! Warnings before it is too late (L).

use super::balance::Balance;
use super::package::State;
use super::{Date, LowThreshold, Minutes, Money, PackageId, Reckoned};

/// Something a consultant should know before the next call, in the order of L1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Warning {
    /// Little is left.
    Low {
        /// What is left.
        left: Minutes,
        /// The sizes, less refunds, of the packages that make it up.
        of: Minutes,
    },
    /// Nothing is left, and there was a package.
    Exhausted,
    /// There is open overage.
    Overage {
        /// How much.
        minutes: Minutes,
        /// What it costs, whether it is to be billed or carried.
        amount: Money,
        /// How much of it is to be billed.
        billable_minutes: Minutes,
        /// What that costs.
        billable: Money,
    },
    /// An open package ends soon.
    Expiring {
        /// Which.
        package: PackageId,
        /// Its last day.
        until: Date,
        /// What is left of it.
        left: Minutes,
    },
    /// A package ended in the last 30 days with something left.
    Expired {
        /// Which.
        package: PackageId,
        /// Its last day.
        until: Date,
        /// What was lost.
        lost: Minutes,
    },
    /// There never was a package.
    None,
}

impl Warning {
    /// The machine formats' spelling.
    pub fn code(&self) -> &'static str {
        match self {
            Warning::Low { .. } => "low",
            Warning::Exhausted => "exhausted",
            Warning::Overage { .. } => "overage",
            Warning::Expiring { .. } => "expiring",
            Warning::Expired { .. } => "expired",
            Warning::None => "none",
        }
    }
}

/// For how many days after its end a package is warned about as expired (L1).
const EXPIRED_DAYS: i64 = 30;

/// A client's warnings as of a day, in the order of L1; packages in drawing order.
pub fn warnings(reckoned: &Reckoned<'_>, balance: &Balance) -> Vec<Warning> {
    let as_of = balance.as_of;
    let terms = reckoned.account.history.terms_on(as_of, &reckoned.house.open);
    let mut warnings: Vec<Warning> = Vec::new();
    warnings.extend(low(balance, terms.low));
    if balance.left.is_zero() && !balance.packages.is_empty() {
        warnings.push(Warning::Exhausted);
    }
    if !balance.overage.is_zero() {
        let Balance { overage: minutes, overage_amount: amount, billable_minutes, billable, .. } = *balance;
        warnings.push(Warning::Overage { minutes, amount, billable_minutes, billable });
    }
    let packages = || balance.packages.iter();
    warnings.extend(packages().filter_map(|standing| {
        let until = standing.until.filter(|_| standing.state == State::Open)?;
        let soon = until.days_since(as_of) <= i64::from(terms.expiry_notice);
        soon.then(|| Warning::Expiring { package: standing.package.id().clone(), until, left: standing.rest })
    }));
    warnings.extend(packages().filter_map(|standing| {
        let until = standing.until.filter(|_| standing.state == State::Expired)?;
        let lately = as_of.days_since(until) <= EXPIRED_DAYS;
        lately.then(|| Warning::Expired { package: standing.package.id().clone(), until, lost: standing.rest })
    }));
    if balance.packages.is_empty() {
        warnings.push(Warning::None);
    }
    warnings
}

fn low(balance: &Balance, threshold: LowThreshold) -> Option<Warning> {
    let left = balance.left;
    let of = balance.size_of_left();
    let low = match threshold {
        LowThreshold::Time(time) => left <= time,
        // left ≤ share % of `of`, without a division.
        LowThreshold::Share(share) => {
            use rust_decimal::Decimal;
            let hundredfold = Decimal::from(left.get()).checked_mul(Decimal::ONE_HUNDRED);
            hundredfold <= Decimal::from(of.get()).checked_mul(share)
        }
    };
    (low && !left.is_zero()).then_some(Warning::Low { left, of })
}
