//! How a repair is spelled (R4).

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};

use crate::domain::{self, Fact, Hash, Mend, Text};
use crate::store::plan::MOST_BYTES;
use crate::store::spelling::{note, word, words};

/// The ledger's file, repaired.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::store) struct Repaired {
    #[serde(serialize_with = "words::serialize", deserialize_with = "some_words")]
    done: Vec<Mend>,
    #[serde(with = "word")]
    sha256: Hash,
    bytes: u64,
    #[serde(deserialize_with = "lines")]
    kept: u64,
    #[serde(default, skip_serializing_if = "is_zero", deserialize_with = "lines")]
    lost: u64,
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "maybe_seq")]
    lost_seq: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "word::maybe")]
    lost_head: Option<Hash>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "note::maybe")]
    reason: Option<Text>,
}

/// A file of blank lines and scraps may have more lines than a ledger, but no more than a file has bytes that can be repaired.
const MOST_LINES: u64 = MOST_BYTES;

fn is_zero(lost: &u64) -> bool {
    *lost == 0
}

/// A repair did something.
fn some_words<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Mend>, D::Error> {
    let done: Vec<Mend> = words::deserialize(from)?;
    if done.is_empty() { Err(D::Error::custom("`done` is empty")) } else { Ok(done) }
}

/// So many lines as a file that could be repaired may have.
fn lines<'de, D: Deserializer<'de>>(from: D) -> Result<u64, D::Error> {
    let lines = u64::deserialize(from)?;
    if lines > MOST_LINES { Err(D::Error::custom("more lines than a ledger can have")) } else { Ok(lines) }
}

fn maybe_seq<'de, D: Deserializer<'de>>(from: D) -> Result<Option<u64>, D::Error> {
    match lines(from)? {
        0 => Err(D::Error::custom("entries are counted from 1")),
        seq => Ok(Some(seq)),
    }
}

impl Repaired {
    /// What was done is spelled in one order, and no entry without its number.
    pub(super) fn tidy(&mut self) {
        self.done.sort_unstable();
        self.done.dedup();
        self.lost_head = self.lost_head.filter(|_| self.lost_seq.is_some());
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
