//! `ls`: the projects of an engine, from labels alone.

use std::collections::BTreeMap;

use regex_lite::Regex;

use super::context::Context;
use crate::cli::args::ls::LsArgs;
use crate::cli::values::Filter;
use crate::engine::{ContainerFilter, Engine};
use crate::error::{Error, Exit};
use crate::model::labels;
use crate::model::observed::ObservedContainer;
use crate::ui::format::PlainFormat;
use crate::ui::table::{Layout, Table};

/// A project as its containers tell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct ListedProject {
    /// How many containers are in which state.
    states: BTreeMap<String, usize>,
    config_files: String,
}

pub(crate) async fn run(context: &Context, args: &LsArgs) -> Result<Exit, Error> {
    let format = PlainFormat::parse(&args.format).map_err(|error| Error::from_source(&error))?;
    let names = args.filter.iter().map(name_pattern).collect::<Result<Vec<_>, _>>()?;
    let filter = ContainerFilter {
        all: args.all,
        labels: vec![labels::PROJECT.to_owned(), labels::CONFIG_HASH.to_owned()],
        ..ContainerFilter::default()
    };
    let containers = context.engine().await?.list_containers(&filter).await?;
    let projects: Vec<(String, ListedProject)> = projects(&containers)
        .into_iter()
        .filter(|(name, _)| names.iter().all(|pattern| pattern.is_match(name)))
        .collect();
    if args.quiet {
        for (name, _) in &projects {
            context.ui.line(name);
        }
    } else if format == PlainFormat::Json {
        let list: Vec<_> = projects
            .iter()
            .map(|(name, project)| {
                serde_json::json!({"Name": name, "Status": project.status(), "ConfigFiles": project.config_files})
            })
            .collect();
        context.ui.line(&serde_json::Value::from(list).to_string());
    } else {
        let mut table = Table::new(Layout::WIDE, &["NAME", "STATUS", "CONFIG FILES"]);
        for (name, project) in projects {
            table.row(vec![name, project.status(), project.config_files]);
        }
        table.print(&context.ui);
    }
    Ok(Exit::Success)
}

/// `name=PATTERN` is a regular expression that has to fit somewhere.
fn name_pattern(filter: &Filter) -> Result<Regex, Error> {
    if filter.name != "name" {
        return Err(Error::failed(format!("invalid filter '{}'", filter.name)));
    }
    Regex::new(&filter.value).map_err(|error| Error::failed(format!("invalid filter 'name={}': {error}", filter.value)))
}

fn projects(containers: &[ObservedContainer]) -> BTreeMap<String, ListedProject> {
    let mut projects: BTreeMap<String, ListedProject> = BTreeMap::new();
    for container in containers {
        let Some(name) = container.label(labels::PROJECT) else { continue };
        let project = projects.entry(name.to_owned()).or_default();
        *project.states.entry(container.state.as_str().to_owned()).or_default() += 1;
        if project.config_files.is_empty() {
            container.label(labels::CONFIG_FILES).unwrap_or_default().clone_into(&mut project.config_files);
        }
    }
    for project in projects.values_mut().filter(|project| project.config_files.is_empty()) {
        "N/A".clone_into(&mut project.config_files);
    }
    projects
}

impl ListedProject {
    /// `exited(1), running(2)`.
    fn status(&self) -> String {
        self.states.iter().map(|(state, count)| format!("{state}({count})")).collect::<Vec<_>>().join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::observed::ContainerState;

    #[test]
    fn states_are_counted_by_project() {
        let container = |project: &str, state, files: Option<&str>| ObservedContainer {
            state,
            labels: [(labels::PROJECT, Some(project)), (labels::CONFIG_FILES, files)]
                .into_iter()
                .filter_map(|(key, value)| Some((key.to_owned(), value?.to_owned())))
                .collect(),
            ..ObservedContainer::default()
        };
        let listed = projects(&[
            container("b", ContainerState::Running, Some("/b/compose.yaml")),
            container("a", ContainerState::Running, None),
            container("b", ContainerState::Exited, None),
            container("b", ContainerState::Running, None),
        ]);
        let rows: Vec<_> = listed.iter().map(|(n, p)| (n.as_str(), p.status(), p.config_files.as_str())).collect();
        assert_eq!(
            rows,
            [("a", "running(1)".to_owned(), "N/A"), ("b", "exited(1), running(2)".to_owned(), "/b/compose.yaml")]
        );
    }
}
