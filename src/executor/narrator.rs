//! Tells what happens, as the user sees it: a group of steps is one line.

use std::collections::{BTreeMap, BTreeSet};

use super::subject::{self, Subject};
use crate::event::{Event, EventSink, Resource, Status, Verb};
use crate::model::project::Project;
use crate::plan::operation::{GroupId, Operation, Plan, Step, StepId, Target, Turn};

pub(super) struct Narrator<'a> {
    sink: &'a dyn EventSink,
    project: &'a Project,
    groups: BTreeMap<GroupId, Group>,
    /// Starts, and hooks after them, that more hooks follow: they are done when those are.
    unfinished: BTreeSet<StepId>,
    /// Containers that are shown as waited for, and what for.
    waiting: BTreeMap<String, String>,
    /// What the user must hear of even if no progress is shown.
    pub(super) remarks: Vec<String>,
}

struct Group {
    subject: Subject,
    begun: bool,
    left: usize,
}

impl<'a> Narrator<'a> {
    pub(super) fn new(sink: &'a dyn EventSink, project: &'a Project, plan: &Plan) -> Self {
        let mut groups: BTreeMap<GroupId, Group> = BTreeMap::new();
        for step in &plan.steps {
            let Some(id) = step.group else { continue };
            let subject = Subject { verb: Verb::Recreate, ..subject::of(&step.operation, project) };
            let group = groups.entry(id).or_insert(Group { subject, begun: false, left: 0 });
            group.left += 1;
            // The container that is made gives the group its name.
            if matches!(step.operation, Operation::CreateContainer(_)) {
                group.subject = Subject { verb: Verb::Recreate, ..subject::of(&step.operation, project) };
            }
        }
        let hooks =
            plan.steps.iter().filter(|step| matches!(step.operation, Operation::RunHook { turn: Turn::PostStart, .. }));
        let unfinished = hooks.flat_map(|step| step.after.iter().copied()).collect();
        Self { sink, project, groups, unfinished, waiting: BTreeMap::new(), remarks: Vec::new() }
    }

    pub(super) fn unchanged(&self, target: &Target) {
        let event = Event::done(Resource::Container(target.name.clone()), Verb::Run);
        self.sink.emit(event.with_service(target.service.as_str()));
    }

    pub(super) fn begun(&mut self, step: &Step) {
        let own = subject::of(&step.operation, self.project);
        let detail = detail(&step.operation);
        match step.group.and_then(|group| self.groups.get_mut(&group)) {
            Some(group) if group.begun && detail.is_empty() => {}
            Some(group) => {
                let detail = if group.begun { detail } else { [reason(step), detail].concat() };
                group.begun = true;
                let subject = group.subject.clone();
                self.sink.emit(event(&subject, Status::Working).with_detail(detail));
            }
            None if is_silent(step) => {}
            None => self.sink.emit(event(&own, Status::Working).with_detail([reason(step), detail].concat())),
        }
    }

    pub(super) fn done(&mut self, step: &Step) {
        let own = subject::of(&step.operation, self.project);
        let unfinished = self.is_unfinished(step);
        match step.group.and_then(|group| self.groups.get_mut(&group)) {
            Some(group) => {
                group.left -= 1;
                if group.left == 0 {
                    let subject = group.subject.clone();
                    self.tell(&subject, Status::Done);
                }
            }
            None if is_silent(step) || unfinished => {}
            None => self.tell(&own, Status::Done),
        }
    }

    /// After it the container is not yet as far as its verb says.
    fn is_unfinished(&self, step: &Step) -> bool {
        self.unfinished.contains(&step.id) || matches!(step.operation, Operation::RunHook { turn: Turn::PreStop, .. })
    }

    /// The step was interrupted.
    pub(super) fn abandoned(&self, step: &Step) {
        let subject = subject::of(&step.operation, self.project);
        self.sink.emit(event(&subject, Status::Warning).with_text("Interrupted"));
    }

    /// The step did nothing, and that is all right.
    pub(super) fn tolerated(&self, step: &Step, why: &str) {
        let subject = subject::of(&step.operation, self.project);
        self.sink.emit(event(&subject, Status::Warning).with_text(why));
    }

