//! The project's own order: who may import whom, and that every command has its page and its test.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every Rust file below a folder; a file by itself.
fn sources(folder: &Path) -> Vec<PathBuf> {
    if folder.is_file() {
        return vec![folder.to_owned()];
    }
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
    let departments =
        ["domain", "store", "render", "export", "import", "config", "cli", "cores", "counted", "regular", "shell"];
    let may_name: [(&str, &[&str]); 10] = [
        ("domain", &[]),
        ("store", &["domain", "cores", "counted", "regular", "shell"]),
        ("render", &["domain", "counted", "shell"]),
        ("export", &["domain"]),
        ("import", &["domain", "cores", "counted"]),
        ("cores", &[]),
        ("config.rs", &["regular"]),
        ("counted.rs", &[]),
        ("regular.rs", &[]),
        ("shell.rs", &[]),
    ];
    for (department, allowed) in may_name {
        let others = departments.iter().filter(|name| !department.starts_with(**name) && !allowed.contains(name));
        // A list would hide what it holds from this look.
        let lists = ["use crate::{".to_owned()];
        let forbidden: Vec<String> = others.map(|name| format!("crate::{name}")).chain(lists).collect();
        for file in sources(&root().join("src").join(department)) {
            let text = fs::read_to_string(&file).expect("a source");
            for name in &forbidden {
                assert!(!text.contains(name), "{} names {name}", file.display());
            }
        }
    }
}

#[test]
fn the_domain_knows_no_file_clock_environment_or_terminal() {
    for file in sources(&root().join("src/domain")) {
        let text = fs::read_to_string(&file).expect("a source");
        for name in [
            "std::fs",
            "std::io",
            "std::env",
            "std::time",
            "std::process",
            "std::thread",
            "Utc::now",
            "Local",
            "f64",
            "f32",
            "serde",
            "anyhow",
        ] {
            assert!(!text.contains(name), "{} names {name}", file.display());
        }
    }
}

#[test]
fn every_command_has_a_page_and_a_test() {
    let commands = stems("src/cli/commands", &["mod"]);
    let pages: BTreeSet<String> = commands.iter().map(|command| command.replace('_', "-")).collect();
    assert_eq!(stems("docs/manual", &["hours", "moving", "year"]), pages, "docs/manual");
    let tests = stems("tests/cli", &["main", "desk"]);
    let missing: Vec<_> = commands.difference(&tests).collect();
    assert!(missing.is_empty(), "no test in tests/cli for {missing:?}");
}

#[test]
fn every_rule_is_named_by_a_test() {
    let rules = fs::read_to_string(root().join("docs/rules.md")).expect("the rules");
    let tests = all_tests();
    let numbered = rules.lines().filter_map(|line| line.strip_prefix("- **")?.split("**").next());
    let named = |rule: &&str| {
        let rule = rule.to_lowercase();
        test_names(&tests).any(|name| name.starts_with(&format!("{rule}_")) || name.contains(&format!("_{rule}_")))
    };
    let missing: Vec<&str> = numbered.filter(|rule| !named(rule)).collect();
    assert!(missing.is_empty(), "no test is named for {missing:?}");
}

/// Everything that tests say: in sources, only what stands in their tests.
fn all_tests() -> String {
    let mut tests = String::new();
    for folder in ["src", "tests"] {
        for file in sources(&root().join(folder)) {
            let text = fs::read_to_string(&file).expect("a source");
            let from = if folder == "src" { text.find("mod tests").unwrap_or(text.len()) } else { 0 };
            tests.push_str(&text[from..]);
        }
    }
    tests
}

/// The names of the test functions.
fn test_names(tests: &str) -> impl Iterator<Item = &str> {
    tests.split("fn ").skip(1).filter_map(|rest| rest.split('(').next())
}

/// The promises that a page makes, such as `R12` and `S3`.
fn promises() -> BTreeSet<String> {
    let page = fs::read_to_string(root().join("docs/promises.md")).expect("the promises");
    let is_promise = |word: &&str| {
        let (letter, digits) = word.split_at_checked(1).unwrap_or_default();
        matches!(letter, "R" | "S") && !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
    };
    // A promise begins its line, or a sentence in the line of another.
    let lines = page.lines().filter_map(|line| line.strip_prefix("- "));
    let begun = lines.flat_map(|line| {
        let later = line.split(". ").skip(1).filter_map(|sentence| sentence.split(' ').next());
        line.split(' ').next().into_iter().chain(later).filter(is_promise).map(str::to_owned).collect::<Vec<_>>()
    });
    begun.collect()
}

#[test]
fn every_promise_is_named_by_a_test() {
    // Held by what is no Rust test: the order of calls by `tests/faults/run.py order`.
    let elsewhere = ["R6"];
    let promises = promises();
    assert!(promises.len() >= 33 + 7 + 4 + 12 && promises.contains("R52"), "{promises:?}");
    let tests = all_tests();
    let named = |promise: &str| {
        let number = promise.to_lowercase();
        test_names(&tests).any(|name| name.starts_with(&format!("{number}_")) || name.contains(&format!("_{number}_")))
    };
    let missing: Vec<&String> =
        promises.iter().filter(|promise| !elsewhere.contains(&promise.as_str()) && !named(promise)).collect();
    assert!(missing.is_empty(), "no test is named for {missing:?}");
}

