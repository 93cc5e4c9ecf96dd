//! Arguments of `down`.

use clap::Args;

use crate::cli::error::UsageError;

#[derive(Args, Clone, Debug, Default, PartialEq)]
#[command(about = "Stop and remove containers and networks")]
pub(crate) struct DownArgs {
    /// Remove containers of services that the file no longer has, too (default $COMPOSE_REMOVE_ORPHANS)
    #[arg(long)]
    pub(crate) remove_orphans: Option<bool>,
    /// Remove the images of the services, too: "local" (those without a name of their own) or "all"
    #[arg(long)]
    pub(crate) rmi: Option<String>,
    /// Seconds to wait before a container is killed
    #[arg(short, long)]
    pub(crate) timeout: Option<i64>,
    /// Remove named volumes that the file declares and anonymous volumes, too
    #[arg(short, long, alias = "volume")]
    pub(crate) volumes: bool,
    /// Services to take down (default: the whole project)
    pub(crate) services: Vec<String>,
}

/// Which images go with the containers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RemoveImages {
    /// Those that have no name of their own in the file.
    Local,
    All,
}

impl DownArgs {
    pub(crate) fn remove_images(&self) -> Result<Option<RemoveImages>, UsageError> {
        match self.rmi.as_deref() {
            None | Some("") => Ok(None),
            Some("local") => Ok(Some(RemoveImages::Local)),
            Some("all") => Ok(Some(RemoveImages::All)),
            Some(word) => Err(UsageError::conflict(format!("invalid value for --rmi: {word:?}"))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rmi() {
        let read = |word: &str| {
            let args = DownArgs { rmi: Some(word.to_owned()), ..DownArgs::default() };
            args.remove_images().map_err(|e| e.to_string())
        };
        assert_eq!(read(""), Ok(None));
        assert_eq!(read("local"), Ok(Some(RemoveImages::Local)));
        assert_eq!(read("all"), Ok(Some(RemoveImages::All)));
        assert_eq!(read("foo"), Err("invalid value for --rmi: \"foo\"".to_owned()));
    }
}
