//! New rows that may be calls which the ledger holds already, written in another way: an export that was corrected, or a call that somebody typed.

use std::collections::BTreeSet;

use foldhash::HashMap;

use super::Row;
use crate::domain::{Book, Clock, Date, Fact};

/// A new call that begins when another one of its client does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Alike {
    /// Where its row begins in the file.
    pub line: u64,
    /// The entry of the other.
    pub seq: u64,
}

/// The new calls that begin at the very moment at which a call of the same client does that was not taken back, by their lines. Nobody takes two
/// calls of one client at once.
pub(super) fn alike(book: &Book, rows: &[Row]) -> Vec<Alike> {
    let mut begun: HashMap<(Date, Clock), Vec<&Row>> = HashMap::default();
    let mut clients = BTreeSet::new();
    for row in rows {
        let Fact::Call(call) = &row.fact else { continue };
        if let Some(start) = call.start {
            begun.entry((call.date, start)).or_default().push(row);
            clients.insert(&call.client);
        }
    }
    let mut alike = Vec::new();
    for account in clients.into_iter().filter_map(|client| book.account(client)) {
        for filed in account.calls.iter().filter(|filed| !filed.is_void()) {
            let rows = filed.start.and_then(|start| begun.get(&(filed.date, start)));
            let own =
                rows.into_iter().flatten().filter(|row| row.fact.call().is_some_and(|call| call.client == account.id));
            alike.extend(own.map(|row| Alike { line: row.line, seq: filed.seq() }));
        }
    }
    alike.sort_unstable();
    alike
}
