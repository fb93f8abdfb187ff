//! The name of a time zone. What the zone's clocks say is no business of a replay (R32).

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use super::Unreadable;

/// An IANA zone's name, such as `Europe/Berlin`: here only a name of the right form, so that a ledger reads
/// the same with any release of the zone data.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct ZoneName(Arc<str>);

impl ZoneName {
    /// The name's characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ZoneName {
    type Err = Unreadable;

    fn from_str(text: &str) -> Result<ZoneName, Unreadable> {
        let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'_' | b'-' | b'+');
        if (1..=64).contains(&text.len()) && text.bytes().all(plain) && text.as_bytes()[0].is_ascii_alphabetic() {
            Ok(ZoneName(text.into()))
        } else {
            Err(Unreadable::new("not an IANA zone name, such as Europe/Berlin"))
        }
    }
}

impl fmt::Display for ZoneName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for ZoneName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
