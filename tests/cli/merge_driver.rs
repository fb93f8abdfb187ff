//! `hours merge-driver`, and git as it really is.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::desk::Desk;

/// Runs git as one of two people; whether it went well, and what it said.
fn git(folder: &Path, args: &[&str]) -> (bool, String) {
    let mut command = Command::new("git");
    command.args(["-c", "user.name=nina", "-c", "user.email=nina@kaffee.example", "-c", "pull.rebase=false"]);
    command.args(args).current_dir(folder).env("HOME", folder).env("GIT_CONFIG_NOSYSTEM", "1");
    command.env("HOURS_BY", "nina").env("HOURS_NOW", "2026-11-23T10:00:00Z").env("GIT_EDITOR", "true");
    let output = command.output().expect("git is needed for this test: install it");
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    (output.status.success(), said)
}

/// Whether there is no git, which `.ci/run` sees to.
#[allow(clippy::print_stdout, reason = "what was left out is said")]
fn is_without_git() -> bool {
    let found = Command::new("git").arg("--version").output().is_ok();
    if !found {
        println!("skipped: there is no git; .ci/run installs it");
    }
    !found
}

fn done(folder: &Path, args: &[&str]) {
    let (well, said) = git(folder, args);
    assert!(well, "git {args:?}\n{said}");
}

/// Two clones, `one` and `two`, of a repository with a ledger, both with the driver.
fn two_clones() -> Desk {
    let desk = Desk::with_package();
    let seed = desk.path().to_owned();
    fs::create_dir(desk.file("origin")).expect("a folder");
    done(&desk.file("origin"), &["init", "--quiet", "--bare", "--initial-branch=main"]);
    for clone in ["one", "two"] {
        done(&seed, &["clone", "--quiet", "origin", clone]);
        let driver = format!("'{}' merge-driver %O %A %B", env!("CARGO_BIN_EXE_hours"));
        done(&desk.file(clone), &["config", "merge.hours.driver", &driver]);
        if clone == "one" {
            fs::write(desk.file("one/.gitattributes"), "hours.jsonl -text merge=hours\n").expect("a file");
            fs::rename(desk.file("hours.jsonl"), desk.file("one/hours.jsonl")).expect("a ledger");
            done(&desk.file(clone), &["checkout", "--quiet", "-B", "main"]);
            done(&desk.file(clone), &["add", ".gitattributes", "hours.jsonl"]);
            commit(&desk, clone);
            done(&desk.file(clone), &["push", "--quiet", "-u", "origin", "main"]);
        }
    }
    desk
}

fn commit(desk: &Desk, clone: &str) {
    done(&desk.file(clone), &["commit", "--quiet", "-am", "hours"]);
}

fn hours(desk: &Desk, clone: &str, line: &str) -> String {
    let shown = desk.sh(&format!("--ledger {clone}/hours.jsonl {line}"));
    assert!(!shown.contains("[exit"), "{line}\n{shown}");
    shown
}

#[test]
fn r46_two_clones_with_entries_on_both_pull_push_and_verify() {
    if is_without_git() {
        return;
    }
    let desk = two_clones();
    for round in 1..4 {
        hours(&desk, "one", &format!("log acme 1{round}m one --on 2026-11-05"));
        hours(&desk, "two", &format!("log acme 2{round}m two --on 2026-11-04"));
        commit(&desk, "one");
        commit(&desk, "two");
        let (pusher, puller) = if round % 2 == 1 { ("one", "two") } else { ("two", "one") };
        done(&desk.file(pusher), &["push", "--quiet", "origin", "HEAD"]);
        done(&desk.file(puller), &["pull", "--quiet", "origin", "main"]);
        assert!(hours(&desk, puller, "verify").starts_with("ok:"));
        done(&desk.file(puller), &["push", "--quiet", "origin", "HEAD"]);
        done(&desk.file(pusher), &["pull", "--quiet", "origin", "main"]);
        assert!(hours(&desk, pusher, "verify").starts_with("ok:"));
        assert_eq!(hours(&desk, "one", "balance"), hours(&desk, "two", "balance"));
    }
}

