//! The project's own order: who may import whom, and that every command has its page and its test.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every Rust file below a folder.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files.extend(sources(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
    files
}

/// The names of the files in a folder, without their endings.
fn stems(folder: &str, but: &[&str]) -> BTreeSet<String> {
    let files = fs::read_dir(root().join(folder)).expect(folder);
    let stem = |path: PathBuf| path.file_stem().expect("a name").to_string_lossy().into_owned();
    let files = files.map(|entry| entry.expect("an entry").path()).filter(|path| path.is_file());
    files.map(stem).filter(|stem| !but.contains(&stem.as_str())).collect()
}

#[test]
fn nothing_imports_what_stands_above_it() {
    // domain ← store, render, export, import ← cli; what stands beside the ledger (config) is the command line's too.
    let forbidden: [(&str, &[&str]); 5] = [
        (
            "src/domain",
            &["crate::store", "crate::render", "crate::export", "crate::import", "crate::config", "crate::cli"],
        ),
        ("src/store", &["crate::render", "crate::export", "crate::import", "crate::config", "crate::cli"]),
        ("src/render", &["crate::store", "crate::export", "crate::import", "crate::config", "crate::cli"]),
        ("src/export", &["crate::store", "crate::render", "crate::import", "crate::config", "crate::cli"]),
        ("src/import", &["crate::store", "crate::render", "crate::export", "crate::config", "crate::cli"]),
    ];
    for (folder, above) in forbidden {
        for file in sources(&root().join(folder)) {
            let text = fs::read_to_string(&file).expect("a source");
            for name in above {
                assert!(!text.contains(name), "{} names {name}", file.display());
            }
        }
    }
}

#[test]
fn the_domain_knows_no_file_clock_environment_or_terminal() {
    for file in sources(&root().join("src/domain")) {
        let text = fs::read_to_string(&file).expect("a source");
        for name in
            ["std::fs", "std::io", "std::env", "std::time", "std::process", "Utc::now", "Local", "f64", "f32", "serde"]
        {
            assert!(!text.contains(name), "{} names {name}", file.display());
        }
    }
}

#[test]
fn every_command_has_a_page_and_a_test() {
    let commands = stems("src/cli/commands", &["mod"]);
    assert_eq!(stems("docs/manual", &["hours"]), commands, "docs/manual");
    let tests = stems("tests/cli", &["main", "desk"]);
    let missing: Vec<_> = commands.difference(&tests).collect();
    assert!(missing.is_empty(), "no test in tests/cli for {missing:?}");
}

#[test]
fn every_rule_is_named_by_a_test() {
    let rules = fs::read_to_string(root().join("docs/rules.md")).expect("the rules");
    let mut tests = String::new();
    for folder in ["src", "tests"] {
        for file in sources(&root().join(folder)) {
            let text = fs::read_to_string(&file).expect("a source");
            // In sources, only what stands in the tests counts.
            let from = if folder == "src" { text.find("mod tests").unwrap_or(text.len()) } else { 0 };
            tests.push_str(&text[from..]);
        }
    }
    let numbered = rules.lines().filter_map(|line| line.strip_prefix("- **")?.split("**").next());
    let named = |rule: &&str| {
        let rule = rule.to_lowercase();
        tests.to_lowercase().contains(&format!("fn {rule}_")) || tests.to_lowercase().contains(&format!("_{rule}_"))
    };
    let missing: Vec<&str> = numbered.filter(|rule| !named(rule)).collect();
    assert!(missing.is_empty(), "no test is named for {missing:?}");
}
