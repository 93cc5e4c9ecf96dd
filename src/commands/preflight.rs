//! Looks before the first change of a command at what would make it fail half-way, and reports all of it at once.

#[cfg(test)]
mod pages;
mod report;
mod sockets;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::context::{Context, Target};
use super::provide_images::Decision;
use crate::engine::{ContainerFilter, Engine};
use crate::error::Error;
use crate::loader::code::Code;
use crate::loader::diagnostic::Diagnostic;
use crate::loader::origins::Origins;
use crate::model::ids::ServiceName;
use crate::model::labels;
use crate::model::observed::{Observed, ObservedContainer};
use crate::model::project::Project;
use crate::model::service::Service;
use crate::plan;
use crate::plan::error::PlanError;
use crate::plan::operation::Plan;
use crate::plan::options::{Recreate, Until, UpOptions};
use crate::plan::preflight::{self, Existing, Facts, Goal, Images, Questions, Subject};

/// What a command is about to do.
pub(super) struct Request<'a> {
    /// With the services that are to be as the file says.
    pub(super) project: &'a Project,
    /// What `run` makes a container of.
    pub(super) one_off: Option<&'a Service>,
    pub(super) origins: &'a Origins,
    pub(super) observed: &'a Observed,
    pub(super) options: &'a UpOptions,
    pub(super) images: &'a Decision,
}

/// An error with everything that was found, here and before. `plan` is the command's planner, asked on a state in which
/// nothing is missing that others were to make.
pub(super) async fn check(
    context: &Context,
    request: &Request<'_>,
    found: Vec<Diagnostic>,
    plan: impl Fn(&Observed) -> Result<Plan, PlanError>,
) -> Result<(), Error> {
    let (mut findings, complete) = preflight::externals(request.project, request.one_off, request.observed);
    let observed = complete.as_ref().unwrap_or(request.observed);
    let (plan, error) = match plan(observed) {
        Ok(plan) => (plan, None),
        Err(error) => (Plan::default(), Some(error)),
    };
    let subject = request.subject(observed, &plan);
    let facts = facts(context, &subject).await?;
    findings.extend(subject.findings(&facts));
    let mut diagnostics = found;
    if let Some(error) = error {
        match preflight::of_error(&error) {
            Some(finding) => findings.push(finding),
            None if findings.is_empty() && diagnostics.is_empty() => return Err(error.into()),
            None => diagnostics.push(Diagnostic::error(Code::Conflict, error.to_string(), None)),
        }
    }
    report::tell(diagnostics, &findings, request.origins)
}

/// The same for containers that are there and are to be started by this plan. Only those that are as the file says are
/// looked at: of the others it is not known what they want.
pub(super) async fn check_start(context: &Context, target: &Target, plan: &Plan) -> Result<(), Error> {
    let (project, observed) = (&target.project, &target.observed);
    let Some(origins) = &target.origins else { return Ok(()) };
    let options = UpOptions::default();
    let Ok(up) = plan::up(project, observed, &options) else { return Ok(()) };
    let images = Decision::default();
    let subject = Subject {
        project,
        one_off: None,
        observed,
        scale: &options.scale,
        goal: Goal::Started,
        existing: Existing::AsWritten,
        images: Images { options: &images.options, plan: &images.plan },
        plan: &preflight::without_replaced(plan, &up),
    };
    let findings = subject.findings(&facts(context, &subject).await?);
    report::tell(Vec::new(), &findings, origins)
}

impl Request<'_> {
    fn subject<'a>(&'a self, observed: &'a Observed, plan: &'a Plan) -> Subject<'a> {
        static NO_SCALE: BTreeMap<ServiceName, u32> = BTreeMap::new();
        let UpOptions { recreate, recreate_dependencies, until, scale, .. } = self.options;
        let may_differ = [recreate, recreate_dependencies].contains(&&Recreate::Never);
        Subject {
            project: self.project,
            one_off: self.one_off,
            observed,
            scale: if self.one_off.is_some() { &NO_SCALE } else { scale },
            goal: match until {
                Until::Created => Goal::Created,
                Until::Started | Until::Healthy => Goal::Running,
            },
            existing: if may_differ { Existing::Unknown } else { Existing::AsWritten },
            images: Images { options: &self.images.options, plan: &self.images.plan },
            plan,
        }
    }
}

/// At most one request: the list of all containers, when some of them could be in the way.
async fn facts(context: &Context, subject: &Subject<'_>) -> Result<Facts, Error> {
    let Questions { foreign, ports, sources, build_files } = subject.questions();
    let engine = context.engine().await?;
    let mut facts = Facts { missing_build_files: missing(build_files), ..Facts::default() };
    if foreign {
        let filter = ContainerFilter { all: true, ..ContainerFilter::default() };
        let project = Some(subject.project.name.as_str());
        let all = engine.list_containers(&filter).await?.into_iter();
        facts.foreign = all.filter(|container| container.label(labels::PROJECT) != project).collect();
    }
    if ports.is_empty() && sources.is_empty() {
        return Ok(facts);
    }
    let Some(process) = engine.local_process().await else { return Ok(facts) };
    if !ports.is_empty() {
        let containers: Vec<&ObservedContainer> = subject.observed.containers.iter().chain(&facts.foreign).collect();
        let explained = preflight::explained(&containers);
        let mut found = sockets::read(process, &ports);
        found.retain(|socket| !explained.contains(&(socket.listener().protocol, socket.listener().port)));
        facts.listeners = sockets::named(found);
    }
    if !sources.is_empty() && sockets::shares_files(process) {
        facts.missing_sources = missing(sources);
    }
    Ok(facts)
}

/// Of the paths those that certainly do not exist.
fn missing(paths: BTreeSet<PathBuf>) -> BTreeSet<PathBuf> {
    paths.into_iter().filter(|path| matches!(path.try_exists(), Ok(false))).collect()
}
