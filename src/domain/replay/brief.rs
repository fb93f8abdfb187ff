//! A client in brief: what calls of long ago came to, and the entries that later answers need one by one.

use super::partial::{Part, Said, Share};
use crate::domain::filed::Subject;
use crate::domain::ids::Fingerprint;
use crate::domain::past::Past;
use crate::domain::{Book, Date, Fact};

/// A client in brief.
#[derive(Clone, Debug)]
pub struct Brief {
    /// What the calls came to that are left out.
    pub past: Past,
    /// The entries that are not, by `seq`.
    pub parts: Vec<Part>,
}

impl Book {
    /// A client in brief, for a book of them by [`Book::of_parts`]: calls of the last so many days the client had one are kept one by one, as
    /// far as no barrier has fixed any. `ids` are the fingerprints of all ids, in file order. None for what is about all, and for a client whose
    /// entries are not to be told from another's.
    pub fn brief(&self, share: &Share<'_>, ids: &[Fingerprint], lately: u32) -> Option<Brief> {
        let account = self.account(share.client?)?;
        let reckoned = account.reckon(&self.house);
        let lately = reckoned.last_call().and_then(|last| last.minus_days(lately));
        let through = account.settled_through().max(lately).unwrap_or(Date::MIN);
        let past = Past::of(&reckoned, through);
        let kept = share.entries.as_ref()?.iter().map(|&seq| u64::from(seq)).filter(|&seq| self.tells(seq, through));
        let parts = kept.map(|seq| self.brief_part(seq, *ids.get(seq as usize - 1)?)).collect::<Option<_>>()?;
        Some(Brief { past, parts })
    }

    /// Whether an entry about a client says anything of the days after `through` beside what calls came to by then.
    fn tells(&self, seq: u64, through: Date) -> bool {
        match self.subject(seq) {
            Some(Subject::Call(place)) => {
                let call = self.call_at(place);
                !call.is_void() && call.date > through
            }
            // An invoice is no client's change or close.
            Some(Subject::Client(_)) => self.register.documents().binary_search(&seq).is_err(),
            // What was credited is a document, too; and what was done to a call shows in what came of it.
            Some(Subject::Entry(of)) => matches!(self.subject(of), Some(Subject::Package(_))),
            Some(Subject::House | Subject::Package(_)) => true,
            None => false,
        }
    }

    /// The same as [`Book::part`], but that a call is one in numbers even where it corrects another: that one is left out.
    fn brief_part(&self, seq: u64, id: Fingerprint) -> Option<Part> {
        let part = self.part(seq, id)?;
        let says = match self.subject(seq)? {
            Subject::Call(place) => Said::Call(self.accounts[place.account].calls.work(place.at)),
            _ => part.says,
        };
        Some(Part { says, ..part })
    }

    /// Whether this book can tell of a day: not of those whose calls are only here all in all.
    pub fn tells_of(&self, day: Date) -> bool {
        self.accounts.iter().all(|account| account.past_through() < Some(day))
    }

    /// Whether every call is here one by one.
    pub fn has_every_call(&self) -> bool {
        self.accounts.iter().all(|account| account.past_through().is_none())
    }

    /// Whether an entry about the one client of this book, or about all, changes nothing of what earlier calls came to.
    pub(crate) fn is_later(&self, fact: &Fact) -> bool {
        match fact {
            Fact::Call(call) => self.tells_of(call.date),
            Fact::Purchase(purchase) => self.tells_of(purchase.date) && !purchase.settle,
            Fact::Extend(extend) => self.tells_of(extend.date),
            Fact::Client(change) => change.from.is_some_and(|from| self.tells_of(from)),
            Fact::Close(_) | Fact::Service(_) | Fact::Repaired(_) => true,
            _ => self.has_every_call(),
        }
    }
}
