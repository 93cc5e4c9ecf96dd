//! Arguments of `create`.

use clap::Args;

use crate::cli::error::UsageError;
use crate::cli::values::pull_policy;

#[derive(Args, Clone, Debug, Default, PartialEq)]
#[command(about = "Create containers without starting them")]
pub(crate) struct CreateArgs {
    /// Build images first
    #[arg(long)]
    pub(crate) build: bool,
    /// Recreate containers even if nothing has changed
    #[arg(long)]
    pub(crate) force_recreate: bool,
    /// Never build an image
    #[arg(long)]
    pub(crate) no_build: bool,
    /// Leave existing containers alone even if their configuration has changed
    #[arg(long)]
    pub(crate) no_recreate: bool,
    /// When to pull images: always, missing, never or build (default: what the file says)
    #[arg(long)]
    pub(crate) pull: Option<String>,
    /// Pull without progress
    #[arg(long)]
    pub(crate) quiet_pull: bool,
    /// Remove containers of services that the file no longer has
    #[arg(long)]
    pub(crate) remove_orphans: bool,
    /// Number of containers of a service as SERVICE=NUM, instead of what the file says
    #[arg(long)]
    pub(crate) scale: Vec<String>,
    /// Answer every question with yes
    #[arg(short, long, alias = "y")]
    pub(crate) yes: bool,
    /// Services to create, with what they depend on (default: all)
    pub(crate) services: Vec<String>,
}

impl CreateArgs {
    /// Refuses flags that exclude each other and values outside their set.
    pub(crate) fn validate(&self) -> Result<(), UsageError> {
        if self.build && self.no_build {
            return Err(UsageError::conflict("--build and --no-build are incompatible"));
        }
        if self.force_recreate && self.no_recreate {
            return Err(UsageError::conflict("--force-recreate and --no-recreate are incompatible"));
        }
        pull_policy(self.pull.as_deref()).map(|_| ())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refused_combinations() {
        let base = CreateArgs::default();
        assert_eq!(base.validate(), Ok(()));
        let cases = [
            (CreateArgs { build: true, no_build: true, ..base.clone() }, "--build and --no-build are incompatible"),
            (
                CreateArgs { force_recreate: true, no_recreate: true, ..base.clone() },
                "--force-recreate and --no-recreate are incompatible",
            ),
            (CreateArgs { pull: Some("x".to_owned()), ..base.clone() }, "invalid --pull option \"x\""),
        ];
        for (args, text) in cases {
            assert_eq!(args.validate().map_err(|e| e.to_string()), Err(text.to_owned()));
        }
    }
}
