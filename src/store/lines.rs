//! The lines of a ledger that was read, so that what its book left in them can be read again.

use std::borrow::Cow;
use std::fmt;
use std::fs::File;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use super::chain::{self, Hash};
use super::file;
use super::read::MAX_LINE;
use super::record::Speller;
use super::scan;
use super::shown_path;
use crate::domain::archive::Archive;
use crate::domain::{Entry, EntryId};

/// How much is read at once where one line is asked for: most are shorter.
const USUAL: usize = 512;

/// Where the lines of a ledger are that was checked.
#[derive(Clone)]
pub(super) enum Lines {
    /// In memory.
    Kept(Arc<Vec<u8>>),
    /// In the file, which is still open.
    OnDisk(Arc<OnDisk>),
}

/// An open file.
pub(super) struct OnDisk {
    /// The file.
    pub(super) file: File,
    /// What it is called.
    pub(super) path: PathBuf,
}

/// What was read a moment ago can no longer be read, or says something else: the disk fails, or somebody changed the ledger meanwhile. It unwinds
/// to the edge of the program, for nothing in between could go on.
#[derive(Debug)]
pub struct Changed {
    /// The ledger.
    pub path: PathBuf,
    /// What the system says, where it could not be read at all.
    pub error: Option<io::Error>,
}

impl fmt::Display for Changed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = shown_path(&self.path);
        match &self.error {
            Some(error) => write!(f, "cannot read `{path}` any more: {error}"),
            None => write!(f, "`{path}` was changed by another program while it was read"),
        }
    }
}

impl std::error::Error for Changed {}

impl Lines {
    /// The bytes of a ledger.
    pub(super) fn kept(bytes: Vec<u8>) -> Lines {
        Lines::Kept(Arc::new(bytes))
    }

    /// All bytes, where they are in memory.
    pub(super) fn bytes(&self) -> &[u8] {
        match self {
            Lines::Kept(bytes) => bytes,
            Lines::OnDisk(_) => &[],
        }
    }

    /// The bytes between two places.
    pub(super) fn bytes_of(&self, start: u64, end: u64) -> Vec<u8> {
        match self {
            Lines::Kept(bytes) => bytes[start as usize..end as usize].to_vec(),
            Lines::OnDisk(on_disk) => on_disk.bytes(start, (end - start) as usize),
        }
    }

    /// The line between two places, without its LF.
    pub(super) fn line(&self, start: u64, end: u64) -> Cow<'_, [u8]> {
        let (from, to) = (start as usize, end as usize);
        let line = match self {
            Lines::Kept(bytes) => Cow::Borrowed(&bytes[from..to]),
            Lines::OnDisk(on_disk) => Cow::Owned(on_disk.bytes(start, to - from)),
        };
        match line {
            Cow::Borrowed(line) => Cow::Borrowed(line.strip_suffix(b"\n").unwrap_or(line)),
            Cow::Owned(mut line) => {
                line.truncate(line.strip_suffix(b"\n").map_or(line.len(), <[u8]>::len));
                Cow::Owned(line)
            }
        }
    }

    /// The line that begins at a place, without its LF.
    fn line_at(&self, start: u64) -> Cow<'_, [u8]> {
        match self {
            Lines::Kept(bytes) => {
                let rest = &bytes[start as usize..];
                Cow::Borrowed(&rest[..memchr::memchr(b'\n', rest).unwrap_or(rest.len())])
            }
            Lines::OnDisk(on_disk) => Cow::Owned(on_disk.line_at(start)),
        }
    }

    fn changed(&self) -> ! {
        match self {
            Lines::OnDisk(on_disk) => on_disk.changed(),
            // What is in memory was read from there a moment ago.
            Lines::Kept(_) => unreachable!("a line that cannot be read again"),
        }
    }
}

impl OnDisk {
    /// So many bytes from a place on.
    pub(super) fn bytes(&self, start: u64, size: usize) -> Vec<u8> {
        let mut bytes = vec![0; size];
        match file::read_at(&self.file, &mut bytes, start) {
            Ok(read) if read == size => bytes,
            Ok(_) => self.changed(),
            Err(error) => self.unreadable(error),
        }
    }

    /// The hash stated by the line that ends before a place.
    pub(super) fn stated_before(&self, at: u64) -> Option<Hash> {
        let from = at.checked_sub(chain::STATED)?;
        chain::stated(&self.bytes(from, chain::STATED as usize))
    }

    /// The entry whose line begins at a place, if it follows the line before it.
    pub(super) fn entry_at(&self, start: u64) -> Option<Entry> {
        read_body(&self.body_at(start)?)
    }

    /// The body of the line that begins at a place, if it follows the line before it.
    pub(super) fn body_at(&self, start: u64) -> Option<String> {
        // Together with the end of the line before it.
        let from = start.saturating_sub(chain::STATED);
        let bytes = self.line_from(from, (start - from) as usize);
        let (before, line) = bytes.split_at((start - from) as usize);
        let before = if start == 0 { Hash::START } else { chain::stated(before)? };
        let (body, _) = chain::follow(line, before)?;
        String::from_utf8(body.to_vec()).ok()
    }

