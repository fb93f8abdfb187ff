//! The bar that says how far some work has come, as one line of text.

/// How many characters the bar itself has.
const WIDTH: usize = 30;

/// `done` of `total` as a bar; `total` is 0 where it is not known. Always shorter than `columns`, because a bar that wraps cannot be erased.
pub fn line(what: &str, done: u64, total: u64, columns: usize) -> String {
    if total == 0 {
        return first_that_fits([format!("{what} …"), String::new()], columns);
    }
    let part = |of: usize| (u128::from(done.min(total)) * of as u128 / u128::from(total)) as usize;
    let tip = if part(WIDTH) < WIDTH { ">" } else { "" };
    let bar = "=".repeat(part(WIDTH)) + tip;
    let percent = format!("{:>3} %", part(100));
    first_that_fits([format!("{what} [{bar:WIDTH$}] {percent}"), format!("{what} {percent}"), percent], columns)
}

/// The first of these that fits into a row, whose last column stays empty: some terminals would go on to the next row there.
fn first_that_fits<const N: usize>(lines: [String; N], columns: usize) -> String {
    lines.into_iter().find(|line| line.chars().count() < columns).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_says_how_far_the_work_has_come_in_as_many_characters_as_there_are() {
        let drawn: Vec<String> = [(0, 0, 80), (7, 0, 12), (0, 9, 80), (1, 3, 80), (2999, 3000, 80), (3, 3, 80)]
            .into_iter()
            .chain([(12, 9, 80), (1, 2, 47), (1, 2, 46), (1, 2, 14), (1, 2, 13), (1, 2, 5), (u64::MAX, u64::MAX, 80)])
            .map(|(done, total, columns)| format!("{columns}: {}", line("reading", done, total, columns)))
            .collect();
        insta::assert_snapshot!(drawn.join("\n"), @r"
        80: reading …
        12: reading …
        80: reading [>                             ]   0 %
        80: reading [==========>                   ]  33 %
        80: reading [=============================>]  99 %
        80: reading [==============================] 100 %
        80: reading [==============================] 100 %
        47: reading [===============>              ]  50 %
        46: reading  50 %
        14: reading  50 %
        13:  50 %
        5: 
        80: reading [==============================] 100 %
        ");
    }
}
