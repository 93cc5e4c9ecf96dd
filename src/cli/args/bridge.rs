//! Arguments of the commands below `bridge`.

use clap::{Args, Subcommand, ValueHint};

#[derive(Args, Clone, Debug, PartialEq)]
#[command(about = "Convert the Compose files for another platform")]
pub(crate) struct BridgeArgs {
    #[command(subcommand)]
    pub(crate) command: BridgeCommand,
}

#[derive(Subcommand, Clone, Debug, PartialEq)]
pub(crate) enum BridgeCommand {
    Convert(ConvertArgs),
    Transformations(TransformationsArgs),
}

#[derive(Args, Clone, Debug, PartialEq)]
#[command(about = "Convert the Compose files with transformation images")]
pub(crate) struct ConvertArgs {
    /// Directory for the result
    #[arg(short, long, default_value = "out", value_hint = ValueHint::DirPath)]
    pub(crate) output: String,
    /// Directory with templates of your own
    #[arg(long, value_hint = ValueHint::DirPath)]
    pub(crate) templates: Option<String>,
    /// Transformation image to run
    #[arg(short, long)]
    pub(crate) transformation: Vec<String>,
}

#[derive(Args, Clone, Debug, PartialEq)]
#[command(about = "Manage transformation images")]
pub(crate) struct TransformationsArgs {
    #[command(subcommand)]
    pub(crate) command: TransformationsCommand,
}

#[derive(Subcommand, Clone, Debug, PartialEq)]
pub(crate) enum TransformationsCommand {
    Create(CreateTransformationArgs),
    #[command(alias = "ls")]
    List(ListTransformationsArgs),
}

#[derive(Args, Clone, Debug, PartialEq)]
#[command(about = "Begin a transformation of your own")]
pub(crate) struct CreateTransformationArgs {
    /// Image to copy the templates from
    #[arg(short, long)]
    pub(crate) from: Option<String>,
    /// Directory to create
    pub(crate) path: String,
}

#[derive(Args, Clone, Debug, PartialEq)]
#[command(about = "List the transformation images")]
pub(crate) struct ListTransformationsArgs {
    /// Format of the output: table or json
    #[arg(long, default_value = "table")]
    pub(crate) format: String,
    /// Print names only
    #[arg(short, long)]
    pub(crate) quiet: bool,
}
