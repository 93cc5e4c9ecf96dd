//! Arguments of `push`.

use clap::Args;

#[derive(Args, Clone, Debug, PartialEq)]
#[command(about = "Push the images of services")]
pub(crate) struct PushArgs {
    /// Go on after a failure and succeed all the same
    #[arg(long)]
    pub(crate) ignore_push_failures: bool,
    /// Push for the services that the named ones depend on, too
    #[arg(long)]
    pub(crate) include_deps: bool,
    /// Push without progress
    #[arg(short, long)]
    pub(crate) quiet: bool,
    /// Services to push for (default: all)
    pub(crate) services: Vec<String>,
}
