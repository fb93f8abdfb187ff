//! The gallery of errors, `docs/errors.md`: every situation is run, and the page is what was seen.
//!
//! `UPDATE_ERRORS=1 cargo test --test cli errors` writes the page anew.

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use sha2::{Digest, Sha256};

use crate::desk::{Desk, show, words};

/// A command that fails: the `Rejection` it is about where it is one, what was typed before it, and the command.
struct Situation(&'static str, &'static [&'static str], &'static str);

/// What the situations find: see the page's introduction.
const BASE: [&str; 13] = [
    "client add acme 'ACME GmbH'",
    "client add beta Beta",
    "service add server",
    "service add onsite --factor 1.5",
    "buy acme 10h --on 2026-11-02",
    "buy acme 1h --on 2026-10-01 --until 2026-10-31 --name old",
    "buy acme 1h --from 2026-12-01 --name next",
    "buy acme 1h --on 2026-11-06 --service server --name server-1",
    "buy acme 15m --on 2026-11-02 --until 2026-12-31 --name used",
    "log acme 15m Printer --on 2026-11-03 --id seen-1",
    "close acme --through 2026-11-05",
    "log acme 45m VPN --on 2026-11-20 --id seen-2",
    "log acme 2h 'Backup restored' --on 2026-11-06 --package acme-1 --id seen-3",
];

/// Exit 1, grouped as `Rejection` is.
const REFUSED: &[Situation] = &[
    Situation("UnknownClient", &[], "log amce 45m VPN"),
    Situation("UnknownClient", &[], "log zulu 45m VPN"),
    Situation("UnknownClient", &["client add zh 'Zulu Holding'"], "log holding 45m VPN"),
    Situation("UnknownService", &[], "log acme 45m VPN --service onsit"),
    Situation("UnknownService", &[], "log acme 45m VPN --service website"),
    Situation("UnknownPackage", &[], "extend acme-11 --until 2027-01-31"),
    Situation("UnknownPackage", &[], "refund website"),
    Situation("UnknownPackage", &[], "refund beta"),
    Situation("ForeignPackage", &[], "log beta 45m VPN --package acme-1"),
    Situation("UnknownEntry", &[], "void 99 --reason mistyped"),
    Situation("UnknownEntry", &[], "balance --known 99"),
    Situation("AmbiguousEntry", &[], "void seen --reason mistyped"),
    Situation("ClientExists", &[], "client add acme 'ACME AG'"),
    Situation("ServiceExists", &[], "service add onsite --factor 2"),
    Situation("PackageExists", &[], "buy acme 5h --name old"),
    Situation("PackageVoid", &["void 9 --reason wrong"], "extend server-1 --until 2027-01-31"),
    Situation("PackageVoid", &["void 9 --reason wrong"], "refund server-1"),
    Situation("PackageVoid", &["void 9 --reason wrong"], "settle acme --package server-1"),
    Situation("PackageVoid", &["void 9 --reason wrong"], "show server-1"),
    Situation(
        "PackageVoid",
        &["buy acme 1h --name extra", "log acme 15m --package extra", "void 15 --reason wrong"],
        "amend 16 30m",
    ),
    Situation(
        "NoPackageName",
        &["client add a-very-long-name-of-a-client-xyz X"],
        "buy a-very-long-name-of-a-client-xyz 5h",
    ),
    Situation("NoTime", &[], "log acme 0m"),
    Situation("NoSize", &[], "buy acme 0m"),
    Situation("CallTooLong", &[], "log acme 25h --long"),
    Situation("LongCall", &[], "log acme 13h"),
    Situation("PackageTooLarge", &[], "buy acme 100001h"),
    Situation("TermOutOfBounds", &[], "client set acme --increment 0m"),
    Situation("TermOutOfBounds", &[], "client set acme --expiry-notice 100000"),
    Situation("TermOutOfBounds", &[], "client set acme --overage-rate 0"),
    Situation("TermOutOfBounds", &[], "init new.jsonl --name X --rate 0"),
    Situation("TermOutOfBounds", &[], "client set acme --lang de_AT"),
    Situation("BadText", &[], "void 13 --reason ''"),
    Situation("BadText", &[], "log acme 15m 'press\u{7}'"),
    Situation("BeforeCalendar", &[], "log acme 15m --on 1899-12-31"),
    Situation("Future", &[], "log acme 15m --on 2026-11-24"),
    Situation("Future", &[], "log acme 15m --on 9999-12-31"),
    Situation("Future", &[], "buy acme 5h --on 2026-12-01"),
    Situation("Future", &[], "extend old --until 2026-12-31 --on 2026-12-01"),
    Situation("Future", &[], "refund server-1 --on 2026-12-01"),
    Situation("Future", &[], "close acme --through 2026-11-30"),
    Situation("TooFine", &[], "buy acme 5h --price 12.345"),
    Situation("TooLarge", &[], "buy acme 5h --price 1000000000000"),
    Situation("NotPositive", &[], "buy acme 5h --price 0"),
    Situation("CurrencySettled", &[], "client set acme --currency USD --overage-rate 160"),
    Situation("NeedsOverageRate", &[], "client add gamma Gamma --currency USD"),
    Situation("NeedsPrice", &["client add gamma Gamma --currency USD --overage-rate 160"], "buy gamma 5h"),
    Situation("NeedsVatReason", &[], "client set acme --vat 0"),
    Situation("NeedsVatId", &[], "client set acme --vat 0 --vat-reason reverse-charge"),
    Situation(
        "NeedsVatId",
        &["client set acme --vat 0 --vat-reason reverse-charge --vat-id DE123456789"],
        "client set acme --clear vat-id",
    ),
    Situation("StatedAndCleared", &[], "client set acme --low 10% --clear low"),
    Situation("StatedAndCleared", &[], "amend seen-2 --goodwill 'our mistake' --clear goodwill"),
    Situation("NoChange", &[], "client set acme"),
    Situation("NoChange", &[], "amend seen-2 45m"),
    Situation("TooManyTimes", &[], "buy acme 5h --every month --times 1000000"),
    Situation("FromBeforePurchase", &[], "buy acme 5h --from 2026-11-22"),
    Situation("EmptyWindow", &[], "buy acme 5h --from 2026-12-01 --until 2026-11-30"),
    Situation("EndsBeforeExtension", &[], "extend old --until 2026-11-15"),
    Situation("BeyondCalendar", &[], "buy acme 5h --valid 8000y"),
    Situation("SettlesTooEarly", &[], "buy acme 5h --from 2026-12-01 --settle"),
    Situation("NotValidOn", &[], "settle acme --package old"),
    Situation("NotValidOn", &[], "settle acme --package next"),
    Situation("Closed", &[], "log acme 15m --on 2026-11-05"),
    Situation("Closed", &[], "void seen-1 --reason mistyped"),
    Situation("ClosedAlready", &[], "close acme --through 2026-11-05"),
    Situation("NotEligible", &[], "log acme 15m --package old"),
    Situation("NotEligible", &[], "log acme 15m --package next"),
    Situation("NotEligible", &[], "log acme 15m --package server-1"),
    Situation("NotEligible", &[], "log acme 15m --package used"),
    Situation("NotEligible", &["log acme 15m --service server --package server-1"], "amend 15 --clear service"),
    Situation("NotALaterEnd", &[], "extend used --until 2026-12-31"),
    Situation("NoEnd", &[], "extend acme-1 --until 2027-12-31"),
    Situation("NoEnd", &[], "extend acme-1 --until 2026-11-01"),
    Situation("NotALaterEnd", &[], "extend old --until 2026-10-15"),
    Situation(
        "BeforePurchase",
        &["buy acme 1h --until 2026-12-31 --name new"],
        "extend new --until 2027-12-31 --on 2026-11-20",
    ),
    Situation("NotLeft", &[], "refund acme-1 9h"),
    Situation("NothingToRefund", &[], "refund acme-1 0m"),
    Situation("HasEnded", &[], "refund old"),
    Situation("NothingToSettle", &[], "settle acme --package acme-1"),
    Situation("VoidAlready", &["void seen-2 --reason mistyped"], "void seen-2 --reason again"),
    Situation("VoidAlready", &["void seen-2 --reason mistyped"], "amend seen-2 30m"),
    Situation("VoidAlready", &["amend seen-2 30m", "amend 15 20m"], "amend seen-2 1h"),
    Situation("VoidAlready", &["amend seen-2 30m"], "void seen-2 --reason mistyped"),
    Situation("NotVoidable", &[], "void 12 --reason 'closed too early'"),
    Situation("NotVoidable", &[], "void 2 --reason mistyped"),
    Situation("NotVoidable", &[], "void 1 --reason mistyped"),
    Situation("DrawnOn", &["close --all --through 2026-11-10"], "void 6 --reason mistyped --late"),
    Situation(
        "ExtensionUsed",
        &[
            "extend old --until 2026-12-31 --on 2026-11-06",
            "log acme 15m Scanner --on 2026-11-08 --package old",
            "close acme --through 2026-11-10",
        ],
        "void 15 --reason mistyped --late",
    ),
    Situation("Refunded", &["refund server-1 30m"], "void 9 --reason mistyped"),
    Situation("NotACall", &[], "amend 6 2h"),
    Situation("OnInvoice", &["invoice issue acme"], "void 6 --reason mistyped --late"),
    Situation("NotVoidable", &["invoice issue acme"], "void 15 --reason mistyped"),
    Situation(
        "RefundedSince",
        &[
            "refund acme-1 1h --on 2026-11-22",
            "refund acme-1 1h --on 2026-11-20",
            "invoice issue acme --date 2026-11-20",
        ],
        "void 15 --reason mistyped",
    ),
    Situation("NothingDue", &[], "invoice issue beta"),
    Situation("NothingDue", &["invoice issue acme"], "invoice issue --all"),
    Situation("ThroughAfterDate", &[], "invoice issue acme --date 2026-11-20 --through 2026-11-21"),
    Situation("Future", &[], "invoice issue acme --through 2026-11-30"),
    Situation(
        "TooLargeInAll",
        &["buy acme 1h --price 600000000000 --on 2026-11-20", "buy acme 1h --price 600000000000"],
        "invoice issue acme",
    ),
    Situation(
        "TooLargeInAll",
        &["buy beta 1h --price 600000000000", "buy beta 1h --price 600000000000"],
        "invoice issue beta",
    ),
    Situation("TooLarge", &[], "buy acme 5h --price 999999999999 --net"),
    Situation("UnknownDocument", &["invoice issue acme"], "invoice show 2026-001"),
    Situation("UnknownDocument", &[], "invoice credit R17 --reason mistyped"),
    Situation(
        "NotAnInvoice",
        &["invoice issue acme", "invoice credit 2026-0001 --reason mistyped"],
        "invoice credit 2026-0002 --reason mistyped",
    ),
    Situation(
        "CreditedAlready",
        &["invoice issue acme", "invoice credit 2026-0001 --reason mistyped"],
        "invoice credit 2026-0001 --reason again",
    ),
    Situation(
        "CreditBeforeInvoice",
        &["invoice issue acme"],
        "invoice credit 2026-0001 --reason mistyped --date 2026-11-22",
    ),
    Situation("Future", &["invoice issue acme"], "invoice credit 2026-0001 --reason mistyped --date 2026-11-24"),
    Situation(
        "NeedsVatId",
        &[
            "client add v1 V --vat 0 --vat-reason reverse-charge --vat-id LV1",
            "client add v2 V --vat 0 --vat-reason reverse-charge --vat-id LV2",
            "buy v1 1h",
            "buy v2 1h",
            "client set v1 --clear vat-id --vat 19",
            "client set v2 --clear vat-id --vat 19",
        ],
        "invoice issue --all",
    ),
    Situation(
        "BilledThen",
        &["invoice issue acme --date 2026-11-20", "invoice credit 2026-0001 --reason mistyped"],
        "invoice issue acme --date 2026-11-22",
    ),
    Situation("NumberTaken", &["invoice issue acme --through 2026-11-10"], "invoice issue acme --numbers 2026-000{n}"),
    Situation("NumberOutOfTurn", &["invoice issue acme --through 2026-11-02"], "invoice issue acme --first 118"),
    Situation("NoNumber", &[], "invoice issue acme --numbers a-rather-long-pattern-for-numbe{n} --first 10"),
    Situation("", &[], "refund used"),
    Situation("", &[], "log acme 50m VPN --id seen-2"),
    Situation("", &[], "client add Gamma Gamma"),
    Situation("", &[], "log acme 45m VPN --on 2026-03-29 --at 02:30"),
    Situation("", &[], "log acme 02:15-02:45 VPN --on 2026-10-25"),
    Situation("", &[], "show acme-1 --as-of 2026-11-01"),
    Situation("", &[], "init --name 'Kaffee IT' --rate 150"),
    Situation("", &[], "balance --known 2026-11-01T00:00:00Z"),
];

/// What only a line already in the file can break, or nothing can.
const OUT_OF_REACH: [&str; 16] = [
    "AmbiguousDocument",
    "NotOpened",
    "OpenedTwice",
    "WrongSeq",
    "IdTaken",
    "NotLater",
    "IdleClock",
    "AfterRecorded",
    "OtherCurrency",
    "NotAFirstEntry",
    "DueBeforeDate",
    "TooManyLines",
    "NotDue",
    "WrongTotals",
    "NotWhatIsDue",
    "WrongNumber",
];

/// Exit 2.
const WRONG: &[Situation] = &[
    Situation("", &[], "log acme 45 VPN"),
    Situation("", &[], "invoice issue acme --numbers {year}"),
    Situation("", &[], "invoice issue acme --due -3"),
    Situation("", &[], "invoice issue"),
    Situation("", &[], "invoice draft"),
    Situation("", &[], "log acme -45m VPN"),
    Situation("", &[], "log acme 1.33h VPN"),
    Situation("", &[], "log acme '1h 90m' VPN"),
    Situation("", &[], "log acme VPN 45m"),
    Situation("", &[], "log acme 14:50-14:05"),
    Situation("", &[], "log acme 14:05-14:50 --at 15:00"),
    Situation("", &[], "log acme 45m --at 24:00"),
    Situation("", &[], "buy acme 10h 1500"),
    Situation("", &[], "log acme 45m VPN down"),
    Situation("", &[], "log acme 45m --not VPN"),
    Situation("", &[], "log acme 45m --urgent"),
    Situation("", &[], "log acme"),
    Situation("", &[], "log acme 45m --on 29.02.2026"),
    Situation("", &[], "log acme 45m --on 2026-02-30"),
    Situation("", &[], "log acme 45m --factor 0"),
    Situation("", &[], "log acme 45m --id 17"),
    Situation("", &[], "log acme 45m --id 'two words'"),
    Situation("", &[], "log acme 45m --by ''"),
    Situation("", &[], "log acme 45m --wait abc"),
    Situation("", &[], "log аcme 45m"),
    Situation("", &[], "client add ../acme X"),
    Situation("", &[], "client add nul X"),
    Situation("", &[], "client set acme --vat 119"),
    Situation("", &[], "client set acme --low much"),
    Situation("", &[], "client set acme --overage ignore"),
    Situation("", &[], "client set acme --clear nonsense"),
    Situation("", &[], "client remove acme"),
    Situation("", &[], "delete 13"),
    Situation("", &[], "buy acme 50 h"),
    Situation("", &[], "log acme 45min VPN"),
    Situation("", &[], "log 'ACME GmbH' 45m VPN"),
    Situation("", &[], "buy acme 10h --price 1,500.00"),
    Situation("", &[], "buy acme 10h --price 1500 --rate 150"),
    Situation("", &[], "buy acme 10h --valid 12m"),
    Situation("", &[], "buy acme 10h --every month"),
    Situation("", &[], "close --through 2026-11-30"),
    Situation("", &[], "balanse"),
    Situation("", &[], "balance --format xml"),
    Situation("", &[], "balance --format"),
    Situation("", &[], "balance --known 0"),
    Situation("", &[], "balance --known yesterday"),
    Situation("", &[], "balance --format csv --sep word"),
    Situation("", &[], "balance -o hours.jsonl"),
    Situation("", &[], "balance -f ''"),
    Situation("", &[], "entries --kind calls"),
    Situation("", &[], "entries --kind phone"),
    Situation("", &[], "statement acme --month november"),
    Situation("", &[], "statement acme --from 2026-11-30 --to 2026-11-01"),
    Situation("", &[], "verify --head abc"),
    Situation("", &[], "-f new.jsonl init more.jsonl --name X --rate 1"),
    Situation("", &[], "init new.jsonl --name X --rate 1 --currency EURO"),
    Situation("", &[], "init new.jsonl --name X --rate 1 --zone Mars/Phobos"),
];

/// What happened to the file, and how its bytes come to be.
struct Damaged(&'static str, fn(&str) -> Vec<u8>);

/// Exit 4.
const DAMAGED: &[Damaged] = &[
    Damaged("an empty file", |_| Vec::new()),
    Damaged("a file that begins like a ledger and breaks off", |text| text.as_bytes()[..40].to_vec()),
    Damaged("another file", |_| b"hello\n".to_vec()),
    Damaged("a table of another program", |_| b"client,hours\nacme,10\n".to_vec()),
    Damaged("JSON that is no object", |_| b"[1,2]\n".to_vec()),
    Damaged("a ledger of a newer version", |text| {
        sealed(text, 1, |line| line.replace("\"format\":1", "\"format\":2")).into_bytes()
    }),
    Damaged("a byte order mark", |text| format!("\u{feff}{text}").into_bytes()),
    Damaged("saved as UTF-16", |text| {
        [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
    }),
    Damaged("saved as Latin-1", |text| {
        let (before, after) = text.split_once("Printer").expect("the note");
        [before.as_bytes(), b"Dr\xfccker", after.as_bytes()].concat()
    }),
    Damaged("CRLF at the end of every line", |text| text.replace('\n', "\r\n").into_bytes()),
    Damaged("CRLF at the end of one line", |text| with_line(text, 4, |line| format!("{line}\r")).into_bytes()),
    Damaged("a merge that was not resolved", |text| {
        with_line(text, 4, |line| format!("<<<<<<< HEAD\n{line}\n=======\n{line}\n>>>>>>> theirs")).into_bytes()
    }),
    Damaged("re-formatted JSON", |text| text.replace("\":", "\": ").into_bytes()),
    Damaged("another ledger behind this one", |text| format!("{text}{text}").into_bytes()),
    Damaged("a blank line", |text| with_line(text, 4, |line| format!("\n{line}")).into_bytes()),
    Damaged("two entries on a line", |text| text.replacen("}\n", "}", 1).into_bytes()),
    Damaged("a line without an end", |text| format!("{text}{{\"note\":\"{}", "x".repeat(70_000)).into_bytes()),
    Damaged("NUL bytes in the middle", |text| with_line(text, 4, |line| "\0".repeat(line.len())).into_bytes()),
    Damaged("a hash in capitals", |text| {
        with_line(text, 4, |line| {
            let (body, hash) = line.split_once(",\"hash\"").expect("a hash");
            format!("{body},\"hash\"{}", hash.to_uppercase())
        })
        .into_bytes()
    }),
    Damaged("a line without its hash", |text| {
        with_line(text, 4, |line| format!("{}}}", line.split(",\"hash\"").next().unwrap_or_default())).into_bytes()
    }),
    Damaged("a figure that was changed", |text| text.replace("\"minutes\":45", "\"minutes\":40").into_bytes()),
    Damaged("a line that was taken out", |text| without_lines(text, 4..=4).into_bytes()),
    Damaged("several lines that were taken out", |text| without_lines(text, 4..=6).into_bytes()),
    Damaged("a line that stands there twice", |text| with_line(text, 4, |line| format!("{line}\n{line}")).into_bytes()),
    Damaged("two lines that changed places", |text| {
        let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
        lines.swap(3, 4);
        lines.concat().into_bytes()
    }),
    Damaged("an unknown kind of entry with a right hash", |text| {
        sealed(text, 14, |line| line.replace("\"kind\":\"call\"", "\"kind\":\"meeting\"")).into_bytes()
    }),
    Damaged("an unknown field with a right hash", |text| {
        sealed(text, 14, |line| line.replace("\"note\":", "\"colour\":\"red\",\"note\":")).into_bytes()
    }),
    Damaged("a field twice with a right hash", |text| {
        sealed(text, 14, |line| line.replace("\"minutes\":120", "\"minutes\":120,\"minutes\":120")).into_bytes()
    }),
    Damaged("a missing field with a right hash", |text| {
        sealed(text, 14, |line| line.replace("\"minutes\":120,", "")).into_bytes()
    }),
    Damaged("another spelling with a right hash", |text| {
        sealed(text, 14, |line| line.replace("Backup", "\\u0042ackup")).into_bytes()
    }),
    Damaged("an impossible entry with a right hash", |text| {
        sealed(text, 14, |line| line.replace("\"client\":\"acme\"", "\"client\":\"gone\"")).into_bytes()
    }),
];

/// A line, counted from 1, replaced.
fn with_line(text: &str, number: usize, change: impl Fn(&str) -> String) -> String {
    let changed = |(at, line): (usize, &str)| if at + 1 == number { change(line) } else { line.to_owned() };
    text.lines().enumerate().map(changed).map(|line| line + "\n").collect()
}

fn without_lines(text: &str, numbers: std::ops::RangeInclusive<usize>) -> String {
    let kept = text.split_inclusive('\n').enumerate().filter(|(at, _)| !numbers.contains(&(at + 1)));
    kept.map(|(_, line)| line).collect()
}

/// The ledger up to a line, counted from 1, which is changed and given the hash that fits.
pub(crate) fn sealed(text: &str, number: usize, change: impl Fn(&str) -> String) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let hash_of = |line: &str| line[line.len() - 66..line.len() - 2].to_owned();
    let before = if number == 1 { "0".repeat(64) } else { hash_of(lines[number - 2]) };
    let body = lines[number - 1].split(",\"hash\":\"").next().unwrap_or_default();
    let (changed, hex) = (change(body), |bytes: &[u8]| {
        Sha256::digest(bytes).iter().fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        })
    });
    assert_ne!(changed, body, "the change found nothing to change");
    let hash = hex(format!("{before}{}", hex(changed.as_bytes())).as_bytes());
    let kept: String = lines[..number - 1].iter().map(|line| format!("{line}\n")).collect();
    format!("{kept}{changed},\"hash\":\"{hash}\"}}\n")
}

