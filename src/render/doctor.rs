//! What `doctor` found.

use crate::counted::count;
use serde::Serialize;

use super::json;

/// One thing that was looked at.
#[derive(Debug, Serialize)]
pub struct Item {
    /// What it is.
    pub item: &'static str,
    /// `ok`, `warn` or `bad`.
    pub state: &'static str,
    /// What is so.
    pub fact: String,
    /// What to do about it.
    pub advice: Option<String>,
}

/// The checklist for a person.
pub fn table(items: &[Item]) -> String {
    let width = items.iter().map(|item| item.item.chars().count()).max().unwrap_or_default();
    let mut text = String::new();
    for Item { item, state, fact, advice } in items {
        text.push_str(&format!("{state:<4}  {item:<width$}  {fact}\n"));
        if let Some(advice) = advice {
            text.push_str(&format!("      {:width$}  → {advice}\n", ""));
        }
    }
    let of = |state| items.iter().filter(|item| item.state == state).count() as u64;
    text.push_str(&match (of("bad"), of("warn")) {
        (0, 0) => "all is well\n".to_owned(),
        (0, warn) => format!("nothing is wrong; {} to look at\n", count(warn, "thing", "things")),
        (bad, warn) => {
            format!("{} wrong; {} to look at\n", count(bad, "thing is", "things are"), count(warn, "thing", "things"))
        }
    });
    text
}

/// `hours.doctor/1`.
pub fn document(ledger: &str, items: &[Item]) -> String {
    #[derive(Serialize)]
    struct Body<'a> {
        ok: bool,
        path: &'a str,
        items: &'a [Item],
    }
    let ok = items.iter().all(|item| item.state != "bad");
    json::document("hours.doctor/1", Body { ok, path: ledger, items }, None)
}
