//! Arguments of `commit`.

use clap::{ArgAction, Args};

#[derive(Args, Clone, Debug, PartialEq)]
#[command(about = "Make an image from the container of a service")]
pub(crate) struct CommitArgs {
    /// Author to note in the image
    #[arg(short, long)]
    pub(crate) author: Option<String>,
    /// Dockerfile instruction to apply to the image
    #[arg(short, long, value_name = "list")]
    pub(crate) change: Vec<String>,
    /// Number of the container when the service has several
    #[arg(long, default_value_t = 0)]
    pub(crate) index: i64,
    /// Comment to note in the image
    #[arg(short, long)]
    pub(crate) message: Option<String>,
    /// Pause the container meanwhile
    #[arg(short, long, action = ArgAction::Set, default_value_t = true)]
    pub(crate) pause: bool,
    /// Service whose container to take
    pub(crate) service: String,
    /// Name of the image as REPOSITORY[:TAG]
    pub(crate) reference: Option<String>,
}
