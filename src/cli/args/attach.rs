//! Arguments of `attach`.

use clap::{ArgAction, Args};

#[derive(Args, Clone, Debug, PartialEq)]
#[command(about = "Connect the terminal to a running container of a service")]
pub(crate) struct AttachArgs {
    /// Keys that end the connection and leave the container running
    #[arg(long)]
    pub(crate) detach_keys: Option<String>,
    /// Number of the container when the service has several (0 means the first running one)
    #[arg(long, default_value_t = 0)]
    pub(crate) index: i64,
    /// Do not pass standard input on
    #[arg(long)]
    pub(crate) no_stdin: bool,
    /// Pass received signals on to the process in the container
    #[arg(long, action = ArgAction::Set, default_value_t = true)]
    pub(crate) sig_proxy: bool,
    /// Service to connect to
    pub(crate) service: String,
}
