//! What is known of the containers that something waits for: told by the engine's events, by one look at its list after
//! subscribing, and by an inspection where both leave a question open. Pure; the run feeds it.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::{ContainerDetails, EngineEvent};
use crate::model::ids::ContainerId;
use crate::model::observed::{ContainerState, Health, ObservedContainer};

/// What a wait asks of each of its containers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    Healthy,
    /// Healthy, or just running if it has no health check.
    RunningOrHealthy,
    CompletedSuccessfully,
}

/// How a container stands to what is wanted of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Pending,
    /// Only an inspection can tell.
    Ask,
    Met,
    /// It was started and runs, and nothing but time can tell whether it keeps running.
    Runs,
    Exited(i64),
    Unhealthy,
    NoHealthcheck,
    Removed,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Phase {
    /// Not started as far as we know, or between two runs.
    #[default]
    Waiting,
    Running,
    /// It died, and a restart policy may bring it back.
    Died,
    Exited(i64),
    Removed,
}

#[derive(Clone, Debug, Default)]
struct Seen {
    phase: Phase,
    health: Option<Health>,
    /// `None`: nothing said so yet.
    has_healthcheck: Option<bool>,
    /// The engine restarts it by itself, so that a death need not be its end.
    restarts: bool,
    /// A restart was sent: everything until the next start belongs to the run before it.
    restarting: bool,
    /// It was started while we watched.
    fresh: bool,
    /// How often it died since our start of it, and the code of the last time.
    deaths: u32,
    last_code: i64,
    /// The command of its health check, as the engine tells of it; empty: unknown.
    probe_command: String,
    /// Probes that go on.
    probes: BTreeSet<String>,
    /// The exit code of the last one.
    last_probe: Option<i64>,
}

/// A container that died so often while it was waited for, restarted each time, will not come to rest.
const MOST_DEATHS: u32 = 3;

/// What the model says of a container.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Expected {
    /// `None`: the image decides.
    pub(super) has_healthcheck: Option<bool>,
    /// The engine may start it again by itself.
    pub(super) restarts: bool,
    /// The words of the health check; empty: the image knows them.
    pub(super) probe_command: String,
}

#[derive(Debug, Default)]
pub(super) struct Watch {
    containers: BTreeMap<ContainerId, Seen>,
}

impl Watch {
    /// What the model says of a container that is going to be waited for.
    pub(super) fn expect(&mut self, id: &ContainerId, expected: Expected) {
        let seen = self.containers.entry(id.clone()).or_default();
        seen.has_healthcheck = seen.has_healthcheck.or(expected.has_healthcheck);
        seen.restarts = expected.restarts;
        seen.probe_command = expected.probe_command;
    }

    /// The exit code of its last health probe, if one has failed since it was healthy or started.
    pub(super) fn failed_probe(&self, id: &ContainerId) -> Option<i64> {
        self.containers.get(id)?.last_probe.filter(|code| *code != 0)
    }

    /// A start of it is about to be sent: what was known before counts no more.
    pub(super) fn starting(&mut self, id: &ContainerId) {
        let seen = self.containers.entry(id.clone()).or_default();
        seen.phase = Phase::Waiting;
        seen.health = None;
        seen.deaths = 0;
        seen.last_probe = None;
    }

    /// A restart of it is about to be sent. Its death on the way is no end, and only the event of its new start counts: the
    /// answer to the call says nothing of how far the events are.
    pub(super) fn restarting(&mut self, id: &ContainerId) {
        self.starting(id);
        self.containers.entry(id.clone()).or_default().restarting = true;
    }

    /// A start has succeeded. Events that overtook the answer know better.
    pub(super) fn started(&mut self, id: &ContainerId) {
        let seen = self.containers.entry(id.clone()).or_default();
        if seen.phase == Phase::Waiting {
            seen.phase = Phase::Running;
            seen.fresh = true;
        }
    }

    /// The look at the list, after subscribing. Who is not in it is no more.
    pub(super) fn listed(&mut self, containers: &[ObservedContainer]) {
        for (id, seen) in &mut self.containers {
            if !containers.iter().any(|container| container.id == *id) {
                seen.phase = Phase::Removed;
            }
        }
        for container in containers {
            let seen = self.containers.entry(container.id.clone()).or_default();
            seen.restarting &= container.state != ContainerState::Running;
            if seen.restarting {
                continue;
            }
            seen.phase = phase(&container.state, container.exit_code());
            seen.health = container.health();
            if seen.health.is_some() {
                seen.has_healthcheck = Some(true);
            }
        }
    }

