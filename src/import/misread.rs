//! Whether a file was read in another code page than it is written in, as far as one word can tell.
//!
//! Every byte is a character in a code page, so a wrong one is not refused: `Настройка` becomes `Íàñòðîéêà`. Nothing is counted here and nothing is
//! taken for likely, which would be wrong for short files. A word that no language writes is shown with what it would be, and whoever knows the file decides.

use std::collections::BTreeSet;

use super::spelling::brief;
use super::text::{Encoding, Page};
use crate::domain::likeness::has_twin;

/// A word that is none in the encoding it was read in, and is one in another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misread {
    /// The line it stands in.
    pub line: u64,
    /// As it was read.
    pub word: String,
    /// What it would be, and in which encoding; at least one.
    pub readings: Vec<(String, Encoding)>,
}

/// The signs that windows-1252 has where windows-1250 has the letters `ąłżŁĄŻ`.
const POLISH: &str = "¹³¿£¥¯";
/// Those that it has where windows-1251 has letters: `Ёё`, `Чч`.
const RUSSIAN: &str = "¨¸×÷";
/// So many different letters beyond ASCII, and none of ASCII, make no word in Latin letters: the Polish `żółć` has four, and so has the frame of
/// a table that was drawn by DOS.
const FOREIGN: usize = 5;

/// The first word of a text that was misread; none in UTF-8, which is refused where it is something else.
pub fn misread(text: &str, encoding: Encoding) -> Option<Misread> {
    let page = encoding.page()?;
    (1..).zip(text.split('\n')).filter(|(_, line)| !line.is_ascii()).find_map(|(line, cells)| {
        let mut words = cells.split(|c: char| !is_of_word(c)).filter(|word| !word.is_ascii());
        words.find_map(|word| Some(Misread { line, word: brief(word), readings: readings(word, encoding, page)? }))
    })
}

fn is_of_word(c: char) -> bool {
    c.is_alphabetic() || POLISH.contains(c) || RUSSIAN.contains(c)
}

/// What a word would be in those encodings in which it is one; none where it may be one as it was read.
fn readings(word: &str, encoding: Encoding, page: Page) -> Option<Vec<(String, Encoding)>> {
    let others: &[Encoding] = match encoding {
        Encoding::Windows1251 if is_latin_within(word) => &[Encoding::Windows1252, Encoding::Windows1250],
        Encoding::Windows1251 => &[],
        _ if is_foreign(word) => &[Encoding::Windows1251],
        Encoding::Windows1252 | Encoding::Latin1 if has_sign_within(word) => &[Encoding::Windows1250],
        _ => &[],
    };
    let bytes = bytes(&brief(word), page);
    let mut readings: Vec<(String, Encoding)> = Vec::new();
    for &other in others {
        let read = other.page().map(|page| page(&bytes).into_owned()).unwrap_or_default();
        let is_word = !read.is_empty() && read.chars().all(char::is_alphabetic);
        if is_word && readings.iter().all(|(known, _)| *known != read) {
            readings.push((read, other));
        }
    }
    Some(readings).filter(|readings| !readings.is_empty())
}

/// `Íàñòðîéêà`: many letters, and none of them of ASCII.
fn is_foreign(word: &str) -> bool {
    let letters = word.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase);
    !word.contains(|c: char| c.is_ascii()) && letters.collect::<BTreeSet<char>>().len() >= FOREIGN
}

/// `us³uga`: a sign between letters, some of them of ASCII.
fn has_sign_within(word: &str) -> bool {
    let chars: Vec<char> = word.chars().collect();
    let is_within =
        |three: &[char]| matches!(three, [a, b, c] if a.is_alphabetic() && POLISH.contains(*b) && c.is_alphabetic());
    word.contains(|c: char| c.is_ascii()) && chars.windows(3).any(is_within)
}

/// `Mьller`: between letters of ASCII only such as look like none. The others are typed for them by mistake, on a Russian keyboard.
fn is_latin_within(word: &str) -> bool {
    let within = word.trim_matches(|c: char| !c.is_ascii());
    !within.is_ascii() && within.chars().all(|c| c.is_ascii() || c.is_alphabetic() && !has_twin(c))
}

/// The bytes that were read as a word.
fn bytes(word: &str, page: Page) -> Vec<u8> {
    let byte = |c| (u8::MIN..=u8::MAX).find(|&byte| page(&[byte]).chars().eq([c]));
    word.chars().filter_map(byte).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is told of a text that was written in one encoding and read in another.
    fn told(text: &str, written: &'static encoding_rs::Encoding, read: Encoding) -> String {
        let page = read.page().expect("a code page");
        let bytes = written.encode(text).0;
        let Some(Misread { line, word, readings }) = misread(&page(&bytes), read) else { return String::new() };
        let readings: Vec<String> = readings.iter().map(|(text, encoding)| format!("{text} in {encoding}")).collect();
        format!("{line}: {word}: {}", readings.join(", "))
    }

    #[test]
    fn a_word_that_no_language_writes_is_shown_as_it_would_be() {
        use encoding_rs::{WINDOWS_1250, WINDOWS_1251, WINDOWS_1252};
        for (text, written, read, shown) in [
            ("a;b\nПривет, мир", WINDOWS_1251, Encoding::Windows1252, "2: Ïðèâåò: Привет in windows-1251"),
            ("Ещё счёт", WINDOWS_1251, Encoding::Windows1252, ""),
            ("получён", WINDOWS_1251, Encoding::Latin1, "1: ïîëó÷¸í: получён in windows-1251"),
            ("Настройка", WINDOWS_1251, Encoding::Windows1250, "1: Íŕńňđîéęŕ: Настройка in windows-1251"),
            ("1;usługa", WINDOWS_1250, Encoding::Windows1252, "1: us³uga: usługa in windows-1250"),
            ("Zażółć gęślą", WINDOWS_1250, Encoding::Latin1, "1: Za¿ó³æ: Zażółć in windows-1250"),
            ("Frau Müller", WINDOWS_1252, Encoding::Windows1251, "1: Mьller: Müller in windows-1252"),
            ("Größe", WINDOWS_1252, Encoding::Windows1251, "1: GrцЯe: Größe in windows-1252"),
            ("język, sieć; piątka śród", WINDOWS_1250, Encoding::Windows1251, ""),
            (
                "na moście",
                WINDOWS_1250,
                Encoding::Windows1251,
                "1: moњcie: moœcie in windows-1252, moście in windows-1250",
            ),
        ] {
            let told = told(text, written, read);
            assert!(told == shown, "{text}: {told}");
        }
    }

    #[test]
    fn what_may_be_a_word_is_not_told_of() {
        use encoding_rs::{WINDOWS_1250, WINDOWS_1251, WINDOWS_1252};
        for (text, page, encoding) in [
            (
                "Übergröße à la carte, œuvre, ¿Qué? 5 m³, 10² £5 a£ Ærø äöüßÄÖÜ ÚÄÄÄÄÄ¿",
                WINDOWS_1252,
                Encoding::Windows1252,
            ),
            ("żółć Żółć ŻÓŁĆ příští šíříš čůží őrült Łódź", WINDOWS_1250, Encoding::Windows1250),
            (
                "Настройка USB-кабеля, PDFы, Cервис, cepвep, сеrвеr № 5 ещё раз, SQLщик",
                WINDOWS_1251,
                Encoding::Windows1251,
            ),
        ] {
            assert_eq!(told(text, page, encoding), "");
        }
        assert_eq!(misread("Ïðèâåò", Encoding::Utf8), None);
    }
}
