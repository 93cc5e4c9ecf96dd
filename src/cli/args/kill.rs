//! Arguments of `kill`.

use clap::Args;

#[derive(Args, Clone, Debug, PartialEq)]
#[command(about = "Send a signal to running containers")]
pub(crate) struct KillArgs {
    /// Include containers of services that the file no longer has (default $COMPOSE_REMOVE_ORPHANS)
    #[arg(long)]
    pub(crate) remove_orphans: Option<bool>,
    /// Signal to send
    #[arg(short, long, default_value = "SIGKILL")]
    pub(crate) signal: String,
    /// Services to signal (default: all)
    pub(crate) services: Vec<String>,
}
