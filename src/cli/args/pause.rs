//! Arguments of `pause` and `unpause`.

use clap::Args;

#[derive(Args, Clone, Debug, PartialEq)]
#[command(about = "Pause running containers")]
pub(crate) struct PauseArgs {
    /// Services to pause (default: all)
    pub(crate) services: Vec<String>,
}

#[derive(Args, Clone, Debug, PartialEq)]
#[command(about = "Let paused containers go on")]
pub(crate) struct UnpauseArgs {
    /// Services to unpause (default: all)
    pub(crate) services: Vec<String>,
}
