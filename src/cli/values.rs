//! Values of flags, read as Go's libraries read them: booleans, integers, sizes, filters, SERVICE=NUM.

use std::collections::BTreeMap;
use std::str::FromStr;

use super::error::UsageError;

/// The words for yes and no that docker's flags and most of its variables accept.
pub(crate) fn boolean(text: &str) -> Result<bool, String> {
    match text {
        "1" | "t" | "T" | "TRUE" | "true" | "True" => Ok(true),
        "0" | "f" | "F" | "FALSE" | "false" | "False" => Ok(false),
        _ => Err(format!("strconv.ParseBool: parsing {text:?}: invalid syntax")),
    }
}

/// A decimal number, or one with a prefix: `0x1f`, `0o17`, `017`, `0b11`. Underscores may stand between its digits.
pub(crate) fn integer(text: &str) -> Result<i64, String> {
    let failure = |reason: &str| format!("strconv.ParseInt: parsing {text:?}: {reason}");
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let lower = digits.to_ascii_lowercase();
    let (base, number) = match lower.as_bytes() {
        [b'0', b'x', ..] => (16, &lower[2..]),
        [b'0', b'b', ..] => (2, &lower[2..]),
        [b'0', b'o', ..] => (8, &lower[2..]),
        [b'0', _, ..] => (8, &lower[1..]),
        _ => (10, lower.as_str()),
    };
    let number = if base == 10 { number.to_owned() } else { number.replace('_', "") };
    if number.is_empty() || !number.chars().all(|c| c.is_digit(base)) {
        return Err(failure("invalid syntax"));
    }
    let magnitude = i128::from_str_radix(&number, base).map_err(|_| failure("value out of range"))?;
    i64::try_from(if negative { -magnitude } else { magnitude }).map_err(|_| failure("value out of range"))
}

/// `NAME=VALUE` of `--filter`. Names are compared in lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Filter {
    pub(crate) name: String,
    pub(crate) value: String,
}

/// Why a text is no filter.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("bad format of filter (expected name=value)")]
pub(crate) struct FilterError;

impl FromStr for Filter {
    type Err = FilterError;

    fn from_str(text: &str) -> Result<Self, FilterError> {
        let (name, value) = text.split_once('=').ok_or(FilterError)?;
        Ok(Self { name: name.trim().to_ascii_lowercase(), value: value.trim().to_owned() })
    }
}

/// When images are pulled, as `--pull` says it. The file's `pull_policy` has more words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PullChoice {
    Always,
    Missing,
    Never,
    Build,
}

/// Reads `--pull`; without it, or with the word `policy`, the file decides.
pub(crate) fn pull_policy(flag: Option<&str>) -> Result<Option<PullChoice>, UsageError> {
    match flag {
        None | Some("" | "policy") => Ok(None),
        Some("always") => Ok(Some(PullChoice::Always)),
        Some("missing" | "if_not_present") => Ok(Some(PullChoice::Missing)),
        Some("never") => Ok(Some(PullChoice::Never)),
        Some("build") => Ok(Some(PullChoice::Build)),
        Some(word) => Err(UsageError::conflict(format!("invalid --pull option {word:?}"))),
    }
}

/// Reads all `--scale SERVICE=NUM`; a service named twice gets the last number.
pub(crate) fn scale(flags: &[String]) -> Result<BTreeMap<String, u32>, UsageError> {
    let invalid = |flag: &str| UsageError::conflict(format!("invalid --scale option {flag:?}. Should be SERVICE=NUM"));
    let one = |flag: &String| {
        let (service, number) = flag.split_once('=').ok_or_else(|| invalid(flag))?;
        let syntax = || UsageError::conflict(format!("strconv.Atoi: parsing {number:?}: invalid syntax"));
        let number = number.parse::<i64>().map_err(|_| syntax())?;
        Ok((service.to_owned(), u32::try_from(number).map_err(|_| invalid(flag))?))
    };
    flags.iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn booleans() {
        for word in ["1", "t", "T", "TRUE", "true", "True"] {
            assert_eq!(boolean(word), Ok(true), "{word}");
        }
        for word in ["0", "f", "F", "FALSE", "false", "False"] {
            assert_eq!(boolean(word), Ok(false), "{word}");
        }
        for word in ["", "yes", "tRUE", "on"] {
            assert_eq!(boolean(word), Err(format!("strconv.ParseBool: parsing {word:?}: invalid syntax")));
        }
    }

    #[test]
    fn integers() {
        let good = [
            ("0", 0),
            ("10", 10),
            ("-1", -1),
            ("+7", 7),
            ("0x1F", 31),
            ("017", 15),
            ("0o17", 15),
            ("0b101", 5),
            ("0x1_f", 31),
            ("-9223372036854775808", i64::MIN),
        ];
        for (text, number) in good {
            assert_eq!(integer(text), Ok(number), "{text}");
        }
        for text in ["", "-", "abc", "1.5", "08", "1_000", "0x", "--1", "1s"] {
            assert_eq!(integer(text), Err(format!("strconv.ParseInt: parsing {text:?}: invalid syntax")));
        }
        for text in ["9223372036854775808", "-9223372036854775809", &"9".repeat(60)] {
            assert_eq!(integer(text), Err(format!("strconv.ParseInt: parsing {text:?}: value out of range")));
        }
    }

    #[test]
    fn filters() {
        let filter = |name: &str, value: &str| Filter { name: name.to_owned(), value: value.to_owned() };
        assert_eq!("name=web".parse(), Ok(filter("name", "web")));
        assert_eq!(" NAME = a=b ".parse(), Ok(filter("name", "a=b")));
        assert_eq!("name".parse::<Filter>().unwrap_err().to_string(), "bad format of filter (expected name=value)");
    }

    #[test]
    fn pull_words() {
        assert_eq!(pull_policy(None), Ok(None));
        assert_eq!(pull_policy(Some("policy")), Ok(None));
        assert_eq!(pull_policy(Some("if_not_present")), Ok(Some(PullChoice::Missing)));
        assert_eq!(pull_policy(Some("build")), Ok(Some(PullChoice::Build)));
        assert_eq!(pull_policy(Some("x")), Err(UsageError::conflict("invalid --pull option \"x\"")));
    }

    #[test]
    fn scales() {
        let read = |flags: &[&str]| {
            scale(&flags.iter().map(|f| (*f).to_owned()).collect::<Vec<_>>()).map_err(|e| e.to_string())
        };
        assert_eq!(read(&["a=1", "b=0", "a=3"]), Ok(BTreeMap::from([("a".to_owned(), 3), ("b".to_owned(), 0)])));
        assert_eq!(read(&["web"]), Err("invalid --scale option \"web\". Should be SERVICE=NUM".to_owned()));
        assert_eq!(read(&["web=x"]), Err("strconv.Atoi: parsing \"x\": invalid syntax".to_owned()));
        assert_eq!(read(&["web=-1"]), Err("invalid --scale option \"web=-1\". Should be SERVICE=NUM".to_owned()));
    }
}
