//! The facts a ledger is made of. How they are spelled is the store's business.

use super::{
    ClientId, Clock, Currency, Date, EntryId, Factor, Instant, Minutes, Money, OverageClass, PackageId, PriceBasis,
    ServiceId, StatedTerms, Text, VatRate, VatReason,
};
use super::{Credit, Invoice, LowThreshold, Repaired, ZoneName};

/// One line of a ledger: a fact, and who wrote it when (A4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its place in the ledger: 1, 2, 3 …
    pub seq: u64,
    /// Its name, unique for ever.
    pub id: EntryId,
    /// When it was recorded; later than the line before, even where the clock went back.
    pub recorded: Instant,
    /// What the clock said, where that is not `recorded` (R30). Never enters a figure.
    pub clock: Option<Instant>,
    /// Who wrote it.
    pub by: Text,
    /// What it says.
    pub fact: Fact,
}

/// What an entry says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    /// Opens the ledger (A2); always the first entry and only that.
    Open(Open),
    /// Declares or changes a client (C1).
    Client(Box<ClientFact>),
    /// Declares a service (C2).
    Service(Service),
    /// A package bought or granted (D1, D2).
    Purchase(Purchase),
    /// A call (E).
    Call(Call),
    /// Takes an entry back (I1).
    Void(Void),
    /// Replaces a call by a corrected one (I3).
    Amend(Box<Amend>),
    /// Moves a package's end to a later date (D5).
    Extend(Extend),
    /// Takes minutes out of a package (H4).
    Refund(Refund),
    /// Moves open overage onto a package (G4).
    Settle(Settle),
    /// Fixes a period (H3).
    Close(Close),
    /// Issues an invoice (J2).
    Invoice(Box<Invoice>),
    /// Cancels an invoice (J4).
    Credit(Credit),
    /// Says that the ledger's file was repaired (R4).
    Repaired(Box<Repaired>),
}

/// In a box, as all are that are much larger than a call: entries are moved about, and nearly all of them are calls.
impl From<ClientFact> for Fact {
    fn from(fact: ClientFact) -> Fact {
        Fact::Client(Box::new(fact))
    }
}

impl From<Amend> for Fact {
    fn from(fact: Amend) -> Fact {
        Fact::Amend(Box::new(fact))
    }
}

impl From<Repaired> for Fact {
    fn from(fact: Repaired) -> Fact {
        Fact::Repaired(Box::new(fact))
    }
}

impl Fact {
    /// Every kind's name, as [`Fact::kind`] gives them.
    pub const KINDS: [&str; 15] = [
        "open", "client", "service", "purchase", "grant", "call", "void", "amend", "extend", "refund", "settle",
        "close", "invoice", "credit", "repaired",
    ];

