//! `hours extend`

use insta::assert_snapshot;

use crate::desk::Desk;

#[test]
fn d5_an_extension_holds_from_its_day_and_does_not_reach_back() {
    let desk = Desk::with_client();
    desk.ok("buy acme 2h --on 2026-11-01 --until 2026-11-10");
    desk.ok("log acme 30m 'after the end' --on 2026-11-15");
    assert_snapshot!(desk.session(&[
        "extend acme-1 --until 2026-12-31 --on 2026-11-18 --reason 'was ill'",
        "log acme 30m 'still before the extension' --on 2026-11-17",
        "log acme 30m 'on its day' --on 2026-11-18",
        "show acme-1",
        "settle acme --package acme-1",
        "balance --packages",
    ]), @"
    $ hours extend acme-1 --until 2026-12-31 --on 2026-11-18 --reason 'was ill'
    #5  acme-1 extended until 2026-12-31: was ill
        acme has 2h left (nothing left before)
    warning: acme is 30m over: 75.00 EUR gross to invoice

    $ hours log acme 30m 'still before the extension' --on 2026-11-17
    #6  acme  Tue 2026-11-17  worked 30m, charged 30m  still before the extension
        30m over (acme-1 had ended by then); acme has 2h left
    warning: acme is 1h over: 150.00 EUR gross to invoice

    $ hours log acme 30m 'on its day' --on 2026-11-18
    #7  acme  Wed 2026-11-18  worked 30m, charged 30m  on its day
        30m from acme-1; acme has 1h30m left of 2h
    warning: acme is 1h over: 150.00 EUR gross to invoice

    $ hours show acme-1
    acme-1  2h for 300.00 EUR gross (252.10 net + 47.90 VAT), bought 2026-11-01 (#3) by acme, until 2026-12-31, all services
      extended on 2026-11-18 until 2026-12-31 (#5)
      on 2026-11-23: open, 30m drawn, 1h30m left
      date        entry  drawn  what        rest
      2026-11-18  #7       30m  on its day  1h30m left

    $ hours settle acme --package acme-1
    #8  overage settled onto acme-1
        1h of overage settled; acme has 30m left of 2h

    $ hours balance --packages
    client  package  state  size   used  refunded  left  from        until       services
    acme    acme-1   open     2h  1h30m             30m  2026-11-01  2026-12-31  all
    ");
    assert_snapshot!(desk.session(&[
        "extend acme-1 --until 2026-12-31",
        "extend acme-1 --until 2026-12-01",
        "extend acme-1 --until 2026-11-02",
        "extend acme-1 --until 2027-12-31 --on 2026-10-31",
        "extend acme-1 --until 2027-12-31 --on 2026-12-24",
        "extend acme-2 --until 2027-12-31",
        "extend acme-1",
        "extend acme-1 --until 2027-01-31 --format json",
    ]), @r#"
    $ hours extend acme-1 --until 2026-12-31
    error: `2026-12-31` is not later than the end it has: 2026-12-31
    hint: an end only moves to a later day: hours extend acme-1 --until DATE takes one after 2026-12-31
    [exit 1]

    $ hours extend acme-1 --until 2026-12-01
    error: `2026-12-01` is not later than the end it has: 2026-12-31
    hint: an end only moves to a later day: hours extend acme-1 --until DATE takes one after 2026-12-31
    [exit 1]

    $ hours extend acme-1 --until 2026-11-02
    error: `2026-11-02` is not later than the end it has: 2026-12-31
    hint: an end only moves to a later day: hours extend acme-1 --until DATE takes one after 2026-12-31
    [exit 1]

    $ hours extend acme-1 --until 2027-12-31 --on 2026-10-31
    error: `2026-10-31` is before package `acme-1` was bought on 2026-11-01
    hint: --on takes 2026-11-01 or a later day
    [exit 1]

    $ hours extend acme-1 --until 2027-12-31 --on 2026-12-24
    error: `2026-12-24` is in the future: today is 2026-11-23
    hint: --on is today or earlier; --until may be later
    [exit 1]

    $ hours extend acme-2 --until 2027-12-31
    error: no package `acme-2`
    hint: did you mean `acme-1`? (hours balance --packages)
    [exit 1]

    $ hours extend acme-1
    error: missing: --until DATE
    hint: hours extend --help tells how it is written
    [exit 2]

    $ hours extend acme-1 --until 2027-01-31 --format json
    {
      "schema": "hours.receipt/1",
      "entries": [
        {
          "seq": 9,
          "id": "<id>",
          "kind": "extend"
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
            "left_minutes": 30,
            "upcoming_minutes": 0,
            "expired_minutes": 0,
            "refunded_minutes": 0,
            "worked_minutes": 90,
            "charged_minutes": 90,
            "goodwill_minutes": 0,
            "overage_minutes": 0,
            "overage_amount": "0.00",
            "billable_minutes": 0,
            "billable_amount": "0.00",
            "prices": "gross",
            "last_call": "2026-11-18",
            "packages": [
              {
                "package": "acme-1",
                "state": "open",
                "grant": false,
                "size_minutes": 120,
                "drawn_minutes": 90,
                "refunded_minutes": 0,
                "expired_minutes": 0,
                "left_minutes": 30,
                "from": "2026-11-01",
                "until": "2027-01-31",
                "services": [],
                "price": "300.00",
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
      "seq": 9,
      "head": "<hash>"
    }
    "#);
}

#[test]
fn a_package_without_an_end_or_taken_back_is_not_extended() {
    let desk = Desk::with_package();
    desk.ok("buy acme 1h --until 2026-12-31");
    desk.ok("void 4 --reason wrong");
    assert_snapshot!(desk.session(&["extend acme-1 --until 2027-12-31", "extend acme-2 --until 2027-12-31"]), @"
    $ hours extend acme-1 --until 2027-12-31
    error: package `acme-1` never ends
    hint: there is nothing to extend
    [exit 1]

    $ hours extend acme-2 --until 2027-12-31
    error: package `acme-2` was taken back by #5
    hint: hours balance --packages shows those there are
    [exit 1]
    ");
}
