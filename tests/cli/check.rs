//! `hours check`

use insta::assert_snapshot;

use crate::desk::Desk;

fn low() -> Desk {
    let desk = Desk::with_package();
    desk.ok("service add onsite --factor 2");
    desk.ok("service add server");
    desk.ok("log acme 8h15m 'Server restore' --on 2026-11-20");
    desk
}

#[test]
fn m1_check_answers_yes_partly_or_no_and_writes_nothing() {
    let desk = low();
    let before = desk.ledger();
    assert_snapshot!(desk.session(&["check acme 1h40m", "check acme 3h", "log acme 1h45m rest", "check acme 15m"]), @"
    $ hours check acme 1h40m
    yes: acme has 1h45m left, a call of 1h40m is covered and leaves 0m
      worked 1h40m, charged 1h45m
      1h45m from acme-1

    $ hours check acme 3h
    partly: acme has 1h45m left, a call of 3h would go 1h15m over
      1h45m from acme-1
      1h15m over at 150.00 = 187.50 EUR gross
      or: hours buy acme 10h                   1,500.00 EUR gross
      or: hours log acme 3h --goodwill REASON  charged nothing
    [exit 3]

    $ hours log acme 1h45m rest
    #7  acme  Mon 2026-11-23  worked 1h45m, charged 1h45m  rest
        1h45m from acme-1; acme has nothing left
    warning: acme is out of hours

    $ hours check acme 15m
    no: acme has nothing left, a call of 15m would go 15m over
      15m over at 150.00 = 37.50 EUR gross
      passed over acme-1: used up
      or: hours buy acme 10h                    1,500.00 EUR gross
      or: hours log acme 15m --goodwill REASON  charged nothing
    [exit 3]
    ");
    let with_log = desk.ledger();
    assert!(with_log.starts_with(&before) && with_log.lines().count() == before.lines().count() + 1);
}

#[test]
fn m1_the_answer_is_also_json() {
    let desk = low();
    assert_snapshot!(desk.sh("check acme 3h --format json"), @r#"
    {
      "schema": "hours.check/1",
      "client": "acme",
      "date": "2026-11-23",
      "answer": "partly",
      "worked_minutes": 180,
      "charged_minutes": 180,
      "draws": [
        {
          "package": "acme-1",
          "minutes": 105
        }
      ],
      "overage_minutes": 75,
      "overage_amount": "187.50",
      "overage_class": "bill",
      "currency": "EUR",
      "displaced_minutes": 0,
      "relieved_minutes": 0,
      "left_after_minutes": 0,
      "passed_over": [],
      "options": [
        "buy",
        "bill",
        "goodwill"
      ],
      "ledger": "<hash>",
      "seq": 6,
      "head": "<hash>"
    }
    [exit 3]
    "#);
    assert_snapshot!(desk.sh("check acme 20m --case T1 --service onsite --on yesterday --format json"), @r#"
    {
      "schema": "hours.check/1",
      "client": "acme",
      "date": "2026-11-22",
      "answer": "yes",
      "worked_minutes": 20,
      "charged_minutes": 60,
      "draws": [
        {
          "package": "acme-1",
          "minutes": 60
        }
      ],
      "overage_minutes": 0,
      "overage_amount": "0.00",
      "overage_class": null,
      "currency": "EUR",
      "displaced_minutes": 0,
      "relieved_minutes": 0,
      "left_after_minutes": 45,
      "passed_over": [],
      "options": [],
      "ledger": "<hash>",
      "seq": 6,
      "head": "<hash>"
    }
    "#);
}

#[test]
fn m1_every_package_that_was_passed_over_has_its_reason() {
    let desk = Desk::with_client();
    desk.ok("service add server");
    desk.ok("service add website");
    desk.ok("buy acme 1h --on 2026-11-01 --until 2026-11-10 --name expired");
    desk.ok("buy acme 1h --from 2026-12-01 --name upcoming");
    desk.ok("buy acme 1h --service website --name website");
    desk.ok("buy acme 15m --on 2026-11-12 --name used");
    desk.ok("log acme 15m x --on 2026-11-12");
    assert_snapshot!(desk.session(&["check acme 1h --service server", "check acme 1h --service server --format json", "check acme 1h --on 2026-12-01"]), @r#"
    $ hours check acme 1h --service server
    no: acme has 1h left, none of it for server, a call of 1h would go 1h over
      1h over at 150.00 = 150.00 EUR gross
      passed over expired: expired
      passed over used: used up
      passed over upcoming: not valid yet
      passed over website: for other services
      or: hours buy acme 1h                                     150.00 EUR gross
      or: hours extend expired --until DATE                     1h left, ended on 2026-11-10
      or: hours log acme 1h --service server --goodwill REASON  charged nothing
    [exit 3]

    $ hours check acme 1h --service server --format json
    {
      "schema": "hours.check/1",
      "client": "acme",
      "date": "2026-11-23",
      "answer": "no",
      "worked_minutes": 60,
      "charged_minutes": 60,
      "draws": [],
      "overage_minutes": 60,
      "overage_amount": "150.00",
      "overage_class": "bill",
      "currency": "EUR",
      "displaced_minutes": 0,
      "relieved_minutes": 0,
      "left_after_minutes": 60,
      "passed_over": [
        {
          "package": "expired",
          "reason": "expired"
        },
        {
          "package": "upcoming",
          "reason": "not-yet-valid"
        },
        {
          "package": "website",
          "reason": "other-service"
        },
        {
          "package": "used",
          "reason": "used-up"
        }
      ],
      "options": [
        "buy",
        "bill",
        "extend",
        "goodwill"
      ],
      "ledger": "<hash>",
      "seq": 9,
      "head": "<hash>"
    }
    [exit 3]

    $ hours check acme 1h --on 2026-12-01
    yes: acme has 2h left, 1h of it for calls without a service, a call of 1h on Tue 2026-12-01 is covered and leaves 1h
      1h from upcoming
      passed over expired: expired
      passed over used: used up
      passed over website: for other services
    "#);
}

#[test]
fn m1_the_charge_follows_case_service_and_day() {
    let desk = low();
    desk.ok("log acme 10m first --case T1");
    assert_snapshot!(desk.session(&[
        "check acme 4m --case T1",
        "check acme 4m --case T2",
        "check acme 20m --service onsite",
        "check acme 3h --on 2026-11-01",
    ]), @"
    $ hours check acme 4m --case T1
    yes: acme has 1h30m left, a call of 4m is charged nothing
      worked 4m, charged 0m

    $ hours check acme 4m --case T2
    yes: acme has 1h30m left, a call of 4m is covered and leaves 1h15m
      worked 4m, charged 15m
      15m from acme-1

    $ hours check acme 20m --service onsite
    yes: acme has 1h30m left, a call of 20m is covered and leaves 30m
      worked 20m, charged 1h
      1h from acme-1

    $ hours check acme 3h --on 2026-11-01
    no: acme has nothing left, a call of 3h on Sun 2026-11-01 would go 3h over
      3h over at 150.00 = 450.00 EUR gross
      passed over acme-1: not valid yet
      or: hours buy acme 10h --settle                          1,500.00 EUR gross, once the call is logged
      or: hours log acme 3h --on 2026-11-01 --goodwill REASON  charged nothing
    [exit 3]
    ");
}

#[test]
fn m2_the_ways_on_are_buying_overage_extending_and_goodwill() {
    let desk = Desk::with_client();
    desk.ok("buy acme 5h --on 2026-11-01 --until 2026-11-20");
    assert_snapshot!(desk.session(&["check acme 1h"]), @"
    $ hours check acme 1h
    no: acme has nothing left, a call of 1h would go 1h over
      1h over at 150.00 = 150.00 EUR gross
      passed over acme-1: expired
      or: hours buy acme 5h                    750.00 EUR gross
      or: hours extend acme-1 --until DATE     5h left, ended on 2026-11-20
      or: hours log acme 1h --goodwill REASON  charged nothing
    [exit 3]
    ");
    desk.ok("client set acme --overage waive --from 2026-11-01");
    assert_snapshot!(desk.session(&["check acme 1h"]), @"
    $ hours check acme 1h
    no: acme has nothing left, a call of 1h would go 1h over
      1h over, waived
      passed over acme-1: expired
      or: hours buy acme 5h                    750.00 EUR gross
      or: hours extend acme-1 --until DATE     5h left, ended on 2026-11-20
      or: hours log acme 1h --goodwill REASON  charged nothing
    [exit 3]
    ");
    desk.ok("client set acme --overage carry --from 2026-11-01");
    assert_snapshot!(desk.session(&["check acme 1h"]), @"
    $ hours check acme 1h
    no: acme has nothing left, a call of 1h would go 1h over
      1h over, held for the next package
      passed over acme-1: expired
      or: hours buy acme 5h                    750.00 EUR gross
      or: hours extend acme-1 --until DATE     5h left, ended on 2026-11-20
      or: hours log acme 1h --goodwill REASON  charged nothing
    [exit 3]
    ");
    let never = Desk::with_client();
    assert_snapshot!(never.session(&["check acme 1h"]), @"
    $ hours check acme 1h
    no: acme has nothing left, a call of 1h would go 1h over
      1h over at 150.00 = 150.00 EUR gross
      or: hours buy acme 10h                   1,500.00 EUR gross
      or: hours log acme 1h --goodwill REASON  charged nothing
    [exit 3]
    ");
}

#[test]
fn a_question_about_what_is_not_there_is_refused() {
    let desk = low();
    assert_snapshot!(desk.session(&[
        "check amce 1h",
        "check acme 1h --service onsit",
        "check acme 0m",
        "check acme 25h",
        "check acme 13h",
        "check acme",
        "check acme 1",
        "check acme -1h",
        "check acme 1h --known 2",
        "check acme 1h --as-of 2026-11-01",
    ]), @"
    $ hours check amce 1h
    error: no client `amce`
    hint: did you mean `acme`? (hours client list)
    [exit 1]

    $ hours check acme 1h --service onsit
    error: no service `onsit`
    hint: did you mean `onsite`? (hours service list)
    [exit 1]

    $ hours check acme 0m
    error: `0m` is no time at all
    hint: write how long it took, such as 45m
    [exit 1]

    $ hours check acme 25h
    error: a call of `25h` is longer than 24h
    hint: write one call for each day
    [exit 1]

    $ hours check acme 13h
    partly: acme has 1h45m left, a call of 13h would go 11h15m over
      1h45m from acme-1
      11h15m over at 150.00 = 1,687.50 EUR gross
      or: hours buy acme 10h                           1,500.00 EUR gross
      or: hours log acme 13h --long --goodwill REASON  charged nothing
    [exit 3]

    $ hours check acme
    error: missing: TIME
    hint: hours check --help tells how it is written
    [exit 2]

    $ hours check acme 1
    error: invalid value `1` for TIME: 1 what?
    hint: write 1m or 1h
    [exit 2]

    $ hours check acme -1h
    error: `-1h` is less than nothing: a time is written without a sign
    hint: hours void takes a call back, hours refund takes hours out of a package
    [exit 2]

    $ hours check acme 1h --known 2
    no: acme has nothing left, a call of 1h would go 1h over
      1h over at 150.00 = 150.00 EUR gross
      or: hours buy acme 10h                   1,500.00 EUR gross
      or: hours log acme 1h --goodwill REASON  charged nothing
    [exit 3]

    $ hours check acme 1h --as-of 2026-11-01
    no: acme has nothing left, a call of 1h on Sun 2026-11-01 would go 1h over
      1h over at 150.00 = 150.00 EUR gross
      passed over acme-1: not valid yet
      or: hours buy acme 10h --settle                          1,500.00 EUR gross, once the call is logged
      or: hours log acme 1h --on 2026-11-01 --goodwill REASON  charged nothing
    [exit 3]
    ");
}

#[test]
fn m1_a_closed_day_can_be_asked_about() {
    let desk = Desk::with_package();
    desk.ok("close acme --through 2026-11-10");
    desk.ok("check acme 1h --on 2026-11-05");
}

#[test]
fn m1_what_is_left_on_a_past_day_is_less_what_later_calls_drew() {
    let desk = Desk::with_package();
    desk.ok("log acme 9h first --on 2026-11-20");
    desk.ok("close acme --through 2026-11-20");
    let (exit, said) = desk.refused(&["check", "acme", "2h", "--on", "2026-11-05"]);
    let told = "partly: acme has 1h left, a call of 2h on Thu 2026-11-05 would go 1h over";
    assert_eq!((exit, said.lines().next()), (3, Some(told)));
}

#[test]
fn m1_where_nothing_is_covered_the_answer_is_no_whatever_becomes_of_other_calls() {
    let desk = Desk::with_client();
    desk.ok("log acme 20m --case T --at 09:00");
    desk.ok("log acme 9m --case T --at 10:00");
    assert_snapshot!(desk.session(&["check acme 20m --case T", "log acme 20m --case T -n"]), @"
    $ hours check acme 20m --case T
    no: acme has nothing left, a call of 20m would go 30m over
      worked 20m, charged 30m
      15m of calls that come after it would go over
      15m less over for calls of its case that come after it
      30m over at 150.00 = 75.00 EUR gross
      or: hours buy acme 10h                             1,500.00 EUR gross
      or: hours log acme 20m --case T --goodwill REASON  charged nothing
    [exit 3]

    $ hours log acme 20m --case T -n
    #5  acme  Mon 2026-11-23  worked 20m, charged 30m
        30m over; 15m of calls that come after it went over; 15m less over for calls that come after it; acme has nothing left
    warning: acme is 1h over: 150.00 EUR gross to invoice
    warning: acme never had a package
    note: a dry run: nothing was written
    ");
}

#[test]
fn m2_an_extension_for_a_past_day_is_offered_with_that_day() {
    let desk = Desk::with_client();
    desk.ok("buy acme 5h --on 2026-11-02 --until 2026-11-10 --name p");
    let (_, said) = desk.refused(&["check", "acme", "1h", "--on", "2026-11-15"]);
    assert!(said.contains("or: hours extend p --on 2026-11-15 --until DATE"), "{said}");
    // As offered, it works.
    desk.ok("extend p --on 2026-11-15 --until 2026-11-30");
    desk.ok("check acme 1h --on 2026-11-15");
}

#[test]
fn m1_what_other_calls_would_cost_for_it_is_part_of_the_answer() {
    let desk = Desk::with_client();
    desk.ok("buy acme 1h --on 2026-11-01");
    desk.ok("log acme 1h --on 2026-11-10 --at 10:00");
    let (_, said) = desk.refused(&["check", "acme", "1h30m", "--on", "2026-11-10"]);
    assert!(
        said.contains("30m over at 150.00 = 75.00 EUR gross\n  in all 225.00 EUR gross to bill for it\n"),
        "{said}"
    );
    let logged = desk.ok("log acme 1h30m --on 2026-11-10");
    assert!(logged.contains("1h of calls that come after it went over"), "{logged}");
    assert!(desk.ok("balance acme --format json").contains("\"overage_amount\": \"225.00\""));
    // What is held for the next package is not billed.
    desk.ok("client add beta Beta --overage carry");
    desk.ok("buy beta 1h --on 2026-11-01");
    desk.ok("log beta 1h --on 2026-11-10 --at 10:00");
    let (_, said) = desk.refused(&["check", "beta", "1h30m", "--on", "2026-11-10"]);
    assert!(said.contains("1h of calls that come after it would go over") && !said.contains("in all"), "{said}");
}

#[test]
fn m1_a_call_that_pushes_another_over_is_not_covered_even_where_a_third_gets_cheaper() {
    let desk = Desk::with_client();
    desk.ok("buy acme 15m --on 2026-11-01");
    desk.ok("log acme 15m --on 2026-11-10 --at 10:00");
    desk.ok("log acme 10m --on 2026-11-10 --at 14:00 --case T1");
    assert_snapshot!(desk.sh("check acme 5m --on 2026-11-10 --case T1"), @"
    partly: acme has nothing left, a call of 5m on Tue 2026-11-10 is covered, but other calls are not
      worked 5m, charged 15m
      15m from acme-1
      15m of calls that come after it would go over
      15m less over for calls of its case that come after it
      or: hours buy acme 15m --settle                                    37.50 EUR gross, once the call is logged
      or: hours log acme 5m --case T1 --on 2026-11-10 --goodwill REASON  charged nothing
    [exit 3]
    ");
    assert_snapshot!(desk.sh("log acme 5m --on 2026-11-10 --case T1"), @"
    #6  acme  Tue 2026-11-10  worked 5m, charged 15m
        15m from acme-1; 15m of calls that come after it went over; 15m less over for calls that come after it; acme has nothing left
    warning: acme is out of hours
    warning: acme is 15m over: 37.50 EUR gross to invoice
    ");
}

#[test]
fn m2_a_way_on_can_be_typed_as_it_stands_there() {
    let desk = Desk::with_package();
    desk.ok("service add onsite 'On site' --factor 1.5");
    desk.ok("close acme --through 2026-11-20");
    assert_snapshot!(desk.session(&[
        "check acme 13h --service onsite --case 'A 1'",
        "log acme 13h --service onsite --case 'A 1' --long --goodwill promised -n",
        "check acme 11h --on 2026-11-19",
        "log acme 11h --on 2026-11-19 --late --goodwill promised -n",
    ]), @"
    $ hours check acme 13h --service onsite --case 'A 1'
    partly: acme has 10h left, a call of 13h would go 9h30m over
      worked 13h, charged 19h30m
      10h from acme-1
      9h30m over at 150.00 = 1,425.00 EUR gross
      or: hours buy acme 10h                                                         1,500.00 EUR gross
      or: hours log acme 13h --service onsite --case 'A 1' --long --goodwill REASON  charged nothing
    [exit 3]

    $ hours log acme 13h --service onsite --case 'A 1' --long --goodwill promised -n
    #6  acme  Mon 2026-11-23  worked 13h, goodwill instead of 19h30m
        acme has 10h left
    note: a dry run: nothing was written

    $ hours check acme 11h --on 2026-11-19
    partly: acme has 10h left, a call of 11h on Thu 2026-11-19 would go 1h over
      10h from acme-1
      1h over at 150.00 = 150.00 EUR gross
      the period through 2026-11-20 is closed: to log it takes --late
      or: hours buy acme 10h --settle                                  1,500.00 EUR gross, once the call is logged
      or: hours log acme 11h --on 2026-11-19 --late --goodwill REASON  charged nothing
    [exit 3]

    $ hours log acme 11h --on 2026-11-19 --late --goodwill promised -n
    #6  acme  Thu 2026-11-19  worked 11h, goodwill instead of 11h  [late]
        acme has 10h left
    note: a dry run: nothing was written
    ");
}

#[test]
fn m2_where_today_is_closed_every_way_on_says_late() {
    let desk = Desk::with_package();
    desk.ok("buy acme 1h --on 2026-11-02 --until 2026-11-10");
    desk.ok("close acme --through today");
    assert_snapshot!(desk.session(&["check acme 11h --case=-7", "check acme 11h --on 2026-11-19"]), @"
    $ hours check acme 11h --case=-7
    partly: acme has 10h left, a call of 11h would go 1h over
      10h from acme-1
      1h over at 150.00 = 150.00 EUR gross
      passed over acme-2: expired
      the period through 2026-11-23 is closed: to log it takes --late
      or: hours buy acme 1h --late                                 150.00 EUR gross
      or: hours extend acme-2 --late --until DATE                  1h left, ended on 2026-11-10
      or: hours log acme 11h --case='-7' --late --goodwill REASON  charged nothing
    [exit 3]

    $ hours check acme 11h --on 2026-11-19
    partly: acme has 10h left, a call of 11h on Thu 2026-11-19 would go 1h over
      10h from acme-1
      1h over at 150.00 = 150.00 EUR gross
      passed over acme-2: expired
      the period through 2026-11-23 is closed: to log it takes --late
      or: hours buy acme 1h --settle --late                            150.00 EUR gross, once the call is logged
      or: hours extend acme-2 --on 2026-11-19 --late --until DATE      1h left, ended on 2026-11-10
      or: hours log acme 11h --on 2026-11-19 --late --goodwill REASON  charged nothing
    [exit 3]
    ");
    desk.ok("buy acme 10h --late -n");
    desk.ok("log acme 11h --case='-7' --late --goodwill promised -n");
    desk.ok("extend acme-2 --late --until 2026-12-01 -n");
}

#[test]
fn a7_the_ways_on_of_another_day_are_typed_today() {
    let desk = Desk::with_client();
    desk.ok("buy acme 1h --on 2026-11-01");
    desk.ok("close acme --through 2026-11-15");
    assert_eq!(desk.sh("check acme 3h --as-of 2026-11-05"), desk.sh("check acme 3h --on 2026-11-05"));
    assert_snapshot!(desk.sh("check acme 3h --as-of 2026-11-05"), @"
    partly: acme has 1h left, a call of 3h on Thu 2026-11-05 would go 2h over
      1h from acme-1
      2h over at 150.00 = 300.00 EUR gross
      the period through 2026-11-15 is closed: to log it takes --late
      or: hours buy acme 1h --settle                                  150.00 EUR gross, once the call is logged
      or: hours log acme 3h --on 2026-11-05 --late --goodwill REASON  charged nothing
    [exit 3]
    ");
}

#[test]
fn g4_no_package_is_offered_for_what_would_be_waived() {
    let desk = Desk::open();
    desk.ok("client add w Waived --overage waive");
    desk.ok("buy w 1h40m");
    assert_snapshot!(desk.session(&["check w 1h41m --on yesterday", "check w 1h41m"]), @"
    $ hours check w 1h41m --on yesterday
    no: w has nothing left, a call of 1h41m on Sun 2026-11-22 would go 1h45m over
      worked 1h41m, charged 1h45m
      1h45m over, waived
      passed over w-1: not valid yet
      or: hours log w 1h41m --on 2026-11-22 --goodwill REASON  charged nothing
    [exit 3]

    $ hours check w 1h41m
    partly: w has 1h40m left, a call of 1h41m would go 5m over
      worked 1h41m, charged 1h45m
      1h40m from w-1
      5m over, waived
      or: hours buy w 1h40m                    250.00 EUR gross
      or: hours log w 1h41m --goodwill REASON  charged nothing
    [exit 3]
    ");
}

#[test]
fn m1_what_is_left_for_other_services_is_not_taken_for_the_calls() {
    let desk = Desk::with_client();
    desk.ok("service add server");
    desk.ok("service add website");
    desk.ok("buy acme 10h --service server --name servers");
    let asked = "check acme 2h --service website";
    let nothing = desk.sh(asked);
    desk.ok("buy acme 1h --service website --name sites");
    let some = desk.sh(asked);
    assert_snapshot!([nothing, some, desk.sh("check acme 2h"), desk.sh("check acme 2h --service server")].join("\n"), @"
    no: acme has 10h left, none of it for website, a call of 2h would go 2h over
      2h over at 150.00 = 300.00 EUR gross
      passed over servers: for other services
      or: hours buy acme 10h                                     1,500.00 EUR gross
      or: hours log acme 2h --service website --goodwill REASON  charged nothing
    [exit 3]

    partly: acme has 11h left, 1h of it for website, a call of 2h would go 1h over
      1h from sites
      1h over at 150.00 = 150.00 EUR gross
      passed over servers: for other services
      or: hours buy acme 1h                                      150.00 EUR gross
      or: hours log acme 2h --service website --goodwill REASON  charged nothing
    [exit 3]

    no: acme has 11h left, none of it for calls without a service, a call of 2h would go 2h over
      2h over at 150.00 = 300.00 EUR gross
      passed over servers, sites: for other services
      or: hours buy acme 1h                    150.00 EUR gross
      or: hours log acme 2h --goodwill REASON  charged nothing
    [exit 3]

    yes: acme has 11h left, 10h of it for server, a call of 2h is covered and leaves 9h
      2h from servers
      passed over sites: for other services
    ");
}

#[test]
fn m1_of_many_packages_that_were_passed_over_the_last_are_named() {
    let desk = Desk::with_client();
    desk.ok("buy acme 1h --on 2026-01-01 --every month --times 8");
    assert_snapshot!(desk.sh("check acme 15m"), @"
    no: acme has nothing left, a call of 15m would go 15m over
      15m over at 150.00 = 37.50 EUR gross
      passed over acme-4, acme-5, acme-6, acme-7, acme-8 and 3 earlier: expired
      or: hours buy acme 1h                     150.00 EUR gross
      or: hours extend acme-6 --until DATE      1h left, ended on 2026-06-30
      or: hours extend acme-7 --until DATE      1h left, ended on 2026-07-31
      or: hours extend acme-8 --until DATE      1h left, ended on 2026-08-31
      or: hours log acme 15m --goodwill REASON  charged nothing
      5 packages that ended earlier have something left, too: hours balance acme --packages
    [exit 3]
    ");
    assert_eq!(desk.run(&["check", "acme", "15m", "--format", "json"]).matches("\"reason\": \"expired\"").count(), 8);
}

#[test]
fn g5_a_purchase_that_is_taken_up_by_what_was_over_before_says_so() {
    let desk = Desk::open();
    desk.ok("client add acme A --overage carry");
    desk.ok("buy acme 2h --on 2026-11-02");
    desk.ok("log acme 5h Move --on 2026-11-10");
    assert_snapshot!(desk.session(&["check acme 1h", "buy acme 2h", "check acme 1h"]), @"
    $ hours check acme 1h
    no: acme has nothing left, a call of 1h would go 1h over
      1h over, held for the next package
      passed over acme-1: used up
      or: hours buy acme 2h                    300.00 EUR gross; 2h that went over before comes first
      or: hours log acme 1h --goodwill REASON  charged nothing
    [exit 3]

    $ hours buy acme 2h
    #5  acme-2  2h for 300.00 EUR gross, from 2026-11-23, no end
        2h of overage settled; acme has nothing left
    warning: acme is out of hours
    warning: acme is 1h over, held for the next package

    $ hours check acme 1h
    no: acme has nothing left, a call of 1h would go 1h over
      1h over, held for the next package
      passed over acme-1, acme-2: used up
      or: hours buy acme 2h                    300.00 EUR gross; 1h that went over before comes first
      or: hours log acme 1h --goodwill REASON  charged nothing
    [exit 3]
    ");
}

/// What a purchase would take up before the call, as the gate tells it.
fn told_to_come_first(desk: &Desk, question: &str) -> Option<String> {
    let said = desk.sh(question);
    let way = said.lines().find(|line| line.contains("or: hours buy"))?.to_owned();
    way.split_once("; ").map(|(_, first)| first.to_owned())
}

#[test]
fn g4_what_comes_first_is_what_is_over_when_the_package_is_bought() {
    let desk = Desk::with_client();
    desk.ok("log acme 1h --on 2026-11-01");
    desk.ok("invoice issue acme --date 2026-11-15 --through 2026-11-15");
    // It was over on the day of the call, and is invoiced since.
    assert_eq!(told_to_come_first(&desk, "check acme 1h --on 2026-11-10"), None);
    desk.ok("invoice credit 2026-0001 --reason q --date 2026-11-20");
    let first = Some("1h that went over before comes first".to_owned());
    assert_eq!(told_to_come_first(&desk, "check acme 1h --on 2026-11-10"), first);
    desk.ok("log acme 1h Move --on 2026-11-10");
    desk.ok("buy acme 1h --settle");
    assert!(desk.ok("show '#3'").contains("1h from acme-1"), "the older call came first");
    // And settled since: only what is over still comes first.
    assert_eq!(told_to_come_first(&desk, "check acme 1h --on 2026-11-11"), first);
}

#[test]
fn f2_a_call_that_is_worked_off_later_does_not_come_first() {
    let desk = Desk::open();
    desk.ok("client add acme A --overage carry");
    desk.ok("log acme 2h --at 08:00");
    // A call without a start is worked off before those that have one.
    assert_eq!(told_to_come_first(&desk, "check acme 1h"), None);
    assert_eq!(
        told_to_come_first(&desk, "check acme 1h --on 2026-11-24"),
        Some("2h that went over before comes first".to_owned())
    );
}

#[test]
fn m2_a_package_has_the_price_of_the_day_on_which_it_is_bought() {
    let desk = Desk::with_client();
    desk.ok("client set acme --prices net --from 2026-11-15");
    let said = desk.sh("check acme 1h --on 2026-11-10");
    assert!(said.contains("1h over at 150.00 = 150.00 EUR gross"), "{said}");
    assert!(said.contains("1,500.00 EUR net, once the call is logged"), "{said}");
    assert!(desk.ok("buy acme 10h --settle -n").contains("10h for 1,500.00 EUR net"));
}

#[test]
fn two_times_of_day_are_told_as_the_length_they_are() {
    let desk = Desk::with_package();
    for typed in ["9:00 9:45", "9:00 - 9:45", "9:00- 9:45", "9:00-9:45", "23:30-0:15"] {
        let (exit, said) = desk.refused(&[&["check", "acme"][..], &typed.split(' ').collect::<Vec<_>>()].concat());
        assert!(exit == 2 && said.contains("hint: write 45m\n"), "{typed}: {said}");
    }
    assert!(desk.sh("check acme 45m").starts_with("yes: "));
}

#[test]
fn m2_a_package_is_proposed_with_a_name_where_its_number_has_no_room() {
    let desk = Desk::open();
    for (length, is_named) in [(29, false), (30, true), (32, true)] {
        let client = "k".repeat(length);
        desk.ok(&format!("client add {client} Long"));
        let said = desk.sh(&format!("check {client} 1h"));
        assert!(said.contains(&format!("hours buy {client} 10h")), "{said}");
        assert_eq!(said.contains(" --name NAME"), is_named, "{said}");
        desk.ok(&format!("buy {client} 10h{}", if is_named { format!(" --name p{length}") } else { String::new() }));
    }
}
