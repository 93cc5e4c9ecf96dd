//! The subcommands and their arguments, one struct each. A doc comment on a field is its help text.

pub(crate) mod alpha;
pub(crate) mod attach;
pub(crate) mod bridge;
pub(crate) mod build;
pub(crate) mod commit;
pub(crate) mod config;
pub(crate) mod cp;
pub(crate) mod create;
pub(crate) mod down;
pub(crate) mod events;
pub(crate) mod exec;
pub(crate) mod explain;
pub(crate) mod export;
pub(crate) mod graph;
pub(crate) mod images;
pub(crate) mod kill;
pub(crate) mod logs;
pub(crate) mod ls;
pub(crate) mod pause;
pub(crate) mod port;
pub(crate) mod ps;
pub(crate) mod publish;
pub(crate) mod pull;
pub(crate) mod push;
pub(crate) mod restart;
pub(crate) mod rm;
pub(crate) mod run;
pub(crate) mod scale;
pub(crate) mod start;
pub(crate) mod stats;
pub(crate) mod stop;
pub(crate) mod top;
pub(crate) mod up;
pub(crate) mod version;
pub(crate) mod volumes;
pub(crate) mod wait;
pub(crate) mod watch;

use clap::Subcommand;

/// What to do, with the arguments for it.
#[derive(Subcommand, Clone, Debug, PartialEq)]
pub(crate) enum Command {
    Alpha(alpha::AlphaArgs),
    Attach(attach::AttachArgs),
    Bridge(bridge::BridgeArgs),
    Build(build::BuildArgs),
    Commit(commit::CommitArgs),
    Config(config::ConfigArgs),
    Cp(cp::CpArgs),
    Create(create::CreateArgs),
    Down(down::DownArgs),
    Events(events::EventsArgs),
    Exec(exec::ExecArgs),
    Explain(explain::ExplainArgs),
    Export(export::ExportArgs),
    Graph(graph::GraphArgs),
    Images(images::ImagesArgs),
    Kill(kill::KillArgs),
    Logs(logs::LogsArgs),
    Ls(ls::LsArgs),
    Pause(pause::PauseArgs),
    Port(port::PortArgs),
    Ps(ps::PsArgs),
    Publish(publish::PublishArgs),
    Pull(pull::PullArgs),
    Push(push::PushArgs),
    Restart(restart::RestartArgs),
    Rm(rm::RmArgs),
    Run(run::RunArgs),
    Scale(scale::ScaleArgs),
    Start(start::StartArgs),
    Stats(stats::StatsArgs),
    Stop(stop::StopArgs),
    Top(top::TopArgs),
    Unpause(pause::UnpauseArgs),
    Up(up::UpArgs),
    Version(version::VersionArgs),
    Volumes(volumes::VolumesArgs),
    Wait(wait::WaitArgs),
    Watch(watch::WatchArgs),
}
