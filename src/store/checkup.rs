//! A look at everything a ledger depends on that is no entry: the file, its folder, the disk, the lock, what stands beside it. It
//! changes nothing.

use std::fs::{self, Metadata, TryLockError};
use std::path::Path;

use anyhow::Context;

use super::copies::{self, Beside, Copy};
use super::damage::Damage;
use super::memory::GoneBack;
use super::{Loaded, Store, file, git, lock, shown, shown_name, shown_path, snapshot};
use crate::counted::count;

/// How a thing stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Health {
    /// As it should be.
    Ok,
    /// It works, but there is something to know.
    Warn,
    /// It does not work, or is not safe.
    Bad,
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What was looked at: a word.
    pub item: &'static str,
    /// How it stands.
    pub health: Health,
    /// What is so.
    pub fact: String,
    /// What to do about it.
    pub advice: Option<String>,
}

impl Finding {
    /// It is as it should be.
    pub fn ok(item: &'static str, fact: impl Into<String>) -> Finding {
        Finding { item, health: Health::Ok, fact: fact.into(), advice: None }
    }

    /// There is something to know.
    pub fn warn(item: &'static str, fact: impl Into<String>, advice: impl Into<String>) -> Finding {
        Finding { item, health: Health::Warn, fact: fact.into(), advice: Some(advice.into()) }
    }

    /// It does not work.
    pub fn bad(item: &'static str, fact: impl Into<String>, advice: impl Into<String>) -> Finding {
        Finding { item, health: Health::Bad, fact: fact.into(), advice: Some(advice.into()) }
    }
}

/// What was found, and the ledger itself where it can be read.
#[derive(Debug)]
pub struct Checkup {
    /// Everything that was looked at, in a fixed order.
    pub findings: Vec<Finding>,
    /// The ledger, unless it is damaged.
    pub loaded: Option<Loaded>,
}

impl Store {
    /// Looks at everything around a ledger.
    ///
    /// # Errors
    ///
    /// [`Missing`](super::Missing), or a path that leads nowhere.
    pub fn checkup(&self) -> anyhow::Result<Checkup> {
        let target = file::resolve(self.path())?;
        let found = fs::metadata(&target).with_context(|| format!("cannot read `{}`", shown_path(&target)))?;
        let mut findings = vec![self.kind(&target, &found)];
        if !found.is_file() {
            return Ok(Checkup { findings, loaded: None });
        }
        findings.extend(access(&target, &found));
        findings.push(folder(&target));
        findings.extend(file_system(&target));
        findings.extend(space(&target));
        findings.push(lock(&target));
        let loaded = self.load(None);
        findings.push(git(&target, loaded.is_ok()));
        let loaded = match loaded {
            Ok(loaded) => {
                findings.push(chain(&loaded));
                findings.push(self.memory_of(&loaded));
                findings.push(self.cache_of(&loaded));
                findings.extend(beside(&copies::beside(&target, Some(&loaded.reading)), loaded.total()));
                Some(loaded)
            }
            Err(error) => {
                let usual = || "hours repair tells what can be done; a good copy is better".to_owned();
                let advice = error.downcast_ref::<Damage>().map_or_else(usual, Damage::hint);
                findings.push(Finding::bad("entries", shown(&format!("{error:#}")).to_string(), advice));
                findings
                    .extend(beside(&copies::beside(&target, None), 0).into_iter().filter(|f| f.health != Health::Ok));
                None
            }
        };
        Ok(Checkup { findings, loaded })
    }

    fn kind(&self, target: &Path, found: &Metadata) -> Finding {
        if !found.is_file() {
            let what = if found.is_dir() { "it is a folder" } else { "it is no regular file" };
            return Finding::bad("file", what, "name the ledger with --ledger FILE");
        }
        let size = format!("a regular file of {}", count(found.len(), "byte", "bytes"));
        match self.path().symlink_metadata().is_ok_and(|found| found.is_symlink()) {
            true => {
                let leads = format!("a link to `{}`, {size}", shown_path(target));
                Finding::ok("file", leads)
            }
            false => Finding::ok("file", size),
        }
    }

    /// What this machine remembers (R19).
    fn memory_of(&self, loaded: &Loaded) -> Finding {
        let memories = &loaded.memories;
        let Some(folder) = &self.memory else {
            let advice = "set HOME to a folder that is there, or XDG_STATE_HOME to one that may be made, so that an older copy in its place is noticed";
            return Finding::warn("remembered", "nothing is remembered on this machine", advice);
        };
        if let Some(gone_back) = &memories.gone_back {
            return Finding::bad("remembered", gone_back.to_string(), GoneBack::HINT);
        }
        if let Some(note) = &memories.note {
            return Finding::warn("remembered", note, "delete it; the next entry you write makes it anew");
        }
        if let Some(fact) = unusable(folder) {
            return Finding::warn("remembered", fact, "mend that, so that an older copy is noticed");
        }
        match memories.heads.iter().find(|seen| seen.here) {
            Some(seen) => Finding::ok("remembered", format!("entry #{}, the last seen here, is in it", seen.seq)),
            None => Finding::ok("remembered", "nothing yet; hours verify remembers the head"),
        }
    }

