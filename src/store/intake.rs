//! Taking a file into memory that may be no ledger, or larger than it has lines (R50).

use std::io::{self, Read};
use std::path::Path;

use anyhow::Context;

use super::read::MAX_LINE;
use super::shown_path;

/// The most memory taken at once, before the bytes have been seen.
const MAX_ROOM: u64 = 1 << 30;
/// How much is read before it is asked whether there are still lines in it.
const BLOCK: u64 = 16 << 20;

/// A file that is taken in from its beginning.
pub(super) struct Intake<'a, R> {
    source: io::Take<R>,
    /// How long the file is said to be.
    length: u64,
    path: &'a Path,
    /// What was taken in.
    pub(super) bytes: Vec<u8>,
}

impl<'a, R: Read> Intake<'a, R> {
    /// Of so many bytes of a source, which a person knows by its path.
    pub(super) fn of(source: R, length: u64, path: &'a Path) -> Intake<'a, R> {
        Intake { source: source.take(length), length, path, bytes: Vec::new() }
    }

    /// Takes in the first line, and gives where its LF is; none where no line can be so long.
    pub(super) fn first_line(&mut self) -> anyhow::Result<Option<usize>> {
        self.more(MAX_LINE as u64)?;
        Ok(self.bytes.iter().position(|&b| b == b'\n'))
    }

    /// Takes in the rest, up to where there are no lines any more.
    pub(super) fn all_lines(&mut self) -> anyhow::Result<()> {
        self.make_room()?;
        while self.more(BLOCK)? > 0 {
            let bytes = &self.bytes;
            if !bytes[bytes.len().saturating_sub(MAX_LINE)..].contains(&b'\n') {
                break;
            }
        }
        Ok(())
    }

    /// Whether what was not taken in is nothing but NULs. It is not taken in by that.
    pub(super) fn rest_is_nul(&mut self) -> anyhow::Result<bool> {
        let mut more = [0; 16 * 1024];
        loop {
            match self.source.read(&mut more) {
                Ok(0) => return Ok(true),
                Ok(size) if more[..size].iter().any(|&b| b != 0) => return Ok(false),
                Err(error) if error.kind() != io::ErrorKind::Interrupted => return Err(failed(error, self.path)),
                _ => {}
            }
        }
    }

    /// Takes in so many bytes more, or what there is; gives how many.
    fn more(&mut self, most: u64) -> anyhow::Result<usize> {
        let bytes = &mut self.bytes;
        let mut end = bytes.len();
        bytes.resize(end + most.min(self.source.limit()) as usize, 0);
        let start = end;
        while end < bytes.len() {
            match self.source.read(&mut bytes[end..]) {
                Ok(0) => break,
                Ok(size) => end += size,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(failed(error, self.path)),
            }
        }
        bytes.truncate(end);
        Ok(end - start)
    }

    /// Takes the memory for the whole file.
    fn make_room(&mut self) -> anyhow::Result<()> {
        // The size may be a lie: a sparse file can claim any.
        let rest = self.length.saturating_sub(self.bytes.len() as u64).min(MAX_ROOM);
        let room = usize::try_from(rest).ok().and_then(|rest| self.bytes.try_reserve_exact(rest).ok());
        room.with_context(|| format!("cannot read `{}`: it does not fit into memory", shown_path(self.path)))
    }
}

fn failed(error: io::Error, path: &Path) -> anyhow::Error {
    anyhow::Error::new(error).context(format!("cannot read `{}`", shown_path(path)))
}
