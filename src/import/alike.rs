//! New rows that may be calls or packages which the ledger holds already, written in another way: an export that was corrected, or what somebody
//! typed.

use std::fmt;

use foldhash::{HashMap, HashSet};

use super::Row;
use crate::domain::twice::{PackageTwin, Recorded, Twin};
use crate::domain::{Book, Call, ClientId, Date, Fact, Purchase};

/// A new row that may be another entry of its client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Alike {
    /// Where it begins in the file.
    pub line: u64,
    /// The entry.
    pub seq: u64,
    /// What they have in common.
    pub likeness: Likeness,
}

/// What a row and an entry have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likeness {
    /// Both are calls.
    Call(Twin),
    /// Both are packages.
    Package(PackageTwin),
}

/// What is said of the entry.
impl fmt::Display for Likeness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Likeness::Call(twin) => write!(f, "a call of the same client that {twin}"),
            Likeness::Package(twin) => write!(f, "a package of the same client that {twin}"),
        }
    }
}

/// The new rows that may be an entry of the same client which stands, by their lines. Packages that a row of the file is already, those `known` by
/// `seq`, are not compared.
pub(super) fn alike(book: &Book, rows: &[Row], known: &HashSet<u64>) -> Vec<Alike> {
    let mut alike = calls(book, rows);
    alike.extend(packages(book, rows, known));
    alike.sort_unstable();
    alike
}

fn calls(book: &Book, rows: &[Row]) -> Vec<Alike> {
    let mut alike = Vec::new();
    for (client, days) in by_client(rows, call) {
        let filed = book.account(client).into_iter().flat_map(|account| account.calls.iter());
        for (filed, rows) in filed.filter_map(|filed| Some((filed, days.get(&filed.date)?))) {
            let other = Recorded::new(book, filed);
            let twins = rows.iter().filter_map(|(line, call)| Some((*line, other.twin(call)?)));
            alike.extend(twins.map(|(line, twin)| Alike { line, seq: filed.seq(), likeness: Likeness::Call(twin) }));
        }
    }
    alike
}

/// Each with the one that is most like it: of packages that were bought at once, for one month each, every one is somewhat like all others.
fn packages(book: &Book, rows: &[Row], known: &HashSet<u64>) -> impl Iterator<Item = Alike> {
    let mut closest: HashMap<u64, (PackageTwin, u64)> = HashMap::default();
    for (client, days) in by_client(rows, purchase) {
        let packages = book.account(client).into_iter().flat_map(|account| account.packages.iter());
        for package in packages.filter(|package| package.void.is_none() && !known.contains(&package.seq)) {
            for (line, purchase) in days.get(&package.purchase.date).into_iter().flatten() {
                let Some(twin) = PackageTwin::of(&package.purchase, purchase) else { continue };
                let found = closest.entry(*line).or_insert((twin, package.seq));
                *found = (*found).min((twin, package.seq));
            }
        }
    }
    closest.into_iter().map(|(line, (twin, seq))| Alike { line, seq, likeness: Likeness::Package(twin) })
}

/// New facts by their clients and days, each with the line of its row.
type ByClient<'a, T> = HashMap<&'a ClientId, HashMap<Date, Vec<(u64, &'a T)>>>;

/// Those of the new facts that are `T`s, by their clients and days.
pub(super) fn by_client<'a, T>(
    rows: &'a [Row],
    named: impl Fn(&'a Fact) -> Option<(&'a ClientId, Date, &'a T)>,
) -> ByClient<'a, T> {
    let mut by_client: ByClient<'a, T> = HashMap::default();
    for row in rows {
        if let Some((client, date, it)) = named(&row.fact) {
            by_client.entry(client).or_default().entry(date).or_default().push((row.line, it));
        }
    }
    by_client
}

pub(super) fn call(fact: &Fact) -> Option<(&ClientId, Date, &Call)> {
    match fact {
        Fact::Call(call) => Some((&call.client, call.date, call)),
        _ => None,
    }
}

fn purchase(fact: &Fact) -> Option<(&ClientId, Date, &Purchase)> {
    match fact {
        Fact::Purchase(purchase) => Some((&purchase.client, purchase.date, purchase)),
        _ => None,
    }
}
