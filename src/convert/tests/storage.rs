//! Mounts, secrets and configs.

use super::*;

#[test]
fn mounts_take_the_form_that_can_say_them() {
    let bind = |options: Value| json!({"volumes": [{"type": "bind", "source": "/s", "target": "/t", "bind": options}]});
    let named =
        |options: Value| json!({"volumes": [{"type": "volume", "source": "data", "target": "/t", "volume": options}]});
    let table = [
        (bind(json!({})), "/HostConfig/Binds", json!(["/s:/t:rw"])),
        (bind(json!({"selinux": "z"})), "/HostConfig/Binds", json!(["/s:/t:rw,z"])),
        (bind(json!({"propagation": "rshared"})), "/HostConfig/Binds", json!(["/s:/t:rw,rshared"])),
        (
            json!({"volumes": [{"type": "bind", "source": "/s", "target": "/t", "read_only": true}]}),
            "/HostConfig/Binds",
            json!(["/s:/t:ro"]),
        ),
        (
            bind(json!({"create_host_path": false, "propagation": "slave"})),
            "/HostConfig/Mounts",
            json!([{"Type": "bind", "Source": "/s", "Target": "/t", "BindOptions": {"Propagation": "slave"}}]),
        ),
        (
            bind(json!({"recursive": "disabled"})),
            "/HostConfig/Mounts",
            json!([{"Type": "bind", "Source": "/s",
            "Target": "/t", "BindOptions": {"NonRecursive": true, "CreateMountpoint": true}}]),
        ),
        (
            bind(json!({"recursive": "readonly", "create_host_path": false})),
            "/HostConfig/Mounts",
            json!([{"Type": "bind",
            "Source": "/s", "Target": "/t", "BindOptions": {"ReadOnlyForceRecursive": true}}]),
        ),
        (
            json!({"volumes": [{"type": "bind", "source": "/a:b", "target": "/t"}]}),
            "/HostConfig/Mounts",
            json!([{"Type": "bind",
            "Source": "/a:b", "Target": "/t", "BindOptions": {"CreateMountpoint": true}}]),
        ),
        (named(json!({})), "/HostConfig/Binds", json!(["p_data:/t:rw"])),
        (
            named(json!({"nocopy": true})),
            "/HostConfig/Mounts",
            json!([{"Type": "volume", "Source": "p_data", "Target": "/t",
            "VolumeOptions": {"NoCopy": true}}]),
        ),
        (
            named(json!({"subpath": "x"})),
            "/HostConfig/Mounts",
            json!([{"Type": "volume", "Source": "p_data", "Target": "/t",
            "VolumeOptions": {"Subpath": "x"}}]),
        ),
        (
            named(json!({"labels": {"l": "1"}})),
            "/HostConfig/Mounts",
            json!([{"Type": "volume", "Source": "p_data",
            "Target": "/t", "VolumeOptions": {"Labels": {"l": "1"}}}]),
        ),
        (
            json!({"volumes": [{"type": "volume", "target": "/anon"}]}),
            "/HostConfig/Mounts",
            json!([{"Type": "volume", "Target": "/anon"}]),
        ),
        (
            json!({"volumes": [{"type": "tmpfs", "target": "/t", "tmpfs": {"size": "1k", "mode": 448}}]}),
            "/HostConfig/Mounts",
            json!([{"Type": "tmpfs", "Target": "/t", "TmpfsOptions": {"SizeBytes": 1024, "Mode": 448}}]),
        ),
        (
            json!({"volumes": [{"type": "image", "source": "web", "target": "/t", "image": {"subpath": "s"}}]}),
            "/HostConfig/Mounts",
            json!([{"Type": "image", "Source": "busybox", "Target": "/t", "ImageOptions": {"Subpath": "s"}}]),
        ),
        (
            json!({"volumes": [{"type": "cluster", "source": "c", "target": "/t"}]}),
            "/HostConfig/Mounts",
            json!([{"Type": "cluster", "Source": "c", "Target": "/t"}]),
        ),
        (
            json!({"volumes": [{"type": "bind", "source": "/a", "target": "/t"}, {"type": "bind", "source": "/b", "target": "/t"}]}),
            "/HostConfig/Binds",
            json!(["/b:/t:rw"]),
        ),
    ];
    compare(table);
}