    pub(super) fn failed(&self, step: &Step, why: &str) {
        let group = step.group.and_then(|group| self.groups.get(&group));
        let subject = group.map_or_else(|| subject::of(&step.operation, self.project), |group| group.subject.clone());
        let failed = event(&subject, Status::Error).with_detail(why.lines().next().unwrap_or_default());
        self.sink.emit(match subject.verb {
            Verb::Stop | Verb::Remove | Verb::Kill => {
                failed.with_text(format!("Error while {}", subject.verb.working()))
            }
            Verb::Create
            | Verb::Recreate
            | Verb::Start
            | Verb::Run
            | Verb::Wait
            | Verb::Complete
            | Verb::Configure
            | Verb::Restart
            | Verb::Pause
            | Verb::Unpause
            | Verb::Pull
            | Verb::Build
            | Verb::Copy
            | Verb::Connect
            | Verb::Disconnect
            | Verb::Rename
            | Verb::Export
            | Verb::Commit
            | Verb::Push
            | Verb::Publish => failed,
        });
    }

    /// A container is waited for; told once, however many wait.
    pub(super) fn waiting(&mut self, name: &str, service: &str, for_what: &str) {
        if !self.waiting.contains_key(name) {
            self.waiting.insert(name.to_owned(), for_what.to_owned());
            let event = Event::working(Resource::Container(name.to_owned()), Verb::Wait);
            self.sink.emit(event.with_service(service).with_detail(for_what));
        }
    }

    /// What is waited for is not there yet, and something new is known of why.
    pub(super) fn still_waiting(&mut self, name: &str, service: &str, why: &str) {
        if self.waiting.get(name).is_some_and(|told| told != why) {
            self.waiting.remove(name);
            self.waiting(name, service, why);
        }
    }

    pub(super) fn waited(&mut self, name: &str, service: &str, end: WaitEnd<'_>) {
        if self.waiting.remove(name).is_none() {
            return;
        }
        if let WaitEnd::Skipped(why) = end {
            self.remarks.push(why.to_owned());
        }
        let event = |status| Event::new(Resource::Container(name.to_owned()), Verb::Wait, status).with_service(service);
        self.sink.emit(match end {
            WaitEnd::Healthy => event(Status::Done),
            WaitEnd::Exited => event(Status::Done).with_text("Exited"),
            WaitEnd::Skipped(why) => event(Status::Warning).with_text(format!("Skipped: {why}")),
            WaitEnd::Failed(why) => event(Status::Error).with_detail(why),
            WaitEnd::Interrupted => event(Status::Warning).with_text("Interrupted"),
        });
    }

    /// Everything that is still waited for is given up.
    pub(super) fn interrupted(&mut self) {
        let waiting: Vec<String> = self.waiting.keys().cloned().collect();
        for name in waiting {
            self.waited(&name, "", WaitEnd::Interrupted);
        }
    }

    fn tell(&self, subject: &Subject, status: Status) {
        self.sink.emit(event(subject, status));
    }
}

/// How a wait for a container ended.
#[derive(Clone, Copy, Debug)]
pub(super) enum WaitEnd<'a> {
    Healthy,
    Exited,
    Skipped(&'a str),
    Failed(&'a str),
    Interrupted,
}

/// Parts of something that is told already; of a provider its own words are told.
fn is_silent(step: &Step) -> bool {
    match step.operation {
        Operation::WaitFor(_) | Operation::CopyFiles { .. } | Operation::CallProvider { .. } => true,
        Operation::RenameContainer { .. } => reason(step).is_empty(),
        Operation::CreateNetwork { .. }
        | Operation::RemoveNetwork { .. }
        | Operation::ConnectNetwork { .. }
        | Operation::DisconnectNetwork { .. }
        | Operation::CreateVolume { .. }
        | Operation::RemoveVolume { .. }
        | Operation::CreateContainer(_)
        | Operation::StartContainer { .. }
        | Operation::StopContainer { .. }
        | Operation::RestartContainer { .. }
        | Operation::KillContainer { .. }
        | Operation::PauseContainer { .. }
        | Operation::UnpauseContainer { .. }
        | Operation::RemoveContainer { .. }
        | Operation::RunHook { .. }
        | Operation::RunPreStart(_)
        | Operation::RemoveImage { .. } => false,
    }
}

/// What the user should know of a step beside its verb.
fn detail(operation: &Operation) -> String {
    match operation {
        Operation::RunHook { turn, position, .. } => format!("{} hook {}", turn.as_str(), position + 1),
        _other => String::new(),
    }
}

/// Why a step mends what somebody has broken; nothing for what the user asked for.
fn reason(step: &Step) -> String {
    let mends: Vec<String> =
        step.causes.iter().filter(|cause| cause.is_repair()).map(|cause| format!("({cause})")).collect();
    mends.join(" ")
}

fn event(subject: &Subject, status: Status) -> Event {
    let event = Event::new(subject.resource.clone(), subject.verb, status);
    match &subject.service {
        Some(service) => event.with_service(service.clone()),
        None => event,
    }
}
