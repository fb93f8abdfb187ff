//! VAT rates and price bases (A2, J8).

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;

use super::money::parse_decimal;
use super::{Money, Unreadable};

/// A VAT rate in percent, 0 … 100, with at most three decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VatRate(Decimal);

impl VatRate {
    /// The rate in percent.
    pub fn percent(self) -> Decimal {
        self.0
    }

    /// Whether nothing is charged, for which J8 wants a reason.
    pub fn is_zero(self) -> bool {
        self.0.is_zero()
    }
}

/// `19`, `5.5`.
impl fmt::Display for VatRate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Reads `19`, `5.5` and `19%`.
impl FromStr for VatRate {
    type Err = Unreadable;

    fn from_str(text: &str) -> Result<VatRate, Unreadable> {
        let unreadable = || Unreadable::new("not a VAT rate; it is a percentage from 0 to 100, such as 19 or 5.5");
        let rate = parse_decimal(text.strip_suffix('%').unwrap_or(text)).map_err(|_| unreadable())?.normalize();
        let in_bounds = rate >= Decimal::ZERO && rate <= Decimal::ONE_HUNDRED && rate.scale() <= 3;
        if in_bounds && !text.starts_with('-') { Ok(VatRate(rate)) } else { Err(unreadable()) }
    }
}

/// An amount with and without VAT: `net + vat = gross`, to the last minor unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Split {
    /// Without VAT.
    pub net: Money,
    /// The VAT.
    pub vat: Money,
    /// With VAT.
    pub gross: Money,
}

impl Split {
    /// The same amounts, owed the other way.
    pub fn negated(self) -> Split {
        Split { net: self.net.negated(), vat: self.vat.negated(), gross: self.gross.negated() }
    }

    /// Splits an amount (J5). Gross basis: net = round(gross ÷ (1 + rate)), and VAT is the difference, so that the price that was
    /// promised is met. Net basis: VAT = round(net × rate). `None` where the gross is 10^12 or more.
    pub fn of(amount: Money, rate: VatRate, prices: PriceBasis) -> Option<Split> {
        let currency = amount.currency();
        let whole = Decimal::ONE_HUNDRED.checked_add(rate.0)?;
        match prices {
            PriceBasis::Gross => {
                // The quotient is cut at 28 digits, far finer than its distance from a tie: the divisor has at
                // most six digits.
                let net = amount.amount().checked_mul(Decimal::ONE_HUNDRED)?.checked_div(whole)?;
                let net = Money::round(net, currency)?;
                Some(Split { net, vat: net.negated().checked_add(amount)?, gross: amount })
            }
            PriceBasis::Net => {
                let vat = amount.amount().checked_mul(rate.0)?.checked_div(Decimal::ONE_HUNDRED)?;
                let vat = Money::round(vat, currency)?;
                Some(Split { net: amount, vat, gross: amount.checked_add(vat)?.bounded()? })
            }
        }
    }
}

/// Whether prices include VAT.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PriceBasis {
    /// Prices include VAT.
    Gross,
    /// VAT is added to prices.
    Net,
}

impl PriceBasis {
    /// `gross` or `net`, as the file spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            PriceBasis::Gross => "gross",
            PriceBasis::Net => "net",
        }
    }
}

impl fmt::Display for PriceBasis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for PriceBasis {
    type Err = Unreadable;

    fn from_str(text: &str) -> Result<PriceBasis, Unreadable> {
        match text {
            "gross" => Ok(PriceBasis::Gross),
            "net" => Ok(PriceBasis::Net),
            _ => Err(Unreadable::new("prices are gross or net")),
        }
    }
}

/// Why no VAT is charged (J8).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum VatReason {
    /// The client owes the tax; needs the client's VAT id.
    ReverseCharge,
    /// The business or the work is exempt.
    Exempt,
    /// The work lies outside the scope of VAT.
    OutsideScope,
}

impl VatReason {
    /// The file's spelling.
    pub fn as_str(self) -> &'static str {
        match self {
            VatReason::ReverseCharge => "reverse-charge",
            VatReason::Exempt => "exempt",
            VatReason::OutsideScope => "outside-scope",
        }
    }
}

impl fmt::Display for VatReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for VatReason {
    type Err = Unreadable;

    fn from_str(text: &str) -> Result<VatReason, Unreadable> {
        [VatReason::ReverseCharge, VatReason::Exempt, VatReason::OutsideScope]
            .into_iter()
            .find(|reason| reason.as_str() == text)
            .ok_or_else(|| Unreadable::new("the reasons are reverse-charge, exempt and outside-scope"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn j5_vat_is_split_so_that_the_promised_price_is_met() {
        let split = |amount: &str, rate: &str, prices| {
            let Split { net, vat, gross } =
                Split::of(amount.parse().expect(amount), rate.parse().expect(rate), prices).expect("money");
            [net, vat, gross].map(|money| money.amount().to_string())
        };
        assert_eq!(split("75.00 EUR", "19", PriceBasis::Gross), ["63.03", "11.97", "75.00"]);
        assert_eq!(split("9000.00 EUR", "19", PriceBasis::Gross), ["7563.03", "1436.97", "9000.00"]);
        assert_eq!(split("1460.50 EUR", "25", PriceBasis::Net), ["1460.50", "365.13", "1825.63"]);
    }

    #[test]
    fn a_vat_rate_is_a_percentage() {
        for (text, read) in
            [("19", "19"), ("19%", "19"), ("5.50", "5.5"), ("0", "0"), ("100", "100"), ("8.875", "8.875")]
        {
            assert_eq!(text.parse::<VatRate>().expect(text).to_string(), read);
        }
        for text in ["119", "-1", "-0", "19%%", "", "%", "1e1", "19.0001", "100.5"] {
            assert!(text.parse::<VatRate>().is_err(), "{text}");
        }
    }
}
