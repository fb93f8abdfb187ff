//! Whoever waits for a ledger to be read is told how far that has come, and when it is over.

use std::fs;
use std::sync::{Arc, Mutex};

use hours::store::{Store, Watch};

/// Writes down what it is told.
#[derive(Debug, Default)]
struct Listener {
    told: Mutex<Vec<(u64, u64)>>,
    over: Mutex<u32>,
}

impl Watch for Listener {
    fn at(&self, done: u64, of: u64) {
        self.told.lock().expect("a list").push((done, of));
    }

    fn over(&self) {
        *self.over.lock().expect("a number") += 1;
    }
}

/// What is told while a ledger of these bytes is read, and whether it could be.
fn read(bytes: &[u8], stretch: u64) -> (Vec<(u64, u64)>, bool) {
    let folder = tempfile::tempdir().expect("a folder");
    let (path, listener) = (folder.path().join("hours.jsonl"), Arc::new(Listener::default()));
    fs::write(&path, bytes).expect("a ledger");
    let store = Store::at(&path).in_stretches(stretch).watched(listener.clone());
    let is_sound = store.load(None).is_ok();
    assert!(*listener.over.lock().expect("a number") > 0, "it is over, however it ends");
    let told = listener.told.lock().expect("a list").clone();
    (told, is_sound)
}

#[test]
fn it_is_told_how_far_the_reading_has_come() {
    let large = fs::read("fixtures/ledgers/large.jsonl").expect("a ledger");
    let (told, is_sound) = read(&large, 64 * 1024);
    assert!(is_sound && told.len() > 10 && told.is_sorted(), "{told:?}");
    assert!(told.iter().all(|&(_, of)| of == large.len() as u64));
    assert!(told.last().is_some_and(|&(done, of)| done >= of));
}

#[test]
fn a_reading_that_stops_at_damage_is_over_too() {
    let mut large = fs::read("fixtures/ledgers/large.jsonl").expect("a ledger");
    let at = large.len() - 1000;
    large[at] ^= 1;
    let (told, is_sound) = read(&large, 64 * 1024);
    assert!(!is_sound && told.len() > 10);
}

#[test]
fn a_ledger_that_is_read_at_once_is_not_worth_a_word() {
    let small = fs::read("fixtures/ledgers/small.jsonl").expect("a ledger");
    assert_eq!(read(&small, 512 * 1024), (Vec::new(), true));
}
