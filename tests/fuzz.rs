//! The fuzzer's seeds, each once through its target: a find that is kept among them is a test from then on, without the fuzzer (R52, S7).

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

#[path = "../fuzz/src/lib.rs"]
mod targets;

fn names(folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect()
}

fn fuzz() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz")
}

#[test]
fn r52_s7_no_seed_of_the_fuzzer_makes_a_panic() {
    for (name, run) in targets::TARGETS {
        let folder = fuzz().join("corpus").join(name);
        for seed in names(&folder) {
            let bytes = fs::read(folder.join(&seed)).expect("a seed");
            // A panic is told by its own place; the seed is told here.
            let ran = std::panic::catch_unwind(|| run(&bytes));
            assert!(ran.is_ok(), "fuzz/corpus/{name}/{seed}");
        }
    }
}

/// Else the fuzzer would begin far from what it is to reach.
#[test]
fn r1_the_seeds_of_lines_are_taken() {
    let folder = fuzz().join("corpus/line");
    let seeds = names(&folder);
    let refused = |seed: &&String| !targets::is_taken(&fs::read(folder.join(seed)).expect("a seed"));
    let refused: Vec<&String> = seeds.iter().filter(refused).collect();
    assert!(refused.is_empty(), "{refused:?}");
}

#[test]
fn every_target_has_seeds_and_a_program_and_the_gate_runs_it() {
    let targets: BTreeSet<String> = targets::TARGETS.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(names(&fuzz().join("corpus")), targets);
    assert_eq!(names(&fuzz().join("targets")), targets.iter().map(|name| format!("{name}.rs")).collect());
    let without: Vec<_> = targets.iter().filter(|name| names(&fuzz().join("corpus").join(name)).is_empty()).collect();
    assert!(without.is_empty(), "no seeds for {without:?}");
    let script = fs::read_to_string(fuzz().join("run")).expect("the script that runs them");
    let missing: Vec<_> = targets.iter().filter(|name| !script.contains(&format!("\n{name} "))).collect();
    assert!(missing.is_empty(), "fuzz/run does not run {missing:?}");
}
