//! Repairs: what tools do is undone, the chain proves it, and nothing is touched before (R4).

use hours::domain::Mend;
use hours::store::{Consent, Examined, LostLine, RepairOutcome, Store};
use proptest::prelude::*;

use crate::shelf::{Shelf, client, documented_bytes, request};

fn examined(shelf: &Shelf) -> Examined {
    let before = shelf.bytes();
    let examined = shelf.store().examine().expect("a ledger");
    assert!(shelf.bytes() == before && shelf.names() == ["hours.jsonl"], "looking changed something");
    examined
}

fn repaired(shelf: &Shelf, consent: &Consent) -> RepairOutcome {
    shelf.store().repair(&request(), consent).expect("a repair")
}

/// What a tool does to a file.
#[derive(Clone, Debug)]
enum Tool {
    Utf16 { big: bool },
    Bom,
    Crlf,
    BlankLines(Vec<prop::sample::Index>),
    Doubles(Vec<prop::sample::Index>),
    Shuffles(prop::sample::Index),
    Spaces(Vec<prop::sample::Index>),
    Ascii,
    Pretty,
    Markers(prop::sample::Index),
    NoLineEnd,
    NulsBehind(usize),
}

fn tool() -> impl Strategy<Value = Tool> {
    let places = || prop::collection::vec(any::<prop::sample::Index>(), 1..4);
    prop_oneof![
        any::<bool>().prop_map(|big| Tool::Utf16 { big }),
        Just(Tool::Bom),
        Just(Tool::Crlf),
        places().prop_map(Tool::BlankLines),
        places().prop_map(Tool::Doubles),
        any::<prop::sample::Index>().prop_map(Tool::Shuffles),
        places().prop_map(Tool::Spaces),
        Just(Tool::Ascii),
        Just(Tool::Pretty),
        any::<prop::sample::Index>().prop_map(Tool::Markers),
        Just(Tool::NoLineEnd),
        (1..5000_usize).prop_map(Tool::NulsBehind),
    ]
}

/// What an editor or a script makes of the text of a ledger.
fn worked_over(text: &str, tool: &Tool) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    match tool {
        Tool::BlankLines(places) => places.iter().for_each(|at| lines.insert(at.index(lines.len() + 1), String::new())),
        Tool::Doubles(places) => places.iter().for_each(|at| {
            let line = lines[at.index(lines.len())].clone();
            lines.insert(at.index(lines.len()), line);
        }),
        Tool::Shuffles(at) => {
            let middle = at.index(lines.len());
            lines.rotate_left(middle);
        }
        Tool::Spaces(places) => places.iter().for_each(|at| {
            let at = at.index(lines.len());
            lines[at] = lines[at].replace("\",\"", "\" , \"").replace("\":", "\": ");
        }),
        Tool::Ascii => lines.iter_mut().for_each(|line| *line = ascii(line)),
        Tool::Pretty => {
            let pretty = |line: &String| {
                let value = serde_json::from_str::<serde_json::Value>(line);
                value.map_or_else(|_| line.clone(), |value| serde_json::to_string_pretty(&value).expect("JSON"))
            };
            lines = lines.iter().map(pretty).collect();
        }
        Tool::Markers(at) => {
            let at = at.index(lines.len() + 1);
            let marks = ["<<<<<<< HEAD", "=======", ">>>>>>> laptop"];
            lines.splice(at..at, [marks[0].to_owned(), marks[1].to_owned()]);
            lines.push(marks[2].to_owned());
        }
        Tool::Utf16 { .. } | Tool::Bom | Tool::Crlf | Tool::NoLineEnd | Tool::NulsBehind(_) => {}
    }
    lines.join("\n") + "\n"
}

/// As Python's `json.dumps` writes it.
fn ascii(line: &str) -> String {
    let mut units = [0; 2];
    line.chars()
        .map(|c| match c.is_ascii() {
            true => c.to_string(),
            false => c.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")).collect(),
        })
        .collect()
}