    /// The kind's name in the file and in machine formats.
    pub fn kind(&self) -> &'static str {
        match self {
            Fact::Open(_) => "open",
            Fact::Client(_) => "client",
            Fact::Service(_) => "service",
            Fact::Purchase(Purchase { payment: Payment::Paid { .. }, .. }) => "purchase",
            Fact::Purchase(Purchase { payment: Payment::Granted { .. }, .. }) => "grant",
            Fact::Call(_) => "call",
            Fact::Void(_) => "void",
            Fact::Amend(_) => "amend",
            Fact::Extend(_) => "extend",
            Fact::Refund(_) => "refund",
            Fact::Settle(_) => "settle",
            Fact::Close(_) => "close",
            Fact::Invoice(_) => "invoice",
            Fact::Credit(_) => "credit",
            Fact::Repaired(_) => "repaired",
        }
    }

    /// The call it records: its own, or the one that holds instead of another.
    pub fn call(&self) -> Option<&Call> {
        match self {
            Fact::Call(call) => Some(call),
            Fact::Amend(amend) => Some(&amend.call),
            _ => None,
        }
    }

    /// The same, taken out of it.
    pub fn into_call(self) -> Option<Call> {
        match self {
            Fact::Call(call) => Some(call),
            Fact::Amend(amend) => Some(amend.call),
            _ => None,
        }
    }

    /// The day it is dated, which must not be to come (B4) nor closed (H3); none for those without a day of their own, and for the terms of a
    /// client, which may be agreed ahead like a package's window.
    pub fn date(&self) -> Option<Date> {
        match self {
            Fact::Purchase(purchase) => Some(purchase.date),
            Fact::Call(call) => Some(call.date),
            Fact::Amend(amend) => Some(amend.call.date),
            Fact::Extend(extend) => Some(extend.date),
            Fact::Refund(refund) => Some(refund.date),
            Fact::Settle(settle) => Some(settle.date),
            Fact::Close(close) => Some(close.through),
            Fact::Invoice(invoice) => Some(invoice.bill.date),
            Fact::Credit(credit) => Some(credit.date),
            Fact::Open(_) | Fact::Client(_) | Fact::Service(_) | Fact::Void(_) | Fact::Repaired(_) => None,
        }
    }

    /// Whether it can be taken back (I1).
    pub fn is_voidable(&self) -> bool {
        match self {
            Fact::Purchase(_)
            | Fact::Call(_)
            | Fact::Amend(_)
            | Fact::Extend(_)
            | Fact::Refund(_)
            | Fact::Settle(_) => true,
            Fact::Open(_) | Fact::Client(_) | Fact::Service(_) | Fact::Void(_) | Fact::Close(_) => false,
            Fact::Invoice(_) | Fact::Credit(_) | Fact::Repaired(_) => false,
        }
    }

    /// Whether it says that it is booked into a closed period, or changes one (H3).
    pub fn is_late(&self) -> bool {
        match self {
            Fact::Purchase(purchase) => purchase.late,
            Fact::Call(call) => call.late,
            Fact::Amend(amend) => amend.call.late,
            Fact::Void(void) => void.late,
            Fact::Extend(extend) => extend.late,
            Fact::Refund(refund) => refund.late,
            Fact::Settle(settle) => settle.late,
            Fact::Invoice(invoice) => invoice.late,
            Fact::Credit(credit) => credit.late,
            Fact::Open(_) | Fact::Client(_) | Fact::Service(_) | Fact::Close(_) | Fact::Repaired(_) => false,
        }
    }

    /// The same fact, booked late or not, where it can be. That is no part of what happened: it tells what was closed when it was booked (A6, R44).
    pub fn booked(mut self, late: bool) -> Fact {
        let told = match &mut self {
            Fact::Purchase(purchase) => &mut purchase.late,
            Fact::Call(call) => &mut call.late,
            Fact::Amend(amend) => &mut amend.call.late,
            Fact::Void(void) => &mut void.late,
            Fact::Extend(extend) => &mut extend.late,
            Fact::Refund(refund) => &mut refund.late,
            Fact::Settle(settle) => &mut settle.late,
            Fact::Invoice(invoice) => &mut invoice.late,
            Fact::Credit(credit) => &mut credit.late,
            Fact::Open(_) | Fact::Client(_) | Fact::Service(_) | Fact::Close(_) | Fact::Repaired(_) => return self,
        };
        *told = late;
        self
    }
}

/// The first entry: what holds for the whole ledger (A2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Open {
    /// The business whose ledger it is.
    pub name: Text,
    /// The ledger's currency.
    pub currency: Currency,
    /// The IANA zone in which dates are civil dates.
    pub zone: ZoneName,
    /// Whether prices include VAT.
    pub prices: PriceBasis,
    /// The VAT rate.
    pub vat: VatRate,
    /// Why the VAT rate is 0 (J8).
    pub vat_reason: Option<VatReason>,
    /// The list rate per hour.
    pub rate: Money,
    /// The default increment (C3).
    pub increment: Minutes,
    /// The default minimum; absent where it is the increment in force.
    pub minimum: Option<Minutes>,
    /// The default class of overage.
    pub overage: OverageClass,
    /// The default overage rate; absent where it is the list rate.
    pub overage_rate: Option<Money>,
    /// The default threshold of the `low` warning.
    pub low: LowThreshold,
    /// The default notice of expiry, in days.
    pub expiry_notice: u32,
}

/// Declares a client, or changes one from a date on (C1). Fields that are absent stay as they were.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientFact {
    /// Who.
    pub client: ClientId,
    /// From when on; absent in a client's first entry, which holds from the beginning.
    pub from: Option<Date>,
    /// The name; needed in the first entry.
    pub name: Option<Text>,
    /// E-mail address.
    pub email: Option<Text>,
    /// Language, as a BCP 47 tag such as `de`.
    pub lang: Option<Text>,
    /// Postal address, in one line.
    pub address: Option<Text>,
    /// VAT identification number.
    pub vat_id: Option<Text>,
    /// The buyer's reference, printed on invoices.
    pub buyer_reference: Option<Text>,
    /// The client's one currency (B3); the ledger's where never stated.
    pub currency: Option<Currency>,
    /// VAT rate.
    pub vat: Option<VatRate>,
    /// Why the VAT rate is 0 (J8).
    pub vat_reason: Option<VatReason>,
    /// Whether prices include VAT.
    pub prices: Option<PriceBasis>,
    /// The client's own terms (C3).
    pub terms: StatedTerms,
    /// Fields that from this date on are as if never stated.
    pub clear: Vec<ClientField>,
}

