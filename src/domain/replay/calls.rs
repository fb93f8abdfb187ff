//! Judging and filing calls (E, F).

use std::collections::{BTreeMap, BTreeSet};

use super::judge_recorded;
use crate::domain::account::FiledCall;
use crate::domain::book::{Place, Subject};
use crate::domain::charge::effective_factor;
use crate::domain::{Book, Bounds, Call, EntryId, Fact, Instant, Rejection};

impl Book {
    pub(super) fn judge_call(&self, call: &Call, recorded: Instant) -> Result<(), Rejection> {
        self.known_account(&call.client)?;
        self.judge_services(&call.service)?;
        if let Some(package) = &call.package {
            self.own_package(package, &call.client)?;
        }
        judge_length(call)?;
        judge_recorded(call.date, recorded)?;
        self.judge_period(&call.client, call.date, call.late)
    }

    /// Judges a call that is only asked about (M1): its date may be to come.
    pub(in crate::domain) fn admit_hypothetical(&self, call: &Call) -> Result<(), Rejection> {
        self.judge_call(call, Instant::midnight(call.date))?;
        self.admit_call(call, None)
    }

    /// A package that a call names must be one it can draw on (F4). `replaces` is the call that an amendment takes back first.
    pub(super) fn admit_call(&self, call: &Call, replaces: Option<&EntryId>) -> Result<(), Rejection> {
        let Some(name) = &call.package else { return Ok(()) };
        let (place, _) = self.own_package(name, &call.client)?;
        let mut account = self.accounts[place.account].clone();
        if let Some(Subject::Call(old)) = replaces.and_then(|id| Some(self.entry_by_id(id)?.subject))
            && old.account == place.account
        {
            account.void_call(old.at, 0);
        }
        // Asked of the package as the call finds it when its turn comes.
        let at = account.file_call(self.filed(call.clone(), self.len() + 1));
        account.watch(at);
        let reckoned = account.reckon(&self.house);
        let passed = reckoned.watched().passed_over.iter().find(|(package, _)| *package == place.at);
        match passed {
            Some(&(_, why)) => Err(Rejection::NotEligible { package: name.clone(), date: call.date, why }),
            None => Ok(()),
        }
    }

    /// Of the calls that are filed from entry `first` on, by their `seq`, those that name a package they cannot draw on (F4). Asked when
    /// all of them are filed, it works off each client's calls once, where [`Book::admit`] does so for every such call.
    pub fn not_eligible(&self, first: u64) -> Vec<(u64, Rejection)> {
        let filed = self.entries.iter().skip_while(|filed| filed.entry.seq < first);
        let named = filed.filter_map(|filed| match (&filed.entry.fact, filed.subject) {
            (Fact::Call(call), Subject::Call(place)) => Some((filed.entry.seq, place, call, call.package.as_ref()?)),
            _ => None,
        });
        let mut calls: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        for (_, place, ..) in named.clone() {
            calls.entry(place.account).or_default().insert(place.at);
        }
        let turns: BTreeMap<_, _> =
            calls.iter().map(|(&at, calls)| (at, self.accounts[at].turns(&self.house, calls))).collect();
        let refused = named.filter_map(|(seq, place, call, name)| {
            let package = self.packages.get(name)?.at;
            let turn = turns.get(&place.account)?.get(&place.at)?;
            let (_, why) = *turn.passed_over.iter().find(|(at, _)| *at == package)?;
            Some((seq, Rejection::NotEligible { package: name.clone(), date: call.date, why }))
        });
        refused.collect()
    }

    /// A call as an account files it.
    pub(in crate::domain) fn filed(&self, call: Call, seq: u64) -> FiledCall {
        let service = call.service.as_ref().and_then(|service| self.house.factor(service));
        let factor = effective_factor(service, call.factor);
        FiledCall { seq, call, factor, void: None, had_been: None }
    }

    pub(super) fn file_call(&mut self, call: Call, seq: u64) -> Subject {
        let account = self.clients[&call.client];
        let filed = self.filed(call, seq);
        let at = self.accounts[account].file_call(filed);
        Subject::Call(Place { account, at })
    }
}

fn judge_length(call: &Call) -> Result<(), Rejection> {
    let time = call.worked;
    if time.is_zero() {
        Err(Rejection::NoTime)
    } else if time > Bounds::CALL {
        Err(Rejection::CallTooLong { time })
    } else if time > Bounds::ORDINARY_CALL && !call.long {
        Err(Rejection::LongCall { time })
    } else {
        Ok(())
    }
}