    /// Whether there is a snapshot, or can be one (R27). None is ever needed.
    fn cache_of(&self, loaded: &Loaded) -> Finding {
        let Some(folder) = &self.cache else {
            return Finding::ok("cache", "none is used: every answer reads the whole ledger");
        };
        if let Some(fact) = unusable(folder) {
            return Finding::warn("cache", fact, "mend that, so that one client's answer is quick in a large ledger");
        }
        match loaded.head_at(1).and_then(|ledger| snapshot::find(folder, ledger)) {
            // What is adopted is followed by whoever reads all.
            _ if !loaded.reading.heads.found().is_empty() => Finding::ok(
                "cache",
                "no snapshot: it has adopted entries of another copy, so every answer reads all of it",
            ),
            Some(found) => Finding::ok("cache", format!("a snapshot up to entry #{}", found.total)),
            None => Finding::ok("cache", "no snapshot; one is made of a ledger of half a megabyte or more"),
        }
    }
}

/// Why the program cannot keep files in this folder of its own. It makes one that is not there, with those above it.
fn unusable(folder: &Path) -> Option<String> {
    let folder = folder.ancestors().find(|folder| folder.exists())?;
    let shown = || shown_path(folder);
    match fs::metadata(folder) {
        Ok(found) if !found.is_dir() => Some(format!("`{}` is not a folder", shown())),
        Ok(_) if !may_write(folder) => Some(format!("`{}` cannot be written", shown())),
        _ => None,
    }
}

/// Who may read and write the ledger.
fn access(target: &Path, found: &Metadata) -> Vec<Finding> {
    let mut findings = Vec::new();
    if !may_write(target) {
        let advice = "reading works; to write, ask its owner";
        findings.push(Finding::warn("writable", "you cannot write to it", advice));
    } else {
        findings.push(Finding::ok("writable", "you can write to it"));
    }
    findings.push(mode(found));
    findings
}

fn mode(found: &Metadata) -> Finding {
    use std::os::unix::fs::MetadataExt;
    let mode = found.mode() & 0o7777;
    if mode & 0o007 != 0 {
        let fact = format!("mode {mode:04o}: everybody on this machine can get at your clients' data");
        return Finding::warn("mode", fact, "take that away with chmod o= FILE");
    }
    Finding::ok("mode", format!("mode {mode:04o}, owner {}", found.uid()))
}

fn may_write(path: &Path) -> bool {
    rustix::fs::access(path, rustix::fs::Access::WRITE_OK).is_ok()
}

/// Writers put the lock there, and what they set aside.
fn folder(target: &Path) -> Finding {
    let folder = file::folder(target);
    match may_write(folder) {
        true => Finding::ok("folder", "you can write to its folder"),
        false => {
            let fact = format!("you cannot write to `{}`", shown_path(folder));
            Finding::warn("folder", fact, "writers need to put the lock there; reading works")
        }
    }
}

/// What kind of file system it is on (R60).
fn file_system(target: &Path) -> Option<Finding> {
    let mounts = fs::read_to_string("/proc/self/mountinfo").ok()?;
    let kind = mounted_as(&mounts, target)?;
    Some(judge_file_system(&kind))
}

fn judge_file_system(kind: &str) -> Finding {
    let shared = "locks and appending are not dependable there when several machines write: let only one of them write";
    let named = match kind {
        "nfs" | "nfs4" => "NFS",
        "cifs" | "smb3" | "smbfs" => "SMB",
        "9p" | "virtiofs" | "vboxsf" | "afs" | "ceph" | "glusterfs" => "shared with another machine",
        "tmpfs" | "ramfs" => {
            let fact = format!("{kind}: it lives in memory and is gone when this machine is switched off");
            return Finding::warn("file system", fact, "keep the ledger on a disk");
        }
        "vfat" | "exfat" | "msdos" => {
            let fact = format!("{kind}: it knows no permissions and no journal");
            return Finding::warn("file system", fact, "keep the ledger on the machine's own disk, and a copy here");
        }
        fuse if fuse == "fuse" || fuse.starts_with("fuse.") || fuse == "fuseblk" => "FUSE",
        _ => return Finding::ok("file system", shown(kind).to_string()),
    };
    Finding::warn("file system", format!("{}: {named}", shown(kind)), shared)
}

