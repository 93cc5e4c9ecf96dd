//! Tests of the choice of an engine.

use super::*;

type Pairs<'a> = &'a [(&'a str, &'a str)];

fn resolved(flags: Pairs, environment: Pairs, current: &str) -> Result<Endpoint, ConnectError> {
    let environment = environment.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    let flag = |name: &str| flags.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
    let request = ConnectRequest {
        host: flag("host"),
        context: flag("context"),
        tls: flag("tls").map(|text| text == "true"),
        tlsverify: flag("tlsverify").map(|text| text == "true"),
        tlscacert: flag("tlscacert"),
        ..ConnectRequest::new(PathBuf::from("/config"), &environment)
    };
    resolve(&request, &ConfigFile { current_context: current.to_owned(), ..ConfigFile::default() })
}

#[test]
fn the_engine_is_chosen_in_dockers_order() {
    let cases: [(Pairs, Pairs, &str, &str); 6] = [
        (&[], &[], "", "unix:///var/run/docker.sock"),
        (&[], &[("DOCKER_HOST", "unix:///e.sock")], "current", "unix:///e.sock"),
        (&[("host", "tcp://a:1")], &[("DOCKER_HOST", "unix:///e.sock")], "current", "tcp://a:1"),
        (&[("context", "default")], &[("DOCKER_HOST", "unix:///e.sock")], "current", "unix:///e.sock"),
        (&[], &[("DOCKER_CONTEXT", "default")], "current", "unix:///var/run/docker.sock"),
        (&[], &[("DOCKER_HOST", "")], "default", "unix:///var/run/docker.sock"),
    ];
    for (flags, environment, current, host) in cases {
        assert_eq!(resolved(flags, environment, current).unwrap().host.to_string(), host, "{flags:?} {environment:?}");
    }
}

#[test]
fn a_context_that_is_missing_is_named_with_its_place() {
    for (flags, environment, current) in [
        (vec![("context", "nosuch")], vec![("DOCKER_HOST", "unix:///e.sock")], ""),
        (vec![], vec![("DOCKER_CONTEXT", "nosuch")], ""),
        (vec![], vec![], "nosuch"),
    ] {
        let error = resolved(&flags, &environment, current).unwrap_err().to_string();
        let start = "Failed to initialize: unable to resolve docker endpoint: context \"nosuch\": context not found: open /config/";
        assert!(error.starts_with(start), "{error}");
    }
    let both = resolved(&[("host", "tcp://a:1"), ("context", "x")], &[], "").unwrap_err();
    assert_eq!(both.to_string(), "conflicting options: cannot specify both --host and --context");
}

#[test]
fn tls_is_turned_on_by_flags_and_environment_and_moves_the_default_port() {
    let plain = resolved(&[("host", "tcp://a")], &[], "").unwrap();
    assert_eq!((plain.host.to_string().as_str(), plain.tls), ("tcp://a:2375", None));
    let verified =
        resolved(&[], &[("DOCKER_HOST", "tcp://a"), ("DOCKER_TLS_VERIFY", "1"), ("DOCKER_CERT_PATH", "/c")], "");
    let verified = verified.unwrap();
    assert_eq!(verified.host.to_string(), "tcp://a:2376");
    let files = verified.tls.unwrap();
    assert!(files.verify);
    assert_eq!(files.ca, Some(PathBuf::from("/c/ca.pem")));
    let unverified = resolved(&[("host", "tcp://a"), ("tlsverify", "false")], &[], "").unwrap();
    assert!(!unverified.tls.unwrap().verify);
    let off = resolved(&[("host", "tcp://a"), ("tls", "false")], &[("DOCKER_TLS", "1")], "").unwrap();
    assert_eq!(off.tls, None);
}

#[test]
fn a_pinned_version_must_be_one_that_we_speak() {
    assert_eq!(pinned("1.43").unwrap(), ApiVersion(1, 43));
    assert_eq!(pinned("1.99").unwrap(), ApiVersion(1, 99));
    assert!(pinned("1.24").unwrap_err().to_string().contains("too old"));
    assert!(matches!(pinned("new"), Err(ConnectError::PinnedVersion(_))));
}
