//! `hours verify`

use std::process::Command;

use insta::assert_snapshot;

use crate::desk::Desk;

#[test]
fn a_sound_ledger_is_ok() {
    let desk = Desk::with_package();
    assert_snapshot!(desk.session(&["verify", "verify --format json", "verify --known 2", "verify --no-cache"]), @r#"
    $ hours verify
    ok: 3 entries, chain intact to <hash>, replay and invoices agree
    entry #3, the last that this machine remembers, is in it

    $ hours verify --format json
    {
      "schema": "hours.verify/1",
      "ok": true,
      "entries": 3,
      "invoices": 0,
      "found_at": null,
      "entries_after": null,
      "doubled": [],
      "remembered": [
        {
          "elsewhere": null,
          "seq": 3,
          "head": "<hash>",
          "held": true
        }
      ],
      "ledger": "<hash>",
      "seq": 3,
      "head": "<hash>"
    }

    $ hours verify --known 2
    ok: 2 entries, chain intact to <hash>, replay and invoices agree

    $ hours verify --no-cache
    ok: 3 entries, chain intact to <hash>, replay and invoices agree
    entry #3, the last that this machine remembers, is in it
    "#);
    let head = desk.ok("verify --print-head");
    assert!(desk.ledger().trim_end().ends_with(&format!("\"hash\":\"{}\"}}", head.trim())));
    assert_snapshot!(desk.sh("verify --print-head --format json"), @"
    error: `--print-head` and `--format` do not go together
    hint: hours verify --help tells how it is written
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
    ok: 5 entries, chain intact to <hash>, replay and invoices agree
    that head stands at entry #3; 2 entries came after it
    entry #5, the last that this machine remembers, is in it
    ");
    assert_snapshot!(desk.sh(&format!("verify --head {}", &head[..32])), @"
    ok: 5 entries, chain intact to <hash>, replay and invoices agree
    that head stands at entry #3; 2 entries came after it
    entry #5, the last that this machine remembers, is in it
    ");
    assert_snapshot!(desk.sh(&format!("verify --head {} --format json", &head[..40])), @r#"
    {
      "schema": "hours.verify/1",
      "ok": true,
      "entries": 5,
      "invoices": 0,
      "found_at": 3,
      "entries_after": 2,
      "doubled": [],
      "remembered": [
        {
          "elsewhere": null,
          "seq": 5,
          "head": "<hash>",
          "held": true
        }
      ],
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
    hint: compare it with a backup; a ledger is never edited by hand; hours repair tells what it would keep
    [exit 4]

    $ hours balance
    error: hours.jsonl:4: the hash does not fit: this line or the one before was changed
    hint: compare it with a backup; a ledger is never edited by hand; hours repair tells what it would keep
    [exit 4]

    $ hours log acme 15m more
    error: hours.jsonl:4: the hash does not fit: this line or the one before was changed
    hint: compare it with a backup; a ledger is never edited by hand; hours repair tells what it would keep
    [exit 4]

    $ hours statement acme
    error: hours.jsonl:4: the hash does not fit: this line or the one before was changed
    hint: compare it with a backup; a ledger is never edited by hand; hours repair tells what it would keep
    [exit 4]

    $ hours check acme 1h
    error: hours.jsonl:4: the hash does not fit: this line or the one before was changed
    hint: compare it with a backup; a ledger is never edited by hand; hours repair tells what it would keep
    [exit 4]
    ");
    assert_eq!(desk.ledger(), damaged);
}

#[test]
fn an_unfinished_tail_of_one_byte_is_one_byte() {
    let desk = Desk::with_package();
    std::fs::write(desk.file("hours.jsonl"), desk.ledger() + "{").expect("a file");
    assert_snapshot!(desk.session(&["balance", "log acme 15m more"]), @"
    $ hours balance
    client  left  used  over  to invoice  last call  state
    acme     10h    0m                 –  –          ok
    warning: line 4 was never finished: 1 byte does not count

    $ hours log acme 15m more
    #4  acme  Mon 2026-11-23  worked 15m, charged 15m  more
        15m from acme-1; acme has 9h45m left of 10h
    warning: line 4 was never finished: 1 byte does not count; kept in `hours.jsonl.torn-914-<short>`
    ");
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
    warning: line 4 was never finished: 19 bytes do not count; kept in `hours.jsonl.torn-914-<short>`

    $ hours verify
    ok: 4 entries, chain intact to <hash>, replay and invoices agree
    entry #4, the last that this machine remembers, is in it
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

/// The value of a field in a JSON answer, as it stands there.
fn field(json: &str, name: &str) -> String {
    let json: serde_json::Value = serde_json::from_str(json).expect("JSON");
    json[name].as_str().map_or_else(|| json[name].to_string(), ToOwned::to_owned)
}

#[test]
fn r16_verify_tells_how_many_entries_there_are_and_the_head_that_stands_in_the_file() {
    let desk = Desk::with_package();
    let said = desk.ok("verify");
    let ledger = desk.ledger();
    let head = &ledger[ledger.len() - 67..ledger.len() - 3];
    let first = said.lines().next().unwrap_or_default();
    assert_eq!(first, format!("ok: 3 entries, chain intact to {head}, replay and invoices agree"));
    assert_eq!(desk.ok("verify --print-head"), format!("{head}\n"));
}

#[test]
fn r17_every_answer_for_programs_carries_the_head_and_verify_finds_it_again() {
    let desk = Desk::with_package();
    desk.ok("log acme 1h first");
    let head = desk.ok("verify --print-head").trim().to_owned();
    for line in
        ["balance", "warnings", "entries", "show 4", "show acme-1", "statement acme", "check acme 1h", "client list"]
    {
        let json = desk.ok(&format!("{line} --format json"));
        assert_eq!((field(&json, "head"), field(&json, "seq")), (head.clone(), "4".to_owned()), "{line}");
        assert_eq!(field(&json, "ledger").len(), 64, "{line}");
    }
    for format in ["table", "md"] {
        assert!(desk.ok(&format!("statement acme --format {format}")).contains(&head));
    }
    desk.ok("log acme 1h second");
    assert!(desk.ok(&format!("verify --head {head}")).contains("that head stands at entry #4; 1 entry came after it"));
    assert!(desk.ok(&format!("verify --head {}", &head[..32])).contains("entry #4"));
}

#[test]
fn r32_a_replay_needs_no_zone_data() {
    use hours::domain::{Entry, Fact, Instant, LowThreshold, Minutes, Open, OverageClass, PriceBasis, Text};
    let fact = Fact::Open(Open {
        name: Text::new("Phobos IT", Text::LINE).expect("a text"),
        currency: "EUR".parse().expect("a currency"),
        zone: "Mars/Phobos".parse().expect("a name"),
        prices: PriceBasis::Gross,
        vat: "19".parse().expect("a rate"),
        vat_reason: None,
        rate: "150.00 EUR".parse().expect("money"),
        increment: Minutes::new(15),
        minimum: None,
        overage: OverageClass::Bill,
        overage_rate: None,
        low: LowThreshold::Time(Minutes::ZERO),
        expiry_notice: 30,
    });
    let by = Text::new("ada", Text::LINE).expect("a text");
    let recorded: Instant = "2026-11-23T09:00:00Z".parse().expect("an instant");
    let entry = Entry { seq: 1, id: "t-1".parse().expect("an id"), recorded, clock: None, by, fact };
    let mut line = Vec::new();
    hours::store::Scribe::default().write(&entry, &mut line).expect("a line");
    let desk = Desk::bare();
    std::fs::write(desk.file("hours.jsonl"), line).expect("a ledger");
    assert_eq!(desk.ok("balance --as-of 2026-11-23"), "no clients\n");
    // Only today cannot be told.
    let (exit, said) = desk.refused(&["balance"]);
    assert_eq!((exit, said.contains("`Mars/Phobos` is not known")), (5, true), "{said}");
}
