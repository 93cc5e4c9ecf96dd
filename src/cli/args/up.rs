//! Arguments of `up`.

use clap::Args;

use crate::cli::error::UsageError;
use crate::cli::values::pull_policy;

#[derive(Args, Clone, Debug, Default, PartialEq)]
#[command(about = "Create and start containers")]
pub(crate) struct UpArgs {
    /// Stop all containers as soon as one has ended
    #[arg(long)]
    pub(crate) abort_on_container_exit: bool,
    /// Stop all containers as soon as one has failed
    #[arg(long)]
    pub(crate) abort_on_container_failure: bool,
    /// Recreate the services that the named ones depend on, too
    #[arg(long)]
    pub(crate) always_recreate_deps: bool,
    /// Show the output of this service only
    #[arg(long)]
    pub(crate) attach: Vec<String>,
    /// Show the output of the services that the named ones depend on, too
    #[arg(long)]
    pub(crate) attach_dependencies: bool,
    /// Build images first
    #[arg(long)]
    pub(crate) build: bool,
    /// Run in the background
    #[arg(short, long)]
    pub(crate) detach: bool,
    /// Return the exit code of this service's container; implies --abort-on-container-exit
    #[arg(long)]
    pub(crate) exit_code_from: Option<String>,
    /// Recreate containers even if nothing has changed
    #[arg(long)]
    pub(crate) force_recreate: bool,
    /// Offer key shortcuts while attached (default $COMPOSE_MENU)
    #[arg(long)]
    pub(crate) menu: Option<bool>,
    /// Do not show the output of this service
    #[arg(long)]
    pub(crate) no_attach: Vec<String>,
    /// Never build an image
    #[arg(long)]
    pub(crate) no_build: bool,
    /// Print without colours
    #[arg(long)]
    pub(crate) no_color: bool,
    /// Do not start the services that the named ones depend on
    #[arg(long)]
    pub(crate) no_deps: bool,
    /// Do not put the container's name before each line
    #[arg(long)]
    pub(crate) no_log_prefix: bool,
    /// Leave existing containers alone even if their configuration has changed
    #[arg(long)]
    pub(crate) no_recreate: bool,
    /// Create the containers without starting them
    #[arg(long)]
    pub(crate) no_start: bool,
    /// When to pull images: always, missing, never or build (default: what the file says)
    #[arg(long)]
    pub(crate) pull: Option<String>,
    /// Print no build output
    #[arg(long)]
    pub(crate) quiet_build: bool,
    /// Pull without progress
    #[arg(long)]
    pub(crate) quiet_pull: bool,
    /// Remove containers of services that the file no longer has (default $COMPOSE_REMOVE_ORPHANS)
    #[arg(long)]
    pub(crate) remove_orphans: Option<bool>,
    /// Give recreated containers new anonymous volumes instead of the old ones
    #[arg(short = 'V', long)]
    pub(crate) renew_anon_volumes: bool,
    /// Number of containers of a service as SERVICE=NUM, instead of what the file says
    #[arg(long)]
    pub(crate) scale: Vec<String>,
    /// Seconds to wait before a container is killed, when attached or when containers are replaced
    #[arg(short, long)]
    pub(crate) timeout: Option<i64>,
    /// Print the time of each line
    #[arg(long)]
    pub(crate) timestamps: bool,
    /// Wait until the services are running or healthy; implies --detach
    #[arg(long)]
    pub(crate) wait: bool,
    /// Longest time to wait, in seconds (0 means without limit)
    #[arg(long, default_value_t = 0)]
    pub(crate) wait_timeout: i64,
    /// Watch source files and update the containers when they change
    #[arg(short, long)]
    pub(crate) watch: bool,
    /// Answer every question with yes
    #[arg(short, long, alias = "y")]
    pub(crate) yes: bool,
    /// Services to bring up, with what they depend on (default: all)
    pub(crate) services: Vec<String>,
}

impl UpArgs {
    /// `--exit-code-from` implies it, unless the application is to end only when a container fails.
    pub(crate) fn stops_on_exit(&self) -> bool {
        self.abort_on_container_exit || (self.exit_code_from.is_some() && !self.abort_on_container_failure)
    }

    /// Whether the command ends without following the containers.
    pub(crate) fn is_detached(&self) -> bool {
        self.detach || self.wait
    }

