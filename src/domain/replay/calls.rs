//! Judging and filing calls (E, F).

use std::collections::{BTreeMap, BTreeSet};

use super::judge_recorded;
use crate::domain::charge::effective_factor;
use crate::domain::filed::{Place, Subject};
use crate::domain::filed_call::Work;
use crate::domain::{Account, Book, Bounds, Call, EntryId, Fact, Instant, Minutes, Rejection};

impl Book {
    pub(super) fn judge_call(&self, call: &Call, recorded: Instant) -> Result<(), Rejection> {
        self.known_client(&call.client)?;
        self.judge_services(&call.service)?;
        if let Some(package) = &call.package {
            self.own_package(package, &call.client)?;
        }
        judge_length(call.worked, call.long)?;
        judge_recorded(call.date, recorded)
    }

    /// Judges a call that is only asked about (M1): its date may be to come, or closed.
    pub(in crate::domain) fn admit_hypothetical(&self, call: &Call) -> Result<(), Rejection> {
        self.judge_call(call, Instant::midnight(call.date))?;
        self.admit_call(call, None)
    }

    /// A package that a call names must be one it can draw on (F4). `replaces` is the call that an amendment takes back first.
    pub(super) fn admit_call(&self, call: &Call, replaces: Option<&EntryId>) -> Result<(), Rejection> {
        let Some(name) = &call.package else { return Ok(()) };
        let (place, _) = self.own_package(name, &call.client)?;
        let mut account = self.accounts[place.account].clone();
        if let Some(old) = replaces.and_then(|id| self.call_of(id))
            && old.account == place.account
        {
            account.void_call(old.at);
        }
        // Asked of the package as the call finds it when its turn comes.
        let at = account.calls.file_call(self.len() + 1, &self.work(call), Some(self.next_rank().recorded));
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
        let named = |account: usize, at: usize| {
            let seq = Some(self.accounts[account].calls[at].seq()).filter(|&seq| seq >= first)?;
            match self.entry(seq)?.entry.fact {
                Fact::Call(call) => Some((seq, Place { account, at }, call.date, call.package?)),
                _ => None,
            }
        };
        // Most calls name none, and need not be read.
        let accounts = self.accounts.iter().enumerate();
        let calls = accounts.flat_map(|(at, account)| account.calls.naming().map(move |call| (at, call)));
        let mut named: Vec<_> = calls.filter_map(|(account, call)| named(account, call)).collect();
        named.sort_unstable_by_key(|&(seq, ..)| seq);
        let mut calls: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        for (_, place, ..) in &named {
            calls.entry(place.account).or_default().insert(place.at);
        }
        let turns: BTreeMap<_, _> =
            calls.iter().map(|(&at, calls)| (at, self.accounts[at].turns(&self.house, calls))).collect();
        let refused = named.into_iter().filter_map(|(seq, place, date, package)| {
            let at = self.packages.get(&package)?.at;
            let turn = turns.get(&place.account)?.get(&place.at)?;
            let (_, why) = *turn.passed_over.iter().find(|(passed, _)| *passed == at)?;
            Some((seq, Rejection::NotEligible { package, date, why }))
        });
        refused.collect()
    }

    /// A call as an account files it. A case that no call has yet has no number yet.
    pub(in crate::domain) fn work(&self, call: &Call) -> Work {
        let service = call.service.as_ref();
        Work {
            date: call.date,
            start: call.start,
            worked: call.worked,
            case: call.case.as_ref().map(|case| self.cases.number(case)),
            service: service.and_then(|service| self.house.number(service)),
            factor: effective_factor(service.and_then(|service| self.house.factor(service)), call.factor),
            package: call.package.as_ref().and_then(|package| self.packages.get(package)).map(|place| place.at),
            goodwill: call.goodwill.is_some(),
        }
    }

    pub(super) fn file_call(&mut self, call: &Call, seq: u64, recorded: Instant) -> Subject {
        self.file_as(call, |account, work| account.calls.file_call(seq, work, Some(recorded)))
    }

    /// The same of a call that corrects another.
    pub(super) fn file_amended(&mut self, call: &Call, seq: u64, recorded: Instant) -> Subject {
        self.file_as(call, |account, work| account.calls.file_amended(seq, work, Some(recorded)))
    }

    fn file_as(&mut self, call: &Call, file: impl FnOnce(&mut Account, &Work) -> usize) -> Subject {
        if let Some(case) = &call.case {
            self.cases.know(case);
        }
        let (account, work) = (self.clients[&call.client], self.work(call));
        let at = file(&mut self.accounts[account], &work);
        Subject::Call(Place { account, at })
    }
}

pub(super) fn judge_length(time: Minutes, long: bool) -> Result<(), Rejection> {
    if time.is_zero() {
        Err(Rejection::NoTime)
    } else if time > Bounds::CALL {
        Err(Rejection::CallTooLong { time })
    } else if time > Bounds::ORDINARY_CALL && !long {
        Err(Rejection::LongCall { time })
    } else {
        Ok(())
    }
}
