//! Services of providers: brought up before anything else, since what they tell belongs to the services that use them.

use std::path::PathBuf;

use super::context::Context;
use crate::error::{Error, chain};
use crate::executor::error::ExecuteError;
use crate::executor::provider::Call;
use crate::model::ids::ServiceName;
use crate::model::project::Project;
use crate::plan::order;
use crate::session::plugins::Programs;
use crate::session::provider::{ProviderPrograms, Variable};

/// Where docker looks for plugins after the user's own folders.
const SYSTEM_FOLDERS: [&str; 4] = [
    "/usr/local/lib/docker/cli-plugins",
    "/usr/local/libexec/docker/cli-plugins",
    "/usr/lib/docker/cli-plugins",
    "/usr/libexec/docker/cli-plugins",
];

pub(super) fn programs<'a>(context: &Context, project: &'a Project, debug: &'a dyn Fn(&str)) -> ProviderPrograms<'a> {
    ProviderPrograms { project: &project.name, programs: installed(context, project), debug }
}

/// Programs see the variables of the project, and speak to the same engine as we do.
pub(super) fn installed(context: &Context, project: &Project) -> Programs {
    let extra = context.docker_config();
    let extra = extra["cliPluginsExtraDirs"].as_array().into_iter().flatten();
    let mut plugin_folders: Vec<PathBuf> = extra.filter_map(|folder| folder.as_str().map(PathBuf::from)).collect();
    plugin_folders.push(context.config_dir().join("cli-plugins"));
    plugin_folders.extend(SYSTEM_FOLDERS.map(PathBuf::from));
    let mut variables = context.environment.clone();
    variables.extend(project.environment.clone());
    let flags = [("DOCKER_HOST", context.docker.host.first()), ("DOCKER_CONTEXT", context.docker.context.as_ref())];
    variables.extend(flags.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?.clone()))));
    Programs { plugin_folders, variables, working_dir: context.working_dir.clone() }
}

/// Has all services of providers brought up, dependencies first, and gives their dependents the variables that they set.
pub(super) async fn provide(context: &Context, project: &mut Project) -> Result<(), Error> {
    let provided = |name: &&ServiceName| project.services[*name].provider.is_some();
    let names: Vec<ServiceName> = order::in_order(project).into_iter().filter(provided).cloned().collect();
    if names.is_empty() {
        return Ok(());
    }
    if context.global.dry_run {
        for name in names {
            context.would(&format!("have {name} brought up by its provider"));
        }
        context.ui.warn("a dry run does not know the variables of providers: services that use them may look changed");
        return Ok(());
    }
    let progress = context.ui.progress("up");
    let debug = |text: &str| context.ui.debug(text);
    for name in names {
        let asked = async {
            let programs = programs(context, project, &debug);
            programs.ask(&project.services[&name], Call::Up, &progress).await
        };
        let variables = context.interruptible(asked).await?.map_err(|source| {
            let error = ExecuteError::Provider { service: name.clone(), source };
            Error::failed(chain(&error))
        })?;
        for warning in hand_on(project, &name, &variables) {
            context.ui.warn(&warning);
        }
    }
    progress.finish();
    Ok(())
}

/// Gives the variables to the services that depend on `name`; what they overwrite is worth a warning.
fn hand_on(project: &mut Project, name: &ServiceName, variables: &[Variable]) -> Vec<String> {
    let mut warnings = Vec::new();
    let prefix = name.as_str().to_uppercase();
    let dependents = project.services.values_mut().filter(|service| service.depends_on.contains_key(name));
    for service in dependents {
        for variable in variables {
            let (key, value) = match variable {
                Variable::Prefixed(key, value) => (format!("{prefix}_{key}"), value),
                Variable::Raw(key, value) => (key.clone(), value),
            };
            let old = service.environment.0.insert(key.clone(), Some(value.clone()));
            if matches!(variable, Variable::Raw(..)) && old.is_some_and(|old| old.as_ref() != Some(value)) {
                let user = &service.name;
                warnings.push(format!("service \"{user}\": the provider of \"{name}\" overrides the variable {key}"));
            }
        }
    }
    warnings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::service::{Dependency, Service};

    #[test]
    fn dependents_get_the_variables_and_others_do_not() {
        let service = |name: &str, depends: bool| {
            let mut service = Service { name: name.into(), ..Service::default() };
            service.environment.0.insert("TOKEN".to_owned(), Some("own".to_owned()));
            if depends {
                service.depends_on.insert("my-db".into(), Dependency::default());
            }
            (ServiceName::from(name), service)
        };
        let services = [service("web", true), service("other", false)].into();
        let mut project = Project { services, ..Project::default() };
        let variables = [
            Variable::Prefixed("URL".to_owned(), "x://y".to_owned()),
            Variable::Raw("REGION".to_owned(), "here".to_owned()),
            Variable::Raw("TOKEN".to_owned(), "theirs".to_owned()),
        ];
        let warnings = hand_on(&mut project, &"my-db".into(), &variables);
        assert_eq!(warnings, ["service \"web\": the provider of \"my-db\" overrides the variable TOKEN"]);
        let list = |name: &str| project.services[name].environment.to_list();
        assert_eq!(list("web"), ["MY-DB_URL=x://y", "REGION=here", "TOKEN=theirs"]);
        assert_eq!(list("other"), ["TOKEN=own"]);
    }
}
