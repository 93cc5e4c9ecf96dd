//! The name that was probably meant by one that does not exist.

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
    use super::nearest;

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
