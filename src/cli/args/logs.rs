//! Arguments of `logs`.

use clap::Args;

use crate::cli::error::UsageError;

#[derive(Args, Clone, Debug, Default, PartialEq)]
#[command(about = "Print the output of containers")]
pub(crate) struct LogsArgs {
    /// Go on with what containers write from now on
    #[arg(short, long)]
    pub(crate) follow: bool,
    /// Number of the container when the service has several (0 means all)
    #[arg(long, default_value_t = 0)]
    pub(crate) index: i64,
    /// Print without colours
    #[arg(long)]
    pub(crate) no_color: bool,
    /// Do not put the container's name before each line
    #[arg(long)]
    pub(crate) no_log_prefix: bool,
    /// Begin at this time (2026-01-02T13:23:37Z), or so long ago (42m)
    #[arg(long)]
    pub(crate) since: Option<String>,
    /// Number of lines to print from the end of each log
    #[arg(short = 'n', long, default_value = "all")]
    pub(crate) tail: String,
    /// Print the time of each line
    #[arg(short, long)]
    pub(crate) timestamps: bool,
    /// End at this time (2026-01-02T13:23:37Z), or so long ago (42m)
    #[arg(long)]
    pub(crate) until: Option<String>,
    /// Services to print (default: all)
    pub(crate) services: Vec<String>,
}

impl LogsArgs {
    /// A number of a container means nothing without its service.
    pub(crate) fn validate(&self) -> Result<(), UsageError> {
        if self.index > 0 && self.services.len() != 1 {
            return Err(UsageError::conflict("--index requires one service to be selected"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_needs_one_service() {
        let check = |index, services: &[&str]| {
            let services = services.iter().map(|s| (*s).to_owned()).collect();
            LogsArgs { index, services, ..LogsArgs::default() }.validate().is_ok()
        };
        assert!(check(0, &[]));
        assert!(check(2, &["web"]));
        assert!(!check(2, &[]));
        assert!(!check(2, &["web", "db"]));
    }
}
