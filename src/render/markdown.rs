//! Markdown: for mails and wikis.

use super::table::Align;

/// Text that Markdown takes literally (S3): punctuation that begins markup, links or HTML is escaped.
pub fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#' | '!' | '~' | '&' | '$') {
            safe.push('\\');
        }
        safe.push(c);
    }
    safe
}

/// A table of texts, each taken literally.
pub fn table<R: AsRef<[String]>>(columns: &[(&str, Align)], rows: impl IntoIterator<Item = R>) -> String {
    let rule = |align: Align| match align {
        Align::Left => "---",
        Align::Right => "---:",
    };
    let heads: Vec<&str> = columns.iter().map(|(head, _)| *head).collect();
    let rules: Vec<&str> = columns.iter().map(|(_, align)| rule(*align)).collect();
    let mut table = format!("| {} |\n| {} |\n", heads.join(" | "), rules.join(" | "));
    for row in rows {
        let cells: Vec<String> = row.as_ref().iter().map(|cell| escape(cell)).collect();
        table.push_str(&format!("| {} |\n", cells.join(" | ")));
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s3_markup_is_text() {
        assert_eq!(escape("a|b `c` [d](e) <f> *g*"), "a\\|b \\`c\\` \\[d\\](e) \\<f\\> \\*g\\*");
        let row = ["a|b".to_owned(), "1h".to_owned()];
        let table = table(&[("what", Align::Left), ("time", Align::Right)], [row]);
        assert_eq!(table, "| what | time |\n| --- | ---: |\n| a\\|b | 1h |\n");
    }
}
