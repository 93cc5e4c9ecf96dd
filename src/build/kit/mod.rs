//! Builds by BuildKit, which is part of the engine: we ask it on one connection, and it asks us on a session.

mod caches;
mod check;
mod content;
mod content_messages;
mod files;
mod layout;
mod links;
mod raw;
mod secrets;
mod session;
mod solve;
mod ssh;
mod status;
mod steps;
mod walk;
pub(super) mod wire;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use bollard_buildkit_proto::moby::buildkit::v1::{SolveRequest, SolveResponse, StatusRequest, StatusResponse};

use super::error::{BuildError, StepFailure};
use super::{BuildOptions, Built, Machine, Output, Report};
use crate::engine::Engine;
use crate::event::Status;
use crate::model::build::Build;
use crate::model::project::Project;
use crate::model::service::Service;
pub(crate) use check::Findings;
use session::{Offers, Session};
use solve::Prepared;
pub(super) use solve::{needs_image_store, too_old_for};
use ssh::Agents;
pub(super) use status::Place;
use steps::Steps;
use wire::{Call, Channel, WireError};

const SOLVE: &str = "/moby.buildkit.v1.Control/Solve";
const STATUS: &str = "/moby.buildkit.v1.Control/Status";
/// How long the news of a build may come after its end.
const LAST_NEWS: Duration = Duration::from_secs(2);

/// The engine's builder, asked on one connection for all images.
pub(super) struct Kit {
    channel: Channel,
    machine: Arc<Machine>,
}

/// What is left to do and to say when the image is there.
struct Rest {
    /// Folders whose index has to name the exported cache, and the name.
    named: Vec<(PathBuf, String)>,
    warnings: Vec<String>,
}

impl Kit {
    /// `None`: this engine has no BuildKit.
    pub(super) async fn connect(engine: &impl Engine, machine: &Arc<Machine>) -> Result<Option<Self>, BuildError> {
        let connection = match engine.open_build_control().await {
            Ok(connection) => connection,
            Err(error) if error.is_not_found() => return Ok(None),
            Err(source) => return Err(BuildError::NoBuilder { source }),
        };
        let channel = Channel::open(connection).await.map_err(|source| BuildError::Wire { source })?;
        Ok(Some(Self { channel, machine: Arc::clone(machine) }))
    }

    /// A session for one image, and the request that belongs to it.
    async fn begin(
        &self,
        engine: &impl Engine,
        (project, service, build): (&Project, &Service, &Build),
        options: &BuildOptions,
    ) -> Result<(Session, SolveRequest, Rest), BuildError> {
        let prepared = solve::prepare((project, service, build), options)?;
        let Prepared { mut request, locals, shared_key, secrets, keys, stores, named, warnings } = prepared;
        let agents = Agents::of(&keys, service.name.as_str(), &self.machine).await?;
        let offers = Offers { machine: Arc::clone(&self.machine), locals, secrets, agents, stores };
        let name = format!("{}-{}", project.name, service.name);
        let refused = |source| BuildError::Refused { service: service.name.to_string(), source };
        let session = session::open(engine, &name, shared_key, offers).await.map_err(refused)?;
        request.r#ref = session::fresh_id();
        request.session.clone_from(&session.id);
        Ok((session, request, Rest { named, warnings }))
    }

    /// Builds one image.
    pub(super) async fn build(
        &self,
        engine: &impl Engine,
        (project, service, build): (&Project, &Service, &Build),
        options: &BuildOptions,
        report: &Report<'_>,
    ) -> Result<Built, BuildError> {
        let (_session, request, rest) = self.begin(engine, (project, service, build), options).await?;
        let label = report.several.then(|| service.name.to_string());
        let mut steps = Steps::new(label, &report.count);
        let response = match self.solve(&request, &mut steps, (project, service, report)).await {
            Ok(response) => response.exporter_response,
            Err(source) => return Err(failure(service, &steps, source)),
        };
        let digest = response.get("containerimage.config.digest").or_else(|| response.get("containerimage.digest"));
        let image = digest.cloned().ok_or_else(|| BuildError::NoImage { service: service.name.to_string() })?;
        let mut warnings = rest.warnings;
        if let Some(descriptor) = response.get("cache.manifest") {
            let unnamed = |(folder, tag): &(PathBuf, String)| {
                let error = layout::put(folder, tag, descriptor).err()?;
                Some(format!("cache_to: {}: {error}", folder.display()))
            };
            warnings.extend(rest.named.iter().filter_map(unnamed));
        }
        warnings.extend(steps.into_warnings());
        Ok(Built { image, warnings })
    }

    /// Has the Dockerfile of one image checked, and builds nothing.
    pub(super) async fn check(
        &self,
        engine: &impl Engine,
        (project, service, build): (&Project, &Service, &Build),
        options: &BuildOptions,
    ) -> Result<Findings, BuildError> {
        let (_session, request, _) = self.begin(engine, (project, service, build), options).await?;
        check::check(&self.channel, request).await.map_err(|source| {
            let text = source.to_string();
            if ["frontend.lint", "unsupported request", "unsupported subrequest"]
                .iter()
                .any(|words| text.contains(words))
            {
                return BuildError::NoCheck { service: service.name.to_string() };
            }
            failure(service, &Steps::new(None, &std::cell::Cell::new(0)), source)
        })
    }

    /// The builder tells of the build from the time it knows it: old ones let wait until then.
    async fn solve(
        &self,
        request: &SolveRequest,
        steps: &mut Steps<'_>,
        (project, service, report): (&Project, &Service, &Report<'_>),
    ) -> Result<SolveResponse, WireError> {
        let call = Call::new(SOLVE);
        let solve = self.channel.ask::<SolveResponse>(&call, request);
        let news = async {
            let asked = StatusRequest { r#ref: request.r#ref.clone() };
            let mut news = self.channel.follow(&Call::new(STATUS), &asked).await?;
            while let Some(response) = news.next::<StatusResponse>().await? {
                tell(steps, &response, (project, service), report);
            }
            Ok::<(), WireError>(())
        };
        tokio::pin!(solve, news);
        tokio::select! {
            result = &mut solve => {
                // Whether the build is good is known; that there are no news of it is no reason to fail.
                drop(tokio::time::timeout(LAST_NEWS, news).await);
                result
            }
            _ = &mut news => solve.await,
        }
    }
}

fn tell(
    steps: &mut Steps<'_>,
    response: &StatusResponse,
    (project, service): (&Project, &Service),
    report: &Report<'_>,
) {
    let news = steps.take(response);
    match report.output {
        Output::Lines => news.lines.iter().for_each(|line| (report.line)(line)),
        Output::Raw => (report.line)(&raw::line(response)),
        Output::Steps => {
            if let Some(current) = news.current {
                report.event(project, service, Status::Working, &current);
            }
        }
        Output::Nothing => {}
    }
}

fn failure(service: &Service, steps: &Steps<'_>, source: WireError) -> BuildError {
    let place = match &source {
        WireError::Refused(status) => status.place().cloned(),
        WireError::Broken(_) | WireError::Unreadable(_) => None,
    };
    let service = service.name.to_string();
    let cause = source.to_string();
    match steps.failed(&cause) {
        Some((step, output)) => BuildError::KitStep(StepFailure { service, step, place, output, cause }.into()),
        None => BuildError::Kit { service, place, source },
    }
}
