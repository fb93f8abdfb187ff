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

/// The first two lines of a table: its column heads, and how the columns stand.
pub fn header(columns: &[(&str, Align)]) -> String {
    let rule = |align: Align| match align {
        Align::Left => "---",
        Align::Right => "---:",
    };
    let heads: Vec<&str> = columns.iter().map(|(head, _)| *head).collect();
    let rules: Vec<&str> = columns.iter().map(|(_, align)| rule(*align)).collect();
    format!("| {} |\n| {} |\n", heads.join(" | "), rules.join(" | "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s3_markup_is_text() {
        assert_eq!(escape("a|b `c` [d](e) <f> *g*"), "a\\|b \\`c\\` \\[d\\](e) \\<f\\> \\*g\\*");
    }
}
