//! Words of mapping files and JSON lines as values, by their `FromStr`.

use std::fmt::{self, Display};
use std::marker::PhantomData;
use std::str::FromStr;

use serde::Deserializer;
use serde::de::{self, SeqAccess, Visitor};

struct Word<T>(PhantomData<T>);

impl<T: FromStr<Err: Display>> Visitor<'_> for Word<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
        text.parse().map_err(|why: T::Err| E::custom(format_args!("`{}`: {why}", brief(text))))
    }
}

/// A word.
pub(super) fn word<'de, T: FromStr<Err: Display>, D: Deserializer<'de>>(d: D) -> Result<T, D::Error> {
    d.deserialize_str(Word(PhantomData))
}

/// A word of a field that may be absent; `null` is no spelling of that.
pub(super) fn maybe_word<'de, T: FromStr<Err: Display>, D: Deserializer<'de>>(d: D) -> Result<Option<T>, D::Error> {
    word(d).map(Some)
}

/// One string, or a list of them.
pub(super) struct OneOrMany(pub(super) Vec<String>);

impl<'de> de::Deserialize<'de> for OneOrMany {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<OneOrMany, D::Error> {
        struct Strings;

        impl<'de> Visitor<'de> for Strings {
            type Value = OneOrMany;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string, or a list of strings")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<OneOrMany, E> {
                Ok(OneOrMany(vec![text.to_owned()]))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<OneOrMany, A::Error> {
                let mut strings = Vec::new();
                while let Some(text) = seq.next_element()? {
                    strings.push(text);
                }
                Ok(OneOrMany(strings))
            }
        }

        d.deserialize_any(Strings)
    }
}

/// A text from outside, not without end: what it shows is escaped where it is printed.
pub(super) fn brief(text: &str) -> String {
    const MOST: usize = 60;
    match text.char_indices().nth(MOST) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

/// An enum whose values are words, in mapping files and options alike.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident: $told:literal { $($(#[$said:meta])* $value:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name {
            $($(#[$said])* $value,)+
        }

        impl std::str::FromStr for $name {
            type Err = $crate::domain::Unreadable;

            fn from_str(text: &str) -> Result<$name, $crate::domain::Unreadable> {
                match text {
                    $($word => Ok($name::$value),)+
                    _ => Err($crate::domain::Unreadable::new($told)),
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(match self {
                    $($name::$value => $word,)+
                })
            }
        }
    };
}

pub(super) use words;
