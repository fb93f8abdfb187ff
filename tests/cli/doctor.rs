//! `hours doctor`

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::process::{Command, Output};

use insta::assert_snapshot;

use crate::desk::{Desk, show};

/// The checklist without what is this machine's own.
fn list(output: &Output) -> String {
    let own = ["file system", "space", "→ keep the ledger on a disk", "→ make room", "→ locks and appending", "mode 0"];
    let lines: Vec<String> = show(output).lines().map(str::to_owned).collect();
    let kept = lines.iter().filter(|line| {
        !own.iter().any(|own| line.contains(own)) && !line.contains("to look at") && !line.contains("all is well")
    });
    kept.map(|line| format!("{line}\n")).collect()
}

fn doctor(desk: &Desk) -> String {
    list(&desk.output(&["doctor"]))
}

/// The lines about one thing.
fn about(desk: &Desk, item: &str) -> String {
    let seen = show(&desk.output(&["doctor"]));
    let mut lines = seen.lines().skip_while(|line| !line.get(6..).is_some_and(|rest| rest.starts_with(item)));
    let (first, second) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
    let advice = if second.contains('→') { format!("\n{second}") } else { String::new() };
    format!("{first}{advice}")
}

#[test]
fn a_ledger_that_is_well() {
    assert_snapshot!(doctor(&Desk::with_package()), @"
    ok    ledger       `hours.jsonl`, found in this folder
    ok    file         a regular file of 914 bytes
    ok    writable     you can write to it
    ok    folder       you can write to its folder
    ok    lock         nobody is writing
    ok    git          not in a git work tree
    ok    entries      3, and their chain of hashes is intact
    ok    remembered   entry #3, the last seen here, is in it
    ok    cache        no snapshot; one is made of a ledger of half a megabyte or more
    ok    copies       no other copy of it in its folder
    ok    set aside    nothing
    ok    clock        2026-11-23T09:00:03.000000Z, after the last entry
    ok    zone         Europe/Berlin
    ok    settings     there is no `hours.toml`: invoices have your name, and no address or VAT id
    ");
}

#[test]
fn the_document_for_programs_has_the_same_items() {
    let desk = Desk::with_package();
    let seen: serde_json::Value = serde_json::from_str(&desk.ok("doctor --format json")).expect("JSON");
    assert_eq!((&seen["schema"], &seen["ok"]), (&"hours.doctor/1".into(), &true.into()));
    let items: Vec<_> = seen["items"].as_array().expect("a list").iter().map(|item| item["item"].as_str()).collect();
    let table = desk.ok("doctor");
    for item in items {
        assert!(table.contains(item.expect("a word")), "{item:?}");
    }
}

#[test]
fn r2_a_damaged_ledger_is_bad() {
    let desk = Desk::with_package();
    fs::write(desk.file("hours.jsonl"), desk.ledger().replace("\"minutes\":600", "\"minutes\":660")).expect("a file");
    assert_snapshot!(doctor(&desk), @"
    ok    ledger       `hours.jsonl`, found in this folder
    ok    file         a regular file of 914 bytes
    ok    writable     you can write to it
    ok    folder       you can write to its folder
    ok    lock         nobody is writing
    ok    git          not in a git work tree
    bad   entries      hours.jsonl:3: the hash does not fit: this line or the one before was changed
                       → compare it with a backup; a ledger is never edited by hand; hours repair tells what it would keep
    ok    settings     there is no `hours.toml`: invoices have your name, and no address or VAT id
    [exit 3]
    ");
}

#[test]
fn what_is_no_file_is_bad_and_no_ledger_is_no_patient() {
    let desk = Desk::bare();
    fs::create_dir(desk.file("hours.jsonl")).expect("a folder");
    assert_snapshot!(desk.sh("doctor"), @"
    ok    ledger    `hours.jsonl`, found in this folder
    bad   file      it is a folder
                    → name the ledger with --ledger FILE
    ok    settings  there is no `hours.toml`: invoices have your name, and no address or VAT id
    1 thing is wrong; 0 things to look at
    [exit 3]
    ");
    assert_snapshot!(Desk::bare().sh("doctor --ledger nowhere.jsonl"), @r#"
    error: no ledger at `nowhere.jsonl`
    hint: hours init nowhere.jsonl --name "Your business" --currency EUR --rate 150
    [exit 5]
    "#);
}

#[test]
fn r12_an_unfinished_end_is_something_to_know() {
    let desk = Desk::with_package();
    fs::write(desk.file("hours.jsonl"), desk.ledger() + "{\"seq\":4").expect("a file");
    assert_snapshot!(about(&desk, "entries"), @"
    warn  entries      line 4 was never finished: 8 bytes do not count
                       → the next entry you write puts it right, or hours repair
    ");
}

#[test]
fn r27_a_snapshot_is_told_of_and_a_folder_that_cannot_take_one() {
    let desk = Desk::bare();
    fs::copy("fixtures/ledgers/large.jsonl", desk.file("hours.jsonl")).expect("a ledger");
    let without = desk.ok("doctor --no-cache");
    assert!(without.contains("cache        none is used: every answer reads the whole ledger"), "{without}");
    assert_snapshot!(about(&desk, "cache"), @"ok    cache        a snapshot up to entry #4000");
    let folder = desk.home().join(".cache/hours");
    fs::remove_dir_all(&folder).expect("a folder");
    fs::write(&folder, "in its place").expect("a file");
    assert_snapshot!(about(&desk, "cache").replace(desk.home().to_str().expect("UTF-8"), "~"), @"
    warn  cache        `~/.cache/hours` is not a folder
                       → mend that, so that one client's answer is quick in a large ledger
    ");
    // Nor can one be made there.
    let above = desk.home().join(".cache");
    fs::remove_dir_all(&above).expect("a folder");
    fs::write(&above, "in its place").expect("a file");
    assert!(about(&desk, "cache").contains("/.cache` is not a folder"), "{}", about(&desk, "cache"));
}

#[test]
fn r40_copies_beside_it_are_listed_with_where_they_part() {
    let desk = Desk::with_package();
    let common = desk.ledger();
    desk.ok("log acme 45m 'VPN down'");
    let ours = desk.ledger();
    fs::write(desk.file("older.jsonl"), &common).expect("a file");
    fs::write(desk.file("same.jsonl"), &ours).expect("a file");
    fs::write(desk.file("hours (nina's conflicted copy 2026-11-20).jsonl"), format!("{common}two\nmore\n"))
        .expect("a file");
    fs::write(desk.file("newer.jsonl"), format!("{ours}one\n")).expect("a file");
    fs::write(desk.file("hours.sync-conflict-20261120-101010-ABC.jsonl"), "empty").expect("a file");
    fs::write(desk.file("notes.txt"), "no ledger").expect("a file");
    fs::write(desk.file("hours.jsonl.torn-100-12345678"), "torn").expect("a file");
    let seen = doctor(&desk);
    let copies: Vec<&str> = seen
        .lines()
        .skip_while(|line| !line.contains("  copies"))
        .take_while(|line| !line.contains("  clock"))
        .collect();
    assert_snapshot!(copies.join("\n"), @r"
    warn  copies       `hours (nina's conflicted copy 2026-11-20).jsonl` parts from it after #3: 2 there, 1 here
                       → two machines wrote at once: hours merge 'hours (nina'\''s conflicted copy 2026-11-20).jsonl' brings the entries together
    warn  copies       `newer.jsonl` is a copy with 1 more, after #4
                       → are you writing to the right file?
    ok    copies       `older.jsonl` is an older copy, up to #3
    ok    copies       `same.jsonl` is the same, entry for entry
    warn  copies       `hours.sync-conflict-<short>-101010-ABC.jsonl` is a name that Syncthing gives to a copy in conflict
                       → look whether it holds something the ledger lacks, and remove it
    warn  set aside    `hours.jsonl.torn-100-<short>`, from an unfinished write or a repair
                       → delete it when you have made sure that nothing in it is missed
    ");
}

#[test]
fn s5_a_ledger_that_everybody_can_read_is_said_so() {
    let desk = Desk::with_package();
    fs::set_permissions(desk.file("hours.jsonl"), fs::Permissions::from_mode(0o644)).expect("a mode");
    assert_snapshot!(about(&desk, "mode"), @"
    warn  mode         mode 0644: everybody on this machine can get at your clients' data
                       → take that away with chmod o= FILE
    ");
}

#[test]
fn n49_a_link_is_named_with_where_it_leads() {
    let desk = Desk::with_package();
    fs::rename(desk.file("hours.jsonl"), desk.file("real.jsonl")).expect("moved");
    symlink("real.jsonl", desk.file("hours.jsonl")).expect("a link");
    let seen = about(&desk, "file ");
    assert!(seen.contains("a link to `") && seen.contains("real.jsonl`, a regular file of"), "{seen}");
}

#[test]
fn r21_who_is_writing_is_named() {
    let desk = Desk::with_package();
    let path = desk.file("hours.jsonl.lock");
    fs::write(&path, "pid 4711: log\n").expect("a lock");
    let lock = fs::File::open(&path).expect("a lock");
    lock.lock().expect("locked");
    assert_snapshot!(about(&desk, "lock"), @"
    warn  lock         `pid 4711: log` is writing
                       → wait; it is free as soon as that program ends
    ");
    drop(lock);
    fs::remove_file(&path).expect("removed");
    assert_snapshot!(about(&desk, "lock"), @"ok    lock         nobody has written here yet");
    symlink("hours.jsonl", &path).expect("a link");
    assert_snapshot!(about(&desk, "lock"), @"
    bad   lock         the lock file is a link
                       → delete it: writers refuse a lock that leads elsewhere
    ");
}

#[test]
fn r31_the_clock_is_held_against_the_last_entry() {
    let desk = Desk::with_package();
    let at = |now: &str| {
        let output = desk.command(&["doctor"]).env("HOURS_NOW", now).output().expect("the program runs");
        let seen = show(&output);
        let lines: Vec<&str> = seen.lines().skip_while(|line| !line.contains("  clock ")).take(2).collect();
        format!("{}\n[{}]", lines.join("\n"), output.status.code().unwrap_or(-1))
    };
    assert_snapshot!(at("1970-01-01T00:00:00Z"), @"
    bad   clock        1970-01-01T00:00:00.000000Z, long before the last entry, of 2026-11-23T09:00:02.000000Z
                       → set the clock right; until then entries need --on DATE
    [3]
    ");
    assert_snapshot!(at("2026-11-23T08:59:00Z"), @"
    warn  clock        2026-11-23T08:59:00.000000Z, before the last entry, which is of 2026-11-23T09:00:02.000000Z
                       → set the clock right; entries keep their order all the same
    [0]
    ");
    assert_snapshot!(at("2030-01-01T00:00:00Z"), @"
    warn  clock        2030-01-01T00:00:00.000000Z, more than 400 days after the last entry, of 2026-11-23T09:00:02.000000Z
                       → if the clock is right, give the day of the next entry with --on DATE
    [0]
    ");
}

#[test]
fn r46_git_is_told_to_leave_it_alone_or_not() {
    let desk = Desk::with_package();
    fs::create_dir(desk.file(".git")).expect("a folder");
    assert_snapshot!(about(&desk, "git"), @"
    warn  git          in a git work tree, and git may change its line ends
                       → put `hours.jsonl -text` into .gitattributes
    ");
    fs::write(desk.file(".gitattributes"), "*.jsonl -text\n").expect("a file");
    assert_snapshot!(about(&desk, "git"), @"ok    git          in a git work tree, and .gitattributes keeps its line ends");
    fs::write(desk.file(".gitattributes"), "*.jsonl -text merge=hours\n").expect("a file");
    fs::write(desk.file(".git/config"), "[core]\n\tbare = false\n").expect("a file");
    assert_snapshot!(about(&desk, "git"), @"
    warn  git          git is to merge it with hours, but this clone's configuration does not say how
                       → git config merge.hours.driver 'hours merge-driver %O %A %B'
    ");
    fs::write(desk.file(".git/config"), "[merge \"hours\"]\n\tdriver = hours merge-driver %O %A %B\n").expect("a file");
    assert_snapshot!(about(&desk, "git"), @"ok    git          in a git work tree, and .gitattributes keeps its line ends");
}

#[test]
fn r46_what_git_is_told_last_counts_and_its_own_file_above_all() {
    let desk = Desk::with_package();
    fs::create_dir_all(desk.file(".git/info")).expect("a folder");
    fs::write(desk.file(".gitattributes"), "hours.jsonl -text\nhours.jsonl text eol=crlf\n").expect("a file");
    let told = about(&desk, "git");
    assert_snapshot!(told, @"
    warn  git          in a git work tree, and git may change its line ends
                       → make `hours.jsonl -text` the last word on it in .gitattributes, and in .git/info/attributes, which counts for more
    ");
    fs::write(desk.file(".git/info/attributes"), "* -text\n").expect("a file");
    assert!(about(&desk, "git").starts_with("ok"));
    fs::write(desk.file(".gitattributes"), "* -text\n").expect("a file");
    fs::write(desk.file(".git/info/attributes"), "* text=auto\n").expect("a file");
    assert_eq!(about(&desk, "git"), told);
}

#[test]
fn r19_what_is_remembered_is_held_against_it() {
    let desk = Desk::with_package();
    let older = desk.ledger();
    desk.ok("log acme 45m");
    fs::write(desk.file("hours.jsonl"), older).expect("a file");
    assert_snapshot!(about(&desk, "remembered"), @"
    bad   remembered   `hours.jsonl` has gone back: it ends at #3, and entry #4 was seen here before
                       → put the newer copy back, or merge the branch that has it; or go on without it: hours repair --accept-older --reason TEXT --yes
    ");
    let homeless = desk.command(&["doctor"]).env_remove("HOME").output().expect("the program runs");
    assert!(show(&homeless).contains("nothing is remembered on this machine"));
    let page = fs::read_dir(desk.home().join(".local/state/hours/heads")).expect("a folder").flatten().next();
    fs::write(page.expect("a page").path(), "garbled").expect("a page");
    assert!(about(&desk, "remembered").contains("cannot be read and is ignored"));
}

#[test]
fn settings_that_cannot_be_read_are_bad() {
    let desk = Desk::with_package();
    fs::write(desk.file("hours.toml"), "[sellr]\n").expect("a file");
    assert_snapshot!(about(&desk, "settings"), @"
    bad   settings     hours.toml:1: unknown field `sellr`, expected one of `seller`, `invoice`, `datev`
                       → hours invoice --help and hours export --help list what can stand in it
    ");
    fs::write(desk.file("hours.toml"), "[seller]\n").expect("a file");
    assert_snapshot!(about(&desk, "settings"), @"ok    settings     `hours.toml` can be read");
}

#[test]
fn how_the_ledger_was_found_is_said() {
    let desk = Desk::with_package();
    fs::create_dir(desk.file("below")).expect("a folder");
    let from = |args: &[&str], variable: Option<&str>| {
        let mut command = desk.command(args);
        command.current_dir(desk.file("below")).envs(variable.map(|path| ("HOURS_LEDGER", path)));
        show(&command.output().expect("the program runs")).lines().next().unwrap_or_default().to_owned()
    };
    assert!(from(&["doctor"], None).ends_with("found in a folder above this one"));
    assert!(from(&["doctor"], Some("../hours.jsonl")).ends_with("named by HOURS_LEDGER"));
    assert!(from(&["doctor", "-f", "../hours.jsonl"], Some("x")).ends_with("named by --ledger"));
}

#[test]
fn r40_that_a_folder_was_not_seen_whole_is_said() {
    let desk = Desk::with_client();
    for n in 0..10_001 {
        fs::write(desk.file(&format!("n{n}")), "").expect("a file");
    }
    let said = desk.sh("doctor");
    assert!(said.contains("more than 10000 files") && !said.contains("no other copy"), "{said}");
}

#[test]
fn a_fifo_where_git_has_a_file_holds_nobody_up() {
    let desk = Desk::open();
    fs::create_dir(desk.file(".git")).expect("a folder");
    for name in [".gitattributes", ".git/config", ".git/index", ".git/commondir"] {
        let made = Command::new("mkfifo").arg(desk.file(name)).status().expect("mkfifo");
        assert!(made.success());
        assert!(desk.run(&["doctor"]).contains("clock"), "{name}");
    }
}

#[test]
fn a_fifo_where_git_has_its_attributes_is_refused_by_init() {
    let desk = Desk::bare();
    fs::create_dir(desk.file(".git")).expect("a folder");
    fs::write(desk.file(".git/config"), "").expect("a file");
    let made = Command::new("mkfifo").arg(desk.file(".gitattributes")).status().expect("mkfifo");
    assert!(made.success());
    let told = desk.sh("init --name K --rate 150 --git");
    assert!(told.contains("warning: git is not set up"), "{told}");
    assert!(told.contains(".gitattributes`: it is not a regular file") && desk.ledger().lines().count() == 1, "{told}");
}
