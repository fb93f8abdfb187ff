//! Identifiers: of clients, services and packages (B5), and of entries (A4).

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use super::Unreadable;

/// The characters and the length that B5 gives names of clients, services and packages.
fn check_handle(text: &str) -> Result<(), Unreadable> {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    let Some(first) = text.bytes().next() else {
        return Err(Unreadable::new("an identifier is needed, such as acme"));
    };
    if text.len() > 32 {
        return Err(Unreadable::new("longer than 32 characters"));
    }
    if !text.bytes().all(|b| plain(b) || matches!(b, b'.' | b'_' | b'-')) {
        return Err(Unreadable::new("only a–z 0–9 . _ - make an identifier"));
    }
    if !plain(first) {
        return Err(Unreadable::new("an identifier starts with a letter or digit"));
    }
    Ok(())
}

/// Whether Windows could not hold a file of that name: output files are named for clients and packages.
fn is_device_name(text: &str) -> bool {
    let stem = text.split('.').next().unwrap_or(text);
    let numbered =
        |prefix| stem.strip_prefix(prefix).is_some_and(|n: &str| n.len() == 1 && n.bytes().all(|b| b.is_ascii_digit()));
    matches!(stem, "con" | "nul" | "aux" | "prn") || numbered("com") || numbered("lpt")
}

macro_rules! handle {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Arc<str>);

        impl $name {
            /// The identifier's characters.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// Whether it may name something new: Windows device names and a trailing full stop are refused,
            /// because files are named for it.
            pub fn may_be_new(&self) -> bool {
                !is_device_name(&self.0) && !self.0.ends_with('.')
            }
        }

        impl FromStr for $name {
            type Err = Unreadable;

            fn from_str(text: &str) -> Result<Self, Unreadable> {
                check_handle(text)?;
                Ok(Self(text.into()))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

handle!(
    /// A client's identifier: `acme`.
    ClientId
);
handle!(
    /// A service's identifier: `onsite`.
    ServiceId
);
handle!(
    /// A package's name: `acme-1`.
    PackageId
);

impl PackageId {
    /// The name a client's `n`th package gets where none is given; `None` where it would be longer
    /// than 32 characters.
    pub fn numbered(client: &ClientId, n: usize) -> Option<PackageId> {
        format!("{client}-{n}").parse().ok()
    }
}

/// What an entry is called, unique for ever: up to 64 ASCII letters, digits, `.`, `_`, `-` or `:`, starting with
/// a letter or digit, and not of digits alone, because `17` names the entry with that `seq`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryId(Arc<str>);

impl EntryId {
    /// The id's characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for EntryId {
    type Err = Unreadable;

    fn from_str(text: &str) -> Result<EntryId, Unreadable> {
        let allowed = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-' | b':');
        if text.is_empty() || text.len() > 64 {
            return Err(Unreadable::new("an id has 1 to 64 characters"));
        }
        if !text.bytes().all(allowed) || !text.as_bytes()[0].is_ascii_alphanumeric() {
            return Err(Unreadable::new("an id is made of a–z A–Z 0–9 . _ - : and starts with a letter or digit"));
        }
        if text.bytes().all(|b| b.is_ascii_digit()) {
            return Err(Unreadable::new(format!("digits alone would name entry #{text}; write t-{text}, say")));
        }
        Ok(EntryId(text.into()))
    }
}

impl fmt::Display for EntryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for EntryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn b5_identifiers_are_lower_case_ascii_of_at_most_32_characters() {
        let longest = "a".repeat(32);
        for text in ["acme", "a", "0", "a.b_c-d", longest.as_str()] {
            assert!(text.parse::<ClientId>().is_ok(), "{text}");
        }
        let longer = "a".repeat(33);
        for text in ["", "ACME", "аcme", "a b", "a/b", "a\\b", "..", ".a", "-x", "_a", "é", longer.as_str()] {
            assert!(text.parse::<ClientId>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_name_no_windows_folder_could_hold_is_not_given() {
        for text in ["con", "nul", "lpt1", "com9", "aux.txt", "acme."] {
            assert!(!text.parse::<ClientId>().expect(text).may_be_new(), "{text}");
        }
        for text in ["console", "lpt", "com10", "acme"] {
            assert!(text.parse::<ClientId>().expect(text).may_be_new(), "{text}");
        }
    }

    #[test]
    fn a4_an_entry_id_is_not_mistaken_for_a_seq() {
        for text in ["17", "", "a b", "\"", "-a", "é", &"x".repeat(65)] {
            assert!(text.parse::<EntryId>().is_err(), "{text}");
        }
        for text in ["toggl:17", "0193f4c2a8e27b1c9d3e4f5a6b7c8d9e", "8c5c1f0e-7d0a-4b57-9f0e-0a4c7f2a9b11"] {
            assert!(text.parse::<EntryId>().is_ok(), "{text}");
        }
    }
}
