//! What became of a call once it is worked off (E, F, G, J2).

use std::sync::Arc;

use super::billing::{self, Billing};
use super::book::narrow;
use super::draw::{Draw, Draws};
use super::{Date, Minutes, Money, OverageClass, Terms};

/// What became of a call, in 48 bytes: there are millions.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// What it is charged, or would have been by itself.
    minutes: u32,
    /// Whether it is charged nothing (E6).
    is_goodwill: bool,
    /// What it drew, first by itself, then by settlements.
    pub draws: Draws,
    terms: Arc<Terms>,
    /// The invoices it stood on: most calls stand on none.
    billings: Option<Box<Billings>>,
}

/// The invoices a call stood on.
#[derive(Clone, Debug, Default)]
struct Billings(Vec<Billing>);

impl Outcome {
    /// That of a call that was worked off in these terms: it is charged `minutes`, or would have been without goodwill.
    pub(super) fn new(minutes: Minutes, is_goodwill: bool, draws: Draws, terms: Arc<Terms>) -> Outcome {
        Outcome { minutes: narrow(minutes.get()), is_goodwill, draws, terms, billings: None }
    }

    /// Notes that it stands on an invoice.
    pub(super) fn bill(&mut self, billing: Billing) {
        self.billings.get_or_insert_default().0.push(billing);
    }

    /// Notes that the invoice it stands on was credited.
    pub(super) fn credit(&mut self, invoice: u64, date: Date) {
        self.billings.iter_mut().for_each(|billings| billing::credit(&mut billings.0, invoice, date));
    }

    /// What it is charged (E4).
    pub fn charged(&self) -> Minutes {
        if self.is_goodwill { Minutes::ZERO } else { Minutes::new(self.minutes.into()) }
    }

    /// What a goodwill call would have been charged by itself (E6).
    pub fn goodwill(&self) -> Minutes {
        if self.is_goodwill { Minutes::new(self.minutes.into()) } else { Minutes::ZERO }
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
    pub fn billings(&self) -> &[Billing] {
        self.billings.as_ref().map_or(&[], |billings| &billings.0)
    }

    /// The days on which it drew, by itself or by settlements, stood on an invoice or was credited.
    pub fn days(&self) -> impl Iterator<Item = Date> {
        let billed = self.billings().iter().flat_map(|billing| billing.credited.into_iter().chain([billing.date]));
        self.draws.iter().map(|draw| draw.date).chain(billed)
    }

    /// The overage that no settlement by the end of `date` has moved onto a package.
    pub fn unsettled(&self, by: Date) -> Minutes {
        let settled = self.draws.iter().filter(|draw| draw.settlement().is_some() && draw.date <= by);
        self.overage().less(settled.map(Draw::minutes).sum())
    }

    /// The overage that is still to be invoiced or settled by the end of `date` (G6).
    pub fn open_overage(&self, by: Date) -> Minutes {
        if self.class() == OverageClass::Waive {
            return Minutes::ZERO;
        }
        let billed = self.billings().iter().filter(|billing| billing.stands_on(by));
        self.unsettled(by).less(billed.map(|billing| billing.minutes).sum())
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
            // The judge refuses a rate at which the dearest call would come to 10^12.
            OverageClass::Bill | OverageClass::Carry => {
                self.rate().per_hour(minutes).unwrap_or_else(|| unreachable!("{minutes} at {}", self.rate()))
            }
        }
    }
}
