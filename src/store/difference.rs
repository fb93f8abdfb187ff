//! How two lines differ, for people: an invoice has dozens of fields, and one of them may be another.

use serde_json::{Map, Value};

use super::shown;

/// So many fields are shown.
const MOST: usize = 3;
/// So many characters of a value are shown.
const MOST_CHARACTERS: usize = 80;

/// ``whose minutes is `30` and not `45` ``: how what was recorded differs from what was asked for.
pub(super) fn difference(recorded: &str, asked: &str) -> String {
    let (recorded, asked) = (fields(recorded), fields(asked));
    let told = |name: &str| {
        let [there, here] = [&recorded, &asked].map(|fields| plain(fields.get(name)));
        format!("{} is {there} and not {here}", shown(name))
    };
    // Fields of another kind of entry are others anyway.
    if recorded.get("kind") != asked.get("kind") {
        return format!("whose {}", told("kind"));
    }
    let mut names: Vec<&String> = recorded.keys().chain(asked.keys()).collect();
    names.sort();
    names.dedup();
    names.retain(|name| recorded.get(*name) != asked.get(*name));
    let some: Vec<String> = names.iter().take(MOST).map(|name| told(name)).collect();
    match names.len().saturating_sub(MOST) {
        0 if some.is_empty() => "which was recorded with other entries beside it".to_owned(),
        0 => format!("whose {}", some.join(", ")),
        1 => format!("whose {}, and 1 more field differs", some.join(", ")),
        more => format!("whose {}, and {more} more fields differ", some.join(", ")),
    }
}

/// What a line says: its kind and fields, without what the ledger adds.
fn fields(line: &str) -> Map<String, Value> {
    let from = line.find("\"kind\":").unwrap_or_default();
    let to = line.rfind(",\"hash\":\"").unwrap_or(line.len());
    serde_json::from_str(&format!("{{{}}}", line.get(from..to).unwrap_or_default())).unwrap_or_default()
}

/// A value for people.
fn plain(value: Option<&Value>) -> String {
    let text = match value {
        None => return "empty".to_owned(),
        Some(Value::String(text)) => text.clone(),
        Some(value) => value.to_string(),
    };
    let cut = if text.chars().nth(MOST_CHARACTERS).is_some() { "…" } else { "" };
    let some: String = text.chars().take(MOST_CHARACTERS).collect();
    format!("`{}{cut}`", shown(&some))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CALL: &str = "{\"seq\":4,\"id\":\"x\",\"by\":\"ada\",\"kind\":\"call\",\"client\":\"acme\",\"minutes\":30";

    fn against(asked: &str) -> String {
        difference(&format!("{CALL},\"hash\":\"00\"}}"), asked)
    }

    #[test]
    fn a6_what_differs_is_named_and_nothing_else() {
        assert_eq!(against(&CALL.replace("30", "45")), "whose minutes is `30` and not `45`");
        assert_eq!(against(&format!("{CALL},\"note\":\"a\\\"b\"")), "whose note is empty and not `a\"b`");
        assert_eq!(against(CALL), "which was recorded with other entries beside it");
        let void = "{\"seq\":4,\"id\":\"x\",\"by\":\"ada\",\"kind\":\"void\",\"entry\":\"y\",\"reason\":\"z\"";
        assert_eq!(against(void), "whose kind is `call` and not `void`");
    }

    #[test]
    fn a6_what_differs_much_is_cut() {
        let long = format!("{CALL},\"note\":\"{}\"", "x".repeat(1000));
        assert_eq!(against(&long), format!("whose note is empty and not `{}…`", "x".repeat(80)));
        let other =
            CALL.replace("30", "45").replace("acme", "beta") + ",\"case\":\"c\",\"note\":\"n\",\"start\":\"09:00\"";
        let told = "whose case is empty and not `c`, client is `acme` and not `beta`, minutes is `30` and not `45`, and 2 more fields differ";
        assert_eq!(against(&other), told);
        let one_less = other.replace(",\"start\":\"09:00\"", "");
        assert_eq!(against(&one_less), told.replace("2 more fields differ", "1 more field differs"));
    }
}
