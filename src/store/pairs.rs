//! The links of two lines at a time (the chain: [`chain`](super::chain)).
//!
//! A core with instructions for SHA-256 waits for each of them longer than it works on it: two messages that do not depend on each other take
//! little more time than one. Two lines are such messages, for each is checked against the hash that the line before it *states*.
//! SHA-256 was 19.5 % of the samples of a cold reading, and is 12 % of fewer: `docs/performance.md`.
//!
//! This is the one file with `unsafe` in it, once: to call a function that is made of such instructions, when the core was asked for them.

/// The digits of a hash.
pub(super) type Digits = [u8; 64];

/// `SHA-256( last ++ SHA-256(body) )` of two lines, all of them as digits; `None` on a core that has no instructions for it.
#[inline]
pub(super) fn links(last: [&Digits; 2], bodies: [&[u8]; 2]) -> Option<[Digits; 2]> {
    #[cfg(target_arch = "x86_64")]
    if is_x86_feature_detected!("sha") && is_x86_feature_detected!("sse4.1") && is_x86_feature_detected!("ssse3") {
        // SAFETY: `links` asks nothing of its caller but these features, and this core has just been asked for all three of them.
        #[allow(unsafe_code, reason = "SHA-256 takes 12 % of a cold reading, not 19.5 %: docs/performance.md")]
        return Some(unsafe { sha::links(last, bodies) });
    }
    let _ = (last, bodies);
    None
}

#[cfg(target_arch = "x86_64")]
mod sha {
    //! FIPS 180-4, by the instructions that Intel and AMD have for it. `N` messages go side by side.

    use std::arch::x86_64::*;

    use super::Digits;

    /// A block of a message.
    type Block = [u8; 64];

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

    /// The links of two lines.
    #[target_feature(enable = "sha,sse4.1,ssse3")]
    pub(super) fn links(last: [&Digits; 2], bodies: [&[u8]; 2]) -> [Digits; 2] {
        let hashed = hash_both(bodies);
        let mut states = [begun(); 2];
        compress(&mut states, last);
        compress(&mut states, [&hashed[0], &hashed[1]]);
        compress(&mut states, [&END_OF_LINK; 2]);
        [digits(states[0]), digits(states[1])]
    }

    /// The hashes of two messages.
    #[target_feature(enable = "sha,sse4.1,ssse3")]
    fn hash_both(messages: [&[u8]; 2]) -> [Digits; 2] {
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
        [digits(states[0]), digits(states[1])]
    }

    /// A message in blocks, with its padding.
    struct Message<'a> {
        whole: &'a [Block],
        /// What stands behind the whole ones: one block or two.
        end: [Block; 2],
        ends: usize,
    }

    impl<'a> Message<'a> {
        #[inline]
        fn new(bytes: &'a [u8]) -> Message<'a> {
            let (whole, rest) = bytes.as_chunks::<64>();
            let mut end = [[0; 64]; 2];
            end.as_flattened_mut()[..rest.len()].copy_from_slice(rest);
            end.as_flattened_mut()[rest.len()] = 0x80;
            let ends = if rest.len() < 64 - 8 { 1 } else { 2 };
            end[ends - 1][56..].copy_from_slice(&(bytes.len() as u64 * 8).to_be_bytes());
            Message { whole, end, ends }
        }

        #[inline]
        fn blocks(&self) -> usize {
            self.whole.len() + self.ends
        }

        #[inline]
        fn block(&self, at: usize) -> &Block {
            self.whole.get(at).unwrap_or_else(|| &self.end[at - self.whole.len()])
        }
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
    fn compress<const N: usize>(states: &mut [State; N], blocks: [&Block; N]) {
        let before = *states;
        let mut words = [[_mm_setzero_si128(); 4]; N];
        for message in 0..N {
            words[message] = load(blocks[message]);
        }
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
    fn scheduled_rounds<const N: usize>(from: usize, states: &mut [State; N], words: &mut [[__m128i; 4]; N]) {
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
    fn rounds<const N: usize>(four: usize, states: &mut [State; N], words: &[[__m128i; 4]; N], at: usize) {
        let k = |n: usize| K[4 * four + n] as i32;
        let constants = _mm_set_epi32(k(3), k(2), k(1), k(0));
        for message in 0..N {
            let [abef, cdgh] = states[message];
            let sum = _mm_add_epi32(words[message][at], constants);
            let half = _mm_sha256rnds2_epu32(cdgh, abef, sum);
            states[message] = [_mm_sha256rnds2_epu32(abef, half, _mm_shuffle_epi32(sum, 0x0e)), half];
        }
    }

    /// The words of a block, whose bytes have the highest first.
    #[inline]
    #[target_feature(enable = "ssse3")]
    fn load(block: &Block) -> [__m128i; 4] {
        let mut words = [_mm_setzero_si128(); 4];
        for (word, bytes) in words.iter_mut().zip(block.as_chunks::<16>().0) {
            *word = swap(vector(bytes));
        }
        words
    }

    /// The digits of a hash that is made.
    #[inline]
    #[target_feature(enable = "sse4.1,ssse3")]
    fn digits([abef, cdgh]: State) -> Digits {
        let (feba, dchg) = (_mm_shuffle_epi32(abef, 0x1b), _mm_shuffle_epi32(cdgh, 0xb1));
        let (abcd, efgh) = (_mm_blend_epi16(feba, dchg, 0xf0), _mm_alignr_epi8(dchg, feba, 8));
        let mut digits = [0; 64];
        for (digits, four) in digits.as_chunks_mut::<32>().0.iter_mut().zip([abcd, efgh]) {
            let bytes = swap(four);
            let (high, low) = (digit(_mm_srli_epi16(bytes, 4)), digit(bytes));
            digits[..16].copy_from_slice(&bytes_of(_mm_unpacklo_epi8(high, low)));
            digits[16..].copy_from_slice(&bytes_of(_mm_unpackhi_epi8(high, low)));
        }
        digits
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

    #[inline]
    #[target_feature(enable = "sse4.1")]
    fn bytes_of(vector: __m128i) -> [u8; 16] {
        let (low, high) = (_mm_cvtsi128_si64(vector) as u64, _mm_extract_epi64(vector, 1) as u64);
        (u128::from(high) << 64 | u128::from(low)).to_le_bytes()
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

    fn agree(last: [&Digits; 2], bodies: [&[u8]; 2]) {
        if let Some(links) = links(last, bodies) {
            assert_eq!(links, [link(last[0], bodies[0]), link(last[1], bodies[1])]);
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
        assert_eq!(links([&[b'0'; 64]; 2], [b"", b"a"]).is_some(), is_x86_feature_detected!("sha"));
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
