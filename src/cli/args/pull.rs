//! Arguments of `pull`.

use clap::Args;

#[derive(Args, Clone, Debug, PartialEq)]
#[command(about = "Pull the images of services")]
pub(crate) struct PullArgs {
    /// Skip services that can be built
    #[arg(long)]
    pub(crate) ignore_buildable: bool,
    /// Go on after a failure and succeed all the same
    #[arg(long)]
    pub(crate) ignore_pull_failures: bool,
    /// Pull for the services that the named ones depend on, too
    #[arg(long)]
    pub(crate) include_deps: bool,
    /// Accepted for old scripts; pulls are parallel anyway
    #[arg(long, hide = true)]
    pub(crate) no_parallel: Option<bool>,
    /// Accepted for old scripts; pulls are parallel anyway
    #[arg(long, hide = true)]
    pub(crate) parallel: Option<bool>,
    /// When to pull: missing or always (default: what the file says)
    #[arg(long)]
    pub(crate) policy: Option<String>,
    /// Pull without progress
    #[arg(short, long)]
    pub(crate) quiet: bool,
    /// Services to pull for (default: all)
    pub(crate) services: Vec<String>,
}
