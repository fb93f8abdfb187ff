//! Identifiers: of clients, services and packages (B5), and of entries (A4).

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;
use std::sync::Arc;

use super::Unreadable;
use super::text::are_digits;

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
    let numbered = |prefix| stem.strip_prefix(prefix).is_some_and(|n: &str| n.len() == 1 && are_digits(n));
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

            /// Judges a text as reading it would.
            ///
            /// # Errors
            ///
            /// What keeps it from being an identifier.
            pub fn check(text: &str) -> Result<(), Unreadable> {
                check_handle(text)
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
                Self::check(text)?;
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
///
/// There is one for every line, so those of the usual length – a UUID, with or without its dashes – are kept in place.
#[derive(Clone)]
pub struct EntryId(Kept);

#[derive(Clone)]
enum Kept {
    Here { length: u8, text: [u8; EntryId::USUAL] },
    Apart(Arc<str>),
}

impl EntryId {
    /// How long an id may be to be kept in place.
    const USUAL: usize = 38;

    /// The id's characters.
    pub fn as_str(&self) -> &str {
        match &self.0 {
            // Only ever made of ASCII.
            Kept::Here { length, text } => std::str::from_utf8(&text[..usize::from(*length)]).unwrap_or_default(),
            Kept::Apart(text) => text,
        }
    }

    /// An id of characters that were checked.
    fn of(checked: &str) -> EntryId {
        let mut text = [0; EntryId::USUAL];
        match (text.get_mut(..checked.len()), u8::try_from(checked.len())) {
            (Some(here), Ok(length)) => {
                here.copy_from_slice(checked.as_bytes());
                EntryId(Kept::Here { length, text })
            }
            _ => EntryId(Kept::Apart(checked.into())),
        }
    }
}

impl PartialEq for EntryId {
    fn eq(&self, other: &EntryId) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for EntryId {}

impl PartialOrd for EntryId {
    fn partial_cmp(&self, other: &EntryId) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for EntryId {
    fn cmp(&self, other: &EntryId) -> Ordering {
        self.as_str().cmp(other.as_str())
    }
}

impl Hash for EntryId {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        self.as_str().hash(hasher);
    }
}

impl FromStr for EntryId {
    type Err = Unreadable;

    fn from_str(text: &str) -> Result<EntryId, Unreadable> {
        EntryId::check(text)?;
        Ok(EntryId::of(text))
    }
}

impl EntryId {
    /// Whether a text is an id.
    ///
    /// # Errors
    ///
    /// Why it is none.
    pub fn check(text: &str) -> Result<(), Unreadable> {
        let allowed = |b: u8| b.is_ascii_alphanumeric() | matches!(b, b'.' | b'_' | b'-' | b':');
        if text.is_empty() || text.len() > 64 {
            return Err(Unreadable::new("an id has 1 to 64 characters"));
        }
        // There is an id in every line: all bytes are looked at, which is quicker than to stop at one.
        let are_allowed = text.bytes().fold(true, |are, b| are & allowed(b));
        if !are_allowed || !text.as_bytes()[0].is_ascii_alphanumeric() {
            return Err(Unreadable::new("an id is made of a–z A–Z 0–9 . _ - : and starts with a letter or digit"));
        }
        if are_digits(text) {
            return Err(Unreadable::new(format!("digits alone would name entry #{text}"))
                .advise(format!("write t-{text}, say")));
        }
        Ok(())
    }
}

impl fmt::Display for EntryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for EntryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
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

    #[test]
    fn an_id_is_the_same_however_it_is_kept() {
        let lengths = [1, EntryId::USUAL - 1, EntryId::USUAL, EntryId::USUAL + 1, 64];
        let ids = lengths.map(|length| "a".repeat(length));
        for text in &ids {
            let id: EntryId = text.parse().expect("an id");
            assert_eq!((id.as_str(), id.clone() == id), (text.as_str(), true));
        }
        let read = ids.each_ref().map(|text| text.parse::<EntryId>().expect("an id"));
        assert!(read.is_sorted() && read.windows(2).all(|pair| pair[0] != pair[1]));
    }
}
