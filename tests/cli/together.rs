//! Several writers at once, and a lock that is held.

use std::process::{Command, Stdio};

use crate::desk::{Desk, show};

#[test]
fn r22_of_eight_writers_at_once_every_success_is_in_the_ledger_once() {
    let desk = Desk::with_package();
    let notes: Vec<String> = (0..8).map(|n| format!("call number {n}")).collect();
    let spawn = |note: &String| {
        let mut command = desk.command(&["log", "acme", "15m", note, "--wait", "60"]);
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program runs")
    };
    let running: Vec<_> = notes.iter().map(spawn).collect();
    for (note, child) in notes.iter().zip(running) {
        let output = child.wait_with_output().expect("it ends");
        assert!(output.status.success(), "{note}: {}", show(&output));
        assert_eq!(desk.ledger().matches(note.as_str()).count(), 1, "{note}");
    }
    assert_eq!(desk.entries(), 3 + 8);
    assert!(desk.ok("verify").starts_with("ok: 11 entries"));
    assert!(desk.ok("balance --format csv").contains("acme,ACME GmbH,EUR,480,"));
}

#[test]
fn r24_of_eight_writers_with_one_id_one_line_remains() {
    let desk = Desk::with_package();
    let spawn = |_| {
        let args = ["log", "acme", "15m", "VPN", "--on", "2026-11-20", "--id", "ticket-81", "--wait", "60"];
        let mut command = desk.command(&args);
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program runs")
    };
    let running: Vec<_> = (0..8).map(spawn).collect();
    let outputs: Vec<String> =
        running.into_iter().map(|child| show(&child.wait_with_output().expect("it ends"))).collect();
    assert!(outputs.iter().all(|said| !said.contains("[exit")), "{outputs:?}");
    assert_eq!(outputs.iter().filter(|said| said.contains("already")).count(), 7, "{outputs:?}");
    assert_eq!(desk.entries(), 4);
}

#[test]
fn r22_the_last_hours_are_sold_once() {
    let desk = Desk::with_client();
    desk.ok("buy acme 1h --on 2026-11-02");
    let spawn = |_| {
        let mut command = desk.command(&["refund", "acme-1", "45m", "--wait", "60"]);
        command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the program runs")
    };
    let running: Vec<_> = (0..4).map(spawn).collect();
    let mut codes: Vec<_> =
        running.into_iter().map(|mut child| child.wait().expect("it ends").code().unwrap_or(-1)).collect();
    codes.sort_unstable();
    assert_eq!(codes, [0, 1, 1, 1]);
    assert_eq!(desk.entries(), 4);
}

#[test]
fn r21_a_lock_that_is_held_is_waited_for_and_then_the_holder_is_named() {
    let desk = Desk::with_package();
    let lock = desk.file("hours.jsonl.lock");
    // Taken by a shell, as another program would.
    let mut holder = Command::new("flock")
        .arg(&lock)
        .args(["-c", &format!("echo 'pid 4711: invoice' > '{0}'; echo taken; read line; : > '{0}'", lock.display())])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("flock");
    let mut said = String::new();
    let taken = holder.stdout.as_mut().expect("its stdout");
    std::io::BufRead::read_line(&mut std::io::BufReader::new(taken), &mut said).expect("a line");
    assert_eq!(said, "taken\n");

    let began = std::time::Instant::now();
    let (exit, said) = desk.refused(&["log", "acme", "15m", "--wait", "1"]);
    assert_eq!(exit, 5);
    insta::assert_snapshot!(said, @"
    error: `hours.jsonl` is being written by pid 4711: invoice
    hint: try again, or wait longer with --wait SECONDS
    [exit 5]
    ");
    assert!(began.elapsed() >= std::time::Duration::from_secs(1));
    assert_eq!(desk.refused(&["log", "acme", "15m", "--wait", "0"]).0, 5);
    // A reader never waits, and neither does a dry run.
    assert!(desk.ok("balance").contains("10h"));

    let waiting = {
        let mut command = desk.command(&["log", "acme", "15m", "VPN", "--wait", "60"]);
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program runs")
    };
    drop(holder.stdin.take());
    assert!(holder.wait().expect("it ends").success());
    let output = waiting.wait_with_output().expect("it ends");
    assert!(output.status.success(), "{}", show(&output));
    assert_eq!(desk.entries(), 4);
}

#[test]
fn r21_a_ledger_with_two_names_is_locked_by_both() {
    let desk = Desk::with_package();
    std::fs::create_dir(desk.file("elsewhere")).expect("a folder");
    std::fs::hard_link(desk.file("hours.jsonl"), desk.file("elsewhere/hours.jsonl")).expect("another name");
    // While somebody writes by the one name, nobody does by the other.
    let mut holder = Command::new("flock");
    holder.arg(desk.file("hours.jsonl")).args(["-c", "echo taken; read line; true"]);
    let mut holder = holder.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("flock");
    let mut said = String::new();
    let taken = holder.stdout.as_mut().expect("its stdout");
    std::io::BufRead::read_line(&mut std::io::BufReader::new(taken), &mut said).expect("a line");
    let (exit, said) = desk.refused(&["-f", "elsewhere/hours.jsonl", "log", "acme", "15m", "--wait", "0"]);
    insta::assert_snapshot!(said, @"
    error: `elsewhere/hours.jsonl` is being written by another program
    hint: try again, or wait longer with --wait SECONDS
    [exit 5]
    ");
    assert_eq!(exit, 5);
    let doctor = || desk.sh("doctor");
    assert!(doctor().contains("warn  lock         another program holds the ledger itself\n"), "{}", doctor());
    drop(holder.stdin.take());
    assert!(holder.wait().expect("it ends").success());
    assert!(doctor().contains("ok    lock         nobody is writing\n"), "{}", doctor());

    let spawn = |at: usize| {
        let path = ["hours.jsonl", "elsewhere/hours.jsonl"][at % 2];
        let mut command = desk.command(&["-f", path, "log", "acme", "1m", &format!("call {at}"), "--wait", "60"]);
        command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the program runs")
    };
    let running: Vec<_> = (0..30).map(spawn).collect();
    assert!(running.into_iter().all(|mut child| child.wait().is_ok_and(|status| status.success())));
    assert_eq!(desk.entries(), 33);
    desk.ok("verify");
    assert!(!desk.sh("balance").contains("warning: `"), "it is no copy of itself");
}

#[test]
#[cfg(target_os = "linux")]
fn r23_the_lock_is_not_held_while_the_receipt_is_printed() {
    use std::io::Write;

    let desk = Desk::with_package();
    // A pipe that is full: whoever prints into it waits.
    let (reader, mut writer) = std::io::pipe().expect("a pipe");
    writer.write_all(&[b' '; 64 * 1024]).expect("as much as a pipe holds");
    let mut printing = desk.command(&["log", "acme", "15m", "first"]);
    let mut printing = printing.stdout(writer).stderr(Stdio::null()).spawn().expect("the program runs");
    for _ in 0..1000 {
        if desk.entries() == 4 {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    desk.ok("log acme 15m second --wait 5");
    assert!(printing.try_wait().expect("a child").is_none(), "it did not wait for its receipt to be read");
    // Nobody reads: the entry is recorded all the same (R11).
    drop(reader);
    assert!(printing.wait().expect("it ends").success());
    assert_eq!(desk.entries(), 5);
}
