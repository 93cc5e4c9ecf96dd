//! A digest of what is copied into containers: secrets and configs that are no files. Docker Compose's config hash does not
//! cover them, so that it does not notice when they change.

use sha2::{Digest, Sha256};

use crate::model::project::Project;
use crate::model::secret::{API_SOCKET_CONFIG, FileObject, FileReference};
use crate::model::service::Service;

/// `None`: nothing is copied.
pub(super) fn digest(project: &Project, service: &Service) -> Option<String> {
    // Credentials come and go; they are no part of what the files say.
    let of_files = |(reference, _): &(&FileReference, &str)| reference.source != API_SOCKET_CONFIG;
    let copied: Vec<(&FileReference, &str)> = copied(project, service).filter(of_files).collect();
    if copied.is_empty() {
        return None;
    }
    let mut hash = Sha256::new();
    for (reference, content) in copied {
        for part in [&*reference.source, &*reference.target, content] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
    }
    Some(super::hash::hex(&hash.finalize()))
}

/// Whether there is anything to copy before a start.
pub(super) fn any(project: &Project, service: &Service) -> bool {
    copied(project, service).next().is_some()
}

fn copied<'a>(project: &'a Project, service: &'a Service) -> impl Iterator<Item = (&'a FileReference, &'a str)> {
    let secrets = service.secrets.iter().map(|reference| (reference, project.secrets.get(&reference.source)));
    let configs = service.configs.iter().map(|reference| (reference, project.configs.get(&reference.source)));
    secrets.chain(configs).filter_map(|(reference, object)| Some((reference, content(object?)?)))
}

/// What is copied of an object: nothing of one that is a file, or empty.
fn content(object: &FileObject) -> Option<&str> {
    object.content.as_deref().filter(|content| object.file.is_empty() && !content.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_copied_counts() {
        let mut project = Project::default();
        let reference = FileReference { source: "s".to_owned(), ..FileReference::default() };
        let service = Service { secrets: vec![reference], ..Service::default() };
        let object = |file: &str, content: &str| FileObject {
            file: file.to_owned(),
            content: Some(content.to_owned()),
            ..FileObject::default()
        };
        assert_eq!(digest(&project, &service), None, "undefined");
        project.secrets.insert("s".to_owned(), object("/f", ""));
        assert_eq!(digest(&project, &service), None, "a file");
        project.secrets.insert("s".to_owned(), object("", ""));
        assert_eq!(digest(&project, &service), None, "empty");
        project.secrets.insert("s".to_owned(), object("", "one"));
        let one = digest(&project, &service).unwrap();
        assert!(!one.contains("one") && any(&project, &service));
        project.secrets.insert("s".to_owned(), object("", "two"));
        assert_ne!(digest(&project, &service), Some(one));
    }
}
