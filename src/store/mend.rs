//! What the lines of a mangled file were: the chain of hashes puts them back, and proves it.
//!
//! Whatever a tool did – other line ends, another encoding, blanks, lines doubled, moved or between the marks of a merge – the lines it
//! left are taken as candidates, each brought back into its one spelling. Then the chain is followed from the start: a
//! line belongs where its hash fits. What is left over at the end could not be proved; nothing left over means that nothing is lost.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use super::chain::{self, Hash};
use super::read::MAX_LINE;
use super::record::Speller;
use crate::domain::Mend;

/// So many lines with one `seq` are looked at: more are no accident.
const MOST_RIVALS: usize = 16;
/// So many lines are taken together for one entry, where a tool has spread it out.
const MOST_SPREAD: usize = 400;
/// The keys that every line begins with, in their order.
const HEADER: [&str; 7] = ["seq", "id", "recorded", "clock", "by", "batch", "kind"];

/// A file, taken apart and put together again.
pub(super) struct Mended {
    /// The lines that follow from one another, from the first on.
    pub(super) chain: Vec<Piece>,
    /// What had to be done for that.
    pub(super) done: Vec<Mend>,
    /// What has no place among them, in the order of the file.
    pub(super) leftovers: Vec<Piece>,
}

/// A line, or what once was one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    /// The line of the file, from 1.
    pub(super) line: u64,
    /// What stands there.
    pub(super) text: Vec<u8>,
    /// Whether it is the end of a file that does not end in LF: it never counted.
    pub(super) is_unfinished: bool,
}

/// Puts a file together again as far as the chain goes.
pub(super) fn mend(bytes: &[u8]) -> Mended {
    let mut heap = Heap::default();
    let bytes = heap.decode(bytes);
    heap.sort(&bytes);
    let mut chain = heap.follow();
    if heap.respell_unlinked(&chain) {
        chain = heap.follow();
    }
    heap.put_together(&chain)
}

/// What was found in a file.
#[derive(Default)]
struct Heap {
    candidates: Vec<Candidate>,
    /// The distinct candidates for each place.
    places: HashMap<u64, Vec<usize>>,
    scraps: Vec<Piece>,
    done: Vec<Mend>,
    speller: Speller,
}

/// A line that could belong to the ledger.
struct Candidate {
    body: Vec<u8>,
    hash: Hash,
    line: u64,
    is_tail: bool,
    /// Whether the file spells it in another way.
    is_respelled: bool,
    /// The one before it in the chain.
    parent: Option<usize>,
}

impl Candidate {
    fn piece(&self, is_unfinished: bool) -> Piece {
        Piece { line: self.line, text: spelled(&self.body, self.hash), is_unfinished }
    }
}

/// A line of the file as it is looked at.
#[derive(Clone, Copy)]
struct Raw<'a> {
    number: u64,
    text: &'a [u8],
    is_tail: bool,
}

impl Heap {
    fn note(&mut self, mend: Mend) {
        if !self.done.contains(&mend) {
            self.done.push(mend);
        }
    }

