//! Clients, declared or changed (C1).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::domain::{
    self, ClientField, ClientId, Currency, Date, Fact, LowThreshold, Minutes, Money, OverageClass, PriceBasis,
    StatedTerms, Text, Unreadable, VatRate, VatReason,
};
use crate::store::spelling::{line, minutes, number, word, words};

/// A client, declared or changed.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::store) struct Client {
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

impl Client {
    /// What is cleared stands in one order, each once.
    pub(super) fn tidy(&mut self) {
        self.clear.sort_unstable();
        self.clear.dedup();
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
        Fact::from(domain::ClientFact {
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
