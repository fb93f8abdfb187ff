//! `hours refund`

use insta::assert_snapshot;

use crate::desk::Desk;

#[test]
fn h4_a_refund_takes_what_is_left_at_its_value() {
    let desk = Desk::with_package();
    desk.ok("log acme 1h20 VPN --on yesterday");
    assert_snapshot!(desk.session(&[
        "refund acme-1 9h",
        "refund acme-1 2h --reason 'asked for it'",
        "refund acme-1 --on today",
        "refund acme-1",
        "balance",
        "show acme-1",
        "statement acme",
    ]), @"
    $ hours refund acme-1 9h
    error: `9h` is more than the 8h30m left of package `acme-1`
    hint: leave the time away to refund all that is left
    [exit 1]

    $ hours refund acme-1 2h --reason 'asked for it'
    #5  2h of acme-1 refunded, 300.00 EUR gross to pay back: asked for it
        acme has 6h30m left of 8h (8h30m left before)

    $ hours refund acme-1 --on today
    #6  6h30m of acme-1 refunded, 975.00 EUR gross to pay back
        acme has nothing left (6h30m left before)
    warning: acme is out of hours

    $ hours refund acme-1
    error: nothing is left of package `acme-1`
    hint: hours show acme-1 tells what became of it
    [exit 1]

    $ hours balance
    client  left   used  over  to invoice  last call   state
    acme      0m  1h30m                 –  2026-11-22  nothing left

    $ hours show acme-1
    acme-1  10h for 1,500.00 EUR gross (1,260.50 net + 239.50 VAT), bought 2026-11-02 (#3) by acme, no end, all services
      on 2026-11-23: used, 1h30m drawn, 8h30m refunded, nothing left
      date        entry  drawn  what    rest
      2026-11-22  #4     1h30m  VPN     8h30m left
      2026-11-23  #5        2h  refund  6h30m left
      2026-11-23  #6     6h30m  refund  nothing left

    $ hours statement acme
    ACME GmbH – support hours, 2026-11-02 to 2026-11-23

    date        what                    worked  charged  balance
                opening balance                               0m
    2026-11-02  acme-1: package of 10h                       10h
    2026-11-22  VPN                      1h20m    1h30m    8h30m
    2026-11-23  acme-1: 2h refunded                        6h30m
    2026-11-23  acme-1: 6h30m refunded                        0m
                closing balance          1h20m    1h30m       0m

    Calls are charged per 15m.

    Kaffee IT, ledger <short> up to entry #6, head <hash>
    ");
}

#[test]
fn h4_only_a_package_that_is_valid_is_refunded() {
    let desk = Desk::with_client();
    desk.ok("buy acme 2h --on 2026-11-01 --until 2026-11-10 --name old");
    desk.ok("grant acme 2h --reason bonus --name free");
    desk.ok("buy acme 2h --name wrong");
    desk.ok("void 5 --reason wrong");
    assert_snapshot!(desk.session(&[
        "refund old",
        "refund free",
        "refund wrong",
        "refund olf",
        "refund old 0m",
        "refund old 30m --on 2026-11-24",
    ]), @"
    $ hours refund old
    error: package `old` ended on 2026-11-10
    hint: hours extend old --until DATE makes it valid again
    [exit 1]

    $ hours refund free
    #7  2h of free refunded
        acme has nothing left (2h left before)
    warning: acme is out of hours
    warning: acme: old ended on 2026-11-10 with 2h lost

    $ hours refund wrong
    error: package `wrong` was taken back by #6
    hint: hours balance --packages shows those there are
    [exit 1]

    $ hours refund olf
    error: no package `olf`
    hint: did you mean `old`? (hours balance --packages)
    [exit 1]

    $ hours refund old 0m
    error: `0m` is nothing to pay back
    hint: leave the time away to refund all that is left
    [exit 1]

    $ hours refund old 30m --on 2026-11-24
    error: `2026-11-24` is in the future: today is 2026-11-23
    hint: --on is today or earlier
    [exit 1]
    ");
}

#[test]
fn h1_a_refund_is_a_barrier_that_fixes_the_calls_before_it() {
    let desk = Desk::with_client();
    desk.ok("buy acme 2h --on 2026-11-01");
    desk.ok("log acme 30m before --on 2026-11-20");
    desk.ok("refund acme-1 1h30m");
    assert_snapshot!(desk.session(&["log acme 30m 'earlier, but too late' --on 2026-11-02", "entries --kind call", "balance"]), @"
    $ hours log acme 30m 'earlier, but too late' --on 2026-11-02
    #6  acme  Mon 2026-11-02  worked 30m, charged 30m  earlier, but too late
        30m over; acme has nothing left
    warning: acme is out of hours
    warning: acme is 30m over: 75.00 EUR gross to invoice

    $ hours entries --kind call
    entry  date        client  kind  worked  charged  what
       #4  2026-11-20  acme    call     30m      30m  before
       #6  2026-11-02  acme    call     30m      30m  earlier, but too late

    $ hours balance
    client  left  used  over  to invoice  last call   state
    acme      0m    1h   30m   75.00 EUR  2026-11-20  over
    ");
}

#[test]
fn k2_a_refund_names_what_is_to_be_paid_back() {
    let desk = Desk::with_client();
    desk.ok("buy acme 3h --price 100");
    desk.ok("buy acme 3h --price 100 --net --name net");
    desk.ok("grant acme 1h --reason bonus --name free");
    assert_snapshot!(desk.session(&[
        "refund acme-1 1h",
        "refund acme-1 1h --reason 'asked for it'",
        "refund acme-1",
        "refund net 30m",
        "refund free",
        "entries --kind refund",
    ]), @r#"
    $ hours refund acme-1 1h
    #6  1h of acme-1 refunded, 33.33 EUR gross to pay back
        acme has 6h left (7h left before)

    $ hours refund acme-1 1h --reason 'asked for it'
    #7  1h of acme-1 refunded, 33.34 EUR gross to pay back: asked for it
        acme has 5h left (6h left before)
    warning: this may be #6 once more: that is as much of the same package, of the same day
    hint: if it is: hours void 7 --reason "twice"

    $ hours refund acme-1
    #8  1h of acme-1 refunded, 33.33 EUR gross to pay back
        acme has 4h left (5h left before)

    $ hours refund net 30m
    #9  30m of net refunded, 16.67 EUR net to pay back
        acme has 3h30m left (4h left before)

    $ hours refund free
    #10  1h of free refunded
        acme has 2h30m left (3h30m left before)

    $ hours entries --kind refund
    entry  date        client  kind    worked  charged  what
       #6  2026-11-23  acme    refund                   1h of acme-1 refunded, 33.33 EUR gross to pay back
       #7  2026-11-23  acme    refund                   1h of acme-1 refunded, 33.34 EUR gross to pay back: asked for it
       #8  2026-11-23  acme    refund                   1h of acme-1 refunded, 33.33 EUR gross to pay back
       #9  2026-11-23  acme    refund                   30m of net refunded, 16.67 EUR net to pay back
      #10  2026-11-23  acme    refund                   1h of free refunded
    "#);
    assert_snapshot!(desk.session(&["show 7 --format json", "void 7 --reason mistaken", "show 7", "show 8"]), @r#"
    $ hours show 7 --format json
    {
      "schema": "hours.entry/1",
      "entry": {
        "seq": 7,
        "id": "<id>",
        "recorded": "2026-11-23T09:00:06.000000Z",
        "by": "nina",
        "kind": "refund",
        "client": "acme",
        "package": "acme-1",
        "date": "2026-11-23",
        "minutes": 60,
        "amount": "33.34",
        "currency": "EUR",
        "prices": "gross",
        "reason": "asked for it",
        "invoice": null,
        "late": false,
        "void": false
      },
      "line": "{\"seq\":7,\"id\":\"<id>\",\"recorded\":\"2026-11-23T09:00:06.000000Z\",\"by\":\"nina\",\"kind\":\"refund\",\"package\":\"acme-1\",\"date\":\"2026-11-23\",\"minutes\":60,\"reason\":\"asked for it\",\"hash\":\"<hash>\"}",
      "adopted": false,
      "void_by": null,
      "explanation": null,
      "settled": [],
      "ledger": "<hash>",
      "seq": 10,
      "head": "<hash>"
    }

    $ hours void 7 --reason mistaken
    #11  void of #7 (refund): mistaken
        acme has 3h30m left (2h30m left before)

    $ hours show 7
    #7  refund  1h of acme-1 refunded, 33.34 EUR gross to pay back: asked for it
      acme, Mon 2026-11-23
      taken back: #11, void of #7 (refund): mistaken
      recorded 2026-11-23T09:00:06.000000Z by nina
      id <id>
      {"seq":7,"id":"<id>","recorded":"2026-11-23T09:00:06.000000Z","by":"nina","kind":"refund","package":"acme-1","date":"2026-11-23","minutes":60,"reason":"asked for it","hash":"<hash>"}

    $ hours show 8
    #8  refund  1h of acme-1 refunded, 33.34 EUR gross to pay back
      acme, Mon 2026-11-23
      recorded 2026-11-23T09:00:07.000000Z by nina
      id <id>
      {"seq":8,"id":"<id>","recorded":"2026-11-23T09:00:07.000000Z","by":"nina","kind":"refund","package":"acme-1","date":"2026-11-23","minutes":60,"hash":"<hash>"}
    "#);
}

#[test]
fn a_refund_that_may_be_there_already_is_recorded_and_told_of() {
    let desk = Desk::with_package();
    desk.ok("refund acme-1 30m --id once");
    let told = "warning: this may be #4 once more: that is as much of the same package, of the same day\n";
    let said = desk.sh("refund acme-1 30m");
    assert!(said.contains(told) && said.ends_with("hint: if it is: hours void 5 --reason \"twice\"\n"), "{said}");
    desk.ok("void 5 --reason twice");
    for other in ["refund acme-1 30m --id once", "refund acme-1 31m", "refund acme-1 30m --on 2026-11-20"] {
        assert!(!desk.sh(other).contains("once more"), "{other}");
    }
    desk.ok("void 4 --reason mistyped");
    desk.ok("refund acme-1 30m -n");
}

#[test]
fn the_receipt_is_also_json() {
    let desk = Desk::with_package();
    assert_snapshot!(desk.sh("refund acme-1 2h --format json --id refund-1"), @r#"
    {
      "schema": "hours.receipt/1",
      "entries": [
        {
          "seq": 4,
          "id": "refund-1",
          "kind": "refund"
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
            "left_minutes": 480,
            "upcoming_minutes": 0,
            "expired_minutes": 0,
            "refunded_minutes": 120,
            "worked_minutes": 0,
            "charged_minutes": 0,
            "goodwill_minutes": 0,
            "overage_minutes": 0,
            "overage_amount": "0.00",
            "billable_minutes": 0,
            "billable_amount": "0.00",
            "prices": "gross",
            "last_call": null,
            "packages": [
              {
                "package": "acme-1",
                "state": "open",
                "grant": false,
                "size_minutes": 600,
                "drawn_minutes": 0,
                "refunded_minutes": 120,
                "expired_minutes": 0,
                "left_minutes": 480,
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
      "refund": {
        "seq": 4,
        "id": "refund-1",
        "recorded": "2026-11-23T09:00:03.000000Z",
        "by": "nina",
        "kind": "refund",
        "client": "acme",
        "package": "acme-1",
        "date": "2026-11-23",
        "minutes": 120,
        "amount": "300.00",
        "currency": "EUR",
        "prices": "gross",
        "reason": null,
        "invoice": null,
        "late": false,
        "void": false
      },
      "ledger": "<hash>",
      "seq": 4,
      "head": "<hash>"
    }
    "#);
}
