//! Entries become a book: alone, and as `hours` does it from the file on.

use criterion::{BatchSize, BenchmarkId, Criterion, Throughput};
use hours::domain::{Book, Entry};
use hours::store::Store;

use crate::{facts, ledgers};

/// The fold by itself, over entries that nobody had to read.
pub(crate) fn replay(c: &mut Criterion) {
    let mut group = c.benchmark_group("replay");
    for count in ledgers::sizes() {
        let entries = facts::entries(count);
        group.throughput(Throughput::Elements(count));
        group.bench_with_input(BenchmarkId::new("packages and calls", count), &entries, |b, entries| {
            b.iter_batched(|| entries.clone(), fold, BatchSize::PerIteration);
        });
    }
    group.finish();
}

fn fold(entries: Vec<Entry>) -> Book {
    let mut entries = entries.into_iter();
    let mut book = Book::open(entries.next().expect("an opening")).expect("a book");
    for entry in entries {
        book.apply(entry).expect("an entry that fits");
    }
    book
}

/// All of it: read, hash, parse, replay.
pub(crate) fn load(c: &mut Criterion) {
    for unit in ["entries", "bytes"] {
        let mut group = c.benchmark_group(format!("load, in {unit}"));
        for entries in ledgers::sizes() {
            let path = ledgers::ledger(entries);
            let bytes = std::fs::metadata(&path).expect("a ledger").len();
            group.throughput(if unit == "entries" { Throughput::Elements(entries) } else { Throughput::Bytes(bytes) });
            group.bench_with_input(BenchmarkId::from_parameter(entries), &path, |b, path| {
                b.iter(|| Store::at(path).load(None).expect("a sound ledger"));
            });
        }
        group.finish();
    }
}
