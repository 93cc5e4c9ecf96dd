//! Arguments of `stop`.

use clap::Args;

#[derive(Args, Clone, Debug, PartialEq)]
#[command(about = "Stop running containers without removing them")]
pub(crate) struct StopArgs {
    /// Seconds to wait before a container is killed
    #[arg(short, long)]
    pub(crate) timeout: Option<i64>,
    /// Services to stop (default: all)
    pub(crate) services: Vec<String>,
}
