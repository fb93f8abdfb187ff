//! Promises about the whole program that belong to no single command.

use std::io::Write;
use std::process::Stdio;
use std::time::Duration;

use crate::desk::{Desk, show};

/// Two clients with much to tell, and words that are for the consultant alone.
fn desk() -> Desk {
    let desk = Desk::with_package();
    desk.ok("client add baltika 'SIA Baltika' --email office@baltika.example");
    desk.ok("buy baltika 5h --on 2026-11-02");
    desk.ok("log baltika 45m 'Baltika moves house' --case B-77 --on 2026-11-20");
    desk.ok("log acme 45m VPN --on 2026-11-20");
    desk.ok("log acme 30m Mail --goodwill 'internal: Max broke it' --on 2026-11-21");
    desk.ok("log acme 30m Mail --on 2026-11-21 --id wrong");
    desk.ok("void wrong --reason 'internal: never happened'");
    desk
}

#[test]
fn s10_what_a_client_gets_names_no_other_client_and_gives_no_internal_reason() {
    let desk = desk();
    let others = ["baltika", "Baltika", "B-77", "internal"];
    let mut seen = 0;
    for command in ["statement acme", "invoice draft acme"] {
        for format in ["table", "json", "csv", "md"] {
            let said = desk.ok(&format!("{command} --format {format}"));
            assert!(said.contains("acme"), "{command} --format {format}: {said}");
            for other in others {
                assert!(!said.contains(other), "{command} --format {format} tells `{other}`:\n{said}");
            }
            seen += 1;
        }
    }
    assert_eq!(seen, 8);
    desk.ok("invoice issue acme");
    for format in ["table", "json", "csv", "md"] {
        let said = desk.ok(&format!("invoice show 2026-0001 --format {format}"));
        assert!(others.iter().all(|other| !said.contains(other)), "{format}: {said}");
    }
}

#[test]
fn s12_an_error_shows_nothing_of_the_environment() {
    let desk = desk();
    for args in [&["balance", "nobody"][..], &["-f", "/nowhere/hours.jsonl", "balance"], &["log", "acme", "45"]] {
        let mut command = desk.command(args);
        let output = command.env("HOURS_TEST_SECRET", "hunter2").env("RUST_BACKTRACE", "full").output();
        let said = show(&output.expect("the program runs"));
        assert!(said.contains("error: ") && said.lines().count() < 6, "{said}");
        for secret in ["hunter2", "HOURS_TEST_SECRET", "src/", "stack backtrace"] {
            assert!(!said.contains(secret), "{args:?} tells {secret}: {said}");
        }
    }
}

#[test]
fn s4_a_name_that_becomes_a_files_is_plain() {
    let desk = desk();
    let before = desk.ledger();
    for name in ["../x", "/x", ".x", "-x", "a/b", "a\\b", "con", "com1", "x ", "x\u{202e}", "{n}"] {
        for args in [vec!["client", "add", "--", name, "X"], vec!["buy", "acme", "1h", &format!("--name={name}")]] {
            let (exit, said) = desk.refused(&args);
            assert_eq!(exit, 2, "{args:?}: {said}");
        }
    }
    // A slash may stand in a number (`{n:03}/{year}`), for no file is named by one.
    for pattern in ["{n}\n", "\u{202e}{n}", "{year}"] {
        let (exit, said) = desk.refused(&["invoice", "issue", "acme", "--numbers", pattern]);
        assert!(exit == 1 || exit == 2, "{pattern:?}: {said}");
    }
    assert_eq!(desk.ledger(), before);
}

#[test]
fn r23_who_waits_for_rows_keeps_nobody_from_writing() {
    let desk = desk();
    let mut reader = desk.command(&["import", "-", "--format", "jsonl"]);
    let mut reader =
        reader.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program runs");
    let mut rows = reader.stdin.take().expect("a pipe");
    rows.write_all(b"{\"client\":\"acme\",\"date\":\"2026-11-20\",").expect("a reader");
    // Long enough for it to have begun; where it has not, the test sees less, and does not fail.
    std::thread::sleep(Duration::from_millis(200));
    desk.ok("log acme 15m 'in the meantime' --wait 0");
    rows.write_all(b"\"minutes\":10,\"note\":\"in the end\"}\n").expect("a reader");
    drop(rows);
    let output = reader.wait_with_output().expect("an end");
    assert!(output.status.success(), "{}", show(&output));
    let ledger = desk.ledger();
    assert!(ledger.find("in the meantime") < ledger.find("in the end"), "{ledger}");
}
