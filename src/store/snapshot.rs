//! What a ledger came to, kept in the cache folder so that one client's answer costs that client's entries alone.
//!
//! A snapshot is a shortcut and never a source. It says which ledger it is of, how far it goes and which hash stands there; a ledger that does
//! not have that hash in that place is read as if there were none. Of every client it has a [part](super::parts) with all that figures need,
//! and the client in [brief]; and of all ids the fingerprints. Every part has its own checksum.
//!
//! `docs/ledger-format.md` says what is checked when a snapshot answers, and what only a whole reading checks.

use std::fs::{self, File, Metadata};
use std::io::{Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;

use super::brief;
use super::bytes::Bytes;
use super::chain::Hash;
use super::file;
use super::fingerprints;
use super::glance::Reach;
use super::lines::{Lines, OnDisk};
use super::parts::{self, Spelling};
use super::reading::Reading;
use crate::cores::{ask_all, ask_both};
use crate::domain::ids::{Fingerprint, Fingerprinter};
use crate::domain::replay::{Brief, Share};
use crate::domain::{Book, ClientId, EntryId, Instant};

/// What a snapshot begins with: its format's name and number.
const MAGIC: &[u8; 16] = b"hours snapshot 8";
/// What the name of one that is being written begins with.
const UNFINISHED: &str = ".snapshot-";
/// So old, one that is being written was given up: it takes seconds.
const ABANDONED: Duration = Duration::from_secs(3600);
/// How large the head of one can be: an index of very many clients.
const MOST_HEAD: u64 = 64 << 20;
/// How large one client's part can be.
const MOST_PART: u64 = 1 << 30;
/// For so many days before a client's last call a brief has the calls one by one: most that are logged late are of those days.
pub(super) const LATELY: u32 = 31;
/// A checksum: the first half of a SHA-256.
pub(super) const SUM: usize = 16;

/// A snapshot that was found, and fits its ledger as far as its head tells.
pub(super) struct Snapshot {
    file: File,
    /// How many bytes of the ledger it is of.
    pub(super) size: u64,
    /// How many lines.
    pub(super) total: u64,
    /// The hash of the last of them.
    pub(super) head: Hash,
    /// When that one was recorded.
    pub(super) recorded: Instant,
    /// The ledger's file as it was then.
    pub(super) stamp: Stamp,
    printer: Fingerprinter,
    /// Where the pages of ids' fingerprints begin, and how many there are.
    prints: (u64, u32),
    /// The name, place and checksum of each part, as they are spelled.
    index: Vec<u8>,
}

/// Where a part stands, and its checksum.
#[derive(Clone, Copy)]
struct Extent {
    at: u64,
    size: u64,
    sum: [u8; SUM],
}

impl Extent {
    /// How many bytes one takes.
    const SIZE: usize = 2 * 8 + SUM;

    fn put(self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(&self.at.to_le_bytes());
        bytes.extend_from_slice(&self.size.to_le_bytes());
        bytes.extend_from_slice(&self.sum);
    }

    fn read(rest: &mut Bytes<'_>) -> Option<Extent> {
        Some(Extent { at: rest.u64()?, size: rest.u64()?, sum: rest.take(SUM)?.try_into().ok()? })
    }
}

/// What tells that a file of the same size was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stamp {
    inode: u64,
    modified: i64,
}

impl Stamp {
    /// That of a file now.
    pub(super) fn of(found: &Metadata) -> Stamp {
        use std::os::unix::fs::MetadataExt;
        Stamp {
            inode: found.ino(),
            modified: found.mtime().wrapping_mul(1_000_000_000).wrapping_add(found.mtime_nsec()),
        }
    }
}

/// The name of a ledger's snapshot in the cache folder.
fn named(folder: &Path, ledger: Hash) -> PathBuf {
    folder.join(format!("{ledger}.snapshot"))
}

/// The snapshot of a ledger, if there is one that nobody else could have written.
pub(super) fn find(folder: &Path, ledger: Hash) -> Option<Snapshot> {
    let path = named(folder, ledger);
    let found = fs::symlink_metadata(&path).ok()?;
    if !found.is_file() || !is_own(&found) {
        return None;
    }
    let file = file::open(&path).ok()?;
    let mut start = [0; MAGIC.len() + 8 + SUM];
    exactly(&file, &mut start, 0)?;
    let mut rest = Bytes(&start);
    if rest.take(MAGIC.len())? != MAGIC {
        return None;
    }
    let size = rest.u64().filter(|&size| size <= MOST_HEAD)?;
    let sum = rest.take(SUM)?;
    let mut head = vec![0; usize::try_from(size).ok()?];
    exactly(&file, &mut head, start.len() as u64)?;
    // The format's number is part of it: one that is a bit away from another would else pass for it.
    if checksum([MAGIC, &head]) != sum {
        return None;
    }
    Snapshot::read(file, head, ledger)
}

