//! What a snapshot costs, and what it saves: a glance at one client, in brief and at every call, alone and with 1,000 lines behind it, and reading on with keeping one.

use std::fs;
use std::io::Write;

use criterion::{BenchmarkId, Criterion};
use hours::domain::ClientId;
use hours::store::{Reach, Store};

use crate::ledgers;

pub(crate) fn snapshot(c: &mut Criterion) {
    let client: ClientId = "client-007".parse().expect("an id");
    let mut group = c.benchmark_group("snapshot");
    for entries in ledgers::sizes() {
        let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder");
        let (ledger, cache) = (folder.path().join("hours.jsonl"), folder.path().join("cache"));
        let bytes = fs::read(ledgers::ledger(entries)).expect("a ledger");
        let ends: Vec<usize> = bytes.iter().enumerate().filter(|(_, b)| **b == b'\n').map(|(at, _)| at + 1).collect();
        let (known, since) = bytes.split_at(ends[ends.len() - 1001]);
        fs::write(&ledger, known).expect("a ledger");
        let store = Store::at(&ledger).caching(Some(cache.clone()));
        group.bench_function(BenchmarkId::new("read and keep", entries), |b| {
            b.iter(|| {
                let _ = fs::remove_dir_all(&cache);
                store.load(None).expect("a sound ledger")
            });
        });
        for (name, reach) in [("glance", Reach::Lately), ("glance at every call", Reach::Ever)] {
            group.bench_function(BenchmarkId::new(name, entries), |b| {
                b.iter(|| store.glance(&client, reach).expect("a snapshot"));
            });
        }
        fs::OpenOptions::new().append(true).open(&ledger).and_then(|mut file| file.write_all(since)).expect("a ledger");
        group.bench_function(BenchmarkId::new("glance, 1,000 lines behind", entries), |b| {
            b.iter(|| Reach::ALL.into_iter().find_map(|reach| store.glance(&client, reach)).expect("a snapshot"));
        });
    }
    group.finish();
}