impl ClientFact {
    /// An entry about a client that says nothing yet.
    pub fn about(client: ClientId) -> ClientFact {
        ClientFact {
            client,
            from: None,
            name: None,
            email: None,
            lang: None,
            address: None,
            vat_id: None,
            buyer_reference: None,
            currency: None,
            vat: None,
            vat_reason: None,
            prices: None,
            terms: StatedTerms::default(),
            clear: Vec::new(),
        }
    }
}

impl ClientFact {
    /// Whether it is the client's first entry, and holds from the beginning.
    pub fn is_first(&self) -> bool {
        self.from.is_none()
    }

    /// Whether it states a field that could be cleared.
    pub fn states(&self, field: ClientField) -> bool {
        match field {
            ClientField::Email => self.email.is_some(),
            ClientField::Lang => self.lang.is_some(),
            ClientField::Address => self.address.is_some(),
            ClientField::VatId => self.vat_id.is_some(),
            ClientField::BuyerReference => self.buyer_reference.is_some(),
            ClientField::Vat => self.vat.is_some(),
            ClientField::VatReason => self.vat_reason.is_some(),
            ClientField::Prices => self.prices.is_some(),
            ClientField::Increment => self.terms.increment.is_some(),
            ClientField::Minimum => self.terms.minimum.is_some(),
            ClientField::Overage => self.terms.overage.is_some(),
            ClientField::OverageRate => self.terms.overage_rate.is_some(),
            ClientField::Low => self.terms.low.is_some(),
            ClientField::ExpiryNotice => self.terms.expiry_notice.is_some(),
        }
    }
}

/// A field of a client that can be cleared again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "they are named for the fields of `ClientFact`")]
pub enum ClientField {
    Email,
    Lang,
    Address,
    VatId,
    BuyerReference,
    Vat,
    VatReason,
    Prices,
    Increment,
    Minimum,
    Overage,
    OverageRate,
    Low,
    ExpiryNotice,
}

impl ClientField {
    /// Every field, in the order of the file.
    pub const ALL: [ClientField; 14] = [
        ClientField::Email,
        ClientField::Lang,
        ClientField::Address,
        ClientField::VatId,
        ClientField::BuyerReference,
        ClientField::Vat,
        ClientField::VatReason,
        ClientField::Prices,
        ClientField::Increment,
        ClientField::Minimum,
        ClientField::Overage,
        ClientField::OverageRate,
        ClientField::Low,
        ClientField::ExpiryNotice,
    ];

    /// The file's spelling; the option's name has `-` for `_`.
    pub fn as_str(self) -> &'static str {
        match self {
            ClientField::Email => "email",
            ClientField::Lang => "lang",
            ClientField::Address => "address",
            ClientField::VatId => "vat_id",
            ClientField::BuyerReference => "buyer_reference",
            ClientField::Vat => "vat",
            ClientField::VatReason => "vat_reason",
            ClientField::Prices => "prices",
            ClientField::Increment => "increment",
            ClientField::Minimum => "minimum",
            ClientField::Overage => "overage",
            ClientField::OverageRate => "overage_rate",
            ClientField::Low => "low",
            ClientField::ExpiryNotice => "expiry_notice",
        }
    }
}

/// Declares a service, once and for ever (C2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// What calls and packages name it by.
    pub service: ServiceId,
    /// A name to read; absent where the id says enough.
    pub name: Option<Text>,
    /// What its charged time is multiplied by.
    pub factor: Factor,
}

