//! Arguments of `scale`.

use std::collections::BTreeMap;

use clap::Args;

use crate::cli::error::UsageError;

#[derive(Args, Clone, Debug, PartialEq)]
#[command(about = "Set how many containers a service has")]
pub(crate) struct ScaleArgs {
    /// Do not start the services that the named ones depend on
    #[arg(long)]
    pub(crate) no_deps: bool,
    /// Answer every question with yes
    #[arg(short, long)]
    pub(crate) yes: bool,
    /// Service and number of its containers, as SERVICE=REPLICAS
    #[arg(value_name = "SERVICE=REPLICAS", required = true)]
    pub(crate) replicas: Vec<String>,
}

impl ScaleArgs {
    /// The numbers by service; a service named twice gets the last one.
    pub(crate) fn targets(&self) -> Result<BTreeMap<String, u32>, UsageError> {
        let target = |word: &String| {
            let (service, number) =
                word.split_once('=').ok_or_else(|| UsageError::conflict(format!("invalid scale specifier: {word}")))?;
            let number = number.parse().map_err(|_| {
                UsageError::conflict(format!("invalid scale specifier: can't parse replica value as int: {word}"))
            })?;
            Ok((service.to_owned(), number))
        };
        self.replicas.iter().map(target).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn targets(words: &[&str]) -> Result<BTreeMap<String, u32>, String> {
        let replicas = words.iter().map(|w| (*w).to_owned()).collect();
        ScaleArgs { no_deps: false, yes: false, replicas }.targets().map_err(|e| e.to_string())
    }

    #[test]
    fn specifiers() {
        let expected = BTreeMap::from([("db".to_owned(), 1), ("web".to_owned(), 3)]);
        assert_eq!(targets(&["web=2", "db=1", "web=3"]), Ok(expected));
        assert_eq!(targets(&["web"]), Err("invalid scale specifier: web".to_owned()));
        let bad = "invalid scale specifier: can't parse replica value as int: web=x";
        assert_eq!(targets(&["web=x"]), Err(bad.to_owned()));
    }
}