    /// The line that begins at a place, without its LF.
    pub(super) fn line_at(&self, start: u64) -> Vec<u8> {
        self.line_from(start, 0)
    }

    /// What stands from a place on, as far as there is room for it.
    fn fill<'a>(&self, room: &'a mut [u8], from: u64) -> &'a [u8] {
        let read = file::read_at(&self.file, room, from).unwrap_or_else(|error| self.unreadable(error));
        &room[..read]
    }

    /// The line that begins so many bytes behind a place, and what stands between.
    fn line_from(&self, from: u64, behind: usize) -> Vec<u8> {
        for size in [USUAL, MAX_LINE] {
            let mut bytes = vec![0; behind + size];
            let line = self.fill(&mut bytes, from).get(behind..);
            if let Some(end) = line.and_then(|line| memchr::memchr(b'\n', line)) {
                bytes.truncate(behind + end);
                return bytes;
            }
        }
        self.changed()
    }

    pub(super) fn changed(&self) -> ! {
        std::panic::panic_any(Changed { path: self.path.clone(), error: None })
    }

    fn unreadable(&self, error: io::Error) -> ! {
        std::panic::panic_any(Changed { path: self.path.clone(), error: Some(error) })
    }
}

/// An entry's place is where its line begins.
impl Archive for Lines {
    fn entry(&self, at: u64) -> Entry {
        read_again(&self.line_at(at)).unwrap_or_else(|| self.changed())
    }

    /// No more of the line is read than it takes to tell.
    fn is(&self, at: u64, id: &EntryId) -> bool {
        let mut line = [0; scan::NAME];
        let begins = match self {
            Lines::Kept(bytes) => &bytes[at as usize..],
            Lines::OnDisk(on_disk) => on_disk.fill(&mut line, at),
        };
        scan::id(begins).unwrap_or_else(|| self.changed()) == id.as_str().as_bytes()
    }
}

pub(super) fn read_again(line: &[u8]) -> Option<Entry> {
    read_body(chain::body(line)?)
}

fn read_body(body: &str) -> Option<Entry> {
    Speller::default().read(body).ok()?.into_entry(|_| None)
}

impl fmt::Debug for Lines {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Lines::Kept(bytes) => write!(f, "Kept({} bytes)", bytes.len()),
            Lines::OnDisk(on_disk) => write!(f, "OnDisk({})", on_disk.path.display()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use super::*;

    #[test]
    fn r25_what_cannot_be_read_is_not_said_to_be_somebodys_deed() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("hours.jsonl");
        std::fs::write(&path, b"{}\n").expect("a file");
        let said = |on_disk: &OnDisk| {
            let read = || (on_disk.line_at(0), on_disk.bytes(0, 4));
            let panic = catch_unwind(AssertUnwindSafe(read)).expect_err("it cannot be read");
            panic.downcast_ref::<Changed>().expect("what is told at the edge").to_string()
        };
        // A file that is open for writing alone gives an error for every byte.
        let mut on_disk =
            OnDisk { file: File::options().append(true).open(&path).expect("a file"), path: path.clone() };
        assert!(said(&on_disk).contains("any more: Bad file descriptor"), "{}", said(&on_disk));
        on_disk.file = File::open(&path).expect("a file");
        assert!(said(&on_disk).ends_with("was changed by another program while it was read"));
    }

    #[test]
    fn a4_an_id_is_told_without_reading_the_line() {
        let path = PathBuf::from("fixtures/ledgers/session.jsonl");
        let bytes = std::fs::read(&path).expect("a ledger");
        let on_disk = Arc::new(OnDisk { file: File::open(&path).expect("a ledger"), path });
        for lines in [Lines::Kept(Arc::new(bytes.clone())), Lines::OnDisk(on_disk)] {
            let begins = std::iter::once(0).chain(memchr::memchr_iter(b'\n', &bytes).map(|lf| lf as u64 + 1));
            let begins: Vec<u64> = begins.filter(|&at| at < bytes.len() as u64).collect();
            let ids: Vec<EntryId> = begins.iter().map(|&at| lines.entry(at).id).collect();
            for (at, id) in begins.iter().flat_map(|&at| ids.iter().map(move |id| (at, id))) {
                assert_eq!(lines.is(at, id), lines.entry(at).id == *id, "{id} at {at}");
            }
            assert!(ids.len() > 5);
        }
    }

    #[test]
    fn r25_a_line_that_says_something_else_by_now_is_told_where_only_its_id_is_asked_for() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("hours.jsonl");
        std::fs::write(&path, b"{\"seq\":1,\"name\":\"x\"}\n").expect("a file");
        let lines = Lines::OnDisk(Arc::new(OnDisk { file: File::open(&path).expect("a file"), path }));
        let id = "x".parse().expect("an id");
        let panic = catch_unwind(AssertUnwindSafe(|| lines.is(0, &id))).expect_err("it has no id");
        assert!(panic.is::<Changed>());
    }
}
