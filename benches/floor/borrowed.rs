//! What serde_json alone needs for a ledger, when all that is wanted is a sum: the same fields that `hours` reads, borrowed from the text.

use std::borrow::Cow;
use std::collections::HashMap;

use serde::Deserialize;

/// The fields that lines of a generated ledger mostly have. Those of rarer kinds are passed over.
#[derive(Deserialize)]
#[allow(dead_code, reason = "what is read and not used is what is measured")]
struct Line<'a> {
    seq: u64,
    id: &'a str,
    recorded: &'a str,
    by: &'a str,
    kind: &'a str,
    client: Option<&'a str>,
    date: Option<&'a str>,
    start: Option<&'a str>,
    minutes: Option<u64>,
    case: Option<&'a str>,
    service: Option<&'a str>,
    #[serde(borrow)]
    note: Option<Cow<'a, str>>,
    hash: &'a str,
}

/// The minutes that stand beside each client's name, whatever the line means.
pub(crate) fn minutes(text: &str) -> serde_json::Result<HashMap<&str, u64>> {
    let mut sums = HashMap::new();
    for line in text.lines() {
        let line: Line<'_> = serde_json::from_str(line)?;
        if let (Some(client), Some(minutes)) = (line.client, line.minutes) {
            *sums.entry(client).or_default() += minutes;
        }
    }
    Ok(sums)
}
