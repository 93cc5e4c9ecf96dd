//! Texts in memory, and what the loader and the conversion make of them.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::convert::container::{ContainerBody, ContainerFacts, Outside, body};
use crate::convert::endpoint::LinkTargets;
use crate::convert::{check, network, volume, warnings};
use crate::loader::diagnostic::Diagnostic;
use crate::loader::request::LoadRequest;
use crate::loader::source::memory::Memory;
use crate::loader::{LoadError, Loaded, load_from, render, yaml};
use crate::model::api_version::ApiVersion;
use crate::model::ids::{ContainerId, ServiceName};
use crate::model::json::to_value;
use crate::model::project::Project;
use crate::model::span::SourceFile;
use crate::plan::hash;

pub(super) const NEW: ApiVersion = ApiVersion(1, 51);
pub(super) const OLD: ApiVersion = ApiVersion(1, 41);

/// Files of the folder `/p`, with what a user gives besides: the project is called `p`.
#[derive(Clone)]
pub(super) struct Texts {
    files: BTreeMap<String, String>,
    given: Vec<String>,
    request: LoadRequest,
}

/// A project of the one file compose.yaml.
pub(super) fn file(text: &str) -> Texts {
    let request = LoadRequest {
        working_dir: "/p".into(),
        environment: [("HOME".to_owned(), "/home/u".to_owned()), ("SET".to_owned(), "set".to_owned())].into(),
        ..LoadRequest::default()
    };
    Texts { files: BTreeMap::new(), given: Vec::new(), request }.over_file("compose.yaml", text)
}

/// A project of the one service `a` of the image `x`; the attributes begin in line 4, column 5.
pub(super) fn service(attributes: &str) -> Texts {
    file(&service_text("    image: x\n", attributes))
}

fn service_text(first: &str, attributes: &str) -> String {
    let lines = attributes.lines().flat_map(|line| ["    ", line, "\n"]);
    format!("services:\n  a:\n{first}{}", lines.collect::<String>())
}

impl Texts {
    /// One more `-f` file.
    pub(super) fn over_file(mut self, name: &str, text: &str) -> Self {
        self.given.push(name.to_owned());
        self.beside(name, text)
    }

    /// One more `-f` file, over.yaml, with attributes of the service `a`; they begin in line 3, column 5.
    pub(super) fn over(self, attributes: &str) -> Self {
        self.over_file("over.yaml", &service_text("", attributes))
    }

    /// A file that the others may name.
    pub(super) fn beside(mut self, name: &str, text: &str) -> Self {
        self.files.insert(format!("/p/{name}"), text.to_owned());
        self
    }

    /// Top-level sections behind the services.
    pub(super) fn with(mut self, sections: &str) -> Self {
        let text = self.files.get_mut("/p/compose.yaml").expect("every project has it");
        text.push_str(sections);
        self
    }

    /// A variable of the environment.
    pub(super) fn variable(mut self, name: &str, value: &str) -> Self {
        self.request.environment.insert(name.to_owned(), value.to_owned());
        self
    }

    /// What a user asks otherwise.
    pub(super) fn asked(mut self, change: impl FnOnce(&mut LoadRequest)) -> Self {
        change(&mut self.request);
        self
    }

    fn load(&self) -> Result<(Loaded, Project, Vec<Diagnostic>), LoadError> {
        let files = Memory::new(self.files.iter().map(|(path, text)| (path.as_str(), text.as_str())));
        // The first file alone is found; several are given.
        let given = if self.given.len() > 1 { self.given.clone() } else { Vec::new() };
        let loaded = load_from(&LoadRequest { files: given, ..self.request.clone() }, &files)?;
        let (project, late) = loaded.clone().into_project_from(&[], true, &files)?;
        loaded.origins().unique_names(&project)?;
        let warnings = loaded.warnings.iter().cloned().chain(late).collect();
        Ok((loaded, project, warnings))
    }

    pub(super) fn project(&self) -> Project {
        match self.load() {
            Ok((_, project, _)) => project,
            Err(error) => panic!("{:#?}\nof {:#?}", lines(error), self.files),
        }
    }

    /// `file:line:column code message` of everything that is wrong. Files of the folder `/p` are called by their names,
    /// and what a schema's or a decoder's faults begin with is left out.
    pub(super) fn faults(&self) -> Vec<String> {
        match self.load() {
            Ok((_, project, _)) => panic!("a faulty file loaded: {:#?}\n{}", self.files, render::yaml(&project)),
            Err(error) => lines(error),
        }
    }