    /// The answer to [`Verdict::Ask`], by an inspection. It fills gaps only: an event that came meanwhile is newer.
    pub(super) fn inspected(&mut self, details: &ContainerDetails) {
        let phase = phase(&details.state, Some(details.exit_code));
        self.fill(&details.id, phase, details.health, Some(details.has_healthcheck));
    }

    /// The same by a list, which tells of a health check only while the container runs.
    pub(super) fn told(&mut self, container: &ObservedContainer) {
        let health = container.health();
        let runs = matches!(container.state, ContainerState::Running | ContainerState::Paused);
        let has_healthcheck = runs.then_some(health.is_some());
        self.fill(&container.id, phase(&container.state, container.exit_code()), health, has_healthcheck);
    }

    fn fill(&mut self, id: &ContainerId, phase: Phase, health: Option<Health>, has_healthcheck: Option<bool>) {
        let seen = self.containers.entry(id.clone()).or_default();
        seen.has_healthcheck = has_healthcheck.or(seen.has_healthcheck);
        if seen.phase == Phase::Died {
            seen.phase = phase;
        }
        if seen.phase == Phase::Running && seen.health.is_none() {
            seen.health = health;
        }
        if seen.phase == Phase::Running && seen.has_healthcheck.is_none() {
            // It ran when the question was put, and does not run any more: its end is on the way.
            seen.phase = phase;
        }
    }

    /// An inspection found nothing.
    pub(super) fn removed(&mut self, id: &ContainerId) {
        self.containers.entry(id.clone()).or_default().phase = Phase::Removed;
    }

    pub(super) fn event(&mut self, event: &EngineEvent) {
        let seen = self.containers.entry(event.id.clone()).or_default();
        if seen.restarting && event.action != "start" && event.action != "destroy" {
            return;
        }
        match event.action.as_str() {
            "start" => {
                seen.restarting = false;
                seen.phase = Phase::Running;
                seen.health = None;
                seen.fresh = true;
                seen.last_probe = None;
            }
            "die" => {
                let code = event.attributes.get("exitCode").and_then(|code| code.parse().ok());
                seen.deaths += 1;
                seen.last_code = code.unwrap_or_default();
                seen.phase = match code {
                    Some(code) if !seen.restarts => Phase::Exited(code),
                    Some(_) | None => Phase::Died,
                };
                seen.health = None;
            }
            "destroy" => seen.phase = Phase::Removed,
            "exec_die" => seen.probed(event),
            action if action.starts_with("exec_create") => seen.probes_begin(event),
            action => {
                // Older engines write it without the blank.
                let Some(word) = action.strip_prefix("health_status:") else { return };
                seen.has_healthcheck = Some(true);
                seen.health = match word.trim() {
                    "healthy" => Some(Health::Healthy),
                    "unhealthy" => Some(Health::Unhealthy),
                    _ => Some(Health::Starting),
                };
            }
        }
    }

    pub(super) fn may_lack_check(&self, id: &ContainerId) -> bool {
        self.containers.get(id).is_some_and(|seen| seen.has_healthcheck != Some(true))
    }

    pub(super) fn has_exited(&self, id: &ContainerId) -> bool {
        self.containers.get(id).is_some_and(|seen| matches!(seen.phase, Phase::Exited(_)))
    }

    pub(super) fn verdict(&self, id: &ContainerId, wanted: Wanted) -> Verdict {
        let Some(seen) = self.containers.get(id) else { return Verdict::Pending };
        match (seen.phase, wanted) {
            (_, Wanted::RunningOrHealthy) if seen.deaths >= MOST_DEATHS => Verdict::Exited(seen.last_code),
            (Phase::Waiting, _) | (Phase::Running, Wanted::CompletedSuccessfully) => Verdict::Pending,
            (Phase::Died, _) => Verdict::Ask,
            (Phase::Removed, _) => Verdict::Removed,
            (Phase::Exited(0), Wanted::CompletedSuccessfully) => Verdict::Met,
            // A job that is done. What has a health check was to stay.
            (Phase::Exited(0), Wanted::RunningOrHealthy) if seen.has_healthcheck != Some(true) => Verdict::Met,
            (Phase::Exited(code), _) => Verdict::Exited(code),
            (Phase::Running, Wanted::Healthy | Wanted::RunningOrHealthy) => healthy(seen, wanted),
        }
    }
}

impl Seen {
    /// A process begins in it: a probe, as far as its command tells.
    fn probes_begin(&mut self, event: &EngineEvent) {
        if event.action.trim_end().ends_with(&self.probe_command) {
            self.probes.extend(event.attributes.get("execID").cloned());
        }
    }

