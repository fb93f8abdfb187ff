//! Names that are nearly right: suggested, never taken.

/// What is known under the name nearest to one that is not, if any is near at all; of several the first. Where none is, the only one that begins so.
pub fn nearest<'a, T: Ord>(wrong: &str, known: impl Iterator<Item = (T, &'a str)>) -> Option<T> {
    // Case is never folded to find a name, only to suggest one.
    let folded = wrong.to_lowercase();
    let letters = folded.chars().count();
    // Up to a third of the letters may differ: `amce` is near `acme`, `beta` is not.
    let most = (letters / 3).max(1);
    let (mut near, mut longer) = (Vec::new(), Vec::new());
    for (what, name) in known {
        let name = name.to_lowercase();
        // Of names much longer or shorter more letters differ, and to count them takes a time that grows with both.
        let may_be = name.chars().count().abs_diff(letters) <= most;
        let distance = may_be.then(|| strsim::damerau_levenshtein(&folded, &name));
        match distance.filter(|distance| *distance <= most) {
            Some(distance) => near.push((distance, what)),
            None if letters > 0 && name.starts_with(&folded) => longer.push(what),
            None => {}
        }
    }
    let only = if longer.len() == 1 { longer.pop() } else { None };
    near.into_iter().min().map(|(_, nearest)| nearest).or(only)
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
    fn a_name_that_only_one_begins_with_is_near_that_one() {
        let known = || ["baeckerei", "acme", "acme-support"].into_iter().map(|name| (name, name));
        assert_eq!(
            ["baeck", "BA", "acme-supp", "acm", ""].map(|wrong| nearest(wrong, known())),
            [Some("baeckerei"), Some("baeckerei"), Some("acme-support"), Some("acme"), None]
        );
        assert_eq!(nearest("acm", ["acme-one", "acme-two"].into_iter().map(|name| (name, name))), None);
    }

    #[test]
    fn r52_names_of_any_length_are_told_apart_at_once() {
        // Letter by letter, these would be four billion comparisons each.
        let long = "x".repeat(64 * 1024);
        let names: Vec<String> = (0..500).map(|n| format!("{n}{}", "y".repeat(30_000))).collect();
        assert_eq!(nearest(&long, names.iter().map(|name| (name, name.as_str()))), None);
    }
}
