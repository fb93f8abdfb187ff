//! What a damaged ledger looks like (R3, R28; numbers 64–93), in the order of `docs/promises.md`.

use hours::store::{Broken, ContentFault, Damage, Fault, Store};

use crate::shelf::{Shelf, body, documented, documented_bytes, sealed};

/// The documented ledger with another line in the place of its sixth, whose hash and all behind it are made to fit.
fn resealed(change: impl Fn(&str) -> Vec<u8>) -> Shelf {
    let lines = documented();
    let bodies = lines.iter().enumerate().map(|(at, line)| match at {
        5 => change(body(line)),
        _ => body(line).as_bytes().to_vec(),
    });
    Shelf::holding(&sealed(bodies))
}

/// What is said of line 6 of the documented ledger where a part of it is another and its hash fits.
fn said(from: &str, to: &str) -> String {
    said_of_bytes(from, to.as_bytes())
}

fn said_of_bytes(from: &str, to: &[u8]) -> String {
    told(&resealed(|body| {
        let (before, after) = body.split_once(from).unwrap_or_else(|| panic!("no {from} in {body}"));
        [before.as_bytes(), to, after.as_bytes()].concat()
    }))
}

/// Line 6 is damage; what is said of it, without the path.
fn told(shelf: &Shelf) -> String {
    let damage = shelf.damage();
    assert!(!damage.hint().is_empty());
    assert_eq!(damage.line, Some(6), "{damage}");
    let place = format!("{}:6: ", shelf.path().display());
    damage.to_string().strip_prefix(&place).unwrap_or_else(|| panic!("{damage}")).to_owned()
}

/// What is said of line 6 where it is these bytes.
fn instead(line: &[u8]) -> String {
    told(&Shelf::holding(&with_line(line)))
}

fn with_line(line: &[u8]) -> Vec<u8> {
    let lines = documented();
    let whole = lines.iter().enumerate();
    whole.flat_map(|(at, old)| [if at == 5 { line } else { old.as_bytes() }, b"\n"].concat()).collect()
}

/// What is said of a whole file.
fn of_file(bytes: &[u8]) -> String {
    let shelf = Shelf::holding(bytes);
    shelf.damage().to_string().replace(&shelf.path().display().to_string(), "hours.jsonl")
}

#[test]
fn n64_to_69_what_is_no_entry() {
    let table: [(String, &str); 12] = [
        (instead(b"not json"), "no JSON: expected ident at byte 2 of the line"),
        (instead(b"{\"seq\":6"), "no JSON: EOF while parsing an object at byte 8 of the line"),
        (instead(b"[1,2]"), "JSON, but no object"),
        (instead(b"17"), "JSON, but no object"),
        (instead(b"\"text\""), "JSON, but no object"),
        (instead(b"null"), "JSON, but no object"),
        (instead(b"{}"), "the line does not end in its hash"),
        (said("\"minutes\":50", "\"minutes\":50,\"minutes\":50"), "the key `minutes` stands there twice"),
        (said("\"kind\":\"call\"", "\"kind\":\"chat\""), "a kind of entry this version does not know: `chat`"),
        (
            said("\"minutes\":50", "\"minutes\":50,\"colour\":\"red\""),
            "a field this kind of entry does not have: `colour`",
        ),
        (said("\"minutes\":50,", ""), "the field `minutes` is missing"),
        (said("\"date\":\"2026-11-20\",", ""), "the field `date` is missing"),
    ];
    for (said, expected) in table {
        assert_eq!(said, expected);
    }
}

