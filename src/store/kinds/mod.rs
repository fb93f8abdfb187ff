//! The kinds of lines: their fields, in the order of the file.
//!
//! These structs are the format. Bytes that a hash was made of can never be spelled anew, so the structs stand apart from
//! the domain's entries and do not follow when those change. A new kind is a struct, its two conversions, and a word in
//! `kinds!`. Invoices, which are made of parts, are spelled in [`invoices`].

mod adopted;
mod invoices;
mod repaired;

use std::fmt;
use std::str::FromStr;

use serde::de::{Error, MapAccess, value::MapAccessDeserializer};
use serde::{Deserialize, Serialize};

pub(super) use self::adopted::{Adopted, Content};
use self::invoices::{Credit, Invoice};
use self::repaired::Repaired;
use super::spelling::{format, line, minutes, note, number, word, words};
use crate::domain::{
    self, Clock, Currency, Date, EntryId, Fact, Factor, LowThreshold, Minutes, Money, OverageClass, PackageId, Payment,
    PriceBasis, ServiceId, StatedTerms, Text, Unreadable, VatRate, VatReason, ZoneName,
};
use crate::domain::{ClientField, ClientId};

macro_rules! kinds {
    ($($kind:ident = $word:literal),+ $(,)?) => {
        /// What a line says, as the file spells it.
        #[derive(Debug)]
        pub(super) enum Record {
            $($kind($kind),)+
        }

        /// The words that `kind` can be.
        pub(super) const KINDS: &[&str] = &[$($word),+];

        impl Record {
            /// The word of its kind.
            pub(super) fn kind(&self) -> &'static str {
                match self {
                    $(Record::$kind(_) => $word,)+
                }
            }

            /// Reads the fields that follow `kind`.
            pub(super) fn read<'de, A: MapAccess<'de>>(kind: &str, rest: A) -> Result<Record, A::Error> {
                let rest = MapAccessDeserializer::new(rest);
                match kind {
                    $($word => $kind::deserialize(rest).map(Record::$kind),)+
                    _ => Err(A::Error::unknown_variant(kind, KINDS)),
                }
            }

            /// Adds the fields as a JSON object.
            pub(super) fn write(&self, out: &mut Vec<u8>) -> serde_json::Result<()> {
                match self {
                    $(Record::$kind(record) => serde_json::to_writer(out, record),)+
                }
            }

            /// The fact it states; none where it only names one that is in the ledger already.
            pub(super) fn into_fact(self) -> Option<Fact> {
                match self {
                    $(Record::$kind(record) => record.states(),)+
                }
            }
        }
    };
}

kinds! {
    Open = "open",
    Client = "client",
    Service = "service",
    Purchase = "purchase",
    Grant = "grant",
    Call = "call",
    Void = "void",
    Amend = "amend",
    Extend = "extend",
    Refund = "refund",
    Settle = "settle",
    Close = "close",
    Invoice = "invoice",
    Credit = "credit",
    Repaired = "repaired",
    Adopted = "adopted",
}

/// What a record states.
trait States {
    fn states(self) -> Option<Fact>;
}

impl<T: Into<Fact>> States for T {
    fn states(self) -> Option<Fact> {
        Some(self.into())
    }
}

impl Record {
    /// How a fact is spelled.
    pub(super) fn of(fact: Fact) -> Record {
        match fact {
            Fact::Open(fact) => Record::Open(fact.into()),
            Fact::Client(fact) => Record::Client(fact.into()),
            Fact::Service(fact) => Record::Service(fact.into()),
            Fact::Purchase(fact) => Record::package(fact),
            Fact::Call(fact) => Record::Call(fact.into()),
            Fact::Void(fact) => Record::Void(fact.into()),
            Fact::Amend(fact) => Record::Amend(fact.into()),
            Fact::Extend(fact) => Record::Extend(fact.into()),
            Fact::Refund(fact) => Record::Refund(fact.into()),
            Fact::Settle(fact) => Record::Settle(fact.into()),
            Fact::Close(fact) => Record::Close(fact.into()),
            Fact::Invoice(fact) => Record::Invoice((*fact).into()),
            Fact::Credit(fact) => Record::Credit(fact.into()),
            Fact::Repaired(fact) => Record::Repaired(fact.into()),
        }
        .tidied()
    }

