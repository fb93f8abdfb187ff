//! `hours log`

use insta::assert_snapshot;

use crate::desk::Desk;

#[test]
fn e1_a_call_shows_worked_and_charged_time_and_what_is_left() {
    let desk = Desk::with_package();
    assert_snapshot!(desk.session(&[
        "log acme 1h20 'VPN down after update' --on yesterday",
        "log acme 6h45m 'Mail migration'",
        "log acme 3h 'Server restore'",
    ]), @"
    $ hours log acme 1h20 'VPN down after update' --on yesterday
    #4  acme  Sun 2026-11-22  worked 1h20m, charged 1h30m  VPN down after update
        1h30m from acme-1; acme has 8h30m left of 10h

    $ hours log acme 6h45m 'Mail migration'
    #5  acme  Mon 2026-11-23  worked 6h45m, charged 6h45m  Mail migration
        6h45m from acme-1; acme has 1h45m left of 10h
    warning: acme is low: 1h45m left, 17.5 % of 10h

    $ hours log acme 3h 'Server restore'
    #6  acme  Mon 2026-11-23  worked 3h, charged 3h  Server restore
        1h45m from acme-1, 1h15m over; acme has nothing left
    warning: acme is out of hours
    warning: acme is 1h15m over: 187.50 EUR gross to invoice
    ");
}

#[test]
fn a_call_with_everything() {
    let desk = Desk::with_package();
    desk.ok("service add onsite --factor 1.5");
    assert_snapshot!(desk.session(&[
        "log acme 14:05-14:50 'Printer moved' --on 2026-11-20 --case T-81 --service onsite --factor 2 --package acme-1 --contact 'Frau Öz'",
        "entries --kind call",
        "log acme 45m --at 09:15 --on friday --id from-phone --by max",
    ]), @"
    $ hours log acme 14:05-14:50 'Printer moved' --on 2026-11-20 --case T-81 --service onsite --factor 2 --package acme-1 --contact 'Frau Öz'
    #5  acme  Fri 2026-11-20  worked 45m, charged 1h30m  Printer moved
        1h30m from acme-1; acme has 8h30m left of 10h

    $ hours entries --kind call
    entry  date        client  kind  worked  charged  what
       #5  2026-11-20  acme    call     45m    1h30m  Printer moved  (T-81)

    $ hours log acme 45m --at 09:15 --on friday --id from-phone --by max
    #6  acme  Fri 2026-11-20  worked 45m, charged 45m
        45m from acme-1; acme has 7h45m left of 10h
    ");
    assert_snapshot!(desk.sh("log acme 13h 'Night shift' --long --format json --case T-82"), @r#"
    {
      "schema": "hours.receipt/1",
      "entries": [
        {
          "seq": 7,
          "id": "<id>",
          "kind": "call"
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
            "left_minutes": 0,
            "upcoming_minutes": 0,
            "expired_minutes": 0,
            "refunded_minutes": 0,
            "worked_minutes": 870,
            "charged_minutes": 915,
            "goodwill_minutes": 0,
            "overage_minutes": 315,
            "overage_amount": "787.50",
            "billable_minutes": 315,
            "billable_amount": "787.50",
            "prices": "gross",
            "last_call": "2026-11-23",
            "packages": [
              {
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
                "late": false
              }
            ],
            "warnings": [
              {
                "code": "exhausted",
                "minutes": 0
              },
              {
                "code": "overage",
                "minutes": 315,
                "amount": "787.50",
                "billable_minutes": 315,
                "billable_amount": "787.50"
              }
            ]
          }
        ]
      },
      "call": {
        "seq": 7,
        "id": "<id>",
        "recorded": "2026-11-23T09:00:07.000000Z",
        "by": "nina",
        "kind": "call",
        "client": "acme",
        "date": "2026-11-23",
        "start": null,
        "worked_minutes": 780,
        "charged_minutes": 780,
        "goodwill_minutes": 0,
        "case": "T-82",
        "service": null,
        "factor": "1",
        "package": null,
        "goodwill": null,
        "contact": null,
        "note": "Night shift",
        "late": false,
        "void": false,
        "draws": [
          {
            "package": "acme-1",
            "minutes": 465,
            "date": "2026-11-23"
          }
        ],
        "overage": {
          "minutes": 315,
          "amount": "787.50",
          "class": "bill",
          "invoice": null,
          "billed_minutes": 0
        },
        "currency": "EUR"
      },
      "ledger": "<hash>",
      "seq": 7,
      "head": "<hash>"
    }
    warning: acme is out of hours
    warning: acme is 5h15m over: 787.50 EUR gross to invoice
    "#);
}

#[test]
fn a4_every_entry_says_who_when_and_which() {
    let desk = Desk::with_client();
    desk.ok("log acme 45m VPN --id call-1");
    let line = desk.ledger().lines().last().expect("a line").to_owned();
    let from = |key: &str| line.find(&format!("\"{key}\":")).unwrap_or_else(|| panic!("no {key} in {line}"));
    let places: Vec<usize> = ["seq", "id", "recorded", "by", "kind", "client", "hash"].map(from).to_vec();
    assert!(places.is_sorted(), "{line}");
    assert!(
        line.contains(r#""seq":3,"id":"call-1","recorded":"2026-11-23T09:00:02.000000Z","by":"nina","kind":"call""#),
        "{line}"
    );
    assert_snapshot!(desk.session(&["show #3", "show call-1", "show call"]), @r#"
    $ hours show #3
    #3  call  VPN
      acme, Mon 2026-11-23
      worked 45m, charged 45m
      45m over at 150.00 = 112.50 EUR, to be billed (G2, G3)
      recorded 2026-11-23T09:00:02.000000Z by nina
      id call-1
      {"seq":3,"id":"call-1","recorded":"2026-11-23T09:00:02.000000Z","by":"nina","kind":"call","client":"acme","date":"2026-11-23","minutes":45,"note":"VPN","hash":"<hash>"}

    $ hours show call-1
    #3  call  VPN
      acme, Mon 2026-11-23
      worked 45m, charged 45m
      45m over at 150.00 = 112.50 EUR, to be billed (G2, G3)
      recorded 2026-11-23T09:00:02.000000Z by nina
      id call-1
      {"seq":3,"id":"call-1","recorded":"2026-11-23T09:00:02.000000Z","by":"nina","kind":"call","client":"acme","date":"2026-11-23","minutes":45,"note":"VPN","hash":"<hash>"}

    $ hours show call
    #3  call  VPN
      acme, Mon 2026-11-23
      worked 45m, charged 45m
      45m over at 150.00 = 112.50 EUR, to be billed (G2, G3)
      recorded 2026-11-23T09:00:02.000000Z by nina
      id call-1
      {"seq":3,"id":"call-1","recorded":"2026-11-23T09:00:02.000000Z","by":"nina","kind":"call","client":"acme","date":"2026-11-23","minutes":45,"note":"VPN","hash":"<hash>"}
    "#);
    // `recorded` is later than the line before, even where the clock went back.
    let back =
        desk.command(&["log", "acme", "15m", "--on", "2026-11-23"]).env("HOURS_NOW", "2026-11-23T08:30:00Z").output();
    assert!(back.expect("the program runs").status.success());
    let line = desk.ledger().lines().last().expect("a line").to_owned();
    assert!(line.contains(r#""recorded":"2026-11-23T09:00:02.000001Z""#) && line.contains("\"clock\":"), "{line}");
}

#[test]
fn a8_entries_between_barriers_may_come_in_any_order() {
    let entries = [
        "buy acme 2h --on 2026-11-03 --name b --until 2026-12-31",
        "buy acme 1h --on 2026-11-02 --name a --until 2026-12-01",
        "log acme 50m one --on 2026-11-04 --case T1 --at 09:00",
        "log acme 4m two --on 2026-11-04 --case T1 --at 10:00",
        "log acme 2h three --on 2026-11-03",
        "log acme 45m four --on 2026-11-05",
    ];
    let figures = |order: &[usize]| {
        let desk = Desk::with_client();
        for at in order {
            desk.ok(entries[*at]);
        }
        (
            desk.ok("balance"),
            desk.ok("balance --packages"),
            desk.ok("statement acme --format csv").replace(char::is_numeric, ""),
        )
    };
    let straight = figures(&[0, 1, 2, 3, 4, 5]);
    let (balance, packages, _) = figures(&[5, 3, 1, 4, 2, 0]);
    assert_eq!((balance, packages), (straight.0.clone(), straight.1.clone()));
    let (balance, packages, _) = figures(&[2, 4, 0, 5, 3, 1]);
    assert_eq!((balance, packages), (straight.0, straight.1));
}

#[test]
fn b1_time_is_written_in_many_ways_but_never_as_a_bare_number() {
    let desk = Desk::with_package();
    for time in ["1h30m", "1h30", "1h 30m", "1:30", "1.5h", "1,5h", "PT1H30M", "90m"] {
        let said = desk.output(&["log", "acme", time, "--dry-run"]);
        let said = String::from_utf8(said.stdout).expect("UTF-8");
        assert!(said.contains("worked 1h30m"), "{time}: {said}");
    }
    assert_snapshot!(desk.session(&["log acme 45 VPN", "log acme 1.33h VPN", "log acme '1h 90m' VPN", "log acme 5x VPN"]), @"
    $ hours log acme 45 VPN
    error: invalid value `45` for TIME: 45 what?
    hint: write 45m or 45h
    [exit 2]

    $ hours log acme 1.33h VPN
    error: invalid value `1.33h` for TIME: not whole minutes
    hint: write it as 1h20m
    [exit 2]

    $ hours log acme '1h 90m' VPN
    error: invalid value `1h 90m` for TIME: more than 59 minutes beside the hours
    hint: write 2h30m
    [exit 2]

    $ hours log acme 5x VPN
    error: invalid value `5x` for TIME: not a time
    hint: write it as 45m, 1h30m or 1:30
    [exit 2]
    ");
}

#[test]
fn b4_a_call_is_dated_today_or_before() {
    let desk = Desk::with_package();
    assert_snapshot!(desk.session(&[
        "log acme 15m today --on today",
        "log acme 15m yesterday --on yesterday",
        "log acme 15m 'three days ago' --on -3d",
        "log acme 15m 'last Monday' --on monday",
        "log acme 15m tomorrow --on 2026-11-24",
        "log acme 15m 'no such day' --on 2026-02-30",
        "log acme 15m German --on 23.11.2026",
        "log acme 15m 'long ago' --on 1899-12-31",
        "log acme 15m 'far away' --on 9999-12-31",
    ]), @"
    $ hours log acme 15m today --on today
    #4  acme  Mon 2026-11-23  worked 15m, charged 15m  today
        15m from acme-1; acme has 9h45m left of 10h

    $ hours log acme 15m yesterday --on yesterday
    #5  acme  Sun 2026-11-22  worked 15m, charged 15m  yesterday
        15m from acme-1; acme has 9h30m left of 10h

    $ hours log acme 15m 'three days ago' --on -3d
    #6  acme  Fri 2026-11-20  worked 15m, charged 15m  three days ago
        15m from acme-1; acme has 9h15m left of 10h

    $ hours log acme 15m 'last Monday' --on monday
    #7  acme  Mon 2026-11-16  worked 15m, charged 15m  last Monday
        15m from acme-1; acme has 9h left of 10h

    $ hours log acme 15m tomorrow --on 2026-11-24
    error: `2026-11-24` is in the future: today is 2026-11-23
    hint: work is written down when it is done
    [exit 1]

    $ hours log acme 15m 'no such day' --on 2026-02-30
    error: invalid value `2026-02-30` for --on: there is no such day
    hint: dates are written as 2026-11-23
    [exit 2]

    $ hours log acme 15m German --on 23.11.2026
    error: invalid value `23.11.2026` for --on: dates begin with the year
    hint: write it as 2026-11-23
    [exit 2]

    $ hours log acme 15m 'long ago' --on 1899-12-31
    error: `1899-12-31` is before 1900-01-01, where a ledger's calendar begins
    [exit 1]

    $ hours log acme 15m 'far away' --on 9999-12-31
    error: `9999-12-31` is in the future: today is 2026-11-23
    hint: work is written down when it is done
    [exit 1]
    ");
    // 23:30 UTC is tomorrow in Berlin.
    let late = desk.command(&["log", "acme", "15m", "--dry-run"]).env("HOURS_NOW", "2026-11-23T23:30:00Z").output();
    assert!(String::from_utf8(late.expect("the program runs").stdout).expect("UTF-8").contains("2026-11-24"));
}

#[test]
fn b5_a_call_has_bounds() {
    let desk = Desk::with_package();
    let long = format!("log acme 15m {}", "x".repeat(1001));
    assert_snapshot!(desk.session(&[
        "log acme 0m",
        "log acme 12h1m",
        "log acme 24h1m --long",
        "log acme 24h --long --on 2026-11-20",
        "log acme 12h --long --on 2026-11-21",
    ]), @"
    $ hours log acme 0m
    error: `0m` is no time at all
    hint: write how long it took, such as 45m
    [exit 1]

    $ hours log acme 12h1m
    error: a call of `12h1m` is longer than 12h
    hint: if it really took that long, add --long
    [exit 1]

    $ hours log acme 24h1m --long
    error: a call of `24h1m` is longer than 24h
    hint: write one call for each day
    [exit 1]

    $ hours log acme 24h --long --on 2026-11-20
    #4  acme  Fri 2026-11-20  worked 24h, charged 24h
        10h from acme-1, 14h over; acme has nothing left
    warning: acme is out of hours
    warning: acme is 14h over: 2,100.00 EUR gross to invoice

    $ hours log acme 12h --long --on 2026-11-21
    #5  acme  Sat 2026-11-21  worked 12h, charged 12h
        12h over; acme has nothing left
    warning: acme is out of hours
    warning: acme is 26h over: 3,900.00 EUR gross to invoice
    ");
    let (exit, said) = desk.refused(&crate::desk::words(&long).iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(exit, 1);
    assert_snapshot!(said, @"
    error: the note is longer than 1000 characters
    hint: keep it short
    [exit 1]
    ");
    let most = "😀".repeat(1000);
    assert!(desk.output(&["log", "acme", "15m", &most]).status.success());
    assert!(desk.ledger().contains(&most));
}

#[test]
fn e2_calls_of_one_case_day_and_factor_form_a_group() {
    let desk = Desk::with_package();
    desk.ok("service add onsite --factor 2");
    assert_snapshot!(desk.session(&[
        "log acme 5m 'without a case'",
        "log acme 5m 'without a case again'",
        "log acme 5m 'case' --case T1",
        "log acme 5m 'same case' --case T1",
        "log acme 5m 'same case, other factor' --case T1 --service onsite",
        "log acme 5m 'same case, other day' --case T1 --on yesterday",
        "entries --kind call",
    ]), @"
    $ hours log acme 5m 'without a case'
    #5  acme  Mon 2026-11-23  worked 5m, charged 15m  without a case
        15m from acme-1; acme has 9h45m left of 10h

    $ hours log acme 5m 'without a case again'
    #6  acme  Mon 2026-11-23  worked 5m, charged 15m  without a case again
        15m from acme-1; acme has 9h30m left of 10h

    $ hours log acme 5m 'case' --case T1
    #7  acme  Mon 2026-11-23  worked 5m, charged 15m  case
        15m from acme-1; acme has 9h15m left of 10h

    $ hours log acme 5m 'same case' --case T1
    #8  acme  Mon 2026-11-23  worked 5m, charged 0m  same case
        acme has 9h15m left of 10h

    $ hours log acme 5m 'same case, other factor' --case T1 --service onsite
    #9  acme  Mon 2026-11-23  worked 5m, charged 30m  same case, other factor
        30m from acme-1; acme has 8h45m left of 10h

    $ hours log acme 5m 'same case, other day' --case T1 --on yesterday
    #10  acme  Sun 2026-11-22  worked 5m, charged 15m  same case, other day
        15m from acme-1; acme has 8h30m left of 10h

    $ hours entries --kind call
    entry  date        client  kind  worked  charged  what
       #5  2026-11-23  acme    call      5m      15m  without a case
       #6  2026-11-23  acme    call      5m      15m  without a case again
       #7  2026-11-23  acme    call      5m      15m  case  (T1)
       #8  2026-11-23  acme    call      5m       0m  same case  (T1)
       #9  2026-11-23  acme    call      5m      30m  same case, other factor  (T1)
      #10  2026-11-22  acme    call      5m      15m  same case, other day  (T1)
    ");
}

#[test]
fn e3_time_is_raised_to_the_minimum_then_the_increment_then_multiplied() {
    let desk = Desk::with_package();
    desk.ok("client set acme --minimum 20m --increment 15m --from 2026-11-01");
    assert_snapshot!(desk.session(&[
        "log acme 5m 'raised to 20m, rounded to 30m'",
        "log acme 31m 'rounded to 45m'",
        "log acme 45m 'as it is'",
        "log acme 5m '30m times 1.25 is 37.5m, so 38m' --factor 1.25",
        "log acme 5m '30m times 0.01, so 1m' --factor 0.01",
    ]), @"
    $ hours log acme 5m 'raised to 20m, rounded to 30m'
    #5  acme  Mon 2026-11-23  worked 5m, charged 30m  raised to 20m, rounded to 30m
        30m from acme-1; acme has 9h30m left of 10h

    $ hours log acme 31m 'rounded to 45m'
    #6  acme  Mon 2026-11-23  worked 31m, charged 45m  rounded to 45m
        45m from acme-1; acme has 8h45m left of 10h

    $ hours log acme 45m 'as it is'
    #7  acme  Mon 2026-11-23  worked 45m, charged 45m  as it is
        45m from acme-1; acme has 8h left of 10h

    $ hours log acme 5m '30m times 1.25 is 37.5m, so 38m' --factor 1.25
    #8  acme  Mon 2026-11-23  worked 5m, charged 38m  30m times 1.25 is 37.5m, so 38m
        38m from acme-1; acme has 7h22m left of 10h

    $ hours log acme 5m '30m times 0.01, so 1m' --factor 0.01
    #9  acme  Mon 2026-11-23  worked 5m, charged 1m  30m times 0.01, so 1m
        1m from acme-1; acme has 7h21m left of 10h
    ");
}

#[test]
fn e4_calls_of_one_case_are_charged_together() {
    let desk = Desk::with_package();
    assert_snapshot!(desk.session(&[
        "log acme 10m first --case T1",
        "log acme 4m second --case T1",
        "log acme 5m third --case T1",
        "balance acme",
    ]), @"
    $ hours log acme 10m first --case T1
    #4  acme  Mon 2026-11-23  worked 10m, charged 15m  first
        15m from acme-1; acme has 9h45m left of 10h

    $ hours log acme 4m second --case T1
    #5  acme  Mon 2026-11-23  worked 4m, charged 0m  second
        acme has 9h45m left of 10h

    $ hours log acme 5m third --case T1
    #6  acme  Mon 2026-11-23  worked 5m, charged 15m  third
        15m from acme-1; acme has 9h30m left of 10h

    $ hours balance acme
    client   left  used  over  to invoice  last call   state
    acme    9h30m   30m                 –  2026-11-23  ok
    ");
}

#[test]
fn e5_the_larger_factor_counts_never_the_product() {
    let desk = Desk::with_package();
    desk.ok("service add onsite --factor 1.5");
    assert_snapshot!(desk.session(&[
        "log acme 1h 'the service has 1.5' --service onsite",
        "log acme 1h 'twice' --service onsite --factor 2",
        "log acme 1h 'not less' --service onsite --factor 0.5",
        "log acme 1h 'half' --factor 0.5",
    ]), @"
    $ hours log acme 1h 'the service has 1.5' --service onsite
    #5  acme  Mon 2026-11-23  worked 1h, charged 1h30m  the service has 1.5
        1h30m from acme-1; acme has 8h30m left of 10h

    $ hours log acme 1h 'twice' --service onsite --factor 2
    #6  acme  Mon 2026-11-23  worked 1h, charged 2h  twice
        2h from acme-1; acme has 6h30m left of 10h

    $ hours log acme 1h 'not less' --service onsite --factor 0.5
    #7  acme  Mon 2026-11-23  worked 1h, charged 1h30m  not less
        1h30m from acme-1; acme has 5h left of 10h

    $ hours log acme 1h 'half' --factor 0.5
    #8  acme  Mon 2026-11-23  worked 1h, charged 30m  half
        30m from acme-1; acme has 4h30m left of 10h
    ");
}

#[test]
fn e6_goodwill_is_charged_nothing_and_is_in_no_group() {
    let desk = Desk::with_package();
    assert_snapshot!(desk.session(&[
        "log acme 10m 'Our own mistake' --case T1 --goodwill 'broken by our update'",
        "log acme 10m 'Paid' --case T1",
        "show 4",
        "balance acme",
    ]), @r#"
    $ hours log acme 10m 'Our own mistake' --case T1 --goodwill 'broken by our update'
    #4  acme  Mon 2026-11-23  worked 10m, goodwill instead of 15m  Our own mistake
        acme has 10h left

    $ hours log acme 10m 'Paid' --case T1
    #5  acme  Mon 2026-11-23  worked 10m, charged 15m  Paid
        15m from acme-1; acme has 9h45m left of 10h

    $ hours show 4
    #4  call  Our own mistake
      acme, Mon 2026-11-23, case T1
      worked 10m, charged nothing as goodwill: broken by our update; by itself it would be 15m (E6)
      recorded 2026-11-23T09:00:03.000000Z by nina
      id <id>
      {"seq":4,"id":"<id>","recorded":"2026-11-23T09:00:03.000000Z","by":"nina","kind":"call","client":"acme","date":"2026-11-23","minutes":10,"case":"T1","goodwill":"broken by our update","note":"Our own mistake","hash":"<hash>"}

    $ hours balance acme
    client   left  used  over  to invoice  last call   state
    acme    9h45m   15m                 –  2026-11-23  ok
    "#);
}

#[test]
fn f1_only_a_package_that_covers_the_service_and_the_day_is_drawn() {
    let desk = Desk::with_client();
    desk.ok("service add server");
    desk.ok("buy acme 1h --on 2026-11-01 --service server --name server");
    desk.ok("buy acme 1h --on 2026-11-01 --until 2026-11-10 --name old");
    desk.ok("buy acme 1h --on 2026-11-20 --name new");
    assert_snapshot!(desk.session(&[
        "log acme 30m 'no service, so not from the server package' --on 2026-11-15",
        "log acme 30m 'on the last day' --on 2026-11-10",
        "log acme 30m server --service server --on 2026-11-15",
        "log acme 30m 'on the first day' --on 2026-11-20",
        "show 6",
    ]), @r#"
    $ hours log acme 30m 'no service, so not from the server package' --on 2026-11-15
    #7  acme  Sun 2026-11-15  worked 30m, charged 30m  no service, so not from the server package
        30m over (server is for other services, new is valid from 2026-11-20); acme has 2h left
    warning: acme is 30m over: 75.00 EUR gross to invoice
    warning: acme: old ended on 2026-11-10 with 1h lost

    $ hours log acme 30m 'on the last day' --on 2026-11-10
    #8  acme  Tue 2026-11-10  worked 30m, charged 30m  on the last day
        30m from old; acme has 2h left
    warning: acme is 30m over: 75.00 EUR gross to invoice
    warning: acme: old ended on 2026-11-10 with 30m lost

    $ hours log acme 30m server --service server --on 2026-11-15
    #9  acme  Sun 2026-11-15  worked 30m, charged 30m  server
        30m from server; acme has 1h30m left of 2h
    warning: acme is 30m over: 75.00 EUR gross to invoice
    warning: acme: old ended on 2026-11-10 with 30m lost

    $ hours log acme 30m 'on the first day' --on 2026-11-20
    #10  acme  Fri 2026-11-20  worked 30m, charged 30m  on the first day
        30m from new; acme has 1h left of 2h
    warning: acme is 30m over: 75.00 EUR gross to invoice
    warning: acme: old ended on 2026-11-10 with 30m lost

    $ hours show 6
    #6  purchase  new  1h for 150.00 EUR gross, from 2026-11-20, no end
      acme, Fri 2026-11-20
      recorded 2026-11-23T09:00:05.000000Z by nina
      id <id>
      {"seq":6,"id":"<id>","recorded":"2026-11-23T09:00:05.000000Z","by":"nina","kind":"purchase","client":"acme","package":"new","date":"2026-11-20","minutes":60,"price":"150.00 EUR","vat":"19","prices":"gross","hash":"<hash>"}
    "#);
}

#[test]
fn f2_calls_are_worked_off_by_day_then_start_none_first_then_as_recorded() {
    let desk = Desk::with_client();
    desk.ok("buy acme 1h --on 2026-11-01");
    desk.ok("log acme 30m 'the day after' --on 2026-11-11");
    desk.ok("log acme 30m afternoon --on 2026-11-10 --at 15:00");
    desk.ok("log acme 30m morning --on 2026-11-10 --at 09:00");
    desk.ok("log acme 30m 'some time' --on 2026-11-10");
    assert_snapshot!(desk.sh("statement acme"), @"
    ACME GmbH – support hours, 2026-11-01 to 2026-11-23

    date        what                   worked  charged  balance
                opening balance                              0m
    2026-11-01  acme-1: package of 1h                        1h
    2026-11-10  some time                 30m      30m      30m
    2026-11-10  morning                   30m      30m       0m
    2026-11-10  afternoon                 30m      30m     −30m
    2026-11-11  the day after             30m      30m      −1h
                closing balance            2h       2h      −1h

    Kaffee IT, ledger <short> up to entry #7, head <hash>
    ");
}

#[test]
fn f3_packages_are_drawn_by_end_then_services_then_beginning() {
    let desk = Desk::with_client();
    desk.ok("service add server");
    desk.ok("buy acme 15m --on 2026-11-01 --name no-end");
    desk.ok("buy acme 15m --on 2026-11-02 --until 2026-12-31 --name all");
    desk.ok("buy acme 15m --on 2026-11-01 --until 2026-12-31 --name earlier");
    desk.ok("buy acme 15m --on 2026-11-03 --until 2026-12-31 --service server --name server");
    desk.ok("buy acme 15m --on 2026-11-03 --until 2026-11-30 --name soon");
    assert_snapshot!(desk.session(&[
        "log acme 1h45m all --service server",
        "void 8 --reason again",
        "log acme 30m named --service server --package no-end",
    ]), @"
    $ hours log acme 1h45m all --service server
    #9  acme  Mon 2026-11-23  worked 1h45m, charged 1h45m  all
        15m from soon, 15m from server, 15m from earlier, 15m from all, 15m from no-end, 30m over; acme has nothing left
    warning: acme is out of hours
    warning: acme is 30m over: 75.00 EUR gross to invoice

    $ hours void 8 --reason again
    #10  void of #8 (soon, 15m): again
        15m of calls went over; acme has nothing left
    warning: acme is out of hours
    warning: acme is 45m over: 112.50 EUR gross to invoice

    $ hours log acme 30m named --service server --package no-end
    error: package `no-end` cannot be drawn on 2026-11-23: used up
    hint: leave --package away to draw on what is valid
    [exit 1]
    ");
}

#[test]
fn f4_a_named_package_that_is_not_eligible_is_refused() {
    let desk = Desk::with_client();
    desk.ok("service add server");
    desk.ok("client add beta Beta");
    desk.ok("buy acme 1h --on 2026-11-01 --until 2026-11-10 --name old");
    desk.ok("buy acme 1h --from 2026-12-01 --name next");
    desk.ok("buy acme 1h --service server --name server");
    desk.ok("buy acme 15m --name small");
    desk.ok("buy beta 1h");
    assert_snapshot!(desk.session(&[
        "log acme 15m x --package old",
        "log acme 15m x --package next",
        "log acme 15m x --package server",
        "log acme 15m x --package small",
        "log acme 15m x --package small",
        "log acme 15m x --package beta-1",
        "log acme 15m x --package smal",
    ]), @"
    $ hours log acme 15m x --package old
    error: package `old` cannot be drawn on 2026-11-23: expired
    hint: leave --package away to draw on what is valid; hours extend old --on DATE --until DATE makes it valid from that day on
    [exit 1]

    $ hours log acme 15m x --package next
    error: package `next` cannot be drawn on 2026-11-23: not valid yet
    hint: leave --package away to draw on what is valid
    [exit 1]

    $ hours log acme 15m x --package server
    error: package `server` cannot be drawn on 2026-11-23: for other services
    hint: leave --package away to draw on what is valid
    [exit 1]

    $ hours log acme 15m x --package small
    #10  acme  Mon 2026-11-23  worked 15m, charged 15m  x
        15m from small; acme has 1h left, 1h upcoming
    warning: acme: old ended on 2026-11-10 with 1h lost

    $ hours log acme 15m x --package small
    error: package `small` cannot be drawn on 2026-11-23: used up
    hint: leave --package away to draw on what is valid
    [exit 1]

    $ hours log acme 15m x --package beta-1
    error: package `beta-1` is not one of `acme`
    hint: hours balance --packages shows those there are
    [exit 1]

    $ hours log acme 15m x --package smal
    error: no package `smal`
    hint: did you mean `small`? (hours balance --packages)
    [exit 1]
    ");
}

#[test]
fn f5_a_package_never_reaches_back() {
    let desk = Desk::with_client();
    assert_snapshot!(desk.session(&[
        "log acme 1h early --on 2026-11-01",
        "buy acme 10h --on 2026-11-02",
        "log acme 1h 'early too' --on 2026-11-01",
        "balance",
    ]), @"
    $ hours log acme 1h early --on 2026-11-01
    #3  acme  Sun 2026-11-01  worked 1h, charged 1h  early
        1h over; acme has nothing left
    warning: acme is 1h over: 150.00 EUR gross to invoice
    warning: acme never had a package

    $ hours buy acme 10h --on 2026-11-02
    #4  acme-1  10h for 1,500.00 EUR gross, from 2026-11-02, no end
        acme has 10h left
    warning: acme is 1h over: 150.00 EUR gross to invoice

    $ hours log acme 1h 'early too' --on 2026-11-01
    #5  acme  Sun 2026-11-01  worked 1h, charged 1h  early too
        1h over (acme-1 is valid from 2026-11-02); acme has 10h left
    warning: acme is 2h over: 300.00 EUR gross to invoice

    $ hours balance
    client  left  used  over  to invoice  last call   state
    acme     10h    2h    2h  300.00 EUR  2026-11-01  over
    ");
}

#[test]
fn g1_no_call_is_refused_because_hours_are_missing() {
    let desk = Desk::with_client();
    assert_snapshot!(desk.session(&["log acme 1h20 'No package at all'", "balance"]), @"
    $ hours log acme 1h20 'No package at all'
    #3  acme  Mon 2026-11-23  worked 1h20m, charged 1h30m  No package at all
        1h30m over; acme has nothing left
    warning: acme is 1h30m over: 225.00 EUR gross to invoice
    warning: acme never had a package

    $ hours balance
    client  left   used   over  to invoice  last call   state
    acme      0m  1h30m  1h30m  225.00 EUR  2026-11-23  over, no package
    ");
}

#[test]
fn g2_overage_is_billed_carried_or_written_off() {
    let desk = Desk::open();
    for class in ["bill", "carry", "waive"] {
        desk.ok(&format!("client add {class} 'Client {class}' --overage {class}"));
    }
    assert_snapshot!(desk.session(&["log bill 1h x", "log carry 1h x", "log waive 1h x", "balance", "warnings"]), @"
    $ hours log bill 1h x
    #5  bill  Mon 2026-11-23  worked 1h, charged 1h  x
        1h over; bill has nothing left
    warning: bill is 1h over: 150.00 EUR gross to invoice
    warning: bill never had a package

    $ hours log carry 1h x
    #6  carry  Mon 2026-11-23  worked 1h, charged 1h  x
        1h over, held for the next package; carry has nothing left
    warning: carry is 1h over, held for the next package
    warning: carry never had a package

    $ hours log waive 1h x
    #7  waive  Mon 2026-11-23  worked 1h, charged 1h  x
        1h over, waived; waive has nothing left
    warning: waive never had a package

    $ hours balance
    client  left  used  over  to invoice  last call   state
    bill      0m    1h    1h  150.00 EUR  2026-11-23  over, no package
    carry     0m    1h    1h           –  2026-11-23  over, no package
    waive     0m    1h                 –  2026-11-23  no package

    $ hours warnings
    client  warning  what
    bill    overage  is 1h over: 150.00 EUR gross to invoice
    bill    none     never had a package
    carry   overage  is 1h over, held for the next package
    carry   none     never had a package
    waive   none     never had a package
    ");
}

#[test]
fn g3_the_amount_of_a_calls_overage_is_rounded_once() {
    let desk = Desk::open();
    desk.ok("client add acme ACME --increment 5m");
    desk.ok("client add beta Beta --increment 5m --overage-rate 99.99");
    assert_snapshot!(desk.session(&["log acme 50m x", "log beta 25m x"]), @"
    $ hours log acme 50m x
    #4  acme  Mon 2026-11-23  worked 50m, charged 50m  x
        50m over; acme has nothing left
    warning: acme is 50m over: 125.00 EUR gross to invoice
    warning: acme never had a package

    $ hours log beta 25m x
    #5  beta  Mon 2026-11-23  worked 25m, charged 25m  x
        25m over; beta has nothing left
    warning: beta is 25m over: 41.66 EUR gross to invoice
    warning: beta never had a package
    ");
}

#[test]
fn r33_a_start_must_exist_on_its_day() {
    let desk = Desk::with_client();
    assert_snapshot!(desk.session(&[
        "log acme 45m x --on 2026-03-29 --at 02:30",
        "log acme 02:15-02:45 x --on 2026-10-25",
        "log acme 45m x --on 2026-10-25 --at 02:30",
        "log acme 01:30-03:30 x --on 2026-03-29",
        "log acme 23:50-00:20 'over midnight' --on 2026-11-20",
        "log acme 14:50-14:05 x",
        "log acme 14:05-14:50 x --at 15:00",
    ]), @"
    $ hours log acme 45m x --on 2026-03-29 --at 02:30
    error: `02:30` does not exist on 2026-03-29: the clocks go forward over it
    hint: give a time that the clock showed
    [exit 1]

    $ hours log acme 02:15-02:45 x --on 2026-10-25
    error: `02:15` exists twice on 2026-10-25: the clocks go back in Europe/Berlin
    hint: give the length and the start: 45m --at 02:15
    [exit 1]

    $ hours log acme 45m x --on 2026-10-25 --at 02:30
    #3  acme  Sun 2026-10-25  worked 45m, charged 45m  x
        45m over; acme has nothing left
    warning: acme is 45m over: 112.50 EUR gross to invoice
    warning: acme never had a package

    $ hours log acme 01:30-03:30 x --on 2026-03-29
    #4  acme  Sun 2026-03-29  worked 1h, charged 1h  x
        1h over; acme has nothing left
    warning: acme is 1h45m over: 262.50 EUR gross to invoice
    warning: acme never had a package

    $ hours log acme 23:50-00:20 'over midnight' --on 2026-11-20
    #5  acme  Fri 2026-11-20  worked 30m, charged 30m  over midnight
        30m over; acme has nothing left
    warning: acme is 2h15m over: 337.50 EUR gross to invoice
    warning: acme never had a package

    $ hours log acme 14:50-14:05 x
    error: invalid value `14:50-14:05` for TIME: it ends before it begins; over midnight it may take less than 12h
    hint: did you mean 14:05-14:50?
    [exit 2]

    $ hours log acme 14:05-14:50 x --at 15:00
    error: `--at` contradicts the time, which begins at 14:05
    hint: leave --at away, or write how long it took and no times
    [exit 2]
    ");
}

#[test]
fn r31_a_clock_that_the_ledger_contradicts_is_not_trusted() {
    let desk = Desk::with_package();
    for now in ["1970-01-01T00:00:00Z", "2099-01-01T00:00:00Z"] {
        let output = desk.command(&["log", "acme", "45m"]).env("HOURS_NOW", now).output().expect("the program runs");
        let said = crate::desk::show(&output);
        assert!(said.contains("give each day as a date (--on") && output.status.code() == Some(1), "{said}");
    }
    let output =
        desk.command(&["balance"]).env("HOURS_NOW", "2099-01-01T00:00:00Z").output().expect("the program runs");
    assert!(output.status.success(), "reading goes by the clock as it is");
}

/// The clock never enters a figure: what a receipt tells is of the last entry's day where the clock stands before it.
#[test]
fn r30_a_receipt_tells_of_a_day_that_the_ledger_knows() {
    let desk = Desk::with_package();
    let (day, null) = ("2026-11-23", "1970-01-01T00:00:00Z");
    let run = |args: &[&str]| crate::desk::show(&desk.command(args).env("HOURS_NOW", null).output().expect("it runs"));
    assert_snapshot!(run(&["log", "acme", "1h", "Router", "--on", day]), @"
    #4  acme  Mon 2026-11-23  worked 1h, charged 1h  Router
        1h from acme-1; acme has 9h left of 10h
    ");
    let said = run(&["log", "acme", "1h", "Printer", "--on", day, "--format", "json"]);
    assert!(said.contains(&format!("\"as_of\": \"{day}\"")) && said.contains("\"left_minutes\": 480"), "{said}");
}

#[test]
fn f4_a_named_package_is_asked_as_the_call_finds_it_when_its_turn_comes() {
    let desk = Desk::with_client();
    desk.ok("buy acme 1h --on 2026-11-02 --name p");
    desk.ok("log acme 1h later --on 2026-11-20");
    // Worked off before the other, which then goes over.
    desk.ok("log acme 30m earlier --on 2026-11-10 --package p");
    desk.ok("close acme --through 2026-11-20");
    let (exit, said) = desk.refused(&["log", "acme", "30m", "late", "--on", "2026-11-10", "--package", "p", "--late"]);
    assert_eq!((exit, said.contains("cannot be drawn on 2026-11-10: used up")), (1, true), "{said}");
}

#[test]
fn r27_what_is_said_of_a_call_is_the_same_with_a_snapshot_and_without() {
    let desk = Desk::bare();
    std::fs::copy("fixtures/ledgers/large.jsonl", desk.file("hours.jsonl")).expect("a ledger");
    desk.ok("balance client-001");
    let calls = [
        "log client-166 45m 'VPN down' --id one --dry-run",
        "log client-399 45m 'VPN down' --on 2026-11-22 --at 09:00 --id one --dry-run --format json",
        "log client-366 3h --case T-1 --factor 1.5 --id one --dry-run",
        "log client-315 13h --id one --dry-run",
        "log client-315 13h --long --id one --dry-run",
        "log client-166 45m --package client-399-1 --id one --dry-run",
        "log client-166 45m --service nobody --id one --dry-run",
        "log client-16 45m --id one --dry-run",
        "log Client-166 45m --id one --dry-run",
        "log client-166 45m --on 2016-11-25 --id one --dry-run",
        "log client-166 45m --on 2026-11-24 --id one --dry-run",
    ];
    for call in calls {
        // The clock of both is the same.
        let say = |more: &str| {
            let words = crate::desk::words(&format!("{call}{more}"));
            let args: Vec<&str> = words.iter().map(String::as_str).collect();
            crate::desk::show(&desk.command(&args).env("HOURS_NOW", "2026-11-23T09:30:00Z").output().expect("it runs"))
        };
        assert_eq!(say(""), say(" --no-cache"), "{call}");
    }
    let said = desk.ok("log client-166 45m 'VPN down' --id one");
    assert_eq!(desk.ok("log client-166 45m 'VPN down' --id one --no-cache").lines().count(), said.lines().count() + 1);
    desk.ok("verify");
}

#[test]
fn b4_a_note_that_is_a_day_was_meant_as_the_day() {
    let desk = Desk::with_package();
    assert_snapshot!(desk.session(&[
        "log acme 45m yesterday",
        "log acme 45m 20.11.",
        "log acme 45m Freitag",
        "log acme 9:00-9:45 2026-11-20",
        "log acme 9:00 2026-11-20",
        "log acme 45m 'prepared for friday'",
        "log acme 45m friday --on today",
        "amend 4 45m yesterday",
        "amend 4 --note yesterday",
        "log acme 45m 365.24.",
    ]), @"
    $ hours log acme 45m yesterday
    error: the note `yesterday` is a day
    hint: a day goes behind its option: --on yesterday; if it is the note, state the day as well (--on)
    [exit 2]

    $ hours log acme 45m 20.11.
    error: the note `20.11.` is a day
    hint: a day goes behind its option: --on 2026-11-20; if it is the note, state the day as well (--on)
    [exit 2]

    $ hours log acme 45m Freitag
    error: the note `Freitag` is a day
    hint: a day goes behind its option: --on friday; if it is the note, state the day as well (--on)
    [exit 2]

    $ hours log acme 9:00-9:45 2026-11-20
    error: the note `2026-11-20` is a day
    hint: a day goes behind its option: --on 2026-11-20; if it is the note, state the day as well (--on)
    [exit 2]

    $ hours log acme 9:00 2026-11-20
    error: the note `2026-11-20` is a day
    hint: a day goes behind its option: --on 2026-11-20; if it is the note, state the day as well (--on)
    [exit 2]

    $ hours log acme 45m 'prepared for friday'
    #4  acme  Mon 2026-11-23  worked 45m, charged 45m  prepared for friday
        45m from acme-1; acme has 9h15m left of 10h

    $ hours log acme 45m friday --on today
    #5  acme  Mon 2026-11-23  worked 45m, charged 45m  friday
        45m from acme-1; acme has 8h30m left of 10h

    $ hours amend 4 45m yesterday
    error: the note `yesterday` is a day
    hint: a day goes behind its option: --on yesterday; if it is the note, state the day as well (--on)
    [exit 2]

    $ hours amend 4 --note yesterday
    #6  acme  Mon 2026-11-23  worked 45m, charged 45m  yesterday  (instead of #4 (prepared for friday, 45m))
        45m from acme-1; acme has 8h30m left of 10h

    $ hours log acme 45m 365.24.
    #7  acme  Mon 2026-11-23  worked 45m, charged 45m  365.24.
        45m from acme-1; acme has 7h45m left of 10h
    ");
}

#[test]
fn b1_a_note_that_is_a_time_was_meant_as_a_part_of_it() {
    let desk = Desk::with_package();
    assert_snapshot!(desk.session(&[
        "log acme 1h 30m",
        "log acme '1h 30m' 30m",
        "log acme '1h 30m'",
        "amend 4 1h 45m",
        "amend 4 --note 45m",
        "log acme 1h '30 mailboxes moved'",
        "log acme 1h 365",
        "log acme 1h 30",
        "log acme 1h 0:30",
        "log acme 1h PT30M",
        "log acme 1h '45 m'",
        "log acme 1h 30min",
        "log acme 45m 1h30",
        "log acme 1h 62",
        "log acme 1h '30 Minuten'",
        "log acme 1h pt30m",
        "log acme 1h 30m phone call",
        "log acme 15m - phone",
    ]), @"
    $ hours log acme 1h 30m
    error: the note `30m` is a time
    hint: write '1h 30m', in quotes, as one time
    [exit 2]

    $ hours log acme '1h 30m' 30m
    error: the note `30m` is a time
    hint: a time is one word, such as '1h 30m'; a note says what was done
    [exit 2]

    $ hours log acme '1h 30m'
    #4  acme  Mon 2026-11-23  worked 1h30m, charged 1h30m
        1h30m from acme-1; acme has 8h30m left of 10h

    $ hours amend 4 1h 45m
    error: the note `45m` is a time
    hint: write '1h 45m', in quotes, as one time
    [exit 2]

    $ hours amend 4 --note 45m
    #5  acme  Mon 2026-11-23  worked 1h30m, charged 1h30m  45m  (instead of #4 (call, 1h30m))
        1h30m from acme-1; acme has 8h30m left of 10h

    $ hours log acme 1h '30 mailboxes moved'
    #6  acme  Mon 2026-11-23  worked 1h, charged 1h  30 mailboxes moved
        1h from acme-1; acme has 7h30m left of 10h

    $ hours log acme 1h 365
    #7  acme  Mon 2026-11-23  worked 1h, charged 1h  365
        1h from acme-1; acme has 6h30m left of 10h

    $ hours log acme 1h 30
    error: the note `30` is a time
    hint: write '1h 30m', in quotes, as one time
    [exit 2]

    $ hours log acme 1h 0:30
    error: the note `0:30` is a time
    hint: write '1h 30m', in quotes, as one time
    [exit 2]

    $ hours log acme 1h PT30M
    error: the note `PT30M` is a time
    hint: write '1h 30m', in quotes, as one time
    [exit 2]

    $ hours log acme 1h '45 m'
    error: the note `45 m` is a time
    hint: write '1h 45m', in quotes, as one time
    [exit 2]

    $ hours log acme 1h 30min
    error: the note `30min` is a time
    hint: write '1h 30m', in quotes, as one time
    [exit 2]

    $ hours log acme 45m 1h30
    error: the note `1h30` is a time
    hint: a time is one word, such as '1h 30m'; a note says what was done
    [exit 2]

    $ hours log acme 1h 62
    #8  acme  Mon 2026-11-23  worked 1h, charged 1h  62
        1h from acme-1; acme has 5h30m left of 10h

    $ hours log acme 1h '30 Minuten'
    error: the note `30 Minuten` is a time
    hint: write '1h 30m', in quotes, as one time
    [exit 2]

    $ hours log acme 1h pt30m
    error: the note `pt30m` is a time
    hint: write '1h 30m', in quotes, as one time
    [exit 2]

    $ hours log acme 1h 30m phone call
    error: unexpected `phone`
    hint: put several words in quotes: '1h 30m' 'phone call'
    [exit 2]

    $ hours log acme 15m - phone
    error: unexpected `phone`
    hint: put a text of several words in quotes; hours log --help lists the options
    [exit 2]
    ");
}

#[test]
fn a6_a_retry_says_what_was_taken_back_since() {
    let desk = Desk::with_client();
    desk.ok("log acme 1h --id R");
    desk.ok("void 3 --reason 'wrong client'");
    assert_snapshot!(desk.sh("log acme 1h --id R"), @"
    #3  acme  Mon 2026-11-23  worked 1h, charged 0m  [void by #4]
        acme has nothing left
        already recorded; nothing was written
    warning: acme never had a package
    ");
}

#[test]
fn b4_a_call_over_midnight_that_is_still_to_begin_may_be_last_nights() {
    let desk = Desk::with_package();
    let ends = |line: &str, way: &str| {
        let said = desk.sh(line);
        assert!(
            said.ends_with(&format!("hint: 23:00 of today is still to come; if it was last night: {way}\n")),
            "{said}"
        );
    };
    ends("log acme 23:00-00:20 'Night work' -n", "add --on yesterday");
    ends("log acme 23:00-00:20 'Night work'", "hours amend 4 --on yesterday");
    assert!(desk.ok("amend 4 --on yesterday").contains("Sun 2026-11-22"));
    for meant in ["23:00-00:20 x --on yesterday", "23:00-00:20 x --on today", "08:00-09:00 x", "45m x --at 09:00"] {
        assert!(!desk.sh(&format!("log acme {meant}")).contains("still to come"), "{meant}");
    }
}

#[test]
fn b4_a_call_of_today_that_is_still_to_begin_is_told_of() {
    let desk = Desk::with_package();
    for (line, start, way) in [
        ("log acme 19:00-20:00 x -n", "19:00", "add --on yesterday"),
        ("log acme 19:00-20:00 x", "19:00", "hours amend 4 --on yesterday"),
        ("log acme 45m y --at 23:00", "23:00", "hours amend 5 --on yesterday"),
    ] {
        let said = desk.sh(line);
        let hint = format!("hint: {start} of today is still to come; if it was yesterday: {way}\n");
        assert!(said.ends_with(&hint), "{said}");
    }
    for stated in ["19:00-20:00 z --on today", "45m w --at 23:00 --on yesterday"] {
        assert!(!desk.sh(&format!("log acme {stated}")).contains("still to come"), "{stated}");
    }
}

#[test]
fn b1_a_length_that_is_as_likely_a_time_of_day_is_told_of() {
    let desk = Desk::with_package();
    let hint =
        |way: &str| format!("hint: 09:00 was read as how long it took, 9h; if it began then: {way} TIME --at 09:00\n");
    for (line, way) in [
        ("log acme 9:00 x -n", "write"),
        ("log acme 09:00 x", "hours amend 4"),
        ("amend 4 9:00 y -n", "write"),
        ("amend 4 09:00 y", "hours amend 5"),
    ] {
        let said = desk.sh(line);
        assert!(said.ends_with(&hint(way)), "{said}");
    }
    for meant in [
        "log acme 5:59 a",
        "log acme 9h b",
        "log acme 9:00 c --at 08:00",
        "log acme 08:00-17:00 d",
        "amend 5 --at 9:00",
    ] {
        assert!(!desk.sh(meant).contains("was read as"), "{meant}");
    }
    assert!(!desk.sh("amend 10 10:00").contains("was read as"), "when it began is known");
}

#[test]
fn a_call_that_may_be_there_already_is_recorded_and_told_of() {
    let desk = Desk::with_client();
    desk.ok("client add beta Beta");
    desk.ok("buy acme 10h --on 2026-11-02");
    desk.ok("log acme 20m Printer --on 2026-11-20");
    assert_snapshot!(desk.session(&["log acme 20m Printer --on 2026-11-20", "log acme 20m Printer --on 2026-11-20 -n"]), @r#"
    $ hours log acme 20m Printer --on 2026-11-20
    #6  acme  Fri 2026-11-20  worked 20m, charged 30m  Printer
        30m from acme-1; acme has 9h left of 10h
    warning: this may be #5 once more: that took as long on that day and says the same
    hint: if it is: hours void 6 --reason "twice"

    $ hours log acme 20m Printer --on 2026-11-20 -n
    #7  acme  Fri 2026-11-20  worked 20m, charged 30m  Printer
        30m from acme-1; acme has 8h30m left of 10h
    note: a dry run: nothing was written
    warning: this may be #6 once more: that took as long on that day and says the same
    "#);
    desk.ok("log acme 09:00-10:20 Mail --on 2026-11-20");
    assert_snapshot!(desk.session(&["log acme 9:00-10:00 'Something else' --on 2026-11-20"]), @r#"
    $ hours log acme 9:00-10:00 'Something else' --on 2026-11-20
    #8  acme  Fri 2026-11-20  worked 1h, charged 1h  Something else
        1h from acme-1; acme has 6h30m left of 10h
    warning: this may be #7 once more: that begins at the same time
    hint: if it is: hours void 8 --reason "twice"
    "#);
    // Another day, another time, other words, another case, another client, or no words at all: that is another call.
    for other in [
        "acme 20m Printer --on 2026-11-21",
        "acme 25m Printer --on 2026-11-20",
        "acme 20m Printers --on 2026-11-20",
        "acme 20m Printer --case T-1 --on 2026-11-20",
        "beta 20m Printer --on 2026-11-20",
        "acme 10:30-10:50 Printer --on 2026-11-20",
        "acme 35m --on 2026-11-20",
        "acme 35m --on 2026-11-20",
    ] {
        let said = desk.sh(&format!("log {other}"));
        assert_eq!(said.contains("once more"), other.contains("10:30"), "{other}: {said}");
    }
}

#[test]
fn what_was_taken_back_is_not_there_already_and_a_retry_is_no_second_call() {
    let desk = Desk::with_client();
    let log = "log acme 20m Printer --id first";
    assert!(!desk.sh(log).contains("once more"));
    let retry = desk.sh(log);
    assert!(retry.contains("already recorded") && !retry.contains("once more"), "A6: {retry}");
    desk.ok("void 3 --reason mistyped");
    assert!(!desk.sh("log acme 20m Printer").contains("once more"));
    assert!(desk.sh("log acme 20m Printer").contains("this may be #5 once more"));
}

#[test]
fn b4_a_day_in_another_language_is_told_as_it_is_read() {
    let desk = Desk::with_package();
    for (typed, read) in [
        ("heute", "today"),
        ("gestern", "yesterday"),
        ("вчера", "yesterday"),
        ("kemarin", "yesterday"),
        ("jana", "yesterday"),
        ("Ddoe", "yesterday"),
        ("aujourd'hui", "today"),
    ] {
        let (exit, said) = desk.refused(&["log", "acme", "45m", "VPN", "--on", typed]);
        assert!(exit == 2 && said.contains(&format!("hint: write {read}\n")), "{typed}: {said}");
        let (exit, said) = desk.refused(&["log", "acme", "45m", "VPN", typed]);
        assert!(exit == 2 && said.contains(&format!("--on {read}")), "{typed}: {said}");
    }
}

#[test]
fn b4_a_day_to_come_is_told_as_what_it_is() {
    let desk = Desk::with_package();
    let told = |line: &str| {
        let words = crate::desk::words(line);
        let (exit, said) = desk.refused(&words.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(exit, 2, "{said}");
        said.lines().filter_map(|told| told.strip_prefix("hint: ")).collect::<Vec<_>>().join("\n")
    };
    for (line, hint) in [
        ("log acme 45m x --on tomorrow", "it is still to come: work is written down when it is done"),
        ("amend 4 --on Morgen", "it is still to come: work is written down when it is done"),
        ("log acme 45m x --on besok", "it is still to come: work is written down when it is done"),
        ("refund acme-1 --on завтра", "it is still to come: --on is today or earlier"),
        ("close acme --through tomorrow", "it is still to come: a period is closed once it is over"),
        ("check acme 45m --on tomorrow", "a day to come is written as its date: 2026-11-24"),
        ("check acme 45m tomorrow", "a day to come is written as its date: 2026-11-24"),
        ("buy acme 1h --from demain", "a day to come is written as its date: 2026-11-24"),
    ] {
        assert_eq!(told(line), hint, "{line}");
    }
}

#[test]
fn e2_a_blank_behind_a_case_makes_no_other_case() {
    let desk = Desk::with_package();
    desk.ok("log acme 10m one --case T-1");
    let said = desk.sh("log acme 5m two --case ' T-1 '");
    assert!(said.contains("worked 5m, charged 0m"), "{said}");
    desk.ok("log acme 10m three");
    assert!(desk.ok("amend 6 --case 'T-1 '").contains("charged 15m"));
}

#[test]
fn r31_a_clock_that_is_hours_behind_is_told_with_its_time() {
    let desk = Desk::with_package();
    let line = ["log", "acme", "5m", "x"];
    let output = desk.command(&line).env("HOURS_NOW", "2026-11-23T01:00:00Z").output().expect("it runs");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let fact = "error: the clock says it is 2026-11-23T01:00:00.000000Z, which the ledger's last entry contradicts: it is of 2026-11-23T09:";
    assert!(said.starts_with(fact), "{said}");
}
