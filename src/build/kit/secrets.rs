//! The secrets of a build: read when the builder asks for one, and in no message.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::status::{Code, Status};
use crate::build::error::BuildError;
use crate::model::build::Build;
use crate::model::project::Project;
use crate::model::service::Service;

/// The builder takes no larger one.
const LARGEST: u64 = 500 * 1024;

/// By id. Not `Debug`.
#[derive(Default)]
pub(super) struct Secrets(BTreeMap<String, Source>);

enum Source {
    File(PathBuf),
    Value(String),
}

impl Secrets {
    /// Those of a build section. One that is not there is found out before anything is built.
    pub(super) fn of(project: &Project, service: &Service, build: &Build) -> Result<Self, BuildError> {
        let mut secrets = BTreeMap::new();
        for reference in &build.secrets {
            let missing = |why: String| BuildError::Secret {
                service: service.name.to_string(),
                secret: reference.source.clone(),
                why,
            };
            let secret = project.secrets.get(&reference.source).ok_or_else(|| missing("it is not declared".into()))?;
            let source = if !secret.file.is_empty() {
                let path = PathBuf::from(&secret.file);
                let size =
                    path.metadata().map_err(|error| missing(format!("{}: {}", secret.file, words(&error))))?.len();
                if size > LARGEST {
                    return Err(missing(format!("{} has {size} bytes, and a builder takes {LARGEST}", secret.file)));
                }
                Source::File(path)
            } else if let Some(content) = &secret.content {
                Source::Value(content.clone())
            } else if !secret.environment.is_empty() {
                return Err(missing(format!("the variable {} is not set", secret.environment)));
            } else {
                return Err(missing("a build takes secrets from files and variables only".into()));
            };
            let id = if reference.target.is_empty() { &reference.source } else { &reference.target };
            secrets.insert(id.clone(), source);
        }
        Ok(Self(secrets))
    }

    pub(super) fn read(&self, id: &str) -> Result<Vec<u8>, Status> {
        match self.0.get(id) {
            None => Err(Status::new(Code::NotFound, format!("secret {id}: not found"))),
            Some(Source::Value(value)) => Ok(value.clone().into_bytes()),
            Some(Source::File(path)) => {
                let failed = |error| Status::new(Code::Unknown, format!("secret {id}: {}", words(&error)));
                std::fs::read(path).map_err(failed)
            }
        }
    }
}

fn words(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "no such file".to_owned(),
        std::io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::secret::{FileObject, FileReference};

    fn read(secret: FileObject, id: &str) -> Result<Vec<u8>, String> {
        let project = Project { secrets: [("s".into(), secret)].into(), ..Project::default() };
        let reference = FileReference { source: "s".to_owned(), target: "id".to_owned(), ..FileReference::default() };
        let build = Build { secrets: vec![reference], ..Build::default() };
        let service = Service { name: "web".into(), ..Service::default() };
        let secrets = Secrets::of(&project, &service, &build).map_err(|error| error.to_string())?;
        secrets.read(id).map_err(|status| status.to_string())
    }

    #[test]
    fn a_secret_is_known_by_its_target() {
        let value = FileObject { content: Some("v".to_owned()), environment: "V".to_owned(), ..FileObject::default() };
        assert_eq!(read(value.clone(), "id"), Ok(b"v".to_vec()));
        assert_eq!(read(value, "s"), Err("secret s: not found".to_owned()));
    }

    #[test]
    fn what_is_missing_is_said_before_the_build() {
        let unset = FileObject { environment: "V".to_owned(), ..FileObject::default() };
        let text = "service \"web\": build secret \"s\": the variable V is not set";
        assert_eq!(read(unset, "id"), Err(text.to_owned()));
        let file = FileObject { file: "/nosuch/file".to_owned(), ..FileObject::default() };
        let text = "service \"web\": build secret \"s\": /nosuch/file: no such file";
        assert_eq!(read(file, "id"), Err(text.to_owned()));
    }
}
