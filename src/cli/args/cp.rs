//! Arguments of `cp`.

use clap::Args;

#[derive(Args, Clone, Debug, PartialEq)]
#[command(about = "Copy files between the containers of a service and this machine")]
pub(crate) struct CpArgs {
    /// Include one-off containers
    #[arg(long)]
    pub(crate) all: bool,
    /// Keep owner and group of the files
    #[arg(short, long)]
    pub(crate) archive: bool,
    /// Copy what a symbolic link points to
    #[arg(short = 'L', long)]
    pub(crate) follow_link: bool,
    /// Number of the only container to copy from or to (0 means any)
    #[arg(long, default_value_t = 0)]
    pub(crate) index: i64,
    /// SERVICE:PATH or a local path; "-" reads a tar stream from standard input
    pub(crate) source: String,
    /// SERVICE:PATH or a local path; "-" writes a tar stream to standard output
    pub(crate) destination: String,
}
