//! What every command works with: flags, one snapshot of the process's surroundings, the user interface, interruptions,
//! and the engine, which is connected to when it is first needed.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;

use tokio::sync::OnceCell;

use super::findings::Findings;
use super::named;
use crate::cli::settings::Settings;
use crate::cli::shared::{DockerFlags, GlobalArgs};
use crate::engine::connect::{ConnectRequest, connect};
use crate::engine::credentials::Keyring;
use crate::engine::docker::DockerEngine;
use crate::engine::observe::{ObserveRequest, complete_containers, observe};
use crate::error::{Error, Exit, chain};
use crate::loader::diagnostic::Diagnostic;
use crate::loader::discover::DiscoverError;
use crate::loader::origins::Origins;
use crate::loader::request::{LoadOptions, LoadRequest};
use crate::loader::{self, LoadError, Loaded};
use crate::model::observed::Observed;
use crate::model::project::Project;
use crate::model::span::SourceFile;
use crate::model::suggest;
use crate::plan;
use crate::remote::Remotes;
use crate::session::signals::Interrupts;
use crate::ui::Ui;
use crate::ui::prompt::Question;

pub(crate) struct Context {
    pub(crate) docker: DockerFlags,
    pub(crate) global: GlobalArgs,
    pub(crate) settings: Settings,
    /// The variables of the process.
    pub(crate) environment: BTreeMap<String, String>,
    /// Those and the ones of the project's `.env`.
    pub(crate) project_environment: BTreeMap<String, String>,
    /// The env files that were read for them.
    pub(crate) known_env_files: Vec<Rc<SourceFile>>,
    pub(crate) working_dir: PathBuf,
    pub(crate) ui: Ui,
    pub(super) findings: Findings,
    pub(crate) interrupts: Interrupts,
    pub(crate) engine: OnceCell<DockerEngine>,
    pub(crate) keyring: std::cell::OnceCell<Arc<Keyring>>,
    pub(crate) remotes: std::cell::OnceCell<Rc<Remotes>>,
}

/// How much a command wants to see of what a project has. Each kind costs a request.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Look {
    Containers,
    /// Containers and what is taken away after them.
    Removable {
        volumes: bool,
    },
    /// Also what is not the project's own, but named by it.
    Resources,
}

/// The project of a command that can do without the file.
pub(crate) struct Target {
    pub(crate) project: Project,
    /// What was looked at; without images.
    pub(crate) observed: Observed,
    /// None: it was put together from labels; there is no file, or it was not read.
    pub(crate) origins: Option<Origins>,
}

/// What flags and variables ask of the loader, but for the working folder and standard input.
pub(super) fn load_request(
    global: &GlobalArgs,
    settings: &Settings,
    environment: &BTreeMap<String, String>,
    options: LoadOptions,
) -> LoadRequest {
    LoadRequest {
        files: global.file.clone(),
        working_dir: PathBuf::new(),
        project_directory: settings.project_directory.as_ref().map(PathBuf::from),
        project_name: global.project_name.clone(),
        env_files: settings.env_files.clone(),
        known_env_files: Vec::new(),
        profiles: global.profile.clone(),
        environment: environment.clone(),
        stdin: None,
        compatibility: settings.compatibility,
        options,
        remotes: loader::request::Remotes::default(),
    }
}

/// The folder of docker's configuration, as the flag or the environment names it.
pub(super) fn config_dir(flag: Option<&str>, environment: &BTreeMap<String, String>) -> PathBuf {
    let variable = |key: &str| environment.get(key).map(String::as_str).filter(|value| !value.is_empty());
    match flag.or_else(|| variable("DOCKER_CONFIG")) {
        Some(folder) => PathBuf::from(folder),
        None => PathBuf::from(variable("HOME").unwrap_or("/")).join(".docker"),
    }
}

