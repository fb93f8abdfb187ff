//! Which invoice a purchase, a refund or overage stands on, and from when to when (G6, J2, J4).

use super::{Date, Minutes, Money, Number};

/// A purchase, a refund or the overage of a call on an invoice.
#[derive(Clone, Debug)]
pub struct Billing {
    /// The entry that issued the invoice.
    pub invoice: u64,
    /// The invoice's number.
    pub number: Number,
    /// The invoice's date.
    pub date: Date,
    /// How much of it was billed.
    pub minutes: Minutes,
    /// For how much, as its line says: with VAT or without, as the price was.
    pub amount: Money,
    /// The date of the document that credited the invoice (J4).
    pub credited: Option<Date>,
}

impl Billing {
    /// Whether it stands on the invoice at the end of a day.
    pub fn stands_on(&self, day: Date) -> bool {
        self.date <= day && self.credited.is_none_or(|credited| credited > day)
    }

    /// What was known of it at the end of a day; nothing where the invoice is of a later one.
    pub fn by(&self, day: Date) -> Option<Billing> {
        let credited = self.credited.filter(|credited| *credited <= day);
        (self.date <= day).then(|| Billing { credited, ..self.clone() })
    }

    /// Whether it keeps the same hours from being billed or settled on a day: it stands on the invoice, did so after that day, or will.
    pub fn blocks(&self, day: Date) -> bool {
        self.credited.is_none_or(|credited| credited > day)
    }
}

/// The invoice that something stands on at the end of a day; [`Date::MAX`] asks for all that is known.
pub fn standing(billings: &[Billing], day: Date) -> Option<&Billing> {
    billings.iter().find(|billing| billing.stands_on(day))
}

/// Notes that an invoice was credited.
pub fn credit(billings: &mut [Billing], invoice: u64, date: Date) {
    for billing in billings.iter_mut().filter(|billing| billing.invoice == invoice) {
        billing.credited = Some(date);
    }
}
