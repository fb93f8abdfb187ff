//! The fixture ledgers: every one is sound, fits the schema, and shows today the figures it showed when it was committed (R29).

use std::fs;
use std::path::{Path, PathBuf};

#[path = "cli/desk.rs"]
#[allow(dead_code, reason = "only a part of the desk is needed here")]
mod desk;

use desk::Desk;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn ledgers() -> Vec<PathBuf> {
    let folder = fs::read_dir(root().join("fixtures/ledgers")).expect("the fixtures");
    let mut ledgers: Vec<PathBuf> = folder.map(|entry| entry.expect("an entry").path()).collect();
    ledgers.retain(|path| path.is_file());
    ledgers.sort();
    assert_eq!(ledgers.len(), 5, "small, large, empty, session, invoices");
    ledgers
}

#[test]
fn every_fixture_is_sound() {
    for path in ledgers() {
        let seen = Desk::bare().run(&["verify", "--ledger", path.to_str().expect("UTF-8")]);
        assert!(seen.starts_with("ok: "), "{}:\n{seen}", path.display());
    }
}

#[test]
fn every_line_of_every_fixture_fits_the_schema() {
    let schema = fs::read_to_string(root().join("docs/ledger.schema.json")).expect("the schema");
    let schema = serde_json::from_str(&schema).expect("JSON");
    let schema = jsonschema::validator_for(&schema).expect("a schema");
    for path in ledgers() {
        let text = fs::read_to_string(&path).expect("a ledger");
        for (at, line) in text.lines().enumerate() {
            let line = serde_json::from_str(line).expect("JSON");
            assert!(schema.is_valid(&line), "{}:{}", path.display(), at + 1);
        }
    }
}

#[test]
fn r29_the_figures_of_the_fixtures_stay_as_they_are() {
    let mut figures = String::new();
    for path in ledgers() {
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let ledger = path.to_str().expect("UTF-8");
        for command in ["balance", "balance --packages", "warnings", "revenue --by client"] {
            let words: Vec<&str> =
                command.split(' ').chain(["--format", "csv", "--as-of", "2026-11-23", "-f", ledger]).collect();
            figures.push_str(&format!("# {name}: {command}\n{}\n", Desk::bare().run(&words)));
        }
    }
    // For the ledger that has every kind of entry: its deferred revenue by package, year by year, and what became of every call.
    let small = root().join("fixtures/ledgers/small.jsonl");
    for year in ["2024", "2025", "2026"] {
        let ledger = small.to_str().expect("UTF-8");
        let words = ["revenue", "--year", year, "--format", "csv", "--as-of", "2026-11-23", "-f", ledger];
        figures.push_str(&format!("# small: revenue of {year}\n{}\n", Desk::bare().run(&words)));
    }
    let words = ["entries", "--format", "csv", "--as-of", "2026-11-23", "-f", small.to_str().expect("UTF-8")];
    figures.push_str(&format!("# small: entries\n{}", Desk::bare().run(&words)));
    insta::assert_snapshot!(figures);
}

#[test]
fn a3_the_same_bytes_give_the_same_answer_whatever_surrounds_them() {
    let ledger = root().join("fixtures/ledgers/small.jsonl");
    let desk = Desk::bare();
    let mut answers = Vec::new();
    for (name, value) in
        [("LC_ALL", "C"), ("LANG", "tr_TR.UTF-8"), ("TZ", "garbage"), ("TZ", "Pacific/Kiritimati"), ("HOURS_BY", "eve")]
    {
        let mut command = desk.command(&["balance", "--format", "json", "--as-of", "2026-11-23", "--ledger"]);
        answers.push(command.arg(&ledger).env(name, value).output().expect("the program runs").stdout);
    }
    assert!(!answers[0].is_empty() && answers.windows(2).all(|pair| pair[0] == pair[1]));
}
