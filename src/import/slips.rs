//! Slips of those who do not write TOML every day: where a mapping has one, and how it is put right.

use super::Unfit;
use super::bytes::line_ends;
use super::spelling::brief;

/// Why a mapping is none, and what to do about it.
pub(super) fn not_toml(text: &str, error: &toml::de::Error) -> Unfit {
    // Of several lines, the first says what is wrong.
    let told = error.message().lines().next().unwrap_or_default().to_owned();
    let at = error.span().map(|span| span.start.min(text.len()));
    let line = at.map(|at| line_ends(&text.as_bytes()[..at]));
    let written = line.and_then(|line| text.lines().nth(line as usize)).unwrap_or_default();
    let hint = slip(&told, written).unwrap_or_else(|| "hours import --help lists what a mapping can state".to_owned());
    match line {
        Some(line) => Unfit::line(line + 1, told),
        None => Unfit::file(told),
    }
    .hint(hint)
}

/// What a mapping states above its tables.
pub(super) const KEYS: [&str; 11] = [
    "kind",
    "separator",
    "encoding",
    "date-order",
    "duration",
    "rounding",
    "decimal",
    "thousands",
    "line-breaks",
    "id-prefix",
    "apart",
];

/// What to do about a slip, if it is a usual one.
fn slip(told: &str, written: &str) -> Option<String> {
    let quoted = || told.split('`').nth(1).unwrap_or_default();
    let name = written.split('=').next().unwrap_or_default().trim();
    if told.contains("invalid unquoted key") || told.contains("key with no value") {
        Some(format!("put a name that has more than a–z 0–9 _ - in quotes: \"{}\" = …", brief(name)))
    } else if told.contains("not a field") && KEYS.contains(&quoted()) {
        Some(format!("`{}` belongs above [columns] and all other tables", quoted()))
    } else if told.contains("expected a sequence") {
        Some(format!("put it in brackets: {} = [\"…\"]", brief(name)))
    } else if told.contains("expected a string")
        || told.contains("must be quoted")
        || told.contains("mantissa")
        || told.contains("invalid boolean")
    {
        Some(format!("put the value in quotes: {} = \"…\"", brief(name)))
    } else {
        None
    }
}