#[test]
fn anonymous_volumes_are_inherited_and_named_ones_win() {
    let inherited = [("/anon", "v1"), ("/image", "v2"), ("/named", "v3")].map(|(k, v)| (k.to_owned(), v.to_owned()));
    let given = Given { inherited: inherited.into(), ..Given::default() };
    let service = json!({"volumes": [{"type": "volume", "target": "/anon"},
        {"type": "volume", "source": "data", "target": "/named"}]});
    let host = given.body(&project(service), NEW).unwrap().create.host_config.unwrap();
    assert_eq!(host.binds.unwrap(), ["p_data:/named:rw"]);
    assert_eq!(
        json!(host.mounts),
        json!([{"Type": "volume", "Source": "v1", "Target": "/anon"},
        {"Type": "volume", "Source": "v2", "Target": "/image"}])
    );
}

/// The service uses the secrets and configs `host` (a file) and `made` (content).
fn with_files(mut service: Value) -> Project {
    service["secrets"] = json!([{"source": "host"}, {"source": "made", "target": "sub/x", "mode": 256, "uid": "1000"}]);
    service["configs"] = json!([{"source": "host", "target": "/etc/c"}, {"source": "made"}, {"source": "empty"}]);
    let mut project = project(service);
    let object = |file: &str, content: &str| FileObject {
        file: file.to_owned(),
        content: file.is_empty().then(|| content.to_owned()),
        ..FileObject::default()
    };
    let objects = [("host", object("/h", "")), ("made", object("", "inside")), ("empty", object("", ""))];
    project.secrets = objects.map(|(key, object)| (key.to_owned(), object)).into();
    project.configs = project.secrets.clone();
    project
}

#[test]
fn secrets_and_configs_from_files_are_read_only_binds() {
    let host = Given::default().body(&with_files(json!({})), NEW).unwrap().create.host_config.unwrap();
    assert_eq!(
        json!(host.mounts),
        json!([
        {"Type": "bind", "Source": "/h", "Target": "/run/secrets/host", "ReadOnly": true, "BindOptions": {}},
        {"Type": "bind", "Source": "/h", "Target": "/etc/c", "ReadOnly": true, "BindOptions": {}}])
    );
}

#[test]
fn the_others_come_in_one_archive_without_the_empty_ones() {
    let project = with_files(json!({}));
    let archive = only(files::archives(&project, &project.services["web"], &[]).unwrap());
    assert!(archive.copy_uid_gid && archive.folder == "/");
    let mut found = Vec::new();
    for entry in tar::Archive::new(&archive.bytes[..]).entries().unwrap() {
        let mut entry = entry.unwrap();
        let mut content = String::new();
        entry.read_to_string(&mut content).unwrap();
        let header = entry.header();
        let path = entry.path().unwrap().display().to_string();
        found.push((path, header.mode().unwrap(), header.uid().unwrap(), header.gid().unwrap(), content));
    }
    let inside = || "inside".to_owned();
    assert_eq!(
        found,
        [("run/secrets/sub/x".to_owned(), 0o400, 1000, 0, inside()), ("made".to_owned(), 0o444, 0, 0, inside()),]
    );
    let bare = super::project(json!({}));
    assert!(files::archives(&bare, &bare.services["web"], &[]).unwrap().is_empty());
    let mounted = ["/run/secrets/sub/x".to_owned(), "/made".to_owned()];
    assert!(files::archives(&project, &project.services["web"], &mounted).unwrap().is_empty());
}

fn only(mut archives: Vec<files::Archive>) -> files::Archive {
    assert_eq!(archives.len(), 1);
    archives.remove(0)
}

