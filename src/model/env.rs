//! Maps of strings that a file may also write as a list of `KEY=VALUE`.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{self, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Serialize};

use super::scalar::Text;

/// `labels`, `annotations`, `sysctls`, options: every key has a value; a missing one is the empty string.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub(crate) struct Mapping(pub(crate) BTreeMap<String, String>);

/// `environment`, build `args`: a key without a value is taken from the project's environment, and stays `None` when it is
/// not set there either.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub(crate) struct Environment(pub(crate) BTreeMap<String, Option<String>>);

impl Environment {
    /// `KEY=value`, sorted; a key without a value takes away what the image or the container has.
    pub(crate) fn to_list(&self) -> Vec<String> {
        let variable = |(key, value): (&String, &Option<String>)| match value {
            Some(value) => format!("{key}={value}"),
            None => key.clone(),
        };
        self.0.iter().map(variable).collect()
    }
}

/// What was written, before it is known what it is for.
struct Written {
    map: BTreeMap<String, Option<String>>,
    is_list: bool,
}

impl<'de> Deserialize<'de> for Mapping {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Written { map, .. } = Written::deserialize(deserializer)?;
        Ok(Self(map.into_iter().map(|(key, value)| (key, value.unwrap_or_default())).collect()))
    }
}

impl<'de> Deserialize<'de> for Environment {
    /// `A =1` of a list is a slip; a map's key is taken as it is.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Written { map, is_list } = Written::deserialize(deserializer)?;
        match map.keys().find(|key| is_list && key.ends_with(char::is_whitespace)) {
            Some(key) => {
                Err(de::Error::custom(format_args!("environment variable {key} is declared with a trailing space")))
            }
            None => Ok(Self(map)),
        }
    }
}

impl<'de> Deserialize<'de> for Written {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ListOrMap;
        impl<'de> Visitor<'de> for ListOrMap {
            type Value = Written;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a mapping or a list of KEY=VALUE")
            }
            fn visit_unit<E: de::Error>(self) -> Result<Written, E> {
                Ok(Written { map: BTreeMap::new(), is_list: false })
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Written, A::Error> {
                let mut map = BTreeMap::new();
                while let Some(Text(item)) = seq.next_element()? {
                    match item.split_once('=') {
                        Some((key, value)) => map.insert(key.to_owned(), Some(value.to_owned())),
                        None => map.insert(item, None),
                    };
                }
                Ok(Written { map, is_list: true })
            }
            fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Written, A::Error> {
                let mut map = BTreeMap::new();
                while let Some((key, value)) = access.next_entry::<String, Option<Text>>()? {
                    map.insert(key, value.map(|text| text.0));
                }
                Ok(Written { map, is_list: false })
            }
        }
        deserializer.deserialize_any(ListOrMap)
    }
}
