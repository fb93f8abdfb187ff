//! Open overage, and what it costs (G6).

use super::money::add;
use super::vat::Split;
use super::{Minutes, Money, PriceBasis, VatRate};

/// Open overage of one class by the end of a day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Owed {
    /// How much.
    pub minutes: Minutes,
    /// What it costs, each call's amount rounded by itself (G3), by the price basis and the VAT rate of the calls' days: mostly these are one.
    pub sums: Vec<(PriceBasis, VatRate, Money)>,
}

impl Owed {
    /// Counts in what of a call is open, and what that costs at the prices of its day.
    pub fn add(&mut self, minutes: Minutes, amount: Money, (prices, vat): (PriceBasis, VatRate)) {
        self.minutes = self.minutes.plus(minutes);
        match self.sums.iter_mut().find(|(known, rate, _)| (*known, *rate) == (prices, vat)) {
            Some((_, _, sum)) => *sum = add(*sum, amount),
            None => self.sums.push((prices, vat, amount)),
        }
    }

    /// What it costs in all, net or gross as asked; `nothing` is no money in the client's currency. VAT is reckoned on each sum, as an invoice does
    /// (J5): of each call by itself it would be other cents.
    pub fn amount(&self, prices: PriceBasis, nothing: Money) -> Money {
        let asked = |&(own, vat, sum): &(PriceBasis, VatRate, Money)| match Split::of_sum(sum, vat, own) {
            Some(split) if own != prices && prices == PriceBasis::Net => split.net,
            Some(split) if own != prices => split.gross,
            _ => sum,
        };
        self.sums.iter().map(asked).fold(nothing, add)
    }
}
