//! What calls of long ago came to, all in all: whoever asks about later days needs no more of them.

use super::owed::Owed;
use super::{Date, Minutes, Reckoned};

/// What calls worked by a day came to. No later entry may be about a call of those days, or about what they could draw on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Past {
    /// The day. Nothing can be told of it and of those before.
    pub through: Date,
    /// The day of the last of those calls.
    pub last_call: Option<Date>,
    /// What was worked, goodwill included.
    pub worked: Minutes,
    /// What was charged.
    pub charged: Minutes,
    /// What was given away: goodwill calls and waived overage.
    pub goodwill: Minutes,
    /// Open overage that is to be billed.
    pub billable: Owed,
    /// Open overage that is held for a later package.
    pub carried: Owed,
    /// What was drawn on each package, by its index in the account.
    pub drawn: Vec<Minutes>,
}

impl Past {
    /// What an account's calls worked by `through` came to. All that became of them must have been by then, too
    /// ([`Account::settled_through`](super::Account::settled_through)).
    pub fn of(reckoned: &Reckoned<'_>, through: Date) -> Past {
        let totals = reckoned.totals(through);
        Past {
            through,
            last_call: totals.last_call,
            worked: totals.worked,
            charged: totals.charged,
            goodwill: totals.goodwill,
            billable: totals.billable,
            carried: totals.carried,
            drawn: totals.drawn,
        }
    }
}
