//! From worked to charged time (E).

use super::{Factor, Minutes, Terms};

/// From worked to charged, step by step (E3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Steps {
    /// What was worked, but at least the minimum.
    pub raised: Minutes,
    /// That, rounded up to the increment.
    pub rounded: Minutes,
    /// That, multiplied by the factor and rounded up to a whole minute: the charge.
    pub multiplied: Minutes,
}

impl Steps {
    /// The steps for `worked` minutes in a group; no time comes to nothing.
    #[inline]
    pub fn of(worked: Minutes, terms: &Terms, factor: Factor) -> Steps {
        let raised = if worked.is_zero() { worked } else { worked.max(terms.minimum) };
        let rounded = Minutes::new(raised.get().next_multiple_of(terms.increment.get()));
        let multiplied = Minutes::new((rounded.get() * factor.hundredths()).div_ceil(100));
        Steps { raised, rounded, multiplied }
    }
}

/// `F(t)`: the charge for `worked` minutes in a group (E3).
#[inline]
pub fn charge(worked: Minutes, terms: &Terms, factor: Factor) -> Minutes {
    Steps::of(worked, terms, factor).multiplied
}

/// The factor of a call: the larger of its service's and its own, whichever there are (E5).
pub fn effective_factor(service: Option<Factor>, own: Option<Factor>) -> Factor {
    service.max(own).unwrap_or(Factor::ONE)
}

/// What a group of calls (E2) has come to so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Group {
    /// Worked in the group so far.
    pub worked: Minutes,
    /// Charged for the group so far.
    pub charged: Minutes,
}

impl Group {
    /// Takes one more call into the group and says what it is charged (E4).
    pub fn take(&mut self, worked: Minutes, terms: &Terms, factor: Factor) -> Minutes {
        self.worked = self.worked.plus(worked);
        let charged = charge(self.worked, terms, factor).less(self.charged);
        self.charged = self.charged.plus(charged);
        charged
    }

    /// Counts a call in that was charged so much.
    pub fn put(&mut self, worked: Minutes, charged: Minutes) {
        self.worked = self.worked.plus(worked);
        self.charged = self.charged.plus(charged);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{LowThreshold, OverageClass};

    fn terms(increment: u64, minimum: u64) -> Terms {
        Terms {
            increment: Minutes::new(increment),
            minimum: Minutes::new(minimum),
            overage: OverageClass::Bill,
            overage_rate: "150.00 EUR".parse().expect("money"),
            low: LowThreshold::Time(Minutes::ZERO),
            expiry_notice: 30,
        }
    }

    fn charged(worked: u64, terms: &Terms, factor: &str) -> u64 {
        charge(Minutes::new(worked), terms, factor.parse().expect(factor)).get()
    }

    #[test]
    fn e3_time_is_raised_to_the_minimum_then_to_the_increment_then_multiplied() {
        assert_eq!(charged(0, &terms(15, 15), "1"), 0);
        assert_eq!(charged(1, &terms(15, 15), "1"), 15);
        assert_eq!(charged(15, &terms(15, 15), "1"), 15);
        assert_eq!(charged(80, &terms(15, 15), "1"), 90);
        assert_eq!(charged(1, &terms(15, 20), "1"), 30, "the minimum is raised to the increment too");
        assert_eq!(charged(15, &terms(15, 15), "1.5"), 23, "22.5 is rounded up");
        assert_eq!(charged(1, &terms(1, 1), "0.01"), 1);
        assert_eq!(charged(30, &terms(15, 15), "0.5"), 15);
    }

    #[test]
    fn e4_a_call_is_charged_what_its_group_comes_to_less_what_was_charged() {
        let mut group = Group::default();
        let charges = [10, 4, 5].map(|worked| group.take(Minutes::new(worked), &terms(15, 15), Factor::ONE).get());
        assert_eq!(charges, [15, 0, 15]);
    }

    #[test]
    fn e4_a_charge_is_never_below_zero() {
        // Terms that changed after the first call was fixed may make the group cheaper than it was.
        let mut group = Group { worked: Minutes::new(10), charged: Minutes::new(60) };
        assert_eq!(group.take(Minutes::new(5), &terms(15, 15), Factor::ONE), Minutes::ZERO);
    }

    #[test]
    fn e5_the_larger_factor_counts_never_the_product() {
        let factor = |text: &str| Some(text.parse::<Factor>().expect(text));
        assert_eq!(Some(effective_factor(factor("1.5"), factor("2"))), factor("2"));
        assert_eq!(Some(effective_factor(factor("1.5"), None)), factor("1.5"));
        assert_eq!(Some(effective_factor(None, factor("0.5"))), factor("0.5"));
        assert_eq!(effective_factor(None, None), Factor::ONE);
    }
}
