//! Arguments of `publish`.

use clap::Args;

#[derive(Args, Clone, Debug, PartialEq)]
#[command(about = "Publish the application to a registry")]
pub(crate) struct PublishArgs {
    /// Include the images of the services
    #[arg(long)]
    pub(crate) app: bool,
    /// Allow registries without TLS
    #[arg(long, hide = true)]
    pub(crate) insecure_registry: bool,
    /// Version of the OCI image format: 1.0 or 1.1 (default: what the registry supports)
    #[arg(long)]
    pub(crate) oci_version: Option<String>,
    /// Replace image tags by digests
    #[arg(long)]
    pub(crate) resolve_image_digests: bool,
    /// Include environment variables without asking
    #[arg(long)]
    pub(crate) with_env: bool,
    /// Answer every question with yes
    #[arg(short, long, alias = "y")]
    pub(crate) yes: bool,
    /// Where to publish to, as REPOSITORY[:TAG]
    pub(crate) repository: String,
}