/// A package of hours, bought (D1) or granted (D2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Purchase {
    /// Whose it is.
    pub client: ClientId,
    /// What it is called.
    pub package: PackageId,
    /// When it was bought or granted.
    pub date: Date,
    /// Its size.
    pub size: Minutes,
    /// What it cost, or why it cost nothing.
    pub payment: Payment,
    /// From when on it can be drawn on; `date` or later.
    pub from: Date,
    /// The last day it can be drawn on; none where it never ends.
    pub until: Option<Date>,
    /// The services it covers, sorted; empty where it covers all.
    pub services: Vec<ServiceId>,
    /// A remark.
    pub note: Option<Text>,
    /// Whether it settles open overage at once (G5), which makes it a barrier.
    pub settle: bool,
    /// Booked into a closed period (H3).
    pub late: bool,
}

/// How a package was paid for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Payment {
    /// Bought.
    Paid {
        /// The positive total.
        price: Money,
        /// The VAT rate it was sold at.
        vat: VatRate,
        /// Whether the price includes VAT.
        prices: PriceBasis,
    },
    /// Given, never invoiced.
    Granted {
        /// Why.
        reason: Text,
    },
}

impl Payment {
    /// Whether it was given: such a package is never invoiced, and enters no revenue (D2).
    pub fn is_grant(&self) -> bool {
        self.grant_reason().is_some()
    }

    /// Why it was given; none where it was bought.
    pub fn grant_reason(&self) -> Option<&Text> {
        match self {
            Payment::Granted { reason } => Some(reason),
            Payment::Paid { .. } => None,
        }
    }

    /// The price, the VAT rate and the price basis; none of what was given.
    pub fn paid(&self) -> Option<(Money, VatRate, PriceBasis)> {
        match *self {
            Payment::Paid { price, vat, prices } => Some((price, vat, prices)),
            Payment::Granted { .. } => None,
        }
    }
}

/// A support call (E).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// Who called.
    pub client: ClientId,
    /// The worked date.
    pub date: Date,
    /// When it began.
    pub start: Option<Clock>,
    /// How long it took.
    pub worked: Minutes,
    /// The ticket or matter it belongs to (E2).
    pub case: Option<Text>,
    /// What kind of work it was.
    pub service: Option<ServiceId>,
    /// The call's own factor (E5).
    pub factor: Option<Factor>,
    /// The package to draw on first (F3).
    pub package: Option<PackageId>,
    /// Why it is charged nothing (E6).
    pub goodwill: Option<Text>,
    /// Whom it was with.
    pub contact: Option<Text>,
    /// What was done.
    pub note: Option<Text>,
    /// Meant to be above 12 hours (B5).
    pub long: bool,
    /// Booked into a closed period (H3).
    pub late: bool,
}

impl Call {
    /// What was done, in words: the note, or that it was a call.
    pub fn words(&self) -> &str {
        self.note.as_ref().map_or("call", |note| note.as_str())
    }
}

/// Takes an entry back (I1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Void {
    /// The entry taken back.
    pub entry: EntryId,
    /// Why.
    pub reason: Text,
    /// Reaches into a closed period (H3).
    pub late: bool,
}

/// Replaces a call by a corrected one (I3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Amend {
    /// The call, or amendment, that is replaced.
    pub entry: EntryId,
    /// Why.
    pub reason: Option<Text>,
    /// What holds instead. Its `late` says that the amendment reaches into a closed period.
    pub call: Call,
}

/// Moves a package's end to a later date, from `date` on (D5).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extend {
    /// Which package.
    pub package: PackageId,
    /// The day of the extension.
    pub date: Date,
    /// The new last day.
    pub until: Date,
    /// Why.
    pub reason: Option<Text>,
    /// Booked into a closed period (H3).
    pub late: bool,
}

/// Takes minutes that are left out of a package (H4); a barrier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refund {
    /// Which package.
    pub package: PackageId,
    /// The day of the refund.
    pub date: Date,
    /// How much.
    pub minutes: Minutes,
    /// Why.
    pub reason: Option<Text>,
    /// Booked into a closed period (H3).
    pub late: bool,
}

/// Moves open overage onto a package (G4); a barrier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settle {
    /// Whose overage.
    pub client: ClientId,
    /// Onto which package.
    pub package: PackageId,
    /// The day of the settlement, which dates its draws.
    pub date: Date,
    /// Why.
    pub reason: Option<Text>,
    /// Booked into a closed period (H3).
    pub late: bool,
}

/// Fixes what was worked through a date (H3); a barrier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Close {
    /// For which client; all of them where absent.
    pub client: Option<ClientId>,
    /// The last day of the closed period.
    pub through: Date,
    /// Why.
    pub reason: Option<Text>,
}
