//! Repairing a ledger: never silently, never without a copy, and never more than the chain proves (R4).
//!
//! What is to be done is found out by [`Store::examine`], without touching anything. [`Store::repair`] does it: under the lock the file
//! is copied beside, the repaired one – with a `repaired` entry as its last line – is written beside, synced, and takes the place of the
//! old one by a rename. So there is one of the two at any moment, and never a repaired ledger that does not say so.

use std::fs::{File, Metadata, OpenOptions};
use std::io;
use std::path::PathBuf;

use anyhow::Context;
use tempfile::NamedTempFile;

use super::append::Append;
use super::chain::Hash;
use super::damage::Damage;
use super::draft::Drafter;
use super::lock::Lock;
use super::plan::{Examined, Plan};
use super::{Mark, Proposal, Store, file, shown_path};
use crate::domain::{Book, Date, Text};

/// What may be done.
#[derive(Clone, Debug, Default)]
pub struct Consent {
    /// Lose what cannot be kept.
    pub cut: bool,
    /// Go on without an entry that was seen on this machine.
    pub accept_older: bool,
    /// Why.
    pub reason: Option<Text>,
}

impl Consent {
    fn allows(&self, plan: &Plan) -> bool {
        (self.cut || !plan.is_lossy()) && (self.accept_older || !plan.is_older())
    }
}

/// What came of a repair.
#[derive(Debug)]
pub enum RepairOutcome {
    /// There was nothing to repair.
    Sound(u64),
    /// Nothing of it can be kept.
    Hopeless(Damage),
    /// It needs consent that was not given; nothing was done.
    Unasked(Box<Plan>),
    /// It was done.
    Done {
        /// What was done.
        plan: Box<Plan>,
        /// Where the file as it was is kept; none where no byte of it was changed.
        copy: Option<PathBuf>,
        /// The state of the ledger now.
        mark: Mark,
        /// What else there is to say.
        warnings: Vec<String>,
    },
}

impl Store {
    /// Repairs a ledger, as far as consent is given.
    ///
    /// # Errors
    ///
    /// As [`Store::examine`]; and [`Busy`](super::Busy), or what the system says: then the ledger is as it was.
    pub fn repair(&self, request: &Append, consent: &Consent) -> anyhow::Result<RepairOutcome> {
        let target = file::resolve(self.path())?;
        drop(file::open(self.path())?);
        let mut lock = Lock::take(&target, self.path(), request.wait, &request.command)?;
        let file = file::open_as(&target, self.path(), OpenOptions::new().read(true))?;
        lock.hold(&file)?;
        let before = file.metadata().with_context(|| self.cannot_repair())?;
        let plan = match self.plan(&self.bytes(&file)?)? {
            Examined::Sound(total) => return Ok(RepairOutcome::Sound(total)),
            Examined::Hopeless(damage) => return Ok(RepairOutcome::Hopeless(damage)),
            Examined::Plan(plan) if !consent.allows(&plan) => return Ok(RepairOutcome::Unasked(plan)),
            Examined::Plan(plan) => plan,
        };
        if plan.changes_file() {
            self.replace(request, consent, plan, &Original { target, file, before })
        } else {
            drop(lock);
            self.accept(request, consent, plan)
        }
    }

    /// Puts the repaired file in the place of the old one.
    fn replace(
        &self,
        request: &Append,
        consent: &Consent,
        plan: Box<Plan>,
        original: &Original,
    ) -> anyhow::Result<RepairOutcome> {
        let mut book = plan.book.clone();
        let drafter = Drafter { request, last: book.last_recorded(), head: plan.head };
        let lines = drafter.lines(plan.kept + 1, vec![plan.fact(consent.reason.clone())])?;
        for entry in &lines.entries {
            book.record(entry.clone(), Date::MAX)?;
        }
        let copy = file::keep(&original.file, &original.target, 0, file::BEFORE_REPAIR, "the file as it is")?;
        let unsure = self.swap(original, &plan.lines, &lines.bytes).with_context(|| self.cannot_repair())?;
        let mark = Mark { ledger: plan.ledger, seq: plan.kept + 1, head: lines.head };
        let warnings = unsure.into_iter().chain(self.keep_mark(&original.target, &mark)).collect();
        Ok(RepairOutcome::Done { plan, copy: Some(file::as_named(self.path(), copy)), mark, warnings })
    }

    /// Written beside, synced, renamed: the old file or the new one is there at any moment. Gives what is to be said where it cannot be known
    /// which of them a power cut would leave.
    fn swap(&self, original: &Original, kept: &[u8], entry: &[u8]) -> anyhow::Result<Option<String>> {
        let new = file::temporary(file::folder(&original.target), 0o600, &[kept, entry])?;
        take_after(&new, &original.before)?;
        new.as_file().sync_all()?;
        // Who does not know the lock may have put another file there, or added to this one.
        let now = std::fs::metadata(&original.target)?;
        if !file::is_same(&now, &original.before) || now.len() != original.before.len() {
            anyhow::bail!("it was changed while it was being repaired");
        }
        new.persist(&original.target).map_err(|failed| failed.error)?;
        // The new file is there from here on: it is repaired, whatever else fails.
        let synced = file::sync_folder(&original.target);
        Ok(synced
            .err()
            .map(|error| format!("whether the repaired file would outlast a power cut is not known: {error}")))
    }

    /// Goes on with a sound ledger that is older than what was seen: nothing is changed, an entry says so.
    fn accept(&self, request: &Append, consent: &Consent, mut plan: Box<Plan>) -> anyhow::Result<RepairOutcome> {
        // Without what is remembered, for that is what is given up.
        let appended = Store::at(self.path()).append(request, |_: &Book, _| {
            // The file may have grown since it was looked at: what is said of it is what it is now.
            let file = file::open(self.path()).with_context(|| self.cannot_repair())?;
            let bytes = self.bytes(&file)?;
            (plan.sha256, plan.bytes) = (Hash::of(&bytes), bytes.len() as u64);
            plan.kept = bytes.iter().filter(|&&b| b == b'\n').count() as u64;
            Ok(Proposal { facts: vec![plan.fact(consent.reason.clone())], today: Date::MAX })
        })?;
        let target = file::resolve(self.path())?;
        let mut warnings = appended.warnings;
        warnings.extend(self.keep_mark(&target, &appended.mark));
        Ok(RepairOutcome::Done { plan, copy: None, mark: appended.mark, warnings })
    }

    fn cannot_repair(&self) -> String {
        format!("cannot repair `{}`", shown_path(self.path()))
    }
}

/// The file that is repaired.
struct Original {
    target: PathBuf,
    file: File,
    before: Metadata,
}

/// The mode and owner of the file that is replaced; the owner only where that is allowed.
fn take_after(new: &NamedTempFile, old: &Metadata) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, fchown};
    let _ = fchown(new.as_file(), Some(old.uid()), Some(old.gid()));
    new.as_file().set_permissions(old.permissions())
}
