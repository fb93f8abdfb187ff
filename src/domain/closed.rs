//! Closed periods (H3): through which day they reach, now and on an earlier day.

use std::collections::BTreeMap;

use super::filed::Subject;
use super::{Account, Book, ClientId, Close, Date, Fact};

/// The last closed days, as of a day.
#[derive(Debug, Default)]
pub struct Closed {
    for_all: Option<Date>,
    own: BTreeMap<ClientId, Date>,
}

impl Closed {
    /// That of a client, by a close of their own or one for all.
    pub fn of(&self, client: &ClientId) -> Option<Date> {
        self.for_all.max(self.own.get(client).copied())
    }

    fn note(&mut self, close: &Close) {
        let through = close.through;
        match &close.client {
            Some(client) => {
                let own = self.own.entry(client.clone()).or_insert(through);
                *own = through.max(*own);
            }
            None => self.for_all = self.for_all.max(Some(through)),
        }
    }
}

impl Book {
    /// The last closed day of a client, by their id.
    pub fn closed_for(&self, client: &ClientId) -> Option<Date> {
        self.closed_through(*self.clients.get(client)?)
    }

    /// Whether a day is in a closed period of a client.
    pub fn is_closed(&self, client: &ClientId, date: Date) -> bool {
        self.closed_for(client).is_some_and(|through| date <= through)
    }

    /// The last closed day of a client, by a close of their own or one for all.
    pub fn closed_through(&self, account: usize) -> Option<Date> {
        self.accounts[account].closed.max(self.closed)
    }

    /// What was closed by a day: a close counts from the last day that it closes, as it is dated.
    ///
    /// # Panics
    ///
    /// As [`Archive::entry`](super::archive::Archive::entry).
    pub fn closed_as_of(&self, day: Date) -> Closed {
        if self.closed_for_any.is_none_or(|through| through <= day) {
            let own = |account: &Account| Some((account.id.clone(), account.closed?));
            return Closed { for_all: self.closed, own: self.accounts.iter().filter_map(own).collect() };
        }
        let mut closed = Closed::default();
        for seq in (1..=self.len()).filter(|&seq| self.may_be_close(seq)) {
            match self.entry(seq).map(|filed| filed.entry.fact) {
                Some(Fact::Close(close)) if close.through <= day => closed.note(&close),
                _ => {}
            }
        }
        closed
    }

    /// Whether an entry is about something that a close is about. It is not read.
    fn may_be_close(&self, seq: u64) -> bool {
        matches!(self.subject(seq), Some(Subject::House | Subject::Client(_)))
    }
}
