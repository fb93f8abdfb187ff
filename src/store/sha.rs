//! SHA-256 (FIPS 180-4) of lines that go abreast, by the instructions that Intel and AMD have for it ([`abreast`](super::abreast)).

use std::arch::x86_64::*;

use super::abreast::{ABREAST, Body, Digits, Link};

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

/// The words of what stands behind the 128 bytes of a link: the block that ends it, and all that follow from that.
const END_OF_LINK: [u32; 64] = {
    let mut words = [0_u32; 64];
    words[0] = 0x8000_0000;
    words[15] = 1024; // bits
    let mut at = 16;
    while at < 64 {
        let (w15, w2) = (words[at - 15], words[at - 2]);
        let (s0, s1) = (
            w15.rotate_right(7) ^ w15.rotate_right(18) ^ (w15 >> 3),
            w2.rotate_right(17) ^ w2.rotate_right(19) ^ (w2 >> 10),
        );
        words[at] = words[at - 16].wrapping_add(s0).wrapping_add(words[at - 7]).wrapping_add(s1);
        at += 1;
    }
    words
};

/// Sixteen rounds each from a number on, with words that follow from those before. A function would not become part of what calls it three
/// times, and a loop is left a loop: with either, words are moved about, and a line takes 7 to 20 % more.
macro_rules! scheduled {
    ($states:ident, $words:ident, $($from:literal)*) => { $(
        for at in 0..4 {
            schedule(&mut $words, at);
            rounds($from + at, $states, column(&$words, at));
        }
    )* };
}

