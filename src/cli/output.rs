//! Where an answer goes: to stdout, or into a file that is there whole or not at all.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use anyhow::{Context, Result};

use super::env::Env;
use super::failure::Failure;
use crate::config;
use crate::regular::{self, Opened};
use crate::render::text::escape;
use crate::shell;
use crate::store::{LEDGER_BEGINS, folder, lock_file, temporary};

/// Prints an answer, or writes it to `out`.
///
/// # Errors
///
/// Where it cannot be written.
pub fn deliver(env: Env, out: Option<&Path>, ledger: &Path, answer: &[u8]) -> Result<()> {
    match out {
        None => env.print(answer),
        Some(path) => {
            guard(path, ledger)?;
            spare_ledger(path, answer)?;
            write_whole(path, answer).with_context(|| cannot_write(path))
        }
    }
}

/// Ends a command that writes, once its receipt was shown or could not be. What was `done`, in words, is done all the same (R11): that is said then,
/// and nothing has failed. `done` is none where nothing was written.
///
/// # Errors
///
/// Where nothing was done, and that could not be shown.
pub fn conclude(env: Env, dry_run: bool, done: Option<&str>, shown: Result<()>) -> Result<()> {
    if dry_run {
        env.say("note", "a dry run: nothing was written");
        return shown;
    }
    match (shown, done) {
        (Err(why), Some(done)) => {
            env.say("warning", &format!("{done}, but the receipt could not be shown: {why:#}"));
            Ok(())
        }
        (shown, _) => shown,
    }
}

/// Asked before anything is recorded: whether an answer can go there, as far as it can be known.
///
/// # Errors
///
/// As [`guard`]; and where it is no place for a file.
pub fn judge(out: &Path, ledger: &Path) -> Result<()> {
    guard(out, ledger)?;
    spare_ledger(out, &[])?;
    refuse_special(out).with_context(|| cannot_write(out))
}

const ELSEWHERE: &str = "write the answer to another file";

/// An answer never takes the place of the ledger, its lock or its settings, whether they are there yet or not.
///
/// # Errors
///
/// Where `out` is one of them, or `-`, which elsewhere means standard output.
pub fn guard(out: &Path, ledger: &Path) -> Result<()> {
    if out == Path::new("-") {
        return Err(Failure::usage("`-` is no file").hint("without -o, the answer goes to standard output").into());
    }
    let lock = lock_file(&ledger.canonicalize().unwrap_or_else(|_| ledger.to_owned()));
    if is_same_place(out, ledger) || is_same_place(out, &lock) {
        let fact = format!("`{}` is the ledger itself or its lock", escape(&out.to_string_lossy()));
        return Err(Failure::usage(fact).hint(ELSEWHERE).into());
    }
    if is_same_place(out, &ledger.with_file_name(config::FILE)) {
        let fact = format!("`{}` holds the ledger's settings", escape(&out.to_string_lossy()));
        return Err(Failure::usage(fact).hint(ELSEWHERE).into());
    }
    Ok(())
}

/// An answer never takes the place of what it is made of.
///
/// # Errors
///
/// Where `out` is one of the files that are read.
pub fn spare_sources(out: &Path, sources: &[Option<&Path>]) -> Result<()> {
    match sources.iter().flatten().any(|source| is_same_place(out, source)) {
        true => {
            let fact = format!("`{}` is read by the same command", escape(&out.to_string_lossy()));
            Err(Failure::usage(fact).hint(ELSEWHERE).into())
        }
        false => Ok(()),
    }
}

/// Whoever mistypes the name of a file shall not lose another ledger, or a copy with entries of its own: one is only replaced by an answer that begins
/// with all it has, which is a later copy of it.
///
/// # Errors
///
/// Where a ledger stands at `out` that the answer does not hold.
fn spare_ledger(out: &Path, answer: &[u8]) -> Result<()> {
    /// What some editors put before a text.
    const MARK: &[u8] = "\u{feff}".as_bytes();
    let Ok(Opened::File(there)) = regular::open(out, File::options().read(true)) else { return Ok(()) };
    let mut beginning = Vec::new();
    (&there).take(MARK.len() as u64 + LEDGER_BEGINS.len() as u64).read_to_end(&mut beginning)?;
    if !beginning.strip_prefix(MARK).unwrap_or(&beginning).starts_with(LEDGER_BEGINS) {
        return Ok(());
    }
    match there.metadata()?.len() <= answer.len() as u64 && answer.starts_with(&std::fs::read(out)?) {
        true => Ok(()),
        false => {
            let fact = format!("`{}` is a ledger, with entries that would be lost", escape(&out.to_string_lossy()));
            Err(Failure::usage(fact).hint(ELSEWHERE).into())
        }
    }
}

fn cannot_write(out: &Path) -> String {
    format!("cannot write `{}`", escape(&out.to_string_lossy()))
}

/// Whether two paths name one file, or would once it is made.
fn is_same_place(one: &Path, other: &Path) -> bool {
    let target = |path: &Path| path.canonicalize().ok();
    let place = |path: &Path| Some((folder(path).canonicalize().ok()?, path.file_name()?.to_owned()));
    (target(one).is_some() && target(one) == target(other)) || (place(one).is_some() && place(one) == place(other))
}

/// Only files are replaced, and links to files: never a folder, nor a device such as `/dev/stdout`, which is a link to a file where a shell leads it to
/// one. A new one needs its folder.
fn refuse_special(path: &Path) -> Result<()> {
    folder(path).metadata()?;
    let is_link = || path.symlink_metadata().is_ok_and(|there| there.is_symlink());
    let is_systems =
        || folder(path).canonicalize().is_ok_and(|folder| folder.starts_with("/dev") || folder.starts_with("/proc"));
    match path.metadata() {
        Ok(_) if is_link() && is_systems() => {
            let hint = "without -o the answer goes to standard output";
            Err(Failure::unable("it is a link of the system's own").hint(hint).into())
        }
        Ok(there) if there.is_dir() => {
            let hint = format!("name a file in it, such as {}", shell::file(&path.join("answer.txt")));
            Err(Failure::unable("it is a folder").hint(hint).into())
        }
        Ok(there) if !there.is_file() => {
            let hint = "without -o the answer goes to standard output, and a shell leads that anywhere";
            Err(Failure::unable("it is no regular file").hint(hint).into())
        }
        _ => Ok(()),
    }
}

/// Written beside, synced, renamed: a reader sees the old file or the new one. A link is replaced, not followed.
pub fn write_whole(path: &Path, answer: &[u8]) -> Result<()> {
    refuse_special(path)?;
    let folder = folder(path);
    // As a shell's `>` would: of a new file the umask decides, and one that is there stays as private as it was.
    let there = path.metadata().ok();
    let file = temporary(folder, if there.is_some() { 0o600 } else { 0o666 }, &[answer])?;
    if let Some(there) = there {
        file.as_file().set_permissions(there.permissions())?;
    }
    file.as_file().sync_all()?;
    file.persist(path).map_err(|failed| failed.error)?;
    File::open(folder)?.sync_all()?;
    Ok(())
}
