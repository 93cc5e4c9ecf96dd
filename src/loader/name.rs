//! The project's name.

use super::diagnostic::Diagnostic;
use super::discover::Discovered;
use super::interpolate::{self, notes::Notes};
use super::request::LoadRequest;
use super::source::Files;
use super::tree::Node;
use crate::loader::code::Code;

#[derive(Debug, thiserror::Error)]
pub(crate) enum NameError {
    #[error(
        "invalid project name {0:?}: must consist only of lowercase alphanumeric characters, hyphens, and underscores \
         as well as start with a letter or number"
    )]
    Invalid(String),
    #[error("project name must not be empty")]
    Empty,
    /// Of the `name:` in a file.
    #[error("{}", .0.message)]
    Written(Box<Diagnostic>),
}

impl NameError {
    /// What is wrong inside a file, with its place.
    pub(crate) fn diagnostic(&self) -> Option<Diagnostic> {
        match self {
            Self::Written(fault) => Some((**fault).clone()),
            Self::Invalid(_) | Self::Empty => None,
        }
    }
}

/// A name, and what is to be said of it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ProjectName {
    pub(crate) name: String,
    pub(crate) warning: Option<Diagnostic>,
}

/// The flag, the variable, the last `name:` in any document, the folder: the first that there is. What a flag or variable
/// says must be a valid name already; `name:` and the folder are made one.
pub(crate) fn project_name<'a>(
    request: &LoadRequest,
    discovered: &Discovered,
    documents: impl IntoIterator<Item = &'a Node>,
    files: &impl Files,
) -> Result<ProjectName, NameError> {
    let plain = |name: String| ProjectName { name, warning: None };
    let variable = discovered.environment.get("COMPOSE_PROJECT_NAME");
    if let Some(given) = [request.project_name.as_deref(), variable].into_iter().flatten().find(|name| !name.is_empty())
    {
        return if is_valid(given) { Ok(plain(given.to_owned())) } else { Err(NameError::Invalid(given.to_owned())) };
    }
    let written = documents
        .into_iter()
        .filter_map(|document| document.get("name"))
        .filter(|node| node.as_str().is_some_and(|text| !text.is_empty()));
    if let Some(node) = written.last() {
        return written_name(request, discovered, node).map(plain);
    }
    let folder = &discovered.name_dir;
    let base = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let name = normalize(&base);
    if name.is_empty() {
        return Err(NameError::Empty);
    }
    let linked = files.real_name(folder).is_some_and(|real| real != base);
    let warning = linked.then(|| {
        let message = format!("project has been loaded without an explicit name from a symlink. Using name \"{name}\"");
        Diagnostic::warning(Code::NameFromSymlink, message, None)
    });
    Ok(ProjectName { name, warning })
}

/// What `name:` says, made a valid name. One that has nothing valid in it is an error, not an absent one.
fn written_name(request: &LoadRequest, discovered: &Discovered, node: &Node) -> Result<String, NameError> {
    let lookup = |name: &str| discovered.environment.variables.get(name).cloned();
    let text = if request.options.interpolate {
        // What it refers to in vain is complained about when the document is interpolated.
        interpolate::text(node, "name", &lookup, &mut Notes::default())
            .map_err(|error| NameError::Written(Box::new(error)))?
    } else {
        node.as_str().unwrap_or_default().to_owned()
    };
    let name = normalize(&text);
    if name.is_empty() {
        let help = "a name is made of lower-case letters, digits, `-` and `_`";
        let error =
            Diagnostic::error(Code::InvalidName, NameError::Empty.to_string(), node.span.clone()).with_help(help);
        return Err(NameError::Written(Box::new(error)));
    }
    Ok(name)
}

fn is_valid(name: &str) -> bool {
    normalize(name) == name
}

/// Lower case, without what names do not hold, from the first letter or digit on.
pub(crate) fn normalize(text: &str) -> String {
    let kept: String = text
        .to_lowercase()
        .chars()
        .filter(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '-'))
        .collect();
    kept.trim_start_matches(['_', '-']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::loader::discover::discover;
    use crate::loader::source::memory::Memory;
    use crate::loader::tree::{Entry, Map, Value};

    fn name(folder: &str, flag: Option<&str>, variable: &str, written: Option<&str>) -> Result<String, String> {
        let request = LoadRequest {
            working_dir: folder.into(),
            project_name: flag.map(str::to_owned),
            environment: [("COMPOSE_PROJECT_NAME".to_owned(), variable.to_owned()), ("V".to_owned(), "Var".to_owned())]
                .into(),
            ..LoadRequest::default()
        };
        let path = format!("{folder}/compose.yaml");
        let files = Memory::new([(path.as_str(), "")]);
        let discovered = discover(&request, &files).expect("a project");
        let value = written.map(|text| Node::synthetic(Value::String(text.to_owned())));
        let map: Map = value.into_iter().map(|value| ("name".to_owned(), Entry { key_span: None, value })).collect();
        project_name(&request, &discovered, [&Node::synthetic(Value::Map(map))], &files)
            .map(|found| found.name)
            .map_err(|error| error.to_string())
    }

    #[test]
    fn the_first_source_that_applies_wins() {
        assert_eq!(name("/Sub_Dir.x", Some("flag"), "var", Some("file")), Ok("flag".to_owned()));
        assert_eq!(name("/Sub_Dir.x", Some(""), "var", Some("file")), Ok("var".to_owned()));
        assert_eq!(name("/Sub_Dir.x", None, "", Some("Yaml.N-A ${V}")), Ok("yamln-avar".to_owned()));
        assert_eq!(name("/Sub_Dir.x", None, "", None), Ok("sub_dirx".to_owned()));
        assert_eq!(name("/Sub_Dir.x", None, "", Some("")), Ok("sub_dirx".to_owned()));
        assert_eq!(name("/-a", None, "", None), Ok("a".to_owned()));
    }

    #[test]
    fn names_that_cannot_be() {
        assert_eq!(name("/p", None, "", Some("!!!")), Err("project name must not be empty".to_owned()));
        assert_eq!(name("/...", None, "", None), Err("project name must not be empty".to_owned()));
        assert_eq!(name("/p", None, "", Some("$E")), Err("project name must not be empty".to_owned()));
        let text = name("/p", Some("Bad"), "", None).expect_err("capitals");
        assert!(text.starts_with("invalid project name \"Bad\": must consist only of lowercase"), "{text}");
        assert!(name("/p", None, "-x", None).is_err());
    }
}
