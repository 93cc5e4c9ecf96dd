//! Flags that stand before the subcommand: docker's own and those of the tool.

use clap::{Args, ValueHint};

/// The flags before the subcommand, as given. [`super::settings`] adds what variables say.
#[derive(Args, Clone, Debug, Default, PartialEq)]
pub(crate) struct GlobalArgs {
    /// Keep networks, volumes, configs and secrets that no selected service uses
    #[arg(long)]
    pub(crate) all_resources: bool,
    /// Use colours and cursor movement: never, always or auto (default auto)
    #[arg(long)]
    pub(crate) ansi: Option<String>,
    /// Name containers as docker-compose 1 did
    #[arg(long)]
    pub(crate) compatibility: Option<bool>,
    /// Form of what is wrong with the files: text, json or sarif (default text)
    #[arg(long, global = true)]
    pub(crate) diagnostics: Option<String>,
    /// Show the steps and change nothing
    #[arg(long, global = true)]
    pub(crate) dry_run: bool,
    /// Environment file instead of .env; several are read in order
    #[arg(long, value_hint = ValueHint::FilePath)]
    pub(crate) env_file: Vec<String>,
    /// Compose file, "-" for standard input; several are merged in order
    #[arg(short, long, value_hint = ValueHint::FilePath)]
    pub(crate) file: Vec<String>,
    /// Registry to use without TLS for remote files
    #[arg(long, hide = true)]
    pub(crate) insecure_registry: Vec<String>,
    /// Old spelling of --ansi never
    #[arg(long, hide = true)]
    pub(crate) no_ansi: bool,
    /// Most calls to the engine at the same time (-1 means no limit)
    #[arg(long)]
    pub(crate) parallel: Option<i64>,
    /// Profile to enable ("*" means all)
    #[arg(long)]
    pub(crate) profile: Vec<String>,
    /// Style of the progress: auto, tty, plain, json or quiet (default auto)
    #[arg(long)]
    pub(crate) progress: Option<String>,
    /// Directory of the project (default: that of the first Compose file)
    #[arg(long, value_hint = ValueHint::DirPath)]
    pub(crate) project_directory: Option<String>,
    /// Name of the project
    #[arg(short, long)]
    pub(crate) project_name: Option<String>,
    /// Treat variables that are not set as errors
    #[arg(long)]
    pub(crate) strict: Option<bool>,
    /// Log what the tool does
    #[arg(long, hide = true)]
    pub(crate) verbose: bool,
    /// Accepted for old scripts; use the command "version"
    #[arg(short, long, hide = true)]
    pub(crate) version: bool,
    /// Old spelling of --project-directory
    #[arg(long, hide = true, value_hint = ValueHint::DirPath)]
    pub(crate) workdir: Option<String>,
}

/// docker's own flags. docker passes them on unread, before the plugin's name.
#[derive(Args, Clone, Debug, Default, PartialEq)]
pub(crate) struct DockerFlags {
    /// Directory of docker's configuration
    #[arg(long, value_hint = ValueHint::DirPath)]
    pub(crate) config: Option<String>,
    /// Context that names the engine
    #[arg(short, long)]
    pub(crate) context: Option<String>,
    /// Log what the tool does
    #[arg(short = 'D', long)]
    pub(crate) debug: bool,
    /// Address of the engine
    #[arg(short = 'H', long)]
    pub(crate) host: Vec<String>,
    /// Least severity to log: debug, info, warn, error or fatal (default info)
    #[arg(short, long)]
    pub(crate) log_level: Option<String>,
    /// Speak TLS with the engine
    #[arg(long)]
    pub(crate) tls: Option<bool>,
    /// File with the certificates of the authorities to trust
    #[arg(long, value_hint = ValueHint::FilePath)]
    pub(crate) tlscacert: Option<String>,
    /// File with the client's certificate
    #[arg(long, value_hint = ValueHint::FilePath)]
    pub(crate) tlscert: Option<String>,
    /// File with the client's key
    #[arg(long, value_hint = ValueHint::FilePath)]
    pub(crate) tlskey: Option<String>,
    /// Speak TLS with the engine and check its certificate
    #[arg(long)]
    pub(crate) tlsverify: Option<bool>,
}
