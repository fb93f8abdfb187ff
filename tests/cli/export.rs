//! `hours export`
//!
//! That hledger and Beancount take the exports, and find the same hours and the same liability as the program, is held by
//! `.ci/prove-exports`, which needs both of them.

use std::collections::BTreeMap;

use insta::assert_snapshot;

use crate::desk::Desk;

const FIXTURE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/ledgers/invoices.jsonl");

const DATEV: &str = "[datev]
consultant = 29098
client = 55003
receivable = 10000
unbilled = 1405
liability = 1490
revenue = 4400
overage = 4410
breakage = 4420
rounding = 6999

[datev.debtors]
acme = 10001

[datev.vat]
\"19\" = 3806
\"7\" = 3801
";

/// A desk with an invoice for a package and what went over.
fn invoiced() -> Desk {
    let desk = Desk::with_package();
    desk.ok("log acme 11h15m 'Mail; migration' --case T-8 --on 2026-11-20");
    desk.ok("invoice issue acme");
    desk
}

#[test]
fn the_exports_of_the_fixture_stay_as_they_are() {
    let desk = Desk::bare();
    for format in ["csv", "hledger", "beancount"] {
        let text = desk.run(&["export", format, "-f", FIXTURE, "--as-of", "2026-11-23"]);
        insta::assert_snapshot!(format!("fixture_{format}"), text);
    }
}

