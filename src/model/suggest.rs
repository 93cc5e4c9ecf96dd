//! The name that was probably meant by one that does not exist.

/// More findings than these get no suggestion: each takes a look at all names, and nobody reads that many.
const MOST_FINDINGS: usize = 100;

/// The nearest of the names, if one is near and there were not too many findings before this one.
pub(crate) fn nearest_for<'a>(
    findings_before: usize,
    written: &str,
    names: impl Iterator<Item = &'a str>,
) -> Option<&'a str> {
    (findings_before < MOST_FINDINGS).then(|| nearest(written, names))?
}

/// A hint at the nearest of the names, if one is near.
pub(crate) fn hint<'a>(written: &str, names: impl Iterator<Item = &'a str>) -> Option<String> {
    nearest(written, names).map(hint_at)
}

/// A hint at the name that was probably meant.
pub(crate) fn hint_at(near: &str) -> String {
    format!("did you mean `{near}`?")
}

/// The nearest of the names, if one is near.
pub(crate) fn nearest<'a>(written: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let written = written.to_lowercase();
    let limit = (written.chars().count() / 3).max(1);
    names
        // Names of another length are far; it is cheap to see that.
        .filter(|name| name.len().abs_diff(written.len()) <= 4 * limit)
        .map(|name| (strsim::damerau_levenshtein(&written, &name.to_lowercase()), name))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::{MOST_FINDINGS, nearest, nearest_for};

    #[test]
    fn of_very_many_findings_the_first_get_suggestions() {
        let looked_at = std::cell::Cell::new(0);
        let names = || ["image"].into_iter().inspect(|_| looked_at.set(looked_at.get() + 1));
        let found = (0..50_000).filter(|before| nearest_for(*before, "imgae", names()).is_some()).count();
        assert_eq!((found, looked_at.get()), (MOST_FINDINGS, MOST_FINDINGS));
    }

    #[test]
    fn near_names_are_found_and_far_ones_are_not() {
        let names = ["image", "ports", "environment"];
        for (written, expected) in
            [("imgae", Some("image")), ("port", Some("ports")), ("enviroment", Some("environment")), ("xyz", None)]
        {
            assert_eq!(nearest(written, names.into_iter()), expected, "{written}");
        }
    }
}
