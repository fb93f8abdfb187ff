//! Reading entries in any way that JSON can be spelled: what tools make of lines that have one spelling.

use std::borrow::Cow;
use std::ops::Range;

use super::chain::Hash;
use super::marks::strip_nuls;
use super::read::MAX_LINE;
use super::record::Speller;

/// So many lines are taken together for one entry, where a tool has spread it out.
const MOST_SPREAD: usize = 400;
/// The keys that every line begins with, in their order.
const HEADER: [&str; 7] = ["seq", "id", "recorded", "clock", "by", "batch", "kind"];

/// Lines that a tool may have made of one entry.
pub(super) struct Gathered<'a> {
    /// How many there are.
    pub(super) spread: usize,
    /// What stands in them.
    pub(super) text: Cow<'a, [u8]>,
    /// Whether there were NULs around one of them.
    pub(super) had_nuls: bool,
}

/// The lines from the first on that make up whole objects, or the first alone.
pub(super) fn gather<'a>(lines: impl ExactSizeIterator<Item = &'a [u8]>, first: &'a [u8]) -> Gathered<'a> {
    let all = lines.len().min(MOST_SPREAD + 1);
    let mut scan = Scan::default();
    scan.feed(first);
    let (mut text, mut had_nuls) = (Cow::Borrowed(first), false);
    for (at, line) in lines.enumerate().skip(1).take(MOST_SPREAD) {
        if scan.is_whole() || !scan.is_open() || text.len() > 2 * MAX_LINE || line.starts_with(b"{\"seq\":") {
            return Gathered { spread: at, text, had_nuls };
        }
        let stripped = strip_nuls(line);
        had_nuls |= stripped.len() < line.len();
        let line = stripped.strip_suffix(b"\r").unwrap_or(stripped);
        text.to_mut().push(b'\n');
        text.to_mut().extend_from_slice(line);
        scan.feed(b"\n");
        scan.feed(line);
    }
    Gathered { spread: if scan.is_whole() { all } else { 1 }, text, had_nuls }
}

/// How far a piece of JSON is open.
#[derive(Default)]
struct Scan {
    depth: usize,
    in_string: bool,
    is_escaped: bool,
    has_begun: bool,
}

impl Scan {
    fn feed(&mut self, text: &[u8]) {
        for &b in text {
            self.step(b);
        }
    }

