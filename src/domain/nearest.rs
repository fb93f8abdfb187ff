//! Names that are nearly right: suggested, never taken.

/// What is known under the name nearest to one that is not, if any is near at all; of several the first.
pub fn nearest<'a, T: Ord>(wrong: &str, known: impl Iterator<Item = (T, &'a str)>) -> Option<T> {
    // Case is never folded to find a name, only to suggest one.
    let folded = wrong.to_lowercase();
    let letters = folded.chars().count();
    // Up to a third of the letters may differ: `amce` is near `acme`, `beta` is not.
    let most = (letters / 3).max(1);
    let rated = known.filter_map(|(what, name)| {
        let name = name.to_lowercase();
        // Of names much longer or shorter more letters differ, and to count them takes a time that grows with both.
        let may_be = name.chars().count().abs_diff(letters) <= most;
        may_be.then(|| (strsim::damerau_levenshtein(&folded, &name), what))
    });
    let (_, nearest) = rated.filter(|(distance, _)| *distance <= most).min()?;
    Some(nearest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(wrong: &str) -> Option<&'static str> {
        nearest(wrong, ["acme", "beta", "a", "müller gmbh"].into_iter().map(|name| (name, name)))
    }

    #[test]
    fn a_name_is_near_where_a_third_of_its_letters_differs_or_one() {
        assert_eq!(
            ["amce", "ACME", "acmee", "bet"].map(near),
            [Some("acme"), Some("acme"), Some("acme"), Some("beta")]
        );
        assert_eq!(["b", "MULLER GMBH", "delta-v"].map(near), [Some("a"), Some("müller gmbh"), None]);
    }

    #[test]
    fn r52_names_of_any_length_are_told_apart_at_once() {
        // Letter by letter, these would be four billion comparisons each.
        let long = "x".repeat(64 * 1024);
        let names: Vec<String> = (0..500).map(|n| format!("{n}{}", "y".repeat(30_000))).collect();
        assert_eq!(nearest(&long, names.iter().map(|name| (name, name.as_str()))), None);
    }
}
