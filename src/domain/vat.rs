//! VAT rates and price bases (A2, J8).

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;

use super::Unreadable;
use super::money::parse_decimal;

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
