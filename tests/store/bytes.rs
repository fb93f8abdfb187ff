//! Every byte counts (R2).

use hours::store::{Broken, Damage, Fault};

use crate::shelf::{Shelf, documented, documented_bytes};

/// Writes bytes over the ledger of a shelf and says where reading stopped.
fn noticed(shelf: &Shelf, bytes: &[u8], what: impl std::fmt::Display) {
    std::fs::write(shelf.path(), bytes).expect("a file");
    match shelf.load() {
        Ok(loaded) => {
            // Without its last LF a line is unfinished, which is noticed too.
            assert!(loaded.unfinished.is_some(), "not noticed: {what}");
        }
        Err(error) => assert!(error.is::<Damage>(), "{what}: {error:#}"),
    }
}

/// The first lines of the documented ledger: each kind of byte, and few enough to try everything.
fn small() -> Vec<u8> {
    documented()[..4].iter().flat_map(|line| format!("{line}\n").into_bytes()).collect()
}

#[test]
fn r2_any_byte_changed_is_noticed() {
    let (shelf, good) = (Shelf::empty(), small());
    for at in 0..good.len() {
        for other in [good[at] ^ 1, good[at] ^ 0x20, good[at] ^ 0x80, b'0', b'"', b'\n', 0] {
            if other != good[at] {
                let mut bytes = good.clone();
                bytes[at] = other;
                noticed(&shelf, &bytes, format_args!("byte {at} as 0x{other:02x}"));
            }
        }
    }
}

#[test]
fn r2_any_byte_removed_or_inserted_is_noticed() {
    let (shelf, good) = (Shelf::empty(), small());
    for at in 0..good.len() {
        let mut bytes = good.clone();
        bytes.remove(at);
        noticed(&shelf, &bytes, format_args!("byte {at} removed"));
        for new in [b' ', b'0', b'\n', b',', 0] {
            let mut bytes = good.clone();
            bytes.insert(at, new);
            noticed(&shelf, &bytes, format_args!("0x{new:02x} inserted at {at}"));
        }
    }
}

/// A ledger that is long enough to be checked in chunks, on as many cores as there are.
#[test]
fn r2_a_byte_changed_in_a_long_ledger_is_found_at_its_line() {
    let good = std::fs::read("fixtures/ledgers/large.jsonl").expect("the fixture");
    let shelf = Shelf::empty();
    // Also next to where half a megabyte ends, which is where chunks do.
    let places = [0, 1, 2]
        .into_iter()
        .flat_map(|half: usize| [-400, -1, 0, 1, 400].map(|off| (half * 524_288).saturating_add_signed(off)));
    for at in places.chain([700_000, good.len() - 2]) {
        let mut bytes = good.clone();
        // A digit or a letter becomes another one.
        bytes[at] ^= 1;
        std::fs::write(shelf.path(), &bytes).expect("a file");
        let damage = shelf.load().expect_err("damage").downcast::<Damage>().expect("damage");
        let line = 1 + good[..at].iter().filter(|&&b| b == b'\n').count() as u64;
        assert_eq!(damage.line, Some(line), "byte {at}: {damage}");
    }
}

fn rearranged(change: impl FnOnce(&mut Vec<String>)) -> Fault {
    let mut lines = documented();
    change(&mut lines);
    let bytes: Vec<u8> = lines.iter().flat_map(|line| format!("{line}\n").into_bytes()).collect();
    let damage = Shelf::holding(&bytes).damage();
    assert_eq!(damage.line, Some(7), "{damage}");
    damage.fault
}

#[test]
fn r2_a_line_dropped_doubled_swapped_or_moved_is_named_as_that() {
    let from_seven = |f: fn(&mut Vec<String>)| rearranged(f);
    assert_eq!(from_seven(|l| drop(l.remove(6))), Fault::WrongHash(Broken::Missing { from: 7, to: 7 }));
    assert_eq!(from_seven(|l| drop(l.drain(6..9))), Fault::WrongHash(Broken::Missing { from: 7, to: 9 }));
    assert_eq!(from_seven(|l| l.insert(6, l[5].clone())), Fault::WrongHash(Broken::Doubled));
    assert_eq!(from_seven(|l| l.swap(6, 7)), Fault::WrongHash(Broken::Swapped));
    assert_eq!(from_seven(|l| l.insert(6, l[2].clone())), Fault::WrongHash(Broken::Moved { seq: 3 }));
    assert_eq!(from_seven(|l| l[6] = l[6].replace("65", "66")), Fault::WrongHash(Broken::Changed));
}

#[test]
fn r2_every_line_is_checked_whatever_was_asked_for() {
    let mut lines = documented();
    lines[17] = lines[17].replace("paper", "Paper");
    let bytes: Vec<u8> = lines.iter().flat_map(|line| format!("{line}\n").into_bytes()).collect();
    let shelf = Shelf::holding(&bytes);
    let read = shelf.store().load(Some(hours::store::Known::Seq(3)));
    assert!(read.is_err_and(|error| error.is::<Damage>()));
}

#[test]
fn r15_a_last_line_that_ends_in_lf_is_never_healed() {
    let mut bytes = documented_bytes();
    let last = bytes.len() - 10;
    bytes[last] ^= 1;
    let damage = Shelf::holding(&bytes).damage();
    assert_eq!(damage.line, Some(23));
}
