//! `hours repair`

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use insta::assert_snapshot;

use crate::desk::{Desk, show};

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/ledgers")
}

/// A desk with that damaged state as its ledger.
fn desk_with(state: &str) -> Desk {
    let desk = Desk::bare();
    fs::copy(fixtures().join("damaged").join(format!("{state}.jsonl")), desk.file("hours.jsonl")).expect("a copy");
    desk
}

fn states() -> Vec<String> {
    let files = fs::read_dir(fixtures().join("damaged")).expect("the fixtures");
    let stem = |path: PathBuf| path.file_stem().expect("a name").to_string_lossy().into_owned();
    let mut states: Vec<String> = files.map(|file| stem(file.expect("a file").path())).collect();
    states.sort();
    states
}

fn bytes(desk: &Desk) -> Vec<u8> {
    fs::read(desk.file("hours.jsonl")).expect("a ledger")
}

/// The names beside the ledger that a repair leaves.
fn copies(desk: &Desk) -> Vec<PathBuf> {
    let files = fs::read_dir(desk.path()).expect("a folder").flatten().map(|file| file.path());
    files.filter(|path| path.to_string_lossy().contains(".before-repair-")).collect()
}

/// What `repair` says it needs, or that it cannot be done.
fn verdict(desk: &Desk) -> String {
    let output = desk.output(&["repair", "--format", "json"]);
    if output.status.code() == Some(4) {
        return "nothing can be kept".to_owned();
    }
    assert_eq!(output.status.code(), Some(3), "{}", show(&output));
    let plan: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let words = |value: &serde_json::Value| -> String {
        let words = value.as_array().expect("a list").iter();
        words.map(|word| word.as_str().expect("a word")).collect::<Vec<_>>().join(" ")
    };
    format!("{} entries, {} ({})", plan["kept"], words(&plan["needs"]), words(&plan["done"]))
}

