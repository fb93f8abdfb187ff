//! The page on which is kept what was seen of one ledger: a line of JSON, and a line with its hash.

use std::io::{self, Read};
use std::path::{Path, PathBuf};

use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};

use super::chain::Hash;
use super::{Mark, file};

/// The version of a page.
const VERSION: u32 = 1;
/// The most bytes of a page that are read.
const MAX_PAGE: u64 = 1 << 20;
/// The most places a page holds: of more, those seen longest ago are forgotten.
const MAX_PLACES: usize = 64;

/// What is remembered of one ledger.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Page {
    hours_heads: u32,
    ledger: String,
    /// The place seen last is the last.
    pub(super) seen: Vec<Seen>,
}

/// The last that was seen at a place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Seen {
    pub(super) path: PathBuf,
    pub(super) seq: u64,
    pub(super) head: String,
    /// How long the ledger was: nobody asks, but pages that say so would be taken for newer ones.
    #[serde(default, skip_serializing)]
    bytes: IgnoredAny,
}

impl Seen {
    /// That a ledger stood there with this as its last entry.
    pub(super) fn at(path: &Path, mark: &Mark) -> Seen {
        Seen { path: path.to_owned(), seq: mark.seq, head: mark.head.to_string(), bytes: IgnoredAny }
    }
}

/// Why a page cannot be used.
pub(super) enum Unusable {
    /// A later version of this program wrote it: it is left alone.
    Newer,
    /// It is not what was written.
    Garbled,
}

impl Page {
    /// One of a ledger that was seen nowhere yet.
    pub(super) fn of(ledger: Hash) -> Page {
        Page { hours_heads: VERSION, ledger: ledger.to_string(), seen: Vec::new() }
    }

    /// The page of a ledger; none where there is none.
    pub(super) fn read(folder: &Path, ledger: Hash) -> Result<Option<Page>, Unusable> {
        let path = folder.join(ledger.as_str());
        if file::is_gone(&path) {
            return Ok(None);
        }
        let text = read_text(&path).map_err(|_| Unusable::Garbled)?;
        let (json, sum) = text.split_once('\n').ok_or(Unusable::Garbled)?;
        if sum.trim_end() != Hash::of(json.as_bytes()).as_str() {
            return Err(Unusable::Garbled);
        }
        match serde_json::from_str::<Page>(json) {
            Ok(page) if page.hours_heads == VERSION && page.ledger == ledger.as_str() => Ok(Some(page)),
            Ok(page) if page.hours_heads <= VERSION => Err(Unusable::Garbled),
            // Its checksum fits, so somebody meant it.
            _ => Err(Unusable::Newer),
        }
    }

    /// Notes what was seen last; says whether that was not known.
    pub(super) fn note(&mut self, seen: Seen) -> bool {
        if self.seen.last() == Some(&seen) {
            return false;
        }
        self.seen.retain(|other| other.path != seen.path);
        self.seen.push(seen);
        let extra = self.seen.len().saturating_sub(MAX_PLACES);
        self.seen.drain(..extra);
        true
    }

    /// Written beside and renamed. It is not synced: a page that a crash takes with it is one check less, and every entry would wait for
    /// the disk a second time.
    pub(super) fn write(&self, folder: &Path) -> io::Result<()> {
        let json = serde_json::to_string(self).map_err(io::Error::other)?;
        file::create_private_folder(folder)?;
        let checksum = Hash::of(json.as_bytes());
        let file = file::temporary(folder, 0o600, &[json.as_bytes(), b"\n", checksum.as_str().as_bytes(), b"\n"])?;
        file.persist(folder.join(&self.ledger)).map_err(|failed| failed.error)?;
        Ok(())
    }
}

fn read_text(path: &Path) -> anyhow::Result<String> {
    let file = file::open(path)?;
    let mut text = String::new();
    file.take(MAX_PAGE).read_to_string(&mut text)?;
    Ok(text)
}
