//! After a failure: looks at the containers that are to blame, and at what was left running.

use std::collections::BTreeSet;
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::future::join_all;

use crate::engine::output::Splitter;
use crate::engine::{ContainerDetails, ContainerFilter, Engine, LogOptions, Result as EngineResult};
use crate::executor::outcome::Outcome;
use crate::model::observed::{ContainerState, Health, ObservedContainer};
use crate::model::project::Project;
use crate::plan::operation::{Operation, Plan};
use crate::session::time;
use crate::ui::aftermath::{Aftermath, Culprit, LastWords, Probe};

/// An engine that does not answer is perhaps the cause of it all.
const PATIENCE: Duration = Duration::from_secs(5);
/// So many containers are looked at.
const MOST_CULPRITS: usize = 5;
const LAST_LINES: usize = 20;
/// So many characters of a line are shown.
const LONGEST_LINE: usize = 1000;
/// Shorter secrets are not looked for: half of every text would be one.
const SHORTEST_SECRET: usize = 4;

/// `None` if the engine does not tell.
pub(super) async fn look<E: Engine>(
    engine: &E,
    project: &Project,
    plan: &Plan,
    outcome: &Outcome,
) -> Option<Aftermath> {
    let looking = async {
        let listed = engine.list_containers(&ContainerFilter::of_project(&project.name)).await.ok()?;
        let wanted = started_by(plan);
        let blamed = blamed(outcome, &listed, &wanted);
        let secrets = secrets(project);
        let culprits = blamed.into_iter().map(|container| culprit(engine, container, &secrets));
        let culprits = join_all(culprits).await.into_iter().flatten().collect();
        let own = listed.iter().filter(|container| !container.is_one_off());
        let (running, rest): (Vec<_>, Vec<_>) = own.partition(|container| container.is_running());
        let mut running: Vec<String> = running.into_iter().map(|container| container.name.clone()).collect();
        let is_done = |container: &ObservedContainer| {
            container.state == ContainerState::Exited && container.exit_code() == Some(0)
        };
        let rest = rest.into_iter().filter(|container| wanted.contains(container.name.as_str()) && !is_done(container));
        let mut not_running: Vec<String> = rest.map(|container| container.name.clone()).collect();
        running.sort();
        not_running.sort();
        Some(Aftermath { culprits, running, not_running })
    };
    tokio::time::timeout(PATIENCE, looking).await.ok().flatten()
}

/// The names of the containers that the plan was to start.
fn started_by(plan: &Plan) -> BTreeSet<&str> {
    let targets = plan.steps.iter().filter_map(|step| match &step.operation {
        Operation::StartContainer { target } => Some(target.name.as_str()),
        _other => None,
    });
    targets.collect()
}

/// Those that the failures name come first, then others that have failed meanwhile.
fn blamed<'a>(
    outcome: &Outcome,
    listed: &'a [ObservedContainer],
    wanted: &BTreeSet<&str>,
) -> Vec<&'a ObservedContainer> {
    let named: Vec<&str> = outcome.failures.iter().flat_map(|failure| failure.culprits()).collect();
    let mut blamed: Vec<&ObservedContainer> = Vec::new();
    let of_name = |name: &&str| listed.iter().find(|container| container.name == **name);
    let others = listed.iter().filter(|container| wanted.contains(container.name.as_str()) && has_failed(container));
    for container in named.iter().filter_map(of_name).chain(others) {
        if !blamed.iter().any(|other| other.id == container.id) {
            blamed.push(container);
        }
    }
    blamed.truncate(MOST_CULPRITS);
    blamed
}

fn has_failed(container: &ObservedContainer) -> bool {
    match container.state {
        ContainerState::Exited | ContainerState::Dead => container.exit_code().is_some_and(|code| code != 0),
        ContainerState::Restarting => true,
        ContainerState::Running => container.health() == Some(Health::Unhealthy),
        ContainerState::Created | ContainerState::Paused | ContainerState::Removing | ContainerState::Other(_) => false,
    }
}

async fn culprit<E: Engine>(engine: &E, container: &ObservedContainer, secrets: &[String]) -> Option<Culprit> {
    let details = engine.inspect_container(&container.id).await.ok()?;
    let words = match last_words(engine, &details).await {
        Ok(lines) => LastWords::Lines(lines.iter().map(|line| mask(&shorten(line), secrets)).collect()),
        Err(error) => LastWords::Unreadable(error.to_string()),
    };
    let probe = details.last_probe.as_ref().filter(|_| details.health != Some(Health::Healthy));
    let probe = probe.map(|probe| Probe { exit_code: probe.exit_code, output: mask(&probe.output, secrets) });
    Some(Culprit {
        name: container.name.clone(),
        service: container.service().map(|name| name.0).unwrap_or_default(),
        fate: fate(&details),
        exit_code: has_ended(&details.state).then_some(details.exit_code),
        probe,
        words,
    })
}

fn has_ended(state: &ContainerState) -> bool {
    matches!(state, ContainerState::Exited | ContainerState::Dead | ContainerState::Restarting)
}