#[test]
fn n66_to_69_the_header_is_as_strict_as_the_rest() {
    let table = [
        (said("\"by\":\"ada\",", ""), "`kind` where `by` is due"),
        (said("\"by\":\"ada\",", "\"by\":\"ada\",\"by\":\"ada\","), "the key `by` stands there twice"),
        (said("\"by\":\"ada\",", "\"by\":\"ada\",\"colour\":1,"), "`colour` where `kind` is due"),
        (said("{\"seq\":6,\"id\":\"ticket:4711\",", "{\"id\":\"ticket:4711\",\"seq\":6,"), "`id` where `seq` is due"),
        (said("\"id\":\"ticket:4711\"", "\"id\":\"17\""), "`17`: digits alone would name entry #17; write t-17, say"),
        (said("\"kind\":\"call\"", "\"batch\":[1,1],\"kind\":\"call\""), "`[1,1]`: no place in a batch"),
        (said("\"kind\":\"call\"", "\"batch\":[1,2,3],\"kind\":\"call\""), "trailing characters"),
    ];
    for (said, expected) in table {
        assert!(said.contains(expected), "{said}");
    }
}

#[test]
fn n70_minutes_are_plain_integers() {
    for wrong in
        ["60.0", "6e1", "-0", "\"60\"", "null", "18446744073709551616", "060", "+60", "6_0", "true", "[60]", "{}"]
    {
        let told = said("\"minutes\":50", &format!("\"minutes\":{wrong}"));
        assert!(told.contains("invalid") || told.contains("no JSON"), "{wrong}: {told}");
    }
}

#[test]
fn n70_values_have_one_type_and_one_spelling() {
    let table = [
        ("\"date\":\"2026-11-20\"", "\"date\":\"2026-02-30\"", "no such day"),
        ("\"date\":\"2026-11-20\"", "\"date\":20261120", "invalid type"),
        ("\"start\":\"14:05\"", "\"start\":null", "invalid type"),
        ("\"start\":\"14:05\"", "\"start\":\"9:05\"", "not the one spelling"),
        ("\"minutes\":50", "\"minutes\": 50", "not the one spelling"),
        ("\"service\":\"onsite\"", "\"service\":\"onsite\",\"factor\":\"1.50\"", "not the one spelling"),
        (
            "\"client\":\"acme\",\"date\":\"2026-11-20\"",
            "\"date\":\"2026-11-20\",\"client\":\"acme\"",
            "not the one spelling",
        ),
        ("again\"", "again\",\"late\":false", "not the one spelling"),
        ("again\"", "again\",\"long\":1", "invalid type"),
        ("\\\"offline\\\"", "\\u0022offline\\u0022", "not the one spelling"),
        ("Jörg", "J\\u00f6rg", "not the one spelling"),
        ("\"contact\":\"Jörg Müller\"", "\"contact\":\"\"", "an empty text is left out"),
        ("Jörg Müller", "Jörg\u{202e}Müller", "control or invisible character"),
    ];
    for (from, to, expected) in table {
        let told = said(from, to);
        assert!(told.contains(expected), "{to}: {told}");
    }
    let long = format!("\"contact\":\"{}\"", "x".repeat(201));
    assert!(said("\"contact\":\"Jörg Müller\"", &long).contains("more than 200 characters"));
}

#[test]
fn n71_to_75_bytes_that_are_no_text() {
    assert!(said("offline", "\\ud800").contains("hex escape"), "{}", said("offline", "\\ud800"));
    assert_eq!(said_of_bytes("Jörg", b"J\xe4rg"), "byte 205 of the line is 0xE4, which is no UTF-8");
    assert!(said("offline", "\u{1}").contains("control character"));
    assert!(said("offline", "\\u0000").contains("control or invisible character, \\u{0}"));
    let brackets = |n: usize| said("\"minutes\":50", &format!("\"minutes\":{}{}", "[".repeat(n), "]".repeat(n)));
    assert!(brackets(20_000).contains("invalid type"), "{}", brackets(20_000));
    assert_eq!(brackets(100_000), "no line end within 64 KiB, the longest a line can be");
    let open = said("\"minutes\":50", &format!("\"minutes\":{}", "[".repeat(20_000)));
    assert!(open.starts_with("no JSON"), "{open}");
}

