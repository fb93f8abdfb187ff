//! The heads this machine has seen (R19), kept outside the ledger's folder (R27).
//!
//! A page per ledger (`store/page.rs`), named for its first line's hash, says which entry was last seen where. A copy of a ledger at another
//! place is another place, so that trying something on a copy does not make the ledger itself look old; where a ledger was moved to is
//! held against what was seen at places that are gone. A page that is missing, garbled or cannot be written costs nothing but this
//! check, and never makes a failure of an entry that is recorded.

use std::error::Error;
use std::fmt;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::chain::{self, Hash};
use super::damage::{Damage, Fault};
use super::page::{Page, Seen, Unusable};
use super::read::MAX_LINE;
use super::reading::Reading;
use super::{Loaded, Mark, Store, Tail, file, shown_path};

/// How long the first line of a ledger usually is, at most.
const USUAL: u64 = 2048;

/// What this machine remembers of a ledger, held against what is there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Memories {
    /// Every head that was seen, the last one last.
    pub heads: Vec<Remembered>,
    /// The one the ledger should contain and does not.
    pub gone_back: Option<GoneBack>,
    /// That something is remembered but cannot be read, for a person.
    pub note: Option<String>,
}

/// A head that was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remembered {
    /// Where the ledger was.
    pub path: PathBuf,
    /// The last entry it had.
    pub seq: u64,
    /// That entry's hash.
    pub head: Hash,
    /// Whether that is this very place.
    pub here: bool,
    /// Whether the ledger contains it.
    pub held: bool,
}

/// Another ledger that was seen at the path of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherSeen {
    /// The hash of its first line.
    pub ledger: Hash,
    /// The last entry it had.
    pub seq: u64,
}

/// A ledger that no longer contains what was seen (R19).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoneBack {
    /// The ledger.
    pub path: PathBuf,
    /// The entry that was the last.
    pub seq: u64,
    /// Its hash.
    pub head: Hash,
    /// How many entries there are.
    pub total: u64,
}

impl GoneBack {
    /// What can be done about it.
    pub const HINT: &str = "put the newer copy back, or merge the branch that has it; \
        or go on without it: hours repair --accept-older --reason TEXT --yes";
}

impl fmt::Display for GoneBack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let GoneBack { path, seq, total, .. } = self;
        write!(f, "`{}` has gone back: ", shown_path(path))?;
        match total < seq {
            true => write!(f, "it ends at #{total}, and entry #{seq} was seen here before"),
            false => write!(f, "its entry #{seq} is not the one that was seen here before"),
        }
    }
}

impl Error for GoneBack {}

impl Store {
    /// The same ledger, with a folder in which heads that were seen are kept; none where nothing is to be remembered.
    #[must_use]
    pub fn remembering(self, folder: Option<PathBuf>) -> Store {
        Store { memory: folder, ..self }
    }

    /// Remembers a ledger as it was read; gives what to say where that cannot be done.
    pub fn remember(&self, loaded: &Loaded) -> Option<String> {
        let target = file::resolve(self.path()).ok()?;
        let reading = &loaded.reading;
        self.keep_mark(&target, &reading.mark(reading.total()))
    }

    /// Remembers the last entry of what was read or written. Once that is on disk this can only be told, not fail.
    pub(super) fn keep_mark(&self, target: &Path, mark: &Mark) -> Option<String> {
        let folder = self.memory.as_ref()?;
        // A name that is no text is not kept: it would come back as another.
        target.to_str()?;
        let mut page = match Page::read(folder, mark.ledger) {
            Ok(page) => page.unwrap_or_else(|| Page::of(mark.ledger)),
            Err(Unusable::Newer) => return None,
            Err(Unusable::Garbled) => Page::of(mark.ledger),
        };
        if !page.note(Seen::at(target, mark)) {
            return None;
        }
        let failed = page.write(folder).err()?;
        Some(format!("this machine cannot remember the ledger's head: {failed}; hours doctor tells more"))
    }

    /// What is remembered of the ledger at this path. Asked before its length is taken: what was seen then cannot be later
    /// than what will be read.
    pub(super) fn recall(&self) -> Recalled {
        let first = self.memory.as_ref().and_then(|_| first_hash(self.path()));
        first.map_or_else(Recalled::default, |ledger| self.recall_of(ledger))
    }

    /// The same where it is known which ledger it is.
    pub(super) fn recall_of(&self, ledger: Hash) -> Recalled {
        let Some(folder) = &self.memory else { return Recalled::default() };
        match Page::read(folder, ledger) {
            Ok(page) => Recalled { seen: page.map(|page| page.seen).unwrap_or_default(), note: None },
            Err(_) => {
                let page = shown_path(&folder.join(ledger.as_str())).to_string();
                let note = format!("what this machine remembers of the ledger cannot be read and is ignored: `{page}`");
                Recalled { seen: Vec::new(), note: Some(note) }
            }
        }
    }

    /// What is wrong with an empty file, where this machine saw a ledger at its path. It does not say itself which one that was: every page is looked
    /// at.
    pub(super) fn emptied(&self) -> Option<Damage> {
        let seq = self.seen_here().map(|(_, seen)| seen.seq).max()?;
        Some(Damage { path: self.path().to_owned(), line: None, fault: Fault::Emptied { seq } })
    }

    /// What was seen at this path of any ledger, by the hash of its first line.
    fn seen_here(&self) -> impl Iterator<Item = (Hash, Seen)> {
        let target = file::resolve(self.path()).unwrap_or_default();
        let pages = self.memory.as_ref().and_then(|folder| folder.read_dir().ok()).into_iter().flatten();
        let ledgers = pages.filter_map(|page| Hash::read(page.ok()?.file_name().to_str()?.as_bytes()));
        let seen = ledgers.flat_map(|ledger| self.recall_of(ledger).seen.into_iter().map(move |seen| (ledger, seen)));
        seen.filter(move |(_, seen)| seen.path == target)
    }

