//! `hours amend`

use insta::assert_snapshot;

use crate::desk::Desk;

#[test]
fn i3_a_call_is_replaced_by_a_corrected_one() {
    let desk = Desk::with_package();
    desk.ok("log acme 3h 'Server restore' --case T-81 --contact Öz --on 2026-11-20 --at 09:00");
    assert_snapshot!(desk.session(&[
        "amend 4 2h30m --reason 'one step was theirs'",
        "entries",
        "show 4",
        "show 5",
        "statement acme",
    ]), @r#"
    $ hours amend 4 2h30m --reason 'one step was theirs'
    #5  acme  Fri 2026-11-20  worked 2h30m, charged 2h30m  Server restore  (instead of #4 (Server restore, 3h))
        2h30m from acme-1; acme has 7h30m left of 10h

    $ hours entries
    entry  date        client  kind      worked  charged  what
       #1  2026-11-23          open                       opened for Kaffee IT
       #2  2026-11-23  acme    client                     acme: name ACME GmbH
       #3  2026-11-02  acme    purchase                   acme-1  10h for 1,500.00 EUR gross, from 2026-11-02, no end
       #4  2026-11-20  acme    call          3h        –  Server restore  (T-81)  [void by #5]
       #5  2026-11-20  acme    amend      2h30m    2h30m  Server restore (instead of #4 (Server restore, 3h): one step was theirs)  (T-81)

    $ hours show 4
    #4  call  Server restore
      acme, Fri 2026-11-20, at 09:00, case T-81, with Öz
      taken back: #5, Server restore (instead of #4 (Server restore, 3h): one step was theirs)
      before that:
      worked 3h, charged 3h
      3h from acme-1
      recorded 2026-11-23T09:00:03.000000Z by nina
      id <id>
      {"seq":4,"id":"<id>","recorded":"2026-11-23T09:00:03.000000Z","by":"nina","kind":"call","client":"acme","date":"2026-11-20","start":"09:00","minutes":180,"case":"T-81","contact":"Öz","note":"Server restore","hash":"<hash>"}

    $ hours show 5
    #5  amend  Server restore (instead of #4 (Server restore, 3h): one step was theirs)
      acme, Fri 2026-11-20, at 09:00, case T-81, with Öz
      worked 2h30m, charged 2h30m
      2h30m from acme-1
      recorded 2026-11-23T09:00:04.000000Z by nina
      id <id>
      {"seq":5,"id":"<id>","recorded":"2026-11-23T09:00:04.000000Z","by":"nina","kind":"amend","entry":"<id>","reason":"one step was theirs","client":"acme","date":"2026-11-20","start":"09:00","minutes":150,"case":"T-81","contact":"Öz","note":"Server restore","hash":"<hash>"}

    $ hours statement acme
    ACME GmbH – support hours, 2026-11-02 to 2026-11-23

    date        what                    worked  charged  balance
                opening balance                               0m
    2026-11-02  acme-1: package of 10h                       10h
    2026-11-20  Server restore (T-81)    2h30m    2h30m    7h30m
                closing balance          2h30m    2h30m    7h30m

    Kaffee IT, ledger <short> up to entry #5, head <hash>
    "#);
}

#[test]
fn every_part_of_a_call_can_be_corrected() {
    let desk = Desk::with_package();
    desk.ok("client add beta Beta");
    desk.ok("service add onsite --factor 2");
    desk.ok("log acme 1h 'Mail' --id mail --case T-1");
    assert_snapshot!(desk.session(&[
        "amend mail --note 'Mail migration' --on 2026-11-20 --at 14:00 --service onsite --factor 1.5 --case T-2 --contact Öz --package acme-1",
        "amend 7 --clear at --clear service --clear factor --clear contact --clear case --clear package --clear note",
        "amend 8 --goodwill 'our mistake'",
        "amend 9 --clear goodwill --client beta",
        "balance",
    ]), @"
    $ hours amend mail --note 'Mail migration' --on 2026-11-20 --at 14:00 --service onsite --factor 1.5 --case T-2 --contact Öz --package acme-1
    #7  acme  Fri 2026-11-20  worked 1h, charged 2h  Mail migration  (instead of #6 (Mail, 1h))
        2h from acme-1; acme has 8h left of 10h

    $ hours amend 7 --clear at --clear service --clear factor --clear contact --clear case --clear package --clear note
    #8  acme  Fri 2026-11-20  worked 1h, charged 1h  (instead of #7 (Mail migration, 1h))
        1h from acme-1; acme has 9h left of 10h

    $ hours amend 8 --goodwill 'our mistake'
    #9  acme  Fri 2026-11-20  worked 1h, goodwill instead of 1h  (instead of #8 (call, 1h))
        acme has 10h left

    $ hours amend 9 --clear goodwill --client beta
    #10  beta  Fri 2026-11-20  worked 1h, charged 1h  (instead of #9 (call, 1h))
        1h over; beta has nothing left
        acme has 10h left
    warning: beta is 1h over: 150.00 EUR gross to invoice
    warning: beta never had a package

    $ hours balance
    client  left  used  over  to invoice  last call   state
    acme     10h    0m                 –  –           ok
    beta      0m    1h    1h  150.00 EUR  2026-11-20  over, no package
    ");
    assert_snapshot!(desk.sh("amend 10 14:05-14:50 --client acme --format json"), @r#"
    {
      "schema": "hours.receipt/1",
      "entries": [
        {
          "seq": 11,
          "id": "<id>",
          "kind": "amend"
        }
      ],
      "already": false,
      "dry_run": false,
      "balance": {
        "schema": "hours.balance/1",
        "as_of": "2026-11-23",
        "clients": [
          {
            "client": "acme",
            "name": "ACME GmbH",
            "currency": "EUR",
            "left_minutes": 555,
            "upcoming_minutes": 0,
            "expired_minutes": 0,
            "refunded_minutes": 0,
            "worked_minutes": 45,
            "charged_minutes": 45,
            "goodwill_minutes": 0,
            "overage_minutes": 0,
            "overage_amount": "0.00",
            "billable_minutes": 0,
            "billable_amount": "0.00",
            "prices": "gross",
            "last_call": "2026-11-20",
            "packages": [
              {
                "package": "acme-1",
                "state": "open",
                "grant": false,
                "size_minutes": 600,
                "drawn_minutes": 45,
                "refunded_minutes": 0,
                "expired_minutes": 0,
                "left_minutes": 555,
                "from": "2026-11-02",
                "until": null,
                "services": [],
                "price": "1500.00",
                "prices": "gross",
                "vat_rate": "19",
                "late": false
              }
            ],
            "warnings": []
          }
        ]
      },
      "other_balance": {
        "schema": "hours.balance/1",
        "as_of": "2026-11-23",
        "clients": [
          {
            "client": "beta",
            "name": "Beta",
            "currency": "EUR",
            "left_minutes": 0,
            "upcoming_minutes": 0,
            "expired_minutes": 0,
            "refunded_minutes": 0,
            "worked_minutes": 0,
            "charged_minutes": 0,
            "goodwill_minutes": 0,
            "overage_minutes": 0,
            "overage_amount": "0.00",
            "billable_minutes": 0,
            "billable_amount": "0.00",
            "prices": "gross",
            "last_call": null,
            "packages": [],
            "warnings": [
              {
                "code": "none",
                "minutes": 0
              }
            ]
          }
        ]
      },
      "call": {
        "seq": 11,
        "id": "<id>",
        "recorded": "2026-11-23T09:00:11.000000Z",
        "by": "nina",
        "kind": "amend",
        "replaces": "<id>",
        "reason": null,
        "client": "acme",
        "date": "2026-11-20",
        "start": "14:05",
        "worked_minutes": 45,
        "charged_minutes": 45,
        "goodwill_minutes": 0,
        "case": null,
        "service": null,
        "factor": "1",
        "package": null,
        "goodwill": null,
        "contact": null,
        "note": null,
        "late": false,
        "void": false,
        "draws": [
          {
            "package": "acme-1",
            "minutes": 45,
            "date": "2026-11-20"
          }
        ],
        "overage": {
          "minutes": 0,
          "amount": "0.00",
          "class": null,
          "invoice": null,
          "billed_minutes": 0
        },
        "currency": "EUR"
      },
      "ledger": "<hash>",
      "seq": 11,
      "head": "<hash>"
    }
    warning: beta never had a package
    "#);
}

#[test]
fn f4_a_package_that_the_old_call_named_is_left_out_where_it_is_not_valid() {
    let desk = Desk::with_package();
    desk.ok("buy acme 1h --on 2026-11-10 --name new");
    desk.ok("log acme 30m --on 2026-11-20 --package new");
    assert_snapshot!(desk.session(&[
        "amend 5 --on 2026-11-05",
        "amend 5 --on 2026-11-05 --package new",
        "amend 5 --on 2026-11-05 --clear package",
    ]), @"
    $ hours amend 5 --on 2026-11-05
    error: package `new` cannot be drawn on 2026-11-05: not valid yet
    hint: the old call names it; add --clear package to draw on what is valid
    [exit 1]

    $ hours amend 5 --on 2026-11-05 --package new
    error: package `new` cannot be drawn on 2026-11-05: not valid yet
    hint: --clear package instead of --package draws on what is valid
    [exit 1]

    $ hours amend 5 --on 2026-11-05 --clear package
    #6  acme  Thu 2026-11-05  worked 30m, charged 30m  (instead of #5 (call, 30m))
        30m from acme-1; acme has 10h30m left of 11h
    ");
}

#[test]
fn no_field_is_stated_and_cleared_at_once() {
    let desk = Desk::with_package();
    desk.ok("service add onsite");
    desk.ok("log acme 1h first");
    let stated = [
        ("at", "--at 09:00"),
        ("at", "14:05-14:50"),
        ("case", "--case T-1"),
        ("service", "--service onsite"),
        ("factor", "--factor 2"),
        ("package", "--package acme-1"),
        ("goodwill", "--goodwill mine"),
        ("contact", "--contact Öz"),
        ("note", "--note other"),
        ("note", "1h other"),
    ];
    for (field, option) in stated {
        let said = desk.sh(&format!("amend 5 {option} --clear {field}"));
        let refused =
            format!("error: `{field}` is stated and cleared at once\nhint: leave out one of the two\n[exit 1]\n");
        assert_eq!(said, refused, "{option}");
    }
    assert_eq!(desk.entries(), 5);
}

#[test]
fn i3_the_rules_of_void_apply_to_the_old_one() {
    let desk = Desk::with_package();
    desk.ok("log acme 1h first --on 2026-11-03");
    desk.ok("close acme --through 2026-11-10");
    desk.ok("log acme 1h second");
    desk.ok("void 6 --reason wrong");
    assert_snapshot!(desk.session(&[
        "amend 6 2h",
        "amend 4 2h",
        "amend 4 2h --late",
        "amend 4 3h --late",
        "amend 3 2h",
        "amend 1 2h",
        "amend 8 2h",
        "amend 99 2h",
        "amend 8 25h --long --late",
        "amend 8 30m note --note twice",
        "amend 8 --client amce --late",
    ]), @"
    $ hours amend 6 2h
    error: entry `#6` was taken back by #7 already
    hint: what is taken back stays so; write a new entry
    [exit 1]

    $ hours amend 4 2h
    error: `2026-11-03` is in the period closed through 2026-11-10
    hint: add --late to book it all the same; it shows as late in every list
    [exit 1]

    $ hours amend 4 2h --late
    #8  acme  Tue 2026-11-03  worked 2h, charged 2h  first  (instead of #4 (first, 1h))  [late]
        2h from acme-1; acme has 8h left of 10h

    $ hours amend 4 3h --late
    error: entry `#4` was taken back by #8 already
    hint: #8 stands in its place: amend that one, or take it back
    [exit 1]

    $ hours amend 3 2h
    error: entry `#3` is of kind `purchase`; only calls are amended
    hint: hours void 3 --reason TEXT takes it back; write it anew
    [exit 1]

    $ hours amend 1 2h
    error: entry `#1` is of kind `open`; only calls are amended
    [exit 1]

    $ hours amend 8 2h
    error: nothing would change
    hint: name what shall be different; the same command with --help lists what can be
    [exit 1]

    $ hours amend 99 2h
    error: no entry `99`
    hint: hours entries shows those there are; name one as 17 or by its id
    [exit 1]

    $ hours amend 8 25h --long --late
    error: a call of `25h` is longer than 24h
    hint: write one call for each day
    [exit 1]

    $ hours amend 8 30m note --note twice
    error: `NOTE` and `--note` do not go together
    hint: hours amend --help tells how it is written
    [exit 2]

    $ hours amend 8 --client amce --late
    error: no client `amce`
    hint: did you mean `acme`? (hours client list)
    [exit 1]
    ");
}

#[test]
fn i2_what_was_taken_back_is_told_so_even_where_nothing_else_would_change() {
    let desk = Desk::with_package();
    desk.ok("log acme 3h Move");
    desk.ok("amend 4 2h");
    assert_snapshot!(desk.session(&["amend 4 3h", "amend 4 4h"]), @"
    $ hours amend 4 3h
    error: entry `#4` was taken back by #5 already
    hint: #5 stands in its place: amend that one, or take it back
    [exit 1]

    $ hours amend 4 4h
    error: entry `#4` was taken back by #5 already
    hint: #5 stands in its place: amend that one, or take it back
    [exit 1]
    ");
}

#[test]
fn a_moved_call_is_told_to_whom_it_was_taken_from_who_has_other_calls_and_no_package() {
    let desk = Desk::with_package();
    desk.ok("client add beta B");
    desk.ok("log beta 2h Move --on 2026-11-20");
    desk.ok("log beta 1h Mail --on 2026-11-21");
    let said = desk.sh("amend 6 --client acme");
    assert!(said.contains("\n    beta has nothing left\n"), "{said}");
    assert!(said.contains("warning: beta is 2h over: 300.00 EUR gross to invoice\n"), "{said}");
    // And of nobody else when it only is another call.
    assert!(!desk.sh("amend 7 --note Post").contains("beta"));
}

#[test]
fn a_moved_call_is_told_to_whom_it_was_taken_from_who_has_nothing_else_too() {
    let desk = Desk::with_package();
    desk.ok("client add beta B");
    desk.ok("log beta 2h Move --on 2026-11-20");
    assert_snapshot!(desk.session(&["amend 5 --client acme", "void 6 --reason 'it was beta'"]), @"
    $ hours amend 5 --client acme
    #6  acme  Fri 2026-11-20  worked 2h, charged 2h  Move  (instead of #5 (Move, 2h))
        2h from acme-1; acme has 8h left of 10h
        beta has nothing left
    warning: beta never had a package

    $ hours void 6 --reason 'it was beta'
    #7  void of #6 (Move, 2h): it was beta; #5 (Move, 2h) counts again
        acme has 10h left (8h left before)
        beta has nothing left
    warning: beta is 2h over: 300.00 EUR gross to invoice
    warning: beta never had a package
    ");
}

#[test]
fn b4_a_call_that_is_moved_to_a_time_still_to_come_is_told_of_as_it_is_logged() {
    let desk = Desk::with_package();
    desk.ok("log acme 45m x --on friday --at 23:00");
    for (line, start, then, way) in [
        ("amend 4 --on today -n", "23:00", "yesterday", "say --on yesterday"),
        ("amend 4 --on today", "23:00", "yesterday", "hours amend 5 --on yesterday"),
        ("amend 5 --at 22:00 -n", "22:00", "yesterday", "add --on yesterday"),
        ("amend 5 --at 22:00", "22:00", "yesterday", "hours amend 6 --on yesterday"),
        ("amend 6 23:00-00:20", "23:00", "last night", "hours amend 7 --on yesterday"),
    ] {
        let said = desk.sh(line);
        let hint = format!("hint: {start} of today is still to come; if it was {then}: {way}\n");
        assert!(said.ends_with(&hint), "{line}\n{said}");
    }
    for line in ["amend 7 --note 'It was told before'", "amend 8 --on yesterday", "amend 9 --at 08:00 --on today"] {
        assert!(!desk.sh(line).contains("still to come"), "{line}");
    }
}

#[test]
fn f4_a_named_package_stays_with_its_client_when_a_call_is_moved_and_that_is_said() {
    let desk = Desk::with_package();
    desk.ok("client add beta Beta");
    desk.ok("buy beta 1h --on 2026-11-02");
    let note = "note: the old call named acme-1, which is not this client's: it draws on what is valid\n";
    for (more, is_said) in [("", true), (" --clear package", false), (" --package beta-1", false)] {
        desk.ok("log acme 15m x --package acme-1");
        let said = desk.sh(&format!("amend {} --client beta{more}", desk.entries()));
        assert_eq!(said.contains(note), is_said, "{more}: {said}");
        assert!(said.contains("15m from beta-1"), "{said}");
    }
}
