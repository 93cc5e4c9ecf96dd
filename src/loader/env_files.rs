//! The variables and labels that services take from files. Read late, for the services that a command is about: a broken
//! file of another one does no harm.

use crate::loader::code::Code;
use std::collections::BTreeMap;
use std::path::Path;

use super::diagnostic::Diagnostic;
use super::dotenv::{self, Assigned, Known};
use super::interpolate::notes::Notes;
use super::source::Files;
use super::tree::Node;
use crate::model::env::Environment;
use crate::model::project::Project;
use crate::model::service::{EnvFile, Service};

/// Reads the `env_file` and `label_file` of all active services into their `environment` and `labels`. The paths of
/// label files stay, because they are part of the config hash. Warnings on success; everything that is wrong otherwise.
/// The tree knows where files are named.
pub(crate) fn resolve(
    project: &mut Project,
    tree: &Node,
    files: &impl Files,
) -> Result<Vec<Diagnostic>, Vec<Diagnostic>> {
    let mut notes = Notes::default();
    let mut faults = Vec::new();
    let variables = std::mem::take(&mut project.environment);
    for (name, service) in &mut project.services {
        let node = tree.get("services").and_then(|services| services.get(name.as_str()));
        let (variables, notes, faults) = (&variables, &mut notes, &mut faults);
        let mut reader = Reader { files, variables, notes, node, faults, record: None };
        reader.environment(service);
        reader.labels(service);
    }
    project.environment = variables;
    if faults.is_empty() { Ok(notes.warnings()) } else { Err(faults) }
}

/// What the files of a service say, line by line in the order of reading.
#[derive(Debug, Default)]
pub(crate) struct Recorded {
    pub(crate) environment: Vec<Assigned>,
    pub(crate) labels: Vec<Assigned>,
}

/// Reads the files of one service, whether it is active or not; `node` is the service in the tree.
pub(crate) fn recorded(
    service: &Service,
    node: Option<&Node>,
    variables: &BTreeMap<String, String>,
    files: &impl Files,
) -> Result<Recorded, Vec<Diagnostic>> {
    let mut notes = Notes::default();
    let mut faults = Vec::new();
    let record = Some(Recorded::default());
    let mut reader = Reader { files, variables, notes: &mut notes, node, faults: &mut faults, record };
    let mut service = service.clone();
    reader.environment(&mut service);
    reader.labels(&mut service);
    let record = reader.record.unwrap_or_default();
    if faults.is_empty() { Ok(record) } else { Err(faults) }
}

struct Reader<'a, F: Files> {
    files: &'a F,
    variables: &'a BTreeMap<String, String>,
    notes: &'a mut Notes,
    /// The service in the tree.
    node: Option<&'a Node>,
    faults: &'a mut Vec<Diagnostic>,
    record: Option<Recorded>,
}

impl<F: Files> Reader<'_, F> {
    fn environment(&mut self, service: &mut Service) {
        for (name, value) in &mut service.environment.0 {
            if value.is_none() {
                value.clone_from(&self.variables.get(name).cloned());
            }
        }
        if service.env_file.is_empty() {
            return;
        }
        let written = service.environment.0.clone();
        let mut merged = dotenv::Variables::new();
        for (index, file) in std::mem::take(&mut service.env_file).into_iter().enumerate() {
            if self.named("env_file", index).is_some_and(|item| item.get("path").is_some_and(Node::is_gone)) {
                continue;
            }
            let lookup = |name: &str| {
                let own = || written.get(name).cloned().flatten();
                self.variables.get(name).cloned().or_else(own)
            };
            let lines = self.record.as_mut().map(|record| &mut record.environment);
            let known = Known { lookup: &lookup, earlier: &merged };
            match env_file(self.files, self.notes, (&file, lines), known) {
                Ok(read) => merged.extend(read),
                Err(fault) => self.report(fault, "env_file", index),
            }
        }
        // A bare name that nothing sets stays unset, whatever the files say.
        let mut merged: BTreeMap<String, Option<String>> =
            merged.into_iter().map(|(name, value)| (name, Some(value))).collect();
        merged.extend(written);
        service.environment = Environment(merged);
    }

    fn labels(&mut self, service: &mut Service) {
        let mut labels: BTreeMap<String, String> = BTreeMap::new();
        for (index, file) in service.label_file.0.iter().enumerate() {
            let lines = self.record.as_mut().map(|record| &mut record.labels);
            match label_file(self.files, self.notes, (file, lines), &labels) {
                Ok(read) => labels.extend(read),
                Err(fault) => self.report(fault, "label_file", index),
            }
        }
        for (name, value) in labels {
            service.labels.0.entry(name).or_insert(value);
        }
    }

    /// The item of the service that names a file.
    fn named(&self, key: &str, index: usize) -> Option<&Node> {
        self.node?.get(key)?.as_list()?.get(index)
    }

    /// A finding; about the file as a whole it stands where the file is named.
    fn report(&mut self, mut fault: Diagnostic, key: &str, index: usize) {
        let setting = if fault.code == Code::WrongValue { "format" } else { "path" };
        let place = self.named(key, index).and_then(|item| item.get(setting).unwrap_or(item).span.clone());
        match fault.span {
            Some(_) => fault = fault.with_related(place, "the file is named here"),
            None => fault.span = place,
        }
        self.faults.push(fault);
    }
}

fn label_file(
    files: &impl Files,
    notes: &mut Notes,
    (file, lines): (&str, Option<&mut Vec<Assigned>>),
    earlier: &BTreeMap<String, String>,
) -> Result<dotenv::Variables, Diagnostic> {
    let missing = format!("label file {file} not found: stat {file}: no such file or directory");
    if !files.exists(Path::new(file)) {
        return Err(Diagnostic::error(Code::MissingFile, missing, None));
    }
    let source = files.read(Path::new(file)).map_err(|error| error.diagnostic())?;
    // What earlier files say comes before the lines of this one, unlike in env files.
    let known = Known { lookup: &|name| earlier.get(name).cloned(), earlier: &dotenv::Variables::new() };
    dotenv::parse_recorded(&source, known, notes, lines)
}

fn env_file(
    files: &impl Files,
    notes: &mut Notes,
    (file, lines): (&EnvFile, Option<&mut Vec<Assigned>>),
    known: Known<'_>,
) -> Result<dotenv::Variables, Diagnostic> {
    let path = Path::new(&file.path);
    if !files.exists(path) {
        if !file.required.0 {
            return Ok(dotenv::Variables::default());
        }
        let message = format!("env file {0} not found: stat {0}: no such file or directory", file.path);
        let missing = Diagnostic::error(Code::MissingFile, message, None);
        return Err(missing.with_help("create the file, or write `required: false` if it may be missing"));
    }
    let source = files.read(path).map_err(|error| error.diagnostic())?;
    match file.format.as_str() {
        "" => dotenv::parse_recorded(&source, known, notes, lines),
        "raw" => dotenv::parse_raw(&source, known.lookup, lines),
        other => {
            let message = format!("unsupported env_file format \"{other}\"");
            Err(Diagnostic::error(Code::WrongValue, message, None).with_help("leave it out, or write `raw`"))
        }
    }
}
