//! Arguments of `volumes`.

use clap::Args;

#[derive(Args, Clone, Debug, PartialEq)]
#[command(about = "List the volumes of the project")]
pub(crate) struct VolumesArgs {
    /// Format of the output: table, json, a Go template or "table TEMPLATE"
    #[arg(long, default_value = "table")]
    pub(crate) format: String,
    /// Print names only
    #[arg(short, long)]
    pub(crate) quiet: bool,
    /// Services whose volumes to list (default: all)
    pub(crate) services: Vec<String>,
}
