//! Bad input, by the numbers of `docs/promises.md`, section 2: what it gets, and that nothing is written.

use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::desk::{Desk, show};

/// A desk with a ledger on which the rows below fail for one reason alone.
fn desk() -> Desk {
    let desk = Desk::with_package();
    desk.ok("log acme 45m VPN --id seen-1");
    desk.ok("log acme 45m Mail --id seen-2");
    desk.ok("void seen-2 --reason mistyped");
    desk
}

/// Number, arguments, exit code, and what the message must say.
type Row<'a> = (u32, &'a [&'a str], i32, &'a str);

/// Runs a row's command: it must exit as expected, say what is expected, write nothing and print nothing that acts on a terminal.
fn check(desk: &Desk, (number, args, exit, needle): &Row<'_>) {
    let before = desk.ledger();
    let began = Instant::now();
    let output = desk.output(args);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(*exit), "{number}: {args:?}\n{said}");
    assert!(said.contains(needle), "{number}: {args:?} does not say {needle:?}:\n{said}");
    assert!(said.starts_with("error: ") && !said.contains("panicked"), "{number}: {args:?}\n{said}");
    assert_plain(&said);
    assert_eq!(desk.ledger(), before, "{number}: {args:?} wrote");
    assert!(began.elapsed() < Duration::from_secs(10), "{number}: {args:?} took {:?}", began.elapsed());
}

/// Nothing in a message acts on a terminal or hides (S1).
fn assert_plain(said: &str) {
    let acts = |c: char| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
    };
    assert!(!said.contains(acts), "{said:?}");
}

#[test]
fn times_that_are_none() {
    let desk = desk();
    let rows: &[Row<'_>] = &[
        (1, &["log", "acme", "45"], 2, "45 what?\nhint: write 45m or 45h"),
        (2, &["log", "acme", "0m"], 1, "no time at all"),
        (3, &["log", "acme", "-15m"], 2, "`-15m` is less than nothing"),
        (4, &["log", "acme", "1.33h"], 2, "not whole minutes"),
        (5, &["log", "acme", "25h"], 1, "longer than 24h"),
        (5, &["log", "acme", "25h", "--long"], 1, "longer than 24h"),
        (6, &["log", "acme", "13h"], 1, "add --long"),
        (7, &["log", "acme", "99999999999999999999m"], 2, "invalid value"),
        (7, &["buy", "acme", "18446744073709551616h"], 2, "invalid value"),
        (8, &["log", "acme", "1e3m"], 2, "not a time"),
        (8, &["log", "acme", "NaN"], 2, "not a time"),
        (8, &["log", "acme", "inf"], 2, "not a time"),
        (8, &["buy", "acme", "NaN"], 2, "not a time"),
        (8, &["amend", "4", "1e3m"], 2, "not a time"),
        (9, &["log", "acme", "１５m"], 2, "`\\u{ff11}\\u{ff15}m`"),
        (9, &["log", "acme", "15ｍ"], 2, "`15\\u{ff4d}`"),
        (9, &["log", "acme", "١٥m"], 2, "`\\u{661}\\u{665}m`"),
        (10, &["log", "acme", "1h 90m"], 2, "more than 59 minutes"),
        (11, &["log", "acme", "24:00"], 2, "neither a time of day"),
        (11, &["log", "acme", "14:60"], 2, "not a time"),
        (11, &["log", "acme", "24:00-24:30"], 2, "invalid value"),
        (11, &["log", "acme", "14:05-14:60"], 2, "invalid value"),
        (11, &["log", "acme", "15m", "--at", "24:00"], 2, "for --at"),
        (11, &["log", "acme", "15m", "--at", "14:60"], 2, "for --at"),
        (12, &["log", "acme", "14:50-14:05"], 2, "it ends before it begins"),
        (13, &["log", "acme", ""], 2, "for TIME"),
        (13, &["log", "acme", "   "], 2, "for TIME"),
        (13, &["log", "", "15m"], 2, "for CLIENT"),
        (13, &["log", "  ", "15m"], 2, "for CLIENT"),
    ];
    rows.iter().for_each(|row| check(&desk, row));
}

