//! The terms of a client by date (C3, C4), and the values they are made of.

use std::fmt;
use std::num::NonZeroU16;
use std::str::FromStr;

use rust_decimal::Decimal;

use super::money::parse_decimal;
use super::{Minutes, Money, Open, Unreadable};

/// What becomes of minutes that no package covers (G2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum OverageClass {
    /// Billable at the overage rate.
    #[default]
    Bill,
    /// Held until a later package settles it.
    Carry,
    /// Written off, counted as goodwill.
    Waive,
}

impl OverageClass {
    /// The file's spelling.
    pub fn as_str(self) -> &'static str {
        match self {
            OverageClass::Bill => "bill",
            OverageClass::Carry => "carry",
            OverageClass::Waive => "waive",
        }
    }
}

impl fmt::Display for OverageClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for OverageClass {
    type Err = Unreadable;

    fn from_str(text: &str) -> Result<OverageClass, Unreadable> {
        match text {
            "bill" => Ok(OverageClass::Bill),
            "carry" => Ok(OverageClass::Carry),
            "waive" => Ok(OverageClass::Waive),
            _ => Err(Unreadable::new("overage is bill, carry or waive")),
        }
    }
}

/// What multiplies charged time (C2): 0.01 … 10, two decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Factor(NonZeroU16);

impl Factor {
    /// Charged as worked.
    pub const ONE: Factor = Factor(NonZeroU16::new(100).expect("a number"));

    /// The factor in hundredths, 1 … 1000.
    pub fn hundredths(self) -> u64 {
        u64::from(self.0.get())
    }

    /// The factor of so many hundredths; none beyond 1 … 1000.
    pub fn of_hundredths(hundredths: u16) -> Option<Factor> {
        NonZeroU16::new(hundredths).filter(|_| hundredths <= 1000).map(Factor)
    }
}

impl Default for Factor {
    fn default() -> Factor {
        Factor::ONE
    }
}

/// `1`, `1.5`, `0.25`.
impl fmt::Display for Factor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Decimal::new(i64::from(self.0.get()), 2).normalize().fmt(f)
    }
}

impl FromStr for Factor {
    type Err = Unreadable;

    fn from_str(text: &str) -> Result<Factor, Unreadable> {
        let hundredths = parse_decimal(text).ok().and_then(|factor| {
            let factor = factor.normalize();
            let in_bounds = factor > Decimal::ZERO && factor <= Decimal::TEN && factor.scale() <= 2;
            in_bounds.then(|| u16::try_from(factor.checked_mul(Decimal::ONE_HUNDRED)?).ok())?
        });
        hundredths
            .and_then(Factor::of_hundredths)
            .ok_or_else(|| Unreadable::new("a factor is a number from 0.01 to 10 with at most two decimals"))
    }
}

/// When a client counts as low (L1): at or below a share of the packages that make up what is left, or at or below a
/// duration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LowThreshold {
    /// A percentage, 0 … 100, two decimals at most.
    Share(Decimal),
    /// A duration.
    Time(Minutes),
}

/// `20%`, `5h`.
impl fmt::Display for LowThreshold {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LowThreshold::Share(percent) => write!(f, "{percent}%"),
            LowThreshold::Time(minutes) => minutes.fmt(f),
        }
    }
}

impl FromStr for LowThreshold {
    type Err = Unreadable;

    fn from_str(text: &str) -> Result<LowThreshold, Unreadable> {
        let unreadable = || Unreadable::new("a threshold is a share such as 20% or a time such as 5h");
        let Some(share) = text.strip_suffix('%') else {
            let time: Minutes = text.parse().map_err(|_| unreadable())?;
            return if time <= Bounds::PACKAGE { Ok(LowThreshold::Time(time)) } else { Err(unreadable()) };
        };
        let share = parse_decimal(share.trim_end()).map_err(|_| unreadable())?.normalize();
        let in_bounds = !text.starts_with('-') && share <= Decimal::ONE_HUNDRED && share.scale() <= 2;
        if in_bounds { Ok(LowThreshold::Share(share)) } else { Err(unreadable()) }
    }
}

