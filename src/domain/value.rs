//! What the minutes of a paid package are worth (K1, K2).
//!
//! A package is a line of minutes: calls use it up from the beginning, refunds take it away from the end. The value of a
//! piece is the difference of two values reckoned from the beginning, so whatever the pieces, they add up to the price and a
//! package ends at exactly nothing.

use super::money::less;
use super::vat::Split;
use super::{Minutes, Money, Package, Payment, PriceBasis, Purchase};

/// What a paid package is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Value {
    /// Its net price, derived once (K1).
    pub net: Money,
    /// Its price as it was sold.
    pub price: Money,
    /// Whether that includes VAT.
    pub prices: PriceBasis,
    /// Its size.
    pub size: Minutes,
}

impl Value {
    /// The value of what was bought; none for a grant, which was never paid for (D2).
    pub fn of(purchase: &Purchase) -> Option<Value> {
        let Payment::Paid { price, vat, prices } = purchase.payment else { return None };
        // A price is below 10^12, and neither its net amount nor its VAT is larger.
        let split = Split::of(price, vat, prices).unwrap_or_else(|| unreachable!("{price} at {vat} %"));
        Some(Value { net: split.net, price, prices, size: purchase.size })
    }

    /// The net value of the first `minutes` minutes: what using them earns (K2).
    pub fn used(self, minutes: Minutes) -> Money {
        self.piece(self.net, Minutes::ZERO, minutes)
    }

    /// The net value of the last `minutes` minutes: what refunding them gives up (K2).
    pub fn refunded(self, minutes: Minutes) -> Money {
        self.piece(self.net, self.size.less(minutes), self.size)
    }

    /// The net value of what is neither used nor refunded (K3).
    pub fn rest(self, used: Minutes, refunded: Minutes) -> Money {
        self.piece(self.net, used, self.size.less(refunded))
    }

    /// What a refund of `minutes` pays back, in the package's own price basis, where `refunded_before` were taken out before it (H4, K2).
    pub fn refund(self, refunded_before: Minutes, minutes: Minutes) -> Money {
        let end = self.size.less(refunded_before);
        self.piece(self.price, end.less(minutes), end)
    }

    /// The value of the minutes from `start` to `end`, where the whole package is worth `whole`.
    fn piece(self, whole: Money, start: Minutes, end: Minutes) -> Money {
        less(share(whole, end, self.size), share(whole, start, self.size))
    }
}

/// What the refund that entry `seq` recorded pays back; none for a grant. What was refunded before it, and not taken back since,
/// lies behind it.
pub fn repayment(package: &Package, seq: u64, minutes: Minutes) -> Option<(Money, PriceBasis)> {
    let value = Value::of(&package.purchase)?;
    let before = package.refunds().iter().filter(|refund| refund.seq < seq).map(|refund| refund.minutes).sum();
    Some((value.refund(before, minutes), value.prices))
}

/// `round(whole × part ÷ size)` (K2).
fn share(whole: Money, part: Minutes, size: Minutes) -> Money {
    // The product of money below 10^15 minor units with at most 6,000,000 minutes is exact. The quotient, cut at 28 digits, has 13
    // or more of them behind the minor unit; it is either exact or at least 1/12,000,000 of a minor unit away from a tie: the
    // cut cannot turn the rounding.
    let product = whole.amount().checked_mul(part.get().into());
    let quotient = product.and_then(|product| product.checked_div(size.get().into()));
    let money = quotient.and_then(|quotient| Money::round(quotient, whole.currency()));
    // The judge refuses a package of no size, and a part is never more than the whole.
    money.unwrap_or_else(|| unreachable!("{part} of {size} for {whole}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(price: &str, vat: &str, prices: PriceBasis, size: u64) -> Value {
        let (client, package) = ("acme".parse().expect("an id"), "acme-1".parse().expect("a name"));
        let date = "2026-11-02".parse().expect("a day");
        let payment = Payment::Paid { price: price.parse().expect(price), vat: vat.parse().expect(vat), prices };
        Value::of(&Purchase {
            client,
            package,
            date,
            size: Minutes::new(size),
            payment,
            from: date,
            until: None,
            services: Vec::new(),
            note: None,
            settle: false,
            late: false,
        })
        .expect("it was paid for")
    }

    fn plain(money: Money) -> String {
        money.amount().to_string()
    }

    #[test]
    fn k1_the_net_price_is_that_of_the_package_alone() {
        assert_eq!(plain(value("1500.00 EUR", "19", PriceBasis::Gross, 600).net), "1260.50");
        assert_eq!(plain(value("1500.00 EUR", "19", PriceBasis::Net, 600).net), "1500.00");
        assert_eq!(plain(value("1500 JPY", "10", PriceBasis::Gross, 600).net), "1364");
    }

    #[test]
    fn k2_the_value_of_what_is_used_is_rounded_from_the_beginning() {
        let value = value("1500.00 EUR", "19", PriceBasis::Gross, 600);
        assert_eq!(plain(value.used(Minutes::new(495))), "1039.91", "1039.9125");
        assert_eq!(plain(value.rest(Minutes::new(495), Minutes::ZERO)), "220.59");
        assert_eq!(plain(value.used(Minutes::new(600))), "1260.50");
    }

    #[test]
    fn k2_a_package_ends_at_exactly_nothing() {
        let value = value("100.00 EUR", "0", PriceBasis::Net, 3);
        assert_eq!([1, 2, 3].map(|k| plain(value.used(Minutes::new(k)))), ["33.33", "66.67", "100.00"]);
        let [used, refunded] = [Minutes::new(1), Minutes::new(2)];
        assert_eq!(plain(value.rest(used, refunded)), "0.00");
        assert_eq!(plain(value.refunded(refunded)), "66.67");
    }

    #[test]
    fn k2_a_refund_is_reckoned_from_the_end_in_the_packages_own_price_basis() {
        let gross = value("100.00 EUR", "19", PriceBasis::Gross, 3);
        let refund = |before, minutes| plain(gross.refund(Minutes::new(before), Minutes::new(minutes)));
        assert_eq!([refund(0, 1), refund(1, 1), refund(2, 1), refund(0, 3)], ["33.33", "33.34", "33.33", "100.00"]);
        assert_eq!(plain(gross.refunded(Minutes::new(1))), "28.01", "84.03 net, less 56.02");
    }

    #[test]
    fn b2_a_value_on_a_tie_is_rounded_up_however_large_the_package() {
        let value = value("999999999999.99 EUR", "0", PriceBasis::Net, 6_000_000);
        assert_eq!(plain(value.used(Minutes::new(3_000_000))), "500000000000.00", "499999999999.995");
        assert_eq!(plain(value.used(Minutes::new(2_999_999))), "499999833333.33", "499999833333.3283…");
        assert_eq!(plain(value.used(Minutes::new(6_000_000))), "999999999999.99");
    }
}
