//! Operations and faults in any order, on a disk that forgets, against a model of what was acknowledged (R5–R15, R22, R24, R25).

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::sync::{Arc, OnceLock};

use hours::store::{Append, Disk, Replaced, Store, Uncertain};
use proptest::prelude::*;

use crate::shelf::{Shelf, append, noted, request_as};
use crate::simulated::{Crash, Fault, Simulated, What};

#[derive(Clone, Debug)]
enum Op {
    /// So many entries at once, with a fault if there is one.
    Append(usize, Option<Fault>),
    /// One of those that were tried is tried again.
    Again(usize, Option<Fault>),
    Crash(Crash),
    /// The power goes while so many are written, behind so many bytes.
    PowerCut(usize, Crash),
}

fn fault() -> impl Strategy<Value = Fault> {
    let what = prop_oneof![
        Just(What::NoSpace),
        Just(What::Io),
        Just(What::Interrupted),
        (0..5000_usize).prop_map(What::Short),
        Just(What::NoCut),
        Just(What::Replaced),
    ];
    (0..12_usize, any::<bool>(), what).prop_map(|(at, on, what)| Fault { at, on, what })
}

fn crash() -> impl Strategy<Value = Crash> {
    prop_oneof![
        Just(Crash::Nothing),
        (0..4_usize).prop_map(Crash::Prefix),
        (0..4_usize).prop_map(Crash::Nuls),
        (0..4_usize, 0..5000_usize).prop_map(|(n, at)| Crash::Torn(n, at)),
    ]
}

fn op() -> impl Strategy<Value = Op> {
    let fault = || proptest::option::weighted(0.6, fault());
    prop_oneof![
        3 => (1..4_usize, fault()).prop_map(|(n, fault)| Op::Append(n, fault)),
        2 => (any::<usize>(), fault()).prop_map(|(n, fault)| Op::Again(n, fault)),
        3 => crash().prop_map(Op::Crash),
        3 => (1..4_usize, crash()).prop_map(|(n, crash)| Op::PowerCut(n, crash)),
    ]
}

/// The ledger on its disk, and what the model knows of it.
struct Bench {
    shelf: Shelf,
    disk: Arc<Simulated>,
    /// What was acknowledged: the id at its `seq`.
    acked: BTreeMap<u64, String>,
    /// What was tried: the first id, and how many entries.
    tried: Vec<(String, usize)>,
    /// Those of them of which it was said that it is not known.
    unknown: BTreeSet<String>,
}

impl Bench {
    fn new() -> Bench {
        static START: OnceLock<Vec<u8>> = OnceLock::new();
        let shelf = Shelf::holding(START.get_or_init(|| Shelf::with_acme().bytes()));
        let disk = Arc::new(Simulated::holding(shelf.bytes()));
        Bench { shelf, disk, acked: BTreeMap::new(), tried: Vec::new(), unknown: BTreeSet::new() }
    }

    fn store(&self) -> Store {
        Store::on_disk(&self.shelf.path(), self.disk.clone() as Arc<dyn Disk>)
    }

    fn run(&mut self, op: &Op) {
        match op {
            Op::Append(n, fault) => {
                let id = format!("t-{}", self.tried.len());
                self.tried.push((id, *n));
                self.attempt(self.tried.len() - 1, *fault);
            }
            Op::Again(at, fault) if !self.tried.is_empty() => self.attempt(at % self.tried.len(), *fault),
            Op::Again(..) => {}
            Op::Crash(crash) => self.disk.crash(*crash),
            Op::PowerCut(n, crash) => {
                self.run(&Op::Append(*n, Some(Fault { at: 4, on: true, what: What::Io })));
                self.disk.crash(*crash);
            }
        }
        self.look();
    }

    fn attempt(&mut self, at: usize, fault: Option<Fault>) {
        let (id, n) = self.tried[at].clone();
        if let Some(fault) = fault {
            self.disk.fail(fault);
        }
        let facts: Vec<_> = (0..n).map(|k| noted("acme", 15, &format!("{id} {k}"))).collect();
        let request: Append = request_as(&id);
        let done = append(&self.store(), &request, &facts);
        match done {
            Ok(appended) => {
                assert_eq!(appended.seqs.clone().count(), n, "{id}");
                self.acked.extend(appended.seqs.zip((0..n).map(|k| format!("{id} {k}"))));
                self.unknown.remove(&id);
            }
            Err(error) if error.is::<Uncertain>() || error.is::<Replaced>() => {
                self.unknown.insert(id);
            }
            // Refused: if it was not known before, it is not known now.
            Err(error) => assert!(!error.is::<hours::store::Damage>(), "{error:#}"),
        }
        self.disk.mend();
    }

