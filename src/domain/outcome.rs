//! What became of a call once it is worked off (E, F, G, J2).

use std::ops::Deref;
use std::slice;
use std::sync::Arc;

use super::billing::{self, Billing};
use super::draw::{Draw, Draws};
use super::money::less;
use super::{Date, Minutes, Money, OverageClass, Terms};

/// What became of a call.
#[derive(Clone, Copy, Debug)]
pub struct Outcome<'a> {
    /// What it is charged, or would have been by itself.
    minutes: Minutes,
    /// Whether it is charged nothing (E6).
    is_goodwill: bool,
    /// What it drew, first by itself, then by settlements.
    pub draws: Drawn<'a>,
    terms: &'a Terms,
    billings: &'a [Billing],
}

/// What a call drew: nearly all draw on one package, or on none, which need not stand anywhere.
#[derive(Clone, Copy, Debug)]
pub enum Drawn<'a> {
    /// At most once.
    Once(Option<Draw>),
    /// However often.
    Often(&'a [Draw]),
}

impl Deref for Drawn<'_> {
    type Target = [Draw];

    fn deref(&self) -> &[Draw] {
        match self {
            Drawn::Once(draw) => draw.as_slice(),
            Drawn::Often(draws) => draws,
        }
    }
}

impl<'a> IntoIterator for Drawn<'a> {
    type Item = Draw;
    type IntoIter = std::iter::Chain<std::option::IntoIter<Draw>, std::iter::Copied<slice::Iter<'a, Draw>>>;

    fn into_iter(self) -> Self::IntoIter {
        let (once, often) = match self {
            Drawn::Once(draw) => (draw, &[][..]),
            Drawn::Often(draws) => (None, draws),
        };
        once.into_iter().chain(often.iter().copied())
    }
}

/// An outcome by itself: one that is changed, or kept when the call is not.
#[derive(Clone, Debug)]
pub struct Kept {
    /// What the call is charged, or would have been by itself.
    pub minutes: Minutes,
    /// Whether it is charged nothing (E6).
    pub is_goodwill: bool,
    /// What it drew, first by itself, then by settlements.
    pub draws: Draws,
    /// The terms it was worked off by.
    pub terms: Arc<Terms>,
    /// The invoices it stood on (J2).
    pub billings: Vec<Billing>,
}

impl Kept {
    /// What it says.
    pub fn outcome(&self) -> Outcome<'_> {
        let Kept { minutes, is_goodwill, draws, terms, billings } = self;
        Outcome { minutes: *minutes, is_goodwill: *is_goodwill, draws: Drawn::Often(draws), terms, billings }
    }

    /// Notes that the invoice it stands on was credited.
    pub(super) fn credit(&mut self, invoice: u64, date: Date) {
        billing::credit(&mut self.billings, invoice, date);
    }
}

impl<'a> Outcome<'a> {
    /// That of a call that was worked off in these terms, and stood on no invoice: it is charged `minutes`, or would have been without goodwill.
    pub(super) fn new(minutes: Minutes, is_goodwill: bool, draw: Option<Draw>, terms: &'a Terms) -> Outcome<'a> {
        Outcome { minutes, is_goodwill, draws: Drawn::Once(draw), terms, billings: &[] }
    }

    /// What it is charged (E4).
    pub fn charged(&self) -> Minutes {
        if self.is_goodwill { Minutes::ZERO } else { self.minutes }
    }

    /// What a goodwill call would have been charged by itself (E6).
    pub fn goodwill(&self) -> Minutes {
        if self.is_goodwill { self.minutes } else { Minutes::ZERO }
    }

    /// The same by itself, as it stood at the end of a day: without what was settled, invoiced and credited later.
    pub fn keep_by(&self, day: Date) -> Kept {
        let by_then = |draw: &Draw| draw.settlement().is_none() || draw.date <= day;
        Kept {
            draws: self.draws.into_iter().filter(by_then).collect(),
            billings: self.billings.iter().filter_map(|billing| billing.by(day)).collect(),
            ..self.keep()
        }
    }

    /// The same by itself.
    pub fn keep(&self) -> Kept {
        Kept {
            minutes: self.minutes,
            is_goodwill: self.is_goodwill,
            draws: self.draws.into_iter().collect(),
            terms: Arc::new(*self.terms),
            billings: self.billings.to_vec(),
        }
    }

    /// The terms it was worked off by.
    pub fn terms(&self) -> &'a Terms {
        self.terms
    }

