//! `docs/ledger-format.md` and its schema are true.

use std::collections::BTreeSet;
use std::process::Command;

use crate::shelf::{Shelf, documented, documented_bytes};

const SCHEMA: &str = include_str!("../../docs/ledger.schema.json");
const KINDS: [&str; 12] =
    ["open", "client", "service", "purchase", "grant", "call", "void", "amend", "extend", "refund", "settle", "close"];

#[test]
fn r1_the_documented_ledger_is_one() {
    let loaded = Shelf::holding(&documented_bytes()).load().expect("the documented ledger");
    assert_eq!((loaded.total(), loaded.unfinished), (18, None));
}

#[test]
fn every_kind_is_documented_with_a_line() {
    let lines = documented();
    for kind in KINDS {
        assert!(lines.iter().any(|line| line.contains(&format!("\"kind\":\"{kind}\""))), "{kind}");
        assert!(include_str!("../../docs/ledger-format.md").contains(&format!("\n### `{kind}`\n")), "{kind}");
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
    assert_eq!(kinds.len(), KINDS.len());
}

#[test]
fn a_line_with_a_field_missing_or_too_many_or_of_another_type_does_not_fit_the_schema() {
    let schema = schema();
    for line in documented() {
        let value: serde_json::Value = serde_json::from_str(&line).expect("JSON");
        let object = value.as_object().expect("an object");
        let optional = [
            "clock", "batch", "email", "lang", "overage", "low", "from", "until", "services", "start", "case",
            "service", "contact", "note", "goodwill", "long", "late", "factor", "reason", "address", "clear", "name",
            "client",
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
fn the_schema_names_the_fields_of_the_page() {
    let schema: serde_json::Value = serde_json::from_str(SCHEMA).expect("JSON");
    let page = include_str!("../../docs/ledger-format.md");
    for kind in KINDS {
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