    /// The same of what is only warned about.
    pub(super) fn warnings(&self) -> Vec<String> {
        let (_, _, warnings) = self.load().unwrap_or_else(|error| panic!("{:#?}", lines(error)));
        warnings.iter().map(line).collect()
    }

    /// What `config` prints, as a value.
    pub(super) fn config(&self) -> Value {
        let text = render::yaml(&self.project());
        let documents = yaml::parse(&SourceFile::new("config", text)).expect("`config` prints YAML");
        documents[0].to_json()
    }

    /// A place in what `config` prints, as a JSON pointer; null where nothing is.
    pub(super) fn at(&self, pointer: &str) -> Value {
        self.config().pointer(pointer).cloned().unwrap_or_default()
    }

    /// An attribute of the service `a` in what `config` prints.
    pub(super) fn attribute(&self, name: &str) -> Value {
        self.config()["services"]["a"].get(name).cloned().unwrap_or_default()
    }

    /// What `config` prints is loaded again: the same model, and the same hashes.
    pub(super) fn reads_back(&self) {
        let first = self.project();
        let text = render::yaml(&first);
        let mut again = file(&text);
        again.files.extend(self.files.clone().into_iter().filter(|(path, _)| path != "/p/compose.yaml"));
        again.request = self.request.clone();
        let second = again.project();
        assert_eq!(render::yaml(&second), text);
        assert_eq!(contents(&second), contents(&first), "{text}");
        assert_eq!(hashes(&second), hashes(&first), "{text}");
    }

    /// The body that creates the first container of the service `a`, or what hinders it.
    pub(super) fn request(&self, version: ApiVersion) -> Result<ContainerBody, String> {
        let project = self.project();
        let id = |name: &ServiceName| (name.clone(), ContainerId(format!("id-of-{name}")));
        let name = |name: &ServiceName| (name.clone(), vec![format!("p_{name}_1")]);
        let link_targets: LinkTargets = project.services.keys().map(name).collect();
        let facts = ContainerFacts {
            name: "p_a_1",
            number: Some(1),
            labels: &BTreeMap::new(),
            inherited: &BTreeMap::new(),
            owners: &project.services.keys().map(id).collect(),
            link_targets: &link_targets,
            one_off: None,
            outside: &Outside::default(),
        };
        body(&project, &project.services["a"], &facts, version).map_err(|error| error.to_string())
    }

    /// A place in the JSON of that body; null where nothing is.
    pub(super) fn sent(&self, pointer: &str) -> Value {
        let body = self.request(NEW).unwrap_or_else(|error| panic!("{error}\nof {:#?}", self.files));
        to_value(&body.create).pointer(pointer).cloned().unwrap_or_default()
    }

    /// What would be refused before anything is created.
    pub(super) fn refused(&self, version: ApiVersion) -> Vec<String> {
        check::check(&self.project(), version, &Outside::default()).iter().map(ToString::to_string).collect()
    }

    /// What a request would leave out, so that the user is warned.
    pub(super) fn ignored(&self) -> Vec<String> {
        warnings::warnings(&self.project()).iter().map(ToString::to_string).collect()
    }

    /// The body that creates a network, without the tool's labels.
    pub(super) fn network_sent(&self, key: &str) -> Value {
        let project = self.project();
        let body = network::body(&project.name, key, &project.networks[key], "", NEW).expect("a network");
        without_own_labels(to_value(&body))
    }

    /// The same of a volume.
    pub(super) fn volume_sent(&self, key: &str) -> Value {
        let project = self.project();
        without_own_labels(to_value(&volume::body(&project.name, key, &project.volumes[key], "")))
    }
}

fn without_own_labels(mut body: Value) -> Value {
    if let Some(labels) = body.get_mut("Labels").and_then(Value::as_object_mut) {
        labels.retain(|label, _| !label.starts_with("com.docker.compose."));
    }
    body
}

/// All that the files say.
fn contents(project: &Project) -> Value {
    json!({
        "name": project.name, "services": to_value(&project.services), "networks": to_value(&project.networks),
        "volumes": to_value(&project.volumes), "secrets": to_value(&project.secrets),
        "configs": to_value(&project.configs), "models": to_value(&project.models), "x": to_value(&project.extensions),
    })
}

