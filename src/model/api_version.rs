//! Versions of the engine's API.

use std::fmt;
use std::str::FromStr;

/// A version of the engine's API, such as 1.41.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ApiVersion(pub(crate) u16, pub(crate) u16);

/// The text is no version of the form `1.41`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("invalid API version \"{0}\"")]
pub(crate) struct ApiVersionError(String);

impl fmt::Display for ApiVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.0, self.1)
    }
}

impl FromStr for ApiVersion {
    type Err = ApiVersionError;

    fn from_str(text: &str) -> Result<Self, ApiVersionError> {
        let error = || ApiVersionError(text.to_owned());
        let (major, minor) = text.split_once('.').ok_or_else(error)?;
        Ok(Self(major.parse().map_err(|_| error())?, minor.parse().map_err(|_| error())?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_by_number_and_not_by_text() {
        assert!("1.9".parse::<ApiVersion>().unwrap() < "1.41".parse().unwrap());
        assert_eq!("1.41".parse(), Ok(ApiVersion(1, 41)));
        assert_eq!(ApiVersion(1, 41).to_string(), "1.41");
        assert_eq!("41".parse::<ApiVersion>(), Err(ApiVersionError("41".to_owned())));
    }
}
