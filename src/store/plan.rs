//! What a repair would do: what is wrong with a ledger, what of it the chain proves, and what would be lost.
//!
//! Nothing is touched here. [`Store::examine`] tells it; [`Store::repair`] does it, if it is allowed to.

use std::fs::File;
use std::io::Read;

use anyhow::Context;

use super::chain::Hash;
use super::damage::{Damage, Fault};
use super::memory::GoneBack;
use super::mend::{self, Piece};
use super::read::{self, Bare, MAX_LINES};
use super::reading::Reading;
use super::watch::Watched;
use super::{Store, Unfinished, file, shown_path};
use crate::domain::{Book, Fact, Mend, Repaired, Text};

/// A file of more bytes is not taken in: as many lines as a ledger can have, each thrice as long as most are.
pub(super) const MOST_BYTES: u64 = MAX_LINES * 1024;

/// A ledger as `repair` sees it.
#[derive(Debug)]
pub enum Examined {
    /// Nothing is wrong with it; it has so many entries.
    Sound(u64),
    /// Nothing of it can be kept, for this reason.
    Hopeless(Damage),
    /// Something can be done.
    Plan(Box<Plan>),
}

/// What would be done to a ledger.
#[derive(Debug)]
pub struct Plan {
    /// What is wrong, for a person.
    pub wrong: String,
    /// What would be done.
    pub done: Vec<Mend>,
    /// How many entries are kept.
    pub kept: u64,
    /// What is not kept.
    pub lost: Vec<LostLine>,
    /// The entry that was seen on this machine and is not among those that are kept.
    pub gone_back: Option<GoneBack>,
    /// The SHA-256 of the file as it is.
    pub sha256: Hash,
    /// How many bytes it has.
    pub bytes: u64,
    /// The whole lines that are kept.
    pub(super) lines: Vec<u8>,
    /// What they add up to.
    pub(super) book: Book,
    /// The hash of the first of them.
    pub(super) ledger: Hash,
    /// The hash of the last of them.
    pub(super) head: Hash,
}

/// What stands in the file and would not be kept: what it says, as far as that can be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LostLine {
    /// The line of the file.
    pub line: u64,
    /// The entry's number.
    pub seq: Option<u64>,
    /// Its kind.
    pub kind: Option<String>,
    /// Its day.
    pub date: Option<String>,
    /// Whose it is.
    pub client: Option<String>,
    /// Whether it was never finished, and so never counted.
    pub unfinished: bool,
}

impl Plan {
    /// Keeps what was read, of a file with these bytes; what is wrong with it, what is done and what is lost is not said yet.
    fn keeping(mut reading: Reading, bytes: &[u8]) -> anyhow::Result<Plan> {
        Ok(Plan {
            wrong: String::new(),
            done: Vec::new(),
            kept: reading.total(),
            lost: Vec::new(),
            gone_back: None,
            sha256: Hash::of(bytes),
            bytes: bytes.len() as u64,
            lines: Vec::new(),
            ledger: reading.mark(1).ledger,
            head: reading.head,
            book: reading.take_book()?,
        })
    }

    /// Whether anything would be lost that once counted.
    pub fn is_lossy(&self) -> bool {
        self.done.contains(&Mend::Cut)
    }

    /// Whether it needs to be said that an older ledger is accepted.
    pub fn is_older(&self) -> bool {
        self.gone_back.is_some() && !self.is_lossy()
    }

    /// How many lines would be lost: what was never finished counts for none (R12).
    pub fn lost_lines(&self) -> u64 {
        self.lost.iter().filter(|lost| !lost.unfinished).count() as u64
    }

    /// Whether the file itself would be changed, not only added to.
    pub fn changes_file(&self) -> bool {
        self.done.iter().any(|mend| *mend != Mend::AcceptedOlder)
    }

