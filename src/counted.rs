//! A number with its word.

/// The plural of a counted word: `1 entry`, `7 entries`.
pub(crate) fn count(n: u64, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}
