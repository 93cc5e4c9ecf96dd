//! Arguments of `port`.

use clap::Args;

#[derive(Args, Clone, Debug, PartialEq)]
#[command(about = "Print the address that a container's port is published on")]
pub(crate) struct PortArgs {
    /// Number of the container when the service has several
    #[arg(long, default_value_t = 0)]
    pub(crate) index: i64,
    /// Protocol of the port: tcp or udp
    #[arg(long, default_value = "tcp")]
    pub(crate) protocol: String,
    /// Service to look at
    pub(crate) service: String,
    /// Port in the container
    pub(crate) private_port: String,
}
