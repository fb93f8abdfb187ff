//! `docs/ledger-format.md` and its schema are true.

use std::collections::BTreeSet;
use std::process::Command;

use hours::domain::Fact;

use crate::shelf::{Shelf, documented, documented_bytes, sealed};

const SCHEMA: &str = include_str!("../../docs/ledger.schema.json");

#[test]
fn r1_the_documented_ledger_is_one() {
    let loaded = Shelf::holding(&documented_bytes()).load().expect("the documented ledger");
    assert_eq!((loaded.total(), loaded.unfinished), (23, None));
    let kinds: BTreeSet<&str> = loaded.book.entries().map(|filed| filed.entry.fact.kind()).collect();
    assert_eq!(kinds, Fact::KINDS.into());
}

#[test]
fn every_kind_is_documented_with_a_line() {
    let lines = documented();
    for kind in Fact::KINDS {
        assert!(lines.iter().any(|line| line.contains(&format!("\"kind\":\"{kind}\""))), "{kind}");
        assert!(include_str!("../../docs/ledger-format.md").contains(&format!("\n### `{kind}`\n")), "{kind}");
    }
}

#[test]
fn r1_n93_a_repair_that_cannot_have_been_is_damage() {
    let lines = documented();
    let body = |line: &String| line.rsplit_once(",\"hash\":\"").expect("a line").0.to_owned();
    let before: Vec<String> = lines[..lines.len() - 1].iter().map(body).collect();
    let repair = lines.last().map(body).filter(|last| last.contains("\"kind\":\"repaired\"")).expect("a repair");
    let loads =
        |repair: &str| Shelf::holding(&sealed(before.iter().map(String::as_str).chain([repair]))).load().is_ok();
    assert!(loads(&repair));
    for (old, new) in [
        ("\"done\":[\"line-ends\",\"cut\"]", "\"done\":[]"),
        ("\"kept\":22", "\"kept\":18446744073709551615"),
        ("\"lost\":1", "\"lost\":18446744073709551615"),
        ("\"lost_seq\":23", "\"lost_seq\":0"),
        ("\"lost_seq\":23,", ""),
    ] {
        let other = repair.replacen(old, new, 1);
        assert_ne!(other, repair, "{old}");
        assert!(!loads(&other), "{new}");
    }
}

#[test]
fn r18_the_chain_can_be_checked_with_a_shell_and_sha256sum() {
    let page = include_str!("../../docs/ledger-format.md");
    let recheck = page.lines().find(|line| line.starts_with("p=$(printf")).expect("the recheck");
    let shelf = Shelf::holding(&documented_bytes());
    let run = || {
        let run = Command::new("sh").args(["-c", recheck]).current_dir(shelf.folder()).output().expect("a shell");
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
        String::from_utf8(run.stdout).expect("text")
    };
    assert_eq!(run(), "");
    let mut bytes = documented_bytes();
    let at = bytes.len() - 100;
    bytes[at] ^= 1;
    std::fs::write(shelf.path(), bytes).expect("a file");
    assert_eq!(run(), "bad\n");
}

fn schema() -> jsonschema::Validator {
    jsonschema::validator_for(&serde_json::from_str(SCHEMA).expect("JSON")).expect("a schema")
}

#[test]
fn every_line_fits_the_schema() {
    let schema = schema();
    let mut kinds = BTreeSet::new();
    for line in documented() {
        let value: serde_json::Value = serde_json::from_str(&line).expect("JSON");
        let errors: Vec<_> = schema.iter_errors(&value).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{line}: {errors:?}");
        kinds.insert(value["kind"].as_str().expect("a kind").to_owned());
    }
    assert_eq!(kinds, Fact::KINDS.map(str::to_owned).into());
}

#[test]
fn a_line_with_a_field_missing_or_too_many_or_of_another_type_does_not_fit_the_schema() {
    let schema = schema();
    for line in documented() {
        let value: serde_json::Value = serde_json::from_str(&line).expect("JSON");
        let object = value.as_object().expect("an object");
        let optional = [
            "clock",
            "batch",
            "email",
            "lang",
            "overage",
            "low",
            "from",
            "until",
            "services",
            "start",
            "case",
            "service",
            "contact",
            "note",
            "goodwill",
            "long",
            "late",
            "factor",
            "reason",
            "address",
            "clear",
            "name",
            "client",
            "pattern",
            "vat_id",
            "lost",
            "lost_seq",
            "lost_head",
        ];
        for key in object.keys() {
            let mut wrong = object.clone();
            wrong[key] = serde_json::json!({ "no": 1 });
            assert!(!schema.is_valid(&wrong.into()), "{key} of {line}");
            let mut without = object.clone();
            without.remove(key);
            assert!(optional.contains(&key.as_str()) || !schema.is_valid(&without.into()), "{line} without {key}");
        }
        let mut more = object.clone();
        more.insert("colour".to_owned(), "red".into());
        assert!(!schema.is_valid(&more.into()), "{line}");
    }
}