    /// What this machine saw of other ledgers at the path of the one that was read: whoever makes a ledger anew, from its first line on, makes another
    /// one, of which nothing is remembered.
    pub fn others_seen_here(&self, loaded: &Loaded) -> Vec<OtherSeen> {
        let here = loaded.reading.mark(1).ledger;
        let others = self.seen_here().filter(|(ledger, _)| *ledger != here);
        let mut others: Vec<OtherSeen> = others.map(|(ledger, seen)| OtherSeen { ledger, seq: seen.seq }).collect();
        others.sort_by_key(|other| other.seq);
        others
    }

    /// The same instead of an error that calls the file empty.
    pub(super) fn if_emptied(&self, error: anyhow::Error) -> anyhow::Error {
        let is_empty = error.downcast_ref::<Damage>().is_some_and(|damage| damage.fault == Fault::Empty);
        match is_empty.then(|| self.emptied()).flatten() {
            Some(emptied) => emptied.into(),
            None => error,
        }
    }

    /// What is remembered of the ledger that was read, held against it.
    pub(super) fn memories_of(&self, reading: &Reading) -> Result<Memories, Damage> {
        self.compare_heads(self.recall_of(reading.mark(1).ledger), reading)
    }

    /// Holds what is remembered against what was read. A tail that was acknowledged once is damage (R14).
    pub(super) fn compare_heads(&self, recalled: Recalled, reading: &Reading) -> Result<Memories, Damage> {
        let Recalled { seen, note } = recalled;
        let target = file::resolve(self.path()).unwrap_or_default();
        let holds = |seen: &Seen| {
            let found = reading.hash(seen.seq);
            let adopted = || Hash::read(seen.head.as_bytes()).is_some_and(|head| reading.heads.knows(head));
            found.is_some_and(|found| found.as_str() == seen.head) || adopted()
        };
        let due = due(&seen, &target, holds);
        // A line that counts is whole: what came behind it is missing, and nothing is torn.
        let torn = reading.unfinished.filter(|tail| tail.what != Tail::Counted);
        if let (Some(due), Some(tail)) = (due, torn)
            && due.seq >= tail.line
        {
            let fault = Fault::Acknowledged { seq: due.seq };
            return Err(Damage { path: self.path().to_owned(), line: Some(tail.line), fault });
        }
        let gone_back = due.and_then(|due| {
            let head = Hash::read(due.head.as_bytes())?;
            Some(GoneBack { path: self.path().to_owned(), seq: due.seq, head, total: reading.total() })
        });
        let heads = seen.iter().filter_map(|seen| {
            let head = Hash::read(seen.head.as_bytes())?;
            let here = seen.path == target;
            Some(Remembered { path: seen.path.clone(), seq: seen.seq, head, here, held: holds(seen) })
        });
        Ok(Memories { heads: heads.collect(), gone_back, note })
    }

    /// Whether nothing that is remembered of a ledger speaks against it, as far as `holds` can tell of an entry's hash.
    pub(super) fn is_as_remembered(&self, ledger: Hash, target: &Path, holds: impl Fn(u64, &str) -> bool) -> bool {
        let Recalled { seen, note } = self.recall_of(ledger);
        note.is_none() && due(&seen, target, |seen| holds(seen.seq, &seen.head)).is_none()
    }

    /// Refuses to go on with a ledger that has gone back, before anything is written.
    pub(super) fn refuse_gone_back(&self, reading: &Reading) -> anyhow::Result<Option<String>> {
        let memories = self.memories_of(reading)?;
        match memories.gone_back {
            Some(gone_back) => Err(gone_back.into()),
            None => Ok(memories.note),
        }
    }
}

/// What is remembered, before it is held against anything.
#[derive(Default)]
pub(super) struct Recalled {
    seen: Vec<Seen>,
    note: Option<String>,
}

impl Recalled {
    /// Whether the ledger was seen at that path.
    pub(super) fn knows(&self, target: &Path) -> bool {
        self.seen.iter().any(|seen| seen.path == target)
    }

    /// The hashes of what was seen.
    pub(super) fn heads(&self) -> Vec<Hash> {
        self.seen.iter().filter_map(|seen| Hash::read(seen.head.as_bytes())).collect()
    }
}

/// What should be in the ledger at `target` and is not: what was seen at this place, else the last that was seen at a place that is
/// gone, unless the ledger is one that was moved from there.
fn due<'a>(seen: &'a [Seen], target: &Path, holds: impl Fn(&Seen) -> bool) -> Option<&'a Seen> {
    if let Some(here) = seen.iter().find(|seen| seen.path == target) {
        return Some(here).filter(|here| !holds(here));
    }
    let gone = || seen.iter().filter(|seen| file::is_gone(&seen.path));
    if gone().any(&holds) { None } else { gone().next_back() }
}

/// The hash of a ledger's first line; none where it has none that could be read.
pub(super) fn first_hash(path: &Path) -> Option<Hash> {
    let file = file::open(path).ok()?;
    // Most are short: one read of that much.
    let mut bytes = Vec::with_capacity(USUAL as usize);
    for more in [USUAL, MAX_LINE as u64 - USUAL] {
        if !bytes.contains(&b'\n') {
            (&file).take(more).read_to_end(&mut bytes).ok()?;
        }
    }
    let line = bytes.split(|&b| b == b'\n').next()?;
    chain::follow(line, Hash::START).map(|(_, hash)| hash)
}
