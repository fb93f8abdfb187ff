//! `hours statement`

use insta::assert_snapshot;

use crate::desk::Desk;

fn november() -> Desk {
    let desk = Desk::with_client();
    desk.ok("client add beta 'Secret Client'");
    desk.ok("buy acme 2h --on 2026-10-01 --until 2026-11-15 --name autumn");
    desk.ok("log acme 45m 'October | [call](x)' --on 2026-10-20");
    desk.ok("buy acme 10h --on 2026-11-02");
    desk.ok("log acme 1h20 '=VPN <b>down</b> after update' --on 2026-11-22 --case T-81");
    desk.ok("log acme 30m 'our mistake' --goodwill 'internal: Max broke it' --on 2026-11-22");
    desk.ok("refund acme-2 1h --reason 'asked for it'");
    desk.ok("log acme 9h 'Server restore'");
    desk
}

#[test]
fn a_statement_comes_as_a_table_json_csv_and_markdown() {
    let desk = november();
    assert_snapshot!(desk.session(&["statement acme --month 2026-11", "statement acme --month 2026-11 --format md"]), @r"
    $ hours statement acme --month 2026-11
    ACME GmbH – support hours, 1–30 November 2026 (as of 2026-11-23)

    date        what                                  worked  charged  balance
                opening balance                                          1h15m
    2026-11-02  acme-2: package of 10h                                  11h15m
    2026-11-16  autumn: expired                                            10h
    2026-11-22  =VPN <b>down</b> after update (T-81)   1h20m    1h30m    8h30m
    2026-11-22  our mistake (goodwill)                   30m       0m    8h30m
    2026-11-23  acme-2: 1h refunded                                      7h30m
    2026-11-23  Server restore                            9h       9h   −1h30m
                closing balance                       10h50m   10h30m   −1h30m

    Calls are charged per 15m.

    Kaffee IT, ledger <short> up to entry #10, head <hash>

    $ hours statement acme --month 2026-11 --format md
    # ACME GmbH – support hours, 1–30 November 2026 (as of 2026-11-23)

    | date | what | worked | charged | balance |
    | --- | --- | ---: | ---: | ---: |
    |  | opening balance |  |  | 1h15m |
    | 2026-11-02 | acme-2: package of 10h |  |  | 11h15m |
    | 2026-11-16 | autumn: expired |  |  | 10h |
    | 2026-11-22 | =VPN \<b\>down\</b\> after update (T-81) | 1h20m | 1h30m | 8h30m |
    | 2026-11-22 | our mistake (goodwill) | 30m | 0m | 8h30m |
    | 2026-11-23 | acme-2: 1h refunded |  |  | 7h30m |
    | 2026-11-23 | Server restore | 9h | 9h | −1h30m |
    |  | closing balance | 10h50m | 10h30m | −1h30m |

    Calls are charged per 15m.

    Kaffee IT, ledger <short> up to entry \#10, head <hash>
    ");
    assert_snapshot!(desk.sh("statement acme --month 2026-10 --format md"), @r"
    # ACME GmbH – support hours, 1–31 October 2026

    | date | what | worked | charged | balance |
    | --- | --- | ---: | ---: | ---: |
    |  | opening balance |  |  | 0m |
    | 2026-10-01 | autumn: package of 2h |  |  | 2h |
    | 2026-10-20 | October \| \[call\](x) | 45m | 45m | 1h15m |
    |  | closing balance | 45m | 45m | 1h15m |

    Kaffee IT, ledger <short> up to entry \#10, head <hash>
    ");
    assert_snapshot!(desk.session(&["statement acme --month 2026-11 --format csv", "statement acme --format csv --raw --sep ';' --bom"]), @"
    $ hours statement acme --month 2026-11 --format csv
    date,entry,kind,text,package,case,worked_minutes,charged_minutes,change_minutes,balance_minutes,late,service,factor,goodwill_minutes
    2026-11-01,,opening,,,,,,,75,,,,
    2026-11-02,6,package,acme-2: package of 10h,acme-2,,,,600,675,false,,,
    2026-11-16,4,expired,autumn: expired,autumn,,,,-75,600,false,,,
    2026-11-22,7,call,'=VPN <b>down</b> after update,,T-81,80,90,-90,510,false,,1,0
    2026-11-22,8,call,our mistake,,,30,0,0,510,false,,1,30
    2026-11-23,9,refunded,acme-2: 1h refunded,acme-2,,,,-60,450,false,,,
    2026-11-23,10,call,Server restore,,,540,540,-540,-90,false,,1,0
    2026-11-30,,closing,,,,,,,-90,,,,

    $ hours statement acme --format csv --raw --sep ';' --bom
    ﻿date;entry;kind;text;package;case;worked_minutes;charged_minutes;change_minutes;balance_minutes;late;service;factor;goodwill_minutes
    2026-10-01;;opening;;;;;;;0;;;;
    2026-10-01;4;package;autumn: package of 2h;autumn;;;;120;120;false;;;
    2026-10-20;5;call;October | [call](x);;;45;45;-45;75;false;;1;0
    2026-11-02;6;package;acme-2: package of 10h;acme-2;;;;600;675;false;;;
    2026-11-16;4;expired;autumn: expired;autumn;;;;-75;600;false;;;
    2026-11-22;7;call;=VPN <b>down</b> after update;;T-81;80;90;-90;510;false;;1;0
    2026-11-22;8;call;our mistake;;;30;0;0;510;false;;1;30
    2026-11-23;9;refunded;acme-2: 1h refunded;acme-2;;;;-60;450;false;;;
    2026-11-23;10;call;Server restore;;;540;540;-540;-90;false;;1;0
    2026-11-23;;closing;;;;;;;-90;;;;
    ");
    assert_snapshot!(desk.sh("statement acme --month 2026-11 --format json"), @r#"
    {
      "schema": "hours.statement/1",
      "business": "Kaffee IT",
      "client": "acme",
      "name": "ACME GmbH",
      "as_of": "2026-11-23",
      "from": "2026-11-01",
      "to": "2026-11-30",
      "opening_minutes": 75,
      "movements": [
        {
          "date": "2026-11-02",
          "entry": 6,
          "kind": "package",
          "text": "acme-2: package of 10h",
          "package": "acme-2",
          "case": null,
          "worked_minutes": null,
          "charged_minutes": null,
          "change_minutes": 600,
          "balance_minutes": 675,
          "late": false,
          "service": null,
          "factor": null,
          "goodwill_minutes": null
        },
        {
          "date": "2026-11-16",
          "entry": 4,
          "kind": "expired",
          "text": "autumn: expired",
          "package": "autumn",
          "case": null,
          "worked_minutes": null,
          "charged_minutes": null,
          "change_minutes": -75,
          "balance_minutes": 600,
          "late": false,
          "service": null,
          "factor": null,
          "goodwill_minutes": null
        },
        {
          "date": "2026-11-22",
          "entry": 7,
          "kind": "call",
          "text": "=VPN <b>down</b> after update",
          "package": null,
          "case": "T-81",
          "worked_minutes": 80,
          "charged_minutes": 90,
          "change_minutes": -90,
          "balance_minutes": 510,
          "late": false,
          "service": null,
          "factor": "1",
          "goodwill_minutes": 0
        },
        {
          "date": "2026-11-22",
          "entry": 8,
          "kind": "call",
          "text": "our mistake",
          "package": null,
          "case": null,
          "worked_minutes": 30,
          "charged_minutes": 0,
          "change_minutes": 0,
          "balance_minutes": 510,
          "late": false,
          "service": null,
          "factor": "1",
          "goodwill_minutes": 30
        },
        {
          "date": "2026-11-23",
          "entry": 9,
          "kind": "refunded",
          "text": "acme-2: 1h refunded",
          "package": "acme-2",
          "case": null,
          "worked_minutes": null,
          "charged_minutes": null,
          "change_minutes": -60,
          "balance_minutes": 450,
          "late": false,
          "service": null,
          "factor": null,
          "goodwill_minutes": null
        },
        {
          "date": "2026-11-23",
          "entry": 10,
          "kind": "call",
          "text": "Server restore",
          "package": null,
          "case": null,
          "worked_minutes": 540,
          "charged_minutes": 540,
          "change_minutes": -540,
          "balance_minutes": -90,
          "late": false,
          "service": null,
          "factor": "1",
          "goodwill_minutes": 0
        }
      ],
      "worked_minutes": 650,
      "charged_minutes": 630,
      "closing_minutes": -90,
      "left_minutes": 0,
      "overage_minutes": 90,
      "ledger": "<hash>",
      "seq": 10,
      "head": "<hash>"
    }
    "#);
}

#[test]
fn a_statement_covers_any_period() {
    let desk = november();
    assert_snapshot!(desk.session(&[
        "statement acme",
        "statement acme --year 2026",
        "statement acme --from 2026-11-15 --to 2026-11-16",
        "statement acme --to 2026-10-31",
        "statement acme --from 2026-11-22",
        "statement acme --month 2026-11 --as-of 2026-11-22",
        "statement acme --month 2026-11 --known 5",
        "statement beta",
        "statement beta --month 2025-01",
    ]), @"
    $ hours statement acme
    ACME GmbH – support hours, 2026-10-01 to 2026-11-23

    date        what                                  worked  charged  balance
                opening balance                                             0m
    2026-10-01  autumn: package of 2h                                       2h
    2026-10-20  October | [call](x)                      45m      45m    1h15m
    2026-11-02  acme-2: package of 10h                                  11h15m
    2026-11-16  autumn: expired                                            10h
    2026-11-22  =VPN <b>down</b> after update (T-81)   1h20m    1h30m    8h30m
    2026-11-22  our mistake (goodwill)                   30m       0m    8h30m
    2026-11-23  acme-2: 1h refunded                                      7h30m
    2026-11-23  Server restore                            9h       9h   −1h30m
                closing balance                       11h35m   11h15m   −1h30m

    Calls are charged per 15m.

    Kaffee IT, ledger <short> up to entry #10, head <hash>

    $ hours statement acme --year 2026
    ACME GmbH – support hours, 2026-01-01 to 2026-12-31 (as of 2026-11-23)

    date        what                                  worked  charged  balance
                opening balance                                             0m
    2026-10-01  autumn: package of 2h                                       2h
    2026-10-20  October | [call](x)                      45m      45m    1h15m
    2026-11-02  acme-2: package of 10h                                  11h15m
    2026-11-16  autumn: expired                                            10h
    2026-11-22  =VPN <b>down</b> after update (T-81)   1h20m    1h30m    8h30m
    2026-11-22  our mistake (goodwill)                   30m       0m    8h30m
    2026-11-23  acme-2: 1h refunded                                      7h30m
    2026-11-23  Server restore                            9h       9h   −1h30m
                closing balance                       11h35m   11h15m   −1h30m

    Calls are charged per 15m.

    Kaffee IT, ledger <short> up to entry #10, head <hash>

    $ hours statement acme --from 2026-11-15 --to 2026-11-16
    ACME GmbH – support hours, 2026-11-15 to 2026-11-16

    date        what             worked  charged  balance
                opening balance                    11h15m
    2026-11-16  autumn: expired                       10h
                closing balance      0m       0m      10h

    Kaffee IT, ledger <short> up to entry #10, head <hash>

    $ hours statement acme --to 2026-10-31
    ACME GmbH – support hours, 1–31 October 2026

    date        what                   worked  charged  balance
                opening balance                              0m
    2026-10-01  autumn: package of 2h                        2h
    2026-10-20  October | [call](x)       45m      45m    1h15m
                closing balance           45m      45m    1h15m

    Kaffee IT, ledger <short> up to entry #10, head <hash>

    $ hours statement acme --from 2026-11-22
    ACME GmbH – support hours, 2026-11-22 to 2026-11-23

    date        what                                  worked  charged  balance
                opening balance                                            10h
    2026-11-22  =VPN <b>down</b> after update (T-81)   1h20m    1h30m    8h30m
    2026-11-22  our mistake (goodwill)                   30m       0m    8h30m
    2026-11-23  acme-2: 1h refunded                                      7h30m
    2026-11-23  Server restore                            9h       9h   −1h30m
                closing balance                       10h50m   10h30m   −1h30m

    Calls are charged per 15m.

    Kaffee IT, ledger <short> up to entry #10, head <hash>

    $ hours statement acme --month 2026-11 --as-of 2026-11-22
    ACME GmbH – support hours, 1–30 November 2026 (as of 2026-11-22)

    date        what                                  worked  charged  balance
                opening balance                                          1h15m
    2026-11-02  acme-2: package of 10h                                  11h15m
    2026-11-16  autumn: expired                                            10h
    2026-11-22  =VPN <b>down</b> after update (T-81)   1h20m    1h30m    8h30m
    2026-11-22  our mistake (goodwill)                   30m       0m    8h30m
                closing balance                        1h50m    1h30m    8h30m

    Calls are charged per 15m.

    Kaffee IT, ledger <short> up to entry #10, head <hash>

    $ hours statement acme --month 2026-11 --known 5
    ACME GmbH – support hours, 1–30 November 2026 (as of 2026-11-23)

    date        what             worked  charged  balance
                opening balance                     1h15m
    2026-11-16  autumn: expired                        0m
                closing balance      0m       0m       0m

    Kaffee IT, ledger <short> up to entry #5, head <hash>

    $ hours statement beta
    Secret Client – support hours, 2026-11-23 to 2026-11-23

    date  what             worked  charged  balance
          opening balance                        0m
          closing balance      0m       0m       0m

    Kaffee IT, ledger <short> up to entry #10, head <hash>

    $ hours statement beta --month 2025-01
    Secret Client – support hours, 1–31 January 2025

    date  what             worked  charged  balance
          opening balance                        0m
          closing balance      0m       0m       0m

    Kaffee IT, ledger <short> up to entry #10, head <hash>
    ");
    assert_snapshot!(desk.session(&[
        "statement amce",
        "statement",
        "statement acme --month november",
        "statement acme --month 2026-11 --year 2026",
        "statement acme --from 2026-11-22 --to 2026-11-21",
    ]), @"
    $ hours statement amce
    error: no client `amce`
    hint: did you mean `acme`? (hours client list)
    [exit 1]

    $ hours statement
    error: missing: CLIENT
    hint: hours statement --help tells how it is written
    [exit 2]

    $ hours statement acme --month november
    error: invalid value `november` for --month: not a month
    hint: write it as 2026-11
    [exit 2]

    $ hours statement acme --month 2026-11 --year 2026
    error: `--month` and `--year` do not go together
    hint: hours statement --help tells how it is written
    [exit 2]

    $ hours statement acme --from 2026-11-22 --to 2026-11-21
    error: the period ends on 2026-11-21, before it begins on 2026-11-22
    hint: did you mean --from 2026-11-21 --to 2026-11-22?
    [exit 2]
    ");
}

#[test]
fn b4_a_window_is_inclusive_at_both_ends() {
    let desk = Desk::with_client();
    desk.ok("buy acme 2h --on 2026-11-02 --from 2026-11-03 --until 2026-11-05");
    for day in ["2026-11-02", "2026-11-03", "2026-11-05", "2026-11-06"] {
        desk.ok(&format!("log acme 15m {day} --on {day}"));
    }
    assert_snapshot!(desk.sh("statement acme"), @"
    ACME GmbH – support hours, 2026-11-02 to 2026-11-23

    date        what                   worked  charged  balance
                opening balance                              0m
    2026-11-02  2026-11-02                15m      15m     −15m
    2026-11-03  acme-1: package of 2h                     1h45m
    2026-11-03  2026-11-03                15m      15m    1h30m
    2026-11-05  2026-11-05                15m      15m    1h15m
    2026-11-06  acme-1: expired                            −15m
    2026-11-06  2026-11-06                15m      15m     −30m
                closing balance            1h       1h     −30m

    Kaffee IT, ledger <short> up to entry #7, head <hash>
    ");
}

#[test]
fn a_statement_names_no_other_client_and_no_internal_reason() {
    let desk = november();
    for format in ["table", "json", "csv", "md"] {
        let text = desk.ok(&format!("statement acme --format {format}"));
        for secret in ["beta", "Secret", "internal", "Max"] {
            assert!(!text.contains(secret), "{secret} in {format}:\n{text}");
        }
    }
}

#[test]
fn the_running_balance_follows_settlements_and_expiry() {
    let desk = Desk::with_client();
    desk.ok("log acme 1h before --on 2026-11-01");
    desk.ok("buy acme 2h --on 2026-11-02 --until 2026-11-10");
    desk.ok("settle acme --package acme-1 --on 2026-11-03");
    desk.ok("log acme 30m after --on 2026-11-11");
    assert_snapshot!(desk.session(&["statement acme", "statement acme --as-of 2026-11-10"]), @"
    $ hours statement acme
    ACME GmbH – support hours, 2026-11-01 to 2026-11-23

    date        what                               worked  charged  balance
                opening balance                                          0m
    2026-11-01  before                                 1h       1h      −1h
    2026-11-02  acme-1: package of 2h                                    1h
    2026-11-03  acme-1: settles 1h that went over                        1h
    2026-11-11  acme-1: expired                                          0m
    2026-11-11  after                                 30m      30m     −30m
                closing balance                     1h30m    1h30m     −30m

    Kaffee IT, ledger <short> up to entry #6, head <hash>

    $ hours statement acme --as-of 2026-11-10
    ACME GmbH – support hours, 2026-11-01 to 2026-11-10

    date        what                               worked  charged  balance
                opening balance                                          0m
    2026-11-01  before                                 1h       1h      −1h
    2026-11-02  acme-1: package of 2h                                    1h
    2026-11-03  acme-1: settles 1h that went over                        1h
                closing balance                        1h       1h       1h

    Kaffee IT, ledger <short> up to entry #6, head <hash>
    ");
}

#[test]
fn a_call_without_a_note_has_no_text_for_programs() {
    let desk = Desk::with_package();
    desk.ok("log acme 45m --on 2026-11-20");
    assert!(desk.ok("statement acme").contains("2026-11-20  call"));
    assert!(desk.ok("statement acme --format json").contains("\"kind\": \"call\",\n      \"text\": null"));
    assert!(desk.ok("statement acme --format csv").contains(",call,,,,45,45,"));
}

#[test]
fn g2_what_went_over_is_not_taken_from_what_is_left() {
    let desk = Desk::with_client();
    for line in [
        "buy acme 1h --on 2026-11-01",
        "log acme 2h --on 2026-11-20",
        "invoice issue acme",
        "buy acme 10h --on 2026-11-21",
        "log acme 1h --on 2026-11-22",
    ] {
        desk.ok(line);
    }
    assert!(!desk.ok("statement acme").contains("which is"));
    desk.ok("invoice credit 2026-0001 --reason disputed");
    assert_snapshot!(desk.session(&["balance", "statement acme"]), @"
    $ hours balance
    client  left  used  over  to invoice  last call   state
    acme      9h    3h    1h  150.00 EUR  2026-11-22  over

    $ hours statement acme
    ACME GmbH – support hours, 2026-11-01 to 2026-11-23

    date        what                                       worked  charged  balance
                opening balance                                                  0m
    2026-11-01  acme-1: package of 1h                                            1h
    2026-11-20  call                                           2h       2h      −1h
    2026-11-21  acme-2: package of 10h                                           9h
    2026-11-22  call                                           1h       1h       8h
    2026-11-23  invoice 2026-0001: 1h billed                                     9h
    2026-11-23  invoice 2026-0001 credited: 1h open again                        8h
                closing balance                                3h       3h       8h
                which is 9h left and 1h over

    Kaffee IT, ledger <short> up to entry #8, head <hash>
    ");
    let json = desk.ok("statement acme --format json");
    assert!(json.contains("\"closing_minutes\": 480,\n  \"left_minutes\": 540,\n  \"overage_minutes\": 60"), "{json}");
}

#[test]
fn i1_what_was_taken_back_does_not_begin_a_statement_unless_one_may_have_told_of_it() {
    let desk = Desk::with_package();
    let begins =
        || desk.ok("statement acme --format json").split("\"from\": \"").nth(1).map(|rest| rest[..10].to_owned());
    let as_without = begins();
    desk.ok("log acme 1h 'wrong year' --on 2025-11-20");
    desk.ok("buy acme 1h --on 2025-11-19");
    desk.ok("void 5 --reason typo");
    desk.ok("void 4 --reason typo");
    assert_eq!((begins(), as_without.as_deref()), (as_without.clone(), Some("2026-11-02")));
    desk.ok("log acme 1h 'wrong year' --on 2025-11-20");
    desk.ok("close acme --through 2026-10-31");
    desk.ok("void 8 --reason typo --late");
    assert_eq!(begins().as_deref(), Some("2025-11-20"));
}

#[test]
fn a_statement_of_a_day_before_the_first_movement_is_an_empty_one() {
    let desk = Desk::with_client();
    desk.ok("log acme 1h Move --on 2026-11-20");
    let before = desk.ok("statement acme --as-of 2026-11-10");
    assert_eq!(before, desk.ok("statement acme --as-of 2026-11-10 --to 2026-11-10"));
    assert!(!before.contains("Move"), "{before}");
}

/// E1 to E5: whoever is charged more than was worked is told by what rule, without money and internal reasons.
#[test]
fn e3_a_statement_says_how_worked_time_became_charged_time() {
    let desk = Desk::with_client();
    desk.ok("service add onsite 'On-site visit' --factor 2");
    desk.ok("service add phone");
    desk.ok("buy acme 50h --on 2026-10-01");
    desk.ok("log acme 10m 'Mail' --case T1 --on 2026-10-05");
    desk.ok("log acme 4m 'Mail again' --case T1 --on 2026-10-05");
    desk.ok("log acme 15m 'Router' --service phone --on 2026-10-06");
    desk.ok("log acme 1h30m 'Cabling' --service onsite --on 2026-10-07");
    desk.ok("log acme 1h 'Sunday' --factor 1.5 --on 2026-10-11");
    desk.ok("log acme 1h 'Our fault' --service onsite --goodwill sorry --on 2026-10-12");
    desk.ok("client set acme --increment 30m --minimum 1h --from 2026-10-20");
    desk.ok("log acme 20m --service onsite --on 2026-10-21");
    assert_snapshot!(desk.session(&["statement acme --month 2026-10", "statement acme --month 2026-10 --format csv"]), @"
    $ hours statement acme --month 2026-10
    ACME GmbH – support hours, 1–31 October 2026

    date        what                         worked  charged  balance
                opening balance                                    0m
    2026-10-01  acme-1: package of 50h                            50h
    2026-10-05  Mail (T1)                       10m      15m   49h45m
    2026-10-05  Mail again (T1)                  4m       0m   49h45m
    2026-10-06  Router                          15m      15m   49h30m
    2026-10-07  Cabling (On-site visit × 2)   1h30m       3h   46h30m
    2026-10-11  Sunday (× 1.5)                   1h    1h30m      45h
    2026-10-12  Our fault (goodwill)             1h       0m      45h
    2026-10-21  call (On-site visit × 2)        20m       2h      43h
                closing balance               4h19m       7h      43h

    Calls are charged per 15m or per 30m (at least 1h), as agreed for their days; those of one case and day are rounded together.

    Kaffee IT, ledger <short> up to entry #13, head <hash>

    $ hours statement acme --month 2026-10 --format csv
    date,entry,kind,text,package,case,worked_minutes,charged_minutes,change_minutes,balance_minutes,late,service,factor,goodwill_minutes
    2026-10-01,,opening,,,,,,,0,,,,
    2026-10-01,5,package,acme-1: package of 50h,acme-1,,,,3000,3000,false,,,
    2026-10-05,6,call,Mail,,T1,10,15,-15,2985,false,,1,0
    2026-10-05,7,call,Mail again,,T1,4,0,0,2985,false,,1,0
    2026-10-06,8,call,Router,,,15,15,-15,2970,false,phone,1,0
    2026-10-07,9,call,Cabling,,,90,180,-180,2790,false,onsite,2,0
    2026-10-11,10,call,Sunday,,,60,90,-90,2700,false,,1.5,0
    2026-10-12,11,call,Our fault,,,60,0,0,2700,false,onsite,2,120
    2026-10-21,13,call,,,,20,120,-120,2580,false,onsite,2,0
    2026-10-31,,closing,,,,,,,2580,,,,
    ");
    assert_snapshot!(desk.session(&["statement acme --from 2026-10-06 --to 2026-10-11"]), @"
    $ hours statement acme --from 2026-10-06 --to 2026-10-11
    ACME GmbH – support hours, 2026-10-06 to 2026-10-11

    date        what                         worked  charged  balance
                opening balance                                49h45m
    2026-10-06  Router                          15m      15m   49h30m
    2026-10-07  Cabling (On-site visit × 2)   1h30m       3h   46h30m
    2026-10-11  Sunday (× 1.5)                   1h    1h30m      45h
                closing balance               2h45m    4h45m      45h

    Kaffee IT, ledger <short> up to entry #13, head <hash>
    ");
}

#[test]
fn a_long_note_goes_on_below_and_the_figures_stay_on_the_page() {
    let desk = Desk::with_client();
    let (german, russian) = (
        "Nach dem Update war das VPN nicht erreichbar; Router, Zertifikat und zwei Laptops geprüft, danach Fernwartung",
        "Перенос почтового ящика, проверка резервных копий и настройка подписи для всех сотрудников",
    );
    desk.ok(&format!("log acme 1h20 '{german}' --on 2026-11-22"));
    desk.ok(&format!("log acme 45m '{russian}' --on 2026-11-22"));
    assert_snapshot!(desk.session(&["statement acme", "invoice draft acme"]), @"
    $ hours statement acme
    ACME GmbH – support hours, 2026-11-22 to 2026-11-23

    date        what                                                          worked  charged  balance
                opening balance                                                                     0m
    2026-11-22  Nach dem Update war das VPN nicht erreichbar; Router,          1h20m    1h30m   −1h30m
                Zertifikat und zwei Laptops geprüft, danach Fernwartung
    2026-11-22  Перенос почтового ящика, проверка резервных копий и              45m      45m   −2h15m
                настройка подписи для всех сотрудников
                closing balance                                                 2h5m    2h15m   −2h15m

    Calls are charged per 15m.

    Kaffee IT, ledger <short> up to entry #4, head <hash>

    $ hours invoice draft acme
    draft invoice
      date         2026-11-23
      through      2026-11-23
      due          2026-12-07
      from         Kaffee IT
      to           ACME GmbH

    line  date        what                                                           time    rate  amount
       1  2026-11-22  Nach dem Update war das VPN nicht erreichbar; Router,         1h30m  150.00  225.00
                      Zertifikat und zwei Laptops geprüft, danach Fernwartung
       2  2026-11-22  Перенос почтового ящика, проверка резервных копий и             45m  150.00  112.50
                      настройка подписи для всех сотрудников

    net 283.61 + 19 % VAT 53.89 = 337.50, included in the prices
    total 337.50 EUR
    ");
    // Whoever searches finds what was written: a list has its notes last, and programs get them whole.
    for whole in
        ["entries", "statement acme --format csv", "statement acme --format md", "invoice draft acme --format md"]
    {
        let said = desk.sh(whole);
        assert!(said.contains(german) && said.contains(russian), "{whole}: {said}");
    }
}

#[test]
fn j4_an_invoice_that_was_credited_says_what_it_said_whatever_became_of_its_calls() {
    let desk = Desk::with_client();
    desk.ok("client add beta Beta");
    for line in [
        "log acme 1h one --on 2026-10-20",
        "log acme 30m two --on 2026-10-21",
        "invoice issue acme --through 2026-10-20",
        "invoice issue acme",
        "invoice credit 2026-0001 --reason x",
        "invoice credit 2026-0002 --reason x",
        "void 4 --reason mistaken",
        "amend 5 --client beta",
    ] {
        desk.ok(line);
    }
    assert_snapshot!(desk.session(&["statement acme", "statement acme --format csv", "statement acme --known 8", "statement beta"]), @"
    $ hours statement acme
    ACME GmbH – support hours, 2026-10-20 to 2026-11-23

    date        what                                        worked  charged  balance
                opening balance                                                   0m
    2026-10-20  one (taken back)                                                  0m
    2026-10-21  two (taken back)                                                  0m
    2026-11-23  invoice 2026-0001: 1h billed                                      0m
    2026-11-23  invoice 2026-0002: 30m billed                                     0m
    2026-11-23  invoice 2026-0001 credited: 1h open again                         0m
    2026-11-23  invoice 2026-0002 credited: 30m open again                        0m
                closing balance                                 0m       0m       0m

    Kaffee IT, ledger <short> up to entry #11, head <hash>

    $ hours statement acme --format csv
    date,entry,kind,text,package,case,worked_minutes,charged_minutes,change_minutes,balance_minutes,late,service,factor,goodwill_minutes
    2026-10-20,,opening,,,,,,,0,,,,
    2026-10-20,4,void,one,,,,,0,0,false,,,
    2026-10-21,5,void,two,,,,,0,0,false,,,
    2026-11-23,6,invoiced,invoice 2026-0001: 1h billed,,,,,0,0,false,,,
    2026-11-23,7,invoiced,invoice 2026-0002: 30m billed,,,,,0,0,false,,,
    2026-11-23,8,credited,invoice 2026-0001 credited: 1h open again,,,,,0,0,false,,,
    2026-11-23,9,credited,invoice 2026-0002 credited: 30m open again,,,,,0,0,false,,,
    2026-11-23,,closing,,,,,,,0,,,,

    $ hours statement acme --known 8
    ACME GmbH – support hours, 2026-10-20 to 2026-11-23

    date        what                                       worked  charged  balance
                opening balance                                                  0m
    2026-10-20  one                                            1h       1h      −1h
    2026-10-21  two                                           30m      30m   −1h30m
    2026-11-23  invoice 2026-0001: 1h billed                                   −30m
    2026-11-23  invoice 2026-0002: 30m billed                                    0m
    2026-11-23  invoice 2026-0001 credited: 1h open again                       −1h
                closing balance                             1h30m    1h30m      −1h

    Kaffee IT, ledger <short> up to entry #8, head <hash>

    $ hours statement beta
    Beta – support hours, 2026-10-21 to 2026-11-23

    date        what             worked  charged  balance
                opening balance                        0m
    2026-10-21  two                 30m      30m     −30m
                closing balance     30m      30m     −30m

    Kaffee IT, ledger <short> up to entry #11, head <hash>
    ");
}

#[test]
fn h4_what_is_paid_back_before_a_package_begins_says_why_it_moves_nothing() {
    let desk = Desk::with_client();
    desk.ok("buy acme 2h --on 2026-11-02 --from 2026-11-10 --until 2026-11-15 --name whole");
    desk.ok("refund whole --on 2026-11-04");
    desk.ok("buy acme 3h --on 2026-11-02 --from 2026-11-10 --name part");
    desk.ok("refund part 1h --on 2026-11-05");
    desk.ok("refund part 30m --on 2026-11-12");
    assert_snapshot!(desk.sh("statement acme"), @"
    ACME GmbH – support hours, 2026-11-02 to 2026-11-23

    date        what                                     worked  charged  balance
                opening balance                                                0m
    2026-11-04  whole: 2h refunded before its first day                        0m
    2026-11-05  part: 1h refunded before its first day                         0m
    2026-11-10  part: package of 3h                                            2h
    2026-11-12  part: 30m refunded                                          1h30m
                closing balance                              0m       0m    1h30m

    Kaffee IT, ledger <short> up to entry #7, head <hash>
    ");
}
