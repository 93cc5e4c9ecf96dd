//! Paths and query strings of requests.

use std::collections::BTreeMap;
use std::fmt::Write as _;

/// A path with its query, built up in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Path {
    text: String,
    has_query: bool,
}

impl Path {
    /// `path!`-like: segments are joined by slashes and escaped, but slashes inside of one stay (image names).
    pub(crate) fn new(segments: &[&str]) -> Self {
        let mut text = String::new();
        for segment in segments {
            text.push('/');
            escape(&mut text, segment, b"/:@");
        }
        Self { text, has_query: false }
    }

    pub(crate) fn with(mut self, key: &str, value: &str) -> Self {
        self.text.push(if self.has_query { '&' } else { '?' });
        self.has_query = true;
        escape(&mut self.text, key, b"");
        self.text.push('=');
        escape(&mut self.text, value, b"");
        self
    }

    pub(crate) fn with_flag(self, key: &str, on: bool) -> Self {
        if on { self.with(key, "1") } else { self }
    }

    /// Nothing for an empty value.
    pub(crate) fn with_text(self, key: &str, value: &str) -> Self {
        if value.is_empty() { self } else { self.with(key, value) }
    }

    /// `filters={"label":["a=b"]}`; nothing if all lists are empty.
    pub(crate) fn with_filters(self, filters: &[(&str, &[String])]) -> Self {
        let map: BTreeMap<&str, &[String]> = filters.iter().filter(|(_, list)| !list.is_empty()).copied().collect();
        if map.is_empty() {
            return self;
        }
        let text = serde_json::to_string(&map).expect("a map of lists of strings has a JSON form");
        self.with("filters", &text)
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// For messages: without the query, which may hold build arguments.
    pub(crate) fn without_query(&self) -> &str {
        without_query(&self.text)
    }
}

/// An address for messages: its query may hold what is nobody's business.
pub(crate) fn without_query(address: &str) -> &str {
    address.split('?').next().unwrap_or_default()
}

/// As a key or a value of a query.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::new();
    escape(&mut out, text, b"");
    out
}

fn escape(out: &mut String, text: &str, also_plain: &[u8]) {
    for &byte in text.as_bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) || also_plain.contains(&byte) {
            out.push(char::from(byte));
        } else {
            write!(out, "%{byte:02X}").expect("writing to a string cannot fail");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_keep_image_names_and_escape_what_has_a_meaning() {
        assert_eq!(
            Path::new(&["images", "reg:5000/a/b@sha256:1", "json"]).as_str(),
            "/images/reg:5000/a/b@sha256:1/json"
        );
        assert_eq!(Path::new(&["images", "a b?c#d%é"]).as_str(), "/images/a%20b%3Fc%23d%25%C3%A9");
        let path =
            Path::new(&["x"]).with_flag("all", true).with_flag("size", false).with_text("t", "").with("a&b", "1+2");
        assert_eq!(path.as_str(), "/x?all=1&a%26b=1%2B2");
        assert_eq!(path.without_query(), "/x");
    }

    #[test]
    fn filters_are_one_json_parameter_and_empty_lists_are_left_out() {
        let labels = ["a=b\"".to_owned()];
        let path = Path::new(&["x"]).with_filters(&[("label", &labels), ("status", &[])]);
        assert_eq!(path.as_str(), "/x?filters=%7B%22label%22%3A%5B%22a%3Db%5C%22%22%5D%7D");
        assert_eq!(Path::new(&["x"]).with_filters(&[("label", &[])]).as_str(), "/x");
    }
}