#[test]
fn n76_seq_counts_on() {
    for (wrong, expected) in
        [("8", "`seq` is 8 where 6 was due"), ("5", "`seq` is 5 where 6"), ("0", "`seq` is 0 where 6")]
    {
        let told = said("\"seq\":6", &format!("\"seq\":{wrong}"));
        assert!(told.starts_with("breaks A4: ") && told.contains(expected), "{told}");
    }
    assert!(said("\"seq\":6", "\"seq\":\"6\"").contains("invalid type"));
}

#[test]
fn n77_recorded_is_later_than_the_line_before_and_in_utc() {
    let recorded = |to: &str| said("2026-11-20T13:58:21.004412Z", to);
    for wrong in ["2026-11-02T08:11:54.900000Z", "2026-11-01T08:00:00.000000Z"] {
        assert!(recorded(wrong).contains("which is not after"), "{wrong}");
    }
    for wrong in ["2026-11-20T14:58:21.004412+01:00", "2026-11-20T13:58:21.004412000Z", "2026-11-20T13:58:21Z"] {
        assert!(recorded(wrong).contains("not the one spelling"), "{wrong}");
    }
    assert!(recorded("yesterday").contains("not an instant"));
    let idle = "\"recorded\":\"2026-11-20T13:58:21.004412Z\",\"clock\":\"2026-11-20T13:58:21.004412Z\"";
    assert!(said("\"recorded\":\"2026-11-20T13:58:21.004412Z\"", idle).starts_with("breaks A4: `clock`"));
}

#[test]
fn n78_hashes_are_64_lower_case_digits_that_fit() {
    let line = &documented()[5];
    let hash = line.rsplit('"').nth(1).expect("a hash");
    let other = |new: &str| instead(line.replace(hash, new).as_bytes());
    let misspelt = "the hash is not 64 lower-case hexadecimal digits";
    assert_eq!(other(&"0".repeat(64)), Fault::WrongHash(Broken::Changed).to_string());
    assert_eq!(other(&hash.to_uppercase()), misspelt);
    assert_eq!(other(&hash[1..]), misspelt);
    assert_eq!(other(&format!("{hash}0")), misspelt);
    assert_eq!(other(""), misspelt);
}

#[test]
fn n79_n80_lines_and_objects_are_one_to_one() {
    assert_eq!(instead(b""), "a blank line");
    assert_eq!(instead(b"  "), "a blank line");
    let lines = documented();
    assert_eq!(instead(format!("{}{}", lines[5], lines[6]).as_bytes()), Fault::TwoObjects.to_string());
}

fn crlf(bytes: &[u8]) -> Vec<u8> {
    String::from_utf8_lossy(bytes).replace('\n', "\r\n").into_bytes()
}

