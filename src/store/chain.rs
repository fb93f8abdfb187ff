//! The chain of hashes: every line proves itself and all before it.
//!
//! `hash(n) = SHA-256( hash(n−1) ++ SHA-256(body n) )`, both inputs as lower-case hex text. The body of a line is what stands
//! before `,"hash":"`; it is hashed by itself first, so that bodies can be hashed on all cores and only short texts have to be
//! linked one after the other.
//!
//! What stands behind the body is its *seal*. It is always [`SEAL`] bytes and taken apart in one place (`unseal`): where a line ends is known, its last
//! bytes are looked at ([`split`], [`follow`]); where its body was read, those behind that ([`follow_all`]).

use sha2::{Digest, Sha256};

use super::abreast::{self, ABREAST, Body, Digits, Link};
pub use crate::domain::Hash;

/// What stands between a line's body and its hash.
pub(super) const BEFORE: &[u8; 9] = b",\"hash\":\"";
/// What stands behind the hash.
const BEHIND: &[u8; 2] = b"\"}";
/// How many bytes of a line its hash and what is around it take.
pub(super) const SEAL: usize = BEFORE.len() + Hash::DIGITS + BEHIND.len();

/// How many bytes at its end it takes to see which hash a line states.
pub(super) const STATED: u64 = SEAL as u64 + 1;

impl Hash {
    /// What the first line is linked to.
    pub const START: Hash = Hash::of_digits([b'0'; Hash::DIGITS]);

    /// The hash of any bytes, for naming them.
    pub fn of(bytes: &[u8]) -> Hash {
        Hash::of_digest(Sha256::digest(bytes).into())
    }

    /// The hash of a line with this body that follows a line with this hash.
    pub fn then(self, body: &[u8]) -> Hash {
        self.then_hashed(Hash::of(body))
    }

    /// The same where only the hash of the body is known.
    pub(super) fn then_hashed(self, body: Hash) -> Hash {
        let mut link = [0; 2 * Hash::DIGITS];
        link[..Hash::DIGITS].copy_from_slice(self.digits());
        link[Hash::DIGITS..].copy_from_slice(body.digits());
        Hash::of(&link)
    }
}

/// A line without its LF as its body and its hash; `None` where it does not end in a well-formed hash.
pub(super) fn split(line: &[u8]) -> Option<(&[u8], Hash)> {
    let (body, seal) = line.split_last_chunk()?;
    Some((body, Hash::read(unseal(seal)?)?))
}

/// The body of a line without its LF, as text; none where no well-formed hash stands behind it.
pub(super) fn body(line: &[u8]) -> Option<&str> {
    std::str::from_utf8(split(line)?.0).ok()
}

/// What stands in a seal where its hash should; none where that is no seal.
fn unseal(seal: &[u8; SEAL]) -> Option<&Digits> {
    seal.strip_prefix(BEFORE)?.strip_suffix(BEHIND)?.try_into().ok()
}

/// A line without its LF as its body and its hash, where that follows from the hash of the line before.
pub(super) fn follow(line: &[u8], last: Hash) -> Option<(&[u8], Hash)> {
    let (body, seal) = line.split_last_chunk()?;
    let stated = unseal(seal)?;
    let hash = last.then(body);
    (hash.digits() == stated).then_some((body, hash))
}

/// A line that others may follow.
struct Sealed<'a> {
    body: Body<'a>,
    /// What stands where its hash should.
    stated: &'a Digits,
    /// The lines behind it.
    behind: &'a [u8],
}

impl<'a> Sealed<'a> {
    /// The first of some lines, whose body has that length; none where no seal stands behind that, or no LF.
    fn first_of(lines: &'a [u8], length: usize) -> Option<Sealed<'a>> {
        let (seal, rest) = lines.get(length..)?.split_first_chunk()?;
        let (stated, behind) = (unseal(seal)?, rest.strip_prefix(b"\n")?);
        Some(Sealed { body: Body { line: lines, length }, stated, behind })
    }
}

/// Links that are yet to be checked, by how many blocks their bodies have: only those with equally many go abreast ([`abreast`]).
struct Due<'a> {
    shelves: [Shelf<'a>; SHELVES],
}

/// So many blocks a body has at most that goes abreast, a kilobyte: few are longer.
const SHELVES: usize = 16;

impl<'a> Due<'a> {
    fn none() -> Due<'a> {
        Due { shelves: [Shelf { links: [Link::NONE; ABREAST], many: 0 }; SHELVES] }
    }

