//! How values are spelled in the file, as serde wants it: each module here is named in a `#[serde(with = "…")]`.
//!
//! A value is read from its string without a copy in between, and it is its own `FromStr` that judges it. That a line holds
//! the one canonical spelling (`19`, not `19.0`) is seen by writing it again: [`super::record`].

use std::fmt;
use std::marker::PhantomData;

use serde::de::{self, Deserializer, SeqAccess, Visitor};
use serde::ser::Serializer;

/// Reads a value from a string by a function.
struct FromText<T, F> {
    read: F,
    value: PhantomData<T>,
}

impl<'de, T, E: fmt::Display, F: FnOnce(&str) -> Result<T, E>> Visitor<'de> for FromText<T, F> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<D: de::Error>(self, text: &str) -> Result<T, D> {
        (self.read)(text).map_err(|reason| D::custom(format_args!("`{}`: {reason}", super::shown(text))))
    }
}

fn from_text<'de, T, E, D, F>(deserializer: D, read: F) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    E: fmt::Display,
    F: FnOnce(&str) -> Result<T, E>,
{
    deserializer.deserialize_str(FromText { read, value: PhantomData })
}

/// A value that is a word, by its `Display` and `FromStr`.
pub(super) mod word {
    use super::*;
    use std::str::FromStr;

    pub(in crate::store) fn serialize<T: fmt::Display, S: Serializer>(value: &T, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(value)
    }

    pub(in crate::store) fn deserialize<'de, T, D>(d: D) -> Result<T, D::Error>
    where
        T: FromStr<Err: fmt::Display>,
        D: Deserializer<'de>,
    {
        from_text(d, T::from_str)
    }

    /// The same, for a field that may be absent; `null` is no spelling of that.
    pub(in crate::store) mod maybe {
        use super::*;

        pub(in crate::store) fn serialize<T, S>(value: &Option<T>, s: S) -> Result<S::Ok, S::Error>
        where
            T: fmt::Display,
            S: Serializer,
        {
            match value {
                Some(value) => s.collect_str(value),
                None => s.serialize_none(),
            }
        }

        pub(in crate::store) fn deserialize<'de, T, D>(d: D) -> Result<Option<T>, D::Error>
        where
            T: FromStr<Err: fmt::Display>,
            D: Deserializer<'de>,
        {
            super::deserialize(d).map(Some)
        }
    }
}

/// A list of words.
pub(super) mod words {
    use super::*;
    use serde::Deserialize;
    use std::str::FromStr;

    struct Words<T>(PhantomData<T>);

    struct Word<T>(T);

    impl<'de, T: FromStr<Err: fmt::Display>> Deserialize<'de> for Word<T> {
        fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
            word::deserialize(d).map(Word)
        }
    }

    impl<'de, T: FromStr<Err: fmt::Display>> Visitor<'de> for Words<T> {
        type Value = Vec<T>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a list of strings")
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Vec<T>, A::Error> {
            let mut words = Vec::new();
            while let Some(Word(word)) = seq.next_element()? {
                words.push(word);
            }
            Ok(words)
        }
    }

    pub(in crate::store) fn serialize<T: fmt::Display, S: Serializer>(words: &[T], s: S) -> Result<S::Ok, S::Error> {
        s.collect_seq(words.iter().map(|word| Shown(word)))
    }

    struct Shown<'a, T>(&'a T);

    impl<T: fmt::Display> serde::Serialize for Shown<'_, T> {
        fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
            s.collect_str(self.0)
        }
    }

    pub(in crate::store) fn deserialize<'de, T, D>(d: D) -> Result<Vec<T>, D::Error>
    where
        T: FromStr<Err: fmt::Display>,
        D: Deserializer<'de>,
    {
        d.deserialize_seq(Words(PhantomData))
    }
}

/// Time as a whole number of minutes: no fraction, exponent, sign or string.
pub(super) mod minutes {
    use super::*;
    use crate::domain::Minutes;
    use serde::Deserialize;

    pub(in crate::store) fn serialize<S: Serializer>(minutes: &Minutes, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_u64(minutes.get())
    }

    pub(in crate::store) fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Minutes, D::Error> {
        u64::deserialize(d).map(Minutes::new)
    }

    /// The same, for a field that may be absent.
    pub(in crate::store) mod maybe {
        use super::*;

        pub(in crate::store) fn serialize<S: Serializer>(time: &Option<Minutes>, s: S) -> Result<S::Ok, S::Error> {
            match time {
                Some(time) => s.serialize_u64(time.get()),
                None => s.serialize_none(),
            }
        }

        pub(in crate::store) fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Option<Minutes>, D::Error> {
            super::deserialize(d).map(Some)
        }
    }
}

/// Days, or whatever else is a plain number, in a field that may be absent.
pub(super) mod number {
    use super::*;
    use serde::Deserialize;

    pub(in crate::store) fn serialize<S: Serializer>(number: &Option<u32>, s: S) -> Result<S::Ok, S::Error> {
        match number {
            Some(number) => s.serialize_u32(*number),
            None => s.serialize_none(),
        }
    }

    pub(in crate::store) fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Option<u32>, D::Error> {
        u32::deserialize(d).map(Some)
    }
}

/// The format's number, which in a line that can be read is always 1.
pub(super) mod format {
    use super::*;
    use crate::store::record::FORMAT;
    use serde::Deserialize;

    pub(in crate::store) fn serialize<S: Serializer>(_: &(), s: S) -> Result<S::Ok, S::Error> {
        s.serialize_u64(FORMAT)
    }

    pub(in crate::store) fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<(), D::Error> {
        match u64::deserialize(d)? {
            FORMAT => Ok(()),
            other => Err(de::Error::custom(format_args!("`{other}`: the format is {FORMAT}"))),
        }
    }
}

macro_rules! text {
    ($(#[$doc:meta])* $name:ident, $most:expr) => {
        $(#[$doc])*
        pub(super) mod $name {
            use super::*;
            use crate::domain::{BadText, Text};

            fn read(text: &str) -> Result<Text, String> {
                Text::recorded(text, $most).map_err(|fault| match fault {
                    BadText::Empty => "an empty text is left out".to_owned(),
                    BadText::TooLong => format!("more than {} characters", $most),
                    BadText::Control(c) => format!("a control or invisible character, {}", c.escape_unicode()),
                })
            }

            pub(in crate::store) fn serialize<S: Serializer>(text: &Text, s: S) -> Result<S::Ok, S::Error> {
                s.serialize_str(text.as_str())
            }

            pub(in crate::store) fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Text, D::Error> {
                from_text(d, read)
            }

            /// The same, for a field that may be absent.
            pub(in crate::store) mod maybe {
                use super::*;

                pub(in crate::store) fn serialize<S: Serializer>(text: &Option<Text>, s: S) -> Result<S::Ok, S::Error> {
                    match text {
                        Some(text) => s.serialize_str(text.as_str()),
                        None => s.serialize_none(),
                    }
                }

                pub(in crate::store) fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Option<Text>, D::Error> {
                    super::deserialize(d).map(Some)
                }
            }
        }
    };
}

text!(
    /// A name or another short text.
    line,
    Text::LINE
);
text!(
    /// A note or a reason.
    note,
    Text::NOTE
);
