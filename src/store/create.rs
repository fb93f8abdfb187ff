//! Making a ledger: whole or not at all (R9).

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use anyhow::Context;
use tempfile::{NamedTempFile, PersistError};

use super::append::{Append, Appended};
use super::chain::Hash;
use super::draft::{Drafted, Drafter};
use super::errors::{AlreadyThere, Missing, OtherContent, Uncertain};
use super::lock::Lock;
use super::record::{Line, Speller};
use super::{Loaded, Mark, Store, file, shown_path};
use crate::domain::{Book, Fact, Open};

impl Store {
    /// Makes a ledger with its first entry. A file that is there is left alone, unless it is empty; folders are not made and
    /// links not followed.
    ///
    /// # Errors
    ///
    /// [`AlreadyThere`], [`OtherContent`], [`Rejection`](crate::domain::Rejection), [`Damage`](super::Damage) or [`Busy`](super::Busy) where one is
    /// there already, or what the system says: nothing was made. [`Uncertain`] where it is made, and may not outlast a power cut.
    pub fn create(&self, request: &Append, open: Open) -> anyhow::Result<Appended> {
        let lines = Drafter { request, last: None, head: Hash::START }.lines(1, vec![Fact::Open(open)])?;
        let book = Book::open(lines.entries[0].clone())?;
        match self.found()? {
            Found::Something => return self.created_before(request, &lines),
            Found::Nothing if request.dry_run => {}
            Found::Nothing => self.put(&lines)?,
            Found::EmptyFile => {
                // What lost all its entries is no place for another.
                if let Some(emptied) = self.emptied() {
                    return Err(emptied.into());
                }
                if !request.dry_run {
                    self.fill(request, &lines)?;
                }
            }
        }
        let mark = Mark { ledger: lines.head, seq: 1, head: lines.head };
        let mut warnings = Vec::new();
        if !request.dry_run
            && let Ok(target) = file::resolve(self.path())
        {
            warnings.extend(self.keep_mark(&target, &mark));
        }
        Ok(Appended { book, seqs: 1..=1, already: false, mark, warnings })
    }

    fn found(&self) -> anyhow::Result<Found> {
        match fs::symlink_metadata(self.path()) {
            Ok(found) if found.is_file() && found.len() == 0 => Ok(Found::EmptyFile),
            Ok(_) => Ok(Found::Something),
            Err(error) if error.kind() == ErrorKind::NotFound => self.folder_is_there().map(|()| Found::Nothing),
            Err(error) => Err(error).with_context(|| self.cannot()),
        }
    }

    fn folder_is_there(&self) -> anyhow::Result<()> {
        let folder = file::folder(self.path());
        let found = fs::metadata(folder).with_context(|| self.cannot())?;
        anyhow::ensure!(found.is_dir(), "{}: `{}` is no folder", self.cannot(), shown_path(folder));
        Ok(())
    }

    /// Puts a new file at the path, if nothing came there in the meantime.
    fn put(&self, lines: &Drafted) -> anyhow::Result<()> {
        match self.written(lines)?.persist_noclobber(self.path()) {
            Ok(_) => self.make_last(lines),
            Err(PersistError { error, .. }) if error.kind() == ErrorKind::AlreadyExists => {
                Err(AlreadyThere { path: self.path().to_owned() }.into())
            }
            Err(PersistError { error, .. }) => Err(error).with_context(|| self.cannot()),
        }
    }

    /// Puts a new file in the place of an empty one; under the lock, for another may be doing the same.
    fn fill(&self, request: &Append, lines: &Drafted) -> anyhow::Result<()> {
        let target = file::resolve(self.path())?;
        let _lock = Lock::take(&target, self.path(), request.wait, &request.command)?;
        if !matches!(self.found()?, Found::EmptyFile) {
            return Err(AlreadyThere { path: self.path().to_owned() }.into());
        }
        self.written(lines)?.persist(self.path()).map_err(|failed| failed.error).with_context(|| self.cannot())?;
        self.make_last(lines)
    }

    /// A file beside the path that holds the lines for good, under a name of its own.
    fn written(&self, lines: &Drafted) -> anyhow::Result<NamedTempFile> {
        let write = |folder: &Path| {
            folder.metadata()?;
            let file = file::temporary(folder, 0o600, &[&lines.bytes])?;
            file.as_file().sync_all()?;
            Ok::<_, std::io::Error>(file)
        };
        write(file::folder(self.path())).with_context(|| self.cannot())
    }

    /// The name, too, must last. Where that is not known, the file stays all the same: others may have written to it since it got its
    /// name. A retry with the id syncs it, and knows.
    fn make_last(&self, lines: &Drafted) -> anyhow::Result<()> {
        file::sync_folder(self.path()).map_err(|error| {
            let id = lines.entries[0].id.clone();
            Uncertain { path: self.path().to_owned(), id, why: error.to_string() }.into()
        })
    }

    /// There is a ledger already: the one that was asked for, where it has the id that was given (A6).
    fn created_before(&self, request: &Append, lines: &Drafted) -> anyhow::Result<Appended> {
        let there = || AlreadyThere { path: self.path().to_owned() };
        let Some(id) = &request.id else { return Err(there().into()) };
        let Loaded { book, mark, reading, .. } = match self.load(None) {
            Err(error) if error.is::<Missing>() => return Err(there().into()),
            loaded => loaded?,
        };
        let first = &book.entry(1).context("a book without an opening")?.entry;
        if first.id != *id {
            return Err(there().into());
        }
        if first.fact != lines.entries[0].fact {
            let header = Line::own(first.clone(), None).header;
            let asked = Speller::default().spell_fact(&header, lines.entries[0].fact.clone())?;
            let recorded = reading.line(1).unwrap_or_default().into_owned();
            return Err(OtherContent { id: id.clone(), seq: 1, recorded, asked }.into());
        }
        if !request.dry_run {
            let file = fs::File::open(self.path()).with_context(|| self.cannot())?;
            file.sync_all().and_then(|()| file::sync_folder(self.path())).with_context(|| self.cannot())?;
        }
        Ok(Appended { book, seqs: 1..=1, already: true, mark, warnings: Vec::new() })
    }

    fn cannot(&self) -> String {
        format!("cannot create `{}`", shown_path(self.path()))
    }
}

/// What stands where a ledger is to be made.
enum Found {
    Nothing,
    /// A file of 0 bytes.
    EmptyFile,
    Something,
}