fn hashes(project: &Project) -> Vec<String> {
    let services = project.services.values().map(hash::service);
    let networks = project.networks.values().flat_map(|network| [hash::network(network), hash::network_v2(network)]);
    services.chain(networks).chain(project.volumes.values().map(hash::volume)).collect()
}

fn lines(error: LoadError) -> Vec<String> {
    match error {
        LoadError::Diagnostics(faults) => faults.iter().map(line).collect(),
        other => vec![other.to_string()],
    }
}

fn line(diagnostic: &Diagnostic) -> String {
    let position = diagnostic.span.as_ref().map_or_else(|| "-".to_owned(), crate::model::span::Span::position);
    let message = diagnostic.message.as_str();
    let message = match message.strip_prefix("validating ").and_then(|rest| rest.split_once(": ")) {
        Some((_, message)) => message,
        None => message,
    };
    let message = message.strip_prefix("decoding failed due to the following error(s):\n\n").unwrap_or(message);
    format!("{} {} {message}", position.trim_start_matches("/p/"), diagnostic.code)
}

// ---- tables: each row loads texts of its own, and all rows that differ are shown at once ----

/// A place in what `config` prints, or what is wrong.
fn outcome(texts: &Texts, name: &str) -> Value {
    match texts.load() {
        Ok(_) => texts.attribute(name),
        Err(error) => json!({"faults": lines(error)}),
    }
}

fn expect_rows(rows: impl IntoIterator<Item = (String, Value, Value)>) {
    let differ: Vec<String> = rows
        .into_iter()
        .filter(|(_, found, expected)| found != expected)
        .map(|(row, found, expected)| format!("{row}\n   found {found}\nexpected {expected}"))
        .collect();
    assert!(differ.is_empty(), "\n{}", differ.join("\n\n"));
}

/// Forms of one attribute that mean the same: all canonical values are the one.
pub(super) fn same(name: &str, forms: &[&str], expected: &Value) {
    expect_rows(forms.iter().map(|form| ((*form).to_owned(), outcome(&service(form), name), expected.clone())));
}

/// Attributes as they are written, the name of one, and its canonical value.
pub(super) fn canonical<const N: usize>(table: [(&str, &str, Value); N]) {
    let row = |(attributes, name, expected): (&str, &str, Value)| {
        (attributes.to_owned(), outcome(&service(attributes), name), expected)
    };
    expect_rows(table.map(row));
}

/// Attributes of two files, the name of one, and its value after the merge.
pub(super) fn merged<const N: usize>(table: [(&str, &str, &str, Value); N]) {
    let row = |(first, second, name, expected): (&str, &str, &str, Value)| {
        (format!("{first}\nand\n{second}"), outcome(&service(first).over(second), name), expected)
    };
    expect_rows(table.map(row));
}

/// Attributes that `config` prints in a form that reads back as the same.
pub(super) fn read_back(table: &[&str]) {
    for attributes in table {
        service(attributes).reads_back();
    }
}

/// Attributes with the one fault in them: `line:column code message`.
pub(super) fn wrong(table: &[(&str, &str)]) {
    expect_rows(table.iter().map(|(attributes, fault)| fault_row(attributes, &service(attributes), fault)));
}

/// The same for whole files.
pub(super) fn wrong_files(table: &[(&str, &str)]) {
    expect_rows(table.iter().map(|(text, fault)| fault_row(text, &file(text), fault)));
}

fn fault_row(row: &str, texts: &Texts, fault: &str) -> (String, Value, Value) {
    let found = match texts.load() {
        Ok((_, project, _)) => json!(render::yaml(&project)),
        Err(error) => json!(lines(error)),
    };
    (row.to_owned(), found, json!([format!("compose.yaml:{fault}")]))
}

/// Attributes, and what a place of the body that creates a container holds.
pub(super) fn sent<const N: usize>(table: [(&str, &str, Value); N]) {
    let row = |(attributes, pointer, expected): (&str, &str, Value)| {
        (format!("{attributes}\nat {pointer}"), service(attributes).sent(pointer), expected)
    };
    expect_rows(table.map(row));
}

/// Attributes, and why no container is made of them at a version of the engine's interface.
pub(super) fn refused(version: ApiVersion, table: &[(&str, &str)]) {
    let row = |(attributes, problem): &(&str, &str)| {
        ((*attributes).to_owned(), json!(service(attributes).refused(version)), json!([problem]))
    };
    expect_rows(table.iter().map(row));
}
