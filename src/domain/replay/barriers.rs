//! Judging and filing barriers: closes, refunds, settlements (G, H).

use super::judge_recorded;
use crate::domain::filed::Subject;
use crate::domain::filed_call::FiledCall;
use crate::domain::package::{PassedOver, Refunded, State};
use crate::domain::{Book, Close, Date, Instant, Purchase, Reckoned, Refund, Rejection, Settle};

impl Book {
    /// Two copies of a ledger may have closed one period each: what the second one says is so already.
    pub(super) fn judge_close(&self, close: &Close, recorded: Instant) -> Result<(), Rejection> {
        if let Some(client) = &close.client {
            self.known_account(client)?;
        }
        judge_recorded(close.through, recorded)?;
        match self.closed_already(close) {
            Some(through) if !self.adopting => Err(Rejection::ClosedAlready { client: close.client.clone(), through }),
            _ => Ok(()),
        }
    }

    /// The last closed day, where all that is to be closed is closed already.
    pub fn closed_already(&self, close: &Close) -> Option<Date> {
        let closed = match &close.client {
            Some(client) => self.closed_for(client),
            None => self.closed,
        };
        closed.filter(|&through| close.through <= through)
    }

    pub(super) fn file_close(&mut self, close: Close) -> Subject {
        let through = Some(close.through);
        let is_so = self.closed_already(&close).is_some();
        if let Some(client) = &close.client {
            let at = self.clients[client];
            if !is_so {
                self.accounts[at].fix(&self.house, through);
                self.accounts[at].closed = through;
                self.closed_for_any = self.closed_for_any.max(through);
            }
            return Subject::Client(at);
        }
        if is_so {
            return Subject::House;
        }
        for account in &mut self.accounts {
            account.fix(&self.house, through);
        }
        self.closed = self.closed.max(through);
        self.closed_for_any = self.closed_for_any.max(through);
        Subject::House
    }

    pub(super) fn judge_refund(&self, refund: &Refund, recorded: Instant) -> Result<(), Rejection> {
        let (place, package) = self.known_package(&refund.package)?;
        if refund.minutes.is_zero() {
            return Err(Rejection::NothingToRefund);
        }
        judge_recorded(refund.date, recorded)?;
        let bought = package.purchase.date;
        if refund.date < bought {
            return Err(Rejection::BeforePurchase { package: refund.package.clone(), date: refund.date, bought });
        }
        let left = self.accounts[place.account].reckon(&self.house).rest(place.at);
        if let Some(until) =
            package.until_on(refund.date).filter(|_| package.state(refund.date, left) == State::Expired)
        {
            return Err(Rejection::HasEnded { package: refund.package.clone(), until });
        }
        if refund.minutes > left {
            return Err(Rejection::NotLeft { package: refund.package.clone(), asked: refund.minutes, left });
        }
        Ok(())
    }

    pub(super) fn file_refund(&mut self, refund: &Refund, seq: u64) -> Subject {
        let place = self.packages.known(&refund.package);
        let account = &mut self.accounts[place.account];
        account.fix(&self.house, None);
        account.refund(place.at, Refunded { seq, date: refund.date, minutes: refund.minutes, billings: Vec::new() });
        Subject::Package(place)
    }

    pub(super) fn judge_settle(&self, settle: &Settle, recorded: Instant) -> Result<(), Rejection> {
        self.known_account(&settle.client)?;
        let (_, package) = self.own_package(&settle.package, &settle.client)?;
        judge_recorded(settle.date, recorded)?;
        let date = settle.date;
        if date < package.purchase.from {
            Err(not_valid(settle, PassedOver::NotYetValid))
        } else if package.has_ended(date) {
            Err(not_valid(settle, PassedOver::Expired))
        } else {
            Ok(())
        }
    }

    pub(super) fn admit_settle(&self, settle: &Settle) -> Result<(), Rejection> {
        let (place, package) = self.own_package(&settle.package, &settle.client)?;
        let reckoned = self.accounts[place.account].reckon(&self.house);
        if !has_overage(&reckoned, settle.date, |call| package.covers(call.service())) {
            return Err(Rejection::NothingToSettle { client: settle.client.clone() });
        }
        if reckoned.rest(place.at).is_zero() {
            return Err(not_valid(settle, PassedOver::UsedUp));
        }
        Ok(())
    }

    /// Whether there is overage that a package takes up on the day it is bought (G5), asked before it is.
    pub fn has_overage_for(&self, purchase: &Purchase) -> bool {
        let services: Vec<_> = purchase.services.iter().filter_map(|service| self.house.number(service)).collect();
        let covers =
            |call: &FiledCall| services.is_empty() || call.service().is_some_and(|service| services.contains(&service));
        self.reckon(&purchase.client).is_some_and(|reckoned| has_overage(&reckoned, purchase.date, covers))
    }

    pub(super) fn file_settle(&mut self, settle: &Settle, seq: u64) -> Subject {
        let place = self.packages.known(&settle.package);
        let account = &mut self.accounts[place.account];
        account.fix(&self.house, None);
        account.settle(place.at, settle.date, seq);
        Subject::Package(place)
    }
}

fn not_valid(settle: &Settle, why: PassedOver) -> Rejection {
    let Settle { client, package, date, .. } = settle;
    Rejection::NotValidOn { client: client.clone(), package: package.clone(), date: *date, why }
}

/// Whether there is overage that a package which `covers` such calls could take up on a day.
fn has_overage(reckoned: &Reckoned<'_>, date: Date, covers: impl Fn(&FiledCall) -> bool) -> bool {
    reckoned.calls(date).any(|(filed, outcome)| covers(filed) && !outcome.available(date).is_zero())
}
