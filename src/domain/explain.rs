//! Why a call was charged and drawn as it was.

use super::account::Turn;
use super::charge::{Group, Steps};
use super::filed::{Place, Subject};
use super::filed_call::FiledCall;
use super::outcome::Kept;
use super::package::PassedOver;
use super::{Account, Book, Date, Minutes, PackageId, Rejection, Terms};

/// What became of a call, with the reasons.
#[derive(Clone, Debug)]
pub struct Explanation {
    /// The terms in force on its worked date.
    pub terms: Terms,
    /// What became of it; for a call that was taken back, what had become of it by then.
    pub outcome: Kept,
    /// How its charge came about.
    pub steps: GroupSteps,
    /// What it drew: from which package, how much, and by which settlement if not by itself.
    pub draws: Vec<(PackageId, super::draw::Draw)>,
    /// The packages it passed over, in file order, and why.
    pub passed_over: Vec<(PackageId, PassedOver)>,
    /// Whether a barrier has fixed it (H2).
    pub fixed: bool,
}

/// From worked to charged time, step by step (E3, E4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GroupSteps {
    /// Worked in the call's group before it (E2); nothing for a call without a case.
    pub worked_before: Minutes,
    /// Charged for the group before it.
    pub charged_before: Minutes,
    /// Worked in the group, this call included.
    pub worked: Minutes,
    /// From there to what is charged for the group.
    pub charge: Steps,
}

/// Explains the call that entry `seq` recorded; none where there is no such entry or it is no call. One that was taken back is explained as it
/// stood before that. What was bought, settled, invoiced or credited after `as_of` is left out (A7); that a
/// barrier has fixed it is said whatever its day.
///
/// The ledger is replayed up to there, as far as it is about the client, looking over the call's shoulder when it is worked off.
///
/// # Errors
///
/// Never for a book that was replayed: the same entries are judged again.
pub fn explain(book: &Book, seq: u64, as_of: Date) -> Result<Option<Explanation>, Rejection> {
    let Some(filed) = book.entry(seq) else { return Ok(None) };
    let Subject::Call(place) = filed.subject else { return Ok(None) };
    // A call that was taken back is explained as it stood before that.
    let until = filed.void.map_or(book.len(), |by| by - 1);
    let watch = |replayed: &mut Book, filed: u64| {
        let Some(Subject::Call(Place { account, at })) = replayed.subject(filed).filter(|_| filed == seq) else {
            return;
        };
        replayed.accounts[account].watch(at);
    };
    let replayed = match book.replay_of(place.account, until, watch) {
        Some(replayed) => replayed,
        None => replay(book, until, watch)?,
    };
    let account = replayed.account(&book.accounts[place.account].id);
    Ok(account.and_then(|account| explained(&replayed, account, place.at, as_of)))
}

/// All of a book up to an entry; `then` is told of each that is filed.
fn replay(book: &Book, until: u64, then: impl Fn(&mut Book, u64)) -> Result<Book, Rejection> {
    let mut entries = book.entries().take(until as usize);
    let Some(first) = entries.next() else { return Err(Rejection::NotOpened) };
    let mut replayed = Book::open(first.entry)?;
    for filed in entries {
        let seq = filed.entry.seq;
        replayed.refile(filed)?;
        then(&mut replayed, seq);
    }
    Ok(replayed)
}

fn explained(book: &Book, account: &Account, call: usize, as_of: Date) -> Option<Explanation> {
    let filed = &account.calls[call];
    let reckoned = account.reckon(&book.house);
    let outcome = reckoned.outcome(call)?.keep_by(as_of);
    // A call that is fixed keeps the terms it was worked off by, whatever was said since.
    let terms = reckoned.watched().terms?;
    let name = |at: usize| account.packages[at].id().clone();
    let is_known = |at: usize| account.packages[at].purchase.date <= as_of;
    let passed_over = reckoned.watched().passed_over.iter().filter(|(at, _)| is_known(*at));
    Some(Explanation {
        terms,
        steps: steps(filed, &terms, reckoned.watched()),
        draws: outcome.draws.iter().map(|draw| (name(draw.package()), *draw)).collect(),
        passed_over: passed_over.map(|&(at, why)| (name(at), why)).collect(),
        fixed: account.is_fixed(call),
        outcome,
    })
}

fn steps(filed: &FiledCall, terms: &Terms, turn: &Turn) -> GroupSteps {
    let worked = turn.group.worked.plus(filed.worked());
    let Group { worked: worked_before, charged: charged_before } = turn.group;
    GroupSteps { worked_before, charged_before, worked, charge: Steps::of(worked, terms, filed.factor) }
}
