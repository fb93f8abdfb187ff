//! Closed periods (H3): the last thing that is asked of any entry. Whoever is told of `--late` gets on with it.

use crate::domain::filed::{Filed, Place};
use crate::domain::{Book, ClientId, Date, Fact, Rejection};

impl Book {
    /// Whether an entry that is right otherwise may reach into the periods that it is about: that of its own day, and of what it takes back or
    /// brings back.
    pub(super) fn judge_periods(&self, fact: &Fact) -> Result<(), Rejection> {
        if fact.is_late() || self.closed_for_any.is_none() {
            return Ok(());
        }
        match fact {
            Fact::Call(call) => self.judge_period(&call.client, call.date),
            Fact::Amend(amend) => {
                self.judge_period(&amend.call.client, amend.call.date)?;
                self.call_of(&amend.entry).map_or(Ok(()), |old| self.judge_period_of(old))
            }
            Fact::Void(void) => match self.call_of(&void.entry).filter(|&place| !self.call_at(place).amends()) {
                // As most that are taken back: such a one need not be read.
                Some(call) => self.judge_period_of(call),
                None => self.judge_periods_of_void(&self.known_entry(&void.entry)?),
            },
            // It closes a period and is in none.
            Fact::Close(_) => Ok(()),
            other => match self.client_named(other).zip(other.date()) {
                Some((client, date)) => self.judge_period(&client, date),
                None => Ok(()),
            },
        }
    }

    /// Whether taking an entry back reaches into a closed period: then the void has to say that it is late.
    ///
    /// # Panics
    ///
    /// As [`Archive::entry`](crate::domain::archive::Archive::entry).
    pub fn is_taken_back_late(&self, target: &Filed) -> bool {
        self.judge_periods_of_void(target).is_err()
    }

    /// The periods of what is taken back, and of the call that counts again then.
    fn judge_periods_of_void(&self, target: &Filed) -> Result<(), Rejection> {
        if let (Some(client), Some(date)) = (self.client_of(target), target.entry.fact.date()) {
            self.judge_period(client, date)?;
        }
        self.reinstated_by(target).map_or(Ok(()), |old| self.judge_period_of(old))
    }

    fn judge_period_of(&self, call: Place) -> Result<(), Rejection> {
        self.judge_period_at(call.account, self.accounts[call.account].calls[call.at].date)
    }

    /// A date in a closed period is refused, of an entry that does not say that it is late.
    pub(super) fn judge_period(&self, client: &ClientId, date: Date) -> Result<(), Rejection> {
        match self.clients.get(client) {
            Some(&account) => self.judge_period_at(account, date),
            None => Ok(()),
        }
    }

    /// The same for the client at an index.
    pub(super) fn judge_period_at(&self, account: usize, date: Date) -> Result<(), Rejection> {
        if self.closed_for_any.is_none_or(|through| date > through) {
            return Ok(());
        }
        match self.closed_through(account) {
            Some(through) if date <= through && !self.adopting => Err(Rejection::Closed { date, through }),
            _ => Ok(()),
        }
    }
}
