//! The state a ledger's entries add up to: what every question is asked of.

use std::collections::{BTreeMap, BTreeSet};

use foldhash::HashMap;

use super::archive::{About, Shelf};
use super::filed::{Filed, Outline, Place, Subject};
use super::ids::Ids;
use super::names::{Cases, ServiceNo};
use super::placed::Placed;
use super::register::Register;
use super::{
    Account, Call, ClientId, Date, EntryId, Fact, Factor, Instant, Open, Package, PackageId, Rank, Reckoned, Service,
    ServiceId,
};

/// What the entries of a ledger add up to. A fold that can stop and go on: a book at line n plus the lines after n is the
/// book at the end. Made by [`Book::open`](crate::domain::replay), grown by [`Book::apply`].
#[derive(Clone, Debug)]
pub struct Book {
    /// What holds for the whole ledger.
    pub house: House,
    pub(super) shelf: Shelf,
    pub(super) ids: Ids,
    pub(super) cases: Cases,
    pub(super) accounts: Vec<Account>,
    pub(super) clients: HashMap<ClientId, usize>,
    pub(super) packages: Placed,
    /// The last day of the last period closed for all clients at once.
    pub(super) closed: Option<Date>,
    /// The last day of the last period closed for anybody: calls after it need not be asked about their own client.
    pub(super) closed_for_any: Option<Date>,
    /// When the latest of all entries was recorded.
    pub(super) latest: Option<Instant>,
    /// Entries of another copy that were adopted into a period which is closed here (H3).
    pub(super) adopted_late: BTreeSet<u64>,
    /// Whether an entry is being judged that another copy of the ledger recorded: see [`Book::adopt`].
    pub(super) adopting: bool,
    /// The documents that were issued.
    pub register: Register,
}

/// What holds for the whole ledger: its opening and its services.
#[derive(Clone, Debug)]
pub struct House {
    /// The first entry.
    pub open: Open,
    /// The services, by id.
    pub services: BTreeMap<ServiceId, Service>,
    /// Their numbers, in the order they were declared.
    pub(super) numbers: BTreeMap<ServiceId, ServiceNo>,
}

impl House {
    /// A service's factor; none where there is no such service.
    pub fn factor(&self, service: &ServiceId) -> Option<Factor> {
        self.services.get(service).map(|service| service.factor)
    }

    /// A service's number; none where there is no such service.
    pub fn number(&self, service: &ServiceId) -> Option<ServiceNo> {
        self.numbers.get(service).copied()
    }

    pub(super) fn declare(&mut self, service: Service) {
        let number = ServiceNo::nth(self.numbers.len());
        self.numbers.insert(service.service.clone(), number);
        self.services.insert(service.service.clone(), service);
    }
}

impl Book {
    /// How many entries it holds.
    pub fn len(&self) -> u64 {
        self.shelf.len()
    }

    /// Always false: a book has at least its opening.
    pub fn is_empty(&self) -> bool {
        self.shelf.len() == 0
    }

    /// Every entry, in file order.
    ///
    /// # Panics
    ///
    /// As [`Archive::entry`](super::archive::Archive::entry).
    pub fn entries(&self) -> impl Iterator<Item = Filed> {
        self.entries_from(1)
    }

    /// Those from a `seq` on: none before it is read.
    ///
    /// # Panics
    ///
    /// As [`Archive::entry`](super::archive::Archive::entry).
    pub fn entries_from(&self, seq: u64) -> impl Iterator<Item = Filed> {
        (seq..=self.len()).filter_map(|seq| self.entry(seq))
    }

    /// The entry with that `seq`.
    ///
    /// # Panics
    ///
    /// As [`Archive::entry`](super::archive::Archive::entry).
    pub fn entry(&self, seq: u64) -> Option<Filed> {
        let slot = self.shelf.slot(seq)?;
        let entry = self.shelf.entry(seq)?;
        Some(Filed {
            subject: self.subject(seq)?,
            void: self.shelf.void(seq),
            adopted: slot.adopted(),
            late: entry.fact.is_late() || self.adopted_late.contains(&seq),
            entry,
        })
    }

