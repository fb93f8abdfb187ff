//! Drawing a charge from packages, in order (F).

use std::num::NonZeroU32;

use smallvec::SmallVec;

use super::book::narrow;
use super::names::ServiceNo;
use super::package::PassedOver;
use super::{Date, Minutes, Package};

/// Minutes that a call took from a package, in 16 bytes: there are millions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Draw {
    package: u32,
    minutes: u32,
    /// The worked date, or the date of the settlement.
    pub date: Date,
    settlement: Option<NonZeroU32>,
}

impl Draw {
    /// What a call takes by itself, or what entry `settlement` moves there (G4).
    pub fn new(package: usize, minutes: Minutes, date: Date, settlement: Option<u64>) -> Draw {
        let settlement = settlement.and_then(|seq| NonZeroU32::new(narrow(seq)));
        Draw { package: narrow(package as u64), minutes: narrow(minutes.get()), date, settlement }
    }

    /// The package's index in its account.
    pub fn package(&self) -> usize {
        self.package as usize
    }

    /// How much.
    pub fn minutes(&self) -> Minutes {
        Minutes::new(self.minutes.into())
    }

    /// The entry whose settlement moved it there (G4); none where the call drew by itself.
    pub fn settlement(&self) -> Option<u64> {
        self.settlement.map(|seq| seq.get().into())
    }
}

/// What decides which packages a call may draw on, and in which order.
#[derive(Clone, Copy, Debug)]
pub struct Wish {
    /// The worked date.
    pub date: Date,
    /// The call's service.
    pub service: Option<ServiceNo>,
    /// The package the call names, by its index in the account.
    pub named: Option<usize>,
}

/// What one call drew. Nearly all draw on one package, or on none.
pub type Draws = SmallVec<[Draw; 1]>;

/// Draws up to `charge` from the packages that are eligible, in the order F3. `rest` holds what is left of each package
/// and is lowered; what no package covers is the charge less the draws.
pub fn draw(packages: &[Package], rest: &mut [Minutes], charge: Minutes, wish: Wish) -> Draws {
    let mut open = charge;
    let mut draws = Draws::new();
    for package in eligible(packages, rest, wish) {
        let minutes = rest[package].min(open);
        if minutes.is_zero() {
            break;
        }
        rest[package] = rest[package].less(minutes);
        open = open.less(minutes);
        draws.push(Draw::new(package, minutes, wish.date, None));
    }
    draws
}

/// The indices of the packages a call may draw on (F1), in the order F3.
pub fn eligible(packages: &[Package], rest: &[Minutes], wish: Wish) -> SmallVec<[usize; 8]> {
    // Ten years of used-up packages are the common case: they are told by a look at one number.
    let open = |&at: &usize| !rest[at].is_zero() && packages[at].refuses(wish.date, wish.service).is_none();
    let mut eligible: SmallVec<[usize; 8]> = (0..packages.len()).filter(open).collect();
    if eligible.len() < 2 {
        return eligible;
    }
    eligible.sort_by_cached_key(|&at| (Some(at) != wish.named, packages[at].order(wish.date)));
    eligible
}

/// The first reason for which a call passes a package over (M1); none where it is eligible.
pub fn obstacle(package: &Package, rest: Minutes, wish: Wish) -> Option<PassedOver> {
    if rest.is_zero() {
        return Some(package.refuses(wish.date, wish.service).unwrap_or(PassedOver::UsedUp));
    }
    package.refuses(wish.date, wish.service)
}
