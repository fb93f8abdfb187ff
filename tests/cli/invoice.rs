//! `hours invoice`

use std::collections::BTreeSet;
use std::process::Stdio;

use insta::assert_snapshot;

use crate::desk::{Desk, show};

/// A desk at a month's end: a package used up by a call that went 1h15m over.
fn month_end() -> Desk {
    let desk = Desk::with_package();
    desk.ok("log acme 11h15m 'Mail migration' --case T-8 --on 2026-11-20");
    desk
}

/// One JSON answer.
fn json(desk: &Desk, line: &str) -> serde_json::Value {
    serde_json::from_str(&desk.ok(&format!("{line} --format json"))).expect("JSON")
}

#[test]
fn j1_a_draft_lists_what_is_due_in_the_order_of_the_ledger() {
    let desk = month_end();
    desk.ok("buy acme 5h --on 2026-11-21 --price 700");
    desk.ok("grant acme 1h --reason bonus --on 2026-11-21");
    desk.ok("refund acme-2 90m --on 2026-11-22");
    desk.ok("log acme 20m 'Late note' --on 2026-11-19");
    assert_snapshot!(desk.session(&[
        "invoice draft acme",
        "invoice draft acme --through 2026-11-20 --date 2026-11-21 --due 30",
        "invoice draft acme --through 2026-11-01",
        "invoice draft --all --through 2026-11-01",
        "balance acme",
    ]), @"
    $ hours invoice draft acme
    draft invoice
      date         2026-11-23
      through      2026-11-23
      due          2026-12-07
      from         Kaffee IT
      to           ACME GmbH

    line  date        what                      time    rate    amount
       1  2026-11-02  acme-1: 10h of support     10h          1,500.00
       2  2026-11-20  Mail migration (T-8)     1h15m  150.00    187.50
       3  2026-11-21  acme-2: 5h of support       5h            700.00
       4  2026-11-22  acme-2: 1h30m paid back  1h30m           −210.00
       5  2026-11-19  Late note                  30m  150.00     75.00

    net 1,892.86 + 19 % VAT 359.64 = 2,252.50, included in the prices
    total 2,252.50 EUR

    $ hours invoice draft acme --through 2026-11-20 --date 2026-11-21 --due 30
    draft invoice
      date         2026-11-21
      through      2026-11-20
      due          2026-12-21
      from         Kaffee IT
      to           ACME GmbH

    line  date        what                     time    rate    amount
       1  2026-11-02  acme-1: 10h of support    10h          1,500.00
       2  2026-11-20  Mail migration (T-8)    1h15m  150.00    187.50
       3  2026-11-19  Late note                 30m  150.00     75.00

    net 1,481.09 + 19 % VAT 281.41 = 1,762.50, included in the prices
    total 1,762.50 EUR

    $ hours invoice draft acme --through 2026-11-01
    nothing is due from acme through 2026-11-01

    $ hours invoice draft --all --through 2026-11-01
    nothing is due from anybody

    $ hours balance acme
    client   left    used   over  to invoice  last call   state
    acme    4h30m  11h45m  1h45m  262.50 EUR  2026-11-20  over
    ");
    assert_eq!(desk.entries(), 8, "a draft writes nothing");
}

#[test]
fn j1_a_late_call_is_on_the_next_invoice_and_nothing_is_billed_twice() {
    let desk = month_end();
    assert_snapshot!(desk.session(&[
        "invoice issue acme --through 2026-11-20",
        "invoice issue acme --through 2026-11-20",
        "log acme 30m 'Written down later' --on 2026-11-10",
        "invoice issue acme --through 2026-11-20",
        "invoice draft --all",
        "statement acme",
        "entries acme --kind invoice",
        "verify",
    ]), @"
    $ hours invoice issue acme --through 2026-11-20
    #5  invoice 2026-0001  acme  1,687.50 EUR, 2 lines, due 2026-12-07
        acme has nothing left

    invoice 2026-0001
      date         2026-11-23
      through      2026-11-20
      due          2026-12-07
      from         Kaffee IT
      to           ACME GmbH

    line  date        what                     time    rate    amount
       1  2026-11-02  acme-1: 10h of support    10h          1,500.00
       2  2026-11-20  Mail migration (T-8)    1h15m  150.00    187.50

    net 1,418.07 + 19 % VAT 269.43 = 1,687.50, included in the prices
    total 1,687.50 EUR

    Kaffee IT, ledger <short> up to entry #5, head <hash>
    warning: acme is out of hours

    $ hours invoice issue acme --through 2026-11-20
    error: nothing is due from `acme` through 2026-11-20
    hint: hours balance shows where clients stand; what stands on an invoice is not due again
    [exit 1]

    $ hours log acme 30m 'Written down later' --on 2026-11-10
    #6  acme  Tue 2026-11-10  worked 30m, charged 30m  Written down later
        30m over; acme has nothing left
    warning: acme is out of hours
    warning: acme is 30m over: 75.00 EUR gross to invoice

    $ hours invoice issue acme --through 2026-11-20
    #7  invoice 2026-0002  acme  75.00 EUR, 1 line, due 2026-12-07
        acme has nothing left

    invoice 2026-0002
      date         2026-11-23
      through      2026-11-20
      due          2026-12-07
      from         Kaffee IT
      to           ACME GmbH

    line  date        what                time    rate  amount
       1  2026-11-10  Written down later   30m  150.00   75.00

    net 63.03 + 19 % VAT 11.97 = 75.00, included in the prices
    total 75.00 EUR

    Kaffee IT, ledger <short> up to entry #7, head <hash>
    warning: acme is out of hours

    $ hours invoice draft --all
    nothing is due from anybody

    $ hours statement acme
    ACME GmbH – support hours, 2026-11-02 to 2026-11-23

    date        what                             worked  charged  balance
                opening balance                                        0m
    2026-11-02  acme-1: package of 10h                                10h
    2026-11-10  Written down later                  30m      30m    9h30m
    2026-11-20  Mail migration (T-8)             11h15m   11h15m   −1h45m
    2026-11-23  invoice 2026-0001: 1h15m billed                      −30m
    2026-11-23  invoice 2026-0002: 30m billed                          0m
                closing balance                  11h45m   11h45m       0m

    Kaffee IT, ledger <short> up to entry #7, head <hash>

    $ hours entries acme --kind invoice
    entry  date        client  kind     worked  charged  what
       #5  2026-11-23  acme    invoice                   2026-0001: 1,687.50 EUR gross, due 2026-12-07
       #7  2026-11-23  acme    invoice                   2026-0002: 75.00 EUR gross, due 2026-12-07

    $ hours verify
    ok: 7 entries, chain intact to <hash>, replay and invoices agree
    invoices 2026-0001 to 2026-0002, no number missing
    entry #7, the last that this machine remembers, is in it
    ");
}

#[test]
fn j2_an_invoice_keeps_the_parties_as_they_stood() {
    let desk = month_end();
    let config = "[seller]\naddress = \"Hof 3, 10999 Berlin\"\nvat-id = \"DE123456789\"\n";
    std::fs::write(desk.file("hours.toml"), config).expect("a configuration");
    desk.ok("client set acme --address 'Ring 1' --buyer-reference PO-7");
    desk.ok("invoice issue acme");
    desk.ok("client set acme --address 'Platz 2' --clear buyer-reference");
    std::fs::write(desk.file("hours.toml"), "[seller]\naddress = \"Elsewhere\"\n").expect("a configuration");
    assert_snapshot!(desk.sh("invoice show 2026-0001"), @"
    invoice 2026-0001
      date         2026-11-23
      through      2026-11-23
      due          2026-12-07
      from         Kaffee IT, Hof 3, 10999 Berlin, VAT id DE123456789
      to           ACME GmbH, Ring 1
      your ref     PO-7

    line  date        what                     time    rate    amount
       1  2026-11-02  acme-1: 10h of support    10h          1,500.00
       2  2026-11-20  Mail migration (T-8)    1h15m  150.00    187.50

    net 1,418.07 + 19 % VAT 269.43 = 1,687.50, included in the prices
    total 1,687.50 EUR

    Kaffee IT, ledger <short> up to entry #7, head <hash>
    ");
    let shown = json(&desk, "invoice show 2026-0001");
    assert_eq!(shown["buyer"]["reference"], "PO-7");
    assert_eq!(shown["seller"]["vat_id"], "DE123456789");
}

#[test]
fn j2_what_the_last_invoice_says_of_the_seller_is_missed() {
    let desk = month_end();
    let config = desk.file("hours.toml");
    let all = "[seller]\naddress = \"Hof 3, 10999 Berlin\"\nvat-id = \"DE123456789\"\nemail = \"ada@example.com\"\n";
    std::fs::write(&config, all).expect("a configuration");
    assert!(!desk.sh("invoice draft acme").contains("says your"), "there is none before");
    desk.ok("invoice issue acme");
    desk.ok("buy acme 5h");
    let said = |line: &str| {
        let said = desk.sh(line);
        let is_about = |line: &&str| line.contains("says your") || line.contains("[seller]");
        said.lines().filter(is_about).map(|line| format!("{}\n", line.trim())).collect::<String>()
    };
    assert_eq!(said("invoice draft acme") + &said("doctor"), "");
    std::fs::write(&config, "[seller]\nemail = \"a@example.com\"\n").expect("a configuration");
    assert_snapshot!(said("invoice draft acme"), @"
    warning: 2026-0001 says your address and VAT id, and what is billed now does not
    hint: who issues is said by [seller] in hours.toml, in the ledger's folder
    ");
    std::fs::remove_file(&config).expect("it goes");
    assert_snapshot!(said("doctor"), @"
    warn  settings     2026-0001 says your address and VAT id and e-mail address, and the next invoice would not
    → who issues is said by [seller] in hours.toml, in the ledger's folder
    ");
    let issued = said("invoice issue acme --id i2");
    assert!(
        issued.starts_with("warning: 2026-0001 says your address and VAT id and e-mail address, and what"),
        "{issued}"
    );
    assert_eq!(said("invoice issue acme --id i2"), "", "once");
    // A credit note says what its invoice says, and then it is the last to do so.
    assert_eq!(said("invoice credit 2026-0001 --reason x"), "");
    assert!(said("invoice draft acme").starts_with("warning: 2026-0003 says your address"));
}

#[test]
fn j2_a_configuration_that_cannot_be_used_is_named_with_its_line() {
    let desk = month_end();
    std::fs::write(desk.file("hours.toml"), "[seller]\nadress = \"x\"\n").expect("a configuration");
    let (code, said) = desk.refused(&["invoice", "issue", "acme"]);
    assert_eq!(code, 2);
    assert_snapshot!(said, @"
    error: hours.toml:2: unknown field `adress`, expected one of `address`, `vat-id`, `email`
    hint: hours invoice --help and hours export --help list what can stand in it
    [exit 2]
    ");
    for (config, part) in [
        ("[invoice]\nnumbers = \"{year}\"\n", "a pattern counts with {n}"),
        ("[seller]\nvat-id = \"a\\tb\"\n", "hours.toml, [seller]: the vat-id has a control"),
        ("[invoice]\ndue = -1\n", "hours.toml:2: invalid value"),
    ] {
        std::fs::write(desk.file("hours.toml"), config).expect("a configuration");
        let (code, said) = desk.refused(&["invoice", "issue", "acme"]);
        assert!(code == 2 && said.contains(part), "{config}: {said}");
    }
    std::fs::remove_file(desk.file("hours.toml")).expect("it goes");
    std::fs::create_dir(desk.file("hours.toml")).expect("a folder");
    assert_eq!(desk.refused(&["invoice", "issue", "acme"]).0, 2, "a folder is no configuration");
    assert!(desk.sh("balance").starts_with("client"), "no other command reads it");
}

#[test]
fn j3_numbers_have_no_gaps_and_each_year_has_its_own() {
    let desk = Desk::with_client();
    let buy = |on: &str| desk.ok(&format!("buy acme 1h --on {on}"));
    for on in ["2025-12-01", "2026-01-02", "2026-01-03", "2026-01-04"] {
        buy(on);
    }
    assert_snapshot!(desk.session(&[
        "invoice issue acme --date 2025-12-31",
        "invoice issue acme --date 2026-01-02 --format csv",
        "invoice issue acme --date 2026-01-03 --first 5",
        "invoice issue acme --date 2026-01-03 --first 1",
        "invoice issue acme --date 2026-01-03 --numbers 2026-000{n} --dry-run",
        "invoice issue acme --date 2026-01-03 --numbers R{year}/{n:03} --first 118",
        "invoice issue acme --date 2026-01-04",
        "invoice list --year 2026",
        "verify",
    ]), @"
    $ hours invoice issue acme --date 2025-12-31
    #7  invoice 2025-0001  acme  150.00 EUR, 1 line, due 2026-01-14
        acme has 4h left

    invoice 2025-0001
      date         2025-12-31
      through      2025-12-31
      due          2026-01-14
      from         Kaffee IT
      to           ACME GmbH

    line  date        what                   time  rate  amount
       1  2025-12-01  acme-1: 1h of support    1h        150.00

    net 126.05 + 19 % VAT 23.95 = 150.00, included in the prices
    total 150.00 EUR

    Kaffee IT, ledger <short> up to entry #7, head <hash>

    $ hours invoice issue acme --date 2026-01-02 --format csv
    number,kind,date,through,due,client,client_name,currency,line,line_kind,line_date,text,minutes,hours,rate,amount,net,vat_rate,vat_reason,prices,entries
    2026-0001,invoice,2026-01-02,2026-01-02,2026-01-16,acme,ACME GmbH,EUR,1,package,2026-01-02,acme-2: 1h of support,60,1.00,,150.00,126.05,19,,gross,<id>

    $ hours invoice issue acme --date 2026-01-03 --first 5
    error: `2026-0005` where number 2026-0002 is next
    hint: numbers have no gaps; --first only begins a series that has no document yet
    [exit 1]

    $ hours invoice issue acme --date 2026-01-03 --first 1
    error: the number `2026-0001` is taken by entry #8
    hint: leave --first away to go on from the last one, or choose a --numbers pattern that differs
    [exit 1]

    $ hours invoice issue acme --date 2026-01-03 --numbers 2026-000{n} --dry-run
    error: the number `2026-0001` is taken by entry #8
    hint: leave --first away to go on from the last one, or choose a --numbers pattern that differs
    [exit 1]

    $ hours invoice issue acme --date 2026-01-03 --numbers R{year}/{n:03} --first 118
    #9  invoice R2026/118  acme  150.00 EUR, 1 line, due 2026-01-17
        acme has 4h left

    invoice R2026/118
      date         2026-01-03
      through      2026-01-03
      due          2026-01-17
      from         Kaffee IT
      to           ACME GmbH

    line  date        what                   time  rate  amount
       1  2026-01-03  acme-3: 1h of support    1h        150.00

    net 126.05 + 19 % VAT 23.95 = 150.00, included in the prices
    total 150.00 EUR

    Kaffee IT, ledger <short> up to entry #9, head <hash>

    $ hours invoice issue acme --date 2026-01-04
    #10  invoice R2026/119  acme  150.00 EUR, 1 line, due 2026-01-18
        acme has 4h left

    invoice R2026/119
      date         2026-01-04
      through      2026-01-04
      due          2026-01-18
      from         Kaffee IT
      to           ACME GmbH

    line  date        what                   time  rate  amount
       1  2026-01-04  acme-4: 1h of support    1h        150.00

    net 126.05 + 19 % VAT 23.95 = 150.00, included in the prices
    total 150.00 EUR

    Kaffee IT, ledger <short> up to entry #10, head <hash>

    $ hours invoice list --year 2026
    number     date        due         client     net    VAT       total  state
    2026-0001  2026-01-02  2026-01-16  acme    126.05  23.95  150.00 EUR
    R2026/118  2026-01-03  2026-01-17  acme    126.05  23.95  150.00 EUR
    R2026/119  2026-01-04  2026-01-18  acme    126.05  23.95  150.00 EUR
    total                                      378.15  71.85  450.00 EUR

    $ hours verify
    ok: 10 entries, chain intact to <hash>, replay and invoices agree
    invoice 2025-0001
    invoice 2026-0001
    invoices R2026/118 to R2026/119, no number missing
    entry #10, the last that this machine remembers, is in it
    ");
    buy("2026-01-05");
    let (code, said) = desk.refused(&["invoice", "issue", "acme", "--numbers", "2026-000{n}"]);
    assert!(code == 1 && said.contains("the number `2026-0001` is taken by entry #8"), "{said}");
    for pattern in ["2026", "{year}", "{n}{n}", "{n:4}", "a b{n}", "", "{x}{n}"] {
        let (code, said) = desk.refused(&["invoice", "issue", "acme", "--numbers", pattern]);
        assert_eq!(code, 2, "{pattern}: {said}");
    }
    let long = "x".repeat(30) + "{n:03}";
    assert_eq!(desk.refused(&["invoice", "issue", "acme", "--numbers", &long]).0, 2);
    let (code, said) =
        desk.refused(&["invoice", "issue", "acme", "--numbers", &("x".repeat(30) + "{n}"), "--first", "100"]);
    assert!(code == 1 && said.contains("would be too long"), "{said}");
}

#[test]
fn j3_of_many_that_issue_at_once_each_has_its_own_number() {
    let desk = Desk::open();
    let clients = ["a", "b", "c", "d", "e", "f"];
    for client in clients {
        desk.ok(&format!("client add {client} {client}"));
        desk.ok(&format!("buy {client} 1h"));
    }
    let spawn = |client| {
        let mut command = desk.command(&["invoice", "issue", client, "--wait", "60"]);
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program runs")
    };
    let running: Vec<_> = clients.map(spawn).into();
    for child in running {
        let output = child.wait_with_output().expect("it ends");
        assert!(output.status.success(), "{}", show(&output));
    }
    let list = json(&desk, "invoice list");
    let invoices = list["invoices"].as_array().expect("a list");
    let numbers: BTreeSet<&str> = invoices.iter().filter_map(|invoice| invoice["number"].as_str()).collect();
    let due: BTreeSet<String> = (1..=6).map(|n| format!("2026-{n:04}")).collect();
    assert_eq!(numbers, due.iter().map(String::as_str).collect());
    assert_eq!(desk.ok("invoice draft --all"), "nothing is due from anybody\n");
    assert_eq!(desk.ok("invoice draft --all --format md"), "nothing is due from anybody\n");
}

#[test]
fn a6_issuing_again_under_the_same_id_is_done_already() {
    let desk = month_end();
    let first = desk.ok("invoice issue acme --id nov-acme --due 7");
    assert_snapshot!(desk.sh("invoice issue acme --id nov-acme --due 7"), @"
    #5  invoice 2026-0001  acme  1,687.50 EUR, 2 lines, due 2026-11-30
        acme has nothing left

    invoice 2026-0001
      date         2026-11-23
      through      2026-11-23
      due          2026-11-30
      from         Kaffee IT
      to           ACME GmbH

    line  date        what                     time    rate    amount
       1  2026-11-02  acme-1: 10h of support    10h          1,500.00
       2  2026-11-20  Mail migration (T-8)    1h15m  150.00    187.50

    net 1,418.07 + 19 % VAT 269.43 = 1,687.50, included in the prices
    total 1,687.50 EUR

    Kaffee IT, ledger <short> up to entry #5, head <hash>
    already issued; nothing was written
    warning: acme is out of hours
    ");
    assert!(first.starts_with("#5  invoice 2026-0001"), "{first}");
    let (code, said) = desk.refused(&["invoice", "issue", "acme", "--id", "nov-acme", "--due", "8"]);
    assert!(code == 1 && said.contains("`nov-acme`"), "{said}");
    assert_eq!(desk.entries(), 5);
}

#[test]
fn a4_a_document_goes_by_its_number_its_entry_and_the_id_of_that() {
    let desk = Desk::with_package();
    desk.ok("invoice issue acme --id november");
    let shown = desk.ok("invoice show 2026-0001");
    assert_eq!(desk.ok("invoice show '#4'"), shown);
    assert_eq!(desk.ok("invoice show november"), shown);
    desk.ok("log acme 1h x --id call:1");
    for no_document in ["call:1", "#5", "dezember"] {
        assert!(desk.sh(&format!("invoice show '{no_document}'")).contains("no invoice"), "{no_document}");
    }
    desk.ok("invoice credit november --reason wrong");
}

#[test]
fn j4_a_credit_mirrors_to_the_cent_and_what_it_credits_is_due_again() {
    let desk = month_end();
    desk.ok("invoice issue acme --date 2026-11-21");
    assert_snapshot!(desk.session(&[
        "invoice credit 2026-0001 --reason 'wrong address'",
        "invoice credit 2026-0001 --reason again",
        "invoice credit 2026-0002 --reason 'no invoice'",
        "invoice credit 2026-0009 --reason unknown",
        "invoice draft acme",
        "invoice issue acme --format md",
        "invoice list",
        "show 4",
        "statement acme --from 2026-11-20",
    ]), @r#"
    $ hours invoice credit 2026-0001 --reason 'wrong address'
    #6  credit note 2026-0002  acme  −1,687.50 EUR, 2 lines
        acme has nothing left

    credit note 2026-0002
      date         2026-11-23
      through      2026-11-21
      from         Kaffee IT
      to           ACME GmbH
      credits      invoice 2026-0001
      reason       wrong address

    line  date        what                     time    rate     amount
       1  2026-11-02  acme-1: 10h of support    10h          −1,500.00
       2  2026-11-20  Mail migration (T-8)    1h15m  150.00    −187.50

    net −1,418.07 + 19 % VAT −269.43 = −1,687.50, included in the prices
    total −1,687.50 EUR

    Kaffee IT, ledger <short> up to entry #6, head <hash>
    warning: acme is out of hours
    warning: acme is 1h15m over: 187.50 EUR gross to invoice

    $ hours invoice credit 2026-0001 --reason again
    error: invoice `2026-0001` was credited by #6 already
    hint: what it listed is due again: hours invoice draft --all shows it
    [exit 1]

    $ hours invoice credit 2026-0002 --reason 'no invoice'
    error: entry `#6` is of kind `credit`; only invoices are credited
    hint: issue the invoice anew: what it listed is due again
    [exit 1]

    $ hours invoice credit 2026-0009 --reason unknown
    error: no invoice `2026-0009`
    hint: did you mean `2026-0001`? (hours invoice list)
    [exit 1]

    $ hours invoice draft acme
    draft invoice
      date         2026-11-23
      through      2026-11-23
      due          2026-12-07
      from         Kaffee IT
      to           ACME GmbH

    line  date        what                     time    rate    amount
       1  2026-11-02  acme-1: 10h of support    10h          1,500.00
       2  2026-11-20  Mail migration (T-8)    1h15m  150.00    187.50

    net 1,418.07 + 19 % VAT 269.43 = 1,687.50, included in the prices
    total 1,687.50 EUR

    $ hours invoice issue acme --format md
    # invoice 2026-0003

    - date: 2026-11-23
    - through: 2026-11-23
    - due: 2026-12-07
    - from: Kaffee IT
    - to: ACME GmbH

    | line | date | what | time | rate | amount |
    | ---: | --- | --- | ---: | ---: | ---: |
    | 1 | 2026-11-02 | acme-1: 10h of support | 10h |  | 1,500.00 |
    | 2 | 2026-11-20 | Mail migration (T-8) | 1h15m | 150.00 | 187.50 |

    net 1,418.07 + 19 % VAT 269.43 = 1,687.50, included in the prices  
    **total 1,687.50 EUR**

    Kaffee IT, ledger <short> up to entry \#7, head <hash>
    warning: acme is out of hours

    $ hours invoice list
    number     date        due         client        net      VAT          total  state
    2026-0001  2026-11-21  2026-12-05  acme     1,418.07   269.43   1,687.50 EUR  credited by 2026-0002
    2026-0002  2026-11-23  2026-11-23  acme    −1,418.07  −269.43  −1,687.50 EUR  credits 2026-0001
    2026-0003  2026-11-23  2026-12-07  acme     1,418.07   269.43   1,687.50 EUR
    total                                       1,418.07   269.43   1,687.50 EUR

    $ hours show 4
    #4  call  Mail migration
      acme, Fri 2026-11-20, case T-8
      worked 11h15m, charged 11h15m
      10h from acme-1
      1h15m over at 150.00 = 187.50 EUR, billed (G2, G3)
      1h15m on invoice 2026-0001 of 2026-11-21, credited on 2026-11-23 (J2)
      1h15m on invoice 2026-0003 of 2026-11-23 (J2)
      fixed by a barrier: no later entry changes it (H2)
      recorded 2026-11-23T09:00:03.000000Z by nina
      id <id>
      {"seq":4,"id":"<id>","recorded":"2026-11-23T09:00:03.000000Z","by":"nina","kind":"call","client":"acme","date":"2026-11-20","minutes":675,"case":"T-8","note":"Mail migration","hash":"<hash>"}

    $ hours statement acme --from 2026-11-20
    ACME GmbH – support hours, 2026-11-20 to 2026-11-23

    date        what                                          worked  charged  balance
                opening balance                                                    10h
    2026-11-20  Mail migration (T-8)                          11h15m   11h15m   −1h15m
    2026-11-21  invoice 2026-0001: 1h15m billed                                     0m
    2026-11-23  invoice 2026-0001 credited: 1h15m open again                    −1h15m
    2026-11-23  invoice 2026-0003: 1h15m billed                                     0m
                closing balance                               11h15m   11h15m       0m

    Kaffee IT, ledger <short> up to entry #7, head <hash>
    "#);
    let zero = |field: &str| {
        let [invoice, credit] = ["2026-0001", "2026-0002"].map(|number| json(&desk, &format!("invoice show {number}")));
        let amount = |document: &serde_json::Value| document[field].as_str().expect(field).to_owned();
        assert_eq!(amount(&credit), format!("-{}", amount(&invoice)), "{field}");
    };
    ["net", "vat_total", "gross"].iter().for_each(|field| zero(field));
    let (code, said) = desk.refused(&["invoice", "credit", "2026-0003", "--reason", "x", "--date", "2026-11-22"]);
    assert!(code == 1 && said.contains("before invoice `2026-0003` was issued"), "{said}");
}

#[test]
fn j4_a_refund_is_a_credit_note_by_its_sign_and_can_itself_be_credited() {
    let desk = Desk::with_package();
    desk.ok("invoice issue acme");
    desk.ok("refund acme-1 4h");
    assert_snapshot!(desk.session(&[
        "invoice issue acme",
        "void 5 --reason mistaken",
        "invoice credit 2026-0002 --reason mistaken",
        "void 5 --reason mistaken",
        "invoice list",
        "invoice draft acme",
    ]), @"
    $ hours invoice issue acme
    #6  credit note 2026-0002  acme  −600.00 EUR, 1 line
        acme has 6h left

    credit note 2026-0002
      date         2026-11-23
      through      2026-11-23
      from         Kaffee IT
      to           ACME GmbH

    line  date        what                                      time  rate   amount
       1  2026-11-23  acme-1: 4h paid back (invoice 2026-0001)    4h        −600.00

    net −504.20 + 19 % VAT −95.80 = −600.00, included in the prices
    total −600.00 EUR

    Kaffee IT, ledger <short> up to entry #6, head <hash>

    $ hours void 5 --reason mistaken
    error: entry `#5` stands on invoice `2026-0002`
    hint: hours invoice credit 2026-0002 --reason TEXT cancels that invoice first
    [exit 1]

    $ hours invoice credit 2026-0002 --reason mistaken
    #7  invoice 2026-0003  acme  600.00 EUR, 1 line, due 2026-11-23
        acme has 6h left

    invoice 2026-0003
      date         2026-11-23
      through      2026-11-23
      due          2026-11-23
      from         Kaffee IT
      to           ACME GmbH
      takes back   credit note 2026-0002
      reason       mistaken

    line  date        what                                      time  rate  amount
       1  2026-11-23  acme-1: 4h paid back (invoice 2026-0001)    4h        600.00

    net 504.20 + 19 % VAT 95.80 = 600.00, included in the prices
    total 600.00 EUR

    Kaffee IT, ledger <short> up to entry #7, head <hash>

    $ hours void 5 --reason mistaken
    #8  void of #5 (refund): mistaken
        acme has 10h left (6h left before)

    $ hours invoice list
    number     date        due         client       net     VAT         total  state
    2026-0001  2026-11-23  2026-12-07  acme    1,260.50  239.50  1,500.00 EUR
    2026-0002  2026-11-23  2026-12-07  acme     −504.20  −95.80   −600.00 EUR  credited by 2026-0003
    2026-0003  2026-11-23  2026-11-23  acme      504.20   95.80    600.00 EUR  credits 2026-0002
    total                                      1,260.50  239.50  1,500.00 EUR

    $ hours invoice draft acme
    nothing is due from acme through 2026-11-23
    ");
}

#[test]
fn i2_what_stands_on_an_invoice_is_neither_voided_nor_amended() {
    let desk = month_end();
    desk.ok("invoice issue acme");
    assert_snapshot!(desk.session(&[
        "void 3 --reason x",
        "void 4 --reason x",
        "amend 4 10h",
        "void 5 --reason x",
        "invoice credit 2026-0001 --reason mistaken",
        "void 6 --reason x",
        "amend 4 10h --reason 'shorter'",
        "invoice draft acme",
    ]), @"
    $ hours void 3 --reason x
    error: entry `#3` stands on invoice `2026-0001`, and calls that are fixed drew on `acme-1`
    hint: to take it back whole, credit its invoice and void those calls first; what is left of it can be paid back: hours refund acme-1
    [exit 1]

    $ hours void 4 --reason x
    error: entry `#4` stands on invoice `2026-0001`
    hint: hours invoice credit 2026-0001 --reason TEXT cancels that invoice first
    [exit 1]

    $ hours amend 4 10h
    error: entry `#4` stands on invoice `2026-0001`
    hint: hours invoice credit 2026-0001 --reason TEXT cancels that invoice first
    [exit 1]

    $ hours void 5 --reason x
    error: entry `#5` is of kind `invoice`, which is never taken back
    hint: hours invoice credit NUMBER cancels an invoice
    [exit 1]

    $ hours invoice credit 2026-0001 --reason mistaken
    #6  credit note 2026-0002  acme  −1,687.50 EUR, 2 lines
        acme has nothing left

    credit note 2026-0002
      date         2026-11-23
      through      2026-11-23
      from         Kaffee IT
      to           ACME GmbH
      credits      invoice 2026-0001
      reason       mistaken

    line  date        what                     time    rate     amount
       1  2026-11-02  acme-1: 10h of support    10h          −1,500.00
       2  2026-11-20  Mail migration (T-8)    1h15m  150.00    −187.50

    net −1,418.07 + 19 % VAT −269.43 = −1,687.50, included in the prices
    total −1,687.50 EUR

    Kaffee IT, ledger <short> up to entry #6, head <hash>
    warning: acme is out of hours
    warning: acme is 1h15m over: 187.50 EUR gross to invoice

    $ hours void 6 --reason x
    error: entry `#6` is of kind `credit`, which is never taken back
    hint: issue the invoice anew: what it listed is due again
    [exit 1]

    $ hours amend 4 10h --reason 'shorter'
    #7  acme  Fri 2026-11-20  worked 10h, charged 10h  Mail migration  (instead of #4 (Mail migration, 11h15m))
        10h from acme-1; acme has nothing left
    warning: acme is out of hours

    $ hours invoice draft acme
    draft invoice
      date         2026-11-23
      through      2026-11-23
      due          2026-12-07
      from         Kaffee IT
      to           ACME GmbH

    line  date        what                    time  rate    amount
       1  2026-11-02  acme-1: 10h of support   10h        1,500.00

    net 1,260.50 + 19 % VAT 239.50 = 1,500.00, included in the prices
    total 1,500.00 EUR
    ");
}

#[test]
fn h1_issuing_fixes_what_was_worked_through_its_day() {
    let desk = Desk::with_client();
    desk.ok("buy acme 1h --on 2026-11-02");
    desk.ok("log acme 1h 'First written' --on 2026-11-10");
    desk.ok("log acme 1h 'After' --on 2026-11-20");
    desk.ok("invoice issue acme --through 2026-11-15 --date 2026-11-15");
    // Without the invoice, this earlier call would draw first and push the other over.
    desk.ok("log acme 1h 'Worked before' --on 2026-11-09");
    assert_snapshot!(desk.session(&["show acme-1", "invoice draft acme"]), @"
    $ hours show acme-1
    acme-1  1h for 150.00 EUR gross (126.05 net + 23.95 VAT), bought 2026-11-02 (#3) by acme, no end, all services
      on invoice 2026-0001 of 2026-11-15 (J2)
      on 2026-11-23: used, 1h drawn, nothing left
      date        entry  drawn  what           rest
      2026-11-10  #4        1h  First written  nothing left

    $ hours invoice draft acme
    draft invoice
      date         2026-11-23
      through      2026-11-23
      due          2026-12-07
      from         Kaffee IT
      to           ACME GmbH

    line  date        what           time    rate  amount
       1  2026-11-20  After            1h  150.00  150.00
       2  2026-11-09  Worked before    1h  150.00  150.00

    net 252.10 + 19 % VAT 47.90 = 300.00, included in the prices
    total 300.00 EUR
    ");
}

#[test]
fn h3_only_the_date_of_an_invoice_can_be_in_a_closed_period() {
    let desk = month_end();
    desk.ok("close acme --through 2026-11-20");
    assert_snapshot!(desk.session(&[
        "invoice draft acme --through 2026-11-15 --format csv",
        "invoice issue acme --date 2026-11-19",
        "invoice issue acme --date 2026-11-19 --late --format csv",
        "invoice issue acme --through 2026-11-20 --format csv",
        "invoice credit 2026-0001 --reason x --date 2026-11-20",
        "entries --kind invoice",
    ]), @"
    $ hours invoice draft acme --through 2026-11-15 --format csv
    number,kind,date,through,due,client,client_name,currency,line,line_kind,line_date,text,minutes,hours,rate,amount,net,vat_rate,vat_reason,prices,entries
    ,invoice,2026-11-23,2026-11-15,2026-12-07,acme,ACME GmbH,EUR,1,package,2026-11-02,acme-1: 10h of support,600,10.00,,1500.00,1260.50,19,,gross,<id>

    $ hours invoice issue acme --date 2026-11-19
    error: `acme`: `2026-11-19` is in the period closed through 2026-11-20
    hint: add --late to book it all the same; it shows as late in every list
    [exit 1]

    $ hours invoice issue acme --date 2026-11-19 --late --format csv
    number,kind,date,through,due,client,client_name,currency,line,line_kind,line_date,text,minutes,hours,rate,amount,net,vat_rate,vat_reason,prices,entries
    2026-0001,invoice,2026-11-19,2026-11-19,2026-12-03,acme,ACME GmbH,EUR,1,package,2026-11-02,acme-1: 10h of support,600,10.00,,1500.00,1260.50,19,,gross,<id>
    warning: acme is out of hours
    warning: acme is 1h15m over: 187.50 EUR gross to invoice

    $ hours invoice issue acme --through 2026-11-20 --format csv
    number,kind,date,through,due,client,client_name,currency,line,line_kind,line_date,text,minutes,hours,rate,amount,net,vat_rate,vat_reason,prices,entries
    2026-0002,invoice,2026-11-23,2026-11-20,2026-12-07,acme,ACME GmbH,EUR,1,overage,2026-11-20,Mail migration (T-8),75,1.25,150.00,187.50,157.56,19,,gross,<id>
    warning: acme is out of hours

    $ hours invoice credit 2026-0001 --reason x --date 2026-11-20
    error: `2026-11-20` is in the period closed through 2026-11-20
    hint: add --late to book it all the same; it shows as late in every list
    [exit 1]

    $ hours entries --kind invoice
    entry  date        client  kind     worked  charged  what
       #6  2026-11-19  acme    invoice                   2026-0001: 1,500.00 EUR gross, due 2026-12-03  [late]
       #7  2026-11-23  acme    invoice                   2026-0002: 187.50 EUR gross, due 2026-12-07
    ");
}

#[test]
fn g6_of_a_call_that_is_billed_in_part_it_is_said_which() {
    let desk = Desk::with_client();
    desk.ok("log acme 90m work --on 2026-11-08");
    desk.ok("buy acme 1h --on 2026-11-13 --settle");
    desk.ok("invoice issue acme --through 2026-11-12 --date 2026-11-13");
    desk.ok("void 4 --reason mistyped");
    let overage = || json(&desk, "entries --kind call")["entries"][0]["overage"].clone();
    let expected = |billed: u64| serde_json::json!({"minutes": 90, "amount": "225.00", "class": "bill", "invoice": "2026-0001", "billed_minutes": billed});
    assert_eq!(overage(), expected(30));
    assert!(
        desk.ok("show 3").contains("1h30m over at 150.00 = 225.00 EUR, 30m of it billed and 1h to be billed (G2, G3)")
    );
    desk.ok("invoice issue acme");
    assert_eq!(overage(), expected(90));
    assert!(desk.ok("show 3").contains("1h30m over at 150.00 = 225.00 EUR, billed (G2, G3)"));
}

#[test]
fn g3_a_call_that_is_billed_in_parts_costs_what_it_costs_whole() {
    let desk = Desk::bare();
    desk.ok("init --name K --rate 99.99 --vat 19");
    desk.ok("client add acme A --increment 1m");
    desk.ok("log acme 50m a --on 2026-11-01");
    desk.ok("buy acme 25m --on 2026-11-02 --price 40");
    desk.ok("settle acme --package acme-1 --on 2026-11-02");
    desk.ok("invoice issue acme --date 2026-11-03");
    desk.ok("void 5 --reason x");
    let overage = |line: &str| {
        let document = json(&desk, line);
        let lines = document["lines"].as_array().expect("lines");
        let line = lines.iter().find(|line| line["kind"] == "overage").expect("overage");
        (line["minutes"].as_u64(), line["amount"].as_str().map(str::to_owned))
    };
    let is = |minutes: u64, amount: &str| (Some(minutes), Some(amount.to_owned()));
    assert_eq!(overage("invoice show 2026-0001"), is(25, "41.66"));
    assert_eq!(json(&desk, "balance acme")["clients"][0]["billable_amount"], "41.67");
    assert_eq!(overage("invoice draft acme"), is(25, "41.67"));
    desk.ok("invoice issue acme --date 2026-11-04");
    desk.ok("verify");
    // What is billed once more costs the rest again, whichever part it is.
    desk.ok("invoice credit 2026-0001 --reason x --date 2026-11-05");
    assert_eq!(overage("invoice draft acme"), is(25, "41.66"));
    desk.ok("invoice credit 2026-0002 --reason x --date 2026-11-05");
    assert_eq!(overage("invoice draft acme"), is(50, "83.33"));
    desk.ok("verify");
}

#[test]
fn g6_overage_is_open_until_the_invoice_is_dated_and_again_after_its_credit() {
    let desk = month_end();
    desk.ok("invoice issue acme --date 2026-11-21");
    desk.ok("invoice credit 2026-0001 --reason mistaken --date 2026-11-23");
    let over = |day: &str| {
        let balance = json(&desk, &format!("balance acme --as-of {day}"));
        let call = &json(&desk, &format!("entries --kind call --as-of {day}"))["entries"][0]["overage"]["invoice"];
        (balance["clients"][0]["overage_amount"].clone(), call.clone())
    };
    assert_eq!(over("2026-11-20"), ("187.50".into(), serde_json::Value::Null));
    assert_eq!(over("2026-11-21"), ("0.00".into(), "2026-0001".into()));
    assert_eq!(over("2026-11-22"), ("0.00".into(), "2026-0001".into()));
    assert_eq!(over("2026-11-23"), ("187.50".into(), serde_json::Value::Null));
    let credited = |day: &str| json(&desk, &format!("invoice show 2026-0001 --as-of {day}"))["credited_by"].clone();
    assert_eq!([credited("2026-11-22"), credited("2026-11-23")], [serde_json::Value::Null, "2026-0002".into()]);
    assert_eq!(json(&desk, "invoice list --as-of 2026-11-22")["invoices"].as_array().map(Vec::len), Some(1));
    assert!(desk.ok("invoice draft acme --known 4").contains("187.50"), "before it was issued it was due");
}

#[test]
fn j7_drawing_bears_no_vat_and_is_no_invoice() {
    let desk = Desk::with_package();
    desk.ok("invoice issue acme");
    desk.ok("log acme 1h VPN");
    assert_eq!(desk.ok("invoice draft acme"), "nothing is due from acme through 2026-11-23\n");
    assert!(!desk.ok("statement acme").contains("VAT"));
}

#[test]
fn j8_a_rate_of_nought_has_its_reason_on_the_document() {
    let desk = Desk::open();
    desk.ok("client add beta Beta --vat 0 --vat-reason reverse-charge --vat-id GB123 --prices net");
    desk.ok("buy beta 1h");
    assert_snapshot!(desk.sh("invoice issue beta"), @"
    #4  invoice 2026-0001  beta  150.00 EUR, 1 line, due 2026-12-07
        beta has 1h left

    invoice 2026-0001
      date         2026-11-23
      through      2026-11-23
      due          2026-12-07
      from         Kaffee IT
      to           Beta, VAT id GB123

    line  date        what                   time  rate  amount
       1  2026-11-23  beta-1: 1h of support    1h        150.00

    net 150.00 + 0 % VAT (reverse charge: the recipient owes the tax) 0.00 = 150.00
    total 150.00 EUR

    Kaffee IT, ledger <short> up to entry #4, head <hash>
    ");
    let shown = json(&desk, "invoice show 2026-0001");
    assert_eq!(shown["vat"][0]["reason"], "reverse-charge");
    assert_eq!(shown["lines"][0]["vat_reason"], "reverse-charge");
    // What would need a reason or an id is refused when it is said, long before there is an invoice.
    for line in [
        "client add c C --vat 0",
        "client add c C --vat 0 --vat-reason reverse-charge",
        "client add c C --currency USD",
        "buy beta 1h --vat 19 --price 999999999999",
    ] {
        let words: Vec<&str> = line.split(' ').collect();
        let (code, said) = desk.refused(&words);
        assert_eq!(code, 1, "{line}: {said}");
    }
}

#[test]
fn j5_vat_is_reckoned_by_rate_and_basis_in_the_clients_currency() {
    let desk = Desk::open();
    desk.ok("client add yen Yen --currency JPY --overage-rate 20000 --vat 10");
    desk.ok("client add dinar Dinar --currency KWD --overage-rate 45.500 --vat 5.5 --prices net");
    desk.ok("buy yen 50h --price 1000000 --on 2026-11-02");
    desk.ok("buy yen 10m --price 3333 --net --vat 7 --on 2026-11-02");
    desk.ok("log yen 20m Printer --on 2026-11-01");
    desk.ok("log dinar 25m Printer");
    assert_snapshot!(desk.session(&["invoice issue yen", "invoice issue dinar"]), @"
    $ hours invoice issue yen
    #8  invoice 2026-0001  yen  1,013,566 JPY, 3 lines, due 2026-12-07
        yen has 50h10m left

    invoice 2026-0001
      date         2026-11-23
      through      2026-11-23
      due          2026-12-07
      from         Kaffee IT
      to           Yen

    line  date        what                   time    rate  VAT            amount
       1  2026-11-02  yen-1: 50h of support   50h          10 % gross  1,000,000
       2  2026-11-02  yen-2: 10m of support   10m          7 % net         3,333
       3  2026-11-01  Printer                 30m  20,000  10 % gross     10,000

    net 918,182 + 10 % VAT 91,818 = 1,010,000, included in the prices
    net 3,333 + 7 % VAT 233 = 3,566
    total 1,013,566 JPY

    Kaffee IT, ledger <short> up to entry #8, head <hash>

    $ hours invoice issue dinar
    #9  invoice 2026-0002  dinar  24.001 KWD, 1 line, due 2026-12-07
        dinar has nothing left

    invoice 2026-0002
      date         2026-11-23
      through      2026-11-23
      due          2026-12-07
      from         Kaffee IT
      to           Dinar

    line  date        what     time    rate  amount
       1  2026-11-23  Printer   30m  45.500  22.750

    net 22.750 + 5.5 % VAT 1.251 = 24.001
    total 24.001 KWD

    Kaffee IT, ledger <short> up to entry #9, head <hash>
    warning: dinar never had a package
    ");
}

#[test]
fn j5_a_document_with_several_vat_groups_says_which_line_is_in_which() {
    let desk = Desk::bare();
    desk.ok("init --name K --rate 150 --prices net");
    desk.ok("client add v 'Vega SIA' --vat-id LV4000");
    desk.ok("log v 3h Umzug --on 2026-05-04");
    assert_eq!(desk.ok("invoice draft v").matches("VAT").count(), 2, "of one group nothing is said beside its lines");
    desk.ok("client set v --vat 0 --vat-reason reverse-charge --from 2026-07-01");
    desk.ok("log v 3h After --on 2026-07-20");
    assert_snapshot!(desk.sh("invoice draft v"), @"
    draft invoice
      date         2026-11-23
      through      2026-11-23
      due          2026-12-07
      from         K
      to           Vega SIA, VAT id LV4000

    line  date        what   time    rate  VAT   amount
       1  2026-05-04  Umzug    3h  150.00  19 %  450.00
       2  2026-07-20  After    3h  150.00  0 %   450.00

    net 450.00 + 19 % VAT 85.50 = 535.50
    net 450.00 + 0 % VAT (reverse charge: the recipient owes the tax) 0.00 = 450.00
    total 985.50 EUR
    ");
    assert_snapshot!(desk.sh("invoice draft v --format md"), @"
    # draft invoice

    - date: 2026-11-23
    - through: 2026-11-23
    - due: 2026-12-07
    - from: K
    - to: Vega SIA, VAT id LV4000

    | line | date | what | time | rate | VAT | amount |
    | ---: | --- | --- | ---: | ---: | --- | ---: |
    | 1 | 2026-05-04 | Umzug | 3h | 150.00 | 19 % | 450.00 |
    | 2 | 2026-07-20 | After | 3h | 150.00 | 0 % | 450.00 |

    net 450.00 + 19 % VAT 85.50 = 535.50  
    net 450.00 + 0 % VAT (reverse charge: the recipient owes the tax) 0.00 = 450.00  
    **total 985.50 EUR**
    ");
}

#[test]
fn j5_a_document_of_net_and_gross_prices_marks_each_line() {
    let desk = Desk::bare();
    desk.ok("init --name K --rate 150 --prices net");
    desk.ok("client add v 'Vega SIA' --vat-id LV4000");
    desk.ok("buy v 2h");
    desk.ok("buy v 2h --gross --price 300");
    assert_snapshot!(desk.sh("invoice draft v"), @"
    draft invoice
      date         2026-11-23
      through      2026-11-23
      due          2026-12-07
      from         K
      to           Vega SIA, VAT id LV4000

    line  date        what                time  rate  VAT         amount
       1  2026-11-23  v-1: 2h of support    2h        19 % net    300.00
       2  2026-11-23  v-2: 2h of support    2h        19 % gross  300.00

    net 300.00 + 19 % VAT 57.00 = 357.00
    net 252.10 + 19 % VAT 47.90 = 300.00, included in the prices
    total 657.00 EUR
    ");
}

#[test]
fn j8_lines_that_differ_only_in_why_they_bear_no_vat_say_why() {
    let desk = Desk::open();
    desk.ok("client add v 'Vega SIA' --vat-id LV4000 --vat 0 --vat-reason exempt");
    desk.ok("log v 1h Before --on 2026-05-04");
    desk.ok("client set v --vat-reason reverse-charge --from 2026-07-01");
    desk.ok("log v 1h After --on 2026-07-20");
    assert_snapshot!(desk.sh("invoice draft v"), @"
    draft invoice
      date         2026-11-23
      through      2026-11-23
      due          2026-12-07
      from         Kaffee IT
      to           Vega SIA, VAT id LV4000

    line  date        what    time    rate  VAT                 amount
       1  2026-05-04  Before    1h  150.00  0 % exempt          150.00
       2  2026-07-20  After     1h  150.00  0 % reverse charge  150.00

    net 150.00 + 0 % VAT (exempt) 0.00 = 150.00
    net 150.00 + 0 % VAT (reverse charge: the recipient owes the tax) 0.00 = 150.00
    total 300.00 EUR
    ");
}

#[test]
fn j5_every_format_draws_the_same_figures() {
    let desk = month_end();
    desk.ok("buy acme 5h --price 333.33 --vat 7 --on 2026-11-21");
    desk.ok("refund acme-2 100m --on 2026-11-22");
    desk.ok("invoice issue acme");
    let shown = json(&desk, "invoice show 2026-0001");
    let [table, markdown] = ["table", "md"].map(|format| desk.ok(&format!("invoice show 2026-0001 --format {format}")));
    let csv = desk.ok("invoice show 2026-0001 --format csv");
    let mut rows = csv::Reader::from_reader(csv.as_bytes());
    let header = rows.headers().expect("a header").clone();
    let rows: Vec<csv::StringRecord> = rows.records().map(|row| row.expect("a row")).collect();
    let lines = shown["lines"].as_array().expect("lines");
    assert_eq!((lines.len(), rows.len()), (4, 4));
    let people = |amount: &str| amount.replace('-', "−").replace("1500.00", "1,500.00");
    for (line, row) in lines.iter().zip(&rows) {
        let cell = |name: &str| row.get(header.iter().position(|column| column == name).expect(name)).expect(name);
        for (field, column) in [
            ("amount", "amount"),
            ("net", "net"),
            ("vat_rate", "vat_rate"),
            ("text", "text"),
            ("date", "line_date"),
            ("kind", "line_kind"),
        ] {
            assert_eq!(line[field].as_str(), Some(cell(column)), "{field}");
        }
        assert_eq!(line["minutes"].to_string(), cell("minutes"));
        let amount = people(cell("amount"));
        for text in [&table, &markdown] {
            let shown = text.lines().any(|shown| shown.contains(cell("text")) && shown.contains(&amount));
            assert!(shown, "{amount} in\n{text}");
        }
    }
    for field in ["net", "vat_total", "gross"] {
        let sum: rust_decimal::Decimal = match field {
            "net" => lines.iter().map(|line| decimal(&line["net"])).sum(),
            "vat_total" => decimal(&shown["gross"]) - decimal(&shown["net"]),
            _ => shown["vat"].as_array().expect("groups").iter().map(|group| decimal(&group["gross"])).sum(),
        };
        assert_eq!(sum, decimal(&shown[field]), "{field}");
    }
    let total = people(shown["gross"].as_str().expect("gross"));
    let total = total.replace("1909", "1,909");
    assert!(
        table.contains(&format!("total {total} EUR")) && markdown.contains(&format!("**total {total} EUR**")),
        "{total}\n{table}"
    );
    // The ledger holds what is shown.
    let last: serde_json::Value = serde_json::from_str(desk.ledger().lines().last().expect("a line")).expect("JSON");
    let held: Vec<&str> =
        last["lines"].as_array().expect("lines").iter().filter_map(|line| line["amount"].as_str()).collect();
    let said: Vec<String> =
        lines.iter().map(|line| format!("{} EUR", line["amount"].as_str().expect("amount"))).collect();
    assert_eq!(held, said);
}

fn decimal(value: &serde_json::Value) -> rust_decimal::Decimal {
    value.as_str().expect("a string").parse().expect("a number")
}

#[test]
fn b4_an_invoice_is_not_issued_ahead_of_time() {
    let desk = month_end();
    assert_snapshot!(desk.session(&[
        "invoice draft acme --through 2026-11-30 --format csv",
        "invoice issue acme --through 2026-11-30",
        "invoice issue acme --date 2026-11-30",
        "invoice issue acme --date 2026-11-20 --through 2026-11-21",
        "invoice issue acme --due -3",
        "invoice issue acme --due 3000000",
        "invoice issue",
        "invoice draft",
        "invoice issue acme --all",
        "invoice",
    ]), @"
    $ hours invoice draft acme --through 2026-11-30 --format csv
    number,kind,date,through,due,client,client_name,currency,line,line_kind,line_date,text,minutes,hours,rate,amount,net,vat_rate,vat_reason,prices,entries
    ,invoice,2026-11-30,2026-11-30,2026-12-14,acme,ACME GmbH,EUR,1,package,2026-11-02,acme-1: 10h of support,600,10.00,,1500.00,1260.50,19,,gross,<id>
    ,invoice,2026-11-30,2026-11-30,2026-12-14,acme,ACME GmbH,EUR,2,overage,2026-11-20,Mail migration (T-8),75,1.25,150.00,187.50,157.57,19,,gross,<id>

    $ hours invoice issue acme --through 2026-11-30
    error: `2026-11-30` is in the future: today is 2026-11-23
    hint: an invoice bills what is done, and is dated today or earlier; hours invoice draft looks ahead
    [exit 1]

    $ hours invoice issue acme --date 2026-11-30
    error: `2026-11-30` is in the future: today is 2026-11-23
    hint: an invoice bills what is done, and is dated today or earlier; hours invoice draft looks ahead
    [exit 1]

    $ hours invoice issue acme --date 2026-11-20 --through 2026-11-21
    error: an invoice dated 2026-11-20 cannot bill what comes later, through `2026-11-21`
    hint: give an earlier day with --through, or a later --date
    [exit 1]

    $ hours invoice issue acme --due -3
    error: invalid value `-3` for --due: not a number of days, such as 30d
    [exit 2]

    $ hours invoice issue acme --due 3000000
    error: the dates go beyond 9999-12-31
    [exit 1]

    $ hours invoice issue
    error: missing: CLIENT or --all
    hint: hours invoice issue --help tells how it is written
    [exit 2]

    $ hours invoice draft
    error: missing: CLIENT or --all
    hint: hours invoice draft --help tells how it is written
    [exit 2]

    $ hours invoice issue acme --all
    error: `CLIENT` and `--all` do not go together
    hint: hours invoice issue --help tells how it is written
    [exit 2]

    $ hours invoice
    error: a command is missing
    Invoices: what is due, issuing it, what was issued, and taking it back

    Usage: hours invoice [OPTIONS] <COMMAND>

    Commands:
      draft   Show what an invoice would list, without writing anything
      issue   Issue an invoice: give what is due a number, and fix it for good
      list    List the documents that were issued, in the order of the ledger
      show    Show a document that was issued
      credit  Cancel an invoice by a document of its own; what it listed is due again

    Options:
      -h, --help  Print help (see more with '--help')

    Everywhere:
      -f, --ledger <FILE>  The ledger [default: $HOURS_LEDGER, the nearest hours.jsonl in this folder or
                           above, or that of your data folder]
          --color <WHEN>   Whether messages are coloured [default: auto]
          --no-cache       Read the whole ledger, whatever a cache says
    [exit 2]
    ");
    assert_eq!(desk.entries(), 4);
}

#[test]
fn b5_a_sum_of_a_million_million_is_no_invoice() {
    let desk = Desk::with_client();
    desk.ok("buy acme 1h --price 600000000000");
    desk.ok("buy acme 1h --price 600000000000");
    let (code, said) = desk.refused(&["invoice", "issue", "acme"]);
    assert_eq!(code, 1);
    assert_snapshot!(said, @"
    error: `acme`: what is due comes to 10^12 or more
    hint: part the packages by their days: hours void 4 --reason TEXT takes one back; sell it anew with --on an earlier day, and issue one through that day first
    [exit 1]
    ");
    assert!(desk.sh("invoice draft acme").contains("comes to 10^12 or more"));
    // As the hint says.
    desk.ok("void 4 --reason 'another invoice'");
    desk.ok("buy acme 1h --price 600000000000 --on 2026-11-20");
    let hint = "hint: issue one through an earlier day first: --through 2026-11-20\n";
    assert!(desk.sh("invoice issue acme").contains(hint));
    desk.ok("invoice issue acme --through 2026-11-20");
    desk.ok("invoice issue acme");
    assert!(desk.ok("verify").contains("invoices 2026-0001 to 2026-0002"));
}

#[test]
fn b5_calls_of_a_day_that_come_to_a_million_million_are_parted_by_hand() {
    let desk = Desk::bare();
    desk.ok("init --name B --rate 2000000000");
    desk.ok("client add acme A");
    for note in ["a", "b", "c"] {
        desk.ok(&format!("log acme 24h {note} --long --factor 10 --on 2026-11-20"));
    }
    desk.ok("log acme 24h d --long --factor 10 --on 2026-11-19");
    assert!(
        desk.sh("invoice issue acme").contains("hint: issue one through an earlier day first: --through 2026-11-19\n")
    );
    desk.ok("invoice issue acme --through 2026-11-19");
    assert_snapshot!(desk.sh("invoice issue acme"), @"
    error: `acme`: what is due comes to 10^12 or more
    hint: leave a call to an invoice of its own: hours void 5 --reason TEXT takes it back; issue the rest, log it anew, and issue again
    [exit 1]
    ");
    desk.ok("void 5 --reason 'another invoice'");
    desk.ok("invoice issue acme");
    desk.ok("log acme 24h c --long --factor 10 --on 2026-11-20");
    desk.ok("invoice issue acme");
    assert!(desk.ok("verify").contains("invoices 2026-0001 to 2026-0003"));
    assert_eq!(desk.ok("invoice draft acme"), "nothing is due from acme through 2026-11-23\n");
}

#[test]
fn r50_more_lines_than_an_entry_holds_make_another_invoice() {
    let desk = Desk::with_client();
    desk.ok("buy acme 1h --every month --times 161 --on 2026-11-01");
    let draft = desk.sh("invoice draft acme --format csv");
    assert!(draft.ends_with("note: 1 line more due from acme, for another invoice: one has at most 160\n"), "{draft}");
    let lines = |said: String| said.lines().filter(|line| line.starts_with("2026-")).count();
    assert_eq!(lines(desk.sh("invoice issue acme --format csv")), 160);
    assert_eq!(lines(desk.sh("invoice issue acme --format csv")), 1);
    assert_eq!(desk.ok("invoice draft acme"), "nothing is due from acme through 2026-11-23\n");
    assert!(desk.ok("verify").contains("invoices 2026-0001 to 2026-0002, no number missing"));
}

#[test]
fn a_dry_run_shows_the_document_and_writes_nothing() {
    let desk = month_end();
    let shown = desk.sh("invoice issue --all --dry-run --format json");
    assert!(shown.contains("\"hours.invoices/1\"") && shown.contains("\"number\": \"2026-0001\""), "{shown}");
    assert!(shown.ends_with("note: a dry run: nothing was written\n"), "{shown}");
    assert_eq!(desk.entries(), 4);
}

#[test]
fn s2_s3_names_that_run_elsewhere_are_text_in_every_format() {
    let desk = Desk::open();
    let name = "=HYPERLINK(\"http://x\";\"a|b`c\")";
    assert!(desk.output(&["client", "add", "evil", name]).status.success());
    let note = "@SUM(1+1)*cmd|' /C calc'!A0; [x](javascript:y) <b>";
    assert!(desk.output(&["log", "evil", "45m", note]).status.success());
    desk.ok("invoice issue evil");
    let csv = desk.ok("invoice show 2026-0001 --format csv");
    assert!(csv.contains("\"'=HYPERLINK(\"\"http://x\"\";\"\"a|b`c\"\")\""), "{csv}");
    assert!(csv.contains("'@SUM(1+1)*cmd|' /C calc'!A0; [x]"), "{csv}");
    let markdown = desk.ok("invoice show 2026-0001 --format md");
    assert!(markdown.contains("a\\|b\\`c") && markdown.contains("\\[x\\](javascript:y) \\<b\\>"), "{markdown}");
    assert_eq!(json(&desk, "invoice show 2026-0001")["buyer"]["name"], name);
    let raw = desk.ok("invoice show 2026-0001 --format csv --raw --sep ;");
    assert!(raw.contains(";@SUM") || raw.contains(";\"@SUM"), "{raw}");
}

#[test]
fn j4_what_was_credited_is_not_billed_on_a_day_on_which_it_still_stood() {
    let desk = month_end();
    desk.ok("invoice issue acme --date 2026-11-20");
    desk.ok("invoice credit 2026-0001 --reason mistaken --date 2026-11-22");
    assert_snapshot!(desk.sh("invoice issue acme --date 2026-11-21"), @"
    error: `acme`: entry `#3` stood on an invoice that was credited only after 2026-11-21
    hint: date the new invoice on the day of the credit note, or later
    [exit 1]
    ");
    desk.ok("invoice issue acme --date 2026-11-22");
}

#[test]
fn i2_a_settlement_taken_back_after_an_invoice_leaves_the_rest_due() {
    let desk = Desk::with_client();
    desk.ok("log acme 1h Printer --on 2026-11-10");
    desk.ok("grant acme 30m --reason bonus --on 2026-11-12");
    desk.ok("settle acme --package acme-1 --on 2026-11-12");
    desk.ok("invoice issue acme");
    desk.ok("void 5 --reason mistaken");
    assert_snapshot!(desk.session(&["invoice issue acme", "show 3"]), @r#"
    $ hours invoice issue acme
    #8  invoice 2026-0002  acme  75.00 EUR, 1 line, due 2026-12-07
        acme has 30m left

    invoice 2026-0002
      date         2026-11-23
      through      2026-11-23
      due          2026-12-07
      from         Kaffee IT
      to           ACME GmbH

    line  date        what     time    rate  amount
       1  2026-11-10  Printer   30m  150.00   75.00

    net 63.03 + 19 % VAT 11.97 = 75.00, included in the prices
    total 75.00 EUR

    Kaffee IT, ledger <short> up to entry #8, head <hash>

    $ hours show 3
    #3  call  Printer
      acme, Tue 2026-11-10
      worked 1h, charged 1h
      1h over at 150.00 = 150.00 EUR, billed (G2, G3)
      30m on invoice 2026-0001 of 2026-11-23 (J2)
      30m on invoice 2026-0002 of 2026-11-23 (J2)
      passed over acme-1: not valid yet (F1)
      fixed by a barrier: no later entry changes it (H2)
      recorded 2026-11-23T09:00:02.000000Z by nina
      id <id>
      {"seq":3,"id":"<id>","recorded":"2026-11-23T09:00:02.000000Z","by":"nina","kind":"call","client":"acme","date":"2026-11-10","minutes":60,"note":"Printer","hash":"<hash>"}
    "#);
    assert!(desk.ok("verify").starts_with("ok: 8 entries"));
}

#[test]
fn i2_an_extension_of_an_invoiced_package_can_be_taken_back() {
    let desk = Desk::with_client();
    desk.ok("buy acme 1h --until 2026-12-31");
    desk.ok("extend acme-1 --until 2027-12-31");
    desk.ok("invoice issue acme");
    desk.ok("void 4 --reason mistaken");
    let package = desk.ok("show acme-1");
    assert!(package.contains("2026-12-31") && !package.contains("2027-12-31"), "{package}");
}

#[test]
fn k2_a_refund_before_one_that_was_invoiced_is_not_taken_back() {
    let desk = Desk::with_client();
    desk.ok("buy acme 3m --price 100 --on 2026-11-02");
    desk.ok("invoice issue acme --date 2026-11-02");
    desk.ok("refund acme-1 1m --on 2026-11-20");
    desk.ok("refund acme-1 1m --on 2026-11-10");
    desk.ok("invoice issue acme --through 2026-11-15 --date 2026-11-15");
    assert_snapshot!(desk.sh("void 5 --reason mistaken"), @"
    error: a later refund of package `acme-1` stands on invoice `2026-0002`
    hint: hours invoice credit 2026-0002 --reason TEXT cancels that invoice first
    [exit 1]
    ");
}

#[test]
fn j8_a_reason_that_was_cleared_since_is_asked_for() {
    let desk = Desk::open();
    desk.ok("client add beta Beta --vat 0 --vat-reason reverse-charge --vat-id GB123 --prices net");
    desk.ok("buy beta 1h --on 2026-11-02");
    desk.ok("client set beta --vat 19 --clear vat-id --from 2026-11-20");
    assert_snapshot!(desk.session(&["invoice draft beta", "invoice issue beta --date 2026-11-10 --format csv"]), @"
    $ hours invoice draft beta
    error: `beta`: reverse charge needs the client's VAT id
    hint: add --vat-id (hours client set); every day of reverse charge needs it
    [exit 1]

    $ hours invoice issue beta --date 2026-11-10 --format csv
    number,kind,date,through,due,client,client_name,currency,line,line_kind,line_date,text,minutes,hours,rate,amount,net,vat_rate,vat_reason,prices,entries
    2026-0001,invoice,2026-11-10,2026-11-10,2026-11-24,beta,Beta,EUR,1,package,2026-11-02,beta-1: 1h of support,60,1.00,,150.00,150.00,0,reverse-charge,net,<id>
    ");
}

#[test]
fn b5_sums_on_the_way_to_a_total_may_be_larger_than_it() {
    let desk = Desk::open();
    desk.ok("client add beta Beta --prices net --vat 25");
    desk.ok("buy beta 1h --price 450000000000");
    desk.ok("buy beta 1h --price 450000000000");
    desk.ok("refund beta-1");
    assert!(desk.ok("invoice draft beta").ends_with("total 562,500,000,000.00 EUR\n"));
}

#[test]
fn a6_issuing_for_all_again_under_the_same_id_is_done_already() {
    let desk = month_end();
    desk.ok("client add beta Beta");
    desk.ok("buy beta 1h");
    let first = desk.ok("invoice issue --all --id november");
    let again = desk.ok("invoice issue --all --id november");
    assert_eq!(again, format!("{first}already issued; nothing was written\n"));
    assert_eq!(desk.entries(), 8);
    desk.ok("buy acme 5h --every month --times 2 --id plan");
    assert!(desk.ok("buy acme 5h --every month --times 2 --id plan").contains("already recorded"));
    let (code, said) = desk.refused(&["buy", "acme", "5h", "--every", "month", "--times", "3", "--id", "plan"]);
    assert!(code == 1 && said.contains("`plan`"), "{said}");
}

#[test]
fn who_issues_is_told_where_the_client_stands_and_a_program_is_too() {
    let desk = month_end();
    let stands = |answer: serde_json::Value| answer["balance"]["clients"][0]["left_minutes"].clone();
    let issue = "invoice issue acme --id i1";
    assert_eq!(stands(json(&desk, &format!("{issue} -n"))), 0);
    let issued = desk.sh(issue);
    assert!(issued.contains(" lines, due 2026-12-07\n    acme has nothing left\n\ninvoice 2026-0001\n"), "{issued}");
    assert!(json(&desk, "invoice show 2026-0001")["balance"].is_null());
    desk.ok("buy acme 5h");
    assert_eq!(stands(json(&desk, issue)), 300);
    assert!(desk.ok("invoice credit 2026-0001 --reason wrong").contains(" lines\n    acme has 5h left\n\ncredit note"));
}

#[test]
fn who_issues_for_all_is_warned_of_each_as_who_imports_and_nothing_more() {
    let desk = month_end();
    desk.ok("client add beta Beta");
    desk.ok("log beta 1h Move");
    desk.ok("client add carl Carl");
    assert_snapshot!(desk.session(&["invoice issue --all --id november", "invoice issue --all --id november"]), @"
    $ hours invoice issue --all --id november
    #8  invoice 2026-0001  acme  1,687.50 EUR, 2 lines, due 2026-12-07
    #9  invoice 2026-0002  beta  150.00 EUR, 1 line, due 2026-12-07
    total of 2: net 1,544.12 + VAT 293.38 = 1,837.50 EUR
    warning: acme is out of hours
    warning: beta never had a package

    $ hours invoice issue --all --id november
    #8  invoice 2026-0001  acme  1,687.50 EUR, 2 lines, due 2026-12-07
    #9  invoice 2026-0002  beta  150.00 EUR, 1 line, due 2026-12-07
    total of 2: net 1,544.12 + VAT 293.38 = 1,837.50 EUR
    already issued; nothing was written
    warning: acme is out of hours
    warning: beta never had a package
    ");
    assert!(json(&desk, "invoice issue --all --id november")["balance"].is_null());
}

#[test]
fn j1_a_line_says_when_its_package_can_be_used() {
    let desk = Desk::with_client();
    desk.ok("buy acme 2h --every month --times 2");
    desk.ok("buy acme 5h --until 2027-06-30");
    desk.ok("buy acme 5h --from 2027-01-01");
    desk.ok("buy acme 5h");
    desk.ok("extend acme-3 --until 2027-12-31");
    let draft = json(&desk, "invoice draft acme");
    let texts = draft["lines"].as_array().expect("lines").iter().map(|line| line["text"].as_str().expect("a text"));
    assert_snapshot!(texts.collect::<Vec<_>>().join("\n"), @"
    acme-1: 2h of support, until 2026-12-22
    acme-2: 2h of support, 2026-12-23 to 2027-01-22
    acme-3: 5h of support, until 2027-06-30
    acme-4: 5h of support, from 2027-01-01
    acme-5: 5h of support
    ");
}

#[test]
fn a_dry_run_says_so_to_programs_and_names_no_entry() {
    let desk = Desk::with_package();
    let answer = |line: &str| serde_json::from_str::<serde_json::Value>(&desk.ok(line)).expect("JSON");
    let tried = answer("invoice issue acme --dry-run --format json");
    assert!(tried["dry_run"] == true && tried["already"] == false && tried["entry"].is_null(), "{tried}");
    assert!(!desk.ok("invoice issue acme --dry-run --format md").contains("head"));
    let issued = answer("invoice issue acme --id i1 --format json");
    assert!(issued["dry_run"] == false && issued["already"] == false && issued["entry"] == 4, "{issued}");
    let again = answer("invoice issue acme --id i1 --format json");
    assert!(again["already"] == true && again["entry"] == 4, "{again}");
    let credited = answer("invoice credit 2026-0001 --reason wrong --format json -n");
    assert!(credited["dry_run"] == true && credited["entry"].is_null(), "{credited}");
}

#[test]
fn a_document_that_is_dated_later_is_not_shown_as_of_a_day() {
    let desk = Desk::with_package();
    desk.ok("invoice issue acme --date 2026-11-20");
    let (exit, said) = desk.refused(&["invoice", "show", "2026-0001", "--as-of", "2026-11-19"]);
    assert!(exit == 1 && said.contains("is dated 2026-11-20, later than the day asked about"), "{exit}: {said}");
    desk.ok("invoice show 2026-0001 --as-of 2026-11-20");
}

#[test]
fn a7_a_draft_lists_what_was_due_on_the_day_asked_about() {
    let desk = Desk::with_client();
    desk.ok("log acme 2h first --on 2026-11-10");
    desk.ok("buy acme 10h --on 2026-11-15");
    desk.ok("settle acme --package acme-1 --on 2026-11-18");
    desk.ok("log acme 11h second --on 2026-11-16");
    desk.ok("invoice issue acme --date 2026-11-20");
    assert_snapshot!(desk.session(&[
        "warnings --as-of 2026-11-17",
        "invoice draft acme --as-of 2026-11-17",
        "invoice draft acme --as-of 2026-11-19",
        "invoice draft acme --as-of 2026-11-20",
    ]), @"
    $ hours warnings --as-of 2026-11-17
    client  warning  what
    acme    low      is low: 2h left, 20 % of 10h
    acme    overage  is 5h over: 750.00 EUR gross to invoice

    $ hours invoice draft acme --as-of 2026-11-17
    draft invoice
      date         2026-11-17
      through      2026-11-17
      due          2026-12-01
      from         Kaffee IT
      to           ACME GmbH

    line  date        what                    time    rate    amount
       1  2026-11-10  first                     2h  150.00    300.00
       2  2026-11-15  acme-1: 10h of support   10h          1,500.00
       3  2026-11-16  second                    3h  150.00    450.00

    net 1,890.76 + 19 % VAT 359.24 = 2,250.00, included in the prices
    total 2,250.00 EUR

    $ hours invoice draft acme --as-of 2026-11-19
    draft invoice
      date         2026-11-19
      through      2026-11-19
      due          2026-12-03
      from         Kaffee IT
      to           ACME GmbH

    line  date        what                    time    rate    amount
       1  2026-11-15  acme-1: 10h of support   10h          1,500.00
       2  2026-11-16  second                    3h  150.00    450.00

    net 1,638.66 + 19 % VAT 311.34 = 1,950.00, included in the prices
    total 1,950.00 EUR

    $ hours invoice draft acme --as-of 2026-11-20
    nothing is due from acme through 2026-11-20
    ");
}

#[test]
fn g6_a_draft_lists_nothing_that_could_not_be_issued_on_its_date() {
    let desk = Desk::with_client();
    desk.ok("log acme 1h first --on 2026-10-05");
    desk.ok("log acme 1h second --on 2026-11-05");
    desk.ok("invoice issue acme --date 2026-10-31");
    desk.ok("invoice credit 2026-0001 --reason mistake");
    assert_snapshot!(desk.session(&[
        "balance --as-of 2026-11-10",
        "invoice draft acme --as-of 2026-11-10",
        "invoice draft acme --date 2026-11-10",
        "invoice issue acme --date 2026-11-10",
        "invoice draft acme",
    ]), @"
    $ hours balance --as-of 2026-11-10
    client  left  used  over  to invoice  last call   state
    acme      0m    2h    1h  150.00 EUR  2026-11-05  over, no package

    $ hours invoice draft acme --as-of 2026-11-10
    draft invoice
      date         2026-11-10
      through      2026-11-10
      due          2026-11-24
      from         Kaffee IT
      to           ACME GmbH

    line  date        what    time    rate  amount
       1  2026-11-05  second    1h  150.00  150.00

    net 126.05 + 19 % VAT 23.95 = 150.00, included in the prices
    total 150.00 EUR

    $ hours invoice draft acme --date 2026-11-10
    error: `acme`: entry `#3` stood on an invoice that was credited only after 2026-11-10
    hint: date the new invoice on the day of the credit note, or later
    [exit 1]

    $ hours invoice issue acme --date 2026-11-10
    error: `acme`: entry `#3` stood on an invoice that was credited only after 2026-11-10
    hint: date the new invoice on the day of the credit note, or later
    [exit 1]

    $ hours invoice draft acme
    draft invoice
      date         2026-11-23
      through      2026-11-23
      due          2026-12-07
      from         Kaffee IT
      to           ACME GmbH

    line  date        what    time    rate  amount
       1  2026-10-05  first     1h  150.00  150.00
       2  2026-11-05  second    1h  150.00  150.00

    net 252.10 + 19 % VAT 47.90 = 300.00, included in the prices
    total 300.00 EUR
    ");
}

#[test]
fn j1_a_clock_that_is_behind_drafts_what_it_would_issue() {
    let desk = Desk::with_client();
    desk.ok("log acme 1h first --on 2026-11-20");
    let at = |now: &str, args: &[&str]| {
        let output = desk.command(args).env("HOURS_NOW", now).output().expect("the program runs");
        show(&output)
    };
    at("2026-11-23T23:05:00Z", &["invoice", "issue", "acme"]);
    let draft = at("2026-11-23T22:58:00Z", &["invoice", "draft", "acme"]);
    assert_eq!(draft, "nothing is due from acme through 2026-11-23\n");
}

#[test]
fn a7_a_draft_of_another_day_has_no_work_to_come() {
    let desk = Desk::with_client();
    desk.ok("log acme 1h first --on 2026-11-05");
    desk.ok("log acme 1h second --on 2026-11-15");
    let draft = desk.sh("invoice draft acme --as-of 2026-11-10 --through 2026-11-20");
    assert!(draft.contains("first") && !draft.contains("second"), "{draft}");
}

/// A desk with two clients who cannot be billed today, and one who can.
fn some_unbillable() -> Desk {
    let desk = month_end();
    for client in ["beta", "gamma"] {
        desk.ok(&format!("client add {client} '{client} Ltd' --vat 0 --vat-reason reverse-charge --vat-id GB123"));
        desk.ok(&format!("buy {client} 1h --on 2026-11-02"));
        desk.ok(&format!("client set {client} --vat 19 --clear vat-id --from 2026-11-20"));
    }
    desk
}

#[test]
fn j1_drafts_for_all_show_those_of_the_others_and_name_who_has_none() {
    let desk = some_unbillable();
    assert_snapshot!(desk.sh("invoice draft --all"), @"
    draft invoice
      date         2026-11-23
      through      2026-11-23
      due          2026-12-07
      from         Kaffee IT
      to           ACME GmbH

    line  date        what                     time    rate    amount
       1  2026-11-02  acme-1: 10h of support    10h          1,500.00
       2  2026-11-20  Mail migration (T-8)    1h15m  150.00    187.50

    net 1,418.07 + 19 % VAT 269.43 = 1,687.50, included in the prices
    total 1,687.50 EUR
    error: `beta`: reverse charge needs the client's VAT id
    error: `gamma`: reverse charge needs the client's VAT id
    error: 2 clients cannot be billed; the drafts of the others are shown
    hint: add --vat-id (hours client set); every day of reverse charge needs it
    [exit 1]
    ");
    assert_snapshot!(desk.sh("invoice draft --all --format csv"), @"
    error: `beta`: reverse charge needs the client's VAT id
    error: `gamma`: reverse charge needs the client's VAT id
    error: 2 clients cannot be billed; of JSON, CSV and files there is all or nothing
    hint: add --vat-id (hours client set); every day of reverse charge needs it
    [exit 1]
    ");
    desk.ok("client set beta --vat-id GB123 --from 2026-11-20");
    assert_snapshot!(desk.sh("invoice draft --all --format json"), @"
    error: `gamma`: reverse charge needs the client's VAT id
    hint: add --vat-id (hours client set); every day of reverse charge needs it
    [exit 1]
    ");
}

#[test]
fn j1_issuing_for_all_names_everybody_who_cannot_be_invoiced_and_writes_nothing() {
    let desk = some_unbillable();
    desk.ok("invoice issue acme --date 2026-11-20");
    desk.ok("invoice credit 2026-0001 --reason mistaken --date 2026-11-22");
    let (exit, said) = desk.refused(&["invoice", "issue", "--all", "--date", "2026-11-21"]);
    assert_eq!(exit, 1);
    assert_snapshot!(said, @"
    error: `acme`: entry `#3` stood on an invoice that was credited only after 2026-11-21
    error: `beta`: reverse charge needs the client's VAT id
    error: `gamma`: reverse charge needs the client's VAT id
    error: 3 clients cannot be billed; nothing was written
    hint: date the new invoice on the day of the credit note, or later
    hint: add --vat-id (hours client set); every day of reverse charge needs it
    [exit 1]
    ");
}

#[test]
fn h3_issuing_for_all_names_whose_period_is_closed() {
    let desk = Desk::with_package();
    desk.ok("client add beta Beta");
    desk.ok("buy beta 1h --on 2026-11-02");
    desk.ok("close beta --through 2026-11-21");
    assert_snapshot!(desk.refused(&["invoice", "issue", "--all", "--date", "2026-11-20"]).1, @"
    error: `beta`: `2026-11-20` is in the period closed through 2026-11-21
    hint: add --late to book it all the same; it shows as late in every list
    [exit 1]
    ");
    desk.ok("invoice issue --all --date 2026-11-20 --late");
}

#[test]
fn several_documents_are_added_up_by_currency() {
    let desk = month_end();
    desk.ok("client add us 'US Inc' --currency USD --overage-rate 160 --vat 0 --vat-reason outside-scope");
    desk.ok("client add zeta Zeta");
    desk.ok("log us 1h Printer --on 2026-11-20");
    desk.ok("log zeta 1h Printer --on 2026-11-20");
    let drafts = desk.ok("invoice draft --all");
    assert_snapshot!(drafts.rsplit("\n\n").next().unwrap_or_default(), @"
    total of 2: net 1,544.12 + VAT 293.38 = 1,837.50 EUR
    total of 1: net 160.00 + VAT 0.00 = 160.00 USD
    ");
    // Of one document there is nothing to add up, and programs add up by themselves.
    assert!(!desk.ok("invoice draft acme").contains("total of"));
    assert!(!desk.ok("invoice draft --all --format md").contains("total of"));
    assert_snapshot!(desk.session(&[
        "invoice issue --all",
        "invoice credit 2026-0003 --reason mistaken",
        "invoice list",
        "invoice list us",
    ]), @"
    $ hours invoice issue --all
    #9  invoice 2026-0001  acme  1,687.50 EUR, 2 lines, due 2026-12-07
    #10  invoice 2026-0002  us  160.00 USD, 1 line, due 2026-12-07
    #11  invoice 2026-0003  zeta  150.00 EUR, 1 line, due 2026-12-07
    total of 2: net 1,544.12 + VAT 293.38 = 1,837.50 EUR
    total of 1: net 160.00 + VAT 0.00 = 160.00 USD
    warning: acme is out of hours
    warning: us never had a package
    warning: zeta never had a package

    $ hours invoice credit 2026-0003 --reason mistaken
    #12  credit note 2026-0004  zeta  −150.00 EUR, 1 line
        zeta has nothing left

    credit note 2026-0004
      date         2026-11-23
      through      2026-11-23
      from         Kaffee IT
      to           Zeta
      credits      invoice 2026-0003
      reason       mistaken

    line  date        what     time    rate   amount
       1  2026-11-20  Printer    1h  150.00  −150.00

    net −126.05 + 19 % VAT −23.95 = −150.00, included in the prices
    total −150.00 EUR

    Kaffee IT, ledger <short> up to entry #12, head <hash>
    warning: zeta is 1h over: 150.00 EUR gross to invoice
    warning: zeta never had a package

    $ hours invoice list
    number     date        due         client       net     VAT         total  state
    2026-0001  2026-11-23  2026-12-07  acme    1,418.07  269.43  1,687.50 EUR
    2026-0002  2026-11-23  2026-12-07  us        160.00    0.00    160.00 USD
    2026-0003  2026-11-23  2026-12-07  zeta      126.05   23.95    150.00 EUR  credited by 2026-0004
    2026-0004  2026-11-23  2026-11-23  zeta     −126.05  −23.95   −150.00 EUR  credits 2026-0003
    total                                      1,418.07  269.43  1,687.50 EUR
    total                                        160.00    0.00    160.00 USD

    $ hours invoice list us
    number     date        due         client     net   VAT       total  state
    2026-0002  2026-11-23  2026-12-07  us      160.00  0.00  160.00 USD
    ");
}

#[test]
fn j8_a_package_under_reverse_charge_needs_the_clients_vat_id_when_it_is_sold() {
    let desk = Desk::open();
    desk.ok("client add acme A --vat 19 --vat-reason reverse-charge");
    let (exit, said) = desk.refused(&["buy", "acme", "1h", "--vat", "0"]);
    assert!(exit == 1 && said.contains("reverse charge needs the client's VAT id"), "{said}");
    desk.ok("buy acme 1h");
    desk.ok("client set acme --vat-id DE123");
    desk.ok("buy acme 1h --vat 0");
    // What was sold stays so, whatever was sold then: the ledger is none that is damaged.
    desk.ok("client set acme --vat 19 --clear vat-id");
    desk.ok("verify");
    desk.ok("client set acme --vat-id DE123");
    desk.ok("invoice issue --all");
}

#[test]
fn a6_an_invoice_that_is_issued_already_does_not_tell_what_is_due_since() {
    let desk = Desk::with_package();
    desk.ok("invoice issue acme --id i1");
    desk.ok("buy acme 2h");
    let said = desk.sh("invoice issue acme --id i1");
    assert!(said.contains("already issued; nothing was written") && !said.contains("more due"), "{said}");
}

#[test]
fn j3_a_year_that_has_its_own_numbers_may_be_ended_in_the_next() {
    let desk = Desk::with_client();
    for day in ["2025-12-30", "2026-01-02", "2025-12-29"] {
        desk.ok(&format!("log acme 1h x --on {day}"));
    }
    desk.ok("invoice issue acme --date 2025-12-30");
    desk.ok("invoice issue acme --date 2026-01-05");
    desk.ok("log acme 1h y --on 2025-12-31");
    let said = desk.sh("invoice issue acme --date 2025-12-31 --through 2025-12-31");
    assert!(said.contains("2025-0002") && !said.contains("different orders"), "{said}");
    desk.ok("log acme 1h z --on 2025-12-01");
    let said = desk.sh("invoice issue acme --date 2025-12-30 --through 2025-12-30 --late");
    assert!(said.contains("2025-0003 is dated 2025-12-30, earlier than 2025-0002 (2025-12-31)"), "{said}");
}

#[test]
fn j3_a_document_that_is_dated_before_the_last_one_is_told_of() {
    let desk = Desk::with_client();
    desk.ok("log acme 1h one --on 2026-10-05");
    desk.ok("invoice issue acme --date 2026-11-20");
    desk.ok("log acme 1h two --on 2026-10-06");
    assert_snapshot!(desk.session(&[
        "invoice issue acme --date 2026-10-31 --id i-2 --format csv",
        "invoice issue acme --date 2026-10-31 --id i-2 --format csv",
        "invoice credit 2026-0002 --reason twice --date 2026-11-20 --format csv",
        "invoice issue acme --date 2026-11-20 --dry-run --format csv",
    ]), @"
    $ hours invoice issue acme --date 2026-10-31 --id i-2 --format csv
    number,kind,date,through,due,client,client_name,currency,line,line_kind,line_date,text,minutes,hours,rate,amount,net,vat_rate,vat_reason,prices,entries
    2026-0002,invoice,2026-10-31,2026-10-31,2026-11-14,acme,ACME GmbH,EUR,1,overage,2026-10-06,two,60,1.00,150.00,150.00,126.05,19,,gross,<id>
    warning: acme never had a package
    warning: 2026-0002 is dated 2026-10-31, earlier than 2026-0001 (2026-11-20): their numbers and dates are in different orders

    $ hours invoice issue acme --date 2026-10-31 --id i-2 --format csv
    number,kind,date,through,due,client,client_name,currency,line,line_kind,line_date,text,minutes,hours,rate,amount,net,vat_rate,vat_reason,prices,entries
    2026-0002,invoice,2026-10-31,2026-10-31,2026-11-14,acme,ACME GmbH,EUR,1,overage,2026-10-06,two,60,1.00,150.00,150.00,126.05,19,,gross,<id>
    warning: acme never had a package

    $ hours invoice credit 2026-0002 --reason twice --date 2026-11-20 --format csv
    number,kind,date,through,due,client,client_name,currency,line,line_kind,line_date,text,minutes,hours,rate,amount,net,vat_rate,vat_reason,prices,entries
    2026-0003,credit-note,2026-11-20,2026-10-31,2026-11-20,acme,ACME GmbH,EUR,1,overage,2026-10-06,two,60,1.00,150.00,-150.00,-126.05,19,,gross,<id>
    warning: acme is 1h over: 150.00 EUR gross to invoice
    warning: acme never had a package

    $ hours invoice issue acme --date 2026-11-20 --dry-run --format csv
    number,kind,date,through,due,client,client_name,currency,line,line_kind,line_date,text,minutes,hours,rate,amount,net,vat_rate,vat_reason,prices,entries
    2026-0004,invoice,2026-11-20,2026-11-20,2026-12-04,acme,ACME GmbH,EUR,1,overage,2026-10-06,two,60,1.00,150.00,150.00,126.05,19,,gross,<id>
    warning: acme never had a package
    note: a dry run: nothing was written
    ");
}

#[test]
fn documents_are_listed_in_markdown_too() {
    let desk = month_end();
    assert_eq!(desk.ok("invoice list --format md"), "no invoices\n");
    desk.ok("invoice issue acme");
    desk.ok("invoice credit 2026-0001 --reason 'wrong address'");
    assert_snapshot!(desk.sh("invoice list --format md"), @"
    | number | date | due | client | net | VAT | total | state |
    | --- | --- | --- | --- | ---: | ---: | ---: | --- |
    | 2026-0001 | 2026-11-23 | 2026-12-07 | acme | 1,418.07 | 269.43 | 1,687.50 EUR | credited by 2026-0002 |
    | 2026-0002 | 2026-11-23 | 2026-11-23 | acme | −1,418.07 | −269.43 | −1,687.50 EUR | credits 2026-0001 |
    | total |  |  |  | 0.00 | 0.00 | 0.00 EUR |  |
    ");
}
