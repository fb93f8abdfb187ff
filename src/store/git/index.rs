//! What stands in git's index: whether it holds several versions of a ledger.

use std::path::Path;

use super::own_folder;
use crate::regular;

/// So large an index is not looked at.
const MOST: u64 = 64 << 20;

/// The flags of an entry: that two bytes more of them follow, and its stage.
const EXTENDED: u16 = 1 << 14;
const STAGE: u16 = 3 << 12;

/// Whether git holds several versions of a file of a work tree, for a merge that is not finished.
pub(in crate::store) fn is_unmerged(root: &Path, file: &Path) -> bool {
    let index = own_folder(root).map(|folder| folder.join("index"));
    let bytes = index.and_then(|index| regular::bytes(&index, MOST)).unwrap_or_default();
    let name = file.strip_prefix(root).ok().and_then(Path::to_str);
    name.is_some_and(|name| has_stages(&bytes, name.as_bytes()).unwrap_or_default())
}

/// Whether an index has a name in a stage of a merge; nothing where it is none that can be read here. Its form is that of
/// <https://git-scm.com/docs/index-format>: versions 2 and 3, with SHA-1.
fn has_stages(index: &[u8], name: &[u8]) -> Option<bool> {
    /// What stands before an entry's flags: ten numbers and the object's hash.
    const BEFORE: usize = 10 * 4 + 20;
    let number = |at: usize| Some(u32::from_be_bytes(*index.get(at..)?.first_chunk()?));
    if !index.starts_with(b"DIRC") || !matches!(number(4)?, 2 | 3) {
        return None;
    }
    let (count, mut at) = (number(8)?, 12);
    for _ in 0..count {
        let flags = u16::from_be_bytes(*index.get(at + BEFORE..)?.first_chunk()?);
        let begin = at + BEFORE + if flags & EXTENDED == 0 { 2 } else { 4 };
        let length = index.get(begin..)?.iter().position(|&b| b == 0)?;
        if flags & STAGE != 0 && index[begin..begin + length] == *name {
            return Some(true);
        }
        // An entry ends in one NUL at least, and takes a multiple of eight bytes.
        at += (begin + length - at) / 8 * 8 + 8;
    }
    Some(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEDGER: &str = "books/hours.jsonl";

    /// An index of that version, with entries that have these names and flags.
    fn index(version: u8, entries: &[(&str, u16)]) -> Vec<u8> {
        let mut bytes = [&b"DIRC\0\0\0"[..], &[version], &(entries.len() as u32).to_be_bytes()].concat();
        for (name, flags) in entries {
            let begin = bytes.len();
            bytes.extend([0xff; 60]);
            bytes.extend((flags | name.len() as u16).to_be_bytes());
            bytes.extend(&[0xff; 2][..if flags & EXTENDED == 0 { 0 } else { 2 }]);
            bytes.extend(name.bytes());
            let size = bytes.len() - begin;
            bytes.resize(begin + size / 8 * 8 + 8, 0);
        }
        bytes
    }

    fn stages(version: u8, entries: &[(&str, u16)]) -> Option<bool> {
        has_stages(&index(version, entries), LEDGER.as_bytes())
    }

    #[test]
    fn r46_a_ledger_in_a_stage_of_a_merge_is_unmerged() {
        // Of several lengths: an entry is filled up to a multiple of eight bytes.
        let names = ["a", "a.b", "README", "Makefile", "books/a.md", "books/acme.txt"];
        for extended in [0, EXTENDED] {
            let before = names.map(|name| (name, extended));
            let with = |entries: &[(&str, u16)]| stages(3, &[&before[..], entries].concat());
            assert_eq!(with(&[(LEDGER, extended)]), Some(false));
            for stage in 1..=3 {
                assert_eq!(with(&[(LEDGER, extended | stage << 12)]), Some(true), "stage {stage}");
                assert_eq!(with(&[("books/hours.json", extended | stage << 12), (LEDGER, extended)]), Some(false));
            }
        }
        assert_eq!(stages(2, &[("a", 0), (LEDGER, 1 << 12), (LEDGER, 2 << 12)]), Some(true));
        assert_eq!(stages(2, &[("a", 0), (LEDGER, 0)]), Some(false));
        assert_eq!(stages(2, &[]), Some(false));
    }

    #[test]
    fn what_is_no_index_that_can_be_read_says_nothing_of_stages() {
        assert_eq!(stages(4, &[(LEDGER, 1 << 12)]), None);
        let whole = index(2, &[("a", 0), (LEDGER, 1 << 12)]);
        let begun = whole.iter().rposition(|&b| b == b'l').expect("the ledger's name");
        for end in 0..=begun {
            assert_eq!(has_stages(&whole[..end], LEDGER.as_bytes()), None, "{end} bytes of it");
        }
        assert_eq!(has_stages(&[0xff; 100], LEDGER.as_bytes()), None);
    }
}
