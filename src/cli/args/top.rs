//! Arguments of `top`.

use clap::Args;

#[derive(Args, Clone, Debug, PartialEq)]
#[command(about = "List the processes in the containers")]
pub(crate) struct TopArgs {
    /// Services to list (default: all)
    pub(crate) services: Vec<String>,
}
