//! Arguments of `stats`.

use clap::Args;

#[derive(Args, Clone, Debug, PartialEq)]
#[command(about = "Show what the containers use of CPU, memory, network and disk")]
pub(crate) struct StatsArgs {
    /// Include stopped containers
    #[arg(short, long)]
    pub(crate) all: bool,
    /// Format of the output: table, json, a Go template or "table TEMPLATE" (default table)
    #[arg(long)]
    pub(crate) format: Option<String>,
    /// Print one sample and end
    #[arg(long)]
    pub(crate) no_stream: bool,
    /// Print ids in full
    #[arg(long)]
    pub(crate) no_trunc: bool,
    /// Service to show (default: all)
    pub(crate) service: Option<String>,
}