    /// Puts a link with its like; checks these once they are enough to go abreast, and says whether all of them are right.
    #[inline(always)]
    fn put(&mut self, link: Link<'a>) -> bool {
        match self.shelves.get_mut(link.body.blocks() - 1) {
            Some(shelf) => shelf.put(link),
            // Taken apart: were it handed on as it is, it would lie in memory, and to copy it to its shelf from there makes a core wait.
            None => is_stated(link.last, &link.body.line[..link.body.length], link.stated),
        }
    }

    /// Whether all that are left are right.
    fn are_right(self) -> bool {
        self.shelves.into_iter().all(Shelf::is_right)
    }
}

/// Links of bodies with equally many blocks, fewer than go abreast.
#[derive(Clone, Copy)]
struct Shelf<'a> {
    links: [Link<'a>; ABREAST],
    many: usize,
}

impl<'a> Shelf<'a> {
    #[inline(always)]
    fn put(&mut self, link: Link<'a>) -> bool {
        self.links[self.many] = link;
        self.many = (self.many + 1) % ABREAST;
        self.many != 0 || are_right(&self.links)
    }

    /// Whether those on it are right: where they are fewer than go abreast, the first goes along again, in places that would be empty.
    fn is_right(mut self) -> bool {
        let first = self.links[0];
        self.links[self.many..].fill(first);
        self.many == 0 || are_right(&self.links)
    }
}

