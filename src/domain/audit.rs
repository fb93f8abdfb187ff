//! What must hold whatever was recorded: the replay, checked by itself.

use std::fmt;

use super::{Book, ClientId, Date, Minutes, PackageId};

/// A figure that contradicts another: a fault in this program, never in a ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Contradiction {
    /// A package's size is not what was drawn, refunded and is left.
    Package {
        /// Which.
        package: PackageId,
        /// Its size.
        size: Minutes,
        /// What its parts come to.
        parts: Minutes,
    },
    /// What a client was charged is not what was drawn and went over.
    Client {
        /// Who.
        client: ClientId,
        /// What was charged.
        charged: Minutes,
        /// What its parts come to.
        parts: Minutes,
    },
}

impl fmt::Display for Contradiction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Contradiction::Package { package, size, parts } => {
                write!(f, "package `{package}` of {size} adds up to {parts}")
            }
            Contradiction::Client { client, charged, parts } => {
                write!(f, "`{client}` was charged {charged}, which adds up to {parts}")
            }
        }
    }
}

impl std::error::Error for Contradiction {}

/// Conservation (property 1): every package's size is what was drawn, refunded and is left; every client's charges are what was
/// drawn and what went over.
///
/// # Errors
///
/// The first contradiction, clients by id.
pub fn audit(book: &Book) -> Result<(), Contradiction> {
    for account in book.accounts() {
        let reckoned = account.reckon(&book.house);
        for (at, standing) in reckoned.standings(Date::MAX) {
            let size = standing.package.purchase.size;
            // What is left is counted down draw by draw; here it is added up again from the other side.
            let parts = standing.drawn.plus(standing.refunded).plus(reckoned.rest(at));
            if parts != size {
                return Err(Contradiction::Package { package: standing.package.id().clone(), size, parts });
            }
        }
        let charged = reckoned.calls(Date::MAX).map(|(_, outcome)| outcome.charged).sum();
        let drawn = reckoned.calls(Date::MAX).flat_map(|(_, outcome)| &outcome.draws).map(|draw| draw.minutes).sum();
        let over: Minutes = reckoned.calls(Date::MAX).map(|(_, outcome)| outcome.unsettled(Date::MAX)).sum();
        if charged != over.plus(drawn) {
            return Err(Contradiction::Client { client: account.id.clone(), charged, parts: over.plus(drawn) });
        }
    }
    Ok(())
}
