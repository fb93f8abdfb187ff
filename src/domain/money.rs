//! Money as exact decimals with a currency (B2, B3).

use std::fmt;
use std::str::FromStr;

use rust_decimal::{Decimal, RoundingStrategy};

use super::text::are_digits;
use super::{Currency, Minutes, Unreadable};

/// An amount in one currency, always with exactly that currency's minor digits.
///
/// There is no `+`: two amounts add only through [`Money::checked_add`], which refuses to
/// add euros to dollars in every build.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Money {
    amount: Decimal,
    currency: Currency,
}

/// Why an amount is not money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotMoney {
    /// More digits behind the point than the currency has.
    TooFine,
    /// 10^12 or more (B5).
    TooLarge,
}

impl Money {
    /// Amounts stay below this, in the currency's major unit (B5).
    pub const BOUND: i64 = 1_000_000_000_000;

    /// Nothing, in a currency.
    pub fn zero(currency: Currency) -> Money {
        Money::rounded(Decimal::ZERO, currency)
    }

    /// An amount that must already fit the currency: no digit is dropped unless it is a zero.
    ///
    /// # Errors
    ///
    /// [`NotMoney`] where it has too many digits or is 10^12 or more.
    pub fn exact(amount: Decimal, currency: Currency) -> Result<Money, NotMoney> {
        if amount.normalize().scale() > currency.digits() {
            return Err(NotMoney::TooFine);
        }
        if amount.abs() >= Decimal::from(Money::BOUND) {
            return Err(NotMoney::TooLarge);
        }
        Ok(Money::rounded(amount, currency))
    }

    /// An amount as somebody wrote it: no more digits than the currency has, not even noughts. Who writes 2.000 may mean two thousand.
    ///
    /// # Errors
    ///
    /// [`NotMoney`] where it has too many digits or is 10^12 or more.
    pub fn written(amount: Decimal, currency: Currency) -> Result<Money, NotMoney> {
        if amount.scale() > currency.digits() { Err(NotMoney::TooFine) } else { Money::exact(amount, currency) }
    }

    /// An amount rounded half away from zero to the currency's digits (B2); `None` where it is 10^12 or more.
    pub fn round(amount: Decimal, currency: Currency) -> Option<Money> {
        Money::rounded(amount, currency).bounded()
    }

    /// The price of `minutes` at this rate per hour, rounded once, half away from zero (G3, D1).
    /// `None` where it is 10^12 or more.
    pub fn per_hour(self, minutes: Minutes) -> Option<Money> {
        self.cost(minutes)?.bounded()
    }

    /// The same, however much it is: what a ledger states is bounded (B5), what it comes to is not. `None` beyond 28 digits.
    pub fn cost(self, minutes: Minutes) -> Option<Money> {
        // A product of money below 10^15 minor units with minutes is exact. The quotient by 60 is cut at 28
        // digits, but it is either exact or at least 1/120 of a minor unit away from a tie: the cut
        // cannot turn the rounding.
        let product = self.amount.checked_mul(Decimal::from(minutes.get()))?;
        Some(Money::rounded(product.checked_div(Decimal::from(60))?, self.currency))
    }

    /// The sum; `None` where the currencies differ, and beyond 28 digits.
    pub fn checked_add(self, other: Money) -> Option<Money> {
        if self.currency != other.currency {
            return None;
        }
        let amount = self.amount.checked_add(other.amount)?;
        Some(Money { amount, currency: self.currency })
    }

    /// The difference; `None` where the currencies differ, and beyond 28 digits.
    pub fn checked_sub(self, other: Money) -> Option<Money> {
        if self.currency != other.currency {
            return None;
        }
        let amount = self.amount.checked_sub(other.amount)?;
        Some(Money { amount, currency: self.currency })
    }

    /// The amount, if a ledger can hold it (B5): a sum may have grown to 10^12.
    pub fn bounded(self) -> Option<Money> {
        (self.amount.abs() < Decimal::from(Money::BOUND)).then_some(self)
    }

    /// The same amount, owed the other way.
    pub fn negated(self) -> Money {
        Money::rounded(-self.amount, self.currency)
    }

    /// The amount, with the currency's minor digits.
    pub fn amount(self) -> Decimal {
        self.amount
    }

    /// The currency.
    pub fn currency(self) -> Currency {
        self.currency
    }

    /// The amount in the currency's smallest unit.
    pub fn minor(self) -> i128 {
        self.amount.mantissa()
    }

    /// So many of a currency's smallest unit; none where they come to 10^12 or more of its main unit.
    pub fn of_minor(minor: i64, currency: Currency) -> Option<Money> {
        let is_bounded = i128::from(minor).abs() < i128::from(Money::BOUND) * 10_i128.pow(currency.digits());
        is_bounded.then(|| Money { amount: Decimal::new(minor, currency.digits()), currency })
    }

    /// Whether it is nothing.
    pub fn is_zero(self) -> bool {
        self.amount.is_zero()
    }

    /// Whether it is less than nothing.
    pub fn is_negative(self) -> bool {
        self.amount.is_sign_negative() && !self.amount.is_zero()
    }

    /// An amount rounded as [`Money::round`] does, however much it is.
    pub(super) fn rounded(amount: Decimal, currency: Currency) -> Money {
        let mut amount = round_half_up(amount, currency.digits());
        amount.rescale(currency.digits());
        // Nothing has no sign: a decimal would keep one, and print it.
        if amount.is_zero() {
            amount.set_sign_positive(true);
        }
        Money { amount, currency }
    }
}

/// The sum of two amounts of one account.
///
/// # Panics
///
/// Where the currencies differ. One account has one (B3), and 10 million amounts of 10^12 are far below what a decimal holds; were it otherwise, a
/// stop is better than a figure.
pub(crate) fn add(one: Money, other: Money) -> Money {
    one.checked_add(other).unwrap_or_else(|| unreachable!("{one} and {other} in one account"))
}