/// The type of the file system that a path is on, by the kernel's list of mounts.
fn mounted_as(mounts: &str, path: &Path) -> Option<String> {
    let mount = |line: &str| {
        let (before, after) = line.split_once(" - ")?;
        let point = unescaped(before.split(' ').nth(4)?);
        let kind = after.split(' ').next()?.to_owned();
        path.starts_with(&point).then_some((point.len(), kind))
    };
    // Of two on the same place the later one hides the other.
    mounts.lines().filter_map(mount).max_by_key(|(length, _)| *length).map(|(_, kind)| kind)
}

/// Blanks in the kernel's list stand as `\040`.
fn unescaped(text: &str) -> String {
    [("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")]
        .into_iter()
        .fold(text.to_owned(), |text, (code, plain)| text.replace(code, plain))
}

fn space(target: &Path) -> Option<Finding> {
    let found = rustix::fs::statvfs(target).ok()?;
    Some(judge_space(found.f_bavail.saturating_mul(found.f_frsize)))
}

fn judge_space(free: u64) -> Finding {
    const KIB: u64 = 1 << 10;
    const MIB: u64 = 1 << 20;
    /// An entry takes no more (R50).
    const LINE: u64 = 64 * KIB;
    const ENOUGH: u64 = 64 * MIB;
    let are_free =
        || if free < MIB { format!("{} KiB are free", free / KIB) } else { format!("{} MiB are free", free / MIB) };
    match free {
        0..LINE => Finding::bad("space", "the disk is full", "make room: nothing can be recorded"),
        LINE..ENOUGH => Finding::warn("space", are_free(), "make room before the disk is full"),
        _ => Finding::ok("space", are_free()),
    }
}

/// Whether somebody is writing (R21).
fn lock(target: &Path) -> Finding {
    let side = lock::lock_file(target);
    if side.symlink_metadata().is_ok_and(|found| found.is_symlink()) {
        let advice = "delete it: writers refuse a lock that leads elsewhere";
        return Finding::bad("lock", "the lock file is a link", advice);
    }
    if is_held(target) {
        let advice = "wait; it is free as soon as that program ends, which may know the ledger by another name";
        return Finding::warn("lock", "another program holds the ledger itself", advice);
    }
    if !side.exists() {
        return Finding::ok("lock", "nobody has written here yet");
    }
    let Ok(mut file) = file::open(&side) else {
        let advice = "it was made by somebody else; give yourself access to it";
        return Finding::warn("lock", "the lock file cannot be opened", advice);
    };
    match file.try_lock_shared() {
        Err(TryLockError::WouldBlock) => {
            let who = lock::holder(&mut file).map_or_else(|| "somebody".to_owned(), |who| format!("`{}`", shown(&who)));
            Finding::warn("lock", format!("{who} is writing"), "wait; it is free as soon as that program ends")
        }
        Err(TryLockError::Error(error)) => {
            let advice = "locks do not work here: never let two programs write at once";
            Finding::warn("lock", format!("the lock cannot be tried: {error}"), advice)
        }
        Ok(()) => Finding::ok("lock", "nobody is writing"),
    }
}

/// Whether somebody holds the ledger and not the lock beside it, which tells more.
fn is_held(target: &Path) -> bool {
    let is_locked = |path: &Path| {
        file::open(path).is_ok_and(|file| matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock)))
    };
    is_locked(target) && !is_locked(&lock::lock_file(target))
}

/// Whether git is told to leave the ledger's bytes alone, and has no merge of it under way.
fn git(target: &Path, is_sound: bool) -> Finding {
    let Some(root) = git::work_tree(file::folder(target)) else {
        return Finding::ok("git", "not in a git work tree");
    };
    let name = shown_name(target);
    if git::is_unmerged(root, target) {
        if !is_sound {
            let fact = "git has not finished a merge: what stands here is neither side of it";
            return Finding::bad("git", fact, "see what is said of the entries");
        }
        let fact = "git has not finished a merge: what stands here may be one side of it";
        let advice =
            format!("`git show :3:./{name} > theirs.jsonl`, then hours merge theirs.jsonl, then `git add {name}`");
        return Finding::bad("git", fact, advice);
    }
    let attributes = git::Attributes::of(root, target);
    let may_change =
        |advice: String| Finding::warn("git", "in a git work tree, and git may change its line ends", advice);
    match attributes.keep_bytes() {
        Some(true) => {}
        Some(false) => {
            let last = "the last word on it in .gitattributes, and in .git/info/attributes, which counts for more";
            return may_change(format!("make `{name} -text` {last}"));
        }
        None => return may_change(format!("put `{name} -text` into .gitattributes")),
    }
    if attributes.merge_by_hours() == Some(true) && !git::has_driver(root) {
        let fact = "git is to merge it with hours, but this clone's configuration does not say how";
        return Finding::warn("git", fact, git::naming_the_driver());
    }
    Finding::ok("git", "in a git work tree, and .gitattributes keeps its line ends")
}

