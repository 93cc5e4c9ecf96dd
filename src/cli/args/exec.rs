//! Arguments of `exec`.

use clap::{ArgAction, Args};

#[derive(Args, Clone, Debug, PartialEq)]
#[command(about = "Run a command in a running container of a service")]
pub(crate) struct ExecArgs {
    /// Run in the background
    #[arg(short, long)]
    pub(crate) detach: bool,
    /// Variable as KEY=VALUE, or KEY to take the value from the environment
    #[arg(short, long)]
    pub(crate) env: Vec<String>,
    /// Number of the container when the service has several (0 means the first running one)
    #[arg(long, default_value_t = 0)]
    pub(crate) index: i64,
    /// Keep standard input open
    #[arg(short, long, hide = true, action = ArgAction::Set, default_value_t = true)]
    pub(crate) interactive: bool,
    /// Use no pseudo-terminal (default: use one if standard output is a terminal)
    #[arg(short = 'T', long = "no-tty", alias = "no-TTY")]
    pub(crate) no_tty: Option<bool>,
    /// Give the process extended privileges
    #[arg(long)]
    pub(crate) privileged: bool,
    /// Accepted for old scripts; without effect
    #[arg(short, long, hide = true, action = ArgAction::Set, default_value_t = true)]
    pub(crate) tty: bool,
    /// User, or USER:GROUP, to run as
    #[arg(short, long)]
    pub(crate) user: Option<String>,
    /// Working directory of the process in the container
    #[arg(short, long)]
    pub(crate) workdir: Option<String>,
    /// Service in whose container to run
    pub(crate) service: String,
    /// Command and its arguments
    #[arg(required = true, trailing_var_arg = true, allow_hyphen_values = true)]
    pub(crate) command: Vec<String>,
}
