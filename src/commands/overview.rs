//! What is told where no command is given: a short help, and in a folder with a project how that is doing.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use super::context::{Context, load_request};
use crate::cli::invocation::Invocation;
use crate::engine::{ContainerFilter, Engine};
use crate::loader::request::{LoadOptions, LoadRequest};
use crate::loader::{self, LoadError};
use crate::model::observed::{Health, ObservedContainer};
use crate::model::project::Project;
use crate::ui::words::plural;

/// An engine that does not answer so soon is left out.
const PATIENCE: Duration = Duration::from_secs(1);

/// Three lines on the project in whose folder the user stands; none where there is no project. It is an extra: whatever is
/// wrong is for other commands to report.
pub(crate) async fn show(invocation: &Invocation, environment: BTreeMap<String, String>) {
    let (context, wrong) = super::context(invocation, environment, super::working_dir());
    if wrong.is_some() {
        return;
    }
    // No file of another machine is fetched for it, and standard input is left alone.
    let request = LoadRequest {
        working_dir: context.working_dir.clone(),
        known_env_files: context.known_env_files.clone(),
        ..load_request(&context.global, &context.settings, &context.environment, LoadOptions::default())
    };
    let tool = format!("docker {}", invocation.name);
    let loaded = loader::load(&request).and_then(|loaded| loaded.into_project(&[], true));
    let text = match loaded {
        Err(LoadError::Discover(_)) => String::new(),
        Err(_) => format!("\nProject   cannot be read: {tool} config -q says why\n"),
        Ok((project, _warnings)) => {
            let listed = tokio::time::timeout(PATIENCE, containers(&context, &project)).await;
            lines(&project, listed.ok().flatten().as_deref(), &tool)
        }
    };
    text.lines().for_each(|line| context.ui.outside(line));
}

async fn containers(context: &Context, project: &Project) -> Option<Vec<ObservedContainer>> {
    let filter = ContainerFilter { all: true, ..ContainerFilter::of_project(&project.name) };
    context.engine().await.ok()?.list_containers(&filter).await.ok()
}

/// `None`: no engine answers.
fn lines(project: &Project, containers: Option<&[ObservedContainer]>, tool: &str) -> String {
    let first = project.compose_files.first().map(PathBuf::as_path);
    let file = first.map_or_else(String::new, |file| format!(", {}", file.display()));
    let total = project.services.len();
    let (state, next) = match containers {
        None => (format!("{}; no engine answers", plural(total, "service")), "version"),
        Some(containers) => {
            let running = project.services.keys().filter(|name| runs(name.as_str(), containers)).count();
            let next = match running {
                0 => "up -d",
                some if some < total => "up -d   (or: ps -a, logs)",
                _all => "ps   (or: logs -f, down)",
            };
            let state = std::iter::once(format!("{running} of {} running", plural(total, "service")));
            (state.chain(troubles(project, containers)).collect::<Vec<_>>().join("; "), next)
        }
    };
    format!("\nProject   {}{file}\nState     {state}\nNext      {tool} {next}\n", project.name)
}

fn of<'a>(service: &str, containers: &'a [ObservedContainer]) -> impl Iterator<Item = &'a ObservedContainer> {
    let is_own = move |container: &&ObservedContainer| {
        !container.is_one_off() && container.service().is_some_and(|name| name.as_str() == service)
    };
    containers.iter().filter(is_own)
}

fn runs(service: &str, containers: &[ObservedContainer]) -> bool {
    of(service, containers).any(ObservedContainer::is_running)
}

/// What somebody would look at first, at most three of it.
fn troubles(project: &Project, containers: &[ObservedContainer]) -> Vec<String> {
    let all = project.services.keys().flat_map(|name| of(name.as_str(), containers)).filter_map(|container| {
        let name = container.name.as_str();
        match container.exit_code().filter(|code| *code != 0 && !container.is_running()) {
            Some(code) => Some(format!("{name} exited with {code}")),
            None => (container.is_running() && container.health() == Some(Health::Unhealthy))
                .then(|| format!("{name} is unhealthy")),
        }
    });
    let mut all: Vec<String> = all.collect();
    if all.len() > 3 {
        let more = all.len() - 2;
        all.truncate(2);
        all.push(format!("{more} more"));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::labels;
    use crate::model::observed::ContainerState;
    use crate::model::service::Service;

    fn project() -> Project {
        let services =
            ["cache", "db", "web"].map(|name| (name.into(), Service { name: name.into(), ..Service::default() }));
        Project {
            name: "shop".to_owned(),
            compose_files: vec![PathBuf::from("/srv/shop/compose.yaml")],
            services: services.into(),
            ..Project::default()
        }
    }

    fn container(service: &str, state: ContainerState, status: &str) -> ObservedContainer {
        ObservedContainer {
            name: format!("shop_{service}_1"),
            state,
            status: status.to_owned(),
            labels: [(labels::SERVICE.to_owned(), service.to_owned())].into(),
            ..ObservedContainer::default()
        }
    }

    #[test]
    fn three_lines_tell_how_it_is() {
        let told = |containers: Option<&[ObservedContainer]>| lines(&project(), containers, "docker rcompose");
        assert_eq!(
            told(Some(&[])),
            "\nProject   shop, /srv/shop/compose.yaml\nState     0 of 3 services running\nNext      docker rcompose up -d\n"
        );
        let some = [
            container("web", ContainerState::Running, "Up 3 minutes (unhealthy)"),
            container("db", ContainerState::Exited, "Exited (137) 1 second ago"),
        ];
        let text = told(Some(&some));
        let state = "State     1 of 3 services running; shop_db_1 exited with 137; shop_web_1 is unhealthy\n";
        assert!(text.contains(state), "{text}");
        assert!(told(None).contains("State     3 services; no engine answers\n"));
    }
}
