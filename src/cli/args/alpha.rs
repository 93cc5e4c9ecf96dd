//! Arguments of the experimental commands below `alpha`.

use clap::{Args, Subcommand, ValueHint};

use super::publish::PublishArgs;

#[derive(Args, Clone, Debug, PartialEq)]
#[command(about = "Experimental commands", hide = true)]
pub(crate) struct AlphaArgs {
    #[command(subcommand)]
    pub(crate) command: AlphaCommand,
}

#[derive(Subcommand, Clone, Debug, PartialEq)]
pub(crate) enum AlphaCommand {
    Generate(GenerateArgs),
    Publish(PublishArgs),
    Viz(VizArgs),
}

#[derive(Args, Clone, Debug, PartialEq)]
#[command(about = "EXPERIMENTAL - Write a Compose file from containers that exist")]
pub(crate) struct GenerateArgs {
    /// Format of the output: yaml or json
    #[arg(long, default_value = "yaml")]
    pub(crate) format: String,
    /// Name of the project
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// Directory of the project
    #[arg(long, value_hint = ValueHint::DirPath)]
    pub(crate) project_dir: Option<String>,
    /// Containers to read
    pub(crate) containers: Vec<String>,
}

#[derive(Args, Clone, Debug, PartialEq)]
#[command(about = "EXPERIMENTAL - Draw the services as a graph in the DOT language")]
pub(crate) struct VizArgs {
    /// Show the images
    #[arg(long)]
    pub(crate) image: bool,
    /// Width of an indentation
    #[arg(long, default_value_t = 1)]
    pub(crate) indentation_size: i64,
    /// Show the networks
    #[arg(long)]
    pub(crate) networks: bool,
    /// Show the ports
    #[arg(long)]
    pub(crate) ports: bool,
    /// Indent with spaces instead of tabs
    #[arg(long)]
    pub(crate) spaces: bool,
}