/// Whether a file is ours, and only we can write to it.
fn is_own(found: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    found.uid() == rustix::process::geteuid().as_raw() && found.mode() & 0o022 == 0
}

impl Snapshot {
    fn read(file: File, mut head: Vec<u8>, ledger: Hash) -> Option<Snapshot> {
        let mut rest = Bytes(&head);
        let of = Hash::read(rest.take(Hash::DIGITS)?)?;
        let last = Hash::read(rest.take(Hash::DIGITS)?)?;
        let (size, total, recorded) = (rest.u64()?, rest.u64()?, Instant::from_micros(rest.i64()?));
        let stamp = Stamp { inode: rest.u64()?, modified: rest.i64()? };
        let (printer, prints) = (Fingerprinter::seeded(rest.u64()?), (rest.u64()?, rest.u32()?));
        // In place: new memory costs more than moving what is there.
        head.drain(..head.len() - rest.0.len());
        let index = head;
        (of == ledger).then_some(Snapshot { file, size, total, head: last, recorded, stamp, printer, prints, index })
    }

    /// The book of one client as of the snapshot; none for a client it does not know, or where it cannot be read.
    pub(super) fn book(&self, client: &ClientId, reach: Reach, on_disk: &Arc<OnDisk>) -> Option<Book> {
        let (house, mut brief) = (self.part(self.extent("")?)?, self.part(self.extent(client.as_str())?)?);
        let mut rest = Bytes(&brief);
        let whole = Extent::read(&mut rest)?;
        let (past, own) = match reach {
            Reach::Ever => (None, self.part(whole)?),
            Reach::Lately => {
                let past = brief::read(&mut rest)?;
                let from = brief.len() - rest.0.len();
                brief.drain(..from);
                (Some(past), brief)
            }
        };
        parts::book([house, own], client, past, on_disk, self.printer)
    }

    /// The fingerprint of an id.
    pub(super) fn print(&self, id: &EntryId) -> Fingerprint {
        self.printer.print(id.as_str().as_bytes())
    }

    /// The places of entries whose ids have this fingerprint; none where that cannot be told.
    pub(super) fn places(&self, print: Fingerprint) -> Option<Vec<u64>> {
        let (start, pages) = self.prints;
        let number = fingerprints::page_of(print, pages);
        let mut page = [0; fingerprints::PAGE];
        exactly(&self.file, &mut page, start.checked_add(u64::from(number) * fingerprints::PAGE as u64)?)?;
        fingerprints::places(print, number, &page)
    }

    /// The clients, in no order.
    pub(super) fn clients(&self) -> Vec<ClientId> {
        self.parts().filter_map(|(name, _)| std::str::from_utf8(name).ok()?.parse().ok()).collect()
    }

    fn extent(&self, name: &str) -> Option<Extent> {
        self.parts().find(|(found, _)| *found == name.as_bytes()).map(|(_, extent)| extent)
    }

    /// Every part's name and place.
    fn parts(&self) -> impl Iterator<Item = (&[u8], Extent)> {
        let mut rest = Bytes(&self.index);
        std::iter::from_fn(move || {
            let length = usize::from(rest.u8()?);
            let name = rest.take(length)?;
            Some((name, Extent::read(&mut rest)?))
        })
    }

    fn part(&self, Extent { at, size, sum }: Extent) -> Option<Vec<u8>> {
        let mut bytes = vec![0; usize::try_from(size.min(MOST_PART)).ok()?];
        exactly(&self.file, &mut bytes, at)?;
        (checksum([&bytes]) == sum).then_some(bytes)
    }
}

