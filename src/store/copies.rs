//! Other files in a ledger's folder: copies of it, and what writers and repairs left there (R40).

use std::collections::HashSet;
use std::fs::{self, Metadata};
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use super::chain::{self, Hash};
use super::damage::sync_conflict;
use super::file;
use super::memory::first_hash;
use super::read::MAX_LINE;
use super::reading::Reading;
use super::record::Speller;
use super::{shown, shown_name};
use crate::shell;

/// So many names of a folder are looked at.
const MOST: usize = 10_000;
/// So many files that may be copies are opened by a command that is about something else.
const MOST_SIBLINGS: usize = 64;

/// A file with the same first line: a copy of the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Copy {
    pub(super) path: PathBuf,
    /// The last entry that both have.
    pub(super) common: u64,
    /// How many lines behind that the ledger has adopted.
    pub(super) adopted: u64,
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
    /// Why there may be more than was seen.
    pub(super) unseen: Option<String>,
}

/// What a folder has in it, or the first of it that are more than [`MOST`].
fn list(folder: &Path) -> io::Result<Vec<PathBuf>> {
    fs::read_dir(folder)?.take(MOST + 1).map(|entry| Ok(entry?.path())).collect()
}

/// Looks at a ledger's folder; what is a copy can only be told of a ledger that can be read.
pub(super) fn beside(target: &Path, reading: Option<&Reading>) -> Beside {
    let mut found = Beside::default();
    let mut paths = match list(file::folder(target)) {
        Ok(paths) => paths,
        Err(error) => return Beside { unseen: Some(format!("its folder cannot be listed: {error}")), ..found },
    };
    paths.sort();
    if paths.len() > MOST {
        found.unseen = Some(format!("its folder has more than {MOST} files, and the others were not looked at"));
        paths.truncate(MOST);
    }
    let is_other = is_other(target);
    let own_name = target.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    for path in paths {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if !path.symlink_metadata().is_ok_and(|found| is_other(&found)) {
            continue;
        }
        if name.strip_prefix(&own_name).is_some_and(file::is_set_aside) {
            found.set_aside.push(path);
        } else if let Some(copy) = reading.and_then(|reading| copy(&path, reading)) {
            found.copies.push(copy);
        } else if let Some(client) = sync_conflict(&path) {
            found.conflicts.push((path, client));
        }
    }
    found
}

/// What to say of copies in the ledger's folder that have entries of their own. Asked by every command, it reads no more than the
/// first lines of a bounded number of files, and the rest only of what proves to be a copy.
pub(super) fn siblings(target: &Path, reading: &Reading) -> Vec<String> {
    let mut copies: Vec<Copy> = other_ledgers(target).filter_map(|path| copy(&path, reading)).collect();
    copies.retain(|copy| copy.own > 0);
    copies.sort_by(|one, other| one.path.cmp(&other.path));
    copies.iter().map(|copy| told(copy, reading.total())).collect()
}

/// Whether there is another file with the same first line in the ledger's folder.
pub(super) fn has_copy(target: &Path, ledger: Hash) -> bool {
    other_ledgers(target).any(|path| first_hash(&path) == Some(ledger))
}

/// What may be other ledgers in a ledger's folder: regular files, a bounded number of them. A link is none, nor is another name of the same file: it is the
/// ledger itself.
fn other_ledgers(target: &Path) -> impl Iterator<Item = PathBuf> {
    let names = fs::read_dir(file::folder(target)).into_iter().flatten();
    let is_ledger =
        move |path: &PathBuf| path.extension().is_some_and(|extension| extension == "jsonl") && path != target;
    let paths = names.take(MOST).flatten().map(|entry| entry.path()).filter(is_ledger).take(MOST_SIBLINGS);
    let is_other = is_other(target);
    paths.filter(move |path| path.symlink_metadata().is_ok_and(|found| is_other(&found)))
}

/// What tells regular files that are not the ledger itself, by whatever name.
fn is_other(target: &Path) -> impl Fn(&Metadata) -> bool + use<> {
    let own = fs::metadata(target).ok();
    move |found| found.is_file() && own.as_ref().is_none_or(|own| !file::is_same(own, found))
}

fn told(copy: &Copy, total: u64) -> String {
    let Copy { path, common, own, .. } = copy;
    let (name, ours) = (shown_name(path), total - common);
    let merge = merging(path);
    format!(
        "`{name}` is a copy of this ledger that went its own way after #{common}: {own} there, {ours} here; {merge} brings them together"
    )
}

/// The command that brings a copy in, as it can be typed where the program runs; without the copy's name where that cannot be shown as it is.
pub(super) fn merging(copy: &Path) -> String {
    let name = copy.file_name().map(Path::new).filter(|name| name.canonicalize().is_ok_and(|found| found == *copy));
    let word = name.unwrap_or(copy).to_str().filter(|text| shown(text).to_string() == *text).map(shell::word);
    word.map_or_else(|| "hours merge".to_owned(), |word| format!("hours merge {word}"))
}

/// How a file goes together with a ledger; none where it is none of its copies.
fn copy(path: &Path, reading: &Reading) -> Option<Copy> {
    if first_hash(path)? != reading.hash(1)? {
        return None;
    }
    let mut source = BufReader::new(file::open(path).ok()?);
    let (mut common, mut own, mut adopted, mut line) = (0, 0, 0, Vec::new());
    let mut ours = None;
    loop {
        line.clear();
        let size = source.by_ref().take(MAX_LINE as u64).read_until(b'\n', &mut line).ok()?;
        if size == 0 {
            return Some(Copy { path: path.to_owned(), common, adopted, own });
        }
        let Some(whole) = line.strip_suffix(b"\n") else {
            // Its end, or something that is no line and may have none (R50).
            return Some(Copy { path: path.to_owned(), common, adopted, own: own + 1 });
        };
        let hash = chain::split(whole).map(|(_, hash)| hash);
        if own == 0 && hash.is_some() && hash == reading.hash(common + 1) {
            common += 1;
        } else if hash.is_some_and(|hash| reading.heads.knows(hash)) {
            // It was adopted, and with it all lines before it.
            adopted += own + 1;
            own = 0;
        } else if is_ours(&line, || ours.get_or_insert_with(|| reading.hashes().into_iter().collect())) {
            // It adopted what stands here.
            adopted += 1;
        } else {
            own += 1;
        }
    }
}

/// Whether a line of a copy only adopted one that stands here, whose hashes are `ours`, or one that stands in that copy already.
fn is_ours<'a>(line: &[u8], ours: impl FnOnce() -> &'a HashSet<Hash>) -> bool {
    let body = line.strip_suffix(b"\n").and_then(chain::body);
    let Some(line) = body.and_then(|body| Speller::default().read(body).ok()) else { return false };
    if line.adopted.is_none() {
        return false;
    }
    let told = line.told().and_then(|(text, _)| chain::split(text.as_bytes()));
    told.is_none_or(|(_, hash)| ours().contains(&hash))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r40_a_link_to_the_ledger_itself_is_no_copy_of_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let target = folder.path().join("hours.jsonl");
        fs::copy("fixtures/ledgers/small.jsonl", &target).expect("a ledger");
        let ledger = first_hash(&target).expect("a first line");
        std::os::unix::fs::symlink(&target, folder.path().join("current.jsonl")).expect("a link");
        fs::hard_link(&target, folder.path().join("other.jsonl")).expect("another name");
        assert!(!has_copy(&target, ledger));
        fs::copy(&target, folder.path().join("laptop.jsonl")).expect("a copy");
        assert!(has_copy(&target, ledger));
    }
}
