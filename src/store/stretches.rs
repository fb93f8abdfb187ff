//! A ledger's file in stretches, which are checked by whichever core is free.

use std::fs::File;
use std::thread::Scope;

use super::chain::{self, Hash};
use super::file;
use super::lane::{Lane, Rooms, Stretch};
use super::read::MAX_LINE;
use super::scan;
use crate::cores::pieces;
use crate::domain::ids::Fingerprinter;

/// How many stretches may wait to be filed: on two cores somewhat more than are checked while the accounts of 500 clients are closed.
const AHEAD: usize = 38;

/// What was found of a stretch.
pub(super) struct Checked {
    /// Which lane checked it: names are numbered by lane.
    pub(super) lane: usize,
    /// Its lines, if any begin in it; nothing at all where they are not sound.
    pub(super) found: Option<Option<Stretch>>,
}

/// A file in stretches. A line belongs to the one it begins in.
#[derive(Clone, Copy)]
pub(super) struct Stretches<'a> {
    pub(super) file: &'a File,
    pub(super) length: u64,
    pub(super) size: u64,
}

impl Stretches<'_> {
    pub(super) fn count(&self) -> usize {
        self.length.div_ceil(self.size) as usize
    }

    /// How many lines the last one says there are, which nobody has checked yet.
    pub(super) fn counted(&self) -> Option<u64> {
        let mut bytes = Vec::new();
        self.fetch(&mut bytes, self.length.saturating_sub(MAX_LINE as u64), self.length)?;
        let lines = bytes.strip_suffix(b"\n")?;
        let last = memchr::memrchr(b'\n', lines).map_or(0, |lf| lf + 1);
        scan::seq(&lines[last..])
    }

    /// All of them in the order of the file, as they are checked by whichever core is free. What `rooms` are given back is used again.
    pub(super) fn checked<'scope>(
        self,
        scope: &'scope Scope<'scope, '_>,
        cores: usize,
        printer: Fingerprinter,
        rooms: &Rooms,
    ) -> impl Iterator<Item = Checked>
    where
        Self: 'scope,
    {
        pieces(scope, cores, AHEAD, 0..self.count(), move |core| {
            let (mut lane, mut buffer) = (Lane::new(printer, rooms.clone()), Vec::new());
            move |at| Checked { lane: core, found: self.check(at, &mut lane, &mut buffer) }
        })
    }

    /// The lines that begin in a stretch, if any do; nothing at all where they are not sound.
    fn check(&self, at: usize, lane: &mut Lane, buffer: &mut Vec<u8>) -> Option<Option<Stretch>> {
        let (start, end) = (at as u64 * self.size, ((at as u64 + 1) * self.size).min(self.length));
        let from = start.saturating_sub(chain::STATED);
        self.fetch(buffer, from, end)?;
        // The stretch begins with the line behind the first LF from the byte before it on.
        let before = (start - from) as usize;
        let first = match before.checked_sub(1) {
            None => 0,
            Some(byte) => match memchr::memchr(b'\n', &buffer[byte..]) {
                Some(found) => byte + found + 1,
                // A line goes through the whole of it, if there is one so long.
                None => return (buffer.len() - byte < MAX_LINE).then_some(None),
            },
        };
        if from + first as u64 >= end {
            return Some(None);
        }
        self.complete(buffer, from)?;
        let last = if from + first as u64 == 0 { Hash::START } else { chain::stated(&buffer[..first])? };
        lane.check(&buffer[first..], from + first as u64, last).map(Some)
    }

    /// Reads the bytes between two places.
    fn fetch(&self, buffer: &mut Vec<u8>, from: u64, to: u64) -> Option<()> {
        buffer.resize((to - from) as usize, 0);
        let read = file::read_at(self.file, buffer, from).ok()?;
        (read == buffer.len()).then_some(())
    }

    /// Reads on to the end of the last line.
    fn complete(&self, buffer: &mut Vec<u8>, from: u64) -> Option<()> {
        const MORE: u64 = 1024;
        let most = buffer.len() + MAX_LINE;
        while !buffer.ends_with(b"\n") {
            let old = buffer.len();
            let end = (from + old as u64 + MORE).min(self.length);
            buffer.resize((end - from) as usize, 0);
            let read = file::read_at(self.file, &mut buffer[old..], from + old as u64).ok()?;
            if read == 0 || read < buffer.len() - old || buffer.len() > most {
                return None;
            }
            if let Some(found) = memchr::memchr(b'\n', &buffer[old..]) {
                buffer.truncate(old + found + 1);
            }
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::Write;

    use super::*;

    fn counted(ledger: &[u8]) -> Option<u64> {
        let mut file = tempfile::tempfile().expect("a file");
        file.write_all(ledger).expect("room");
        Stretches { file: &file, length: ledger.len() as u64, size: 1000 }.counted()
    }

    #[test]
    fn a1_the_last_line_says_how_many_there_are() {
        let ledger = fs::read("fixtures/ledgers/large.jsonl").expect("a ledger");
        let lines = memchr::memchr_iter(b'\n', &ledger).count();
        assert_eq!(counted(&ledger), Some(lines as u64));
        let first = memchr::memchr(b'\n', &ledger).expect("a line") + 1;
        assert_eq!(counted(&ledger[..first]), Some(1));
        // Of what is none, nothing is told, and of a lie, the lie: nothing depends on it but how much memory is asked for at once.
        for none in [&b""[..], b"\n", b"{}\n", &ledger[..first - 1], &[b'x'; 100_000], &[b'\n'; 3]] {
            assert_eq!(counted(none), None);
        }
        let lie =
            String::from_utf8(ledger[..first].to_vec()).expect("a line").replace("\"seq\":1,", "\"seq\":8888888,");
        assert_eq!(counted(lie.as_bytes()), Some(8_888_888));
    }
}