#[test]
fn a_read_only_service_has_volumes_where_files_are_copied() {
    let references = json!([{"source": "s"}, {"source": "s", "target": "deep/x"}, {"source": "s", "target": "/etc/app/x"},
        {"source": "s", "target": "/data/x"}]);
    let volumes = json!([{"type": "volume", "source": "d", "target": "/data"}]);
    let mut project = project(json!({"read_only": true, "secrets": references, "volumes": volumes}));
    let read = Some(b"\xff".to_vec());
    let object = FileObject { file: "/h".to_owned(), read, is_copied: true, ..FileObject::default() };
    project.secrets.insert("s".to_owned(), object);
    project.volumes.insert("d".to_owned(), Volume::default());
    let host = Given::default().body(&project, NEW).unwrap().create.host_config.unwrap();
    assert_eq!(
        json!(host.mounts),
        json!([{"Type": "volume", "Target": "/etc/app"}, {"Type": "volume", "Target": "/run/secrets"}])
    );
    let archives = files::archives(&project, &project.services["web"], &[]).unwrap();
    let found: Vec<(String, Vec<String>)> =
        archives.into_iter().map(|archive| (archive.folder.clone(), names(&archive))).collect();
    let expected = [("/data", vec!["x"]), ("/etc/app", vec!["x"]), ("/run/secrets", vec!["s", "deep/x"])];
    let expected = expected.map(|(folder, names)| (folder.to_owned(), names.into_iter().map(str::to_owned).collect()));
    assert_eq!(found, expected);
}

fn names(archive: &files::Archive) -> Vec<String> {
    let mut archive = tar::Archive::new(&archive.bytes[..]);
    archive.entries().unwrap().map(|entry| entry.unwrap().path().unwrap().display().to_string()).collect()
}

#[test]
fn the_api_socket_comes_with_the_users_credentials() {
    let mut project = project(json!({"use_api_socket": true}));
    assert!(api_socket::is_used(&project));
    api_socket::provide(&mut project, "{}".to_owned());
    let service = &project.services["web"];
    let body = serde_json::to_value(Given::default().body(&project, OLD).unwrap().create).unwrap();
    assert_eq!(body["Env"], json!(["DOCKER_CONFIG=/run/secrets/docker"]));
    assert_eq!(body["HostConfig"]["Binds"], json!(["/var/run/docker.sock:/var/run/docker.sock:rw"]));
    let archive = only(files::archives(&project, service, &[]).unwrap());
    let mut packed = tar::Archive::new(&archive.bytes[..]);
    let entry = packed.entries().unwrap().next().unwrap().unwrap();
    assert_eq!(entry.path().unwrap().display().to_string(), "run/secrets/docker/config.json");
    assert_eq!(entry.header().mode().unwrap(), 0o444);
}

#[test]
fn a_configuration_folder_of_the_services_own_is_kept() {
    let mut project = project(json!({"use_api_socket": true, "environment": {"DOCKER_CONFIG": "/own"}}));
    api_socket::provide(&mut project, "{}".to_owned());
    let body = Given::default().body(&project, NEW).unwrap();
    assert_eq!(body.create.env.unwrap(), ["DOCKER_CONFIG=/own"]);
}

#[test]
fn secrets_that_cannot_be_delivered_say_why() {
    let failing = |service: Value, object: FileObject| {
        let mut project = project(service);
        project.secrets.insert("s".to_owned(), object);
        check(&project, NEW).iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    let named = || FileObject { name: "p_s".to_owned(), ..FileObject::default() };
    let uses = json!({"secrets": [{"source": "s"}]});
    let read_only = json!({"secrets": [{"source": "s", "target": "/s"}], "read_only": true});
    let table = [
        (&uses, FileObject { external: true, ..named() }, "unsupported external secret p_s"),
        (&uses, FileObject { driver: "d".to_owned(), ..named() }, "Docker Compose does not support secrets.*.driver"),
        (
            &uses,
            FileObject { template_driver: "d".to_owned(), ..named() },
            "Docker Compose does not support secrets.*.template_driver",
        ),
        (
            &uses,
            FileObject { environment: "E".to_owned(), ..named() },
            "environment variable \"E\" required by secret \"p_s\" is not set",
        ),
        (
            &read_only,
            FileObject { content: Some("x".to_owned()), ..named() },
            "cannot create secret \"p_s\" in read-only service web: give it a target in a folder, which can be a volume",
        ),
    ];
    for (service, object, expected) in table {
        assert_eq!(failing(service.clone(), object), [expected]);
    }
    let wrong_owner = json!({"secrets": [{"source": "s", "uid": "me"}]});
    let content = FileObject { content: Some("x".to_owned()), ..named() };
    assert_eq!(failing(wrong_owner, content.clone()), ["service \"web\": invalid uid: \"me\" is not a number"]);
    let outside = json!({"secrets": [{"source": "s", "target": "/../etc/passwd"}]});
    assert!(failing(outside, content)[0].contains("cannot be packed for \"/../etc/passwd\""));
}
