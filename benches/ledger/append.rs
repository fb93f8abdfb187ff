//! One call is recorded: lock, read, judge, write, sync.

use std::time::Duration;

use criterion::{BenchmarkId, Criterion};
use hours::domain::Fact;
use hours::store::{Append, Proposal, Store};

use crate::facts::{call, client, read, text};
use crate::ledgers;

pub(crate) fn append(c: &mut Criterion) {
    let mut group = c.benchmark_group("append");
    for entries in ledgers::sizes() {
        // On the disk that holds the build, not in memory: the sync is part of it.
        let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("append-{entries}.jsonl"));
        std::fs::copy(ledgers::ledger(entries), &path).expect("a copy");
        let store = Store::at(&path);
        let mut n = 0;
        group.bench_function(BenchmarkId::new("a call, synced", entries), |b| {
            b.iter(|| {
                n += 1;
                let today = read("2026-11-23");
                let facts = vec![Fact::Call(call(client(n % 500), today, n))];
                store.append(&request(), |_, _| Ok(Proposal { facts: facts.clone(), today })).expect("it is taken")
            });
        });
        std::fs::remove_file(&path).expect("it was there");
    }
    group.finish();
}

fn request() -> Append {
    Append {
        id: None,
        by: text("bench"),
        now: read("2026-11-23T09:00:00Z"),
        wait: Duration::from_secs(10),
        dry_run: false,
        about: None,
        command: "bench".to_owned(),
    }
}
