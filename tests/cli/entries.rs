//! `hours entries`

use insta::assert_snapshot;

use crate::desk::{Desk, show, words};

/// An entry of every kind.
fn every_kind() -> Desk {
    let desk = Desk::with_package();
    desk.ok("client add beta Beta");
    desk.ok("service add onsite --factor 1.5");
    desk.ok("grant acme 1h --reason 'Welcome' --until 2026-12-31");
    desk.ok("log acme 14:05-15:25 'VPN down after update' --case T-81 --on 2026-11-20 --contact Öz");
    desk.ok("log beta 20m '=cmd|calc' --service onsite --on 2026-11-21");
    desk.ok("amend 8 30m --reason mistyped");
    desk.ok("log acme 1h wrong --on 2026-11-19");
    desk.ok("void 10 --reason 'not ours'");
    desk.ok("extend acme-2 --until 2027-01-31");
    desk.ok("refund acme-1 1h --on 2026-11-22");
    desk.ok("buy beta 1h");
    desk.ok("settle beta --package beta-1");
    desk.ok("close --all --through 2026-11-21");
    desk.ok("log acme 15m forgotten --on 2026-11-18 --late");
    desk
}

#[test]
fn every_kind_of_entry_is_listed_as_a_table() {
    assert_snapshot!(every_kind().session(&["entries"]), @"
    $ hours entries
    entry  date        client  kind      worked  charged  what
       #1  2026-11-23          open                       opened for Kaffee IT
       #2  2026-11-23  acme    client                     acme: name ACME GmbH
       #3  2026-11-02  acme    purchase                   acme-1  10h for 1,500.00 EUR gross, from 2026-11-02, no end
       #4  2026-11-23  beta    client                     beta: name Beta
       #5  2026-11-23          service                    onsite, factor 1.5
       #6  2026-11-23  acme    grant                      acme-2  1h granted, from 2026-11-23, until 2026-12-31: Welcome
       #7  2026-11-20  acme    call       1h20m    1h30m  VPN down after update  (T-81)
       #8  2026-11-21  beta    call         20m        –  =cmd|calc  [void by #9]
       #9  2026-11-21  beta    amend        30m      45m  =cmd|calc (instead of #8 (=cmd|calc, 20m): mistyped)
      #10  2026-11-19  acme    call          1h        –  wrong  [void by #11]
      #11  2026-11-23  acme    void                       void of #10 (wrong, 1h): not ours
      #12  2026-11-23  acme    extend                     acme-2 extended until 2027-01-31
      #13  2026-11-22  acme    refund                     1h of acme-1 refunded, 150.00 EUR gross to pay back
      #14  2026-11-23  beta    purchase                   beta-1  1h for 150.00 EUR gross, from 2026-11-23, no end
      #15  2026-11-23  beta    settle                     overage settled onto beta-1
      #16  2026-11-21          close                      closed through 2026-11-21 for all clients
      #17  2026-11-18  acme    call         15m      15m  forgotten  [late]
    ");
}

#[test]
fn every_kind_of_entry_is_listed_as_csv() {
    let desk = every_kind();
    assert_snapshot!(desk.sh("entries --format csv"), @r#"
    seq,id,recorded,by,kind,client,date,start,worked_minutes,charged_minutes,goodwill_minutes,overage_minutes,overage_amount,case,service,factor,late,void,text,currency,package,goodwill,contact,note
    1,<id>,2026-11-23T09:00:00.000000Z,nina,open,,2026-11-23,,,,,,,,,,false,false,opened for Kaffee IT,EUR,,,,
    2,<id>,2026-11-23T09:00:01.000000Z,nina,client,acme,2026-11-23,,,,,,,,,,false,false,acme: name ACME GmbH,,,,,
    3,<id>,2026-11-23T09:00:02.000000Z,nina,purchase,acme,2026-11-02,,,,,,,,,,false,false,"acme-1  10h for 1,500.00 EUR gross, from 2026-11-02, no end",EUR,acme-1,,,
    4,<id>,2026-11-23T09:00:03.000000Z,nina,client,beta,2026-11-23,,,,,,,,,,false,false,beta: name Beta,,,,,
    5,<id>,2026-11-23T09:00:04.000000Z,nina,service,,2026-11-23,,,,,,,,onsite,1.5,false,false,"onsite, factor 1.5",,,,,
    6,<id>,2026-11-23T09:00:05.000000Z,nina,grant,acme,2026-11-23,,,,,,,,,,false,false,"acme-2  1h granted, from 2026-11-23, until 2026-12-31: Welcome",,acme-2,,,
    7,<id>,2026-11-23T09:00:06.000000Z,nina,call,acme,2026-11-20,14:05,80,90,0,0,0.00,T-81,,1,false,false,VPN down after update,EUR,,,Öz,VPN down after update
    8,<id>,2026-11-23T09:00:07.000000Z,nina,call,beta,2026-11-21,,20,0,0,0,0.00,,onsite,1.5,false,true,'=cmd|calc,EUR,,,,'=cmd|calc
    9,<id>,2026-11-23T09:00:08.000000Z,nina,amend,beta,2026-11-21,,30,45,0,0,0.00,,onsite,1.5,false,false,"'=cmd|calc (instead of #8 (=cmd|calc, 20m): mistyped)",EUR,,,,'=cmd|calc
    10,<id>,2026-11-23T09:00:09.000000Z,nina,call,acme,2026-11-19,,60,0,0,0,0.00,,,1,false,true,wrong,EUR,,,,wrong
    11,<id>,2026-11-23T09:00:10.000000Z,nina,void,acme,2026-11-23,,,,,,,,,,false,false,"void of #10 (wrong, 1h): not ours",,,,,
    12,<id>,2026-11-23T09:00:11.000000Z,nina,extend,acme,2026-11-23,,,,,,,,,,false,false,acme-2 extended until 2027-01-31,,acme-2,,,
    13,<id>,2026-11-23T09:00:12.000000Z,nina,refund,acme,2026-11-22,,,,,,,,,,false,false,"1h of acme-1 refunded, 150.00 EUR gross to pay back",EUR,acme-1,,,
    14,<id>,2026-11-23T09:00:13.000000Z,nina,purchase,beta,2026-11-23,,,,,,,,,,false,false,"beta-1  1h for 150.00 EUR gross, from 2026-11-23, no end",EUR,beta-1,,,
    15,<id>,2026-11-23T09:00:14.000000Z,nina,settle,beta,2026-11-23,,,,,,,,,,false,false,overage settled onto beta-1,,beta-1,,,
    16,<id>,2026-11-23T09:00:15.000000Z,nina,close,,2026-11-21,,,,,,,,,,false,false,closed through 2026-11-21 for all clients,,,,,
    17,<id>,2026-11-23T09:00:16.000000Z,nina,call,acme,2026-11-18,,15,15,0,0,0.00,,,1,true,false,forgotten,EUR,,,,forgotten
    "#);
    assert_snapshot!(desk.sh("entries beta --kind call --kind amend --format csv --raw --sep ';' --decimal ,"), @"
    seq;id;recorded;by;kind;client;date;start;worked_minutes;charged_minutes;goodwill_minutes;overage_minutes;overage_amount;case;service;factor;late;void;text;currency;package;goodwill;contact;note
    8;<id>;2026-11-23T09:00:07.000000Z;nina;call;beta;2026-11-21;;20;0;0;0;0,00;;onsite;1,5;false;true;=cmd|calc;EUR;;;;=cmd|calc
    9;<id>;2026-11-23T09:00:08.000000Z;nina;amend;beta;2026-11-21;;30;45;0;0;0,00;;onsite;1,5;false;false;=cmd|calc (instead of #8 (=cmd|calc, 20m): mistyped);EUR;;;;=cmd|calc
    ");
}

#[test]
fn every_kind_of_entry_is_listed_as_json() {
    let desk = every_kind();
    assert_snapshot!(desk.sh("entries --format json"), @r#"
    {
      "schema": "hours.entries/1",
      "entries": [
        {
          "seq": 1,
          "id": "<id>",
          "recorded": "2026-11-23T09:00:00.000000Z",
          "by": "nina",
          "kind": "open",
          "name": "Kaffee IT",
          "currency": "EUR",
          "zone": "Europe/Berlin",
          "prices": "gross",
          "vat_rate": "19",
          "vat_reason": null,
          "rate": "150.00",
          "terms": {
            "increment_minutes": 15,
            "minimum_minutes": 15,
            "overage": "bill",
            "overage_rate": "150.00",
            "low": "20%",
            "expiry_notice_days": 30
          }
        },
        {
          "seq": 2,
          "id": "<id>",
          "recorded": "2026-11-23T09:00:01.000000Z",
          "by": "nina",
          "kind": "client",
          "client": "acme",
          "from": null,
          "states": {
            "name": "ACME GmbH"
          },
          "clears": []
        },
        {
          "seq": 3,
          "id": "<id>",
          "recorded": "2026-11-23T09:00:02.000000Z",
          "by": "nina",
          "kind": "purchase",
          "client": "acme",
          "package": "acme-1",
          "date": "2026-11-02",
          "size_minutes": 600,
          "price": "1500.00",
          "currency": "EUR",
          "prices": "gross",
          "vat_rate": "19",
          "reason": null,
          "from": "2026-11-02",
          "until": null,
          "services": [],
          "note": null,
          "settle": false,
          "invoice": null,
          "late": false,
          "void": false
        },
        {
          "seq": 4,
          "id": "<id>",
          "recorded": "2026-11-23T09:00:03.000000Z",
          "by": "nina",
          "kind": "client",
          "client": "beta",
          "from": null,
          "states": {
            "name": "Beta"
          },
          "clears": []
        },
        {
          "seq": 5,
          "id": "<id>",
          "recorded": "2026-11-23T09:00:04.000000Z",
          "by": "nina",
          "kind": "service",
          "service": "onsite",
          "name": null,
          "factor": "1.5"
        },
        {
          "seq": 6,
          "id": "<id>",
          "recorded": "2026-11-23T09:00:05.000000Z",
          "by": "nina",
          "kind": "grant",
          "client": "acme",
          "package": "acme-2",
          "date": "2026-11-23",
          "size_minutes": 60,
          "price": null,
          "currency": null,
          "prices": null,
          "vat_rate": null,
          "reason": "Welcome",
          "from": "2026-11-23",
          "until": "2026-12-31",
          "services": [],
          "note": null,
          "settle": false,
          "invoice": null,
          "late": false,
          "void": false
        },
        {
          "seq": 7,
          "id": "<id>",
          "recorded": "2026-11-23T09:00:06.000000Z",
          "by": "nina",
          "kind": "call",
          "client": "acme",
          "date": "2026-11-20",
          "start": "14:05",
          "worked_minutes": 80,
          "charged_minutes": 90,
          "goodwill_minutes": 0,
          "case": "T-81",
          "service": null,
          "factor": "1",
          "package": null,
          "goodwill": null,
          "contact": "Öz",
          "note": "VPN down after update",
          "late": false,
          "void": false,
          "draws": [
            {
              "package": "acme-1",
              "minutes": 90,
              "date": "2026-11-20"
            }
          ],
          "overage": {
            "minutes": 0,
            "amount": "0.00",
            "class": null,
            "invoice": null,
            "billed_minutes": 0
          },
          "currency": "EUR"
        },
        {
          "seq": 8,
          "id": "<id>",
          "recorded": "2026-11-23T09:00:07.000000Z",
          "by": "nina",
          "kind": "call",
          "client": "beta",
          "date": "2026-11-21",
          "start": null,
          "worked_minutes": 20,
          "charged_minutes": 0,
          "goodwill_minutes": 0,
          "case": null,
          "service": "onsite",
          "factor": "1.5",
          "package": null,
          "goodwill": null,
          "contact": null,
          "note": "=cmd|calc",
          "late": false,
          "void": true,
          "draws": [],
          "overage": {
            "minutes": 0,
            "amount": "0.00",
            "class": null,
            "invoice": null,
            "billed_minutes": 0
          },
          "currency": "EUR"
        },
        {
          "seq": 9,
          "id": "<id>",
          "recorded": "2026-11-23T09:00:08.000000Z",
          "by": "nina",
          "kind": "amend",
          "replaces": "<id>",
          "reason": "mistyped",
          "client": "beta",
          "date": "2026-11-21",
          "start": null,
          "worked_minutes": 30,
          "charged_minutes": 45,
          "goodwill_minutes": 0,
          "case": null,
          "service": "onsite",
          "factor": "1.5",
          "package": null,
          "goodwill": null,
          "contact": null,
          "note": "=cmd|calc",
          "late": false,
          "void": false,
          "draws": [
            {
              "package": "beta-1",
              "minutes": 45,
              "date": "2026-11-23"
            }
          ],
          "overage": {
            "minutes": 0,
            "amount": "0.00",
            "class": null,
            "invoice": null,
            "billed_minutes": 0
          },
          "currency": "EUR"
        },
        {
          "seq": 10,
          "id": "<id>",
          "recorded": "2026-11-23T09:00:09.000000Z",
          "by": "nina",
          "kind": "call",
          "client": "acme",
          "date": "2026-11-19",
          "start": null,
          "worked_minutes": 60,
          "charged_minutes": 0,
          "goodwill_minutes": 0,
          "case": null,
          "service": null,
          "factor": "1",
          "package": null,
          "goodwill": null,
          "contact": null,
          "note": "wrong",
          "late": false,
          "void": true,
          "draws": [],
          "overage": {
            "minutes": 0,
            "amount": "0.00",
            "class": null,
            "invoice": null,
            "billed_minutes": 0
          },
          "currency": "EUR"
        },
        {
          "seq": 11,
          "id": "<id>",
          "recorded": "2026-11-23T09:00:10.000000Z",
          "by": "nina",
          "kind": "void",
          "entry": "<id>",
          "reason": "not ours",
          "late": false
        },
        {
          "seq": 12,
          "id": "<id>",
          "recorded": "2026-11-23T09:00:11.000000Z",
          "by": "nina",
          "kind": "extend",
          "client": "acme",
          "package": "acme-2",
          "date": "2026-11-23",
          "until": "2027-01-31",
          "reason": null,
          "late": false,
          "void": false
        },
        {
          "seq": 13,
          "id": "<id>",
          "recorded": "2026-11-23T09:00:12.000000Z",
          "by": "nina",
          "kind": "refund",
          "client": "acme",
          "package": "acme-1",
          "date": "2026-11-22",
          "minutes": 60,
          "amount": "150.00",
          "currency": "EUR",
          "prices": "gross",
          "reason": null,
          "invoice": null,
          "late": false,
          "void": false
        },
        {
          "seq": 14,
          "id": "<id>",
          "recorded": "2026-11-23T09:00:13.000000Z",
          "by": "nina",
          "kind": "purchase",
          "client": "beta",
          "package": "beta-1",
          "date": "2026-11-23",
          "size_minutes": 60,
          "price": "150.00",
          "currency": "EUR",
          "prices": "gross",
          "vat_rate": "19",
          "reason": null,
          "from": "2026-11-23",
          "until": null,
          "services": [],
          "note": null,
          "settle": false,
          "invoice": null,
          "late": false,
          "void": false
        },
        {
          "seq": 15,
          "id": "<id>",
          "recorded": "2026-11-23T09:00:14.000000Z",
          "by": "nina",
          "kind": "settle",
          "client": "beta",
          "package": "beta-1",
          "date": "2026-11-23",
          "reason": null,
          "late": false,
          "void": false
        },
        {
          "seq": 16,
          "id": "<id>",
          "recorded": "2026-11-23T09:00:15.000000Z",
          "by": "nina",
          "kind": "close",
          "client": null,
          "through": "2026-11-21",
          "reason": null
        },
        {
          "seq": 17,
          "id": "<id>",
          "recorded": "2026-11-23T09:00:16.000000Z",
          "by": "nina",
          "kind": "call",
          "client": "acme",
          "date": "2026-11-18",
          "start": null,
          "worked_minutes": 15,
          "charged_minutes": 15,
          "goodwill_minutes": 0,
          "case": null,
          "service": null,
          "factor": "1",
          "package": null,
          "goodwill": null,
          "contact": null,
          "note": "forgotten",
          "late": true,
          "void": false,
          "draws": [
            {
              "package": "acme-1",
              "minutes": 15,
              "date": "2026-11-18"
            }
          ],
          "overage": {
            "minutes": 0,
            "amount": "0.00",
            "class": null,
            "invoice": null,
            "billed_minutes": 0
          },
          "currency": "EUR"
        }
      ],
      "ledger": "<hash>",
      "seq": 17,
      "head": "<hash>"
    }
    "#);
}

#[test]
fn entries_are_picked_by_client_period_kind_and_text() {
    let desk = every_kind();
    assert_snapshot!(desk.session(&[
        "entries beta",
        "entries acme --kind call --kind amend",
        "entries --from 2026-11-20 --to 2026-11-21",
        "entries --month 2026-11 --kind refund",
        "entries --year 2025",
        "entries --grep vpn",
        "entries --grep 'no such thing'",
        "entries --as-of 2026-11-20 --kind call",
        "entries --known 9 --kind call --kind amend",
        "entries amce",
        "entries --kind calls",
        "entries --kind phone",
        "entries --month 2026-13",
        "entries --month 2026-11 --from 2026-11-01",
        "entries --from 2026-11-21 --to 2026-11-20",
    ]), @"
    $ hours entries beta
    entry  date        client  kind      worked  charged  what
       #4  2026-11-23  beta    client                     beta: name Beta
       #8  2026-11-21  beta    call         20m        –  =cmd|calc  [void by #9]
       #9  2026-11-21  beta    amend        30m      45m  =cmd|calc (instead of #8 (=cmd|calc, 20m): mistyped)
      #14  2026-11-23  beta    purchase                   beta-1  1h for 150.00 EUR gross, from 2026-11-23, no end
      #15  2026-11-23  beta    settle                     overage settled onto beta-1

    $ hours entries acme --kind call --kind amend
    entry  date        client  kind  worked  charged  what
       #7  2026-11-20  acme    call   1h20m    1h30m  VPN down after update  (T-81)
      #10  2026-11-19  acme    call      1h        –  wrong  [void by #11]
      #17  2026-11-18  acme    call     15m      15m  forgotten  [late]

    $ hours entries --from 2026-11-20 --to 2026-11-21
    entry  date        client  kind   worked  charged  what
       #7  2026-11-20  acme    call    1h20m    1h30m  VPN down after update  (T-81)
       #8  2026-11-21  beta    call      20m        –  =cmd|calc  [void by #9]
       #9  2026-11-21  beta    amend     30m      45m  =cmd|calc (instead of #8 (=cmd|calc, 20m): mistyped)
      #16  2026-11-21          close                   closed through 2026-11-21 for all clients

    $ hours entries --month 2026-11 --kind refund
    entry  date        client  kind    worked  charged  what
      #13  2026-11-22  acme    refund                   1h of acme-1 refunded, 150.00 EUR gross to pay back

    $ hours entries --year 2025
    no entries

    $ hours entries --grep vpn
    entry  date        client  kind  worked  charged  what
       #7  2026-11-20  acme    call   1h20m    1h30m  VPN down after update  (T-81)

    $ hours entries --grep 'no such thing'
    no entries

    $ hours entries --as-of 2026-11-20 --kind call
    entry  date        client  kind  worked  charged  what
       #7  2026-11-20  acme    call   1h20m    1h30m  VPN down after update  (T-81)
      #10  2026-11-19  acme    call      1h        –  wrong  [void by #11]
      #17  2026-11-18  acme    call     15m      15m  forgotten  [late]

    $ hours entries --known 9 --kind call --kind amend
    entry  date        client  kind   worked  charged  what
       #7  2026-11-20  acme    call    1h20m    1h30m  VPN down after update  (T-81)
       #8  2026-11-21  beta    call      20m        –  =cmd|calc  [void by #9]
       #9  2026-11-21  beta    amend     30m      45m  =cmd|calc (instead of #8 (=cmd|calc, 20m): mistyped)

    $ hours entries amce
    error: no client `amce`
    hint: did you mean `acme`? (hours client list)
    [exit 1]

    $ hours entries --kind calls
    error: invalid value `calls` for --kind
    hint: did you mean `call`?
    [exit 2]

    $ hours entries --kind phone
    error: invalid value `phone` for --kind
    hint: it is one of open, client, service, purchase, grant, call, void, amend, extend, refund, settle, close, invoice, credit, repaired
    [exit 2]

    $ hours entries --month 2026-13
    error: invalid value `2026-13` for --month: not a month
    hint: write it as 2026-11
    [exit 2]

    $ hours entries --month 2026-11 --from 2026-11-01
    error: `--month` and `--from` do not go together
    hint: hours entries --help tells how it is written
    [exit 2]

    $ hours entries --from 2026-11-21 --to 2026-11-20
    error: the period ends on 2026-11-20, before it begins on 2026-11-21
    hint: did you mean --from 2026-11-20 --to 2026-11-21?
    [exit 2]
    ");
}

#[test]
fn nothing_found_is_an_empty_list() {
    let desk = every_kind();
    assert_snapshot!(desk.session(&["entries --grep nothing-here --format json", "entries --grep nothing-here --format csv"]), @r#"
    $ hours entries --grep nothing-here --format json
    {
      "schema": "hours.entries/1",
      "entries": [],
      "ledger": "<hash>",
      "seq": 17,
      "head": "<hash>"
    }

    $ hours entries --grep nothing-here --format csv
    seq,id,recorded,by,kind,client,date,start,worked_minutes,charged_minutes,goodwill_minutes,overage_minutes,overage_amount,case,service,factor,late,void,text,currency,package,goodwill,contact,note
    "#);
}

#[test]
fn d1_what_was_noted_of_a_package_is_shown_and_found() {
    let desk = Desk::with_client();
    desk.ok("buy acme 10h --note 'offer 4711, signed by Bob' --on 2026-11-02");
    let found = desk.ok("entries --grep 4711");
    assert!(found.contains("no end: offer 4711, signed by Bob"), "{found}");
    assert!(desk.ok("entries --format csv").trim_end().ends_with(",EUR,acme-1,,,\"offer 4711, signed by Bob\""));
    assert!(desk.ok("show acme-1").contains("\n  note: offer 4711, signed by Bob\n"));
    // It is ours, and not meant for the client's eyes (S10).
    assert!(!desk.ok("invoice draft acme").contains("4711") && !desk.ok("statement acme").contains("4711"));
}

#[test]
fn e6_a_call_that_was_given_away_says_so() {
    let desk = Desk::with_package();
    desk.ok("log acme 20m first --case T-1 --on 2026-11-20");
    desk.ok("log acme 5m second --case T-1 --on 2026-11-20");
    desk.ok("log acme 1h third --goodwill 'our mistake' --on 2026-11-20");
    assert_snapshot!(desk.sh("entries --kind call"), @"
    entry  date        client  kind  worked  charged  what
       #4  2026-11-20  acme    call     20m      30m  first  (T-1)
       #5  2026-11-20  acme    call      5m       0m  second  (T-1)
       #6  2026-11-20  acme    call      1h       0m  third  [goodwill]
    ");
}

#[test]
fn b4_what_has_no_date_of_its_own_is_dated_in_the_zone_of_the_ledger() {
    // Nine in the evening in New York, and half past midnight in Berlin: in UTC it is another day.
    for (zone, now, today) in [
        ("America/New_York", "2026-11-30T02:00:00Z", "2026-11-29"),
        ("Europe/Berlin", "2026-11-30T23:30:00Z", "2026-12-01"),
    ] {
        let desk = Desk::bare();
        let run = |line: &str| {
            let words = words(line);
            let args: Vec<&str> = words.iter().map(String::as_str).collect();
            let output = desk.command(&args).env("HOURS_NOW", now).output().expect("hours");
            assert!(output.status.success(), "{line}: {}", show(&output));
            String::from_utf8(output.stdout).expect("text")
        };
        run(&format!("init --name K --rate 150 --zone {zone}"));
        run("client add acme ACME");
        run("service add web");
        run("log acme 1h x");
        run("void 4 --reason 'not ours'");
        for asked in
            ["entries", "entries --from today", &format!("entries --month {}", &today[..7]), "entries --format csv"]
        {
            let said = run(asked);
            assert_eq!((said.lines().count(), said.matches(today).count()), (6, 5), "{asked}: {said}");
        }
        assert_eq!(run("entries --kind void --to yesterday"), "no entries\n");
    }
}

#[test]
fn a_receipt_says_of_a_call_or_a_refund_what_entries_say() {
    let desk = Desk::with_package();
    let json = |line: &str| {
        let said = desk.ok(&format!("{line} --format json"));
        serde_json::from_str::<serde_json::Value>(&said).expect("JSON")
    };
    for (line, field) in [
        ("log acme 45m VPN --case T-81 --by öz", "call"),
        ("amend 4 1h --reason 'it was longer'", "call"),
        ("refund acme-1 2h", "refund"),
    ] {
        let told = json(line)[field].clone();
        assert!(told["recorded"].is_string() && told["by"].is_string(), "{line}: {told}");
        assert_eq!(json("entries")["entries"].as_array().expect("entries").last(), Some(&told), "{line}");
    }
}