    /// A package is spelled as a purchase or as a grant, by how it was paid for.
    fn package(fact: domain::Purchase) -> Record {
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

    /// Brings what can be said in several ways into the one way of the file. A line that was spelled otherwise is then not
    /// what writing it gives.
    pub(super) fn tidied(mut self) -> Record {
        match &mut self {
            Record::Purchase(Purchase { date, from, services, .. })
            | Record::Grant(Grant { date, from, services, .. }) => {
                *from = from.filter(|from| from != date);
                services.sort_unstable();
                services.dedup();
            }
            Record::Client(Client { clear, .. }) => {
                clear.sort_unstable();
                clear.dedup();
            }
            Record::Service(Service { factor, .. }) => *factor = factor.filter(|&factor| factor != Factor::ONE),
            Record::Invoice(Invoice { pattern, .. }) | Record::Credit(Credit { pattern, .. }) => {
                *pattern = pattern.take().filter(|pattern| !pattern.is_default());
            }
            Record::Repaired(repaired) => repaired.tidy(),
            _ => {}
        }
        self
    }
}

fn is_false(flag: &bool) -> bool {
    !flag
}

/// A field of a client that is cleared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Field(ClientField);

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str())
    }
}

impl FromStr for Field {
    type Err = Unreadable;

    fn from_str(text: &str) -> Result<Field, Unreadable> {
        let known = ClientField::ALL.into_iter().find(|field| field.as_str() == text);
        known.map(Field).ok_or_else(|| Unreadable::new("not a field that can be cleared"))
    }
}

/// What holds for the whole ledger.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Open {
    #[serde(with = "format")]
    format: (),
    #[serde(with = "line")]
    name: Text,
    #[serde(with = "word")]
    currency: Currency,
    #[serde(with = "word")]
    zone: ZoneName,
    #[serde(with = "word")]
    prices: PriceBasis,
    #[serde(with = "word")]
    vat: VatRate,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "word::maybe")]
    vat_reason: Option<VatReason>,
    #[serde(with = "word")]
    rate: Money,
    #[serde(with = "minutes")]
    increment: Minutes,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "minutes::maybe")]
    minimum: Option<Minutes>,
    #[serde(with = "word")]
    overage: OverageClass,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "word::maybe")]
    overage_rate: Option<Money>,
    #[serde(with = "word")]
    low: LowThreshold,
    expiry_notice: u32,
}

/// A client, declared or changed.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Client {
    #[serde(with = "word")]
    client: ClientId,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "word::maybe")]
    from: Option<Date>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "line::maybe")]
    name: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "line::maybe")]
    email: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "line::maybe")]
    lang: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "line::maybe")]
    address: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "line::maybe")]
    vat_id: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "line::maybe")]
    buyer_reference: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "word::maybe")]
    currency: Option<Currency>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "word::maybe")]
    vat: Option<VatRate>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "word::maybe")]
    vat_reason: Option<VatReason>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "word::maybe")]
    prices: Option<PriceBasis>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "minutes::maybe")]
    increment: Option<Minutes>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "minutes::maybe")]
    minimum: Option<Minutes>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "word::maybe")]
    overage: Option<OverageClass>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "word::maybe")]
    overage_rate: Option<Money>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "word::maybe")]
    low: Option<LowThreshold>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "number")]
    expiry_notice: Option<u32>,
    #[serde(default, skip_serializing_if = "Vec::is_empty", with = "words")]
    clear: Vec<Field>,
}

/// A service.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Service {
    #[serde(with = "word")]
    service: ServiceId,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "line::maybe")]
    name: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "word::maybe")]
    factor: Option<Factor>,
}

