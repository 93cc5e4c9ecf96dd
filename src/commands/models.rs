//! AI models of a project: brought into place by docker's plugin for them, and told to the services that use them.

use serde::Deserialize;
use tokio::io::{AsyncBufReadExt, BufReader};

use super::context::Context;
use super::provider;
use crate::error::Error;
use crate::event::{Event, EventSink, Resource, Status, Verb};
use crate::model::project::{Model, Project};
use crate::model::service::Service;
use crate::session::plugins::Programs;

/// From this version of the plugin on `configure` takes flags for the runtime.
const TAKES_RUNTIME_FLAGS: [u64; 3] = [1, 0, 6];

/// Pulls and configures the models that the services use, and gives the services their variables.
pub(super) async fn provide(context: &Context, project: &mut Project) -> Result<(), Error> {
    let used = project.services.values().flat_map(|service| service.models.keys());
    let used: std::collections::BTreeSet<String> = used.cloned().collect();
    let models: Vec<(String, Model)> =
        project.models.iter().filter(|(name, _)| used.contains(*name)).map(|(n, m)| (n.clone(), m.clone())).collect();
    if models.is_empty() {
        return Ok(());
    }
    let programs = provider::installed(context, project);
    let plugin = Plugin::find(&programs)?;
    let endpoint = context.interruptible(plugin.endpoint()).await??;
    for service in project.services.values_mut() {
        tell(service, &project.models, &endpoint);
    }
    if context.global.dry_run {
        for (_, model) in &models {
            context.would(&format!("model {}", model.model));
        }
        return Ok(());
    }
    let progress = context.ui.progress("up");
    let work = async {
        let present = plugin.present().await?;
        for (name, model) in &models {
            plugin.bring(name, model, present.contains(&model.model), &progress).await?;
        }
        Ok(())
    };
    let done: Result<(), Error> = context.interruptible(work).await?;
    progress.finish();
    done
}

/// `<REF>_MODEL` and `<REF>_URL`, or what the service calls them.
fn tell(service: &mut Service, models: &std::collections::BTreeMap<String, Model>, endpoint: &str) {
    for (reference, names) in &service.models {
        let Some(model) = models.get(reference) else { continue };
        let prefix = reference.to_uppercase().replace('-', "_");
        let own = |name: Option<&String>, suffix: &str| {
            name.filter(|name| !name.is_empty()).cloned().unwrap_or_else(|| format!("{prefix}_{suffix}"))
        };
        let model_variable = own(names.as_ref().map(|names| &names.model_var), "MODEL");
        let endpoint_variable = own(names.as_ref().map(|names| &names.endpoint_var), "URL");
        service.environment.0.insert(model_variable, Some(model.model.clone()));
        service.environment.0.insert(endpoint_variable, Some(endpoint.to_owned()));
    }
}

/// docker's plugin for models.
struct Plugin<'a> {
    programs: &'a Programs,
    path: std::path::PathBuf,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Present {
    tags: Option<Vec<String>>,
}

impl<'a> Plugin<'a> {
    fn find(programs: &'a Programs) -> Result<Self, Error> {
        let path = programs.plugin("model").ok_or_else(|| {
            Error::failed("'models' support requires Docker Model plugin")
                .with_hint("install the plugin docker-model, or take `models` out of the services")
        })?;
        Ok(Self { programs, path })
    }

    /// Where models answer.
    async fn endpoint(&self) -> Result<String, Error> {
        let output = self.output(&["status", "--json"]).await?;
        let endpoint = serde_json::from_slice::<serde_json::Value>(&output).ok();
        let endpoint = endpoint.and_then(|status| Some(status["endpoint"].as_str()?.to_owned()));
        endpoint.ok_or_else(|| Error::failed("docker model status does not tell where models answer"))
    }

    /// The tags of the models that are there.
    async fn present(&self) -> Result<Vec<String>, Error> {
        let output = self.output(&["ls", "--json"]).await?;
        let listed: Vec<Present> = serde_json::from_slice(&output)
            .map_err(|error| Error::failed(format!("failed to unmarshal available models: {error}")))?;
        Ok(listed.into_iter().flat_map(|model| model.tags.unwrap_or_default()).collect())
    }

    async fn bring(&self, name: &str, model: &Model, present: bool, sink: &dyn EventSink) -> Result<(), Error> {
        let name = if model.name.is_empty() { name } else { &model.name };
        let event = |verb, status| Event::new(Resource::Model(name.to_owned()), verb, status);
        let told = |verb, error: Error| {
            sink.emit(event(verb, Status::Error).with_detail(error.messages.join(" ")));
            error
        };
        if !present {
            sink.emit(event(Verb::Pull, Status::Working));
            let show = |line: &str| sink.emit(event(Verb::Pull, Status::Working).with_detail(line));
            self.run(&["pull".to_owned(), model.model.clone()], show).await.map_err(|error| told(Verb::Pull, error))?;
            sink.emit(event(Verb::Pull, Status::Done));
        }
        sink.emit(event(Verb::Configure, Status::Working));
        let flags = !model.runtime_flags.is_empty() && self.takes_runtime_flags().await;
        self.run(&configuration(model, flags), |_| {}).await.map_err(|error| told(Verb::Configure, error))?;
        sink.emit(event(Verb::Configure, Status::Done));
        Ok(())
    }

