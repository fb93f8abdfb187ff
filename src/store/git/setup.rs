//! Telling git how a ledger is merged (R46): an attribute beside it, and a section of the configuration.

use std::fs::OpenOptions;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::{Attributes, DRIVER, configuration, has_driver, naming_the_driver, work_tree};
use crate::shell;
use crate::store::file::{folder, open_regular};
use crate::store::shown_path;

/// A work tree of git with a ledger in it.
#[derive(Debug)]
pub struct WorkTree {
    /// The folder that the ledger stands in.
    folder: PathBuf,
    /// The ledger's name: a plain one, which means only itself as a pattern.
    name: String,
    /// The work tree's top folder.
    root: PathBuf,
    /// What holds git's configuration.
    config: PathBuf,
}

impl WorkTree {
    /// The work tree around a ledger, which need not be there yet, if there is one.
    pub fn around(ledger: &Path) -> Option<WorkTree> {
        let folder = folder(ledger).canonicalize().ok()?;
        let root = work_tree(&folder)?.to_owned();
        let config = configuration(&root)?;
        let name = ledger.file_name()?.to_str()?.to_owned();
        let is_plain = name.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b));
        is_plain.then_some(WorkTree { folder, name, root, config })
    }

    /// What a person can type instead.
    pub fn commands(&self) -> [String; 2] {
        [format!("echo '{}' >> .gitattributes", self.attributes()), naming_the_driver()]
    }

    /// Writes both lines, where they are not there yet.
    ///
    /// # Errors
    ///
    /// A file that cannot be read or written.
    pub fn set_up(&self) -> Result<()> {
        let attributes = self.attributes();
        let path = self.folder.join(".gitattributes");
        if !content(&path)?.lines().any(|line| line.trim() == attributes) {
            add(&path, &format!("{attributes}\n"))?;
        }
        if !has_driver(&self.root) {
            add(&self.config, &format!("[merge \"hours\"]\n\tname = a ledger of hours\n\tdriver = {DRIVER}\n"))?;
        }
        Ok(())
    }

    fn attributes(&self) -> String {
        format!("{} -text merge=hours", self.name)
    }
}

/// What to do about a ledger whose both sides git left between marks, in commands for a person to type; none where there is no work tree. Git merges
/// it anew once it knows how; where it knew, our driver has refused, and would again.
pub(in crate::store) fn resolving(ledger: &Path) -> Option<String> {
    let tree = WorkTree::around(ledger)?;
    let [attributes, driver] = tree.commands();
    let name = &tree.name;
    let is_told = Attributes::of(&tree.root, &tree.folder.join(name)).merge_by_hours() == Some(true);
    let has_driver = has_driver(&tree.root);
    // Where git looks for the ledger, and for .gitattributes.
    let there = Some(folder(ledger)).filter(|there| *there != Path::new("."));
    let there = there.map_or_else(String::new, |there| format!("cd {} && ", shell::file(there)));
    if is_told && has_driver {
        return Some(format!(
            "have git hand out both sides: {there}git show :2:./{name} > ours.jsonl && git show :3:./{name} > theirs.jsonl; \
             hours -f ours.jsonl merge theirs.jsonl tells what stands in the way, and what comes of it takes the ledger's place"
        ));
    }
    let steps =
        [(!is_told).then_some(attributes), (!has_driver).then_some(driver), Some(format!("git checkout -m {name}"))];
    let steps: Vec<String> = steps.into_iter().flatten().collect();
    Some(format!("have git merge both sides anew: {there}{}", steps.join(" && ")))
}

/// What a file has in it; nothing where there is none.
fn content(path: &Path) -> Result<String> {
    match open_regular(path, OpenOptions::new().read(true)).and_then(io::read_to_string) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(String::new()),
        there => there.with_context(|| cannot(path)),
    }
}

/// Adds lines to the end of a file.
fn add(path: &Path, lines: &str) -> Result<()> {
    let there = content(path)?;
    let gap = if there.is_empty() || there.ends_with('\n') { "" } else { "\n" };
    let mut file = open_regular(path, OpenOptions::new().append(true).create(true)).with_context(|| cannot(path))?;
    file.write_all(format!("{gap}{lines}").as_bytes()).with_context(|| cannot(path))
}

fn cannot(path: &Path) -> String {
    format!("cannot change `{}`", shown_path(path))
}
