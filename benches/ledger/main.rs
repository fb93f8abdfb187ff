//! How fast the parts are that an answer is made of: hashing, reading, replaying, balancing, appending. What a whole process takes, beside
//! other programs, is measured by `benches/compare.sh`; docs/performance.md tells of both.
//!
//! ```sh
//! cargo bench --bench ledger                     # all of it, some minutes
//! cargo bench --bench ledger -- --quick hash     # a first look at a part
//! cargo bench --bench ledger -- --test           # once each, that they work: what CI does
//! ```

mod append;
mod balance;
mod facts;
mod hash;
mod ledgers;
mod parse;
mod replay;
mod snapshot;

use criterion::{criterion_group, criterion_main};

criterion_group! {
    name = benches;
    config = criterion::Criterion::default().sample_size(10);
    targets = hash::hash, parse::parse, replay::replay, replay::load, balance::balance, append::append, snapshot::snapshot
}
criterion_main!(benches);
