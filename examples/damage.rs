//! Writes a ledger's damaged states, one file each, named for what is wrong.
//!
//! ```sh
//! cargo run --example damage -- fixtures/ledgers/session.jsonl fixtures/ledgers/damaged
//! ```
//!
//! Some break the chain of hashes, as an editor or a disk would. Others are chained anew, as only somebody would who means it: then what
//! the lines say must give them away.

use std::fmt::Write as _;
use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use sha2::{Digest, Sha256};

fn main() -> Result<()> {
    let mut args = std::env::args_os().skip(1).map(PathBuf::from);
    let (from, to) = (args.next().context("a ledger")?, args.next().context("a folder")?);
    let ledger = std::fs::read_to_string(&from)?;
    let lines: Vec<&str> = ledger.lines().collect();
    ensure!(lines.len() >= 8, "eight lines are needed");
    std::fs::create_dir_all(&to)?;
    for (name, bytes) in broken(&ledger, &lines).into_iter().chain(forged(&lines)) {
        std::fs::write(to.join(format!("{name}.jsonl")), bytes)?;
    }
    Ok(())
}

type Files = Vec<(&'static str, Vec<u8>)>;

/// Damage that tools and disks do.
fn broken(ledger: &str, lines: &[&str]) -> Files {
    let with = |at: usize, line: &str| {
        let mut lines = lines.to_vec();
        lines[at] = line;
        joined(&lines)
    };
    let order = |order: &[usize]| joined(&order.iter().map(|&at| lines[at]).collect::<Vec<_>>());
    let call = lines[4];
    let utf16: Vec<u8> = std::iter::once(0xfeff).chain(ledger.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let mut latin1 = ledger.as_bytes().to_vec();
    latin1[lines[0].len() + 20] = 0xe4;
    let mut nuls = ledger.as_bytes()[..ledger.len() - lines[7].len() - 1].to_vec();
    nuls.extend([0; 4096]);
    let conflict = format!("<<<<<<< HEAD\n{}\n=======\n{}\n>>>>>>> laptop", lines[6], lines[7]);
    let indented = call.replace(',', ", ").replace("\":", "\": ");
    vec![
        ("zero-bytes", Vec::new()),
        ("torn-tail", ledger.as_bytes()[..ledger.len() - 40].to_vec()),
        ("no-line-end", ledger.as_bytes()[..ledger.len() - 1].to_vec()),
        ("nul-tail", nuls.clone()),
        ("nul-block", [&nuls[..], ledger.as_bytes()].concat()),
        ("only-nuls", vec![0; 4096]),
        ("not-json", with(4, "log acme 45m")),
        ("array", with(4, "[1,2,3]")),
        ("number", with(4, "42")),
        ("not-utf8", latin1),
        ("raw-control", with(4, &call.replace("VPN", "V\u{7}N"))),
        ("nested-brackets", with(4, &"[".repeat(60_000))),
        ("long-line", with(4, &format!("{{\"seq\":5,\"id\":\"{}\"}}", "x".repeat(70_000)))),
        ("wrong-hash", with(4, &flip_last_digit(call))),
        ("upper-case-hash", with(4, &upper_case_hash(call))),
        ("short-hash", with(4, &format!("{}\"}}", &call[..call.len() - 12]))),
        ("no-hash", with(4, &format!("{}}}", body(call)))),
        ("digit-changed", with(4, &call.replace("\"minutes\":80", "\"minutes\":20"))),
        ("line-dropped", order(&[0, 1, 2, 3, 5, 6, 7])),
        ("line-doubled", order(&[0, 1, 2, 3, 4, 4, 5, 6, 7])),
        ("lines-swapped", order(&[0, 1, 2, 3, 5, 4, 6, 7])),
        ("blank-line", with(4, "")),
        ("two-objects", with(4, &format!("{call}{}", lines[5]))),
        ("reformatted", with(4, &indented)),
        ("crlf", ledger.replace('\n', "\r\n").into_bytes()),
        ("bom", [b"\xef\xbb\xbf", ledger.as_bytes()].concat()),
        ("utf16", utf16),
        ("conflict-markers", joined(&[&lines[..6], &[conflict.as_str()]].concat())),
        ("glued-files", [ledger, ledger].concat().into_bytes()),
    ]
}

/// Lines that say what cannot be, under hashes that fit.
fn forged(lines: &[&str]) -> Files {
    let with = |at: usize, from: &str, to: &str| {
        let mut bodies: Vec<String> = lines.iter().map(|line| body(line).to_owned()).collect();
        assert!(bodies[at].contains(from), "line {at} has no `{from}`");
        bodies[at] = bodies[at].replace(from, to);
        chained(&bodies)
    };
    let bodies: Vec<String> = lines.iter().map(|line| body(line).to_owned()).collect();
    let renumbered = |seq: usize, line: &str| format!("{{\"seq\":{seq}{}", &line[line.find(',').unwrap_or(0)..]);
    let mut early_void = bodies.clone();
    early_void.swap(5, 6);
    let opened_twice: Vec<String> =
        [&bodies[..1], &[renumbered(2, &bodies[0]).replace("s-open", "s-again").replace("09:01", "09:02")]].concat();
    vec![
        ("duplicate-key", with(4, "\"minutes\":80", "\"minutes\":80,\"minutes\":80")),
        ("unknown-kind", with(4, "\"kind\":\"call\"", "\"kind\":\"chat\"")),
        ("unknown-field", with(4, "\"minutes\":80", "\"minutes\":80,\"mood\":\"good\"")),
        ("missing-field", with(4, ",\"minutes\":80", "")),
        (
            "keys-out-of-order",
            with(4, "\"client\":\"acme\",\"date\":\"2026-11-22\"", "\"date\":\"2026-11-22\",\"client\":\"acme\""),
        ),
        ("minutes-decimal", with(4, "\"minutes\":80", "\"minutes\":80.0")),
        ("minutes-exponent", with(4, "\"minutes\":80", "\"minutes\":8e1")),
        ("minutes-minus-zero", with(4, "\"minutes\":80", "\"minutes\":-0")),
        ("minutes-text", with(4, "\"minutes\":80", "\"minutes\":\"80\"")),
        ("minutes-null", with(4, "\"minutes\":80", "\"minutes\":null")),
        ("minutes-huge", with(4, "\"minutes\":80", "\"minutes\":18446744073709551616")),
        ("lone-surrogate", with(4, "VPN", "\\ud800")),
        ("nul-in-text", with(4, "VPN", "V\\u0000N")),
        ("escape-not-needed", with(4, "VPN", "V\\u0050N")),
        ("control-in-text", with(4, "VPN", "\\u001b[31mVPN")),
        ("seq-gap", with(4, "\"seq\":5", "\"seq\":6")),
        ("seq-repeat", with(4, "\"seq\":5", "\"seq\":4")),
        ("seq-zero", with(4, "\"seq\":5", "\"seq\":0")),
        ("seq-text", with(4, "\"seq\":5", "\"seq\":\"5\"")),
        ("recorded-equal", with(4, "09:05:00.000000Z", "09:04:00.000000Z")),
        ("recorded-earlier", with(4, "09:05:00.000000Z", "08:05:00.000000Z")),
        ("recorded-not-utc", with(4, "09:05:00.000000Z", "10:05:00.000000+01:00")),
        ("recorded-too-fine", with(4, "09:05:00.000000Z", "09:05:00.000000000Z")),
        ("id-repeated", with(5, "s-call-2", "s-call-1")),
        ("unknown-client", with(4, "\"client\":\"acme\"", "\"client\":\"amce\"")),
        ("unknown-entry", with(6, "\"entry\":\"s-call-2\"", "\"entry\":\"s-call-9\"")),
        (
            "void-before-target",
            chained(
                &early_void
                    .iter()
                    .enumerate()
                    .map(|(at, body)| renumbered(at + 1, body))
                    .map(swap_minutes)
                    .collect::<Vec<_>>(),
            ),
        ),
        ("call-too-long", with(4, "\"minutes\":80", "\"minutes\":1441")),
        ("package-too-large", with(3, "\"minutes\":600", "\"minutes\":6000001")),
        ("price-too-fine", with(3, "1500.00 EUR", "1500.000 EUR")),
        ("other-currency", with(3, "1500.00 EUR", "1500.00 USD")),
        ("date-to-come", with(4, "\"date\":\"2026-11-22\"", "\"date\":\"2027-11-22\"")),
        ("format-2", with(0, "\"format\":1", "\"format\":2")),
        (
            "not-opened",
            chained(&bodies[1..].iter().enumerate().map(|(at, body)| renumbered(at + 1, body)).collect::<Vec<_>>()),
        ),
        ("opened-twice", chained(&opened_twice)),
        ("half-batch", half_batch(&bodies)),
    ]
}

/// The first of two lines that were to be written together.
fn half_batch(bodies: &[String]) -> Vec<u8> {
    let mut bodies = bodies.to_vec();
    let batched = bodies[7].replace("\"by\":\"nina\"", "\"by\":\"nina\",\"batch\":[1,2]");
    bodies[7] = batched;
    chained(&bodies)
}

/// Two lines that changed places keep the moments of their places.
fn swap_minutes(body: String) -> String {
    let (six, seven) = ("09:06:00.000000Z", "09:07:00.000000Z");
    if body.starts_with("{\"seq\":6") {
        body.replace(seven, six)
    } else if body.starts_with("{\"seq\":7") {
        body.replace(six, seven)
    } else {
        body
    }
}

fn joined(lines: &[&str]) -> Vec<u8> {
    (lines.join("\n") + "\n").into_bytes()
}

/// A line up to its hash.
fn body(line: &str) -> &str {
    &line[..line.rfind(",\"hash\":\"").unwrap_or(line.len())]
}

fn flip_last_digit(line: &str) -> String {
    let (rest, digit) = line.split_at(line.len() - 3);
    format!("{rest}{}\"}}", if digit.starts_with('0') { '1' } else { '0' })
}

fn upper_case_hash(line: &str) -> String {
    let (body, hash) = line.split_at(line.len() - 66);
    format!("{body}{}\"}}", hash[..64].to_uppercase())
}

/// The bodies as lines, each with its hash (docs/ledger-format.md).
fn chained(bodies: &[String]) -> Vec<u8> {
    let mut last = "0".repeat(64);
    let mut lines = Vec::new();
    for body in bodies {
        last = hex(format!("{last}{}", hex(body.as_bytes())).as_bytes());
        lines.extend(format!("{body},\"hash\":\"{last}\"}}\n").bytes());
    }
    lines
}

fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
