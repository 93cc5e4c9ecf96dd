//! Arguments of `run`.

use clap::{Args, ValueHint};

use crate::cli::error::UsageError;
use crate::cli::values::pull_policy;

#[derive(Args, Clone, Debug, Default, PartialEq)]
#[command(about = "Run a command in a new container of a service")]
pub(crate) struct RunArgs {
    /// Build images first
    #[arg(long)]
    pub(crate) build: bool,
    /// Linux capability to add
    #[arg(long, value_name = "list")]
    pub(crate) cap_add: Vec<String>,
    /// Linux capability to drop
    #[arg(long, value_name = "list")]
    pub(crate) cap_drop: Vec<String>,
    /// Run in the background and print the container's id
    #[arg(short, long)]
    pub(crate) detach: bool,
    /// Entry point instead of the image's
    #[arg(long)]
    pub(crate) entrypoint: Option<String>,
    /// Variable as KEY=VALUE, or KEY to take the value from the environment
    #[arg(short, long)]
    pub(crate) env: Vec<String>,
    /// File with variables, one KEY=VALUE a line
    #[arg(long, value_hint = ValueHint::FilePath)]
    pub(crate) env_from_file: Vec<String>,
    /// Keep standard input open (default true)
    #[arg(short, long)]
    pub(crate) interactive: Option<bool>,
    /// Label for the container, as KEY=VALUE
    #[arg(short, long, alias = "labels")]
    pub(crate) label: Vec<String>,
    /// Name of the container
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// Do not start the services that this one depends on
    #[arg(long)]
    pub(crate) no_deps: bool,
    /// Use no pseudo-terminal (default: use one if standard input and output are terminals)
    #[arg(short = 'T', long = "no-tty", alias = "no-TTY")]
    pub(crate) no_tty: Option<bool>,
    /// Port to publish, as HOST:CONTAINER
    #[arg(short, long)]
    pub(crate) publish: Vec<String>,
    /// When to pull images: always, missing or never (default: what the file says)
    #[arg(long)]
    pub(crate) pull: Option<String>,
    /// Print no progress
    #[arg(short, long)]
    pub(crate) quiet: bool,
    /// Print no build output
    #[arg(long)]
    pub(crate) quiet_build: bool,
    /// Pull without progress
    #[arg(long)]
    pub(crate) quiet_pull: bool,
    /// Remove containers of services that the file no longer has
    #[arg(long)]
    pub(crate) remove_orphans: bool,
    /// Remove the container when it has ended
    #[arg(long)]
    pub(crate) rm: bool,
    /// Publish the ports that the file gives the service
    #[arg(short = 'P', long)]
    pub(crate) service_ports: bool,
    /// Use a pseudo-terminal
    #[arg(short, long, hide = true)]
    pub(crate) tty: Option<bool>,
    /// Give the container the service's names on its networks
    #[arg(long)]
    pub(crate) use_aliases: bool,
    /// User, or USER:GROUP, to run as
    #[arg(short, long)]
    pub(crate) user: Option<String>,
    /// Volume to mount, as SOURCE:TARGET[:OPTIONS]
    #[arg(short, long, alias = "volumes")]
    pub(crate) volume: Vec<String>,
    /// Working directory of the process in the container
    #[arg(short, long)]
    pub(crate) workdir: Option<String>,
    /// Service to run
    pub(crate) service: String,
    /// Command and its arguments, instead of the service's
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    pub(crate) command: Vec<String>,
}

impl RunArgs {
    /// Refuses flags that exclude each other and values outside their set.
    pub(crate) fn validate(&self) -> Result<(), UsageError> {
        if self.tty.is_some() && self.no_tty.is_some() {
            return Err(UsageError::conflict("--tty and --no-tty can't be used together"));
        }
        if self.service_ports && !self.publish.is_empty() {
            return Err(UsageError::conflict("--service-ports and --publish are incompatible"));
        }
        if self.label.iter().any(|label| !label.contains('=')) {
            return Err(UsageError::conflict("label must be set as KEY=VALUE"));
        }
        pull_policy(self.pull.as_deref()).map(|_| ())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refused_combinations() {
        let base = RunArgs { service: "web".to_owned(), ..RunArgs::default() };
        assert_eq!(base.validate(), Ok(()));
        let one = |text: &str| vec![text.to_owned()];
        let cases = [
            (
                RunArgs { tty: Some(true), no_tty: Some(true), ..base.clone() },
                "--tty and --no-tty can't be used together",
            ),
            (
                RunArgs { service_ports: true, publish: one("80:80"), ..base.clone() },
                "--service-ports and --publish are incompatible",
            ),
            (RunArgs { label: one("novalue"), ..base.clone() }, "label must be set as KEY=VALUE"),
            (RunArgs { pull: Some("x".to_owned()), ..base.clone() }, "invalid --pull option \"x\""),
        ];
        for (args, text) in cases {
            assert_eq!(args.validate().map_err(|e| e.to_string()), Err(text.to_owned()));
        }
    }
}