impl Context {
    /// A variable of the process that is set and not empty.
    pub(crate) fn variable(&self, key: &str) -> Option<&str> {
        self.environment.get(key).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// The folder of docker's configuration.
    pub(crate) fn config_dir(&self) -> PathBuf {
        self.working_dir.join(config_dir(self.docker.config.as_deref(), &self.environment))
    }

    /// Says warnings about files.
    pub(crate) fn say(&self, warnings: &[Diagnostic]) {
        self.findings.warn(warnings, &self.ui, &self.working_dir);
    }

    /// Data to a file that the user named, or to standard output.
    pub(crate) fn write_data(&self, output: Option<&str>, text: &str) -> Result<Exit, Error> {
        match output {
            Some(path) => {
                let path = self.working_dir.join(path);
                std::fs::write(&path, text)
                    .map_err(|error| Error::failed(format!("cannot write {}: {error}", path.display())))?;
            }
            None => self.ui.print(text),
        }
        Ok(Exit::Success)
    }

    pub(crate) fn load_request(&self, options: LoadOptions) -> Result<LoadRequest, Error> {
        let reads_stdin = self.global.file.iter().any(|file| file == "-");
        let stdin = reads_stdin.then(|| std::io::read_to_string(std::io::stdin())).transpose()?;
        let request = load_request(&self.global, &self.settings, &self.environment, options);
        let known_env_files = self.known_env_files.clone();
        let remotes = Rc::clone(self.remotes());
        let fetch = move |reference: &str| remotes.fetch(reference).map_err(|error| chain(&error));
        let remotes = loader::request::Remotes::new(fetch);
        Ok(LoadRequest { working_dir: self.working_dir.clone(), stdin, known_env_files, remotes, ..request })
    }

    /// `config.json` of docker's configuration folder. One that is not there or cannot be read says nothing.
    pub(crate) fn docker_config(&self) -> serde_json::Value {
        let text = std::fs::read_to_string(self.config_dir().join("config.json")).unwrap_or_default();
        serde_json::from_str(&text).unwrap_or_default()
    }

    /// The format that was asked for, else the one that docker's configuration has under this key, else none.
    pub(crate) fn format(&self, given: Option<&str>, key: &str) -> String {
        let configured = || self.docker_config()[key].as_str().map(str::to_owned);
        given.filter(|format| !format.is_empty()).map(str::to_owned).or_else(configured).unwrap_or_default()
    }

    /// Reads the files; says their warnings.
    pub(crate) fn load(&self, options: LoadOptions) -> Result<Loaded, Error> {
        let loaded = loader::load(&self.load_request(options)?);
        self.after_fetching()?;
        let loaded = loaded?;
        self.say(&loaded.warnings);
        Ok(loaded)
    }

    /// The project, cut to the named services and, if asked for, what they depend on.
    pub(crate) fn project(&self, services: &[String], dependencies: bool) -> Result<Project, Error> {
        Ok(self.try_load(services, dependencies)??.0)
    }

    /// The project, to make containers of; and where everything in it was written.
    pub(crate) fn project_with_origins(
        &self,
        services: &[String],
        dependencies: bool,
    ) -> Result<(Project, Origins), Error> {
        let (project, origins) = self.try_load(services, dependencies)??;
        origins.unique_names(&project)?;
        Ok((project, origins))
    }

    /// The inner error is one of loading: without a file some commands can go on.
    fn try_load(
        &self,
        services: &[String],
        dependencies: bool,
    ) -> Result<Result<(Project, Origins), LoadError>, Error> {
        let options = LoadOptions {
            keep_unused: self.global.all_resources,
            strict: self.settings.strict,
            ..LoadOptions::default()
        };
        let request = self.load_request(options)?;
        let loaded = loader::load(&request);
        self.after_fetching()?;
        let loaded = match loaded {
            Ok(loaded) => loaded,
            Err(error) => return Ok(Err(error)),
        };
        self.say(&loaded.warnings);
        self.say_unknown_profiles(&loaded.project);
        let origins = loaded.origins();
        Ok(loaded.into_project(services, dependencies).map(|(project, warnings)| {
            self.say(&warnings);
            (project, origins)
        }))
    }

    /// A profile that no service has is nothing wrong, since it may be meant for another project; a misspelt one is.
    fn say_unknown_profiles(&self, project: &Project) {
        let services = project.services.values().chain(project.disabled_services.values());
        let known: BTreeSet<&str> = services.flat_map(|service| &service.profiles).map(String::as_str).collect();
        for profile in self.global.profile.iter().filter(|profile| !known.contains(profile.as_str())) {
            if let Some(near) = suggest::nearest(profile, known.iter().copied()) {
                self.ui.warn(&format!("no service has the profile \"{profile}\": {}", suggest::hint_at(near)));
            }
        }
    }

    /// The name of a project of which no file is to be read: `-p` without `-f`.
    pub(crate) fn name_alone(&self) -> Option<String> {
        let name = self.global.project_name.as_deref().filter(|name| !name.is_empty())?;
        self.global.file.is_empty().then(|| name.to_lowercase())
    }

    /// `COMPOSE_PROJECT_NAME` of the process or of `.env`.
    fn name_of_environment(&self) -> Option<&str> {
        self.project_environment.get("COMPOSE_PROJECT_NAME").map(String::as_str).filter(|name| !name.is_empty())
    }

    /// The project, or its name alone where no file is to be read or none is found.
    pub(crate) fn project_or_name(
        &self,
        services: &[String],
        dependencies: bool,
    ) -> Result<Result<Project, String>, Error> {
        Ok(self.loaded_or_name(services, dependencies)?.map(|(project, _origins)| project))
    }

    /// The name of the project, whose services these have to be where a file is to be read.
    pub(crate) fn name_with(&self, services: &[String]) -> Result<String, Error> {
        Ok(self.project_or_name(services, false)?.map_or_else(|name| name, |project| project.name))
    }

    fn loaded_or_name(
        &self,
        services: &[String],
        dependencies: bool,
    ) -> Result<Result<(Project, Origins), String>, Error> {
        if let Some(name) = self.name_alone() {
            return Ok(Err(name));
        }
        match self.try_load(services, dependencies)? {
            Ok(project) => Ok(Ok(project)),
            Err(error @ LoadError::Discover(DiscoverError::NoFile)) => match self.name_of_environment() {
                Some(name) => Ok(Err(name.to_lowercase())),
                None => Err(Error::from(error).with_hint("or name a project that exists with -p")),
            },
            Err(error) => Err(error.into()),
        }
    }

    /// The project and its state, for commands that work without the file too: with `-p` alone it is not read at all.
    /// It has the named services, but for those that it has with their containers only.
    pub(crate) async fn target(&self, services: &[String], look: Look) -> Result<Target, Error> {
        let target = self.target_of_what_is_left(services, look).await?;
        let unknown = |name: &&String| !target.project.services.contains_key(name.as_str());
        match services.iter().find(unknown).filter(|_| target.origins.is_none()) {
            Some(name) => Err(named::not_in(&target.project, name)),
            None => Ok(target),
        }
    }

    /// The same, but without a file the named services need not be there any more.
    pub(crate) async fn target_of_what_is_left(&self, services: &[String], look: Look) -> Result<Target, Error> {
        let name = match self.loaded_or_name(services, true)? {
            Ok((project, origins)) => {
                let observed = self.look(&project, look).await?;
                return Ok(Target { project, observed, origins: Some(origins) });
            }
            Err(name) => name,
        };
        let observed = self.look(&Project { name: name.clone(), ..Project::default() }, look).await?;
        let project = plan::from_labels(&name, &observed);
        Ok(Target { project, observed, origins: None })
    }

    /// The project's name alone, for commands that ask the engine for the rest.
    pub(crate) fn project_name(&self) -> Result<String, Error> {
        let given = self.global.project_name.as_deref().filter(|name| !name.is_empty());
        if let Some(name) = given.or_else(|| self.name_of_environment()) {
            return Ok(name.to_lowercase());
        }
        let name = loader::project_name(&self.load_request(LoadOptions::default())?);
        self.after_fetching()?;
        Ok(name?)
    }

    /// What is not done, because of `--dry-run`.
    pub(crate) fn would(&self, what: &str) {
        self.ui.status(&format!("DRY-RUN MODE - {what}"));
    }

    /// Asks, unless the user has said yes to everything.
    pub(crate) async fn confirm(&self, question: Question<'_>, yes: bool) -> Result<bool, Error> {
        if yes {
            return Ok(true);
        }
        let answer = self.interruptible(self.ui.confirm(question)).await;
        if answer.is_err() {
            // The question stands in a line that nobody has ended.
            self.ui.print("\n");
        }
        answer
    }

    /// Work that is given up at an interruption: of a pull or a build the engine sees that nobody listens any more.
    pub(crate) async fn interruptible<T>(&self, work: impl Future<Output = T>) -> Result<T, Error> {
        tokio::select! {
            result = work => Ok(result),
            () = self.interrupts.first() => Err(Error::cancelled()),
        }
    }

    /// Where files of other machines come from.
    pub(crate) fn remotes(&self) -> &Rc<Remotes> {
        self.remotes.get_or_init(|| {
            let insecure = self.global.insecure_registry.clone();
            Rc::new(Remotes::new(self.config_dir(), self.environment.clone(), insecure))
        })
    }

    fn after_fetching(&self) -> Result<(), Error> {
        self.remotes().complaints().iter().for_each(|complaint| self.ui.warn(complaint));
        if self.remotes().was_interrupted() { Err(Error::cancelled()) } else { Ok(()) }
    }

    /// The user's credentials for registries.
    pub(crate) fn keyring(&self) -> &Arc<Keyring> {
        self.keyring.get_or_init(|| Arc::new(Keyring::open(&self.config_dir(), &self.environment)))
    }

    /// What is wrong with them; each thing once.
    pub(crate) fn say_complaints(&self) {
        self.keyring().complaints().iter().for_each(|complaint| self.ui.warn(complaint));
    }

    /// Connects on the first call.
    pub(crate) async fn engine(&self) -> Result<&DockerEngine, Error> {
        let connect = || async {
            let request = ConnectRequest {
                host: self.docker.host.first().cloned(),
                context: self.docker.context.clone(),
                tls: self.docker.tls,
                tlsverify: self.docker.tlsverify,
                tlscacert: self.docker.tlscacert.clone(),
                tlscert: self.docker.tlscert.clone(),
                tlskey: self.docker.tlskey.clone(),
                config_dir: self.config_dir(),
                environment: &self.environment,
            };
            connect(&request).await.map_err(|error| Error::from_source(&error))
        };
        self.engine.get_or_try_init(connect).await
    }

    /// The state of everything that the project may touch.
    pub(crate) async fn observe(&self, project: &Project) -> Result<Observed, Error> {
        Ok(observe(self.engine().await?, &ObserveRequest::of(project)).await?)
    }

    /// The same, with more of the containers that somebody may have broken.
    pub(crate) async fn observe_closely(&self, project: &Project) -> Result<Observed, Error> {
        let mut observed = self.observe(project).await?;
        let ids = plan::closer_look(project, &observed);
        complete_containers(self.engine().await?, &mut observed, &ids).await?;
        Ok(observed)
    }

    /// Its containers alone.
    pub(crate) async fn observe_containers(&self, project: &Project) -> Result<Observed, Error> {
        self.look(project, Look::Containers).await
    }

    async fn look(&self, project: &Project, look: Look) -> Result<Observed, Error> {
        let all = ObserveRequest { images: BTreeSet::new(), ..ObserveRequest::of(project) };
        let request = match look {
            Look::Containers => ObserveRequest { networks: None, volumes: None, ..all },
            Look::Removable { volumes } => {
                ObserveRequest { networks: Some(BTreeSet::new()), volumes: all.volumes.filter(|_| volumes), ..all }
            }
            Look::Resources => all,
        };
        Ok(observe(self.engine().await?, &request).await?)
    }
}
