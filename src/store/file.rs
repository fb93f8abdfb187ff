//! Files and folders: what is opened, what stands beside a ledger, what is synced.

use std::fs::{self, DirBuilder, File, Metadata, OpenOptions, Permissions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use anyhow::Context;
use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;

use super::chain::Hash;
use super::disk::Handle;
use super::errors::Missing;
use super::shown_path;
use crate::regular::{self, Opened};

/// The file a ledger's path leads to, links followed: the lock and torn copies stand beside that one.
pub(super) fn resolve(path: &Path) -> anyhow::Result<PathBuf> {
    match fs::canonicalize(path) {
        Ok(target) => Ok(target),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            Err(Missing { path: path.to_owned(), leads_to: fs::read_link(path).ok() }.into())
        }
        Err(error) => Err(error).with_context(|| format!("cannot read `{}`", shown_path(path))),
    }
}

/// Whether there is nothing at a path.
pub(super) fn is_gone(path: &Path) -> bool {
    use io::ErrorKind;
    fs::symlink_metadata(path)
        .is_err_and(|error| matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory))
}

/// The file beside a ledger with something behind its name, such as `hours.jsonl.lock`.
pub(super) fn beside(ledger: &Path, suffix: &str) -> PathBuf {
    let mut name = ledger.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// A file beside a ledger as a person would name it, who calls the ledger `named`: as it is, where that is a link to a ledger elsewhere.
pub(super) fn as_named(named: &Path, file: PathBuf) -> PathBuf {
    let is_link = named.symlink_metadata().is_ok_and(|found| found.is_symlink());
    let beside = file.file_name().filter(|_| !is_link).map(|name| named.with_file_name(name));
    beside.unwrap_or(file)
}

/// A new file that holds these pieces, under a name of its own: it is gone again unless it is given another. It has the permissions `mode` as far
/// as the umask lets it, and is not synced yet.
///
/// # Errors
///
/// What the system says.
pub(crate) fn temporary(folder: &Path, mode: u32, pieces: &[&[u8]]) -> io::Result<NamedTempFile> {
    // tempfile's own errors name the temporary file, which nobody asked about.
    let plain = |error: io::Error| io::Error::from(error.kind());
    let permissions = Permissions::from_mode(mode);
    let new = tempfile::Builder::new().prefix(".hours-").permissions(permissions).tempfile_in(folder).map_err(plain)?;
    pieces.iter().try_for_each(|piece| new.as_file().write_all(piece))?;
    Ok(new)
}

/// Opens a file for reading: see [`open_as`].
pub(super) fn open(path: &Path) -> anyhow::Result<File> {
    open_as(path, path, OpenOptions::new().read(true))
}

/// Opens a regular file, which a person knows as `named`, and nothing else: a fifo or a device is refused before anything could hang.
pub(super) fn open_as(path: &Path, named: &Path, options: &mut OpenOptions) -> anyhow::Result<File> {
    open_regular(path, options).with_context(|| format!("cannot open `{}`", shown_path(named)))
}

/// Opens a regular file, and refuses whatever else stands there.
///
/// # Errors
///
/// What stands there instead, or what the system says.
pub(super) fn open_regular(path: &Path, options: &mut OpenOptions) -> io::Result<File> {
    let refused = match regular::open(path, options)? {
        Opened::File(file) => return Ok(file),
        Opened::Folder => "it is a folder",
        Opened::Special => "it is not a regular file",
    };
    Err(io::Error::new(io::ErrorKind::InvalidInput, refused))
}

/// What a new file of ours is opened with: readable by its owner only (S5).
pub(super) fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).write(true);
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Makes a folder, with those above it, that only its owner can look into (S5).
pub(super) fn create_private_folder(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Whether two looks were at one file.
pub(super) fn is_same(one: &Metadata, other: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

/// Reads from a place on until the buffer is full or the file ends; gives how much there was. The file's own place stays as it is.
pub(super) fn read_at(file: &File, buffer: &mut [u8], start: u64) -> io::Result<usize> {
    use std::os::unix::fs::FileExt;
    let mut read = 0;
    while read < buffer.len() {
        match file.read_at(&mut buffer[read..], start + read as u64) {
            Ok(0) => break,
            Ok(size) => read += size,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(read)
}

/// Makes names in the folder of `path` last.
pub(super) fn sync_folder(path: &Path) -> io::Result<()> {
    File::open(folder(path))?.sync_all()
}

/// The folder a file stands in.
pub(crate) fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// What the name of a copy has behind that of the ledger: of its unfinished end.
const TORN: &str = ".torn-";
/// The same of the file before a repair.
pub(super) const BEFORE_REPAIR: &str = ".before-repair-";

/// Whether a name that begins with that of a ledger goes on as those of what writers and repairs set aside.
pub(super) fn is_set_aside(behind: &str) -> bool {
    [TORN, BEFORE_REPAIR].iter().any(|mark| behind.starts_with(mark))
}

/// Copies a ledger's bytes from `offset` on to `<ledger>.torn-<offset>-<hash8>` and makes them last (R13).
pub(super) fn quarantine(ledger: &File, path: &Path, offset: u64) -> anyhow::Result<PathBuf> {
    keep(ledger, path, offset, &format!("{TORN}{offset}-"), "the unfinished bytes")
}

/// Copies a ledger's bytes from `offset` on to `<ledger><mark><hash8>` and makes them last; a person knows them as `what`.
pub(super) fn keep(ledger: &File, path: &Path, offset: u64, mark: &str, what: &str) -> anyhow::Result<PathBuf> {
    let hash = hash_from(ledger, offset).with_context(|| format!("cannot read `{}`", shown_path(path)))?;
    let name = format!("{mark}{}", &hash.as_str()[..8]);
    // One that is there already may be what a crash left of this very copy.
    for copy in std::iter::once(name.clone()).chain((2..100).map(|n| format!("{name}-{n}"))) {
        let copy = beside(path, &copy);
        let failed = || format!("cannot keep {what} in `{}`", shown_path(&copy));
        match open_new(&copy) {
            Ok(mut file) => {
                let mut from = ledger;
                let copied = from.seek(SeekFrom::Start(offset)).and_then(|_| io::copy(&mut from, &mut file));
                let kept = copied.and_then(|_| file.sync_all()).and_then(|()| sync_folder(&copy));
                if kept.is_err() {
                    // Half a copy under this name would be taken for a whole one.
                    let _ = fs::remove_file(&copy);
                }
                return kept.with_context(failed).map(|()| copy.clone());
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                if holds(&copy, hash) {
                    return Ok(copy);
                }
            }
            Err(error) => return Err(error).with_context(failed),
        }
    }
    anyhow::bail!("cannot keep {what}: `{}{name}` and 98 more are there already", shown_path(path))
}

fn open_new(path: &Path) -> io::Result<File> {
    private().create_new(true).open(path)
}

fn holds(copy: &Path, hash: Hash) -> bool {
    let file = open(copy);
    file.is_ok_and(|file| file.sync_all().is_ok() && hash_from(&file, 0).is_ok_and(|found| found == hash))
}

fn hash_from(mut file: &File, offset: u64) -> io::Result<Hash> {
    file.seek(SeekFrom::Start(offset))?;
    let mut digest = Sha256::new();
    let mut buffer = [0; 16 * 1024];
    loop {
        match file.read(&mut buffer) {
            Ok(0) => return Ok(Hash::of_digest(digest.finalize().into())),
            Ok(size) => digest.update(&buffer[..size]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// Writes all bytes by one call, or not: half a write is an error (R6).
pub(super) fn write_once(file: &Handle, bytes: &[u8]) -> io::Result<()> {
    loop {
        match file.write(bytes) {
            Ok(size) if size == bytes.len() => return Ok(()),
            Ok(size) => {
                let told = format!("only {size} of {} bytes could be written: no space left, or a quota", bytes.len());
                return Err(io::Error::new(io::ErrorKind::WriteZero, told));
            }
            // Nothing was written before the signal came.
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}