#[test]
fn names_that_are_none() {
    let desk = desk();
    let long = "a".repeat(33);
    let rows: &[Row<'_>] = &[
        (14, &["log", "ACME", "15m"], 1, "did you mean `acme`?"),
        (14, &["log", "Acme", "15m"], 1, "did you mean `acme`?"),
        (15, &["log", "аcme", "15m"], 2, "`\\u{430}cme`"),
        (15, &["log", "аcme", "15m"], 2, "only a–z 0–9 . _ -"),
        (16, &["log", "../../etc/passwd", "15m"], 2, "for CLIENT"),
        (16, &["client", "add", "a/b", "X"], 2, "for CLIENT"),
        (16, &["client", "add", "a\\b", "X"], 2, "for CLIENT"),
        (17, &["client", "add", "..", "X"], 2, "for CLIENT"),
        (17, &["client", "add", ".", "X"], 2, "for CLIENT"),
        (17, &["client", "add", "-x", "X"], 2, "`-x`"),
        (17, &["client", "add", "--", "-x", "X"], 2, "starts with a letter or digit"),
        (17, &["client", "add", "con", "X"], 2, "`con`"),
        (17, &["client", "add", "nul", "X"], 2, "`nul`"),
        (17, &["client", "add", "lpt1", "X"], 2, "`lpt1`"),
        (17, &["client", "add", "acme.", "X"], 2, "`acme.`"),
        (17, &["client", "add", "con.txt", "X"], 2, "`con.txt`"),
        (17, &["service", "add", "aux"], 2, "`aux`"),
        (17, &["buy", "acme", "1h", "--name", "prn"], 2, "`prn`"),
        (18, &["client", "add", &long, "X"], 2, "longer than 32 characters"),
        (18, &["service", "add", &long], 2, "longer than 32 characters"),
        (18, &["buy", "acme", "1h", "--name", &long], 2, "longer than 32 characters"),
    ];
    rows.iter().for_each(|row| check(&desk, row));
}

#[test]
fn texts_that_act_or_hide() {
    let desk = desk();
    let long = "x".repeat(1001);
    let rows: &[Row<'_>] = &[
        (19, &["log", "acme", "15m", "a\u{1b}]0;x\u{7}"], 1, "`\\u{1b}`"),
        (19, &["log", "acme", "15m", "\u{1b}]52;c;eA==\u{7}"], 1, "`\\u{1b}`"),
        (19, &["log", "acme", "15m", "a\rb"], 1, "`\\u{d}`"),
        (19, &["log", "acme", "15m", "a\nb"], 1, "`\\u{a}`"),
        (19, &["log", "acme", "15m", "a\u{7}"], 1, "`\\u{7}`"),
        (19, &["log", "acme", "15m", "a\u{9b}31m"], 1, "`\\u{9b}`"),
        (19, &["log", "acme", "15m", "a\u{7f}"], 1, "`\\u{7f}`"),
        (19, &["log", "acme\u{1b}[31m", "15m"], 2, "\\u{1b}"),
        (19, &["--\u{1b}[31m"], 2, "\\u{1b}"),
        (19, &["log\u{1b}[31m"], 2, "\\u{1b}"),
        (19, &["log", "acme", "15m", "--on", "\u{1b}[31m"], 2, "\\u{1b}"),
        (19, &["-f", "a\u{1b}[31m", "balance"], 2, "\\u{1b}"),
        (20, &["log", "acme", "15m", "a\u{202e}b"], 1, "`\\u{202e}`"),
        (20, &["log", "acme", "15m", "a\u{2066}b"], 1, "`\\u{2066}`"),
        (20, &["log", "acme", "15m", "a\u{200b}b"], 1, "`\\u{200b}`"),
        (20, &["log", "acme", "15m", "a\u{2028}b"], 1, "`\\u{2028}`"),
        (20, &["client", "add", "beta", "a\u{202e}b"], 1, "`\\u{202e}`"),
        (20, &["client", "add", "beta", "AC\u{ad}ME"], 1, "`\\u{ad}`"),
        (20, &["log", "acme", "15m", "\u{34f}"], 1, "`\\u{34f}`"),
        (20, &["log", "acme", "15m", "\u{3164}"], 1, "`\\u{3164}`"),
        (20, &["log", "acme", "15m", "x", "--case", "T\u{1160}81"], 1, "`\\u{1160}`"),
        (13, &["log", "acme", "15m", "\u{2800}\u{fe0f}"], 1, "the note is empty"),
        (21, &["log", "acme", "15m", &long], 1, "longer than 1000 characters"),
        (20, &["log", "acme", "15m", "x", "--case", "a\u{2069}b"], 1, "`\\u{2069}`"),
        (20, &["amend", "4", "--note", "a\u{feff}b"], 1, "`\\u{feff}`"),
        (21, &["client", "add", "beta", &long], 1, "longer than"),
        (13, &["client", "add", "beta", ""], 1, "the name is empty"),
        (13, &["void", "4", "--reason", "  "], 1, "the reason is empty"),
    ];
    rows.iter().for_each(|row| check(&desk, row));
}

