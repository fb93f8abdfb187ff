//! Reading along a line that has just the spelling that is expected.
//!
//! Each step takes what may stand there and nothing else; where something else does, the line is left to the ordinary way. Bytes are looked at
//! eight at a time: texts until one is no plain letter ([`unusual`]), times of day all at once, each byte less what it would be at least
//! ([`shaped`]). What stood in the line before mostly stands in the next one, too: it is known again ([`Recent`]).

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
    #[inline(always)]
    pub(super) fn short(self) -> Option<u128> {
        first_of(self.from.first_chunk().filter(|_| self.plain)?, self.length)
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

/// What was read last and is known again: the days on which a line was recorded and on which work was done, which are made of their digits
/// once, and who wrote.
#[derive(Debug, Default)]
pub(super) struct Recent {
    recorded: Day,
    worked: Day,
    by: Short,
}

impl Recent {
    /// A day on which work was done: mostly that of the recording, or one that was read before.
    #[inline]
    fn worked(&mut self, digits: &[u8; 10]) -> Option<Date> {
        let day = if self.recorded.digits == *digits { self.recorded.is } else { self.worked.read(digits) };
        day.map(|(date, _)| date)
    }
}

/// A text that is [short](Quoted::short), by that number; at first one without a letter.
#[derive(Debug, Default)]
struct Short {
    length: usize,
    is: u128,
}

impl Short {
    /// Whether some bytes begin with it and a quote.
    #[inline(always)]
    fn begins(&self, from: &[u8]) -> bool {
        let first = from.first_chunk().and_then(|all| first_of(all, self.length));
        first == Some(self.is) && from.get(self.length) == Some(&b'"')
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

/// So many bytes may a text have that is [short](Quoted::short).
const SHORT: usize = 16;

/// The first `many` of some bytes as a number, the first one the lowest; none where there are fewer.
#[inline(always)]
fn first_of(all: &[u8; SHORT], many: usize) -> Option<u128> {
    /// A window of these keeps the first `many`: all bits of bytes from the one half, none of those from the other.
    const KEPT: [u8; 2 * SHORT] = {
        let mut kept = [0; 2 * SHORT];
        kept.split_at_mut(SHORT).0.copy_from_slice(&[u8::MAX; SHORT]);
        kept
    };
    let kept = KEPT.get(SHORT.checked_sub(many)?..)?.first_chunk()?;
    Some(u128::from_le_bytes(*all) & u128::from_le_bytes(*kept))
}

/// What `read` makes of something that may be absent. The outer `None` is something that cannot be read.
#[inline(always)]
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

    /// The rest of a string without escapes, behind its first quote. Those that JSON would need for other characters than `"` and `\` are in no
    /// text there is.
    ///
    /// It is made part of whatever calls it: what it gives back would else be written to memory and read in other pieces, which costs more than
    /// to find it.
    #[inline(always)]
    pub(super) fn text(&mut self) -> Option<Quoted<'a>> {
        let from = self.0;
        let usual = plain(from);
        let (length, plain) = match from.get(usual) {
            Some(b'"') => (usual, true),
            _ => (text_end(from, usual)?, false),
        };
        self.0 = from.get(length + 1..)?;
        Some(Quoted { from, length, plain })
    }

    /// The same of who wrote: mostly whoever wrote the line before.
    #[inline(always)]
    pub(super) fn by(&mut self, recent: &mut Recent) -> Option<Quoted<'a>> {
        let (from, length) = (self.0, recent.by.length);
        if recent.by.begins(from) {
            self.0 = from.get(length + 1..)?;
            return Some(Quoted { from, length, plain: true });
        }
        let by = self.text()?;
        if let Some(is) = by.short() {
            recent.by = Short { length: by.length, is };
        }
        Some(by)
    }

    /// The rest of an id: mostly as the program makes them, which is the one that is looked for.
    #[inline(always)]
    pub(super) fn id(&mut self) -> Option<(Quoted<'a>, Option<Serial>)> {
        let from = self.0;
        if let Some(([id @ .., b'"'], rest)) = from.split_first_chunk::<33>()
            && let Some(serial) = Serial::of(id)
        {
            self.0 = rest;
            return Some((Quoted { from, length: id.len(), plain: true }, Some(serial)));
        }
        Some((self.text()?, None))
    }

    /// A text behind a key that may be absent, which is given with the quote behind it.
    #[inline(always)]
    pub(super) fn maybe<const N: usize>(&mut self, key: &[u8; N]) -> Option<Option<Quoted<'a>>> {
        if self.has(key) { self.text().map(Some) } else { Some(None) }
    }

    /// A number without a sign, a point or needless zeros.
    #[inline(always)]
    pub(super) fn number(&mut self) -> Option<u64> {
        let few = self.0.first_chunk().and_then(few_digits);
        let (number, digits) = few.or_else(|| any_digits(self.0))?;
        if digits > 1 && self.0[0] == b'0' {
            return None;
        }
        self.0 = self.0.get(digits..)?;
        Some(number)
    }

    /// `2026-11-23"`
    #[inline(always)]
    pub(super) fn date(&mut self, recent: &mut Recent) -> Option<Date> {
        let [digits @ .., b'"'] = self.take::<11>()? else { return None };
        recent.worked(digits)
    }

    /// `14:05"`
    #[inline(always)]
    pub(super) fn clock(&mut self) -> Option<Clock> {
        // Together with two bytes behind it, whatever they are.
        let eight = u64::from_le_bytes(*self.0.first_chunk()?) & !(0xffff << 48);
        let time = shaped(eight.to_le_bytes(), b"00:00\"\0\0", [2, 9, 0, 5, 9, 0, 0, 0])?;
        self.0 = &self.0[6..];
        let (hour, minute) = (two_digits(time, 0), two_digits(time, 3));
        Clock::new(hour as u32, minute as u32)
    }

    /// `2026-11-23T09:14:05.120394Z"`, and its day.
    #[inline(always)]
    pub(super) fn instant(&mut self, recent: &mut Recent) -> Option<(Date, Instant)> {
        let all: &[u8; 28] = self.take()?;
        let (digits, rest) = all.split_first_chunk()?;
        let (time, rest) = rest.strip_prefix(b"T")?.split_first_chunk()?;
        let (fraction, _) = rest.split_first_chunk().filter(|(_, quote)| *quote == b"\"")?;
        let (date, midnight) = recent.recorded.read(digits)?;
        let time = shaped(*time, b"00:00:00", [2, 9, 0, 5, 9, 0, 5, 9])?;
        let fraction = shaped(*fraction, b".000000Z", [0, 9, 9, 9, 9, 9, 9, 0])?;
        let (hour, minute, second) = (two_digits(time, 0), two_digits(time, 3), two_digits(time, 6));
        let micros = (two_digits(fraction, 1) * 100 + two_digits(fraction, 3)) * 100 + two_digits(fraction, 5);
        let seconds = (hour * 60 + minute) * 60 + second;
        (hour < 24).then(|| (date, midnight.plus_micros(seconds * 1_000_000 + micros)))
    }
}

