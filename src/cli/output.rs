//! Where an answer goes: to stdout, or into a file that is there whole or not at all.

use std::fs::Permissions;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use anyhow::{Context, Result};
use tempfile::Builder;

use super::env::Env;
use super::failure::Failure;
use crate::render::text::escape;

/// Prints an answer, or writes it to `out`.
///
/// # Errors
///
/// Where it cannot be written.
pub fn deliver(env: Env, out: Option<&Path>, ledger: &Path, text: &str) -> Result<()> {
    match out {
        None => env.print(text),
        Some(path) => {
            guard(path, ledger)?;
            write_whole(path, text).with_context(|| format!("cannot write `{}`", escape(&path.to_string_lossy())))
        }
    }
}

/// An answer never takes the place of the ledger or its lock.
///
/// # Errors
///
/// Where `out` is one of them.
pub fn guard(out: &Path, ledger: &Path) -> Result<()> {
    let Ok(ledger) = ledger.canonicalize() else { return Ok(()) };
    let mut lock = ledger.clone().into_os_string();
    lock.push(".lock");
    match out.canonicalize() {
        Ok(out) if out == ledger || out.as_os_str() == lock => {
            let fact = format!("`{}` is the ledger itself", escape(&out.to_string_lossy()));
            Err(Failure::usage(fact).hint("write the answer to another file").into())
        }
        _ => Ok(()),
    }
}

/// Only files are replaced, and links to files: never a folder, nor a device such as `/dev/stdout`.
fn refuse_special(path: &Path) -> Result<()> {
    match path.metadata() {
        Ok(there) if there.is_dir() => Err(Failure::unable("it is a folder").into()),
        Ok(there) if !there.is_file() => Err(Failure::unable("it is no regular file").into()),
        _ => Ok(()),
    }
}

/// Written beside, synced, renamed: a reader sees the old file or the new one. A link is replaced, not followed.
fn write_whole(path: &Path, text: &str) -> Result<()> {
    refuse_special(path)?;
    // tempfile's own errors name the temporary file, which nobody asked about.
    let plain = |error: std::io::Error| std::io::Error::from(error.kind());
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    folder.metadata()?;
    // As a shell's `>` would: the umask decides.
    let mut file = Builder::new()
        .prefix(".hours-")
        .permissions(Permissions::from_mode(0o666))
        .tempfile_in(folder)
        .map_err(plain)?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|failed| plain(failed.error))?;
    std::fs::File::open(folder)?.sync_all()?;
    Ok(())
}
