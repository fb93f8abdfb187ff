//! JSON as machines take it: one document, a `schema` name first, minutes as integers, money as decimal strings.

use serde::Serialize;

/// Which state of which ledger an answer speaks of (R17).
#[derive(Clone, Debug, Serialize)]
pub struct Stamp {
    /// The ledger's identity: the hash of its first line.
    pub ledger: String,
    /// The last entry that counts.
    pub seq: u64,
    /// That entry's hash.
    pub head: String,
}

impl Stamp {
    /// The line that ends a statement: how to find this state of the ledger again.
    pub fn line(&self) -> String {
        format!("ledger {} up to entry #{}, head {}", &self.ledger[..8.min(self.ledger.len())], self.seq, self.head)
    }
}

/// A document: its schema, its contents, and the state of the ledger it speaks of.
#[derive(Serialize)]
struct Document<'a, T: Serialize> {
    schema: &'a str,
    #[serde(flatten)]
    body: T,
    #[serde(flatten)]
    stamp: Option<&'a Stamp>,
}

/// A document's text, ended by LF.
pub fn document<T: Serialize>(schema: &str, body: T, stamp: Option<&Stamp>) -> String {
    let document = Document { schema, body, stamp };
    let text = serde_json::to_string_pretty(&document);
    // Serialising structs with string keys to memory cannot fail.
    text.unwrap_or_else(|_| unreachable!("documents have string keys")) + "\n"
}

/// Values that machine formats spell as their text: dates, ids, decimals.
pub fn text<T: std::fmt::Display>(value: T) -> String {
    value.to_string()
}

/// The same for what may be absent, which becomes `null`.
pub fn maybe<T: std::fmt::Display>(value: Option<T>) -> Option<String> {
    value.map(text)
}