#[test]
fn every_bad_input_is_tried_by_a_test() {
    let tests = all_tests();
    // The rows of these tables begin with their number.
    let tables = ["tests/cli/bad_input.rs", "tests/cli/import.rs"].map(|name| fs::read_to_string(root().join(name)));
    let tables: String = tables.into_iter().map(|table| table.expect("a table")).collect();
    let rows = tables.lines().filter_map(|line| line.trim_start().strip_prefix('(')?.split_once(", ")?.0.parse().ok());
    let mut tried: BTreeSet<u32> = rows.collect();
    // And so do names: n64_to_69_…, n79_n80_…, numbers_47_and_48_…
    for name in test_names(&tests).filter(|name| name.starts_with("number") || name.starts_with('n')) {
        let mut words = name.split('_').peekable();
        let mut last = None;
        while let Some(word) = words.next() {
            let number: Option<u32> = word.strip_prefix('n').unwrap_or(word).parse().ok();
            match (word, number) {
                (_, Some(number)) => {
                    tried.insert(number);
                    last = Some(number);
                }
                ("to", None) if let Some(from) = last => {
                    let end = words.peek().and_then(|word| word.parse().ok());
                    tried.extend(from..=end.unwrap_or(from));
                }
                ("number" | "numbers" | "and", None) => {}
                _ => break,
            }
        }
    }
    let missing: Vec<u32> = (1..=109).filter(|number| !tried.contains(number)).collect();
    assert!(missing.is_empty(), "docs/promises.md, section 2: no test for {missing:?}");
}

#[test]
fn the_pages_name_what_r20_r60_and_s9_have_them_name() {
    let page = |name: &str| fs::read_to_string(root().join(name)).expect(name);
    let owners = page("docs/safety.md");
    for said in [
        "The hashes prove order and content, not time",
        "send statements and invoices",
        "A disk that lies",
        "Network file systems",
        "Two machines that write at once",
        "Encrypt the disk",
    ] {
        assert!(owners.contains(said), "docs/safety.md does not say: {said}");
    }
    let defence = page("SECURITY.md");
    for adversary in [
        "| a client who disputes |",
        "| a consultant who rewrites |",
        "| a tool that mangles |",
        "| a malicious import, ledger or file name |",
        "| a thief of the laptop |",
    ] {
        assert!(defence.contains(adversary), "SECURITY.md does not name {adversary}");
    }
}

#[test]
fn s6_no_source_opens_a_socket_or_starts_a_program() {
    for file in sources(&root().join("src")) {
        let text = fs::read_to_string(&file).expect("a source");
        let text = &text[..text.find("#[cfg(test)]").unwrap_or(text.len())];
        for name in ["std::net", "TcpStream", "UdpSocket", "os::unix::net", "process::Command", "fork(", "exec("] {
            assert!(!text.contains(name), "{} names {name}", file.display());
        }
    }
    // And the gate runs every test where there is no network.
    let gate = fs::read_to_string(root().join(".ci/run")).expect("the gate");
    assert!(gate.contains("step $offline cargo test --locked"), "the tests are run with a network");
}

/// A section of `Cargo.toml`, line by line.
fn section(name: &str) -> Vec<String> {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).expect("the manifest");
    let behind = manifest.split_once(&format!("\n[{name}]\n")).unwrap_or_else(|| panic!("no [{name}]")).1;
    let lines = behind.lines().take_while(|line| !line.starts_with('['));
    lines.map(|line| line.split('#').next().unwrap_or_default().trim().to_owned()).collect()
}

#[test]
fn s7_s11_sums_are_checked_in_every_build_and_two_sources_alone_are_unsafe() {
    assert!(section("profile.release").contains(&"overflow-checks = true".to_owned()));
    assert!(section("lints.rust").contains(&"unsafe_code = \"deny\"".to_owned()));
    // But for one place in each of two files, which says why (S11).
    for file in sources(&root().join("src")) {
        let uses = fs::read_to_string(&file).expect("a source").matches("unsafe {").count();
        let is_measured = file.ends_with("store/abreast.rs") || file.ends_with("store/large_pages.rs");
        assert_eq!(uses, usize::from(is_measured), "unsafe in {}", file.display());
    }
    assert!(section("lints.clippy").contains(&"float_arithmetic = \"deny\"".to_owned()));
}

#[test]
fn s11_dependencies_are_locked_and_looked_at() {
    let page = |name: &str| fs::read_to_string(root().join(name)).expect(name);
    assert!(page("Cargo.lock").contains("name = \"hours-ledger\"") && page("fuzz/Cargo.lock").contains("libfuzzer"));
    assert!(page(".ci/run").contains("--offline check licenses bans sources"));
    let from_elsewhere = page("Cargo.lock")
        .lines()
        .filter(|line| line.starts_with("source = "))
        .any(|line| line != "source = \"registry+https://github.com/rust-lang/crates.io-index\"");
    assert!(!from_elsewhere, "a dependency does not come from crates.io");
    for line in page(".ci/run").lines().filter(|line| line.starts_with("step cargo ") && !line.contains(" fmt ")) {
        assert!(line.contains("--locked"), "{line}");
    }
}
