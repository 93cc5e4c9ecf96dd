//! Arguments of `graph`.

use clap::{Args, ValueHint};

#[derive(Args, Clone, Debug, PartialEq)]
#[command(about = "Draw the services, their dependencies, networks, volumes and ports")]
pub(crate) struct GraphArgs {
    /// Format of the picture: tree, mermaid, dot or svg (default: by the name of --output, else tree)
    #[arg(long)]
    pub(crate) format: Option<String>,
    /// Draw what the file says without asking the engine what runs
    #[arg(long)]
    pub(crate) no_state: bool,
    /// Write to a file
    #[arg(short, long, value_hint = ValueHint::FilePath)]
    pub(crate) output: Option<String>,
    /// Services to draw, with what they depend on (default: all)
    pub(crate) services: Vec<String>,
}
