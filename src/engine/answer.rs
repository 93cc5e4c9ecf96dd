//! Reading the engine's JSON leniently: engines differ in what they leave out, write as null, and add.

use serde::{Deserialize, Deserializer};

/// A missing field or null is the type's default.
pub(crate) fn null_default<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(
    deserializer: D,
) -> Result<T, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

/// Unix seconds of an RFC 3339 time; 0 for what is none.
pub(crate) fn unix_seconds(text: &str) -> i64 {
    text.parse::<jiff::Timestamp>().map(jiff::Timestamp::as_second).unwrap_or_default()
}