#[test]
fn n81_to_86_what_tools_and_crashes_leave() {
    let good = documented_bytes();
    let utf16 = |bytes: &[u8]| -> Vec<u8> {
        String::from_utf8_lossy(bytes).encode_utf16().flat_map(|unit| unit.to_le_bytes()).collect()
    };
    let table: Vec<(Vec<u8>, &str)> = vec![
        (crlf(&good), "hours.jsonl:1: CRLF throughout: a tool changed the line ends"),
        ([b"\xef\xbb\xbf", &good[..]].concat(), "hours.jsonl:1: begins with a byte order mark"),
        ([b"\xff\xfe".to_vec(), utf16(&good)].concat(), "hours.jsonl:1: UTF-16, where a ledger is UTF-8"),
        (utf16(&good), "hours.jsonl:1: UTF-16, where a ledger is UTF-8"),
        (
            [b"<<<<<<< HEAD\n", &good[..]].concat(),
            "hours.jsonl:1: a conflict marker: two versions were merged and not resolved",
        ),
        (vec![0; 4096], "hours.jsonl:1: NUL bytes where an entry should be"),
        (vec![0; 300_000], "hours.jsonl:1: NUL bytes where an entry should be"),
        ([&[0; 512][..], b"\n", &good].concat(), "hours.jsonl:1: NUL bytes where an entry should be"),
        ([&good[..], &[0; 512], &good].concat(), "hours.jsonl:24: NUL bytes where an entry should be"),
        ([&good[..], &good].concat(), "hours.jsonl:24: another ledger begins here: two files were put together"),
        (
            b"{\n  \"seq\": 1,\n".to_vec(),
            "hours.jsonl:1: re-formatted JSON: a tool wrote it with other blanks or line ends",
        ),
        (b"[\n".to_vec(), "hours.jsonl:1: re-formatted JSON: a tool wrote it with other blanks or line ends"),
        (
            good.strip_suffix(b"\n")
                .map_or(vec![], |_| String::from_utf8_lossy(&good).replace("\":", "\": ").into_bytes()),
            "hours.jsonl:1: re-formatted JSON: a tool wrote it with other blanks or line ends",
        ),
        (b"{\"seq\":1,\"id\":\"a".to_vec(), "hours.jsonl:1: not a ledger: its first line was never finished"),
        (b"once upon a time".to_vec(), "hours.jsonl:1: no JSON: expected value at byte 1 of the line"),
    ];
    for (bytes, expected) in table {
        assert_eq!(of_file(&bytes), expected);
    }
    let lines = documented();
    assert_eq!(instead(format!("{}\r", lines[5]).as_bytes()), "CRLF: a tool changed the end of this line");
    for mark in ["<<<<<<< HEAD", "=======", ">>>>>>> theirs", "||||||| base"] {
        assert_eq!(instead(mark.as_bytes()), Fault::ConflictMarker.to_string());
    }
}

#[test]
fn n85_a_line_without_an_end_stops_the_reader() {
    let long = vec![b'x'; 10 << 20];
    assert_eq!(instead(&long), Fault::TooLong.to_string());
    assert_eq!(of_file(&long), format!("hours.jsonl:1: {}", Fault::TooLong));
    // A file as large as a disk: it is not read to its end, nor is memory taken for it.
    let shelf = Shelf::empty();
    let file = std::fs::File::create(shelf.path()).expect("a file");
    std::io::Write::write_all(&mut &file, &[b'x'; 70_000]).expect("written");
    file.set_len(1 << 40).expect("a sparse file");
    let started = std::time::Instant::now();
    for refused in [shelf.load().map(drop), shelf.append(&[crate::shelf::client("beta")]).map(drop)] {
        let damage = refused.expect_err("no ledger").downcast::<Damage>().expect("damage");
        assert_eq!(damage.fault, Fault::TooLong);
    }
    assert!(started.elapsed() < std::time::Duration::from_secs(2));
}

#[test]
fn r50_a_size_that_is_a_lie_is_told_at_once_behind_lines_that_are_sound() {
    let shelf = Shelf::empty();
    let sound = std::fs::read("fixtures/ledgers/large.jsonl").expect("a ledger");
    std::fs::write(shelf.path(), &sound).expect("a file");
    let file = std::fs::OpenOptions::new().write(true).open(shelf.path()).expect("a file");
    let started = std::time::Instant::now();
    for size in [1 << 34, 8 << 40] {
        file.set_len(size).expect("a sparse file");
        let damage = shelf.load().map(drop).expect_err("no ledger").downcast::<Damage>().expect("damage");
        assert_eq!(
            (damage.fault, damage.line),
            (Fault::Nuls, Some(sound.iter().filter(|&&b| b == b'\n').count() as u64 + 1))
        );
        let refused = Store::at(&shelf.path()).examine().expect_err("not taken in").to_string();
        assert!(refused.contains("is larger than any ledger"), "{refused}");
    }
    // As a copy beside another one it holds up no command.
    std::fs::write(shelf.path().with_file_name("own.jsonl"), &sound).expect("a file");
    let own = Store::at(&shelf.path().with_file_name("own.jsonl")).load(None).expect("a ledger");
    assert!(own.siblings(&shelf.path().with_file_name("own.jsonl")).len() == 1);
    assert!(started.elapsed() < std::time::Duration::from_secs(20));
}

