//! Packages: bought, given, extended, refunded (D).

use serde::{Deserialize, Serialize};

use super::{Record, is_false};
use crate::domain::{
    self, ClientId, Date, Fact, Minutes, Money, PackageId, Payment, PriceBasis, ServiceId, Text, VatRate,
};
use crate::store::spelling::{minutes, note, word, words};

/// A package, bought.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::store) struct Purchase {
    #[serde(with = "word")]
    client: ClientId,
    #[serde(with = "word")]
    package: PackageId,
    #[serde(with = "word")]
    date: Date,
    #[serde(with = "minutes")]
    minutes: Minutes,
    #[serde(with = "word")]
    price: Money,
    #[serde(with = "word")]
    vat: VatRate,
    #[serde(with = "word")]
    prices: PriceBasis,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "word::maybe")]
    from: Option<Date>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "word::maybe")]
    until: Option<Date>,
    #[serde(default, skip_serializing_if = "Vec::is_empty", with = "words")]
    services: Vec<ServiceId>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "note::maybe")]
    note: Option<Text>,
    #[serde(default, skip_serializing_if = "is_false")]
    settle: bool,
    #[serde(default, skip_serializing_if = "is_false")]
    late: bool,
}

/// A package, given.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::store) struct Grant {
    #[serde(with = "word")]
    client: ClientId,
    #[serde(with = "word")]
    package: PackageId,
    #[serde(with = "word")]
    date: Date,
    #[serde(with = "minutes")]
    minutes: Minutes,
    #[serde(with = "note")]
    reason: Text,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "word::maybe")]
    from: Option<Date>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "word::maybe")]
    until: Option<Date>,
    #[serde(default, skip_serializing_if = "Vec::is_empty", with = "words")]
    services: Vec<ServiceId>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "note::maybe")]
    note: Option<Text>,
    #[serde(default, skip_serializing_if = "is_false")]
    settle: bool,
    #[serde(default, skip_serializing_if = "is_false")]
    late: bool,
}

/// A package, given a later end.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::store) struct Extend {
    #[serde(with = "word")]
    package: PackageId,
    #[serde(with = "word")]
    date: Date,
    #[serde(with = "word")]
    until: Date,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "note::maybe")]
    reason: Option<Text>,
    #[serde(default, skip_serializing_if = "is_false")]
    late: bool,
}

/// Minutes, taken out of a package.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::store) struct Refund {
    #[serde(with = "word")]
    package: PackageId,
    #[serde(with = "word")]
    date: Date,
    #[serde(with = "minutes")]
    minutes: Minutes,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "note::maybe")]
    reason: Option<Text>,
    #[serde(default, skip_serializing_if = "is_false")]
    late: bool,
}

impl Record {
    /// A package is spelled as a purchase or as a grant, by how it was paid for.
    pub(super) fn package(fact: domain::Purchase) -> Record {
        let domain::Purchase { client, package, date, size, payment, from, until, services, note, settle, late } = fact;
        let (minutes, from) = (size, Some(from));
        match payment {
            Payment::Paid { price, vat, prices } => Record::Purchase(Purchase {
                client,
                package,
                date,
                minutes,
                price,
                vat,
                prices,
                from,
                until,
                services,
                note,
                settle,
                late,
            }),
            Payment::Granted { reason } => Record::Grant(Grant {
                client,
                package,
                date,
                minutes,
                reason,
                from,
                until,
                services,
                note,
                settle,
                late,
            }),
        }
    }
}

impl Purchase {
    pub(super) fn tidy(&mut self) {
        tidy(self.date, &mut self.from, &mut self.services);
    }
}

impl Grant {
    pub(super) fn tidy(&mut self) {
        tidy(self.date, &mut self.from, &mut self.services);
    }
}

/// A window that begins on the day itself is not spelled; services stand in one order, each once.
fn tidy(date: Date, from: &mut Option<Date>, services: &mut Vec<ServiceId>) {
    *from = from.filter(|&from| from != date);
    services.sort_unstable();
    services.dedup();
}

impl From<Purchase> for Fact {
    fn from(record: Purchase) -> Fact {
        let Purchase { client, package, date, minutes, price, vat, prices, from, until, services, note, settle, late } =
            record;
        let payment = Payment::Paid { price, vat, prices };
        let (size, from) = (minutes, from.unwrap_or(date));
        Fact::Purchase(domain::Purchase {
            client,
            package,
            date,
            size,
            payment,
            from,
            until,
            services,
            note,
            settle,
            late,
        })
    }
}

impl From<Grant> for Fact {
    fn from(record: Grant) -> Fact {
        let Grant { client, package, date, minutes, reason, from, until, services, note, settle, late } = record;
        let payment = Payment::Granted { reason };
        let (size, from) = (minutes, from.unwrap_or(date));
        Fact::Purchase(domain::Purchase {
            client,
            package,
            date,
            size,
            payment,
            from,
            until,
            services,
            note,
            settle,
            late,
        })
    }
}

impl From<domain::Extend> for Extend {
    fn from(fact: domain::Extend) -> Extend {
        let domain::Extend { package, date, until, reason, late } = fact;
        Extend { package, date, until, reason, late }
    }
}

impl From<Extend> for Fact {
    fn from(record: Extend) -> Fact {
        let Extend { package, date, until, reason, late } = record;
        Fact::Extend(domain::Extend { package, date, until, reason, late })
    }
}

impl From<domain::Refund> for Refund {
    fn from(fact: domain::Refund) -> Refund {
        let domain::Refund { package, date, minutes, reason, late } = fact;
        Refund { package, date, minutes, reason, late }
    }
}

impl From<Refund> for Fact {
    fn from(record: Refund) -> Fact {
        let Refund { package, date, minutes, reason, late } = record;
        Fact::Refund(domain::Refund { package, date, minutes, reason, late })
    }
}