/// A package, bought.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Purchase {
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
pub(super) struct Grant {
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

/// A call.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Call {
    #[serde(with = "word")]
    client: ClientId,
    #[serde(with = "word")]
    date: Date,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "word::maybe")]
    start: Option<Clock>,
    #[serde(with = "minutes")]
    minutes: Minutes,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "line::maybe")]
    case: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "word::maybe")]
    service: Option<ServiceId>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "word::maybe")]
    factor: Option<Factor>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "word::maybe")]
    package: Option<PackageId>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "note::maybe")]
    goodwill: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "line::maybe")]
    contact: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "note::maybe")]
    note: Option<Text>,
    #[serde(default, skip_serializing_if = "is_false")]
    long: bool,
    #[serde(default, skip_serializing_if = "is_false")]
    late: bool,
}

/// An entry, taken back.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Void {
    #[serde(with = "word")]
    entry: EntryId,
    #[serde(with = "note")]
    reason: Text,
    #[serde(default, skip_serializing_if = "is_false")]
    late: bool,
}

/// A call, replaced: what it replaces, and then all the fields of a call.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Amend {
    #[serde(with = "word")]
    entry: EntryId,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "note::maybe")]
    reason: Option<Text>,
    #[serde(with = "word")]
    client: ClientId,
    #[serde(with = "word")]
    date: Date,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "word::maybe")]
    start: Option<Clock>,
    #[serde(with = "minutes")]
    minutes: Minutes,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "line::maybe")]
    case: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "word::maybe")]
    service: Option<ServiceId>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "word::maybe")]
    factor: Option<Factor>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "word::maybe")]
    package: Option<PackageId>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "note::maybe")]
    goodwill: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "line::maybe")]
    contact: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "note::maybe")]
    note: Option<Text>,
    #[serde(default, skip_serializing_if = "is_false")]
    long: bool,
    #[serde(default, skip_serializing_if = "is_false")]
    late: bool,
}

/// A package, given a later end.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Extend {
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
pub(super) struct Refund {
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

/// Overage, moved onto a package.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Settle {
    #[serde(with = "word")]
    client: ClientId,
    #[serde(with = "word")]
    package: PackageId,
    #[serde(with = "word")]
    date: Date,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "note::maybe")]
    reason: Option<Text>,
    #[serde(default, skip_serializing_if = "is_false")]
    late: bool,
}

/// A period, closed.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Close {
    #[serde(default, skip_serializing_if = "Option::is_none", with = "word::maybe")]
    client: Option<ClientId>,
    #[serde(with = "word")]
    through: Date,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "note::maybe")]
    reason: Option<Text>,
}

impl From<domain::Open> for Open {
    fn from(fact: domain::Open) -> Open {
        let domain::Open { name, currency, zone, prices, vat, vat_reason, rate, .. } = fact;
        let domain::Open { increment, minimum, overage, overage_rate, low, expiry_notice, .. } = fact;
        Open {
            format: (),
            name,
            currency,
            zone,
            prices,
            vat,
            vat_reason,
            rate,
            increment,
            minimum,
            overage,
            overage_rate,
            low,
            expiry_notice,
        }
    }
}

impl From<Open> for Fact {
    fn from(record: Open) -> Fact {
        let Open { format: (), name, currency, zone, prices, vat, vat_reason, rate, .. } = record;
        let Open { increment, minimum, overage, overage_rate, low, expiry_notice, .. } = record;
        Fact::Open(domain::Open {
            name,
            currency,
            zone,
            prices,
            vat,
            vat_reason,
            rate,
            increment,
            minimum,
            overage,
            overage_rate,
            low,
            expiry_notice,
        })
    }
}

impl From<domain::ClientFact> for Client {
    fn from(fact: domain::ClientFact) -> Client {
        let terms = fact.terms;
        Client {
            client: fact.client,
            from: fact.from,
            name: fact.name,
            email: fact.email,
            lang: fact.lang,
            address: fact.address,
            vat_id: fact.vat_id,
            buyer_reference: fact.buyer_reference,
            currency: fact.currency,
            vat: fact.vat,
            vat_reason: fact.vat_reason,
            prices: fact.prices,
            increment: terms.increment,
            minimum: terms.minimum,
            overage: terms.overage,
            overage_rate: terms.overage_rate,
            low: terms.low,
            expiry_notice: terms.expiry_notice,
            clear: fact.clear.into_iter().map(Field).collect(),
        }
    }
}

