//! What is asked of a book that is there already.

use criterion::{BenchmarkId, Criterion, Throughput};
use hours::domain::Date;
use hours::store::Store;

use crate::ledgers;

pub(crate) fn balance(c: &mut Criterion) {
    let mut group = c.benchmark_group("balance");
    for entries in ledgers::sizes() {
        let loaded = Store::at(&ledgers::ledger(entries)).load(None).expect("a sound ledger");
        let book = &loaded.book;
        group.throughput(Throughput::Elements(entries));
        group.bench_function(BenchmarkId::new("every client", entries), |b| {
            b.iter(|| {
                let left = |account: &hours::domain::Account| {
                    hours::domain::balance::balance(&account.reckon(&book.house), Date::MAX).left.get()
                };
                book.accounts().map(left).sum::<u64>()
            });
        });
    }
    group.finish();
}
