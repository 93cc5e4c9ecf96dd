//! Providers that are shell scripts.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt;

use super::*;
use crate::event::testing::Lines;

/// What a provider of that script answers to `up`, and what the user sees.
async fn up(kind: &str, script: &str) -> (Result<Vec<Variable>, String>, Vec<String>, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("docker-cloud");
    std::fs::write(&path, format!("#!/bin/sh\n{script}")).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    let programs = Programs {
        plugin_folders: vec![folder.path().to_owned()],
        variables: BTreeMap::from([("GIVEN".to_owned(), "yes".to_owned())]),
        working_dir: folder.path().to_owned(),
    };
    let said = RefCell::new(Vec::new());
    let debug = |text: &str| said.borrow_mut().push(text.to_owned());
    let provider = Provider { kind: kind.to_owned(), ..Provider::default() };
    let service = Service { name: "db".into(), provider: Some(provider), ..Service::default() };
    let lines = Lines::default();
    let speaker = ProviderPrograms { project: "p", programs, debug: &debug };
    let answer = speaker.ask(&service, Call::Up, &lines).await.map_err(|error| error.to_string());
    (answer, lines.0.into_inner(), said.into_inner())
}

#[tokio::test]
async fn a_provider_tells_its_state_and_sets_variables() {
    let script = r#"
        [ "$2" = metadata ] && exit 1
        echo '{"type":"info","message":"Warming up"}'
        echo "{\"type\":\"setenv\",\"message\":\"URL=$*\"}{\"type\":\"rawsetenv\",\"message\":\"SEEN=$GIVEN\"}"
        echo '{"type":"debug","message":"it was me"}'
    "#;
    let (answer, lines, said) = up("cloud", script).await;
    let expected = [
        Variable::Prefixed("URL".to_owned(), "compose --project-name=p up db".to_owned()),
        Variable::Raw("SEEN".to_owned(), "yes".to_owned()),
    ];
    assert_eq!(answer.as_deref(), Ok(&expected[..]));
    assert_eq!(lines, ["db Creating", "db Warming up", "db Created"]);
    assert_eq!(said, ["db: it was me"]);
}

#[tokio::test]
async fn what_goes_wrong_is_told_in_the_providers_words() {
    let table = [
        ("echo '{\"type\":\"error\",\"message\":\"no money\"}'; /bin/sleep 60", "no money"),
        ("echo over quota >&2; exit 3", "failed to create service provider: exit status 3:\n  over quota"),
        ("echo hello", "invalid response from provider \"cloud\": hello"),
    ];
    for (script, expected) in table {
        let (answer, lines, _) = up("cloud", &format!("[ \"$2\" = metadata ] && exit 1\n{script}")).await;
        assert_eq!(answer, Err(expected.to_owned()));
        assert!(lines[1].starts_with(&format!("db Error: {}", expected.lines().next().unwrap())), "{lines:?}");
    }
}

#[tokio::test]
async fn only_names_of_installed_programs_are_providers() {
    let table = [
        ("compose", "'compose' is not a valid provider type"),
        ("rcompose", "'rcompose' is not a valid provider type"),
        ("../cloud", "'../cloud' is not a valid provider type"),
        (
            "nosuch",
            "provider \"nosuch\" is neither a plugin docker-nosuch nor a program: executable file not found in $PATH",
        ),
    ];
    for (kind, expected) in table {
        assert_eq!(up(kind, "").await.0, Err(expected.to_owned()));
    }
}
