//! Where a ledger is, or what is there instead (numbers 46–55; R26).
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use hours::store::{AlreadyThere, Append, Store};

use crate::shelf::{Shelf, append, call, documented_bytes, names, opening, request};

/// Neither read nor written nor made over, at once, and nothing left beside it.
fn refused(path: &Path, what: &str) {
    let started = Instant::now();
    let store = Store::at(path);
    let before = names(path.parent().expect("a folder"));
    let read = format!("{:#}", store.load(None).expect_err("read"));
    let written = format!("{:#}", append(&store, &request(), &[call("acme", 15)]).expect_err("written"));
    assert!(read.contains(what) && written.contains(what), "{read}; {written}");
    assert!(read.contains(&path.display().to_string()), "{read}");
    assert!(started.elapsed() < Duration::from_secs(2), "it hung");
    if path.starts_with(std::env::temp_dir()) {
        let made = store.create(&request(), opening()).expect_err("made");
        assert!(made.is::<AlreadyThere>(), "{made:#}");
        assert_eq!(names(path.parent().expect("a folder")), before);
    }
}

#[test]
fn n47_a_folder_is_no_ledger() {
    let shelf = Shelf::empty();
    fs::create_dir(shelf.path()).expect("a folder");
    refused(&shelf.path(), "it is a folder");
}

#[test]
fn n48_a_fifo_a_device_and_a_socket_are_refused_at_once() {
    let shelf = Shelf::empty();
    let fifo = shelf.folder().join("fifo");
    assert!(Command::new("mkfifo").arg(&fifo).status().expect("mkfifo").success());
    refused(&fifo, "not a regular file");
    let socket = shelf.folder().join("socket");
    let _listening = UnixListener::bind(&socket).expect("a socket");
    refused(&socket, "not a regular file");
    refused(Path::new("/dev/zero"), "not a regular file");
    // Nor does a fifo in the place of the lock hang anybody.
    let shelf = Shelf::with_acme();
    let lock = shelf.folder().join("hours.jsonl.lock");
    fs::remove_file(&lock).expect("a lock file");
    assert!(Command::new("mkfifo").arg(&lock).status().expect("mkfifo").success());
    assert!(shelf.append(&[call("acme", 15)]).is_err());
    fs::write(shelf.path(), [&shelf.bytes()[..], b"torn"].concat()).expect("a file");
    assert!(shelf.load().expect("a ledger").unfinished.is_some());
}

#[test]
fn n49_a_link_works_and_side_files_stand_beside_its_target() {
    let shelf = Shelf::with_acme();
    fs::remove_file(shelf.folder().join("hours.jsonl.lock")).expect("a lock file");
    fs::write(shelf.path(), [&shelf.bytes()[..], b"torn"].concat()).expect("a file");
    let elsewhere = Shelf::empty();
    let link = elsewhere.folder().join("link.jsonl");
    symlink(shelf.path(), &link).expect("a link");
    let store = Store::at(&link);
    assert_eq!(store.load(None).expect("a ledger").total(), 2);
    append(&store, &request(), &[call("acme", 15)]).expect("a call");
    assert_eq!(elsewhere.names(), ["link.jsonl"]);
    assert_eq!(shelf.names().len(), 3, "{:?}", shelf.names());
    assert!(fs::symlink_metadata(&link).expect("a link").is_symlink());
    assert!(store.create(&request(), opening()).is_err_and(|error| error.is::<AlreadyThere>()));
}

#[test]
fn n50_a_link_to_itself_or_to_nothing_is_no_ledger() {
    let shelf = Shelf::empty();
    symlink(shelf.path(), shelf.path()).expect("a link");
    assert!(shelf.load().is_err());
    assert!(shelf.append(&[call("acme", 15)]).is_err());
    let dangling = shelf.folder().join("dangling");
    symlink(shelf.folder().join("nothing"), &dangling).expect("a link");
    assert!(Store::at(&dangling).create(&request(), opening()).is_err_and(|error| error.is::<AlreadyThere>()));
    assert_eq!(shelf.names(), ["dangling", "hours.jsonl"]);
}

