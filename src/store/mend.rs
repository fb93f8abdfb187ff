//! What the lines of a mangled file were: the chain of hashes puts them back, and proves it.
//!
//! Whatever a tool did – other line ends, another encoding, blanks, lines doubled, moved or between the marks of a merge – the lines it
//! left are taken as candidates, each brought back into its one spelling. Then the chain is followed from the start: a
//! line belongs where its hash fits. What is left over at the end could not be proved; nothing left over means that nothing is lost.

use std::borrow::Cow;
use std::collections::HashMap;

use super::chain::{self, Hash};
use super::loose::{Gathered, gather, objects, respell};
use super::marks::{self, strip_nuls};
use super::peek::seq_of;
use super::read::MAX_LINE;
use super::record::Speller;
use crate::domain::Mend;

/// So many lines with one `seq` are looked at: more are no accident.
const MOST_RIVALS: usize = 16;

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

/// Puts a file together again as far as the chain goes. Where more than one ledger stands in it, it is the one that `is_own`, by the hash of its
/// first line; of several or none the one that comes first.
pub(super) fn mend(bytes: &[u8], is_own: impl Fn(Hash) -> bool) -> Mended {
    let mut heap = Heap::default();
    let bytes = heap.decode(bytes);
    heap.sort(&bytes);
    let mut chain = heap.follow(&is_own);
    if heap.respell_unlinked(&chain) {
        chain = heap.follow(&is_own);
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

    /// UTF-16 as UTF-8, and line ends that are nothing but CR as LF; everything else as it is.
    fn decode<'a>(&mut self, bytes: &'a [u8]) -> Cow<'a, [u8]> {
        // An editor may have ended it with one that is usual.
        let lines = bytes.strip_suffix(b"\r\n").or(bytes.strip_suffix(b"\n")).unwrap_or(bytes);
        if lines.contains(&b'\r') && !lines.contains(&b'\n') {
            self.note(Mend::LineEnds);
            return lines.split(|&b| b == b'\r').flat_map(|line| [line, b"\n"]).flatten().copied().collect();
        }
        let Some(unit) = marks::utf16(bytes) else { return Cow::Borrowed(bytes) };
        self.note(Mend::Utf16);
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
        let Gathered { spread, text, had_nuls } = gather(raws.iter().map(|raw| raw.text), text);
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
        if let Some(rest) = text.strip_prefix(marks::BYTE_ORDER_MARK) {
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
        if marks::is_conflict_marker(text) {
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
            let Some(line) = std::str::from_utf8(&text).ok().map(str::trim) else { continue };
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

    /// The longest chain of one ledger, by its candidates; of two that are equally long the one that comes first in the file.
    fn follow(&mut self, is_own: impl Fn(Hash) -> bool) -> Vec<usize> {
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
            if seq == 1 {
                // Another ledger may have more lines, and is another one all the same.
                let own = |end: &&Option<usize>| end.is_some_and(|at| is_own(self.candidates[at].hash));
                next = next.iter().find(own).or(next.first()).copied().into_iter().collect();
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
    let mut line = body.to_vec();
    chain::put_seal(hash, &mut line);
    line
}

/// Whether a line may hold the end of one object and the beginning of another.
fn has_two_objects(body: &[u8]) -> bool {
    body.windows(3).any(|part| part == b"\"}{")
}