    fn step(&mut self, b: u8) {
        if self.in_string {
            match b {
                _ if self.is_escaped => self.is_escaped = false,
                b'\\' => self.is_escaped = true,
                b'"' => self.in_string = false,
                _ => {}
            }
            return;
        }
        match b {
            b'"' => self.in_string = true,
            b'{' | b'[' => {
                self.depth += 1;
                self.has_begun = true;
            }
            b'}' | b']' => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
    }

    fn is_open(&self) -> bool {
        self.has_begun && self.depth > 0
    }

    fn is_whole(&self) -> bool {
        self.has_begun && self.depth == 0 && !self.in_string
    }
}

/// Where the objects of a text stand, if there is nothing else in it but blanks and what stands between the parts of a list.
pub(super) fn objects(text: &str) -> Option<Vec<Range<usize>>> {
    let (mut found, mut scan, mut start) = (Vec::new(), Scan::default(), None);
    for (at, &b) in text.as_bytes().iter().enumerate() {
        match (start, b) {
            (None, b'{') => start = Some(at),
            (None, b'[' | b']' | b',' | b' ' | b'\t' | b'\r' | b'\n') => continue,
            (None, _) => return None,
            _ => {}
        }
        scan.step(b);
        if let Some(from) = start.filter(|_| scan.is_whole()) {
            found.push(from..at + 1);
            (scan, start) = (Scan::default(), None);
        }
    }
    (start.is_none() && !found.is_empty()).then_some(found)
}

/// The body and the hash of an entry that is spelled in any way JSON has.
pub(super) fn respell(speller: &mut Speller, object: &str) -> Option<(Vec<u8>, Hash)> {
    let mut fields = fields(object)?;
    let at = fields.iter().position(|(key, _)| key == "hash")?;
    let (_, digits) = fields.remove(at);
    let hash = Hash::read(digits.strip_prefix('"')?.strip_suffix('"')?.as_bytes())?;
    // The header is read in its order; the fields of a kind in any.
    fields.sort_by_key(|(key, _)| HEADER.iter().position(|known| known == key).unwrap_or(HEADER.len()));
    let fields: Vec<String> = fields.into_iter().map(|(key, value)| format!("\"{key}\":{value}")).collect();
    let body = speller.respell(&format!("{{{}", fields.join(",")))?;
    Some((body, hash))
}

/// The keys of an object and their values, without the blanks between them.
fn fields(object: &str) -> Option<Vec<(String, String)>> {
    let inner = object.strip_prefix('{')?.strip_suffix('}')?;
    let mut fields = Vec::new();
    let mut scan = Scan::default();
    let (mut start, mut colon) = (0, None);
    for (at, b) in inner.bytes().chain([b',']).enumerate() {
        let is_outside = scan.depth == 0 && !scan.in_string;
        match b {
            b':' if is_outside && colon.is_none() => colon = Some(at),
            b',' if is_outside => {
                let key: String = serde_json::from_str(inner[start..colon?].trim()).ok()?;
                fields.push((key, compact(&inner[colon? + 1..at])));
                (start, colon) = (at + 1, None);
            }
            _ => scan.step(b),
        }
    }
    Some(fields)
}

/// A value without blanks outside of its strings; and in them without escapes that are not needed.
fn compact(value: &str) -> String {
    let (mut out, mut scan, mut quote) = (String::with_capacity(value.len()), Scan::default(), None);
    for (at, c) in value.char_indices() {
        let was_in_string = scan.in_string;
        if let Ok(b) = u8::try_from(c) {
            scan.step(b);
        } else {
            scan.is_escaped = false;
        }
        match (was_in_string, scan.in_string) {
            (false, true) => quote = Some(at),
            (true, false) => {
                let literal = &value[quote.unwrap_or(at)..=at];
                let text: Result<String, _> = serde_json::from_str(literal);
                let plain = text.ok().and_then(|text| serde_json::to_string(&text).ok());
                out.push_str(plain.as_deref().unwrap_or(literal));
            }
            (false, false) if !c.is_ascii_whitespace() => out.push(c),
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_json_can_spell_in_many_ways_is_spelled_in_one() {
        assert_eq!(compact(" { \"a\" : [ 1 ,\t2 ] } "), "{\"a\":[1,2]}");
        assert_eq!(compact("\"Caf\\u00e9 \\/ \\\"x\\\" \\\\ y\""), "\"Café / \\\"x\\\" \\\\ y\"");
        assert_eq!(compact("\"a  b, {c}\""), "\"a  b, {c}\"");
    }

    #[test]
    fn objects_are_found_wherever_they_begin_and_end() {
        let texts = |text: &str| objects(text).map(|found| found.len());
        assert_eq!(texts("{\"a\":1}{\"b\":\"}{\"}"), Some(2));
        assert_eq!(texts("[ {\"a\":{}},\n {} ]"), Some(2));
        for other in ["", "[]", "{", "{}x", "x{}", "1", "{\"a\":\"}"] {
            assert_eq!(texts(other), None, "{other}");
        }
    }

    #[test]
    fn fields_are_taken_apart_at_their_own_commas() {
        let found = fields("{ \"a\" : [1, {\"x\": 2}], \"b\": \"c, d: e\" }").expect("fields");
        assert_eq!(found, [("a".to_owned(), "[1,{\"x\":2}]".to_owned()), ("b".to_owned(), "\"c, d: e\"".to_owned())]);
        assert!(fields("{1}").is_none() && fields("{\"a\"}").is_none());
    }
}
