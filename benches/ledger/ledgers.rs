//! The ledgers that are read: made by `examples/generate` beside the build's own files, once.

use std::path::{Path, PathBuf};
use std::process::Command;

/// A ledger of so many entries, made where it is not there yet.
pub(crate) fn ledger(entries: u64) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("bench-{entries}.jsonl"));
    if !path.exists() {
        // Under another name until it is whole: half a ledger would be measured for ever.
        let unfinished = path.with_extension("part");
        let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
        let mut generate = Command::new(cargo);
        generate.args(["run", "--quiet", "--release", "--example", "generate", "--"]);
        generate.args(["--entries", &entries.to_string(), "--clients", "500", "--seed", "1", "--out"]).arg(&unfinished);
        assert!(generate.status().expect("cargo runs").success(), "the generator failed");
        std::fs::rename(&unfinished, &path).expect("a name");
    }
    path
}

/// The sizes asked for; only the smallest where the benchmarks are merely tried.
pub(crate) fn sizes() -> Vec<u64> {
    if trying() { vec![10_000] } else { vec![10_000, 100_000, 1_000_000] }
}

/// One size in the middle, where the size should not matter.
pub(crate) fn size() -> u64 {
    if trying() { 10_000 } else { 100_000 }
}

fn trying() -> bool {
    std::env::args().any(|arg| arg == "--test")
}