#[test]
fn r46_a_conflict_is_left_to_git_and_neither_side_can_be_lost_unseen() {
    if is_without_git() {
        return;
    }
    let desk = two_clones();
    hours(&desk, "one", "buy acme 5h --id one-1");
    hours(&desk, "two", "buy acme 6h --id two-1");
    commit(&desk, "one");
    commit(&desk, "two");
    done(&desk.file("one"), &["push", "--quiet", "origin", "HEAD"]);
    let before = fs::read_to_string(desk.file("two/hours.jsonl")).expect("a ledger");
    let (well, said) = git(&desk.file("two"), &["pull", "origin", "main"]);
    assert!(!well && said.contains("acme-2") && said.contains("CONFLICT"), "{said}");
    assert!(said.contains("git show :3:./hours.jsonl > theirs.jsonl"), "{said}");
    // Both sides stand in it, and no command takes one of them for all.
    let marked = fs::read_to_string(desk.file("two/hours.jsonl")).expect("both sides");
    let theirs = fs::read_to_string(desk.file("one/hours.jsonl")).expect("their ledger");
    let (common, own) = (before.lines().count() - 1, before.lines().last().expect("a line"));
    let lines: Vec<&str> = marked.lines().collect();
    let last = theirs.lines().last().expect("a line");
    assert_eq!(lines[common..], ["<<<<<<< ours", own, "=======", last, ">>>>>>> theirs"]);
    let said = desk.sh("--ledger two/hours.jsonl log acme 5m");
    assert!(said.contains("a conflict marker") && said.ends_with("[exit 4]\n"), "{said}");
    // What the hint says: to have it merged anew would only refuse it again.
    let handed_out = "git show :2:./hours.jsonl > ours.jsonl && git show :3:./hours.jsonl > theirs.jsonl";
    assert!(said.contains(handed_out) && !said.contains("checkout"), "{said}");
    for (stage, name) in [("2", "ours.jsonl"), ("3", "theirs.jsonl")] {
        let (_, text) = git(&desk.file("two"), &["show", &format!(":{stage}:hours.jsonl")]);
        fs::write(desk.file("two").join(name), text).expect("a copy");
    }
    assert_eq!(fs::read_to_string(desk.file("two/ours.jsonl")).expect("ours"), before);
    assert_eq!(fs::read_to_string(desk.file("two/theirs.jsonl")).expect("theirs"), theirs);
}

#[test]
fn r45_r46_a_close_on_their_side_comes_first() {
    if is_without_git() {
        return;
    }
    let desk = two_clones();
    hours(&desk, "one", "close acme --through 2026-11-10");
    hours(&desk, "two", "log acme 20m two --on 2026-11-20");
    commit(&desk, "one");
    commit(&desk, "two");
    done(&desk.file("one"), &["push", "--quiet", "origin", "HEAD"]);
    done(&desk.file("two"), &["pull", "--quiet", "origin", "main"]);
    assert!(hours(&desk, "two", "verify").starts_with("ok: 5"));
}

#[test]
fn r46_init_sets_git_up_when_told_to_and_only_hints_where_nobody_can_be_asked() {
    if is_without_git() {
        return;
    }
    let desk = Desk::bare();
    done(desk.path(), &["init", "--quiet", "--initial-branch=main"]);
    let hinted = desk.sh("init --name K --rate 150");
    assert!(
        hinted.contains("hint: so that git can merge it: echo 'hours.jsonl -text merge=hours' >> .gitattributes"),
        "{hinted}"
    );
    assert!(!desk.file(".gitattributes").exists());
    let told = desk.sh("init books.jsonl --name K --rate 150 --git");
    assert!(told.contains("note: git merges the ledger with hours: .gitattributes, .git/config"), "{told}");
    let attributes = fs::read_to_string(desk.file(".gitattributes")).expect("a file");
    assert_eq!(attributes, "books.jsonl -text merge=hours\n");
    let (_, driver) = git(desk.path(), &["config", "merge.hours.driver"]);
    assert_eq!(driver, "hours merge-driver %O %A %B\n");
    let (_, said) = git(desk.path(), &["check-attr", "-a", "books.jsonl"]);
    assert!(said.contains("merge: hours\n") && said.contains("text: unset\n"), "{said}");
    // What is set up already stays as it is.
    desk.sh("init more.jsonl --name K --rate 150 --git");
    let config = fs::read_to_string(desk.file(".git/config")).expect("a file");
    assert_eq!(config.matches("[merge \"hours\"]").count(), 1, "{config}");
}

