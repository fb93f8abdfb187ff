//! Words of a command line, as somebody types them into a shell: hints are commands that work as they stand.

use std::path::Path;

/// A text as one word of a command line: in quotes where a shell would take it for anything else.
pub fn word(text: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ',' | '/' | ':' | '@' | '+');
    match !text.is_empty() && !text.starts_with('-') && text.chars().all(is_plain) {
        true => text.to_owned(),
        false => format!("'{}'", text.replace('\'', r"'\''")),
    }
}

/// A file's name as one word of a command line, which no program takes for an option.
pub fn file(path: &Path) -> String {
    let name = path.to_string_lossy();
    word(&if name.starts_with('-') { format!("./{name}") } else { name.into_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn m2_a_word_of_a_command_line_is_one_word_to_a_shell() {
        let words = ["T-12", "Größe", "", "-7", "A 1", "it's", "$HOME", "a;b", "*"].map(word);
        assert_eq!(words.join(" "), r"T-12 Größe '' '-7' 'A 1' 'it'\''s' '$HOME' 'a;b' '*'");
    }

    #[test]
    fn a_files_name_is_no_option() {
        let words = ["hours.jsonl", "-f", "my hours.jsonl"].map(|name| file(Path::new(name)));
        assert_eq!(words.join(" "), "hours.jsonl ./-f 'my hours.jsonl'");
    }
}
