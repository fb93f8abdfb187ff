//! Reading along a line that has just the spelling that is expected.
//!
//! Each step takes what may stand there and nothing else; where something else does, the line is left to the ordinary way. Bytes are looked at
//! eight at a time: texts until one is no plain letter ([`unusual`]), times of day all at once, each byte less what it would be at least
//! ([`Rest::shaped`]). Lines come in the order of their days, so a day is made of its digits once ([`Days`]).

use std::str::FromStr;

use crate::domain::ids::Serial;
use crate::domain::{Clock, Date, Instant, Text};

/// What stands between two quotes, without escapes. What it says is not judged yet, nor whether it is UTF-8.
#[derive(Clone, Copy, Debug)]
pub(super) struct Quoted<'a> {
    /// The line from its first byte on, what stands behind it included.
    from: &'a [u8],
    length: usize,
    /// Whether it is made of the bytes from ` ` to `~`.
    plain: bool,
}

impl<'a> Quoted<'a> {
    /// So many bytes may a text have that is [short](Quoted::short).
    const SHORT: usize = 16;

    /// Its bytes.
    pub(super) fn bytes(self) -> &'a [u8] {
        &self.from[..self.length]
    }

    /// The text; none where it is no UTF-8.
    pub(super) fn text(self) -> Option<&'a str> {
        std::str::from_utf8(self.bytes()).ok()
    }

    /// A short plain text as a number, its first byte the lowest: numbers are looked up in less time than texts. None of any other, and where it
    /// stands at the very end. A plain text has no NUL, so it is another number for every text.
    pub(super) fn short(self) -> Option<u128> {
        if !self.plain {
            return None;
        }
        let all = u128::from_le_bytes(*self.from.first_chunk::<{ Quoted::SHORT }>()?);
        match self.length {
            Quoted::SHORT => Some(all),
            length if length < Quoted::SHORT => Some(all & ((1 << (8 * length)) - 1)),
            _ => None,
        }
    }

    /// Whether it is a text of at most so many characters.
    pub(super) fn is_text(self, most: usize) -> bool {
        // Of a plain text, or one of letters, all that could be wrong is its length, or that it is blank.
        let may_be = self.length <= most && self.bytes().first().is_some_and(|&b| b != b' ');
        let is_simple = may_be && (self.plain || are_letters(self.bytes()));
        is_simple || self.text().is_some_and(|text| Text::check(text, most).is_ok())
    }

    /// What `read` makes of it; none where it is no UTF-8, too.
    pub(super) fn read<T>(self, read: impl FnOnce(&'a str) -> Option<T>) -> Option<T> {
        read(self.text()?)
    }
}

/// The days that were read last, so that each is made of its digits once: that on which lines were recorded, and that on which work was done.
#[derive(Debug, Default)]
pub(super) struct Days {
    recorded: Day,
    worked: Day,
}

impl Days {
    /// A day on which work was done: mostly that of the recording, or one that was read before.
    #[inline]
    fn worked(&mut self, digits: &[u8; 10]) -> Option<Date> {
        let day = if self.recorded.digits == *digits { self.recorded.is } else { self.worked.read(digits) };
        day.map(|(date, _)| date)
    }
}

/// A day, by its digits.
#[derive(Debug, Default)]
struct Day {
    digits: [u8; 10],
    is: Option<(Date, Instant)>,
}

impl Day {
    /// The day with these digits, and when it began in UTC; none where there is no such day.
    fn read(&mut self, digits: &[u8; 10]) -> Option<(Date, Instant)> {
        if self.digits != *digits {
            let date = day(digits)?;
            (self.digits, self.is) = (*digits, Some((date, Instant::midnight(date))));
        }
        self.is
    }
}

/// What `read` makes of something that may be absent. The outer `None` is something that cannot be read.
pub(super) fn maybe<A, T>(found: Option<A>, read: impl FnOnce(A) -> Option<T>) -> Option<Option<T>> {
    match found {
        Some(found) => read(found).map(Some),
        None => Some(None),
    }
}

