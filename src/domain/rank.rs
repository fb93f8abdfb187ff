//! Which of two entries was recorded first.

use super::{EntryId, Instant};

/// When an entry was recorded, and its id where two were recorded at one moment: what F2, F3 and C4 order by last. In a ledger that was never merged
/// it is the order of the file; adopted entries stand behind others that were recorded later (R42).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rank {
    /// When it was recorded.
    pub recorded: Instant,
    /// Its id. None of a call that is only asked about; none of a package either, until a merge adopts others: in a ledger that was never merged no two
    /// entries have the same moment.
    pub id: Option<EntryId>,
}
