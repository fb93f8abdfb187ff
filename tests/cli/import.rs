//! `hours import`

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use insta::assert_snapshot;

use crate::desk::{Desk, show};

/// A mapping that states as little as it can.
const PLAIN: &str = "duration = \"minutes\"\n[columns]\nclient = \"Client\"\ndate = \"Date\"\nduration = \"Minutes\"\n\
    note = \"Note\"\n";

/// A desk with two clients, a package, a service, and the mapping `plain.toml`.
fn desk() -> Desk {
    let desk = Desk::with_package();
    desk.ok("client add baltika 'SIA Baltika Loģistika'");
    desk.ok("service add onsite --factor 1.5");
    put(&desk, "plain.toml", PLAIN);
    desk
}

fn put(desk: &Desk, name: &str, text: impl AsRef<[u8]>) {
    fs::write(desk.file(name), text).expect("a file");
}

/// The file of a foreign program, under a short name.
fn foreign(desk: &Desk, name: &str) {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/foreign");
    fs::copy(fixtures.join(name), desk.file(name)).expect(name);
}

/// Imports rows of the plain mapping.
fn rows(desk: &Desk, rows: &str) -> String {
    put(desk, "rows.csv", format!("Client,Date,Minutes,Note\n{rows}"));
    desk.run(&["import", "rows.csv", "--map", "plain.toml"])
}

/// The fields of the last entries, without what is never the same twice.
fn written(desk: &Desk, count: usize) -> String {
    let ledger = desk.ledger();
    let lines: Vec<&str> = ledger.lines().collect();
    let field = |line: &str| {
        let (from, to) = (line.find("\"kind\"").expect("a kind"), line.rfind(",\"hash\"").expect("a hash"));
        line[from..to].to_owned() + "\n"
    };
    lines[lines.len() - count..].iter().map(|line| field(line)).collect()
}

