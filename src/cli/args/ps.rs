//! Arguments of `ps`.

use clap::{ArgAction, Args};

#[derive(Args, Clone, Debug, PartialEq)]
#[command(about = "List the containers of the project")]
pub(crate) struct PsArgs {
    /// Include stopped and one-off containers
    #[arg(short, long)]
    pub(crate) all: bool,
    /// List only containers that match, as status=VALUE
    #[arg(long)]
    pub(crate) filter: Option<String>,
    /// Format of the output: table, json, raw, a Go template or "table TEMPLATE" (default table)
    #[arg(long)]
    pub(crate) format: Option<String>,
    /// Print ids and commands in full
    #[arg(long)]
    pub(crate) no_trunc: bool,
    /// Include containers of services that the file no longer has
    #[arg(long, action = ArgAction::Set, default_value_t = true)]
    pub(crate) orphans: bool,
    /// Print container ids only
    #[arg(short, long)]
    pub(crate) quiet: bool,
    /// Print the names of the services instead of the containers
    #[arg(long)]
    pub(crate) services: bool,
    /// List only containers in this state: paused, restarting, removing, running, dead, created or exited
    #[arg(long)]
    pub(crate) status: Vec<String>,
    /// Services to list (default: all)
    #[arg(value_name = "SERVICE")]
    pub(crate) selected: Vec<String>,
}
