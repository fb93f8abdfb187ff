//! Drawing a charge from packages, in order (F).

use std::num::NonZeroU32;

use smallvec::SmallVec;

use super::names::ServiceNo;
use super::narrow::narrow;
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

/// What is left of a client's packages, while calls are worked off by their days (F2).
#[derive(Clone, Debug)]
pub struct Left {
    /// What is left of each package, by its index; nothing where it is void.
    rest: Vec<Minutes>,
    /// The packages that calls of `day` and later may find something in, in the order F3: none before the first call.
    open: Vec<usize>,
    /// A day up to which none of those ends, and they stay in that order; none before the first call.
    until: Option<Date>,
    /// What the last call drew: in a place of its own, which need not be copied.
    drawn: Draws,
}

impl Left {
    /// So much of each.
    pub fn new(rest: Vec<Minutes>) -> Left {
        Left { rest, open: Vec::new(), until: None, drawn: Draws::new() }
    }

    /// What is left of each package, by its index.
    pub fn rest(&self) -> &[Minutes] {
        &self.rest
    }

    /// The same, when all is done.
    pub fn into_rest(self) -> Vec<Minutes> {
        self.rest
    }

    /// Draws all of `charge` on one package, if the first one that is eligible (F3) has so much, as most calls do: tells which one. Where it has
    /// not, or there is nothing to draw, nothing is done.
    pub fn draw_on_one(&mut self, packages: &[Package], charge: Minutes, wish: Wish) -> Option<usize> {
        self.come_to(wish.date, packages);
        let first = first_eligible(&self.open, packages, wish);
        let at = first.filter(|&at| !charge.is_zero() && self.rest[at] >= charge)?;
        self.rest[at] = self.rest[at].less(charge);
        if self.rest[at].is_zero() {
            self.pass_over_empty();
        }
        Some(at)
    }

    /// Draws up to `charge` from the packages that are eligible, in the order F3; what no package covers is the charge less the draws.
    /// The worked dates of wishes only ever grow.
    pub fn draw(&mut self, packages: &[Package], charge: Minutes, wish: Wish) -> &[Draw] {
        self.come_to(wish.date, packages);
        let mut due = charge;
        self.drawn.clear();
        for at in eligible(&self.open, packages, wish) {
            if due.is_zero() {
                break;
            }
            let minutes = self.rest[at].min(due);
            self.rest[at] = self.rest[at].less(minutes);
            due = due.less(minutes);
            self.drawn.push(Draw::new(at, minutes, wish.date, None));
        }
        if self.drawn.iter().any(|draw| self.rest[draw.package()].is_zero()) {
            self.pass_over_empty();
        }
        &self.drawn
    }

    fn pass_over_empty(&mut self) {
        self.open.retain(|&at| !self.rest[at].is_zero());
    }

    /// Ten years of used-up and ended packages are the common case: they are looked at once, not by every call, and so is the order of the
    /// others. It changes only where one of them ends, or an extension begins to count.
    fn come_to(&mut self, day: Date, packages: &[Package]) {
        let Left { rest, open, until, .. } = self;
        if until.is_some_and(|until| day <= until) {
            return;
        }
        let counts = |at: usize| !rest[at].is_zero() && !packages[at].is_over(day);
        match until {
            None => *open = (0..rest.len()).filter(|&at| counts(at)).collect(),
            Some(_) => open.retain(|&at| counts(at)),
        }
        open.sort_by(|&one, &other| packages[one].order(day).cmp(&packages[other].order(day)).then(one.cmp(&other)));
        let changes = open.iter().filter_map(|&at| packages[at].same_until(day));
        *until = Some(changes.min().unwrap_or(Date::MAX));
    }
}

/// Those of the `open` packages that a call may draw on, in order: first the one that it names.
fn eligible<'a>(open: &'a [usize], packages: &'a [Package], wish: Wish) -> impl Iterator<Item = usize> + 'a {
    let named = wish.named.into_iter().filter(|named| open.contains(named));
    let others = open.iter().copied().filter(move |&at| Some(at) != wish.named);
    named.chain(others).filter(move |&at| packages[at].refuses(wish.date, wish.service).is_none())
}

/// The first of them.
#[inline]
fn first_eligible(open: &[usize], packages: &[Package], wish: Wish) -> Option<usize> {
    match wish.named {
        Some(_) => eligible(open, packages, wish).next(),
        // As most calls are.
        None => open.iter().copied().find(|&at| packages[at].refuses(wish.date, wish.service).is_none()),
    }
}

/// The first reason for which a call passes a package over (M1); none where it is eligible.
pub fn obstacle(package: &Package, rest: Minutes, wish: Wish) -> Option<PassedOver> {
    package.refuses(wish.date, wish.service).or(rest.is_zero().then_some(PassedOver::UsedUp))
}