#[test]
fn number_22_a_thousand_characters_of_four_bytes_are_taken() {
    let (desk, most) = (desk(), "😀".repeat(1000));
    assert!(desk.output(&["log", "acme", "15m", &most]).status.success());
    assert!(desk.ledger().contains(&most));
}

#[test]
fn number_24_an_argument_that_is_not_utf_8() {
    let desk = desk();
    let before = desk.ledger();
    for args in [&["log", "acme", "15m"][..], &["balance"]] {
        let output =
            desk.command(args).arg(std::ffi::OsStr::from_bytes(b"caf\xe9")).output().expect("the program runs");
        let said = show(&output);
        assert!(said.contains("not UTF-8") && output.status.code() == Some(2), "{args:?}: {said}");
    }
    assert_eq!(desk.ledger(), before);
}

#[test]
fn numbers_25_and_26_names_are_kept_as_they_are_given() {
    let desk = desk();
    let (composed, decomposed) = ("Caf\u{e9}", "Cafe\u{301}");
    for (id, name) in [("nfc", composed), ("nfd", decomposed), ("same", composed), ("formula", "=cmd|' /C calc'!A0")] {
        let output = desk.output(&["client", "add", id, name]);
        assert!(output.status.success(), "{}", show(&output));
        assert!(desk.ledger().contains(&format!("\"name\":\"{name}\"")));
    }
    let csv = desk.ok("client list --format csv");
    assert!(csv.contains("\nformula,'=cmd|' /C calc'!A0,"), "{csv}");
    assert!(desk.ok("client list --format csv --raw").contains("\nformula,=cmd|' /C calc'!A0,"));
    assert!(desk.ok("client list --format json").contains("\"name\": \"=cmd|' /C calc'!A0\""));
}

#[test]
fn dates_and_times_of_day_that_are_none() {
    let desk = desk();
    let rows: &[Row<'_>] = &[
        (27, &["log", "acme", "15m", "--on", "2026-02-30"], 2, "2026-11-23"),
        (27, &["log", "acme", "15m", "--on", "29.02.2025"], 2, "2026-11-23"),
        (27, &["log", "acme", "15m", "--on", "11/12/2026"], 2, "2026-11-23"),
        (27, &["balance", "--as-of", "2026-2-3"], 2, "2026-11-23"),
        (28, &["log", "acme", "15m", "--on", "9999-12-31"], 1, "is in the future: today is 2026-11-23"),
        (28, &["log", "acme", "15m", "--on", "2026-11-24"], 1, "is in the future: today is 2026-11-23"),
        (29, &["log", "acme", "15m", "--on", "0000-01-01"], 1, "before 1900-01-01"),
        (29, &["log", "acme", "15m", "--on", "1899-12-31"], 1, "before 1900-01-01"),
        (30, &["log", "acme", "15m", "--on", "2026-03-29", "--at", "02:30"], 1, "does not exist on 2026-03-29"),
        (31, &["log", "acme", "02:30-03:30", "--on", "2026-10-25"], 1, "exists twice on 2026-10-25"),
    ];
    rows.iter().for_each(|row| check(&desk, row));
    // 31: where the length is given, it is taken.
    desk.ok("log acme 15m --on 2026-10-25 --at 02:30");
}

