//! What a registry answers to who is not known to it: `WWW-Authenticate`.

use std::collections::BTreeMap;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Challenge {
    Basic,
    /// A token is to be had at this address.
    Bearer {
        realm: String,
        service: String,
    },
}

impl Challenge {
    /// The first of the kinds that we know.
    pub(super) fn parse(header: &str) -> Option<Self> {
        let (scheme, rest) = header.trim().split_once(' ').unwrap_or((header.trim(), ""));
        if scheme.eq_ignore_ascii_case("basic") {
            return Some(Self::Basic);
        }
        let fields = fields(rest);
        let realm = fields.get("realm").filter(|_| scheme.eq_ignore_ascii_case("bearer"))?;
        Some(Self::Bearer { realm: realm.clone(), service: fields.get("service").cloned().unwrap_or_default() })
    }
}

/// `realm="https://…",service="…"`: commas may stand inside of quotes.
fn fields(text: &str) -> BTreeMap<String, String> {
    let mut fields = BTreeMap::new();
    let mut rest = text;
    while let Some((key, after)) = rest.split_once('=') {
        let key = key.trim_matches([',', ' ']).to_ascii_lowercase();
        let (value, next) = match after.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').unwrap_or((quoted, "")),
            None => after.split_once(',').unwrap_or((after, "")),
        };
        fields.insert(key, value.trim().to_owned());
        rest = next;
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_kinds_are_understood() {
        assert_eq!(Challenge::parse(r#"Basic realm="tests""#), Some(Challenge::Basic));
        let token =
            r#"Bearer realm="https://auth.io/token?a=1,2",service="registry.io",scope="repository:a:pull,push""#;
        let expected =
            Challenge::Bearer { realm: "https://auth.io/token?a=1,2".to_owned(), service: "registry.io".to_owned() };
        assert_eq!(Challenge::parse(token), Some(expected));
        let bare = Challenge::Bearer { realm: "https://a".to_owned(), service: String::new() };
        assert_eq!(Challenge::parse("bearer realm=https://a"), Some(bare));
        for wrong in ["", "Negotiate", "Bearer service=x"] {
            assert_eq!(Challenge::parse(wrong), None, "{wrong}");
        }
    }
}