    /// Refuses flags that exclude each other and values outside their set.
    pub(crate) fn validate(&self) -> Result<(), UsageError> {
        let attaches = self.attach_dependencies || !self.attach.is_empty();
        let follows = attaches || self.stops_on_exit() || self.abort_on_container_failure || self.watch;
        let refused = [
            (
                self.stops_on_exit() && self.abort_on_container_failure,
                "--abort-on-container-failure cannot be combined with --abort-on-container-exit",
            ),
            (
                self.wait && (attaches || self.stops_on_exit()),
                "--wait cannot be combined with --abort-on-container-exit, --attach or --attach-dependencies",
            ),
            (self.build && self.no_build, "--build and --no-build are incompatible"),
            (
                self.wait && follows,
                "--wait cannot be combined with --abort-on-container-exit, --abort-on-container-failure, --attach, \
                 --attach-dependencies or --watch",
            ),
            (
                self.detach && follows,
                "--detach cannot be combined with --abort-on-container-exit, --abort-on-container-failure, --attach, \
                 --attach-dependencies or --watch",
            ),
            (self.renew_anon_volumes && self.no_recreate, "--no-recreate and --renew-anon-volumes are incompatible"),
            (self.force_recreate && self.no_recreate, "--force-recreate and --no-recreate are incompatible"),
            (
                self.always_recreate_deps && self.no_recreate,
                "--always-recreate-deps and --no-recreate are incompatible",
            ),
            (self.no_build && self.watch, "--no-build and --watch are incompatible"),
            (!self.attach.is_empty() && self.attach_dependencies, "cannot combine --attach and --attach-dependencies"),
            (self.wait_timeout < 0, "--wait-timeout must be a non-negative integer"),
        ];
        match refused.into_iter().find(|(refused, _)| *refused) {
            Some((_, text)) => Err(UsageError::conflict(text)),
            None => pull_policy(self.pull.as_deref()).map(|_| ()),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::cli::args::Command;
    use crate::cli::testing::command;

    fn check(words: &[&str]) -> Result<(), String> {
        match command(&[&["up"], words].concat()) {
            Command::Up(args) => args.validate().map_err(|e| e.to_string()),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn accepted_combinations() {
        let cases: [&[&str]; 6] = [
            &[],
            &["-d", "--build", "--force-recreate"],
            &["--wait", "--detach", "--wait-timeout", "5"],
            &["--exit-code-from", "web", "--abort-on-container-failure"],
            &["--attach", "web", "--abort-on-container-exit"],
            &["--pull", "if_not_present"],
        ];
        for words in cases {
            assert_eq!(check(words), Ok(()), "{words:?}");
        }
    }

    #[test]
    fn refused_combinations() {
        let detach = "--detach cannot be combined with --abort-on-container-exit, --abort-on-container-failure, \
                      --attach, --attach-dependencies or --watch";
        let wait = "--wait cannot be combined with --abort-on-container-exit, --attach or --attach-dependencies";
        let cases: [(&[&str], &str); 15] = [
            (
                &["--abort-on-container-exit", "--abort-on-container-failure"],
                "--abort-on-container-failure cannot be combined with --abort-on-container-exit",
            ),
            (&["--wait", "--attach", "a"], wait),
            (&["--wait", "--exit-code-from", "a"], wait),
            (&["-d", "--exit-code-from", "a"], detach),
            (&["-d", "--abort-on-container-failure"], detach),
            (&["-d", "--watch"], detach),
            (&["--wait", "--watch"], &detach.replace("--detach", "--wait")),
            (&["--build", "--no-build"], "--build and --no-build are incompatible"),
            (&["--no-recreate", "-V"], "--no-recreate and --renew-anon-volumes are incompatible"),
            (&["--no-recreate", "--force-recreate"], "--force-recreate and --no-recreate are incompatible"),
            (&["--no-recreate", "--always-recreate-deps"], "--always-recreate-deps and --no-recreate are incompatible"),
            (&["--no-build", "--watch"], "--no-build and --watch are incompatible"),
            (&["--attach", "a", "--attach-dependencies"], "cannot combine --attach and --attach-dependencies"),
            (&["--wait-timeout", "-1"], "--wait-timeout must be a non-negative integer"),
            (&["--pull", "often"], "invalid --pull option \"often\""),
        ];
        for (words, text) in cases {
            assert_eq!(check(words), Err(text.to_owned()), "{words:?}");
        }
    }
}