    fn probed(&mut self, event: &EngineEvent) {
        if event.attributes.get("execID").is_some_and(|id| self.probes.remove(id)) {
            self.last_probe = event.attributes.get("exitCode").and_then(|code| code.parse().ok());
        }
    }
}

fn healthy(seen: &Seen, wanted: Wanted) -> Verdict {
    match (seen.health, seen.has_healthcheck) {
        (Some(Health::Healthy), _) => Verdict::Met,
        (Some(Health::Unhealthy), _) => Verdict::Unhealthy,
        (Some(Health::Starting), _) | (None, Some(true)) => Verdict::Pending,
        (None, None) => Verdict::Ask,
        (None, Some(false)) => match wanted {
            Wanted::RunningOrHealthy if seen.fresh => Verdict::Runs,
            Wanted::RunningOrHealthy => Verdict::Met,
            Wanted::Healthy | Wanted::CompletedSuccessfully => Verdict::NoHealthcheck,
        },
    }
}

fn phase(state: &ContainerState, exit_code: Option<i64>) -> Phase {
    match state {
        ContainerState::Running | ContainerState::Paused => Phase::Running,
        // The engine is about to start it again, or somebody else; that start is an event.
        ContainerState::Created | ContainerState::Restarting | ContainerState::Other(_) => Phase::Waiting,
        ContainerState::Exited | ContainerState::Dead => Phase::Exited(exit_code.unwrap_or(0)),
        ContainerState::Removing => Phase::Removed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(action: &str, code: Option<&str>) -> EngineEvent {
        let attributes = code.map(|code| ("exitCode".to_owned(), code.to_owned())).into_iter().collect();
        EngineEvent { action: action.to_owned(), id: "c".into(), attributes, time_nano: 0 }
    }

    fn watching(has_healthcheck: Option<bool>, restarts: bool) -> Watch {
        let mut watch = Watch::default();
        watch.expect(&"c".into(), Expected { has_healthcheck, restarts, ..Expected::default() });
        watch
    }

    #[test]
    fn events_decide() {
        use Wanted::{CompletedSuccessfully, Healthy, RunningOrHealthy};
        let start = || event("start", None);
        let table = [
            (Healthy, Some(true), vec![], Verdict::Pending),
            (Healthy, Some(true), vec![start()], Verdict::Pending),
            (Healthy, Some(true), vec![start(), event("health_status: healthy", None)], Verdict::Met),
            (Healthy, Some(true), vec![start(), event("health_status:healthy", None)], Verdict::Met),
            (Healthy, Some(true), vec![start(), event("health_status: unhealthy", None)], Verdict::Unhealthy),
            (Healthy, Some(true), vec![start(), event("die", Some("3"))], Verdict::Exited(3)),
            (Healthy, Some(true), vec![start(), event("health_status: healthy", None), start()], Verdict::Pending),
            (Healthy, Some(false), vec![start()], Verdict::NoHealthcheck),
            (Healthy, None, vec![start()], Verdict::Ask),
            (Healthy, None, vec![start(), event("exec_create: x", None)], Verdict::Ask),
            (RunningOrHealthy, Some(false), vec![start()], Verdict::Runs),
            (RunningOrHealthy, Some(false), vec![start(), event("die", Some("0"))], Verdict::Met),
            (RunningOrHealthy, None, vec![start(), event("die", Some("3"))], Verdict::Exited(3)),
            (RunningOrHealthy, Some(true), vec![start(), event("die", Some("0"))], Verdict::Exited(0)),
            (RunningOrHealthy, Some(true), vec![start()], Verdict::Pending),
            (CompletedSuccessfully, None, vec![start()], Verdict::Pending),
            (CompletedSuccessfully, None, vec![start(), event("die", Some("0"))], Verdict::Met),
            (CompletedSuccessfully, None, vec![start(), event("die", Some("4"))], Verdict::Exited(4)),
            (CompletedSuccessfully, None, vec![start(), event("destroy", None)], Verdict::Removed),
        ];
        for (wanted, has_healthcheck, events, expected) in table {
            let mut watch = watching(has_healthcheck, false);
            for event in &events {
                watch.event(event);
            }
            assert_eq!(watch.verdict(&"c".into(), wanted), expected, "{wanted:?} after {events:?}");
        }
    }

    #[test]
    fn a_death_under_a_restart_policy_asks_before_it_counts() {
        let mut watch = watching(Some(true), true);
        watch.event(&event("start", None));
        watch.event(&event("die", Some("1")));
        assert_eq!(watch.verdict(&"c".into(), Wanted::Healthy), Verdict::Ask);
        let mut details = ContainerDetails { id: "c".into(), state: ContainerState::Restarting, ..Default::default() };
        watch.inspected(&details);
        assert_eq!(watch.verdict(&"c".into(), Wanted::Healthy), Verdict::Pending);
        watch.event(&event("start", None));
        watch.event(&event("die", Some("1")));
        details.state = ContainerState::Exited;
        details.exit_code = 1;
        watch.inspected(&details);
        assert_eq!(watch.verdict(&"c".into(), Wanted::Healthy), Verdict::Exited(1));
    }

    #[test]
    fn an_inspection_that_events_have_overtaken_changes_nothing() {
        let mut watch = watching(None, false);
        watch.event(&event("start", None));
        assert_eq!(watch.verdict(&"c".into(), Wanted::Healthy), Verdict::Ask);
        watch.event(&event("health_status: healthy", None));
        let late = ContainerDetails { health: Some(Health::Starting), has_healthcheck: true, ..running() };
        watch.inspected(&late);
        assert_eq!(watch.verdict(&"c".into(), Wanted::Healthy), Verdict::Met);
    }

    fn running() -> ContainerDetails {
        ContainerDetails { id: "c".into(), state: ContainerState::Running, ..ContainerDetails::default() }
    }

    #[test]
    fn a_new_start_forgets_the_old_end_but_not_events_that_overtook_its_answer() {
        let mut watch = watching(None, false);
        watch.event(&event("die", Some("0")));
        watch.starting(&"c".into());
        assert_eq!(watch.verdict(&"c".into(), Wanted::CompletedSuccessfully), Verdict::Pending);
        watch.event(&event("start", None));
        watch.event(&event("die", Some("4")));
        watch.started(&"c".into());
        assert_eq!(watch.verdict(&"c".into(), Wanted::CompletedSuccessfully), Verdict::Exited(4));
    }

    #[test]
    fn what_a_restart_ends_is_not_taken_for_its_outcome() {
        let mut watch = watching(Some(true), false);
        watch.event(&event("start", None));
        watch.event(&event("health_status: healthy", None));
        let id = event("start", None).id;
        assert_eq!(watch.verdict(&id, Wanted::Healthy), Verdict::Met);
        watch.restarting(&id);
        assert_eq!(watch.verdict(&id, Wanted::Healthy), Verdict::Pending);
        watch.event(&event("die", Some("137")));
        assert_eq!(watch.verdict(&id, Wanted::Healthy), Verdict::Pending, "the old run's end");
        watch.event(&event("start", None));
        assert_eq!(watch.verdict(&id, Wanted::Healthy), Verdict::Pending, "the old run's health");
        watch.event(&event("health_status: healthy", None));
        assert_eq!(watch.verdict(&id, Wanted::Healthy), Verdict::Met);
        watch.event(&event("die", Some("1")));
        assert_eq!(watch.verdict(&id, Wanted::Healthy), Verdict::Exited(1));
    }

    #[test]
    fn one_that_is_restarted_again_and_again_has_failed() {
        let mut watch = watching(Some(false), true);
        let id = event("start", None).id;
        for death in 1..=3 {
            watch.event(&event("start", None));
            assert_eq!(watch.verdict(&id, Wanted::RunningOrHealthy), Verdict::Runs, "before death {death}");
            watch.event(&event("die", Some("9")));
        }
        assert_eq!(watch.verdict(&id, Wanted::RunningOrHealthy), Verdict::Exited(9));
        watch.starting(&id);
        assert_eq!(watch.verdict(&id, Wanted::RunningOrHealthy), Verdict::Pending);
    }

    #[test]
    fn probes_are_told_from_other_processes() {
        let mut watch = Watch::default();
        let id = event("start", None).id;
        watch.expect(&id, Expected { probe_command: "curl -f localhost".to_owned(), ..Expected::default() });
        let mut process = |action: &str, process: &str, code: Option<&str>| {
            let mut event = event(action, code);
            event.attributes.insert("execID".to_owned(), process.to_owned());
            watch.event(&event);
            watch.failed_probe(&id)
        };
        assert_eq!(process("exec_create: sh -c hook", "1", None), None);
        assert_eq!(process("exec_die", "1", Some("4")), None, "a hook's");
        assert_eq!(process("exec_create: /bin/sh -c curl -f localhost", "2", None), None);
        assert_eq!(process("exec_die", "2", Some("7")), Some(7));
        assert_eq!(process("exec_create: /bin/sh -c curl -f localhost", "3", None), Some(7));
        assert_eq!(process("exec_die", "3", Some("0")), None);
    }
}
