//! The lock that writers take, on a file beside the ledger and then on the ledger itself (R21). It dies with its holder; readers need none.

use std::fs::{self, File, TryLockError};
use std::hash::{BuildHasher, RandomState};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::Context;

use super::errors::Busy;
use super::file;
use super::shown_path;

/// The file beside a ledger that its lock is taken on, there or not.
pub(crate) fn lock_file(ledger: &Path) -> PathBuf {
    file::beside(ledger, ".lock")
}

/// The right to write a ledger; given back when dropped.
#[derive(Debug)]
pub(super) struct Lock {
    file: File,
    /// The ledger, once it is [held](Lock::hold), too.
    ledger: Option<File>,
    path: PathBuf,
    /// Until when others are waited for.
    until: Instant,
}

impl Lock {
    /// Takes the lock of the ledger at `target`, waiting for it up to `wait`. `command` is what others are told.
    pub(super) fn take(target: &Path, path: &Path, wait: Duration, command: &str) -> anyhow::Result<Lock> {
        let (side, named) = (lock_file(target), lock_file(path));
        let cannot = || format!("cannot lock `{}`", shown_path(path));
        let until = Instant::now() + wait;
        loop {
            let mut file = open(&side, &named).with_context(cannot)?;
            match file.try_lock() {
                Ok(()) if is_still_there(&file, &side) => {
                    // For information only: that it cannot be written is no reason not to go on.
                    let _ = sign(&mut file, command);
                    return Ok(Lock { file, ledger: None, path: path.to_owned(), until });
                }
                // Or somebody deleted it between opening and locking: this lock would lock nobody out.
                Ok(()) | Err(TryLockError::WouldBlock) if Instant::now() >= until => {
                    return Err(Busy { path: path.to_owned(), holder: holder(&mut file) }.into());
                }
                Ok(()) | Err(TryLockError::WouldBlock) => pause(until.saturating_duration_since(Instant::now())),
                Err(TryLockError::Error(error)) => return Err(error).with_context(cannot),
            }
        }
    }

    /// Locks the ledger itself, too: by another name – a hard link, a bind mount – it has another file beside it. On a file system without such
    /// locks the one beside it is all there is.
    pub(super) fn hold(&mut self, ledger: &File) -> anyhow::Result<()> {
        loop {
            match ledger.try_lock() {
                Ok(()) => {
                    self.ledger = ledger.try_clone().ok();
                    return Ok(());
                }
                Err(TryLockError::WouldBlock) if Instant::now() >= self.until => {
                    return Err(Busy { path: self.path.clone(), holder: None }.into());
                }
                Err(TryLockError::WouldBlock) => pause(self.until.saturating_duration_since(Instant::now())),
                Err(TryLockError::Error(_)) => return Ok(()),
            }
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Said, and not left to the end of the file: whoever reads on in it has it open still.
        if let Some(ledger) = &self.ledger {
            let _ = ledger.unlock();
        }
        // The note may name clients: it is wiped before the lock goes.
        let _ = self.file.set_len(0);
        let _ = self.file.unlock();
    }
}

/// Runs `look` under a shared lock while nobody writes. [`Quiet::NoLock`] where there is no lock file, [`Quiet::Writing`] where a writer stays
/// at work for `wait`.
pub(super) fn undisturbed<T>(target: &Path, wait: Duration, look: impl FnOnce() -> T) -> Quiet<T> {
    let side = lock_file(target);
    let Ok(file) = file::open(&side) else { return Quiet::NoLock };
    let started = Instant::now();
    loop {
        match file.try_lock_shared() {
            Ok(()) => return Quiet::Looked(look()),
            Err(TryLockError::WouldBlock) if started.elapsed() < wait => pause(wait),
            Err(TryLockError::WouldBlock) => return Quiet::Writing,
            Err(TryLockError::Error(_)) => return Quiet::NoLock,
        }
    }
}

/// What came of a look under a shared lock.
pub(super) enum Quiet<T> {
    /// Nobody was writing.
    Looked(T),
    /// Somebody is.
    Writing,
    /// Nobody ever locked this ledger, or the lock cannot be had.
    NoLock,
}

fn open(side: &Path, named: &Path) -> anyhow::Result<File> {
    let mut options = file::private();
    options.create(true).truncate(false);
    // A link would lead the note into another file.
    let is_link = fs::symlink_metadata(side).is_ok_and(|found| found.is_symlink());
    anyhow::ensure!(!is_link, "`{}` is a link", shown_path(named));
    file::open_as(side, named, &mut options)
}

fn is_still_there(file: &File, side: &Path) -> bool {
    match (file.metadata(), fs::metadata(side)) {
        (Ok(locked), Ok(named)) => file::is_same(&locked, &named),
        _ => false,
    }
}

fn sign(file: &mut File, command: &str) -> std::io::Result<()> {
    file.set_len(0)?;
    file.rewind()?;
    writeln!(file, "pid {}: {command}", std::process::id())
}

/// What the holder of a lock has written into it: its number and its command; none where there is no note.
pub(super) fn holder(file: &mut File) -> Option<String> {
    let mut note = Vec::new();
    file.take(1024).read_to_end(&mut note).ok()?;
    let note = String::from_utf8_lossy(&note).trim().to_owned();
    (!note.is_empty()).then_some(note)
}

/// 10 to 50 ms, at random: writers that wait for one another should not wake in step.
fn pause(longest: Duration) {
    let jitter = RandomState::new().hash_one(()) % 41;
    std::thread::sleep(Duration::from_millis(10 + jitter).min(longest.max(Duration::from_millis(1))));
}
