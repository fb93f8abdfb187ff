//! The links of four lines at a time (the chain: [`chain`](super::chain)).
//!
//! A core with instructions for SHA-256 waits for each of them longer than it works on it: two messages that do not depend on each other take no
//! more time than one, and four little more than half as much again, if it has registers for all of their words. Four lines are such messages,
//! for each is checked against the hash that the line before it *states*. Only those go abreast whose bodies have equally many blocks, which
//! [`chain`](super::chain) sees to. A block takes 56 cycles so, 64 where there are half as many registers, 69 in twos and 138 by itself:
//! `docs/performance.md`.
//!
//! There is one `unsafe` in it: to call a function that is made of such instructions (`sha`), when the core was asked for them.

#[cfg(target_arch = "x86_64")]
use super::sha;
use crate::domain::Hash;

/// So many lines go side by side.
pub(super) const ABREAST: usize = 4;

/// The digits of a hash.
pub(super) type Digits = [u8; Hash::DIGITS];

/// The body of a line: so many of its first bytes.
#[derive(Clone, Copy)]
pub(super) struct Body<'a> {
    /// What it is the beginning of. Where enough stands behind the body to make its last block whole, that need not be copied to be padded.
    pub(super) line: &'a [u8],
    /// In bytes, at most all of them.
    pub(super) length: usize,
}

impl Body<'_> {
    /// How many blocks SHA-256 makes of it: behind it stand a bit that ends it and, at the very end, its length in eight bytes.
    pub(super) fn blocks(self) -> usize {
        (self.length + 8) / 64 + 1
    }
}

/// What a line states about itself.
#[derive(Clone, Copy)]
pub(super) struct Link<'a> {
    /// The hash of the line before it.
    pub(super) last: &'a Digits,
    pub(super) body: Body<'a>,
    /// What stands where its own should.
    pub(super) stated: &'a Digits,
}

impl Link<'_> {
    /// That of no line.
    pub(super) const NONE: Link<'static> =
        Link { last: &[0; 64], body: Body { line: &[], length: 0 }, stated: &[0; 64] };
}

