//! Arguments of `wait`.

use clap::Args;

#[derive(Args, Clone, Debug, PartialEq)]
#[command(about = "Wait until the containers of services have ended")]
pub(crate) struct WaitArgs {
    /// Take the project down afterwards
    #[arg(long)]
    pub(crate) down_project: bool,
    /// Services to wait for
    #[arg(required = true)]
    pub(crate) services: Vec<String>,
}