#[test]
fn r4_every_damaged_state_is_told_apart_and_none_is_touched_without_yes() {
    let mut seen = String::new();
    for state in states() {
        let desk = desk_with(&state);
        let before = bytes(&desk);
        seen.push_str(&format!("{state}: {}\n", verdict(&desk)));
        desk.output(&["repair", "--cut", "--accept-older", "--reason", "x"]);
        assert!(bytes(&desk) == before, "{state} was changed");
        assert_eq!(fs::read_dir(desk.path()).expect("a folder").count(), 1, "{state} left something");
    }
    assert_snapshot!(seen, @"
    array: 4 entries, --cut --yes (cut)
    blank-line: 4 entries, --cut --yes (blank-lines cut)
    bom: 8 entries, --yes (byte-order-mark)
    call-too-long: 4 entries, --cut --yes (cut)
    conflict-markers: 8 entries, --yes (conflict-markers)
    control-in-text: 4 entries, --cut --yes (cut)
    crlf: 8 entries, --yes (line-ends)
    date-to-come: 4 entries, --cut --yes (cut)
    digit-changed: 4 entries, --cut --yes (cut)
    duplicate-key: 4 entries, --cut --yes (cut)
    escape-not-needed: 4 entries, --cut --yes (cut)
    format-2: nothing can be kept
    glued-files: 8 entries, --yes (doubled)
    half-batch: 7 entries, --yes (unfinished)
    id-repeated: 5 entries, --cut --yes (cut)
    keys-out-of-order: 4 entries, --cut --yes (cut)
    line-doubled: 8 entries, --yes (doubled)
    line-dropped: 4 entries, --cut --yes (cut)
    lines-swapped: 8 entries, --yes (order)
    lone-surrogate: 4 entries, --cut --yes (cut)
    long-line: 4 entries, --cut --yes (cut)
    minutes-decimal: 4 entries, --cut --yes (cut)
    minutes-exponent: 4 entries, --cut --yes (cut)
    minutes-huge: 4 entries, --cut --yes (cut)
    minutes-minus-zero: 4 entries, --cut --yes (cut)
    minutes-null: 4 entries, --cut --yes (cut)
    minutes-text: 4 entries, --cut --yes (cut)
    missing-field: 4 entries, --cut --yes (cut)
    nested-brackets: 4 entries, --cut --yes (cut)
    no-hash: 4 entries, --cut --yes (cut)
    no-line-end: 8 entries, --yes (line-ends)
    not-json: 4 entries, --cut --yes (cut)
    not-opened: nothing can be kept
    not-utf8: 1 entries, --cut --yes (cut)
    nul-block: 8 entries, --yes (nuls doubled)
    nul-in-text: 4 entries, --cut --yes (cut)
    nul-tail: 7 entries, --yes (nuls)
    number: 4 entries, --cut --yes (cut)
    only-nuls: nothing can be kept
    opened-twice: 1 entries, --cut --yes (cut)
    other-currency: 3 entries, --cut --yes (cut)
    package-too-large: 3 entries, --cut --yes (cut)
    price-too-fine: 3 entries, --cut --yes (cut)
    raw-control: 4 entries, --cut --yes (cut)
    recorded-earlier: 4 entries, --cut --yes (cut)
    recorded-equal: 4 entries, --cut --yes (cut)
    recorded-not-utc: 4 entries, --cut --yes (cut)
    recorded-too-fine: 4 entries, --cut --yes (cut)
    reformatted: 8 entries, --yes (spelling)
    seq-gap: 4 entries, --cut --yes (cut)
    seq-repeat: 4 entries, --cut --yes (cut)
    seq-text: 4 entries, --cut --yes (cut)
    seq-zero: 4 entries, --cut --yes (cut)
    short-hash: 4 entries, --cut --yes (cut)
    torn-tail: 7 entries, --yes (unfinished)
    two-objects: 8 entries, --yes (spelling doubled)
    unknown-client: 4 entries, --cut --yes (cut)
    unknown-entry: 6 entries, --cut --yes (cut)
    unknown-field: 4 entries, --cut --yes (cut)
    unknown-kind: 4 entries, --cut --yes (cut)
    upper-case-hash: 4 entries, --cut --yes (cut)
    utf16: 8 entries, --yes (utf-16)
    void-before-target: 5 entries, --cut --yes (cut)
    wrong-hash: 4 entries, --cut --yes (cut)
    zero-bytes: nothing can be kept
    ");
}

#[test]
fn r4_what_a_tool_did_is_undone_without_losing_anything() {
    let sound = fs::read(fixtures().join("session.jsonl")).expect("a fixture");
    let mut restored = 0;
    for state in states() {
        let desk = desk_with(&state);
        let before = bytes(&desk);
        if !verdict(&desk).starts_with("8 entries, --yes ") {
            continue;
        }
        desk.ok("repair --yes");
        let after = bytes(&desk);
        assert!(after.starts_with(&sound), "{state} was not restored");
        let added = std::str::from_utf8(&after[sound.len()..]).expect("text");
        assert!(added.contains("\"kind\":\"repaired\"") && added.lines().count() == 1, "{state}: {added}");
        // The original is kept as it was, for its owner only, and the entry names its hash.
        let [copy] = &copies(&desk)[..] else { panic!("{state}: {:?}", copies(&desk)) };
        assert!(fs::read(copy).expect("a copy") == before, "{state}: the copy differs");
        assert_eq!(copy.metadata().expect("a file").permissions().mode() & 0o777, 0o600);
        let eight = copy.to_string_lossy().rsplit('-').next().expect("a hash").to_owned();
        assert!(added.contains(&format!("\"sha256\":\"{eight}")), "{state}: {added}");
        desk.ok("verify");
        restored += 1;
    }
    assert_eq!(restored, 11);
}

#[test]
fn r4_what_is_lost_is_told_and_needs_cut() {
    let desk = desk_with("digit-changed");
    let before = bytes(&desk);
    assert_snapshot!(desk.session(&["repair", "repair --yes"]), @"
    $ hours repair
    hours.jsonl:5: the hash does not fit: this line or the one before was changed
    this would be done:
      lines that cannot be kept are taken out
      4 entries are kept
      4 lines are not:
        line 5  #5 call acme 2026-11-22
        line 6  #6 call acme 2026-11-23
        line 7  #7 void
        line 8  #8 call acme 2026-11-20
      an entry will say so
    hint: nothing was done; hours repair --cut --yes does it
    [exit 3]

    $ hours repair --yes
    error: 4 lines would be lost
    hint: hours repair lists them; hours repair --cut --yes goes on without them
    [exit 1]
    ");
    assert!(bytes(&desk) == before && copies(&desk).is_empty());
    assert_snapshot!(desk.session(&["repair --cut --yes --reason 'a disk that lies'", "repair", "show 5", "entries --kind repaired --format json", "verify"]), @r#"
    $ hours repair --cut --yes --reason 'a disk that lies'
    hours.jsonl:5: the hash does not fit: this line or the one before was changed
    repaired:
      lines that cannot be kept are taken out
      4 entries are kept
      4 lines are not:
        line 5  #5 call acme 2026-11-22
        line 6  #6 call acme 2026-11-23
        line 7  #7 void
        line 8  #8 call acme 2026-11-20
      `hours.jsonl.before-repair-<short>` is the file as it was; #5 says so

    $ hours repair
    nothing to repair: 5 entries and all of them sound

    $ hours show 5
    #5  repaired  cut; 4 lines lost: a disk that lies
      recorded 2026-11-23T09:04:00.000001Z by nina
      the clock said 2026-11-23T09:00:02.000000Z
      id <id>
      {"seq":5,"id":"<id>","recorded":"2026-11-23T09:04:00.000001Z","clock":"2026-11-23T09:00:02.000000Z","by":"nina","kind":"repaired","done":["cut"],"sha256":"<hash>","bytes":2043,"kept":4,"lost":4,"reason":"a disk that lies","hash":"<hash>"}

    $ hours entries --kind repaired --format json
    {
      "schema": "hours.entries/1",
      "entries": [
        {
          "seq": 5,
          "id": "<id>",
          "recorded": "2026-11-23T09:04:00.000001Z",
          "by": "nina",
          "kind": "repaired",
          "done": [
            "cut"
          ],
          "sha256": "<hash>",
          "bytes": 2043,
          "kept": 4,
          "lost": 4,
          "lost_seq": null,
          "lost_head": null,
          "reason": "a disk that lies"
        }
      ],
      "ledger": "<hash>",
      "seq": 5,
      "head": "<hash>"
    }

    $ hours verify
    ok: 5 entries, chain intact to <hash>, replay and invoices agree
    entry #5, the last that this machine remembers, is in it
    "#);
    assert!(fs::read(&copies(&desk)[0]).expect("a copy") == before);
    assert!(before.starts_with(&bytes(&desk)[..before.len() / 3]), "the lines before are not touched");
}

#[test]
fn lines_that_cannot_be_read_are_lost_and_said_so() {
    let desk = desk_with("not-json");
    assert_snapshot!(desk.sh("repair --cut"), @"
    hours.jsonl:5: no JSON: expected value at byte 1 of the line
    this would be done:
      lines that cannot be kept are taken out
      4 entries are kept
      4 lines are not:
        line 5  cannot be read
        line 6  #6 call acme 2026-11-23
        line 7  #7 void
        line 8  #8 call acme 2026-11-20
      an entry will say so
    hint: nothing was done; hours repair --cut --yes does it
    [exit 3]
    ");
}

#[test]
fn r12_an_end_that_was_never_finished_is_no_line_that_would_be_lost() {
    let desk = desk_with("digit-changed");
    fs::write(desk.file("hours.jsonl"), [&bytes(&desk)[..], b"{\"seq\":9,\"id\":\"t"].concat()).expect("a ledger");
    assert!(desk.sh("repair").contains("(never finished)"));
    let (code, said) = desk.refused(&["repair", "--yes"]);
    assert!(code == 1 && said.contains("error: 4 lines would be lost"), "{said}");
    assert!(desk.ok("repair --cut --yes --reason x").contains("repaired"));
    assert!(desk.ok("show 5").contains("\"lost\":4"));
}

#[test]
fn r12_an_end_that_was_never_finished_is_taken_off() {
    assert_snapshot!(desk_with("torn-tail").session(&["repair", "repair --yes", "verify"]), @"
    $ hours repair
    hours.jsonl: line 8 was never finished: 230 bytes do not count
    this would be done:
      an end that was never finished is taken off
      7 entries are kept
      1 line is not:
        line 8  #8 call acme 2026-11-20  (never finished)
      an entry will say so
    hint: nothing was done; hours repair --yes does it
    [exit 3]

    $ hours repair --yes
    hours.jsonl: line 8 was never finished: 230 bytes do not count
    repaired:
      an end that was never finished is taken off
      7 entries are kept
      1 line is not:
        line 8  #8 call acme 2026-11-20  (never finished)
      `hours.jsonl.before-repair-<short>` is the file as it was; #8 says so

    $ hours verify
    ok: 8 entries, chain intact to <hash>, replay and invoices agree
    entry #8, the last that this machine remembers, is in it
    ");
    assert_snapshot!(desk_with("half-batch").sh("repair --yes"), @"
    hours.jsonl: the batch from line 8 on was never finished: 284 bytes do not count
    repaired:
      an end that was never finished is taken off
      7 entries are kept
      1 line is not:
        line 8  #8 call acme 2026-11-20  (never finished)
      `hours.jsonl.before-repair-<short>` is the file as it was; #8 says so
    ");
}

#[test]
fn a_sound_ledger_needs_no_repair() {
    let desk = Desk::with_client();
    let before = desk.ledger();
    assert_snapshot!(desk.session(&["repair", "repair --yes --cut", "repair --yes --format json"]), @r#"
    $ hours repair
    nothing to repair: 2 entries and all of them sound

    $ hours repair --yes --cut
    nothing to repair: 2 entries and all of them sound

    $ hours repair --yes --format json
    {
      "schema": "hours.repair/1",
      "state": "sound",
      "wrong": null,
      "done": [],
      "kept": 2,
      "lost": [],
      "gone_back": null,
      "needs": [],
      "sha256": null,
      "bytes": null,
      "copy": null,
      "entry": null
    }
    "#);
    assert_eq!(desk.ledger(), before);
    assert!(copies(&desk).is_empty());
}

#[test]
fn r28_a_newer_format_is_refused() {
    assert_snapshot!(desk_with("format-2").sh("repair --yes --cut"), @"
    error: hours.jsonl:1: written by a newer version of hours: format 2
    hint: use the version of hours that wrote it, or a later one
    [exit 4]
    ");
}

#[test]
fn what_is_no_ledger_cannot_be_repaired() {
    assert_snapshot!(desk_with("only-nuls").sh("repair --yes --cut"), @"
    error: hours.jsonl:1: NUL bytes where an entry should be
    hint: it cannot be repaired: not even its first entry can be proved; look for another copy
    [exit 4]
    ");
    assert_snapshot!(desk_with("zero-bytes").sh("repair --yes --cut"), @r#"
    error: hours.jsonl: not a ledger yet: the file is empty
    hint: hours init hours.jsonl --name "Your business" --currency EUR --rate 150
    [exit 4]
    "#);
    assert_snapshot!(Desk::bare().sh("repair"), @r#"
    error: no ledger here yet
    hint: hours init --name "Your business" --currency EUR --rate 150
    [exit 5]
    "#);
}

#[test]
fn a_ledger_spread_over_many_lines_is_put_together_again() {
    let desk = Desk::with_package();
    desk.ok("log acme 45m 'Ümlaut, \"quoted\" and \\ back'");
    let sound = desk.ledger();
    // As `jq .`, and as `jq -s .` with keys in the order of the alphabet.
    let values: Vec<serde_json::Value> = sound.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let pretty = |value: &serde_json::Value| serde_json::to_string_pretty(value).expect("JSON") + "\n";
    let list = pretty(&serde_json::Value::Array(values.clone()));
    for text in [values.iter().map(pretty).collect::<String>(), list] {
        fs::write(desk.file("hours.jsonl"), text).expect("a file");
        desk.ok("repair --yes");
        assert!(desk.ledger().starts_with(&sound));
        fs::remove_dir_all(desk.home().join(".local")).expect("forgotten");
    }
}

#[test]
fn two_sides_of_a_merge_that_both_go_on_are_not_chosen_between_silently() {
    let desk = Desk::with_package();
    let common = desk.ledger();
    desk.ok("log acme 45m 'VPN down'");
    let ours = desk.ledger()[common.len()..].to_owned();
    fs::write(desk.file("hours.jsonl"), &common).expect("a file");
    fs::remove_dir_all(desk.home().join(".local")).expect("the memory");
    desk.ok("log acme 15m 'Printer'");
    desk.ok("log acme 30m 'Mail'");
    let theirs = desk.ledger()[common.len()..].to_owned();
    let merged = format!("{common}<<<<<<< HEAD\n{ours}=======\n{theirs}>>>>>>> laptop\n");
    fs::write(desk.file("hours.jsonl"), merged).expect("a file");
    assert_snapshot!(desk.session(&["repair", "repair --cut --yes"]), @"
    $ hours repair
    hours.jsonl:4: a conflict marker: two versions were merged and not resolved
    this would be done:
      the marks of a merge are taken out
      lines that cannot be kept are taken out
      5 entries are kept
      1 line is not:
        line 5  #4 call acme 2026-11-23
      an entry will say so
    hint: nothing was done; hours repair --cut --yes does it
    [exit 3]

    $ hours repair --cut --yes
    hours.jsonl:4: a conflict marker: two versions were merged and not resolved
    repaired:
      the marks of a merge are taken out
      lines that cannot be kept are taken out
      5 entries are kept
      1 line is not:
        line 5  #4 call acme 2026-11-23
      `hours.jsonl.before-repair-<short>` is the file as it was; #6 says so
    ");
    assert!(desk.ledger().starts_with(&format!("{common}{theirs}")));
}

#[test]
fn n49_a_linked_ledger_is_repaired_where_it_is_and_keeps_its_mode() {
    let desk = desk_with("crlf");
    fs::create_dir(desk.file("books")).expect("a folder");
    fs::rename(desk.file("hours.jsonl"), desk.file("books/real.jsonl")).expect("moved");
    fs::set_permissions(desk.file("books/real.jsonl"), fs::Permissions::from_mode(0o640)).expect("a mode");
    symlink("books/real.jsonl", desk.file("hours.jsonl")).expect("a link");
    desk.ok("repair --yes");
    assert!(desk.file("hours.jsonl").symlink_metadata().expect("a link").is_symlink());
    let mode = desk.file("books/real.jsonl").metadata().expect("a file").permissions().mode();
    assert_eq!((mode & 0o777, copies(&desk).len()), (0o640, 0));
    let beside = fs::read_dir(desk.file("books")).expect("a folder").count();
    assert_eq!(beside, 3, "the ledger, its lock, the copy");
    desk.ok("verify");
}

#[test]
fn r21_a_repair_waits_for_writers() {
    let desk = desk_with("crlf");
    let lock = fs::File::create(desk.file("hours.jsonl.lock")).expect("a lock");
    lock.lock().expect("locked");
    assert_snapshot!(desk.sh("repair --yes --wait 0"), @"
    error: `hours.jsonl` is being written by another program
    hint: try again, or wait longer with --wait SECONDS
    [exit 5]
    ");
    assert!(copies(&desk).is_empty());
}

#[test]
fn r4_a_repair_that_is_killed_leaves_the_old_file_or_the_new_one() {
    let desk = desk_with("crlf");
    let before = bytes(&desk);
    let sound = fs::read(fixtures().join("session.jsonl")).expect("a fixture");
    for micros in (0..40).map(|n| n * 300) {
        fs::write(desk.file("hours.jsonl"), &before).expect("a file");
        let mut child = desk.command(&["repair", "--yes"]).spawn().expect("the program runs");
        std::thread::sleep(std::time::Duration::from_micros(micros));
        let _ = child.kill();
        child.wait().expect("it ended");
        let after = bytes(&desk);
        let is_new = after.starts_with(&sound) && after[sound.len()..].windows(8).any(|part| part == b"repaired");
        assert!(after == before || is_new, "after {micros} µs");
        if is_new {
            assert!(copies(&desk).iter().any(|copy| fs::read(copy).expect("a copy") == before));
        }
    }
}

#[test]
fn a_second_repair_keeps_a_copy_of_its_own() {
    let desk = desk_with("crlf");
    desk.ok("repair --yes");
    fs::write(desk.file("hours.jsonl"), desk.ledger().replace('\n', "\r\n")).expect("a file");
    desk.ok("repair --yes");
    assert_eq!((copies(&desk).len(), desk.entries()), (2, 10));
    desk.ok("verify");
}

#[test]
fn a_repair_cannot_be_voided() {
    let desk = desk_with("bom");
    desk.ok("repair --yes");
    assert_snapshot!(desk.sh("void 9 --reason x"), @"
    error: entry `#9` is of kind `repaired`, which is never taken back
    [exit 1]
    ");
}

#[test]
fn accept_older_says_why() {
    assert_snapshot!(Desk::with_client().sh("repair --accept-older --yes"), @"
    error: missing: --reason TEXT
    hint: hours repair --help tells how it is written
    [exit 2]
    ");
}

#[test]
fn r3_of_two_ledgers_in_one_file_the_own_one_is_kept_however_long_the_other_is() {
    let desk = Desk::with_client();
    desk.ok("init other.jsonl --name Other --currency EUR --rate 1");
    for client in ["a", "b", "c"] {
        desk.ok(&format!("-f other.jsonl client add {client} {client}"));
    }
    let (own, other) = (desk.ledger(), fs::read_to_string(desk.file("other.jsonl")).expect("the other ledger"));
    // Behind it, and before it: which one was seen under that name is remembered.
    for glued in [format!("{own}{other}"), format!("{other}{own}")] {
        fs::write(desk.file("hours.jsonl"), glued).expect("a file");
        desk.ok("repair --cut --yes");
        assert!(desk.ledger().starts_with(&own) && !desk.ledger().contains("Other"));
        desk.ok("verify");
        fs::write(desk.file("hours.jsonl"), &own).expect("a file");
        desk.ok("repair --accept-older --reason again --yes");
    }
    // Where nothing is remembered, it is the one that the file begins with.
    fs::remove_dir_all(desk.home().join(".local")).expect("forgotten");
    fs::write(desk.file("hours.jsonl"), format!("{own}{other}")).expect("a file");
    desk.ok("repair --cut --yes");
    assert!(desk.ledger().starts_with(&own));
}

#[test]
fn r4_blanks_before_entries_and_other_line_ends_lose_nothing() {
    let sound = fs::read_to_string(fixtures().join("session.jsonl")).expect("a fixture");
    let lines: Vec<&str> = sound.lines().collect();
    let each = |before: &str, behind: &str| lines.iter().map(|line| format!("{before}{line}{behind}")).collect();
    let second: String =
        lines.iter().enumerate().map(|(at, line)| format!("{}{line}\n", if at == 1 { " " } else { "" })).collect();
    let listed = format!("[\n  {}\n]\n", lines.join(",\n  "));
    let ended = format!("{}\n", lines.join("\r"));
    for mangled in [second, each("  ", "\n"), each("\t", "\r\n"), each("", "\r"), ended, listed] {
        let desk = Desk::bare();
        fs::write(desk.file("hours.jsonl"), mangled).expect("a file");
        desk.ok("repair --yes");
        assert!(desk.ledger().starts_with(&sound), "{}", desk.ledger());
    }
}