/// Eight bytes, each less that of `form`, where none of them is less or more than `most` above it. They are a number, the first the lowest.
#[inline(always)]
fn shaped(eight: [u8; 8], form: &[u8; 8], most: [u8; 8]) -> Option<u64> {
    let above = u64::from_le_bytes(eight).wrapping_sub(u64::from_le_bytes(*form));
    // A byte that is less than its form has the highest bit then, whatever it borrowed from the next; one that is too much gets it here.
    let beyond = above.wrapping_add(u64::from_le_bytes(most.map(|most| 0x7f - most)));
    ((above | beyond) & each(0x80) == 0).then_some(above)
}

/// The day with these digits: `2026-11-23`.
fn day(digits: &[u8; 10]) -> Option<Date> {
    let [year_and_month @ .., ten, one] = *digits;
    let year_and_month = shaped(year_and_month, b"0000-00-", [9, 9, 9, 9, 0, 9, 9, 0])?;
    let day = shaped([ten, one, 0, 0, 0, 0, 0, 0], b"00\0\0\0\0\0\0", [9, 9, 0, 0, 0, 0, 0, 0])?;
    let [hundreds, years, month] = [0, 2, 5].map(|at| two_digits(year_and_month, at));
    Date::new((hundreds * 100 + years) as i32, month as u32, two_digits(day, 0) as u32)
}