    /// What no package covered when it was worked off (G1).
    pub fn overage(&self) -> Minutes {
        let drawn = self.draws.iter().filter(|draw| draw.settlement().is_none());
        self.charged().less(drawn.map(Draw::minutes).sum())
    }

    /// Whether there is any of that.
    pub fn went_over(&self) -> bool {
        !self.overage().is_zero()
    }

    /// What becomes of that (G2).
    pub fn class(&self) -> OverageClass {
        self.terms.overage
    }

    /// The price of an hour of that.
    pub fn rate(&self) -> Money {
        self.terms.overage_rate
    }

    /// The invoices it stood on (J2).
    pub fn billings(&self) -> &'a [Billing] {
        self.billings
    }

    /// The days on which it drew, by itself or by settlements, stood on an invoice or was credited.
    pub fn days(self) -> impl Iterator<Item = Date> {
        let billed = self.billings.iter().flat_map(|billing| billing.credited.into_iter().chain([billing.date]));
        self.draws.into_iter().map(|draw| draw.date).chain(billed)
    }

    /// The overage that no settlement by the end of `by` has moved onto a package.
    pub fn unsettled(&self, by: Date) -> Minutes {
        let settled = self.draws.iter().filter(|draw| draw.settlement().is_some() && draw.date <= by);
        self.overage().less(settled.map(Draw::minutes).sum())
    }

    /// The overage that is still to be invoiced or settled by the end of `by` (G6).
    pub fn open_overage(&self, by: Date) -> Minutes {
        if self.class() == OverageClass::Waive {
            return Minutes::ZERO;
        }
        self.unsettled(by).less(self.billed(by))
    }

    /// What of the overage stands on invoices at the end of `by`: several, where a part was settled and came back (J2).
    pub fn billed(&self, by: Date) -> Minutes {
        self.billings().iter().filter(|billing| billing.stands_on(by)).map(|billing| billing.minutes).sum()
    }

    /// What the open overage costs at the end of `by`: what all of it costs that is open or stands on invoices, rounded once (G3), less what
    /// these say. So its parts, were they billed one by one, come to what the whole costs.
    pub fn open_amount(&self, by: Date) -> Money {
        let open = self.open_overage(by);
        if open.is_zero() {
            return self.amount(open);
        }
        let standing = self.billings().iter().filter(|billing| billing.stands_on(by));
        standing.fold(self.amount(open.plus(self.billed(by))), |amount, billing| less(amount, billing.amount))
    }

    /// The overage that can be invoiced or settled on a day: what stood on an invoice after that day cannot, or on the days between it
    /// would count twice (G4, G6).
    pub fn available(&self, on: Date) -> Minutes {
        if self.class() == OverageClass::Waive {
            return Minutes::ZERO;
        }
        let blocked = self.billings().iter().filter(|billing| billing.blocks(on));
        self.unsettled(Date::MAX).less(blocked.map(|billing| billing.minutes).sum())
    }

    /// What `minutes` of this call's overage cost (G3); nothing where they are waived.
    pub fn amount(&self, minutes: Minutes) -> Money {
        match self.class() {
            OverageClass::Waive => Money::zero(self.rate().currency()),
            // A rate is below 10^12, and a ledger has not enough lines for a product of 28 digits.
            OverageClass::Bill | OverageClass::Carry => {
                self.rate().cost(minutes).unwrap_or_else(|| unreachable!("{minutes} at {}", self.rate()))
            }
        }
    }
}