/// What is done to the bytes, after the lines.
fn encoded(text: &str, tools: &[Tool]) -> Vec<u8> {
    let has = |wanted: fn(&Tool) -> bool| tools.iter().any(wanted);
    let mut text = text.to_owned();
    if has(|tool| matches!(tool, Tool::Crlf)) {
        text = text.replace('\n', "\r\n");
    }
    if has(|tool| matches!(tool, Tool::NoLineEnd)) {
        text.truncate(text.trim_end().len());
    }
    if let Some(Tool::Utf16 { big }) = tools.iter().find(|tool| matches!(tool, Tool::Utf16 { .. })) {
        let units = std::iter::once(0xfeff).chain(text.encode_utf16());
        return units.flat_map(|unit| if *big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect();
    }
    let mut bytes = text.into_bytes();
    if has(|tool| matches!(tool, Tool::Bom)) {
        bytes.splice(0..0, *b"\xef\xbb\xbf");
    }
    for tool in tools {
        if let Tool::NulsBehind(count) = tool {
            bytes.extend(vec![0; *count]);
        }
    }
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn r4_whatever_tools_did_the_lines_come_back_as_they_were(tools in prop::collection::vec(tool(), 1..4)) {
        let sound = documented_bytes();
        // Only what is done to whole lines can be told from lines that were never whole.
        let mut tools = tools;
        tools.sort_by_key(|tool| matches!(tool, Tool::Pretty));
        let text = tools.iter().fold(String::from_utf8(sound.clone()).expect("text"), |text, tool| worked_over(&text, tool));
        let mangled = encoded(&text, &tools);
        let shelf = Shelf::holding(&mangled);
        match examined(&shelf) {
            Examined::Sound(_) => prop_assert_eq!(shelf.bytes(), sound),
            Examined::Hopeless(damage) => prop_assert!(false, "{tools:?}: {damage}"),
            Examined::Plan(plan) => {
                prop_assert!(!plan.is_lossy() && plan.lost.is_empty(), "{:?}: {:?}", tools, plan.lost);
                let is_done = matches!(repaired(&shelf, &Consent::default()), RepairOutcome::Done { .. });
                prop_assert!(is_done);
                let bytes = shelf.bytes();
                prop_assert!(bytes.starts_with(&sound), "{:?}", tools);
                prop_assert_eq!(shelf.load().expect("sound").total(), 24);
                let copy = shelf.names().into_iter().find(|name| name.contains(".before-repair-")).expect("a copy");
                prop_assert_eq!(std::fs::read(shelf.folder().join(copy)).expect("a copy"), mangled);
            }
        }
    }

    #[test]
    fn r2_r4_one_changed_byte_loses_only_what_comes_from_there(at in any::<prop::sample::Index>(), bit in 0..8_u32) {
        let sound = documented_bytes();
        let mut bytes = sound.clone();
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        let line = sound[..at].iter().filter(|&&b| b == b'\n').count();
        let shelf = Shelf::holding(&bytes);
        match examined(&shelf) {
            // Some changes are what a tool does, and the first line is needed for anything.
            Examined::Sound(total) => prop_assert!(false, "{total} lines, and none is damaged"),
            Examined::Hopeless(_) => prop_assert_eq!(line, 0),
            Examined::Plan(plan) => {
                // Of a batch whose second line is damaged, the first cannot be kept either.
                prop_assert!(plan.kept as usize + 1 >= line, "{:?}", plan.done);
                let line = line.min(plan.kept as usize);
                let all = Consent { cut: true, ..Consent::default() };
                let done = repaired(&shelf, &all);
                let is_done = matches!(done, RepairOutcome::Done { .. });
                prop_assert!(is_done, "{:?}", done);
                let kept: usize = sound.split_inclusive(|&b| b == b'\n').take(line).map(<[u8]>::len).sum();
                prop_assert!(shelf.bytes().starts_with(&sound[..kept]));
                shelf.load().expect("a sound ledger");
            }
        }
    }

    #[test]
    fn r52_no_bytes_make_a_repair_panic(bytes in prop::collection::vec(any::<u8>(), 0..400), from in 0..6000_usize) {
        let mut all = documented_bytes();
        all.splice(from.min(all.len())..from.min(all.len()), bytes);
        let _ = Shelf::holding(&all).store().examine();
    }
}

#[test]
fn r4_nuls_that_stand_on_the_last_line_of_a_spread_out_entry_are_not_part_of_it() {
    let sound = documented_bytes();
    let tools = [Tool::NulsBehind(1), Tool::NoLineEnd];
    let text = worked_over(&String::from_utf8(sound.clone()).expect("text"), &Tool::Pretty);
    let shelf = Shelf::holding(&encoded(&text, &tools));
    let Examined::Plan(plan) = examined(&shelf) else { panic!("it is damaged") };
    assert!(plan.lost.is_empty() && plan.done.contains(&Mend::Nuls), "{plan:?}");
    assert!(matches!(repaired(&shelf, &Consent::default()), RepairOutcome::Done { .. }));
    assert!(shelf.bytes().starts_with(&sound));
}

#[test]
fn r4_nothing_lossy_is_done_without_consent() {
    let sound = documented_bytes();
    let bytes = String::from_utf8(sound).expect("text").replacen("\"minutes\":50", "\"minutes\":51", 1).into_bytes();
    let shelf = Shelf::holding(&bytes);
    assert!(matches!(repaired(&shelf, &Consent::default()), RepairOutcome::Unasked(_)));
    assert!(shelf.bytes() == bytes);
    let Examined::Plan(plan) = shelf.store().examine().expect("a ledger") else { panic!("it is damaged") };
    assert_eq!((plan.kept, plan.lost.len(), plan.done), (5, 18, vec![Mend::Cut]));
    let LostLine { line, seq, kind, client, .. } = &plan.lost[0];
    assert_eq!((*line, *seq, kind.as_deref(), client.as_deref()), (6, Some(6), Some("call"), Some("acme")));
}

#[test]
fn r4_a_repaired_ledger_goes_on_like_any_other() {
    let bytes = documented_bytes();
    let shelf = Shelf::holding(&[b"\xef\xbb\xbf", &bytes[..]].concat());
    assert!(shelf.append(&[client("new")]).is_err());
    repaired(&shelf, &Consent::default());
    shelf.append(&[client("new")]).expect("a sound ledger");
    assert!(matches!(shelf.store().examine().expect("a ledger"), Examined::Sound(25)));
}

#[test]
fn r19_what_was_lost_on_the_way_is_recorded_with_the_cut() {
    let memory = tempfile::tempdir().expect("a folder");
    let shelf = Shelf::with_acme();
    let store = || Store::at(&shelf.path()).remembering(Some(memory.path().join("heads")));
    crate::shelf::append(&store(), &request(), &[client("beta")]).expect("a client");
    let head = store().load(None).expect("a ledger").mark.head;
    let bytes = String::from_utf8(shelf.bytes()).expect("text").replace("beta", "Beta");
    std::fs::write(shelf.path(), bytes).expect("a file");
    let consent = Consent { cut: true, ..Consent::default() };
    let RepairOutcome::Done { plan, mark, .. } = store().repair(&request(), &consent).expect("a repair") else {
        panic!("it was not done")
    };
    assert_eq!((plan.kept, mark.seq), (2, 3));
    let said = store().load(None).expect("a ledger").line(3).expect("a line").into_owned();
    assert!(said.contains(&format!("\"lost\":1,\"lost_seq\":3,\"lost_head\":\"{head}\"")), "{said}");
}
