//! Lines become entries: how long that takes here, and how long others take for less.

use criterion::{BenchmarkId, Criterion, Throughput};
use hours::store::{Known, Store};

use crate::ledgers;

#[path = "../floor/borrowed.rs"]
mod borrowed;

pub(crate) fn parse(c: &mut Criterion) {
    let path = ledgers::ledger(ledgers::size());
    let text = std::fs::read_to_string(&path).expect("a ledger");

    let mut group = c.benchmark_group("parse");
    group.throughput(Throughput::Bytes(text.len() as u64));
    // Of a ledger that is asked for its first line, every line is read and its hash checked, and one is replayed.
    group.bench_function("every line and its hash, on all cores", |b| {
        b.iter(|| Store::at(&path).load(Some(Known::Seq(1))).expect("a sound ledger"));
    });
    group.bench_function(BenchmarkId::new("serde_json into borrowed fields", "no hash, one core"), |b| {
        b.iter(|| borrowed::minutes(&text).expect("lines"));
    });
    group.finish();
}
