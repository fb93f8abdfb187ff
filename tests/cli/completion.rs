//! What the shell is told at a Tab.

use insta::assert_snapshot;

use crate::desk::{Desk, show, words};

/// What is suggested for the last of these words.
fn suggested(desk: &Desk, line: &str) -> String {
    let words = words(line);
    let args: Vec<&str> = ["--"].into_iter().chain(words.iter().map(String::as_str)).collect();
    show(&desk.command(&args).env("HOURS_COMPLETE", "fish").output().expect("the program runs"))
}

fn desk() -> Desk {
    let desk = Desk::with_package();
    desk.ok("client add berlin 'Bäckerei Berlin'");
    desk.ok("service add onsite --factor 1.5");
    desk.ok("buy berlin 5h --on 2026-11-02");
    desk
}

#[test]
fn clients_services_and_packages_are_those_of_the_ledger() {
    let desk = desk();
    assert_snapshot!(suggested(&desk, "hours balance ''"), @"
    acme
    berlin
    --packages	A line for each package instead
    --low	Only clients whose hours run low or have run out
    --over	Only clients who are over
    --format	The answer's format
    --help	Print help (see more with '--help')
    --sep	What separates the cells of CSV: one of , ; | : or `tab`
    --decimal	What separates the digits of numbers in CSV
    --bom	Begin CSV with a byte order mark, for spreadsheets that want one
    --raw	Leave text in CSV as it is: a cell that begins with = + - @ may then run as a formula in a spreadsheet
    --as-of	What holds at the end of that day [default: today]
    --known	What the ledger said then: up to that entry, or to that instant
    --out	Write the answer to a file: whole or not at all
    --ledger	The ledger [default: $HOURS_LEDGER, the nearest hours.jsonl in this folder or above, or that of your data folder]
    --color	Whether messages are coloured
    --no-cache	Read the whole ledger, whatever a cache says
    ");
    assert_snapshot!(suggested(&desk, "hours log b"), @"berlin");
    assert_snapshot!(suggested(&desk, "hours statement x"), @"");
    assert_snapshot!(suggested(&desk, "hours log acme 45m note --service ''"), @"onsite");
    assert_snapshot!(suggested(&desk, "hours extend b"), @"berlin-1");
    assert_snapshot!(suggested(&desk, "hours show acme"), @"acme-1");
    assert_snapshot!(suggested(&desk, "hours client add a"), @"");
    assert_snapshot!(suggested(&desk, "hours log acme 45m --go"), @"--goodwill	Charge nothing, for this reason");
}

#[test]
fn the_ledger_is_the_one_that_is_named() {
    let (desk, other) = (desk(), Desk::with_package());
    other.ok("client add cardiff 'Caerdydd Cyf'");
    std::fs::copy(other.file("hours.jsonl"), desk.file("other.jsonl")).expect("a ledger");
    for named in ["-f other.jsonl", "-fother.jsonl", "-f=other.jsonl", "--ledger other.jsonl", "--ledger=other.jsonl"] {
        assert_eq!(suggested(&desk, &format!("hours balance {named} c")), "cardiff\n", "{named}");
        assert_eq!(suggested(&desk, &format!("hours {named} log c")), "cardiff\n", "{named}");
    }
}

#[test]
fn nothing_is_said_where_there_is_nothing_to_suggest() {
    let bare = Desk::bare();
    assert_eq!(suggested(&bare, "hours balance a"), "");
    std::fs::write(bare.file("hours.jsonl"), "no ledger\n").expect("a file");
    assert_eq!(suggested(&bare, "hours balance a"), "");
    assert_eq!(suggested(&bare, "hours balance --ledger nowhere a"), "");
}

#[test]
fn r27_of_a_large_ledger_the_snapshot_and_the_lines_since_are_enough() {
    let desk = Desk::bare();
    std::fs::copy("fixtures/ledgers/large.jsonl", desk.file("hours.jsonl")).expect("a ledger");
    let whole = suggested(&desk, "hours balance c");
    assert!(whole.lines().count() > 100 && whole.lines().is_sorted(), "{whole}");
    assert_eq!(suggested(&desk, "hours balance c"), whole, "by the snapshot that was left");
    // Clients that came with another copy, too (R43).
    std::fs::create_dir(desk.file("there")).expect("a folder");
    std::fs::copy(desk.file("hours.jsonl"), desk.file("there/other.jsonl")).expect("a copy");
    desk.ok("client add cydweli Cydweli -f there/other.jsonl");
    desk.ok("client add cymru 'Cymru Cyf'");
    assert_eq!(suggested(&desk, "hours balance c"), format!("{whole}cymru\n"));
    desk.ok("merge there/other.jsonl");
    assert_eq!(suggested(&desk, "hours balance c"), whole + "cydweli\ncymru\n");
}

#[test]
fn a_script_is_made_for_every_shell_and_no_other() {
    let desk = Desk::bare();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let output = desk.command(&[]).env("HOURS_COMPLETE", shell).output().expect("the program runs");
        let script = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success() && script.contains("HOURS_COMPLETE"), "{shell}: {script}");
    }
    let output = desk.command(&[]).env("HOURS_COMPLETE", "nushell").output().expect("the program runs");
    assert_snapshot!(show(&output), @"
    error: unknown shell `nushell`, expected one of `bash`, `elvish`, `fish`, `powershell`, `zsh`
    [exit 2]
    ");
    let output = desk.command(&[]).env("HOURS_COMPLETE", "\u{202e}").output().expect("the program runs");
    assert_snapshot!(show(&output), @r#"
    error: unknown shell `\u{202e}`, expected one of `bash`, `elvish`, `fish`, `powershell`, `zsh`
    [exit 2]
    "#);
}

#[test]
fn the_ledger_is_named_as_the_shell_will_read_it() {
    let desk = desk();
    let other = Desk::with_package();
    other.ok("client add cardiff 'Caerdydd Cyf'");
    std::fs::copy(other.file("hours.jsonl"), desk.home().join("my hours.jsonl")).expect("a ledger");
    let home = desk.home().display().to_string();
    let spellings = [
        vec!["-f", "~/my\\ hours.jsonl"],
        vec!["-f", "\"$HOME/my hours.jsonl\""],
        vec!["-f", "${HOME}/'my hours.jsonl'"],
        vec!["--ledger", "=", "~/my\\ hours.jsonl"],
        vec!["--ledger=\"HERE/my hours.jsonl\""],
        vec!["-f", "'HERE/my hours.jsonl'"],
    ];
    for spelling in spellings {
        let words: Vec<String> = spelling.iter().map(|word| word.replace("HERE", &home)).collect();
        let args: Vec<&str> =
            ["--", "hours"].into_iter().chain(words.iter().map(String::as_str)).chain(["log", "c"]).collect();
        let output = desk.command(&args).env("HOURS_COMPLETE", "fish").output().expect("the program runs");
        assert_eq!(show(&output), "cardiff\n", "{words:?}");
    }
}