/// What is left to read of a line.
pub(super) struct Rest<'a>(pub(super) &'a [u8]);

impl<'a> Rest<'a> {
    fn take<const N: usize>(&mut self) -> Option<&'a [u8; N]> {
        let (taken, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(taken)
    }

    /// A key, whose length is known when this is compiled: it is compared in a few words.
    pub(super) fn expect<const N: usize>(&mut self, what: &[u8; N]) -> Option<()> {
        self.0 = self.0.split_first_chunk::<N>().filter(|(found, _)| *found == what)?.1;
        Some(())
    }

    pub(super) fn has<const N: usize>(&mut self, what: &[u8; N]) -> bool {
        self.expect(what).is_some()
    }

    /// A string without escapes. Those that JSON would need for other characters than `"` and `\` are in no text there is.
    ///
    /// It is made part of whatever calls it: what it gives back would else be written to memory and read in other pieces, which costs more than
    /// to find it.
    #[inline(always)]
    pub(super) fn text(&mut self) -> Option<Quoted<'a>> {
        self.expect(b"\"")?;
        let from = self.0;
        let usual = plain(from);
        let (length, plain) = match from.get(usual) {
            Some(b'"') => (usual, true),
            _ => (text_end(from, usual)?, false),
        };
        self.0 = from.get(length + 1..)?;
        Some(Quoted { from, length, plain })
    }

    /// An id: mostly as the program makes them, which is the one that is looked for.
    #[inline(always)]
    pub(super) fn id(&mut self) -> Option<(Quoted<'a>, Option<Serial>)> {
        const LENGTH: usize = 32;
        let quoted = self.0.first_chunk::<{ LENGTH + 2 }>().filter(|id| id[0] == b'"' && id[LENGTH + 1] == b'"');
        match quoted.and_then(|id| Serial::of(&id[1..=LENGTH])) {
            None => Some((self.text()?, None)),
            serial => {
                let from = &self.0[1..];
                self.0 = &from[LENGTH + 1..];
                Some((Quoted { from, length: LENGTH, plain: true }, serial))
            }
        }
    }

    /// A text behind a key that may be absent.
    #[inline(always)]
    pub(super) fn maybe<const N: usize>(&mut self, key: &[u8; N]) -> Option<Option<Quoted<'a>>> {
        if self.has(key) { self.text().map(Some) } else { Some(None) }
    }

    /// A number without a sign, a point or needless zeros.
    pub(super) fn number(&mut self) -> Option<u64> {
        let (mut number, mut rest) = (0_u64, self.0);
        while let Some((digit, behind)) = rest.split_first().filter(|(b, _)| b.is_ascii_digit()) {
            number = number.checked_mul(10)?.checked_add((digit - b'0').into())?;
            rest = behind;
        }
        let digits = self.0.len() - rest.len();
        if digits == 0 || (digits > 1 && self.0[0] == b'0') {
            return None;
        }
        self.0 = rest;
        Some(number)
    }

    /// Eight bytes, each less that of `form`, where none of them is less or more than `most` above it. They are a number, the first the lowest.
    #[inline(always)]
    fn shaped(&mut self, form: &[u8; 8], most: [u8; 8]) -> Option<u64> {
        let above = u64::from_le_bytes(*self.take()?).wrapping_sub(u64::from_le_bytes(*form));
        // A byte that is less than its form has the highest bit then, whatever it borrowed from the next; one that is too much gets it here.
        let beyond = above.wrapping_add(u64::from_le_bytes(most.map(|most| 0x7f - most)));
        ((above | beyond) & each(0x80) == 0).then_some(above)
    }

    /// `2026-11-23"`
    pub(super) fn date(&mut self, days: &mut Days) -> Option<Date> {
        let date = days.worked(self.take()?)?;
        self.expect(b"\"").map(|()| date)
    }

    /// `14:05"`
    pub(super) fn clock(&mut self) -> Option<Clock> {
        // Together with two bytes behind it, whatever they are.
        let eight = u64::from_le_bytes(*self.0.first_chunk()?);
        let time = Rest(&(eight & !(0xffff << 48)).to_le_bytes()).shaped(b"00:00\"\0\0", [2, 9, 0, 5, 9, 0, 0, 0])?;
        self.0 = &self.0[6..];
        let (hour, minute) = (two_digits(time, 0), two_digits(time, 3));
        Clock::new(hour as u32, minute as u32)
    }

    /// `2026-11-23T09:14:05.120394Z"`, and its day.
    #[inline(always)]
    pub(super) fn instant(&mut self, days: &mut Days) -> Option<(Date, Instant)> {
        let (date, midnight) = days.recorded.read(self.take()?)?;
        self.expect(b"T")?;
        let time = self.shaped(b"00:00:00", [2, 9, 0, 5, 9, 0, 5, 9])?;
        let fraction = self.shaped(b".000000Z", [0, 9, 9, 9, 9, 9, 9, 0])?;
        self.expect(b"\"")?;
        let (hour, minute, second) = (two_digits(time, 0), two_digits(time, 3), two_digits(time, 6));
        let micros = (two_digits(fraction, 1) * 100 + two_digits(fraction, 3)) * 100 + two_digits(fraction, 5);
        let seconds = (hour * 60 + minute) * 60 + second;
        (hour < 24).then(|| (date, midnight.plus_micros(seconds * 1_000_000 + micros)))
    }
}

