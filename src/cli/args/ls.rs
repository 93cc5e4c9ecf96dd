//! Arguments of `ls`.

use clap::Args;

use crate::cli::values::Filter;

#[derive(Args, Clone, Debug, PartialEq)]
#[command(about = "List the projects of the engine")]
pub(crate) struct LsArgs {
    /// Include projects that have no running container
    #[arg(short, long)]
    pub(crate) all: bool,
    /// List only projects that match, as name=PATTERN
    #[arg(long, value_name = "filter")]
    pub(crate) filter: Vec<Filter>,
    /// Format of the output: table or json
    #[arg(long, default_value = "table")]
    pub(crate) format: String,
    /// Print names only
    #[arg(short, long)]
    pub(crate) quiet: bool,
}
