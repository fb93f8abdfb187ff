//! What calls of long ago came to, all in all: whoever asks about later days needs no more of them.

use super::totals::Totals;
use super::{Date, Reckoned};

/// What calls worked by a day came to. No later entry may be about a call of those days, or about what they could draw on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Past {
    /// The day. Nothing can be told of it and of those before.
    pub through: Date,
    /// What they came to.
    pub totals: Totals,
}

impl Past {
    /// What an account's calls worked by `through` came to. All that became of them must have been by then, too
    /// ([`Account::settled_through`](super::Account::settled_through)).
    pub fn of(reckoned: &Reckoned<'_>, through: Date) -> Past {
        Past { through, totals: reckoned.totals(through) }
    }
}
