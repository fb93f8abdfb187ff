//! What is known of texts that stand in line after line, so that each is read and judged once.

use foldhash::{HashMap, HashMapExt};

use super::strict::Quoted;

/// What is known of at most `MOST` texts: more of a sort are no names but numbers, of tickets say. Short ones, as most names are, are looked up as
/// numbers.
#[derive(Debug)]
pub(super) struct Texts<T, const MOST: usize> {
    short: HashMap<u128, T>,
    long: HashMap<Box<[u8]>, T>,
}

impl<T, const MOST: usize> Default for Texts<T, MOST> {
    fn default() -> Texts<T, MOST> {
        Texts { short: HashMap::new(), long: HashMap::new() }
    }
}

impl<T, const MOST: usize> Texts<T, MOST> {
    /// What is known of a text.
    #[inline(always)]
    pub(super) fn get(&self, text: Quoted<'_>) -> Option<&T> {
        match text.short() {
            Some(short) => self.short.get(&short),
            None => self.get_long(text.bytes()),
        }
    }

    /// The same of one that is not short: few names are not, and what is done for them would be in the way of the others.
    #[inline(never)]
    fn get_long(&self, text: &[u8]) -> Option<&T> {
        self.long.get(text)
    }

    /// Keeps what is known of a text; where that would be too many, the others are forgotten.
    pub(super) fn put(&mut self, text: Quoted<'_>, is: T) {
        if self.short.len() + self.long.len() == MOST {
            *self = Texts::default();
        }
        match text.short() {
            Some(short) => self.short.insert(short, is),
            None => self.long.insert(text.bytes().into(), is),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::super::strict::Rest;
    use super::*;

    fn with_quoted<A>(text: &str, ask: impl FnOnce(Quoted<'_>) -> A) -> A {
        let line = format!("{text}\",\"minutes\":45,\"note\":\"VPN\"");
        ask(Rest(line.as_bytes()).text().expect("a text"))
    }

    #[test]
    fn r50_short_and_long_texts_are_known_and_forgotten_together() {
        let mut texts = Texts::<usize, 3>::default();
        let long = "a name of more than sixteen bytes";
        let names = ["acme", "żółć", long, "acm"];
        for (n, name) in names[..3].iter().enumerate() {
            with_quoted(name, |text| texts.put(text, n));
        }
        for (n, name) in names[..3].iter().enumerate() {
            assert_eq!(with_quoted(name, |text| texts.get(text).copied()), Some(n), "{name}");
        }
        assert_eq!(with_quoted("acm", |text| texts.get(text).copied()), None);
        with_quoted("acm", |text| texts.put(text, 3));
        let known = names.map(|name| with_quoted(name, |text| texts.get(text).copied()));
        assert_eq!(known, [None, None, None, Some(3)]);
    }
}
