//! Arguments of `start`.

use clap::Args;

use crate::cli::error::UsageError;

#[derive(Args, Clone, Debug, PartialEq)]
#[command(about = "Start containers that exist")]
pub(crate) struct StartArgs {
    /// Wait until the services are running or healthy
    #[arg(long)]
    pub(crate) wait: bool,
    /// Longest time to wait, in seconds (0 means without limit)
    #[arg(long, default_value_t = 0)]
    pub(crate) wait_timeout: i64,
    /// Services to start, with what they depend on (default: all)
    pub(crate) services: Vec<String>,
}

impl StartArgs {
    pub(crate) fn validate(&self) -> Result<(), UsageError> {
        if self.wait_timeout < 0 {
            return Err(UsageError::conflict("--wait-timeout must be a non-negative integer"));
        }
        Ok(())
    }
}
