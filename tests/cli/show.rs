//! `hours show`

use insta::assert_snapshot;

use crate::desk::Desk;

#[test]
fn a_call_is_explained() {
    let desk = Desk::with_client();
    desk.ok("service add onsite --factor 1.5");
    desk.ok("buy acme 30m --on 2026-11-02 --until 2026-11-30 --name small");
    desk.ok("buy acme 1h --on 2026-11-02 --until 2026-11-10 --name old");
    desk.ok("buy acme 1h --on 2026-11-03");
    desk.ok("log acme 10m first --case T1 --service onsite --on 2026-11-20");
    desk.ok("log acme 1h20m second --case T1 --service onsite --on 2026-11-20 --at 15:00");
    assert_snapshot!(desk.session(&["show 8", "show 8 --format json"]), @r#"
    $ hours show 8
    #8  call  second
      acme, Fri 2026-11-20, at 15:00, case T1, service onsite
      worked 1h20m, charged 1h52m
        with 10m worked before in its case that day: 1h30m (E2)
        times 1.5: 2h15m (E5)
        less 23m charged for the case before: 1h52m (E4)
      7m from small
      1h from acme-3
      45m over at 150.00 = 112.50 EUR, to be billed (G2, G3)
      passed over old: expired (F1)
      recorded 2026-11-23T09:00:07.000000Z by nina
      id <id>
      {"seq":8,"id":"<id>","recorded":"2026-11-23T09:00:07.000000Z","by":"nina","kind":"call","client":"acme","date":"2026-11-20","start":"15:00","minutes":80,"case":"T1","service":"onsite","note":"second","hash":"<hash>"}

    $ hours show 8 --format json
    {
      "schema": "hours.entry/1",
      "entry": {
        "seq": 8,
        "id": "<id>",
        "recorded": "2026-11-23T09:00:07.000000Z",
        "by": "nina",
        "kind": "call",
        "client": "acme",
        "date": "2026-11-20",
        "start": "15:00",
        "worked_minutes": 80,
        "charged_minutes": 112,
        "goodwill_minutes": 0,
        "case": "T1",
        "service": "onsite",
        "factor": "1.5",
        "package": null,
        "goodwill": null,
        "contact": null,
        "note": "second",
        "late": false,
        "void": false,
        "draws": [
          {
            "package": "small",
            "minutes": 7,
            "date": "2026-11-20"
          },
          {
            "package": "acme-3",
            "minutes": 60,
            "date": "2026-11-20"
          }
        ],
        "overage": {
          "minutes": 45,
          "amount": "112.50",
          "class": "bill",
          "invoice": null,
          "billed_minutes": 0
        },
        "currency": "EUR"
      },
      "line": "{\"seq\":8,\"id\":\"<id>\",\"recorded\":\"2026-11-23T09:00:07.000000Z\",\"by\":\"nina\",\"kind\":\"call\",\"client\":\"acme\",\"date\":\"2026-11-20\",\"start\":\"15:00\",\"minutes\":80,\"case\":\"T1\",\"service\":\"onsite\",\"note\":\"second\",\"hash\":\"<hash>\"}",
      "adopted": false,
      "void_by": null,
      "explanation": {
        "charged_minutes": 112,
        "increment_minutes": 15,
        "minimum_minutes": 15,
        "group_worked_before_minutes": 10,
        "group_charged_before_minutes": 23,
        "raised_minutes": 90,
        "rounded_minutes": 90,
        "multiplied_minutes": 135,
        "rate": "150.00",
        "currency": "EUR",
        "fixed": false,
        "draws": [
          {
            "package": "small",
            "minutes": 7,
            "date": "2026-11-20",
            "settled_by": null
          },
          {
            "package": "acme-3",
            "minutes": 60,
            "date": "2026-11-20",
            "settled_by": null
          }
        ],
        "passed_over": [
          {
            "package": "old",
            "reason": "expired"
          }
        ]
      },
      "settled": [],
      "ledger": "<hash>",
      "seq": 8,
      "head": "<hash>"
    }
    "#);
}

#[test]
fn j5_a_package_shows_the_vat_in_the_price_that_was_promised() {
    let desk = Desk::with_client();
    desk.ok("buy acme 30m --on 2026-11-02");
    desk.ok("buy acme 60h --on 2026-11-02");
    desk.ok("buy acme 1h --on 2026-11-02 --net --price 75");
    assert_snapshot!(desk.session(&["show acme-1", "show acme-2", "show acme-3"]), @"
    $ hours show acme-1
    acme-1  30m for 75.00 EUR gross (63.03 net + 11.97 VAT), bought 2026-11-02 (#3) by acme, no end, all services
      on 2026-11-23: open, 0m drawn, 30m left

    $ hours show acme-2
    acme-2  60h for 9,000.00 EUR gross (7,563.03 net + 1,436.97 VAT), bought 2026-11-02 (#4) by acme, no end, all services
      on 2026-11-23: open, 0m drawn, 60h left

    $ hours show acme-3
    acme-3  1h for 75.00 EUR net (75.00 net + 14.25 VAT), bought 2026-11-02 (#5) by acme, no end, all services
      on 2026-11-23: open, 0m drawn, 1h left
    ");
}

#[test]
fn a_package_shows_what_it_was_drawn_for() {
    let desk = Desk::with_package();
    desk.ok("log acme 1h20 'VPN down after update' --on yesterday");
    desk.ok("log acme 6h45m 'Mail migration'");
    desk.ok("log acme 3h 'Server restore'");
    assert_snapshot!(desk.session(&["show acme-1", "show acme-1 --as-of yesterday", "show acme-1 --known 4", "show acme-1 --format json"]), @r#"
    $ hours show acme-1
    acme-1  10h for 1,500.00 EUR gross (1,260.50 net + 239.50 VAT), bought 2026-11-02 (#3) by acme, no end, all services
      on 2026-11-23: used, 10h drawn, nothing left
      date        entry  drawn  what                   rest
      2026-11-22  #4     1h30m  VPN down after update  8h30m left
      2026-11-23  #5     6h45m  Mail migration         1h45m left
      2026-11-23  #6     1h45m  Server restore         nothing left  (1h15m went over)

    $ hours show acme-1 --as-of yesterday
    acme-1  10h for 1,500.00 EUR gross (1,260.50 net + 239.50 VAT), bought 2026-11-02 (#3) by acme, no end, all services
      on 2026-11-22: open, 1h30m drawn, 8h30m left
      date        entry  drawn  what                   rest
      2026-11-22  #4     1h30m  VPN down after update  8h30m left

    $ hours show acme-1 --known 4
    acme-1  10h for 1,500.00 EUR gross (1,260.50 net + 239.50 VAT), bought 2026-11-02 (#3) by acme, no end, all services
      on 2026-11-23: open, 1h30m drawn, 8h30m left
      date        entry  drawn  what                   rest
      2026-11-22  #4     1h30m  VPN down after update  8h30m left

    $ hours show acme-1 --format json
    {
      "schema": "hours.package/1",
      "as_of": "2026-11-23",
      "client": "acme",
      "currency": "EUR",
      "entry": 3,
      "date": "2026-11-02",
      "package": "acme-1",
      "state": "used",
      "grant": false,
      "size_minutes": 600,
      "drawn_minutes": 600,
      "refunded_minutes": 0,
      "expired_minutes": 0,
      "left_minutes": 0,
      "from": "2026-11-02",
      "until": null,
      "services": [],
      "price": "1500.00",
      "prices": "gross",
      "vat_rate": "19",
      "late": false,
      "reason": null,
      "note": null,
      "invoice": null,
      "extensions": [],
      "draws": [
        {
          "entry": 4,
          "date": "2026-11-22",
          "minutes": 90,
          "kind": "call",
          "settled": false,
          "late": false
        },
        {
          "entry": 5,
          "date": "2026-11-23",
          "minutes": 405,
          "kind": "call",
          "settled": false,
          "late": false
        },
        {
          "entry": 6,
          "date": "2026-11-23",
          "minutes": 105,
          "kind": "call",
          "settled": false,
          "late": false
        }
      ],
      "ledger": "<hash>",
      "seq": 6,
      "head": "<hash>"
    }
    "#);
}

#[test]
fn every_entry_can_be_shown() {
    let desk = Desk::with_package();
    desk.ok("grant acme 1h --reason 'Welcome' --until 2026-12-31 --note 'see mail'");
    desk.ok("extend acme-2 --until 2027-01-31 --reason 'was ill'");
    desk.ok("refund acme-1 1h --reason asked");
    desk.ok("log acme 11h long --on 2026-11-01");
    desk.ok("settle acme --package acme-1");
    desk.ok("close acme --through 2026-11-10");
    assert_snapshot!(desk.session(&["show 2", "show 3", "show 4", "show #5", "show 6", "show 7", "show 8", "show 9"]), @r#"
    $ hours show 2
    #2  client  acme: name ACME GmbH
      recorded 2026-11-23T09:00:01.000000Z by nina
      id <id>
      {"seq":2,"id":"<id>","recorded":"2026-11-23T09:00:01.000000Z","by":"nina","kind":"client","client":"acme","name":"ACME GmbH","hash":"<hash>"}

    $ hours show 3
    #3  purchase  acme-1  10h for 1,500.00 EUR gross, from 2026-11-02, no end
      acme, Mon 2026-11-02
      recorded 2026-11-23T09:00:02.000000Z by nina
      id <id>
      {"seq":3,"id":"<id>","recorded":"2026-11-23T09:00:02.000000Z","by":"nina","kind":"purchase","client":"acme","package":"acme-1","date":"2026-11-02","minutes":600,"price":"1500.00 EUR","vat":"19","prices":"gross","hash":"<hash>"}

    $ hours show 4
    #4  grant  acme-2  1h granted, from 2026-11-23, until 2026-12-31: Welcome; see mail
      acme, Mon 2026-11-23
      recorded 2026-11-23T09:00:03.000000Z by nina
      id <id>
      {"seq":4,"id":"<id>","recorded":"2026-11-23T09:00:03.000000Z","by":"nina","kind":"grant","client":"acme","package":"acme-2","date":"2026-11-23","minutes":60,"reason":"Welcome","until":"2026-12-31","note":"see mail","hash":"<hash>"}

    $ hours show #5
    #5  extend  acme-2 extended until 2027-01-31: was ill
      acme, Mon 2026-11-23
      recorded 2026-11-23T09:00:04.000000Z by nina
      id <id>
      {"seq":5,"id":"<id>","recorded":"2026-11-23T09:00:04.000000Z","by":"nina","kind":"extend","package":"acme-2","date":"2026-11-23","until":"2027-01-31","reason":"was ill","hash":"<hash>"}

    $ hours show 6
    #6  refund  1h of acme-1 refunded, 150.00 EUR gross to pay back: asked
      acme, Mon 2026-11-23
      recorded 2026-11-23T09:00:05.000000Z by nina
      id <id>
      {"seq":6,"id":"<id>","recorded":"2026-11-23T09:00:05.000000Z","by":"nina","kind":"refund","package":"acme-1","date":"2026-11-23","minutes":60,"reason":"asked","hash":"<hash>"}

    $ hours show 7
    #7  call  long
      acme, Sun 2026-11-01
      worked 11h, charged 11h
      9h from acme-1, settled on 2026-11-23 by #8 (G4)
      2h over at 150.00 = 300.00 EUR, to be billed (G2, G3)
      passed over acme-1, acme-2: not valid yet (F1)
      fixed by a barrier: no later entry changes it (H2)
      recorded 2026-11-23T09:00:06.000000Z by nina
      id <id>
      {"seq":7,"id":"<id>","recorded":"2026-11-23T09:00:06.000000Z","by":"nina","kind":"call","client":"acme","date":"2026-11-01","minutes":660,"note":"long","hash":"<hash>"}

    $ hours show 8
    #8  settle  overage settled onto acme-1
      acme, Mon 2026-11-23
      9h of #7 (long), worked on Sun 2026-11-01 (G4)
      recorded 2026-11-23T09:00:07.000000Z by nina
      id <id>
      {"seq":8,"id":"<id>","recorded":"2026-11-23T09:00:07.000000Z","by":"nina","kind":"settle","client":"acme","package":"acme-1","date":"2026-11-23","hash":"<hash>"}

    $ hours show 9
    #9  close  closed through 2026-11-10
      acme, Tue 2026-11-10
      recorded 2026-11-23T09:00:08.000000Z by nina
      id <id>
      {"seq":9,"id":"<id>","recorded":"2026-11-23T09:00:08.000000Z","by":"nina","kind":"close","client":"acme","through":"2026-11-10","hash":"<hash>"}
    "#);
}

#[test]
fn what_is_not_there_cannot_be_shown() {
    let desk = Desk::with_package();
    desk.ok("log acme 15m x --id twin-1");
    desk.ok("log acme 15m y --id twin-2");
    desk.ok("buy acme 1h --name wrong");
    desk.ok("void 6 --reason mistyped");
    assert_snapshot!(desk.session(&[
        "show 99",
        "show #0",
        "show acme-2",
        "show twin",
        "show wrong",
        "show 6",
        "show acme-1 --as-of 2026-11-01",
        "show ''",
        "show",
        "show acme",
    ]), @r#"
    $ hours show 99
    error: no entry `99`
    hint: hours entries shows those there are; name one as 17 or by its id
    [exit 1]

    $ hours show #0
    error: no entry `#0`
    hint: hours entries shows those there are; name one as 17 or by its id
    [exit 1]

    $ hours show acme-2
    error: no package `acme-2`
    hint: did you mean `acme-1`? (hours balance --packages)
    [exit 1]

    $ hours show twin
    error: `twin` begins the ids of 2 entries
    hint: write more of the id, or name the entry as 17
    [exit 1]

    $ hours show wrong
    error: package `wrong` was taken back by #7
    hint: hours show 6 shows the entry
    [exit 1]

    $ hours show 6
    #6  purchase  wrong  1h for 150.00 EUR gross, from 2026-11-23, no end
      acme, Mon 2026-11-23
      taken back: #7, void of #6 (wrong, 1h): mistyped
      recorded 2026-11-23T09:00:05.000000Z by nina
      id <id>
      {"seq":6,"id":"<id>","recorded":"2026-11-23T09:00:05.000000Z","by":"nina","kind":"purchase","client":"acme","package":"wrong","date":"2026-11-23","minutes":60,"price":"150.00 EUR","vat":"19","prices":"gross","hash":"<hash>"}

    $ hours show acme-1 --as-of 2026-11-01
    error: package `acme-1` was bought on 2026-11-02, after 2026-11-01
    hint: --as-of takes 2026-11-02 or a later day
    [exit 1]

    $ hours show ''
    error: invalid value `` for ENTRY|PACKAGE: no entry is named
    hint: write 17 or an entry's id
    [exit 2]

    $ hours show
    error: missing: ENTRY or PACKAGE
    hint: hours show --help tells how it is written; an entry is written as 17, for a shell takes what stands behind a # for a comment
    [exit 2]

    $ hours show acme
    error: `acme` is a client, no entry or package
    hint: hours client show acme, or hours balance acme
    [exit 1]
    "#);
}

#[test]
fn a4_a_number_is_an_entrys_also_where_a_client_or_a_package_goes_by_it() {
    let desk = Desk::open();
    desk.ok("client add 2 Two");
    desk.ok("buy 2 1h --name 3");
    desk.ok("client add 9 Nine");
    assert!(desk.ok("show 2").starts_with("#2  client"), "a client of that name is no reason not to show the entry");
    let shown = desk.sh("show 3");
    assert!(shown.starts_with("3  1h for ") && shown.contains("note: `3` is the number of an entry, too"), "{shown}");
    assert!(desk.ok("show '#3'").starts_with("#3  purchase"));
    assert!(desk.sh("show 9").contains("`9` is a client, no entry or package"));
}

#[test]
fn h2_a_fixed_call_is_explained_by_the_terms_it_was_worked_off_by() {
    let desk = Desk::with_package();
    desk.ok("log acme 20m first --on 2026-11-03");
    desk.ok("close acme --through 2026-11-10");
    let before = desk.ok("show 4");
    desk.ok("client set acme --increment 1h --from 2026-11-01");
    assert_eq!(desk.ok("show 4"), before);
    assert!(before.contains("rounded up to a multiple of 15m: 30m"), "{before}");
}

#[test]
fn h1_a_package_shows_a_refund_after_the_calls_that_it_fixed() {
    let desk = Desk::with_package();
    desk.ok("log acme 8h first");
    desk.ok("refund acme-1 1h");
    desk.ok("log acme 1h second");
    let shown = desk.ok("show acme-1");
    let places = ["first", "refund", "second"].map(|word| shown.find(&format!("  {word}  ")).expect(word));
    assert!(places.is_sorted(), "{shown}");
}

#[test]
fn a7_what_is_shown_of_a_day_knows_no_later_one() {
    let desk = Desk::with_client();
    desk.ok("log acme 2h first --on 2026-11-10");
    desk.ok("buy acme 10h --on 2026-11-15 --until 2026-11-30");
    desk.ok("settle acme --package acme-1 --on 2026-11-18");
    desk.ok("log acme 11h second --on 2026-11-16");
    desk.ok("invoice issue acme --date 2026-11-20");
    desk.ok("extend acme-1 --until 2026-12-31 --on 2026-11-21");
    desk.ok("invoice credit 2026-0001 --reason mistake --date 2026-11-22");
    let without_ids = |text: String| {
        let lines =
            text.lines().filter(|line| !line.contains("recorded") && !line.contains("  id ") && !line.contains("{\""));
        lines.collect::<Vec<_>>().join("\n")
    };
    assert_snapshot!(without_ids(desk.session(&[
        "show 3 --as-of 2026-11-12",
        "show 3",
        "show 6 --as-of 2026-11-19",
        "show 6 --as-of 2026-11-20",
        "show 6",
        "show acme-1 --as-of 2026-11-19",
        "show acme-1 --as-of 2026-11-21",
        "show acme-1",
    ])), @"
    $ hours show 3 --as-of 2026-11-12
    #3  call  first
      acme, Tue 2026-11-10
      worked 2h, charged 2h
      2h over at 150.00 = 300.00 EUR, to be billed (G2, G3)
      fixed by a barrier: no later entry changes it (H2)

    $ hours show 3
    #3  call  first
      acme, Tue 2026-11-10
      worked 2h, charged 2h
      2h from acme-1, settled on 2026-11-18 by #5 (G4)
      passed over acme-1: not valid yet (F1)
      fixed by a barrier: no later entry changes it (H2)

    $ hours show 6 --as-of 2026-11-19
    #6  call  second
      acme, Mon 2026-11-16
      worked 11h, charged 11h
      8h from acme-1
      3h over at 150.00 = 450.00 EUR, to be billed (G2, G3)
      fixed by a barrier: no later entry changes it (H2)

    $ hours show 6 --as-of 2026-11-20
    #6  call  second
      acme, Mon 2026-11-16
      worked 11h, charged 11h
      8h from acme-1
      3h over at 150.00 = 450.00 EUR, billed (G2, G3)
      3h on invoice 2026-0001 of 2026-11-20 (J2)
      fixed by a barrier: no later entry changes it (H2)

    $ hours show 6
    #6  call  second
      acme, Mon 2026-11-16
      worked 11h, charged 11h
      8h from acme-1
      3h over at 150.00 = 450.00 EUR, to be billed (G2, G3)
      3h on invoice 2026-0001 of 2026-11-20, credited on 2026-11-22 (J2)
      fixed by a barrier: no later entry changes it (H2)

    $ hours show acme-1 --as-of 2026-11-19
    acme-1  10h for 1,500.00 EUR gross (1,260.50 net + 239.50 VAT), bought 2026-11-15 (#4) by acme, until 2026-11-30, all services
      on 2026-11-19: used, 10h drawn, nothing left
      date        entry  drawn  what    rest
      2026-11-16  #6        8h  second  2h left  (3h went over)
      2026-11-18  #3        2h  first   nothing left  (settled)

    $ hours show acme-1 --as-of 2026-11-21
    acme-1  10h for 1,500.00 EUR gross (1,260.50 net + 239.50 VAT), bought 2026-11-15 (#4) by acme, until 2026-12-31, all services
      on invoice 2026-0001 of 2026-11-20 (J2)
      extended on 2026-11-21 until 2026-12-31 (#8)
      on 2026-11-21: used, 10h drawn, nothing left
      date        entry  drawn  what    rest
      2026-11-16  #6        8h  second  2h left  (3h went over)
      2026-11-18  #3        2h  first   nothing left  (settled)

    $ hours show acme-1
    acme-1  10h for 1,500.00 EUR gross (1,260.50 net + 239.50 VAT), bought 2026-11-15 (#4) by acme, until 2026-12-31, all services
      on invoice 2026-0001 of 2026-11-20, credited on 2026-11-22 (J2)
      extended on 2026-11-21 until 2026-12-31 (#8)
      on 2026-11-23: used, 10h drawn, nothing left
      date        entry  drawn  what    rest
      2026-11-16  #6        8h  second  2h left  (3h went over)
      2026-11-18  #3        2h  first   nothing left  (settled)
    ");
    let explained = |as_of| {
        let told = desk.run(&["show", "3", "--format", "json", "--as-of", as_of]);
        let told: serde_json::Value = serde_json::from_str(&told).expect("JSON");
        (told["entry"]["draws"].as_array().map(Vec::len), told["explanation"]["draws"].as_array().map(Vec::len))
    };
    assert_eq!(explained("2026-11-12"), (Some(0), Some(0)));
    assert_eq!(explained("2026-11-18"), (Some(1), Some(1)));
}

#[test]
fn j2_what_stands_on_an_invoice_says_on_which() {
    let desk = Desk::bare();
    let fixture = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/ledgers/invoices.jsonl");
    for what in ["37", "39", "mueller-3"] {
        let text = desk.run(&["show", what, "-f", fixture, "--as-of", "2026-11-23"]);
        assert!(text.contains("  on invoice 2025-0011 of 2025-08-31 (J2)\n"), "{what}: {text}");
        let json = desk.run(&["show", what, "-f", fixture, "--as-of", "2026-11-23", "--format", "json"]);
        assert!(json.contains("\"invoice\": \"2025-0011\""), "{what}: {json}");
        let before = desk.run(&["show", what, "-f", fixture, "--as-of", "2025-08-30", "--format", "json"]);
        assert!(!before.contains("2025-0011"), "{what}: {before}");
    }
}

#[test]
fn h3_a_package_that_was_booked_late_says_so() {
    let desk = Desk::with_package();
    desk.ok("close acme --through 2026-11-10");
    desk.ok("buy acme 1h --on 2026-11-05 --name late --late");
    assert_snapshot!(desk.sh("show late"), @"
    late  1h for 150.00 EUR gross (126.05 net + 23.95 VAT), bought 2026-11-05 (#5) by acme, no end, all services  [late]
      on 2026-11-23: open, 0m drawn, 1h left
    ");
    let is_late = |name| desk.run(&["show", name, "--format", "json"]).contains("\"late\": true");
    assert_eq!(["acme-1", "late"].map(is_late), [false, true]);
}

#[test]
fn g4_a_settlement_says_what_it_settled() {
    let desk = Desk::with_client();
    desk.ok("log acme 1h Move --on 2026-11-19");
    desk.ok("log acme 2h Wires --on 2026-11-20");
    desk.ok("buy acme 10h --on 2026-11-21");
    desk.ok("settle acme --package acme-1 --on 2026-11-22");
    let shown = desk.ok("show 6");
    let told =
        "\n  1h of #3 (Move), worked on Thu 2026-11-19 (G4)\n  2h of #4 (Wires), worked on Fri 2026-11-20 (G4)\n";
    assert!(shown.contains(told), "{shown}");
    let json = desk.ok("show 6 --format json");
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json["settled"], serde_json::json!([{"seq": 3, "minutes": 60}, {"seq": 4, "minutes": 120}]));
    // Before its day it had settled nothing.
    assert!(!desk.ok("show 6 --as-of 2026-11-21").contains("(G4)"));
    desk.ok("void 6 --reason mistake");
    assert!(!desk.ok("show 6").contains("(G4)"));
}

#[test]
fn h3_whatever_was_booked_late_shows_so_on_its_package() {
    let desk = Desk::with_client();
    desk.ok("close acme --through 2026-11-15");
    desk.ok("log acme 1h first --on 2026-11-09 --late");
    desk.ok("buy acme 2h --on 2026-11-10 --until 2026-12-20 --late");
    desk.ok("log acme 30m second --on 2026-11-11 --late");
    desk.ok("settle acme --package acme-1 --on 2026-11-12 --late");
    desk.ok("extend acme-1 --until 2026-12-31 --on 2026-11-14 --late");
    desk.ok("log acme 15m third --on 2026-11-20");
    assert_snapshot!(desk.session(&["show acme-1", "balance --packages", "balance --packages --format csv"]), @"
    $ hours show acme-1
    acme-1  2h for 300.00 EUR gross (252.10 net + 47.90 VAT), bought 2026-11-10 (#5) by acme, until 2026-12-31, all services  [late]
      extended on 2026-11-14 until 2026-12-31 (#8)  [late]
      on 2026-11-23: open, 1h45m drawn, 15m left
      date        entry  drawn  what    rest
      2026-11-11  #6       30m  second  1h30m left  [late]
      2026-11-12  #4        1h  first   30m left  (settled)  [late]
      2026-11-20  #9       15m  third   15m left

    $ hours balance --packages
    client  package  state        size   used  refunded  left  from        until       services
    acme    acme-1   open [late]    2h  1h45m             15m  2026-11-10  2026-12-31  all

    $ hours balance --packages --format csv
    client,package,state,grant,size_minutes,drawn_minutes,refunded_minutes,expired_minutes,left_minutes,from,until,services,price,currency,prices,vat_rate,late
    acme,acme-1,open,false,120,105,0,0,15,2026-11-10,2026-12-31,,300.00,EUR,gross,19,true
    ");
    let shown = desk.ok("show acme-1 --format json");
    assert_eq!((shown.matches("\"late\": true").count(), shown.matches("\"late\": false").count()), (4, 1), "{shown}");
}

#[test]
fn h2_what_a_barrier_fixed_was_fixed_until_it_was_taken_back() {
    let desk = Desk::with_package();
    desk.ok("log acme 45m VPN --on 2026-11-05");
    desk.ok("close acme --through 2026-11-10");
    assert!(desk.ok("show 4").contains("  fixed by a barrier: no later entry changes it (H2)\n"));
    desk.ok("void 4 --reason wrong --late");
    let said = desk.ok("show 4");
    let told = "  fixed by a barrier: until it was taken back, no later entry changed it (H2)\n";
    assert!(said.contains("taken back: #6") && said.contains(told), "{said}");
}