/// Keeps what was read, for the next time. That it cannot be kept is no failure.
pub(super) fn keep(folder: &Path, reading: &Reading, stamp: Stamp, lately: u32) -> Option<()> {
    let book = reading.book.as_ref()?;
    let (shares, ids, pages) = (book.shares()?, book.prints(), fingerprints::pages(reading.total()));
    let cases = book.cases().map(|(case, number)| (number.index(), case)).collect();
    let spelling = Spelling { reading, book, ids, cases };
    let index: usize = shares.iter().map(|share| 1 + share.name().len() + Extent::SIZE).sum();
    let size = 2 * Hash::DIGITS + 6 * 8 + (8 + 4) + index;
    file::create_private_folder(folder).ok()?;
    let file = tempfile::Builder::new().prefix(UNFINISHED).tempfile_in(folder).ok()?;
    sweep(folder, &file);
    let rest = Rest::of(file, (MAGIC.len() + 8 + SUM + size) as u64)?;
    let (prints, parts) = ask_both(
        || rest.put(&fingerprints::spell(ids.iter().copied().zip(reading.starts()), pages)?),
        || ask_all(&shares, |share| put(share, &spelling, lately, &rest)).into_iter().collect::<Option<Vec<_>>>(),
    );
    let mut head = Vec::with_capacity(size);
    head.extend_from_slice(reading.hash(1)?.as_str().as_bytes());
    head.extend_from_slice(reading.head.as_str().as_bytes());
    let numbers =
        [reading.size, reading.total(), book.last_recorded()?.micros() as u64, stamp.inode, stamp.modified as u64];
    for number in numbers.into_iter().chain([book.printer().seed(), prints?.at]) {
        head.extend_from_slice(&number.to_le_bytes());
    }
    head.extend_from_slice(&pages.to_le_bytes());
    for (share, place) in shares.iter().zip(parts?) {
        head.push(u8::try_from(share.name().len()).ok()?);
        head.extend_from_slice(share.name().as_bytes());
        place.put(&mut head);
    }
    let file = rest.behind(&head)?;
    // Lines were read again for it: they are what was checked if nobody has written since.
    let Lines::OnDisk(on_disk) = &reading.lines else { return None };
    let is_unchanged = Stamp::of(&on_disk.file.metadata().ok()?) == stamp;
    if !is_unchanged {
        return None;
    }
    file.persist(named(folder, reading.hash(1)?)).ok().map(|_| ())
}

/// Puts a part behind those that are there, and the brief that says where it is; of what is about all there is no brief.
fn put(share: &Share<'_>, spelling: &Spelling<'_>, lately: u32, rest: &Rest) -> Option<Extent> {
    let whole = rest.put(&spelling.part(share)?)?;
    if share.client.is_none() {
        return Some(whole);
    }
    let mut brief = Vec::new();
    whole.put(&mut brief);
    if let Some(Brief { past, parts }) = spelling.book.brief(share, spelling.ids, lately) {
        brief::spell(&past, &mut brief);
        brief.append(&mut spelling.parts(parts.into_iter().map(Some))?);
    }
    rest.put(&brief)
}

/// What stands behind the head of a snapshot that is being written: each part where the one before it ends, in whatever order they come. So
/// none has to wait in memory for another.
struct Rest(Mutex<Writing>);

struct Writing {
    file: NamedTempFile,
    at: u64,
}

impl Rest {
    /// A new file, readable by its owner only, with room for so many bytes before the rest.
    fn of(mut file: NamedTempFile, at: u64) -> Option<Rest> {
        file.seek(SeekFrom::Start(at)).ok()?;
        Some(Rest(Mutex::new(Writing { file, at })))
    }

    fn put(&self, bytes: &[u8]) -> Option<Extent> {
        let (size, sum) = (bytes.len() as u64, checksum([bytes]));
        let mut writing = self.0.lock().ok()?;
        let at = writing.at;
        writing.file.write_all(bytes).ok()?;
        writing.at += size;
        Some(Extent { at, size, sum })
    }

    /// The whole file, with what comes first: it appears whole or not at all.
    fn behind(self, head: &[u8]) -> Option<NamedTempFile> {
        let Writing { mut file, .. } = self.0.into_inner().ok()?;
        file.seek(SeekFrom::Start(0)).ok()?;
        let size = (head.len() as u64).to_le_bytes();
        file.write_all(&[&MAGIC[..], &size, &checksum([MAGIC, head]), head].concat()).ok()?;
        Some(file)
    }
}

/// Takes away what was left by who was killed while writing a snapshot: an hour before this one, by the file system's clock.
fn sweep(folder: &Path, new: &NamedTempFile) {
    let Ok(now) = new.as_file().metadata().and_then(|found| found.modified()) else { return };
    let is_old = |found: &fs::DirEntry| {
        let is_unfinished = found.file_name().to_string_lossy().starts_with(UNFINISHED);
        let age =
            found.metadata().and_then(|found| found.modified()).ok().and_then(|then| now.duration_since(then).ok());
        is_unfinished && age.is_some_and(|age| age > ABANDONED)
    };
    for found in fs::read_dir(folder).into_iter().flatten().flatten().filter(is_old) {
        let _ = fs::remove_file(found.path());
    }
}

pub(super) fn checksum<const N: usize>(bytes: [&[u8]; N]) -> [u8; SUM] {
    let digest = bytes.into_iter().fold(Sha256::new(), Sha256::chain_update).finalize();
    let mut sum = [0; SUM];
    sum.copy_from_slice(&digest[..SUM]);
    sum
}

fn exactly(file: &File, buffer: &mut [u8], at: u64) -> Option<()> {
    (file::read_at(file, buffer, at).ok()? == buffer.len()).then_some(())
}
