//! What calls of long ago came to, all in all: whoever asks about later days needs no more of them.

use super::{Date, Minutes, Money, OverageClass, PriceBasis, Reckoned};

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

/// Open overage (G6), each call's amount rounded by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Owed {
    /// How much.
    pub minutes: Minutes,
    /// What it costs without VAT.
    pub net: Money,
    /// And with it.
    pub gross: Money,
}

impl Past {
    /// What an account's calls worked by `through` came to. All that became of them must have been by then, too
    /// ([`Account::settled_through`](super::Account::settled_through)).
    pub fn of(reckoned: &Reckoned<'_>, through: Date) -> Past {
        let net = reckoned.totals(through, PriceBasis::Net);
        let gross = reckoned.totals(through, PriceBasis::Gross);
        let owed = |(minutes, net), (_, gross)| Owed { minutes, net, gross };
        Past {
            through,
            last_call: net.last_call,
            worked: net.worked,
            charged: net.charged,
            goodwill: net.goodwill,
            billable: owed(net.billable, gross.billable),
            carried: owed(net.carried, gross.carried),
            drawn: net.drawn,
        }
    }

    /// The open overage of a class, and what it costs; none of what is waived.
    pub fn owed(&self, class: OverageClass, prices: PriceBasis) -> Option<(Minutes, Money)> {
        let owed = match class {
            OverageClass::Bill => self.billable,
            OverageClass::Carry => self.carried,
            OverageClass::Waive => return None,
        };
        Some((owed.minutes, if prices == PriceBasis::Net { owed.net } else { owed.gross }))
    }
}
