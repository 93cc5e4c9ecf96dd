//! Arguments of `rm`.

use clap::Args;

#[derive(Args, Clone, Debug, PartialEq)]
#[command(about = "Remove stopped containers")]
pub(crate) struct RmArgs {
    /// Accepted for old scripts; without effect
    #[arg(short, long, hide = true)]
    pub(crate) all: bool,
    /// Do not ask
    #[arg(short, long)]
    pub(crate) force: bool,
    /// Stop running containers first
    #[arg(short, long)]
    pub(crate) stop: bool,
    /// Remove the anonymous volumes of the containers, too
    #[arg(short, long)]
    pub(crate) volumes: bool,
    /// Answer the question with yes
    #[arg(short, long)]
    pub(crate) yes: bool,
    /// Services to remove (default: all)
    pub(crate) services: Vec<String>,
}
