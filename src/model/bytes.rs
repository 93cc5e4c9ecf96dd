//! Amounts of bytes: `512m`, `1.5gb`, `1048576`.

use std::fmt;

use serde::de::{self, Deserializer, Visitor};
use serde::{Deserialize, Serialize, Serializer};

/// A number of bytes. Rendered as a decimal string, as Docker Compose does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Bytes(pub(crate) i64);

/// Why a text is no amount of bytes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BytesError {
    #[error("invalid size: '{0}'")]
    Size(String),
    #[error("invalid suffix: '{0}'")]
    Suffix(String),
}

impl std::str::FromStr for Bytes {
    type Err = BytesError;

    /// A plain signed integer, or NUMBER, an optional blank and a unit out of b, k, m, g, t, p (also kb, kib and so on, in
    /// any case), with 1024 as the base and the fraction cut off.
    fn from_str(text: &str) -> Result<Self, BytesError> {
        if let Ok(plain) = text.parse() {
            return Ok(Self(plain));
        }
        let size = || BytesError::Size(text.to_owned());
        let last_digit = text.rfind(|c: char| c.is_ascii_digit() || c == '.').ok_or_else(size)?;
        let (number, unit) = text.split_at(last_digit + 1);
        let number: f64 = number.parse().map_err(|_| size())?;
        if number < 0.0 || !number.is_finite() {
            return Err(size());
        }
        let unit = unit.strip_prefix(' ').unwrap_or(unit).to_ascii_lowercase();
        let suffix = || BytesError::Suffix(unit.clone());
        let power = match unit.as_bytes() {
            [] | [b'b'] => 0,
            [letter] | [letter, b'b'] | [letter, b'i', b'b'] => {
                b"kmgtp".iter().position(|c| c == letter).ok_or_else(suffix)? + 1
            }
            _ => return Err(suffix()),
        };
        let bytes = number * 1024f64.powi(power.try_into().expect("at most 5"));
        // Go's conversion gives the least number for what does not fit.
        if bytes >= 9_223_372_036_854_775_808.0 {
            return Ok(Self(i64::MIN));
        }
        #[expect(clippy::cast_possible_truncation, reason = "the fraction is cut off; the range was checked")]
        Ok(Self(bytes as i64))
    }
}

impl fmt::Display for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Amount;
        impl Visitor<'_> for Amount {
            type Value = Bytes;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number of bytes such as 512m")
            }
            fn visit_i64<E: de::Error>(self, value: i64) -> Result<Bytes, E> {
                Ok(Bytes(value))
            }
            fn visit_u64<E: de::Error>(self, value: u64) -> Result<Bytes, E> {
                i64::try_from(value).map(Bytes).map_err(de::Error::custom)
            }
            // Docker Compose drops floats without a word (`mem_limit: 1.5` is no limit).
            fn visit_f64<E: de::Error>(self, _: f64) -> Result<Bytes, E> {
                Ok(Bytes(0))
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Bytes, E> {
                text.parse().map_err(de::Error::custom)
            }
        }
        deserializer.deserialize_any(Amount)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units() {
        let cases = [
            ("1024", 1024),
            ("-1", -1),
            ("1k", 1024),
            ("1 g", 1 << 30),
            (".5g", 1 << 29),
            ("1GiB", 1 << 30),
            ("5b", 5),
            ("1.5kb", 1536),
        ];
        for (text, bytes) in cases {
            assert_eq!(text.parse(), Ok(Bytes(bytes)), "{text}");
        }
        assert_eq!("abc".parse::<Bytes>(), Err(BytesError::Size("abc".to_owned())));
        assert_eq!("".parse::<Bytes>(), Err(BytesError::Size(String::new())));
        assert_eq!("-5k".parse::<Bytes>(), Err(BytesError::Size("-5k".to_owned())));
        assert_eq!("5xb".parse::<Bytes>(), Err(BytesError::Suffix("xb".to_owned())));
    }
}
