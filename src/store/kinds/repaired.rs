//! How a repair is spelled (R4).

use serde::{Deserialize, Serialize};

use crate::domain::{self, Digest, Fact, Mend, Text};
use crate::store::spelling::{note, word, words};

/// The ledger's file, repaired.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::store) struct Repaired {
    #[serde(with = "words")]
    done: Vec<Mend>,
    #[serde(with = "word")]
    sha256: Digest,
    bytes: u64,
    kept: u64,
    #[serde(default, skip_serializing_if = "is_none")]
    lost: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    lost_seq: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "word::maybe")]
    lost_head: Option<Digest>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "note::maybe")]
    reason: Option<Text>,
}

fn is_none(lost: &u64) -> bool {
    *lost == 0
}

impl Repaired {
    /// What was done is spelled in one order.
    pub(super) fn tidy(&mut self) {
        self.done.sort_unstable();
        self.done.dedup();
    }
}

impl From<domain::Repaired> for Repaired {
    fn from(fact: domain::Repaired) -> Repaired {
        let domain::Repaired { done, sha256, bytes, kept, lost, lost_seq, lost_head, reason } = fact;
        Repaired { done, sha256, bytes, kept, lost, lost_seq, lost_head, reason }
    }
}

impl From<Repaired> for Fact {
    fn from(record: Repaired) -> Fact {
        let Repaired { done, sha256, bytes, kept, lost, lost_seq, lost_head, reason } = record;
        domain::Repaired { done, sha256, bytes, kept, lost, lost_seq, lost_head, reason }.into()
    }
}