/// The day with these digits: `2026-11-23`.
fn day(digits: &[u8; 10]) -> Option<Date> {
    let mut rest = Rest(digits);
    let year_and_month = rest.shaped(b"0000-00-", [9, 9, 9, 9, 0, 9, 9, 0])?;
    let [ten, one] = *rest.take()?;
    let day = Rest(&[ten, one, 0, 0, 0, 0, 0, 0]).shaped(b"00\0\0\0\0\0\0", [9, 9, 0, 0, 0, 0, 0, 0])?;
    let [hundreds, years, month] = [0, 2, 5].map(|at| two_digits(year_and_month, at));
    Date::new((hundreds * 100 + years) as i32, month as u32, two_digits(day, 0) as u32)
}

/// The number that two digits make which stand at a byte and the next.
#[inline(always)]
fn two_digits(eight: u64, at: u32) -> i64 {
    let pairs = eight * 10 + (eight >> 8);
    i64::from((pairs >> (8 * at)) as u8)
}

/// Where a text ends of which so many bytes are plain; none where a `\` comes before that.
#[inline(never)]
fn text_end(from: &[u8], plain: usize) -> Option<usize> {
    let end = plain + memchr::memchr2(b'"', b'\\', from.get(plain..)?)?;
    (from[end] == b'"').then_some(end)
}

/// How many bytes there are before the first that is no plain letter of a text: before `"`, `\`, or one that is none from ` ` to `~`.
#[inline(always)]
fn plain(bytes: &[u8]) -> usize {
    let mut at = 0;
    while let Some(eight) = bytes.get(at..).and_then(<[u8]>::first_chunk) {
        match unusual(u64::from_le_bytes(*eight)) {
            0 => at += 8,
            marks => return at + marks.trailing_zeros() as usize / 8,
        }
    }
    at + bytes[at..].iter().take_while(|b| matches!(b, b' '..=b'~') && !matches!(b, b'"' | b'\\')).count()
}

/// Whether there are only bytes from ` ` to `~` and characters of two bytes among which none controls anything: most Latin, Greek and Cyrillic
/// letters are such.
fn are_letters(mut bytes: &[u8]) -> bool {
    loop {
        match bytes {
            [b' '..=b'~', rest @ ..] | [0xc3..=0xd7 | 0xd9..=0xdf, 0x80..=0xbf, rest @ ..] => bytes = rest,
            rest => return rest.is_empty(),
        }
    }
}

