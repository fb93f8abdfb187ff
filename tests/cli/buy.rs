//! `hours buy`

use insta::assert_snapshot;

use crate::desk::Desk;

#[test]
fn d1_a_package_has_a_size_a_price_a_window_and_a_name() {
    let desk = Desk::with_client();
    desk.ok("service add server");
    desk.ok("service add website");
    assert_snapshot!(desk.session(&[
        "buy acme 10h --on 2026-11-02",
        "buy acme 10h --price 1400",
        "buy acme 7h30m --rate 99.99 --valid 90d --note 'Winter offer'",
        "buy acme 10h --from 2026-12-01 --until 2027-11-30 --service website --service server --name care-2027",
        "buy acme 10h --valid 12mo --vat 7 --net",
        "balance --packages",
    ]), @"
    $ hours buy acme 10h --on 2026-11-02
    #5  acme-1  10h for 1,500.00 EUR gross, from 2026-11-02, no end
        acme has 10h left

    $ hours buy acme 10h --price 1400
    #6  acme-2  10h for 1,400.00 EUR gross, from 2026-11-23, no end
        acme has 20h left

    $ hours buy acme 7h30m --rate 99.99 --valid 90d --note 'Winter offer'
    #7  acme-3  7h30m for 749.93 EUR gross, from 2026-11-23, until 2027-02-20: Winter offer
        acme has 27h30m left

    $ hours buy acme 10h --from 2026-12-01 --until 2027-11-30 --service website --service server --name care-2027
    #8  care-2027  10h for 1,500.00 EUR gross, from 2026-12-01, until 2027-11-30, only server, website
        acme has 27h30m left, 10h upcoming

    $ hours buy acme 10h --valid 12mo --vat 7 --net
    #9  acme-5  10h for 1,500.00 EUR net, from 2026-11-23, until 2027-11-22
        acme has 37h30m left, 10h upcoming

    $ hours balance --packages
    client  package    state      size  used  refunded   left  from        until       services
    acme    acme-3     open      7h30m    0m            7h30m  2026-11-23  2027-02-20  all
    acme    acme-5     open        10h    0m              10h  2026-11-23  2027-11-22  all
    acme    care-2027  upcoming    10h    0m              10h  2026-12-01  2027-11-30  server, website
    acme    acme-1     open        10h    0m              10h  2026-11-02  no end      all
    acme    acme-2     open        10h    0m              10h  2026-11-23  no end      all
    ");
    assert_snapshot!(desk.session(&[
        "buy acme 10h --on 2026-11-02 --from 2026-11-01",
        "buy acme 10h --from 2026-12-01 --until 2026-11-30",
        "buy acme 10h --name acme-1",
        "buy acme 10h --name ACME",
        "buy acme 10h --name nul",
        "buy acme 10h --price 0",
        "buy acme 10h --price 100 --rate 10",
        "buy acme 10h --gross --net",
        "buy acme 10h --valid 12m",
        "buy acme 10h --valid 1y --until 2027-01-01",
        "buy acme 10h --service webiste",
        "buy amce 10h",
    ]), @"
    $ hours buy acme 10h --on 2026-11-02 --from 2026-11-01
    error: valid from `2026-11-01`, before it was bought on 2026-11-02
    hint: a purchase of 2026-11-01 (--on) can be used from that day on
    [exit 1]

    $ hours buy acme 10h --from 2026-12-01 --until 2026-11-30
    error: valid until `2026-11-30`, before it begins on 2026-12-01
    hint: the last day can be 2026-12-01 at the earliest (--until)
    [exit 1]

    $ hours buy acme 10h --name acme-1
    error: there is a package `acme-1` already
    hint: leave the name away, or give another
    [exit 1]

    $ hours buy acme 10h --name ACME
    error: `ACME` has capitals; identifiers are written in small letters
    hint: write `acme`
    [exit 1]

    $ hours buy acme 10h --name nul
    error: `nul` cannot name a file on every system, and files are named for it
    hint: choose another name
    [exit 2]

    $ hours buy acme 10h --price 0
    error: a price of `0.00` is not positive
    hint: hours grant gives hours away
    [exit 1]

    $ hours buy acme 10h --price 100 --rate 10
    error: `--price` and `--rate` do not go together
    hint: hours buy --help tells how it is written
    [exit 2]

    $ hours buy acme 10h --gross --net
    error: `--gross` and `--net` do not go together
    hint: hours buy --help tells how it is written
    [exit 2]

    $ hours buy acme 10h --valid 12m
    error: invalid value `12m` for --valid: 12m would be minutes
    hint: write 12mo for months
    [exit 2]

    $ hours buy acme 10h --valid 1y --until 2027-01-01
    error: `--valid` and `--until` do not go together
    hint: hours buy --help tells how it is written
    [exit 2]

    $ hours buy acme 10h --service webiste
    error: no service `webiste`
    hint: did you mean `website`? (hours service list)
    [exit 1]

    $ hours buy amce 10h
    error: no client `amce`
    hint: did you mean `acme`? (hours client list)
    [exit 1]
    ");
}

#[test]
fn d3_a_size_is_positive_minutes() {
    let desk = Desk::with_client();
    assert_snapshot!(desk.session(&[
        "buy acme 0m",
        "buy acme -10h",
        "buy acme 10",
        "buy acme 1m",
        "buy acme 100000h --price 1",
        "buy acme 100000h1m --price 1",
    ]), @"
    $ hours buy acme 0m
    error: `0m` is no size for a package
    hint: write how much, such as 10h
    [exit 1]

    $ hours buy acme -10h
    error: `-10h` is less than nothing: a time is written without a sign
    hint: hours void takes a call back, hours refund takes hours out of a package
    [exit 2]

    $ hours buy acme 10
    error: invalid value `10` for SIZE: 10 what?
    hint: write 10m or 10h
    [exit 2]

    $ hours buy acme 1m
    #3  acme-1  1m for 2.50 EUR gross, from 2026-11-23, no end
        acme has 1m left

    $ hours buy acme 100000h --price 1
    #4  acme-2  100000h for 1.00 EUR gross, from 2026-11-23, no end
        acme has 100000h1m left

    $ hours buy acme 100000h1m --price 1
    error: a package of `100000h1m` is larger than 100000h
    [exit 1]
    ");
}

#[test]
fn the_receipt_is_also_json() {
    let desk = Desk::with_client();
    assert_snapshot!(desk.sh("buy acme 10h --on 2026-11-02 --format json --id first-package"), @r#"
    {
      "schema": "hours.receipt/1",
      "entries": [
        {
          "seq": 3,
          "id": "first-package",
          "kind": "purchase"
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
            "left_minutes": 600,
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
            "packages": [
              {
                "package": "acme-1",
                "state": "open",
                "grant": false,
                "size_minutes": 600,
                "drawn_minutes": 0,
                "refunded_minutes": 0,
                "expired_minutes": 0,
                "left_minutes": 600,
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
      "ledger": "<hash>",
      "seq": 3,
      "head": "<hash>"
    }
    "#);
}

#[test]
fn d4_every_month_writes_one_package_per_period_all_at_once() {
    let desk = Desk::with_client();
    assert_snapshot!(desk.session(&[
        "buy acme 5h --on 2026-01-31 --every month --times 4",
        "balance --packages --as-of 2026-02-01",
        "buy acme 5h --on 2026-01-31 --every quarter --times 2 --carry-over 1 --name care",
        "show care-1",
        "buy acme 5h --every year --times 2 --name yearly --format json",
    ]), @r#"
    $ hours buy acme 5h --on 2026-01-31 --every month --times 4
    #3  acme-1  5h for 750.00 EUR gross, from 2026-01-31, until 2026-02-27
    #4  acme-2  5h for 750.00 EUR gross, from 2026-02-28, until 2026-03-30
    #5  acme-3  5h for 750.00 EUR gross, from 2026-03-31, until 2026-04-29
    #6  acme-4  5h for 750.00 EUR gross, from 2026-04-30, until 2026-05-30
        acme has nothing left
    warning: acme is out of hours

    $ hours balance --packages --as-of 2026-02-01
    client  package  state     size  used  refunded  left  from        until       services
    acme    acme-1   open        5h    0m              5h  2026-01-31  2026-02-27  all
    acme    acme-2   upcoming    5h    0m              5h  2026-02-28  2026-03-30  all
    acme    acme-3   upcoming    5h    0m              5h  2026-03-31  2026-04-29  all
    acme    acme-4   upcoming    5h    0m              5h  2026-04-30  2026-05-30  all

    $ hours buy acme 5h --on 2026-01-31 --every quarter --times 2 --carry-over 1 --name care
    #7  care-1  5h for 750.00 EUR gross, from 2026-01-31, until 2026-07-30
    #8  care-2  5h for 750.00 EUR gross, from 2026-04-30, until 2026-10-30
        acme has nothing left
    warning: acme is out of hours
    warning: acme: care-2 ended on 2026-10-30 with 5h lost

    $ hours show care-1
    care-1  5h for 750.00 EUR gross (630.25 net + 119.75 VAT), bought 2026-01-31 (#7) by acme, until 2026-07-30, all services
      on 2026-11-23: expired, 0m drawn, 5h lost

    $ hours buy acme 5h --every year --times 2 --name yearly --format json
    {
      "schema": "hours.receipt/1",
      "entries": [
        {
          "seq": 9,
          "id": "<id>",
          "kind": "purchase"
        },
        {
          "seq": 10,
          "id": "<id>",
          "kind": "purchase"
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
            "left_minutes": 300,
            "upcoming_minutes": 300,
            "expired_minutes": 1800,
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
                "package": "acme-1",
                "state": "expired",
                "grant": false,
                "size_minutes": 300,
                "drawn_minutes": 0,
                "refunded_minutes": 0,
                "expired_minutes": 300,
                "left_minutes": 0,
                "from": "2026-01-31",
                "until": "2026-02-27",
                "services": [],
                "price": "750.00",
                "prices": "gross",
                "vat_rate": "19",
                "late": false
              },
              {
                "package": "acme-2",
                "state": "expired",
                "grant": false,
                "size_minutes": 300,
                "drawn_minutes": 0,
                "refunded_minutes": 0,
                "expired_minutes": 300,
                "left_minutes": 0,
                "from": "2026-02-28",
                "until": "2026-03-30",
                "services": [],
                "price": "750.00",
                "prices": "gross",
                "vat_rate": "19",
                "late": false
              },
              {
                "package": "acme-3",
                "state": "expired",
                "grant": false,
                "size_minutes": 300,
                "drawn_minutes": 0,
                "refunded_minutes": 0,
                "expired_minutes": 300,
                "left_minutes": 0,
                "from": "2026-03-31",
                "until": "2026-04-29",
                "services": [],
                "price": "750.00",
                "prices": "gross",
                "vat_rate": "19",
                "late": false
              },
              {
                "package": "acme-4",
                "state": "expired",
                "grant": false,
                "size_minutes": 300,
                "drawn_minutes": 0,
                "refunded_minutes": 0,
                "expired_minutes": 300,
                "left_minutes": 0,
                "from": "2026-04-30",
                "until": "2026-05-30",
                "services": [],
                "price": "750.00",
                "prices": "gross",
                "vat_rate": "19",
                "late": false
              },
              {
                "package": "care-1",
                "state": "expired",
                "grant": false,
                "size_minutes": 300,
                "drawn_minutes": 0,
                "refunded_minutes": 0,
                "expired_minutes": 300,
                "left_minutes": 0,
                "from": "2026-01-31",
                "until": "2026-07-30",
                "services": [],
                "price": "750.00",
                "prices": "gross",
                "vat_rate": "19",
                "late": false
              },
              {
                "package": "care-2",
                "state": "expired",
                "grant": false,
                "size_minutes": 300,
                "drawn_minutes": 0,
                "refunded_minutes": 0,
                "expired_minutes": 300,
                "left_minutes": 0,
                "from": "2026-04-30",
                "until": "2026-10-30",
                "services": [],
                "price": "750.00",
                "prices": "gross",
                "vat_rate": "19",
                "late": false
              },
              {
                "package": "yearly-1",
                "state": "open",
                "grant": false,
                "size_minutes": 300,
                "drawn_minutes": 0,
                "refunded_minutes": 0,
                "expired_minutes": 0,
                "left_minutes": 300,
                "from": "2026-11-23",
                "until": "2027-11-22",
                "services": [],
                "price": "750.00",
                "prices": "gross",
                "vat_rate": "19",
                "late": false
              },
              {
                "package": "yearly-2",
                "state": "upcoming",
                "grant": false,
                "size_minutes": 300,
                "drawn_minutes": 0,
                "refunded_minutes": 0,
                "expired_minutes": 0,
                "left_minutes": 300,
                "from": "2027-11-23",
                "until": "2028-11-22",
                "services": [],
                "price": "750.00",
                "prices": "gross",
                "vat_rate": "19",
                "late": false
              }
            ],
            "warnings": [
              {
                "code": "expired",
                "minutes": 300,
                "package": "care-2",
                "until": "2026-10-30"
              }
            ]
          }
        ]
      },
      "ledger": "<hash>",
      "seq": 10,
      "head": "<hash>"
    }
    warning: acme: care-2 ended on 2026-10-30 with 5h lost
    "#);
    assert!(desk.ledger().lines().filter(|line| line.contains("\"batch\":")).count() >= 8);
}

#[test]
fn d4_a_subscription_has_its_bounds() {
    let desk = Desk::with_client();
    let before = desk.ledger();
    assert_snapshot!(desk.session(&[
        "buy acme 5h --every month",
        "buy acme 5h --times 3",
        "buy acme 5h --every month --times 0",
        "buy acme 5h --every month --times 1201",
        "buy acme 5h --every year --times 1200 --carry-over 12000",
        "buy acme 5h --every month --times 2 --until 2027-01-01",
    ]), @"
    $ hours buy acme 5h --every month
    error: missing: --times N
    hint: hours buy --help tells how it is written
    [exit 2]

    $ hours buy acme 5h --times 3
    error: missing: --every PERIOD
    hint: hours buy --help tells how it is written
    [exit 2]

    $ hours buy acme 5h --every month --times 0
    error: `0` packages at once: 1 to 1200 can be
    [exit 1]

    $ hours buy acme 5h --every month --times 1201
    error: `1201` packages at once: 1 to 1200 can be
    [exit 1]

    $ hours buy acme 5h --every year --times 1200 --carry-over 12000
    error: the dates go beyond 9999-12-31
    [exit 1]

    $ hours buy acme 5h --every month --times 2 --until 2027-01-01
    error: `--every` and `--until` do not go together
    hint: hours buy --help tells how it is written
    [exit 2]
    ");
    assert_eq!(desk.ledger(), before);
}

#[test]
fn g5_buy_settles_at_once_where_the_terms_carry_or_it_is_asked_to() {
    let desk = Desk::with_client();
    desk.ok("client add beta Beta --overage carry");
    assert_snapshot!(desk.session(&[
        "log beta 1h first",
        "buy beta 10h",
        "log acme 1h first",
        "buy acme 2h",
        "balance",
        "buy acme 2h --settle",
        "buy acme 2h --settle --from 2026-12-01",
        "log beta 11h second",
        "buy beta 10h --from 2026-12-01",
        "buy beta 10h --every month --times 2 --settle",
        "balance --packages",
    ]), @r#"
    $ hours log beta 1h first
    #4  beta  Mon 2026-11-23  worked 1h, charged 1h  first
        1h over, held for the next package; beta has nothing left
    warning: beta is 1h over, held for the next package
    warning: beta never had a package

    $ hours buy beta 10h
    #5  beta-1  10h for 1,500.00 EUR gross, from 2026-11-23, no end
        1h of overage settled; beta has 9h left of 10h

    $ hours log acme 1h first
    #6  acme  Mon 2026-11-23  worked 1h, charged 1h  first
        1h over; acme has nothing left
    warning: acme is 1h over: 150.00 EUR gross to invoice
    warning: acme never had a package

    $ hours buy acme 2h
    #7  acme-1  2h for 300.00 EUR gross, from 2026-11-23, no end
        1h that had gone over is drawn from it; acme has 1h left of 2h

    $ hours balance
    client  left  used  over  to invoice  last call   state
    acme      1h    1h                 –  2026-11-23  ok
    beta      9h    1h                 –  2026-11-23  ok

    $ hours buy acme 2h --settle
    #8  acme-2  2h for 300.00 EUR gross, from 2026-11-23, no end
        acme has 3h left of 4h
    warning: this may be #7 once more: that is a package like it, of the same day
    hint: if it is: hours void 8 --reason "twice"
    note: nothing was settled: `acme` has no overage that this package could settle
    hint: it must be worked and open by that day (on no invoice, or on one credited by then), not waived, and of a service that the package covers

    $ hours buy acme 2h --settle --from 2026-12-01
    error: package `acme-3` cannot settle anything at once: it is valid from 2026-12-01 on
    hint: leave --settle away; hours settle acme --package acme-3 does it once the package is valid
    [exit 1]

    $ hours log beta 11h second
    #9  beta  Mon 2026-11-23  worked 11h, charged 11h  second
        9h from beta-1, 2h over, held for the next package; beta has nothing left
    warning: beta is out of hours
    warning: beta is 2h over, held for the next package

    $ hours buy beta 10h --from 2026-12-01
    #10  beta-2  10h for 1,500.00 EUR gross, from 2026-12-01, no end
        beta has nothing left, 10h upcoming
    warning: beta is out of hours
    warning: beta is 2h over, held for the next package

    $ hours buy beta 10h --every month --times 2 --settle
    error: `--every` and `--settle` do not go together
    hint: hours buy --help tells how it is written
    [exit 2]

    $ hours balance --packages
    client  package  state     size  used  refunded  left  from        until   services
    acme    acme-1   open        2h    1h              1h  2026-11-23  no end  all
    acme    acme-2   open        2h    0m              2h  2026-11-23  no end  all
    beta    beta-1   used       10h   10h              0m  2026-11-23  no end  all
    beta    beta-2   upcoming   10h    0m             10h  2026-12-01  no end  all
    "#);
}

#[test]
fn a_price_beyond_a_million_millions_is_refused() {
    let desk = Desk::with_client();
    assert_snapshot!(desk.session(&[
        "buy acme 1h --price 999999999999.99",
        "buy acme 1h --price 1000000000000",
        "buy acme 100000h --rate 123456789",
        "buy acme 1h --price 12.345",
        "buy acme 1h --price -5",
        "buy acme 1h --price 1,234.56",
    ]), @"
    $ hours buy acme 1h --price 999999999999.99
    #3  acme-1  1h for 999,999,999,999.99 EUR gross, from 2026-11-23, no end
        acme has 1h left

    $ hours buy acme 1h --price 1000000000000
    error: `1000000000000` leads to an amount of 10^12 or more
    [exit 1]

    $ hours buy acme 100000h --rate 123456789
    error: `123456789.00` leads to an amount of 10^12 or more
    [exit 1]

    $ hours buy acme 1h --price 12.345
    error: `12.345` has more than the 2 decimals of EUR
    hint: write the amount with the decimals its currency has
    [exit 1]

    $ hours buy acme 1h --price -5
    error: a price of `-5.00` is not positive
    hint: hours grant gives hours away
    [exit 1]

    $ hours buy acme 1h --price 1,234.56
    error: invalid value `1,234.56` for --price: not a plain decimal number, such as 1500 or 99.90
    hint: write 1234.56
    [exit 2]
    ");
}

#[test]
fn g5_buy_says_so_where_it_finds_nothing_to_settle() {
    let desk = Desk::with_client();
    desk.ok("service add onsite");
    desk.ok("log acme 1h --on 2026-11-20");
    assert_snapshot!(desk.session(&[
        "buy acme 2h --settle --service onsite",
        "buy acme 1h --settle --on 2026-11-19",
        "grant acme 1h --settle --reason bonus -n",
        "buy acme 3h --settle",
        "buy acme 4h --settle",
    ]), @"
    $ hours buy acme 2h --settle --service onsite
    #5  acme-1  2h for 300.00 EUR gross, from 2026-11-23, no end, only onsite
        acme has 2h left
    warning: acme is 1h over: 150.00 EUR gross to invoice
    note: nothing was settled: `acme` has no overage that this package could settle
    hint: it must be worked and open by that day (on no invoice, or on one credited by then), not waived, and of a service that the package covers

    $ hours buy acme 1h --settle --on 2026-11-19
    #6  acme-2  1h for 150.00 EUR gross, from 2026-11-19, no end
        acme has 3h left
    warning: acme is 1h over: 150.00 EUR gross to invoice
    note: nothing was settled: `acme` has no overage that this package could settle
    hint: it must be worked and open by that day (on no invoice, or on one credited by then), not waived, and of a service that the package covers

    $ hours grant acme 1h --settle --reason bonus -n
    #7  acme-3  1h granted, from 2026-11-23, no end: bonus
        1h of overage settled; acme has 3h left
    note: a dry run: nothing was written

    $ hours buy acme 3h --settle
    #7  acme-3  3h for 450.00 EUR gross, from 2026-11-23, no end
        1h of overage settled; acme has 5h left of 6h

    $ hours buy acme 4h --settle
    #8  acme-4  4h for 600.00 EUR gross, from 2026-11-23, no end
        acme has 9h left of 10h
    note: nothing was settled: `acme` has no overage that this package could settle
    hint: it must be worked and open by that day (on no invoice, or on one credited by then), not waived, and of a service that the package covers
    ");
    // Where the terms carry, nobody asked.
    desk.ok("client set acme --overage carry");
    assert!(!desk.sh("buy acme 5h").contains("nothing was settled"));
}

#[test]
fn g5_of_several_packages_the_one_that_is_valid_at_once_settles() {
    let desk = Desk::open();
    desk.ok("client add acme 'ACME GmbH' --overage carry");
    desk.ok("log acme 1h first");
    desk.ok("buy acme 5h --every month --times 3");
    assert_eq!(desk.ledger().matches("\"settle\":true").count(), 1);
    let balance = desk.ok("balance --format csv");
    assert!(balance.contains(",240,600,0,0,60,60,0,0,0.00,"), "{balance}");
}

#[test]
fn b2_a_price_has_no_more_decimals_than_its_currency_not_even_noughts() {
    let desk = Desk::with_client();
    // Two thousand, to many.
    let (exit, said) = desk.refused(&["buy", "acme", "1h", "--price", "2.000"]);
    assert!(exit == 1 && said.contains("`2.000` has more than the 2 decimals of EUR"), "{exit}: {said}");
    desk.ok("buy acme 1h --price 2000.0");
}

#[test]
fn packages_that_may_be_there_already_are_told_of_all_together() {
    let desk = Desk::with_client();
    let plan = "buy acme 10h --every month --times 3";
    assert!(!desk.sh(plan).contains("once more"));
    assert!(desk.sh(plan).ends_with(
        "warning: this may be #3 once more: that is a package like it, of the same day\n\
         hint: if it is: hours void 6 --through 8 --reason \"twice\"\n"
    ));
}

#[test]
fn f1_what_a_package_takes_up_on_the_day_it_is_bought_is_told() {
    let desk = Desk::with_client();
    desk.ok("log acme 3h Restore");
    assert_snapshot!(desk.session(&["buy acme 2h", "grant acme 30m --reason sorry", "buy acme 2h --from 2026-12-01"]), @"
    $ hours buy acme 2h
    #4  acme-1  2h for 300.00 EUR gross, from 2026-11-23, no end
        2h that had gone over is drawn from it; acme has nothing left
    warning: acme is out of hours
    warning: acme is 1h over: 150.00 EUR gross to invoice

    $ hours grant acme 30m --reason sorry
    #5  acme-2  30m granted, from 2026-11-23, no end: sorry
        30m that had gone over is drawn from it; acme has nothing left
    warning: acme is out of hours
    warning: acme is 30m over: 75.00 EUR gross to invoice

    $ hours buy acme 2h --from 2026-12-01
    #6  acme-3  2h for 300.00 EUR gross, from 2026-12-01, no end
        acme has nothing left, 2h upcoming
    warning: acme is out of hours
    warning: acme is 30m over: 75.00 EUR gross to invoice
    ");
}