#[test]
fn amounts_rates_and_codes_that_are_none() {
    let desk = desk();
    let rows: &[Row<'_>] = &[
        (32, &["buy", "acme", "1h", "--price", "1,234.56"], 2, "for --price"),
        (32, &["buy", "acme", "1h", "--price", ".5"], 2, "for --price"),
        (32, &["buy", "acme", "1h", "--price", "1e2"], 2, "for --price"),
        (32, &["buy", "acme", "1h", "--price", "0x10"], 2, "for --price"),
        (32, &["buy", "acme", "1h", "--price", "1_000"], 2, "for --price"),
        (32, &["buy", "acme", "1h", "--price", ""], 2, "for --price"),
        (32, &["buy", "acme", "1h", "--price", "١٥"], 2, "\\u{661}\\u{665}"),
        (32, &["buy", "acme", "1h", "--rate", "150 EUR"], 2, "for --rate"),
        (33, &["buy", "acme", "1h", "--price", "12.345"], 1, "more than the 2 decimals of EUR"),
        (33, &["-f", "x.jsonl", "init", "--name", "X", "--currency", "JPY", "--rate", "1.5"], 1, "and JPY has none"),
        (34, &["buy", "acme", "1h", "--price", "1000000000000"], 1, "10^12"),
        (34, &["buy", "acme", "1h", "--price", "99999999999999999999999999999999"], 2, "more digits than any amount"),
        (35, &["buy", "acme", "1h", "--price", "-5"], 1, "not positive"),
        (35, &["buy", "acme", "1h", "--rate", "-5"], 1, "not positive"),
        (36, &["client", "set", "acme", "--vat", "119"], 2, "for --vat"),
        (36, &["client", "set", "acme", "--vat", "-1"], 2, "for --vat"),
        (36, &["client", "set", "acme", "--vat", "19%%"], 2, "for --vat"),
        (37, &["-f", "x.jsonl", "init", "--name", "X", "--rate", "1", "--currency", "EURO"], 2, "for --currency"),
        (37, &["-f", "x.jsonl", "init", "--name", "X", "--rate", "1", "--currency", "eur"], 2, "for --currency"),
        (37, &["-f", "x.jsonl", "init", "--name", "X", "--rate", "1", "--currency", "XXX"], 2, "for --currency"),
        (38, &["-f", "x.jsonl", "init", "--name", "X", "--rate", "1", "--zone", "Mars/Phobos"], 2, "`Mars/Phobos`"),
        (38, &["-f", "x.jsonl", "init", "--name", "X", "--rate", "1", "--zone", "CET-1"], 2, "`CET-1`"),
    ];
    rows.iter().for_each(|row| check(&desk, row));
    assert!(!desk.file("x.jsonl").exists());
}

#[test]
fn entries_that_cannot_be_named_or_written() {
    let desk = desk();
    let long = "x".repeat(1000);
    let rows: &[Row<'_>] = &[
        (39, &["log", "acme", "15m", "--id", &long], 2, "for --id"),
        (39, &["log", "acme", "15m", "--id", "a b"], 2, "for --id"),
        (39, &["log", "acme", "15m", "--id", "a\"b"], 2, "for --id"),
        (39, &["log", "acme", "15m", "--id", "a'b"], 2, "for --id"),
        (39, &["log", "acme", "15m", "--id", "17"], 2, "for --id"),
        (39, &["log", "acme", "15m", "--id", ""], 2, "for --id"),
        (40, &["log", "acme", "50m", "VPN", "--id", "seen-1"], 1, "minutes is `45` and not `50`"),
        (41, &["void", "999999", "--reason", "x"], 1, "no entry `999999`"),
        (41, &["void", "0", "--reason", "x"], 1, "no entry `0`"),
        (41, &["void", "#-1", "--reason", "x"], 1, "no entry `#-1`"),
        (41, &["void", "-1", "--reason", "x"], 1, "no entry `-1`"),
        (41, &["void", "99999999999999999999", "--reason", "x"], 1, "no entry"),
        (41, &["show", "999999"], 1, "no entry `999999`"),
        (41, &["amend", "0", "15m"], 1, "no entry `0`"),
        (41, &["void", "seen-", "--reason", "x"], 1, "begins the ids of 2 entries"),
        (42, &["void", "6", "--reason", "x"], 1, "is never taken back"),
        (42, &["void", "5", "--reason", "x"], 1, "was taken back by #6 already"),
        (43, &["log", "acme", "15m", "--factor", "0"], 2, "for --factor"),
        (43, &["log", "acme", "15m", "--factor", "1e9"], 2, "for --factor"),
        (43, &["log", "acme", "15m", "--factor", "-1"], 2, "for --factor"),
        (44, &["buy", "acme", "1h", "--every", "month", "--times", "1000000"], 1, "1 to 1200"),
        (44, &["buy", "acme", "1h", "--every", "month", "--times", "99999999999999999999"], 2, "for --times"),
        (45, &["log", "acme", "15m", "VPN", "down"], 2, "unexpected `down`"),
        (45, &["log", "acme", "15m", "--urgent"], 2, "unexpected `--urgent`"),
        (45, &["log", "acme", "15m", "--not", "VPN"], 2, "unexpected `--not`"),
        (45, &["log", "acme"], 2, "missing: TIME"),
        (45, &["balanse"], 2, "did you mean `balance`?"),
        (45, &[], 2, "a command is missing"),
        (45, &["balance", "--format", "xml"], 2, "invalid value `xml` for --format"),
        (45, &["balance", "--format"], 2, "--format"),
        (45, &["balance", "--as-of", "today", "--as-of", "today"], 2, "`--as-of` is given twice"),
        (45, &["balance", "--sep", ",,", "--format", "csv"], 2, "for --sep"),
    ];
    rows.iter().for_each(|row| check(&desk, row));
}

