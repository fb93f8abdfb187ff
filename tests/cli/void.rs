//! `hours void`

use insta::assert_snapshot;

use crate::desk::Desk;

#[test]
fn i1_a_voided_call_counts_as_if_it_had_never_been() {
    let desk = Desk::with_package();
    let before = desk.ok("balance --format csv");
    desk.ok("log acme 3h 'Server restore'");
    assert_snapshot!(desk.session(&["void 4 --reason 'belongs to beta'"]), @"
    $ hours void 4 --reason 'belongs to beta'
    #5  void of #4 (Server restore, 3h): belongs to beta
        acme has 10h left (7h left before)
    ");
    assert_eq!(desk.ok("balance --format csv"), before);
}

#[test]
fn a5_nothing_is_deleted_and_both_stay_visible() {
    let desk = Desk::with_package();
    desk.ok("log acme 3h 'Server restore'");
    let before = desk.ledger();
    desk.ok("void #4 --reason 'belongs to beta'");
    assert!(desk.ledger().starts_with(&before));
    assert_snapshot!(desk.session(&["entries", "show 4", "show 5", "statement acme"]), @r#"
    $ hours entries
    entry  date        client  kind      worked  charged  what
       #1  2026-11-23          open                       opened for Kaffee IT
       #2  2026-11-23  acme    client                     acme: name ACME GmbH
       #3  2026-11-02  acme    purchase                   acme-1  10h for 1,500.00 EUR gross, from 2026-11-02, no end
       #4  2026-11-23  acme    call          3h        –  Server restore  [void by #5]
       #5  2026-11-23  acme    void                       void of #4 (Server restore, 3h): belongs to beta

    $ hours show 4
    #4  call  Server restore
      acme, Mon 2026-11-23
      taken back: #5, void of #4 (Server restore, 3h): belongs to beta
      before that:
      worked 3h, charged 3h
      3h from acme-1
      recorded 2026-11-23T09:00:03.000000Z by nina
      id <id>
      {"seq":4,"id":"<id>","recorded":"2026-11-23T09:00:03.000000Z","by":"nina","kind":"call","client":"acme","date":"2026-11-23","minutes":180,"note":"Server restore","hash":"<hash>"}

    $ hours show 5
    #5  void  void of #4 (Server restore, 3h): belongs to beta
      recorded 2026-11-23T09:00:04.000000Z by nina
      id <id>
      {"seq":5,"id":"<id>","recorded":"2026-11-23T09:00:04.000000Z","by":"nina","kind":"void","entry":"<id>","reason":"belongs to beta","hash":"<hash>"}

    $ hours statement acme
    ACME GmbH – support hours, 2026-11-02 to 2026-11-23

    date        what                    worked  charged  balance
                opening balance                               0m
    2026-11-02  acme-1: package of 10h                       10h
                closing balance             0m       0m      10h

    Kaffee IT, ledger <short> up to entry #5, head <hash>
    "#);
}

#[test]
fn i1_every_kind_that_can_be_taken_back() {
    let desk = Desk::with_client();
    desk.ok("buy acme 1h --on 2026-11-02 --until 2026-11-10 --name p");
    desk.ok("grant acme 1h --reason bonus --name g");
    desk.ok("extend p --until 2026-12-31");
    desk.ok("log acme 15m goodwill --goodwill sorry");
    desk.ok("refund p 30m");
    desk.ok("log acme 5h over --on 2026-11-01");
    desk.ok("settle acme --package p");
    assert_snapshot!(desk.session(&[
        "void 9 --reason settlement",
        "void 7 --reason refund",
        "void 6 --reason goodwill",
        "void 5 --reason extension",
        "void 4 --reason grant",
        "void 3 --reason purchase",
        "balance --format json",
    ]), @r#"
    $ hours void 9 --reason settlement
    #10  void of #9 (settle): settlement
        acme has 1h30m left (1h left before)
    warning: acme is 5h over: 750.00 EUR gross to invoice

    $ hours void 7 --reason refund
    #11  void of #7 (refund): refund
        acme has 2h left (1h30m left before)
    warning: acme is 5h over: 750.00 EUR gross to invoice

    $ hours void 6 --reason goodwill
    #12  void of #6 (goodwill, 15m): goodwill
        acme has 2h left
    warning: acme is 5h over: 750.00 EUR gross to invoice

    $ hours void 5 --reason extension
    #13  void of #5 (extend): extension
        acme has 1h left (2h left before)
    warning: acme is 5h over: 750.00 EUR gross to invoice
    warning: acme: p ended on 2026-11-10 with 1h lost

    $ hours void 4 --reason grant
    #14  void of #4 (g, 1h): grant
        acme has nothing left (1h left before)
    warning: acme is out of hours
    warning: acme is 5h over: 750.00 EUR gross to invoice
    warning: acme: p ended on 2026-11-10 with 1h lost

    $ hours void 3 --reason purchase
    #15  void of #3 (p, 1h): purchase
        acme has nothing left
    warning: acme is 5h over: 750.00 EUR gross to invoice
    warning: acme never had a package

    $ hours balance --format json
    {
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
          "worked_minutes": 300,
          "charged_minutes": 300,
          "goodwill_minutes": 0,
          "overage_minutes": 300,
          "overage_amount": "750.00",
          "billable_minutes": 300,
          "billable_amount": "750.00",
          "prices": "gross",
          "last_call": "2026-11-01",
          "packages": [],
          "warnings": [
            {
              "code": "overage",
              "minutes": 300,
              "amount": "750.00",
              "billable_minutes": 300,
              "billable_amount": "750.00"
            },
            {
              "code": "none",
              "minutes": 0
            }
          ]
        }
      ],
      "ledger": "<hash>",
      "seq": 15,
      "head": "<hash>"
    }
    "#);
}

#[test]
fn i1_a_fixed_call_gives_its_draws_back_at_the_voids_place() {
    let desk = Desk::with_client();
    desk.ok("buy acme 1h --on 2026-11-02");
    desk.ok("log acme 1h first --on 2026-11-03");
    desk.ok("close acme --through 2026-11-10");
    assert_snapshot!(desk.session(&[
        "log acme 30m second --on 2026-11-20",
        "void 4 --reason wrong",
        "void 4 --reason wrong --late",
        "balance",
        "entries --kind call --kind void",
    ]), @"
    $ hours log acme 30m second --on 2026-11-20
    #6  acme  Fri 2026-11-20  worked 30m, charged 30m  second
        30m over; acme has nothing left
    warning: acme is out of hours
    warning: acme is 30m over: 75.00 EUR gross to invoice

    $ hours void 4 --reason wrong
    error: `2026-11-03` is in the period closed through 2026-11-10
    hint: add --late to book it all the same; it shows as late in every list
    [exit 1]

    $ hours void 4 --reason wrong --late
    #7  void of #4 (first, 1h): wrong  [late]
        30m less over for other calls; acme has 30m left of 1h (nothing left before)

    $ hours balance
    client  left  used  over  to invoice  last call   state
    acme     30m   30m                 –  2026-11-20  ok

    $ hours entries --kind call --kind void
    entry  date        client  kind  worked  charged  what
       #4  2026-11-03  acme    call      1h        –  first  [void by #7]
       #6  2026-11-20  acme    call     30m      30m  second
       #7  2026-11-23  acme    void                   void of #4 (first, 1h): wrong  [late]
    ");
}

#[test]
fn i2_what_cannot_be_taken_back() {
    let desk = Desk::with_package();
    desk.ok("log acme 1h first --on 2026-11-03");
    desk.ok("close acme --through 2026-11-10");
    desk.ok("log acme 1h second");
    desk.ok("void 6 --reason wrong");
    desk.ok("buy acme 2h --name small");
    desk.ok("refund small 1h");
    assert_snapshot!(desk.session(&[
        "void 6 --reason again",
        "void 7 --reason again",
        "void 3 --reason 'calls drew on it'",
        "void 3 --reason 'calls drew on it' --late",
        "void 8 --reason 'it was refunded'",
        "void 5 --reason 'a close'",
        "void 2 --reason 'a client'",
        "void 1 --reason 'the opening'",
        "void 99 --reason x",
        "void 0 --reason x",
        "void #-1 --reason x",
        "void nothing --reason x",
        "void 4",
        "void 4 --reason ''",
    ]), @"
    $ hours void 6 --reason again
    error: entry `#6` was taken back by #7 already
    hint: what is taken back stays so; write a new entry
    [exit 1]

    $ hours void 7 --reason again
    error: entry `#7` is of kind `void`, which is never taken back
    hint: what it took back stays so; write a new entry
    [exit 1]

    $ hours void 3 --reason 'calls drew on it'
    error: calls that are fixed drew on package `acme-1`
    hint: void those calls first, or refund what is left
    [exit 1]

    $ hours void 3 --reason 'calls drew on it' --late
    error: calls that are fixed drew on package `acme-1`
    hint: void those calls first, or refund what is left
    [exit 1]

    $ hours void 8 --reason 'it was refunded'
    error: package `small` was refunded
    hint: void the refund first
    [exit 1]

    $ hours void 5 --reason 'a close'
    error: entry `#5` is of kind `close`, which is never taken back
    hint: book what belongs into a closed period with --late
    [exit 1]

    $ hours void 2 --reason 'a client'
    error: entry `#2` is of kind `client`, which is never taken back
    hint: hours client set changes a client
    [exit 1]

    $ hours void 1 --reason 'the opening'
    error: entry `#1` is of kind `open`, which is never taken back
    hint: hours client set states other terms for a client; another name or currency takes a new ledger: hours init FILE
    [exit 1]

    $ hours void 99 --reason x
    error: no entry `99`
    hint: hours entries shows those there are; name one as 17 or by its id
    [exit 1]

    $ hours void 0 --reason x
    error: no entry `0`
    hint: hours entries shows those there are; name one as 17 or by its id
    [exit 1]

    $ hours void #-1 --reason x
    error: no entry `#-1`
    hint: hours entries shows those there are; name one as 17 or by its id
    [exit 1]

    $ hours void nothing --reason x
    error: no entry `nothing`
    hint: hours entries shows those there are; name one as 17 or by its id
    [exit 1]

    $ hours void 4
    error: missing: --reason TEXT
    hint: hours void --help tells how it is written
    [exit 2]

    $ hours void 4 --reason ''
    error: the reason is empty
    hint: write a few words
    [exit 1]
    ");
}

#[test]
fn a_purchase_that_settled_can_be_taken_back() {
    let desk = Desk::open();
    desk.ok("client add acme 'ACME GmbH' --overage carry");
    desk.ok("log acme 1h first");
    assert_snapshot!(desk.session(&["buy acme 10h", "void 4 --reason mistyped", "balance"]), @"
    $ hours buy acme 10h
    #4  acme-1  10h for 1,500.00 EUR gross, from 2026-11-23, no end
        1h of overage settled; acme has 9h left of 10h

    $ hours void 4 --reason mistyped
    #5  void of #4 (acme-1, 10h): mistyped
        acme has nothing left (9h left before)
    warning: acme is 1h over, held for the next package
    warning: acme never had a package

    $ hours balance
    client  left  used  over  to invoice  last call   state
    acme      0m    1h    1h           –  2026-11-23  over, no package
    ");
}

#[test]
fn the_receipt_is_also_json() {
    let desk = Desk::with_package();
    desk.ok("log acme 3h 'Server restore' --id call-1");
    assert_snapshot!(desk.sh("void call-1 --reason 'belongs to beta' --format json"), @r#"
    {
      "schema": "hours.receipt/1",
      "entries": [
        {
          "seq": 5,
          "id": "<id>",
          "kind": "void"
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
      "seq": 5,
      "head": "<hash>"
    }
    "#);
}

#[test]
fn i1_an_amendment_that_is_taken_back_before_a_barrier_brings_its_call_back() {
    let desk = Desk::with_package();
    desk.ok("log acme 1h first --on 2026-11-03");
    desk.ok("amend 4 2h");
    assert_snapshot!(desk.session(&["void 5 --reason 'it was right'", "entries --kind call --kind amend", "show 4"]), @r#"
    $ hours void 5 --reason 'it was right'
    #6  void of #5 (first, 2h): it was right; #4 (first, 1h) counts again
        acme has 9h left of 10h (8h left before)

    $ hours entries --kind call --kind amend
    entry  date        client  kind   worked  charged  what
       #4  2026-11-03  acme    call       1h       1h  first
       #5  2026-11-03  acme    amend      2h        –  first (instead of #4 (first, 1h))  [void by #6]

    $ hours show 4
    #4  call  first
      acme, Tue 2026-11-03
      worked 1h, charged 1h
      1h from acme-1
      recorded 2026-11-23T09:00:03.000000Z by nina
      id <id>
      {"seq":4,"id":"<id>","recorded":"2026-11-23T09:00:03.000000Z","by":"nina","kind":"call","client":"acme","date":"2026-11-03","minutes":60,"note":"first","hash":"<hash>"}
    "#);
    desk.ok("amend 4 3h");
    desk.ok("close acme --through 2026-11-10");
    assert_snapshot!(desk.session(&["void 7 --reason 'logged twice' --late", "entries --kind call --kind amend"]), @"
    $ hours void 7 --reason 'logged twice' --late
    #9  void of #7 (first, 3h): logged twice; #4 (first, 1h) does not count again: log it anew if it took place  [late]
        acme has 10h left (7h left before)

    $ hours entries --kind call --kind amend
    entry  date        client  kind   worked  charged  what
       #4  2026-11-03  acme    call       1h        –  first  [void by #7]
       #5  2026-11-03  acme    amend      2h        –  first (instead of #4 (first, 1h))  [void by #6]
       #7  2026-11-03  acme    amend      3h        –  first (instead of #4 (first, 1h))  [void by #9]
    ");
}

#[test]
fn i2_an_extension_that_was_made_use_of_is_not_taken_back() {
    let desk = Desk::with_client();
    desk.ok("buy acme 5h --on 2026-11-02 --until 2026-11-10 --name p");
    desk.ok("extend p --until 2026-11-30 --on 2026-11-05");
    desk.ok("log acme 1h first --on 2026-11-15");
    desk.ok("refund p 2h --on 2026-11-16");
    desk.ok("extend p --until 2026-12-31 --on 2026-11-20");
    // The call drew by the first extension alone, whatever came later; so did the refund.
    let (exit, said) = desk.refused(&["void", "4", "--reason", "wrong"]);
    assert_eq!((exit, said.contains("made use of this extension")), (1, true), "{said}");
    desk.ok("void 7 --reason 'nobody needed it'");

    let desk = Desk::with_client();
    desk.ok("buy acme 5h --on 2026-11-02 --until 2026-11-10 --name p");
    desk.ok("extend p --until 2026-11-30 --on 2026-11-05");
    desk.ok("refund p 2h --on 2026-11-16");
    let (exit, said) = desk.refused(&["void", "4", "--reason", "wrong"]);
    assert_eq!((exit, said.contains("made use of this extension")), (1, true), "{said}");
}

#[test]
fn i1_a_call_that_counts_again_does_not_draw_on_a_package_that_had_ended() {
    let desk = Desk::with_client();
    desk.ok("buy acme 10h --on 2026-01-01 --until 2026-01-31");
    desk.ok("extend acme-1 --on 2026-01-20 --until 2026-03-31");
    desk.ok("log acme 1h first --on 2026-02-15");
    desk.ok("close acme --through 2026-02-28");
    desk.ok("amend 5 2h --late");
    desk.ok("void 4 --reason 'never agreed' --late");
    desk.ok("void 7 --reason 'it was right' --late");
    let statement = desk.ok("statement acme --format csv");
    let balance = desk.ok("balance --format csv");
    // One hour is over, and that is what both say.
    assert!(statement.trim_end().ends_with(",-60,,,,"), "{statement}");
    assert!(balance.contains(",60,60,0,60,150.00,"), "{balance}");
}

#[test]
fn b5_what_a_call_comes_to_has_no_bound_and_can_be_taken_back() {
    let desk = Desk::bare();
    desk.ok("init --name B --rate 2000000000 --increment 24h");
    desk.ok("client add acme A");
    for time in ["1m", "23h59m", "1m", "23h59m"] {
        desk.ok(&format!("log acme {time} --long --case c --factor 10 --on 2026-11-02"));
    }
    desk.ok("close acme --through 2026-11-02");
    // The calls that are charged nothing stay: the next of their case is charged for them (E4).
    desk.ok("void 3 --reason wrong --late");
    desk.ok("void 5 --reason wrong --late");
    assert_snapshot!(desk.session(&[
        "log acme 24h --long --late --case c --factor 10 --on 2026-11-02",
        "balance",
        "invoice draft acme",
        "void 10 --reason wrong --late",
        "balance",
    ]), @"
    $ hours log acme 24h --long --late --case c --factor 10 --on 2026-11-02
    #10  acme  Mon 2026-11-02  worked 24h, charged 720h  [late]
        720h over; acme has nothing left
    warning: acme is 720h over: 1,440,000,000,000.00 EUR gross to invoice
    warning: acme never had a package

    $ hours balance
    client  left  used  over                to invoice  last call   state
    acme      0m  720h  720h  1,440,000,000,000.00 EUR  2026-11-02  over, no package

    $ hours invoice draft acme
    error: `acme`: what is due comes to 10^12 or more
    hint: one call comes to that by itself: hours amend 10 corrects it
    [exit 1]

    $ hours void 10 --reason wrong --late
    #11  void of #10 (call, 24h): wrong  [late]
        acme has nothing left
    warning: acme never had a package

    $ hours balance
    client  left  used  over  to invoice  last call   state
    acme      0m    0m                 –  2026-11-02  no package
    ");
}

#[test]
fn b5_an_amount_beyond_the_bound_is_still_net_or_gross_as_it_says() {
    let desk = Desk::bare();
    desk.ok("init --name B --rate 2080000000 --prices net --vat 19 --increment 23h");
    desk.ok("client add acme A");
    desk.ok("grant acme 230h --on 2026-11-02 --reason start");
    for time in ["23h", "24h"] {
        desk.ok(&format!("log acme {time} --long --case c --factor 10 --on 2026-11-02"));
    }
    desk.ok("client set acme --prices gross --from 2026-11-10");
    assert_snapshot!(desk.sh("warnings"), @"
    client  warning    what
    acme    exhausted  is out of hours
    acme    overage    is 460h over: 1,138,592,000,000.00 EUR gross to invoice
    ");
}

#[test]
fn the_name_of_a_package_or_a_document_is_told_by_its_entry() {
    let desk = Desk::with_package();
    desk.ok("invoice issue acme");
    assert_snapshot!(desk.session(&["void acme-1 --reason x", "void 2026-0001 --reason x", "show 2026-0001", "amend acme-1 2h"]), @"
    $ hours void acme-1 --reason x
    error: `acme-1` is a package, and no entry
    hint: entry #3 is the one that sold or granted it
    [exit 1]

    $ hours void 2026-0001 --reason x
    error: `2026-0001` is the number of a document, and no entry
    hint: hours invoice show 2026-0001 shows it; it was issued by entry #4
    [exit 1]

    $ hours show 2026-0001
    error: `2026-0001` is the number of a document, and no entry
    hint: hours invoice show 2026-0001 shows it; it was issued by entry #4
    [exit 1]

    $ hours amend acme-1 2h
    error: entry `#3` is of kind `purchase`; only calls are amended
    hint: hours void 3 --reason TEXT takes it back; write it anew
    [exit 1]
    ");
}

/// Three calls of two clients that came in at once: entries 5 to 7.
fn imported() -> Desk {
    let desk = Desk::with_package();
    desk.ok("client add beta 'Beta AG'");
    let calls = [("x1", "acme", 90, "Mail"), ("x2", "acme", 45, "VPN"), ("x3", "beta", 30, "Backup")];
    let rows = calls.map(|(id, client, minutes, note)| {
        format!("{{\"id\":\"{id}\",\"client\":\"{client}\",\"date\":\"2026-11-20\",\"minutes\":{minutes},\"note\":\"{note}\"}}\n")
    });
    std::fs::write(desk.file("calls.jsonl"), rows.concat()).expect("a file");
    desk.ok("import calls.jsonl");
    desk
}

#[test]
fn i1_all_that_came_in_at_once_is_taken_back_at_once() {
    let desk = imported();
    desk.ok("void 6 --reason 'logged twice'");
    assert_snapshot!(desk.session(&[
        "void 5 --through 7 --reason 'wrong file' --dry-run",
        "void 5 --through 7 --reason 'wrong file' --id undo-1",
        "void 5 --through 7 --reason 'wrong file' --id undo-1",
        "void 5 --through 7 --reason 'wrong file'",
        "entries --kind call --kind void",
    ]), @"
    $ hours void 5 --through 7 --reason 'wrong file' --dry-run
    #9–#10  void of 2 entries, #5 through #7: wrong file
        1 other was taken back before
    client  calls  worked  left
    acme        1   1h30m   10h
    beta        1     30m    0m
    warning: beta never had a package
    note: a dry run: nothing was written

    $ hours void 5 --through 7 --reason 'wrong file' --id undo-1
    #9–#10  void of 2 entries, #5 through #7: wrong file
        1 other was taken back before
    client  calls  worked  left
    acme        1   1h30m   10h
    beta        1     30m    0m
    warning: beta never had a package

    $ hours void 5 --through 7 --reason 'wrong file' --id undo-1
    #9–#10  void of 2 entries, #5 through #7: wrong file
        1 other was taken back before
    client  calls  worked  left
    acme        1   1h30m   10h
    beta        1     30m    0m
        already recorded; nothing was written
    warning: beta never had a package

    $ hours void 5 --through 7 --reason 'wrong file'
    error: all of #5 through #7 were taken back already
    hint: what is taken back stays so; write a new entry
    [exit 1]

    $ hours entries --kind call --kind void
    entry  date        client  kind  worked  charged  what
       #5  2026-11-20  acme    call   1h30m        –  Mail  [void by #10]
       #6  2026-11-20  acme    call     45m        –  VPN  [void by #8]
       #7  2026-11-20  beta    call     30m        –  Backup  [void by #9]
       #8  2026-11-23  acme    void                   void of #6 (VPN, 45m): logged twice
       #9  2026-11-23  beta    void                   void of #7 (Backup, 30m): wrong file
      #10  2026-11-23  acme    void                   void of #5 (Mail, 1h30m): wrong file
    ");
    let never = Desk::with_package();
    never.ok("client add beta 'Beta AG'");
    assert_eq!(desk.ok("balance --format csv"), never.ok("balance --format csv"));
}

#[test]
fn i1_a_call_and_its_amendments_are_taken_back_together() {
    let desk = imported();
    desk.ok("amend 5 2h --reason misread");
    desk.ok("amend 8 3h --reason misread");
    assert_snapshot!(desk.session(&["void 5 --through 9 --reason 'wrong file'", "balance acme"]), @"
    $ hours void 5 --through 9 --reason 'wrong file'
    #10–#14  void of 5 entries, #5 through #9: wrong file
    client  calls  worked  left
    acme        2   3h45m   10h
    beta        1     30m    0m
    warning: beta never had a package

    $ hours balance acme
    client  left  used  over  to invoice  last call  state
    acme     10h    0m                 –  –          ok
    ");
    // A barrier fixed the amendment: what it replaced does not count again, and is not taken back once more.
    desk.ok("log acme 1h Restore");
    desk.ok("amend 15 2h");
    desk.ok("close --all --through 2026-11-23");
    assert_snapshot!(desk.session(&["void 15 --through 16 --reason 'wrong file' --late", "balance acme"]), @"
    $ hours void 15 --through 16 --reason 'wrong file' --late
    #18  void of 1 entry, #15 through #16: wrong file
        1 other was taken back before
    client  calls  worked  left
    acme        1      2h   10h

    $ hours balance acme
    client  left  used  over  to invoice  last call  state
    acme     10h    0m                 –  –          ok
    ");
}

#[test]
fn r10_one_that_cannot_be_taken_back_keeps_all_others() {
    let desk = imported();
    desk.ok("invoice issue beta");
    desk.ok("close acme --through 2026-11-20");
    let before = desk.ledger();
    assert_snapshot!(desk.session(&[
        "void 5 --through 7 --reason 'wrong file'",
        "void 5 --through 6 --reason 'wrong file'",
        "void 4 --through 6 --reason 'wrong file' --late",
        "void 7 --through 5 --reason 'wrong file'",
        "void 5 --through 99 --reason 'wrong file'",
        "void 5-6 --reason 'wrong file'",
        "void '#5..#6' --reason 'wrong file'",
    ]), @"
    $ hours void 5 --through 7 --reason 'wrong file'
    error: entry `#7` stands on invoice `2026-0001`
    hint: hours invoice credit 2026-0001 --reason TEXT cancels that invoice first
    [exit 1]

    $ hours void 5 --through 6 --reason 'wrong file'
    error: `2026-11-20` is in the period closed through 2026-11-20
    hint: add --late to book it all the same; it shows as late in every list
    [exit 1]

    $ hours void 4 --through 6 --reason 'wrong file' --late
    error: entry `#4` is of kind `client`, which is never taken back
    hint: hours client set changes a client
    [exit 1]

    $ hours void 7 --through 5 --reason 'wrong file'
    error: #5 comes before #7
    hint: hours void 5 --through 7 --reason TEXT --late
    [exit 1]

    $ hours void 5 --through 99 --reason 'wrong file'
    error: no entry `99`
    hint: hours entries shows those there are; name one as 17 or by its id
    [exit 1]

    $ hours void 5-6 --reason 'wrong file'
    error: no entry `5-6`
    hint: hours void 5 --through 6 --reason TEXT --late takes back all of them
    [exit 1]

    $ hours void '#5..#6' --reason 'wrong file'
    error: no entry `#5..#6`
    hint: hours void 5 --through 6 --reason TEXT --late takes back all of them
    [exit 1]
    ");
    assert_eq!(desk.ledger(), before);
}

#[test]
fn what_is_taken_back_at_once_is_also_told_in_json() {
    let desk = imported();
    assert_snapshot!(desk.sh("void 5 --through 7 --reason 'wrong file' --format json"), @r#"
    {
      "schema": "hours.voids/1",
      "first": 5,
      "last": 7,
      "before": 0,
      "reason": "wrong file",
      "already": false,
      "dry_run": false,
      "voids": [
        {
          "seq": 8,
          "id": "<id>",
          "entry": 7
        },
        {
          "seq": 9,
          "id": "<id>",
          "entry": 6
        },
        {
          "seq": 10,
          "id": "<id>",
          "entry": 5
        }
      ],
      "clients": [
        {
          "client": "acme",
          "calls": 2,
          "worked_minutes": 135,
          "goodwill": 0,
          "goodwill_minutes": 0,
          "packages": 0,
          "size_minutes": 0,
          "price": null,
          "currency": null,
          "left_minutes": 600
        },
        {
          "client": "beta",
          "calls": 1,
          "worked_minutes": 30,
          "goodwill": 0,
          "goodwill_minutes": 0,
          "packages": 0,
          "size_minutes": 0,
          "price": null,
          "currency": null,
          "left_minutes": 0
        }
      ],
      "ledger": "<hash>",
      "seq": 10,
      "head": "<hash>"
    }
    warning: beta never had a package
    "#);
}

#[test]
fn r44_what_two_copies_recorded_is_taken_back_once() {
    let desk = Desk::with_client();
    let rows = "{\"id\":\"x1\",\"client\":\"acme\",\"date\":\"2026-11-20\",\"minutes\":30}\n\
        {\"id\":\"x2\",\"client\":\"acme\",\"date\":\"2026-11-20\",\"minutes\":45}\n";
    std::fs::write(desk.file("calls.jsonl"), rows).expect("a file");
    std::fs::create_dir(desk.file("there")).expect("a folder");
    std::fs::copy(desk.file("hours.jsonl"), desk.file("there/other.jsonl")).expect("a copy");
    desk.ok("import calls.jsonl");
    desk.ok("-f there/other.jsonl import calls.jsonl");
    desk.ok("-f there/other.jsonl log acme 15m VPN");
    desk.ok("merge there/other.jsonl");
    assert_snapshot!(desk.session(&[
        "void 5 --through 6 --reason 'wrong file' --dry-run",
        "void 3 --through 7 --reason 'wrong file'",
        "void 3 --through 7 --reason 'wrong file'",
        "entries --kind call --kind void",
    ]), @"
    $ hours void 5 --through 6 --reason 'wrong file' --dry-run
    #8–#9  void of 2 entries, #5 through #6: wrong file
    client  calls  worked  left
    acme        2   1h15m    0m
    warning: acme is 15m over: 37.50 EUR gross to invoice
    warning: acme never had a package
    note: a dry run: nothing was written

    $ hours void 3 --through 7 --reason 'wrong file'
    #8–#10  void of 3 entries, #3 through #7: wrong file
    client  calls  worked  left
    acme        3   1h30m    0m
    warning: acme never had a package

    $ hours void 3 --through 7 --reason 'wrong file'
    error: all of #3 through #7 were taken back already
    hint: what is taken back stays so; write a new entry
    [exit 1]

    $ hours entries --kind call --kind void
    entry  date        client  kind  worked  charged  what
       #3  2026-11-20  acme    call     30m        –  no note  [void by #10]
       #4  2026-11-20  acme    call     45m        –  no note  [void by #9]
       #7  2026-11-23  acme    call     15m        –  VPN  [void by #8]
       #8  2026-11-23  acme    void                   void of #7 (VPN, 15m): wrong file
       #9  2026-11-23  acme    void                   void of #4 (call, 45m): wrong file
      #10  2026-11-23  acme    void                   void of #3 (call, 30m): wrong file
    ");
}

#[test]
fn i1_a_call_that_counts_again_draws_nothing_that_others_drew_meanwhile() {
    let desk = Desk::with_client();
    for line in [
        "buy acme 1h --on 2026-11-01",
        "log acme 1h first --on 2026-11-05",
        "close acme --through 2026-11-10",
        "amend 4 --on 2026-11-12 --late",
        "log acme 1h second --on 2026-11-11",
        // Its minutes are fixed here, for another call: the amendment is of a later day.
        "invoice issue acme --through 2026-11-11",
        "void 6 --reason mistaken --late",
    ] {
        desk.ok(line);
    }
    let shown = ["show 4", "show 7"].map(|line| desk.sh(line));
    assert!(
        shown[0].contains("1h over at 150.00 = 150.00 EUR, to be billed")
            && shown[0].contains("passed over acme-1: used up"),
        "{}",
        shown[0]
    );
    assert!(shown[1].contains("1h from acme-1"), "{}", shown[1]);
    assert!(desk.ok("verify").starts_with("ok: "));
}
