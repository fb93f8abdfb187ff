//! Taking back and replacing (I).

use crate::domain::billing::{self, Billing};
use crate::domain::filed::{Filed, Place, Subject};
use crate::domain::{Amend, Book, Date, EntryId, Extend, Fact, Instant, Rejection, Void};

impl Book {
    pub(super) fn judge_void(&self, void: &Void) -> Result<(), Rejection> {
        let seq = self.standing(&void.entry)?;
        // All that is asked of a call is known without reading its entry.
        if let Some(Subject::Call(place)) = self.subject(seq) {
            return self.judge_invoiced_call(place, seq);
        }
        let target = self.known_entry(&void.entry)?;
        let fact = &target.entry.fact;
        if !fact.is_voidable() {
            return Err(Rejection::NotVoidable { seq, kind: fact.kind() });
        }
        self.judge_invoiced(&target)?;
        match (fact, target.subject) {
            (Fact::Purchase(_), Subject::Package(place)) => self.judge_void_package(place),
            (Fact::Extend(extend), Subject::Package(place)) => self.judge_void_extension(place, extend, seq),
            (Fact::Refund(_), Subject::Package(place)) => self.judge_void_refund(place, seq),
            _ => Ok(()),
        }
    }

    /// The refusal of an entry that was taken back, with what stands in its place.
    pub fn void_already(&self, seq: u64, by: u64) -> Rejection {
        Rejection::VoidAlready { seq, by, instead: self.stands_instead(by) }
    }

    /// The amendment that stands in the place of what `by` took back: the last of those that replaced each other. None where it was taken back for good.
    pub fn stands_instead(&self, mut by: u64) -> Option<u64> {
        loop {
            let taken_by = self.entry(by)?;
            match (taken_by.entry.fact, taken_by.void) {
                (Fact::Amend(_), Some(next)) => by = next,
                (Fact::Amend(_), None) => return Some(by),
                _ => return None,
            }
        }
    }

    /// The call that counts again when this entry is taken back: the one that an amendment replaced, unless a barrier has
    /// fixed the amendment – an entry that is not fixed is as if it had never been (I1).
    pub fn reinstated_by(&self, target: &Filed) -> Option<Place> {
        let (Fact::Amend(amend), Subject::Call(place)) = (&target.entry.fact, target.subject) else { return None };
        if self.accounts[place.account].is_fixed(place.at) {
            return None;
        }
        self.call_of(&amend.entry)
    }

    /// What stands on an invoice stays as it is until the invoice is credited (I2). Of a package that cannot be taken back then either, that is
    /// said, too, before anybody credits in vain.
    fn judge_invoiced(&self, target: &Filed) -> Result<(), Rejection> {
        let Some(number) = self.invoice_of(target, Date::MAX) else { return Ok(()) };
        let drawn_on = match (&target.entry.fact, target.subject) {
            (Fact::Purchase(_), Subject::Package(place)) => match self.judge_void_package(place) {
                Err(Rejection::DrawnOn { package }) => Some(package),
                _ => None,
            },
            _ => None,
        };
        Err(Rejection::OnInvoice { seq: target.entry.seq, number: number.clone(), drawn_on })
    }

    /// The same of a call.
    fn judge_invoiced_call(&self, place: Place, seq: u64) -> Result<(), Rejection> {
        match billing::standing(self.accounts[place.account].call_billings(place.at), Date::MAX) {
            Some(Billing { number, .. }) => Err(Rejection::OnInvoice { seq, number: number.clone(), drawn_on: None }),
            None => Ok(()),
        }
    }

    fn judge_void_package(&self, place: Place) -> Result<(), Rejection> {
        let account = &self.accounts[place.account];
        let package = &account.packages[place.at];
        // What the purchase itself settled is taken back with it.
        if account.fixed_draws(place.at).any(|draw| draw.settlement() != Some(package.seq)) {
            return Err(Rejection::DrawnOn { package: package.id().clone() });
        }
        match package.refunds().is_empty() {
            true => Ok(()),
            false => Err(Rejection::Refunded { package: package.id().clone() }),
        }
    }

