//! A digest of the secrets and configs of a service, as far as they are known here. Docker Compose's config hash does not
//! cover them, so that it does not notice when they change.

use sha2::{Digest, Sha256};

use crate::model::project::Project;
use crate::model::secret::{API_SOCKET_CONFIG, FileObject, FileReference};
use crate::model::service::Service;

/// `None`: there are none.
pub(super) fn digest(project: &Project, service: &Service) -> Option<String> {
    // Credentials come and go; they are no part of what the files say.
    let of_files = |(reference, _): &(&FileReference, &FileObject)| reference.source != API_SOCKET_CONFIG;
    let known = files(project, service).filter(of_files);
    let known: Vec<_> = known.filter_map(|(reference, object)| Some((reference, object.known()?))).collect();
    if known.is_empty() {
        return None;
    }
    let mut hash = Sha256::new();
    for (reference, content) in known {
        for part in [reference.source.as_bytes(), reference.target.as_bytes(), content] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
    }
    Some(crate::model::ids::hex(&hash.finalize()))
}

/// Whether there is anything to copy before a start.
pub(super) fn any(project: &Project, service: &Service) -> bool {
    files(project, service).any(|(_, object)| object.copied().is_some())
}

fn files<'a>(project: &'a Project, service: &'a Service) -> impl Iterator<Item = (&'a FileReference, &'a FileObject)> {
    let secrets = service.secrets.iter().map(|reference| (reference, project.secrets.get(&reference.source)));
    let configs = service.configs.iter().map(|reference| (reference, project.configs.get(&reference.source)));
    secrets.chain(configs).filter_map(|(reference, object)| Some((reference, object?)))
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
        let read = FileObject { read: Some(b"\xff".to_vec()), ..object("/f", "") };
        project.secrets.insert("s".to_owned(), read.clone());
        assert!(digest(&project, &service).is_some() && !any(&project, &service), "mounted, and watched");
        project.secrets.insert("s".to_owned(), FileObject { is_copied: true, ..read });
        assert!(any(&project, &service));
    }
}
