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
    async fn auth(&self, reference: &str) -> String {
        decode(&registry_auth(self.folder.path(), &self.environment, reference).await)
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
    assert_eq!(registry_auth(home.folder.path(), &home.environment, "empty.io/x").await, "e30=");
    assert_eq!(registry_auth(home.folder.path(), &home.environment, "unknown.io/x").await, "e30=");
}

#[tokio::test]
async fn helpers_are_asked_and_their_failure_is_no_credentials() {
    let home = home(r#"{"credHelpers":{"quay.io":"test"},"credsStore":"test","auths":{"ghcr.io":{"auth":"eDp5"}}}"#);
    let store = Store::new(home.folder.path(), &home.environment);
    assert_eq!(store.helper("quay.io"), Some("test"));
    assert_eq!(home.auth("quay.io/a").await, r#"{"username":"me","password":"s3","serveraddress":"quay.io"}"#);
    assert_eq!(home.auth("ghcr.io/a").await, r#"{"serveraddress":"ghcr.io","identitytoken":"tok"}"#);
    assert_eq!(home.auth("gone.io/a").await, "{}");
    let all = decode(&registry_config(home.folder.path(), &home.environment).await.unwrap());
    assert_eq!(all, r#"{"quay.io":{"username":"me","password":"s3","serveraddress":"quay.io"}}"#);
    let config = standalone_config(home.folder.path(), &home.environment).await;
    assert_eq!(config, r#"{"auths":{"quay.io":{"auth":"bWU6czM="}}}"#, "no helper is named");
}

#[tokio::test]
async fn the_environments_credentials_go_first() {
    let mut home = home(r#"{"auths":{"quay.io":{"auth":"eDp5"}}}"#);
    home.environment.insert("DOCKER_AUTH_CONFIG".to_owned(), r#"{"auths":{"quay.io":{"auth":"ZW52OnB3"}}}"#.to_owned());
    assert_eq!(home.auth("quay.io/a").await, r#"{"username":"env","password":"pw","serveraddress":"quay.io"}"#);
    home.environment.insert("DOCKER_AUTH_CONFIG".to_owned(), "nonsense".to_owned());
    assert_eq!(home.auth("quay.io/a").await, r#"{"username":"x","password":"y","serveraddress":"quay.io"}"#);
}
