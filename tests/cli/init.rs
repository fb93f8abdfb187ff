//! `hours init`

use std::os::unix::fs::PermissionsExt;

use insta::assert_snapshot;

use crate::desk::Desk;

#[test]
fn a2_a_ledger_opens_with_its_business_currency_zone_prices_and_terms() {
    let desk = Desk::bare();
    assert_snapshot!(desk.session(&[
        "init --name 'Kaffee IT' --currency EUR --zone Europe/Berlin --prices gross --vat 19 --rate 150",
        "entries",
        "show 1",
    ]), @r#"
    $ hours init --name 'Kaffee IT' --currency EUR --zone Europe/Berlin --prices gross --vat 19 --rate 150
    #1  opened hours.jsonl for Kaffee IT: EUR, prices gross with 19 % VAT, 150.00 an hour
        calls charged per 15m, overage billed, warning at 20 % left
    hint: hours client add acme "ACME GmbH"

    $ hours entries
    entry  date        client  kind  worked  charged  what
       #1  2026-11-23          open                   opened for Kaffee IT

    $ hours show 1
    #1  open  opened for Kaffee IT
      recorded 2026-11-23T09:00:00.000000Z by nina
      id <id>
      {"seq":1,"id":"<id>","recorded":"2026-11-23T09:00:00.000000Z","by":"nina","kind":"open","format":1,"name":"Kaffee IT","currency":"EUR","zone":"Europe/Berlin","prices":"gross","vat":"19","rate":"150.00 EUR","increment":15,"overage":"bill","low":"20%","expiry_notice":30,"hash":"<hash>"}
    "#);
}

#[test]
fn a1_a_ledger_is_one_file_of_json_lines_that_only_grows() {
    let desk = Desk::open();
    let opened = desk.ledger();
    desk.ok("client add acme 'Café ☕ GmbH'");
    let grown = desk.ledger();
    assert!(grown.starts_with(&opened) && grown.ends_with("\"}\n") && !grown.contains('\r'));
    assert!(grown.lines().all(|line| line.starts_with("{\"seq\":") && line.contains(",\"hash\":\"")));
    assert!(grown.contains("Café ☕ GmbH"), "no escapes that are not needed");
}

#[test]
fn every_term_can_be_stated() {
    let desk = Desk::bare();
    assert_snapshot!(desk.session(&[
        "init books.jsonl --name 'Zürich Support' --currency CHF --zone Europe/Zurich --prices net --vat 8.1 --rate 180 \
         --increment 6m --minimum 30m --overage carry --overage-rate 200.50 --low 2h --expiry-notice 14d",
        "-f books.jsonl show 1",
        "-f books.jsonl show 1 --format json",
    ]), @r#"
    $ hours init books.jsonl --name 'Zürich Support' --currency CHF --zone Europe/Zurich --prices net --vat 8.1 --rate 180 --increment 6m --minimum 30m --overage carry --overage-rate 200.50 --low 2h --expiry-notice 14d
    #1  opened books.jsonl for Zürich Support: CHF, prices net with 8.1 % VAT, 180.00 an hour
        calls charged per 6m, at least 30m, overage carried to the next package, warning at 2h left
    hint: hours -f books.jsonl client add acme "ACME GmbH"

    $ hours -f books.jsonl show 1
    #1  open  opened for Zürich Support
      recorded 2026-11-23T09:00:00.000000Z by nina
      id <id>
      {"seq":1,"id":"<id>","recorded":"2026-11-23T09:00:00.000000Z","by":"nina","kind":"open","format":1,"name":"Zürich Support","currency":"CHF","zone":"Europe/Zurich","prices":"net","vat":"8.1","rate":"180.00 CHF","increment":6,"minimum":30,"overage":"carry","overage_rate":"200.50 CHF","low":"2h","expiry_notice":14,"hash":"<hash>"}

    $ hours -f books.jsonl show 1 --format json
    {
      "schema": "hours.entry/1",
      "entry": {
        "seq": 1,
        "id": "<id>",
        "recorded": "2026-11-23T09:00:00.000000Z",
        "by": "nina",
        "kind": "open",
        "name": "Zürich Support",
        "currency": "CHF",
        "zone": "Europe/Zurich",
        "prices": "net",
        "vat_rate": "8.1",
        "vat_reason": null,
        "rate": "180.00",
        "terms": {
          "increment_minutes": 6,
          "minimum_minutes": 30,
          "overage": "carry",
          "overage_rate": "200.50",
          "low": "2h",
          "expiry_notice_days": 14
        }
      },
      "line": "{\"seq\":1,\"id\":\"<id>\",\"recorded\":\"2026-11-23T09:00:00.000000Z\",\"by\":\"nina\",\"kind\":\"open\",\"format\":1,\"name\":\"Zürich Support\",\"currency\":\"CHF\",\"zone\":\"Europe/Zurich\",\"prices\":\"net\",\"vat\":\"8.1\",\"rate\":\"180.00 CHF\",\"increment\":6,\"minimum\":30,\"overage\":\"carry\",\"overage_rate\":\"200.50 CHF\",\"low\":\"2h\",\"expiry_notice\":14,\"hash\":\"<hash>\"}",
      "adopted": false,
      "void_by": null,
      "explanation": null,
      "settled": [],
      "ledger": "<hash>",
      "seq": 1,
      "head": "<hash>"
    }
    "#);
}

#[test]
fn the_receipt_is_also_json() {
    let desk = Desk::bare();
    assert_snapshot!(desk.sh("init --name 'Kaffee IT' --rate 150 --format json --by jörg --id opening"), @r#"
    {
      "schema": "hours.receipt/1",
      "entries": [
        {
          "seq": 1,
          "id": "opening",
          "kind": "open"
        }
      ],
      "already": false,
      "dry_run": false,
      "balance": null,
      "ledger": "<hash>",
      "seq": 1,
      "head": "<hash>"
    }
    hint: hours client add acme "ACME GmbH"
    "#);
    assert!(desk.ledger().contains(r#""id":"opening""#) && desk.ledger().contains(r#""by":"jörg""#));
}

#[test]
fn a_file_that_is_there_is_never_overwritten() {
    let desk = Desk::open();
    let before = desk.ledger();
    assert_snapshot!(desk.sh("init --name Other --rate 90"), @"
    error: `hours.jsonl` is there already
    hint: hours balance shows what is in it; a new ledger needs another file
    [exit 1]
    ");
    assert_eq!(desk.ledger(), before);
    std::fs::write(desk.file("notes.txt"), "mine").expect("a file");
    assert_snapshot!(desk.sh("init notes.txt --name Other --rate 90"), @"
    error: `notes.txt` is there already
    hint: hours -f notes.txt balance shows what is in it; a new ledger needs another file
    [exit 1]
    ");
    assert_eq!(std::fs::read_to_string(desk.file("notes.txt")).expect("a file"), "mine");
}

#[test]
fn an_empty_file_may_become_a_ledger() {
    let desk = Desk::bare();
    std::fs::write(desk.file("hours.jsonl"), "").expect("a file");
    assert_snapshot!(desk.session(&["balance", "init --name 'Kaffee IT' --rate 150", "verify"]), @r#"
    $ hours balance
    error: hours.jsonl: not a ledger yet: the file is empty
    hint: hours init hours.jsonl --name "Your business" --currency EUR --rate 150
    [exit 4]

    $ hours init --name 'Kaffee IT' --rate 150
    #1  opened hours.jsonl for Kaffee IT: EUR, prices gross with 19 % VAT, 150.00 an hour
        calls charged per 15m, overage billed, warning at 20 % left
    hint: hours client add acme "ACME GmbH"

    $ hours verify
    ok: 1 entry, chain intact to <hash>, replay and invoices agree
    entry #1, the last that this machine remembers, is in it
    "#);
}

#[test]
fn a_dry_run_leaves_the_folder_empty() {
    let desk = Desk::bare();
    assert_snapshot!(desk.sh("init --name 'Kaffee IT' --rate 150 --dry-run"), @"
    #1  opened hours.jsonl for Kaffee IT: EUR, prices gross with 19 % VAT, 150.00 an hour
        calls charged per 15m, overage billed, warning at 20 % left
    note: a dry run: nothing was written
    ");
    assert_eq!(std::fs::read_dir(desk.path()).expect("a folder").count(), 0);
}

#[test]
fn a_ledger_is_for_its_owner_alone() {
    let desk = Desk::open();
    let mode = desk.file("hours.jsonl").metadata().expect("a file").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn the_file_is_named_by_argument_option_or_variable() {
    let desk = Desk::bare();
    desk.ok("init a.jsonl --name A --rate 1");
    desk.ok("-f b.jsonl init --name B --rate 1");
    let output = desk.command(&["init", "--name", "C", "--rate", "1"]).env("HOURS_LEDGER", "c.jsonl").output();
    assert!(output.expect("the program runs").status.success());
    for name in ["a.jsonl", "b.jsonl", "c.jsonl"] {
        assert!(desk.file(name).exists(), "{name}");
    }
    assert_snapshot!(desk.sh("-f d.jsonl init e.jsonl --name D --rate 1"), @"
    error: the file is named twice, as FILE and by --ledger
    hint: leave one of them away
    [exit 2]
    ");
}

#[test]
fn b2_a_currency_has_its_own_minor_digits() {
    let desk = Desk::bare();
    assert_snapshot!(desk.session(&[
        "init yen.jsonl --name Kissa --currency JPY --zone Asia/Tokyo --vat 10 --rate 15000",
        "init half-yen.jsonl --name Kissa --currency JPY --zone Asia/Tokyo --vat 10 --rate 1.5",
        "init dinar.jsonl --name Qahwa --currency KWD --zone Asia/Kuwait --vat 5 --rate 12.345",
        "init cents.jsonl --name Kaffee --currency EUR --rate 12.345",
    ]), @r#"
    $ hours init yen.jsonl --name Kissa --currency JPY --zone Asia/Tokyo --vat 10 --rate 15000
    #1  opened yen.jsonl for Kissa: JPY, prices gross with 10 % VAT, 15,000 an hour
        calls charged per 15m, overage billed, warning at 20 % left
    hint: hours -f yen.jsonl client add acme "ACME GmbH"

    $ hours init half-yen.jsonl --name Kissa --currency JPY --zone Asia/Tokyo --vat 10 --rate 1.5
    error: `1.5` has decimals, and JPY has none
    hint: write the amount with the decimals its currency has
    [exit 1]

    $ hours init dinar.jsonl --name Qahwa --currency KWD --zone Asia/Kuwait --vat 5 --rate 12.345
    #1  opened dinar.jsonl for Qahwa: KWD, prices gross with 5 % VAT, 12.345 an hour
        calls charged per 15m, overage billed, warning at 20 % left
    hint: hours -f dinar.jsonl client add acme "ACME GmbH"

    $ hours init cents.jsonl --name Kaffee --currency EUR --rate 12.345
    error: `12.345` has more than the 2 decimals of EUR
    hint: write the amount with the decimals its currency has
    [exit 1]
    "#);
    assert_snapshot!(desk.session(&[
        "-f yen.jsonl client add acme ACME",
        "-f yen.jsonl log acme 50m",
        "-f dinar.jsonl client add acme ACME",
        "-f dinar.jsonl log acme 15m",
    ]), @"
    $ hours -f yen.jsonl client add acme ACME
    #2  acme  ACME

    $ hours -f yen.jsonl log acme 50m
    #3  acme  Mon 2026-11-23  worked 50m, charged 1h
        1h over; acme has nothing left
    warning: acme is 1h over: 15,000 JPY gross to invoice
    warning: acme never had a package

    $ hours -f dinar.jsonl client add acme ACME
    #2  acme  ACME

    $ hours -f dinar.jsonl log acme 15m
    #3  acme  Mon 2026-11-23  worked 15m, charged 15m
        15m over; acme has nothing left
    warning: acme is 15m over: 3.086 KWD gross to invoice
    warning: acme never had a package
    ");
}

#[test]
fn c3_terms_have_the_ledgers_defaults() {
    let desk = Desk::open();
    let line = desk.ledger();
    for default in ["\"increment\":15", "\"overage\":\"bill\"", "\"expiry_notice\":30"] {
        assert!(line.contains(default), "{default} in {line}");
    }
    assert_snapshot!(desk.session(&[
        "init bad.jsonl --name X --rate 1 --increment 0m",
        "init bad.jsonl --name X --rate 1 --increment 25h",
        "init bad.jsonl --name X --rate 1 --low 101%",
        "init bad.jsonl --name X --rate 1 --expiry-notice 30m",
        "init bad.jsonl --name X --rate 1 --overage ignore",
        "init bad.jsonl --name X --rate 1 --overage-rate -1",
        "init bad.jsonl --name X --rate 0",
    ]), @"
    $ hours init bad.jsonl --name X --rate 1 --increment 0m
    error: `increment` is 1m to 24h, not 0m
    [exit 1]

    $ hours init bad.jsonl --name X --rate 1 --increment 25h
    error: `increment` is 1m to 24h, not 25h
    [exit 1]

    $ hours init bad.jsonl --name X --rate 1 --low 101%
    error: invalid value `101%` for --low: a threshold is a share such as 20% or a time such as 5h
    [exit 2]

    $ hours init bad.jsonl --name X --rate 1 --expiry-notice 30m
    error: invalid value `30m` for --expiry-notice: not a number of days, such as 30d
    [exit 2]

    $ hours init bad.jsonl --name X --rate 1 --overage ignore
    error: invalid value `ignore` for --overage: overage is bill, carry or waive
    [exit 2]

    $ hours init bad.jsonl --name X --rate 1 --overage-rate -1
    error: `overage-rate` is more than 0, not -1.00
    hint: --overage waive charges nothing for it, whatever the rate
    [exit 1]

    $ hours init bad.jsonl --name X --rate 0
    error: `rate` is more than 0, not 0.00
    hint: --overage waive charges nothing for overage, and hours grant gives hours away
    [exit 1]
    ");
}

#[test]
fn the_time_zone_and_vat_must_be_real() {
    let desk = Desk::bare();
    assert_snapshot!(desk.session(&[
        "init --name X --rate 1 --zone Mars/Phobos",
        "init --name X --rate 1 --vat 119",
        "init --name X --rate 1 --vat 0",
        "init --name X --rate 1 --vat 0 --vat-reason exempt",
    ]), @r#"
    $ hours init --name X --rate 1 --zone Mars/Phobos
    error: no time zone `Mars/Phobos`
    hint: write an IANA name, such as Europe/Berlin
    [exit 2]

    $ hours init --name X --rate 1 --vat 119
    error: invalid value `119` for --vat: not a VAT rate; it is a percentage from 0 to 100, such as 19 or 5.5
    [exit 2]

    $ hours init --name X --rate 1 --vat 0
    error: a VAT rate of 0 needs a reason
    hint: init, client add and client set take --vat-reason reverse-charge, exempt or outside-scope; with --from where it held before today
    [exit 1]

    $ hours init --name X --rate 1 --vat 0 --vat-reason exempt
    #1  opened hours.jsonl for X: EUR, prices gross with 0 % VAT, 1.00 an hour
        calls charged per 15m, overage billed, warning at 20 % left
    hint: hours client add acme "ACME GmbH"
    "#);
}

#[test]
fn a_word_that_the_quotes_of_a_name_were_forgotten_around_is_no_file() {
    let desk = Desk::bare();
    let (exit, said) = desk.refused(&["init", "--rate", "100", "--name", "Uli", "IT"]);
    assert_eq!(exit, 2, "{said}");
    assert!(said.starts_with("error: `IT` would be the ledger's file\n"), "{said}");
    assert!(said.contains("--name 'Uli IT'; a file has an ending: IT.jsonl"), "{said}");
    let (_, said) = desk.refused(&["init", "--name", "Uli", "IT", "Service", "--rate", "100"]);
    assert!(said.contains("hint: put several words in quotes: --name 'Uli IT Service'\n"), "{said}");
    assert_eq!(std::fs::read_dir(desk.path()).expect("a folder").count(), 0);
    desk.ok("init ./books --name Uli --rate 100");
    assert!(desk.file("books").exists());
}
