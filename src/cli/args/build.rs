//! Arguments of `build`.

use clap::{ArgAction, Args};

use crate::model::bytes::Bytes;

#[derive(Args, Clone, Debug, PartialEq)]
#[command(about = "Build the images of services")]
pub(crate) struct BuildArgs {
    /// Build argument as KEY=VALUE, or KEY to take the value from the environment
    #[arg(long)]
    pub(crate) build_arg: Vec<String>,
    /// Builder to use (default $BUILDX_BUILDER)
    #[arg(long)]
    pub(crate) builder: Option<String>,
    /// Check the build definitions and build nothing
    #[arg(long)]
    pub(crate) check: bool,
    /// Memory limit of the build; the builder has to support it
    #[arg(short, long)]
    pub(crate) memory: Option<Bytes>,
    /// Ignore the build cache
    #[arg(long)]
    pub(crate) no_cache: bool,
    /// Print the build definition and build nothing
    #[arg(long)]
    pub(crate) print: bool,
    /// Attach a provenance attestation
    #[arg(long)]
    pub(crate) provenance: Option<String>,
    /// Look for newer base images even if there are local ones
    #[arg(long)]
    pub(crate) pull: bool,
    /// Push the images after the build
    #[arg(long)]
    pub(crate) push: bool,
    /// Print no build output
    #[arg(short, long)]
    pub(crate) quiet: bool,
    /// Attach a bill of materials
    #[arg(long)]
    pub(crate) sbom: Option<String>,
    /// Agent socket or keys for the build: "default" or ID=PATH
    #[arg(long)]
    pub(crate) ssh: Option<String>,
    /// Build the services that the named ones depend on, too
    #[arg(long)]
    pub(crate) with_dependencies: bool,
    /// Accepted for old scripts; builds are parallel anyway
    #[arg(long, hide = true, action = ArgAction::Set, default_value_t = true)]
    pub(crate) parallel: bool,
    /// Accepted for old scripts; without effect
    #[arg(long, hide = true, action = ArgAction::Set, default_value_t = true)]
    pub(crate) compress: bool,
    /// Accepted for old scripts; without effect
    #[arg(long, hide = true, action = ArgAction::Set, default_value_t = true)]
    pub(crate) force_rm: bool,
    /// Accepted for old scripts; without effect
    #[arg(long, hide = true)]
    pub(crate) no_rm: bool,
    /// Copy of the global flag, kept for old scripts
    #[arg(long, hide = true)]
    pub(crate) progress: Option<String>,
    /// Services to build (default: all that have a build section)
    pub(crate) services: Vec<String>,
}