fn fate(details: &ContainerDetails) -> String {
    let code = details.exit_code;
    match (&details.state, details.health) {
        (ContainerState::Exited | ContainerState::Dead, _) if !details.error.is_empty() => {
            format!("could not be started: {}", details.error)
        }
        (ContainerState::Exited | ContainerState::Dead, _) => format!("exited with code {code}"),
        (ContainerState::Restarting, _) => format!("exited with code {code} and is restarted again and again"),
        (ContainerState::Running, Some(Health::Unhealthy)) => "is unhealthy".to_owned(),
        (ContainerState::Running, Some(Health::Starting)) => "is not healthy yet".to_owned(),
        (state, _) => format!("is {}", state.as_str()),
    }
}

/// The last lines of the present or last run.
async fn last_words<E: Engine>(engine: &E, details: &ContainerDetails) -> EngineResult<Vec<String>> {
    let options = LogOptions {
        tail: Some(LAST_LINES.to_string()),
        since: time::of_run(&details.started_at, &details.finished_at),
        ..LogOptions::default()
    };
    let mut output = engine.logs(&details.id, Some(details.tty), &options).await?;
    let mut splitter = Splitter::new(false);
    let mut lines = Vec::new();
    while let Some(piece) = output.next().await {
        let piece = piece?;
        splitter.push(piece.stream, &piece.bytes, &mut lines);
    }
    lines.extend(splitter.finish());
    let lines: Vec<String> = lines.iter().map(|line| String::from_utf8_lossy(&line.text).into_owned()).collect();
    Ok(lines[lines.len().saturating_sub(LAST_LINES)..].to_vec())
}

fn shorten(line: &str) -> String {
    match line.char_indices().nth(LONGEST_LINE) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    }
}

/// The lines of the project's secrets, as far as they are at hand. A container may print what it was given, and this report
/// ends in places that logs do not reach.
fn secrets(project: &Project) -> Vec<String> {
    let mut lines = Vec::new();
    for secret in project.secrets.values() {
        let read = || std::fs::read_to_string(&secret.file).ok();
        let content = secret.content.clone().or_else(read).unwrap_or_default();
        let long_enough = |line: &&str| line.chars().count() >= SHORTEST_SECRET;
        lines.extend(content.lines().map(str::trim).filter(long_enough).map(str::to_owned));
    }
    // A secret may be a part of another.
    lines.sort_by_key(|line| std::cmp::Reverse(line.len()));
    lines
}

fn mask(text: &str, secrets: &[String]) -> String {
    secrets.iter().fold(text.to_owned(), |text, secret| text.replace(secret, "***"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::fake::FakeEngine;
    use crate::engine::{Output, StreamKind};
    use crate::executor::error::{ExecuteError, Reason};
    use crate::model::labels;
    use crate::model::observed::Observed;
    use crate::model::secret::FileObject;

    fn container(service: &str, state: ContainerState, status: &str) -> ObservedContainer {
        let labels = [(labels::PROJECT, "p"), (labels::SERVICE, service), (labels::CONFIG_HASH, "x")];
        ObservedContainer {
            id: format!("id_{service}").as_str().into(),
            name: format!("p_{service}_1"),
            state,
            status: status.to_owned(),
            labels: labels.map(|(key, value)| (key.to_owned(), value.to_owned())).into(),
            ..ObservedContainer::default()
        }
    }

    #[tokio::test]
    async fn those_to_blame_are_looked_at_and_secrets_are_masked() {
        let containers = vec![
            container("cache", ContainerState::Running, "Up 2 seconds"),
            container("job", ContainerState::Exited, "Exited (3) 1 second ago"),
        ];
        let lines: Vec<String> = (1..=30).map(|number| format!("line {number} hunter22\n")).collect();
        let output = Output { stream: StreamKind::Stderr, bytes: lines.concat().into() };
        let engine = FakeEngine::new()
            .with_observed(Observed { containers, ..Observed::default() })
            .printing("p_job_1", vec![output]);
        let secret = FileObject { content: Some("hunter22\n".to_owned()), ..FileObject::default() };
        let mut project = Project { name: "p".to_owned(), ..Project::default() };
        project.secrets.insert("password".to_owned(), secret);
        let blame = Reason::Exited { name: "p_job_1".to_owned(), code: 3 };
        let outcome = Outcome { failures: vec![ExecuteError::NotRunning(blame)], ..Outcome::default() };
        let aftermath = look(&engine, &project, &Plan::default(), &outcome).await.unwrap();
        assert_eq!(aftermath.running, ["p_cache_1"]);
        let [culprit] = aftermath.culprits.as_slice() else { panic!("{aftermath:?}") };
        assert_eq!((culprit.service.as_str(), culprit.fate.as_str()), ("job", "exited with code 3"));
        let LastWords::Lines(lines) = &culprit.words else { panic!("{culprit:?}") };
        assert_eq!((lines.len(), lines[0].as_str()), (20, "line 11 ***"));
        assert_eq!(engine.calls().len(), 3, "{:?}", engine.calls());
    }

    #[test]
    fn long_lines_are_cut() {
        assert_eq!(shorten("short"), "short");
        assert_eq!(shorten(&"é".repeat(1001)).chars().count(), 1001);
        assert!(shorten(&"é".repeat(1001)).ends_with("é…"));
    }
}
