//! `hours revenue`

use insta::assert_snapshot;

use crate::desk::Desk;

/// The example of the contract: 10h for 1,500.00 gross, of which 8h15m are used.
fn contract() -> Desk {
    let desk = Desk::with_package();
    desk.ok("log acme 1h20 VPN --on 2026-11-22");
    desk.ok("log acme 6h45m 'Mail migration'");
    desk
}

#[test]
fn k1_a_paid_package_is_a_liability_until_it_is_used() {
    let desk = contract();
    assert_snapshot!(desk.session(&["revenue", "revenue --by client", "revenue --format json", "revenue --format csv"]), @r#"
    $ hours revenue
    deferred revenue, net amounts, 2026-01-01 to 2026-12-31 (as of 2026-11-23)

    client  package  currency  opening      sold      used  expired  refunded  closing   left
    acme    acme-1   EUR          0.00  1,260.50  1,039.91        –         –   220.59  1h45m
    total            EUR          0.00  1,260.50  1,039.91        –         –   220.59  1h45m

    $ hours revenue --by client
    deferred revenue, net amounts, 2026-01-01 to 2026-12-31 (as of 2026-11-23)

    client  currency  opening      sold      used  expired  refunded  closing   left
    acme    EUR          0.00  1,260.50  1,039.91        –         –   220.59  1h45m
    total   EUR          0.00  1,260.50  1,039.91        –         –   220.59  1h45m

    $ hours revenue --format json
    {
      "schema": "hours.revenue/1",
      "as_of": "2026-11-23",
      "from": "2026-01-01",
      "to": "2026-12-31",
      "packages": [
        {
          "client": "acme",
          "package": "acme-1",
          "currency": "EUR",
          "opening": "0.00",
          "sold": "1260.50",
          "used": "1039.91",
          "expired": "0.00",
          "refunded": "0.00",
          "closing": "220.59",
          "left_minutes": 105
        }
      ],
      "clients": [
        {
          "client": "acme",
          "currency": "EUR",
          "opening": "0.00",
          "sold": "1260.50",
          "used": "1039.91",
          "expired": "0.00",
          "refunded": "0.00",
          "closing": "220.59",
          "left_minutes": 105
        }
      ],
      "totals": [
        {
          "currency": "EUR",
          "opening": "0.00",
          "sold": "1260.50",
          "used": "1039.91",
          "expired": "0.00",
          "refunded": "0.00",
          "closing": "220.59",
          "left_minutes": 105
        }
      ],
      "ledger": "<hash>",
      "seq": 5,
      "head": "<hash>"
    }

    $ hours revenue --format csv
    client,package,currency,opening,sold,used,expired,refunded,closing,left_minutes
    acme,acme-1,EUR,0.00,1260.50,1039.91,0.00,0.00,220.59,105
    "#);
}

#[test]
fn k2_a_package_ends_at_exactly_nothing() {
    let desk = Desk::with_client();
    desk.ok("buy acme 3h --price 100 --on 2026-11-01");
    desk.ok("log acme 1h one --on 2026-11-02");
    desk.ok("refund acme-1 1h --on 2026-11-03");
    desk.ok("log acme 1h two --on 2026-11-04");
    // 84.03 net: 28.01 for each hour; 100.00 gross: 33.33 paid back for the last one, not 33.34.
    let days = ["2026-11-01", "2026-11-02", "2026-11-03", "2026-11-04", "2026-11-05"];
    let day = |day: &&str| desk.ok(&format!("revenue --from {day} --to {day} --format csv"));
    let rows: Vec<String> = days.iter().map(day).collect();
    assert_snapshot!(rows.concat(), @"
    client,package,currency,opening,sold,used,expired,refunded,closing,left_minutes
    acme,acme-1,EUR,0.00,84.03,0.00,0.00,0.00,84.03,180
    client,package,currency,opening,sold,used,expired,refunded,closing,left_minutes
    acme,acme-1,EUR,84.03,0.00,28.01,0.00,0.00,56.02,120
    client,package,currency,opening,sold,used,expired,refunded,closing,left_minutes
    acme,acme-1,EUR,56.02,0.00,0.00,0.00,28.01,28.01,60
    client,package,currency,opening,sold,used,expired,refunded,closing,left_minutes
    acme,acme-1,EUR,28.01,0.00,28.01,0.00,0.00,0.00,0
    client,package,currency,opening,sold,used,expired,refunded,closing,left_minutes
    ");
}

/// Reckoned by hand, in net amounts of EUR. `old`, 2h for 240.00 (2.00 a minute), bought 1 March, ends 30 June. 30m are used on
/// 10 May, 90m lost on 1 July: 180.00. On 15 July it is extended: the 180.00 come back. 60m are used on 20 July: 120.00. 30m are
/// lost on 1 September: 60.00.
#[test]
fn k3_what_had_expired_is_brought_back_by_an_extension() {
    let desk = Desk::open();
    desk.ok("client add acme 'ACME GmbH' --prices net");
    desk.ok("buy acme 2h --price 240 --on 2026-03-01 --until 2026-06-30 --name old");
    desk.ok("log acme 30m spring --on 2026-05-10");
    desk.ok("extend old --until 2026-08-31 --on 2026-07-15");
    desk.ok("log acme 1h summer --on 2026-07-20");
    let periods = [
        ("2026-01-01", "2026-06-30"),
        ("2026-07-01", "2026-07-01"),
        ("2026-07-02", "2026-07-14"),
        ("2026-07-15", "2026-07-15"),
        ("2026-07-01", "2026-08-31"),
        ("2026-09-01", "2026-09-01"),
        ("2026-01-01", "2026-12-31"),
    ];
    let mut text = String::new();
    for (from, to) in periods {
        let sheet = desk.ok(&format!("revenue --from {from} --to {to} --format csv"));
        text.push_str(&format!("{from} to {to}: {}\n", sheet.lines().nth(1).unwrap_or("none")));
    }
    assert_snapshot!(text, @"
    2026-01-01 to 2026-06-30: acme,old,EUR,0.00,240.00,60.00,0.00,0.00,180.00,90
    2026-07-01 to 2026-07-01: acme,old,EUR,180.00,0.00,0.00,180.00,0.00,0.00,0
    2026-07-02 to 2026-07-14: none
    2026-07-15 to 2026-07-15: acme,old,EUR,0.00,0.00,0.00,-180.00,0.00,180.00,90
    2026-07-01 to 2026-08-31: acme,old,EUR,180.00,0.00,120.00,0.00,0.00,60.00,30
    2026-09-01 to 2026-09-01: acme,old,EUR,60.00,0.00,0.00,60.00,0.00,0.00,0
    2026-01-01 to 2026-12-31: acme,old,EUR,0.00,240.00,180.00,60.00,0.00,0.00,0
    ");
}

/// Reckoned by hand. Of 2026: `autumn`, 10h for 1,190.00 gross, 1,000.00 net; 240m used: 400.00; 2h refunded: 200.00. `next` begins
/// only in December and is a liability all the same. `yen`, 1,000 JPY for 3h, tax-free; 1h used in October: 333 JPY, the rest in
/// November: 667; the hour that went over counts nothing. `free` is a grant.
#[test]
fn k3_clients_and_currencies_have_their_own_sums_and_a_grant_none() {
    let desk = Desk::with_client();
    desk.ok("client add beta Beta --currency JPY --overage-rate 15000 --vat 0 --vat-reason outside-scope --prices net");
    desk.ok("buy acme 10h --price 1190 --on 2026-10-01 --name autumn");
    desk.ok("grant acme 1h --reason bonus --on 2026-10-01 --name free");
    desk.ok("buy acme 5h --price 595 --on 2026-11-01 --from 2026-12-01 --name next");
    desk.ok("buy beta 3h --price 1000 --on 2026-10-02 --name yen");
    desk.ok("log acme 4h Server --package autumn --on 2026-10-05");
    desk.ok("log acme 1h Printer --package free --on 2026-10-06");
    desk.ok("log beta 1h Router --on 2026-10-07");
    desk.ok("log beta 3h 'too much' --on 2026-11-10");
    desk.ok("refund autumn 2h --on 2026-11-20");
    assert_snapshot!(desk.session(&[
        "revenue",
        "revenue --by client",
        "revenue --month 2026-11",
        "revenue --month 2026-10 --by client --format csv --sep ';' --decimal ,",
    ]), @"
    $ hours revenue
    deferred revenue, net amounts, 2026-01-01 to 2026-12-31 (as of 2026-11-23)

    client  package  currency  opening      sold    used  expired  refunded  closing  left
    acme    autumn   EUR          0.00  1,000.00  400.00        –    200.00   400.00    4h
    acme    next     EUR          0.00    500.00       –        –         –   500.00    5h
    beta    yen      JPY             0     1,000   1,000        –         –        0    0m
    total            EUR          0.00  1,500.00  400.00        –    200.00   900.00    9h
    total            JPY             0     1,000   1,000        –         –        0    0m

    $ hours revenue --by client
    deferred revenue, net amounts, 2026-01-01 to 2026-12-31 (as of 2026-11-23)

    client  currency  opening      sold    used  expired  refunded  closing  left
    acme    EUR          0.00  1,500.00  400.00        –    200.00   900.00    9h
    beta    JPY             0     1,000   1,000        –         –        0    0m
    total   EUR          0.00  1,500.00  400.00        –    200.00   900.00    9h
    total   JPY             0     1,000   1,000        –         –        0    0m

    $ hours revenue --month 2026-11
    deferred revenue, net amounts, 1–30 November 2026 (as of 2026-11-23)

    client  package  currency  opening    sold  used  expired  refunded  closing  left
    acme    autumn   EUR        600.00       –     –        –    200.00   400.00    4h
    acme    next     EUR          0.00  500.00     –        –         –   500.00    5h
    beta    yen      JPY           667       –   667        –         –        0    0m
    total            EUR        600.00  500.00     –        –    200.00   900.00    9h
    total            JPY           667       –   667        –         –        0    0m

    $ hours revenue --month 2026-10 --by client --format csv --sep ';' --decimal ,
    client;currency;opening;sold;used;expired;refunded;closing;left_minutes
    acme;EUR;0,00;1000,00;400,00;0,00;0,00;600,00;360
    beta;JPY;0;1000;333;0;0;667;120
    ");
}

#[test]
fn a_period_is_this_year_unless_another_is_named() {
    let desk = contract();
    desk.ok("buy acme 1h --on 2025-03-01 --until 2025-12-31 --name early");
    assert_snapshot!(desk.session(&[
        "revenue --year 2025",
        "revenue --to 2025-06-30",
        "revenue --from 2025-03-02",
        "revenue --as-of 2025-12-31",
        "revenue --as-of 2026-11-22",
        "revenue --year 2027",
        "revenue --known 5 --month 2026-11",
        "revenue --year 2024",
        "revenue --year 2024 --format csv",
        "revenue --from 2026-11-22 --to 2026-11-21",
        "revenue --by month",
    ]), @"
    $ hours revenue --year 2025
    deferred revenue, net amounts, 2025-01-01 to 2025-12-31

    client  package  currency  opening    sold  used  expired  refunded  closing  left
    acme    early    EUR          0.00  126.05     –        –         –   126.05    1h
    total            EUR          0.00  126.05     –        –         –   126.05    1h

    $ hours revenue --to 2025-06-30
    deferred revenue, net amounts, 2025-01-01 to 2025-06-30

    client  package  currency  opening    sold  used  expired  refunded  closing  left
    acme    early    EUR          0.00  126.05     –        –         –   126.05    1h
    total            EUR          0.00  126.05     –        –         –   126.05    1h

    $ hours revenue --from 2025-03-02
    deferred revenue, net amounts, 2025-03-02 to 2026-12-31 (as of 2026-11-23)

    client  package  currency  opening      sold      used  expired  refunded  closing   left
    acme    acme-1   EUR          0.00  1,260.50  1,039.91        –         –   220.59  1h45m
    acme    early    EUR        126.05         –         –   126.05         –     0.00     0m
    total            EUR        126.05  1,260.50  1,039.91   126.05         –   220.59  1h45m

    $ hours revenue --as-of 2025-12-31
    deferred revenue, net amounts, 2025-01-01 to 2025-12-31

    client  package  currency  opening    sold  used  expired  refunded  closing  left
    acme    early    EUR          0.00  126.05     –        –         –   126.05    1h
    total            EUR          0.00  126.05     –        –         –   126.05    1h

    $ hours revenue --as-of 2026-11-22
    deferred revenue, net amounts, 2026-01-01 to 2026-12-31 (as of 2026-11-22)

    client  package  currency  opening      sold    used  expired  refunded   closing   left
    acme    acme-1   EUR          0.00  1,260.50  189.08        –         –  1,071.42  8h30m
    acme    early    EUR        126.05         –       –   126.05         –      0.00     0m
    total            EUR        126.05  1,260.50  189.08   126.05         –  1,071.42  8h30m

    $ hours revenue --year 2027
    deferred revenue, net amounts, 2027-01-01 to 2027-12-31 (as of 2026-11-23)

    client  package  currency  opening  sold  used  expired  refunded  closing   left
    acme    acme-1   EUR        220.59     –     –        –         –   220.59  1h45m
    total            EUR        220.59     –     –        –         –   220.59  1h45m

    $ hours revenue --known 5 --month 2026-11
    deferred revenue, net amounts, 1–30 November 2026 (as of 2026-11-23)

    client  package  currency  opening      sold      used  expired  refunded  closing   left
    acme    acme-1   EUR          0.00  1,260.50  1,039.91        –         –   220.59  1h45m
    total            EUR          0.00  1,260.50  1,039.91        –         –   220.59  1h45m

    $ hours revenue --year 2024
    deferred revenue, net amounts, 2024-01-01 to 2024-12-31

    none

    $ hours revenue --year 2024 --format csv
    client,package,currency,opening,sold,used,expired,refunded,closing,left_minutes

    $ hours revenue --from 2026-11-22 --to 2026-11-21
    error: the period ends on 2026-11-21, before it begins on 2026-11-22
    hint: did you mean --from 2026-11-21 --to 2026-11-22?
    [exit 2]

    $ hours revenue --by month
    error: invalid value `month` for --by
    hint: it is one of client, package
    [exit 2]
    ");
}

#[test]
fn what_was_taken_back_was_never_sold() {
    let desk = contract();
    desk.ok("buy acme 5h");
    desk.ok("void 6 --reason 'wrong client'");
    desk.ok("void 5 --reason 'wrong client'");
    assert_snapshot!(desk.sh("revenue --format csv"), @"
    client,package,currency,opening,sold,used,expired,refunded,closing,left_minutes
    acme,acme-1,EUR,0.00,1260.50,189.08,0.00,0.00,1071.42,510
    ");
}

#[test]
fn a_ledger_without_packages_has_no_deferred_revenue() {
    let desk = Desk::open();
    assert_snapshot!(desk.session(&["revenue", "revenue --format json"]), @r#"
    $ hours revenue
    deferred revenue, net amounts, 2026-01-01 to 2026-12-31 (as of 2026-11-23)

    none

    $ hours revenue --format json
    {
      "schema": "hours.revenue/1",
      "as_of": "2026-11-23",
      "from": "2026-01-01",
      "to": "2026-12-31",
      "packages": [],
      "clients": [],
      "totals": [],
      "ledger": "<hash>",
      "seq": 1,
      "head": "<hash>"
    }
    "#);
}

#[test]
fn a_period_that_begins_in_a_later_year_goes_to_that_years_end() {
    let desk = Desk::with_package();
    let period = |options: &str| desk.ok(&format!("revenue {options}")).lines().next().map(str::to_owned);
    let found = |days: &str| Some(format!("deferred revenue, net amounts, {days}"));
    assert_eq!(period("--from 2027-03-01"), found("2027-03-01 to 2027-12-31 (as of 2026-11-23)"));
    assert_eq!(period("--from 2025-03-01"), found("2025-03-01 to 2026-12-31 (as of 2026-11-23)"));
    assert_eq!(period("--to 2025-03-01"), found("2025-01-01 to 2025-03-01"));
}
