//! Arguments of `watch`.

use clap::{ArgAction, Args};

#[derive(Args, Clone, Debug, PartialEq)]
#[command(about = "Watch source files and update the containers when they change")]
pub(crate) struct WatchArgs {
    /// Do not bring the services up first
    #[arg(long)]
    pub(crate) no_up: bool,
    /// Remove the old images after a rebuild
    #[arg(long, action = ArgAction::Set, default_value_t = true)]
    pub(crate) prune: bool,
    /// Print no build output
    #[arg(long)]
    pub(crate) quiet: bool,
    /// Services to watch (default: all that have a develop section)
    pub(crate) services: Vec<String>,
}