#[test]
fn toggl_exports_come_in_by_their_own_name() {
    let desk = desk();
    foreign(&desk, "toggl.csv");
    assert_snapshot!(desk.session(&[
        "import toggl.csv --map toggl",
        "import toggl.csv --map toggl --client 'ACME GmbH=acme' --client 'SIA Baltika=baltika' --client '=acme'",
        "import toggl.csv --map toggl --client 'ACME GmbH=acme' --client 'SIA Baltika=baltika' --client '=acme' --rounding up",
    ]), @r#"
    $ hours import toggl.csv --map toggl
    error: toggl.csv:2: no client for `ACME GmbH`; did you mean `acme`?
    error: toggl.csv:4: no client for `SIA Baltika`; did you mean `baltika`?
    error: toggl.csv:6: the client is empty
    error: 5 of 5 rows cannot be imported (a name that is not known is shown once); nothing was written
    hint: state whose it is under [clients] in the mapping, or with --client "NAME=ID"; rows that are no calls, such as totals, are left out by "Client" = ["NAME"] under [skip]
    hint: leave such rows out: in the mapping, "Client" = [""] under [skip]; or say whose they are with --client "=ID"
    [exit 1]

    $ hours import toggl.csv --map toggl --client 'ACME GmbH=acme' --client 'SIA Baltika=baltika' --client '=acme'
    error: toggl.csv:2: Duration `01:19:38`: not whole minutes
    error: toggl.csv:4: Duration `00:45:30`: not whole minutes
    error: 2 of 5 rows cannot be imported; nothing was written
    hint: state rounding in the mapping, or with --rounding up or nearest
    [exit 1]

    $ hours import toggl.csv --map toggl --client 'ACME GmbH=acme' --client 'SIA Baltika=baltika' --client '=acme' --rounding up
    #6–#10  5 rows from toggl.csv: 5 new
    client   calls  worked   left
    acme         3   2h10m  7h30m
    baltika      2   2h16m     0m
    warning: baltika is 2h30m over: 375.00 EUR gross to invoice
    warning: baltika never had a package
    "#);
    assert_snapshot!(written(&desk, 5), @r#"
    "kind":"call","client":"acme","date":"2026-11-16","start":"09:05","minutes":80,"note":"VPN down after update"
    "kind":"call","client":"acme","date":"2026-11-16","start":"14:00","minutes":20,"note":"Printer in Hamburg, second floor"
    "kind":"call","client":"baltika","date":"2026-11-17","start":"23:40","minutes":46,"note":"Release 4.2: checked \"Über uns\""
    "kind":"call","client":"acme","date":"2026-11-18","start":"08:00","minutes":30,"note":"Bookkeeping"
    "kind":"call","client":"baltika","date":"2026-11-19","start":"11:10","minutes":90
    "#);
}

#[test]
fn harvest_exports_come_in_by_their_own_name() {
    let desk = desk();
    foreign(&desk, "harvest.csv");
    let clients = "--client 'ACME GmbH=acme' --client 'SIA Baltika=baltika'";
    assert_snapshot!(desk.session(&[
        &format!("import harvest.csv --map harvest {clients}"),
        &format!("import harvest.csv --map harvest {clients} --decimal ,"),
        &format!("import harvest.csv --map harvest {clients} --decimal ."),
    ]), @"
    $ hours import harvest.csv --map harvest --client 'ACME GmbH=acme' --client 'SIA Baltika=baltika'
    error: harvest.csv:2: Hours `1.33`: the mark that separates decimals is not stated
    error: harvest.csv:3: Hours `0.33`: the mark that separates decimals is not stated
    error: harvest.csv:4: Hours `0.75`: the mark that separates decimals is not stated
    error: harvest.csv:6: Hours `1.5`: the mark that separates decimals is not stated
    error: 4 of 4 rows cannot be imported; nothing was written
    hint: state decimal in the mapping, or with --decimal . or ,
    [exit 1]

    $ hours import harvest.csv --map harvest --client 'ACME GmbH=acme' --client 'SIA Baltika=baltika' --decimal ,
    error: harvest.csv:2: Hours `1.33`: it has a `.`, and decimal is ,
    error: harvest.csv:3: Hours `0.33`: it has a `.`, and decimal is ,
    error: harvest.csv:4: Hours `0.75`: it has a `.`, and decimal is ,
    error: harvest.csv:6: Hours `1.5`: it has a `.`, and decimal is ,
    error: 4 of 4 rows cannot be imported; nothing was written
    [exit 1]

    $ hours import harvest.csv --map harvest --client 'ACME GmbH=acme' --client 'SIA Baltika=baltika' --decimal .
    #6–#9  4 rows from harvest.csv: 4 new
    client   calls  worked  left
    acme         2   1h40m    8h
    baltika      2   2h15m    0m
    warning: baltika is 2h15m over: 337.50 EUR gross to invoice
    warning: baltika never had a package
    ");
    assert_snapshot!(written(&desk, 4), @r#"
    "kind":"call","client":"acme","date":"2026-11-16","minutes":80,"note":"VPN down after update"
    "kind":"call","client":"acme","date":"2026-11-16","minutes":20,"note":"Printer in Hamburg, second floor"
    "kind":"call","client":"baltika","date":"2026-11-17","minutes":45,"note":"Release 4.2 checked \"Über uns\""
    "kind":"call","client":"baltika","date":"2026-11-19","minutes":90
    "#);
}

#[test]
fn clockify_exports_come_in_by_their_own_name() {
    let desk = desk();
    foreign(&desk, "clockify.csv");
    let clients = "--client 'ACME GmbH=acme' --client 'SIA Baltika=baltika'";
    assert_snapshot!(desk.session(&[
        &format!("import clockify.csv --map clockify {clients}"),
        &format!("import clockify.csv --map clockify {clients} --date-order mdy"),
    ]), @"
    $ hours import clockify.csv --map clockify --client 'ACME GmbH=acme' --client 'SIA Baltika=baltika'
    error: clockify.csv:2: Start Date `11/16/2026`: the order of day and month is not stated
    error: clockify.csv:3: Start Date `11/16/2026`: the order of day and month is not stated
    error: clockify.csv:4: Start Date `11/17/2026`: the order of day and month is not stated
    error: clockify.csv:5: Start Date `11/19/2026`: the order of day and month is not stated
    error: 4 of 4 rows cannot be imported; nothing was written
    hint: state date-order in the mapping, or with --date-order ymd, dmy or mdy
    [exit 1]

    $ hours import clockify.csv --map clockify --client 'ACME GmbH=acme' --client 'SIA Baltika=baltika' --date-order mdy
    #6–#9  4 rows from clockify.csv: 4 new
    client   calls  worked  left
    acme         2   1h40m    8h
    baltika      2   2h15m    0m
    warning: baltika is 2h15m over: 337.50 EUR gross to invoice
    warning: baltika never had a package
    ");
    assert_snapshot!(written(&desk, 4), @r#"
    "kind":"call","client":"acme","date":"2026-11-16","start":"09:05","minutes":80,"note":"VPN down after update"
    "kind":"call","client":"acme","date":"2026-11-16","start":"14:00","minutes":20,"note":"Printer in Hamburg, second floor"
    "kind":"call","client":"baltika","date":"2026-11-17","start":"23:40","minutes":45,"note":"Release 4.2: checked \"Über uns\""
    "kind":"call","client":"baltika","date":"2026-11-19","start":"11:10","minutes":90
    "#);
}

#[test]
fn a6_a_retry_adds_nothing_and_says_so() {
    let desk = desk();
    assert_snapshot!(rows(&desk, "acme,2026-11-20,45,VPN\nacme,2026-11-20,30,Mail\n"), @"
    #6–#7  2 rows from rows.csv: 2 new
    client  calls  worked   left
    acme        2   1h15m  8h45m
    ");
    let before = desk.ledger();
    assert_snapshot!(desk.sh("import rows.csv --map plain.toml"), @"
    2 rows from rows.csv: 0 new, 2 known already
        nothing new; nothing was written
    ");
    assert_eq!(desk.ledger(), before);
    // Written in another way, it says the same.
    assert_snapshot!(rows(&desk, "\"acme\", 2026-11-20 ,45,\"VPN\"\r\nacme,2026-11-20,30,Mail\r\nbaltika,2026-11-20,10,New\r\n"), @"
    #8  3 rows from rows.csv: 1 new, 2 known already
    client   calls  worked  left
    baltika      1     10m    0m
    warning: baltika is 15m over: 37.50 EUR gross to invoice
    warning: baltika never had a package
    ");
    assert_eq!(desk.entries(), 8);
}

#[test]
fn a6_a_row_that_was_taken_back_comes_in_again_where_that_is_asked_for_and_once() {
    let desk = desk();
    put(&desk, "ids.toml", PLAIN.replace("note = ", "id = \"Id\"\nnote = "));
    let ids = |minutes: u32| {
        let rows = format!("acme,2026-11-20,{minutes},VPN,x1\nacme,2026-11-20,30,Mail,x2\n");
        put(&desk, "ids.csv", format!("Client,Date,Minutes,Note,Id\n{rows}"));
    };
    ids(45);
    desk.ok("import ids.csv --map ids.toml");
    desk.ok("amend 7 35m");
    assert_snapshot!(desk.session(&["import ids.csv --map ids.toml --again", "void 6 --through 8 --reason 'hours for minutes'", "import ids.csv --map ids.toml"]), @"
    $ hours import ids.csv --map ids.toml --again
    2 rows from ids.csv: 0 new, 2 known already
        nothing new; nothing was written

    $ hours void 6 --through 8 --reason 'hours for minutes'
    #9–#11  void of 3 entries, #6 through #8: hours for minutes
    client  calls  worked  left
    acme        2   1h20m   10h

    $ hours import ids.csv --map ids.toml
    2 rows from ids.csv: 0 new, 2 known already, 2 of them taken back
        nothing new; nothing was written
    note: 2 rows of the file were taken back and are left out; --again brings in what should count after all
    ");
    ids(50);
    assert_snapshot!(desk.session(&[
        "import ids.csv --map ids.toml",
        "import ids.csv --map ids.toml --again --dry-run",
        "import ids.csv --map ids.toml --again",
        "import ids.csv --map ids.toml --again",
        "import ids.csv --map ids.toml",
        "void 13 --reason mistyped",
        "import ids.csv --map ids.toml",
        "import ids.csv --map ids.toml --again",
        "balance acme",
    ]), @"
    $ hours import ids.csv --map ids.toml
    error: ids.csv:2: the id `x1` is taken by entry #6, whose minutes is `45` and not `50`
    error: 1 of 2 rows cannot be imported; nothing was written
    hint: that was taken back: --again brings it in as the file has it now
    [exit 1]

    $ hours import ids.csv --map ids.toml --again --dry-run
    #12–#13  2 rows from ids.csv: 2 new
    client  calls  worked   left
    acme        2   1h20m  8h30m
    note: a dry run: nothing was written

    $ hours import ids.csv --map ids.toml --again
    #12–#13  2 rows from ids.csv: 2 new
    client  calls  worked   left
    acme        2   1h20m  8h30m

    $ hours import ids.csv --map ids.toml --again
    2 rows from ids.csv: 0 new, 2 known already
        nothing new; nothing was written

    $ hours import ids.csv --map ids.toml
    2 rows from ids.csv: 0 new, 2 known already
        nothing new; nothing was written

    $ hours void 13 --reason mistyped
    #14  void of #13 (Mail, 30m): mistyped
        acme has 9h left of 10h (8h30m left before)

    $ hours import ids.csv --map ids.toml
    2 rows from ids.csv: 0 new, 2 known already, 1 of them taken back
        nothing new; nothing was written
    note: 1 row of the file was taken back and is left out; --again brings in what should count after all

    $ hours import ids.csv --map ids.toml --again
    #15  2 rows from ids.csv: 1 new, 1 known already
    client  calls  worked   left
    acme        1     30m  8h30m

    $ hours balance acme
    client   left   used  over  to invoice  last call   state
    acme    8h30m  1h30m                 –  2026-11-20  ok
    ");
}

#[test]
fn a6_a_row_without_an_id_comes_in_again_too() {
    let desk = desk();
    rows(&desk, "acme,2026-11-20,45,VPN\nacme,2026-11-20,30,Mail\n");
    desk.ok("void 6 --reason mistyped");
    assert!(desk.sh("import rows.csv --map plain.toml").contains("2 known already, 1 of them taken back"));
    assert_snapshot!(desk.session(&[
        "import rows.csv --map plain.toml --again --receipt json",
        "import rows.csv --map plain.toml --again",
        "import rows.csv --map plain.toml",
    ]), @r#"
    $ hours import rows.csv --map plain.toml --again --receipt json
    {
      "schema": "hours.import/1",
      "file": "rows.csv",
      "rows": 2,
      "new": 1,
      "known": 1,
      "taken_back": 0,
      "skipped": 0,
      "doubled": 0,
      "already": false,
      "dry_run": false,
      "first_seq": 9,
      "last_seq": 9,
      "alike": [],
      "clients": [
        {
          "client": "acme",
          "calls": 1,
          "worked_minutes": 45,
          "goodwill": 0,
          "goodwill_minutes": 0,
          "packages": 0,
          "size_minutes": 0,
          "price": null,
          "currency": null,
          "left_minutes": 525
        }
      ],
      "ledger": "<hash>",
      "seq": 9,
      "head": "<hash>"
    }

    $ hours import rows.csv --map plain.toml --again
    2 rows from rows.csv: 0 new, 2 known already
        nothing new; nothing was written

    $ hours import rows.csv --map plain.toml
    2 rows from rows.csv: 0 new, 2 known already
        nothing new; nothing was written
    "#);
    assert_eq!(desk.entries(), 9);
}

#[test]
fn a6_what_became_of_a_row_since_does_not_make_it_new() {
    let desk = desk();
    rows(&desk, "acme,2026-11-20,45,VPN\nacme,2026-11-20,30,Mail\n");
    desk.ok("void 6 --reason mistyped");
    desk.ok("amend 7 35m");
    desk.ok("close --all --through 2026-11-22");
    let before = desk.ledger();
    for late in ["", " --late"] {
        let said = desk.sh(&format!("import rows.csv --map plain.toml{late}"));
        assert!(said.contains("2 known already") && said.contains("nothing was written"), "{said}");
    }
    assert_eq!(desk.ledger(), before);
}

#[test]
fn h3_a_closed_period_takes_rows_only_with_late_and_a_retry_knows_them_without() {
    let desk = desk();
    desk.ok("close acme --through 2026-11-15");
    let before = desk.ledger();
    let text = "acme,2026-11-10,45,VPN\nacme,2026-11-20,30,Mail\nbaltika,2026-11-10,30,Mail\n";
    assert_snapshot!(rows(&desk, text), @"
    error: rows.csv:2: `2026-11-10` is in the period closed through 2026-11-15
    error: 1 of 3 rows cannot be imported; nothing was written
    hint: add --late to book it all the same; it shows as late in every list
    [exit 1]
    ");
    assert_eq!(desk.ledger(), before);
    assert_snapshot!(desk.sh("import rows.csv --map plain.toml --late"), @"
    #7–#9  3 rows from rows.csv: 3 new
    client   calls  worked   left
    acme         2   1h15m  8h45m
    baltika      1     30m     0m
    warning: baltika is 30m over: 75.00 EUR gross to invoice
    warning: baltika never had a package
    ");
    assert_snapshot!(written(&desk, 3), @r#"
    "kind":"call","client":"acme","date":"2026-11-10","minutes":45,"note":"VPN","late":true
    "kind":"call","client":"acme","date":"2026-11-20","minutes":30,"note":"Mail"
    "kind":"call","client":"baltika","date":"2026-11-10","minutes":30,"note":"Mail"
    "#);
    assert!(rows(&desk, text).contains("3 known already"));
}

#[test]
fn a6_a_column_of_ids_tells_rows_apart_and_refuses_other_content() {
    let desk = desk();
    put(&desk, "ids.toml", format!("id-prefix = \"crm:\"\n{PLAIN}id = \"No\"\n"));
    let import = |rows: &str| {
        put(&desk, "ids.csv", format!("No,Client,Date,Minutes,Note\n{rows}"));
        desk.sh("import ids.csv --map ids.toml")
    };
    assert!(import("17,acme,2026-11-20,45,VPN\n18,acme,2026-11-20,45,VPN\n").contains("2 new"));
    assert!(desk.ledger().contains("\"id\":\"crm:17\"") && desk.ledger().contains("\"id\":\"crm:18\""));
    let before = desk.ledger();
    assert_snapshot!(import("17,acme,2026-11-20,45,VPN\n18,acme,2026-11-20,50,VPN\n19,acme,2026-11-20,5,New\n19,acme,2026-11-20,5,Old\n,acme,2026-11-20,5,x\na b,acme,2026-11-20,5,x\n"), @"
    error: ids.csv:3: the id `crm:18` is taken by entry #7, whose minutes is `45` and not `50`
    error: ids.csv:5: the id `crm:19` is that of line 4, whose note is `New` and not `Old`
    error: ids.csv:6: the id is empty
    error: ids.csv:7: No `a b`: an id is made of a–z A–Z 0–9 . _ - : and starts with a letter or digit
    error: 4 of 6 rows cannot be imported; nothing was written
    hint: hours amend corrects a call that is in the ledger
    [exit 1]
    ");
    assert_eq!(desk.ledger(), before);
    // The same row twice is the same row, also under an id.
    assert!(import("19,acme,2026-11-20,5,New\n19,acme,2026-11-20,5,New\n").contains("1 new, 1 doubled"));
}

#[test]
fn a6_two_people_at_one_visit_are_two_calls_where_the_mapping_tells_them_apart() {
    let desk = desk();
    let both = "acme,2026-11-20,45,Visit,Nina\nacme,2026-11-20,45,Visit,Tom\n";
    let import = |map: &str, rows: &str| {
        put(&desk, "who.csv", format!("Client,Date,Minutes,Note,User\n{rows}"));
        desk.run(&["import", "who.csv", "--map", map])
    };
    put(&desk, "who.toml", format!("apart = [\"User\"]\n{PLAIN}"));
    assert!(import("plain.toml", both).contains("1 new, 1 doubled"));
    assert!(import("who.toml", both).contains("2 new"), "what tells them apart is part of what they are known by");
    assert!(import("who.toml", both).contains("2 known already"));
    assert!(!written(&desk, 2).contains("Tom"), "and stands nowhere else");
    // A cell with nothing in it tells nothing apart: the id is that of the row without it.
    assert!(import("who.toml", "acme,2026-11-20,45,Visit,\n").contains("1 known already"));
    put(&desk, "who.toml", format!("apart = [\"Usr\"]\n{PLAIN}"));
    assert!(import("who.toml", both).contains("the header has no column `Usr`"));
}

#[test]
fn a6_the_exports_of_three_programs_tell_people_apart_and_need_not_name_them() {
    let clients = "--client 'ACME GmbH=acme' --client 'SIA Baltika=baltika' --client =acme --rounding up --decimal . --date-order mdy";
    for (name, nina, tom) in [
        ("toggl", "Nina Okafor,", "Tom Okafor,"),
        ("clockify", "\"Nina Okafor\"", "\"Tom Okafor\""),
        ("harvest", ",Nina,", ",Tom,"),
    ] {
        let desk = desk();
        foreign(&desk, &format!("{name}.csv"));
        let text = fs::read_to_string(desk.file(&format!("{name}.csv"))).expect("a file");
        let row = text.lines().find(|line| line.contains(nina)).expect("a row");
        put(
            &desk,
            "both.csv",
            format!("{}\n{row}\n{}\n", text.lines().next().expect("a header"), row.replace(nina, tom)),
        );
        let said = desk.sh(&format!("import both.csv --map {name} {clients}"));
        assert!(said.contains("2 new"), "{name}: {said}");
        let less = text.replace("First Name", "A").replace("Last Name", "B").replace("User", "C");
        put(&desk, "less.csv", less);
        let said = desk.sh(&format!("import less.csv --map {name} {clients} -n"));
        assert!(said.contains(" new") && !said.contains("error"), "{name}: {said}");
    }
}

#[test]
fn a6_the_id_of_a_row_is_what_it_always_was() {
    let desk = desk();
    rows(&desk, "acme,2026-11-20,45,VPN\n");
    let ledger = desk.ledger();
    let id = ledger.lines().last().and_then(|line| line.split("\"id\":\"").nth(1)).map(|rest| &rest[..36]);
    assert_eq!(id, Some("imp-e5ca8943ad8fbcd25cbf07bfa80df144"));
}

#[test]
fn n104_the_same_row_twice_in_one_file_is_counted_once_and_said() {
    let desk = desk();
    assert_snapshot!(rows(&desk, "acme,2026-11-20,45,VPN\nacme,2026-11-20,45,VPN\nacme,2026-11-20,45,Mail\nacme,2026-11-20,45,VPN\n"), @"
    #6–#7  4 rows from rows.csv: 2 new, 2 doubled, counted once
    client  calls  worked   left
    acme        2   1h30m  8h30m
    warning: rows.csv:3: the same as line 2; counted once
    warning: rows.csv:5: the same as line 2; counted once
    hint: if they really are two, something must tell them apart: a start, a note, an id column, or a column under apart in the mapping
    ");
    let many = rows(&desk, &"acme,2026-11-20,5,Same\n".repeat(100));
    assert!(many.contains("100 rows from rows.csv: 1 new, 99 doubled, counted once"), "{many}");
    assert!(many.contains("warning: rows.csv:22: the same as line 2; counted once\nwarning: 79 rows are"), "{many}");
    // All of them known: every line counts as known or as doubled, never as both.
    let again = desk.sh("import rows.csv --map plain.toml");
    assert!(again.contains("100 rows from rows.csv: 0 new, 1 known already, 99 doubled"), "{again}");
}

#[test]
fn a_dry_run_shows_the_totals_per_client_and_writes_nothing() {
    let desk = desk();
    put(
        &desk,
        "rows.csv",
        "Client,Date,Minutes,Note\nbaltika,2026-11-20,45,VPN\nacme,2026-11-20,30,Mail\nacme,2026-11-21,90,Mail\n",
    );
    fs::remove_file(desk.file("hours.jsonl.lock")).expect("the lock file");
    let before = desk.ledger();
    assert_snapshot!(desk.session(&["import rows.csv --map plain.toml --dry-run", "import rows.csv --map plain.toml -n --receipt json"]), @r#"
    $ hours import rows.csv --map plain.toml --dry-run
    #6–#8  3 rows from rows.csv: 3 new
    client   calls  worked  left
    acme         2      2h    8h
    baltika      1     45m    0m
    warning: baltika is 45m over: 112.50 EUR gross to invoice
    warning: baltika never had a package
    note: a dry run: nothing was written

    $ hours import rows.csv --map plain.toml -n --receipt json
    {
      "schema": "hours.import/1",
      "file": "rows.csv",
      "rows": 3,
      "new": 3,
      "known": 0,
      "taken_back": 0,
      "skipped": 0,
      "doubled": 0,
      "already": false,
      "dry_run": true,
      "first_seq": 6,
      "last_seq": 8,
      "alike": [],
      "clients": [
        {
          "client": "acme",
          "calls": 2,
          "worked_minutes": 120,
          "goodwill": 0,
          "goodwill_minutes": 0,
          "packages": 0,
          "size_minutes": 0,
          "price": null,
          "currency": null,
          "left_minutes": 480
        },
        {
          "client": "baltika",
          "calls": 1,
          "worked_minutes": 45,
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
      "seq": 8,
      "head": "<hash>"
    }
    warning: baltika is 45m over: 112.50 EUR gross to invoice
    warning: baltika never had a package
    note: a dry run: nothing was written
    "#);
    assert_eq!(desk.ledger(), before);
    assert!(!desk.file("hours.jsonl.lock").exists());
}

#[test]
fn r10_rows_come_in_all_or_none_and_every_bad_one_is_named() {
    let desk = desk();
    let before = desk.ledger();
    assert_snapshot!(rows(&desk, "acme,2026-11-20,45,VPN\namce,2026-11-20,45,VPN\nacme,2026-11-24,45,VPN\n\nacme,2026-02-30,45,VPN\nacme,2026-11-20,0,VPN\nacme,2026-11-20,1.5,VPN\nacme,2026-11-20,800,VPN\nacme,,45,VPN\nbaltika,2026-11-20,45\nacme,2026-11-20,2000,VPN\n"), @r#"
    error: rows.csv:3: no client for `amce`; did you mean `acme`?
    error: rows.csv:4: Date `2026-11-24`: it is in the future: today is 2026-11-23
    error: rows.csv:6: Date `2026-02-30`: there is no such day; dates are written as 2026-11-23
    error: rows.csv:7: Minutes `0`: no time at all
    error: rows.csv:8: Minutes `1.5`: the mark that separates decimals is not stated
    error: rows.csv:9: a call of `13h20m` is longer than 12h
    error: rows.csv:10: the date is empty
    error: rows.csv:11: 3 cells, where the header has 4
    error: rows.csv:12: a call of `33h20m` is longer than 24h
    error: 9 of 10 rows cannot be imported; nothing was written
    hint: state whose it is under [clients] in the mapping, or with --client "NAME=ID"; rows that are no calls, such as totals, are left out by "Client" = ["NAME"] under [skip]
    hint: work is written down when it is done
    hint: leave such rows out: in the mapping, "Minutes" = ["0"] under [skip]
    hint: state decimal in the mapping, or with --decimal . or ,
    hint: if it really took that long, add --long
    hint: leave such rows out: in the mapping, "Date" = [""] under [skip]
    [exit 1]
    "#);
    assert_eq!(desk.ledger(), before);
    let many: String = (2..1002).map(|line| format!("nobody-{line},2026-11-20,45,VPN\n")).collect();
    let many = rows(&desk, &many);
    assert!(many.contains("error: rows.csv:21: no client for `nobody-21`\nerror: 1000 of 1000 rows cannot be imported (the first 20 are shown); nothing was written\n"), "{many}");
    assert!(!many.contains("rows.csv:22:"));
    // `--long` says that it is meant.
    put(&desk, "rows.csv", "Client,Date,Minutes,Note\nacme,2026-11-20,800,VPN\nacme,2026-11-20,5,VPN\n");
    assert!(desk.sh("import rows.csv --map plain.toml --long").contains("2 new"));
    assert_snapshot!(written(&desk, 2), @r#"
    "kind":"call","client":"acme","date":"2026-11-20","minutes":800,"note":"VPN","long":true
    "kind":"call","client":"acme","date":"2026-11-20","minutes":5,"note":"VPN"
    "#);
}

#[test]
fn r10_an_import_is_one_append_with_every_row_after_the_other() {
    let desk = desk();
    let text: String = (0..500).map(|n| format!("acme,2026-11-{:02},{},Call {n}\n", n % 20 + 1, n % 60 + 1)).collect();
    assert!(rows(&desk, &text).contains("#6–#505  500 rows from rows.csv: 500 new"));
    assert!(desk.ledger().contains("\"batch\":[1,500]") && desk.ledger().contains("\"batch\":[500,500]"));
    assert!(desk.sh("verify").starts_with("ok: 505 entries"));
    // What was acknowledged here and is cut off is damage (R14).
    let ledger = desk.ledger();
    let cut: String = ledger.lines().take(300).map(|line| format!("{line}\n")).collect();
    put(&desk, "hours.jsonl", cut);
    let refused = rows(&desk, &text);
    assert!(refused.contains("[exit 4]"), "{refused}");
    // What never was is cut off with its batch, and new again.
    std::fs::remove_dir_all(desk.home().join(".local/state")).expect("a memory");
    assert!(rows(&desk, &text).contains("500 new"));
}

#[test]
fn json_lines_have_the_fields_of_a_call() {
    let desk = desk();
    put(
        &desk,
        "calls.jsonl",
        concat!(
            "{\"client\":\"acme\",\"date\":\"2026-11-20\",\"minutes\":45}\n",
            "{\"id\":\"crm:1\",\"client\":\"acme\",\"date\":\"2026-11-20\",\"start\":\"14:05\",\"minutes\":45,\"case\":\"T-81\",",
            "\"service\":\"onsite\",\"factor\":\"2\",\"package\":\"acme-1\",\"contact\":\"Frau Öz\",\"note\":\"Printer \\\"moved\\\"\"}\r\n",
            "{\"client\":\"baltika\",\"date\":\"2026-11-20\",\"minutes\":780,\"goodwill\":\"our own mistake\",\"long\":true}",
        ),
    );
    assert_snapshot!(desk.session(&["import calls.jsonl", "import calls.jsonl"]), @"
    $ hours import calls.jsonl
    #6–#8  3 rows from calls.jsonl: 3 new
    client   calls  worked   left
    acme         2   1h30m  7h45m
    baltika      1     13h     0m
        1 of 3 calls is goodwill: charged nothing
    warning: baltika never had a package

    $ hours import calls.jsonl
    3 rows from calls.jsonl: 0 new, 3 known already
        nothing new; nothing was written
    ");
    assert_snapshot!(written(&desk, 3), @r#"
    "kind":"call","client":"acme","date":"2026-11-20","minutes":45
    "kind":"call","client":"acme","date":"2026-11-20","start":"14:05","minutes":45,"case":"T-81","service":"onsite","factor":"2","package":"acme-1","contact":"Frau Öz","note":"Printer \"moved\""
    "kind":"call","client":"baltika","date":"2026-11-20","minutes":780,"goodwill":"our own mistake","long":true
    "#);
    // A call says the same in either format.
    assert!(rows(&desk, "acme,2026-11-20,45,\n").contains("1 known already"));
}

#[test]
fn json_lines_are_read_strictly() {
    let desk = desk();
    let call = "\"client\":\"acme\",\"date\":\"2026-11-20\"";
    let lines = [
        format!("{{{call},\"minutes\":45,\"colour\":\"red\"}}"),
        format!("{{{call},\"minutes\":45,\"minutes\":46}}"),
        format!("{{{call},\"minutes\":45.0}}"),
        format!("{{{call},\"minutes\":\"45\"}}"),
        format!("{{{call},\"minutes\":-5}}"),
        format!("{{{call},\"minutes\":18446744073709551616}}"),
        format!("{{{call},\"minutes\":45,\"note\":null}}"),
        format!("{{{call},\"minutes\":45,\"note\":\"a\\u0000b\"}}"),
        format!("{{{call},\"minutes\":45,\"note\":\"\\ud800\"}}"),
        format!("{{{call},\"minutes\":45,\"start\":\"25:00\"}}"),
        format!("{{{call},\"minutes\":45,\"service\":\"onsit\"}}"),
        format!("{{{call},\"minutes\":45,\"package\":\"acme-2\"}}"),
        format!("{{{call}}}"),
        "[\"acme\"]".to_owned(),
        "[".repeat(10_000),
        format!("{{\"client\":{}", "[".repeat(10_000)),
        format!("{{{call},\"minutes\":45}} {{}}"),
        "acme 45m".to_owned(),
        desk.ledger().lines().last().expect("a line").to_owned(),
        format!("{{{call},\"minutes\":45,\"note\":\"a\\nb\"}}"),
    ];
    put(&desk, "calls.jsonl", lines.join("\n"));
    let (exit, said) = desk.refused(&["import", "calls.jsonl"]);
    assert_eq!(exit, 1);
    assert_snapshot!(said, @r#"
    error: calls.jsonl:1: column 58: unknown field `colour`, expected one of `id`, `client`, `date`, `start`, `minutes`, `case`, `service`, `factor`, `package`, `goodwill`, `contact`, `note`, `long`, `late`
    error: calls.jsonl:2: column 59: duplicate field `minutes`
    error: calls.jsonl:3: column 51: invalid type: floating point `45.0`, expected a whole number without quotes
    error: calls.jsonl:4: column 51: invalid type: string "45", expected a whole number without quotes
    error: calls.jsonl:5: column 49: invalid value: integer `-5`, expected a whole number without quotes
    error: calls.jsonl:6: column 67: invalid type: floating point `1.8446744073709552e+19`, expected a whole number without quotes
    error: calls.jsonl:7: column 61: invalid type: null, expected a string
    error: calls.jsonl:8: note: it has a control or invisible character, \u{0} (control character)
    error: calls.jsonl:9: column 65: unexpected end of hex escape
    error: calls.jsonl:10: column 65: `25:00`: not a time of day; write it as 14:05
    error: calls.jsonl:11: no service `onsit`; did you mean `onsite`?
    error: calls.jsonl:12: no package `acme-2`; did you mean `acme-1`?
    error: calls.jsonl:13: column 37: missing field `minutes`
    error: calls.jsonl:14: not a JSON object
    error: calls.jsonl:15: not a JSON object
    error: calls.jsonl:16: column 10: invalid type: sequence, expected a string
    error: calls.jsonl:17: column 52: trailing characters
    error: calls.jsonl:18: not a JSON object
    error: calls.jsonl:19: a whole line of a ledger, where a call is due: its own fields and perhaps an `id`
    error: calls.jsonl:20: note: it has a line break; write a blank instead
    error: 20 of 20 rows cannot be imported; nothing was written
    hint: replace every U+0000, a control character, in the file by what it should be, or by nothing
    hint: hours merge takes what another copy of this ledger has
    [exit 1]
    "#);
}

#[test]
fn d1_purchases_come_in_from_a_german_spreadsheet() {
    let desk = desk();
    desk.ok("client add uk 'Derwen Cyf' --currency GBP --overage-rate 120");
    let mapping = "kind = \"purchase\"\nseparator = \";\"\nencoding = \"windows-1252\"\ndecimal = \",\"\nthousands = \".\"\n\
        date-order = \"dmy\"\nduration = \"decimal-hours\"\n[columns]\nclient = \"Kunde\"\ndate = \"Datum\"\nsize = \"Stunden\"\n\
        price = \"Preis\"\nuntil = \"gültig bis\"\npackage = \"Paket\"\nnote = \"Bemerkung\"\n[clients]\n\
        \"ACME GmbH\" = \"acme\"\n\"Müller & Söhne\" = \"baltika\"\n\"Derwen\" = \"uk\"\n";
    put(&desk, "pakete.toml", mapping);
    let text = "Kunde;Datum;Stunden;Preis;gültig bis;Paket;Bemerkung\r\n\
        ACME GmbH;02.01.2026;10,5;1.575,00;31.12.2026;;für 2026\r\n\
        Müller & Söhne;3.1.2026;100;12.345,60;;baltika-2026;\r\n\
        ACME GmbH;02.02.2026;10;1500;;;\r\n\
        Derwen;02.02.2026;10;1000,5;;;\r\n";
    let bytes: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).expect("a letter of Latin-1")).collect();
    put(&desk, "pakete.csv", bytes);
    assert_snapshot!(desk.session(&["import pakete.csv --map pakete.toml", "import pakete.csv --map pakete.toml"]), @"
    $ hours import pakete.csv --map pakete.toml
    #7–#10  4 rows from pakete.csv: 4 new
    client   packages    size          price    left
    acme            2  20h30m   3,075.00 EUR  30h30m
    baltika         1    100h  12,345.60 EUR    100h
    uk              1     10h   1,000.50 GBP     10h

    $ hours import pakete.csv --map pakete.toml
    4 rows from pakete.csv: 0 new, 4 known already
        nothing new; nothing was written
    ");
    assert_snapshot!(written(&desk, 4), @r#"
    "kind":"purchase","client":"acme","package":"acme-2","date":"2026-01-02","minutes":630,"price":"1575.00 EUR","vat":"19","prices":"gross","until":"2026-12-31","note":"für 2026"
    "kind":"purchase","client":"baltika","package":"baltika-2026","date":"2026-01-03","minutes":6000,"price":"12345.60 EUR","vat":"19","prices":"gross"
    "kind":"purchase","client":"acme","package":"acme-3","date":"2026-02-02","minutes":600,"price":"1500.00 EUR","vat":"19","prices":"gross"
    "kind":"purchase","client":"uk","package":"uk-1","date":"2026-02-02","minutes":600,"price":"1000.50 GBP","vat":"19","prices":"gross"
    "#);
    // What the file leaves to the ledger may change there without making the rows new.
    desk.ok("client set acme --vat 7 --from 2026-01-01");
    assert!(desk.sh("import pakete.csv --map pakete.toml").contains("4 known already"));
}

#[test]
fn b1_calls_come_in_from_sheets_of_a_polish_and_a_russian_windows() {
    let desk = desk();
    let mapping = |words: [&str; 5]| {
        let [encoding, client, date, time, note] = words;
        format!(
            "separator = \";\"\nencoding = \"{encoding}\"\ndate-order = \"dmy\"\nduration = \"h:mm\"\n[columns]\nclient = \"{client}\"\n\
            date = \"{date}\"\nduration = \"{time}\"\nnote = \"{note}\"\n[clients]\n\"Łódź\" = \"acme\"\n\"Заря\" = \"baltika\"\n"
        )
    };
    put(&desk, "pl.toml", mapping(["windows-1250", "Klient", "Dzień", "Czas", "Usługa"]));
    put(&desk, "ru.toml", mapping(["windows-1251", "Клиент", "День", "Время", "Работа"]));
    let polish = "Klient;Dzień;Czas;Usługa\r\nŁódź;20.11.2026;1:30;Żółć, gęśl i „jaźń”\r\n";
    let russian = "Клиент;День;Время;Работа\r\nЗаря;20.11.2026;0:45;Настройка № 5, ещё раз\r\n";
    put(&desk, "pl.csv", encoding_rs::WINDOWS_1250.encode(polish).0);
    put(&desk, "ru.csv", encoding_rs::WINDOWS_1251.encode(russian).0);
    assert_snapshot!(desk.session(&["import pl.csv --map pl.toml", "import ru.csv --map ru.toml"]), @"
    $ hours import pl.csv --map pl.toml
    #6  1 row from pl.csv: 1 new
    client  calls  worked   left
    acme        1   1h30m  8h30m

    $ hours import ru.csv --map ru.toml
    #7  1 row from ru.csv: 1 new
    client   calls  worked  left
    baltika      1     45m    0m
    warning: baltika is 45m over: 112.50 EUR gross to invoice
    warning: baltika never had a package
    ");
    assert_snapshot!(written(&desk, 2), @r#"
    "kind":"call","client":"acme","date":"2026-11-20","minutes":90,"note":"Żółć, gęśl i „jaźń”"
    "kind":"call","client":"baltika","date":"2026-11-20","minutes":45,"note":"Настройка № 5, ещё раз"
    "#);
    // Where nothing is stated, the file is shown in every code page.
    put(&desk, "plain-ru.toml", mapping(["utf-8", "Клиент", "День", "Время", "Работа"]));
    assert_snapshot!(desk.sh("import ru.csv --map plain-ru.toml"), @"
    error: ru.csv:1: byte 0xCA is not UTF-8
    hint: from Windows? it would be `Êëèåíò` with --encoding windows-1252, `Ęëčĺíň` with --encoding windows-1250, `Клиент` with --encoding windows-1251; where none is right, make it UTF-8 first, such as by: iconv -f CP1257 -t UTF-8 FILE > NEW
    [exit 1]
    ");
}

#[test]
fn n95_what_was_read_in_the_wrong_code_page_is_told_with_what_it_would_be() {
    let desk = desk();
    let head = "Client,Date,Minutes,Note\n";
    let put_in = |name: &str, page: &'static encoding_rs::Encoding, rows: &str| {
        put(&desk, name, page.encode(&format!("{head}acme,2026-11-20,5,plain\n{rows}")).0);
    };
    put_in("ru.csv", encoding_rs::WINDOWS_1251, "acme,2026-11-20,45,Настройка сети\n");
    put_in("pl.csv", encoding_rs::WINDOWS_1250, "acme,2026-11-20,45,usługa\n");
    put_in("de.csv", encoding_rs::WINDOWS_1252, "acme,2026-11-20,45,für Müller\n");
    put_in("name.csv", encoding_rs::WINDOWS_1251, "Настройка,2026-11-20,45,\n");
    put_in("short.csv", encoding_rs::WINDOWS_1251, "acme,2026-11-20,45,мир\n");
    assert_snapshot!(desk.session(&[
        "import ru.csv --map plain.toml --encoding windows-1252",
        "void 6 --through 7 --reason 'wrong encoding'",
        "import ru.csv --map plain.toml --again --encoding windows-1251",
        "import pl.csv --map plain.toml --encoding windows-1252 -n",
        "import de.csv --map plain.toml --encoding windows-1251 -n",
        "import name.csv --map plain.toml --encoding windows-1250",
        "import short.csv --map plain.toml --encoding windows-1252 -n",
    ]), @r#"
    $ hours import ru.csv --map plain.toml --encoding windows-1252
    #6–#7  2 rows from ru.csv: 2 new
    client  calls  worked  left
    acme        2     50m    9h
    note: ru.csv:3: `Íàñòðîéêà` in windows-1252, as is stated, would be `Настройка` in windows-1251
    hint: if that is what it says, import it with --again --encoding windows-1251, once this is taken back: hours void 6 --through 7 --reason "wrong encoding"

    $ hours void 6 --through 7 --reason 'wrong encoding'
    #8–#9  void of 2 entries, #6 through #7: wrong encoding
    client  calls  worked  left
    acme        2     50m   10h

    $ hours import ru.csv --map plain.toml --again --encoding windows-1251
    #10–#11  2 rows from ru.csv: 2 new
    client  calls  worked  left
    acme        2     50m    9h

    $ hours import pl.csv --map plain.toml --encoding windows-1252 -n
    #12  2 rows from pl.csv: 1 new, 1 known already
    client  calls  worked   left
    acme        1     45m  8h15m
    note: pl.csv:3: `us³uga` in windows-1252, as is stated, would be `usługa` in windows-1250
    hint: if that is what it says: --encoding windows-1250
    warning: pl.csv:3: #11 is of the same client and day, was imported before, and is not in this file: was it corrected?
    hint: if so, they would count twice: import with the mapping of that time, or take the old calls back, such as: hours void 11 --reason "corrected"
    note: a dry run: nothing was written

    $ hours import de.csv --map plain.toml --encoding windows-1251 -n
    #12  2 rows from de.csv: 1 new, 1 known already
    client  calls  worked   left
    acme        1     45m  8h15m
    note: de.csv:3: `fьr` in windows-1251, as is stated, would be `für` in windows-1252
    hint: if that is what it says: --encoding windows-1252
    warning: de.csv:3: #11 is of the same client and day, was imported before, and is not in this file: was it corrected?
    hint: if so, they would count twice: import with the mapping of that time, or take the old calls back, such as: hours void 11 --reason "corrected"
    note: a dry run: nothing was written

    $ hours import name.csv --map plain.toml --encoding windows-1250
    note: name.csv:3: `Íŕńňđîéęŕ` in windows-1250, as is stated, would be `Настройка` in windows-1251
    hint: if that is what it says: --encoding windows-1251
    error: name.csv:3: no client for `Íŕńňđîéęŕ`
    error: 1 of 2 rows cannot be imported; nothing was written
    hint: state whose it is under [clients] in the mapping, or with --client "NAME=ID"; rows that are no calls, such as totals, are left out by "Client" = ["NAME"] under [skip]
    [exit 1]

    $ hours import short.csv --map plain.toml --encoding windows-1252 -n
    #12  2 rows from short.csv: 1 new, 1 known already
    client  calls  worked   left
    acme        1     45m  8h15m
    warning: short.csv:3: #11 is of the same client and day, was imported before, and is not in this file: was it corrected?
    hint: if so, they would count twice: import with the mapping of that time, or take the old calls back, such as: hours void 11 --reason "corrected"
    note: a dry run: nothing was written
    "#);
    assert_snapshot!(written(&desk, 2), @r#"
    "kind":"call","client":"acme","date":"2026-11-20","minutes":5,"note":"plain"
    "kind":"call","client":"acme","date":"2026-11-20","minutes":45,"note":"Настройка сети"
    "#);
}

#[test]
fn n96_what_excel_calls_unicode_text_comes_in_without_an_encoding_stated() {
    let desk = desk();
    put(&desk, "sheet.toml", format!("separator = \"tab\"\nline-breaks = \"blank\"\n{PLAIN}"));
    put(&desk, "both.toml", format!("separator = \"tab\"\nencoding = \"windows-1251\"\n{PLAIN}"));
    let text =
        "Client\tDate\tMinutes\tNote\r\nacme\t2026-11-20\t45\t\"Настройка\n„Zażółć” 𝄞\"\r\nacme\t2026-11-20\t5x\tਊ\r\n";
    let units = [0xfeff].into_iter().chain(text.encode_utf16());
    put(&desk, "sheet.txt", units.flat_map(u16::to_le_bytes).collect::<Vec<u8>>());
    let good = text.replace("5x", "5");
    let units = [0xfeff].into_iter().chain(good.encode_utf16());
    put(&desk, "good.txt", units.flat_map(u16::to_be_bytes).collect::<Vec<u8>>());
    assert_snapshot!(desk.session(&[
        "import sheet.txt --map sheet.toml --format csv",
        "import good.txt --map both.toml --format csv",
        "import good.txt --map plain.toml --format csv",
        "import good.txt --format jsonl",
        "import good.txt --map sheet.toml --format csv",
        "import good.txt --map both.toml --format csv --encoding utf-16 -n",
        "import good.txt --map good.txt --format csv",
    ]), @r#"
    $ hours import sheet.txt --map sheet.toml --format csv
    error: sheet.txt:4: Minutes `5x`: not a plain number
    error: 1 of 2 rows cannot be imported; nothing was written
    hint: units are h and m: write 1.5h, 1h30m or 45m, or bare numbers and what they are, with --duration
    [exit 1]

    $ hours import good.txt --map both.toml --format csv
    error: good.txt:1: it begins with the byte order mark of UTF-16, and the encoding stated is windows-1251
    hint: state encoding = "utf-16", or --encoding utf-16
    [exit 1]

    $ hours import good.txt --map plain.toml --format csv
    error: good.txt:1: the header has no column `Client`
    hint: it looks separated by `tab`: state separator = "tab", or --sep "tab"
    [exit 1]

    $ hours import good.txt --format jsonl
    error: good.txt:1: byte 0xFE is not UTF-8: it looks like UTF-16
    hint: JSON lines are UTF-8
    [exit 1]

    $ hours import good.txt --map sheet.toml --format csv
    #6–#7  2 rows from good.txt: 2 new
    client  calls  worked  left
    acme        2     50m    9h
    note: good.txt begins with the byte order mark of UTF-16, and is read as that

    $ hours import good.txt --map both.toml --format csv --encoding utf-16 -n
    error: good.txt:2: Note `Настройка\u{a}„Zażółć” 𝄞`: it has a line break
    error: 1 of 2 rows cannot be imported; nothing was written
    hint: state line-breaks = "blank" in the mapping to make line breaks and tabs blanks
    [exit 1]

    $ hours import good.txt --map good.txt --format csv
    error: good.txt:1: byte 0xFE is not UTF-8: it looks like UTF-16
    hint: save the mapping as UTF-8
    [exit 1]
    "#);
    assert_snapshot!(written(&desk, 2), @r#"
    "kind":"call","client":"acme","date":"2026-11-20","minutes":45,"note":"Настройка „Zażółć” 𝄞"
    "kind":"call","client":"acme","date":"2026-11-20","minutes":5,"note":"ਊ"
    "#);
}

#[test]
fn d1_purchases_that_cannot_be_are_refused() {
    let desk = desk();
    let mapping = "kind = \"purchase\"\ndecimal = \".\"\n[columns]\nclient = \"Client\"\ndate = \"Date\"\nsize = \"Size\"\n\
        price = \"Price\"\nfrom = \"From\"\nuntil = \"Until\"\npackage = \"Name\"\n";
    put(&desk, "buy.toml", mapping);
    put(
        &desk,
        "buy.csv",
        "Client,Date,Size,Price,From,Until,Name\n\
        acme,2026-11-02,10h,1500.00,,,one\nacme,2026-11-02,10h,1500.00,,,one\nacme,2026-11-02,10h,1600.00,,,one\n\
        acme,2026-11-02,10h,12.345,,,\nacme,2026-11-02,10h,0,,,\nacme,2026-11-02,10h,-5,,,\nacme,2026-11-02,10h,1000000000000,,,\n\
        acme,2026-11-02,10,1500,,,\nacme,2026-11-02,0h,1500,,,\nacme,2026-11-02,200000h,1500,,,\nacme,2026-11-02,10h,1500,2026-11-01,,\n\
        acme,2026-11-02,10h,1500,,2026-11-01,\nacme,2026-11-02,10h,1500,,,acme-1\nacme,2026-11-02,10h,1500,,,con\nacme,2026-11-02,10h,1500,,,A B\n",
    );
    let (exit, said) = desk.refused(&["import", "buy.csv", "--map", "buy.toml"]);
    assert_eq!(exit, 1);
    assert_snapshot!(said, @"
    error: buy.csv:4: package `one` is that of line 2 too
    error: buy.csv:5: `12.345` has more than the 2 decimals of EUR
    error: buy.csv:6: a price of `0.00` is not positive
    error: buy.csv:7: Price `-5`: not a plain number
    error: buy.csv:8: `1000000000000` leads to an amount of 10^12 or more
    error: buy.csv:9: Size `10`: how durations are written is not stated
    error: buy.csv:10: `0m` is no size for a package
    error: buy.csv:11: a package of `200000h` is larger than 100000h
    error: buy.csv:12: valid from `2026-11-01`, before it was bought on 2026-11-02
    error: buy.csv:13: valid until `2026-11-01`, before it begins on 2026-11-02
    error: buy.csv:14: there is a package `acme-1` already
    error: buy.csv:15: Name `con`: no file could be named for it on every computer
    error: buy.csv:16: Name `A B`: only a–z 0–9 . _ - make an identifier
    error: 13 of 15 rows cannot be imported; nothing was written
    hint: hours grant gives hours away
    hint: state duration in the mapping, or with --duration: h:mm, h:mm:ss, decimal-hours, minutes or seconds
    hint: write how much, such as 10h
    hint: a purchase of 2026-11-01 (--on) can be used from that day on
    hint: the last day can be 2026-11-02 at the earliest (--until)
    hint: leave the name away, or give another
    [exit 1]
    ");
}

#[test]
fn d2_grants_need_a_reason() {
    let desk = desk();
    put(
        &desk,
        "grant.toml",
        "kind = \"grant\"\n[columns]\nclient = \"Client\"\ndate = \"Date\"\nsize = \"Size\"\nreason = \"Why\"\n[constants]\nservice = \"onsite\"\n",
    );
    put(&desk, "grant.csv", "Client,Date,Size,Why\nacme,2026-11-02,5h,Bonus\nacme,2026-11-02,5h,\n");
    let (_, said) = desk.refused(&["import", "grant.csv", "--map", "grant.toml"]);
    assert!(said.contains("grant.csv:3: the reason is empty"), "{said}");
    put(&desk, "grant.csv", "Client,Date,Size,Why\nacme,2026-11-02,5h,Bonus\n");
    desk.ok("import grant.csv --map grant.toml");
    assert_snapshot!(written(&desk, 1), @r#""kind":"grant","client":"acme","package":"acme-2","date":"2026-11-02","minutes":300,"reason":"Bonus","services":["onsite"]"#);
}

#[test]
fn r33_a_beginning_and_an_end_make_a_length_in_the_ledgers_zone() {
    let desk = desk();
    let mapping = "date-order = \"dmy\"\n[columns]\ndate = \"Day\"\nstart = \"From\"\nend = \"To\"\nend-date = \"Until\"\nnote = [\"Task\", \"What\"]\n\
        case = \"Case\"\ncontact = \"Who\"\nfactor = \"Factor\"\ngoodwill = \"Free\"\n[constants]\nclient = \"acme\"\nservice = \"onsite\"\n";
    put(&desk, "times.toml", mapping);
    let import = |rows: &str, more: &[&str]| {
        put(&desk, "times.csv", format!("Day,From,To,Until,Task,What,Case,Who,Factor,Free\n{rows}"));
        desk.run(&[&["import", "times.csv", "--map", "times.toml"], more].concat())
    };
    let good = "20.11.2026,14:05,14:50,,Network,VPN,T-81,Frau Öz,2,\n20.11.2026,23:50:30,0:20:30,21.11.2026,,Night,,,,\n\
        20.11.2026,11:50 PM,12:20 AM,,Another night,,,,,\n29.03.2026,1:30,3:30,,,Spring,,,,our mistake\n25.10.2026,1:30,3:30,25.10.2026,,Autumn,,,,\n";
    let said = import(good, &[]);
    assert!(said.contains("5 new"), "{said}");
    assert_snapshot!(written(&desk, 5), @r#"
    "kind":"call","client":"acme","date":"2026-11-20","start":"14:05","minutes":45,"case":"T-81","service":"onsite","factor":"2","contact":"Frau Öz","note":"Network: VPN"
    "kind":"call","client":"acme","date":"2026-11-20","start":"23:50","minutes":30,"service":"onsite","note":"Night"
    "kind":"call","client":"acme","date":"2026-11-20","start":"23:50","minutes":30,"service":"onsite","note":"Another night"
    "kind":"call","client":"acme","date":"2026-03-29","start":"01:30","minutes":60,"service":"onsite","goodwill":"our mistake","note":"Spring"
    "kind":"call","client":"acme","date":"2026-10-25","start":"01:30","minutes":180,"service":"onsite","note":"Autumn"
    "#);
    let bad = "20.11.2026,14:50,14:05,,,,,,,\n20.11.2026,14:05,14:05,,,,,,,\n20.11.2026,14:05,14:50,22.11.2026,,,,,,\n\
        20.11.2026,14:05,14:50,19.11.2026,,,,,,\n29.03.2026,2:30,3:30,,,,,,,\n25.10.2026,2:30,3:30,,,,,,,\n20.11.2026,,14:50,,,,,,,\n\
        20.11.2026,14:05,,,,,,,,\n20.11.2026,14:05:10,14:50:20,,,,,,,\n20.11.2026,14:05,14:50,,,,,,1.25,\n20.11.2026,14:05,14:50,,,,,,11,\n\
        20.11.2026,14:05:50,14:05:20,20.11.2026,,,,,,\n";
    let before = desk.ledger();
    assert_snapshot!(import(bad, &[]), @r#"
    error: times.csv:2: To `14:05`: it ends before it begins; over midnight it may take less than 12h
    error: times.csv:3: To `14:05`: it ends when it begins
    error: times.csv:4: To `14:50`: it does not end within 24 hours of its beginning
    error: times.csv:5: To `14:50`: it ends before it begins
    error: times.csv:6: `02:30` does not exist on 2026-03-29: the clocks go forward over it
    error: times.csv:7: `02:30` exists twice on 2026-10-25: the clocks go back in Europe/Berlin
    error: times.csv:8: the start is empty
    error: times.csv:9: the end is empty
    error: times.csv:10: To `14:50:20`: not whole minutes
    error: times.csv:11: Factor `1.25`: the mark that separates decimals is not stated
    error: times.csv:12: Factor `11`: a factor is a number from 0.01 to 10 with at most two decimals
    error: times.csv:13: To `14:05:20`: it ends before it begins
    error: 12 of 12 rows cannot be imported; nothing was written
    hint: leave such rows out: in the mapping, "From" = [""] under [skip]
    hint: leave such rows out: in the mapping, "To" = [""] under [skip]
    hint: state rounding in the mapping, or with --rounding up or nearest
    hint: state decimal in the mapping, or with --decimal . or ,
    [exit 1]
    "#);
    assert_eq!(desk.ledger(), before);
    assert!(import("20.11.2026,14:05:10,14:50:20,,,,,,,\n", &["--rounding", "up"]).contains("46m"));
}

#[test]
fn r33_an_end_in_the_same_minute_of_the_next_day_is_a_whole_day_away() {
    let desk = desk();
    let mapping = "rounding = \"nearest\"\n[columns]\ndate = \"Day\"\nstart = \"From\"\nend = \"To\"\nend-date = \"Until\"\n\
        note = \"Note\"\n[constants]\nclient = \"acme\"\n";
    put(&desk, "times.toml", mapping);
    put(
        &desk,
        "times.csv",
        "Day,From,To,Until,Note\n2026-11-20,14:05:30,14:05:10,2026-11-21,Migration\n2026-11-18,9:00,9:00,2026-11-19,Night watch\n",
    );
    desk.ok("import times.csv --map times.toml --long");
    assert_snapshot!(written(&desk, 2), @r#"
    "kind":"call","client":"acme","date":"2026-11-20","start":"14:05","minutes":1440,"note":"Migration","long":true
    "kind":"call","client":"acme","date":"2026-11-18","start":"09:00","minutes":1440,"note":"Night watch","long":true
    "#);
}

#[test]
fn a_date_and_its_time_may_stand_in_one_column() {
    let desk = desk();
    let mapping = "date-order = \"dmy\"\n[columns]\nclient = \"Client\"\ndate = \"From\"\nstart = \"From\"\nend = \"To\"\nnote = \"Note\"\n";
    put(&desk, "one.toml", mapping);
    let import = |rows: &str| {
        put(&desk, "one.csv", format!("Client,From,To,Note\n{rows}"));
        desk.sh("import one.csv --map one.toml")
    };
    let said = import(
        "acme,2026-11-02 13:53,2026-11-02 14:23,Kimai\nacme,2026-11-03T13:53:42.000,2026-11-03T14:23:42.000,Jira\n\
        acme,28.10.2026 00:00:00,28.10.2026 00:30:00,Excel\nacme,04.11.2026 23:40,05.11.2026 00:10,Night\nacme,05.11.2026 9:00 AM,9:30 AM,Short\n",
    );
    assert!(said.contains("5 new"), "{said}");
    assert_snapshot!(written(&desk, 5), @r#"
    "kind":"call","client":"acme","date":"2026-11-02","start":"13:53","minutes":30,"note":"Kimai"
    "kind":"call","client":"acme","date":"2026-11-03","start":"13:53","minutes":30,"note":"Jira"
    "kind":"call","client":"acme","date":"2026-10-28","start":"00:00","minutes":30,"note":"Excel"
    "kind":"call","client":"acme","date":"2026-11-04","start":"23:40","minutes":30,"note":"Night"
    "kind":"call","client":"acme","date":"2026-11-05","start":"09:00","minutes":30,"note":"Short"
    "#);
    assert_snapshot!(import(
        "acme,2026-11-02,2026-11-02 14:23,no time\nacme,2026-11-02T13:53:42.000+0100,14:23,offset\nacme,2026-11-02 13:53Z,14:23,offset\n\
        acme,2026-11-02 13:53,2026-11-04 14:23,two days on\nacme,2026-11-02 13:53,2026-11-01 14:23,day before\n\
        acme,2026-11-02 13:53,2026-11-03,no time\nacme,2026-11-02 13:53:00.5,2026-11-02 13:54,half a second\nacme,2026-11-02 noon,14:23,word\n",
    ), @"
    error: one.csv:2: From `2026-11-02`: not a time of day, such as 14:05 or 2:05 PM
    error: one.csv:3: From `2026-11-02T13:53:42.000+0100`: it has the offset `+0100`, and times are those of the ledger's zone
    error: one.csv:4: From `2026-11-02 13:53Z`: it has the offset `Z`, and times are those of the ledger's zone
    error: one.csv:5: To `2026-11-04 14:23`: it does not end within 24 hours of its beginning
    error: one.csv:6: To `2026-11-01 14:23`: it ends before it begins
    error: one.csv:7: To `2026-11-03`: not a time of day, such as 14:05 or 2:05 PM
    error: one.csv:8: To `2026-11-02 13:54`: not whole minutes
    error: one.csv:9: From `2026-11-02 noon`: not a date
    error: 8 of 8 rows cannot be imported; nothing was written
    hint: give the column of times a plain format before you save it: 14:05, with a colon and no word behind it
    hint: export times without an offset, as the clock of the ledger's zone shows them
    hint: state rounding in the mapping, or with --rounding up or nearest
    hint: give the column of dates a plain format before you save it: 2026-11-23, or 23.11.2026, with four digits for the year and no weekday
    [exit 1]
    ");
}

#[test]
fn a_time_behind_a_date_that_no_field_reads_is_refused_unless_it_is_midnight() {
    let desk = desk();
    put(&desk, "rows.csv", "Client,Date,Minutes,Note\nacme,2026-11-02 13:53,45,VPN\nacme,2026-11-03T00:00:00,45,VPN\n");
    assert_snapshot!(desk.sh("import rows.csv --map plain.toml"), @r#"
    error: rows.csv:2: Date `2026-11-02 13:53`: it has a time, too
    error: 1 of 2 rows cannot be imported; nothing was written
    hint: state start = "Date" under [columns], too: date takes what is before the time, and start the time
    [exit 1]
    "#);
    put(
        &desk,
        "rows.csv",
        "Client,Date,Minutes,Note\nacme,2026-11-02 00:00,45,VPN\nacme,2026-11-03T00:00:00,45,VPN\nacme,2026-11-04 12:00:00 AM,45,VPN\n",
    );
    desk.ok("import rows.csv --map plain.toml");
    assert!(!written(&desk, 3).contains("start"));
    // With the beginning in a column of its own, the dates of both are one.
    put(&desk, "start.toml", format!("{PLAIN}start = \"Start\"\n"));
    put(
        &desk,
        "start.csv",
        "Client,Date,Minutes,Note,Start\nacme,2026-11-05,45,VPN,2026-11-05 13:53\nacme,2026-11-05,45,VPN,2026-11-06 13:53\n",
    );
    let said = desk.sh("import start.csv --map start.toml");
    assert!(
        said.contains("start.csv:3: Start `2026-11-06 13:53`: it does not begin on 2026-11-05\nerror: 1 of 2"),
        "{said}"
    );
}

#[test]
fn rows_without_anything_in_them_and_a_line_about_the_separator_are_no_rows() {
    let desk = desk();
    let mapping = "separator = \";\"\nduration = \"minutes\"\n[columns]\nclient = \"Client\"\ndate = \"Date\"\nduration = \"Minutes\"\n";
    put(&desk, "sheet.toml", mapping);
    put(
        &desk,
        "sheet.csv",
        "sep=;\r\nClient;Date;Minutes\r\nacme;2026-11-20;5\r\n;;\r\n; ;\"\"\r\nacme;2026-11-20;6\r\n;;\r\n",
    );
    assert_snapshot!(desk.sh("import sheet.csv --map sheet.toml"), @"
    #6–#7  2 rows from sheet.csv: 2 new
    client  calls  worked   left
    acme        2     11m  9h30m
    ");
    put(&desk, "sep.csv", "sep=,\nClient;Date;Minutes\n");
    let (code, said) = desk.refused(&["import", "sep.csv", "--map", "sheet.toml"]);
    assert!(code != 0 && said.contains("the header has no column `Client`"), "{said}");
    put(&desk, "only.csv", "sep=;\n");
    assert_eq!(desk.ok("import only.csv --map sheet.toml"), "0 rows from only.csv\n");
}

#[test]
fn rows_are_left_out_and_services_renamed_only_as_the_mapping_states() {
    let desk = desk();
    let mapping = "duration = \"minutes\"\n[columns]\nclient = \"Client\"\ndate = \"Date\"\nduration = \"Minutes\"\nservice = \"Task\"\n\
        [services]\n\"On site\" = \"onsite\"\nProgramming = \"\"\n[skip]\n\"Billable?\" = [\"No\", \"\"]\n";
    put(&desk, "skip.toml", mapping);
    put(
        &desk,
        "skip.csv",
        "Client,Date,Minutes,Task,Billable?\nacme,2026-11-20,5,On site,Yes\nacme,2026-11-20,6,Programming,Yes\n\
        acme,2026-11-20,7,onsite,Yes\nacme,2026-11-20,8,,Yes\nwhoever,whenever,x,Nothing,No\nwhoever,whenever,x,Nothing,\n",
    );
    assert_snapshot!(desk.sh("import skip.csv --map skip.toml"), @"
    #6–#9  6 rows from skip.csv: 4 new, 2 left out
    client  calls  worked   left
    acme        4     26m  8h44m
    ");
    assert_snapshot!(written(&desk, 4), @r#"
    "kind":"call","client":"acme","date":"2026-11-20","minutes":5,"service":"onsite"
    "kind":"call","client":"acme","date":"2026-11-20","minutes":6
    "kind":"call","client":"acme","date":"2026-11-20","minutes":7,"service":"onsite"
    "kind":"call","client":"acme","date":"2026-11-20","minutes":8
    "#);
    put(
        &desk,
        "skip.csv",
        "Client,Date,Minutes,Task,Billable?\nacme,2026-11-20,5,On-site,Yes\nacme,2026-11-20,5,onsit,Yes\n",
    );
    assert_snapshot!(desk.refused(&["import", "skip.csv", "--map", "skip.toml"]).1, @r#"
    note: under [skip], no cell of `Billable?` is `No`: it has `Yes`
    error: skip.csv:2: no service for `On-site`; did you mean `onsite`?
    error: skip.csv:3: no service for `onsit`; did you mean `onsite`?
    error: 2 of 2 rows cannot be imported; nothing was written
    hint: state which it is under [services] in the mapping, or with --service "NAME=ID"
    [exit 1]
    "#);
}

#[test]
fn e6_a_column_of_yes_and_no_is_no_reason_to_charge_nothing() {
    let desk = desk();
    put(&desk, "free.toml", format!("{PLAIN}goodwill = \"Billable\"\n"));
    let import = |map: &str, rows: &str| {
        put(&desk, "free.csv", format!("Client,Date,Minutes,Note,Billable\n{rows}"));
        desk.run(&["import", "free.csv", "--map", map])
    };
    assert_snapshot!(import("free.toml", "acme,2026-11-20,45,VPN,Yes\nacme,2026-11-20,30,Mail,No\nacme,2026-11-20,20,Mail,promised\n"), @r#"
    error: free.csv:2: Billable `Yes`: goodwill is the reason why a call is free, not whether it is
    error: free.csv:3: Billable `No`: goodwill is the reason why a call is free, not whether it is
    error: 2 of 3 rows cannot be imported; nothing was written
    hint: take goodwill out of [columns], and leave the free rows out by [skip] "Billable"; to have them at no charge, import the file once more with only the others left out and [constants] goodwill = "not billable"
    [exit 1]
    "#);
    for word in ["yes", "TRUE", "false", "Ja", "nein", "0", "1", "x", "Y", "n"] {
        let said = import("free.toml", &format!("acme,2026-11-20,45,VPN,{word}\n"));
        assert!(said.contains("the reason why a call is free"), "{word}: {said}");
    }
    // The way that the hint names.
    let rows = "acme,2026-11-20,45,VPN,Yes\nacme,2026-11-20,30,Mail,No\n";
    put(&desk, "paid.toml", format!("{PLAIN}[skip]\nBillable = [\"No\"]\n"));
    put(&desk, "free.toml", format!("{PLAIN}[constants]\ngoodwill = \"not billable\"\n[skip]\nBillable = [\"Yes\"]\n"));
    assert!(
        import("paid.toml", rows).contains("1 new, 1 left out")
            && import("free.toml", rows).contains("1 new, 1 left out")
    );
    assert_snapshot!(written(&desk, 2), @r#"
    "kind":"call","client":"acme","date":"2026-11-20","minutes":45,"note":"VPN"
    "kind":"call","client":"acme","date":"2026-11-20","minutes":30,"goodwill":"not billable","note":"Mail"
    "#);
    assert!(
        import("paid.toml", rows).contains("1 known already") && import("free.toml", rows).contains("1 known already")
    );
}

#[test]
fn rows_that_are_no_calls_come_with_the_way_to_leave_them_out() {
    let desk = desk();
    put(&desk, "hms.toml", PLAIN.replace("\"minutes\"", "\"h:mm:ss\""));
    put(
        &desk,
        "rows.csv",
        "Client,Date,Minutes,Note\nacme,2026-11-20,00:00:00,stopped at once\nacme,2026-11-20,-00:00:01,clock set back\n\
        acme,2026-11-20,,still running\n,2026-11-20,00:45:00,nobody\nSumme,,01:30:00,\n",
    );
    assert_snapshot!(desk.sh("import rows.csv --map hms.toml"), @r#"
    error: rows.csv:2: Minutes `00:00:00`: no time at all
    error: rows.csv:3: Minutes `-00:00:01`: it is less than nothing
    error: rows.csv:4: the duration is empty
    error: rows.csv:5: the client is empty
    error: rows.csv:6: no client for `Summe`
    error: 5 of 5 rows cannot be imported; nothing was written
    hint: leave such rows out: in the mapping, "Minutes" = ["00:00:00"] under [skip]
    hint: leave such rows out: in the mapping, "Minutes" = ["-00:00:01"] under [skip]
    hint: leave such rows out: in the mapping, "Minutes" = [""] under [skip]
    hint: leave such rows out: in the mapping, "Client" = [""] under [skip]; or say whose they are with --client "=ID"
    hint: state whose it is under [clients] in the mapping, or with --client "NAME=ID"; rows that are no calls, such as totals, are left out by "Client" = ["NAME"] under [skip]
    [exit 1]
    "#);
    let skip = "[skip]\n\"Minutes\" = [\"00:00:00\", \"-00:00:01\", \"\"]\n\"Client\" = [\"\", \"Summe\"]\n";
    put(&desk, "hms.toml", format!("{}{skip}", PLAIN.replace("\"minutes\"", "\"h:mm:ss\"")));
    assert!(desk.sh("import rows.csv --map hms.toml").starts_with("5 rows from rows.csv: 0 new, 5 left out"));
    put(
        &desk,
        "run.toml",
        "[columns]\nclient = \"Client\"\ndate = \"Date\"\nstart = \"From\"\nend = \"To \\\"until\\\"\"\n",
    );
    put(&desk, "run.csv", "Client,Date,From,\"To \"\"until\"\"\"\nacme,2026-11-20,9:00,\n");
    assert_snapshot!(desk.sh("import run.csv --map run.toml"), @r#"
    error: run.csv:2: the end is empty
    error: 1 of 1 row cannot be imported; nothing was written
    hint: leave such rows out: in the mapping, "To \"until\"" = [""] under [skip]
    [exit 1]
    "#);
}

#[test]
fn the_manual_shows_the_built_in_mappings_as_they_are() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let manual = fs::read_to_string(root.join("docs/manual/import.md")).expect("a page");
    let mut presets = 0;
    for preset in fs::read_dir(root.join("src/import/presets")).expect("a folder") {
        let text = fs::read_to_string(preset.expect("a file").path()).expect("a mapping");
        assert!(manual.contains(&format!("```toml\n{text}```\n")), "not in the manual: {text}");
        presets += 1;
    }
    assert!(presets >= 3);
}

#[test]
fn durations_of_another_form_than_the_mapping_states_can_be_stated_beside_it() {
    let desk = desk();
    foreign(&desk, "clockify.csv");
    let text = fs::read_to_string(desk.file("clockify.csv")).expect("a file");
    put(
        &desk,
        "short.csv",
        text.replace("\"01:20:00\"", "\"1:20\"").replace("\"00:20:00\"", "\"0:20\"").replace(":00\",\"", "\",\""),
    );
    let import =
        "import short.csv --map clockify --date-order mdy --client 'ACME GmbH=acme' --client 'SIA Baltika=baltika'";
    assert_snapshot!(desk.sh(import), @"
    error: short.csv:2: Duration (h) `1:20`: not h:mm:ss, such as 1:20:17
    error: short.csv:3: Duration (h) `0:20`: not h:mm:ss, such as 1:20:17
    error: short.csv:4: Duration (h) `00:45`: not h:mm:ss, such as 1:20:17
    error: short.csv:5: Duration (h) `01:30`: not h:mm:ss, such as 1:20:17
    error: 4 of 4 rows cannot be imported; nothing was written
    hint: state duration in the mapping, or with --duration: h:mm, h:mm:ss, decimal-hours, minutes or seconds
    [exit 1]
    ");
    assert!(desk.sh(&format!("{import} --duration h:mm")).contains("4 new"));
    put(&desk, "rows.csv", "Client,Date,Minutes,Note\nacme,2026-11-20,1:30,VPN\n");
    assert_snapshot!(desk.sh("import rows.csv --map plain.toml"), @"
    error: rows.csv:2: Minutes `1:30`: not a plain number
    error: 1 of 1 row cannot be imported; nothing was written
    hint: state duration in the mapping, or with --duration: h:mm, h:mm:ss, decimal-hours, minutes or seconds
    [exit 1]
    ");
    assert!(desk.sh("import rows.csv --map plain.toml --duration h:mm").contains("1h30m"));
    assert!(desk.sh("import rows.csv --map plain.toml --duration hours").contains("[exit 2]"));
}

#[test]
fn what_is_typed_in_sheets_comes_with_what_to_do_about_it() {
    let desk = desk();
    let mapping = "date-order = \"dmy\"\n[columns]\nclient = \"Client\"\ndate = \"Date\"\nstart = \"Start\"\nduration = \"Length\"\n";
    put(&desk, "sheet.toml", mapping);
    let import = |rows: &str| {
        put(&desk, "sheet.csv", format!("Client;Date;Start;Length\n{rows}"));
        desk.run(&["import", "sheet.csv", "--map", "sheet.toml", "--sep", ";"])
    };
    assert_snapshot!(import(
        "acme;20.11.26;9:00;45m\nacme;Fr, 20.11.2026;9:00;45m\nacme;20.11.2026;9.30;45m\nacme;20.11.2026;09:00 Uhr;45m\n\
        acme;20.11.2026;24:00;45m\nacme;20.11.2026;9:00;1,5 Std.\nacme;20.11.2026;9:00;45 Min\n",
    ), @"
    error: sheet.csv:2: Date `20.11.26`: not a date of the order dmy with a year of four digits
    error: sheet.csv:3: Date `Fr, 20.11.2026`: not a date
    error: sheet.csv:4: Start `9.30`: not a time of day, such as 14:05 or 2:05 PM
    error: sheet.csv:5: Start `09:00 Uhr`: not a time of day, such as 14:05 or 2:05 PM
    error: sheet.csv:6: Start `24:00`: not a time of day, such as 14:05 or 2:05 PM
    error: sheet.csv:7: Length `1,5 Std.`: not a time; write it as 45m, 1h30m or 1:30
    error: sheet.csv:8: Length `45 Min`: not a time; write it as 45m, 1h30m or 1:30
    error: 7 of 7 rows cannot be imported; nothing was written
    hint: give the column of dates a plain format before you save it: 2026-11-23, or 23.11.2026, with four digits for the year and no weekday
    hint: give the column of times a plain format before you save it: 14:05, with a colon and no word behind it
    hint: midnight is 0:00; an end at 0:00 is that of the next day
    hint: units are h and m: write 1.5h, 1h30m or 45m, or bare numbers and what they are, with --duration
    [exit 1]
    ");
    let taken = import("acme;20.11.2026;9:00;1,5 h\nacme;20.11.2026;11:00;45 m\nacme;20.11.2026;12:00;1 h 30 m\n");
    assert!(taken.contains("3 new") && taken.contains("3h45m"), "{taken}");
    let mapping = "kind = \"purchase\"\ndecimal = \".\"\n[columns]\nclient = \"Client\"\ndate = \"Date\"\nsize = \"Size\"\n\
        price = \"Price\"\nvat = \"VAT\"\n";
    put(&desk, "buy.toml", mapping);
    put(
        &desk,
        "buy.csv",
        "Client;Date;Size;Price;VAT\nacme;2026-11-02;10h;1.500,00 €;19\nacme;2026-11-02;10h;$120.00;19\nacme;2026-11-02;10h;CHF 120.00;19\nacme;2026-11-02;10h;120.00;19 %\n",
    );
    assert_snapshot!(desk.sh("import buy.csv --map buy.toml --sep ';'"), @"
    error: buy.csv:2: Price `1.500,00 €`: it has a `€`
    error: buy.csv:3: Price `$120.00`: it has a `$`
    error: buy.csv:4: Price `CHF 120.00`: it has a `CHF`
    error: buy.csv:5: VAT `19 %`: it has a `%`
    error: 4 of 4 rows cannot be imported; nothing was written
    hint: write bare numbers: the currency is the client's
    hint: write bare numbers
    [exit 1]
    ");
}

#[test]
fn b4_dates_that_only_the_other_order_fits_are_not_read_in_it_but_told_of() {
    let desk = desk();
    put(&desk, "day.toml", format!("date-order = \"mdy\"\n{PLAIN}"));
    let import = |rows: &str, more: &[&str]| {
        put(&desk, "day.csv", format!("Client,Date,Minutes,Note\n{rows}"));
        desk.run(&[&["import", "day.csv", "--map", "day.toml"], more].concat())
    };
    let rows = "acme,02.12.2026,45,never\nacme,13.11.2026,45,a\n";
    let said = import(rows, &[]);
    assert!(!said.contains("--date-order dmy"), "in the other order, one is still to come: {said}");
    let rows = "acme,11.12.2025,45,a\nacme,13.11.2026,45,b\nacme,03.12.2025,45,c\n";
    let said = import(&format!("{rows}acme,1.12.2026,45,d\n"), &[]);
    assert!(!said.contains("--date-order dmy"), "{said}");
    let rows = "acme,11.12.2025,45,a\nacme,13.11.2026,45,b\nacme,12.11.2026,45,c\n";
    assert_snapshot!(import(rows, &[]), @"
    error: day.csv:3: Date `13.11.2026`: there is no such day, read as mdy
    error: day.csv:4: Date `12.11.2026`: read as 2026-12-11, it is in the future: today is 2026-11-23
    error: 2 of 3 rows cannot be imported; nothing was written
    hint: every date of the file fits --date-order dmy
    hint: work is written down when it is done
    [exit 1]
    ");
    assert!(import(rows, &["--date-order", "dmy"]).contains("3 new"));
}

#[test]
fn b5_breaks_within_a_note_become_blanks_as_stated_and_what_nobody_sees_is_named() {
    let desk = desk();
    put(&desk, "blank.toml", format!("line-breaks = \"blank\"\n{PLAIN}"));
    let row = |day: u32, note: &str| format!("acme,2026-11-{day:02},5,\"{note}\"\n");
    let breaks = ["a\tb", "a\u{b}b", "a\u{2028}b", "a\u{2029}b", "a\r\nb", "a\nb"];
    let text: String = (1..).zip(breaks).map(|(day, note)| row(day, note)).collect();
    put(&desk, "notes.csv", format!("Client,Date,Minutes,Note\n{text}"));
    assert!(desk.sh("import notes.csv --map blank.toml").contains("6 new"));
    assert_eq!(written(&desk, 6).matches("\"note\":\"a b\"").count(), 6);
    assert_snapshot!(rows(&desk, &format!("{}{}", row(20, "a\tb"), row(21, "a\u{2028}b"))), @r#"
    error: rows.csv:2: Note `a\u{9}b`: it has a tab
    error: rows.csv:3: Note `a\u{2028}b`: it has a line separator
    error: 2 of 2 rows cannot be imported; nothing was written
    hint: state line-breaks = "blank" in the mapping to make line breaks and tabs blanks
    [exit 1]
    "#);
    let hidden = ["a\u{200b}b", "a\u{ad}b", "a\u{200d}b", "a\u{202e}b", "a\u{1b}b"];
    let text: String = (1..).zip(hidden).map(|(day, note)| row(day, note)).collect();
    put(&desk, "notes.csv", format!("Client,Date,Minutes,Note\n{text}"));
    assert_snapshot!(desk.sh("import notes.csv --map blank.toml"), @r#"
    error: notes.csv:2: Note `a\u{200b}b`: it has a control or invisible character, \u{200b} (zero-width space)
    error: notes.csv:3: Note `a\u{ad}b`: it has a control or invisible character, \u{ad} (soft hyphen)
    error: notes.csv:4: Note `a\u{200d}b`: it has a control or invisible character, \u{200d} (joiner, as in emoji of several parts)
    error: notes.csv:5: Note `a\u{202e}b`: it has a control or invisible character, \u{202e} (mark of direction)
    error: notes.csv:6: Note `a\u{1b}b`: it has a control or invisible character, \u{1b} (control character)
    error: 5 of 5 rows cannot be imported; nothing was written
    hint: replace every U+200B, a zero-width space, in the file by what it should be, or by nothing
    hint: replace every U+00AD, a soft hyphen, in the file by what it should be, or by nothing
    hint: replace every U+200D, a joiner, as in emoji of several parts, in the file by what it should be, or by nothing
    hint: replace every U+202E, a mark of direction, in the file by what it should be, or by nothing
    hint: replace every U+001B, a control character, in the file by what it should be, or by nothing
    [exit 1]
    "#);
}

#[test]
fn e6_an_empty_text_in_json_lines_is_none_but_for_goodwill() {
    let desk = desk();
    let call = "{\"client\":\"acme\",\"date\":\"2026-11-20\",\"minutes\":45";
    put(&desk, "calls.jsonl", format!("{call},\"note\":\"\",\"case\":\"\",\"contact\":\"\"}}\n"));
    desk.ok("import calls.jsonl");
    assert_snapshot!(written(&desk, 1), @r#""kind":"call","client":"acme","date":"2026-11-20","minutes":45"#);
    put(&desk, "calls.jsonl", format!("{call},\"goodwill\":\"\"}}\n{call},\"note\":\"a\\tb\"}}\n"));
    assert_snapshot!(desk.sh("import calls.jsonl"), @"
    error: calls.jsonl:1: goodwill: empty
    error: calls.jsonl:2: note: it has a tab; write a blank instead
    error: 2 of 2 rows cannot be imported; nothing was written
    hint: leave goodwill out where there is none
    [exit 1]
    ");
}

#[test]
fn slips_in_a_mapping_and_files_of_other_kinds_come_with_what_to_write() {
    let desk = desk();
    put(&desk, "rows.csv", "Client,Date,Minutes,Note\nacme,2026-11-20,45,VPN\n");
    let slips = [
        ("decimal = \".\"", "`decimal` belongs above [columns] and all other tables"),
        ("[clients]\nMüller = \"acme\"", "in quotes: \"Müller\" = …"),
        ("[clients]\nACME GmbH = \"acme\"", "in quotes: \"ACME GmbH\" = …"),
        ("[skip]\nBillable? = [\"No\"]", "in quotes: \"Billable?\" = …"),
        ("[skip]\nBillable = \"No\"", "put it in brackets: Billable = [\"…\"]"),
        ("[constants]\nfactor = 1.5", "put the value in quotes: factor = \"…\""),
        ("[constants]\nservice = onsite", "put the value in quotes: service = \"…\""),
        ("[constants]\nnote = Tätigkeit", "put the value in quotes: note = \"…\""),
        ("colour = \"red\"", "hours import --help lists what a mapping can state"),
    ];
    for (slip, hint) in slips {
        put(&desk, "slip.toml", format!("{PLAIN}{slip}\n"));
        let (exit, said) = desk.refused(&["import", "rows.csv", "--map", "slip.toml"]);
        assert!(exit == 1 && said.contains(hint), "{slip}: {said}");
    }
    for file in ["hours.xlsx", "hours.ODS", "hours.json"] {
        put(&desk, file, "");
    }
    assert_snapshot!(desk.session(&[
        "import hours.xlsx --map plain.toml",
        "import hours.ODS --map plain.toml",
        "import hours.json",
        "import rows.csv --map plain.toml --encoding utf-16le",
        "import rows.csv --map plain.toml --encoding ebcdic",
    ]), @"
    $ hours import hours.xlsx --map plain.toml
    error: a spreadsheet (.xlsx) is no file of rows
    hint: save the sheet as CSV, and import that
    [exit 2]

    $ hours import hours.ODS --map plain.toml
    error: a spreadsheet (.ods) is no file of rows
    hint: save the sheet as CSV, and import that
    [exit 2]

    $ hours import hours.json
    error: a JSON document (.json) is no file of rows
    hint: export it as CSV; or, if it has one call a line, add --format jsonl
    [exit 2]

    $ hours import rows.csv --map plain.toml --encoding utf-16le
    error: invalid value `utf-16le` for --encoding: an encoding is utf-8, utf-16, windows-1252, windows-1250, windows-1251 or latin-1; utf-16 is read in the order that its byte order mark says
    [exit 2]

    $ hours import rows.csv --map plain.toml --encoding ebcdic
    error: invalid value `ebcdic` for --encoding: an encoding is utf-8, utf-16, windows-1252, windows-1250, windows-1251 or latin-1
    [exit 2]
    ");
}

#[test]
fn b1_hours_with_two_decimals_mean_the_nearest_minute_and_the_hint_says_so() {
    let desk = desk();
    put(&desk, "hours.toml", PLAIN.replace("\"minutes\"", "\"decimal-hours\"\ndecimal = \".\""));
    put(&desk, "hours.csv", "Client,Date,Minutes,Note\nacme,2026-11-20,0.67,VPN\n");
    assert_snapshot!(desk.sh("import hours.csv --map hours.toml"), @"
    error: hours.csv:2: Minutes `0.67`: not whole minutes
    error: 1 of 1 row cannot be imported; nothing was written
    hint: state rounding in the mapping, or with --rounding nearest, which is what two decimals mean: 0.67 is 40m, and up would make it 41m
    [exit 1]
    ");
    assert!(desk.sh("import hours.csv --map hours.toml -n --rounding nearest").contains("  40m  "));
    assert!(desk.sh("import hours.csv --map hours.toml -n --rounding up").contains("  41m  "));
}

#[test]
fn our_own_csv_comes_back_as_it_was() {
    let desk = desk();
    desk.ok("log acme 45m '=SUM(A1)' --on 2026-11-20");
    let mapping = "duration = \"minutes\"\n[columns]\nclient = \"client\"\ndate = \"date\"\nduration = \"worked_minutes\"\nnote = \"text\"\n[skip]\nkind = [\"open\", \"client\", \"service\", \"purchase\"]\n";
    put(&desk, "ours.toml", mapping);
    desk.ok("entries --format csv -o ours.csv");
    assert!(fs::read_to_string(desk.file("ours.csv")).expect("a file").contains("'=SUM(A1)"));
    let plain = desk.sh("import ours.csv --map ours.toml -n");
    assert!(plain.contains("1 new"), "{plain}");
    desk.ok("import ours.csv --map ours.toml --ours");
    assert!(written(&desk, 1).contains("\"note\":\"=SUM(A1)\""));
}

#[test]
fn notes_of_our_own_csv_come_back_whatever_they_are() {
    let (desk, other) = (desk(), desk());
    desk.ok("log acme 5m --on 2026-11-20");
    for note in ["'=own", "''-x", "'quoted'", "a \"b\"", "-5 degrees", "no note", "'"] {
        desk.run(&["log", "acme", "5m", "--on", "2026-11-20", "--", note]);
    }
    let mapping = "duration = \"minutes\"\n[columns]\nclient = \"client\"\ndate = \"date\"\nduration = \"worked_minutes\"\n\
        note = \"text\"\n[skip]\nkind = [\"open\", \"client\", \"service\", \"purchase\"]\n";
    put(&other, "ours.toml", mapping);
    fs::write(other.file("ours.csv"), desk.ok("entries --format csv")).expect("a file");
    other.ok("import ours.csv --map ours.toml --ours");
    let notes = |desk: &Desk| {
        let lines = written(desk, 8);
        lines.lines().map(|line| line.split_once(",\"note\":").map(|(_, note)| note.to_owned())).collect::<Vec<_>>()
    };
    assert_eq!(notes(&other), notes(&desk));
    assert_eq!(notes(&other).iter().filter(|note| note.is_none()).count(), 1);
}

/// Number, how the file is made, options beside the plain mapping, exit code, and what must be said.
type Row<'a> = (u32, &'a [u8], &'a [&'a str], i32, &'a str);

#[test]
fn numbers_94_to_107_files_that_are_not_what_they_should_be() {
    let desk = desk();
    let head = "Client,Date,Minutes,Note\n";
    let row = "acme,2026-11-20,45,VPN\n";
    let text = |text: &str| text.as_bytes().to_vec();
    let bom = text(&format!("\u{feff}{head}{row}"));
    let joined = text(&format!("{head}{row}\u{feff}{head}{row}"));
    let latin = [head.as_bytes(), b"acme,2026-11-20,45,\xfcber\n"].concat();
    let umlaut = text(&format!("{head}{row}acme,2026-11-20,45,Büro\n"));
    let row_alone = format!("{head}{row}");
    let windows = [head.as_bytes(), b"acme,2026-11-20,45,\x80 100\n"].concat();
    let undefined = [head.as_bytes(), b"acme,2026-11-20,45,\x81\n"].concat();
    let nothing = [head.as_bytes(), b"acme,2026-11-20,45,\x98\n"].concat();
    let little =
        |text: &str| [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect::<Vec<_>>();
    let utf16 = little(&format!("{head}{row}"));
    let big16: Vec<u8> = utf16.chunks(2).flat_map(|unit| [unit[1], unit[0]]).collect();
    let half16 = [&utf16[..], b"\x3d\xd8a\0"].concat();
    let nul16 = [&utf16[..], b"a\0\0\0"].concat();
    let utf32: Vec<u8> = utf16.chunks(2).flat_map(|unit| [unit[0], unit[1], 0, 0]).collect();
    let joined16 = [&utf16[..], &utf16].concat();
    let bare16: Vec<u8> = head.bytes().flat_map(|b| [b, 0]).collect();
    let crlf = text(&format!("{head}{row}").replace('\n', "\r\n"));
    let lone = text(&format!("{head}{row}").replace('\n', "\r"));
    let semicolons = text(&format!("{head}{row}{row}{row}").replace(',', ";"));
    let single = text(&format!("{head}acme\n"));
    let ragged = text(&format!("{head}acme,2026-11-20,45\n{row}acme,2026-11-20,45,VPN,more\n"));
    let unclosed = text(&format!("{head}{row}acme,2026-11-20,45,\"VPN\n{row}"));
    let bare_quote = text(&format!("{head}acme,2026-11-20,45,5\" disk\n{row}"));
    let comma = text(&format!("{head}acme,2026-11-20,\"1,5\",VPN\n"));
    let point = text(&format!("{head}acme,2026-11-20,1.234,VPN\n"));
    let order = text(&format!("{head}acme,03/04/2026,45,VPN\n"));
    let twice = text("Client,Date,Minutes,Note,Note\nacme,2026-11-20,45,VPN,x\n");
    let behind_quote = text(&format!("{head}acme,2026-11-20,45,\"a\"b\n"));
    let missing = text("Client,Date,Note\nacme,2026-11-20,45\n");
    let guarded = text(&format!("{head}acme,2026-11-20,45,'=1+1\n"));
    let nul = text(&format!("{head}acme,2026-11-20,45,a\0b\n"));
    let table: &[Row<'_>] = &[
        (94, &bom, &["-n"], 0, "note: rows.csv begins with a byte order mark, which is left out"),
        (94, &joined, &[], 1, "rows.csv:3: a byte order mark in the middle: were two files joined?"),
        (95, &latin, &[], 1, "rows.csv:2: byte 0xFC is not UTF-8"),
        (95, &latin, &[], 1, "--encoding windows-1252"),
        (95, &latin, &["-n", "--encoding", "latin-1"], 0, "1 new"),
        (95, &windows, &["-n", "--encoding", "windows-1252"], 0, "1 new"),
        (95, &windows, &["--encoding", "latin-1"], 1, "\\u{80}"),
        (95, &undefined, &["--encoding", "windows-1252"], 1, "\\u{81}"),
        (95, &latin, &[], 1, "iconv -f CP1257 -t UTF-8"),
        (
            95,
            &latin,
            &[],
            1,
            "`über` with --encoding windows-1252 or windows-1250, `ьber` with --encoding windows-1251",
        ),
        (95, &latin, &["-n", "--encoding", "windows-1250"], 0, "1 new"),
        (95, &undefined, &["--encoding", "windows-1250"], 1, "\\u{81}"),
        (95, &nothing, &["--encoding", "windows-1251"], 1, "\\u{98}"),
        (
            95,
            &bom,
            &["--encoding", "windows-1251"],
            1,
            "the byte order mark of UTF-8, and the encoding stated is windows-1251",
        ),
        (95, &umlaut, &["--encoding", "windows-1250"], 1, "rows.csv:3: it is UTF-8"),
        (95, &umlaut, &["--encoding", "windows-1251"], 1, "rows.csv:3: it is UTF-8"),
        (95, &bom, &["--encoding", "windows-1252"], 1, "the byte order mark of UTF-8"),
        (95, &bom, &["--encoding", "windows-1252"], 1, "hint: state encoding = \"utf-8\", or --encoding utf-8"),
        (
            95,
            &umlaut,
            &["--encoding", "windows-1252"],
            1,
            "rows.csv:3: it is UTF-8, and the encoding stated is windows-1252",
        ),
        (95, &umlaut, &["--encoding", "latin-1"], 1, "hint: state encoding = \"utf-8\", or --encoding utf-8"),
        (95, &umlaut, &["-n"], 0, "2 new"),
        (95, row_alone.as_bytes(), &["-n", "--encoding", "windows-1252"], 0, "1 new"),
        (96, &utf16, &["-n"], 0, "note: rows.csv begins with the byte order mark of UTF-16, and is read as that"),
        (96, &utf16, &["-n"], 0, "1 new"),
        (96, &utf16, &["-n", "--encoding", "utf-16"], 0, "1 new"),
        (96, &big16, &["-n"], 0, "1 new"),
        (96, &utf16, &["--encoding", "utf-8"], 1, "byte 0xFF is not UTF-8: it looks like UTF-16"),
        (96, &utf16, &["--encoding", "utf-8"], 1, "hint: state encoding = \"utf-16\", or --encoding utf-16"),
        (
            96,
            &utf16,
            &["--encoding", "windows-1251"],
            1,
            "rows.csv:1: it begins with the byte order mark of UTF-16, and the encoding stated is windows-1251",
        ),
        (96, &utf16, &["--sep", ";"], 1, "rows.csv:1: the header has no column `Client`"),
        (96, &utf16, &["--format", "jsonl"], 2, "a mapping is for CSV"),
        (96, &utf16[..utf16.len() - 1], &[], 1, "rows.csv:2: byte 0x0A at the end is half of a unit of UTF-16"),
        (96, &half16, &[], 1, "rows.csv:3: 0xD83D is not UTF-16: half of a character, without the other"),
        (96, &nul16, &[], 1, "rows.csv:3: a NUL (0x0000) in UTF-16"),
        (96, &utf32, &[], 1, "rows.csv:1: a NUL (0x0000) in UTF-16: it is UTF-32, or no text"),
        (96, &joined16, &[], 1, "rows.csv:3: a byte order mark in the middle: were two files joined?"),
        (96, &bare16, &["--encoding", "utf-16"], 1, "it does not begin with the byte order mark of UTF-16"),
        (96, &bom, &["--encoding", "utf-16"], 1, "the byte order mark of UTF-8, and the encoding stated is utf-16"),
        (96, &bare16, &[], 1, "rows.csv:1: a NUL byte: it is UTF-16, or no text"),
        (97, &crlf, &["-n"], 0, "1 new"),
        (97, &lone, &[], 1, "a carriage return (CR) by itself"),
        (98, &semicolons, &[], 1, "rows.csv:1: the header has no column `Client`"),
        (98, &semicolons, &[], 1, "hint: it looks separated by `;`"),
        (98, b"\nClient;Date;Minutes;Note\n", &[], 1, "hint: it looks separated by `;`"),
        (98, &semicolons, &["-n", "--sep", ";"], 0, "1 new, 2 doubled"),
        (99, &ragged, &[], 1, "rows.csv:2: 3 cells, where the header has 4"),
        (99, &single, &[], 1, "rows.csv:2: 1 cell, where the header has 4"),
        (99, &ragged, &[], 1, "rows.csv:4: 5 cells, where the header has 4"),
        (99, &unclosed, &[], 1, "rows.csv:3: a quote (\") that is never closed"),
        (99, &behind_quote, &[], 1, "rows.csv:2: a quote (\")"),
        (99, &bare_quote, &[], 1, "rows.csv:2: a quote (\")"),
        (100, &comma, &[], 1, "Minutes `1,5`: the mark that separates decimals is not stated"),
        (100, &comma, &["--decimal", "."], 1, "it has a `,`, and decimal is ."),
        (100, &point, &[], 1, "Minutes `1.234`: the mark that separates decimals is not stated"),
        (100, &point, &["--decimal", ",", "--rounding", "up"], 1, "it has a `.`, and decimal is ,"),
        (101, &order, &[], 1, "Date `03/04/2026`: the order of day and month is not stated"),
        (101, &order, &[], 1, "--date-order ymd, dmy or mdy"),
        (101, &order, &["-n", "--date-order", "dmy"], 0, "1 new"),
        (102, b"", &[], 0, "0 rows from rows.csv"),
        (102, head.as_bytes(), &[], 0, "0 rows from rows.csv"),
        (102, b"\n\n", &[], 0, "0 rows from rows.csv"),
        (103, &twice, &[], 1, "rows.csv:1: the header has the column `Note` twice"),
        (103, &missing, &[], 1, "rows.csv:1: the header has no column `Minutes`"),
        (106, &guarded, &["-n"], 0, "1 new"),
        (107, b"\x1f\x8b\x08\x00rest", &[], 1, "`rows.csv`: not a file of rows: it looks like a gzip file"),
        (107, b"PK\x03\x04rest", &[], 1, "it looks like a zip file, as .xlsx"),
        (107, b"%PDF-1.7\n", &[], 1, "it looks like a PDF"),
        (107, b"\xd0\xcf\x11\xe0\xa1\xb1", &[], 1, "an old Excel file"),
        (107, b"\xef\xbb\xbf<!DOCTYPE html><html>", &[], 1, "it looks like a web page"),
        (23, &nul, &[], 1, "a NUL byte"),
    ];
    for (number, bytes, options, exit, needle) in table {
        put(&desk, "rows.csv", bytes);
        let before = desk.ledger();
        let output = desk.output(&[&["import", "rows.csv", "--map", "plain.toml"][..], options].concat());
        let said = show(&output);
        assert_eq!(output.status.code(), Some(*exit), "{number}: {said}");
        assert!(said.contains(needle), "{number} does not say {needle:?}:\n{said}");
        assert!(*exit == 0 || said.starts_with("error: "), "{number}: {said}");
        assert!(said.lines().count() < 10 && !said.contains("panicked"), "{number}: {said}");
        assert_eq!(desk.ledger(), before, "{number} wrote");
    }
}

#[test]
fn number_103_a_missing_column_names_those_there_are() {
    let desk = desk();
    put(&desk, "rows.csv", "Kunde,Date,Minutes,Note\nacme,2026-11-20,45,VPN\n");
    assert_snapshot!(desk.refused(&["import", "rows.csv", "--map", "plain.toml"]).1, @"
    error: rows.csv:1: the header has no column `Client`
    hint: it has `Kunde`, `Date`, `Minutes`, `Note`
    [exit 1]
    ");
}

#[test]
fn number_105_one_bad_row_of_very_many() {
    let desk = desk();
    let mut text: String =
        (0..100_000).map(|n| format!("acme,2026-11-{:02},{},Call {n}\n", n % 20 + 1, n % 60 + 1)).collect();
    text.push_str("acme,2026-11-20,45 minutes,VPN\n");
    let before = desk.ledger();
    assert_snapshot!(rows(&desk, &text), @"
    error: rows.csv:100002: Minutes `45 minutes`: not a time; write it as 45m, 1h30m or 1:30
    error: 1 of 100001 rows cannot be imported; nothing was written
    hint: units are h and m: write 1.5h, 1h30m or 45m, or bare numbers and what they are, with --duration
    [exit 1]
    ");
    assert_eq!(desk.ledger(), before);
}

/// Feeds the program without end; it must give up by itself, soon.
fn endless(desk: &Desk, args: &[&str], head: &[u8], bytes: &[u8]) -> (Option<i32>, String) {
    let began = Instant::now();
    let mut child = desk.command(args);
    let mut child =
        child.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("a program");
    let mut stdin = child.stdin.take().expect("a pipe");
    let block = bytes.repeat((1 << 16) / bytes.len() + 1);
    let mut most = 0;
    if stdin.write_all(head).is_ok() {
        // Far more than any limit; the pipe breaks long before.
        while stdin.write_all(&block).is_ok() && most < 1 << 31 {
            most += block.len();
        }
    }
    drop(stdin);
    let output = child.wait_with_output().expect("an end");
    assert!(most < 400 << 20, "{args:?} took {most} bytes");
    assert!(began.elapsed() < Duration::from_secs(60), "{args:?} took {:?}", began.elapsed());
    (output.status.code(), show(&output))
}

#[test]
fn number_99_and_108_input_without_end_is_refused_with_bounded_memory() {
    let desk = desk();
    let before = desk.ledger();
    let csv: &[&str] = &["import", "-", "--format", "csv", "--map", "plain.toml"];
    let jsonl: &[&str] = &["import", "-", "--format", "jsonl"];
    let head = b"Client,Date,Minutes,Note\n";
    let one_line = endless(&desk, csv, head, b"x");
    assert_eq!(one_line, (Some(1), "error: stdin:2: a line of more than 64 KiB\n[exit 1]\n".to_owned()));
    assert!(endless(&desk, jsonl, b"", b"{").1.contains("stdin:1: a line of more than 64 KiB"));
    assert!(endless(&desk, csv, b"", b"\0").1.contains("a NUL byte"));
    assert!(endless(&desk, csv, b"", b"a\r").1.contains("a carriage return (CR) by itself"));
    // Rows without end are taken up to the limit of a file, and no further.
    let (exit, said) = endless(&desk, csv, head, b"acme,2026-11-20,45,VPN\n");
    assert_eq!(
        (exit, said.as_str()),
        (Some(1), "error: `stdin`: it is larger than 256 MiB\nhint: import it in parts\n[exit 1]\n")
    );
    // A file says its size: a gigabyte that is not even there.
    let sparse = fs::File::create(desk.file("sparse.csv")).expect("a file");
    sparse.set_len(1 << 30).expect("room");
    let began = Instant::now();
    assert!(desk.sh("import sparse.csv --map plain.toml").contains("larger than 256 MiB"));
    // One within the limit, of which only the first line is looked at.
    sparse.set_len(200 << 20).expect("room");
    assert!(desk.sh("import sparse.csv --map plain.toml").contains("a NUL byte"));
    assert!(began.elapsed() < Duration::from_secs(2));
    assert_eq!(desk.ledger(), before);
}

#[test]
fn number_99_a_quote_that_is_never_closed_ends_at_the_limit_of_a_row() {
    let desk = desk();
    let text =
        format!("Client,Date,Minutes,Note\nacme,2026-11-20,45,VPN\nacme,2026-11-20,45,\"{}", "more\n".repeat(1 << 20));
    put(&desk, "rows.csv", text);
    assert_snapshot!(desk.refused(&["import", "rows.csv", "--map", "plain.toml"]).1, @"
    error: rows.csv:3: a row of more than 64 KiB: is a quote never closed?
    [exit 1]
    ");
}

#[test]
fn number_108_only_regular_files_are_opened() {
    let desk = desk();
    put(&desk, "rows.csv", "Client,Date,Minutes,Note\n");
    let _socket = std::os::unix::net::UnixListener::bind(desk.file("socket")).expect("a socket");
    let others = [
        ("/dev/zero", "no regular file"),
        ("socket", "no regular file"),
        (".", "it is a folder"),
        ("missing.csv", "No such file"),
    ];
    for (file, told) in others {
        let (exit, said) = desk.refused(&["import", file, "--format", "csv", "--map", "plain.toml"]);
        assert!(exit == 5 && said.contains(told), "{file}: {said}");
        let (exit, said) = desk.refused(&["import", "rows.csv", "--format", "csv", "--map", file]);
        assert!(exit == 5 && said.contains(told), "{file}: {said}");
    }
}

#[test]
fn number_109_a_mapping_file_is_small_plain_toml() {
    let desk = desk();
    put(&desk, "rows.csv", "Client,Date,Minutes,Note\nacme,2026-11-20,45,VPN\n");
    let large = format!("{PLAIN}# {}\n", "x".repeat(1 << 20));
    let bomb = format!("a = {}{}\n{PLAIN}", "[".repeat(20_000), "]".repeat(20_000));
    let rows: &[(&str, &str)] = &[
        ("colour = \"red\"\n", "map.toml:1: unknown field `colour`"),
        ("kind = \"call\"\nkind = \"call\"\n", "map.toml:2: duplicate key"),
        ("include = \"map.toml\"\n", "map.toml:1: unknown field `include`"),
        ("separator = \"ab\"\n", "map.toml:1: `ab`: a separator is one of"),
        ("encoding = \"ebcdic\"\n", "map.toml:1: `ebcdic`: an encoding is"),
        ("rounding = \"down\"\n", "map.toml:1: `down`: rounding is"),
        ("date-order = 1\n", "map.toml:1: invalid type: integer `1`, expected a string"),
        ("a: &a [x]\nb: *a\n", "map.toml:1: "),
        (&large, "a mapping of more than 64 KiB"),
        (&bomb, "map.toml:1: "),
        ("\u{1b}[31m = 1\n", "map.toml:1: "),
    ];
    for (text, told) in rows {
        put(&desk, "map.toml", if text.contains("[columns]") { (*text).to_owned() } else { format!("{text}{PLAIN}") });
        let (exit, said) = desk.refused(&["import", "rows.csv", "--map", "map.toml"]);
        assert_eq!(exit, 1, "{said}");
        assert!(said.contains(told) && !said.contains('\u{1b}'), "no {told:?} in {said}");
    }
    put(&desk, "map.toml", b"\xff\xfe\x00");
    assert_eq!(desk.refused(&["import", "rows.csv", "--map", "map.toml"]).0, 1);
}

#[test]
fn what_a_file_is_made_of_and_means_must_be_stated() {
    let desk = desk();
    put(&desk, "rows.csv", "Client,Date,Minutes,Note\nacme,2026-11-20,45,VPN\n");
    put(&desk, "rows.txt", "Client,Date,Minutes,Note\nacme,2026-11-20,45,VPN\n");
    put(&desk, "rows.jsonl", "");
    assert_snapshot!(desk.session(&[
        "import rows.csv",
        "import rows.txt --map plain.toml",
        "import -",
        "import rows.csv --map tempo",
        "import rows.jsonl --map plain.toml",
        "import rows.csv --map plain.toml --client acme",
        "import rows.csv --map plain.toml --client 'X=ACME'",
        "import rows.csv --map plain.toml --id x",
        "import rows.csv --map plain.toml -o hours.jsonl",
        "import rows.csv --map plain.toml -o rows.csv",
        "import rows.csv --map plain.toml -o ./plain.toml",
        "import rows.csv --map plain.toml -o receipt.txt",
        "import rows.txt --map plain.toml --format csv",
    ]), @"
    $ hours import rows.csv
    error: a CSV needs a mapping that says what its columns mean
    hint: --map FILE, or --map toggl, harvest or clockify; the manual page of import says what a mapping states
    [exit 2]

    $ hours import rows.txt --map plain.toml
    error: what the file is made of is not known
    hint: add --format csv or --format jsonl
    [exit 2]

    $ hours import -
    error: what the file is made of is not known
    hint: add --format csv or --format jsonl
    [exit 2]

    $ hours import rows.csv --map tempo
    error: cannot read the mapping `tempo` (built in are toggl, harvest, clockify): No such file or directory (os error 2)
    hint: is the path right? ls tells what stands in a folder
    [exit 5]

    $ hours import rows.jsonl --map plain.toml
    error: JSON lines say themselves what they mean: a mapping is for CSV
    [exit 2]

    $ hours import rows.csv --map plain.toml --client acme
    error: invalid value `acme` for --client: there is no `=` in it
    hint: write it as NAME=ID
    [exit 2]

    $ hours import rows.csv --map plain.toml --client 'X=ACME'
    error: invalid value `X=ACME` for --client: only a–z 0–9 . _ - make an identifier
    [exit 2]

    $ hours import rows.csv --map plain.toml --id x
    error: unexpected `--id`
    hint: hours import --help lists the options
    [exit 2]

    $ hours import rows.csv --map plain.toml -o hours.jsonl
    error: `hours.jsonl` is the ledger itself or its lock
    hint: write the answer to another file
    [exit 2]

    $ hours import rows.csv --map plain.toml -o rows.csv
    error: `rows.csv` is read by the same command
    hint: write the answer to another file
    [exit 2]

    $ hours import rows.csv --map plain.toml -o ./plain.toml
    error: `./plain.toml` is read by the same command
    hint: write the answer to another file
    [exit 2]

    $ hours import rows.csv --map plain.toml -o receipt.txt

    $ hours import rows.txt --map plain.toml --format csv
    1 row from rows.txt: 0 new, 1 known already
        nothing new; nothing was written
    ");
}

#[test]
fn s1_nothing_in_a_file_acts_on_a_terminal() {
    let desk = desk();
    let evil = "\u{1b}]0;x\u{7}\u{202e}\u{9b}31m";
    for text in [
        format!("Client,Date,Minutes,Note\n{evil},2026-11-20,45,VPN\n"),
        format!("Client,Date,Minutes,Note\nacme,{evil},45,VPN\n"),
        format!("Client,Date,Minutes,Note\nacme,2026-11-20,{evil},VPN\n"),
        format!("Client,Date,Minutes,Note\nacme,2026-11-20,45,{evil}\n"),
        format!("{evil},Date,Minutes,Note\nacme,2026-11-20,45,x\n"),
    ] {
        put(&desk, "rows.csv", text);
        let (exit, said) = desk.refused(&["import", "rows.csv", "--map", "plain.toml"]);
        assert_eq!(exit, 1, "{said}");
        let acts = |c: char| (c.is_control() && c != '\n') || ('\u{202a}'..='\u{202e}').contains(&c);
        assert!(said.contains("\\u{1b}") && !said.contains(acts), "{said:?}");
    }
    let name = "evil\u{1b}[31m.csv";
    put(&desk, name, "Client,Date,Minutes,Note\nnobody,2026-11-20,45,VPN\n");
    assert!(desk.refused(&["import", name, "--map", "plain.toml"]).1.contains("evil\\u{1b}[31m.csv:2: no client"));
}

#[test]
fn s2_text_that_looks_like_a_formula_is_taken_as_it_is_and_guarded_on_the_way_out() {
    let desk = desk();
    assert!(rows(&desk, "acme,2026-11-20,45,=cmd|' /C calc'!A0\n").contains("1 new"));
    assert!(written(&desk, 1).contains("\"note\":\"=cmd|' /C calc'!A0\""));
    assert!(desk.ok("entries --format csv").contains("'=cmd|' /C calc'!A0"));
}

/// Whatever comes in, it is refused or taken: nothing panics, and it does not take long.
mod s7_anything {
    use hours::domain::{Book, Clock, Date, Entry, Fact, Minutes, Text};
    use hours::import::{Calendar, Encoding, Format, Mapping, Target, collect, decode, read};
    use proptest::prelude::*;

    struct Always;

    impl Calendar for Always {
        fn check(&self, _: Date, _: Clock) -> Result<(), String> {
            Ok(())
        }

        fn between(&self, _: Date, _: Clock, _: Clock) -> Result<Minutes, String> {
            Ok(Minutes::new(60))
        }
    }

    fn book() -> Book {
        let open = hours::domain::Open {
            name: Text::new("Kaffee IT", 200).expect("a name"),
            currency: "EUR".parse().expect("EUR"),
            zone: "Europe/Berlin".parse().expect("a zone"),
            prices: "gross".parse().expect("a basis"),
            vat: "19".parse().expect("a rate"),
            vat_reason: None,
            rate: "150.00 EUR".parse().expect("money"),
            increment: Minutes::new(15),
            minimum: None,
            overage: hours::domain::OverageClass::Bill,
            overage_rate: None,
            low: "20%".parse().expect("a share"),
            expiry_notice: 30,
        };
        let entry = |seq, fact| Entry {
            seq,
            id: format!("t-{seq}").parse().expect("an id"),
            recorded: hours::domain::Instant::from_micros(1_780_000_000_000_000 + seq as i64),
            clock: None,
            by: Text::new("nina", 200).expect("a name"),
            fact,
        };
        let mut book = Book::open(entry(1, Fact::Open(open))).expect("a book");
        let mut client = hours::domain::ClientFact::about("acme".parse().expect("an id"));
        client.name = Text::new("ACME GmbH", 200).ok();
        book.apply(entry(2, Fact::from(client))).expect("a client");
        book
    }

    /// Cells as they come, among them many that nearly are something.
    fn cell() -> impl Strategy<Value = String> {
        prop_oneof![
            "\\PC{0,12}",
            "[0-9]{0,20}[.,:/-]?[0-9]{0,20}[.,:/-]?[0-9]{0,6}",
            Just("acme".to_owned()),
            Just("2026-11-20".to_owned()),
            "[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?( ?[AaPp][Mm])?",
            "[\"',;\n\r\u{feff}\u{0}a]{0,6}",
        ]
    }

    const ENCODINGS: [Encoding; 5] =
        [Encoding::Utf8, Encoding::Windows1252, Encoding::Windows1250, Encoding::Windows1251, Encoding::Latin1];

    fn encoding() -> impl Strategy<Value = Encoding> {
        proptest::sample::select(&ENCODINGS[..])
    }

    /// Bytes among which few are refused in a code page.
    fn page_bytes() -> impl Strategy<Value = Vec<u8>> {
        let byte = prop_oneof![4 => b' '..=b'~', 4 => 0x80..=0xff_u8, 1 => Just(b'\n')];
        proptest::collection::vec(byte, 0..300)
    }

    /// Units of UTF-16 that mostly are characters, of every plane.
    fn units() -> impl Strategy<Value = Vec<u16>> {
        let character = any::<char>().prop_map(|c| c.encode_utf16(&mut [0; 2]).to_vec());
        let rare = prop_oneof![any::<u16>().prop_map(|unit| vec![unit]), Just(vec![0x0a]), Just(vec![0xa0a])];
        proptest::collection::vec(prop_oneof![8 => character, 1 => rare], 0..60).prop_map(|units| units.concat())
    }

    /// The bytes of a text, by another writer than what reads them.
    fn written_in(text: &str, encoding: Encoding) -> Vec<u8> {
        let page = match encoding {
            Encoding::Utf8 | Encoding::Utf16 => encoding_rs::UTF_8,
            Encoding::Windows1252 => encoding_rs::WINDOWS_1252,
            Encoding::Windows1250 => encoding_rs::WINDOWS_1250,
            Encoding::Windows1251 => encoding_rs::WINDOWS_1251,
            Encoding::Latin1 => return text.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect(),
        };
        page.encode(text).0.into_owned()
    }

    proptest! {
        #[test]
        fn bytes(bytes in proptest::collection::vec(any::<u8>(), 0..300), encoding in encoding()) {
            let _ = decode(bytes.clone(), Some(encoding));
            let _ = decode(bytes, None);
        }

        #[test]
        fn s7_what_is_taken_in_a_code_page_is_what_that_writes(bytes in page_bytes(), encoding in encoding()) {
            if let Ok(text) = decode(bytes.clone(), Some(encoding)) {
                let again = written_in(&text.text, encoding);
                prop_assert_eq!(again, bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes));
            }
        }

        #[test]
        fn s7_what_is_taken_as_utf16_is_what_that_writes(units in units(), big in any::<bool>(), odd in 0..20_u8) {
            let bytes = |units: &mut dyn Iterator<Item = u16>| -> Vec<u8> {
                units.flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
            };
            let mut file = bytes(&mut [0xfeff].into_iter().chain(units.iter().copied()));
            if odd == 0 {
                file.push(b'a');
            }
            let valid = String::from_utf16(&units).is_ok_and(|text| !text.replace("\r\n", "").contains(['\0', '\r'])) && odd > 0;
            let read = decode(file.clone(), None);
            prop_assert_eq!(read.is_ok(), valid, "{:?}", read);
            if let Ok(text) = read {
                let again = bytes(&mut [0xfeff].into_iter().chain(text.text.encode_utf16()));
                prop_assert!(again == file && text.encoding == Encoding::Utf16);
            }
            // A stream gives the same, however it comes.
            let collected = collect(&file[..], &|_| {}).expect("read");
            prop_assert_eq!(collected, Ok(file));
        }

        #[test]
        fn s7_what_a_code_page_writes_is_taken_as_it_was(text in "[ -~\n]{0,20}[а-яА-ЯёЁ№«»]{0,20}[ -~\n]{0,20}|[a-zA-ZąćęłńóśźżĄĆĘŁŃÓŚŹŻ ,;\n]{0,40}|[a-zäöüß€ ]{0,20}") {
            for encoding in ENCODINGS {
                let bytes = written_in(&text, encoding);
                // A character that the code page lacks was replaced; and short texts can be UTF-8 by chance.
                if let Ok(read) = decode(bytes.clone(), Some(encoding)) {
                    prop_assert_eq!(written_in(&read.text, encoding), bytes);
                } else {
                    prop_assert!(encoding != Encoding::Utf8 && std::str::from_utf8(&bytes).is_ok(), "{} in {}", text, encoding);
                }
            }
        }

        #[test]
        fn tables(rows in proptest::collection::vec(proptest::collection::vec(cell(), 6..7), 0..8), form in 0..6_usize, order in 0..4_usize) {
            let form = ["", "duration = \"h:mm\"\n", "duration = \"h:mm:ss\"\n", "duration = \"decimal-hours\"\n",
                "duration = \"minutes\"\n", "duration = \"seconds\"\n"][form];
            let order = ["", "date-order = \"ymd\"\n", "date-order = \"dmy\"\n", "date-order = \"mdy\"\n"][order];
            let call = format!("{form}{order}decimal = \",\"\nrounding = \"nearest\"\nline-breaks = \"blank\"\n[columns]\nclient = \"A\"\n\
                date = \"B\"\nstart = \"C\"\nduration = \"D\"\nnote = [\"E\", \"F\"]\nfactor = \"E\"\n");
            let buy = format!("kind = \"purchase\"\n{form}{order}decimal = \".\"\nthousands = \",\"\n[columns]\nclient = \"A\"\n\
                date = \"B\"\nsize = \"C\"\nprice = \"D\"\nuntil = \"E\"\npackage = \"F\"\n");
            let mut text = "A,B,C,D,E,F\n".to_owned();
            for row in &rows {
                text.push_str(&(row.join(",") + "\n"));
            }
            let book = book();
            for mapping in [call, buy] {
                let mapping = Mapping::read(&mapping).expect("a mapping");
                let target = Target { book: &book, calendar: &Always, today: Date::MAX, late: true, long: true, again: false };
                if let Ok(import) = read(&text, Format::Csv(&mapping), target, &|_| {}) {
                    let sorted = import.fresh.len() as u64 + import.known + import.skipped + import.doubles + import.bads;
                    prop_assert!(sorted >= import.rows);
                }
            }
        }

        #[test]
        fn lines(text in "[{}\\[\\]\":,a-z0-9\n\\\\]{0,200}") {
            let book = book();
            let target = Target { book: &book, calendar: &Always, today: Date::MAX, late: false, long: false, again: false };
            let _ = read(&text, Format::Jsonl, target, &|_| {});
        }

        #[test]
        fn mappings(text in "[a-z=\\[\\]\"\n .{}#]{0,200}") {
            let _ = Mapping::read(&text);
        }
    }
}

#[test]
fn r19_nothing_is_imported_into_an_older_copy_in_the_ledgers_place() {
    let desk = Desk::with_package();
    let older = desk.ledger();
    desk.ok("log acme 45m");
    std::fs::write(desk.file("hours.jsonl"), &older).expect("a ledger");
    let row = "{\"client\":\"acme\",\"date\":\"2026-11-20\",\"minutes\":45}\n";
    std::fs::write(desk.file("rows.jsonl"), row).expect("rows");
    let (exit, said) = desk.refused(&["import", "rows.jsonl"]);
    assert!(exit == 4 && said.contains("has gone back"), "{exit}: {said}");
    assert_eq!(desk.ledger(), older);
}

#[test]
fn r19_the_last_row_that_was_imported_is_remembered() {
    let desk = Desk::with_package();
    let older = desk.ledger();
    let row = "{\"client\":\"acme\",\"date\":\"2026-11-20\",\"minutes\":45}\n";
    std::fs::write(desk.file("rows.jsonl"), row).expect("rows");
    desk.ok("import rows.jsonl");
    std::fs::write(desk.file("hours.jsonl"), &older).expect("a ledger");
    assert!(desk.refused(&["log", "acme", "5m"]).1.contains("has gone back"));
}

#[test]
fn marks_that_contradict_each_other_and_names_for_two_clients_are_refused() {
    let desk = desk();
    desk.ok("client add jpn 'Japan KK'");
    put(&desk, "both.toml", format!("decimal = \",\"\nthousands = \",\"\n{PLAIN}"));
    put(&desk, "rows.csv", "Client,Date,Minutes\nacme,2026-11-20,45\n");
    let said = desk.sh("import rows.csv --map both.toml");
    assert!(said.contains("`decimal` and `thousands` are the same mark"), "{said}");
    let said = desk.sh("import rows.csv --map plain.toml --client acme=acme --client acme=jpn");
    assert_snapshot!(said, @"
    error: `acme` cannot be two clients, `acme` and `jpn`
    [exit 2]
    ");
    put(&desk, "ROWS.CSV", "Client,Date,Minutes,Note\nacme,2026-11-20,45,VPN\n");
    assert!(desk.sh("import ROWS.CSV --map plain.toml -n").contains("1 new"));
}

#[test]
fn what_cannot_be_read_says_what_would_help() {
    let desk = desk();
    put(&desk, "seconds.toml", PLAIN.replace("\"minutes\"", "\"seconds\""));
    put(&desk, "seconds.csv", "Client,Date,Minutes,Note\nacme,2026-11-20,20,short\n");
    put(&desk, "bare.toml", PLAIN.replace("duration = \"minutes\"\n", ""));
    put(
        &desk,
        "bare.csv",
        "Client,Date,Minutes,Note\nacme,2026-11-20,1:5,a\nacme,2026-11-20,1:75,b\nacme,2026-11-20,1:30,c\n",
    );
    put(&desk, "ids.toml", format!("{PLAIN}id = \"Id\"\n"));
    put(&desk, "ids.csv", "Client,Date,Minutes,Note,Id\nacme,2026-11-20,20,a,17\n");
    put(&desk, "latin.toml", b"# \xfcber\n");
    put(&desk, "latin.jsonl", b"{\"client\":\"\xfc\"}\n");
    put(&desk, "odd.toml", "x = 1\n");
    assert_snapshot!(desk.session(&[
        "import seconds.csv --map seconds.toml --rounding nearest",
        "import bare.csv --map bare.toml",
        "import ids.csv --map ids.toml",
        "import ids.csv --map latin.toml",
        "import ids.csv --map odd.toml",
        "import latin.jsonl",
    ]), @r#"
    $ hours import seconds.csv --map seconds.toml --rounding nearest
    error: seconds.csv:2: Minutes `20`: rounded to the nearest minute, it is no time at all
    error: 1 of 1 row cannot be imported; nothing was written
    hint: state rounding up in the mapping, or with --rounding up
    [exit 1]

    $ hours import bare.csv --map bare.toml
    error: bare.csv:2: Minutes `1:5`: no length of time: minutes and seconds have two digits below 60, such as 1:05
    error: bare.csv:3: Minutes `1:75`: no length of time: minutes and seconds have two digits below 60, such as 1:05
    error: 2 of 3 rows cannot be imported; nothing was written
    [exit 1]

    $ hours import ids.csv --map ids.toml
    error: ids.csv:2: Id `17`: digits alone would name entry #17
    error: 1 of 1 row cannot be imported; nothing was written
    hint: state id-prefix in the mapping, such as "crm:"
    [exit 1]

    $ hours import ids.csv --map latin.toml
    error: latin.toml:1: byte 0xFC is not UTF-8
    hint: save the mapping as UTF-8
    [exit 1]

    $ hours import ids.csv --map odd.toml
    error: odd.toml:1: unknown field `x`, expected one of `kind`, `separator`, `encoding`, `date-order`, `duration`, `rounding`, `decimal`, `thousands`, `line-breaks`, `id-prefix`, `apart`, `columns`, `constants`, `clients`, `services`, `skip`
    hint: hours import --help lists what a mapping can state
    [exit 1]

    $ hours import latin.jsonl
    error: latin.jsonl:1: byte 0xFC is not UTF-8
    hint: JSON lines are UTF-8
    [exit 1]
    "#);
}

#[test]
fn a_service_of_theirs_may_be_none_of_ours() {
    let desk = desk();
    put(&desk, "task.toml", format!("{PLAIN}service = \"Task\"\n"));
    put(&desk, "task.csv", "Client,Date,Minutes,Note,Task\nacme,2026-11-20,20,a,Support\n");
    desk.ok("import task.csv --map task.toml --service Support=");
    assert!(!written(&desk, 1).contains("service"), "{}", written(&desk, 1));
}

#[test]
fn n100_lengths_that_say_what_they_are_may_stand_among_decimal_hours() {
    let desk = desk();
    put(&desk, "mixed.toml", PLAIN.replace("\"minutes\"", "\"decimal-hours\"\ndecimal = \",\""));
    put(
        &desk,
        "mixed.csv",
        "Client,Date,Minutes,Note\nacme,2026-11-02,\"1,5\",a\nacme,2026-11-03,1:30,b\nacme,2026-11-04,1h30m,c\n\
        acme,2026-11-05,90m,d\nacme,2026-11-06,2,e\n",
    );
    desk.ok("import mixed.csv --map mixed.toml");
    let lines = desk.ok("entries acme --kind call --format csv");
    let worked: Vec<&str> = lines.lines().skip(1).filter_map(|line| line.split(',').nth(8)).collect();
    assert_eq!(worked, ["90", "90", "90", "90", "120"]);
    // A colon among minutes may be anything.
    put(&desk, "rows.csv", "Client,Date,Minutes,Note\nacme,2026-11-07,1:30,a\n");
    assert_eq!(desk.refused(&["import", "rows.csv", "--map", "plain.toml"]).0, 1);
}

#[test]
fn calls_that_are_listed_as_csv_come_to_the_same_in_another_ledger() {
    let desk = desk();
    desk.ok("log acme 1h VPN --on 2026-11-10 --case T-1 --contact 'Ms Öz'");
    desk.ok("log acme 20m Router --on 2026-11-10 --case T-1 --service onsite");
    desk.ok("log acme 2h 'a gift' --on 2026-11-11 --goodwill promised");
    desk.ok("log acme 30m Mail --on 2026-11-12 --package acme-1");
    desk.ok("log acme 45m Pint --on 2026-11-13");
    desk.ok("amend 10 --note Print --reason mistyped");
    std::fs::write(desk.file("calls.csv"), desk.ok("entries --kind call --kind amend --format csv --raw"))
        .expect("a file");
    put(
        &desk,
        "ours.toml",
        "duration = \"minutes\"\ndecimal = \".\"\n[columns]\nclient = \"client\"\ndate = \"date\"\nduration = \"worked_minutes\"\n\
            note = \"note\"\ncase = \"case\"\nservice = \"service\"\nfactor = \"factor\"\ngoodwill = \"goodwill\"\n\
            contact = \"contact\"\npackage = \"package\"\n[services]\nonsite = \"onsite\"\n\
            [skip]\nvoid = [\"true\"]\n",
    );
    desk.ok("init other.jsonl --name 'Kaffee IT' --currency EUR --rate 150");
    for line in ["client add acme A", "service add onsite --factor 1.5", "buy acme 10h --on 2026-11-02"] {
        desk.ok(&format!("-f other.jsonl {line}"));
    }
    desk.ok("-f other.jsonl import calls.csv --map ours.toml");
    let figures = |ledger: &str| {
        let lines = desk.ok(&format!("{ledger} entries acme --kind call --kind amend --format csv"));
        // The client and the figures, and what stands behind the words: of a correction these tell more than the note.
        let of = |line: &str| {
            let cells: Vec<&str> = line.split(',').collect();
            [&cells[5..18], &cells[cells.len() - 5..]].concat().join(",")
        };
        lines.lines().filter(|line| !line.contains(",false,true,")).map(of).collect::<Vec<_>>()
    };
    assert_eq!(figures("-f hours.jsonl"), figures("-f other.jsonl"));
}

#[test]
fn b2_an_amount_has_the_decimals_of_its_currency_and_no_noughts_beyond() {
    let desk = desk();
    let mapping = "kind = \"purchase\"\nseparator = \";\"\ndecimal = \",\"\nduration = \"decimal-hours\"\n[columns]\nclient = \"c\"\n\
        date = \"d\"\nsize = \"s\"\nprice = \"p\"\n";
    put(&desk, "buy.toml", mapping);
    for price in ["2,000", "157,10000"] {
        put(&desk, "buy.csv", format!("c;d;s;p\nacme;2026-11-02;10;{price}\n"));
        let (exit, said) = desk.refused(&["import", "buy.csv", "--map", "buy.toml"]);
        assert!(exit == 1 && said.contains("decimals of EUR"), "{said}");
    }
}

#[test]
fn every_unknown_name_is_told_of_once() {
    let desk = desk();
    let mut text = "Client,Date,Minutes,Note\n".to_owned();
    for _ in 0..30 {
        text.push_str("Alpha Ltd,2026-11-20,30,a\n");
    }
    text.push_str("Beta Ltd,2026-11-20,30,b\nacme,2026-11-20,soon,c\n");
    put(&desk, "rows.csv", text);
    let (_, said) = desk.refused(&["import", "rows.csv", "--map", "plain.toml"]);
    assert_eq!(said.matches("no client for `Alpha Ltd`").count(), 1, "{said}");
    assert!(
        said.contains("rows.csv:32: no client for `Beta Ltd`") && said.contains("rows.csv:33: Minutes `soon`"),
        "{said}"
    );
    assert!(said.contains("32 of 32 rows cannot be imported (a name that is not known is shown once)"), "{said}");
}

#[test]
fn a6_a_file_that_was_corrected_as_the_ledger_was_adds_nothing() {
    let desk = desk();
    put(&desk, "ids.toml", format!("{PLAIN}id = \"Id\"\n"));
    let file = |note: &str| format!("Client,Date,Minutes,Note,Id\nacme,2026-11-20,20,{note},xls:5\n");
    put(&desk, "rows.csv", file("Was"));
    desk.ok("import rows.csv --map ids.toml");
    put(&desk, "new.csv", file("What"));
    assert!(desk.refused(&["import", "new.csv", "--map", "ids.toml"]).1.contains("hours amend corrects a call"));
    desk.ok("amend xls:5 --note What");
    // As it is now, and as it was.
    for file in ["new.csv", "rows.csv"] {
        assert!(desk.ok(&format!("import {file} --map ids.toml")).contains("1 known"), "{file}");
    }
    put(&desk, "other.csv", file("Else"));
    assert_eq!(desk.refused(&["import", "other.csv", "--map", "ids.toml"]).0, 1);
    // Twice in one file, too.
    put(&desk, "twice.csv", format!("{}acme,2026-11-20,20,What,xls:5\n", file("What")));
    assert!(desk.sh("import twice.csv --map ids.toml").contains("twice.csv:3: the same as line 2; counted once"));
}

#[test]
fn a_call_that_may_be_in_the_ledger_already_is_told_of() {
    let desk = desk();
    put(&desk, "starts.toml", format!("{PLAIN}start = \"Start\"\n"));
    let file = |note: &str, start: &str| format!("Client,Date,Minutes,Note,Start\nacme,2026-11-20,60,{note},{start}\n");
    put(&desk, "one.csv", file("VPN dwn", "09:00"));
    assert!(!desk.sh("import one.csv --map starts.toml").contains("warning"));
    put(&desk, "two.csv", file("VPN down", "09:00"));
    let said = desk.sh("import two.csv --map starts.toml -n");
    assert!(
        said.contains("warning: two.csv:2: #6 is a call of the same client that begins at the same time\n"),
        "{said}"
    );
    // Without a start it is known by what it says: a call that somebody had typed.
    desk.ok("log acme 1h 'VPN up' --on 2026-11-20");
    put(&desk, "typed.csv", "Client,Date,Minutes,Note\nacme,2026-11-20,60,VPN up\nacme,2026-11-20,45,VPN up\n");
    let said = desk.sh("import typed.csv --map plain.toml -n");
    assert!(
        said.contains(
            "warning: typed.csv:2: #7 is a call of the same client that took as long on that day and says the same\n"
        ),
        "{said}"
    );
    assert!(!said.contains("typed.csv:3: #7"), "{said}");
    // Neither at another time, nor for another client, nor beside a call that was taken back.
    put(&desk, "later.csv", file("VPN down", "09:15"));
    put(&desk, "other.csv", file("VPN down", "09:00").replace("acme", "baltika"));
    for file in ["later.csv", "other.csv"] {
        assert!(!desk.sh(&format!("import {file} --map starts.toml -n")).contains("at the same time"), "{file}");
    }
    desk.ok("void 6 --reason mistyped");
    assert!(!desk.sh("import two.csv --map starts.toml").contains("warning"));
}

#[test]
fn a_client_and_a_service_of_one_unknown_name_are_both_told_of() {
    let desk = desk();
    put(&desk, "kinds.toml", format!("{PLAIN}service = \"Kind\"\n"));
    put(&desk, "rows.csv", "Client,Date,Minutes,Note,Kind\nFoo,2026-11-20,30,a,\nacme,2026-11-20,30,b,Foo\n");
    let (_, said) = desk.refused(&["import", "rows.csv", "--map", "kinds.toml"]);
    for told in ["2: no client for `Foo`", "3: no service for `Foo`", "under [clients]", "under [services]"] {
        assert!(said.contains(told), "{told}: {said}");
    }
}

/// A sheet kept by hand, of four days, and what came of importing it.
fn sheet(desk: &Desk) -> String {
    rows(
        desk,
        "acme,2026-11-16,90,VPN\nacme,2026-11-17,60,Pinter\nacme,2026-11-18,30,\nacme,2026-11-19,20,Mail\n\
        baltika,2026-11-16,15,\n",
    )
}

#[test]
fn a6_a_file_that_was_corrected_since_is_told_of_row_by_row() {
    let desk = desk();
    assert!(!sheet(&desk).contains("#8"));
    // A note that was put right, a time that was, and a note that there was none of.
    let text = "acme,2026-11-16,105,VPN\nacme,2026-11-17,60,Printer\nacme,2026-11-18,30,Router\nacme,2026-11-19,20,Mail\n\
        baltika,2026-11-16,15,\n";
    put(&desk, "rows.csv", format!("Client,Date,Minutes,Note\n{text}"));
    assert_snapshot!(desk.sh("import rows.csv --map plain.toml -n"), @r#"
    #11–#13  5 rows from rows.csv: 3 new, 2 known already
    client  calls  worked   left
    acme        3   3h15m  3h15m
    warning: rows.csv:2: #6 is of the same client and day, was imported before, and is not in this file: was it corrected?
    warning: rows.csv:3: #7 is of the same client and day, was imported before, and is not in this file: was it corrected?
    warning: rows.csv:4: #8 is of the same client and day, was imported before, and is not in this file: was it corrected?
    hint: if so, they would count twice: import with the mapping of that time, or take the old calls back, such as: hours void 6 --reason "corrected"
    note: a dry run: nothing was written
    "#);
    // Whoever takes them back first is told of nothing.
    for entry in [6, 7, 8] {
        desk.ok(&format!("void {entry} --reason corrected"));
    }
    assert!(!desk.sh("import rows.csv --map plain.toml").contains("#6"));
    assert!(!desk.sh("import rows.csv --map plain.toml").contains("corrected"));
}

#[test]
fn a6_a_file_that_another_mapping_reads_in_another_way_is_told_of_in_one_line() {
    let desk = desk();
    sheet(&desk);
    put(&desk, "cases.toml", format!("{PLAIN}[constants]\ncase = \"p\"\n"));
    assert_snapshot!(desk.sh("import rows.csv --map cases.toml"), @r#"
    #11–#15  5 rows from rows.csv: 5 new
    client   calls  worked  left
    acme         4   3h20m    3h
    baltika      1     15m    0m
    warning: 5 rows are of days of which an earlier import brought calls that this file does not have (the first: line 2, perhaps #6): were they corrected, or is the mapping another one?
    hint: if so, they count twice now: take the old calls back, such as: hours void 6 --reason "corrected"
    warning: baltika is 30m over: 75.00 EUR gross to invoice
    warning: baltika never had a package
    "#);
    // Another rounding.
    put(&desk, "hours.toml", PLAIN.replace("\"minutes\"", "\"decimal-hours\"\ndecimal = \".\""));
    put(&desk, "hours.csv", "Client,Date,Minutes,Note\nacme,2026-11-10,0.33,VPN\nacme,2026-11-11,0.67,Mail\n");
    desk.ok("import hours.csv --map hours.toml --rounding nearest");
    let said = desk.sh("import hours.csv --map hours.toml --rounding up -n --receipt json");
    assert!(said.contains("hours.csv:3: #17 is of the same client and day"), "{said}");
    assert!(said.contains("\"line\": 3,\n      \"seq\": 17,\n      \"why\": \"corrected\"\n"), "{said}");
}

#[test]
fn a6_an_export_of_the_same_month_with_more_rows_is_no_correction() {
    let desk = desk();
    sheet(&desk);
    // What was typed by hand is none, either; what came in and was amended here is what the file says it was.
    desk.ok("log acme 5m Password --on 2026-11-16");
    desk.ok("amend 7 --note Printer");
    let text = fs::read_to_string(desk.file("rows.csv")).expect("a file");
    put(
        &desk,
        "rows.csv",
        format!("{text}acme,2026-11-16,10,Mouse\nacme,2026-11-17,25,Screen\nacme,2026-11-20,5,New\n"),
    );
    let said = desk.sh("import rows.csv --map plain.toml -n");
    assert!(said.contains("3 new, 5 known") && !said.contains("warning: rows.csv") && !said.contains("hint"), "{said}");
    // A file that says another thing than the amendment may mean that call.
    put(&desk, "other.csv", "Client,Date,Minutes,Note\nacme,2026-11-17,65,Printer paper\n");
    assert!(desk.sh("import other.csv --map plain.toml -n").contains("other.csv:2: #12 is of the same client and day"));
}

#[test]
fn a6_calls_that_begin_at_different_times_are_corrections_only_if_they_say_the_same() {
    let desk = desk();
    put(&desk, "starts.toml", format!("{PLAIN}start = \"Start\"\n"));
    let file = |rows: &str| put(&desk, "starts.csv", format!("Client,Date,Minutes,Note,Start\n{rows}"));
    file("acme,2026-11-20,60,VPN,09:00\nacme,2026-11-20,30,Mail,11:00\n");
    desk.ok("import starts.csv --map starts.toml");
    file("acme,2026-11-20,30,Router,14:00\nacme,2026-11-20,60,VPN,09:15\n");
    let said = desk.sh("import starts.csv --map starts.toml -n");
    assert!(said.contains("starts.csv:3: #6 is of") && !said.contains("starts.csv:2"), "{said}");
    // A row with an id of its own would be known by that: it must be closer than of the same day.
    for (minutes, told) in [(30, true), (35, false)] {
        let row = "{\"id\":\"crm:1\",\"client\":\"acme\",\"date\":\"2026-11-20\",\"minutes\":";
        put(&desk, "rows.jsonl", format!("{row}{minutes}}}\n"));
        let said = desk.sh("import rows.jsonl -n");
        assert_eq!(said.contains("rows.jsonl:1: #7 is of"), told, "{said}");
    }
    // One of the two has none.
    put(&desk, "rows.csv", "Client,Date,Minutes,Note\nacme,2026-11-20,60,Server\nacme,2026-11-20,30,\n");
    let said = desk.sh("import rows.csv --map plain.toml -n");
    assert!(said.contains("rows.csv:2: #6 is of") && said.contains("rows.csv:3: #7 is of"), "{said}");
}

#[test]
fn a_package_that_may_be_in_the_ledger_already_is_told_of() {
    let desk = desk();
    // Typed: that of the desk, of 10h, and one for each of three months.
    desk.ok("buy acme 2h --price 300 --on 2026-11-02 --every month --times 3");
    let mapping = "kind = \"purchase\"\ndecimal = \".\"\n[columns]\nclient = \"Client\"\ndate = \"Date\"\nsize = \"Size\"\n\
        price = \"Price\"\nfrom = \"From\"\nuntil = \"Until\"\n";
    put(&desk, "buy.toml", mapping);
    put(
        &desk,
        "buy.csv",
        "Client,Date,Size,Price,From,Until\nacme,2026-11-02,10h,1500,,\nacme,2026-11-02,10h,1600,,\n\
        acme,2026-11-02,2h,300,2026-12-02,2027-01-01\nacme,2026-11-02,2h,300,,2027-12-31\nacme,2026-11-03,10h,1500,,\n\
        baltika,2026-11-02,10h,1500,,\nacme,2026-11-02,3h,1500,,\n",
    );
    let said = desk.sh("import buy.csv --map buy.toml -n");
    let told: Vec<&str> = said.lines().filter(|line| line.starts_with("warning: buy.csv")).collect();
    assert_snapshot!(told.join("\n"), @"
    warning: buy.csv:2: #3 is a package of the same client that is like it, of the same day
    warning: buy.csv:3: #3 is a package of the same client that is as large and of the same day, at another price
    warning: buy.csv:4: #7 is a package of the same client that is like it, of the same day
    warning: buy.csv:5: #6 is a package of the same client that is as large and of the same day
    ");
    // Once they are in, they are known; a list that goes on brings nothing of theirs once more.
    let said = desk.sh("import buy.csv --map buy.toml --receipt json");
    assert!(said.contains("\"why\": \"other_price\"") && said.contains("what is there twice now"), "{said}");
    let text = fs::read_to_string(desk.file("buy.csv")).expect("a file");
    put(&desk, "buy.csv", format!("{text}acme,2026-11-03,10h,1550,,\n"));
    assert!(!desk.sh("import buy.csv --map buy.toml").contains("warning: buy.csv"));
}

#[test]
fn e6_a_receipt_says_how_many_calls_are_charged_nothing() {
    let desk = desk();
    put(&desk, "free.toml", format!("{PLAIN}goodwill = \"Free\"\n"));
    let head = "Client,Date,Minutes,Note,Free\n";
    put(
        &desk,
        "rows.csv",
        format!(
            "{head}acme,2026-11-16,90,VPN,warranty\nacme,2026-11-17,60,Mail,\nbaltika,2026-11-16,30,VPN,warranty\n"
        ),
    );
    assert_snapshot!(desk.sh("import rows.csv --map free.toml -n"), @"
    #6–#8  3 rows from rows.csv: 3 new
    client   calls  worked  left
    acme         2   2h30m    9h
    baltika      1     30m    0m
        2 of 3 calls are goodwill: charged nothing
    warning: baltika never had a package
    note: a dry run: nothing was written
    ");
    let said = desk.sh("import rows.csv --map free.toml -n --receipt json");
    assert!(said.contains("\"goodwill\": 1,\n      \"goodwill_minutes\": 90,\n"), "{said}");
    put(&desk, "rows.csv", format!("{head}acme,2026-11-16,90,VPN,warranty\n"));
    let said = desk.sh("import rows.csv --map free.toml");
    assert!(said.contains("    1 of 1 call is goodwill: charged nothing\n"), "{said}");
}

#[test]
fn d1_a_receipt_says_what_packages_cost_together() {
    let desk = desk();
    // An hourly rate in the place of a price is seen here.
    let mapping = "kind = \"purchase\"\ndecimal = \".\"\n[columns]\nclient = \"Client\"\ndate = \"Date\"\nsize = \"Size\"\nprice = \"Rate\"\n";
    put(&desk, "buy.toml", mapping);
    put(
        &desk,
        "buy.csv",
        "Client,Date,Size,Rate\nacme,2026-11-03,20h,60\nacme,2026-11-04,30h,60\nbaltika,2026-11-03,5h,1500\n",
    );
    assert_snapshot!(desk.sh("import buy.csv --map buy.toml -n"), @"
    #6–#8  3 rows from buy.csv: 3 new
    client   packages  size         price  left
    acme            2   50h    120.00 EUR   60h
    baltika         1    5h  1,500.00 EUR    5h
    note: a dry run: nothing was written
    ");
    let said = desk.sh("import buy.csv --map buy.toml --receipt json");
    assert!(said.contains("\"price\": \"120.00\",\n      \"currency\": \"EUR\",\n"), "{said}");
}

#[test]
fn what_is_stated_and_meets_nothing_in_the_file_is_told_of() {
    let desk = desk();
    let file = |rows: &str| put(&desk, "rows.csv", format!("Client,Date,Minutes,Note,Billable?\n{rows}"));
    let skip = |cells: &str| put(&desk, "skip.toml", format!("{PLAIN}[skip]\n\"Billable?\" = [{cells}]\n"));
    let notes = |options: &str| {
        let said = desk.sh(&format!("import rows.csv --map skip.toml -n {options}"));
        let notes: Vec<&str> =
            said.lines().filter(|line| line.starts_with("note: ") && !line.contains("dry run")).collect();
        notes.join("\n")
    };
    file("acme,2026-11-20,5,a,Yes\nacme,2026-11-20,6,b,No\nacme,2026-11-20,7,c,\n");
    skip("\"no\"");
    assert_snapshot!(notes(""), @"note: under [skip], no cell of `Billable?` is `no`: it has `No`, `Yes`");
    skip("\"\", \"nein\"");
    assert_snapshot!(notes(""), @"note: under [skip], no cell of `Billable?` is `nein`: it has `Yes`, `No`");
    // One of a list that meets something is enough, unless a cell is the same but for its capital letter.
    skip("\"No\", \"nein\", \"YES\"");
    assert_snapshot!(notes(""), @"note: under [skip], no cell of `Billable?` is `YES`: it has `Yes`, `No`");
    skip("\"\", \"No\"");
    assert_eq!(notes(""), "");
    // Names of clients, where they are typed for this very file.
    let name = "--client 'Acme GmbH=acme' --client 'acme=acme' --client '=acme'";
    assert_snapshot!(notes(name), @"note: no row is of a client `Acme GmbH`, as --client states");
    put(&desk, "skip.toml", format!("{PLAIN}[clients]\n\"Acme GmbH\" = \"acme\"\n"));
    assert_eq!(notes(""), "");
    // Of many cells a few are told, and of a file without rows nothing.
    skip("\"x\"");
    file(&('a'..='h').map(|cell| format!("acme,2026-11-20,5,{cell},{cell}\n")).collect::<String>());
    assert_snapshot!(notes(""), @"note: under [skip], no cell of `Billable?` is `x`: it has `a`, `b`, `c`, `d`, `e`");
    file("");
    assert_eq!(notes(name), "");
}

#[test]
fn a_file_that_is_not_there_is_told_of_before_what_it_means() {
    let desk = desk();
    put(&desk, "calls.csv", "Client,Date,Minutes,Note\n");
    assert_snapshot!(desk.session(&[
        "import call.csv",
        "import nope.csv",
        "import nope.xlsx",
        "import sheets/calls.csv --map plain.toml",
        "import calls.csv/x.csv",
    ]), @"
    $ hours import call.csv
    error: cannot read `call.csv`: No such file or directory (os error 2)
    hint: did you mean `calls.csv`?
    [exit 5]

    $ hours import nope.csv
    error: cannot read `nope.csv`: No such file or directory (os error 2)
    hint: is the path right? ls tells what stands in a folder
    [exit 5]

    $ hours import nope.xlsx
    error: cannot read `nope.xlsx`: No such file or directory (os error 2)
    hint: is the path right? ls tells what stands in a folder
    [exit 5]

    $ hours import sheets/calls.csv --map plain.toml
    error: cannot read `sheets/calls.csv`: No such file or directory (os error 2)
    hint: there is no folder `sheets`: is the path right?
    [exit 5]

    $ hours import calls.csv/x.csv
    error: cannot read `calls.csv/x.csv`: Not a directory (os error 20)
    hint: there is no folder `calls.csv`: is the path right?
    [exit 5]
    ");
}