#[test]
fn number_46_no_ledger() {
    let desk = Desk::bare();
    for line in ["balance", "log acme 15m", "verify", "-f nowhere.jsonl balance", "-f nowhere.jsonl log acme 15m"] {
        let said = desk.sh(line);
        assert!(said.contains("hint: hours init") && said.ends_with("[exit 5]\n"), "{line}: {said}");
    }
    assert_eq!(std::fs::read_dir(desk.path()).expect("a folder").count(), 0);
}

/// Reads and writes a ledger that is none: exit 5 at once, whatever it is.
fn assert_refused_at_once(desk: &Desk, number: u32, path: &str) {
    for words in [vec!["-f", path, "balance"], vec!["-f", path, "verify"], vec!["-f", path, "log", "acme", "15m"]] {
        let began = Instant::now();
        let output = desk.output(&words);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(5), "{number}: {words:?}: {said}");
        assert!(said.contains(path), "{number}: {said}");
        assert!(began.elapsed() < Duration::from_secs(2), "{number}: {words:?} took {:?}", began.elapsed());
    }
}

#[test]
fn numbers_47_and_48_what_is_no_file_is_refused_at_once() {
    let desk = Desk::bare();
    std::fs::create_dir(desk.file("folder.jsonl")).expect("a folder");
    let made = Command::new("mkfifo").arg(desk.file("fifo.jsonl")).status().expect("mkfifo");
    assert!(made.success());
    let _socket = std::os::unix::net::UnixListener::bind(desk.file("socket.jsonl")).expect("a socket");
    assert_refused_at_once(&desk, 47, "folder.jsonl");
    assert_refused_at_once(&desk, 48, "fifo.jsonl");
    assert_refused_at_once(&desk, 48, "socket.jsonl");
    let (exit, said) = desk.refused(&["-f", "/dev/zero", "balance"]);
    assert_eq!(exit, 5, "{said}");
    for path in ["folder.jsonl", "fifo.jsonl", "socket.jsonl"] {
        let said = desk.sh(&format!("init {path} --name X --rate 1"));
        assert!(said.contains("[exit 1]") || said.contains("[exit 5]"), "{path}: {said}");
    }
}

#[test]
fn number_49_a_link_to_a_good_ledger_works_and_keeps_its_side_files_beside_the_target() {
    let desk = desk();
    std::fs::create_dir(desk.file("elsewhere")).expect("a folder");
    std::os::unix::fs::symlink("../hours.jsonl", desk.file("elsewhere").join("link.jsonl")).expect("a link");
    std::fs::remove_file(desk.file("hours.jsonl.lock")).expect("the lock file");
    desk.ok("-f elsewhere/link.jsonl log acme 15m 'through a link'");
    assert!(desk.ledger().contains("through a link") && desk.file("hours.jsonl.lock").exists());
    assert_eq!(std::fs::read_dir(desk.file("elsewhere")).expect("a folder").count(), 1);
    assert!(desk.ok("-f elsewhere/link.jsonl verify").starts_with("ok: 7 entries"));
}

#[test]
fn number_50_links_that_lead_nowhere() {
    let desk = Desk::bare();
    std::os::unix::fs::symlink("b.jsonl", desk.file("a.jsonl")).expect("a link");
    std::os::unix::fs::symlink("a.jsonl", desk.file("b.jsonl")).expect("a link");
    std::os::unix::fs::symlink("gone.jsonl", desk.file("c.jsonl")).expect("a link");
    assert_refused_at_once(&desk, 50, "a.jsonl");
    assert_refused_at_once(&desk, 50, "c.jsonl");
    assert!(!desk.file("gone.jsonl").exists());
}