#[test]
fn k3_the_books_end_in_balances_that_the_importing_tool_checks() {
    let desk = invoiced();
    desk.ok("buy acme 5h --on 2026-11-21");
    assert_snapshot!(desk.session(&["export hledger --from 2026-11-22", "export beancount --month 2026-11"]), @r##"
    $ hours export hledger --from 2026-11-22
    ; Kaffee IT, 2026-11-22 to 2026-11-23

    commodity 1000.00 EUR
    commodity 1000. MIN

    account assets:receivable:acme
    account assets:unbilled:acme
    account liabilities:contract:acme:acme-2
    account liabilities:vat:19
    account revenues:overage:acme
    account hours:left:acme:acme-2
    account equity:opening

    2026-11-22 * opening balances
        assets:unbilled:acme  1890.75 EUR
        liabilities:contract:acme:acme-2  -630.25 EUR
        hours:left:acme:acme-2  300 MIN
        equity:opening  -1260.50 EUR
        equity:opening  -300 MIN

    2026-11-23 * (#5) invoice 2026-0001
        assets:receivable:acme  1687.50 EUR
        liabilities:vat:19  -269.43 EUR
        assets:unbilled:acme  -1260.50 EUR
        revenues:overage:acme  -157.57 EUR

    2026-11-23 * closing balances
        liabilities:contract:acme:acme-2  0.00 EUR = -630.25 EUR
        hours:left:acme:acme-2  0 MIN = 300 MIN

    $ hours export beancount --month 2026-11
    option "title" "Kaffee IT"
    option "operating_currency" "EUR"

    2026-11-23 open Assets:Receivable:Acme EUR
      client: "acme"
    2026-11-02 open Assets:Unbilled:Acme EUR
      client: "acme"
    2026-11-02 open Liabilities:Contract:Acme:Acme-1 EUR
      client: "acme"
      package: "acme-1"
    2026-11-21 open Liabilities:Contract:Acme:Acme-2 EUR
      client: "acme"
      package: "acme-2"
    2026-11-23 open Liabilities:VAT:19 EUR
    2026-11-20 open Income:Support:Acme EUR
      client: "acme"
    2026-11-23 open Income:Overage:Acme EUR
      client: "acme"
    2026-11-02 open Assets:Hours:Acme:Acme-1 MIN
      client: "acme"
      package: "acme-1"
    2026-11-21 open Assets:Hours:Acme:Acme-2 MIN
      client: "acme"
      package: "acme-2"
    2026-11-02 open Equity:Hours:Sold:Acme MIN
      client: "acme"
    2026-11-20 open Equity:Hours:Used:Acme MIN
      client: "acme"

    2026-11-02 * "acme" "acme-1: 10h of support"
      entry: "#3"
      Assets:Unbilled:Acme  1260.50 EUR
      Liabilities:Contract:Acme:Acme-1  -1260.50 EUR
      Assets:Hours:Acme:Acme-1  600 MIN
      Equity:Hours:Sold:Acme  -600 MIN

    2026-11-20 * "acme" "acme-1: Mail; migration"
      entry: "#4"
      Liabilities:Contract:Acme:Acme-1  1260.50 EUR
      Income:Support:Acme  -1260.50 EUR
      Equity:Hours:Used:Acme  600 MIN
      Assets:Hours:Acme:Acme-1  -600 MIN

    2026-11-21 * "acme" "acme-2: 5h of support"
      entry: "#6"
      Assets:Unbilled:Acme  630.25 EUR
      Liabilities:Contract:Acme:Acme-2  -630.25 EUR
      Assets:Hours:Acme:Acme-2  300 MIN
      Equity:Hours:Sold:Acme  -300 MIN

    2026-11-23 * "acme" "invoice 2026-0001" ^2026-0001
      entry: "#5"
      Assets:Receivable:Acme  1687.50 EUR
      Liabilities:VAT:19  -269.43 EUR
      Assets:Unbilled:Acme  -1260.50 EUR
      Income:Overage:Acme  -157.57 EUR

    2026-11-24 balance Liabilities:Contract:Acme:Acme-1  0.00 ~ 0 EUR
    2026-11-24 balance Liabilities:Contract:Acme:Acme-2  -630.25 ~ 0 EUR
    2026-11-24 balance Assets:Hours:Acme:Acme-1  0 ~ 0 MIN
    2026-11-24 balance Assets:Hours:Acme:Acme-2  300 ~ 0 MIN
    "##);
}

#[test]
fn jsonl_is_the_ledger_as_it_is() {
    let desk = invoiced();
    assert_eq!(desk.ok("export jsonl"), desk.ledger());
    let three: String = desk.ledger().split_inclusive('\n').take(3).collect();
    assert_eq!(desk.ok("export jsonl --known 3"), three);
    let (code, said) = desk.refused(&["export", "jsonl", "--month", "2026-11"]);
    assert!(code == 2 && said.contains("it has no days"), "{said}");
}

#[test]
fn csv_is_every_line_of_every_invoice_as_invoice_list_has_it() {
    let desk = invoiced();
    desk.ok("invoice credit 2026-0001 --reason mistaken");
    assert_eq!(desk.ok("export csv"), desk.ok("invoice list --format csv"));
    assert_eq!(desk.ok("export csv --to 2026-11-22").lines().count(), 1, "the header alone");
    assert!(desk.ok("export csv --sep ; --decimal ,").contains(";1500,00;1260,50;19;"));
    let answer = desk.sh("export csv --out november.csv");
    assert_eq!(answer, "");
    assert_eq!(std::fs::read_to_string(desk.file("november.csv")).expect("a file"), desk.ok("export csv"));
}

#[test]
fn j5_every_export_has_the_figures_of_the_document() {
    let desk = invoiced();
    std::fs::write(desk.file("hours.toml"), DATEV).expect("a configuration");
    let hledger = desk.ok("export hledger");
    let beancount = desk.ok("export beancount");
    let datev = String::from_utf8_lossy(&desk.output(&["export", "datev"]).stdout).into_owned();
    for (leg, rows) in [
        ("assets:receivable:acme  1687.50 EUR", "Assets:Receivable:Acme  1687.50 EUR"),
        ("liabilities:vat:19  -269.43 EUR", "Liabilities:VAT:19  -269.43 EUR"),
        ("assets:unbilled:acme  -1260.50 EUR", "Assets:Unbilled:Acme  -1260.50 EUR"),
        ("revenues:overage:acme  -157.57 EUR", "Income:Overage:Acme  -157.57 EUR"),
    ] {
        assert!(hledger.contains(leg) && beancount.contains(rows), "{leg}\n{hledger}\n{beancount}");
    }
    for row in
        ["269,43;\"S\";;;;;10001;3806;;2311", "1260,50;\"S\";;;;;10001;1405;;2311", "157,57;\"S\";;;;;10001;4410;;2311"]
    {
        assert!(datev.contains(row), "{row}\n{datev}");
    }
}

#[test]
fn datev_is_a_batch_of_pairs_in_windows_1252() {
    let desk = Desk::open();
    desk.ok("client add acme 'Müller & Söhne \"KG\"; Büro'");
    desk.ok("buy acme 10h --on 2026-11-02 --until 2026-11-20");
    desk.ok("log acme 90m VPN --on 2026-11-03");
    desk.ok("invoice issue acme --date 2026-11-10");
    std::fs::write(desk.file("hours.toml"), DATEV).expect("a configuration");
    let output = desk.output(&["export", "datev", "--month", "2026-11"]);
    assert!(output.status.success());
    assert!(!output.stdout.contains(&0xc3) && output.stdout.contains(&0xfc), "ü is one byte");
    let text: String = output.stdout.iter().map(|&b| char::from(b)).collect();
    assert!(text.lines().all(|line| line.ends_with('\r') || !line.contains('\r')) && text.ends_with("\r\n"));
    let rows: Vec<&str> = text.split_terminator("\r\n").collect();
    assert!(rows[1..].iter().all(|row| columns(row) == 125), "{text}");
    assert_eq!(columns(rows[0]), 31);
    let shown: Vec<String> = rows.iter().map(|row| row.trim_end_matches(';').replace(";;;;;", " … ")).collect();
    assert_snapshot!(format!("{}\n{}", shown[0], shown[2..].join("\n")), @r#"
    "EXTF";700;21;"Buchungsstapel";13;20261123090004000;;"RE";"";"";29098;55003;20260101;4;20261101;20261123;"hours";"";1;0;0;"EUR";;"";;;"";;;"";""
    1260,50;"S" … 1405;1490;;0211;"3";;;"Müller & Söhne ""KG""; Büro: acme-1: 10h of support" …  …  …  …  …  …  …  …  …  …  …  …  …  …  …  …  …  …  …  … 0
    189,08;"S" … 1490;4400;;0311;"4";;;"Müller & Söhne ""KG""; Büro: acme-1: VPN" …  …  …  …  …  …  …  …  …  …  …  …  …  …  …  …  …  …  …  … 0
    239,50;"S" … 10001;3806;;1011;"2026-0001";;;"Müller & Söhne ""KG""; Büro: invoice 2026-0001" …  …  …  …  …  …  …  …  …  …  …  …  …  …  …  …  …  …  …  … 0
    1260,50;"S" … 10001;1405;;1011;"2026-0001";;;"Müller & Söhne ""KG""; Büro: invoice 2026-0001" …  …  …  …  …  …  …  …  …  …  …  …  …  …  …  …  …  …  …  … 0
    1071,42;"S" … 1490;4420;;2111;"3";;;"Müller & Söhne ""KG""; Büro: acme-1: 8h30m expired" …  …  …  …  …  …  …  …  …  …  …  …  …  …  …  …  …  …  …  … 0
    "#);
    assert_eq!(
        desk.output(&["export", "datev", "--month", "2026-11"]).stdout,
        output.stdout,
        "the same ledger, the same bytes"
    );
}

/// How many cells a row has; a `;` in a text is none.
fn columns(row: &str) -> usize {
    let mut inside = false;
    let mut count = 1;
    for c in row.chars() {
        match c {
            '"' => inside = !inside,
            ';' if !inside => count += 1,
            _ => {}
        }
    }
    count
}

#[test]
fn datev_says_what_it_cannot_do() {
    let desk = invoiced();
    assert_snapshot!(desk.sh("export datev"), @"
    error: hours.toml has no [datev]: the accounts are for your accountant to give
    hint: hours export --help lists what belongs there
    [exit 2]
    ");
    std::fs::write(desk.file("hours.toml"), "[datev]\nconsultant = 1001\nclient = 2\nunbilled = 1405\n")
        .expect("a configuration");
    assert_snapshot!(desk.sh("export datev"), @r#"
    error: hours.toml, [datev], gives no account for: liability, overage, receivable (or debtors.acme), revenue, vat."19"
    hint: your accountant knows them
    [exit 2]
    "#);
    std::fs::write(desk.file("hours.toml"), DATEV).expect("a configuration");
    desk.ok("client add romashka 'ООО Ромашка'");
    desk.ok("buy romashka 1h");
    assert_snapshot!(desk.session(&["export datev", "export datev --from 2025-12-01 --to 2026-11-23"]), @"
    $ hours export datev
    error: `О` (U+041E) is no character that DATEV takes: entry #7 of client `romashka`
    hint: `names = false` under [datev] leaves out clients' names and the texts that DATEV cannot take
    [exit 1]

    $ hours export datev --from 2025-12-01 --to 2026-11-23
    error: 2025-12-01 to 2026-11-23 lies in two business years: one ends on 2025-12-31
    hint: export each year by itself
    [exit 1]
    ");
    std::fs::write(desk.file("hours.toml"), DATEV.replace("receivable", "names = false\nreceivable"))
        .expect("a configuration");
    // Nor is a note in the way then: the entry's number stands for it.
    desk.ok("log romashka 3h 'Настройка почты'");
    desk.ok("invoice issue romashka");
    let batch = desk.output(&["export", "datev"]);
    assert!(batch.status.success() && String::from_utf8_lossy(&batch.stdout).contains("romashka: #"));
    desk.ok("client add us 'US Inc' --currency USD --overage-rate 160");
    desk.ok("buy us 1h --price 160");
    assert_snapshot!(desk.session(&["export datev", "export csv --currency EUR"]), @"
    $ hours export datev
    error: a batch is in one currency, and not everything is in EUR: us (USD)
    hint: --currency EUR leaves those out
    [exit 1]

    $ hours export csv --currency EUR
    error: `--currency` is for datev; the other formats keep currencies apart
    [exit 2]
    ");
    assert!(!String::from_utf8_lossy(&desk.output(&["export", "datev", "--currency", "EUR"]).stdout).contains("us:"));
    for (wrong, part) in [
        ("account-length = 3\n", "4 to 8 digits"),
        ("fiscal-year-start = \"02-29\"\n", "no day of every year"),
        ("fiscal-year-start = \"1.7.\"\n", "no day of every year"),
        ("account = 5\n", "unknown field"),
    ] {
        std::fs::write(desk.file("hours.toml"), DATEV.replace("receivable", &format!("{wrong}receivable")))
            .expect("a configuration");
        let (code, said) = desk.refused(&["export", "datev"]);
        assert!(code == 2 && said.contains(part), "{wrong}{said}");
    }
    for (right, wrong) in [("29098", "1000"), ("29098", "10000000"), ("55003", "0"), ("55003", "100000")] {
        std::fs::write(desk.file("hours.toml"), DATEV.replace(right, wrong)).expect("a configuration");
        let (code, said) = desk.refused(&["export", "datev"]);
        assert!(code == 2 && said.contains("DATEV counts 1"), "{wrong}: {said}");
    }
    for wrong in ["0", "100", "4400", "70000", "100000"] {
        let config = DATEV.lines().filter(|line| !line.starts_with("receivable"));
        let config = config.map(|line| format!("{line}\n")).collect::<String>();
        let config = config.replace("[datev]\n", &format!("[datev]\nreceivable = {wrong}\n"));
        std::fs::write(desk.file("hours.toml"), config).expect("a configuration");
        let (code, said) = desk.refused(&["export", "datev"]);
        assert!(code == 2 && said.contains("is no client's account: those are 10000 to 69999"), "{wrong}: {said}");
    }
    std::fs::write(desk.file("hours.toml"), DATEV.replace("4400", "44000")).expect("a configuration");
    let (code, said) = desk.refused(&["export", "datev"]);
    assert!(code == 2 && said.contains("`revenue = 44000` in hours.toml is no account of 4 digits"), "{said}");
}

/// The year 2026 of clients with what is hard to book: two VAT treatments and both price bases on one document, refunds with and without an invoice
/// before them, a credit note, hours that expired.
fn entangled() -> Desk {
    let desk = Desk::open();
    for line in [
        "client add acme 'ACME GmbH' --vat-id LV4000",
        "client add beta Beta",
        "log acme 50m Move --on 2026-05-04",
        "client set acme --vat 0 --vat-reason reverse-charge --prices net --from 2026-07-01",
        "log acme 3h After --on 2026-07-20",
        "buy acme 100m --price 333.33 --on 2026-07-21",
        "refund acme-1 30m --on 2026-07-22",
        "invoice issue acme --date 2026-08-01",
        "buy beta 2h --until 2026-09-01 --on 2026-08-02",
        "log beta 7m Printer --on 2026-08-03",
        "buy beta 1h --on 2026-08-04",
        "refund beta-2 --on 2026-08-05",
        "invoice issue beta --date 2026-08-06",
        "invoice credit 2026-0002 --reason mistaken --date 2026-09-07",
        "invoice issue beta --date 2026-09-08",
        "refund acme-1 20m --on 2026-09-09",
        "invoice issue acme --date 2026-09-10",
    ] {
        desk.ok(line);
    }
    desk
}

/// What a batch books on each account, in minor units: debits less credits. No row has one account twice.
fn sums_of_batch(desk: &Desk) -> BTreeMap<String, i64> {
    let output = desk.output(&["export", "datev"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut sums = BTreeMap::new();
    for row in String::from_utf8_lossy(&output.stdout).lines().skip(2) {
        let cells: Vec<&str> = row.split(';').collect();
        let amount: i64 = cells[0].replace(',', "").parse().expect(row);
        assert_ne!(cells[6], cells[7], "{row}");
        *sums.entry(cells[6].to_owned()).or_default() += amount;
        *sums.entry(cells[7].to_owned()).or_default() -= amount;
    }
    sums.retain(|_, sum| *sum != 0);
    sums
}

/// The same of hledger's journal, by the numbers that DATEV's settings give its accounts.
fn sums_of_journal(desk: &Desk) -> BTreeMap<String, i64> {
    let mut sums = BTreeMap::new();
    for leg in desk.ok("export hledger").lines().filter(|line| line.starts_with("    ")) {
        let Some((account, amount)) = leg.trim().split_once("  ").filter(|_| leg.ends_with(" EUR")) else { continue };
        let parts: Vec<&str> = account.split(':').collect();
        let number = match parts[..] {
            ["assets", "receivable", "acme"] => "10001",
            ["assets", "receivable", _] => "10000",
            ["assets", "unbilled", _] => "1405",
            ["liabilities", "contract", ..] => "1490",
            ["liabilities", "vat", "19"] => "3806",
            ["revenues", "support", _] => "4400",
            ["revenues", "overage", _] => "4410",
            ["revenues", "breakage", _] => "4420",
            ["expenses", "rounding"] => "6999",
            _ => panic!("{leg}"),
        };
        let amount = amount.split_once(" EUR").expect(leg).0;
        *sums.entry(number.to_owned()).or_default() += amount.replace('.', "").parse::<i64>().expect(leg);
    }
    sums.retain(|_, sum| *sum != 0);
    sums
}

#[test]
fn k3_datev_and_hledger_come_to_the_same_on_every_account() {
    let desk = entangled();
    std::fs::write(desk.file("hours.toml"), DATEV).expect("a configuration");
    let together = sums_of_batch(&desk);
    assert_eq!(together, sums_of_journal(&desk));
    // By VAT it is the same overage, on more accounts.
    let by_vat = "[datev.overage-by-vat]\n\"19\" = 4411\nreverse-charge = 4412\n";
    std::fs::write(desk.file("hours.toml"), format!("{DATEV}{by_vat}")).expect("a configuration");
    let mut apart = sums_of_batch(&desk);
    assert_eq!([apart["4411"], apart["4412"]], [-12605, -45000], "1h gross at 150.00, 3h net");
    let overage = ["4411", "4412"].iter().filter_map(|account| apart.remove(*account)).sum();
    apart.insert("4410".to_owned(), overage);
    assert_eq!(apart, together);
    // What has no account of its own is on the one of all overage.
    std::fs::write(desk.file("hours.toml"), format!("{DATEV}[datev.overage-by-vat]\nreverse-charge = 4412\n"))
        .expect("a configuration");
    let apart = sums_of_batch(&desk);
    assert_eq!([apart["4410"], apart["4412"]], [-12605, -45000]);
}

#[test]
fn datev_books_nothing_of_a_package_that_was_paid_back_before_it_was_invoiced() {
    let desk = Desk::with_package();
    desk.ok("refund acme-1");
    desk.ok("invoice issue acme");
    let config = "[datev]\nconsultant = 29098\nclient = 55003\nunbilled = 1300\nliability = 3900\nreceivable = 10000\n";
    std::fs::write(desk.file("hours.toml"), config).expect("a configuration");
    assert!(sums_of_batch(&desk).is_empty());
    let batch = desk.output(&["export", "datev"]).stdout;
    assert_eq!(
        String::from_utf8_lossy(&batch).lines().count(),
        2 + 2,
        "the purchase and the refund; of the invoice nothing"
    );
}

#[test]
fn a_key_of_overage_that_would_never_be_found_is_refused() {
    let desk = invoiced();
    for (wrong, part) in [
        ("\"19%\" = 4411", "`19%` under [datev.overage-by-vat] in hours.toml is neither a VAT rate nor a reason"),
        ("\"19.0\" = 4411", "neither a VAT rate nor a reason"),
        ("reverse = 4411", "neither a VAT rate nor a reason"),
        ("exempt = 44110", "`overage-by-vat.\"exempt\" = 44110` in hours.toml is no account of 4 digits"),
    ] {
        std::fs::write(desk.file("hours.toml"), format!("{DATEV}[datev.overage-by-vat]\n{wrong}\n"))
            .expect("a configuration");
        let (code, said) = desk.refused(&["export", "datev"]);
        assert!(code == 2 && said.contains(part), "{wrong}: {said}");
    }
}

#[test]
fn a_business_year_may_begin_on_any_day() {
    let desk = invoiced();
    let config = DATEV.replace("receivable", "fiscal-year-start = \"07-01\"\nreceivable");
    std::fs::write(desk.file("hours.toml"), config).expect("a configuration");
    let header = |args: &[&str]| {
        let text = String::from_utf8_lossy(&desk.output(args).stdout).into_owned();
        text.lines().next().unwrap_or_default().split(';').skip(12).take(4).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(header(&["export", "datev"]), "20260701 4 20260701 20261123");
    assert_eq!(header(&["export", "datev", "--month", "2026-06"]), "20250701 4 20260601 20260630");
    assert_eq!(desk.refused(&["export", "datev", "--from", "2026-06-01"]).0, 1);
}

#[test]
fn s2_s3_nothing_from_outside_runs_in_any_export() {
    let desk = Desk::bare();
    let export = |format: &str| desk.run(&["export", format, "-f", FIXTURE, "--as-of", "2026-11-23"]);
    let csv = export("csv");
    assert!(csv.contains("'=HYPERLINK(") && csv.contains("'@SUM(1+1)"), "formulas are guarded");
    let mut rows = csv::Reader::from_reader(csv.as_bytes());
    assert!(rows.records().all(|row| row.expect("a row").len() == 21));
    let hledger = export("hledger");
    let described = hledger.lines().filter(|line| line.starts_with("20"));
    assert!(described.clone().count() > 40 && described.clone().all(|line| !line.contains([';', '|'])));
    let beancount = export("beancount");
    assert!(beancount.contains("\"pack.one_1: \\\"quoted\\\" \\\\ back\""), "{beancount}");
}

#[test]
fn a7_the_books_have_nothing_later_than_the_day_asked_about() {
    let desk = Desk::with_package();
    desk.ok("log acme 1h --on 2026-11-20");
    for format in ["hledger", "beancount"] {
        let booked = |from: &str| desk.run(&["export", format, "--as-of", "2026-11-06", "--from", from]);
        assert!(!booked("2026-11-20").contains("call"), "{format}");
        assert!(desk.run(&["export", format, "--from", "2026-11-20"]).contains("call"), "{format}");
    }
}
