//! Arguments of `events`.

use clap::Args;

#[derive(Args, Clone, Debug, PartialEq)]
#[command(about = "Follow the events of the containers")]
pub(crate) struct EventsArgs {
    /// Print each event as a line of JSON
    #[arg(long)]
    pub(crate) json: bool,
    /// Begin at this time, or so long ago
    #[arg(long)]
    pub(crate) since: Option<String>,
    /// End at this time, or so long ago (-10s: in ten seconds)
    #[arg(long)]
    pub(crate) until: Option<String>,
    /// Services to follow (default: all)
    pub(crate) services: Vec<String>,
}