/// Eight bytes, each of them this one.
const fn each(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

/// The highest bit of the first of eight bytes that is no plain letter, and perhaps of others behind it.
fn unusual(eight: u64) -> u64 {
    // A byte gets its highest bit where it is less than what is taken away, or has it already, which is unusual, too. It borrows from the next
    // one then, or is carried over to it: so the first mark is right, and those behind it may not be.
    let is = |byte: u8| (eight ^ each(byte)).wrapping_sub(each(1));
    let (control, delete) = (eight.wrapping_sub(each(b' ')), eight.wrapping_add(each(1)));
    (eight | control | delete | is(b'"') | is(b'\\')) & each(0x80)
}

/// A value of which every text that can be read is its one spelling.
pub(super) fn word<T: FromStr>(text: &str) -> Option<T> {
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn b4_a_day_is_read_quickly_as_it_is_read_ordinarily() {
        let ordinarily = |digits: &[u8; 10]| std::str::from_utf8(digits).ok().and_then(word::<Date>);
        let texts = (1899..=2101).flat_map(|year| {
            (0..=13).flat_map(move |month| (0..=32).map(move |day| format!("{year:04}-{month:02}-{day:02}")))
        });
        for text in texts.chain(["9999-12-31", "0000-00-00", "1900-02-29", "2000-02-29"].map(str::to_owned)) {
            let digits = text.as_bytes().try_into().expect("ten bytes");
            assert_eq!(day(digits), ordinarily(digits), "{text}");
        }
        for (byte, at) in (0..=u8::MAX).flat_map(|byte| (0..10).map(move |at| (byte, at))) {
            let mut digits = *b"2012-12-12";
            digits[at] = byte;
            assert_eq!(day(&digits), ordinarily(&digits), "{byte} at {at}");
        }
    }

    #[test]
    fn b4_a_worked_day_is_read_the_same_whatever_was_read_before() {
        let (mut days, texts) = (Days::default(), ["2026-11-22", "2026-11-23", "2026-02-30", "\0\0\0\0\0\0\0\0\0\0"]);
        for (recorded, worked) in texts.iter().flat_map(|recorded| texts.map(|worked| (recorded, worked))) {
            let instant = format!("{recorded}T09:14:05.120394Z\"");
            let read = Rest(instant.as_bytes()).instant(&mut days);
            assert_eq!(read.map(|(date, _)| date), word(recorded));
            let date = format!("{worked}\"");
            assert_eq!(Rest(date.as_bytes()).date(&mut days), word(worked), "{worked} behind {recorded}");
        }
    }

    #[test]
    fn s1_what_is_taken_for_letters_is_a_text() {
        let mut letters = 0;
        for c in ('\0'..=char::MAX).filter(|c| are_letters(c.encode_utf8(&mut [0; 4]).as_bytes())) {
            assert_eq!(Text::check(&format!("a{c}"), Text::LINE), Ok(()), "{c:?}");
            letters += 1;
        }
        assert_eq!(letters, 95 + 28 * 64);
        assert!(are_letters("Żółć, ООО Ромашка".as_bytes()));
        for bytes in [&b"\xc3"[..], b"\xc3a", b"a\x80", b"\xd0\xd0\xbe", b"\xc0\xaf", b"\xe2\x80\x93", b"\x7f", b"\n"] {
            assert!(!are_letters(bytes), "{bytes:?}");
        }
    }

    #[test]
    fn the_first_byte_that_is_no_plain_letter_is_found_wherever_it_stands() {
        for (byte, at) in (0..=u8::MAX).flat_map(|byte| (0..40).map(move |at| (byte, at))) {
            let mut bytes = *b"What stands in a note, as most of them do: 0123";
            let is_plain = matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\');
            bytes[at] = byte;
            bytes[45] = byte;
            assert_eq!(plain(&bytes), if is_plain { bytes.len() } else { at }, "{byte} at {at}");
        }
    }
}
