//! From the text of a Compose file to the whole bodies of all requests, for three versions of the API: a file for each
//! group of attributes lies in `golden/`, with what comes of it beside it.
//!
//! A service that an engine cannot serve has the list of problems in place of its body.

use super::*;
use crate::convert::network;
use crate::loader;
use crate::loader::request::LoadRequest;
use crate::loader::source::memory::Memory;

const VERSIONS: [ApiVersion; 3] = [OLD, ApiVersion(1, 44), NEW];

macro_rules! golden {
    ($($name:ident)+) => {
        $(#[test]
        fn $name() {
            compare_with_files(stringify!($name), include_str!(concat!("golden/", stringify!($name), ".yaml")));
        })+
    };
}

golden! { process resources deploy storage network security logging }

fn compare_with_files(name: &str, text: &str) {
    let project = load(text);
    for version in VERSIONS {
        let bodies = serde_json::to_string_pretty(&sorted(bodies(&project, version))).unwrap();
        insta::with_settings!({ snapshot_path => "golden", prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(format!("{name}-{version}"), bodies);
        });
    }
}

fn load(text: &str) -> Project {
    let request = LoadRequest { working_dir: "/p".into(), ..LoadRequest::default() };
    let loaded = loader::load_from(&request, &Memory::new([("/p/compose.yaml", text)])).expect("a valid file");
    let (mut project, _warnings) = loaded.into_project(&[], true).expect("a valid selection");
    api_socket::provide(&mut project, "{}".to_owned());
    project
}

fn bodies(project: &Project, version: ApiVersion) -> Value {
    let outside = Outside {
        seccomp_profiles: BTreeMap::from([("profile.json".to_owned(), Ok("{\"defaultAction\": \"a\"}".to_owned()))]),
        proxies: BTreeMap::new(),
        default_platform: String::new(),
    };
    let problems = crate::convert::check::check(project, version, &outside);
    let told = |section: &str, name: &str| -> Vec<String> {
        let about = problems.iter().filter(|problem| problem.path().starts_with(&[section, name]));
        about.map(ToString::to_string).collect()
    };
    let given = Given {
        labels: BTreeMap::from([("com.docker.compose.project".to_owned(), "p".to_owned())]),
        inherited: BTreeMap::from([("/inherited".to_owned(), "0123abc".to_owned())]),
        owners: BTreeMap::from([("db".into(), "id-of-db".into())]),
        link_targets: BTreeMap::from([("db".into(), vec!["p_db_1".to_owned()])]),
        one_off: None,
        outside,
    };
    let services = project.services.values().map(|service| {
        let body = match body(project, service, &given.facts(), version) {
            Ok(body) => json!({"platform": body.platform, "create": body.create, "mac_address": body.mac_address,
                "further_networks": body.further_networks}),
            Err(first) => {
                let problems = told("services", service.name.as_str());
                assert_eq!(problems.first(), Some(&first.to_string()), "what a body misses is told before");
                json!(problems)
            }
        };
        (service.name.to_string(), body)
    });
    let networks = project.networks.iter().map(|(key, network)| {
        let body = network::body("p", key, network, "hash", version);
        (key.clone(), body.map_or_else(|_| json!(told("networks", key)), |body| json!(body)))
    });
    let volumes =
        project.volumes.iter().map(|(key, volume)| (key.clone(), json!(volume::body("p", key, volume, "hash"))));
    json!({
        "services": services.collect::<serde_json::Map<_, _>>(),
        "networks": networks.collect::<serde_json::Map<_, _>>(),
        "volumes": volumes.collect::<serde_json::Map<_, _>>(),
    })
}

/// bollard's maps have no order.
fn sorted(value: Value) -> Value {
    match value {
        Value::Object(map) => {
            let sorted: BTreeMap<String, Value> = map.into_iter().map(|(key, value)| (key, sorted(value))).collect();
            Value::Object(sorted.into_iter().collect())
        }
        Value::Array(items) => items.into_iter().map(sorted).collect(),
        scalar => scalar,
    }
}
