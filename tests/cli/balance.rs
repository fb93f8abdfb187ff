//! `hours balance`

use insta::assert_snapshot;

use crate::desk::Desk;

/// Three clients: one over, one well off with several packages, one without a package.
fn three() -> Desk {
    let desk = Desk::with_package();
    desk.ok("client add beta '=Beta, \"Ltd\"'");
    desk.ok("client add gamma Gamma");
    desk.ok("log acme 11h15m 'Server restore' --on 2026-11-20");
    desk.ok("buy beta 5h --on 2026-10-01 --until 2026-10-31 --name old");
    desk.ok("buy beta 5h --on 2026-10-01 --until 2026-12-10");
    desk.ok("grant beta 1h --reason bonus --name bonus");
    desk.ok("buy beta 5h --from 2026-12-01");
    desk.ok("log beta 4h Migration --on 2026-11-03");
    desk.ok("refund bonus 15m");
    desk
}

#[test]
fn balances_come_as_a_table_json_and_csv() {
    let desk = three();
    assert_snapshot!(desk.session(&["balance", "balance --packages"]), @"
    $ hours balance
    client   left    used   over  to invoice  last call   state
    acme       0m  11h15m  1h15m  187.50 EUR  2026-11-20  over
    beta    1h45m      4h                  –  2026-11-03  expiring, expired, 5h upcoming
    gamma      0m      0m                  –  –           no package

    $ hours balance --packages
    client  package  state     size  used  refunded  lost  left  from        until       services
    acme    acme-1   used       10h   10h                    0m  2026-11-02  no end      all
    beta    old      expired     5h    0m              5h    0m  2026-10-01  2026-10-31  all
    beta    beta-2   open        5h    4h                    1h  2026-10-01  2026-12-10  all
    beta    bonus    open        1h    0m       15m         45m  2026-11-23  no end      all
    beta    beta-4   upcoming    5h    0m                    5h  2026-12-01  no end      all
    ");
    assert_snapshot!(desk.session(&["balance --format csv", "balance --packages --format csv"]), @r#"
    $ hours balance --format csv
    client,name,currency,left_minutes,upcoming_minutes,expired_minutes,refunded_minutes,worked_minutes,charged_minutes,goodwill_minutes,overage_minutes,overage_amount,last_call,warnings,prices,billable_minutes,billable_amount
    acme,ACME GmbH,EUR,0,0,0,0,675,675,0,75,187.50,2026-11-20,exhausted overage,gross,75,187.50
    beta,"'=Beta, ""Ltd""",EUR,105,300,300,15,240,240,0,0,0.00,2026-11-03,expiring expired,gross,0,0.00
    gamma,Gamma,EUR,0,0,0,0,0,0,0,0,0.00,,none,gross,0,0.00

    $ hours balance --packages --format csv
    client,package,state,grant,size_minutes,drawn_minutes,refunded_minutes,expired_minutes,left_minutes,from,until,services,price,currency,prices,vat_rate,late
    acme,acme-1,used,false,600,600,0,0,0,2026-11-02,,,1500.00,EUR,gross,19,false
    beta,old,expired,false,300,0,0,300,0,2026-10-01,2026-10-31,,750.00,EUR,gross,19,false
    beta,beta-2,open,false,300,240,0,0,60,2026-10-01,2026-12-10,,750.00,EUR,gross,19,false
    beta,bonus,open,true,60,0,15,0,45,2026-11-23,,,,EUR,,,false
    beta,beta-4,upcoming,false,300,0,0,0,300,2026-12-01,,,750.00,EUR,gross,19,false
    "#);
    assert_snapshot!(desk.session(&["balance --format csv --raw --sep tab --decimal , --bom", "balance acme --packages --format csv --sep ';' --decimal ,"]), @r#"
    $ hours balance --format csv --raw --sep tab --decimal , --bom
    ﻿client	name	currency	left_minutes	upcoming_minutes	expired_minutes	refunded_minutes	worked_minutes	charged_minutes	goodwill_minutes	overage_minutes	overage_amount	last_call	warnings	prices	billable_minutes	billable_amount
    acme	ACME GmbH	EUR	0	0	0	0	675	675	0	75	187,50	2026-11-20	exhausted overage	gross	75	187,50
    beta	"=Beta, ""Ltd"""	EUR	105	300	300	15	240	240	0	0	0,00	2026-11-03	expiring expired	gross	0	0,00
    gamma	Gamma	EUR	0	0	0	0	0	0	0	0	0,00		none	gross	0	0,00

    $ hours balance acme --packages --format csv --sep ';' --decimal ,
    client;package;state;grant;size_minutes;drawn_minutes;refunded_minutes;expired_minutes;left_minutes;from;until;services;price;currency;prices;vat_rate;late
    acme;acme-1;used;false;600;600;0;0;0;2026-11-02;;;1500,00;EUR;gross;19;false
    "#);
    assert_snapshot!(desk.sh("balance beta --format json"), @r#"
    {
      "schema": "hours.balance/1",
      "as_of": "2026-11-23",
      "clients": [
        {
          "client": "beta",
          "name": "=Beta, \"Ltd\"",
          "currency": "EUR",
          "left_minutes": 105,
          "upcoming_minutes": 300,
          "expired_minutes": 300,
          "refunded_minutes": 15,
          "worked_minutes": 240,
          "charged_minutes": 240,
          "goodwill_minutes": 0,
          "overage_minutes": 0,
          "overage_amount": "0.00",
          "billable_minutes": 0,
          "billable_amount": "0.00",
          "prices": "gross",
          "last_call": "2026-11-03",
          "packages": [
            {
              "package": "old",
              "state": "expired",
              "grant": false,
              "size_minutes": 300,
              "drawn_minutes": 0,
              "refunded_minutes": 0,
              "expired_minutes": 300,
              "left_minutes": 0,
              "from": "2026-10-01",
              "until": "2026-10-31",
              "services": [],
              "price": "750.00",
              "prices": "gross",
              "vat_rate": "19",
              "late": false
            },
            {
              "package": "beta-2",
              "state": "open",
              "grant": false,
              "size_minutes": 300,
              "drawn_minutes": 240,
              "refunded_minutes": 0,
              "expired_minutes": 0,
              "left_minutes": 60,
              "from": "2026-10-01",
              "until": "2026-12-10",
              "services": [],
              "price": "750.00",
              "prices": "gross",
              "vat_rate": "19",
              "late": false
            },
            {
              "package": "bonus",
              "state": "open",
              "grant": true,
              "size_minutes": 60,
              "drawn_minutes": 0,
              "refunded_minutes": 15,
              "expired_minutes": 0,
              "left_minutes": 45,
              "from": "2026-11-23",
              "until": null,
              "services": [],
              "price": null,
              "prices": null,
              "vat_rate": null,
              "late": false
            },
            {
              "package": "beta-4",
              "state": "upcoming",
              "grant": false,
              "size_minutes": 300,
              "drawn_minutes": 0,
              "refunded_minutes": 0,
              "expired_minutes": 0,
              "left_minutes": 300,
              "from": "2026-12-01",
              "until": null,
              "services": [],
              "price": "750.00",
              "prices": "gross",
              "vat_rate": "19",
              "late": false
            }
          ],
          "warnings": [
            {
              "code": "expiring",
              "minutes": 60,
              "package": "beta-2",
              "until": "2026-12-10"
            },
            {
              "code": "expired",
              "minutes": 300,
              "package": "old",
              "until": "2026-10-31"
            }
          ]
        }
      ],
      "ledger": "<hash>",
      "seq": 12,
      "head": "<hash>"
    }
    "#);
}

#[test]
fn clients_can_be_named_or_filtered() {
    let desk = three();
    assert_snapshot!(desk.session(&[
        "balance gamma acme acme",
        "balance --low",
        "balance --over",
        "balance --low --over --packages",
        "balance beta --over",
        "balance amce",
        "balance --format xml",
        "balance --format md",
    ]), @"
    $ hours balance gamma acme acme
    client  left    used   over  to invoice  last call   state
    acme      0m  11h15m  1h15m  187.50 EUR  2026-11-20  over
    gamma     0m      0m                  –  –           no package

    $ hours balance --low
    client  left    used   over  to invoice  last call   state
    acme      0m  11h15m  1h15m  187.50 EUR  2026-11-20  over

    $ hours balance --over
    client  left    used   over  to invoice  last call   state
    acme      0m  11h15m  1h15m  187.50 EUR  2026-11-20  over

    $ hours balance --low --over --packages
    client  package  state  size  used  refunded  left  from        until   services
    acme    acme-1   used    10h   10h              0m  2026-11-02  no end  all

    $ hours balance beta --over
    nobody is over

    $ hours balance amce
    error: no client `amce`
    hint: did you mean `acme`? (hours client list)
    [exit 1]

    $ hours balance --format xml
    error: invalid value `xml` for --format
    hint: it is one of table, json, csv
    [exit 2]

    $ hours balance --format md
    error: invalid value `md` for --format
    hint: it is one of table, json, csv
    [exit 2]
    ");
}

#[test]
fn a_ledger_without_clients_says_so() {
    assert_snapshot!(Desk::open().session(&["balance", "balance --packages", "balance --format json", "balance --format csv"]), @r#"
    $ hours balance
    no clients

    $ hours balance --packages
    no packages

    $ hours balance --format json
    {
      "schema": "hours.balance/1",
      "as_of": "2026-11-23",
      "clients": [],
      "ledger": "<hash>",
      "seq": 1,
      "head": "<hash>"
    }

    $ hours balance --format csv
    client,name,currency,left_minutes,upcoming_minutes,expired_minutes,refunded_minutes,worked_minutes,charged_minutes,goodwill_minutes,overage_minutes,overage_amount,last_call,warnings,prices,billable_minutes,billable_amount
    "#);
}

#[test]
fn a7_as_of_asks_what_holds_at_the_end_of_a_day_and_known_what_the_ledger_said_then() {
    let desk = Desk::with_package();
    desk.ok("log acme 1h 'written down late' --on 2026-11-10");
    desk.ok("log acme 2h today --on today");
    assert_snapshot!(desk.session(&[
        "balance",
        "balance --as-of yesterday",
        "balance --as-of 2026-11-09",
        "balance --as-of 2026-11-01",
        "balance --known 3",
        "balance --known #4",
        "balance --known 2026-11-23T09:00:03Z",
        "balance --known 2026-11-23T09:00:03+00:00 --as-of 2026-11-09",
        "balance --known 99",
        "balance --known 0",
        "balance --known 2026-11-23T08:00:00Z",
        "balance --known yesterday",
        "balance --as-of tomorrow",
        "balance --as-of 2027-01-01",
    ]), @"
    $ hours balance
    client  left  used  over  to invoice  last call   state
    acme      7h    3h                 –  2026-11-23  ok

    $ hours balance --as-of yesterday
    client  left  used  over  to invoice  last call   state
    acme      9h    1h                 –  2026-11-10  ok

    $ hours balance --as-of 2026-11-09
    client  left  used  over  to invoice  last call  state
    acme     10h    0m                 –  –          ok

    $ hours balance --as-of 2026-11-01
    client  left  used  over  to invoice  last call  state
    acme      0m    0m                 –  –          no package

    $ hours balance --known 3
    client  left  used  over  to invoice  last call  state
    acme     10h    0m                 –  –          ok

    $ hours balance --known #4
    client  left  used  over  to invoice  last call   state
    acme      9h    1h                 –  2026-11-10  ok

    $ hours balance --known 2026-11-23T09:00:03Z
    client  left  used  over  to invoice  last call   state
    acme      9h    1h                 –  2026-11-10  ok

    $ hours balance --known 2026-11-23T09:00:03+00:00 --as-of 2026-11-09
    client  left  used  over  to invoice  last call  state
    acme     10h    0m                 –  –          ok

    $ hours balance --known 99
    error: no entry `#99`
    hint: hours entries shows those there are; name one as 17 or by its id
    [exit 1]

    $ hours balance --known 0
    error: invalid value `0` for --known: entries are counted from 1
    [exit 2]

    $ hours balance --known 2026-11-23T08:00:00Z
    error: nothing was known yet: the ledger was opened at 2026-11-23T09:00:00.000000Z
    hint: ask about a later moment with --known
    [exit 1]

    $ hours balance --known yesterday
    error: invalid value `yesterday` for --known: neither an entry's number nor an instant
    hint: write it as 17 or 2026-11-23T09:14:05Z
    [exit 2]

    $ hours balance --as-of tomorrow
    error: invalid value `tomorrow` for --as-of: not a date
    hint: a day to come is written as its date: 2026-11-24
    [exit 2]

    $ hours balance --as-of 2027-01-01
    client  left  used  over  to invoice  last call   state
    acme      7h    3h                 –  2026-11-23  ok
    ");
}

#[test]
fn d6_a_package_is_upcoming_open_used_or_expired() {
    let desk = Desk::with_client();
    desk.ok("buy acme 1h --on 2026-11-01 --from 2026-11-05 --until 2026-11-20 --name p");
    desk.ok("buy acme 1h --on 2026-11-01 --from 2026-11-05 --until 2026-11-20 --name q");
    desk.ok("log acme 1h30m x --on 2026-11-06");
    assert_snapshot!(desk.session(&[
        "balance --packages --as-of 2026-11-04",
        "balance --packages --as-of 2026-11-05",
        "balance --packages --as-of 2026-11-20",
        "balance --packages --as-of 2026-11-21",
        "balance --as-of 2026-11-04",
        "balance --as-of 2026-11-20",
        "balance --as-of 2026-11-21",
    ]), @"
    $ hours balance --packages --as-of 2026-11-04
    client  package  state     size  used  refunded  left  from        until       services
    acme    p        upcoming    1h    0m              1h  2026-11-05  2026-11-20  all
    acme    q        upcoming    1h    0m              1h  2026-11-05  2026-11-20  all

    $ hours balance --packages --as-of 2026-11-05
    client  package  state  size  used  refunded  left  from        until       services
    acme    p        open     1h    0m              1h  2026-11-05  2026-11-20  all
    acme    q        open     1h    0m              1h  2026-11-05  2026-11-20  all

    $ hours balance --packages --as-of 2026-11-20
    client  package  state  size  used  refunded  left  from        until       services
    acme    p        used     1h    1h              0m  2026-11-05  2026-11-20  all
    acme    q        open     1h   30m             30m  2026-11-05  2026-11-20  all

    $ hours balance --packages --as-of 2026-11-21
    client  package  state    size  used  refunded  lost  left  from        until       services
    acme    p        used       1h    1h                    0m  2026-11-05  2026-11-20  all
    acme    q        expired    1h   30m             30m    0m  2026-11-05  2026-11-20  all

    $ hours balance --as-of 2026-11-04
    client  left  used  over  to invoice  last call  state
    acme      0m    0m                 –  –          nothing left, 2h upcoming

    $ hours balance --as-of 2026-11-20
    client  left   used  over  to invoice  last call   state
    acme     30m  1h30m                 –  2026-11-06  expiring

    $ hours balance --as-of 2026-11-21
    client  left   used  over  to invoice  last call   state
    acme      0m  1h30m                 –  2026-11-06  nothing left, expired
    ");
}

#[test]
fn g6_open_overage_is_what_was_worked_less_what_was_settled_by_then() {
    let desk = Desk::with_client();
    desk.ok("log acme 1h first --on 2026-11-04");
    desk.ok("log acme 1h second --on 2026-11-06");
    desk.ok("buy acme 1h --on 2026-11-10");
    desk.ok("settle acme --package acme-1 --on 2026-11-12");
    assert_snapshot!(desk.session(&[
        "balance --as-of 2026-11-03",
        "balance --as-of 2026-11-05",
        "balance --as-of 2026-11-11",
        "balance --as-of 2026-11-12",
    ]), @"
    $ hours balance --as-of 2026-11-03
    client  left  used  over  to invoice  last call  state
    acme      0m    0m                 –  –          no package

    $ hours balance --as-of 2026-11-05
    client  left  used  over  to invoice  last call   state
    acme      0m    1h    1h  150.00 EUR  2026-11-04  over, no package

    $ hours balance --as-of 2026-11-11
    client  left  used  over  to invoice  last call   state
    acme      1h    2h    2h  300.00 EUR  2026-11-06  over

    $ hours balance --as-of 2026-11-12
    client  left  used  over  to invoice  last call   state
    acme      0m    2h    1h  150.00 EUR  2026-11-06  over
    ");
}

#[test]
fn a3_the_same_bytes_give_the_same_output_whatever_the_machine_says() {
    let desk = three();
    let plain = desk.ok("balance --as-of 2026-11-23");
    for (name, value) in [
        ("TZ", "Pacific/Kiritimati"),
        ("TZ", "garbage"),
        ("LC_ALL", "C"),
        ("LANG", "de_DE.UTF-8"),
        ("LC_NUMERIC", "de_DE.UTF-8"),
        ("HOURS_BY", "max"),
        ("HOURS_NOW", "2031-01-01T00:00:00Z"),
        ("COLUMNS", "20"),
        ("TERM", "dumb"),
        ("NO_COLOR", "1"),
    ] {
        let output =
            desk.command(&["balance", "--as-of", "2026-11-23"]).env(name, value).output().expect("the program runs");
        assert_eq!(String::from_utf8_lossy(&output.stdout), plain, "{name}={value}");
    }
    let copied = Desk::bare();
    std::fs::copy(desk.file("hours.jsonl"), copied.file("hours.jsonl")).expect("a copy");
    assert_eq!(copied.ok("balance --as-of 2026-11-23"), plain);
}

#[test]
fn the_ledger_is_found_in_a_folder_above_or_named() {
    let desk = Desk::with_package();
    let below = desk.file("a").join("b");
    std::fs::create_dir_all(&below).expect("folders");
    let from = |args: &[&str], variable: Option<&str>| {
        let mut command = desk.command(args);
        command.current_dir(&below);
        if let Some(value) = variable {
            command.env("HOURS_LEDGER", value);
        }
        crate::desk::show(&command.output().expect("the program runs"))
    };
    let here = desk.sh("balance");
    assert_eq!(from(&["balance"], None), here);
    assert_eq!(from(&["balance"], Some("../../hours.jsonl")), here);
    assert_eq!(from(&["--ledger", "../../hours.jsonl", "balance"], Some("nowhere.jsonl")), here);
    assert_eq!(from(&["balance", "-f", "../../hours.jsonl"], None), here);
    let home = Desk::bare();
    let data = home.home().join(".local").join("share").join("hours");
    std::fs::create_dir_all(&data).expect("folders");
    std::fs::rename(desk.file("hours.jsonl"), data.join("hours.jsonl")).expect("moved");
    assert_eq!(home.sh("balance"), here);
}

#[test]
fn g6_what_is_open_is_told_net_or_gross_as_the_clients_prices_are() {
    let desk = Desk::open();
    desk.ok("client add acme 'ACME GmbH'");
    desk.ok("log acme 1h gross --on 2026-05-01");
    assert!(desk.ok("balance").contains("150.00 EUR"));
    desk.ok("client set acme --prices net --from 2026-07-01");
    desk.ok("log acme 1h net --on 2026-07-01");
    // 150.00 with 19 % in it are 126.05 without.
    assert!(desk.ok("balance").contains("276.05 EUR"), "{}", desk.ok("balance"));
    assert!(desk.sh("warnings").contains("276.05 EUR net to invoice"), "{}", desk.sh("warnings"));
    assert!(desk.ok("balance --as-of 2026-06-30").contains("150.00 EUR"));
    assert!(desk.ok("invoice draft acme").contains("328.50 EUR"), "{}", desk.ok("invoice draft acme"));
}

/// VAT is reckoned on the sum, as on the document: of each call by itself it would be a cent more.
#[test]
fn j5_what_is_to_be_invoiced_is_what_the_invoice_comes_to() {
    let desk = Desk::with_client();
    desk.ok("client set acme --prices net --overage-rate 99.99 --from 2026-11-01");
    for day in 1..=3 {
        desk.ok(&format!("log acme 45m work --on 2026-11-0{day}"));
    }
    desk.ok("client set acme --prices gross --from 2026-11-10");
    assert!(desk.ok("invoice draft acme").contains("267.71"));
    assert!(desk.ok("balance acme").contains("267.71 EUR"));
    assert!(desk.ok("warnings acme").contains("267.71 EUR"));
    assert!(desk.ok("balance acme --as-of 2026-11-09").contains("224.97 EUR"));
}

#[test]
fn g6_every_format_tells_what_of_the_overage_is_to_be_invoiced() {
    let desk = Desk::with_client();
    desk.ok("log acme 1h Before --on 2026-11-02");
    desk.ok("client set acme --overage carry --from 2026-11-10");
    desk.ok("log acme 5h After --on 2026-11-12");
    assert_snapshot!(desk.session(&[
        "balance",
        "balance --format csv",
        "warnings",
        "warnings --format csv",
    ]), @"
    $ hours balance
    client  left  used  over  to invoice  last call   state
    acme      0m    6h    6h  150.00 EUR  2026-11-12  over, no package

    $ hours balance --format csv
    client,name,currency,left_minutes,upcoming_minutes,expired_minutes,refunded_minutes,worked_minutes,charged_minutes,goodwill_minutes,overage_minutes,overage_amount,last_call,warnings,prices,billable_minutes,billable_amount
    acme,ACME GmbH,EUR,0,0,0,0,360,360,0,360,900.00,2026-11-12,overage none,gross,60,150.00

    $ hours warnings
    client  warning  what
    acme    overage  is 6h over, 1h of it to invoice: 150.00 EUR gross, the rest held for the next package
    acme    none     never had a package

    $ hours warnings --format csv
    client,name,code,minutes,amount,currency,package,until,billable_minutes,billable_amount
    acme,ACME GmbH,overage,360,900.00,EUR,,,60,150.00
    acme,ACME GmbH,none,0,,EUR,,,,
    ");
    for command in ["balance", "warnings"] {
        let answer: serde_json::Value =
            serde_json::from_str(&desk.ok(&format!("{command} --format json"))).expect("JSON");
        let client = &answer["clients"][0];
        let warning = client["warnings"].as_array().expect("warnings").iter().find(|it| it["code"] == "overage");
        let told = if command == "balance" { client } else { warning.expect("over") };
        assert!(told["billable_minutes"] == 60 && told["billable_amount"] == "150.00", "{answer}");
    }
    // What is held alone is none of it.
    desk.ok("invoice issue acme");
    assert!(desk.ok("balance --format csv").ends_with(",0,0.00\n"));
    assert!(desk.ok("warnings").contains("5h over, held for the next package"));
}
