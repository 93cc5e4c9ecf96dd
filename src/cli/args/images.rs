//! Arguments of `images`.

use clap::Args;

#[derive(Args, Clone, Debug, PartialEq)]
#[command(about = "List the images of the containers")]
pub(crate) struct ImagesArgs {
    /// Format of the output: table or json
    #[arg(long, default_value = "table")]
    pub(crate) format: String,
    /// Print image ids only
    #[arg(short, long)]
    pub(crate) quiet: bool,
    /// Services to list (default: all)
    pub(crate) services: Vec<String>,
}
