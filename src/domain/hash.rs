//! What a SHA-256 is written as.

use std::fmt;
use std::str::FromStr;

use super::Unreadable;

/// A SHA-256: 64 lower-case hexadecimal digits, compared as bytes (R1). What it is of says whoever made it: a line of the ledger and all before it, or
/// a file.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Hash([u8; Hash::DIGITS]);

impl Hash {
    /// How many digits a hash has.
    pub const DIGITS: usize = 64;

    /// Writes a digest as its digits.
    pub(crate) fn of_digest(digest: [u8; Hash::DIGITS / 2]) -> Hash {
        // Reckoned instead of looked up: a core does many digits at a time.
        let digit = |half: u8| half + b'0' + u8::from(half > 9) * (b'a' - b'9' - 1);
        let mut digits = [b'0'; Hash::DIGITS];
        for (pair, byte) in digits.chunks_exact_mut(2).zip(digest) {
            pair[0] = digit(byte >> 4);
            pair[1] = digit(byte & 15);
        }
        Hash(digits)
    }

    /// The one with these digits, which are lower-case hexadecimal ones.
    pub(crate) const fn of_digits(digits: [u8; Hash::DIGITS]) -> Hash {
        Hash(digits)
    }

    /// Reads the digits; none where they are not just that many, or some are capitals or no digits at all.
    pub fn read(digits: &[u8]) -> Option<Hash> {
        let digits: [u8; Hash::DIGITS] = digits.try_into().ok()?;
        // Every digit is looked at, whatever the first ones are: that is quicker than to stop.
        let are = digits.iter().fold(true, |are, &digit| are & is_hex_digit(digit));
        are.then_some(Hash(digits))
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        // Only ever made of hexadecimal digits.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The same, as bytes.
    pub fn digits(&self) -> &[u8; Hash::DIGITS] {
        &self.0
    }
}

/// Whether a byte is a digit in which hashes are written, and the ids that the program makes.
#[inline]
pub fn is_hex_digit(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'a'..=b'f')
}

impl FromStr for Hash {
    type Err = Unreadable;

    fn from_str(digits: &str) -> Result<Hash, Unreadable> {
        Hash::read(digits.as_bytes()).ok_or_else(|| Unreadable::new("a hash is 64 digits 0–9 a–f"))
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r1_a_digest_is_written_in_digits_as_the_standard_library_writes_it() {
        for from in (0..=u8::MAX).step_by(32) {
            let digest = std::array::from_fn(|at| from + at as u8);
            let digits: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
            assert_eq!(Hash::of_digest(digest).as_str(), digits);
        }
    }

    #[test]
    fn r1_a_hash_is_64_lower_case_digits() {
        assert_eq!("0a".repeat(32).parse::<Hash>().map(|hash| hash.to_string()), Ok("0a".repeat(32)));
        for wrong in ["", "0A", &"0A".repeat(32), &"0a".repeat(31), &"0g".repeat(32), &"a".repeat(65), &"ä".repeat(32)]
        {
            assert_eq!(wrong.parse::<Hash>().ok(), None, "{wrong}");
        }
    }
}
