//! What a merge came to.

use crate::counted::count;
use serde::Serialize;

use super::json::{self, Stamp};

/// What was brought in, and how.
#[derive(Debug, Serialize)]
pub struct Answer {
    /// `nothing`, `fast-forward` or `adopted`.
    pub merged: &'static str,
    /// Whether nothing was written.
    pub dry_run: bool,
    /// The last entry that both copies had in common.
    pub fork: u64,
    /// How many entries only the ledger had since then.
    pub own: u64,
    /// How many lines were appended.
    pub added: u64,
    /// How many of them say what stood in the ledger already.
    pub on_both_sides: u64,
}

/// For people.
pub fn table(answer: &Answer, stamp: &Stamp) -> String {
    let Answer { merged, fork, own, added, on_both_sides, .. } = answer;
    let entries = |n: u64| count(n, "entry", "entries");
    if *merged == "nothing" {
        return "nothing to merge: the other copy has no entry that is not here\n".to_owned();
    }
    let what = match *merged {
        "fast-forward" => format!("{} appended; nothing was written here since #{fork}", entries(*added)),
        _ => format!("{} adopted, behind {} that only this copy had since #{fork}", entries(*added), entries(*own)),
    };
    let twins = match on_both_sides {
        0 => String::new(),
        1 => "    1 of them stood here already and counts once\n".to_owned(),
        n => format!("    {n} of them stood here already and count once\n"),
    };
    format!("{what}\n{twins}    {} entries, head {}\n", stamp.seq, stamp.head)
}

/// `hours.merge/1`.
pub fn document(answer: &Answer, stamp: &Stamp) -> String {
    json::document("hours.merge/1", answer, Some(stamp))
}
