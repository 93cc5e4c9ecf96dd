//! Arguments of `export`.

use clap::{Args, ValueHint};

#[derive(Args, Clone, Debug, PartialEq)]
#[command(about = "Write the file system of a container as a tar archive")]
pub(crate) struct ExportArgs {
    /// Number of the container when the service has several
    #[arg(long, default_value_t = 0)]
    pub(crate) index: i64,
    /// Write to this file instead of standard output
    #[arg(short, long, value_hint = ValueHint::FilePath)]
    pub(crate) output: Option<String>,
    /// Service whose container to export
    pub(crate) service: String,
}
