//! Every damaged state of a ledger in `fixtures/ledgers/damaged`, as `examples/damage` makes them: what is said of it, and that it is never
//! written to (R2, R3, R4).

use std::fs;
use std::path::{Path, PathBuf};

#[path = "cli/desk.rs"]
#[allow(dead_code, reason = "only a part of the desk is needed here")]
mod desk;

use desk::{Desk, show};

/// States that are not damage but the traces of a write that was cut short: the next writer heals them (R12, R13).
const UNFINISHED: [&str; 4] = ["half-batch", "no-line-end", "nul-tail", "torn-tail"];

fn fixtures() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/ledgers/damaged");
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder).expect("the fixtures").map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    assert!(files.len() >= 60, "fixtures are missing");
    files
}

fn name(path: &Path) -> String {
    path.file_stem().expect("a name").to_string_lossy().into_owned()
}

/// A desk with that fixture as its ledger.
fn desk_with(path: &Path) -> Desk {
    let desk = Desk::bare();
    fs::copy(path, desk.file("hours.jsonl")).expect("a copy");
    desk
}

#[test]
fn r3_damage_is_named_by_its_likely_cause() {
    let mut gallery = String::new();
    for path in fixtures() {
        let output = desk_with(&path).output(&["verify"]);
        assert_eq!(output.status.code(), Some(4), "{}", path.display());
        assert!(output.stdout.is_empty(), "{} gave an answer", path.display());
        gallery.push_str(&format!("{}\n{}\n", name(&path), show(&output)));
    }
    insta::assert_snapshot!(gallery);
}

#[test]
fn r2_every_reading_command_checks_and_every_fault_has_its_line() {
    for path in fixtures().into_iter().filter(|path| !UNFINISHED.contains(&name(path).as_str())) {
        let desk = desk_with(&path);
        for command in ["balance", "check acme 1h", "warnings", "entries", "show 1", "statement acme", "client list"] {
            let seen = desk.sh(command);
            let faulty_line = seen.starts_with("error: hours.jsonl:");
            assert!(faulty_line && seen.ends_with("[exit 4]\n"), "{command} on {}:\n{seen}", path.display());
        }
    }
}

#[test]
fn r4_a_damaged_ledger_is_never_appended_to() {
    for path in fixtures().into_iter().filter(|path| !UNFINISHED.contains(&name(path).as_str())) {
        let desk = desk_with(&path);
        let seen = desk.sh("log acme 45m 'VPN down'");
        assert!(seen.ends_with("[exit 4]\n"), "{}:\n{seen}", path.display());
        let (before, after) = (fs::read(&path).expect("bytes"), fs::read(desk.file("hours.jsonl")).expect("bytes"));
        assert!(before == after, "{} was written to", path.display());
    }
}

#[test]
fn r12_r13_an_unfinished_end_does_not_count_and_is_healed_by_the_next_writer() {
    for path in fixtures().into_iter().filter(|path| UNFINISHED.contains(&name(path).as_str())) {
        let desk = desk_with(&path);
        let seen = desk.sh("entries --format csv");
        assert!(seen.contains("warning: ") && !seen.contains("[exit"), "{}:\n{seen}", path.display());
        desk.ok("log acme 45m 'VPN down'");
        desk.ok("verify");
        // A line that only lacks its end counts; everything else was never acknowledged.
        let kept = if name(&path) == "no-line-end" { 8 } else { 7 };
        assert_eq!(desk.entries(), kept + 1, "{}", path.display());
        let torn = fs::read_dir(desk.path())
            .expect("a folder")
            .flatten()
            .filter(|file| file.file_name().to_string_lossy().starts_with("hours.jsonl.torn-"));
        assert_eq!(torn.count(), usize::from(kept == 7), "{}", path.display());
    }
}