    /// Every promise that can be seen in the file, by a reader.
    fn look(&self) {
        fs::write(self.shelf.path(), self.disk.bytes()).expect("a file");
        let loaded = self.shelf.load().expect("a ledger is never damaged by a fault");
        let notes: Vec<String> = loaded.book.entries().skip(2).map(|filed| note(&filed.entry)).collect();
        for (seq, id) in &self.acked {
            assert_eq!(notes.get(*seq as usize - 3), Some(id), "R5: #{seq} was acknowledged");
        }
        let once: BTreeSet<&String> = notes.iter().collect();
        assert_eq!(once.len(), notes.len(), "R24: once: {notes:?}");
        for (id, n) in &self.tried {
            let there = (0..*n).filter(|k| once.contains(&format!("{id} {k}"))).count();
            assert!(there == 0 || there == *n, "R10: {there} of {n} of {id}");
            let acked = self.acked.values().any(|acked| *acked == format!("{id} 0"));
            assert!(there == 0 || acked || self.unknown.contains(id), "R7: {id} was refused and is there");
        }
    }
}

fn note(entry: &hours::domain::Entry) -> String {
    match &entry.fact {
        hours::domain::Fact::Call(call) => call.note.as_ref().map(ToString::to_string).unwrap_or_default(),
        _ => String::new(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn r5_r7_r8_r10_r13_r22_r24_r25_faults_in_any_order_lose_nothing(ops in proptest::collection::vec(op(), 1..14)) {
        let mut bench = Bench::new();
        ops.iter().for_each(|op| bench.run(op));
        // All heals, and it goes on.
        bench.disk.crash(Crash::Nothing);
        bench.run(&Op::Append(1, None));
        assert!(bench.acked.values().any(|id| *id == format!("t-{} 0", bench.tried.len() - 1)), "it takes no more");
    }
}

#[test]
fn r6_the_calls_stand_in_their_order() {
    let mut bench = Bench::new();
    bench.run(&Op::Append(3, None));
    assert_eq!(bench.disk.calls(), ["open", "len", "read", "write", "sync_data", "is_at_path"]);
    bench.run(&Op::Again(0, None));
    assert_eq!(bench.disk.calls(), ["open", "len", "read", "sync_data", "is_at_path"]);
    // A write that fails is taken back, and that is synced.
    bench.run(&Op::Append(1, Some(Fault { at: 3, on: false, what: What::NoSpace })));
    let calls = bench.disk.calls();
    assert!(calls.ends_with(&["write", "set_len", "sync_data"]), "{calls:?}");
}

#[test]
fn r24_already_is_on_disk_before_it_is_said() {
    let mut bench = Bench::new();
    // Neither the sync nor what takes it back succeeds: written, not synced, and said to be uncertain.
    bench.run(&Op::Append(2, Some(Fault { at: 4, on: true, what: What::Io })));
    assert!(bench.unknown.contains("t-0"), "{:?}", bench.disk.calls());
    bench.run(&Op::Again(0, None));
    assert_eq!(bench.acked.len(), 2);
    bench.run(&Op::Crash(Crash::Nothing));
}

#[test]
fn r25_already_is_not_said_of_a_file_that_was_replaced() {
    let mut bench = Bench::new();
    bench.run(&Op::Append(1, None));
    bench.run(&Op::Again(0, Some(Fault { at: 3, on: false, what: What::Replaced })));
    assert!(bench.unknown.contains("t-0"), "{:?}", bench.disk.calls());
}

#[test]
fn r13_nothing_is_glued_onto_what_a_power_cut_left() {
    for crash in [Crash::Nuls(0), Crash::Torn(0, 1), Crash::Torn(0, 100), Crash::Torn(0, 400)] {
        let mut bench = Bench::new();
        bench.run(&Op::PowerCut(2, crash));
        bench.disk.calls();
        bench.run(&Op::Append(1, None));
        assert_eq!(bench.acked.len(), 1, "{crash:?}");
        let order = ["open", "len", "read", "keep", "set_len", "write", "sync_data", "is_at_path"];
        assert_eq!(bench.disk.calls(), order, "{crash:?}");
    }
}

#[test]
fn r50_what_is_at_a_bound_is_taken_and_what_is_beyond_is_not() {
    use hours::domain::{ClientId, Text};

    let note = |size| Text::new(&"x".repeat(size), Text::NOTE).is_ok();
    let name = |size| "x".repeat(size).parse::<ClientId>().is_ok();
    // A line without its end: what is longer is not taken in, however much there is.
    let line = |size| {
        let shelf = Shelf::with_acme();
        let tail = [b'x'].repeat(size);
        fs::write(shelf.path(), [shelf.bytes(), tail].concat()).expect("a file");
        shelf.load().is_ok()
    };
    type Taken<'a> = &'a dyn Fn(usize) -> bool;
    let bounds: [(&str, usize, Taken); 3] =
        [("a note", 1000, &note), ("an identifier", 32, &name), ("a line", 64 * 1024 - 1, &line)];
    for (what, most, taken) in bounds {
        assert!(taken(most), "{what} of {most}");
        assert!(!taken(most + 1), "{what} of {}", most + 1);
    }
}
