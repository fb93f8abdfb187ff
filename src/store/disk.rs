//! The few calls by which a ledger is appended to, so that a test can stand in for the disk.
//!
//! The command line always has [`Handle::Real`]. A test hands [`Store::on_disk`](super::Store::on_disk) a [`Disk`] of its own: one that
//! fails a call, or forgets what was not synced.

use std::cell::Cell;
use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::file;
use super::lines::OnDisk;

/// A disk with one ledger on it, for tests. Each method is one call of the system but [`Disk::keep`], which stands for several.
pub trait Disk: fmt::Debug + Send + Sync {
    /// Opens the ledger at the path.
    fn open(&self) -> io::Result<()>;
    /// How long it is.
    fn len(&self) -> io::Result<u64>;
    /// Whether it has no bytes.
    fn is_empty(&self) -> io::Result<bool> {
        self.len().map(|length| length == 0)
    }
    /// Reads bytes from a place on; none at the end.
    fn read(&self, from: u64, buffer: &mut [u8]) -> io::Result<usize>;
    /// Writes bytes at the end, or as many of them as it can.
    fn write(&self, bytes: &[u8]) -> io::Result<usize>;
    /// Makes what was written last.
    fn sync_data(&self) -> io::Result<()>;
    /// Cuts it.
    fn set_len(&self, size: u64) -> io::Result<()>;
    /// Whether the path still leads to the file that was opened, and that is so long.
    fn is_at_path(&self, size: u64) -> bool;
    /// Copies what stands from an offset on to a file beside, and makes that last.
    fn keep(&self, offset: u64) -> io::Result<PathBuf>;
}

/// A ledger that is open for appending.
pub(super) enum Handle {
    /// A file.
    Real(File),
    /// A disk of a test, and up to where it was read.
    Simulated(Arc<dyn Disk>, Cell<u64>),
}

impl Handle {
    /// Opens the ledger at `target`, which a person knows as `named`.
    pub(super) fn open(
        disk: Option<&Arc<dyn Disk>>,
        target: &Path,
        named: &Path,
        write: bool,
    ) -> anyhow::Result<Handle> {
        match disk {
            None => Ok(Handle::Real(file::open_as(target, named, OpenOptions::new().read(true).append(write))?)),
            Some(disk) => {
                disk.open()?;
                Ok(Handle::Simulated(disk.clone(), Cell::new(0)))
            }
        }
    }

    /// The file to read lines from again; none of a test's disk.
    pub(super) fn on_disk(&self, named: &Path) -> Option<Arc<OnDisk>> {
        match self {
            Handle::Real(file) => Some(Arc::new(OnDisk { file: file.try_clone().ok()?, path: named.to_owned() })),
            Handle::Simulated(..) => None,
        }
    }

    pub(super) fn size(&self) -> io::Result<u64> {
        match self {
            Handle::Real(file) => Ok(file.metadata()?.len()),
            Handle::Simulated(disk, _) => disk.len(),
        }
    }

    /// One call, which may write less than it was given.
    pub(super) fn write(&self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Handle::Real(file) => (&mut &*file).write(bytes),
            Handle::Simulated(disk, _) => disk.write(bytes),
        }
    }

    pub(super) fn sync_data(&self) -> io::Result<()> {
        match self {
            Handle::Real(file) => file.sync_data(),
            Handle::Simulated(disk, _) => disk.sync_data(),
        }
    }

    pub(super) fn set_len(&self, size: u64) -> io::Result<()> {
        match self {
            Handle::Real(file) => file.set_len(size),
            Handle::Simulated(disk, _) => disk.set_len(size),
        }
    }

    /// Whether the path leads to this file, and that is so long (R25).
    pub(super) fn is_at(&self, path: &Path, size: u64) -> bool {
        match self {
            Handle::Real(file) => {
                let here = file.metadata().ok().filter(|here| here.len() == size);
                let named = fs::metadata(path).ok();
                here.zip(named).is_some_and(|(here, named)| file::is_same(&here, &named))
            }
            Handle::Simulated(disk, _) => disk.is_at_path(size),
        }
    }

    /// Copies the bytes from `offset` on beside the ledger and makes them last (R13).
    pub(super) fn quarantine(&self, target: &Path, offset: u64) -> anyhow::Result<PathBuf> {
        match self {
            Handle::Real(file) => file::quarantine(file, target, offset),
            Handle::Simulated(disk, _) => Ok(disk.keep(offset)?),
        }
    }
}

impl Read for &Handle {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Handle::Real(file) => (&mut &*file).read(buffer),
            Handle::Simulated(disk, at) => {
                let size = disk.read(at.get(), buffer)?;
                at.set(at.get() + size as u64);
                Ok(size)
            }
        }
    }
}
