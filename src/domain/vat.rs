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

    /// The rate in thousandths of a percent.
    pub fn thousandths(self) -> i128 {
        // It has at most three decimals, and is at most 100.
        self.0.mantissa() * 10_i128.pow(3_u32.saturating_sub(self.0.scale()))
    }

    /// The rate of so many thousandths of a percent; none above 100 percent.
    pub fn of_thousandths(thousandths: u32) -> Option<VatRate> {
        (thousandths <= 100_000).then(|| VatRate(Decimal::new(thousandths.into(), 3).normalize()))
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
        Split::of_sum(amount, rate, prices).filter(|split| split.gross.bounded().is_some())
    }

    /// The same of a sum, which has no bound. `None` beyond 28 digits.
    pub fn of_sum(amount: Money, rate: VatRate, prices: PriceBasis) -> Option<Split> {
        let currency = amount.currency();
        let whole = Decimal::ONE_HUNDRED.checked_add(rate.0)?;
        match prices {
            PriceBasis::Gross => {
                // The quotient is cut at 28 digits, far finer than its distance from a tie: the divisor has at
                // most six digits.
                let net = amount.amount().checked_mul(Decimal::ONE_HUNDRED)?.checked_div(whole)?;
                let net = Money::rounded(net, currency);
                Some(Split { net, vat: net.negated().checked_add(amount)?, gross: amount })
            }
            PriceBasis::Net => {
                let vat = amount.amount().checked_mul(rate.0)?.checked_div(Decimal::ONE_HUNDRED)?;
                let vat = Money::rounded(vat, currency);
                Some(Split { net: amount, vat, gross: amount.checked_add(vat)? })
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

    /// An amount, its rate and basis, and what it comes to: net, VAT, gross. Reckoned by hand.
    const TABLE: [(&str, &str, PriceBasis, [&str; 3]); 22] = [
        // 150.00 an hour, VAT included: half an hour, 50, 60 and 100 hours.
        ("75.00 EUR", "19", PriceBasis::Gross, ["63.03", "11.97", "75.00"]),
        ("7500.00 EUR", "19", PriceBasis::Gross, ["6302.52", "1197.48", "7500.00"]),
        ("9000.00 EUR", "19", PriceBasis::Gross, ["7563.03", "1436.97", "9000.00"]),
        ("15000.00 EUR", "19", PriceBasis::Gross, ["12605.04", "2394.96", "15000.00"]),
        ("1460.50 EUR", "25", PriceBasis::Net, ["1460.50", "365.13", "1825.63"]),
        ("107.00 EUR", "7", PriceBasis::Gross, ["100.00", "7.00", "107.00"]),
        ("100.00 EUR", "7", PriceBasis::Gross, ["93.46", "6.54", "100.00"]),
        ("0.50 EUR", "7", PriceBasis::Net, ["0.50", "0.04", "0.54"]),
        ("100.00 EUR", "20", PriceBasis::Gross, ["83.33", "16.67", "100.00"]),
        ("99.99 EUR", "20", PriceBasis::Net, ["99.99", "20.00", "119.99"]),
        ("100.00 EUR", "5.5", PriceBasis::Gross, ["94.79", "5.21", "100.00"]),
        ("100.00 EUR", "5.5", PriceBasis::Net, ["100.00", "5.50", "105.50"]),
        ("0.01 EUR", "19", PriceBasis::Gross, ["0.01", "0.00", "0.01"]),
        ("75.00 EUR", "0", PriceBasis::Gross, ["75.00", "0.00", "75.00"]),
        ("75.00 EUR", "0", PriceBasis::Net, ["75.00", "0.00", "75.00"]),
        ("75.00 EUR", "100", PriceBasis::Gross, ["37.50", "37.50", "75.00"]),
        // Ties go up: 0.5 × 25 % = 0.125.
        ("0.50 EUR", "25", PriceBasis::Net, ["0.50", "0.13", "0.63"]),
        ("1000 JPY", "10", PriceBasis::Gross, ["909", "91", "1000"]),
        ("3333 JPY", "7", PriceBasis::Net, ["3333", "233", "3566"]),
        ("1000000 JPY", "10", PriceBasis::Gross, ["909091", "90909", "1000000"]),
        ("22.750 KWD", "5.5", PriceBasis::Net, ["22.750", "1.251", "24.001"]),
        ("100.000 KWD", "5", PriceBasis::Gross, ["95.238", "4.762", "100.000"]),
    ];

    fn split(amount: Money, rate: &str, prices: PriceBasis) -> [String; 3] {
        let Split { net, vat, gross } = Split::of(amount, rate.parse().expect(rate), prices).expect("money");
        [net, vat, gross].map(|money| money.amount().to_string())
    }

    #[test]
    fn j5_vat_is_split_so_that_the_promised_price_is_met() {
        for (amount, rate, prices, parts) in TABLE {
            assert_eq!(split(amount.parse().expect(amount), rate, prices), parts, "{amount} {prices} at {rate} %");
        }
    }

    #[test]
    fn b2_what_is_paid_back_is_split_like_what_was_paid() {
        for (amount, rate, prices, parts) in TABLE {
            let amount: Money = amount.parse().expect(amount);
            // Half up on the absolute value; and nothing has no sign.
            let mirrored = parts.map(|part| match part.bytes().all(|b| matches!(b, b'0' | b'.')) {
                true => part.to_owned(),
                false => format!("-{part}"),
            });
            assert_eq!(split(amount.negated(), rate, prices), mirrored, "-{amount} {prices} at {rate} %");
        }
    }

    #[test]
    fn a_vat_rate_is_a_percentage() {
        for (text, read) in
            [("19", "19"), ("19%", "19"), ("5.50", "5.5"), ("0", "0"), ("100", "100"), ("8.875", "8.875")]
        {
            assert_eq!(text.parse::<VatRate>().expect(text).to_string(), read);
        }
        for text in ["0", "19", "5.5", "8.875", "100", "0.001"] {
            let rate: VatRate = text.parse().expect(text);
            let again = VatRate::of_thousandths(u32::try_from(rate.thousandths()).expect(text));
            assert_eq!(again.map(|again| (again, again.to_string())), Some((rate, text.to_owned())));
        }
        assert_eq!(VatRate::of_thousandths(100_001), None);
        for text in ["119", "-1", "-0", "19%%", "", "%", "1e1", "19.0001", "100.5"] {
            assert!(text.parse::<VatRate>().is_err(), "{text}");
        }
    }
}