    /// UTF-16 as UTF-8, everything else as it is.
    fn decode<'a>(&mut self, bytes: &'a [u8]) -> Cow<'a, [u8]> {
        let little = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"{\0\"\0");
        let big = bytes.starts_with(b"\xfe\xff") || bytes.starts_with(b"\0{\0\"");
        if !little && !big {
            return Cow::Borrowed(bytes);
        }
        self.note(Mend::Utf16);
        let unit = if little { u16::from_le_bytes } else { u16::from_be_bytes };
        let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
        let text: String = char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
        // Its byte order mark is part of being UTF-16.
        Cow::Owned(text.strip_prefix('\u{feff}').unwrap_or(&text).as_bytes().to_vec())
    }

    /// Sorts the lines into candidates and scraps.
    fn sort(&mut self, bytes: &[u8]) {
        let ends_in_lf = bytes.ends_with(b"\n");
        let count = bytes.split(|&b| b == b'\n').count();
        let mut raws = Vec::new();
        for (number, text) in (1..).zip(bytes.split(|&b| b == b'\n')) {
            let is_last = number == count as u64;
            if is_last && ends_in_lf {
                break;
            }
            raws.push(Raw { number, text, is_tail: is_last });
        }
        let mut at = 0;
        while at < raws.len() {
            at += self.sort_from(&raws[at..]);
        }
    }

    /// Sorts the first of these lines, or the first few where they are one entry; gives how many.
    fn sort_from(&mut self, raws: &[Raw<'_>]) -> usize {
        let raw = raws[0];
        let Some(text) = self.cleaned(raw.text) else { return 1 };
        if let Some((body, hash)) = chain::split(text).filter(|(body, _)| !has_two_objects(body)) {
            self.add(raw, body.to_vec(), hash, false);
            return 1;
        }
        let Gathered { spread, text, had_nuls } = gather(raws, text);
        match self.respelled(&text) {
            Some(lines) => {
                if had_nuls {
                    self.note(Mend::Nuls);
                }
                for (body, hash) in lines {
                    self.add(raw, body, hash, true);
                }
                spread
            }
            None => {
                let text = raw.text[..raw.text.len().min(MAX_LINE)].to_vec();
                self.scraps.push(Piece { line: raw.number, text, is_unfinished: raw.is_tail });
                1
            }
        }
    }

    /// A line without what editors, git and crashes put around it; none where nothing else was there.
    fn cleaned<'a>(&mut self, line: &'a [u8]) -> Option<&'a [u8]> {
        let mut text = line;
        if let Some(rest) = text.strip_suffix(b"\r") {
            self.note(Mend::LineEnds);
            text = rest;
        }
        if let Some(rest) = text.strip_prefix(b"\xef\xbb\xbf") {
            self.note(Mend::ByteOrderMark);
            text = rest;
        }
        let stripped = strip_nuls(text);
        if stripped.len() < text.len() {
            self.note(Mend::Nuls);
            text = stripped;
            if text.is_empty() {
                return None;
            }
        }
        if text.iter().all(u8::is_ascii_whitespace) {
            self.note(Mend::BlankLines);
            return None;
        }
        if [&b"<<<<<<<"[..], b"=======", b">>>>>>>", b"|||||||"].iter().any(|mark| text.starts_with(mark)) {
            self.note(Mend::ConflictMarkers);
            return None;
        }
        // What stands around a list of entries.
        if matches!(text.trim_ascii(), b"[" | b"]" | b",") {
            self.note(Mend::Spelling);
            return None;
        }
        Some(text)
    }

    /// The entries in a piece of JSON, each in its one spelling; none where it is not all entries.
    fn respelled(&mut self, text: &[u8]) -> Option<Vec<(Vec<u8>, Hash)>> {
        let text = std::str::from_utf8(text).ok()?;
        let objects = objects(text)?;
        objects.into_iter().map(|object| respell(&mut self.speller, &text[object])).collect()
    }

    fn add(&mut self, raw: Raw<'_>, body: Vec<u8>, hash: Hash, is_respelled: bool) {
        let candidates = &self.candidates;
        let rivals = seq_of(&body).map(|seq| self.places.entry(seq).or_default());
        let same = |&at: &usize| candidates[at].hash == hash && candidates[at].body == body;
        match rivals {
            Some(rivals) if rivals.iter().any(same) => self.note(Mend::Doubled),
            rivals => {
                if let Some(rivals) = rivals.filter(|rivals| rivals.len() < MOST_RIVALS) {
                    rivals.push(candidates.len());
                }
                let (line, is_tail) = (raw.number, raw.is_tail);
                self.candidates.push(Candidate { body, hash, line, is_tail, is_respelled, parent: None });
            }
        }
    }

    /// Lines that end in a hash but have no place may be spelled otherwise before it; says whether there are any.
    fn respell_unlinked(&mut self, chain: &[usize]) -> bool {
        let mut is_linked = vec![false; self.candidates.len()];
        chain.iter().for_each(|&at| is_linked[at] = true);
        let mut is_changed = false;
        for at in (0..is_linked.len()).filter(|&at| !is_linked[at]) {
            let Candidate { body, hash, is_respelled: false, .. } = &self.candidates[at] else { continue };
            let text = spelled(body, *hash);
            let Some(line) = std::str::from_utf8(&text).ok().map(str::trim_end) else { continue };
            let Some((body, _)) = respell(&mut self.speller, line) else { continue };
            if body == self.candidates[at].body {
                continue;
            }
            if let Some(seq) = seq_of(&body) {
                let rivals = self.places.entry(seq).or_default();
                if !rivals.contains(&at) && rivals.len() < MOST_RIVALS {
                    rivals.push(at);
                }
            }
            (self.candidates[at].body, self.candidates[at].is_respelled) = (body, true);
            is_changed = true;
        }
        is_changed
    }

    /// The longest chain there is, by its candidates; of two that are equally long the one that comes first in the file.
    fn follow(&mut self) -> Vec<usize> {
        // The ends of all chains of this length, each with the one before it.
        let mut ends: Vec<Option<usize>> = vec![None];
        let mut longest = None;
        for seq in 1.. {
            let Some(rivals) = self.places.get(&seq) else { break };
            let mut next = Vec::new();
            for &at in rivals {
                let Candidate { body, hash, .. } = &self.candidates[at];
                let fits = |end: &&Option<usize>| {
                    let last = end.map_or(Hash::START, |end| self.candidates[end].hash);
                    last.then(body) == *hash
                };
                if let Some(&parent) = ends.iter().find(fits) {
                    self.candidates[at].parent = parent;
                    next.push(Some(at));
                }
            }
            let Some(&first) = next.first() else { break };
            longest = first;
            ends = next;
        }
        let mut chain: Vec<usize> = std::iter::successors(longest, |&at| self.candidates[at].parent).collect();
        chain.reverse();
        chain
    }

    fn put_together(mut self, chain: &[usize]) -> Mended {
        if chain.windows(2).any(|pair| self.candidates[pair[0]].line > self.candidates[pair[1]].line) {
            self.note(Mend::Order);
        }
        let mut lines = Vec::with_capacity(chain.len());
        let mut is_linked = vec![false; self.candidates.len()];
        let (mut lacks_lf, mut is_respelled) = (false, false);
        for &at in chain {
            is_linked[at] = true;
            let candidate = &self.candidates[at];
            lacks_lf |= candidate.is_tail;
            is_respelled |= candidate.is_respelled;
            lines.push(candidate.piece(false));
        }
        if lacks_lf {
            self.note(Mend::LineEnds);
        }
        if is_respelled {
            self.note(Mend::Spelling);
        }
        let unlinked = self.candidates.iter().zip(is_linked).filter(|(_, is_linked)| !is_linked);
        let mut leftovers = self.scraps;
        leftovers.extend(unlinked.map(|(candidate, _)| candidate.piece(candidate.is_tail)));
        leftovers.sort_by_key(|leftover| leftover.line);
        let mut done = self.done;
        done.sort_unstable();
        Mended { chain: lines, done, leftovers }
    }
}

