//! `hours close`

use insta::assert_snapshot;

use crate::desk::Desk;

#[test]
fn h3_after_a_close_an_entry_dated_in_it_is_refused_unless_late() {
    let desk = Desk::with_package();
    desk.ok("log acme 1h first --on 2026-11-03");
    assert_snapshot!(desk.session(&[
        "close acme --through 2026-11-10 --reason 'October and on'",
        "log acme 30m forgotten --on 2026-11-10",
        "log acme 30m forgotten --on 2026-11-10 --late",
        "log acme 30m 'late without need' --on 2026-11-11 --late",
        "void 4 --reason wrong",
        "amend 4 2h",
        "buy acme 1h --on 2026-11-10",
        "buy acme 1h --on 2026-11-10 --until 2026-12-31 --late",
        "grant acme 1h --reason bonus --on 2026-11-10",
        "extend acme-2 --until 2027-01-01 --on 2026-11-10",
        "extend acme-1 --until 2027-01-01 --on 2026-11-10",
        "refund acme-1 1h --on 2026-11-10",
        "settle acme --package acme-1 --on 2026-11-10",
        "entries",
        "statement acme",
    ]), @"
    $ hours close acme --through 2026-11-10 --reason 'October and on'
    #5  closed through 2026-11-10: October and on
        acme has 9h left of 10h

    $ hours log acme 30m forgotten --on 2026-11-10
    error: `2026-11-10` is in the period closed through 2026-11-10
    hint: add --late to book it all the same; it shows as late in every list
    [exit 1]

    $ hours log acme 30m forgotten --on 2026-11-10 --late
    #6  acme  Tue 2026-11-10  worked 30m, charged 30m  forgotten  [late]
        30m from acme-1; acme has 8h30m left of 10h

    $ hours log acme 30m 'late without need' --on 2026-11-11 --late
    #7  acme  Wed 2026-11-11  worked 30m, charged 30m  late without need
        30m from acme-1; acme has 8h left of 10h

    $ hours void 4 --reason wrong
    error: `2026-11-03` is in the period closed through 2026-11-10
    hint: add --late to book it all the same; it shows as late in every list
    [exit 1]

    $ hours amend 4 2h
    error: `2026-11-03` is in the period closed through 2026-11-10
    hint: add --late to book it all the same; it shows as late in every list
    [exit 1]

    $ hours buy acme 1h --on 2026-11-10
    error: `2026-11-10` is in the period closed through 2026-11-10
    hint: add --late to book it all the same; it shows as late in every list
    [exit 1]

    $ hours buy acme 1h --on 2026-11-10 --until 2026-12-31 --late
    #8  acme-2  1h for 150.00 EUR gross, from 2026-11-10, until 2026-12-31  [late]
        acme has 9h left of 10h

    $ hours grant acme 1h --reason bonus --on 2026-11-10
    error: `2026-11-10` is in the period closed through 2026-11-10
    hint: add --late to book it all the same; it shows as late in every list
    [exit 1]

    $ hours extend acme-2 --until 2027-01-01 --on 2026-11-10
    error: `2026-11-10` is in the period closed through 2026-11-10
    hint: add --late to book it all the same; it shows as late in every list
    [exit 1]

    $ hours extend acme-1 --until 2027-01-01 --on 2026-11-10
    error: package `acme-1` never ends
    hint: there is nothing to extend
    [exit 1]

    $ hours refund acme-1 1h --on 2026-11-10
    error: `2026-11-10` is in the period closed through 2026-11-10
    hint: add --late to book it all the same; it shows as late in every list
    [exit 1]

    $ hours settle acme --package acme-1 --on 2026-11-10
    error: `acme` has no overage that this package could settle
    hint: it must be worked and open by that day (on no invoice, or on one credited by then), not waived, and of a service that the package covers
    [exit 1]

    $ hours entries
    entry  date        client  kind      worked  charged  what
       #1  2026-11-23          open                       opened for Kaffee IT
       #2  2026-11-23  acme    client                     acme: name ACME GmbH
       #3  2026-11-02  acme    purchase                   acme-1  10h for 1,500.00 EUR gross, from 2026-11-02, no end
       #4  2026-11-03  acme    call          1h       1h  first
       #5  2026-11-10  acme    close                      closed through 2026-11-10: October and on
       #6  2026-11-10  acme    call         30m      30m  forgotten  [late]
       #7  2026-11-11  acme    call         30m      30m  late without need
       #8  2026-11-10  acme    purchase                   acme-2  1h for 150.00 EUR gross, from 2026-11-10, until 2026-12-31  [late]

    $ hours statement acme
    ACME GmbH – support hours, 2026-11-02 to 2026-11-23

    date        what                          worked  charged  balance
                opening balance                                     0m
    2026-11-02  acme-1: package of 10h                             10h
    2026-11-03  first                             1h       1h       9h
    2026-11-10  acme-2: package of 1h (late)                       10h
    2026-11-10  forgotten (late)                 30m      30m    9h30m
    2026-11-11  late without need                30m      30m       9h
                closing balance                   2h       2h       9h

    Kaffee IT, ledger <short> up to entry #8, head <hash>
    ");
}

/// What is refused in a period closed through 20 November, whether it is said to be late or not.
const REFUSED_ANYHOW: [&str; 24] = [
    "log acme 15m --on 2026-11-10 --package acme-2",
    "log acme 15m --on 2026-11-10 --package acme-3",
    "log acme 15m --on 2026-11-10 --package acme-4",
    "log acme 15m --on 2026-11-10 --package beta-1",
    "log acme 15m --on 2026-11-10 --package upcoming",
    "amend call-1 --package acme-2",
    "amend call-1 --client beta --package acme-1",
    "amend call-1 13h",
    "amend call-2 20m",
    "buy acme 1h --on 2026-11-10 --until 2026-11-09",
    "buy acme 1h --on 2026-11-10 --from 2026-11-12 --settle",
    "buy acme 1h --on 2026-11-10 --every month --times 2 --name year",
    "grant acme 1h --on 2026-11-10 --until 2026-11-09 --reason bonus",
    "extend acme-5 --on 2026-11-10 --until 2026-12-31",
    "extend acme-1 --on 2026-11-10 --until 2026-12-31",
    "refund acme-3 1h --on 2026-11-10",
    "refund acme-2 1h --on 2026-11-10",
    "settle acme --package acme-1 --on 2026-11-10",
    "settle beta --package beta-2 --on 2026-11-10",
    "settle beta --package beta-1 --on 2026-11-10",
    "void beta-1-bought --reason mistyped",
    "void call-2 --reason mistyped",
    "invoice issue acme --date 2026-11-12 --first 9",
    "invoice credit 2026-0001 --date 2026-11-12 --first 9 --reason mistyped",
];

#[test]
fn h3_nobody_is_told_of_late_who_is_refused_with_it_too() {
    let desk = Desk::with_package();
    for line in [
        "client add beta 'Beta AG' --overage carry",
        "buy acme 1h --on 2026-11-02 --until 2026-11-05 --name acme-2",
        "buy acme 15m --on 2026-11-02 --name acme-3",
        "log acme 15m 'uses it up' --on 2026-11-03 --package acme-3",
        "buy acme 1h --on 2026-11-02 --name acme-4 --id acme-4-bought",
        "void acme-4-bought --reason mistyped",
        "buy acme 1h --on 2026-11-02 --until 2026-11-30 --name acme-5",
        "extend acme-5 --on 2026-11-04 --until 2026-12-31",
        "buy acme 1h --on 2026-11-02 --from 2026-11-15 --name upcoming",
        "buy acme 1h --on 2026-11-02 --name year-2",
        "log acme 15m first --on 2026-11-10 --id call-1",
        "buy beta 15m --on 2026-11-01 --name beta-1 --id beta-1-bought",
        "log beta 15m first --on 2026-11-03",
        "buy beta 1h --on 2026-11-03 --until 2026-11-05 --name beta-2",
        "client add dora Dora",
        "log dora 30m over --on 2026-11-03 --id call-2",
        "invoice issue dora --date 2026-11-10",
        "log beta 2h 'over' --on 2026-11-08",
        "close --all --through 2026-11-20",
    ] {
        desk.ok(line);
    }
    for line in REFUSED_ANYHOW {
        let words = crate::desk::words(line);
        let plain: Vec<&str> = words.iter().map(String::as_str).collect();
        let refused = desk.refused(&plain);
        assert!(refused.0 == 1 && !refused.1.contains("--late"), "{line}\n{}", refused.1);
        assert_eq!(desk.refused(&[&plain[..], &["--late"]].concat()), refused, "{line}");
    }
}

#[test]
fn h3_of_entries_that_are_written_together_the_closed_period_is_told_last_too() {
    let desk = Desk::with_package();
    desk.ok("log acme 1h first --on 2026-11-03");
    desk.ok("buy acme 30m --on 2026-11-04");
    desk.ok("log acme 15m second --on 2026-11-05 --package acme-2");
    desk.ok("log acme 15m third --on 2026-11-06 --package acme-2");
    desk.ok("close acme --through 2026-11-20");
    // The last goes first: the package that the calls drew on can be taken back behind all of them, but not behind one.
    assert_snapshot!(desk.session(&["void 5 --through 6 --reason twice", "void 5 --through 7 --reason twice"]), @"
    $ hours void 5 --through 6 --reason twice
    error: calls that are fixed drew on package `acme-2`
    hint: void those calls first, or refund what is left
    [exit 1]

    $ hours void 5 --through 7 --reason twice
    error: `2026-11-06` is in the period closed through 2026-11-20
    hint: add --late to book it all the same; it shows as late in every list
    [exit 1]
    ");
    let rows = r#"{"client":"acme","date":"2026-11-10","minutes":15,"package":"acme-9"}
{"client":"acme","date":"2026-11-10","minutes":15,"package":"acme-2","note":"on a package that is used up"}
{"client":"acme","date":"2026-11-10","minutes":15,"note":"on what there is"}
"#;
    std::fs::write(desk.file("calls.jsonl"), rows).expect("a file");
    assert_snapshot!(desk.session(&["import calls.jsonl", "import calls.jsonl --late"]), @"
    $ hours import calls.jsonl
    error: calls.jsonl:1: no package `acme-9`; did you mean `acme-1`?
    error: calls.jsonl:2: package `acme-2` cannot be drawn on 2026-11-10: used up
    error: calls.jsonl:3: `2026-11-10` is in the period closed through 2026-11-20
    error: 3 of 3 rows cannot be imported; nothing was written
    hint: leave --package away to draw on what is valid
    hint: add --late to book it all the same; it shows as late in every list
    [exit 1]

    $ hours import calls.jsonl --late
    error: calls.jsonl:1: no package `acme-9`; did you mean `acme-1`?
    error: calls.jsonl:2: package `acme-2` cannot be drawn on 2026-11-10: used up
    error: 2 of 3 rows cannot be imported; nothing was written
    hint: leave --package away to draw on what is valid
    [exit 1]
    ");
}

#[test]
fn h3_a_command_in_a_hint_reaches_into_the_closed_period_as_it_stands() {
    let desk = Desk::with_package();
    for line in ["log acme 45m x --on 2026-11-10", "buy acme 5h --on 2026-11-10", "close acme --through 2026-11-22"] {
        desk.ok(line);
    }
    let mapping = "[columns]\nclient = \"c\"\ndate = \"d\"\nduration = \"t\"\nnote = \"n\"\n";
    std::fs::write(desk.file("plain.toml"), mapping).expect("a file");
    std::fs::write(desk.file("calls.csv"), "c,d,t,n\nacme,2026-11-10,45m,x\n").expect("a file");
    std::fs::write(desk.file("corrected.csv"), "c,d,t,n\nacme,2026-11-10,30m,x\n").expect("a file");
    let hinted = |line: &str, before: &str| {
        let said = desk.sh(line);
        let told = said.lines().find_map(|told| Some(told.split_once(before)?.1));
        let command = told.unwrap_or_else(|| panic!("{line}\n{said}"));
        assert!(command.ends_with(" --late"), "{command}");
        desk.ok(command);
    };
    hinted("log acme 45m x --on 2026-11-10 --late", "if it is: hours ");
    hinted("buy acme 5h --on 2026-11-10 --late", "if it is: hours ");
    hinted("log acme 23:00-00:20 'Night work'", "if it was last night: hours ");
    desk.ok("import calls.csv --map plain.toml --late");
    hinted("import corrected.csv --map plain.toml --late", "such as: hours ");
    let (_, said) = desk.refused(&["void", "4-5", "--reason", "both"]);
    assert!(said.contains("hours void 4 --through 5 --reason TEXT --late"), "{said}");
}

#[test]
fn h1_close_works_off_the_calls_through_its_date_only() {
    let desk = Desk::with_client();
    desk.ok("buy acme 1h --on 2026-11-01");
    desk.ok("log acme 30m 'after the period' --on 2026-11-11");
    desk.ok("log acme 30m 'in the period' --on 2026-11-10");
    desk.ok("close acme --through 2026-11-10");
    desk.ok("log acme 30m 'before the other' --on 2026-11-11 --at 08:00");
    desk.ok("log acme 15m 'first of the day' --on 2026-11-11");
    assert_snapshot!(desk.session(&["entries --kind call", "balance"]), @"
    $ hours entries --kind call
    entry  date        client  kind  worked  charged  what
       #4  2026-11-11  acme    call     30m      30m  after the period
       #5  2026-11-10  acme    call     30m      30m  in the period
       #7  2026-11-11  acme    call     30m      30m  before the other
       #8  2026-11-11  acme    call     15m      15m  first of the day

    $ hours balance
    client  left   used  over  to invoice  last call   state
    acme      0m  1h45m   45m  112.50 EUR  2026-11-11  over
    ");
}

#[test]
fn h2_what_was_worked_off_before_a_barrier_is_fixed() {
    let desk = Desk::with_client();
    desk.ok("buy acme 1h --on 2026-11-01");
    desk.ok("log acme 45m fixed --on 2026-11-10 --case T1");
    desk.ok("close acme --through 2026-11-10");
    let fixed = desk.ok("show 4 --format json");
    desk.ok("log acme 30m 'earlier, but late' --on 2026-11-05 --late");
    desk.ok("log acme 5m 'same case, late' --on 2026-11-10 --case T1 --late");
    assert_eq!(explanation(&desk.ok("show 4 --format json")), explanation(&fixed));
    assert_snapshot!(desk.session(&["entries --kind call"]), @"
    $ hours entries --kind call
    entry  date        client  kind  worked  charged  what
       #4  2026-11-10  acme    call     45m      45m  fixed  (T1)
       #6  2026-11-05  acme    call     30m      30m  earlier, but late  [late]
       #7  2026-11-10  acme    call      5m      15m  same case, late  (T1)  [late]
    ");
}

/// What `show` says of how a call was worked off.
fn explanation(json: &str) -> &str {
    let from = json.find("\"explanation\"").expect("an explanation");
    json[from..].split("\"ledger\"").next().unwrap_or_default()
}

#[test]
fn a_close_for_all_holds_for_clients_to_come() {
    let desk = Desk::with_client();
    assert_snapshot!(desk.session(&[
        "close --all --through 2026-10-31",
        "client add beta Beta",
        "log beta 30m x --on 2026-10-31",
        "log acme 30m x --on 2026-10-31",
        "client list",
        "close acme --through 2026-10-31",
        "close acme --through 2026-10-30",
        "close --all --through 2026-10-31",
        "close --all --through 2026-11-24",
        "close --through 2026-11-01",
        "close acme --all --through 2026-11-01",
        "close acme",
        "close acme --through 2026-11-01 --format json",
    ]), @r#"
    $ hours close --all --through 2026-10-31
    #3  closed through 2026-10-31 for all clients

    $ hours client add beta Beta
    #4  beta  Beta

    $ hours log beta 30m x --on 2026-10-31
    error: `2026-10-31` is in the period closed through 2026-10-31
    hint: add --late to book it all the same; it shows as late in every list
    [exit 1]

    $ hours log acme 30m x --on 2026-10-31
    error: `2026-10-31` is in the period closed through 2026-10-31
    hint: add --late to book it all the same; it shows as late in every list
    [exit 1]

    $ hours client list
    client  name       currency         VAT  charged per  overage  closed through
    acme    ACME GmbH  EUR       19 % gross          15m  bill     2026-10-31
    beta    Beta       EUR       19 % gross          15m  bill     2026-10-31

    $ hours close acme --through 2026-10-31
    error: `acme` is closed through 2026-10-31 already
    hint: hours close acme --through DATE takes a day after 2026-10-31
    [exit 1]

    $ hours close acme --through 2026-10-30
    error: `acme` is closed through 2026-10-31 already
    hint: hours close acme --through DATE takes a day after 2026-10-31
    [exit 1]

    $ hours close --all --through 2026-10-31
    error: closed through 2026-10-31 already
    hint: hours close --all --through DATE takes a day after 2026-10-31
    [exit 1]

    $ hours close --all --through 2026-11-24
    error: `2026-11-24` is in the future: today is 2026-11-23
    hint: a period is closed once it is over
    [exit 1]

    $ hours close --through 2026-11-01
    error: missing: CLIENT or --all
    hint: hours close --help tells how it is written
    [exit 2]

    $ hours close acme --all --through 2026-11-01
    error: `CLIENT` and `--all` do not go together
    hint: hours close --help tells how it is written
    [exit 2]

    $ hours close acme
    error: missing: --through DATE
    hint: hours close --help tells how it is written
    [exit 2]

    $ hours close acme --through 2026-11-01 --format json
    {
      "schema": "hours.receipt/1",
      "entries": [
        {
          "seq": 5,
          "id": "<id>",
          "kind": "close"
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
      "ledger": "<hash>",
      "seq": 5,
      "head": "<hash>"
    }
    warning: acme never had a package
    "#);
}

#[test]
fn h3_late_shows_on_a_statement_and_among_invoices() {
    let desk = Desk::with_client();
    desk.ok("buy acme 5h --on 2026-10-01 --until 2026-10-20");
    desk.ok("log acme 6h first --on 2026-10-02");
    desk.ok("invoice issue acme --date 2026-10-02");
    desk.ok("close --all --through 2026-10-31");
    desk.ok("invoice credit 2026-0001 --reason mistake --date 2026-10-03 --late");
    desk.ok("buy acme 2h --on 2026-10-05 --late");
    desk.ok("grant acme 1h --on 2026-10-06 --reason bonus --late");
    desk.ok("settle acme --package acme-2 --on 2026-10-08 --late");
    desk.ok("refund acme-2 15m --on 2026-10-09 --late");
    desk.ok("log acme 30m second --on 2026-10-07 --late");
    desk.ok("void 4 --reason 'it was not theirs' --late");
    desk.ok("invoice issue acme --date 2026-10-31 --late");
    assert_snapshot!(desk.session(&["statement acme --to 2026-10-31", "invoice list", "show 8", "show 14"]), @r#"
    $ hours statement acme --to 2026-10-31
    ACME GmbH – support hours, 1–31 October 2026

    date        what                                              worked  charged  balance
                opening balance                                                         0m
    2026-10-01  acme-1: package of 5h                                                   5h
    2026-10-02  first (taken back) (late)                                               5h
    2026-10-02  invoice 2026-0001: 1h billed                                            5h
    2026-10-03  invoice 2026-0001 credited: 1h open again (late)                        5h
    2026-10-05  acme-2: package of 2h (late)                                            7h
    2026-10-06  acme-3: 1h granted (late)                                               8h
    2026-10-07  second (late)                                        30m      30m    7h30m
    2026-10-09  acme-2: 15m refunded (late)                                          7h15m
    2026-10-21  acme-1: expired                                                      2h45m
                closing balance                                      30m      30m    2h45m

    Kaffee IT, ledger <short> up to entry #14, head <hash>

    $ hours invoice list
    number     date        due         client      net      VAT         total  state
    2026-0001  2026-10-02  2026-10-16  acme     756.30   143.70    900.00 EUR  credited by 2026-0002
    2026-0002  2026-10-03  2026-10-03  acme    −756.30  −143.70   −900.00 EUR  credits 2026-0001, late
    2026-0003  2026-10-31  2026-11-14  acme     850.84   161.66  1,012.50 EUR  late
    total                                       850.84   161.66  1,012.50 EUR

    $ hours show 8
    #8  purchase  acme-2  2h for 300.00 EUR gross, from 2026-10-05, no end
      acme, Mon 2026-10-05
      late: booked into a closed period
      on invoice 2026-0003 of 2026-10-31 (J2)
      recorded 2026-11-23T09:00:07.000000Z by nina
      id <id>
      {"seq":8,"id":"<id>","recorded":"2026-11-23T09:00:07.000000Z","by":"nina","kind":"purchase","client":"acme","package":"acme-2","date":"2026-10-05","minutes":120,"price":"300.00 EUR","vat":"19","prices":"gross","late":true,"hash":"<hash>"}

    $ hours show 14
    #14  invoice  2026-0003: 1,012.50 EUR gross, due 2026-11-14
      acme, Sat 2026-10-31
      late: booked into a closed period
      recorded 2026-11-23T09:00:13.000000Z by nina
      id <id>
      {"seq":14,"id":"<id>","recorded":"2026-11-23T09:00:13.000000Z","by":"nina","kind":"invoice","client":"acme","number":"2026-0003","date":"2026-10-31","through":"2026-10-31","due":"2026-11-14","seller":{"name":"Kaffee IT"},"buyer":{"name":"ACME GmbH"},"lines":[{"item":"package","entry":"<id>","minutes":300,"amount":"750.00 EUR","vat":"19","prices":"gross"},{"item":"package","entry":"<id>","minutes":120,"amount":"300.00 EUR","vat":"19","prices":"gross"},{"item":"refund","entry":"<id>","minutes":15,"amount":"-37.50 EUR","vat":"19","prices":"gross"}],"totals":[{"vat":"19","prices":"gross","net":"850.84 EUR","tax":"161.66 EUR","gross":"1012.50 EUR"}],"late":true,"hash":"<hash>"}
    "#);
    let json = desk.sh("statement acme --to 2026-10-31 --format json");
    assert_eq!(json.matches("\"late\": true").count(), 6, "{json}");
}

#[test]
fn h3_whatever_moves_a_statement_late_says_so() {
    let desk = Desk::open();
    desk.ok("client add acme 'ACME GmbH' --overage waive --low 1h");
    desk.ok("buy acme 1h --on 2026-10-01 --until 2026-10-10");
    desk.ok("client set acme --overage bill --from 2026-10-15");
    desk.ok("log acme 1h first --on 2026-10-16");
    desk.ok("log acme 1h second --on 2026-10-17");
    desk.ok("close --all --through 2026-10-31");
    desk.ok("log acme 15m third --on 2026-10-12 --late");
    desk.ok("extend acme-1 --until 2026-12-31 --on 2026-10-18 --late");
    desk.ok("settle acme --package acme-1 --on 2026-10-18 --late");
    desk.ok("invoice issue acme --date 2026-10-20 --late");
    desk.ok("invoice credit 2026-0001 --reason mistake --date 2026-10-21 --late");
    assert_snapshot!(desk.session(&["statement acme --to 2026-10-31", "statement acme --to 2026-10-31 --format csv"]), @r#"
    $ hours statement acme --to 2026-10-31
    ACME GmbH – support hours, 1–31 October 2026

    date        what                                              worked  charged  balance
                opening balance                                                         0m
    2026-10-01  acme-1: package of 1h                                                   1h
    2026-10-11  acme-1: expired                                                         0m
    2026-10-12  third (late)                                         15m      15m     −15m
    2026-10-12  15m over, waived                                                        0m
    2026-10-16  first                                                 1h       1h      −1h
    2026-10-17  second                                                1h       1h      −2h
    2026-10-18  acme-1: extended until 2026-12-31 (late)                               −1h
    2026-10-18  acme-1: settles 1h that went over (late)                               −1h
    2026-10-20  invoice 2026-0001: 1h billed (late)                                     0m
    2026-10-21  invoice 2026-0001 credited: 1h open again (late)                       −1h
                closing balance                                    2h15m    2h15m      −1h

    Kaffee IT, ledger <short> up to entry #12, head <hash>

    $ hours statement acme --to 2026-10-31 --format csv
    date,entry,kind,text,package,case,worked_minutes,charged_minutes,change_minutes,balance_minutes,late,service,factor,goodwill_minutes
    2026-10-01,,opening,,,,,,,0,,,,
    2026-10-01,3,package,acme-1: package of 1h,acme-1,,,,60,60,false,,,
    2026-10-11,3,expired,acme-1: expired,acme-1,,,,-60,0,false,,,
    2026-10-12,8,call,third,,,15,15,-15,-15,true,,1,0
    2026-10-12,8,waived,"15m over, waived",,,,,15,0,true,,,
    2026-10-16,5,call,first,,,60,60,-60,-60,false,,1,0
    2026-10-17,6,call,second,,,60,60,-60,-120,false,,1,0
    2026-10-18,9,extended,acme-1: extended until 2026-12-31,acme-1,,,,60,-60,true,,,
    2026-10-18,10,settled,acme-1: settles 1h that went over,acme-1,,,,0,-60,true,,,
    2026-10-20,11,invoiced,invoice 2026-0001: 1h billed,,,,,60,0,true,,,
    2026-10-21,12,credited,invoice 2026-0001 credited: 1h open again,,,,,-60,-60,true,,,
    2026-10-31,,closing,,,,,,,-60,,,,
    "#);
}
