//! What a prepaid-hours ledger means.
//!
//! Knows no file, clock, locale, environment or terminal: entries go in ([`Book::apply`]), a [`Book`] comes out, and
//! questions asked of it ([`balance`], [`check`], [`statement`], [`warning`], [`revenue`]) are pure functions. The letters and
//! numbers in comments (E4, H2) are the rules of `docs/rules.md`.

pub mod account;
pub mod archive;
pub mod audit;
pub mod balance;
pub mod bill;
mod billed;
pub mod billing;
pub mod book;
pub mod calls;
pub mod charge;
pub mod check;
pub mod client;
pub mod clock;
pub mod closed;
pub mod currency;
pub mod date;
pub mod document;
pub mod draw;
pub mod due;
pub mod entry;
pub mod explain;
pub mod fates;
pub mod filed;
pub mod filed_call;
pub mod hash;
pub mod id;
pub mod ids;
pub mod instant;
pub mod invoice;
pub mod journal;
pub mod likeness;
pub mod minutes;
pub mod money;
pub mod names;
mod narrow;
pub mod nearest;
pub mod number;
pub mod outcome;
pub mod owed;
pub mod package;
pub mod parting;
pub mod past;
pub mod period;
pub mod pile;
mod placed;
mod places;
pub mod rank;
pub mod reckoned;
pub mod register;
pub mod rejection;
pub mod repaired;
pub mod replay;
pub mod revenue;
pub mod statement;
pub mod sums;
pub mod tally;
pub mod terms;
pub mod text;
pub mod totals;
pub mod twice;
pub mod uses;
pub mod value;
pub mod vat;
pub mod warning;
pub mod zone;

pub use account::Account;
pub use book::Book;
pub use clock::Clock;
pub use currency::Currency;
pub use date::{BeyondCalendar, Date};
pub use entry::{
    Amend, Call, ClientFact, ClientField, Close, Entry, Extend, Fact, Open, Payment, Purchase, Refund, Service, Settle,
    Void,
};
pub use hash::Hash;
pub use id::{ClientId, EntryId, PackageId, ServiceId};
pub use instant::Instant;
pub use invoice::{Credit, Invoice};
pub use minutes::Minutes;
pub use money::{Money, NotMoney};
pub use number::{Number, Pattern};
pub use outcome::Outcome;
pub use package::Package;
pub use rank::Rank;
pub use reckoned::Reckoned;
pub use rejection::Rejection;
pub use repaired::{Mend, Repaired};
pub use terms::{Bounds, Factor, LowThreshold, OverageClass, StatedTerms, Terms};
pub use text::{BadText, Text};
pub use vat::{PriceBasis, VatRate, VatReason};
pub use zone::ZoneName;

use std::fmt;

/// Why a text is not a value: one clause for a person to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    reason: String,
    advice: Option<String>,
}

impl Unreadable {
    /// A reason, without a capital or a full stop.
    pub fn new(reason: impl Into<String>) -> Unreadable {
        Unreadable { reason: reason.into(), advice: None }
    }

    /// With what to write instead.
    pub fn advise(self, advice: impl Into<String>) -> Unreadable {
        Unreadable { advice: Some(advice.into()), ..self }
    }

    /// The reason alone.
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// What to write instead, where that is known.
    pub fn advice(&self) -> Option<&str> {
        self.advice.as_deref()
    }
}

/// Both in one clause, for those who tell no hints.
impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Unreadable { reason, advice } = self;
        let between = if reason.ends_with('?') { " " } else { "; " };
        match advice {
            Some(advice) => write!(f, "{reason}{between}{advice}"),
            None => f.write_str(reason),
        }
    }
}

impl std::error::Error for Unreadable {}
