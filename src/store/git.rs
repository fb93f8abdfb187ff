//! What git is told about a ledger (R46). Its files are read and written here; no program is run for it (S6).

use std::fs;
use std::path::{Path, PathBuf};

/// How git calls the program that merges a ledger.
pub const DRIVER: &str = "hours merge-driver %O %A %B";

/// The top folder of the work tree around a folder.
pub fn work_tree(folder: &Path) -> Option<&Path> {
    folder.ancestors().find(|folder| folder.join(".git").exists())
}

/// What holds the configuration of a work tree. `.git` is a folder there, or in a linked work tree and a submodule a file that names one.
pub fn configuration(root: &Path) -> Option<PathBuf> {
    let dot_git = root.join(".git");
    let folder = match fs::read_to_string(&dot_git) {
        Ok(text) => root.join(text.strip_prefix("gitdir:")?.trim()),
        Err(_) => dot_git,
    };
    let common = fs::read_to_string(folder.join("commondir")).ok();
    let folder = common.map_or_else(|| folder.clone(), |common| folder.join(common.trim()));
    Some(folder.join("config")).filter(|config| config.is_file())
}

/// Whether a work tree's own configuration names what merges a ledger.
pub(super) fn has_driver(root: &Path) -> bool {
    let text = configuration(root).and_then(|config| fs::read_to_string(config).ok()).unwrap_or_default();
    let mut section = "";
    text.lines().map(str::trim).any(|line| {
        if line.starts_with('[') {
            section = line;
        }
        section == "[merge \"hours\"]" && line.starts_with("driver")
    })
}
