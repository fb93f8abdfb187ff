//! What a machine remembers of ledgers (R14, R19, R26, R27).

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use hours::store::Hash;
use insta::assert_snapshot;

use crate::desk::{Desk, show};

/// The pages in this home.
fn pages(desk: &Desk) -> Vec<PathBuf> {
    let files = fs::read_dir(desk.home().join(".local/state/hours/heads"));
    files.map_or_else(|_| Vec::new(), |files| files.flatten().map(|file| file.path()).collect())
}

fn page(desk: &Desk) -> PathBuf {
    let [page] = &pages(desk)[..] else { panic!("{:?}", pages(desk)) };
    page.clone()
}

/// A desk whose ledger is put back to what it was an entry ago.
fn gone_back() -> (Desk, String) {
    let desk = Desk::with_package();
    let older = desk.ledger();
    desk.ok("log acme 45m 'VPN down'");
    let newer = desk.ledger();
    fs::write(desk.file("hours.jsonl"), older).expect("a file");
    (desk, newer)
}

#[test]
fn r19_a_ledger_that_lost_all_its_entries_is_no_empty_file() {
    let desk = Desk::with_package();
    let whole = desk.ledger();
    fs::write(desk.file("hours.jsonl"), "").expect("a file");
    assert_snapshot!(desk.session(&["balance", "log acme 15m", "repair", "init --name 'Kaffee IT' --rate 150"]), @"
    $ hours balance
    error: hours.jsonl: the file is empty, and entries up to #3 were seen here before
    hint: put a copy of it back: a backup, or what git or a synced folder kept; a new ledger needs another file
    [exit 4]

    $ hours log acme 15m
    error: hours.jsonl: the file is empty, and entries up to #3 were seen here before
    hint: put a copy of it back: a backup, or what git or a synced folder kept; a new ledger needs another file
    [exit 4]

    $ hours repair
    error: hours.jsonl: the file is empty, and entries up to #3 were seen here before
    hint: put a copy of it back: a backup, or what git or a synced folder kept; a new ledger needs another file
    [exit 4]

    $ hours init --name 'Kaffee IT' --rate 150
    error: hours.jsonl: the file is empty, and entries up to #3 were seen here before
    hint: put a copy of it back: a backup, or what git or a synced folder kept; a new ledger needs another file
    [exit 4]
    ");
    assert!(desk.sh("doctor").contains("entries up to #3 were seen here before"));
    assert_eq!(desk.ledger(), "");
    // Another place, a path that is free again, or the copy put back.
    fs::write(desk.file("other.jsonl"), "").expect("a file");
    desk.ok("init other.jsonl --name Other --rate 150");
    fs::write(desk.file("hours.jsonl"), whole).expect("a file");
    desk.ok("verify");
    fs::remove_file(desk.file("hours.jsonl")).expect("the file");
    desk.ok("init --name 'Kaffee IT' --rate 150");
}

#[test]
fn r19_a_ledger_that_was_made_anew_is_told_to_be_another() {
    let desk = Desk::with_package();
    assert!(!desk.sh("verify").contains("another ledger"));
    fs::remove_file(desk.file("hours.jsonl")).expect("the file");
    desk.ok("init --name 'Kaffee IT' --rate 150");
    let told = "note: at this path this machine saw another ledger, <short>, up to its entry #3\n";
    for line in ["verify", "verify --print-head", "verify --format json"] {
        let said = desk.sh(line);
        assert!(said.contains(told) && !said.contains("[exit"), "{line}: {said}");
    }
    fs::write(desk.file("copy.jsonl"), desk.ledger()).expect("a copy");
    assert!(!desk.sh("-f copy.jsonl verify").contains("another ledger"));
}

#[test]
fn r19_an_older_copy_is_noticed() {
    let (desk, newer) = gone_back();
    let older = desk.ledger();
    assert_snapshot!(desk.session(&["balance", "verify", "log acme 15m", "log acme 15m --dry-run", "repair", "repair --yes"]), @"
    $ hours balance
    client  left  used  over  to invoice  last call  state
    acme     10h    0m                 –  –          ok
    warning: `hours.jsonl` has gone back: it ends at #3, and entry #4 was seen here before

    $ hours verify
    error: `hours.jsonl` has gone back: it ends at #3, and entry #4 was seen here before
    hint: put the newer copy back, or merge the branch that has it; or go on without it: hours repair --accept-older --reason TEXT --yes
    [exit 4]

    $ hours log acme 15m
    error: `hours.jsonl` has gone back: it ends at #3, and entry #4 was seen here before
    hint: put the newer copy back, or merge the branch that has it; or go on without it: hours repair --accept-older --reason TEXT --yes
    [exit 4]

    $ hours log acme 15m --dry-run
    error: `hours.jsonl` has gone back: it ends at #3, and entry #4 was seen here before
    hint: put the newer copy back, or merge the branch that has it; or go on without it: hours repair --accept-older --reason TEXT --yes
    [exit 4]

    $ hours repair
    `hours.jsonl` has gone back: it ends at #3, and entry #4 was seen here before
    this would be done:
      the ledger goes on without an entry that was known here
      entry #4, which was seen here before, is not in it: <hash>
      3 entries are kept
      an entry will say so
    hint: nothing was done; hours repair --accept-older --yes --reason TEXT does it
    [exit 3]

    $ hours repair --yes
    error: `hours.jsonl` has gone back: it ends at #3, and entry #4 was seen here before
    hint: hours repair --accept-older --reason TEXT --yes goes on with it
    [exit 1]
    ");
    assert_eq!(desk.ledger(), older);
    // The newer one put back is all that is needed.
    fs::write(desk.file("hours.jsonl"), newer).expect("a file");
    desk.ok("verify");
    desk.ok("log acme 15m");
}

#[test]
fn r19_an_older_copy_is_accepted_for_a_reason_and_the_lost_head_is_recorded() {
    let (desk, newer) = gone_back();
    let older = desk.ledger();
    assert_snapshot!(desk.session(&[
        "repair --accept-older --reason 'restored from tape' --yes",
        "verify",
        "balance",
        "log acme 15m",
    ]), @"
    $ hours repair --accept-older --reason 'restored from tape' --yes
    `hours.jsonl` has gone back: it ends at #3, and entry #4 was seen here before
    repaired:
      the ledger goes on without an entry that was known here
      entry #4, which was seen here before, is not in it: <hash>
      3 entries are kept
      no line was changed; #4 says so

    $ hours verify
    ok: 4 entries, chain intact to <hash>, replay and invoices agree
    entry #4, the last that this machine remembers, is in it

    $ hours balance
    client  left  used  over  to invoice  last call  state
    acme     10h    0m                 –  –          ok

    $ hours log acme 15m
    #5  acme  Mon 2026-11-23  worked 15m, charged 15m
        15m from acme-1; acme has 9h45m left of 10h
    ");
    assert!(desk.ledger().starts_with(&older), "no line was changed");
    let lost = newer.lines().last().expect("a line").rsplit('"').nth(1).expect("a hash");
    assert!(
        desk.ledger().contains(&format!("\"lost_seq\":4,\"lost_head\":\"{lost}\",\"reason\":\"restored from tape\""))
    );
}

#[test]
fn r19_another_history_from_an_entry_on_is_noticed() {
    let desk = Desk::with_package();
    let common = desk.ledger();
    desk.ok("log acme 45m 'VPN down'");
    let kept = fs::read(page(&desk)).expect("a page");
    fs::write(desk.file("hours.jsonl"), common).expect("a file");
    fs::remove_file(page(&desk)).expect("forgotten");
    desk.ok("log acme 50m 'VPN down'");
    desk.ok("log acme 50m 'VPN down'");
    fs::write(page(&desk), kept).expect("remembered");
    assert_snapshot!(desk.session(&["verify", "repair"]), @"
    $ hours verify
    error: `hours.jsonl` has gone back: its entry #4 is not the one that was seen here before
    hint: put the newer copy back, or merge the branch that has it; or go on without it: hours repair --accept-older --reason TEXT --yes
    [exit 4]

    $ hours repair
    `hours.jsonl` has gone back: its entry #4 is not the one that was seen here before
    this would be done:
      the ledger goes on without an entry that was known here
      entry #4, which was seen here before, is not in it: <hash>
      5 entries are kept
      an entry will say so
    hint: nothing was done; hours repair --accept-older --yes --reason TEXT does it
    [exit 3]
    ");
}

#[test]
fn r14_an_end_that_was_acknowledged_here_is_damage_and_not_a_tail() {
    let desk = Desk::with_package();
    desk.ok("log acme 45m 'VPN down'");
    let whole = desk.ledger();
    let torn = &whole[..whole.len() - 40];
    fs::write(desk.file("hours.jsonl"), torn).expect("a file");
    assert_snapshot!(desk.session(&["balance", "log acme 15m", "repair", "repair --yes"]), @"
    $ hours balance
    error: hours.jsonl:4: torn, although entries up to #4 were recorded whole on this machine
    hint: the disk, or what made this copy, lost them; look for a copy that has them, or see what hours repair keeps
    [exit 4]

    $ hours log acme 15m
    error: hours.jsonl:4: torn, although entries up to #4 were recorded whole on this machine
    hint: the disk, or what made this copy, lost them; look for a copy that has them, or see what hours repair keeps
    [exit 4]

    $ hours repair
    hours.jsonl:4: torn, although entries up to #4 were recorded whole on this machine
    this would be done:
      lines that cannot be kept are taken out
      entry #4, which was seen here before, is not in it: <hash>
      3 entries are kept
      1 line is not:
        line 4  #4 call acme 2026-11-23
      an entry will say so
    hint: nothing was done; hours repair --cut --yes does it
    [exit 3]

    $ hours repair --yes
    error: 1 line would be lost
    hint: hours repair lists them; hours repair --cut --yes goes on without them
    [exit 1]
    ");
    assert_eq!(desk.ledger(), torn, "nothing was healed");
    assert_snapshot!(desk.sh("repair --cut --yes"), @"
    hours.jsonl:4: torn, although entries up to #4 were recorded whole on this machine
    repaired:
      lines that cannot be kept are taken out
      entry #4, which was seen here before, is not in it: <hash>
      3 entries are kept
      1 line is not:
        line 4  #4 call acme 2026-11-23
      `hours.jsonl.before-repair-<short>` is the file as it was; #4 says so
    ");
    desk.ok("log acme 15m");
    // NULs in its place are no better.
    let desk = Desk::with_package();
    let before = desk.ledger();
    desk.ok("log acme 45m 'VPN down'");
    fs::write(desk.file("hours.jsonl"), before + "\0\0\0\0").expect("a file");
    assert_eq!(desk.refused(&["log", "acme", "15m"]).0, 4);
    assert_snapshot!(desk.session(&["repair", "repair --accept-older --reason 'power cut' --yes"]), @"
    $ hours repair
    hours.jsonl:4: torn, although entries up to #4 were recorded whole on this machine
    this would be done:
      NUL bytes are taken out
      the ledger goes on without an entry that was known here
      entry #4, which was seen here before, is not in it: <hash>
      3 entries are kept
      an entry will say so
    hint: nothing was done; hours repair --accept-older --yes --reason TEXT does it
    [exit 3]

    $ hours repair --accept-older --reason 'power cut' --yes
    hours.jsonl:4: torn, although entries up to #4 were recorded whole on this machine
    repaired:
      NUL bytes are taken out
      the ledger goes on without an entry that was known here
      entry #4, which was seen here before, is not in it: <hash>
      3 entries are kept
      `hours.jsonl.before-repair-<short>` is the file as it was; #4 says so
    ");
}

#[test]
fn r13_r14_an_editor_that_takes_the_last_line_end_takes_no_entry() {
    let desk = Desk::with_package();
    desk.ok("log acme 45m 'VPN down'");
    fs::write(desk.file("hours.jsonl"), desk.ledger().trim_end()).expect("a file");
    // It was recorded whole on this machine: an answer without it would be a wrong one (R14).
    assert_snapshot!(desk.session(&["balance", "show 4", "verify", "repair"]), @r#"
    $ hours balance
    client   left  used  over  to invoice  last call   state
    acme    9h15m   45m                 –  2026-11-23  ok
    warning: line 4 lacks its line end, and counts all the same: the next entry puts it back

    $ hours show 4
    #4  call  VPN down
      acme, Mon 2026-11-23
      worked 45m, charged 45m
      45m from acme-1
      recorded 2026-11-23T09:00:03.000000Z by nina
      id <id>
      {"seq":4,"id":"<id>","recorded":"2026-11-23T09:00:03.000000Z","by":"nina","kind":"call","client":"acme","date":"2026-11-23","minutes":45,"note":"VPN down","hash":"<hash>"}
    warning: line 4 lacks its line end, and counts all the same: the next entry puts it back

    $ hours verify
    warning: line 4 lacks its line end, and counts all the same: the next entry puts it back
    error: the last line lacks its line end
    hint: an editor may have taken it; the next entry you write puts it back
    [exit 4]

    $ hours repair
    hours.jsonl: line 4 lacks its line end, and counts all the same: the next entry puts it back
    this would be done:
      line ends are made LF
      4 entries are kept
      an entry will say so
    hint: nothing was done; hours repair --yes does it
    [exit 3]
    "#);
    fs::remove_dir_all(desk.home().join(".local")).expect("forgotten");
    // To a machine that remembers nothing it may be a write in progress (R12).
    assert_snapshot!(desk.session(&["balance"]), @"
    $ hours balance
    client  left  used  over  to invoice  last call  state
    acme     10h    0m                 –  –          ok
    warning: line 4 lacks its line end: it counts from the next entry on
    ");
    desk.ok("log acme 15m");
    desk.ok("verify");
}

#[test]
fn r19_an_older_copy_without_its_last_line_end_has_gone_back_like_any_other() {
    let desk = Desk::with_package();
    let older = desk.ledger();
    desk.ok("verify");
    fs::copy(desk.file("hours.jsonl"), desk.file("backup.jsonl")).expect("a copy");
    desk.ok("verify --ledger backup.jsonl");
    desk.ok("log acme 15m");
    fs::remove_file(desk.file("backup.jsonl")).expect("a copy");
    fs::write(desk.file("hours.jsonl"), older.trim_end()).expect("a file");
    let said = desk.sh("balance");
    assert!(
        said.contains("line 3 lacks its line end, and counts all the same: the next entry puts it back")
            && said.contains("gone back"),
        "{said}"
    );
}

#[test]
fn r27_a_garbled_page_is_ignored_with_a_note_and_written_anew() {
    let (desk, newer) = gone_back();
    let older = desk.ledger();
    let page = page(&desk);
    let kept = fs::read_to_string(&page).expect("a page");
    for garbled in ["", "{}", "\0\0\0", &kept.replace("\"seq\":4", "\"seq\":3"), &kept[..kept.len() / 2]] {
        fs::write(&page, garbled).expect("a page");
        let output = desk.output(&["balance"]);
        let seen = show(&output);
        assert!(output.status.success() && seen.contains("note: what this machine remembers"), "{garbled}: {seen}");
        fs::write(desk.file("hours.jsonl"), &older).expect("a file");
        let output = desk.output(&["log", "acme", "15m"]);
        assert!(output.status.success(), "{}", show(&output));
        assert!(fs::read_to_string(&page).expect("a page").contains("\"seq\":4"));
    }
    fs::write(desk.file("hours.jsonl"), newer).expect("a file");
    // Also where nothing is written.
    for line in ["log acme 15m -n", "log acme 15m --id once", "log acme 15m --id once"] {
        fs::write(&page, "{}").expect("a page");
        assert!(desk.sh(line).contains("what this machine remembers"), "{line}");
    }
}

/// A page with other JSON in it, and the checksum that belongs to that.
fn rewrite(page: &Path, change: impl FnOnce(&str) -> String) {
    let text = fs::read_to_string(page).expect("a page");
    let json = change(text.lines().next().expect("a line"));
    fs::write(page, format!("{json}\n{}\n", Hash::of(json.as_bytes()))).expect("a page");
}

#[test]
fn r19_a_page_that_tells_the_length_of_the_ledger_too_is_read() {
    let (desk, newer) = gone_back();
    rewrite(&page(&desk), |json| {
        assert!(!json.contains("bytes"), "{json}");
        json.replace("\"}]", &format!("\",\"bytes\":{}}}]", newer.len()))
    });
    assert_eq!(desk.refused(&["verify"]).0, 4);
    assert_eq!(desk.refused(&["log", "acme", "15m"]).0, 4);
    fs::write(desk.file("hours.jsonl"), newer).expect("a file");
    assert!(desk.ok("verify").contains("entry #4, the last that this machine remembers, is in it"));
}

#[test]
fn r27_a_page_of_a_newer_version_is_ignored_with_a_note_and_left_alone() {
    let newer: [fn(&str) -> String; 3] = [
        |json| json.replace("\"hours_heads\":1", "\"hours_heads\":2"),
        |json| json.replace("\"}]", "\",\"host\":\"desk\"}]"),
        |json| json.replace("]}", "],\"host\":\"desk\"}"),
    ];
    for change in newer {
        let (desk, _) = gone_back();
        let page = page(&desk);
        rewrite(&page, change);
        let kept = fs::read(&page).expect("a page");
        for line in ["verify", "log acme 15m"] {
            let output = desk.output(&line.split(' ').collect::<Vec<_>>());
            let seen = show(&output);
            assert!(output.status.success() && seen.contains("what this machine remembers of the ledger"), "{seen}");
        }
        assert_eq!(fs::read(&page).expect("a page"), kept, "another version's page was changed");
    }
}

#[test]
fn r27_without_a_page_nothing_is_missed() {
    let (desk, _) = gone_back();
    fs::remove_dir_all(desk.home().join(".local")).expect("forgotten");
    assert_snapshot!(desk.session(&["verify", "verify", "log acme 15m"]), @"
    $ hours verify
    ok: 3 entries, chain intact to <hash>, replay and invoices agree

    $ hours verify
    ok: 3 entries, chain intact to <hash>, replay and invoices agree
    entry #3, the last that this machine remembers, is in it

    $ hours log acme 15m
    #4  acme  Mon 2026-11-23  worked 15m, charged 15m
        15m from acme-1; acme has 9h45m left of 10h
    ");
}

#[test]
fn r27_a_memory_that_cannot_be_written_fails_no_entry() {
    let desk = Desk::with_package();
    fs::remove_dir_all(desk.home().join(".local")).expect("forgotten");
    fs::write(desk.home().join(".local"), "a file").expect("in the way");
    assert_snapshot!(desk.session(&["log acme 15m", "verify"]), @"
    $ hours log acme 15m
    #4  acme  Mon 2026-11-23  worked 15m, charged 15m
        15m from acme-1; acme has 9h45m left of 10h
    warning: this machine cannot remember the ledger's head: Not a directory (os error 20); hours doctor tells more

    $ hours verify
    ok: 4 entries, chain intact to <hash>, replay and invoices agree
    note: this machine cannot remember the ledger's head: Not a directory (os error 20); hours doctor tells more
    ");
    assert_eq!(desk.entries(), 4);
}

#[test]
fn n61_without_a_home_nothing_is_remembered_and_nothing_fails() {
    let desk = Desk::with_package();
    fs::remove_dir_all(desk.home().join(".local")).expect("forgotten");
    let homes: [&[(&str, &str)]; 4] =
        [&[], &[("HOME", "")], &[("HOME", "relative")], &[("XDG_STATE_HOME", "relative"), ("HOME", "/nowhere")]];
    for home in homes {
        let mut command = desk.command(&["log", "acme", "15m"]);
        let output = command.env_remove("HOME").envs(home.iter().copied()).output().expect("the program runs");
        let seen = show(&output);
        assert!(output.status.success() && !seen.contains("remember"), "{home:?}: {seen}");
        assert!(!desk.file("relative").exists());
    }
    let state = tempfile::tempdir().expect("a folder");
    let mut command = desk.command(&["log", "acme", "15m"]);
    assert!(command.env("XDG_STATE_HOME", state.path()).output().expect("the program runs").status.success());
    assert_eq!(fs::read_dir(state.path().join("hours/heads")).expect("a folder").count(), 1);
    assert!(pages(&desk).is_empty());
}

#[test]
fn a_copy_elsewhere_is_a_place_of_its_own() {
    let desk = Desk::with_package();
    fs::copy(desk.file("hours.jsonl"), desk.file("try.jsonl")).expect("a copy");
    desk.ok("log acme 45m 'tried on a copy' --ledger try.jsonl");
    let output = desk.output(&["verify"]);
    assert!(output.status.success(), "{}", show(&output));
    desk.ok("log acme 15m");
    // Of both it is known where they stood.
    let heads = desk.ok("verify --format json");
    let heads: serde_json::Value = serde_json::from_str(&heads).expect("JSON");
    let held: Vec<_> = heads["remembered"].as_array().expect("a list").iter().map(|head| &head["held"]).collect();
    assert_eq!(held, [false, true]);
}

#[test]
fn r19_a_ledger_that_was_moved_is_held_against_where_it_was() {
    let (desk, newer) = gone_back();
    fs::create_dir(desk.file("new")).expect("a folder");
    fs::rename(desk.file("hours.jsonl"), desk.file("new/hours.jsonl")).expect("moved");
    let output = desk.output(&["verify", "--ledger", "new/hours.jsonl"]);
    assert_eq!(output.status.code(), Some(4), "{}", show(&output));
    fs::write(desk.file("new/hours.jsonl"), newer).expect("a file");
    desk.ok("verify --ledger new/hours.jsonl");
}

#[test]
fn r19_a_reader_beside_a_writer_never_takes_it_for_older() {
    let desk = Desk::with_package();
    std::thread::scope(|scope| {
        let commands: Vec<_> = (0..40).map(|_| desk.command(&["log", "acme", "15m"])).collect();
        let writer = scope.spawn(|| {
            for mut command in commands {
                assert!(command.output().expect("the program runs").status.success());
            }
        });
        while !writer.is_finished() {
            let seen = desk.run(&["verify"]);
            assert!(!seen.contains("gone back") && !seen.contains("torn"), "{seen}");
        }
    });
}

#[test]
fn s5_r26_a_page_is_for_its_owner_only_and_nothing_changes_beside_the_ledger() {
    let desk = Desk::with_package();
    let mode = |path: PathBuf| path.metadata().expect("a file").permissions().mode() & 0o777;
    assert_eq!(mode(page(&desk)), 0o600);
    assert_eq!(mode(desk.home().join(".local/state/hours/heads")), 0o700);
    fs::remove_file(page(&desk)).expect("forgotten");
    let look = || {
        let folder = desk.path().metadata().expect("a folder").modified().expect("a time");
        let files = fs::read_dir(desk.path()).expect("a folder").flatten();
        let mut files: Vec<_> = files
            .map(|file| (file.file_name(), file.metadata().expect("a file").modified().expect("a time")))
            .collect();
        files.sort();
        (folder, files)
    };
    let before = look();
    desk.ok("verify");
    desk.ok("balance");
    desk.output(&["doctor"]);
    desk.output(&["repair"]);
    assert_eq!(look(), before);
    assert_eq!(pages(&desk).len(), 1, "verify remembers");
}

#[test]
fn r27_an_answer_does_not_end_at_a_file_that_may_not_grow() {
    let desk = Desk::bare();
    std::fs::copy("fixtures/ledgers/large.jsonl", desk.file("hours.jsonl")).expect("a ledger");
    let limited = |line: &str| {
        let shell = format!("ulimit -f 100; exec {} {line}", env!("CARGO_BIN_EXE_hours"));
        let mut command = std::process::Command::new("sh");
        command.args(["-c", &shell]).current_dir(desk.path()).env_clear().env("HOME", desk.home());
        command.env("HOURS_NOW", "2026-11-23T09:00:00Z").output().expect("a shell")
    };
    let (with, without) = (limited("balance client-001"), limited("balance client-001 --no-cache"));
    assert!(with.status.success() && with.stdout == without.stdout, "{with:?}");
}