/// Whether this process may do everything, so that modes say nothing.
fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output().expect("id");
    id.stdout == b"0\n"
}

#[allow(clippy::print_stdout, reason = "a test that says nothing was run should say why")]
fn skipped(why: &str) {
    println!("skipped: {why}");
}

fn set_mode(desk: &Desk, name: &str, mode: u32) {
    std::fs::set_permissions(desk.file(name), std::fs::Permissions::from_mode(mode)).expect("a mode");
}

#[test]
fn number_51_a_ledger_that_nobody_may_read() {
    if is_root() {
        return skipped("root may read every file");
    }
    let desk = desk();
    set_mode(&desk, "hours.jsonl", 0o000);
    for line in ["balance", "log acme 15m"] {
        let said = desk.sh(line);
        assert!(said.contains("ermission denied") && said.ends_with("[exit 5]\n"), "{line}: {said}");
    }
}

#[test]
fn number_52_a_ledger_that_may_only_be_read() {
    if is_root() {
        return skipped("root may write every file");
    }
    let desk = desk();
    let before = desk.ledger();
    set_mode(&desk, "hours.jsonl", 0o400);
    set_mode(&desk, ".", 0o500);
    let (read, written) = (desk.sh("balance"), desk.sh("log acme 15m"));
    set_mode(&desk, ".", 0o700);
    assert!(!read.contains("[exit"), "{read}");
    assert!(written.ends_with("[exit 5]\n"), "{written}");
    assert_eq!(desk.ledger(), before);
}

#[test]
fn number_53_a_file_of_no_bytes() {
    let desk = Desk::bare();
    std::fs::write(desk.file("hours.jsonl"), "").expect("a file");
    for line in ["balance", "log acme 15m", "verify"] {
        let (exit, said) = desk.refused(&line.split(' ').collect::<Vec<_>>());
        assert!(exit == 4 && said.contains("not a ledger yet"), "{line}: {said}");
    }
    desk.ok("init --name X --rate 1");
    assert_eq!(desk.entries(), 1);
}

#[test]
fn number_54_a_folder_that_is_gone() {
    let desk = Desk::bare();
    let gone = desk.file("gone");
    std::fs::create_dir(&gone).expect("a folder");
    let program = env!("CARGO_BIN_EXE_hours");
    let script = format!("rmdir \"$PWD\"; '{program}' balance; echo $?; '{program}' init --name X --rate 1; echo $?");
    let mut shell = Command::new("sh");
    shell.args(["-c", &script]).current_dir(&gone).env("HOME", desk.path()).env("HOURS_BY", "nina");
    let output = shell.output().expect("a shell");
    let (codes, said) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(codes, "5\n5\n", "{said}");
    assert!(!said.contains("panic"), "{said}");
}

/// Runs a line in a shell, with the program as `$hours`.
fn shell(desk: &Desk, script: &str) -> std::process::Output {
    let mut shell = Command::new("sh");
    shell.args(["-c", script]).current_dir(desk.path()).env_clear().stdin(Stdio::null());
    shell.env("PATH", "/usr/bin:/bin").env("HOME", desk.path()).env("HOURS_BY", "nina");
    shell.env("hours", env!("CARGO_BIN_EXE_hours")).env("HOURS_NOW", "2026-11-23T10:30:00Z").output().expect("a shell")
}

#[test]
fn number_55_a_full_disk_leaves_the_ledger_as_it_was() {
    let desk = desk();
    while desk.ledger().len() < 100 * 512 {
        desk.ok(&format!("log acme 15m {}", "x".repeat(900)));
    }
    let before = desk.ledger();
    // As large as it may get: the next line does not fit, or only in part.
    for spare in [0, 1] {
        let blocks = before.len() / 512 + spare;
        let output = shell(&desk, &format!("ulimit -f {blocks}; \"$hours\" log acme 15m {}", "y".repeat(999)));
        let said = show(&output);
        assert_eq!(output.status.code(), Some(5), "{said}");
        assert_eq!(desk.ledger(), before, "{said}");
    }
    desk.ok("log acme 15m more");
    assert!(desk.ok("verify").starts_with("ok: "));
}

#[test]
fn numbers_56_to_58_are_held_by_the_manners_of_every_command() {
    let manners = include_str!("manners.rs");
    for name in [
        "an_answer_never_takes_the_ledgers_place",
        "an_answer_into_a_missing_folder_or_onto_a_folder_is_not_possible",
        "an_answer_replaces_a_link_and_does_not_follow_it",
    ] {
        assert!(manners.contains(&format!("fn {name}()")), "{name}");
    }
}

