//! The README's and the manual's examples, run.
//!
//! Every `console` block of a page is run, the blocks of a page in one fresh folder and in order: lines that begin with `$ ` are typed,
//! the lines after them are what must be seen. What a page needs first stands in a comment, `<!-- run … -->`, and must
//! succeed. `UPDATE_EXAMPLES=1 cargo test --test manual` writes what was seen into the pages.

use std::path::{Path, PathBuf};
use std::process::Command;

#[path = "cli/desk.rs"]
#[allow(dead_code, reason = "only a part of the desk is needed here")]
mod desk;

/// Runs a page's session.
struct Session {
    folder: tempfile::TempDir,
    home: tempfile::TempDir,
    minutes: u32,
}

impl Session {
    fn new() -> Session {
        let (folder, home) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a home"));
        let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
        std::os::unix::fs::symlink(fixtures, folder.path().join("fixtures")).expect("a link");
        Session { folder, home, minutes: 0 }
    }

    /// What a terminal shows after a line was typed.
    fn type_in(&mut self, line: &str) -> String {
        // The first command of the README builds the program; here it is built.
        let line = line.replace("cargo run --release -- ", "hours ");
        let program = Path::new(env!("CARGO_BIN_EXE_hours")).parent().expect("a folder");
        let path = format!("{}:/usr/bin:/bin", program.display());
        let mut shell = Command::new("sh");
        shell.args(["-c", &format!("{{ {line}\n}} 2>&1")]).current_dir(self.folder.path()).env_clear();
        shell.env("PATH", path).env("HOME", self.home.path()).env("HOURS_BY", "nina");
        shell.env("HOURS_NOW", format!("2026-11-23T09:{:02}:00Z", self.minutes));
        self.minutes += 1;
        let output = shell.output().expect("a shell");
        let mut text = String::from_utf8(output.stdout).expect("UTF-8");
        if let Some(code) = output.status.code().filter(|code| *code != 0) {
            text.push_str(&format!("[exit {code}]\n"));
        }
        text
    }
}

/// The page with every example as it comes out.
fn rewritten(page: &str) -> String {
    let mut session = Session::new();
    let mut lines = page.lines().peekable();
    let mut out = String::new();
    while let Some(line) = lines.next() {
        out.push_str(line);
        out.push('\n');
        match line {
            "<!-- run" => {
                while let Some(line) = lines.next_if(|line| *line != "-->") {
                    let seen = session.type_in(line);
                    assert!(!seen.contains("[exit "), "{line}\n{seen}");
                    out.push_str(line);
                    out.push('\n');
                }
            }
            "```console" => {
                while let Some(line) = lines.next_if(|line| *line != "```") {
                    // What was seen when the page was written is not copied, but seen again.
                    let Some(command) = line.strip_prefix("$ ") else { continue };
                    out.push_str(&format!("$ {command}\n{}", session.type_in(command)));
                    if lines.peek().is_some_and(|next| !next.starts_with("```")) && more_commands(&lines) {
                        out.push('\n');
                    }
                }
            }
            _ => {}
        }
    }
    out
}

/// Whether another command follows in this block.
fn more_commands<'a>(lines: &(impl Iterator<Item = &'a str> + Clone)) -> bool {
    lines.clone().take_while(|line| *line != "```").any(|line| line.starts_with("$ "))
}

fn pages() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let manual = std::fs::read_dir(root.join("docs/manual")).expect("docs/manual");
    let mut pages: Vec<PathBuf> = manual.map(|entry| entry.expect("an entry").path()).collect();
    pages.push(root.join("README.md"));
    pages.push(root.join("docs/ledger-format.md"));
    pages.retain(|page| page.extension().is_some_and(|ending| ending == "md"));
    pages.sort();
    pages
}

#[test]
fn every_example_shows_what_the_program_shows() {
    let update = std::env::var_os("UPDATE_EXAMPLES").is_some();
    let mut stale = Vec::new();
    for path in pages() {
        let page = std::fs::read_to_string(&path).expect("a page");
        let seen = rewritten(&page);
        // Ids and hashes are never the same twice.
        if desk::steady(&seen) == desk::steady(&page) {
            continue;
        }
        if update {
            std::fs::write(&path, &seen).expect("the page can be written");
        } else {
            let first = page.lines().zip(seen.lines()).find(|(page, seen)| desk::steady(page) != desk::steady(seen));
            stale.push(format!("{}: {first:#?}", path.display()));
        }
    }
    assert!(stale.is_empty(), "examples that show something else (page, then program):\n{}", stale.join("\n"));
}
