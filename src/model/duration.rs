//! Durations in Go's notation: `1m30s`, `500ms`, `1d12h`.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A signed duration in nanoseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Duration(pub(crate) i64);

const UNITS: [(&str, i64); 9] = [
    ("ns", 1),
    ("us", 1_000),
    ("µs", 1_000),
    ("ms", 1_000_000),
    ("s", 1_000_000_000),
    ("m", 60_000_000_000),
    ("h", 3_600_000_000_000),
    ("d", 86_400_000_000_000),
    ("w", 604_800_000_000_000),
];

/// Why a text is no duration.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum DurationError {
    #[error("time: missing unit in duration \"{0}\"")]
    MissingUnit(String),
    #[error("time: unknown unit \"{unit}\" in duration \"{text}\"")]
    UnknownUnit { unit: String, text: String },
    #[error("time: invalid duration \"{0}\"")]
    Invalid(String),
}

impl Duration {
    /// Whole seconds, the fraction cut off.
    pub(crate) fn whole_seconds(self) -> i64 {
        self.0 / 1_000_000_000
    }
}

impl std::str::FromStr for Duration {
    type Err = DurationError;

    fn from_str(text: &str) -> Result<Self, DurationError> {
        let invalid = || DurationError::Invalid(text.to_owned());
        let (negative, mut rest) = match text.as_bytes().first() {
            Some(b'-') => (true, &text[1..]),
            Some(b'+') => (false, &text[1..]),
            _ => (false, text),
        };
        if rest == "0" {
            return Ok(Self(0));
        }
        if rest.is_empty() {
            return Err(invalid());
        }
        let mut total = 0f64;
        while !rest.is_empty() {
            let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
            let number: f64 = rest[..digits].parse().map_err(|_| invalid())?;
            rest = &rest[digits..];
            let unit = &rest[..rest.find(|c: char| c.is_ascii_digit() || c == '.').unwrap_or(rest.len())];
            if unit.is_empty() {
                return Err(DurationError::MissingUnit(text.to_owned()));
            }
            let unknown = || DurationError::UnknownUnit { unit: unit.to_owned(), text: text.to_owned() };
            let (_, nanoseconds) = UNITS.iter().find(|(name, _)| *name == unit).ok_or_else(unknown)?;
            #[expect(clippy::cast_precision_loss, reason = "units are far below 2^53")]
            let factor = *nanoseconds as f64;
            total += number * factor;
            rest = &rest[unit.len()..];
        }
        #[expect(clippy::cast_precision_loss, reason = "only the magnitude matters")]
        if total > i64::MAX as f64 {
            return Err(invalid());
        }
        #[expect(clippy::cast_possible_truncation, reason = "checked just above")]
        let total = total.round() as i64;
        Ok(Self(if negative { -total } else { total }))
    }
}

impl fmt::Display for Duration {
    /// As Go prints it: `1m30s`, `26h0m0s`, `1.5s`, `500ms`, `0s`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let total = self.0.unsigned_abs();
        if self.0 < 0 {
            f.write_str("-")?;
        }
        let fraction = |number: u64, unit: u64| {
            let text = format!("{}.{:0width$}", number / unit, number % unit, width = unit.ilog10() as usize);
            text.trim_end_matches('0').trim_end_matches('.').to_owned()
        };
        match total {
            0 => f.write_str("0s"),
            1..1_000 => write!(f, "{total}ns"),
            1_000..1_000_000 => write!(f, "{}µs", fraction(total, 1_000)),
            1_000_000..1_000_000_000 => write!(f, "{}ms", fraction(total, 1_000_000)),
            _ => {
                let (minutes, rest) = (total / 60_000_000_000, total % 60_000_000_000);
                if minutes >= 60 {
                    write!(f, "{}h", minutes / 60)?;
                }
                if minutes > 0 {
                    write!(f, "{}m", minutes % 60)?;
                }
                write!(f, "{}s", fraction(rest, 1_000_000_000))
            }
        }
    }
}

impl Serialize for Duration {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Duration {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parses_and_prints_as_go_does() {
        let cases = [
            ("90s", "1m30s"),
            ("26h", "26h0m0s"),
            ("1.5s", "1.5s"),
            ("500ms", "500ms"),
            ("0", "0s"),
            ("1d2h", "26h0m0s"),
            ("1w", "168h0m0s"),
            ("1500us", "1.5ms"),
            ("-3s", "-3s"),
            ("1h", "1h0m0s"),
            ("5ns", "5ns"),
        ];
        for (text, printed) in cases {
            assert_eq!(text.parse::<Duration>().map(|d| d.to_string()), Ok(printed.to_owned()), "{text}");
        }
        assert_eq!("5".parse::<Duration>(), Err(DurationError::MissingUnit("5".to_owned())));
        assert_eq!("1x".parse::<Duration>().unwrap_err().to_string(), "time: unknown unit \"x\" in duration \"1x\"");
        assert_eq!("soon".parse::<Duration>(), Err(DurationError::Invalid("soon".to_owned())));
    }
}