#[test]
fn r1_a_line_may_have_64_kib_and_no_more() {
    let padded = |size: usize| {
        let line = format!("{{\"seq\":1,{}", " ".repeat(size - 10));
        Shelf::holding(format!("{line}\n").as_bytes()).fault()
    };
    assert_ne!(padded(64 * 1024), Fault::TooLong);
    assert_eq!(padded(64 * 1024 + 1), Fault::TooLong);
}

#[test]
fn n87_to_93_a_hash_that_fits_is_no_excuse() {
    let table = [
        ("\"client\":\"acme\"", "\"client\":\"beta\"", "breaks C1: no client `beta`"),
        ("\"service\":\"onsite\"", "\"service\":\"offsite\"", "breaks C2: no service `offsite`"),
        ("\"service\":\"onsite\"", "\"service\":\"onsite\",\"package\":\"gold\"", "breaks D1: no package `gold`"),
        ("\"minutes\":50", "\"minutes\":1441", "breaks B5: a call of `24h1m` is longer than 24h"),
        ("\"minutes\":50", "\"minutes\":18446744073709551615", "breaks B5: a call of"),
        ("\"minutes\":50", "\"minutes\":0", "breaks B5: `0m` is no time at all"),
        ("\"minutes\":50", "\"minutes\":721", "breaks B5: a call of `12h1m` is longer than 12h"),
        (
            "\"date\":\"2026-11-20\"",
            "\"date\":\"2026-12-24\"",
            "breaks B4: `2026-12-24` is later than the entry was recorded",
        ),
        (
            "\"id\":\"ticket:4711\"",
            "\"id\":\"01a19b49fe077831a6ba0c0324637249\"",
            "breaks A4: the id `01a19b49fe077831a6ba0c0324637249` is taken by entry #3",
        ),
    ];
    for (from, to, expected) in table {
        let told = said(from, to);
        assert!(told.starts_with(expected), "{told}");
    }
    let kind = |fields: &str| {
        let shelf =
            resealed(|body| format!("{}\"kind\":{fields}", body.split("\"kind\"").next().expect("a header")).into());
        told(&shelf)
    };
    assert!(kind("\"void\",\"entry\":\"t-19\",\"reason\":\"too early\"").starts_with("breaks A4: no entry `t-19`"));
    assert!(kind("\"void\",\"entry\":\"nobody\",\"reason\":\"r\"").starts_with("breaks A4: no entry `nobody`"));
    // 89: beyond what is counted with, it is refused and never wraps.
    let bought = |minutes: &str, price: &str| {
        let sold = "\"purchase\",\"client\":\"acme\",\"package\":\"p\",\"date\":\"2026-11-20\"";
        kind(&format!("{sold},\"minutes\":{minutes},\"price\":\"{price}\",\"vat\":\"19\",\"prices\":\"gross\""))
    };
    for (minutes, price) in [
        ("18446744073709551615", "1.00 EUR"),
        ("60", "1000000000000.00 EUR"),
        ("60", "9223372036854775808.00 EUR"),
        ("60", "99999999999999999999999999999999.00 EUR"),
    ] {
        let told = bought(minutes, price);
        assert!(
            told.contains("B5") || told.contains("10^12") || told.contains("more digits than any amount"),
            "{minutes} {price}: {told}"
        );
    }
    let size = "\"client\":\"acme\",\"package\":\"p\",\"date\":\"2026-11-20\",\"minutes\":6000001,\"reason\":\"r\"";
    assert!(kind(&format!("\"grant\",{size}")).starts_with("breaks B5: a package of"));
    let open = body(&documented()[0]).split("\"kind\":").nth(1).expect("a kind").to_owned();
    assert_eq!(kind(&open), "breaks A2: the ledger is opened a second time");
}

