//! Ends that were never finished (R10, R12, R13).

use std::fs;

use hours::store::{Damage, Tail};

use crate::shelf::{Shelf, body, call, client, documented, package, sealed};

/// A ledger of whole lines with something behind them.
fn torn(tail: &[u8]) -> (Shelf, Vec<u8>) {
    let shelf = Shelf::with_acme();
    let good = shelf.bytes();
    fs::write(shelf.path(), [&good[..], tail].concat()).expect("a file");
    (shelf, good)
}

fn torn_copies(shelf: &Shelf) -> Vec<String> {
    shelf.names().into_iter().filter(|name| name.contains(".torn-")).collect()
}

#[test]
fn r12_readers_leave_out_what_is_unfinished_and_say_so() {
    for tail in [&b"{\"seq\":3,\"id\""[..], b"{", b"garbage", b"\xff\xfe", &[0; 5000]] {
        let (shelf, good) = torn(tail);
        let loaded = shelf.load().expect("a ledger with a torn end");
        let unfinished = loaded.unfinished.expect("it is said");
        assert_eq!(loaded.total(), 2);
        assert_eq!((unfinished.line, unfinished.offset), (3, good.len() as u64));
        assert_eq!(unfinished.bytes, tail.len() as u64);
        assert_eq!(unfinished.what, if tail[0] == 0 { Tail::Nuls } else { Tail::Bytes });
        assert_eq!(shelf.bytes().len(), good.len() + tail.len(), "a reader changed the file");
    }
}

#[test]
fn r12_a_tail_of_nuls_may_be_longer_than_any_line() {
    let (shelf, good) = torn(&vec![0; 300_000]);
    assert_eq!(shelf.load().expect("a ledger").unfinished.map(|tail| tail.what), Some(Tail::Nuls));
    shelf.append(&[call("acme", 15)]).expect("it heals");
    assert!(shelf.bytes().starts_with(&good));
    assert_eq!(shelf.lines(), 3);
}

#[test]
fn r13_a_torn_end_at_any_byte_heals_to_what_was_acknowledged() {
    let shelf = Shelf::with_acme();
    let good = shelf.bytes();
    shelf.append(&[call("acme", 45)]).expect("a call");
    let whole = shelf.bytes();
    for end in good.len()..whole.len() {
        let shelf = Shelf::holding(&whole[..end]);
        let appended = shelf.append(&[client("beta")]).expect("it heals");
        let bytes = shelf.bytes();
        if end == whole.len() - 1 {
            // Only the LF is missing: the line proves itself.
            assert!(bytes.starts_with(&whole), "the line without its LF was lost");
            assert_eq!((appended.seqs, shelf.lines()), (4..=4, 4));
            assert_eq!(torn_copies(&shelf).len(), 0);
        } else {
            assert!(bytes.starts_with(&good));
            assert_eq!((appended.seqs, shelf.lines()), (3..=3, 3));
            assert_eq!(torn_copies(&shelf).len(), usize::from(end > good.len()));
        }
        let loaded = shelf.load().expect("a healed ledger");
        assert_eq!(loaded.unfinished, None);
        assert_eq!(loaded.book.last_recorded(), appended.book.last_recorded());
    }
}

#[test]
fn r13_what_is_cut_is_kept_beside_the_ledger() {
    let (shelf, good) = torn(b"{\"seq\":3,half a line");
    let appended = shelf.append(&[call("acme", 15)]).expect("it heals");
    let names = torn_copies(&shelf);
    assert_eq!(names.len(), 1);
    assert!(names[0].starts_with(&format!("hours.jsonl.torn-{}-", good.len())), "{names:?}");
    let copy = shelf.folder().join(&names[0]);
    assert_eq!(fs::read(&copy).expect("a copy"), b"{\"seq\":3,half a line");
    assert!(appended.warnings[0].contains(&names[0]), "{:?}", appended.warnings);
    #[cfg(unix)]
    assert_eq!(
        std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&copy).expect("a copy").permissions()) & 0o777,
        0o600
    );
}

#[test]
fn r13_a_copy_that_a_crash_left_behind_is_used_again() {
    let (shelf, good) = torn(b"torn");
    shelf.append(&[call("acme", 15)]).expect("it heals");
    let copies = torn_copies(&shelf);
    // The copy was made, the cut was not: as after a crash between the two.
    fs::write(shelf.path(), [&good[..], b"torn"].concat()).expect("a file");
    shelf.append(&[call("acme", 15)]).expect("it heals");
    assert_eq!(torn_copies(&shelf), copies);
    // A copy of half the bytes is kept, and another is made.
    fs::write(shelf.folder().join(&copies[0]), b"to").expect("a file");
    fs::write(shelf.path(), [&good[..], b"torn"].concat()).expect("a file");
    shelf.append(&[call("acme", 15)]).expect("it heals");
    assert_eq!(torn_copies(&shelf), [copies[0].clone(), format!("{}-2", copies[0])]);
}

