//! What stands in git's index: whether it holds several versions of a ledger.

use std::fs;
use std::path::Path;

use super::own_folder;

/// So large an index is not looked at.
const MOST: u64 = 64 << 20;

/// Whether git holds several versions of a file of a work tree, for a merge that is not finished.
pub(in crate::store) fn is_unmerged(root: &Path, file: &Path) -> bool {
    let index = own_folder(root).map(|folder| folder.join("index"));
    let index = index.filter(|index| index.metadata().is_ok_and(|found| found.len() <= MOST));
    let bytes = index.and_then(|index| fs::read(index).ok()).unwrap_or_default();
    let name = file.strip_prefix(root).ok().and_then(Path::to_str);
    name.is_some_and(|name| has_stages(&bytes, name.as_bytes()).unwrap_or_default())
}

/// Whether an index has a name in a stage of a merge; nothing where it is none that can be read here. Its form is that of
/// <https://git-scm.com/docs/index-format>: versions 2 and 3, with SHA-1.
fn has_stages(index: &[u8], name: &[u8]) -> Option<bool> {
    /// What stands before an entry's flags: ten numbers and the object's hash.
    const BEFORE: usize = 10 * 4 + 20;
    let number = |at: usize| Some(u32::from_be_bytes(*index.get(at..)?.first_chunk()?));
    let is_known = index.starts_with(b"DIRC") && matches!(number(4)?, 2 | 3);
    let (count, mut at) = (number(8)?, 12);
    for _ in (0..count).take_while(|_| is_known) {
        let flags = u16::from_be_bytes(*index.get(at + BEFORE..)?.first_chunk()?);
        let begin = at + BEFORE + if flags & 0x4000 == 0 { 2 } else { 4 };
        let length = index.get(begin..)?.iter().position(|&b| b == 0)?;
        if flags & 0x3000 != 0 && index[begin..begin + length] == *name {
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

    #[test]
    fn what_is_no_index_has_no_stages() {
        for bytes in [&b""[..], b"DIRC", b"DIRC\0\0\0\x02\xff\xff\xff\xff", b"DIRC\0\0\0\x04\0\0\0\x01", &[0xff; 100]] {
            assert!(!has_stages(bytes, b"hours.jsonl").unwrap_or_default(), "{bytes:?}");
        }
    }
}