    /// An extension that fixed calls or a refund made use of cannot be taken from under them.
    fn judge_void_extension(&self, place: Place, extend: &Extend, seq: u64) -> Result<(), Rejection> {
        let account = &self.accounts[place.account];
        let mut without = account.packages[place.at].clone();
        without.extensions_mut().retain(|extension| extension.seq != seq);
        let draws = account.fixed_draws(place.at).map(|draw| draw.date);
        let refunds = without.refunds().iter().map(|refund| refund.date);
        match draws.chain(refunds).any(|date| without.has_ended(date)) {
            true => Err(Rejection::ExtensionUsed { package: extend.package.clone() }),
            false => Ok(()),
        }
    }

    /// What a refund is worth depends on those before it (K2): none is taken from under one that was invoiced.
    fn judge_void_refund(&self, place: Place, seq: u64) -> Result<(), Rejection> {
        let package = &self.accounts[place.account].packages[place.at];
        let later = package.refunds().iter().filter(|refund| refund.seq > seq);
        match later.filter_map(|refund| billing::standing(&refund.billings, Date::MAX)).next() {
            Some(Billing { number, .. }) => {
                Err(Rejection::RefundedSince { package: package.id().clone(), number: number.clone() })
            }
            None => Ok(()),
        }
    }

    pub(super) fn judge_amend(&self, amend: &Amend, recorded: Instant) -> Result<(), Rejection> {
        let seq = self.standing(&amend.entry)?;
        let Some(Subject::Call(place)) = self.subject(seq) else {
            return Err(Rejection::NotACall { seq, kind: self.known_entry(&amend.entry)?.entry.fact.kind() });
        };
        self.judge_invoiced_call(place, seq)?;
        self.judge_call(&amend.call, recorded)
    }

    /// The call that an entry recorded, where it did.
    pub(super) fn call_of(&self, id: &EntryId) -> Option<Place> {
        match self.subject(self.seq_of_known(id)?)? {
            Subject::Call(place) => Some(place),
            _ => None,
        }
    }

    pub(super) fn known_entry(&self, id: &EntryId) -> Result<Filed, Rejection> {
        self.entry_by_id(id).ok_or_else(|| Rejection::UnknownEntry { entry: id.to_string() })
    }

    /// The `seq` of the entry with an id, if there is one that nothing has taken back or replaced.
    fn standing(&self, id: &EntryId) -> Result<u64, Rejection> {
        let seq = self.seq_of(id).ok_or_else(|| Rejection::UnknownEntry { entry: id.to_string() })?;
        match self.shelf.void(seq) {
            Some(by) => Err(self.void_already(seq, by)),
            None => Ok(seq),
        }
    }

    /// Takes an entry back (I1): one that is not fixed is as if it had never been, a fixed call gives back what it drew.
    /// With an amendment, the call it replaced counts again, unless the amendment is itself `replaced`.
    pub(super) fn take_back(&mut self, id: &EntryId, by: u64, replaced: bool) -> Subject {
        // The judge lets nothing through that names no entry.
        let Some(seq) = self.seq_of_known(id) else { return Subject::House };
        let Some(target) = self.subject(seq) else { return Subject::House };
        self.shelf.set_void(seq, Some(by));
        if let Subject::Call(place) = target
            && !self.accounts[place.account].calls[place.at].amends()
        {
            self.accounts[place.account].void_call(place.at);
            return Subject::Entry(seq);
        }
        let Some(target) = self.entry(seq) else { return Subject::House };
        // A further amendment replaces it; only a void takes it back.
        let reinstated = if replaced { None } else { self.reinstated_by(&target) };
        match (&target.entry.fact, target.subject) {
            (_, Subject::Call(place)) => self.accounts[place.account].void_call(place.at),
            (Fact::Purchase(_), Subject::Package(place)) => self.accounts[place.account].void_package(place.at, by),
            (Fact::Extend(_), Subject::Package(place)) => {
                self.accounts[place.account].packages[place.at]
                    .extensions_mut()
                    .retain(|extension| extension.seq != seq);
            }
            (Fact::Refund(_), Subject::Package(place)) => self.accounts[place.account].void_refund(place.at, seq),
            (Fact::Settle(_), Subject::Package(place)) => self.accounts[place.account].unsettle(seq),
            // The judge lets nothing else through.
            _ => {}
        }
        if let Some(old) = reinstated {
            let account = &mut self.accounts[old.account];
            account.reinstate(old.at);
            let old = account.calls[old.at].seq();
            self.shelf.set_void(old, None);
        }
        Subject::Entry(seq)
    }
}
