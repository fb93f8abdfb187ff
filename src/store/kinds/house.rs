//! What holds for the whole ledger: its opening and its services (A3, C2).

use serde::{Deserialize, Serialize};

use crate::domain::{
    self, Currency, Fact, Factor, LowThreshold, Minutes, Money, OverageClass, PriceBasis, ServiceId, Text, VatRate,
    VatReason, ZoneName,
};
use crate::store::spelling::{format, line, minutes, word};

/// What holds for the whole ledger.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::store) struct Open {
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

/// A service.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::store) struct Service {
    #[serde(with = "word")]
    service: ServiceId,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "line::maybe")]
    name: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "word::maybe")]
    factor: Option<Factor>,
}

impl Service {
    /// A factor of 1 is not spelled.
    pub(super) fn tidy(&mut self) {
        self.factor = self.factor.filter(|&factor| factor != Factor::ONE);
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