    async fn takes_runtime_flags(&self) -> bool {
        let Ok(output) = self.output(&["docker-cli-plugin-metadata"]).await else { return false };
        let metadata: serde_json::Value = serde_json::from_slice(&output).unwrap_or_default();
        metadata["Version"].as_str().is_some_and(|version| numbers(version) >= TAKES_RUNTIME_FLAGS)
    }

    async fn output(&self, words: &[&str]) -> Result<Vec<u8>, Error> {
        let words: Vec<String> = words.iter().map(|&word| word.to_owned()).collect();
        let output = self.programs.command(&self.path, &words).output().await?;
        if output.status.success() { Ok(output.stdout) } else { Err(failed(&words, &output.stderr)) }
    }

    async fn run(&self, words: &[String], show: impl Fn(&str)) -> Result<(), Error> {
        let mut child = self.programs.command(&self.path, words).spawn()?;
        let stdout = child.stdout.take().expect("it is ours to read");
        let shown = async {
            let mut lines = BufReader::new(stdout).lines();
            // What is no text is nothing to show.
            while let Ok(Some(line)) = lines.next_line().await {
                if !line.trim().is_empty() {
                    show(line.trim());
                }
            }
        };
        let (output, ()) = tokio::join!(child.wait_with_output(), shown);
        let output = output?;
        if output.status.success() { Ok(()) } else { Err(failed(words, &output.stderr)) }
    }
}

/// The command line of `configure`.
fn configuration(model: &Model, takes_runtime_flags: bool) -> Vec<String> {
    let mut words = vec!["configure".to_owned()];
    if model.context_size > 0 {
        words.extend(["--context-size".to_owned(), model.context_size.to_string()]);
    }
    words.push(model.model.clone());
    if takes_runtime_flags {
        words.push("--".to_owned());
        words.extend_from_slice(&model.runtime_flags);
    }
    words
}

/// `v1.0.6-rc1` as numbers.
fn numbers(version: &str) -> [u64; 3] {
    let version = version.trim_start_matches('v');
    let core = version.split(['-', '+']).next().unwrap_or_default();
    let mut parts = core.split('.').map(|part| part.parse().unwrap_or(0));
    [(); 3].map(|()| parts.next().unwrap_or(0))
}

fn failed(words: &[String], stderr: &[u8]) -> Error {
    let said = String::from_utf8_lossy(stderr);
    let said = said.trim();
    let colon = if said.is_empty() { "" } else { ": " };
    Error::failed(format!("docker model {} failed{colon}{said}", words.join(" ")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::service::ServiceModel;

    #[test]
    fn services_hear_of_their_models_by_the_names_that_they_chose() {
        let named =
            ServiceModel { endpoint_var: "WHERE".to_owned(), model_var: "WHICH".to_owned(), ..ServiceModel::default() };
        let models = [("my-llm".to_owned(), None), ("other".to_owned(), Some(named))].into();
        let mut service = Service { models, ..Service::default() };
        let model = |model: &str| Model { model: model.to_owned(), ..Model::default() };
        let models = [("my-llm".to_owned(), model("ai/a")), ("other".to_owned(), model("ai/b"))].into();
        tell(&mut service, &models, "http://here");
        let expected = ["MY_LLM_MODEL=ai/a", "MY_LLM_URL=http://here", "WHERE=http://here", "WHICH=ai/b"];
        assert_eq!(service.environment.to_list(), expected);
    }

    #[test]
    fn flags_of_the_runtime_go_to_plugins_that_take_them() {
        let flags = ["--top".to_owned(), "1".to_owned()];
        let model =
            Model { model: "ai/a".to_owned(), context_size: 4096, runtime_flags: flags.to_vec(), ..Model::default() };
        assert_eq!(configuration(&model, true).join(" "), "configure --context-size 4096 ai/a -- --top 1");
        assert_eq!(configuration(&model, false).join(" "), "configure --context-size 4096 ai/a");
        assert!(numbers("v1.0.6") >= TAKES_RUNTIME_FLAGS && numbers("1.1") >= TAKES_RUNTIME_FLAGS);
        assert!(numbers("v1.0.5") < TAKES_RUNTIME_FLAGS && numbers("junk") < TAKES_RUNTIME_FLAGS);
    }
}
