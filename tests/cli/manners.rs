//! What every command does alike: dry runs, retries with an id, answers into a file, questions about the past.

use std::collections::BTreeMap;
use std::path::Path;

use insta::assert_snapshot;

use crate::desk::{Desk, show, words};

/// A ledger on which every command of [`WRITING`] can be run.
fn desk() -> Desk {
    let desk = Desk::with_package();
    desk.ok("buy acme 2h --on 2026-11-02 --until 2026-12-31 --name ending");
    desk.ok("log acme 1h first --on 2026-11-01");
    desk
}

/// Every command that writes one entry, as it is first run and as it is run by mistake with the same id.
const WRITING: [(&str, &str); 12] = [
    ("client add beta Beta", "client add beta Gamma"),
    ("client set acme --name 'ACME AG'", "client set acme --name 'ACME KG'"),
    ("service add onsite --factor 1.5", "service add onsite --factor 2"),
    ("buy acme 5h", "buy acme 6h"),
    ("grant acme 1h --reason bonus", "grant acme 2h --reason bonus"),
    ("log acme 45m VPN --on yesterday", "log acme 50m VPN --on yesterday"),
    ("void 5 --reason wrong", "void 5 --reason other"),
    ("amend 5 2h", "amend 5 3h"),
    ("extend ending --until 2027-01-31", "extend ending --until 2027-02-28"),
    ("refund acme-1", "refund acme-1 1h"),
    ("settle acme --package ending", "settle acme --package acme-1"),
    ("close acme --through 2026-11-10", "close acme --through 2026-11-11"),
];

/// Every command that only reads.
const READING: [&str; 11] = [
    "client list",
    "client show acme",
    "service list",
    "balance",
    "check acme 15m",
    "warnings",
    "entries",
    "show 5",
    "statement acme",
    "revenue",
    "verify",
];

/// Every file below a folder with its bytes.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(folder).expect("a folder").filter_map(Result::ok);
    let named = entries.map(|entry| (entry.file_name().to_string_lossy().into_owned(), entry.path()));
    named.map(|(name, path)| (name, std::fs::read(path).unwrap_or_default())).collect()
}

