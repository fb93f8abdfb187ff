//! `hours grant`

use insta::assert_snapshot;

use crate::desk::Desk;

#[test]
fn d2_a_grant_is_a_package_without_a_price_for_a_reason() {
    let desk = Desk::with_client();
    desk.ok("service add server");
    assert_snapshot!(desk.session(&[
        "grant acme 2h --reason 'Came with the server' --service server --valid 1y --on 2026-11-02 --note 'order 4711'",
        "show acme-1",
        "log acme 1h disks --service server",
        "balance --format json",
    ]), @r#"
    $ hours grant acme 2h --reason 'Came with the server' --service server --valid 1y --on 2026-11-02 --note 'order 4711'
    #4  acme-1  2h granted, from 2026-11-02, until 2027-11-01, only server: Came with the server; order 4711
        acme has 2h left

    $ hours show acme-1
    acme-1  2h granted 2026-11-02 (#4) to acme: Came with the server, until 2027-11-01, only server
      note: order 4711
      on 2026-11-23: open, 0m drawn, 2h left

    $ hours log acme 1h disks --service server
    #5  acme  Mon 2026-11-23  worked 1h, charged 1h  disks
        1h from acme-1; acme has 1h left of 2h

    $ hours balance --format json
    {
      "schema": "hours.balance/1",
      "as_of": "2026-11-23",
      "clients": [
        {
          "client": "acme",
          "name": "ACME GmbH",
          "currency": "EUR",
          "left_minutes": 60,
          "upcoming_minutes": 0,
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
          "last_call": "2026-11-23",
          "packages": [
            {
              "package": "acme-1",
              "state": "open",
              "grant": true,
              "size_minutes": 120,
              "drawn_minutes": 60,
              "refunded_minutes": 0,
              "expired_minutes": 0,
              "left_minutes": 60,
              "from": "2026-11-02",
              "until": "2027-11-01",
              "services": [
                "server"
              ],
              "price": null,
              "prices": null,
              "vat_rate": null,
              "late": false
            }
          ],
          "warnings": []
        }
      ],
      "ledger": "<hash>",
      "seq": 5,
      "head": "<hash>"
    }
    "#);
}

#[test]
fn a_grant_needs_a_reason_and_takes_no_price() {
    let desk = Desk::with_client();
    assert_snapshot!(desk.session(&[
        "grant acme 2h",
        "grant acme 2h --reason ''",
        "grant acme 2h --reason bonus --price 5",
        "grant acme 2h --reason bonus --settle",
    ]), @"
    $ hours grant acme 2h
    error: missing: --reason TEXT
    hint: hours grant --help tells how it is written
    [exit 2]

    $ hours grant acme 2h --reason ''
    error: the reason is empty
    hint: write a few words
    [exit 1]

    $ hours grant acme 2h --reason bonus --price 5
    error: unexpected `--price`
    hint: hours grant --help lists the options
    [exit 2]

    $ hours grant acme 2h --reason bonus --settle
    #3  acme-1  2h granted, from 2026-11-23, no end: bonus
        acme has 2h left
    note: nothing was settled: `acme` has no overage that this package could settle
    hint: it must be worked and open by that day (on no invoice, or on one credited by then), not waived, and of a service that the package covers
    ");
}

#[test]
fn hours_may_be_granted_every_month() {
    let desk = Desk::with_client();
    assert_snapshot!(desk.session(&[
        "grant acme 30m --reason 'Part of the care plan' --every month --times 3 --name care",
        "balance --packages",
        "grant acme 1h --reason bonus --name bonus --from 2027-01-01 --until 2027-01-31 --format json",
    ]), @r#"
    $ hours grant acme 30m --reason 'Part of the care plan' --every month --times 3 --name care
    #3  care-1  30m granted, from 2026-11-23, until 2026-12-22: Part of the care plan
    #4  care-2  30m granted, from 2026-12-23, until 2027-01-22: Part of the care plan
    #5  care-3  30m granted, from 2027-01-23, until 2027-02-22: Part of the care plan
        acme has 30m left, 1h upcoming
    warning: acme: care-1 ends on 2026-12-22 with 30m left

    $ hours balance --packages
    client  package  state     size  used  refunded  left  from        until       services
    acme    care-1   open       30m    0m             30m  2026-11-23  2026-12-22  all
    acme    care-2   upcoming   30m    0m             30m  2026-12-23  2027-01-22  all
    acme    care-3   upcoming   30m    0m             30m  2027-01-23  2027-02-22  all

    $ hours grant acme 1h --reason bonus --name bonus --from 2027-01-01 --until 2027-01-31 --format json
    {
      "schema": "hours.receipt/1",
      "entries": [
        {
          "seq": 6,
          "id": "<id>",
          "kind": "grant"
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
            "upcoming_minutes": 120,
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
            "packages": [
              {
                "package": "care-1",
                "state": "open",
                "grant": true,
                "size_minutes": 30,
                "drawn_minutes": 0,
                "refunded_minutes": 0,
                "expired_minutes": 0,
                "left_minutes": 30,
                "from": "2026-11-23",
                "until": "2026-12-22",
                "services": [],
                "price": null,
                "prices": null,
                "vat_rate": null,
                "late": false
              },
              {
                "package": "care-2",
                "state": "upcoming",
                "grant": true,
                "size_minutes": 30,
                "drawn_minutes": 0,
                "refunded_minutes": 0,
                "expired_minutes": 0,
                "left_minutes": 30,
                "from": "2026-12-23",
                "until": "2027-01-22",
                "services": [],
                "price": null,
                "prices": null,
                "vat_rate": null,
                "late": false
              },
              {
                "package": "bonus",
                "state": "upcoming",
                "grant": true,
                "size_minutes": 60,
                "drawn_minutes": 0,
                "refunded_minutes": 0,
                "expired_minutes": 0,
                "left_minutes": 60,
                "from": "2027-01-01",
                "until": "2027-01-31",
                "services": [],
                "price": null,
                "prices": null,
                "vat_rate": null,
                "late": false
              },
              {
                "package": "care-3",
                "state": "upcoming",
                "grant": true,
                "size_minutes": 30,
                "drawn_minutes": 0,
                "refunded_minutes": 0,
                "expired_minutes": 0,
                "left_minutes": 30,
                "from": "2027-01-23",
                "until": "2027-02-22",
                "services": [],
                "price": null,
                "prices": null,
                "vat_rate": null,
                "late": false
              }
            ],
            "warnings": [
              {
                "code": "expiring",
                "minutes": 30,
                "package": "care-1",
                "until": "2026-12-22"
              }
            ]
          }
        ]
      },
      "ledger": "<hash>",
      "seq": 6,
      "head": "<hash>"
    }
    warning: acme: care-1 ends on 2026-12-22 with 30m left
    "#);
}

#[test]
fn grants_settle_only_when_asked_to() {
    let desk = Desk::with_client();
    desk.ok("client set acme --overage carry --from 2026-11-01");
    assert_snapshot!(desk.session(&[
        "log acme 1h first --on 2026-11-02",
        "grant acme 2h --reason bonus",
        "grant acme 2h --reason bonus --settle",
    ]), @r#"
    $ hours log acme 1h first --on 2026-11-02
    #4  acme  Mon 2026-11-02  worked 1h, charged 1h  first
        1h over, held for the next package; acme has nothing left
    warning: acme is 1h over, held for the next package
    warning: acme never had a package

    $ hours grant acme 2h --reason bonus
    #5  acme-1  2h granted, from 2026-11-23, no end: bonus
        acme has 2h left
    warning: acme is 1h over, held for the next package; hours settle acme --package acme-1 takes it off that one

    $ hours grant acme 2h --reason bonus --settle
    #6  acme-2  2h granted, from 2026-11-23, no end: bonus
        1h of overage settled; acme has 3h left of 4h
    warning: this may be #5 once more: that is a package like it, of the same day
    hint: if it is: hours void 6 --reason "twice"
    "#);
}