impl From<Client> for Fact {
    fn from(record: Client) -> Fact {
        Fact::Client(domain::ClientFact {
            client: record.client,
            from: record.from,
            name: record.name,
            email: record.email,
            lang: record.lang,
            address: record.address,
            vat_id: record.vat_id,
            buyer_reference: record.buyer_reference,
            currency: record.currency,
            vat: record.vat,
            vat_reason: record.vat_reason,
            prices: record.prices,
            terms: StatedTerms {
                increment: record.increment,
                minimum: record.minimum,
                overage: record.overage,
                overage_rate: record.overage_rate,
                low: record.low,
                expiry_notice: record.expiry_notice,
            },
            clear: record.clear.into_iter().map(|Field(field)| field).collect(),
        })
    }
}

impl From<domain::Service> for Service {
    fn from(fact: domain::Service) -> Service {
        let domain::Service { service, name, factor } = fact;
        Service { service, name, factor: Some(factor) }
    }
}

impl From<Service> for Fact {
    fn from(record: Service) -> Fact {
        let Service { service, name, factor } = record;
        Fact::Service(domain::Service { service, name, factor: factor.unwrap_or_default() })
    }
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

impl From<domain::Call> for Call {
    fn from(fact: domain::Call) -> Call {
        let domain::Call { client, date, start, worked: minutes, case, service, factor, .. } = fact;
        let domain::Call { package, goodwill, contact, note, long, late, .. } = fact;
        Call { client, date, start, minutes, case, service, factor, package, goodwill, contact, note, long, late }
    }
}

impl From<Call> for Fact {
    fn from(record: Call) -> Fact {
        let Call { client, date, start, minutes: worked, case, service, factor, .. } = record;
        let Call { package, goodwill, contact, note, long, late, .. } = record;
        Fact::Call(domain::Call {
            client,
            date,
            start,
            worked,
            case,
            service,
            factor,
            package,
            goodwill,
            contact,
            note,
            long,
            late,
        })
    }
}

impl From<domain::Void> for Void {
    fn from(fact: domain::Void) -> Void {
        let domain::Void { entry, reason, late } = fact;
        Void { entry, reason, late }
    }
}

impl From<Void> for Fact {
    fn from(record: Void) -> Fact {
        let Void { entry, reason, late } = record;
        Fact::Void(domain::Void { entry, reason, late })
    }
}

impl From<domain::Amend> for Amend {
    fn from(fact: domain::Amend) -> Amend {
        let domain::Amend { entry, reason, call } = fact;
        let domain::Call { client, date, start, worked: minutes, case, service, factor, .. } = call;
        let domain::Call { package, goodwill, contact, note, long, late, .. } = call;
        Amend {
            entry,
            reason,
            client,
            date,
            start,
            minutes,
            case,
            service,
            factor,
            package,
            goodwill,
            contact,
            note,
            long,
            late,
        }
    }
}

impl From<Amend> for Fact {
    fn from(record: Amend) -> Fact {
        let Amend { entry, reason, client, date, start, minutes: worked, case, service, factor, .. } = record;
        let Amend { package, goodwill, contact, note, long, late, .. } = record;
        let call = domain::Call {
            client,
            date,
            start,
            worked,
            case,
            service,
            factor,
            package,
            goodwill,
            contact,
            note,
            long,
            late,
        };
        Fact::Amend(domain::Amend { entry, reason, call })
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

impl From<domain::Settle> for Settle {
    fn from(fact: domain::Settle) -> Settle {
        let domain::Settle { client, package, date, reason, late } = fact;
        Settle { client, package, date, reason, late }
    }
}

impl From<Settle> for Fact {
    fn from(record: Settle) -> Fact {
        let Settle { client, package, date, reason, late } = record;
        Fact::Settle(domain::Settle { client, package, date, reason, late })
    }
}

impl From<domain::Close> for Close {
    fn from(fact: domain::Close) -> Close {
        let domain::Close { client, through, reason } = fact;
        Close { client, through, reason }
    }
}

impl From<Close> for Fact {
    fn from(record: Close) -> Fact {
        let Close { client, through, reason } = record;
        Fact::Close(domain::Close { client, through, reason })
    }
}