#[test]
fn a_dry_run_shows_the_receipt_and_writes_nothing() {
    let desk = desk();
    std::fs::remove_file(desk.file("hours.jsonl.lock")).expect("the lock file");
    let before = files(desk.path());
    for (line, _) in WRITING {
        for option in ["--dry-run", "-n"] {
            let said = desk.sh(&format!("{line} {option}"));
            assert!(said.contains("note: a dry run: nothing was written") && !said.contains("[exit"), "{line}: {said}");
            assert!(said.starts_with("#6  "), "{line}: {said}");
            assert_eq!(files(desk.path()), before, "{line}");
        }
    }
    assert_snapshot!(desk.session(&["log acme 45m VPN -n", "log amce 45m VPN -n", "buy acme 1h --every month --times 2 -n"]), @"
    $ hours log acme 45m VPN -n
    #6  acme  Mon 2026-11-23  worked 45m, charged 45m  VPN
        45m from ending; acme has 11h15m left of 12h
    warning: acme is 1h over: 150.00 EUR gross to invoice
    note: a dry run: nothing was written

    $ hours log amce 45m VPN -n
    error: no client `amce`
    hint: did you mean `acme`? (hours client list)
    [exit 1]

    $ hours buy acme 1h --every month --times 2 -n
    #6  acme-3  1h for 150.00 EUR gross, from 2026-11-23, until 2026-12-22
    #7  acme-4  1h for 150.00 EUR gross, from 2026-12-23, until 2027-01-22
        acme has 13h left, 1h upcoming
    warning: acme is 1h over: 150.00 EUR gross to invoice
    warning: acme: acme-3 ends on 2026-12-22 with 1h left
    note: a dry run: nothing was written
    ");
}

#[test]
fn a6_the_same_id_and_content_again_is_done_already() {
    for (line, _) in WRITING {
        let desk = desk();
        let first = desk.ok(&format!("{line} --id again-and-again"));
        let after = desk.ledger();
        let again = desk.sh(&format!("{line} --id again-and-again"));
        assert!(again.to_lowercase().contains("already") && !again.contains("[exit"), "{line}:\n{first}\n{again}");
        assert_eq!(desk.ledger(), after, "{line}");
        let json = desk.ok(&format!("{line} --id again-and-again --format json"));
        assert!(json.contains("\"already\": true"), "{line}: {json}");
        assert_eq!(desk.ledger(), after, "{line}");
    }
    let desk = desk();
    assert_snapshot!(desk.session(&["log acme 45m VPN --id t-1", "log acme 45m VPN --id t-1", "log acme 45m VPN --id t-1 --by max"]), @"
    $ hours log acme 45m VPN --id t-1
    #6  acme  Mon 2026-11-23  worked 45m, charged 45m  VPN
        45m from ending; acme has 11h15m left of 12h
    warning: acme is 1h over: 150.00 EUR gross to invoice

    $ hours log acme 45m VPN --id t-1
    #6  acme  Mon 2026-11-23  worked 45m, charged 45m  VPN
        45m from ending; acme has 11h15m left of 12h
        already recorded; nothing was written
    warning: acme is 1h over: 150.00 EUR gross to invoice

    $ hours log acme 45m VPN --id t-1 --by max
    #6  acme  Mon 2026-11-23  worked 45m, charged 45m  VPN
        45m from ending; acme has 11h15m left of 12h
        already recorded; nothing was written
    warning: acme is 1h over: 150.00 EUR gross to invoice
    ");
}

#[test]
fn a6_h3_whether_a_period_was_closed_by_then_is_no_part_of_what_a_retry_says() {
    let desk = Desk::with_package();
    desk.ok("log acme 1h x --on 2026-11-05 --id in-time");
    desk.ok("close acme --through 2026-11-10");
    desk.ok("log acme 2h y --on 2026-11-05 --id late --late");
    desk.ok("amend in-time 30m --id amended --late");
    desk.ok("void late --reason twice --id taken-back --late");
    for (line, id) in [
        ("log acme 1h x --on 2026-11-05", "--id in-time"),
        ("log acme 2h y --on 2026-11-05", "--id late"),
        ("amend in-time 30m", "--id amended"),
        ("void late --reason twice", "--id taken-back"),
    ] {
        for late in ["", "--late"] {
            assert!(desk.ok(&format!("{line} {id} {late}")).contains("already recorded"), "{line} {id} {late}");
        }
        // Under another id it is another entry, and is judged as one.
        assert!(desk.sh(&format!("{line} --id new")).contains("[exit 1]"), "{line}");
    }
    let said = desk.sh("log acme 3h y --on 2026-11-05 --id late");
    assert!(said.contains("whose minutes is `120` and not `180`\n"), "{said}");
    assert_eq!(desk.entries(), 8);
}

#[test]
fn a6_the_same_id_and_other_content_is_refused_and_what_differs_is_shown() {
    for (line, other) in WRITING {
        let desk = desk();
        desk.ok(&format!("{line} --id again-and-again"));
        let words = words(&format!("{other} --id again-and-again"));
        let (exit, said) = desk.refused(&words.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(exit, 1, "{other}: {said}");
        assert!(said.contains("the id `again-and-again` is taken by entry #6, whose "), "{other}: {said}");
        assert!(said.contains(" and not "), "{other}: {said}");
    }
    let desk = desk();
    assert_snapshot!(desk.session(&["log acme 45m VPN --id t-1", "log acme 50m VPN --id t-1", "void 5 --reason wrong --id t-1"]), @"
    $ hours log acme 45m VPN --id t-1
    #6  acme  Mon 2026-11-23  worked 45m, charged 45m  VPN
        45m from ending; acme has 11h15m left of 12h
    warning: acme is 1h over: 150.00 EUR gross to invoice

    $ hours log acme 50m VPN --id t-1
    error: the id `t-1` is taken by entry #6, whose minutes is `45` and not `50`
    hint: a retry repeats the very same command; something new needs another --id
    [exit 1]

    $ hours void 5 --reason wrong --id t-1
    error: the id `t-1` is taken by entry #6, whose kind is `call` and not `void`
    hint: a retry repeats the very same command; something new needs another --id
    [exit 1]
    ");
}

#[test]
fn init_again_with_its_id_is_refused_or_done_already_but_never_another_file() {
    let desk = Desk::bare();
    desk.ok("init --name 'Kaffee IT' --rate 150 --id opening");
    let before = desk.ledger();
    let _ = desk.sh("init --name 'Kaffee IT' --rate 150 --id opening");
    assert_eq!(desk.ledger(), before);
}

#[test]
fn the_receipt_may_go_into_a_file() {
    for (line, _) in WRITING {
        let desk = desk();
        let said = desk.sh(&format!("{line} -o receipt.txt"));
        let receipt = std::fs::read_to_string(desk.file("receipt.txt")).expect("a receipt");
        assert!(
            receipt.starts_with("#6  ") && !said.contains("#6  ") && !said.contains("[exit"),
            "{line}: {said}\n{receipt}"
        );
        assert_eq!(desk.entries(), 6, "{line}");
    }
}

#[test]
fn the_answer_may_go_into_a_file_whole() {
    let desk = desk();
    for line in READING {
        let printed = desk.ok(line);
        std::fs::write(desk.file("answer.txt"), "old ".repeat(10_000)).expect("a file");
        assert_eq!(desk.ok(&format!("{line} -o answer.txt")), "", "{line}");
        assert_eq!(std::fs::read_to_string(desk.file("answer.txt")).expect("an answer"), printed, "{line}");
    }
    let left: Vec<String> = files(desk.path()).into_keys().collect();
    assert_eq!(left, ["answer.txt", "hours.jsonl", "hours.jsonl.lock"]);
}

#[test]
fn r26_reading_changes_nothing_in_the_folder() {
    let desk = desk();
    std::fs::remove_file(desk.file("hours.jsonl.lock")).expect("the lock file");
    let before = files(desk.path());
    for line in READING {
        desk.ok(line);
    }
    assert_eq!(files(desk.path()), before);
}

#[test]
fn an_answer_replaces_a_link_and_does_not_follow_it() {
    let desk = desk();
    std::fs::write(desk.file("target.txt"), "untouched").expect("a file");
    std::os::unix::fs::symlink("target.txt", desk.file("link.txt")).expect("a link");
    let printed = desk.ok("balance");
    desk.ok("balance -o link.txt");
    assert!(!desk.file("link.txt").symlink_metadata().expect("a file").is_symlink());
    assert_eq!(std::fs::read_to_string(desk.file("link.txt")).expect("an answer"), printed);
    assert_eq!(std::fs::read_to_string(desk.file("target.txt")).expect("a file"), "untouched");
}

#[test]
fn an_answer_never_takes_the_ledgers_place() {
    let desk = desk();
    std::os::unix::fs::symlink("hours.jsonl", desk.file("link.jsonl")).expect("a link");
    let before = desk.ledger();
    for out in ["hours.jsonl", "./hours.jsonl", "link.jsonl", "hours.jsonl.lock", "./hours.toml"] {
        for line in READING.into_iter().chain(["log acme 15m x", "log acme 15m x -n"]) {
            let said = desk.sh(&format!("{line} -o {out}"));
            assert!(said.contains("[exit 2]"), "{line} -o {out}: {said}");
            assert_eq!(desk.ledger(), before, "{line} -o {out}");
        }
    }
    assert_snapshot!(desk.sh("balance -o hours.jsonl").replace(&format!("{}/", desk.path().display()), ""), @"
    error: `hours.jsonl` is the ledger itself or its lock
    hint: write the answer to another file
    [exit 2]
    ");
}

#[test]
fn n56_another_ledger_is_replaced_by_none_but_a_later_copy_of_it() {
    let desk = desk();
    desk.ok("-f other.jsonl init --name Other --rate 1");
    let other = std::fs::read(desk.file("other.jsonl")).expect("a ledger");
    for line in READING.into_iter().chain(["log acme 15m x", "log acme 15m x -n", "export jsonl", "export csv"]) {
        let said = desk.sh(&format!("{line} -o other.jsonl"));
        assert!(said.contains("`other.jsonl` is a ledger") && said.contains("[exit 2]"), "{line}: {said}");
        assert_eq!(std::fs::read(desk.file("other.jsonl")).expect("a ledger"), other, "{line}");
    }
    std::fs::write(desk.file("marked.jsonl"), [b"\xef\xbb\xbf", &other[..]].concat()).expect("a ledger");
    assert!(desk.sh("balance -o marked.jsonl").contains("is a ledger"), "what an editor did to it can be repaired");
    // A backup grows; one that has more than the answer is none of it.
    desk.ok("export jsonl -o backup.jsonl");
    desk.ok("log acme 15m more");
    desk.ok("export jsonl -o backup.jsonl");
    assert_eq!(std::fs::read_to_string(desk.file("backup.jsonl")).expect("a copy"), desk.ledger());
    let said = desk.sh("export jsonl --known 3 -o backup.jsonl");
    assert!(said.contains("`backup.jsonl` is a ledger, with entries that would be lost"), "{said}");
}

#[test]
fn an_answer_into_a_missing_folder_or_onto_a_folder_is_not_possible() {
    let desk = desk();
    std::fs::create_dir(desk.file("folder")).expect("a folder");
    let before = files(desk.path());
    let seen = |out: &str| desk.sh(&format!("balance -o {out}"));
    assert_eq!(
        seen("missing/answer.txt"),
        "error: cannot write `missing/answer.txt`: No such file or directory (os error 2)\n\
         hint: is the path right? ls tells what stands in a folder\n[exit 5]\n"
    );
    assert_eq!(
        seen("folder"),
        "error: cannot write `folder`: it is a folder\nhint: name a file in it, such as folder/answer.txt\n[exit 5]\n"
    );
    assert_eq!(files(desk.path()), before);
    // A receipt too: it is known before anything is recorded.
    for out in ["missing/receipt.txt", "folder", "/dev/null"] {
        let (exit, said) = desk.refused(&["log", "acme", "15m", "x", "-o", out]);
        assert!(exit == 5 && said.contains(&format!("cannot write `{out}`: ")), "{exit}: {said}");
    }
    assert_eq!(std::fs::read_dir(desk.file("folder")).expect("a folder").count(), 0);
}

/// Where a shell leads stdout into a file, `/dev/stdout` is a link to that file: whoever may write in `/dev` would put a file in the place of the link.
#[test]
fn an_answer_never_takes_the_place_of_a_link_of_the_systems() {
    let desk = desk();
    let into = std::fs::File::create(desk.file("answer.txt")).expect("a file");
    let output = desk.command(&["balance", "-o", "/dev/stdout"]).stdout(into).output().expect("the program runs");
    let said = show(&output);
    assert!(output.status.code() == Some(5) && said.contains("it is a link of the system's own"), "{said}");
    assert!(Path::new("/dev/stdout").symlink_metadata().expect("a link").is_symlink());
}

#[test]
fn an_answer_never_takes_the_place_of_a_fifo() {
    let desk = desk();
    let made = std::process::Command::new("mkfifo").arg(desk.file("pipe")).status().expect("mkfifo");
    assert!(made.success());
    let said = desk.sh("balance -o pipe");
    assert!(said.contains("[exit 5]"), "{said}");
    assert!(!desk.file("pipe").symlink_metadata().expect("a fifo").is_file());
}

#[test]
fn a7_every_reading_command_can_ask_what_held_and_what_was_known() {
    let desk = desk();
    desk.ok("service add onsite");
    let known = desk.path().join("prefix");
    std::fs::create_dir(&known).expect("a folder");
    for (seq, instant) in [(5, "2026-11-23T09:00:04Z"), (6, "2026-11-23T10:00:05+01:00")] {
        let prefix: String = desk.ledger().split_inclusive('\n').take(seq).collect();
        std::fs::write(known.join("hours.jsonl"), prefix).expect("a prefix");
        for line in READING {
            let words = words(line);
            let args: Vec<&str> = words.iter().map(String::as_str).collect();
            let with = |more: &[&str]| {
                let args = [&args[..], more].concat();
                show(&desk.command(&args).output().expect("the program runs"))
            };
            let alone = desk.command(&args).current_dir(&known).env_remove("HOME").output().expect("the program runs");
            let seq = seq.to_string();
            assert_eq!(with(&["--known", &seq]), show(&alone), "{line} --known {seq}");
            assert_eq!(with(&["--known", instant]), show(&alone), "{line} --known {instant}");
            let today = with(&["--as-of", "today", "--known", &seq]);
            assert_eq!(today, show(&alone), "{line} --as-of today");
        }
    }
    for line in READING {
        let said = desk.sh(&format!("{line} --as-of 2026-11-20"));
        assert!(!said.contains("error:"), "{line}: {said}");
        assert!(desk.sh(&format!("{line} --known 99")).contains("[exit 1]"), "{line}");
        assert!(desk.sh(&format!("{line} --as-of someday")).contains("[exit 2]"), "{line}");
    }
}

#[test]
fn who_writes_is_an_option_a_variable_or_the_login_name() {
    let desk = desk();
    desk.ok("log acme 15m x --by 'Jörg Öz'");
    assert!(desk.ledger().lines().last().is_some_and(|line| line.contains("\"by\":\"Jörg Öz\"")));
    let output = desk.command(&["log", "acme", "15m"]).env_remove("HOURS_BY").output().expect("the program runs");
    assert!(output.status.success(), "{}", show(&output));
    assert!(!desk.ledger().lines().last().is_some_and(|line| line.contains("\"by\":\"nina\"")));
    assert_snapshot!(desk.session(&["log acme 15m x --by ''"]), @"
    $ hours log acme 15m x --by ''
    error: --by `` is empty, too long or not printable
    hint: write a short name with --by
    [exit 2]
    ");
}

#[test]
fn colour_is_only_for_messages_and_only_when_asked_for() {
    let desk = desk();
    let coloured = desk.output(&["--color", "always", "log", "amce", "15m"]);
    assert_eq!(
        String::from_utf8_lossy(&coloured.stderr).split("no client").next(),
        Some("\u{1b}[1;31merror:\u{1b}[0m ")
    );
    for args in [&["--color", "always", "balance"][..], &["balance"], &["--color", "never", "log", "amce", "15m"]] {
        let output = desk.output(args);
        assert!(!output.stdout.contains(&0x1b), "{args:?}");
        assert!(args.contains(&"always") || !output.stderr.contains(&0x1b), "{args:?}");
    }
    // A command line that is wrong is asked for its colour all the same.
    for (args, is_coloured) in [
        (&["--color", "always", "log", "acme", "45"][..], true),
        (&["log", "acme", "45", "--color=always"], true),
        (&["log", "acme", "45"], false),
        (&["log", "acme", "45", "--", "--color=always"], false),
    ] {
        let output = desk.output(args);
        assert_eq!((output.status.code(), output.stderr.contains(&0x1b)), (Some(2), is_coloured), "{args:?}");
    }
    let output = desk.command(&["log", "amce", "15m"]).env("NO_COLOR", "1").output().expect("the program runs");
    assert!(!output.stderr.contains(&0x1b));
}

#[test]
fn help_and_version_go_to_stdout() {
    let desk = Desk::bare();
    for args in [&["--help"][..], &["-h"], &["--version"], &["-V"], &["log", "--help"], &["client", "add", "-h"]] {
        let output = desk.output(args);
        assert!(output.status.success() && output.stderr.is_empty() && !output.stdout.is_empty(), "{args:?}");
    }
    assert_snapshot!(desk.sh("-h"), @"
    A ledger for prepaid support hours

    Usage: hours [OPTIONS] <COMMAND>

    Commands:
      init       Open a new ledger
      client     Add, change and show clients
      service    Add and list services: kinds of work, with what their charged time is multiplied by
      buy        Record a package of hours that a client bought
      grant      Give a client hours: a bonus, or the support that came with a product
      log        Log a support call and draw its minutes from the client's packages
      void       Take an entry back: a call, purchase, grant, extension, settlement or refund
      amend      Replace a call by a corrected one
      extend     Move the end of a package to a later day
      refund     Take hours that are left out of a package, to pay them back
      settle     Move open overage onto a package, oldest call first, until the package is empty
      close      Close a period: what was worked through that day is fixed
      import     Record the calls or packages of a file, all or none
      balance    What clients have left, have used, and are over
      check      Ask whether a client's packages cover a call, before you accept it
      warnings   Which clients run low, are over, or have packages that end
      entries    List the entries, with what became of each call
      show       Show one entry or package, with the reasons for its figures
      statement  A client's statement: opening balance, every movement with worked and charged time,
                 closing balance
      invoice    Invoices: what is due, issuing it, what was issued, and taking it back
      revenue    Deferred revenue: what was paid for hours that are not used yet, and what became of it
      export     Write the books for an accounting program
      verify     Check every line of the ledger, its chain of hashes, every figure and every invoice
      merge      Bring in what another copy of this ledger has
      repair     Repair a damaged ledger, as far as its chain of hashes proves what it was
      doctor     Check everything the ledger depends on: file, folder, disk, lock, clock, copies

    Options:
      -h, --help     Print help (see more with '--help')
      -V, --version  Print version

    Everywhere:
      -f, --ledger <FILE>  The ledger [default: $HOURS_LEDGER, the nearest hours.jsonl in this folder or
                           above, or that of your data folder]
          --color <WHEN>   Whether messages are coloured [default: auto]
          --no-cache       Read the whole ledger, whatever a cache says

    Exit: 0 done, 1 refused by a rule, 2 wrong command line, 3 the answer is no, 4 the ledger is
    damaged, 5 not possible now.
    ");
    // What both have is said of each as it is there.
    assert!(
        desk.ok("amend -h").contains("--on <DATE>          The day it was worked [default: that of the old call]\n")
    );
    assert_snapshot!(desk.sh("log -h"), @"
    Log a support call and draw its minutes from the client's packages

    Usage: hours log [OPTIONS] <CLIENT> <TIME> [NOTE]

    Arguments:
      <CLIENT>  The client who called
      <TIME>    How long it took, such as 45m, 1h30m or 14:05-14:50
      [NOTE]    What was done

    Options:
          --on <DATE>          The day it was worked [default: today]
          --at <HH:MM>         When it began
          --case <ID>          The ticket or matter it belongs to: calls of one case and day are charged
                               together
          --service <ID>       What kind of work it was (hours service list)
          --factor <FACTOR>    Multiply the charged time, 0.01 to 10; the larger of this and the
                               service's counts
          --package <NAME>     Draw on this package first
          --goodwill <REASON>  Charge nothing, for this reason
          --contact <NAME>     Whom it was with
          --late               Book it although the period is closed
          --long               It really took longer than 12 hours
      -h, --help               Print help (see more with '--help')

    Writing:
      -n, --dry-run          Check everything and show what would be written, but write nothing
          --id <ID>          Name the entry, so that running the same command again does not write it
                             twice
          --by <NAME>        Who writes [default: $HOURS_BY, or the login name]
          --wait <SECONDS>   How many seconds to wait for another writer [default: 10]
      -o, --out <FILE>       Write the receipt to a file: whole or not at all
          --format <FORMAT>  The receipt's format [default: table] [possible values: table, json]

    Everywhere:
      -f, --ledger <FILE>  The ledger [default: $HOURS_LEDGER, the nearest hours.jsonl in this folder or
                           above, or that of your data folder]
          --color <WHEN>   Whether messages are coloured [default: auto]
          --no-cache       Read the whole ledger, whatever a cache says
    ");
}

#[test]
fn an_answer_never_takes_the_place_of_a_lock_or_ledger_that_is_yet_to_be() {
    let desk = Desk::with_client();
    std::fs::remove_file(desk.file("hours.jsonl.lock")).expect("the lock file");
    let (exit, said) = desk.refused(&["balance", "-o", "hours.jsonl.lock"]);
    assert_eq!((exit, said.contains("its lock")), (2, true), "{said}");
    assert!(!desk.file("hours.jsonl.lock").exists());

    let bare = Desk::bare();
    let (exit, said) = bare.refused(&["init", "--name", "Kaffee IT", "--rate", "150", "-o", "./hours.jsonl"]);
    assert_eq!((exit, said.contains("the ledger itself")), (2, true), "{said}");
    assert!(!bare.file("hours.jsonl").exists());
}

#[test]
fn text_that_begins_with_a_hyphen_is_told_where_to_go() {
    let desk = Desk::with_package();
    assert_snapshot!(desk.session(&[
        "log acme 30m '-5 degrees'",
        "client add evil '-2+3'",
        "log acme 30m '- item'",
        "void 3 --reason '-5% discount'",
        "balance --known -1",
        "balance --low -5m",
        "log acme 1h --on -1d -1m",
        "log acme -30m",
        "log acme 30m -VPN",
        "void 3 --reason -wrong",
        "entries --grep -VPN",
        "log acme 30m --contact -x",
        "balance -o -x.csv",
        "-f -x.jsonl balance",
        "log acme 30m --on 2026-11-20 -- '-5 degrees'",
    ]), @"
    $ hours log acme 30m '-5 degrees'
    error: unexpected `-5 degrees`
    hint: a text that begins with `-` goes last, behind `--`: … -- '-5 degrees'
    [exit 2]

    $ hours client add evil '-2+3'
    error: unexpected `-2+3`
    hint: a text that begins with `-` goes last, behind `--`: … -- '-2+3'
    [exit 2]

    $ hours log acme 30m '- item'
    error: unexpected `- item`
    hint: a text that begins with `-` goes last, behind `--`: … -- '- item'
    [exit 2]

    $ hours void 3 --reason '-5% discount'
    error: unexpected `-5% discount`
    hint: a value that begins with `-` is one word with its option: --reason='-5% discount'
    [exit 2]

    $ hours balance --known -1
    error: invalid value `-1` for --known: neither an entry's number nor an instant
    hint: write it as 17 or 2026-11-23T09:14:05Z
    [exit 2]

    $ hours balance --low -5m
    error: `-5m` is less than nothing: a time is written without a sign
    hint: hours void takes a call back, hours refund takes hours out of a package
    [exit 2]

    $ hours log acme 1h --on -1d -1m
    error: `-1m` is less than nothing: a time is written without a sign
    hint: hours void takes a call back, hours refund takes hours out of a package
    [exit 2]

    $ hours log acme -30m
    error: `-30m` is less than nothing: a time is written without a sign
    hint: hours void takes a call back, hours refund takes hours out of a package
    [exit 2]

    $ hours log acme 30m -VPN
    error: unexpected `-VPN`
    hint: a text that begins with `-` goes last, behind `--`: … -- '-VPN'
    [exit 2]

    $ hours void 3 --reason -wrong
    error: unexpected `-wrong`
    hint: a value that begins with `-` is one word with its option: --reason=-wrong
    [exit 2]

    $ hours entries --grep -VPN
    error: unexpected `-VPN`
    hint: a value that begins with `-` is one word with its option: --grep=-VPN
    [exit 2]

    $ hours log acme 30m --contact -x
    error: unexpected `-x`
    hint: a value that begins with `-` is one word with its option: --contact=-x
    [exit 2]

    $ hours balance -o -x.csv
    error: unexpected `-x.csv`
    hint: a file whose name begins with `-` is written with its folder: -o ./-x.csv
    [exit 2]

    $ hours -f -x.jsonl balance
    error: unexpected `-x.jsonl`
    hint: a file whose name begins with `-` is written with its folder: -f ./-x.jsonl
    [exit 2]

    $ hours log acme 30m --on 2026-11-20 -- '-5 degrees'
    #4  acme  Fri 2026-11-20  worked 30m, charged 30m  -5 degrees
        30m from acme-1; acme has 9h30m left of 10h
    ");
}

#[test]
fn a_hyphen_is_no_file() {
    let desk = Desk::with_package();
    for command in ["entries -o -", "log acme 5m -o -", "export csv -o -"] {
        let words = words(command);
        let (exit, said) = desk.refused(&words.iter().map(String::as_str).collect::<Vec<_>>());
        assert!(exit == 2 && said.contains("`-` is no file"), "{command}: {said}");
    }
    assert!(!desk.file("-").exists());
}

#[test]
fn a6_an_id_that_is_taken_is_said_to_be_taken_whatever_else_is_wrong() {
    let desk = Desk::with_package();
    desk.ok("client add late 'Late Ltd'");
    desk.ok("log late 1h VPN --id g-1");
    desk.ok("log late 1h DNS");
    assert_snapshot!(desk.session(&[
        "invoice issue late --id g-1",
        "invoice credit 2026-0009 --reason wrong --id g-1",
        "refund acme-1 20h --id g-1",
        "log nobody 1h --id g-1",
    ]), @"
    $ hours invoice issue late --id g-1
    error: the id `g-1` is taken by entry #5 (call), and this is not its retry: nothing is due from `late` through 2026-11-23
    hint: something new needs another --id
    [exit 1]

    $ hours invoice credit 2026-0009 --reason wrong --id g-1
    error: the id `g-1` is taken by entry #5 (call), and this is not its retry: no invoice `2026-0009`
    hint: something new needs another --id
    [exit 1]

    $ hours refund acme-1 20h --id g-1
    error: the id `g-1` is taken by entry #5, whose kind is `call` and not `refund`
    hint: a retry repeats the very same command; something new needs another --id
    [exit 1]

    $ hours log nobody 1h --id g-1
    error: the id `g-1` is taken by entry #5 (call), and this is not its retry: no client `nobody`
    hint: something new needs another --id
    [exit 1]
    ");
}

#[test]
fn what_doctor_and_repair_say_may_go_into_a_file_and_never_onto_the_ledger() {
    let desk = desk();
    let before = desk.ledger();
    // The time of day is another each time, and so may be what is free on the disk.
    let is_steady = |line: &&str| !line.contains("clock") && !line.contains(" MiB are free");
    let steady = |text: String| text.lines().filter(is_steady).collect::<Vec<_>>().join("\n");
    for line in ["doctor", "repair"] {
        let printed = desk.ok(line);
        assert_eq!(desk.ok(&format!("{line} -o answer.txt")), "", "{line}");
        let written = std::fs::read_to_string(desk.file("answer.txt")).expect("an answer");
        assert_eq!(steady(written), steady(printed), "{line}");
        let said = desk.sh(&format!("{line} -o hours.jsonl"));
        assert!(said.contains("is the ledger itself") && desk.ledger() == before, "{line}: {said}");
    }
}

#[test]
fn options_for_csv_are_said_to_change_nothing_else() {
    let desk = desk();
    let hint = |line: &str| desk.sh(line).lines().find(|line| line.starts_with("hint: only CSV")).map(str::to_owned);
    let found = |text: &str| Some(format!("hint: only CSV heeds {text}"));
    assert_eq!(hint("balance --sep ;"), found("--sep"));
    assert_eq!(hint("entries --format json --bom --raw"), found("--bom, --raw"));
    assert_eq!(hint("export jsonl --decimal ,"), found("--decimal"));
    for heeded in ["balance", "balance --format csv --sep ; --decimal , --bom --raw", "export csv --sep ;"] {
        assert_eq!(hint(heeded), None, "{heeded}");
    }
    assert_eq!(desk.ok("balance --sep ;"), desk.ok("balance"));
}

#[test]
fn the_nearest_command_is_the_one_that_was_meant() {
    let desk = Desk::open();
    for (typed, meant) in [
        ("invoices", "invoice"),
        ("statment", "statement"),
        ("exports", "export"),
        ("entry", "entries"),
        ("lgo", "log"),
        ("balence 45m", "balance"),
    ] {
        assert!(desk.sh(typed).contains(&format!("hint: did you mean `{meant}`?")), "{typed}");
    }
    assert!(desk.sh("help").contains("hint: hours COMMAND --help tells about a command"));
    assert!(desk.sh("client list --decimal ';'").contains("hint: it is one of `.`, `,`"));
}

#[test]
fn what_is_told_to_be_typed_works_on_the_ledger_that_was_named() {
    let desk = Desk::with_package();
    desk.ok("init other.jsonl --name Other --currency EUR --rate 100");
    desk.ok("-f other.jsonl client add acme A");
    let said = desk.sh("-f other.jsonl log acme 23:30-00:15 night");
    assert!(said.contains("if it was last night: hours -f other.jsonl amend 3 --on yesterday\n"), "{said}");
    desk.ok("-f other.jsonl amend 3 --on yesterday");
    let (_, said) = desk.refused(&["-f", "other.jsonl", "check", "acme", "1h"]);
    assert!(said.contains("or: hours -f other.jsonl buy acme 10h  "), "{said}");
    let (_, said) = desk.refused(&["-f", "other.jsonl", "balance", "acne"]);
    assert!(said.ends_with("hint: did you mean `acme`? (hours -f other.jsonl client list)\n[exit 1]\n"), "{said}");
    // That which is found anyway need not be named, however it was written.
    for own in ["hours.jsonl", "./hours.jsonl"] {
        let (_, said) = desk.refused(&["-f", own, "balance", "acne"]);
        assert!(said.ends_with("(hours client list)\n[exit 1]\n"), "{said}");
    }
}

#[cfg(unix)]
#[test]
fn an_answer_leaves_a_private_file_private() {
    use std::os::unix::fs::PermissionsExt;
    let desk = Desk::with_package();
    let (private, new) = (desk.file("private.json"), desk.file("new.json"));
    std::fs::write(&private, "x").expect("a file");
    std::fs::set_permissions(&private, std::fs::Permissions::from_mode(0o600)).expect("its mode");
    let mode = |path: &Path| path.metadata().expect("the file").permissions().mode() & 0o777;
    desk.ok("balance --format json -o private.json");
    desk.ok("balance --format json -o new.json");
    assert_eq!(mode(&private), 0o600);
    assert_eq!(mode(&new) & 0o600, 0o600);
    assert!(std::fs::read_to_string(&private).is_ok_and(|text| text.contains("hours.balance/1")));
}

#[test]
fn an_obvious_slip_is_told_what_was_meant() {
    let desk = Desk::with_package();
    desk.ok("service add onsite");
    for (line, hint) in [
        ("log 45m acme x", "the order is hours log CLIENT TIME NOTE"),
        ("buy 10h acme", "the order is hours buy CLIENT SIZE"),
        ("client add 'Best Coffee GmbH' bc", "the order is hours client add CLIENT NAME"),
        ("log acme VPN 45m", "the order is hours log CLIENT TIME NOTE"),
        ("log acme 45m x --date yesterday", "did you mean `--on`?"),
        ("log acme 45m x --ticket T-1", "did you mean `--case`?"),
        ("init --name A --wat 19", "did you mean `--vat`?"),
        ("log acme 45m --note x", "it is written without an option: hours log acme 45m x"),
        (
            "log acme 45m --note='not ours' --on 2026-11-20",
            "it is written without an option: hours log acme 45m 'not ours' --on 2026-11-20",
        ),
        ("log acme --note 45m VPN", "it is written without an option: hours log CLIENT TIME NOTE"),
        ("log --note VPN acme 45m", "it is written without an option: hours log CLIENT TIME NOTE"),
        ("log acme 45m --note", "it is written without an option: hours log CLIENT TIME NOTE"),
        (
            "client add b --name 'Best Coffee GmbH' --lang de",
            "it is written without an option: hours client add b 'Best Coffee GmbH' --lang de",
        ),
        ("log acme 45m x --reason y", "hours log --help lists the options"),
        ("extend acme-1 2026-12-31", "a day goes behind its option: --until 2026-12-31"),
        ("buy acme 10h 2026-12-31", "a day goes behind its option; hours buy --help lists the options"),
        ("grant acme 1h gift", "a reason goes behind its option: --reason gift"),
        ("void 5 'not ours'", "a reason goes behind its option: --reason 'not ours'"),
        ("void 5 --reason not ours", "put several words in quotes: --reason 'not ours'"),
        ("void 2 3", "one entry at a time: run it once for each"),
        ("settle acme acme-1", "a package goes behind its option: --package acme-1"),
        ("amend 4 'New printer'", "a note, where the time stays as it was: --note 'New printer'"),
        ("client add b Best Coffee GmbH", "put several words in quotes: 'Best Coffee GmbH'"),
        ("client add b Mr Friday", "put several words in quotes: 'Mr Friday'"),
        (
            "client add b B --rate 90",
            "each package has its price, by --rate or --price when it is bought; --overage-rate is for what no package covers",
        ),
        ("close --all --month 2026-10", "write its last day: --through 2026-10-31"),
        ("log acme 5m -3d x", "a day goes behind its option: --on -3d"),
        ("balance -3d", "a day goes behind its option: --as-of -3d"),
        ("log acme 5m -late", "did you mean `--late`?"),
        ("client list c", "hours client list --help lists what it takes"),
        ("log acme 45m two words", "put several words in quotes: 'two words'"),
        ("log acme 45m VPN 2026-11-20", "a day goes behind its option: --on 2026-11-20"),
        ("log acme 5m --contact --urgent", "hours log --help lists the options"),
        (
            "log acme 45m two --on today words",
            "put a text of several words in quotes; hours log --help lists the options",
        ),
    ] {
        let words = words(line);
        let (exit, said) = desk.refused(&words.iter().map(String::as_str).collect::<Vec<_>>());
        assert!(exit == 2 && said.contains(&format!("hint: {hint}\n")), "{line}: {said}");
    }
    assert!(desk.sh("void 2,3 --reason x").contains("hint: one entry at a time: run it once for each"));
    // What is told to be asked for help gives it.
    for command in ["log", "extend", "client list"] {
        desk.ok(&format!("{command} --help"));
    }
}

#[test]
fn b1_b4_a_time_or_a_day_is_never_advised_into_a_note() {
    let desk = Desk::with_package();
    for (line, hint) in [
        ("log acme 9:00 9:45 VPN", "write 9:00-9:45"),
        ("log acme 9:00 9:45", "write 9:00-9:45"),
        ("log acme 09:00 09:45", "write 09:00-09:45"),
        ("log acme 9:00 - 9:45 VPN", "write 9:00-9:45"),
        ("log acme 9:00 - 9:45", "write 9:00-9:45"),
        ("log acme 9:00- 9:45 VPN", "write 9:00-9:45"),
        ("log acme 9:00 -9:45 VPN", "write 9:00-9:45"),
        ("log acme 9:00 to 9:45 VPN", "write 9:00-9:45"),
        ("log acme 9:00 9:45 VPN down", "write 9:00-9:45 'VPN down'"),
        ("log acme --on today 9:00 9:45 VPN", "write 9:00-9:45"),
        ("amend 4 9:00 9:45 VPN", "write 9:00-9:45"),
        ("log acme 45m 9:45 VPN", "when it began goes behind its option: --at 9:45"),
        ("log acme 45m 9:45", "when it began goes behind its option: --at 9:45"),
        ("log acme 45m VPN 9:45", "when it began goes behind its option: --at 9:45"),
        ("log acme 45m 2h VPN", "a time is one word, such as '1h 30m'; a note says what was done"),
        ("log acme 1h 30m VPN", "put several words in quotes: '1h 30m' VPN"),
        ("log acme 45m 30 mails", "put several words in quotes: '30 mails'"),
        ("log acme 45m yesterday VPN", "a day goes behind its option: --on yesterday"),
        ("log acme 45m friday VPN", "a day goes behind its option: --on friday"),
        ("log acme 45m gestern VPN", "a day goes behind its option: --on yesterday"),
        ("log acme 45m Freitag VPN", "a day goes behind its option: --on friday"),
        ("log acme 45m 20.11. VPN", "a day goes behind its option: --on 2026-11-20"),
        ("log acme 45m 24.12. VPN", "a day goes behind its option: --on 2025-12-24"),
        ("log acme 45m 20.11.26 VPN", "a day goes behind its option: --on 2026-11-20"),
        ("log acme 45m 2026-11-20 VPN", "a day goes behind its option: --on 2026-11-20"),
        (
            "log acme 45m yesterday VPN down",
            "a day goes behind its option, and several words stand in quotes: 'VPN down' --on yesterday",
        ),
        (
            "log acme 45m VPN down yesterday",
            "put several words in quotes: 'VPN down yesterday'; a day goes behind its option: --on yesterday",
        ),
        ("log acme yesterday 45m VPN", "a day goes behind its option: --on yesterday"),
        ("amend 4 45m yesterday VPN", "a day goes behind its option: --on yesterday"),
        ("amend 4 yesterday", "a day goes behind its option: --on yesterday"),
        ("close acme 2026-10-31", "a day goes behind its option: --through 2026-10-31"),
    ] {
        let words = words(line);
        let (exit, said) = desk.refused(&words.iter().map(String::as_str).collect::<Vec<_>>());
        assert!(exit == 2 && said.contains(&format!("hint: {hint}\n")), "{line}: {said}");
    }
}

#[test]
fn an_option_before_its_command_is_told_where_it_goes() {
    let desk = Desk::with_package();
    for (line, hint) in [
        ("--dry-run log acme 5m x", "`--dry-run` goes behind the command: hours log --dry-run acme 5m x"),
        ("-n log acme 5m 'VPN down'", "`-n` goes behind the command: hours log -n acme 5m 'VPN down'"),
        ("--format json balance", "`--format` goes behind the command: hours balance --format json"),
        ("--format=json client list", "`--format` goes behind the command: hours client list --format=json"),
        ("--as-of yesterday balance", "`--as-of` goes behind the command: hours balance --as-of yesterday"),
        ("--no-cache -n log acme 5m", "`-n` goes behind the command: hours log --no-cache -n acme 5m"),
        ("--frob log acme 5m", "hours log --help lists the options"),
    ] {
        let words = words(line);
        let (exit, said) = desk.refused(&words.iter().map(String::as_str).collect::<Vec<_>>());
        assert!(exit == 2 && said.contains(&format!("hint: {hint}\n")), "{line}: {said}");
    }
    desk.ok("log --no-cache -n acme 5m");
}

#[test]
fn an_entry_that_a_shell_took_for_a_comment_is_told_how_it_is_written() {
    let desk = Desk::with_package();
    for line in ["void", "void --reason x", "amend", "show"] {
        let said = desk.sh(line);
        assert!(
            said.contains("; an entry is written as 17, for a shell takes what stands behind a # for"),
            "{line}: {said}"
        );
    }
    assert!(!desk.sh("log acme").contains('#'));
}

#[test]
fn forgotten_quotes_lose_no_word() {
    let desk = Desk::with_package();
    desk.ok("log acme 15m first");
    for (line, hint) in [
        ("void 4 wrong client", "a reason goes behind its option: --reason 'wrong client'"),
        ("void 4 wrong client -n", "a reason goes behind its option: --reason 'wrong client'"),
        ("grant acme 1h summer party", "a reason goes behind its option: --reason 'summer party'"),
        ("amend 4 --note Mail server", "put several words in quotes: --note 'Mail server'"),
        ("amend 4 --reason not the client --note x", "put several words in quotes: --reason 'not the client'"),
        ("amend 4 New printer", "a note, where the time stays as it was: --note 'New printer'"),
        ("log acme 45m VPN --contact Ms Miller", "put several words in quotes: --contact 'Ms Miller'"),
    ] {
        let words = words(line);
        let (exit, said) = desk.refused(&words.iter().map(String::as_str).collect::<Vec<_>>());
        assert!(exit == 2 && said.contains(&format!("hint: {hint}\n")), "{line}: {said}");
    }
}

#[test]
fn a_ledger_that_stands_alone_is_told_its_option() {
    let desk = Desk::with_package();
    std::fs::copy(desk.file("hours.jsonl"), desk.file("hours.bak")).expect("a copy");
    for (line, file) in [
        ("repair backup.jsonl", "backup.jsonl"),
        ("verify hours.jsonl", "hours.jsonl"),
        ("doctor hours.bak", "hours.bak"),
        ("repair 'my books.jsonl'", "'my books.jsonl'"),
        ("balance backup.jsonl", "backup.jsonl"),
        ("balance ./backup.jsonl", "./backup.jsonl"),
    ] {
        let words = words(line);
        let (_, said) = desk.refused(&words.iter().map(String::as_str).collect::<Vec<_>>());
        assert!(said.contains(&format!("hint: a ledger goes behind its option: -f {file}\n")), "{line}: {said}");
    }
    assert!(desk.sh("repair nothing").contains("hint: a reason goes behind its option: --reason nothing\n"));
}

#[test]
fn a_value_that_can_be_read_in_one_way_is_told_how_it_is_written() {
    let desk = Desk::with_package();
    for (line, written) in [
        ("buy acme 5h --price 5.500,00", "write 5500"),
        ("buy acme 5h --price 5.500,50", "write 5500.50"),
        ("buy acme 5h --rate=119,00", "write 119"),
        ("log acme 5m --factor 1,5", "write 1.5"),
        ("init new.jsonl --name X --rate 1 --currency eur", "write EUR"),
        ("balance --format JSON", "did you mean `json`?"),
        ("log acme '1 h'", "write 1h"),
        ("log acme 45min", "write 45m"),
        ("log acme 2std", "write 2h"),
        ("buy acme 50 h", "write 50h"),
        ("buy acme 50h --valid 1 year", "write 1y"),
        ("buy acme 50h --valid 6 mo", "write 6mo"),
        ("log acme 5m --on gestern", "write yesterday"),
        ("log acme 5m --on 20.11.", "write 2026-11-20"),
        ("balance --as-of Montag", "write monday"),
    ] {
        let words = words(line);
        let (exit, said) = desk.refused(&words.iter().map(String::as_str).collect::<Vec<_>>());
        assert!(exit == 2 && said.contains(&format!("hint: {written}\n")), "{line}: {said}");
    }
    // What can be read in two ways, or in none, is told how it is written, and not what it might be.
    for (line, written) in [
        ("buy acme 5h --price 1,234", ""),
        ("buy acme 5h --price '150 EUR'", ""),
        ("log acme VPN", "hint: write it as 45m, 1h30m or 1:30\n"),
        ("buy acme 5h --valid 6m", "hint: write 6mo for months\n"),
        ("buy acme 5h --valid 6min", "hint: write it as 90d, 8w, 12mo or 1y\n"),
        ("buy acme '1.000 h'", "hint: write it as 45m, 1h30m or 1:30\n"),
        ("buy acme 1,5 --price 1,5", "hint: write 1,5h\n"),
    ] {
        let words = words(line);
        let (exit, said) = desk.refused(&words.iter().map(String::as_str).collect::<Vec<_>>());
        let (_, hint) = said.split_once('\n').expect("a line");
        assert!(exit == 2 && hint == format!("{written}[exit 2]\n"), "{line}: {said}");
    }
    for (line, told) in [
        ("log acme 5m --on 24.10.26", "write it as 2026-10-24"),
        ("log acme ½h", "invalid value `½h` for TIME"),
        ("log acme 5m --wait -1", "for --wait: not a number from 0 to 65535"),
        ("entries --year 26", "for --year: not a number from 1900 to 9999"),
        ("invoice issue acme --first 0", "for --first: not a number from 1 to 999999999"),
    ] {
        let said = desk.sh(line);
        assert!(said.contains(told) && said.ends_with("[exit 2]\n"), "{line}: {said}");
    }
    assert!(desk.ok("log acme 5m --on Friday").contains("Fri 2026-11-20"));
}

#[test]
fn a_name_is_found_by_its_beginning_and_by_what_a_client_is_called() {
    let desk = Desk::with_package();
    desk.ok("client add baeckerei 'Bäckerei Öztürk GmbH'");
    desk.ok("client add muell 'Müller AG'");
    desk.ok("init other.jsonl --name Other --rate 100");
    desk.ok("-f other.jsonl client add mm 'Müller & Söhne'");
    for (line, meant) in [
        ("log baeck 30m", "baeckerei"),
        ("log 'Bäckerei Öztürk GmbH' 30m", "baeckerei"),
        ("balance müller", "muell"),
        ("balance Mu\u{308}ller", "muell"),
        ("statement ozturk", "baeckerei"),
        ("amend 4 --client 'müller ag'", "muell"),
    ] {
        let said = desk.sh(line);
        assert!(said.contains(&format!("hint: did you mean `{meant}`? (hours client list)\n")), "{line}: {said}");
    }
    let said = desk.sh("-f other.jsonl balance Müller");
    assert!(said.contains("hint: did you mean `mm`? (hours -f other.jsonl client list)\n"), "{said}");
    // Two are called so, and nobody.
    for line in ["balance 'GmbH & Co'", "client add Müller X", "balance gmbh"] {
        assert!(!desk.sh(line).contains("did you mean"), "{line}");
    }
}

#[test]
fn a_client_named_for_a_package_is_told_which_there_are() {
    let desk = Desk::with_package();
    for line in
        ["extend acme --until 2027-01-31", "refund acme", "settle acme --package acme", "log acme 5m --package acme"]
    {
        let said = desk.sh(line);
        let told = "error: `acme` is a client, and no package\nhint: name one of its packages: acme-1\n[exit 1]\n";
        assert_eq!(said, told, "{line}");
    }
    desk.ok("client add beta Beta");
    assert!(desk.sh("refund beta").contains("hint: hours buy beta SIZE sells a package"));
}

#[test]
fn a_ledger_that_is_not_there_is_looked_for_nearby() {
    let desk = Desk::with_client();
    for (line, hint) in [
        ("-f none/x.jsonl balance", "there is no folder `none`: is the path right?"),
        ("-f ./hours.json balance", "did you mean `./hours.jsonl`?"),
        ("merge hous.jsonl", "did you mean `hours.jsonl`?"),
        ("init --name X --rate 1 hours.jsonl", "hours balance shows what is in it; a new ledger needs another file"),
        ("-f books.jsonl balance", "hours init books.jsonl --name \"Your business\" --currency EUR --rate 150"),
    ] {
        let said = desk.sh(line);
        assert!(said.contains(&format!("hint: {hint}\n")), "{line}: {said}");
    }
    desk.ok("init other.jsonl --name Other --rate 100");
    assert!(desk.sh("init other.jsonl --name X --rate 1").contains("hint: hours -f other.jsonl balance shows"));
}

#[test]
fn a_command_of_another_name_is_told_what_does_it_here() {
    let desk = Desk::with_package();
    for (line, hint) in [
        ("help log", "hours log --help tells about it"),
        ("help frob", "hours COMMAND --help tells about a command, hours --help lists them"),
        ("undo", "hours void ENTRY --reason TEXT takes an entry back; hours entries lists them"),
        ("delete 26", "hours void 26 --reason TEXT takes an entry back; hours entries lists them"),
        ("edit 26", "hours amend 26 corrects a call; anything else is taken back (hours void) and written anew"),
        ("client rename acme X", "hours client set acme --name TEXT gives a client another name"),
        ("reopen acme", "a closed period stays closed; --late books into it all the same, and shows"),
        ("unclose acme", "a closed period stays closed; --late books into it all the same, and shows"),
        ("status", "hours balance shows where clients stand; hours warnings shows who runs low"),
        ("version", "hours --version shows it"),
        ("acme 45m VPN", "a call is logged by its command: hours log acme 45m VPN"),
        ("acme '1h 30m' VPN down --on today", "a call is logged by its command: hours log acme '1h 30m' 'VPN down' …"),
        ("explain 4", "hours show 4 tells how it came to its figures"),
        ("sell acme 10h", "hours buy acme SIZE records that a package was sold"),
        ("invoice print RE-1", "hours invoice show RE-1 shows one, with --format md as a text to send"),
        ("invoice preview acme", "hours invoice draft shows what an invoice would list"),
        (
            "invoice delete RE-1",
            "an invoice stays as it was issued; hours invoice credit RE-1 --reason TEXT cancels it by a document of its own",
        ),
        ("entry", "did you mean `entries`?"),
        ("frobnicate", "hours --help lists the commands"),
        ("amend 5 --no-goodwill", "did you mean `--clear goodwill`?"),
        ("client set acme --no-vat-id", "did you mean `--clear vat-id`?"),
    ] {
        let said = desk.sh(line);
        assert!(said.ends_with(&format!("hint: {hint}\n[exit 2]\n")), "{line}: {said}");
    }
    assert!(desk.sh("client remove acme").contains("hint: a client stays"));
    for (line, command) in [
        ("report acme", "statement CLIENT"),
        ("list", "entries"),
        ("settings", "client set ID"),
        ("set acme", "client set ID"),
        ("invoice create acme", "invoice issue CLIENT"),
    ] {
        let said = desk.sh(line);
        assert!(said.contains(&format!("hint: hours {command} ")), "{line}: {said}");
    }
    assert!(desk.sh("completion bash").contains("hint: source <(HOURS_COMPLETE=bash hours)"));
    // It works on the ledger that was named.
    desk.ok("init other.jsonl --name Other --rate 100");
    assert!(desk.sh("-f other.jsonl delete 26").contains("hint: hours -f other.jsonl void 26 --reason TEXT"));
}

#[test]
fn what_a_file_of_settings_can_say_is_in_the_help_as_it_is_in_the_manual() {
    let desk = Desk::bare();
    let page = |name: &str| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/manual").join(name);
        std::fs::read_to_string(path).expect("a page")
    };
    // The first cells of the tables in the manual.
    let import = page("import.md");
    let tables =
        import.split("\n## The mapping\n").nth(1).and_then(|rest| rest.split("\n## ").next()).expect("its tables");
    let cells = tables.lines().filter_map(|line| line.strip_prefix("| `")?.split(" |").next());
    let words: Vec<&str> = cells.flat_map(|cell| cell.split("`, `")).map(|word| word.trim_end_matches('`')).collect();
    assert!(words.len() > 30, "{words:?}");
    let help = desk.ok("import --help");
    for word in words {
        assert!(help.split(|c: char| c.is_whitespace()).any(|said| said == word), "{word}");
    }
    for (name, command) in [("invoice.md", "invoice --help"), ("export.md", "export --help")] {
        let (page, help) = (page(name), desk.ok(command));
        let block = page.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).expect("an example");
        let settings = block.lines().filter_map(|line| line.split([' ', '#']).next()).filter(|word| !word.is_empty());
        for word in settings {
            assert!(help.split_whitespace().any(|said| said == word), "{command}: {word}");
        }
    }
}
