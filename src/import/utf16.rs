//! UTF-16: what Excel calls Unicode text. A byte order mark at its beginning tells it.

use super::Unfit;
use super::text::Lines;

/// In which order the two bytes of a unit stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// The low byte first, as Windows has it.
    Little,
    /// The high byte first.
    Big,
}

impl Order {
    /// What the byte order mark says; none where there is none of UTF-16.
    pub(super) fn of(bytes: &[u8]) -> Option<Order> {
        match bytes {
            [0xff, 0xfe, ..] => Some(Order::Little),
            [0xfe, 0xff, ..] => Some(Order::Big),
            _ => None,
        }
    }

    fn unit(self, pair: [u8; 2]) -> u16 {
        match self {
            Order::Little => u16::from_le_bytes(pair),
            Order::Big => u16::from_be_bytes(pair),
        }
    }

    /// Where the next line ends from a place on, which is that of a unit.
    pub(super) fn line_end(self, bytes: &[u8], from: usize) -> Option<usize> {
        let pairs = memchr::memchr_iter(b'\n', &bytes[from..]).map(|at| from + at / 2 * 2);
        let ends = |at: usize| bytes.get(at..).and_then(<[u8]>::first_chunk).is_some_and(|&pair| self.unit(pair) == LF);
        pairs.into_iter().find(|&at| ends(at))
    }
}

const LF: u16 = 0x0a;

/// The text of a file, with its byte order mark.
///
/// # Errors
///
/// What is no character, and a text or a line that is too large.
pub(super) fn of_utf16(bytes: &[u8], order: Order, most: u64) -> Result<String, Unfit> {
    let (pairs, rest) = bytes.as_chunks();
    let mut lines = Lines::new(most);
    let mut line = String::new();
    for read in char::decode_utf16(pairs.iter().map(|&pair| order.unit(pair))) {
        let c = read.map_err(|half| {
            let told =
                format!("0x{:04X} is not UTF-16: half of a character, without the other", half.unpaired_surrogate());
            Unfit::line(lines.count() + 1, told)
        })?;
        line.push(c);
        if c == '\n' {
            lines.add(&line)?;
            line.clear();
        }
    }
    if let [byte, ..] = rest {
        let told = format!("byte 0x{byte:02X} at the end is half of a unit of UTF-16");
        return Err(Unfit::line(lines.count() + 1, told).hint("the file was cut off: export it again"));
    }
    lines.add(&line)?;
    Ok(lines.text)
}

/// A text in UTF-16, in both orders.
#[cfg(test)]
pub(super) fn in_both_orders(text: &str) -> [Vec<u8>; 2] {
    let units = || [0xfeff].into_iter().chain(text.encode_utf16());
    [units().flat_map(u16::to_le_bytes).collect(), units().flat_map(u16::to_be_bytes).collect()]
}
