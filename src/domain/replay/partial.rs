//! A book of one client, put together from what a whole book was made of: enough for every question about that one alone.
//!
//! What is filed here was judged when the whole ledger was read, and is not judged again. Entries about others are passed over.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::domain::archive::{About, Archive};
use crate::domain::filed::{Place, Subject};
use crate::domain::filed_call::{FiledCall, Work};
use crate::domain::ids::{Fingerprint, Fingerprinter, Seen};
use crate::domain::names::CaseNo;
use crate::domain::narrow::narrow;
use crate::domain::past::Past;
use crate::domain::{Book, ClientId, Fact, Instant, Package, Purchase, Rank, Rejection, Text};

/// What an entry says about a client, as far as a book of that client needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its place in the ledger.
    pub seq: u64,
    /// Its place in the book's archive.
    pub at: u64,
    /// The fingerprint of its id.
    pub id: Fingerprint,
    /// A call and a package in numbers; anything else is read from the archive.
    pub says: Said,
}

/// What a part says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// A call.
    Call(Work),
    /// A package, bought or granted, recorded then.
    Package(Instant, Box<Purchase>),
    /// Anything else.
    Other,
}

/// What of a ledger is about one client, or about all.
#[derive(Debug)]
pub struct Share<'a> {
    /// The client; none for what is about all.
    pub client: Option<&'a ClientId>,
    /// The entries, by `seq`; none where an amendment moved a call to this client or away: what is about the one is then about the other.
    pub entries: Option<Vec<u32>>,
}

impl Share<'_> {
    /// The client's id; nothing for what is about all.
    pub fn name(&self) -> &str {
        self.client.map_or("", ClientId::as_str)
    }
}

