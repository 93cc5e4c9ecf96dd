//! Arguments of `version`.

use clap::Args;

#[derive(Args, Clone, Debug, PartialEq)]
#[command(about = "Print the version")]
pub(crate) struct VersionArgs {
    /// Format of the output: pretty or json (default pretty)
    #[arg(short, long)]
    pub(crate) format: Option<String>,
    /// Print the number only
    #[arg(long)]
    pub(crate) short: bool,
}
