//! An entry as a book has filed it: what it is about, and what became of it.

use super::narrow::narrow;
use super::{ClientId, Date, Entry};

/// An entry as filed: as it was recorded, and what became of it.
#[derive(Clone, Debug)]
pub struct Filed {
    /// The entry.
    pub entry: Entry,
    /// What it is about.
    pub subject: Subject,
    /// The entry that took it back or replaced it.
    pub void: Option<u64>,
    /// Whether another copy of the ledger recorded it (R42).
    pub adopted: bool,
    /// Whether it was booked into a closed period, or changes one (H3): it says so itself, or was adopted from a copy that had not closed it.
    pub late: bool,
}

/// What can be told of an entry without reading it; what is none here only the entry itself says.
#[derive(Clone, Copy, Debug)]
pub struct Outline<'a> {
    /// The client it is about; none where it is about none.
    pub client: Option<&'a ClientId>,
    /// Its kind.
    pub kind: Option<&'static str>,
    /// Its day.
    pub date: Option<Date>,
}

/// What an entry is about: where to look for what became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// The ledger itself: its opening, a service, a close for all, a repair.
    House,
    /// A client: declared, changed, closed, invoiced.
    Client(usize),
    /// A call.
    Call(Place),
    /// A package: bought, granted, extended, refunded, settled onto.
    Package(Place),
    /// Another entry, taken back or credited; by its `seq`.
    Entry(u64),
}

/// Where something lies: the account's index, and its own in the account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The account's index.
    pub account: usize,
    /// The call's or package's index in it.
    pub at: usize,
}

impl Subject {
    /// The index of the call in its account, where it is one.
    pub(super) fn call(self) -> Option<u32> {
        match self {
            Subject::Call(place) => Some(narrow(place.at as u64)),
            _ => None,
        }
    }
}
