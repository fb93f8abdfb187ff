//! What a repair would do, or did.

use serde::Serialize;

use super::json;
use super::text::escape;
use crate::counted::count;
use crate::domain::Mend;

/// So many lost lines are listed; the rest are counted.
const MOST: usize = 40;

/// A repair, planned or done.
#[derive(Debug, Serialize)]
pub struct Repair {
    /// `sound`, `planned` or `repaired`.
    pub state: &'static str,
    /// What is wrong.
    pub wrong: Option<String>,
    /// What is to be done.
    #[serde(serialize_with = "words")]
    pub done: Vec<Mend>,
    /// How many entries are kept.
    pub kept: u64,
    /// What is not kept.
    pub lost: Vec<Lost>,
    /// The entry that was seen on this machine and is not in the ledger.
    pub gone_back: Option<Gone>,
    /// Options without which it is not done.
    pub needs: Vec<&'static str>,
    /// The SHA-256 of the file as it was.
    pub sha256: Option<String>,
    /// How many bytes it had.
    pub bytes: Option<u64>,
    /// Where it is kept as it was.
    pub copy: Option<String>,
    /// The entry that says what was done.
    pub entry: Option<u64>,
}

/// What stands in the file and is not kept.
#[derive(Debug, Serialize)]
pub struct Lost {
    /// The line of the file.
    pub line: u64,
    /// The entry's number, as far as it can be read.
    pub seq: Option<u64>,
    /// Its kind.
    pub kind: Option<String>,
    /// Its day.
    pub date: Option<String>,
    /// Whose it is.
    pub client: Option<String>,
    /// Whether it was never finished, and so never counted.
    pub unfinished: bool,
}

/// An entry that was seen on this machine.
#[derive(Debug, Serialize)]
pub struct Gone {
    /// Its number.
    pub seq: u64,
    /// Its hash.
    pub head: String,
}

fn words<S: serde::Serializer>(done: &[Mend], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(done.iter().map(|mend| mend.as_str()))
}

/// The repair for a person.
pub fn table(repair: &Repair) -> String {
    if repair.state == "sound" {
        return format!("nothing to repair: {} and all of them sound\n", count(repair.kept, "entry", "entries"));
    }
    let mut lines = Vec::new();
    let is_done = repair.state == "repaired";
    lines.extend(repair.wrong.as_deref().map(escape));
    lines.push(if is_done { "repaired:" } else { "this would be done:" }.to_owned());
    lines.extend(repair.done.iter().map(|mend| format!("  {}", mend.sentence())));
    lines.extend(
        repair
            .gone_back
            .iter()
            .map(|gone| format!("  entry #{}, which was seen here before, is not in it: {}", gone.seq, gone.head)),
    );
    lines.push(format!("  {} kept", count(repair.kept, "entry is", "entries are")));
    if !repair.lost.is_empty() {
        lines.push(format!("  {} not:", count(repair.lost.len() as u64, "line is", "lines are")));
        lines.extend(repair.lost.iter().take(MOST).map(lost));
        let more = repair.lost.len().saturating_sub(MOST);
        if more > 0 {
            lines.push(format!("    and {more} more"));
        }
    }
    match (&repair.copy, repair.entry) {
        (Some(copy), Some(entry)) => {
            lines.push(format!("  `{}` is the file as it was; #{entry} says so", escape(copy)))
        }
        (None, Some(entry)) => lines.push(format!("  no line was changed; #{entry} says so")),
        _ => lines.push("  an entry will say so".to_owned()),
    }
    lines.join("\n") + "\n"
}

/// `    line 5  #5 call of acme, 2026-11-22`.
fn lost(lost: &Lost) -> String {
    let mut said = Vec::new();
    said.extend(lost.seq.map(|seq| format!("#{seq}")));
    said.extend(lost.kind.as_deref().map(escape));
    said.extend(lost.client.as_deref().map(escape));
    said.extend(lost.date.as_deref().map(escape));
    if said.is_empty() {
        said.push("cannot be read".to_owned());
    }
    let unfinished = if lost.unfinished { "  (never finished)" } else { "" };
    format!("    line {}  {}{unfinished}", lost.line, said.join(" "))
}

/// `hours.repair/1`.
pub fn document(repair: &Repair) -> String {
    json::document("hours.repair/1", repair, None)
}
