//! What needs another process: limits of the system, and writers that share nothing but the file.
#![cfg(unix)]

use std::process::{Command, Stdio};

use hours::store::Uncertain;

use crate::shelf::{Shelf, append, noted, request, request_as};

/// This program again, running one of the tests below that do nothing by themselves.
fn child(test: &str, shelf: &Shelf) -> Command {
    let mut child = Command::new("sh");
    child.args(["-c", "trap '' XFSZ; ulimit -f \"$LIMIT\"; exec \"$@\"", "sh"]);
    child.arg(std::env::current_exe().expect("this program"));
    child.args(["--exact", test, "--ignored", "--nocapture", "--test-threads=1"]);
    child.env("HOURS_TEST_LEDGER", shelf.path()).env("LIMIT", "unlimited");
    child
}

fn ledger() -> Option<hours::store::Store> {
    let path = std::env::var_os("HOURS_TEST_LEDGER")?;
    Some(hours::store::Store::at(path.as_ref()))
}

#[test]
#[ignore = "run by r8_a_write_that_fails_is_taken_back"]
fn fails_to_write() {
    let Some(store) = ledger() else { return };
    let note = "x".repeat(1000);
    let facts: Vec<_> = (0..4).map(|_| noted("acme", 15, &note)).collect();
    let error = append(&store, &request_as("big"), &facts).expect_err("a limit");
    assert!(!error.is::<Uncertain>(), "{error:#}");
    let told = format!("{error:#}");
    assert!(told.contains("nothing was recorded"), "{told}");
}

#[test]
fn r8_a_write_that_fails_is_taken_back() {
    let shelf = Shelf::with_acme();
    shelf.append(&[noted("acme", 15, "before")]).expect("a call");
    let before = shelf.bytes();
    // Below the limit, so that a part of the bytes can be written: 2 or 4 blocks, as the shell counts.
    assert!(before.len() < 1024, "{}", before.len());
    let run = child("children::fails_to_write", &shelf).env("LIMIT", "2").output().expect("a child");
    assert!(run.status.success(), "{}{}", String::from_utf8_lossy(&run.stdout), String::from_utf8_lossy(&run.stderr));
    assert!(String::from_utf8_lossy(&run.stdout).contains("1 passed"), "the child did not run");
    assert_eq!(shelf.bytes(), before);
    shelf.append(&[noted("acme", 15, "after")]).expect("it goes on");
}

#[test]
#[ignore = "run by r22_processes_that_write_at_once_are_all_there_once"]
fn writes_ten() {
    let Some(store) = ledger() else { return };
    for n in 0..10 {
        append(&store, &request(), &[noted("acme", 15, &format!("{}-{n}", std::process::id()))]).expect("a call");
    }
}

#[test]
fn r22_processes_that_write_at_once_are_all_there_once() {
    let shelf = Shelf::with_acme();
    let spawn = |_| child("children::writes_ten", &shelf).stdout(Stdio::null()).spawn().expect("a child");
    let children: Vec<_> = (0..5).map(spawn).collect();
    for mut child in children {
        assert!(child.wait().expect("a child").success());
    }
    let loaded = shelf.load().expect("a sound ledger");
    assert_eq!(loaded.total(), 52);
}

#[test]
#[ignore = "run by r51_a_killed_writer_leaves_at_most_an_unfinished_tail"]
fn writes_for_ever() {
    let Some(store) = ledger() else { return };
    loop {
        append(&store, &request(), &[noted("acme", 15, "again")]).expect("a call");
    }
}

#[test]
fn r51_a_killed_writer_leaves_at_most_an_unfinished_tail() {
    let shelf = Shelf::with_acme();
    for round in 0..5 {
        let mut child = child("children::writes_for_ever", &shelf).stdout(Stdio::null()).spawn().expect("a child");
        std::thread::sleep(std::time::Duration::from_millis(60 + 17 * round));
        child.kill().expect("killed");
        child.wait().expect("a child");
        shelf.load().expect("a sound ledger");
        // The lock died with its holder.
        shelf.append(&[noted("acme", 15, "at once")]).expect("a call");
    }
    assert!(shelf.lines() > 2 + 5, "the children wrote nothing");
}