#[test]
fn r13_nothing_is_healed_by_an_entry_that_is_refused() {
    let (shelf, good) = torn(b"torn");
    assert!(shelf.append(&[call("amce", 15)]).is_err());
    assert_eq!(shelf.bytes(), [&good[..], b"torn"].concat());
    assert_eq!(torn_copies(&shelf).len(), 0);
}

#[test]
fn r12_a_line_that_lacks_only_its_lf_waits_for_the_next_writer() {
    let shelf = Shelf::with_acme();
    let good = shelf.bytes();
    fs::write(shelf.path(), &good[..good.len() - 1]).expect("a file");
    let loaded = shelf.load().expect("a ledger");
    assert_eq!((loaded.total(), loaded.unfinished.map(|tail| tail.what)), (1, Some(Tail::LineEnd)));
    // The writer judges by it: the client is known.
    shelf.append(&[call("acme", 15)]).expect("it counts");
    assert!(shelf.bytes().starts_with(&good));
}

#[test]
fn r10_a_batch_is_all_or_nothing() {
    let shelf = Shelf::with_acme();
    let good = shelf.bytes();
    let batch: Vec<_> = (1..=4).map(|n| package("acme", &format!("acme-{n}"), 10)).collect();
    let appended = shelf.append(&batch).expect("four packages");
    assert_eq!(appended.seqs, 3..=6);
    let whole = shelf.bytes();
    for end in good.len() + 1..whole.len() - 1 {
        let shelf = Shelf::holding(&whole[..end]);
        let loaded = shelf.load().expect("a ledger with half a batch");
        assert_eq!(loaded.total(), 2, "cut at {end}");
        let unfinished = loaded.unfinished.expect("it is said");
        assert_eq!((unfinished.line, unfinished.offset), (3, good.len() as u64));
        let appended = shelf.append(&[client("beta")]).expect("it heals");
        assert_eq!(appended.seqs, 3..=3);
        assert!(shelf.bytes().starts_with(&good));
        let copy = fs::read(shelf.folder().join(&torn_copies(&shelf)[0])).expect("a copy");
        assert_eq!(copy, &whole[good.len()..end]);
    }
    // Without the last LF it is whole.
    let shelf = Shelf::holding(&whole[..whole.len() - 1]);
    assert_eq!(shelf.append(&[client("beta")]).expect("it counts").seqs, 7..=7);
}

#[test]
fn r10_a_batch_that_is_refused_in_its_middle_leaves_nothing() {
    let shelf = Shelf::with_acme();
    let before = shelf.bytes();
    assert!(shelf.append(&[package("acme", "a", 10), package("acme", "a", 10), package("acme", "b", 10)]).is_err());
    assert_eq!(shelf.bytes(), before);
}

#[test]
fn r2_a_batch_out_of_step_is_damage() {
    let lines = documented();
    let bodies = |change: &dyn Fn(usize, &str) -> Option<String>| {
        let changed = lines.iter().enumerate().filter_map(|(at, line)| change(at, body(line)));
        Shelf::holding(&sealed(changed)).load()
    };
    let alone =
        |at: usize, line: &str| Some(if at == 10 { line.replace("\"batch\":[2,2],", "") } else { line.to_owned() });
    let third = |at: usize, line: &str| Some(if at == 10 { line.replace("[2,2]", "[2,3]") } else { line.to_owned() });
    let headless =
        |at: usize, line: &str| Some(if at == 9 { line.replace("\"batch\":[1,2],", "") } else { line.to_owned() });
    for (change, line) in [(&alone as &dyn Fn(usize, &str) -> Option<String>, 11), (&third, 11), (&headless, 11)] {
        let damage = bodies(change).expect_err("out of step").downcast::<Damage>().expect("damage");
        assert_eq!(damage.line, Some(line));
        assert!(damage.to_string().contains("batch"), "{damage}");
    }
}

#[test]
fn r12_a_batch_that_lacks_only_its_last_lf_waits_like_a_line_and_one_that_lacks_more_never_counts() {
    let shelf = Shelf::holding(&crate::shelf::documented_bytes());
    let whole = shelf.bytes();
    let text = String::from_utf8(whole.clone()).expect("UTF-8");
    let batch: Vec<usize> = (0..text.lines().count())
        .filter(|at| text.lines().nth(*at).is_some_and(|l| l.contains("\"batch\":[")))
        .collect();
    let end_of = |at: usize| text.split_inclusive('\n').take(at + 1).map(str::len).sum::<usize>();
    let (first, last) = (batch[0], *batch.last().expect("a batch"));
    let told = |bytes: &[u8]| {
        let unfinished = Shelf::holding(bytes).load().expect("a ledger").unfinished.expect("an unfinished end");
        (unfinished.what, unfinished.line)
    };
    assert_eq!(told(&whole[..end_of(last) - 1]), (Tail::LineEnd, last as u64 + 1));
    assert_eq!(told(&whole[..end_of(first) - 1]), (Tail::Batch, first as u64 + 1));
}