/// Whether `SHA-256( last ++ SHA-256(body) )`, all of it as digits, is what is `stated`, of each line; `None` on a core that has no instructions
/// for it.
///
/// # Panics
///
/// Where one body has more blocks than another.
pub(super) fn follow(links: &[Link<'_>; ABREAST]) -> Option<bool> {
    let blocks = links[0].body.blocks();
    assert!(links.iter().all(|link| link.body.blocks() == blocks), "only bodies of equally many blocks go abreast");
    ways().into_iter().flatten().next().map(|way| way.follow(links))
}

/// A function that is made of features which this core has: there are none but those of [`ways`].
#[derive(Clone, Copy)]
struct Way(unsafe fn(&[Link<'_>; ABREAST]) -> bool);

impl Way {
    fn follow(self, links: &[Link<'_>; ABREAST]) -> bool {
        // SAFETY: such a function asks nothing of its caller but features, and `ways` has asked this core for all of them.
        #[allow(unsafe_code, reason = "a block takes 56 cycles, not 138: docs/performance.md")]
        unsafe {
            (self.0)(links)
        }
    }
}

/// What this core can do it by, the quickest first.
fn ways() -> [Option<Way>; 2] {
    #[cfg(target_arch = "x86_64")]
    {
        let has_sha =
            is_x86_feature_detected!("sha") && is_x86_feature_detected!("sse4.1") && is_x86_feature_detected!("ssse3");
        // `avx512f` lets the compiler use what it builds upon, too.
        let has_basis =
            is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") && is_x86_feature_detected!("f16c");
        let has_registers = has_basis
            && is_x86_feature_detected!("avx512f")
            && is_x86_feature_detected!("avx512bw")
            && is_x86_feature_detected!("avx512vl");
        [(has_sha && has_registers).then_some(Way(sha::wide::follow)), has_sha.then_some(Way(sha::narrow::follow))]
    }
    #[cfg(not(target_arch = "x86_64"))]
    [None; 2]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use sha2::{Digest, Sha256};

    use super::*;

    /// The same by a library.
    fn link(last: &Digits, body: &[u8]) -> Digits {
        let hex = |bytes: &[u8]| -> Digits {
            let text: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
            text.into_bytes().try_into().expect("64 digits")
        };
        hex(&[&last[..], &hex(body)].concat())
    }

    /// Whatever stands behind the bodies, by each way that there is here; and no other links are taken for theirs.
    fn agree(last: [&Digits; ABREAST], bodies: [&[u8]; ABREAST]) {
        let right = std::array::from_fn(|at| link(last[at], bodies[at]));
        for behind in [0, 1, 63, 64, 76] {
            let lines = bodies.map(|body| [body, &vec![b'"'; behind]].concat());
            let body = |at: usize| Body { line: &lines[at], length: bodies[at].len() };
            let follow = |stated: [Digits; ABREAST], way: Way| {
                way.follow(&std::array::from_fn(|at| Link { last: last[at], body: body(at), stated: &stated[at] }))
            };
            for way in ways().into_iter().flatten() {
                assert!(follow(right, way), "before {behind} bytes");
                let digits = (0..ABREAST).flat_map(|which| [0, 15, 16, 47, 63].map(|at| (which, at)));
                for (which, at) in digits.filter(|_| behind == 64) {
                    let mut wrong = right;
                    wrong[which][at] ^= 1;
                    assert!(!follow(wrong, way), "digit {at} of {which}");
                }
            }
        }
    }

    /// The lengths of bodies with so many blocks.
    fn lengths(blocks: usize) -> std::ops::RangeInclusive<usize> {
        (64 * (blocks - 1)).saturating_sub(8)..=64 * blocks - 9
    }

    #[test]
    fn r1_links_are_made_as_by_a_library_whatever_their_lengths() {
        let bytes: Vec<u8> = (0..400_usize).map(|n| (n * 131 % 251) as u8).collect();
        let last = [&[b'0'; 64], &[b'f'; 64], &[b'3'; 64], &[b'a'; 64]];
        for (blocks, length) in (1..=6).flat_map(|blocks| lengths(blocks).map(move |length| (blocks, length))) {
            let (shortest, longest) = (*lengths(blocks).start(), *lengths(blocks).end());
            let others = [shortest, longest, (shortest + longest) / 2].map(|other| &bytes[400 - other..]);
            agree(last, [others[0], &bytes[..length], others[1], others[2]]);
        }
    }

    #[test]
    fn a_body_has_as_many_blocks_as_its_padding_makes() {
        for length in 0..300_usize {
            let padded = (length + 1..).find(|padded| padded % 64 == 56).map(|padded| (padded + 8) / 64);
            let blocks = Body { line: b"", length }.blocks();
            assert_eq!(Some(blocks), padded, "{length}");
            assert!(lengths(blocks).contains(&length), "{length}");
        }
    }

    #[cfg(target_arch = "x86_64")]
    #[test]
    fn a_core_with_instructions_for_it_uses_them() {
        let links = [Link { last: &[b'0'; 64], body: Body { line: b"a", length: 0 }, stated: &[b'0'; 64] }; ABREAST];
        assert_eq!(follow(&links).is_some(), is_x86_feature_detected!("sha"));
        assert_eq!(ways()[0].is_some(), is_x86_feature_detected!("sha") && is_x86_feature_detected!("avx512vl"));
    }

    proptest! {
        #[test]
        fn r1_links_are_made_as_by_a_library(
            last in prop::array::uniform4("[0-9a-f]{64}"),
            bodies in (1..12_usize).prop_flat_map(|blocks| {
                prop::array::uniform4(prop::collection::vec(any::<u8>(), lengths(blocks)))
            }),
        ) {
            let last = last.each_ref().map(|digits| digits.as_bytes().try_into().expect("64 digits"));
            agree(last, bodies.each_ref().map(Vec::as_slice));
        }
    }
}