#[test]
fn n90_n91_the_first_line_opens_format_1() {
    let first = |change: &dyn Fn(&str) -> String| {
        let lines = documented();
        Shelf::holding(&sealed(
            lines.iter().enumerate().map(|(at, line)| if at == 0 { change(body(line)) } else { body(line).to_owned() }),
        ))
    };
    let newer = first(&|body| body.replace("\"format\":1", "\"format\":2"));
    assert_eq!(newer.fault(), Fault::Newer { format: 2 });
    assert!(newer.damage().to_string().contains("written by a newer version"));
    // Whatever else is in it: nobody but that version can tell.
    assert_eq!(Shelf::holding(b"{\"magic\":{},\"format\":3,\"x\":[1.5]}\n\0\0").fault(), Fault::Newer { format: 3 });
    assert_eq!(Shelf::holding(b"{\"format\":3}").fault(), Fault::Newer { format: 3 });
    for wrong in ["0", "\"1\"", "1.0", "true"] {
        let fault = first(&|body| body.replace("\"format\":1", &format!("\"format\":{wrong}"))).fault();
        assert!(matches!(fault, Fault::Content { what: ContentFault::Unreadable(_), sealed: true }), "{fault:?}");
    }
    let lines = documented();
    let headless = sealed(lines[1..3].iter().zip(1..).map(|(line, seq)| {
        let rest = body(line).split_once(',').expect("a field").1;
        format!("{{\"seq\":{seq},{rest}")
    }));
    let damage = Shelf::holding(&headless).damage();
    assert_eq!(
        (damage.line, damage.to_string().ends_with("breaks A2: the first entry does not open the ledger")),
        (Some(1), true)
    );
}

#[test]
fn r28_unknown_values_are_damage_and_a_hash_that_fits_is_told_apart() {
    let sealed_one = resealed(|body| body.replace("\"kind\":\"call\"", "\"kind\":\"letter\"").into()).damage();
    assert_eq!(sealed_one.fault, Fault::Content { what: ContentFault::UnknownKind("letter".into()), sealed: true });
    assert!(sealed_one.hint().contains("a newer version wrote it"));
    let changed = Shelf::holding(&with_line(documented()[5].replace("\"note\"", "\"nota\"").as_bytes())).damage();
    assert_eq!(changed.fault, Fault::Content { what: ContentFault::UnknownField("nota".into()), sealed: false });
    assert!(changed.hint().contains("changed after it was written"));
}

#[test]
fn r3_a_copy_in_conflict_is_hinted_at_by_its_name() {
    let path = std::path::PathBuf::from("hours.sync-conflict-20261123-091405-K3X.jsonl");
    let damage = Damage { path, line: Some(2), fault: Fault::WrongHash(Broken::Changed) };
    assert!(damage.hint().contains("Syncthing"));
}

mod never_a_panic {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        /// R52: whatever stands in the file, it is read or refused.
        #[test]
        fn r52_on_any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let _ = Shelf::holding(&bytes).load();
        }

        #[test]
        fn r52_on_a_ledger_with_any_bytes_in_it(
            at in 0..documented_bytes().len(), cut in 0..300_usize, bytes in proptest::collection::vec(any::<u8>(), 0..50),
        ) {
            let mut ledger = documented_bytes();
            let end = (at + cut).min(ledger.len());
            ledger.splice(at..end, bytes);
            let shelf = Shelf::holding(&ledger);
            let _ = shelf.load();
            let _ = shelf.append(&[crate::shelf::client("beta")]);
        }

        #[test]
        fn r52_on_any_body_with_a_hash_that_fits(at in 0..18_usize, text in "[ -~]{0,80}", cut in 0..100_usize) {
            let lines = documented();
            let bodies = lines.iter().enumerate().map(|(n, line)| {
                let body = body(line);
                let keep = cut.min(body.len());
                if n == at && body.is_char_boundary(keep) { format!("{}{text}", &body[..keep]) } else { body.to_owned() }
            });
            let _ = Shelf::holding(&sealed(bodies)).load();
        }
    }
}