/// Whether this user may do what the file modes forbid.
fn modes_do_not_bind(folder: &Path) -> bool {
    let probe = folder.join("probe");
    fs::write(&probe, "").expect("a file");
    fs::set_permissions(&probe, fs::Permissions::from_mode(0o000)).expect("a mode");
    let reads = fs::read(&probe).is_ok();
    fs::remove_file(&probe).expect("a file");
    reads
}

#[test]
fn n51_a_ledger_that_may_not_be_read_is_named() {
    let shelf = Shelf::with_acme();
    if modes_do_not_bind(shelf.folder()) {
        return;
    }
    fs::set_permissions(shelf.path(), fs::Permissions::from_mode(0o000)).expect("a mode");
    let error = format!("{:#}", shelf.load().expect_err("unreadable"));
    assert!(error.contains("hours.jsonl"), "{error}");
}

#[test]
fn n52_a_folder_and_file_that_are_read_only_can_be_read() {
    let shelf = Shelf::holding(&documented_bytes());
    fs::set_permissions(shelf.path(), fs::Permissions::from_mode(0o444)).expect("a mode");
    fs::set_permissions(shelf.folder(), fs::Permissions::from_mode(0o555)).expect("a mode");
    assert_eq!(shelf.load().expect("a ledger").total(), 23);
    let dry = Append { dry_run: true, ..request() };
    shelf.append_as(&dry, &[crate::shelf::client("beta")]).expect("it could be written");
    if !modes_do_not_bind_here() {
        assert!(shelf.append(&[crate::shelf::client("beta")]).is_err());
    }
    fs::set_permissions(shelf.folder(), fs::Permissions::from_mode(0o755)).expect("a mode");
}

fn modes_do_not_bind_here() -> bool {
    modes_do_not_bind(Shelf::empty().folder())
}

#[test]
fn r26_reading_creates_nothing_and_changes_no_time() {
    let shelf = Shelf::holding(&[&documented_bytes()[..], b"torn"].concat());
    let times = || {
        [shelf.path(), shelf.folder().to_owned()].map(|path| {
            let found = fs::metadata(path).expect("a file");
            (found.mtime_nsec(), found.ctime_nsec(), found.mtime(), found.ctime(), found.len())
        })
    };
    let before = times();
    std::thread::sleep(Duration::from_millis(20));
    assert!(shelf.load().expect("a ledger").unfinished.is_some());
    assert_eq!(times(), before);
    assert_eq!(shelf.names(), ["hours.jsonl"]);
}

#[test]
fn n53_a_file_of_0_bytes_is_not_a_ledger_yet() {
    let damage = Shelf::holding(b"").damage();
    assert_eq!(damage.line, None);
    assert!(damage.to_string().contains("not a ledger yet"), "{damage}");
    assert!(damage.hint().contains("hours init"));
}

#[test]
fn n54_a_folder_that_is_deleted_is_no_panic() {
    let shelf = Shelf::with_acme();
    let gone = shelf.store().append(&request(), |_, _| {
        fs::remove_dir_all(shelf.folder())?;
        let facts = vec![call("acme", 15)];
        Ok(hours::store::Proposal { facts, today: crate::shelf::read("2026-11-23") })
    });
    assert!(gone.is_err());
}

#[test]
fn s5_a_ledger_keeps_the_mode_it_was_given() {
    let shelf = Shelf::with_acme();
    fs::set_permissions(shelf.path(), fs::Permissions::from_mode(0o640)).expect("a mode");
    shelf.append(&[call("acme", 15)]).expect("a call");
    assert_eq!(fs::metadata(shelf.path()).expect("a file").permissions().mode() & 0o777, 0o640);
}

#[test]
fn s5_a_link_in_the_place_of_the_lock_is_not_followed() {
    let shelf = Shelf::with_acme();
    let lock = shelf.folder().join("hours.jsonl.lock");
    fs::remove_file(&lock).expect("a lock file");
    fs::write(shelf.folder().join("precious"), "precious").expect("a file");
    symlink(shelf.folder().join("precious"), &lock).expect("a link");
    assert!(shelf.append(&[call("acme", 15)]).is_err());
    assert_eq!(fs::read(shelf.folder().join("precious")).expect("a file"), b"precious");
}
