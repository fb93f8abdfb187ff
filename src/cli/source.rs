//! Where imported rows come from: a file, or what comes in on stdin.

use std::fs::File;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use super::failure::{Failure, no_file};
use super::progress::Progress;
use crate::import::{self, Encoding, Mapping, Text, Unfit};
use crate::regular::{self, Opened};
use crate::render::text::escape;

/// Where rows come from.
pub struct Source {
    /// None for stdin.
    pub path: Option<PathBuf>,
    /// As it stands before a line's number.
    pub shown: String,
}

impl Source {
    /// A file, or stdin for `-`.
    pub fn of(file: &Path) -> Source {
        if file == Path::new("-") {
            return Source { path: None, shown: "stdin".to_owned() };
        }
        Source { path: Some(file.to_owned()), shown: escape(&file.to_string_lossy()) }
    }

    /// Whether there is such a file at all: of one that there is not, nothing else is to be said first.
    ///
    /// # Errors
    ///
    /// Where there is none.
    pub fn find(&self) -> Result<()> {
        let Some(path) = &self.path else { return Ok(()) };
        match path.metadata() {
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
                Err(no_file(&self.shown, path, &error).into())
            }
            // Whatever else there is to say of it is said when it is opened.
            _ => Ok(()),
        }
    }

    /// Takes all of it in, before any lock is taken (R23).
    ///
    /// # Errors
    ///
    /// What cannot be read, is too large, or is no text.
    pub fn read(&self, progress: &Progress, mapping: Option<&Mapping>) -> Result<Text> {
        let cannot = || format!("cannot read `{}`", self.shown);
        let watch = |done| progress.at(done);
        let bytes = match &self.path {
            None => import::collect(std::io::stdin().lock(), &watch),
            Some(path) => {
                let file = open(path).with_context(cannot)?;
                let size = file.metadata().with_context(cannot)?.len();
                progress.of(size);
                if size > import::FILE {
                    return Err(self.unfit(&import::too_large()));
                }
                import::collect(file, &watch)
            }
        };
        let bytes = bytes.with_context(cannot)?.map_err(|unfit| self.unfit(&unfit))?;
        let text = match mapping {
            Some(mapping) => import::decode(bytes, mapping.encoding),
            None => import::decode(bytes, Some(Encoding::Utf8)).map_err(|unfit| unfit.hint("JSON lines are UTF-8")),
        };
        text.map_err(|unfit| self.unfit(&unfit))
    }

    /// What is wrong with what stands in it, said with its name.
    pub fn unfit(&self, unfit: &Unfit) -> anyhow::Error {
        let told = match unfit.line {
            Some(line) => format!("{}:{line}: {}", self.shown, unfit.told),
            None => format!("`{}`: {}", self.shown, unfit.told),
        };
        Failure::refused(told).hints(unfit.hint.clone()).into()
    }
}

/// Opens a regular file and nothing else.
///
/// # Errors
///
/// That, and what the system says.
pub fn open(path: &Path) -> Result<File> {
    let refused = match regular::open(path, File::options().read(true))? {
        Opened::File(file) => return Ok(file),
        Opened::Folder => "it is a folder",
        Opened::Special => "it is no regular file; - reads what comes in on stdin",
    };
    Err(Failure::unable(refused).into())
}
