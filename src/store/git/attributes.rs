//! What git's attributes say of a ledger: whether its bytes stay as they are, and what merges it.

use std::path::{Path, PathBuf};

use super::{common_folder, text};

/// The files of attributes that count for a file, those that count for more first.
pub(in crate::store) struct Attributes {
    name: String,
    texts: Vec<String>,
}

impl Attributes {
    /// Those for a file in a work tree.
    pub(in crate::store) fn of(root: &Path, file: &Path) -> Attributes {
        let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        // As git ranks them: its own file first, then the nearest folder's.
        let folders = file.ancestors().skip(1).take_while(|folder| folder.starts_with(root));
        let files = own(root).into_iter().chain(folders.map(|at| at.join(".gitattributes")));
        Attributes { name, texts: files.filter_map(|path| text(&path)).collect() }
    }

    /// Whether git leaves its bytes alone; none where nothing is said about that.
    pub(in crate::store) fn keep_bytes(&self) -> Option<bool> {
        self.say(keeps_bytes)
    }

    /// Whether git is to merge it with `hours`; none where nothing is said about that.
    pub(in crate::store) fn merge_by_hours(&self) -> Option<bool> {
        self.say(is_merged)
    }

    fn say(&self, about: fn(&str) -> Option<bool>) -> Option<bool> {
        self.texts.iter().find_map(|text| last_word(text, &self.name, about))
    }
}

/// The attributes that count for more than those in any `.gitattributes`; there need be none.
fn own(root: &Path) -> Option<PathBuf> {
    Some(common_folder(root)?.join("info/attributes"))
}

/// What a file of attributes says of a name at last: of several words that are `about` it, the last counts.
fn last_word(attributes: &str, name: &str, about: fn(&str) -> Option<bool>) -> Option<bool> {
    let of_name = |line: &str| {
        let pattern = line.split_whitespace().next().unwrap_or_default();
        let last = pattern.rsplit('/').next().unwrap_or_default();
        last == name || last.strip_prefix('*').is_some_and(|ending| name.ends_with(ending))
    };
    let words = attributes.lines().filter(|line| of_name(line)).flat_map(|line| line.split_whitespace().skip(1));
    words.filter_map(about).last()
}

/// Whether a word has git keep line ends as they are. `eol` does not matter beside `-text`, and is not enough without it.
fn keeps_bytes(word: &str) -> Option<bool> {
    match word {
        "-text" | "binary" => Some(true),
        "text" | "!text" => Some(false),
        _ => word.starts_with("text=").then_some(false),
    }
}

/// Whether a word has git merge with `hours`.
fn is_merged(word: &str) -> Option<bool> {
    match word {
        "merge=hours" => Some(true),
        // What is binary is not merged at all.
        "merge" | "-merge" | "!merge" | "binary" => Some(false),
        _ => word.starts_with("merge=").then_some(false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r46_attributes_that_leave_the_line_ends_alone() {
        let kept = |text: &str| last_word(text, "hours.jsonl", keeps_bytes);
        for line in ["hours.jsonl -text", "*.jsonl  -text merge=hours", "/books/hours.jsonl binary", "* -text"] {
            assert_eq!(kept(line), Some(true), "{line}");
        }
        for line in ["", "hours.jsonl eol=lf", "other.jsonl -text", "# hours.jsonl -text", "*.json -text"] {
            assert_eq!(kept(line), None, "{line}");
        }
        for line in ["hours.jsonl text", "*.jsonl text=auto", "* !text"] {
            assert_eq!(kept(line), Some(false), "{line}");
        }
    }

    #[test]
    fn r46_of_several_attributes_the_last_counts() {
        let kept = |text: &str| last_word(text, "hours.jsonl", keeps_bytes);
        for text in ["hours.jsonl text\n*.jsonl -text", "* text=auto\n*.jsonl binary\n", "* -text\n*.jsonl eol=crlf"] {
            assert_eq!(kept(text), Some(true), "{text}");
        }
        for text in ["hours.jsonl -text\nhours.jsonl text eol=crlf", "* binary\n*.jsonl !text", "* -text text=auto"] {
            assert_eq!(kept(text), Some(false), "{text}");
        }
        let merged = |text: &str| last_word(text, "hours.jsonl", is_merged);
        assert_eq!(merged("* merge=union\n*.jsonl -text merge=hours"), Some(true));
        assert_eq!(merged("*.jsonl merge=hours\n*.jsonl binary"), Some(false));
    }
}