#[test]
fn numbers_59_60_and_63_variables_that_cannot_be_used() {
    let desk = desk();
    let before = desk.ledger();
    for (number, name, value, exit, needle) in [
        (59, "HOURS_LEDGER", "", 2, "HOURS_LEDGER `` is no file's name"),
        (59, "HOURS_LEDGER", "a\nb", 2, "HOURS_LEDGER `a\\u{a}b`"),
        (60, "HOURS_NOW", "garbage", 2, "HOURS_NOW=`garbage`"),
        (60, "HOURS_NOW", "", 2, "HOURS_NOW"),
        (60, "HOURS_NOW", "2026-11-23", 2, "HOURS_NOW=`2026-11-23`"),
        (60, "HOURS_NOW", "1970-01-01T00:00:00Z", 1, "--on"),
        (60, "HOURS_NOW", "99999-01-01T00:00:00Z", 2, "HOURS_NOW"),
        (60, "HOURS_NOW", "9999-12-31T23:59:59Z", 2, "beyond the years 1900 to 9999"),
        (63, "HOURS_BY", "ni\u{1b}[31mna", 2, "HOURS_BY `ni\\u{1b}[31mna`"),
        (63, "HOURS_BY", "", 2, "HOURS_BY"),
        (63, "HOURS_BY", "a\u{202e}b", 2, "\\u{202e}"),
    ] {
        let output = desk.command(&["log", "acme", "15m"]).env(name, value).output().expect("the program runs");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(exit), "{number}: {name}={value:?}: {said}");
        assert!(said.contains(needle), "{number}: {name}={value:?}: {said}");
        assert_plain(&said);
        assert_eq!(desk.ledger(), before, "{number}: {name}={value:?}");
    }
    // Reading goes by the clock as it is (R31).
    let output =
        desk.command(&["balance"]).env("HOURS_NOW", "1970-01-01T00:00:00Z").output().expect("the program runs");
    assert!(output.status.success(), "{}", show(&output));
    // An absolute day needs no clock.
    let mut command = desk.command(&["log", "acme", "15m", "--on", "2026-11-20"]);
    let output = command.env("HOURS_NOW", "1970-01-01T00:00:00Z").output().expect("the program runs");
    assert!(output.status.success(), "{}", show(&output));
    for name in ["HOURS_NOW", "HOURS_BY", "HOURS_LEDGER"] {
        let value = std::ffi::OsStr::from_bytes(b"caf\xe9");
        let output = desk.command(&["log", "acme", "15m"]).env(name, value).output().expect("the program runs");
        assert!(matches!(output.status.code(), Some(2 | 5)), "{name}: {}", show(&output));
    }
}

#[test]
fn number_61_no_home_or_a_relative_one() {
    let desk = Desk::bare();
    let with = |variables: &[(&str, &str)]| {
        let mut command = desk.command(&["balance"]);
        command.env_remove("HOME").envs(variables.iter().copied());
        show(&command.output().expect("the program runs"))
    };
    // A variable that cannot be used is a wrong command line.
    for (variables, needle, exit) in [
        (&[][..], "no ledger here yet", 5),
        (&[("HOME", "")], "no ledger here yet", 5),
        (&[("HOME", "relative")], "HOME is not an absolute path: `relative", 2),
        (
            &[("XDG_DATA_HOME", "relative"), ("HOME", "/nowhere")],
            "XDG_DATA_HOME is not an absolute path: `relative`",
            2,
        ),
        (&[("XDG_DATA_HOME", ""), ("HOME", "/nowhere")], "no ledger here yet", 5),
    ] {
        let said = with(variables);
        assert!(said.contains(needle) && said.ends_with(&format!("[exit {exit}]\n")), "{variables:?}: {said}");
    }
}