/// The difference of two amounts of one account.
///
/// # Panics
///
/// As [`add`].
pub(super) fn less(one: Money, other: Money) -> Money {
    one.checked_sub(other).unwrap_or_else(|| unreachable!("{one} and {other} in one account"))
}

/// Rounds half away from zero, on the absolute value: −0.125 → −0.13 (B2). The only rounding of money.
pub fn round_half_up(amount: Decimal, digits: u32) -> Decimal {
    amount.round_dp_with_strategy(digits, RoundingStrategy::MidpointAwayFromZero)
}

/// `1500.00 EUR`: the spelling of the ledger file.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.amount, self.currency)
    }
}

/// Reads `1500.00 EUR`.
impl FromStr for Money {
    type Err = Unreadable;

    fn from_str(text: &str) -> Result<Money, Unreadable> {
        let (amount, currency) = text
            .split_once(' ')
            .ok_or_else(|| Unreadable::new("not an amount with its currency, such as 1500.00 EUR"))?;
        let currency: Currency = currency.parse()?;
        Money::exact(parse_decimal(amount)?, currency).map_err(|not| match not {
            NotMoney::TooFine => Unreadable::new(format!("{currency} has {} decimals", currency.digits())),
            NotMoney::TooLarge => Unreadable::new("an amount stays below 10^12"),
        })
    }
}

/// Reads a plain decimal number, `-?[0-9]+(.[0-9]+)?`: no exponent, no separators of thousands, no sign
/// other than a minus. The grammar is our own because `rust_decimal` reads `1e2` and `1_000`.
///
/// # Errors
///
/// Where the text is anything else or has more than 28 digits.
pub fn parse_decimal(text: &str) -> Result<Decimal, Unreadable> {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let plain = match unsigned.split_once('.') {
        Some((whole, fraction)) => are_digits(whole) && are_digits(fraction),
        None => are_digits(unsigned),
    };
    if !plain {
        return Err(Unreadable::new("not a plain decimal number, such as 1500 or 99.90"));
    }
    let too_long = || Unreadable::new("it has more digits than any amount or rate");
    Decimal::from_str_exact(text).ok().filter(|_| unsigned.len() <= 28).ok_or_else(too_long)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money(text: &str) -> Money {
        text.parse().expect(text)
    }

    #[test]
    fn b2_rounding_is_half_up_on_the_absolute_value() {
        let round = |text: &str| round_half_up(parse_decimal(text).expect(text), 2).to_string();
        assert_eq!(round("-0.125"), "-0.13");
        assert_eq!(round("0.125"), "0.13");
        assert_eq!(round("0.135"), "0.14");
        assert_eq!(round("-0.124"), "-0.12");
    }

    #[test]
    fn b3_euros_are_never_added_to_dollars() {
        assert_eq!(money("1.00 EUR").checked_add(money("1.00 USD")), None);
        assert_eq!(money("1.10 EUR").checked_add(money("2.20 EUR")), Some(money("3.30 EUR")));
        assert_eq!(money("1.00 EUR").checked_sub(money("1.00 USD")), None);
        let nothing = money("1.10 EUR").checked_sub(money("1.10 EUR")).map(|none| none.to_string());
        assert_eq!(nothing.as_deref(), Some("0.00 EUR"), "and no -0.00");
    }

    #[test]
    fn g3_an_overage_is_rounded_once() {
        let cost = |rate: &str, minutes| money(rate).per_hour(Minutes::new(minutes)).expect(rate).to_string();
        assert_eq!(cost("150.00 EUR", 50), "125.00 EUR");
        assert_eq!(cost("99.99 EUR", 25), "41.66 EUR");
        assert_eq!(cost("1000 JPY", 1), "17 JPY");
        assert_eq!(cost("1.000 KWD", 1), "0.017 KWD");
    }

    #[test]
    fn b2_money_has_no_more_digits_than_its_currency() {
        for text in ["12.345 EUR", "1.5 JPY", "1000000000000 EUR", "10000000000000.00 EUR"] {
            assert!(text.parse::<Money>().is_err(), "{text}");
        }
        assert_eq!(money("12.3 EUR").to_string(), "12.30 EUR");
        assert_eq!(money("999999999999.99 EUR").to_string(), "999999999999.99 EUR");
    }

    #[test]
    fn b2_only_plain_decimals_are_numbers() {
        for text in ["1,234.56", ".5", "5.", "1e2", "0x10", "1_000", "", "+1", "--1", "NaN", "１", "1 000"] {
            assert!(parse_decimal(text).is_err(), "{text}");
        }
        assert_eq!(parse_decimal("-5").map(|d| d.to_string()), Ok("-5".into()));
    }

    #[test]
    fn b2_money_is_the_same_by_its_smallest_unit() {
        for text in ["0.00 EUR", "1500.00 EUR", "-0.01 EUR", "999999999999.99 EUR", "17 JPY", "-1.001 KWD"] {
            let (read, known) = (money(text), money(text).minor());
            let again = Money::of_minor(i64::try_from(known).expect(text), read.currency()).expect(text);
            assert_eq!((again, again.to_string()), (read, text.to_owned()));
        }
        assert_eq!(Money::of_minor(100_000_000_000_000, money("1.00 EUR").currency()), None);
    }

    #[test]
    fn b5_a_product_beyond_the_bound_is_no_money() {
        let dear = money("999999999999.99 EUR");
        assert_eq!(dear.per_hour(Minutes::hours(100_000)), None);
        assert_eq!(dear.per_hour(Minutes::hours(1)), Some(dear));
    }
}