    /// The entry that says so.
    pub(super) fn fact(&self, reason: Option<Text>) -> Fact {
        let lost = self.lost_lines();
        let gone = self.gone_back.as_ref();
        Repaired {
            done: self.done.clone(),
            sha256: self.sha256,
            bytes: self.bytes,
            kept: self.kept,
            lost,
            lost_seq: gone.map(|gone| gone.seq),
            lost_head: gone.map(|gone| gone.head),
            reason,
        }
        .into()
    }
}

impl Store {
    /// What is wrong with a ledger and what could be done about it. Changes nothing.
    ///
    /// # Errors
    ///
    /// [`Missing`](super::Missing), [`Damage`] where a newer version wrote it, or what the system says.
    pub fn examine(&self) -> anyhow::Result<Examined> {
        file::resolve(self.path())?;
        let file = file::open(self.path())?;
        self.plan(&self.bytes(&file)?)
    }

    /// The bytes of a file that may be anything.
    pub(super) fn bytes(&self, mut file: &File) -> anyhow::Result<Vec<u8>> {
        let cannot = || format!("cannot read `{}`", shown_path(self.path()));
        // No memory is taken for what no ledger can be (R50).
        let length = file.metadata().with_context(cannot)?.len();
        anyhow::ensure!(
            length <= MOST_BYTES,
            "`{}` is larger than any ledger: take the last good copy",
            shown_path(self.path())
        );
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).with_context(cannot)?;
        Ok(bytes)
    }

    /// What is to be done about a file with these bytes.
    pub(super) fn plan(&self, bytes: &[u8]) -> anyhow::Result<Examined> {
        let (wrong, damage) = match self.checked(bytes, &self.recall().heads()) {
            Ok(reading) if reading.unfinished.is_none() => return self.plan_for_sound(bytes, reading),
            Ok(reading) => (self.wrong_end(&reading), None),
            Err(error) => {
                let damage = self.if_emptied(error).downcast::<Damage>()?;
                if let Fault::Newer { .. } | Fault::Empty | Fault::Emptied { .. } | Fault::TooManyLines = damage.fault {
                    return Err(damage.into());
                }
                (damage.to_string(), Some(damage))
            }
        };
        match (self.plan_for_damaged(bytes, wrong)?, damage) {
            (Some(plan), _) => Ok(Examined::Plan(Box::new(plan))),
            (None, Some(damage)) => Ok(Examined::Hopeless(damage)),
            (None, None) => anyhow::bail!("a ledger that can be read and cannot be repaired"),
        }
    }

    /// What is wrong with an end that is unfinished, or was acknowledged once (R14).
    fn wrong_end(&self, reading: &Reading) -> String {
        let told = |tail: &Unfinished| format!("{}: {tail}", shown_path(self.path()));
        match self.memories_of(reading) {
            Err(damage) => damage.to_string(),
            Ok(_) => reading.unfinished.as_ref().map(told).unwrap_or_default(),
        }
    }

    /// Nothing is wrong with the file, but it may not be the one that was seen last.
    fn plan_for_sound(&self, bytes: &[u8], reading: Reading) -> anyhow::Result<Examined> {
        let Some(gone_back) = self.gone_back(&reading)? else { return Ok(Examined::Sound(reading.total())) };
        let (wrong, done) = (gone_back.to_string(), vec![Mend::AcceptedOlder]);
        let plan = Plan { wrong, done, gone_back: Some(gone_back), ..Plan::keeping(reading, bytes)? };
        Ok(Examined::Plan(Box::new(plan)))
    }

    /// What can be kept of a damaged file, if anything can.
    fn plan_for_damaged(&self, bytes: &[u8], wrong: String) -> anyhow::Result<Option<Plan>> {
        let mend::Mended { mut chain, mut done, mut leftovers } =
            mend::mend(bytes, |ledger| self.was_seen_here(ledger));
        let Some((lines, reading)) = self.longest(&mut chain, &mut leftovers)? else { return Ok(None) };
        let gone_back = self.gone_back(&reading)?;
        // What was acknowledged once cannot be called unfinished (R14).
        let was_known = gone_back.as_ref().is_some_and(|gone| gone.seq > reading.total());
        let lost: Vec<LostLine> =
            leftovers.iter().map(|piece| describe(piece, piece.is_unfinished && !was_known)).collect();
        let is_lossy = lost.iter().any(|lost| !lost.unfinished);
        if is_lossy {
            done.push(Mend::Cut);
        } else if !lost.is_empty() {
            done.push(Mend::Unfinished);
        }
        // Not all that is gone has left a trace: NULs may stand where an entry was.
        if gone_back.is_some() && !is_lossy {
            done.push(Mend::AcceptedOlder);
        }
        done.sort_unstable();
        Ok(Some(Plan { wrong, done, lost, gone_back, lines, ..Plan::keeping(reading, bytes)? }))
    }

    /// The longest part of a chain that keeps every rule; what is behind it becomes leftovers.
    fn longest(
        &self,
        chain: &mut Vec<Piece>,
        leftovers: &mut Vec<Piece>,
    ) -> anyhow::Result<Option<(Vec<u8>, Reading)>> {
        loop {
            if chain.is_empty() {
                return Ok(None);
            }
            let lines: Vec<u8> = chain.iter().flat_map(|piece| &piece.text).copied().collect();
            let mut is_unfinished = false;
            let keep = match self.checked(&lines, &[]) {
                Ok(reading) if reading.unfinished.is_none() => return Ok(Some((lines, reading))),
                // A batch without its last line; unless that one is what is damaged.
                Ok(reading) => {
                    is_unfinished = leftovers.iter().all(|piece| piece.is_unfinished);
                    reading.total()
                }
                Err(error) => match error.downcast::<Damage>()? {
                    damage @ Damage { fault: Fault::Newer { .. } | Fault::TooManyLines, .. } => {
                        return Err(damage.into());
                    }
                    damage => damage.line.unwrap_or(1) - 1,
                },
            };
            let keep = usize::try_from(keep).unwrap_or_default().min(chain.len() - 1);
            leftovers.extend(chain.drain(keep..).map(|piece| Piece { is_unfinished, ..piece }));
            leftovers.sort_by_key(|piece| piece.line);
        }
    }

    /// Reads what is in memory; `recorded` are hashes of lines that are known to have been recorded.
    fn checked(&self, bytes: &[u8], recorded: &[Hash]) -> anyhow::Result<Reading> {
        read::read(bytes, bytes.len() as u64, self.path(), None, Bare::Waits { recorded }, &Watched::by_nobody())
    }

    /// Whether this machine remembers the ledger that begins with that hash, and at this very path.
    fn was_seen_here(&self, ledger: Hash) -> bool {
        file::resolve(self.path()).is_ok_and(|target| self.recall_of(ledger).knows(&target))
    }

    fn gone_back(&self, reading: &Reading) -> anyhow::Result<Option<GoneBack>> {
        Ok(self.memories_of(reading)?.gone_back)
    }
}

/// What a leftover says, as far as it can be read.
fn describe(piece: &Piece, unfinished: bool) -> LostLine {
    let text = String::from_utf8_lossy(&piece.text);
    let word = |key: &str| field(&text, key);
    LostLine {
        line: piece.line,
        seq: word("seq").and_then(|seq| seq.parse().ok()),
        kind: word("kind"),
        date: word("date").or_else(|| word("through")).or_else(|| word("from")),
        client: word("client"),
        unfinished,
    }
}

/// A field's value in a text that may be no JSON any more.
fn field(text: &str, key: &str) -> Option<String> {
    const MOST: usize = 64;
    let (_, rest) = text.split_once(&format!("\"{key}\""))?;
    let value = rest.trim_start().strip_prefix(':')?.trim_start();
    let value = match value.strip_prefix('"') {
        Some(quoted) => quoted.split_once('"')?.0,
        None => value.split(|c: char| !c.is_ascii_digit()).next()?,
    };
    (!value.is_empty()).then(|| value.chars().take(MOST).collect())
}