fn chain(loaded: &Loaded) -> Finding {
    let entries = loaded.total();
    match &loaded.unfinished {
        Some(unfinished) => {
            Finding::warn("entries", unfinished.to_string(), "the next entry you write puts it right, or hours repair")
        }
        None => Finding::ok("entries", format!("{entries}, and their chain of hashes is intact")),
    }
}

/// Copies and leftovers in the folder (R40).
fn beside(found: &Beside, total: u64) -> Vec<Finding> {
    let mut findings: Vec<Finding> = found.copies.iter().map(|copy| sibling(copy, total)).collect();
    findings.extend(found.conflicts.iter().map(|(path, client)| {
        let fact = format!("`{}` is a name that {client} gives to a copy in conflict", shown_name(path));
        Finding::warn("copies", fact, "look whether it holds something the ledger lacks, and remove it")
    }));
    findings.extend(found.unseen.iter().map(|why| {
        Finding::warn("copies", why.clone(), "look for copies of the ledger by hand; hours merge takes them")
    }));
    if findings.is_empty() {
        findings.push(Finding::ok("copies", "no other copy of it in its folder"));
    }
    findings.push(match found.set_aside.as_slice() {
        [] => Finding::ok("set aside", "nothing"),
        [first, rest @ ..] => {
            let more = if rest.is_empty() { String::new() } else { format!(" and {} more", rest.len()) };
            let fact = format!("`{}`{more}, from an unfinished write or a repair", shown_name(first));
            Finding::warn("set aside", fact, "delete it when you have made sure that nothing in it is missed")
        }
    });
    findings
}

fn sibling(copy: &Copy, total: u64) -> Finding {
    let Copy { path, common, adopted, own } = copy;
    let name = shown_name(path);
    let ours = total - common;
    match (own, ours) {
        (0, _) if *adopted > 0 => Finding::ok("copies", format!("`{name}` was merged: all its entries are here")),
        (0, 0) => Finding::ok("copies", format!("`{name}` is the same, entry for entry")),
        (0, _) => Finding::ok("copies", format!("`{name}` is an older copy, up to #{common}")),
        (_, 0) => {
            let fact = format!("`{name}` is a copy with {own} more, after #{common}");
            Finding::warn("copies", fact, "are you writing to the right file?")
        }
        _ => {
            let fact = format!("`{name}` parts from it after #{common}: {own} there, {ours} here");
            let advice = format!("two machines wrote at once: {} brings the entries together", copies::merging(path));
            Finding::warn("copies", fact, advice)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r60_the_file_system_is_that_of_the_nearest_mount() {
        let mounts = "27 1 8:1 / / rw - ext4 /dev/sda1 rw\n\
            30 27 0:40 / /home/ada/Our\\040files rw - cifs //server/x rw\n\
            31 27 0:41 / /home/ada rw - fuse.sshfs host: rw\n";
        let kind = |path: &str| mounted_as(mounts, Path::new(path));
        assert_eq!(kind("/home/ada/Our files/hours.jsonl").as_deref(), Some("cifs"));
        assert_eq!(kind("/home/ada/Our filesystem/hours.jsonl").as_deref(), Some("fuse.sshfs"));
        assert_eq!(kind("/srv/hours.jsonl").as_deref(), Some("ext4"));
    }

    #[test]
    fn r60_file_systems_whose_locks_are_not_dependable_are_named() {
        let health = |kind: &str| judge_file_system(kind).health;
        for kind in ["nfs4", "cifs", "smb3", "fuse.sshfs", "fuse", "tmpfs", "vfat", "9p"] {
            assert_eq!(health(kind), Health::Warn, "{kind}");
        }
        for kind in ["ext4", "btrfs", "xfs", "apfs", "overlay"] {
            assert_eq!(health(kind), Health::Ok, "{kind}");
        }
        assert!(judge_file_system("nfs4").fact.contains("NFS"));
    }

    #[test]
    fn little_room_is_said_before_there_is_none() {
        let health =
            [0, (64 << 10) - 1, 64 << 10, 5 << 20, (64 << 20) - 1, 64 << 20].map(|free| judge_space(free).health);
        assert_eq!(health, [Health::Bad, Health::Bad, Health::Warn, Health::Warn, Health::Warn, Health::Ok]);
        assert_eq!([636 << 10, 5 << 20].map(|free| judge_space(free).fact), ["636 KiB are free", "5 MiB are free"]);
    }
}