impl Book {
    /// The entries by the client they are about, in file order. None at all where an entry was adopted or is not in the archive.
    pub fn shares(&self) -> Option<Vec<Share<'_>>> {
        let (mut house, entangled) = (Vec::new(), self.entangled()?);
        let mut lists: Vec<Vec<u32>> =
            self.accounts.iter().map(|account| Vec::with_capacity(account.calls.len())).collect();
        for seq in 1..=self.len() {
            self.shelf.slot(seq).filter(|slot| slot.is_archived() && !slot.adopted())?;
            // Which call it is need not be known: there are millions.
            let account = match self.shelf.about(seq)? {
                About::CallOf(account) => Some(account),
                About::Known(subject) => self.account_about(subject),
            };
            account.map_or(&mut house, |account| &mut lists[account]).push(narrow(seq));
        }
        let accounts = self.accounts.iter().zip(lists).enumerate();
        let shares = accounts.map(|(at, (account, list))| Share {
            client: Some(&account.id),
            entries: Some(list).filter(|_| !entangled.contains(&at)),
        });
        Some(shares.chain([Share { client: None, entries: Some(house) }]).collect())
    }

    /// The accounts of which an amendment moved a call to another.
    fn entangled(&self) -> Option<BTreeSet<usize>> {
        let mut entangled = BTreeSet::new();
        for (to, account) in self.accounts.iter().enumerate() {
            for filed in account.calls.iter().filter(|filed| filed.amends()) {
                entangled.extend(self.moved_from(filed.seq(), to)?);
            }
        }
        Some(entangled)
    }

    /// An entry in the archive as a part; the fingerprint of its id is `id`.
    pub fn part(&self, seq: u64, id: Fingerprint) -> Option<Part> {
        let at = self.shelf.place(seq)?;
        let says = match self.subject(seq)? {
            Subject::Call(place) if !self.call_at(place).amends() => {
                Said::Call(self.accounts[place.account].calls.work(place.at))
            }
            // Others are about a package, too: it is extended, refunded, settled onto.
            Subject::Package(place) if self.package_at(place).seq == seq => {
                let package = self.package_at(place);
                Said::Package(package.rank.recorded, Box::new(package.purchase.clone()))
            }
            _ => Said::Other,
        };
        Some(Part { seq, at, id, says })
    }

    pub(super) fn call_at(&self, place: Place) -> &FiledCall {
        &self.accounts[place.account].calls[place.at]
    }

    fn package_at(&self, place: Place) -> &Package {
        &self.accounts[place.account].packages[place.at]
    }

    /// The accounts that an amendment moved a call from and to, if they are two.
    fn moved_from(&self, amendment: u64, to: usize) -> Option<Vec<usize>> {
        let Fact::Amend(amend) = self.shelf.entry(amendment)?.fact else { return None };
        let from = self.account_about(self.subject(self.seq_of(&amend.entry)?)?)?;
        Some(if from == to { Vec::new() } else { vec![from, to] })
    }

    /// The texts of cases by their numbers.
    pub fn cases(&self) -> impl Iterator<Item = (&Text, CaseNo)> {
        self.cases.all()
    }

    /// The printer of ids' fingerprints.
    pub fn printer(&self) -> Fingerprinter {
        self.ids.printer()
    }

    /// The fingerprints of the ids of all entries, in file order.
    pub fn prints(&self) -> &[Fingerprint] {
        self.ids.prints()
    }

    /// A book of the one client that `parts` are about, with what is about all, by `seq`, the first of them the opening; so many are
    /// calls, packages, and anything else. Where it stands on a past, the parts are a [`Brief`](super::Brief)'s.
    ///
    /// # Errors
    ///
    /// A first part that is no opening.
    pub fn of_parts(
        mut parts: impl Iterator<Item = Part>,
        [calls, packages, others]: [usize; 3],
        cases: Vec<(Text, CaseNo)>,
        past: Option<Past>,
        archive: Arc<dyn Archive>,
        printer: Fingerprinter,
    ) -> Result<Book, Rejection> {
        let mut book = Book::of_first(&mut parts, cases, &archive, printer)?;
        book.expect(calls + packages + others);
        book.packages.expect(packages);
        // What a brief has one by one no barrier has fixed, wherever it stands in the file.
        let mut behind = past.is_some().then(Vec::new);
        for part in parts {
            book.shelf.pass_over(part.seq);
            let clients = book.accounts.len();
            book.file_part(part, archive.as_ref(), behind.as_mut());
            if let Some(account) = book.accounts.get_mut(clients) {
                account.expect(packages);
            }
        }
        if let Some((account, past)) = book.accounts.last_mut().zip(past) {
            behind.into_iter().flatten().for_each(|(seq, work)| _ = account.calls.file_call(seq, &work, None));
            account.stand_on(past);
        }
        Ok(book)
    }

    /// A book of the first of the parts, its opening, that knows the cases.
    fn of_first(
        parts: &mut impl Iterator<Item = Part>,
        cases: impl IntoIterator<Item = (Text, CaseNo)>,
        archive: &Arc<dyn Archive>,
        printer: Fingerprinter,
    ) -> Result<Book, Rejection> {
        let Part { at, .. } = parts.next().ok_or(Rejection::NotOpened)?;
        let mut book = Book::open_archived(&archive.entry(at), archive.clone(), at, printer)?;
        cases.into_iter().for_each(|(case, number)| book.cases.note(case, number));
        Ok(book)
    }

    /// What is about one account and about all, up to an entry, as a book by itself; `then` is told of each entry that is filed. None where an
    /// amendment moved a call to this account or away from it, or any entry of the book was adopted or is not in the archive.
    pub(in crate::domain) fn replay_of(
        &self,
        account: usize,
        until: u64,
        then: impl Fn(&mut Book, u64),
    ) -> Option<Book> {
        let (archive, mut shares) = (self.shelf.archive()?, self.shares()?);
        let about_all = shares.pop()?.entries?;
        let mut seqs = [about_all, shares.swap_remove(account).entries?].concat();
        seqs.sort_unstable();
        let parts = seqs.into_iter().map(u64::from).take_while(|&seq| seq <= until);
        let mut parts = parts.filter_map(|seq| self.part(seq, self.prints()[seq as usize - 1]));
        let cases = self.cases().map(|(case, number)| (case.clone(), number));
        let mut book = Book::of_first(&mut parts, cases, &archive, self.printer()).ok()?;
        for part in parts {
            let seq = part.seq;
            book.shelf.pass_over(seq);
            book.file_part(part, archive.as_ref(), None);
            then(&mut book, seq);
        }
        Some(book)
    }

    /// Takes memory for so many more entries at once.
    pub fn expect(&mut self, entries: usize) {
        self.shelf.expect(entries);
        self.ids.expect(entries);
        // About one in sixty buys a package.
        self.packages.expect(entries / 60);
    }

    /// Files a part; a call is left to be filed `behind` all others, if there is such a list.
    fn file_part(&mut self, part: Part, archive: &dyn Archive, behind: Option<&mut Vec<(u64, Work)>>) {
        let (subject, recorded) = match part.says {
            // The calls of a client come after the client.
            Said::Call(work) => {
                let account = self.accounts.len() - 1;
                let at = match behind {
                    Some(behind) => {
                        behind.push((part.seq, work));
                        behind.len() - 1
                    }
                    None => self.accounts[account].calls.file_call(part.seq, &work, None),
                };
                (Subject::Call(Place { account, at }), None)
            }
            Said::Package(recorded, purchase) => {
                // No two entries of the ledger were recorded at one moment: none of it is adopted. So the id decides nothing.
                (self.file_purchase(*purchase, part.seq, Rank { recorded, id: None }), Some(recorded))
            }
            Said::Other => {
                let entry = archive.entry(part.at);
                (self.file(&entry), Some(entry.recorded))
            }
        };
        self.ids.note(Seen::only(part.id));
        self.latest = self.latest.max(recorded);
        self.shelf.note(part.at, subject, false);
    }

    /// Leaves out entries about other clients: the next one has this `seq`, and the last was recorded then.
    pub fn pass_over(&mut self, next: u64, recorded: Option<Instant>) {
        self.shelf.pass_over(next);
        self.latest = self.latest.max(recorded);
    }
}
