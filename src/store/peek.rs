//! What can be told of a line that may be damaged, or written by another version.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};

/// The format that a ledger's first line names, however the rest of it is spelled.
pub(super) fn named_format(line: &[u8]) -> Option<u64> {
    #[derive(Deserialize)]
    struct Named {
        format: u64,
    }
    // serde would take a list for the struct, too.
    let object = Some(line).filter(|line| line.starts_with(b"{"))?;
    serde_json::from_slice::<Named>(object).ok().map(|named| named.format)
}

/// The `seq` that a line begins with, whatever stands behind it.
pub(super) fn seq_of(line: &[u8]) -> Option<u64> {
    let digits = line.strip_prefix(b"{\"seq\":")?.split(|&b| b == b',').next()?;
    std::str::from_utf8(digits).ok()?.parse().ok()
}

/// The keys of a JSON object in their order; for telling what is wrong with a line.
pub(super) fn keys(json: &[u8]) -> serde_json::Result<Vec<String>> {
    struct Keys;

    impl<'de> Visitor<'de> for Keys {
        type Value = Vec<String>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Vec<String>, A::Error> {
            let mut keys = Vec::new();
            while let Some((key, IgnoredAny)) = map.next_entry()? {
                keys.push(key);
            }
            Ok(keys)
        }
    }

    let mut deserializer = serde_json::Deserializer::from_slice(json);
    let keys = deserializer.deserialize_map(Keys)?;
    deserializer.end()?;
    Ok(keys)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r28_only_a_number_names_a_format() {
        assert_eq!(named_format(b"{\"x\":[{}],\"format\":2}"), Some(2));
        for other in ["{}", "{\"format\":\"2\"}", "{\"format\":2.0}", "{\"format\":2,\"format\":3}", "[2]", "format"] {
            assert_eq!(named_format(other.as_bytes()), None, "{other}");
        }
    }
}