/// Whether lines state what follows from what the lines before them state.
fn are_right(links: &[Link<'_>; ABREAST]) -> bool {
    abreast::follow(links).unwrap_or_else(|| links.iter().all(is_right))
}

/// The same of one, by a library.
fn is_right(link: &Link<'_>) -> bool {
    is_stated(link.last, &link.body.line[..link.body.length], link.stated)
}

/// Whether a line with that body states what follows from the hash of the line before.
#[inline(never)]
fn is_stated(last: &Digits, body: &[u8], stated: &Digits) -> bool {
    Hash::of_digits(*last).then(body).digits() == stated
}

/// Follows whole lines, each with its LF, behind one with the hash `last`. Gives the hash of the last one; none where a line does not follow, or where
/// `take` gives up.
///
/// `take` is given all the lines that are left. It takes the first one in, and says how long its body is. Links are checked a few at a time, so nothing
/// is proven before the end: where this gives none, all that `take` made of the lines is to be thrown away.
pub(super) fn follow_all<'a>(
    mut lines: &'a [u8],
    last: &'a Hash,
    mut take: impl FnMut(&'a [u8]) -> Option<usize>,
) -> Option<Hash> {
    debug_assert!(lines.is_empty() || lines.ends_with(b"\n"), "whole lines");
    let (mut last, mut due) = (last.digits(), Due::none());
    while !lines.is_empty() {
        let Sealed { body, stated, behind } = Sealed::first_of(lines, take(lines)?)?;
        // Each is checked against what the one before states, which is right if that one is.
        if !due.put(Link { last, body, stated }) {
            return None;
        }
        (last, lines) = (stated, behind);
    }
    due.are_right().then_some(Hash::of_digits(*last))
}

/// The length of the first line's body, of lines with their LFs.
pub(super) fn body_length(lines: &[u8]) -> Option<usize> {
    memchr::memchr(b'\n', lines)?.checked_sub(SEAL)
}

/// The hash stated by the line that ends where these bytes do, with its LF. The last [`STATED`] bytes are enough.
pub(super) fn stated(bytes: &[u8]) -> Option<Hash> {
    Hash::read(unseal(bytes.strip_suffix(b"\n")?.last_chunk()?)?)
}

/// Ends the line whose body begins at `begin` and is the last of `lines`: adds its hash, which is given, and the LF.
pub(super) fn seal(begin: usize, last: Hash, lines: &mut Vec<u8>) -> Hash {
    seal_hashed(Hash::of(&lines[begin..]), last, lines)
}

/// The same where the hash of the body is known.
pub(super) fn seal_hashed(body: Hash, last: Hash, lines: &mut Vec<u8>) -> Hash {
    let hash = last.then_hashed(body);
    put_seal(hash, lines);
    hash
}

/// Puts the seal that states a hash behind a body, and the LF.
pub(super) fn put_seal(hash: Hash, lines: &mut Vec<u8>) {
    for part in [&BEFORE[..], hash.digits(), BEHIND, b"\n"] {
        lines.extend_from_slice(part);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn add(body: &[u8], last: Hash, lines: &mut Vec<u8>) -> Hash {
        let begin = lines.len();
        lines.extend_from_slice(body);
        seal(begin, last, lines)
    }

    #[test]
    fn a_line_is_taken_apart_as_it_was_put_together() {
        let mut lines = Vec::new();
        let hash = add(b"{\"seq\":1", Hash::START, &mut lines);
        let line = lines.strip_suffix(b"\n").expect("a line ends in LF");
        assert_eq!(split(line), Some((&b"{\"seq\":1"[..], hash)));
    }

    #[test]
    fn r2_any_number_of_lines_is_followed_and_each_that_was_changed_is_noticed() {
        // As many as go abreast, fewer and more, of a few lengths, one of them too long to go abreast.
        let body = |seq: usize| format!("{{\"seq\":{seq},{}", " ".repeat([0, 0, 70, 0, 0, 1100, 140][seq % 7]));
        for number in [0, 1, 2, 3, 4, 5, 6, 7, 14, 30] {
            let bodies: Vec<String> = (1..=number).map(body).collect();
            let mut lines = Vec::new();
            let last = bodies.iter().fold(Hash::START, |last, body| add(body.as_bytes(), last, &mut lines));
            let mut found = Vec::new();
            let mut note = |lines: &[u8]| {
                let length = body_length(lines)?;
                found.push(lines[..length].to_vec());
                Some(length)
            };
            assert_eq!(follow_all(&lines, &Hash::START, &mut note), Some(last));
            assert!(found.iter().map(Vec::as_slice).eq(bodies.iter().map(String::as_bytes)), "{number} lines");
            for at in (0..lines.len().saturating_sub(1)).step_by(19).filter(|at| lines[*at] != b'\n') {
                let mut changed = lines.clone();
                changed[at] ^= 1;
                assert_eq!(follow_all(&changed, &Hash::START, body_length), None, "{at} in {number} lines");
            }
            let stops = |lines: &[u8]| body_length(lines).filter(|_| !lines.starts_with(b"{\"seq\":2,"));
            assert_eq!(follow_all(&lines, &Hash::START, stops).is_some(), number < 2);
            // A body that is said to be shorter or longer than it is has no seal behind it.
            for wrong in [usize::MAX, 0, lines.len()].into_iter().filter(|_| number > 0) {
                assert_eq!(follow_all(&lines, &Hash::START, |_| Some(wrong)), None);
            }
        }
    }

    #[test]
    fn r2_a_library_finds_the_same_links_right() {
        let mut lines = Vec::new();
        let hash = add(b"{\"seq\":1", Hash::START, &mut lines);
        let body = Body { line: &lines, length: 8 };
        assert!(is_right(&Link { last: Hash::START.digits(), body, stated: hash.digits() }));
        assert!(!is_right(&Link { last: hash.digits(), body, stated: hash.digits() }));
        assert!(!is_right(&Link {
            last: Hash::START.digits(),
            body: Body { length: 7, ..body },
            stated: hash.digits()
        }));
    }

    #[test]
    fn the_hash_is_sha_256_in_lower_case() {
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(Hash::of(b"").as_str(), empty);
    }
}