/// A line, LF and all.
fn spelled(body: &[u8], hash: Hash) -> Vec<u8> {
    [body, chain::BEFORE, hash.as_str().as_bytes(), chain::BEHIND, b"\n"].concat()
}

fn strip_nuls(mut text: &[u8]) -> &[u8] {
    while let Some(rest) = text.strip_prefix(b"\0") {
        text = rest;
    }
    while let Some(rest) = text.strip_suffix(b"\0") {
        text = rest;
    }
    text
}

fn seq_of(body: &[u8]) -> Option<u64> {
    let digits = body.strip_prefix(b"{\"seq\":")?.split(|&b| b == b',').next()?;
    std::str::from_utf8(digits).ok()?.parse().ok()
}

/// Whether a line may hold the end of one object and the beginning of another.
fn has_two_objects(body: &[u8]) -> bool {
    body.windows(3).any(|part| part == b"\"}{")
}

/// Lines that a tool may have made of one entry.
struct Gathered<'a> {
    /// How many there are.
    spread: usize,
    /// What stands in them.
    text: Cow<'a, [u8]>,
    /// Whether there were NULs around one of them.
    had_nuls: bool,
}

/// The lines from the first on that make up whole objects, or the first alone.
fn gather<'a>(raws: &[Raw<'a>], first: &'a [u8]) -> Gathered<'a> {
    let mut scan = Scan::default();
    scan.feed(first);
    let (mut text, mut had_nuls) = (Cow::Borrowed(first), false);
    for (at, raw) in raws.iter().enumerate().skip(1).take(MOST_SPREAD) {
        if scan.is_whole() || !scan.is_open() || text.len() > 2 * MAX_LINE || raw.text.starts_with(b"{\"seq\":") {
            return Gathered { spread: at, text, had_nuls };
        }
        let line = strip_nuls(raw.text);
        had_nuls |= line.len() < raw.text.len();
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        text.to_mut().push(b'\n');
        text.to_mut().extend_from_slice(line);
        scan.feed(b"\n");
        scan.feed(line);
    }
    let all = raws.len().min(MOST_SPREAD + 1);
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
fn objects(text: &str) -> Option<Vec<Range<usize>>> {
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
fn respell(speller: &mut Speller, object: &str) -> Option<(Vec<u8>, Hash)> {
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
