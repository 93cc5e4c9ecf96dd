//! Arguments of `restart`.

use clap::Args;

#[derive(Args, Clone, Debug, PartialEq)]
#[command(about = "Restart containers as they are")]
pub(crate) struct RestartArgs {
    /// Leave the services alone that depend on the named ones
    #[arg(long)]
    pub(crate) no_deps: bool,
    /// Seconds to wait before a container is killed
    #[arg(short, long)]
    pub(crate) timeout: Option<i64>,
    /// Services to restart (default: all)
    pub(crate) services: Vec<String>,
}
