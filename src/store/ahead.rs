//! Lines are checked on all cores, ahead of the replay that takes them in their order.
//!
//! A line's hash is made of its body and of the hash that the line before it *states*. So a line can be checked by itself, next to its
//! neighbour's last 64 digits, and a chunk of lines on any core; that every line states the truth makes the chain. What cannot be told of
//! a line alone – its place, its batch, the rules – is asked when it is taken.

use std::thread;

use super::chain::{self, Hash};
use super::record::{Line, Speller};
use crate::cores::pieces;

/// How many bytes are checked at a time. Of a smaller ledger all is checked where it is taken: a thread would cost more than it saves.
const CHUNK: usize = 512 * 1024;
/// How many chunks may wait to be taken.
const AHEAD: usize = 8;

/// A line that ends in LF, looked at by itself.
pub(super) struct Checked {
    /// Where it begins.
    pub(super) start: usize,
    /// Where it ends, before its LF.
    pub(super) end: usize,
    /// What it says, and its hash; none where it is no line, or not the one that follows the line before it.
    pub(super) line: Option<(Line, Hash)>,
}

/// Checks every line that ends in LF, from the beginning of a ledger on, and hands them over in order until `take` refuses one.
///
/// # Errors
///
/// What `take` refuses with.
pub(super) fn check<E>(bytes: &[u8], take: impl FnMut(Checked) -> Result<(), E>) -> Result<(), E> {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    if bytes.len() <= CHUNK || cores == 1 {
        return Chunk { bytes, start: 0, end: bytes.len() }.lines(&mut Speller::default()).try_for_each(take);
    }
    let maker = |_| {
        let mut speller = Speller::default();
        move |chunk: Chunk<'_>| chunk.lines(&mut speller).collect::<Vec<_>>()
    };
    thread::scope(|scope| pieces(scope, cores, AHEAD, chunks(bytes).into_iter(), maker).flatten().try_for_each(take))
}

/// Some of the lines of a ledger, whole ones.
struct Chunk<'a> {
    bytes: &'a [u8],
    start: usize,
    end: usize,
}

/// Splits a ledger where lines end. What stands behind its last LF is in no chunk.
fn chunks(bytes: &[u8]) -> Vec<Chunk<'_>> {
    let (mut chunks, mut start) = (Vec::new(), 0);
    while start < bytes.len() {
        let least = bytes.len().min(start + CHUNK);
        let Some(more) = bytes[least - 1..].iter().position(|&b| b == b'\n') else { break };
        let end = least + more;
        chunks.push(Chunk { bytes, start, end });
        start = end;
    }
    if let Some(last) = bytes[start..].iter().rposition(|&b| b == b'\n') {
        chunks.push(Chunk { bytes, start, end: start + last + 1 });
    }
    chunks
}

impl<'a> Chunk<'a> {
    fn lines<'s>(&self, speller: &'s mut Speller) -> impl Iterator<Item = Checked> + use<'a, 's> {
        let Chunk { bytes, mut start, end } = *self;
        let mut last = if start == 0 { Some(Hash::START) } else { chain::stated(&bytes[..start]) };
        std::iter::from_fn(move || {
            let size = memchr::memchr(b'\n', &bytes[start..end])?;
            let text = &bytes[start..start + size];
            let line = last.and_then(|last| read(speller, text, last));
            let checked = Checked { start, end: start + size, line };
            last = chain::split(text).map(|(_, hash)| hash);
            start += size + 1;
            Some(checked)
        })
    }
}

/// A line that can be read, whose hash follows from the one before, and whose spelling is the one of the file.
pub(super) fn read(speller: &mut Speller, line: &[u8], last: Hash) -> Option<(Line, Hash)> {
    let (body, hash) = chain::follow(line, last)?;
    Some((speller.read(std::str::from_utf8(body).ok()?).ok()?, hash))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_are_whole_lines_and_all_of_them() {
        let line = [&[b'x'; 99][..], b"\n"].concat();
        for (lines, tail) in [(0, ""), (1, ""), (3, "y"), (20_000, ""), (20_000, "y")] {
            let bytes = [line.repeat(lines), tail.into()].concat();
            let chunks = chunks(&bytes);
            let mut at = 0;
            for chunk in &chunks {
                assert!(chunk.start == at && bytes[..chunk.end].ends_with(b"\n"));
                at = chunk.end;
            }
            assert_eq!(at, lines * 100);
            assert_eq!(chunks.iter().map(|chunk| chunk.lines(&mut Speller::default()).count()).sum::<usize>(), lines);
        }
    }

    #[test]
    fn nothing_is_taken_beyond_what_is_refused() {
        let bytes = b"x\n".repeat(1_000_000);
        let mut taken = 0;
        let refused = check(&bytes, |checked| {
            taken += 1;
            if checked.start >= 1_200_000 { Err(checked.line.is_none()) } else { Ok(()) }
        });
        assert_eq!((refused, taken), (Err(true), 600_001));
    }
}