#[test]
fn b5_what_no_text_has_and_no_call_is_does_not_fit_the_schema() {
    let schema = schema();
    let line = documented().into_iter().find(|line| line.contains("\"long\":true")).expect("a long call");
    let value: serde_json::Value = serde_json::from_str(&line).expect("JSON");
    let with = |key: &str, put: serde_json::Value| {
        let mut other = value.clone();
        other[key] = put;
        other
    };
    assert!(schema.is_valid(&with("note", "Déjà vu: \u{1f44d} сервер".into())));
    let hidden = "\n\t\u{1b}\u{9b}\u{61c}\u{180e}\u{200b}\u{200e}\u{2028}\u{202e}\u{2061}\u{2066}\u{feff}";
    for text in
        hidden.chars().flat_map(|hidden| [format!("a{hidden}b"), format!("{hidden}"), format!("{hidden}a{hidden}")])
    {
        assert!(!schema.is_valid(&with("note", text.as_str().into())), "{text:?}");
        assert!(!schema.is_valid(&with("by", text.as_str().into())), "{text:?}");
    }
    let mut short = value.clone();
    short.as_object_mut().expect("an object").remove("long");
    assert!(!schema.is_valid(&short), "750 minutes");
    short["minutes"] = 720.into();
    assert!(schema.is_valid(&short), "720 minutes");
}

#[test]
fn the_parts_of_an_invoice_are_as_strict_in_the_schema_as_the_rest() {
    let schema = schema();
    let line = documented().into_iter().find(|line| line.contains("\"kind\":\"invoice\"")).expect("an invoice");
    let value: serde_json::Value = serde_json::from_str(&line).expect("JSON");
    let optional = ["address", "vat_id", "email", "reference", "vat_reason"];
    for part in ["/seller", "/buyer", "/lines/0", "/lines/4", "/totals/0"] {
        let object = value.pointer(part).and_then(serde_json::Value::as_object).expect("an object").clone();
        let fits = |changed: serde_json::Map<String, serde_json::Value>| {
            let mut value = value.clone();
            *value.pointer_mut(part).expect("a part") = changed.into();
            schema.is_valid(&value)
        };
        assert!(fits(object.clone()));
        for key in object.keys() {
            let mut wrong = object.clone();
            wrong[key] = serde_json::json!({ "no": 1 });
            assert!(!fits(wrong), "{key} of {part}");
            let mut without = object.clone();
            without.remove(key);
            assert_eq!(fits(without), optional.contains(&key.as_str()), "{part} without {key}");
        }
        let mut more = object;
        more.insert("colour".to_owned(), "red".into());
        assert!(!fits(more), "{part}");
    }
    let with = |pointer: &str, key: &str, wrong: serde_json::Value| {
        let mut value = value.clone();
        value.pointer_mut(pointer).expect("a part")[key] = wrong;
        schema.is_valid(&value)
    };
    assert!(!with("/lines/0", "rate", "150.00 EUR".into()), "a package has no rate");
    assert!(with("/lines/0", "vat_reason", "exempt".into()), "what is in no order of its own is the judge's");
    for wrong in ["", "-1", "2026 1", "ä", "123456789012345678901234567890123"] {
        assert!(!with("", "number", wrong.into()), "{wrong}");
    }
    for (pattern, fits) in [
        ("{n}", true),
        ("R{n:04}", true),
        ("{year}/{n:02}-x", true),
        ("{n:10}", false),
        ("{year}", false),
        ("-{n}", false),
        ("{n}{n}", false),
        ("{month}{n}", false),
    ] {
        assert_eq!(with("", "pattern", pattern.into()), fits, "{pattern}");
        assert_eq!(pattern.parse::<hours::domain::Pattern>().is_ok(), fits, "{pattern}");
    }
    assert!(!with("", "lines", serde_json::json!([])), "no lines");
}

#[test]
fn the_schema_names_the_parts_of_the_page() {
    let schema: serde_json::Value = serde_json::from_str(SCHEMA).expect("JSON");
    let page = include_str!("../../docs/ledger-format.md");
    for (part, heading) in
        [("party", "A party"), ("invoiceLine", "A line of an invoice"), ("invoiceTotal", "A total of an invoice")]
    {
        let section = page.split(&format!("\n### {heading}\n")).nth(1).expect("a section");
        let section = section.split("\n### ").next().expect("a section").split("\n## ").next().expect("a section");
        let named: Vec<&str> = section.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).collect();
        let properties = schema["$defs"][part]["properties"].as_object().expect("properties");
        let fields: BTreeSet<&str> = properties.keys().map(String::as_str).collect();
        assert_eq!(named.iter().copied().collect::<BTreeSet<_>>(), fields, "{part}");
    }
    let most = hours::domain::Bounds::LINES;
    assert_eq!(schema["$defs"]["invoice"]["properties"]["lines"]["maxItems"], most);
    assert!(page.contains(&format!("| yes | 1 … {most} of them, in ledger order |")));
}

#[test]
fn the_schema_names_the_fields_of_the_page() {
    let schema: serde_json::Value = serde_json::from_str(SCHEMA).expect("JSON");
    let page = include_str!("../../docs/ledger-format.md");
    for kind in Fact::KINDS {
        let section = page.split(&format!("\n### `{kind}`\n")).nth(1).expect("a section");
        let section = section.split("\n### ").next().expect("a section").split("\n## ").next().expect("a section");
        let named: BTreeSet<&str> =
            section.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).collect();
        let header = ["seq", "id", "recorded", "clock", "by", "batch", "kind", "hash"];
        let properties = schema["$defs"][kind]["properties"].as_object().expect("properties");
        let fields: BTreeSet<&str> =
            properties.keys().map(String::as_str).filter(|key| !header.contains(key)).collect();
        assert_eq!(named, fields, "{kind}");
    }
}
