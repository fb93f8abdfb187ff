//! The kinds of lines: their fields, in the order of the file.
//!
//! These structs are the format. Bytes that a hash was made of can never be spelled anew, so the structs stand apart from
//! the domain's entries and do not follow when those change. A new kind is a struct, its two conversions, and a word in
//! `kinds!`.

mod adopted;
mod barriers;
mod calls;
mod clients;
mod house;
mod invoices;
mod packages;
mod repaired;

use serde::Deserialize;
use serde::de::{Error, MapAccess, value::MapAccessDeserializer};

pub(super) use self::adopted::{Adopted, Content};
use self::barriers::{Close, Settle};
use self::calls::{Amend, Call, Void};
use self::clients::Client;
use self::house::{Open, Service};
use self::invoices::{Credit, Invoice};
use self::packages::{Extend, Grant, Purchase, Refund};
use self::repaired::Repaired;
use crate::domain::Fact;

macro_rules! kinds {
    ($($kind:ident = $word:literal),+ $(,)?) => {
        /// What a line says, as the file spells it.
        #[derive(Debug)]
        pub(super) enum Record {
            $($kind($kind),)+
        }

        /// The words that `kind` can be.
        pub(super) const KINDS: &[&str] = &[$($word),+];

        impl Record {
            /// The word of its kind.
            pub(super) fn kind(&self) -> &'static str {
                match self {
                    $(Record::$kind(_) => $word,)+
                }
            }

            /// Reads the fields that follow `kind`.
            pub(super) fn read<'de, A: MapAccess<'de>>(kind: &str, rest: A) -> Result<Record, A::Error> {
                let rest = MapAccessDeserializer::new(rest);
                match kind {
                    $($word => $kind::deserialize(rest).map(Record::$kind),)+
                    _ => Err(A::Error::unknown_variant(kind, KINDS)),
                }
            }

            /// Adds the fields as a JSON object.
            pub(super) fn write(&self, out: &mut Vec<u8>) -> serde_json::Result<()> {
                match self {
                    $(Record::$kind(record) => serde_json::to_writer(out, record),)+
                }
            }

            /// The fact it states; none where it only names one that is in the ledger already.
            pub(super) fn into_fact(self) -> Option<Fact> {
                match self {
                    $(Record::$kind(record) => record.states(),)+
                }
            }
        }
    };
}

kinds! {
    Open = "open",
    Client = "client",
    Service = "service",
    Purchase = "purchase",
    Grant = "grant",
    Call = "call",
    Void = "void",
    Amend = "amend",
    Extend = "extend",
    Refund = "refund",
    Settle = "settle",
    Close = "close",
    Invoice = "invoice",
    Credit = "credit",
    Repaired = "repaired",
    Adopted = "adopted",
}

/// What a record states.
trait States {
    fn states(self) -> Option<Fact>;
}

impl<T: Into<Fact>> States for T {
    fn states(self) -> Option<Fact> {
        Some(self.into())
    }
}

impl Record {
    /// How a fact is spelled.
    pub(super) fn of(fact: Fact) -> Record {
        match fact {
            Fact::Open(fact) => Record::Open(fact.into()),
            Fact::Client(fact) => Record::Client((*fact).into()),
            Fact::Service(fact) => Record::Service(fact.into()),
            Fact::Purchase(fact) => Record::package(fact),
            Fact::Call(fact) => Record::Call(fact.into()),
            Fact::Void(fact) => Record::Void(fact.into()),
            Fact::Amend(fact) => Record::Amend((*fact).into()),
            Fact::Extend(fact) => Record::Extend(fact.into()),
            Fact::Refund(fact) => Record::Refund(fact.into()),
            Fact::Settle(fact) => Record::Settle(fact.into()),
            Fact::Close(fact) => Record::Close(fact.into()),
            Fact::Invoice(fact) => Record::Invoice((*fact).into()),
            Fact::Credit(fact) => Record::Credit(fact.into()),
            Fact::Repaired(fact) => Record::Repaired((*fact).into()),
        }
        .tidied()
    }

    /// Brings what can be said in several ways into the one way of the file. A line that was spelled otherwise is then not
    /// what writing it gives.
    pub(super) fn tidied(mut self) -> Record {
        match &mut self {
            Record::Purchase(purchase) => purchase.tidy(),
            Record::Grant(grant) => grant.tidy(),
            Record::Client(client) => client.tidy(),
            Record::Service(service) => service.tidy(),
            Record::Invoice(Invoice { pattern, .. }) | Record::Credit(Credit { pattern, .. }) => {
                *pattern = pattern.take().filter(|pattern| !pattern.is_default());
            }
            Record::Repaired(repaired) => repaired.tidy(),
            _ => {}
        }
        self
    }
}

fn is_false(flag: &bool) -> bool {
    !flag
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_has_the_kinds_of_facts_and_lines_that_were_adopted() {
        assert_eq!(KINDS, [&Fact::KINDS[..], &["adopted"]].concat());
    }
}