#[test]
fn number_62_zone_and_locale_of_the_machine_have_no_effect() {
    let desk = desk();
    let twin = Desk::bare();
    std::fs::copy(desk.file("hours.jsonl"), twin.file("hours.jsonl")).expect("a copy");
    for (name, value) in [("TZ", "garbage"), ("TZ", "Pacific/Kiritimati"), ("LC_ALL", "C"), ("LANG", "xx_XX.nothing")] {
        let with = |desk: &Desk, set: bool| {
            let mut command = desk.command(&["log", "acme", "1h20", "Öl", "--id", &format!("{name}-{}", value.len())]);
            if set {
                command.env(name, value);
            }
            show(&command.env("HOURS_NOW", "2026-11-23T22:30:00Z").output().expect("the program runs"))
        };
        assert_eq!(with(&desk, true), with(&twin, false), "{name}={value}");
        assert_eq!(desk.ledger(), twin.ledger(), "{name}={value}");
    }
}

#[test]
fn r11_a_receipt_that_cannot_be_printed_does_not_undo_the_entry() {
    let desk = desk();
    let output = shell(&desk, "\"$hours\" log acme 15m 'to a full device' > /dev/full");
    let said = show(&output);
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(said.contains("warning: 1 entry is recorded, but the receipt could not be shown"), "{said}");
    assert!(desk.ledger().contains("to a full device"));

    for line in ["15m --id once", "15m meanwhile"] {
        shell(&desk, &format!("\"$hours\" log acme {line}"));
    }
    let again = show(&shell(&desk, "\"$hours\" log acme 15m --id once > /dev/full"));
    assert!(again.contains("warning: 1 entry is recorded, but"), "{again}");

    let output = shell(&desk, "\"$hours\" log acme 15m 'nobody listens' > /dev/full 2> /dev/full");
    assert_eq!(output.status.code(), Some(0));
    assert!(desk.ledger().contains("nobody listens"));

    let output = shell(&desk, "{ \"$hours\" log acme 15m 'closed pipe'; echo $? >&2; } | true");
    assert!(String::from_utf8_lossy(&output.stderr).ends_with("0\n"), "{}", show(&output));
    assert!(desk.ledger().contains("closed pipe"));

    let output =
        shell(&desk, "head -c 51200 /dev/zero >receipts; ulimit -f 100; \"$hours\" log acme 15m 'limited' >>receipts");
    let said = show(&output);
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(said.contains("warning: 1 entry is recorded, but the receipt could not be shown"), "{said}");
    assert!(desk.ledger().contains("limited"));

    let output = shell(&desk, "\"$hours\" log acme 15m 'no stdout at all' >&-");
    assert_eq!(output.status.code(), Some(0), "{}", show(&output));
    assert!(desk.ledger().contains("no stdout at all"));
}

#[test]
fn r11_an_answer_that_cannot_be_printed_is_a_failure_but_a_closed_pipe_is_quiet() {
    let desk = desk();
    for line in ["balance", "statement acme", "entries", "show 4", "verify", "--help", "--version"] {
        let output = shell(&desk, &format!("\"$hours\" {line} > /dev/full"));
        assert_eq!(output.status.code(), Some(5), "{line}: {}", show(&output));
        assert!(show(&output).contains("error: cannot write the answer: No space left"), "{line}: {}", show(&output));
    }
    let output = shell(&desk, "HOURS_COMPLETE=bash \"$hours\" > /dev/full");
    assert_eq!(output.status.code(), Some(5), "{}", show(&output));
    for line in ["balance", "entries", "--help"] {
        let output = shell(&desk, &format!("{{ sleep 0.1; \"$hours\" {line}; echo $? >&2; }} | true"));
        assert_eq!(String::from_utf8_lossy(&output.stderr), "0\n", "{line}");
    }
}

#[test]
fn number_47_a_folder_is_told_which_file_in_it_may_be_meant() {
    let desk = Desk::with_package();
    std::fs::create_dir(desk.file("books")).expect("a folder");
    let said = desk.sh("-f books balance");
    let hint = "hint: name the file in it, such as books/hours.jsonl\n[exit 5]\n";
    assert!(said.ends_with(&format!("error: cannot open `books`: it is a folder\n{hint}")), "{said}");
}

#[test]
fn a_link_to_a_ledger_that_is_not_there_is_told_as_one() {
    let desk = Desk::bare();
    std::os::unix::fs::symlink("disk/hours.jsonl", desk.file("hours.jsonl")).expect("a link");
    let said = desk.sh("-f hours.jsonl balance");
    let hint = "hint: bring back what it leads to: is there a disk to be mounted?\n[exit 5]\n";
    let fact = "error: no ledger at `hours.jsonl`, which is a link to `disk/hours.jsonl`\n";
    assert!(said.ends_with(&format!("{fact}{hint}")), "{said}");
}
