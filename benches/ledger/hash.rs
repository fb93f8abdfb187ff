//! The chain of hashes alone: what no reader that proves its ledger can do without.

use criterion::{Criterion, Throughput};
use hours::store::Hash;

use crate::ledgers;

pub(crate) fn hash(c: &mut Criterion) {
    let text = std::fs::read(ledgers::ledger(ledgers::size())).expect("a ledger");
    let bodies: Vec<&[u8]> = text
        .split(|&b| b == b'\n')
        .filter(|line| !line.is_empty())
        .map(|line| &line[..line.len() - (",\"hash\":\"\"}".len() + Hash::DIGITS)])
        .collect();
    let head = |bodies: &[&[u8]]| bodies.iter().fold(Hash::START, |head, body| head.then(body));
    // That it is the ledger's chain that is measured, and not some other.
    assert!(text.ends_with(format!("{}\"}}\n", head(&bodies)).as_bytes()), "another chain");

    let mut group = c.benchmark_group("hash");
    group.throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function("the chain, on one core", |b| b.iter(|| head(&bodies)));
    group.finish();
}
