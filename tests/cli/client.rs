//! `hours client`

use insta::assert_snapshot;

use crate::desk::Desk;

#[test]
fn c1_a_client_has_a_name_and_particulars() {
    let desk = Desk::open();
    assert_snapshot!(desk.session(&[
        "client add acme 'ACME GmbH' --lang de --email it@acme.example --address 'Hauptstraße 1, 10115 Berlin' \
         --vat-id DE123456789 --buyer-reference 0401-12345-67",
        "client show acme",
        "client show acme --format json",
    ]), @r#"
    $ hours client add acme 'ACME GmbH' --lang de --email it@acme.example --address 'Hauptstraße 1, 10115 Berlin' --vat-id DE123456789 --buyer-reference 0401-12345-67
    #2  acme  ACME GmbH

    $ hours client show acme
    acme  ACME GmbH
      e-mail           it@acme.example
      language         de
      address          Hauptstraße 1, 10115 Berlin
      VAT id           DE123456789
      buyer reference  0401-12345-67
      prices           EUR gross, 19 % VAT
      calls            charged per 15m, at least 15m
      overage          bill, 150.00 EUR an hour
      warned           at 20 % left, 30 days before an end

    $ hours client show acme --format json
    {
      "schema": "hours.client/1",
      "as_of": "2026-11-23",
      "client": "acme",
      "name": "ACME GmbH",
      "email": "it@acme.example",
      "lang": "de",
      "address": "Hauptstraße 1, 10115 Berlin",
      "vat_id": "DE123456789",
      "buyer_reference": "0401-12345-67",
      "currency": "EUR",
      "vat_rate": "19",
      "vat_reason": null,
      "prices": "gross",
      "terms": {
        "increment_minutes": 15,
        "minimum_minutes": 15,
        "overage": "bill",
        "overage_rate": "150.00",
        "low": "20%",
        "expiry_notice_days": 30
      },
      "closed_through": null,
      "ledger": "<hash>",
      "seq": 2,
      "head": "<hash>"
    }
    "#);
}

#[test]
fn a_notice_of_one_day_is_one_day() {
    let desk = Desk::with_client();
    desk.ok("client set acme --expiry-notice 1");
    assert!(desk.ok("client show acme").contains("at 20 % left, 1 day before an end\n"));
}

#[test]
fn clients_are_listed_as_a_table_json_and_csv() {
    let desk = Desk::open();
    desk.ok("client add beta 'Beta, Ltd.' --currency USD --overage-rate 120 --vat 0 --vat-reason outside-scope");
    desk.ok("client add acme 'ACME GmbH' --low 1h --increment 6m");
    assert_snapshot!(desk.session(&["client list", "client list --format csv"]), @r#"
    $ hours client list
    client  name        currency         VAT  charged per  overage  closed through
    acme    ACME GmbH   EUR       19 % gross           6m  bill     –
    beta    Beta, Ltd.  USD        0 % gross          15m  bill     –

    $ hours client list --format csv
    client,name,email,lang,address,vat_id,buyer_reference,currency,vat_rate,vat_reason,prices,increment_minutes,minimum_minutes,overage,overage_rate,low,expiry_notice_days,closed_through
    acme,ACME GmbH,,,,,,EUR,19,,gross,6,6,bill,150.00,1h,30,
    beta,"Beta, Ltd.",,,,,,USD,0,outside-scope,gross,15,15,bill,120.00,20%,30,
    "#);
    assert_snapshot!(desk.session(&["client list --format json"]), @r#"
    $ hours client list --format json
    {
      "schema": "hours.clients/1",
      "as_of": "2026-11-23",
      "clients": [
        {
          "client": "acme",
          "name": "ACME GmbH",
          "email": null,
          "lang": null,
          "address": null,
          "vat_id": null,
          "buyer_reference": null,
          "currency": "EUR",
          "vat_rate": "19",
          "vat_reason": null,
          "prices": "gross",
          "terms": {
            "increment_minutes": 6,
            "minimum_minutes": 6,
            "overage": "bill",
            "overage_rate": "150.00",
            "low": "1h",
            "expiry_notice_days": 30
          },
          "closed_through": null
        },
        {
          "client": "beta",
          "name": "Beta, Ltd.",
          "email": null,
          "lang": null,
          "address": null,
          "vat_id": null,
          "buyer_reference": null,
          "currency": "USD",
          "vat_rate": "0",
          "vat_reason": "outside-scope",
          "prices": "gross",
          "terms": {
            "increment_minutes": 15,
            "minimum_minutes": 15,
            "overage": "bill",
            "overage_rate": "120.00",
            "low": "20%",
            "expiry_notice_days": 30
          },
          "closed_through": null
        }
      ],
      "ledger": "<hash>",
      "seq": 3,
      "head": "<hash>"
    }
    "#);
}

#[test]
fn c1_a_change_holds_from_its_date_on_and_leaves_the_rest() {
    let desk = Desk::with_client();
    assert_snapshot!(desk.session(&[
        "client set acme --name 'ACME AG' --email office@acme.example --from 2026-11-10",
        "client show acme --as-of 2026-11-09",
        "client show acme --as-of 2026-11-10",
        "client set acme --clear email",
        "client show acme",
    ]), @"
    $ hours client set acme --name 'ACME AG' --email office@acme.example --from 2026-11-10
    #3  acme from 2026-11-10: name ACME AG, email office@acme.example
        acme has nothing left

    $ hours client show acme --as-of 2026-11-09
    acme  ACME GmbH
      prices           EUR gross, 19 % VAT
      calls            charged per 15m, at least 15m
      overage          bill, 150.00 EUR an hour
      warned           at 20 % left, 30 days before an end

    $ hours client show acme --as-of 2026-11-10
    acme  ACME AG
      e-mail           office@acme.example
      prices           EUR gross, 19 % VAT
      calls            charged per 15m, at least 15m
      overage          bill, 150.00 EUR an hour
      warned           at 20 % left, 30 days before an end

    $ hours client set acme --clear email
    #4  acme from 2026-11-23: cleared email
        acme has nothing left

    $ hours client show acme
    acme  ACME AG
      prices           EUR gross, 19 % VAT
      calls            charged per 15m, at least 15m
      overage          bill, 150.00 EUR an hour
      warned           at 20 % left, 30 days before an end
    ");
}

#[test]
fn l1_who_changes_a_client_is_told_where_they_stand_and_warned_by_the_new_terms() {
    let desk = Desk::with_package();
    desk.ok("log acme 5h Move");
    assert_snapshot!(desk.session(&["client set acme --low 6h", "client set acme --increment 3h --clear low -n"]), @"
    $ hours client set acme --low 6h
    #5  acme from 2026-11-23: low 6h
        acme has 5h left of 10h
    warning: acme is low: 5h left, 50 % of 10h

    $ hours client set acme --increment 3h --clear low -n
    #6  acme from 2026-11-23: increment 3h, cleared low
        acme has 4h left of 10h (5h left before)
    note: a dry run: nothing was written
    ");
    // Of who is new there is nothing to tell.
    assert_eq!(desk.sh("client add beta Beta"), "#6  beta  Beta\n");
}

#[test]
fn c4_the_terms_of_a_call_are_those_of_its_worked_date() {
    let desk = Desk::with_client();
    assert_snapshot!(desk.session(&[
        "client set acme --increment 30m --from 2026-11-10",
        "log acme 20m before --on 2026-11-09",
        "log acme 20m after --on 2026-11-10",
        // Of two with the same day, the one recorded later.
        "client set acme --increment 1h --from 2026-11-10",
        "entries acme --kind call",
    ]), @"
    $ hours client set acme --increment 30m --from 2026-11-10
    #3  acme from 2026-11-10: increment 30m
        acme has nothing left

    $ hours log acme 20m before --on 2026-11-09
    #4  acme  Mon 2026-11-09  worked 20m, charged 30m  before
        30m over; acme has nothing left
    warning: acme is 30m over: 75.00 EUR gross to invoice
    warning: acme never had a package

    $ hours log acme 20m after --on 2026-11-10
    #5  acme  Tue 2026-11-10  worked 20m, charged 30m  after
        30m over; acme has nothing left
    warning: acme is 1h over: 150.00 EUR gross to invoice
    warning: acme never had a package

    $ hours client set acme --increment 1h --from 2026-11-10
    #6  acme from 2026-11-10: increment 1h
        acme has nothing left
    warning: acme is 1h30m over: 225.00 EUR gross to invoice
    warning: acme never had a package

    $ hours entries acme --kind call
    entry  date        client  kind  worked  charged  what
       #4  2026-11-09  acme    call     20m      30m  before
       #5  2026-11-10  acme    call     20m       1h  after
    ");
}

#[test]
fn c4_a_change_may_be_agreed_ahead() {
    let desk = Desk::with_client();
    assert_snapshot!(desk.session(&[
        "client set acme --overage-rate 180 --from 2027-01-01",
        "check acme 1h",
        "check acme 1h --on 2027-01-01",
    ]), @"
    $ hours client set acme --overage-rate 180 --from 2027-01-01
    #3  acme from 2027-01-01: overage-rate 180.00 EUR
        acme has nothing left

    $ hours check acme 1h
    no: acme has nothing left, a call of 1h would go 1h over
      1h over at 150.00 = 150.00 EUR gross
      or: hours buy acme 10h                   1,500.00 EUR gross
      or: hours log acme 1h --goodwill REASON  charged nothing
    [exit 3]

    $ hours check acme 1h --on 2027-01-01
    no: acme has nothing left, a call of 1h on Fri 2027-01-01 would go 1h over
      1h over at 180.00 = 180.00 EUR gross
      or: hours buy acme 10h                   1,500.00 EUR gross
      or: hours log acme 1h --goodwill REASON  charged nothing
    [exit 3]
    ");
}

#[test]
fn c3_a_client_in_another_currency_has_its_own_overage_rate_and_prices() {
    let desk = Desk::open();
    assert_snapshot!(desk.session(&[
        "client add beta Beta --currency USD",
        "client add beta Beta --currency USD --overage-rate 120 --prices net",
        "buy beta 10h",
        "buy beta 10h --rate 110",
        "log beta 11h",
        "balance",
    ]), @"
    $ hours client add beta Beta --currency USD
    error: a client in USD needs an overage rate: the list rate is in another currency
    hint: add --overage-rate
    [exit 1]

    $ hours client add beta Beta --currency USD --overage-rate 120 --prices net
    #2  beta  Beta

    $ hours buy beta 10h
    error: a package in USD needs a price: the list rate is in another currency
    hint: add --price TOTAL or --rate PER_HOUR
    [exit 1]

    $ hours buy beta 10h --rate 110
    #3  beta-1  10h for 1,100.00 USD net, from 2026-11-23, no end
        beta has 10h left

    $ hours log beta 11h
    #4  beta  Mon 2026-11-23  worked 11h, charged 11h
        10h from beta-1, 1h over; beta has nothing left
    warning: beta is out of hours
    warning: beta is 1h over: 120.00 USD net to invoice

    $ hours balance
    client  left  used  over  to invoice  last call   state
    beta      0m   11h    1h  120.00 USD  2026-11-23  over
    ");
}

#[test]
fn b3_a_client_has_one_currency() {
    let desk = Desk::with_package();
    assert_snapshot!(desk.session(&["client set acme --currency USD --overage-rate 120"]), @"
    $ hours client set acme --currency USD --overage-rate 120
    error: the currency of `acme` is EUR; a client has one currency for good
    hint: add another client for work in another currency
    [exit 1]
    ");
}

#[test]
fn j8_a_vat_rate_of_0_needs_a_reason() {
    let desk = Desk::open();
    assert_snapshot!(desk.session(&[
        "client add dk 'Nordlys ApS' --vat 0",
        "client add dk 'Nordlys ApS' --vat 0 --vat-reason reverse-charge",
        "client add dk 'Nordlys ApS' --vat 0 --vat-reason reverse-charge --vat-id DK12345678",
        "client show dk",
        "client set dk --clear vat-id",
        "client set dk --clear vat-reason",
        "buy dk 10h --prices net",
        "buy dk 10h --net",
        "show dk-1",
    ]), @"
    $ hours client add dk 'Nordlys ApS' --vat 0
    error: a VAT rate of 0 needs a reason
    hint: init, client add and client set take --vat-reason reverse-charge, exempt or outside-scope; with --from where it held before today
    [exit 1]

    $ hours client add dk 'Nordlys ApS' --vat 0 --vat-reason reverse-charge
    error: reverse charge needs the client's VAT id
    hint: add --vat-id (hours client set); every day of reverse charge needs it
    [exit 1]

    $ hours client add dk 'Nordlys ApS' --vat 0 --vat-reason reverse-charge --vat-id DK12345678
    #2  dk  Nordlys ApS

    $ hours client show dk
    dk  Nordlys ApS
      VAT id           DK12345678
      prices           EUR gross, 0 % VAT (reverse-charge)
      calls            charged per 15m, at least 15m
      overage          bill, 150.00 EUR an hour
      warned           at 20 % left, 30 days before an end

    $ hours client set dk --clear vat-id
    error: reverse charge needs the client's VAT id
    hint: state another --vat or --vat-reason in the same command
    [exit 1]

    $ hours client set dk --clear vat-reason
    error: a VAT rate of 0 needs a reason
    hint: init, client add and client set take --vat-reason reverse-charge, exempt or outside-scope; with --from where it held before today
    [exit 1]

    $ hours buy dk 10h --prices net
    error: unexpected `--prices`
    hint: did you mean `--price`?
    [exit 2]

    $ hours buy dk 10h --net
    #3  dk-1  10h for 1,500.00 EUR net, from 2026-11-23, no end
        dk has 10h left

    $ hours show dk-1
    dk-1  10h for 1,500.00 EUR net (1,500.00 net + 0.00 VAT), bought 2026-11-23 (#3) by dk, no end, all services
      on 2026-11-23: open, 0m drawn, 10h left
    ");
}

#[test]
fn b5_identifiers_are_small_and_short() {
    let desk = Desk::open();
    assert_snapshot!(desk.session(&[
        "client add ACME 'ACME GmbH'",
        "client add a23456789012345678901234567890123 'Thirty-three'",
        "client add a2345678901234567890123456789012 'Thirty-two'",
        "client add .acme Dot",
        "client add ä Umlaut",
        "client add con Console",
    ]), @r"
    $ hours client add ACME 'ACME GmbH'
    error: `ACME` has capitals; identifiers are written in small letters
    hint: write `acme`
    [exit 1]

    $ hours client add a23456789012345678901234567890123 'Thirty-three'
    error: invalid value `a23456789012345678901234567890123` for CLIENT: longer than 32 characters
    [exit 2]

    $ hours client add a2345678901234567890123456789012 'Thirty-two'
    #2  <id>  Thirty-two

    $ hours client add .acme Dot
    error: invalid value `.acme` for CLIENT: an identifier starts with a letter or digit
    [exit 2]

    $ hours client add ä Umlaut
    error: invalid value `ä` for CLIENT: only a–z 0–9 . _ - make an identifier
    [exit 2]

    $ hours client add con Console
    error: `con` cannot name a file on every system, and files are named for it
    hint: choose another name
    [exit 2]
    ");
}

#[test]
fn two_clients_may_share_a_name_but_not_an_id() {
    let desk = Desk::with_client();
    assert_snapshot!(desk.session(&["client add acme 'ACME GmbH'", "client add acme.2 'ACME GmbH'"]), @"
    $ hours client add acme 'ACME GmbH'
    error: there is a client `acme` already
    hint: hours client set acme changes it
    [exit 1]

    $ hours client add acme.2 'ACME GmbH'
    #3  acme.2  ACME GmbH
    warning: the name looks like that of `acme`
    ");
}

#[test]
fn what_is_not_there_cannot_be_changed_or_shown() {
    let desk = Desk::with_client();
    assert_snapshot!(desk.session(&[
        "client set amce --name X",
        "client show zulu",
        "client set acme",
        "client set acme --name 'ACME GmbH'",
        "client set acme --clear nonsense",
        "client set acme --clear adress",
        "client",
        "client remove acme",
    ]), @"
    $ hours client set amce --name X
    error: no client `amce`
    hint: did you mean `acme`? (hours client list)
    [exit 1]

    $ hours client show zulu
    error: no client `zulu`
    hint: hours client list shows those there are; hours client add ID NAME adds one
    [exit 1]

    $ hours client set acme
    error: nothing would change
    hint: name what shall be different; the same command with --help lists what can be
    [exit 1]

    $ hours client set acme --name 'ACME GmbH'
    #3  acme from 2026-11-23: name ACME GmbH
        acme has nothing left

    $ hours client set acme --clear nonsense
    error: invalid value `nonsense` for --clear: no such field
    hint: it is one of email, lang, address, vat-id, buyer-reference, vat, vat-reason, prices, increment, minimum, overage, overage-rate, low, expiry-notice
    [exit 2]

    $ hours client set acme --clear adress
    error: invalid value `adress` for --clear: no such field
    hint: did you mean `address`?
    [exit 2]

    $ hours client
    error: a command is missing
    Add, change and show clients

    Usage: hours client [OPTIONS] <COMMAND>

    Commands:
      add   Add a client
      set   Change a client, from a date on
      list  List the clients
      show  Show a client's particulars and terms

    Options:
      -h, --help  Print help

    Everywhere:
      -f, --ledger <FILE>  The ledger [default: $HOURS_LEDGER, the nearest hours.jsonl in this folder or
                           above, or that of your data folder]
          --color <WHEN>   Whether messages are coloured [default: auto]
          --no-cache       Read the whole ledger, whatever a cache says
    [exit 2]

    $ hours client remove acme
    error: no command `remove`
    hint: a client stays, as what was written of them does; hours void ENTRY --reason TEXT takes an entry back
    [exit 2]
    ");
}

#[test]
fn h2_what_is_said_of_a_closed_period_tells_what_it_changes_there_and_what_not() {
    let desk = Desk::with_client();
    desk.ok("log acme 2h --on 2026-10-05");
    desk.ok("close acme --through 2026-10-31");
    assert_snapshot!(desk.session(&[
        "client set acme --vat 7 --overage-rate 100 --from 2026-10-01",
        "client set acme --clear overage-rate --from 2026-10-31",
        "client set acme --prices net --from 2026-11-01",
        "client set acme --buyer-reference X-1 --from 2026-10-01",
    ]), @"
    $ hours client set acme --vat 7 --overage-rate 100 --from 2026-10-01
    #5  acme from 2026-10-01: vat 7, overage-rate 100.00 EUR
        acme has nothing left
    warning: acme is 2h over: 300.00 EUR gross to invoice
    warning: acme never had a package
    note: calls of the closed period, through 2026-10-31, keep the terms they were fixed by
    note: overage from 2026-10-01 on that is not invoiced yet is taxed by this, in the closed period through 2026-10-31, too

    $ hours client set acme --clear overage-rate --from 2026-10-31
    #6  acme from 2026-10-31: cleared overage-rate
        acme has nothing left
    warning: acme is 2h over: 300.00 EUR gross to invoice
    warning: acme never had a package
    note: calls of the closed period, through 2026-10-31, keep the terms they were fixed by

    $ hours client set acme --prices net --from 2026-11-01
    #7  acme from 2026-11-01: prices net
        acme has nothing left
    warning: acme is 2h over: 280.37 EUR net to invoice
    warning: acme never had a package
    note: the list rate of 150.00 EUR counts as net here: it is not converted

    $ hours client set acme --buyer-reference X-1 --from 2026-10-01
    #8  acme from 2026-10-01: buyer-reference X-1
        acme has nothing left
    warning: acme is 2h over: 280.37 EUR net to invoice
    warning: acme never had a package
    ");
    let draft = desk.ok("invoice draft acme");
    assert!(draft.contains("150.00  300.00") && draft.contains("7 % VAT"), "{draft}");
}

#[test]
fn d1_a_package_that_is_not_invoiced_keeps_its_rate_and_is_told_of() {
    let desk = Desk::with_package();
    desk.ok("buy acme 1h --vat 7");
    desk.ok("grant acme 1h --reason bonus");
    desk.ok("buy acme 1h");
    desk.ok("void 6 --reason mistaken");
    desk.ok("buy acme 1h");
    assert_snapshot!(desk.session(&[
        "client set acme --vat 16",
        "client set acme --vat 7",
        "client set acme --clear vat",
        "client set acme --email a@b.c",
    ]), @"
    $ hours client set acme --vat 16
    #9  acme from 2026-11-23: vat 16
        acme has 13h left
    note: acme-2, not invoiced yet, keeps 7 %: where that is wrong, void it and sell it anew
    note: acme-1, acme-5, not invoiced yet, keep 19 %: where that is wrong, void them and sell them anew

    $ hours client set acme --vat 7
    #10  acme from 2026-11-23: vat 7
        acme has 13h left
    note: acme-1, acme-5, not invoiced yet, keep 19 %: where that is wrong, void them and sell them anew

    $ hours client set acme --clear vat
    #11  acme from 2026-11-23: cleared vat
        acme has 13h left
    note: acme-2, not invoiced yet, keeps 7 %: where that is wrong, void it and sell it anew

    $ hours client set acme --email a@b.c
    #12  acme from 2026-11-23: email a@b.c
        acme has 13h left
    ");
    // What stands on an invoice is settled.
    desk.ok("invoice issue acme");
    assert!(!desk.sh("client set acme --vat 16").contains("note"));
}

#[test]
fn c3_a_client_in_another_currency_is_told_nothing_of_the_list_rate() {
    let desk = Desk::open();
    desk.ok("client add us 'US Inc' --currency USD --overage-rate 180");
    assert!(!desk.sh("client set us --prices net").contains("list rate"));
    assert!(!desk.sh("client add uk 'UK Ltd' --currency GBP --overage-rate 120 --prices net").contains("list rate"));
    desk.ok("client add acme ACME");
    assert!(desk.sh("client set acme --prices net").contains("the list rate of 150.00 EUR counts as net here"));
}

#[test]
fn s8_a_name_that_looks_like_another_is_taken_with_a_word() {
    let desk = Desk::open();
    desk.ok("client add acme 'ACME GmbH'");
    assert_snapshot!(desk.session(&[
        "client add acme2 'Acme  GMBH'",
        "client add acme3 '\u{410}\u{421}ME AG' -n",
        "client add romashka 'ООО Ромашка'",
    ]), @"
    $ hours client add acme2 'Acme  GMBH'
    #3  acme2  Acme  GMBH
    warning: the name looks like that of `acme`

    $ hours client add acme3 'АСME AG' -n
    #4  acme3  АСME AG
    note: a dry run: nothing was written
    warning: `АСME` mixes letters of two scripts that look alike

    $ hours client add romashka 'ООО Ромашка'
    #4  romashka  ООО Ромашка
    ");
    for (id, name, other) in
        [("m1", "Müller", "Mu\u{308}ller"), ("y1", "\u{401}лка", "\u{415}\u{308}лка"), ("t1", "T\u{177}", "Ty\u{302}")]
    {
        desk.ok(&format!("client add {id} {name}"));
        let said = desk.sh(&format!("client add {id}-again {other}"));
        assert!(said.ends_with(&format!("warning: the name looks like that of `{id}`\n")), "{said}");
    }
}

#[test]
fn what_is_emptied_is_told_to_be_cleared() {
    let desk = Desk::with_client();
    for field in ["email", "lang", "address", "vat-id", "buyer-reference"] {
        let (exit, said) = desk.refused(&["client", "set", "acme", &format!("--{field}"), ""]);
        assert!(
            exit == 1 && said.contains(&format!("hint: hours client set acme --clear {field} takes it away\n")),
            "{said}"
        );
    }
    let (_, said) = desk.refused(&["client", "set", "acme", "--name", ""]);
    assert!(said.contains("hint: write a few words"), "{said}");
}

#[test]
fn a7_h3_a_close_counts_from_the_last_day_that_it_closes() {
    let desk = Desk::with_client();
    desk.ok("client add beta Beta");
    desk.ok("log acme 1h --on 2026-10-05");
    desk.ok("close --all --through 2026-09-30");
    desk.ok("close acme --through 2026-10-31");
    // As `entries` has it, and whenever they were written: what was known then is for `--known`.
    let closed = |of: &str| {
        let card = desk.ok(&format!("client show {of}"));
        card.lines().find_map(|line| Some(line.strip_prefix("  closed through")?.trim().to_owned()))
    };
    let through = |day: &str| Some(day.to_owned());
    assert_eq!(closed("acme"), through("2026-10-31"));
    assert_eq!(closed("acme --as-of 2026-10-31"), through("2026-10-31"));
    assert_eq!(closed("acme --as-of 2026-10-30"), through("2026-09-30"));
    assert_eq!(closed("acme --as-of 2026-09-29"), None);
    assert_eq!(closed("acme --known 5 --as-of 2026-11-01"), through("2026-09-30"));
    assert_eq!(closed("beta"), through("2026-09-30"));
    assert_eq!(desk.ok("entries --kind close --as-of 2026-10-30").matches("closed through").count(), 1);
    let json = desk.ok("client show acme --as-of 2026-10-30 --format json");
    assert!(json.contains("\"closed_through\": \"2026-09-30\""), "{json}");
    assert_snapshot!(desk.ok("client list --as-of 2026-10-30"), @"
    client  name       currency         VAT  charged per  overage  closed through
    acme    ACME GmbH  EUR       19 % gross          15m  bill     2026-09-30
    beta    Beta       EUR       19 % gross          15m  bill     2026-09-30
    ");
}