/// The ledger all situations begin with.
fn base() -> String {
    let desk = Desk::open();
    for line in BASE {
        desk.ok(line);
    }
    desk.ledger()
}

fn desk_with(ledger: &[u8]) -> Desk {
    let desk = Desk::bare();
    std::fs::write(desk.file("hours.jsonl"), ledger).expect("a ledger");
    desk
}

/// As typed, with what cannot be seen made visible.
fn typed(line: &str) -> String {
    let shown = |c: char| if c.is_control() { c.escape_unicode().to_string() } else { c.to_string() };
    line.chars().map(shown).collect()
}

/// Runs a situation; it must exit as its section says and leave the ledger alone.
fn run(base: &str, Situation(_, before, line): &Situation, exit: i32, page: &mut String) {
    let desk = desk_with(base.as_bytes());
    page.push_str("```console\n");
    for line in *before {
        desk.ok(line);
        let _ = writeln!(page, "$ hours {line}");
        page.push_str("…\n");
    }
    let words = words(line);
    let (code, said) = desk.refused(&words.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(code, exit, "hours {line}\n{said}");
    assert!(said.starts_with("error: "), "hours {line}\n{said}");
    let said = said.replace(&format!("{}/", desk.path().display()), "");
    let _ = write!(page, "$ hours {}\n{said}```\n\n", typed(line));
}

fn section(page: &mut String, title: &str, text: &str) {
    let _ = write!(page, "## {title}\n\n{text}\n\n");
}

const INTRODUCTION: &str = "\
# Errors

What a rule forbids, and most of what else can be wrong, with the command that gives it. An error states a fact; a hint says what to do. Whatever the
error, the ledger's entries are as they were before.

This page is written by a test: `UPDATE_ERRORS=1 cargo test --test cli errors`. Ids and hashes are left out. Unless another command
is shown first, each one is run on the same ledger, on Monday, 23 November 2026:

";

fn gallery() -> String {
    let base = base();
    let mut page = INTRODUCTION.to_owned();
    page.push_str("```console\n$ hours init --name 'Kaffee IT' --currency EUR --zone Europe/Berlin --prices gross --vat 19 --rate 150\n");
    BASE.iter().for_each(|line| _ = writeln!(page, "$ hours {line}"));
    page.push_str("```\n\n");

    section(
        &mut page,
        "Exit 1: a rule forbids it",
        "The request can be read, but the ledger's rules refuse it. In the order in which they are checked:",
    );
    REFUSED.iter().for_each(|situation| run(&base, situation, 1, &mut page));

    merging(&base, &mut page);

    section(&mut page, "Exit 2: the command line is wrong", "Nothing was looked up yet.");
    WRONG.iter().for_each(|situation| run(&base, situation, 2, &mut page));
    variables(&base, &mut page);

    section(
        &mut page,
        "Exit 4: the ledger is damaged",
        "Every command checks what it reads, and none writes to such a file. After what happened to the file:",
    );
    for Damaged(what, change) in DAMAGED {
        let desk = desk_with(&change(&base));
        let before = std::fs::read(desk.file("hours.jsonl")).expect("a file");
        let _ = write!(page, "{}{}:\n\n```console\n$ hours verify\n", what[..1].to_uppercase(), &what[1..]);
        let said = desk.sh("verify");
        assert!(said.ends_with("[exit 4]\n"), "{what}: {said}");
        for line in ["balance", "log acme 15m"] {
            assert!(desk.sh(line).ends_with("[exit 4]\n"), "{what}: {line}");
        }
        assert_eq!(std::fs::read(desk.file("hours.jsonl")).expect("a file"), before, "{what}");
        let _ = write!(page, "{said}```\n\n");
    }
    unfinished(&base, &mut page);

    section(&mut page, "Exit 5: it could not be done now", "A retry may help, once what stands in the way is gone.");
    unable(&base, &mut page);
    page.truncate(page.trim_end().len());
    page + "\n"
}

/// Copies that do not go together, in `there`.
fn merging(base: &str, page: &mut String) {
    let desk = desk_with(base.as_bytes());
    std::fs::create_dir(desk.file("there")).expect("a folder");
    let mut refused = |what: &str, copy: &str, there: &[&str]| {
        let line = &format!("merge there/{copy}.jsonl");
        if !desk.file(&format!("there/{copy}.jsonl")).exists() {
            std::fs::write(desk.file(&format!("there/{copy}.jsonl")), base).expect("a copy");
        }
        there.iter().for_each(|line| _ = desk.ok(&format!("-f there/{copy}.jsonl {line}")));
        let (exit, said) = desk.refused(&words(line).iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(exit, 1, "{line}: {said}");
        let _ = write!(page, "{what}:\n\n```console\n$ hours {line}\n{said}```\n\n");
    };
    desk.ok("log beta 15m Mail --id seen-4");
    desk.ok("buy beta 5h");
    refused(
        "Copies that recorded different things under one id, or by one name",
        "laptop",
        &["log beta 30m Mail --id seen-4", "buy beta 10h --id buy-1"],
    );
    refused(
        "A period that the other copy closed without knowing what was recorded here",
        "office",
        &["close beta --through 2026-11-20 --id close-2"],
    );
    desk.ok("invoice issue beta");
    refused("An invoice number on both sides", "home", &["invoice issue acme --id invoice-1"]);
    desk.ok("init --name Other --rate 100 there/other.jsonl");
    refused("Another ledger", "other", &[]);
}

/// Variables count as options do.
fn variables(base: &str, page: &mut String) {
    for (name, value) in [("HOURS_LEDGER", ""), ("HOURS_NOW", "now"), ("HOURS_BY", "")] {
        let desk = desk_with(base.as_bytes());
        let output = desk.command(&["log", "acme", "15m"]).env(name, value).output().expect("the program runs");
        let said = show(&output);
        assert!(said.ends_with("[exit 2]\n"), "{name}: {said}");
        let _ = write!(page, "```console\n$ {name}='{value}' hours log acme 15m\n{said}```\n\n");
    }
}

/// A tail is told by every command and is damage only for `verify`.
fn unfinished(base: &str, page: &mut String) {
    let desk = desk_with(format!("{base}{{\"seq\":15,\"id\":\"half").as_bytes());
    let _ = write!(
        page,
        "An entry that was never finished, as after a power cut:\n\n```console\n{}```\n\n",
        desk.session(&["verify"]).trim_end_matches('\n').to_owned() + "\n"
    );
    let desk = desk_with(base.trim_end().as_bytes());
    let _ = write!(
        page,
        "A last line whose line end an editor took:\n\n```console\n{}```\n\n",
        desk.session(&["verify"]).trim_end_matches('\n').to_owned() + "\n"
    );
    let desk = desk_with(base.as_bytes());
    let line = format!("verify --head {}", "0123456789abcdef".repeat(2));
    let _ = write!(
        page,
        "A head that is not in the ledger's history:\n\n```console\n$ hours {line}\n{}```\n\n",
        desk.sh(&line)
    );
    let shown = |desk: &Desk, lines: &[&str]| desk.session(lines).trim_end_matches('\n').to_owned() + "\n";
    desk.ok("log acme 15m 'VPN down'");
    let whole = desk.ledger();
    std::fs::write(desk.file("hours.jsonl"), base).expect("a ledger");
    let _ = write!(
        page,
        "An older copy in the ledger's place:\n\n```console\n{}```\n\n",
        shown(&desk, &["log acme 15m 'VPN down'", "verify", "repair --yes"])
    );
    std::fs::write(desk.file("hours.jsonl"), &whole[..whole.len() - 40]).expect("a ledger");
    let _ = write!(
        page,
        "An end that is torn although it was recorded whole:\n\n```console\n{}```\n\n",
        shown(&desk, &["balance", "repair --yes"])
    );
    let desk = desk_with(b"{}\n");
    let _ =
        write!(page, "A file of which nothing can be kept:\n\n```console\n{}```\n\n", shown(&desk, &["repair --yes"]));
}

/// What the machine or another program stands in the way of.
fn unable(base: &str, page: &mut String) {
    let desk = Desk::bare();
    std::fs::create_dir(desk.file("folder")).expect("a folder");
    let made = Command::new("mkfifo").arg(desk.file("pipe")).status().expect("mkfifo");
    assert!(made.success());
    let mut seen = |desk: &Desk, line: &str| {
        let said = desk.sh(line);
        assert!(said.ends_with("[exit 5]\n"), "{line}: {said}");
        assert!(!said.contains(&desk.path().display().to_string()), "{line} names the machine's folder: {said}");
        let _ = write!(page, "```console\n$ hours {line}\n{said}```\n\n");
    };
    seen(&desk, "balance");
    seen(&desk, "-f nowhere.jsonl balance");
    seen(&desk, "-f folder balance");
    seen(&desk, "-f pipe log acme 15m");
    seen(&desk, "init missing/hours.jsonl --name X --rate 1");
    let desk = desk_with(base.as_bytes());
    std::fs::create_dir(desk.file("folder")).expect("a folder");
    seen(&desk, "balance -o missing/answer.txt");
    seen(&desk, "balance -o folder");
    seen(&desk, "-f hours.jsonl/below balance");
    let holder = hold(&desk);
    seen(&desk, "log acme 15m --wait 0");
    holder.release();
}

/// A program that holds the ledger's lock.
struct Holder(std::process::Child);

fn hold(desk: &Desk) -> Holder {
    let lock = desk.file("hours.jsonl.lock");
    let script = format!("echo 'pid 4711: log' > '{0}'; echo taken; read line; : > '{0}'", lock.display());
    let mut flock = Command::new("flock");
    flock.arg(&lock).args(["-c", &script]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = flock.spawn().expect("flock");
    let mut said = String::new();
    let stdout = child.stdout.as_mut().expect("its stdout");
    std::io::BufRead::read_line(&mut std::io::BufReader::new(stdout), &mut said).expect("a line");
    Holder(child)
}

impl Holder {
    fn release(mut self) {
        drop(self.0.stdin.take());
        assert!(self.0.wait().expect("it ends").success());
    }
}

#[test]
fn the_gallery_of_errors_is_what_is_seen() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/errors.md");
    let seen = gallery();
    if std::env::var_os("UPDATE_ERRORS").is_some() {
        std::fs::write(&path, &seen).expect("docs/errors.md");
        return;
    }
    let page = std::fs::read_to_string(&path).unwrap_or_default();
    let differs = page.lines().zip(seen.lines()).find(|(page, seen)| page != seen);
    assert!(
        page == seen,
        "docs/errors.md is out of date, first at {differs:?}: UPDATE_ERRORS=1 cargo test --test cli errors"
    );
}

#[test]
fn every_rejection_is_in_the_gallery_or_out_of_reach() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/domain/rejection/mod.rs");
    let source = std::fs::read_to_string(path).expect("the rejections");
    let variants = source.lines().skip_while(|line| !line.starts_with("pub enum Rejection")).skip(1);
    let variants = variants.take_while(|line| !line.starts_with('}')).map(str::trim);
    let variants = variants.filter(|line| line.starts_with(|c: char| c.is_ascii_uppercase()));
    let mut count = 0;
    for variant in variants {
        let name = variant.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        let shown = REFUSED.iter().any(|situation| situation.0 == name);
        assert!(shown != OUT_OF_REACH.contains(&name), "`{name}`: in the gallery, or out of reach?");
        count += 1;
    }
    assert!(count > 50, "{count} rejections found");
}
