//! `hours settle`

use insta::assert_snapshot;

use crate::desk::Desk;

#[test]
fn g4_open_overage_moves_onto_a_package_oldest_first_until_it_is_empty() {
    let desk = Desk::with_client();
    desk.ok("log acme 1h second --on 2026-11-05");
    desk.ok("log acme 1h first --on 2026-11-04");
    desk.ok("buy acme 1h30m --on 2026-11-10");
    assert_snapshot!(desk.session(&[
        "settle acme --package acme-1 --on 2026-11-12 --reason 'as agreed'",
        "balance --packages",
        "entries --kind call",
        "show 4",
        "balance --as-of 2026-11-11",
        "settle acme --package acme-1",
    ]), @r#"
    $ hours settle acme --package acme-1 --on 2026-11-12 --reason 'as agreed'
    #6  overage settled onto acme-1: as agreed
        1h30m of overage settled; acme has nothing left
    warning: acme is out of hours
    warning: acme is 30m over: 75.00 EUR gross to invoice

    $ hours balance --packages
    client  package  state   size   used  refunded  left  from        until   services
    acme    acme-1   used   1h30m  1h30m              0m  2026-11-10  no end  all

    $ hours entries --kind call
    entry  date        client  kind  worked  charged  what
       #3  2026-11-05  acme    call      1h       1h  second
       #4  2026-11-04  acme    call      1h       1h  first

    $ hours show 4
    #4  call  first
      acme, Wed 2026-11-04
      worked 1h, charged 1h
      1h from acme-1, settled on 2026-11-12 by #6 (G4)
      passed over acme-1: not valid yet (F1)
      fixed by a barrier: no later entry changes it (H2)
      recorded 2026-11-23T09:00:03.000000Z by nina
      id <id>
      {"seq":4,"id":"<id>","recorded":"2026-11-23T09:00:03.000000Z","by":"nina","kind":"call","client":"acme","date":"2026-11-04","minutes":60,"note":"first","hash":"<hash>"}

    $ hours balance --as-of 2026-11-11
    client   left  used  over  to invoice  last call   state
    acme    1h30m    2h    2h  300.00 EUR  2026-11-05  over

    $ hours settle acme --package acme-1
    error: package `acme-1` cannot settle anything on 2026-11-23: used up
    hint: hours buy acme SIZE --settle sells a package that takes the overage up
    [exit 1]
    "#);
}

#[test]
fn g4_the_package_must_be_valid_that_day_and_cover_the_services() {
    let desk = Desk::with_client();
    desk.ok("client add beta Beta");
    desk.ok("service add server");
    desk.ok("log acme 1h first --on 2026-11-04");
    desk.ok("buy acme 1h --on 2026-11-05 --until 2026-11-10 --name old");
    desk.ok("buy acme 1h --from 2026-12-01 --name next");
    desk.ok("buy acme 1h --service server --name server");
    desk.ok("buy beta 1h");
    desk.ok("client set acme --overage waive --from 2026-11-20");
    assert_snapshot!(desk.session(&[
        "settle acme --package old",
        "settle acme --package next",
        "settle acme --package server",
        "settle acme --package beta-1",
        "settle acme --package none",
        "settle amce --package old",
        "settle beta --package beta-1",
        "settle acme",
        "settle acme --package old --on 2026-11-10 --format json",
    ]), @r#"
    $ hours settle acme --package old
    error: package `old` cannot settle anything on 2026-11-23: expired
    hint: hours extend old --until DATE makes it valid again; or hours buy acme SIZE --settle sells another
    [exit 1]

    $ hours settle acme --package next
    error: package `next` cannot settle anything on 2026-11-23: not valid yet
    hint: give a day on which it is valid
    [exit 1]

    $ hours settle acme --package server
    error: `acme` has no overage that this package could settle
    hint: it must be worked and open by that day (on no invoice, or on one credited by then), not waived, and of a service that the package covers
    [exit 1]

    $ hours settle acme --package beta-1
    error: package `beta-1` is not one of `acme`
    hint: hours balance --packages shows those there are
    [exit 1]

    $ hours settle acme --package none
    error: no package `none`
    hint: hours balance --packages shows those there are
    [exit 1]

    $ hours settle amce --package old
    error: no client `amce`
    hint: did you mean `acme`? (hours client list)
    [exit 1]

    $ hours settle beta --package beta-1
    error: `beta` has no overage that this package could settle
    hint: it must be worked and open by that day (on no invoice, or on one credited by then), not waived, and of a service that the package covers
    [exit 1]

    $ hours settle acme
    error: missing: --package NAME
    hint: hours settle --help tells how it is written
    [exit 2]

    $ hours settle acme --package old --on 2026-11-10 --format json
    {
      "schema": "hours.receipt/1",
      "entries": [
        {
          "seq": 11,
          "id": "<id>",
          "kind": "settle"
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
            "left_minutes": 60,
            "upcoming_minutes": 60,
            "expired_minutes": 0,
            "refunded_minutes": 0,
            "worked_minutes": 60,
            "charged_minutes": 60,
            "goodwill_minutes": 0,
            "overage_minutes": 0,
            "overage_amount": "0.00",
            "billable_minutes": 0,
            "billable_amount": "0.00",
            "prices": "gross",
            "last_call": "2026-11-04",
            "packages": [
              {
                "package": "old",
                "state": "used",
                "grant": false,
                "size_minutes": 60,
                "drawn_minutes": 60,
                "refunded_minutes": 0,
                "expired_minutes": 0,
                "left_minutes": 0,
                "from": "2026-11-05",
                "until": "2026-11-10",
                "services": [],
                "price": "150.00",
                "prices": "gross",
                "vat_rate": "19",
                "late": false
              },
              {
                "package": "server",
                "state": "open",
                "grant": false,
                "size_minutes": 60,
                "drawn_minutes": 0,
                "refunded_minutes": 0,
                "expired_minutes": 0,
                "left_minutes": 60,
                "from": "2026-11-23",
                "until": null,
                "services": [
                  "server"
                ],
                "price": "150.00",
                "prices": "gross",
                "vat_rate": "19",
                "late": false
              },
              {
                "package": "next",
                "state": "upcoming",
                "grant": false,
                "size_minutes": 60,
                "drawn_minutes": 0,
                "refunded_minutes": 0,
                "expired_minutes": 0,
                "left_minutes": 60,
                "from": "2026-12-01",
                "until": null,
                "services": [],
                "price": "150.00",
                "prices": "gross",
                "vat_rate": "19",
                "late": false
              }
            ],
            "warnings": []
          }
        ]
      },
      "ledger": "<hash>",
      "seq": 11,
      "head": "<hash>"
    }
    "#);
}
