//! Markdown: for mails and wikis.

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s3_markup_is_text() {
        assert_eq!(escape("a|b `c` [d](e) <f> *g*"), "a\\|b \\`c\\` \\[d\\](e) \\<f\\> \\*g\\*");
    }
}