/// The number that the first of some bytes are, digit by digit, and how many digits it has.
#[cold]
fn any_digits(bytes: &[u8]) -> Option<(u64, usize)> {
    let mut digits = bytes.iter().take_while(|b| b.is_ascii_digit());
    let add = |(number, many): (u64, usize), digit: &u8| {
        Some((number.checked_mul(10)?.checked_add((digit - b'0').into())?, many + 1))
    };
    digits.try_fold((0, 0), add).filter(|&(_, many)| many > 0)
}

/// The number that the first of eight bytes are, and how many digits it has: from one to seven.
#[inline(always)]
fn few_digits(eight: &[u8; 8]) -> Option<(u64, usize)> {
    // The first byte that is no digit gets its highest bit, and perhaps others behind it; without a minus, none borrows from the next.
    let each_less = u64::from_le_bytes(*eight) ^ each(b'0');
    let marks = (each_less | each_less.wrapping_add(each(0x80 - 10))) & each(0x80);
    let digits = marks.trailing_zeros() / 8;
    if !(1..8).contains(&digits) {
        return None;
    }
    // As if zeros stood before them: in two, in four and in eight.
    let ones = each_less << (8 * (8 - digits));
    let twos = (ones * 10 + (ones >> 8)) & 0x00ff_00ff_00ff_00ff;
    let fours = (twos * 100 + (twos >> 16)) & 0x0000_ffff_0000_ffff;
    Some(((fours * 10_000 + (fours >> 32)) & 0xffff_ffff, digits as usize))
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
        let (mut recent, texts) =
            (Recent::default(), ["2026-11-22", "2026-11-23", "2026-02-30", "\0\0\0\0\0\0\0\0\0\0"]);
        for (recorded, worked) in texts.iter().flat_map(|recorded| texts.map(|worked| (recorded, worked))) {
            let instant = format!("{recorded}T09:14:05.120394Z\"");
            let read = Rest(instant.as_bytes()).instant(&mut recent);
            assert_eq!(read.map(|(date, _)| date), word(recorded));
            let date = format!("{worked}\"");
            assert_eq!(Rest(date.as_bytes()).date(&mut recent), word(worked), "{worked} behind {recorded}");
        }
    }

    #[test]
    fn r1_who_wrote_is_read_the_same_whoever_wrote_before() {
        let names =
            ["ada", "adb", "ad", "adam", "", "żó", "a\\", "sixteen letters!", "sixteen letters?", "seventeen letters"];
        for (before, by) in names.iter().flat_map(|before| names.map(|by| (before, by))) {
            for behind in [0, 8, 30] {
                let mut recent = Recent::default();
                Rest(format!("{before}\",\"batch\":[1,2],\"kind\"").as_bytes()).by(&mut recent);
                let line = format!("{by}\"{}", ",".repeat(behind));
                let (mut known, mut plainly) = (Rest(line.as_bytes()), Rest(line.as_bytes()));
                let (known_by, text) = (known.by(&mut recent), plainly.text());
                let is = |text: Option<Quoted<'_>>| text.map(|text| (text.bytes().to_vec(), text.plain, text.short()));
                assert_eq!(is(known_by), is(text), "{by:?} behind {before:?}");
                assert_eq!(known.0, plainly.0, "{by:?} behind {before:?}");
            }
        }
    }

    #[test]
    fn r1_a_number_is_read_quickly_as_it_is_read_ordinarily() {
        let digits = ["", "0", "7", "00", "07", "10", "123", "9999999", "12345678", "99999999"];
        let long = ["01234567", "123456789012", "18446744073709551615", "18446744073709551616", "99999999999999999999"];
        for digits in digits.into_iter().chain(long) {
            let is_one = digits == "0" || !digits.starts_with('0');
            let ordinarily = digits.parse::<u64>().ok().filter(|_| is_one);
            for (next, behind) in (0..=u8::MAX).filter(|b| !b.is_ascii_digit()).flat_map(|b| [0, 1, 9].map(|n| (b, n)))
            {
                let line = [digits.as_bytes(), &vec![next; behind]].concat();
                let mut rest = Rest(&line);
                assert_eq!(rest.number(), ordinarily, "{digits} before {next}");
                let left = if ordinarily.is_some() { behind } else { line.len() };
                assert_eq!(rest.0.len(), left, "{digits} before {next}");
            }
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
