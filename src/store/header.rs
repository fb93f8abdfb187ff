//! What every line begins with: its number, its id, when and by whom it was recorded, its place in a batch – and then the word for its kind.

use std::fmt;

use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, Visitor};
use serde::{Deserialize, Serialize};

use super::kinds::KINDS;
use super::shown;
use super::spelling::{line, word};
use crate::domain::{EntryId, Instant, Text};

/// How every ledger begins, sound or not, and nothing else that this program writes.
pub(crate) const LEDGER_BEGINS: &[u8; 15] = br#"{"seq":1,"id":""#;

/// A line's place among the lines that were appended together: the `k`th of `n`, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Batch {
    pub(super) k: u32,
    pub(super) n: u32,
}

/// The fields that every line begins with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) seq: u64,
    pub(super) id: EntryId,
    pub(super) recorded: Instant,
    pub(super) clock: Option<Instant>,
    pub(super) by: Text,
    pub(super) batch: Option<Batch>,
}

impl Header {
    /// Reads the keys in their order, up to the kind, which is given beside.
    pub(super) fn read<'de, A: MapAccess<'de>>(map: &mut A) -> Result<(Header, &'static str), A::Error> {
        due(map, &["seq"])?;
        let seq = map.next_value()?;
        due(map, &["id"])?;
        let EntryIdValue(id) = map.next_value()?;
        due(map, &["recorded"])?;
        let Moment(recorded) = map.next_value()?;
        let mut key = due(map, &["by", "clock"])?;
        let mut clock = None;
        if key == "clock" {
            let Moment(read) = map.next_value()?;
            clock = Some(read);
            due(map, &["by"])?;
        }
        let Writer(by) = map.next_value()?;
        key = due(map, &["kind", "batch"])?;
        let mut batch = None;
        if key == "batch" {
            let BatchValue(read) = map.next_value()?;
            batch = Some(read);
            due(map, &["kind"])?;
        }
        let kind = map.next_value_seed(OneOf { what: "kind", words: KINDS })?;
        Ok((Header { seq, id, recorded, clock, by, batch }, kind))
    }

    /// As it is written before the fields of this kind.
    pub(super) fn before(&self, kind: &'static str) -> impl Serialize {
        let Header { seq, id, recorded, clock, by, batch } = self;
        let batch = batch.map(|Batch { k, n }| [k, n]);
        Keys { seq: *seq, id, recorded: *recorded, clock: *clock, by, batch, kind }
    }
}

/// A header as it is written.
#[derive(Serialize)]
struct Keys<'a> {
    seq: u64,
    #[serde(with = "word")]
    id: &'a EntryId,
    #[serde(with = "word")]
    recorded: Instant,
    #[serde(with = "word::maybe", skip_serializing_if = "Option::is_none")]
    clock: Option<Instant>,
    #[serde(serialize_with = "line::serialize")]
    by: &'a Text,
    #[serde(skip_serializing_if = "Option::is_none")]
    batch: Option<[u32; 2]>,
    kind: &'static str,
}

#[derive(Deserialize)]
#[serde(transparent)]
struct EntryIdValue(#[serde(with = "word")] EntryId);

#[derive(Deserialize)]
#[serde(transparent)]
struct Moment(#[serde(with = "word")] Instant);

#[derive(Deserialize)]
#[serde(transparent)]
struct Writer(#[serde(deserialize_with = "line::deserialize")] Text);

/// The value of `batch`, `[k,n]`.
struct BatchValue(Batch);

impl<'de> Deserialize<'de> for BatchValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<BatchValue, D::Error> {
        let [k, n] = <[u32; 2]>::deserialize(deserializer)?;
        if n < 2 || k == 0 || k > n {
            return Err(de::Error::custom(format_args!("`[{k},{n}]`: no place in a batch")));
        }
        Ok(BatchValue(Batch { k, n }))
    }
}

/// The next key, which must be one of `words`.
fn due<'de, A: MapAccess<'de>>(map: &mut A, words: &'static [&'static str]) -> Result<&'static str, A::Error> {
    let key = map.next_key_seed(OneOf { what: "key", words })?;
    key.ok_or_else(|| de::Error::missing_field(words[0]))
}

/// Reads a string that must be one of a few.
struct OneOf {
    what: &'static str,
    words: &'static [&'static str],
}

impl<'de> DeserializeSeed<'de> for OneOf {
    type Value = &'static str;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<&'static str, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for OneOf {
    type Value = &'static str;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<&'static str, E> {
        let found = self.words.iter().find(|&&word| word == text);
        found.copied().ok_or_else(|| {
            let (what, text) = (self.what, shown(text));
            match what {
                "kind" => E::custom(format_args!("unknown kind `{text}`")),
                _ => E::custom(format_args!("`{text}` where `{}` is due", self.words[0])),
            }
        })
    }
}
