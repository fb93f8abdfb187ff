//! What git is told about a ledger (R46), and what it says of one. Its files are read and written here; no program is run for it (S6).

mod attributes;
mod index;
mod setup;

use std::path::{Path, PathBuf};

pub(super) use self::attributes::Attributes;
pub(super) use self::index::is_unmerged;
pub use self::setup::WorkTree;
pub(super) use self::setup::resolving;
use crate::regular;

/// How git calls the program that merges a ledger.
const DRIVER: &str = "hours merge-driver %O %A %B";

/// So large a file of attributes or settings is not looked at.
const MOST: u64 = 1 << 20;

/// What a file of git's says; none where it cannot be read, or is no file: a fifo there must not hold anybody up.
fn text(path: &Path) -> Option<String> {
    String::from_utf8(regular::bytes(path, MOST)?).ok()
}

/// The command that names it in a clone's configuration, for a person to type.
pub(super) fn naming_the_driver() -> String {
    format!("git config merge.hours.driver '{DRIVER}'")
}

/// The top folder of the work tree around a folder.
pub(super) fn work_tree(folder: &Path) -> Option<&Path> {
    folder.ancestors().find(|folder| folder.join(".git").exists())
}

/// The folder of what holds for one work tree. `.git` is it, or in a linked work tree and a submodule a file that names it.
fn own_folder(root: &Path) -> Option<PathBuf> {
    let dot_git = root.join(".git");
    match text(&dot_git) {
        Some(text) => Some(root.join(text.strip_prefix("gitdir:")?.trim())),
        None => Some(dot_git),
    }
}

/// The folder of what holds for all work trees of a repository.
fn common_folder(root: &Path) -> Option<PathBuf> {
    let folder = own_folder(root)?;
    let common = text(&folder.join("commondir"));
    Some(common.map_or_else(|| folder.clone(), |common| folder.join(common.trim())))
}

/// What holds the configuration of a work tree.
fn configuration(root: &Path) -> Option<PathBuf> {
    Some(common_folder(root)?.join("config")).filter(|config| config.is_file())
}

/// Whether a work tree's own configuration names what merges a ledger.
pub(super) fn has_driver(root: &Path) -> bool {
    let text = configuration(root).and_then(|config| text(&config)).unwrap_or_default();
    let mut section = "";
    text.lines().map(str::trim).any(|line| {
        if line.starts_with('[') {
            section = line;
        }
        let key = line.split_once('=').map(|(key, _)| key.trim());
        section == "[merge \"hours\"]" && key.is_some_and(|key| key.eq_ignore_ascii_case("driver"))
    })
}
