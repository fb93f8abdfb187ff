//! `hours verify`

use std::process::Command;

use insta::assert_snapshot;

use crate::desk::Desk;

#[test]
fn a_sound_ledger_is_ok() {
    let desk = Desk::with_package();
    assert_snapshot!(desk.session(&["verify", "verify --format json", "verify --known 2", "verify --no-cache"]), @r#"
    $ hours verify
    ok: 3 entries, chain intact to <hash>, replay agrees

    $ hours verify --format json
    {
      "schema": "hours.verify/1",
      "ok": true,
      "entries": 3,
      "found_at": null,
      "entries_after": null,
      "ledger": "<hash>",
      "seq": 3,
      "head": "<hash>"
    }

    $ hours verify --known 2
    ok: 2 entries, chain intact to <hash>, replay agrees

    $ hours verify --no-cache
    ok: 3 entries, chain intact to <hash>, replay agrees
    "#);
    let head = desk.ok("verify --print-head");
    assert!(desk.ledger().trim_end().ends_with(&format!("\"hash\":\"{}\"}}", head.trim())));
    assert_snapshot!(desk.sh("verify --print-head --format json"), @"
    error: `--print-head` and `--format` do not go together
    hint: the same command with --help tells how it is written
    [exit 2]
    ");
}

#[test]
fn a_head_from_a_statement_is_found_in_the_history() {
    let desk = Desk::with_package();
    let head = desk.ok("verify --print-head").trim().to_owned();
    desk.ok("log acme 45m VPN");
    desk.ok("log acme 45m VPN");
    assert_snapshot!(desk.sh(&format!("verify --head {head}")), @"
    ok: 5 entries, chain intact to <hash>, replay agrees
    that head stands at entry #3; 2 entries came after it
    ");
    assert_snapshot!(desk.sh(&format!("verify --head {}", &head[..32])), @"
    ok: 5 entries, chain intact to <hash>, replay agrees
    that head stands at entry #3; 2 entries came after it
    ");
    assert_snapshot!(desk.sh(&format!("verify --head {} --format json", &head[..40])), @r#"
    {
      "schema": "hours.verify/1",
      "ok": true,
      "entries": 5,
      "found_at": 3,
      "entries_after": 2,
      "ledger": "<hash>",
      "seq": 5,
      "head": "<hash>"
    }
    "#);
    assert_snapshot!(desk.sh(&format!("verify --head {}", "0".repeat(64))), @"
    error: the head `<hash>` is not in this ledger's history
    hint: this is another ledger, an older copy, or one that was changed since that head was printed
    [exit 4]
    ");
    assert_snapshot!(desk.sh(&format!("verify --head {head} --known 2")), @"
    error: the head `<hash>` is not in this ledger's history
    hint: this is another ledger, an older copy, or one that was changed since that head was printed
    [exit 4]
    ");
    assert_snapshot!(desk.session(&["verify --head abc", "verify --head XYZ"]), @"
    $ hours verify --head abc
    error: invalid value `abc` for --head: a head is 32 to 64 digits 0–9 a–f
    [exit 2]

    $ hours verify --head XYZ
    error: invalid value `XYZ` for --head: a head is 32 to 64 digits 0–9 a–f
    [exit 2]
    ");
}

#[test]
fn any_changed_line_is_damage_for_every_command() {
    let desk = Desk::with_package();
    desk.ok("log acme 45m VPN");
    let sound = desk.ledger();
    let damaged = sound.replacen("\"minutes\":45", "\"minutes\":40", 1);
    std::fs::write(desk.file("hours.jsonl"), &damaged).expect("a file");
    assert_snapshot!(desk.session(&["verify", "balance", "log acme 15m more", "statement acme", "check acme 1h"]), @"
    $ hours verify
    error: hours.jsonl:4: the hash does not fit: this line or the one before was changed
    hint: compare it with a backup; a ledger is never edited by hand
    [exit 4]

    $ hours balance
    error: hours.jsonl:4: the hash does not fit: this line or the one before was changed
    hint: compare it with a backup; a ledger is never edited by hand
    [exit 4]

    $ hours log acme 15m more
    error: hours.jsonl:4: the hash does not fit: this line or the one before was changed
    hint: compare it with a backup; a ledger is never edited by hand
    [exit 4]

    $ hours statement acme
    error: hours.jsonl:4: the hash does not fit: this line or the one before was changed
    hint: compare it with a backup; a ledger is never edited by hand
    [exit 4]

    $ hours check acme 1h
    error: hours.jsonl:4: the hash does not fit: this line or the one before was changed
    hint: compare it with a backup; a ledger is never edited by hand
    [exit 4]
    ");
    assert_eq!(desk.ledger(), damaged);
}

#[test]
fn an_unfinished_tail_is_told_and_the_next_writer_heals_it() {
    let desk = Desk::with_package();
    let sound = desk.ledger();
    std::fs::write(desk.file("hours.jsonl"), format!("{sound}{{\"seq\":4,\"id\":\"half")).expect("a file");
    assert_snapshot!(desk.session(&["balance", "verify", "log acme 15m more", "verify"]), @"
    $ hours balance
    client  left  used  over  to invoice  last call  state
    acme     10h    0m                 –  –          ok
    warning: line 4 was never finished: 19 bytes do not count

    $ hours verify
    warning: line 4 was never finished: 19 bytes do not count
    error: the ledger ends in an unfinished entry
    hint: it was never acknowledged; the next entry you write moves it out of the way
    [exit 4]

    $ hours log acme 15m more
    #4  acme  Mon 2026-11-23  worked 15m, charged 15m  more
        15m from acme-1; acme has 9h45m left of 10h
    warning: line 4 was never finished: 19 bytes do not count; they are kept in `hours.jsonl.torn-914-<short>`

    $ hours verify
    ok: 4 entries, chain intact to <hash>, replay agrees
    ");
    assert!(desk.ledger().starts_with(&sound) && desk.entries() == 4);
    let torn = std::fs::read_dir(desk.path()).expect("a folder").filter_map(Result::ok);
    let torn: Vec<_> = torn
        .map(|file| file.file_name().to_string_lossy().into_owned())
        .filter(|name| name.contains(".torn-"))
        .collect();
    assert_eq!(torn.len(), 1, "{torn:?}");
}

#[test]
fn r18_the_chain_is_rechecked_without_this_program() {
    let desk = Desk::with_package();
    desk.ok("log acme 45m 'Café \\ \"quoted\" ☕'");
    let recheck = r#"p=$(printf '%064d' 0); while IFS= read -r l; do b=${l%,\"hash\":\"*}; h=$(printf '%s' "$p$(printf '%s' "$b"|sha256sum|cut -c1-64)"|sha256sum|cut -c1-64); [ "$l" = "$b,\"hash\":\"$h\"}" ] || echo bad; p=$h; done < hours.jsonl; echo $p"#;
    let output = Command::new("sh").args(["-c", recheck]).current_dir(desk.path()).output().expect("a shell");
    assert_eq!(String::from_utf8_lossy(&output.stdout), desk.ok("verify --print-head"));
}