#[test]
fn r46_a_clone_without_the_driver_is_told_how_to_go_on() {
    if is_without_git() {
        return;
    }
    let desk = two_clones();
    done(&desk.file("two"), &["config", "--unset", "merge.hours.driver"]);
    hours(&desk, "one", "log acme 11m one --on 2026-11-05");
    hours(&desk, "two", "log acme 12m two --on 2026-11-05");
    commit(&desk, "one");
    commit(&desk, "two");
    done(&desk.file("one"), &["push", "--quiet", "origin", "HEAD"]);
    assert!(!git(&desk.file("two"), &["pull", "--quiet", "origin", "main"]).0);
    let said = desk.sh("--ledger two/hours.jsonl balance");
    assert!(said.contains("git checkout -m hours.jsonl") && said.contains("[exit 4]"), "{said}");
    let driver = format!("'{}' merge-driver %O %A %B", env!("CARGO_BIN_EXE_hours"));
    done(&desk.file("two"), &["config", "merge.hours.driver", &driver]);
    done(&desk.file("two"), &["checkout", "-m", "hours.jsonl"]);
    assert!(hours(&desk, "two", "verify").starts_with("ok:"));
    let notes = hours(&desk, "two", "entries acme");
    assert!(notes.contains("one") && notes.contains("two"), "{notes}");
}

#[test]
fn r46_a_linked_work_tree_is_set_up_too_and_no_work_tree_is_refused() {
    let desk = Desk::bare();
    let refused = desk.sh("init --name X --rate 150 --git");
    assert!(refused.contains("[exit 2]") && !desk.file("hours.jsonl").exists(), "{refused}");
    if is_without_git() {
        return;
    }
    fs::create_dir(desk.file("main")).expect("a folder");
    done(&desk.file("main"), &["init", "--quiet", "--initial-branch=main"]);
    done(&desk.file("main"), &["commit", "--quiet", "--allow-empty", "-m", "first"]);
    done(&desk.file("main"), &["worktree", "add", "--quiet", "../linked"]);
    let opened = desk.sh("--ledger linked/hours.jsonl init --name X --rate 150 --git");
    assert!(!opened.contains("[exit"), "{opened}");
    let (well, driver) = git(&desk.file("linked"), &["config", "merge.hours.driver"]);
    assert!(well && driver.contains("hours merge-driver"), "{driver}");
    // What counts for more than any other file of attributes is found from there, too.
    assert!(desk.sh("--ledger linked/hours.jsonl doctor").contains("ok    git "));
    fs::create_dir_all(desk.file("main/.git/info")).expect("a folder");
    fs::write(desk.file("main/.git/info/attributes"), "hours.jsonl text\n").expect("attributes");
    assert!(desk.sh("--ledger linked/hours.jsonl doctor").contains(".git/info/attributes"));
}

#[test]
fn r46_a_section_that_names_no_driver_is_not_taken_for_one() {
    if is_without_git() {
        return;
    }
    let desk = Desk::bare();
    done(&desk.file("."), &["init", "--quiet"]);
    done(&desk.file("."), &["config", "merge.hours.name", "a ledger"]);
    done(&desk.file("."), &["config", "merge.hours.driverless", "x"]);
    desk.sh("init --name X --rate 150 --git");
    let (well, driver) = git(&desk.file("."), &["config", "merge.hours.driver"]);
    assert!(well && driver.contains("hours merge-driver"), "{driver}");
}

