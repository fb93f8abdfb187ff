//! Settlements and closed periods (G4, H3).

use serde::{Deserialize, Serialize};

use super::is_false;
use crate::domain::{self, ClientId, Date, Fact, PackageId, Text};
use crate::store::spelling::{note, word};

/// Overage, moved onto a package.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::store) struct Settle {
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
pub(in crate::store) struct Close {
    #[serde(default, skip_serializing_if = "Option::is_none", with = "word::maybe")]
    client: Option<ClientId>,
    #[serde(with = "word")]
    through: Date,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "note::maybe")]
    reason: Option<Text>,
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
