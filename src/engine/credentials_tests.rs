//! Tests of the search for credentials, with a helper of our own on a private PATH.

use std::os::unix::fs::PermissionsExt;

use super::*;

struct Home {
    folder: tempfile::TempDir,
    environment: BTreeMap<String, String>,
}

fn home(config: &str) -> Home {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("config.json"), config).unwrap();
    let helper = folder.path().join("docker-credential-test");
    let script = "#!/bin/sh\nread key\ncase $1-$key in\nget-quay.io) echo '{\"Username\":\"me\",\"Secret\":\"s3\"}';;\n\
        get-ghcr.io) echo '{\"Username\":\"<token>\",\"Secret\":\"tok\"}';;\n\
        list-*) echo '{\"quay.io\":\"me\",\"gone.io\":\"x\"}';;\n*) echo 'credentials not found'; exit 1;;\nesac\n";
    std::fs::write(&helper, script).unwrap();
    std::fs::set_permissions(&helper, std::fs::Permissions::from_mode(0o755)).unwrap();
    let path = format!("{}:/usr/bin:/bin", folder.path().display());
    Home { folder, environment: BTreeMap::from([("PATH".to_owned(), path)]) }
}

impl Home {
    fn keyring(&self) -> Keyring {
        Keyring::open(self.folder.path(), &self.environment)
    }

    async fn auth(&self, reference: &str) -> String {
        decode(&self.keyring().registry_auth(reference).await)
    }
}

fn decode(header: &str) -> String {
    String::from_utf8(URL_SAFE.decode(header).unwrap()).unwrap()
}

#[tokio::test]
async fn entries_of_the_file_are_found_by_registry() {
    let file = r#"{"auths":{"https://index.docker.io/v1/":{"auth":"aHViOnB3"},"reg:5000":{"auth":"bWU6YTpi"},
        "http://old.io/v1/":{"username":"u","password":"p"},"empty.io":{}}}"#;
    let home = home(file);
    let hub = r#"{"username":"hub","password":"pw","serveraddress":"https://index.docker.io/v1/"}"#;
    assert_eq!(home.auth("nginx").await, hub);
    assert_eq!(home.auth("reg:5000/a/b:1").await, r#"{"username":"me","password":"a:b","serveraddress":"reg:5000"}"#);
    assert_eq!(home.auth("old.io/x").await, r#"{"username":"u","password":"p","serveraddress":"old.io"}"#);
    assert_eq!(home.keyring().registry_auth("empty.io/x").await, "e30=");
    assert_eq!(home.keyring().registry_auth("unknown.io/x").await, "e30=");
}

#[tokio::test]
async fn helpers_are_asked_and_their_failure_is_no_credentials() {
    let home = home(r#"{"credHelpers":{"quay.io":"test"},"credsStore":"test","auths":{"ghcr.io":{"auth":"eDp5"}}}"#);
    let keyring = home.keyring();
    assert_eq!(keyring.helper("quay.io"), Some("test"));
    assert_eq!(home.auth("quay.io/a").await, r#"{"username":"me","password":"s3","serveraddress":"quay.io"}"#);
    assert_eq!(home.auth("ghcr.io/a").await, r#"{"serveraddress":"ghcr.io","identitytoken":"tok"}"#);
    assert_eq!(home.auth("gone.io/a").await, "{}");
    let all = decode(&keyring.registry_config().await.unwrap());
    assert_eq!(all, r#"{"quay.io":{"username":"me","password":"s3","serveraddress":"quay.io"}}"#);
    let config = keyring.standalone_config().await;
    assert_eq!(config, r#"{"auths":{"quay.io":{"auth":"bWU6czM="}}}"#, "no helper is named");
    assert!(keyring.complaints().is_empty(), "an unknown registry is no reason to complain");
}

#[tokio::test]
async fn the_environments_credentials_go_first() {
    let mut home = home(r#"{"auths":{"quay.io":{"auth":"eDp5"}}}"#);
    home.environment.insert("DOCKER_AUTH_CONFIG".to_owned(), r#"{"auths":{"quay.io":{"auth":"ZW52OnB3"}}}"#.to_owned());
    assert_eq!(home.auth("quay.io/a").await, r#"{"username":"env","password":"pw","serveraddress":"quay.io"}"#);
    home.environment.insert("DOCKER_AUTH_CONFIG".to_owned(), r#"{"auths":{"quay.io":"s3cret"}}"#.to_owned());
    assert_eq!(home.auth("quay.io/a").await, r#"{"username":"x","password":"y","serveraddress":"quay.io"}"#);
}

#[tokio::test]
async fn what_is_wrong_with_helpers_is_said_once_and_names_them() {
    let mut home = home(r#"{"credHelpers":{"a.io":"gone","b.io":"broken","c.io":"../x","d.io":"wild"}}"#);
    for (name, script) in [("broken", "#!/bin/sh\necho s3cret; exit 3\n"), ("wild", "#!/bin/sh\necho s3cret\n")] {
        let path = home.folder.path().join(format!("docker-credential-{name}"));
        std::fs::write(&path, script).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    }
    home.environment.insert("DOCKER_AUTH_CONFIG".to_owned(), r#"{"auths":{"q.io":"s3cret"}}"#.to_owned());
    let keyring = home.keyring();
    for reference in ["a.io/1", "a.io/2", "b.io/x", "c.io/x", "d.io/x"] {
        assert_eq!(keyring.registry_auth(reference).await, "e30=");
    }
    let expected = [
        "DOCKER_AUTH_CONFIG is not read: it is no JSON with `auths`",
        "docker-credential-../x, which docker's configuration names for credentials, is not on the PATH",
        "docker-credential-broken get failed (exit status: 3)",
        "docker-credential-gone, which docker's configuration names for credentials, is not on the PATH",
        "the answer of docker-credential-wild for d.io cannot be read",
    ];
    assert_eq!(keyring.complaints(), expected);
    assert!(keyring.complaints().is_empty());
}

#[tokio::test]
async fn a_helper_is_asked_once_for_a_registry() {
    let home = home(r#"{"credsStore":"counting"}"#);
    let count = home.folder.path().join("count");
    let path = home.folder.path().join("docker-credential-counting");
    let script =
        format!("#!/bin/sh\necho x >>{}\necho '{{\"Username\":\"<token>\",\"Secret\":\"t\"}}'\n", count.display());
    std::fs::write(&path, script).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    let keyring = home.keyring();
    let asked = [keyring.registry_auth("a.io/x"), keyring.registry_auth("a.io/y"), keyring.registry_auth("a.io/z")];
    futures_util::future::join_all(asked).await;
    assert!(matches!(keyring.login("a.io/x").await, Some(Login::IdentityToken(token)) if token == "t"));
    assert_eq!(std::fs::read_to_string(&count).unwrap(), "x\n");
}
