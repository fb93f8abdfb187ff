//! Names that look alike (S8). Ids are ASCII; names are free, so two of them may differ in nothing that an eye can see.

use unicode_normalization::UnicodeNormalization;

use super::text::{hides, selects};

/// Letters of other scripts that look like Latin ones, in small or in capitals, each as a small one.
///
/// The common ones of Unicode's list of confusables (UTS 39), for the scripts that stand beside Latin on a keyboard.
const TWINS: [(&str, &str); 2] = [("авеікмнорстухјѕһ", "abeikmhopctyxjsh"), ("αβεζηικμνορτυχ", "abezhikmnoptyx")];

/// Scripts of which a word has letters of one at most.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    Latin,
    Greek,
    Cyrillic,
}

fn script(c: char) -> Option<Script> {
    match c {
        'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' if c.is_alphabetic() => {
            Some(Script::Latin)
        }
        '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}' if c.is_alphabetic() => Some(Script::Greek),
        '\u{400}'..='\u{52f}' if c.is_alphabetic() => Some(Script::Cyrillic),
        _ => None,
    }
}

/// The first word that mixes Latin, Greek and Cyrillic letters: hardly anybody writes one on purpose.
pub fn mixed(name: &str) -> Option<&str> {
    name.split(|c: char| !c.is_alphanumeric()).find(|word| {
        let mut scripts = word.chars().filter_map(script);
        let first = scripts.next();
        scripts.any(|other| Some(other) != first)
    })
}

/// Whether a letter looks like a Latin one and is of another script.
pub fn has_twin(c: char) -> bool {
    c.to_lowercase().any(|c| latin(c) != c)
}

/// Whether every letter of a word is Latin or looks so, and one of them only looks so.
pub fn passes_for_latin(word: &str) -> bool {
    let is_latin = |c: char| has_twin(c) || script(c) == Some(Script::Latin);
    word.chars().any(has_twin) && word.chars().filter(|c| c.is_alphabetic()).all(is_latin)
}

/// Whether two names look alike: the same but for case, blanks, what nobody sees, letters that have a twin in another script, and whether a letter
/// and its mark are one character or two.
pub fn alike(one: &str, other: &str) -> bool {
    plain(one) == plain(other)
}

/// The words of a name without their case and their marks, each with a blank before it: what somebody writes who knows a name by ear.
pub fn words(name: &str) -> String {
    let bare = plain(name).replace(|c: char| matches!(c, '\u{300}'..='\u{36f}'), "");
    format!(" {}", bare.trim_end())
}

/// A name as [`alike`] compares it: in small letters, each taken apart into what it is without its marks, and those (Unicode's canonical decomposition).
fn plain(name: &str) -> String {
    let letters = name.split_whitespace().flat_map(|word| word.chars().chain([' ']));
    let seen = letters.filter(|&c| !hides(c) && !selects(c)).flat_map(char::to_lowercase);
    seen.nfd().map(latin).collect()
}

/// The Latin letter that a small letter looks like; itself where it looks like none.
fn latin(c: char) -> char {
    let twin = |(twins, latin): &(&str, &str)| twins.chars().zip(latin.chars()).find(|(twin, _)| *twin == c);
    TWINS.iter().find_map(twin).map_or(c, |(_, latin)| latin)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s8_a_word_of_two_scripts_is_found() {
        assert_eq!(mixed("\u{410}CME GmbH"), Some("\u{410}CME"), "a Cyrillic А");
        assert_eq!(mixed("Kaffee \u{3bf}ne"), Some("\u{3bf}ne"), "a Greek ο");
        for plain in ["ACME GmbH", "ООО Ромашка", "ООО ACME", "Żółć", "Größe 7µ", "東京 Support", "C3PO", ""]
        {
            assert_eq!(mixed(plain), None, "{plain}");
        }
    }

    #[test]
    fn s8_a_word_that_passes_for_a_latin_one_is_found() {
        for word in ["\u{430}cme", "\u{410}\u{421}\u{41c}\u{415}", "m\u{fc}\u{456}", "r\u{3bf}d-2"] {
            assert!(passes_for_latin(word), "{word}");
        }
        for word in ["acme", "müller", "клиент", "πελάτης", "東京", "", "12"] {
            assert!(!passes_for_latin(word), "{word}");
        }
    }

    #[test]
    fn s8_names_that_an_eye_cannot_tell_apart_are_alike() {
        for (one, other) in [
            ("ACME GmbH", "acme  gmbh"),
            ("ACME", "\u{410}\u{421}\u{41c}\u{415}"),
            ("TAXI", "\u{3a4}\u{391}\u{3a7}\u{399}"),
            ("Ромашка", "РОМАШКА"),
            ("Müller", "mu\u{308}ller"),
            ("\u{401}лка", "\u{415}\u{308}лка"),
            ("T\u{177}", "Ty\u{302}"),
            ("Nguy\u{1ec5}n", "Nguye\u{302}\u{303}n"),
            ("N\u{451}", "N\u{eb}"),
            ("Mül\u{ad}ler\u{fe0f}", "Müller"),
        ] {
            assert!(alike(one, other), "{one} {other}");
        }
        for (one, other) in [("ACME GmbH", "ACME AG"), ("Acme One", "AcmeOne"), ("Müller", "Muller"), ("a", "b")] {
            assert!(!alike(one, other), "{one} {other}");
        }
    }

    #[test]
    fn words_are_without_case_and_marks() {
        assert_eq!(words("Bäckerei  ÖZTÜRK"), " backerei ozturk");
        assert_eq!(words("Nguyễn"), words("NGUYEN"));
    }

    #[test]
    fn every_twin_has_its_letter() {
        assert!(TWINS.iter().all(|(twins, latin)| twins.chars().count() == latin.chars().count()));
    }
}
