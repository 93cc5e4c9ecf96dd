//! Tests of the request for a build.

use super::*;
use crate::model::scalar::{StringList, Text};

fn service(build: Build) -> Service {
    Service { name: "web".into(), build: Some(build), ..Service::default() }
}

/// A build section with a folder that has a Dockerfile.
fn with_folder(change: impl FnOnce(&mut Build)) -> (tempfile::TempDir, Service) {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("Dockerfile"), "FROM scratch").expect("a file");
    let mut build = Build { context: folder.path().display().to_string(), ..Build::default() };
    change(&mut build);
    let service = service(build);
    (folder, service)
}

fn prepared(service: &Service, options: &BuildOptions) -> Result<Prepared, BuildError> {
    let project = Project { name: "p".to_owned(), ..Project::default() };
    prepare((&project, service, service.build.as_ref().expect("a section")), options)
}

fn attribute(prepared: &Prepared, key: &str) -> Option<String> {
    prepared.request.frontend_attrs.get(key).cloned()
}

#[test]
fn keys_become_attributes() {
    let (_folder, service) = with_folder(|build| {
        build.target = "t".to_owned();
        build.tags = vec!["x:1".to_owned()];
        build.network = "host".to_owned();
        build.privileged = true;
        build.no_cache_filter = StringList(vec!["a".to_owned(), "b".to_owned()]);
        build.cache_from = vec!["reg/cache".to_owned(), "type=registry,ref=r".to_owned()];
        build.cache_to = vec!["type=inline".to_owned()];
        build.shm_size.0 = 64;
    });
    let options = BuildOptions { args: vec!["A=1".to_owned()], pull: true, ..BuildOptions::default() };
    let prepared = prepared(&service, &options).expect("a request");
    let expected = [
        ("target", "t"),
        ("build-arg:A", "1"),
        ("label:com.docker.compose.service", "web"),
        ("filename", "Dockerfile"),
        ("no-cache", "a,b"),
        ("image-resolve-mode", "pull"),
        ("force-network-mode", "host"),
        ("shm-size", "64"),
    ];
    for (key, value) in expected {
        assert_eq!(attribute(&prepared, key).as_deref(), Some(value), "{key}");
    }
    let imports = r#"[{"Type":"registry","Attrs":{"ref":"reg/cache"}},{"Type":"registry","Attrs":{"ref":"r"}}]"#;
    assert_eq!(attribute(&prepared, "cache-imports").as_deref(), Some(imports));
    assert_eq!(prepared.request.entitlements, ["network.host", "security.insecure"]);
    assert_eq!(prepared.request.exporter_attrs_deprecated["name"], "p-web,x:1");
    assert!(attribute(&prepared, "attest:sbom").is_none() && attribute(&prepared, "platform").is_none());
    assert_eq!(needs_image_store(&Project::default(), &service, service.build.as_ref().expect("a section")), None);
}

#[test]
fn folders_are_offered_and_addresses_are_told() {
    let (folder, mut service) = with_folder(|_| ());
    let more = folder.path().display().to_string();
    let build = service.build.as_mut().expect("a section");
    build.additional_contexts.0 =
        [("more", more.as_str()), ("base", "docker-image://base:1")].map(|(k, v)| (k.to_owned(), v.to_owned())).into();
    let local = prepared(&service, &BuildOptions::default()).expect("a request");
    assert_eq!(local.locals.keys().collect::<Vec<_>>(), ["context", "context-more", "dockerfile"]);
    assert_eq!(attribute(&local, "context:more").as_deref(), Some("local:context-more"));
    assert_eq!(attribute(&local, "context:base").as_deref(), Some("docker-image://base:1"));

    let build = service.build.as_mut().expect("a section");
    *build = Build { context: "https://h/r.git#main:sub".to_owned(), dockerfile: "D".to_owned(), ..Build::default() };
    let remote = prepared(&service, &BuildOptions::default()).expect("a request");
    assert!(remote.locals.is_empty());
    assert_eq!(attribute(&remote, "context").as_deref(), Some("https://h/r.git#main:sub"));
    assert_eq!(attribute(&remote, "filename").as_deref(), Some("D"));
}

#[test]
fn a_dockerfile_from_elsewhere_has_its_own_folder() {
    let (folder, mut service) = with_folder(|build| build.context.push_str("/in"));
    std::fs::create_dir(folder.path().join("in")).expect("a folder");
    let text = prepared(&service, &BuildOptions::default()).err().expect("no Dockerfile").to_string();
    assert!(text.contains("failed to read dockerfile"), "{text}");
    service.build.as_mut().expect("a section").dockerfile = "../Dockerfile".to_owned();
    let outside = prepared(&service, &BuildOptions::default()).expect("a request");
    assert!(matches!(&outside.locals["dockerfile"], Local::Folder(path) if path.ends_with("in/..")));
    std::os::unix::fs::symlink("../Dockerfile", folder.path().join("in/D")).expect("a link");
    service.build.as_mut().expect("a section").dockerfile = "D".to_owned();
    let linked = prepared(&service, &BuildOptions::default()).expect("a request");
    let real = folder.path().canonicalize().expect("a path");
    assert_eq!(linked.locals["dockerfile"], Local::Folder(real));
    service.build.as_mut().expect("a section").dockerfile_inline = "FROM x".to_owned();
    let inline = prepared(&service, &BuildOptions::default()).expect("a request");
    assert!(matches!(&inline.locals["dockerfile"], Local::Document { content, .. } if content == "FROM x"));
}

#[test]
fn what_cannot_be_is_refused_by_name() {
    let refusal = |change: fn(&mut Build)| {
        let (_folder, service) = with_folder(change);
        prepared(&service, &BuildOptions::default()).err().expect("a refusal").to_string()
    };
    assert!(refusal(|build| build.isolation = "hyperv".to_owned()).contains("isolation hyperv"));
    assert!(refusal(|build| build.network = "mine".to_owned()).contains("network mine"));
    let layout =
        |build: &mut Build| drop(build.additional_contexts.0.insert("a".into(), "oci-layout:///nosuch:1".into()));
    assert!(refusal(layout).contains("path \"/nosuch\" not found"));
    assert!(refusal(|build| build.cache_from = vec!["type".to_owned() + "=a,b"]).contains("is neither an image"));
    let missing = |build: &mut Build| drop(build.additional_contexts.0.insert("a".to_owned(), "/nosuch".to_owned()));
    assert!(refusal(missing).contains("path \"/nosuch\" not found"));
}

#[test]
fn what_needs_another_engine_is_known() {
    let (_folder, service) = with_folder(|build| build.provenance = Text("mode=max".to_owned()));
    let build = service.build.as_ref().expect("a section");
    assert_eq!(needs_image_store(&Project::default(), &service, build), Some("provenance"));
    let build = Build { platforms: vec!["a".to_owned(), "b".to_owned()], ..Build::default() };
    assert_eq!(needs_image_store(&Project::default(), &service, &build), Some("more than one platform"));
    let git = |context: &str| Build { context: context.to_owned(), ..Build::default() };
    let folder = Some("a folder of a git repository");
    assert_eq!(too_old_for(ApiVersion(1, 41), &git("https://git.test/a.git#main:sub")), folder);
    assert_eq!(too_old_for(ApiVersion(1, 41), &git("https://git.test/a.git#main")), None);
    let mut build = Build::default();
    build.additional_contexts.0.insert("a".to_owned(), "/a".to_owned());
    assert_eq!(too_old_for(ApiVersion(1, 41), &build), Some("additional_contexts"));
    assert_eq!(too_old_for(ApiVersion(1, 42), &build), None);
}