#[test]
fn r46_doctor_tells_of_a_merge_that_git_has_not_finished() {
    if is_without_git() {
        return;
    }
    let desk = two_clones();
    hours(&desk, "one", "log acme 10m one --on 2026-11-05");
    hours(&desk, "two", "log acme 20m two --on 2026-11-04");
    commit(&desk, "one");
    commit(&desk, "two");
    done(&desk.file("one"), &["push", "--quiet", "origin", "HEAD"]);
    let doctor = || desk.sh("--ledger two/hours.jsonl doctor");
    assert!(!doctor().contains("has not finished a merge"));
    // As from a program with another PATH: git leaves one side in the file, and that is a sound ledger.
    done(&desk.file("two"), &["config", "merge.hours.driver", "no-such-program %O %A %B"]);
    let (well, _) = git(&desk.file("two"), &["pull", "origin", "main"]);
    assert!(!well && desk.sh("--ledger two/hours.jsonl verify").starts_with("ok:"));
    let said = doctor();
    assert!(said.contains("bad   git") && said.contains("git show :3:./hours.jsonl > theirs.jsonl"), "{said}");
    // What it advises.
    let (_, theirs) = git(&desk.file("two"), &["show", ":3:./hours.jsonl"]);
    fs::write(desk.file("two/theirs.jsonl"), theirs).expect("a copy");
    hours(&desk, "two", "merge two/theirs.jsonl");
    fs::remove_file(desk.file("two/theirs.jsonl")).expect("the copy");
    done(&desk.file("two"), &["add", "hours.jsonl"]);
    let said = doctor();
    assert!(!said.contains("has not finished a merge"), "{said}");
    assert!(hours(&desk, "two", "entries --kind call").contains("one"));
}

/// Where nobody ever told git of the driver, what the hint says can be typed as it stands, and loses neither side.
#[test]
fn r46_a_merge_that_left_marks_is_done_anew_by_what_the_hint_says() {
    if is_without_git() {
        return;
    }
    let desk = Desk::bare();
    fs::create_dir(desk.file("books")).expect("a folder");
    let at = desk.file("books");
    done(&at, &["init", "--quiet", "--initial-branch=main"]);
    hours(&desk, "books", "init --name X --rate 150");
    hours(&desk, "books", "client add acme ACME");
    done(&at, &["add", "hours.jsonl"]);
    commit(&desk, "books");
    done(&at, &["checkout", "--quiet", "-b", "other"]);
    hours(&desk, "books", "log acme 12m two --on 2026-11-05");
    commit(&desk, "books");
    done(&at, &["checkout", "--quiet", "main"]);
    // This machine has seen the other branch.
    hours(&desk, "books", "repair --accept-older --yes --reason branch");
    hours(&desk, "books", "log acme 11m one --on 2026-11-05");
    commit(&desk, "books");
    assert!(!git(&at, &["merge", "other"]).0);
    let said = desk.sh("--ledger books/hours.jsonl balance");
    let commands =
        said.split_once("both sides anew: ").and_then(|(_, rest)| rest.split_once("; ")).expect("commands").0;
    assert!(
        commands.starts_with("cd books && echo 'hours.jsonl -text merge=hours' >> .gitattributes && git"),
        "{said}"
    );
    assert!(desk.sh("--ledger books/hours.jsonl doctor").contains("see what is said of the entries"));
    // The program as it is tested here.
    let driver = format!("'\"{}\" merge-driver", env!("CARGO_BIN_EXE_hours"));
    let typed = commands.replace("'hours merge-driver", &driver);
    let ran = Command::new("sh").args(["-c", &typed]).current_dir(desk.path()).output().expect("a shell");
    assert!(ran.status.success(), "{typed}: {ran:?}");
    assert!(hours(&desk, "books", "verify").starts_with("ok:"));
    let notes = hours(&desk, "books", "entries acme");
    assert!(notes.contains("one") && notes.contains("two"), "{notes}");
}