/// The bounds of B5, and those of terms.
#[derive(Debug)]
pub struct Bounds;

impl Bounds {
    /// The longest call.
    pub const CALL: Minutes = Minutes::hours(24);
    /// The longest call that needs no `--long`.
    pub const ORDINARY_CALL: Minutes = Minutes::hours(12);
    /// The largest package.
    pub const PACKAGE: Minutes = Minutes::hours(100_000);
    /// The largest increment and minimum: a day.
    pub const INCREMENT: Minutes = Minutes::hours(24);
    /// The longest notice of an expiry, in days.
    pub const NOTICE_DAYS: u32 = 3660;
    /// The most lines an invoice can have: its entry is one line of the file, of 64 KiB at most (R50), also where each is taxed in a way
    /// of its own.
    pub const LINES: usize = 160;
    /// The most packages one `--every` writes.
    pub const TIMES: u32 = 1200;
}

/// Terms as an entry states them: what is absent is left to the terms behind it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StatedTerms {
    /// Charged time is a multiple of it (E3).
    pub increment: Option<Minutes>,
    /// The least a call is charged.
    pub minimum: Option<Minutes>,
    /// What becomes of overage.
    pub overage: Option<OverageClass>,
    /// The price of an hour of overage.
    pub overage_rate: Option<Money>,
    /// When to warn that hours run low.
    pub low: Option<LowThreshold>,
    /// How many days before its end a package is warned about.
    pub expiry_notice: Option<u32>,
}

/// The terms in force for a client on a day (C4), resolved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Charged time is a multiple of it (E3).
    pub increment: Minutes,
    /// The least a call is charged: the increment unless stated.
    pub minimum: Minutes,
    /// What becomes of overage.
    pub overage: OverageClass,
    /// The price of an hour of overage: the list rate unless stated.
    pub overage_rate: Money,
    /// When to warn that hours run low.
    pub low: LowThreshold,
    /// How many days before its end a package is warned about.
    pub expiry_notice: u32,
}

impl Open {
    /// The terms that hold where no client states others (C3).
    pub fn terms(&self) -> Terms {
        self.terms_with(&StatedTerms::default())
    }

    /// The terms of a client for whom these are stated (C4). An increment of their own is their minimum as well, unless one is stated for them or
    /// for all.
    pub fn terms_with(&self, stated: &StatedTerms) -> Terms {
        let increment = stated.increment.unwrap_or(self.increment);
        Terms {
            increment,
            minimum: stated.minimum.or(self.minimum).unwrap_or(increment),
            overage: stated.overage.unwrap_or(self.overage),
            overage_rate: stated.overage_rate.or(self.overage_rate).unwrap_or(self.rate),
            low: stated.low.unwrap_or(self.low),
            expiry_notice: stated.expiry_notice.unwrap_or(self.expiry_notice),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c2_a_factor_has_two_decimals_and_lies_between_a_hundredth_and_ten() {
        for (text, read) in [("1.5", "1.5"), ("1.50", "1.5"), ("0.01", "0.01"), ("10", "10"), ("2", "2")] {
            assert_eq!(text.parse::<Factor>().expect(text).to_string(), read);
        }
        for text in ["0", "0.00", "10.01", "1e9", "1.005", "-1", "", "1,5"] {
            assert!(text.parse::<Factor>().is_err(), "{text}");
        }
    }

    #[test]
    fn c3_a_threshold_is_a_share_or_a_time() {
        for text in ["20%", "12.5%", "5h", "0%", "1h30m"] {
            assert_eq!(text.parse::<LowThreshold>().expect(text).to_string(), text);
        }
        assert_eq!("20 %".parse::<LowThreshold>().map(|low| low.to_string()), Ok("20%".into()));
        for text in ["20", "101%", "-1%", "%", "", "100001h"] {
            assert!(text.parse::<LowThreshold>().is_err(), "{text}");
        }
    }
}
