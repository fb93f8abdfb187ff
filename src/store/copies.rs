//! Other files in a ledger's folder: copies of it, and what writers and repairs left there (R40).

use std::fs::{self, OpenOptions};
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use super::chain;
use super::damage::sync_conflict;
use super::file;
use super::memory::first_hash;
use super::read::{MAX_LINE, Reading};

/// So many names of a folder are looked at.
const MOST: usize = 10_000;

/// A file with the same first line: a copy of the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Copy {
    pub(super) path: PathBuf,
    /// The last entry that both have.
    pub(super) common: u64,
    /// How many lines it has that the ledger has not.
    pub(super) own: u64,
}

/// What stands in a ledger's folder beside it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Beside {
    /// Copies of the ledger.
    pub(super) copies: Vec<Copy>,
    /// Files whose names a sync client gives to copies in conflict, and which client.
    pub(super) conflicts: Vec<(PathBuf, &'static str)>,
    /// What was set aside by a writer or a repair.
    pub(super) set_aside: Vec<PathBuf>,
}

/// Looks at a ledger's folder; what is a copy can only be told of a ledger that can be read.
pub(super) fn beside(target: &Path, reading: Option<&Reading>) -> Beside {
    let mut found = Beside::default();
    let Ok(names) = fs::read_dir(file::folder(target)) else { return found };
    let mut paths: Vec<PathBuf> = names.take(MOST).flatten().map(|entry| entry.path()).collect();
    paths.sort();
    let own_name = target.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    for path in paths {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let is_file = path.symlink_metadata().is_ok_and(|found| found.is_file());
        if !is_file || name == own_name {
            continue;
        }
        let ours = name.strip_prefix(&own_name).unwrap_or_default();
        if ours.starts_with(".torn-") || ours.starts_with(".before-repair-") {
            found.set_aside.push(path);
        } else if let Some(copy) = reading.and_then(|reading| copy(&path, reading)) {
            found.copies.push(copy);
        } else if let Some(client) = sync_conflict(&path) {
            found.conflicts.push((path, client));
        }
    }
    found
}

/// How a file goes together with a ledger; none where it is none of its copies.
fn copy(path: &Path, reading: &Reading) -> Option<Copy> {
    if first_hash(path)? != reading.hash(1)? {
        return None;
    }
    let mut source = BufReader::new(file::open(path, OpenOptions::new().read(true)).ok()?);
    let (mut common, mut own, mut line) = (0, 0, Vec::new());
    loop {
        line.clear();
        let size = source.by_ref().take(MAX_LINE as u64).read_until(b'\n', &mut line).ok()?;
        if size == 0 {
            return Some(Copy { path: path.to_owned(), common, own });
        }
        let hash = line.strip_suffix(b"\n").and_then(chain::split).map(|(_, hash)| hash);
        if own == 0 && hash.is_some() && hash == reading.hash(common + 1) {
            common += 1;
        } else {
            own += 1;
        }
    }
}
