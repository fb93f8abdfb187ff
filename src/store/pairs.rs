//! The links of two lines at a time (the chain: [`chain`](super::chain)).
//!
//! A core with instructions for SHA-256 waits for each of them longer than it works on it: two messages that do not depend on each other take
//! little more time than one. Two lines are such messages, for each is checked against the hash that the line before it *states*.
//! SHA-256 was 19.5 % of the samples of a cold reading, and is 12 % of fewer: `docs/performance.md`.
//!
//! This is the one file with `unsafe` in it, once: to call a function that is made of such instructions, when the core was asked for them.

/// The digits of a hash.
pub(super) type Digits = [u8; 64];

/// The body of a line: so many of its first bytes.
#[derive(Clone, Copy)]
pub(super) struct Body<'a> {
    /// What it is the beginning of. Where enough stands behind the body to make its last block whole, that need not be copied to be padded.
    pub(super) line: &'a [u8],
    /// In bytes, at most all of them.
    pub(super) length: usize,
}

/// Whether `SHA-256( last ++ SHA-256(body) )`, all of it as digits, is what is `stated`, of two lines; `None` on a core that has no instructions
/// for it.
#[inline]
pub(super) fn follow(last: [&Digits; 2], bodies: [Body<'_>; 2], stated: [&Digits; 2]) -> Option<bool> {
    #[cfg(target_arch = "x86_64")]
    if is_x86_feature_detected!("sha") && is_x86_feature_detected!("sse4.1") && is_x86_feature_detected!("ssse3") {
        // SAFETY: `follow` asks nothing of its caller but these features, and this core has just been asked for all three of them.
        #[allow(unsafe_code, reason = "SHA-256 takes 12 % of a cold reading, not 19.5 %: docs/performance.md")]
        return Some(unsafe { sha::follow(last, bodies, stated) });
    }
    let _ = (last, bodies, stated);
    None
}

#[cfg(target_arch = "x86_64")]
mod sha {
    //! FIPS 180-4, by the instructions that Intel and AMD have for it. `N` messages go side by side.

    use std::arch::x86_64::*;

    use super::{Body, Digits};

    /// A block of a message.
    type Block = [u8; 64];

    /// A block in sixteen bytes each.
    type Bytes = [__m128i; 4];

    /// A block in words, whose bytes stand the other way round.
    type Words = [__m128i; 4];

    /// The eight words of a hash that is being made, in the order that the instructions want: `abef` and `cdgh`.
    type State = [__m128i; 2];

    /// The round constants.
    const K: [u32; 64] = [
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98,
        0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
        0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8,
        0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
        0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819,
        0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
        0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
        0xc67178f2,
    ];

    /// What stands behind the 128 bytes of a link: the block that ends it.
    const END_OF_LINK: Block = {
        let mut block = [0; 64];
        block[0] = 0x80;
        block[62] = 4; // 128 bytes are 1024 bits
        block
    };

    /// Whether two lines state their links.
    #[target_feature(enable = "sha,sse4.1,ssse3")]
    pub(super) fn follow(last: [&Digits; 2], bodies: [Body<'_>; 2], stated: [&Digits; 2]) -> bool {
        let hashed = hash_both(bodies);
        let mut states = [begun(); 2];
        compress(&mut states, [load(last[0]), load(last[1])]);
        compress(&mut states, [words(digits(hashed[0])), words(digits(hashed[1]))]);
        compress(&mut states, [load(&END_OF_LINK); 2]);
        are(digits(states[0]), stated[0]) & are(digits(states[1]), stated[1])
    }

    /// The hashes of two messages.
    #[target_feature(enable = "sha,sse4.1,ssse3")]
    fn hash_both(messages: [Body<'_>; 2]) -> [State; 2] {
        let [one, other] = [Message::new(messages[0]), Message::new(messages[1])];
        let mut states = [begun(); 2];
        let both = one.blocks().min(other.blocks());
        for at in 0..both {
            compress(&mut states, [one.block(at), other.block(at)]);
        }
        for (message, state) in [&one, &other].into_iter().zip(&mut states) {
            for at in both..message.blocks() {
                let mut alone = [*state];
                compress(&mut alone, [message.block(at)]);
                [*state] = alone;
            }
        }
        states
    }

    /// A message in blocks, with its padding.
    struct Message<'a> {
        whole: &'a [Block],
        /// What stands behind the whole ones: one block or two.
        end: [Words; 2],
        ends: usize,
    }

    impl<'a> Message<'a> {
        #[inline]
        #[target_feature(enable = "ssse3")]
        fn new(Body { line, length }: Body<'a>) -> Message<'a> {
            let (whole, rest) = line[..length].as_chunks::<64>();
            let last = match line[length - rest.len()..].first_chunk() {
                Some(block) => *block,
                None => copied(rest),
            };
            let mut end = [ended(&last, rest.len()), [_mm_setzero_si128(); 4]];
            let ends = if rest.len() < 64 - 8 { 1 } else { 2 };
            let bits = length as u64 * 8;
            let words = _mm_set_epi32(bits as i32, (bits >> 32) as i32, 0, 0);
            end[ends - 1][3] = _mm_or_si128(end[ends - 1][3], words);
            Message { whole, end, ends }
        }

        #[inline]
        fn blocks(&self) -> usize {
            self.whole.len() + self.ends
        }

        #[inline]
        #[target_feature(enable = "ssse3")]
        fn block(&self, at: usize) -> Words {
            match self.whole.get(at) {
                Some(block) => load(block),
                None => self.end[at - self.whole.len()],
            }
        }
    }

    /// The beginning of a block with nothing behind it.
    #[cold]
    fn copied(bytes: &[u8]) -> Block {
        let mut block = [0; 64];
        block[..bytes.len()].copy_from_slice(bytes);
        block
    }

    /// The first `length` bytes of a block and the bit that ends a message, and nothing behind that.
    #[inline]
    #[target_feature(enable = "ssse3")]
    fn ended(block: &Block, length: usize) -> Words {
        let mut words = [_mm_setzero_si128(); 4];
        let mut places = _mm_set_epi64x(0x0f0e_0d0c_0b0a_0908, 0x0706_0504_0302_0100);
        let end = _mm_set1_epi8(length as i8);
        for (word, bytes) in words.iter_mut().zip(block.as_chunks::<16>().0) {
            let kept = _mm_and_si128(vector(bytes), _mm_cmpgt_epi8(end, places));
            let bit = _mm_and_si128(_mm_set1_epi8(i8::MIN), _mm_cmpeq_epi8(end, places));
            *word = swap(_mm_or_si128(kept, bit));
            places = _mm_add_epi8(places, _mm_set1_epi8(16));
        }
        words
    }

    /// The state before the first block.
    #[inline]
    #[target_feature(enable = "sse2")]
    fn begun() -> State {
        let words = |a: u32, b: u32, e: u32, f: u32| [a, b, e, f].map(|word| word as i32);
        let [a, b, e, f] = words(0x6a09e667, 0xbb67ae85, 0x510e527f, 0x9b05688c);
        let [c, d, g, h] = words(0x3c6ef372, 0xa54ff53a, 0x1f83d9ab, 0x5be0cd19);
        [_mm_set_epi32(a, b, e, f), _mm_set_epi32(c, d, g, h)]
    }

    /// Takes a block of each message in.
    #[inline]
    #[target_feature(enable = "sha,sse4.1,ssse3")]
    fn compress<const N: usize>(states: &mut [State; N], mut words: [Words; N]) {
        let before = *states;
        for four in 0..4 {
            rounds(four, states, &words, four);
        }
        scheduled_rounds(4, states, &mut words);
        scheduled_rounds(8, states, &mut words);
        scheduled_rounds(12, states, &mut words);
        for message in 0..N {
            for half in 0..2 {
                states[message][half] = _mm_add_epi32(states[message][half], before[message][half]);
            }
        }
    }

    /// Sixteen rounds, each four with the words that follow from those before.
    #[inline]
    #[target_feature(enable = "sha,sse4.1,ssse3")]
    fn scheduled_rounds<const N: usize>(from: usize, states: &mut [State; N], words: &mut [Words; N]) {
        for at in 0..4 {
            for w in words.iter_mut() {
                let (next, after) = (w[(at + 1) % 4], w[(at + 2) % 4]);
                let last = w[(at + 3) % 4];
                let sum = _mm_add_epi32(_mm_sha256msg1_epu32(w[at], next), _mm_alignr_epi8(last, after, 4));
                w[at] = _mm_sha256msg2_epu32(sum, last);
            }
            rounds(from + at, states, words, at);
        }
    }

    /// The `four`th four rounds, with the words that stand at a place.
    #[inline]
    #[target_feature(enable = "sha,sse2")]
    fn rounds<const N: usize>(four: usize, states: &mut [State; N], words: &[Words; N], at: usize) {
        let k = |n: usize| K[4 * four + n] as i32;
        let constants = _mm_set_epi32(k(3), k(2), k(1), k(0));
        for message in 0..N {
            let [abef, cdgh] = states[message];
            let sum = _mm_add_epi32(words[message][at], constants);
            let half = _mm_sha256rnds2_epu32(cdgh, abef, sum);
            states[message] = [_mm_sha256rnds2_epu32(abef, half, _mm_shuffle_epi32(sum, 0x0e)), half];
        }
    }

    /// The words of a block.
    #[inline]
    #[target_feature(enable = "ssse3")]
    fn load(block: &Block) -> Words {
        words(bytes(block))
    }

    /// The words that bytes are, of which the first is the highest.
    #[inline]
    #[target_feature(enable = "ssse3")]
    fn words(bytes: Bytes) -> Words {
        let [a, b, c, d] = bytes;
        [swap(a), swap(b), swap(c), swap(d)]
    }

    #[inline]
    #[target_feature(enable = "sse2")]
    fn bytes(block: &Block) -> Bytes {
        let mut bytes = [_mm_setzero_si128(); 4];
        for (sixteen, of) in bytes.iter_mut().zip(block.as_chunks::<16>().0) {
            *sixteen = vector(of);
        }
        bytes
    }

    /// The digits of a hash that is made.
    #[inline]
    #[target_feature(enable = "sse4.1,ssse3")]
    fn digits([abef, cdgh]: State) -> Bytes {
        let (feba, dchg) = (_mm_shuffle_epi32(abef, 0x1b), _mm_shuffle_epi32(cdgh, 0xb1));
        let (abcd, efgh) = (_mm_blend_epi16(feba, dchg, 0xf0), _mm_alignr_epi8(dchg, feba, 8));
        let [(a, b), (c, d)] = [digits_of(swap(abcd)), digits_of(swap(efgh))];
        [a, b, c, d]
    }

    /// Two digits for each byte.
    #[inline]
    #[target_feature(enable = "ssse3")]
    fn digits_of(bytes: __m128i) -> (__m128i, __m128i) {
        let (high, low) = (digit(_mm_srli_epi16(bytes, 4)), digit(bytes));
        (_mm_unpacklo_epi8(high, low), _mm_unpackhi_epi8(high, low))
    }

    /// Whether these are the digits.
    #[inline]
    #[target_feature(enable = "sse2")]
    fn are(digits: Bytes, stated: &Digits) -> bool {
        let equal =
            digits.into_iter().zip(bytes(stated)).map(|(one, other)| _mm_movemask_epi8(_mm_cmpeq_epi8(one, other)));
        equal.fold(true, |all, equal| all & (equal == 0xffff))
    }

    /// The lower half of each byte as a digit.
    #[inline]
    #[target_feature(enable = "ssse3")]
    fn digit(bytes: __m128i) -> __m128i {
        _mm_shuffle_epi8(vector(b"0123456789abcdef"), _mm_and_si128(bytes, _mm_set1_epi8(15)))
    }

    /// The bytes of each word the other way round.
    #[inline]
    #[target_feature(enable = "ssse3")]
    fn swap(words: __m128i) -> __m128i {
        _mm_shuffle_epi8(words, _mm_set_epi64x(0x0c0d_0e0f_0809_0a0b, 0x0405_0607_0001_0203))
    }

    #[inline]
    #[target_feature(enable = "sse2")]
    fn vector(bytes: &[u8; 16]) -> __m128i {
        let number = u128::from_le_bytes(*bytes);
        _mm_set_epi64x((number >> 64) as i64, number as i64)
    }
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

    /// Whatever stands behind the bodies; and no other links are taken for theirs.
    fn agree(last: [&Digits; 2], bodies: [&[u8]; 2]) {
        let stated = [link(last[0], bodies[0]), link(last[1], bodies[1])];
        for behind in [0, 1, 63, 64, 76] {
            let lines = bodies.map(|body| [body, &vec![b'"'; behind]].concat());
            let body = |at: usize| Body { line: &lines[at], length: bodies[at].len() };
            let follow = |stated: [Digits; 2]| follow(last, [body(0), body(1)], stated.each_ref());
            assert_ne!(follow(stated), Some(false), "before {behind} bytes");
            for (which, at) in (0..2).flat_map(|which| [0, 15, 16, 47, 63].map(|at| (which, at))) {
                let mut wrong = stated;
                wrong[which][at] ^= 1;
                assert_ne!(follow(wrong), Some(true), "digit {at} of {which}");
            }
        }
    }

    #[test]
    fn r1_two_links_are_made_as_by_a_library_whatever_their_lengths() {
        let bytes: Vec<u8> = (0..400_usize).map(|n| (n * 131 % 251) as u8).collect();
        for (one, other) in
            (0..260).flat_map(|one| [0, 1, 55, 56, 63, 64, 65, 119, 120, 128, 400].map(|other| (one, other)))
        {
            agree([&[b'0'; 64], &[b'f'; 64]], [&bytes[..one], &bytes[400 - other..]]);
        }
    }

    #[cfg(target_arch = "x86_64")]
    #[test]
    fn a_core_with_instructions_for_it_uses_them() {
        assert_eq!(
            follow([&[b'0'; 64]; 2], [Body { line: b"a", length: 0 }; 2], [&[b'0'; 64]; 2]).is_some(),
            is_x86_feature_detected!("sha")
        );
    }

    proptest! {
        #[test]
        fn r1_two_links_are_made_as_by_a_library(
            last in prop::array::uniform2("[0-9a-f]{64}"),
            bodies in prop::array::uniform2(prop::collection::vec(any::<u8>(), 0..700)),
        ) {
            let last = last.each_ref().map(|digits| digits.as_bytes().try_into().expect("64 digits"));
            agree(last, [&bodies[0], &bodies[1]]);
        }
    }
}
