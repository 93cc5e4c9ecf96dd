//! Tests of what is read from and sent to the engine about images.

use super::*;

#[test]
fn lists_and_inspections_are_read_leniently() {
    let list = r#"[{"Id":"sha256:1","RepoTags":["<none>:<none>"],"Labels":null},{"Id":"sha256:2","RepoTags":null}]"#;
    let list: Vec<Summary> = serde_json::from_str(list).unwrap();
    assert!(ObservedImage::from(&list[0]).tags.is_empty() && !ObservedImage::from(&list[1]).detailed);
    let text = r#"{"Id":"sha256:1","RepoTags":["a:1"],"Created":"2024-01-01T00:00:00.5Z","Os":"linux","Architecture":"arm",
        "Variant":"v7","Config":{"Volumes":{"/data":{}},"ExposedPorts":{"80/tcp":{}},"Labels":{"a":"b"},
        "Healthcheck":{"Test":["CMD-SHELL","x"]}},"Metadata":{"LastTagTime":"2024-02-01T00:00:00Z"},"Size":7}"#;
    let image: ObservedImage = serde_json::from_str::<Inspection>(text).unwrap().into();
    assert_eq!((image.platform.as_str(), image.created, image.size), ("linux/arm/v7", 1_704_067_200, 7));
    assert_eq!((image.volumes, image.exposed_ports), (vec!["/data".to_owned()], vec!["80/tcp".to_owned()]));
    assert!(image.healthcheck && image.detailed);
}

#[test]
fn a_listed_image_is_recognised_under_every_spelling() {
    let image = Summary {
        repo_tags: vec!["nginx:latest".to_owned(), "reg:5000/a:2".to_owned()],
        repo_digests: vec!["nginx@sha256:00".to_owned()],
        ..Summary::default()
    };
    for text in ["nginx", "nginx:latest", "docker.io/library/nginx", "reg:5000/a:2", "nginx:9@sha256:00"] {
        assert!(is_named(&image, text), "{text}");
    }
    for text in ["nginx:1", "library/nginxx", "reg:5000/a", "nginx@sha256:01"] {
        assert!(!is_named(&image, text), "{text}");
    }
}

fn progress(text: &str) -> Result<Option<BuildProgress>> {
    build_progress(Ok(serde_json::from_str(text).unwrap()))
}

#[test]
fn a_builds_stream_gives_output_the_image_and_the_error() {
    let output = |text: &str| Some(BuildProgress::Output(text.to_owned()));
    assert_eq!(progress(r#"{"stream":"Step 1/2 : FROM a\n"}"#).unwrap(), output("Step 1/2 : FROM a\n"));
    assert_eq!(progress(r#"{"aux":{"ID":"sha256:1"}}"#).unwrap(), Some(BuildProgress::Image("sha256:1".to_owned())));
    assert_eq!(progress(r#"{"id":"l","status":"Pull complete"}"#).unwrap(), output("l: Pull complete\n"));
    let moving = r#"{"id":"l","status":"Downloading","progressDetail":{"current":1,"total":2}}"#;
    assert_eq!(progress(moving).unwrap(), None);
    let error = progress(r#"{"errorDetail":{"code":1},"error":"it failed"}"#).unwrap_err();
    assert_eq!(error.to_string(), "it failed");
}

#[test]
fn a_build_request_becomes_one_path() {
    let request = BuildRequest {
        tags: vec!["a".to_owned(), "b:1".to_owned()],
        dockerfile: "Dockerfile".to_owned(),
        args: BTreeMap::from([("K".to_owned(), "v w".to_owned())]),
        no_cache: true,
        extra_hosts: vec!["h:1.2.3.4".to_owned()],
        shm_size: Some(64),
        ..BuildRequest::default()
    };
    let expected = "/build?t=a&t=b%3A1&dockerfile=Dockerfile&nocache=1&rm=1&forcerm=1\
        &buildargs=%7B%22K%22%3A%22v%20w%22%7D&extrahosts=h%3A1.2.3.4&shmsize=64";
    assert_eq!(build_path(&request).as_str(), expected);
}
