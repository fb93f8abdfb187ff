//! New rows that may be calls which the ledger holds already, written in another way: an export that was corrected, or a call that somebody typed.

use foldhash::HashMap;

use super::Row;
use crate::domain::twice::Twin;
use crate::domain::{Book, Call, ClientId, Date, Fact};

/// A new call that may be another one of its client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Alike {
    /// Where its row begins in the file.
    pub line: u64,
    /// The entry of the other.
    pub seq: u64,
    /// What they have in common.
    pub twin: Twin,
}

/// The new calls of a client by their days, each with the line of its row.
pub(super) type Days<'a> = HashMap<Date, Vec<(u64, &'a Call)>>;

/// The new calls that may be one of the same client which was not taken back, by their lines.
pub(super) fn alike(book: &Book, rows: &[Row]) -> Vec<Alike> {
    let mut alike = Vec::new();
    for (client, days) in by_client(rows) {
        let filed = book.account(client).into_iter().flat_map(|account| account.calls.iter());
        for (filed, rows) in filed.filter_map(|filed| Some((filed, days.get(&filed.date)?))) {
            let twins = rows.iter().filter_map(|(line, call)| Some((*line, Twin::of(book, filed, call)?)));
            alike.extend(twins.map(|(line, twin)| Alike { line, seq: filed.seq(), twin }));
        }
    }
    alike.sort_unstable();
    alike
}

/// The new calls by their clients.
pub(super) fn by_client(rows: &[Row]) -> HashMap<&ClientId, Days<'_>> {
    let mut by_client: HashMap<&ClientId, Days<'_>> = HashMap::default();
    for (line, call) in rows.iter().filter_map(call) {
        by_client.entry(&call.client).or_default().entry(call.date).or_default().push((line, call));
    }
    by_client
}

fn call(row: &Row) -> Option<(u64, &Call)> {
    match &row.fact {
        Fact::Call(call) => Some((row.line, call)),
        _ => None,
    }
}
