//! What git is told about a ledger (R46). Its files are read and written here; no program is run for it (S6).

use std::fs;
use std::path::{Path, PathBuf};

/// How git calls the program that merges a ledger.
pub const DRIVER: &str = "hours merge-driver %O %A %B";

/// The top folder of the work tree around a folder.
pub fn work_tree(folder: &Path) -> Option<&Path> {
    folder.ancestors().find(|folder| folder.join(".git").exists())
}

/// The folder of what holds for all work trees of a repository. `.git` is a folder, or in a linked work tree and a submodule a file that names one.
fn common_folder(root: &Path) -> Option<PathBuf> {
    let dot_git = root.join(".git");
    let folder = match fs::read_to_string(&dot_git) {
        Ok(text) => root.join(text.strip_prefix("gitdir:")?.trim()),
        Err(_) => dot_git,
    };
    let common = fs::read_to_string(folder.join("commondir")).ok();
    Some(common.map_or_else(|| folder.clone(), |common| folder.join(common.trim())))
}

/// What holds the configuration of a work tree.
pub fn configuration(root: &Path) -> Option<PathBuf> {
    Some(common_folder(root)?.join("config")).filter(|config| config.is_file())
}

/// The attributes that count for more than those in any `.gitattributes`; there need be none.
pub(super) fn own_attributes(root: &Path) -> Option<PathBuf> {
    Some(common_folder(root)?.join("info/attributes"))
}

/// Whether a work tree's own configuration names what merges a ledger.
pub fn has_driver(root: &Path) -> bool {
    let text = configuration(root).and_then(|config| fs::read_to_string(config).ok()).unwrap_or_default();
    let mut section = "";
    text.lines().map(str::trim).any(|line| {
        if line.starts_with('[') {
            section = line;
        }
        let key = line.split_once('=').map(|(key, _)| key.trim());
        section == "[merge \"hours\"]" && key.is_some_and(|key| key.eq_ignore_ascii_case("driver"))
    })
}