/// What takes whole blocks, made once for sixteen registers and once for thirty-two; the functions below become part of it.
macro_rules! made_for {
    ($name:ident, $features:literal) => {
        pub(super) mod $name {
            use super::*;

            /// Whether lines state their links.
            #[target_feature(enable = $features)]
            pub(in super::super) fn follow(links: &[Link<'_>; ABREAST]) -> bool {
                let [mut lasts, mut hashes] = [[[_mm_setzero_si128(); 4]; ABREAST]; 2];
                for (words, link) in lasts.iter_mut().zip(links) {
                    put_words(bytes(link.last), words);
                }
                put_hashes(links, &mut hashes);
                let mut states = [begun(); ABREAST];
                compress(&mut states, &lasts);
                compress(&mut states, &hashes);
                compress_end(&mut states);
                links.iter().zip(states).fold(true, |all, (link, state)| all & are(digits(state), link.stated))
            }

            /// Puts the hashes of the bodies in their places, as the words of their digits.
            #[inline]
            #[target_feature(enable = $features)]
            fn put_hashes(links: &[Link<'_>; ABREAST], taken: &mut [Words; ABREAST]) {
                let mut states = [begun(); ABREAST];
                for at in 0..links[0].body.blocks() {
                    for (words, link) in taken.iter_mut().zip(links) {
                        put_block(link.body, at, words);
                    }
                    compress(&mut states, taken);
                }
                for (words, state) in taken.iter_mut().zip(states) {
                    put_words(digits(state), words);
                }
            }

            /// Takes a block of each message in.
            #[inline(never)]
            #[target_feature(enable = $features)]
            fn compress(states: &mut [State; ABREAST], taken: &[Words; ABREAST]) {
                let (before, mut words) = (*states, *taken);
                for four in 0..4 {
                    rounds(four, states, column(&words, four));
                }
                scheduled!(states, words, 4 8 12);
                add(states, &before);
            }

            /// Takes in what ends a link, which is the same for all: its words are reckoned when this is compiled.
            #[inline(never)]
            #[target_feature(enable = $features)]
            fn compress_end(states: &mut [State; ABREAST]) {
                let before = *states;
                for four in 0..16 {
                    rounds(four, states, [four_words(&END_OF_LINK, four); ABREAST]);
                }
                add(states, &before);
            }
        }
    };
}

made_for!(wide, "sha,sse4.1,ssse3,avx512f,avx512bw,avx512vl");
made_for!(narrow, "sha,sse4.1,ssse3");

/// The four words of each message that follow, in place of those before them that are needed no more.
#[inline]
#[target_feature(enable = "sha,sse4.1,ssse3")]
fn schedule(words: &mut [Words; ABREAST], at: usize) {
    for w in words {
        let (next, after) = (w[(at + 1) % 4], w[(at + 2) % 4]);
        let last = w[(at + 3) % 4];
        let sum = _mm_add_epi32(_mm_sha256msg1_epu32(w[at], next), _mm_alignr_epi8(last, after, 4));
        w[at] = _mm_sha256msg2_epu32(sum, last);
    }
}

/// The `four`th four rounds, with their words of each message.
#[inline]
#[target_feature(enable = "sha,sse2")]
fn rounds(four: usize, states: &mut [State; ABREAST], words: [__m128i; ABREAST]) {
    let constants = four_words(&K, four);
    for (state, words) in states.iter_mut().zip(words) {
        let [abef, cdgh] = *state;
        let sum = _mm_add_epi32(words, constants);
        let half = _mm_sha256rnds2_epu32(cdgh, abef, sum);
        *state = [_mm_sha256rnds2_epu32(abef, half, _mm_shuffle_epi32(sum, 0x0e)), half];
    }
}

/// The words of each message that stand at a place.
#[inline]
#[target_feature(enable = "sse2")]
fn column(words: &[Words; ABREAST], at: usize) -> [__m128i; ABREAST] {
    let mut column = [_mm_setzero_si128(); ABREAST];
    for (one, words) in column.iter_mut().zip(words) {
        *one = words[at];
    }
    column
}

/// The `four`th four of all words.
#[inline]
#[target_feature(enable = "sse2")]
fn four_words(all: &[u32; 64], four: usize) -> __m128i {
    let word = |n: usize| all[4 * four + n] as i32;
    _mm_set_epi32(word(3), word(2), word(1), word(0))
}

/// What comes of a block: the states behind its rounds and before them, added up.
#[inline]
#[target_feature(enable = "sse2")]
fn add(states: &mut [State; ABREAST], before: &[State; ABREAST]) {
    for (state, before) in states.iter_mut().zip(before) {
        *state = [_mm_add_epi32(state[0], before[0]), _mm_add_epi32(state[1], before[1])];
    }
}

/// Puts the words of one of the blocks of a message in their place, with its padding.
///
/// They are put where they stay: what is written in sixteen bytes each and copied in more makes a core wait.
#[inline]
#[target_feature(enable = "ssse3")]
fn put_block(body: Body<'_>, at: usize, words: &mut Words) {
    let Body { line, length } = body;
    let from = 64 * at;
    let Some(rest) = line[..length].get(from..) else {
        *words = [_mm_setzero_si128(); 4];
        return put_length(body, words);
    };
    if let Some(whole) = rest.first_chunk() {
        return put_words(bytes(whole), words);
    }
    match line[from..].first_chunk() {
        Some(block) => put_end(block, rest.len(), words),
        None => put_end(&copied(rest), rest.len(), words),
    }
    if at + 1 == body.blocks() {
        put_length(body, words);
    }
}

/// Puts the length of a message at the end of its last block.
#[inline]
#[target_feature(enable = "sse2")]
fn put_length(body: Body<'_>, words: &mut Words) {
    let bits = body.length as u64 * 8;
    words[3] = _mm_or_si128(words[3], _mm_set_epi32(bits as i32, (bits >> 32) as i32, 0, 0));
}

/// The beginning of a block with nothing behind it.
#[cold]
fn copied(bytes: &[u8]) -> Block {
    let mut block = [0; 64];
    block[..bytes.len()].copy_from_slice(bytes);
    block
}

/// Puts the first `length` bytes of a block in their place as words, and the bit that ends a message, and nothing behind that.
#[inline]
#[target_feature(enable = "ssse3")]
fn put_end(block: &Block, length: usize, words: &mut Words) {
    let mut places = _mm_set_epi64x(0x0f0e_0d0c_0b0a_0908, 0x0706_0504_0302_0100);
    let end = _mm_set1_epi8(length as i8);
    for (word, bytes) in words.iter_mut().zip(block.as_chunks::<16>().0) {
        let kept = _mm_and_si128(vector(bytes), _mm_cmpgt_epi8(end, places));
        let bit = _mm_and_si128(_mm_set1_epi8(i8::MIN), _mm_cmpeq_epi8(end, places));
        *word = swap(_mm_or_si128(kept, bit));
        places = _mm_add_epi8(places, _mm_set1_epi8(16));
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

/// Puts bytes in their place as words, of which the first byte is the highest.
#[inline]
#[target_feature(enable = "ssse3")]
fn put_words(bytes: Bytes, words: &mut Words) {
    for (word, bytes) in words.iter_mut().zip(bytes) {
        *word = swap(bytes);
    }
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
    let equal = digits.into_iter().zip(bytes(stated)).map(|(one, other)| _mm_movemask_epi8(_mm_cmpeq_epi8(one, other)));
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