    /// What can be told of an entry without reading it: of most, enough to know that they are not looked for.
    pub fn outline(&self, seq: u64) -> Option<Outline<'_>> {
        match self.shelf.about(seq)? {
            About::Known(subject) => Some(Outline { client: self.client_about(subject), kind: None, date: None }),
            About::CallOf(account) => {
                let account = &self.accounts[account];
                let call = &account.calls[account.calls.call_of(seq)?];
                let kind = if call.amends() { "amend" } else { "call" };
                Some(Outline { client: Some(&account.id), kind: Some(kind), date: Some(call.date) })
            }
        }
    }

    /// The entry with that id.
    ///
    /// # Panics
    ///
    /// As [`Archive::entry`](super::archive::Archive::entry).
    pub fn entry_by_id(&self, id: &EntryId) -> Option<Filed> {
        let mut may_be = self.ids.candidates(id).filter_map(|at| self.entry(self.shelf.seq_at(at)?));
        may_be.find(|filed| filed.entry.id == *id)
    }

    /// The `seq` of the entry with that id.
    ///
    /// # Panics
    ///
    /// As [`Archive::entry`](super::archive::Archive::entry).
    pub fn seq_of(&self, id: &EntryId) -> Option<u64> {
        let is = |at| self.shelf.seq_at(at).is_some_and(|seq| self.shelf.is(seq, id));
        self.shelf.seq_at(self.ids.find(id, is)?)
    }

    /// Whether somebody may have given an entry its id, or it came in a batch; else the program made it for that entry alone. It is not read.
    pub fn is_id_given(&self, seq: u64) -> bool {
        self.shelf.index(seq).is_some_and(|at| self.ids.is_stray(at))
    }

    /// Whether an entry is not the second of two that were recorded as one, in two copies of the ledger: what both recorded counts once, where it
    /// stood first (R44).
    ///
    /// # Panics
    ///
    /// As [`Archive::entry`](super::archive::Archive::entry).
    pub fn is_first(&self, filed: &Filed) -> bool {
        !filed.adopted || self.seq_of(&filed.entry.id) == Some(filed.entry.seq)
    }

    /// The `seq` of the entry with an id that one of them has: it need not be read where no other has the id's fingerprint.
    pub(super) fn seq_of_known(&self, id: &EntryId) -> Option<u64> {
        let only = self.ids.only(id).and_then(|at| self.shelf.seq_at(at));
        only.or_else(|| self.seq_of(id))
    }

    /// What an entry is about.
    pub fn subject(&self, seq: u64) -> Option<Subject> {
        match self.shelf.about(seq)? {
            About::Known(subject) => Some(subject),
            About::CallOf(account) => {
                Some(Subject::Call(Place { account, at: self.accounts[account].calls.call_of(seq)? }))
            }
        }
    }

    /// A call as it was recorded by an entry: a `call`, or the `amend` that corrected one.
    ///
    /// # Panics
    ///
    /// As [`Archive::entry`](super::archive::Archive::entry).
    pub fn recorded_call(&self, seq: u64) -> Option<Call> {
        self.shelf.entry(seq)?.fact.into_call()
    }

    /// What was done in a call, in words.
    ///
    /// # Panics
    ///
    /// As [`Archive::entry`](super::archive::Archive::entry).
    pub fn note(&self, seq: u64) -> String {
        self.recorded_call(seq).map_or_else(|| "call".to_owned(), |call| call.words().to_owned())
    }

    /// When the latest entry was recorded: the last one, or one that was adopted before it.
    pub fn last_recorded(&self) -> Option<Instant> {
        self.latest
    }

    /// The rank of an entry that is yet to come: later than all there are.
    pub fn next_rank(&self) -> Rank {
        Rank { recorded: self.latest.map_or(Instant::from_micros(0), |last| last.plus_micros(1)), id: None }
    }

    /// The account of a client.
    pub fn account(&self, client: &ClientId) -> Option<&Account> {
        Some(&self.accounts[*self.clients.get(client)?])
    }

    /// The account at an index of a [`Place`].
    pub fn account_at(&self, at: usize) -> &Account {
        &self.accounts[at]
    }

    /// All accounts, by client id.
    pub fn accounts(&self) -> impl Iterator<Item = &Account> {
        let mut accounts: Vec<&Account> = self.accounts.iter().collect();
        accounts.sort_by_key(|account| &account.id);
        accounts.into_iter()
    }

    /// A client with everything worked off.
    pub fn reckon(&self, client: &ClientId) -> Option<Reckoned<'_>> {
        Some(self.account(client)?.reckon(&self.house))
    }

    /// Where a package lies, and the package.
    pub fn package(&self, package: &PackageId) -> Option<(Place, &Package)> {
        let place = self.packages.get(package)?;
        Some((place, &self.accounts[place.account].packages[place.at]))
    }

    /// The client an entry is about, where it is about one.
    pub fn client_of(&self, filed: &Filed) -> Option<&ClientId> {
        self.client_about(filed.subject)
    }

    fn client_about(&self, subject: Subject) -> Option<&ClientId> {
        Some(&self.accounts[self.account_about(subject)?].id)
    }

    /// Whose account something is about, where it is about one.
    pub(super) fn account_about(&self, subject: Subject) -> Option<usize> {
        match subject {
            Subject::House => None,
            Subject::Client(account) => Some(account),
            Subject::Call(place) | Subject::Package(place) => Some(place.account),
            Subject::Entry(seq) => self.account_about(self.subject(seq)?),
        }
    }

    /// The other client of an amendment that moved a call from one to another, or of a void that takes such a one back.
    ///
    /// # Panics
    ///
    /// As [`Archive::entry`](super::archive::Archive::entry).
    pub fn other_client_of(&self, filed: &Filed) -> Option<&ClientId> {
        let before = match &filed.entry.fact {
            Fact::Amend(amend) => self.seq_of(&amend.entry)?,
            Fact::Void(void) => match self.entry(self.seq_of(&void.entry)?)?.entry.fact {
                Fact::Amend(amend) => self.seq_of(&amend.entry)?,
                _ => return None,
            },
            _ => return None,
        };
        let other = self.client_about(self.subject(before)?)?;
        Some(other).filter(|other| Some(*other) != self.client_of(filed))
    }

    /// The client a fact is about, where it is about one that is known.
    ///
    /// # Panics
    ///
    /// As [`Archive::entry`](super::archive::Archive::entry).
    pub fn client_named(&self, fact: &Fact) -> Option<ClientId> {
        let of_package = |package| Some(self.package(package)?.1.purchase.client.clone());
        match fact {
            Fact::Open(_) | Fact::Service(_) | Fact::Repaired(_) => None,
            Fact::Client(fact) => Some(fact.client.clone()),
            Fact::Purchase(purchase) => Some(purchase.client.clone()),
            Fact::Call(call) => Some(call.client.clone()),
            Fact::Amend(amend) => Some(amend.call.client.clone()),
            Fact::Void(void) => self.client_about(self.subject(self.seq_of(&void.entry)?)?).cloned(),
            Fact::Extend(extend) => of_package(&extend.package),
            Fact::Refund(refund) => of_package(&refund.package),
            Fact::Settle(settle) => Some(settle.client.clone()),
            Fact::Close(close) => close.client.clone(),
            Fact::Invoice(invoice) => Some(invoice.bill.client.clone()),
            Fact::Credit(credit) => self.client_about(self.subject(self.seq_of(&credit.invoice)?)?).cloned(),
        }
    }

    /// The names that the next packages of a client get where none is given: `acme-1`, `acme-2` … (D1), without those that are taken. They end
    /// where they would be too long. Numbers count all packages ever filed, so a void one keeps its name.
    pub fn next_package_names(&self, client: ClientId) -> impl Iterator<Item = PackageId> {
        let bought = self.account(&client).map_or(0, |account| account.packages.len());
        let names = (bought + 1..).map_while(move |n| PackageId::numbered(&client, n));
        // A hand-given name may stand where the number would: the next free one is taken.
        names.filter(|name| !self.packages.has(name))
    }
}
