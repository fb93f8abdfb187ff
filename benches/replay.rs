//! How fast a ledger is read and replayed, at 10 thousand, 100 thousand and 1 million entries.
//!
//! The ledgers are made by `examples/generate` beside the build's own files, once. Figures are given as entries and as bytes per second.

use std::path::{Path, PathBuf};
use std::process::Command;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use hours::domain::Date;
use hours::domain::balance::balance;
use hours::store::Store;

/// A ledger of so many entries, made where it is not there yet.
fn ledger(entries: u64) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("bench-{entries}.jsonl"));
    if !path.exists() {
        let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
        let mut generate = Command::new(cargo);
        generate.args(["run", "--quiet", "--release", "--example", "generate", "--"]);
        generate.args(["--entries", &entries.to_string(), "--clients", "500", "--seed", "1", "--out"]).arg(&path);
        assert!(generate.status().expect("cargo runs").success(), "the generator failed");
    }
    path
}

/// The sizes asked for; only the smallest where the benchmarks are merely tried.
fn sizes() -> Vec<u64> {
    let trying = std::env::args().any(|arg| arg == "--test");
    if trying { vec![10_000] } else { vec![10_000, 100_000, 1_000_000] }
}

fn load(c: &mut Criterion) {
    for unit in ["entries", "bytes"] {
        let mut group = c.benchmark_group(format!("load, in {unit}"));
        group.sample_size(10);
        for entries in sizes() {
            let path = ledger(entries);
            let bytes = std::fs::metadata(&path).expect("a ledger").len();
            group.throughput(if unit == "entries" { Throughput::Elements(entries) } else { Throughput::Bytes(bytes) });
            group.bench_with_input(BenchmarkId::from_parameter(entries), &path, |b, path| {
                b.iter(|| Store::at(path).load(None).expect("a sound ledger"));
            });
        }
    }
}

fn balances(c: &mut Criterion) {
    let mut group = c.benchmark_group("balance of every client");
    group.sample_size(10);
    for entries in sizes() {
        let loaded = Store::at(&ledger(entries)).load(None).expect("a sound ledger");
        let book = &loaded.book;
        group.throughput(Throughput::Elements(entries));
        group.bench_function(BenchmarkId::from_parameter(entries), |b| {
            b.iter(|| {
                book.accounts().map(|account| balance(&account.reckon(&book.house), Date::MAX).left.get()).sum::<u64>()
            });
        });
    }
}

criterion_group!(benches, load, balances);
criterion_main!(benches);
