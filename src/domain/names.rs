//! Names that stand in many calls, as numbers: a call is kept in a few bytes.

use std::num::NonZeroU32;

use foldhash::HashMap;

use super::Text;
use super::narrow::narrow;

macro_rules! numbered {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(NonZeroU32);

        impl $name {
            /// The one with a number, from 1.
            pub(super) fn numbered(number: NonZeroU32) -> $name {
                $name(number)
            }

            /// Its number, from 1.
            pub(super) fn number(self) -> NonZeroU32 {
                self.0
            }

            /// The one that comes after `before` others.
            pub fn nth(before: usize) -> $name {
                $name(NonZeroU32::MIN.saturating_add(narrow(before as u64)))
            }

            /// How many come before it.
            pub fn index(self) -> usize {
                self.0.get() as usize - 1
            }
        }
    };
}

numbered!(
    /// A service, by the order in which services were declared.
    ServiceNo
);
numbered!(
    /// A case (E2), by the order in which cases were first named.
    CaseNo
);

impl CaseNo {
    /// That of a case which no call has: no ledger has so many lines (R50).
    const UNKNOWN: CaseNo = CaseNo(NonZeroU32::new((1 << 24) - 1).expect("a number"));
}

/// The cases of a ledger. The same text is the same case, whoever's it is.
#[derive(Clone, Debug, Default)]
pub struct Cases {
    known: HashMap<Text, CaseNo>,
    next: usize,
}

impl Cases {
    /// The number of a case; one that no call has where it is not known.
    pub fn number(&self, case: &Text) -> CaseNo {
        self.known.get(case).copied().unwrap_or(CaseNo::UNKNOWN)
    }

    /// The cases and their numbers.
    pub(super) fn all(&self) -> impl Iterator<Item = (&Text, CaseNo)> {
        self.known.iter().map(|(case, number)| (case, *number))
    }

    /// Notes which number a case has in another book.
    pub(super) fn note(&mut self, case: Text, number: CaseNo) {
        self.next = self.next.max(number.index() + 1);
        self.known.insert(case, number);
    }

    /// The number of a case, which is known from now on.
    pub fn know(&mut self, case: &Text) -> CaseNo {
        if let Some(known) = self.known.get(case) {
            return *known;
        }
        // In a book of some clients there are fewer than numbers.
        let number = CaseNo::nth(self.next);
        self.next += 1;
        self.known.insert(case.clone(), number);
        number
    }
}
