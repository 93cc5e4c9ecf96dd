//! The loaded project as text: what `config` prints.

mod natural;
mod yaml;

use serde_json::{Map, Value, json};

use crate::model::json::{EXTENSIONS, pretty, to_value, without_extensions};
use crate::model::project::Project;

/// Maps whose keys the user chose: their keys are sorted, and their values are structs again.
const USER_MAPS: [&str; 17] = [
    "additional_contexts",
    "annotations",
    "args",
    "aux_addresses",
    "configs",
    "depends_on",
    "driver_opts",
    "environment",
    "labels",
    "models",
    "networks",
    "options",
    "secrets",
    "services",
    "storage_opt",
    "sysctls",
    "volumes",
];

/// Structs that Docker Compose's JSON writes even when they are empty, and its YAML does not.
const EMPTY_IN_JSON: [&str; 4] = ["ipam", "resources", "placement", "exec"];

/// The model as YAML, every `$` doubled so that the text can be read again.
pub(crate) fn yaml(project: &Project) -> String {
    let mut document = Map::new();
    for (key, value) in sections(project) {
        document.insert(key.to_owned(), for_yaml(key, value));
    }
    for (key, value) in &project.extensions {
        document.insert(key.clone(), sorted(value.clone()));
    }
    escape(&yaml::document(&Value::Object(document)))
}

/// The model as JSON, keys of the top level in alphabetical order, without the `x-*` keys of services and below.
pub(crate) fn json(project: &Project) -> String {
    let mut document: Map<String, Value> = sections(project)
        .into_iter()
        .filter(|(key, _)| *key != "models")
        .map(|(key, value)| (key.to_owned(), without_extensions(value)))
        .collect();
    document.extend(project.extensions.iter().map(|(key, value)| (key.clone(), in_byte_order(value.clone()))));
    document.sort_keys();
    escape(&pretty(&Value::Object(document)))
}

/// Any tree as YAML, keys in byte order: the form of `config --no-interpolate`.
pub(crate) fn raw_yaml(value: Value) -> String {
    yaml::document(&sorted(value))
}

/// The same as JSON.
pub(crate) fn raw_json(value: Value) -> String {
    pretty(&in_byte_order(value))
}

fn in_byte_order(mut value: Value) -> Value {
    value.sort_all_objects();
    value
}

fn escape(text: &str) -> String {
    text.replace('$', "$$")
}

fn sections(project: &Project) -> Vec<(&'static str, Value)> {
    let mut sections = Vec::new();
    if !project.name.is_empty() {
        sections.push(("name", json!(project.name)));
    }
    sections.push(("services", to_value(&project.services)));
    let others = [
        ("networks", to_value(&project.networks)),
        ("volumes", to_value(&project.volumes)),
        ("secrets", files(to_value(&project.secrets), false)),
        ("configs", files(to_value(&project.configs), true)),
        ("models", to_value(&project.models)),
    ];
    sections.extend(others.into_iter().filter(|(_, value)| value.as_object().is_some_and(|map| !map.is_empty())));
    sections
}

/// Contents that came from the environment are nobody's business; those written in the file are printed for configs.
fn files(mut value: Value, show_content: bool) -> Value {
    for entry in value.as_object_mut().into_iter().flat_map(Map::values_mut).filter_map(Value::as_object_mut) {
        let is_empty = entry.get("content").is_some_and(|content| content.as_str() == Some(""));
        if !show_content || is_empty || entry.contains_key("environment") {
            entry.shift_remove("content");
        }
    }
    value
}

/// A value of a struct's field `key` in the YAML form.
fn for_yaml(key: &str, value: Value) -> Value {
    match value {
        Value::Object(map) if key == "ulimits" => {
            let mut entries: Vec<_> = map.into_iter().collect();
            entries.sort_by(|(a, _), (b, _)| natural::compare(a, b));
            Value::Object(entries.into_iter().map(|(name, limit)| (name, both_limits(limit))).collect())
        }
        Value::Object(map) if USER_MAPS.contains(&key) => {
            let mut entries: Vec<_> = map.into_iter().collect();
            entries.sort_by(|(a, _), (b, _)| natural::compare(a, b));
            Value::Object(entries.into_iter().map(|(name, value)| (name, for_yaml("", value))).collect())
        }
        Value::Object(map) => Value::Object(struct_for_yaml(map)),
        Value::Array(list) => Value::Array(list.into_iter().map(|item| for_yaml("", item)).collect()),
        scalar => scalar,
    }
}

/// The JSON leaves out limits of zero.
fn both_limits(limit: Value) -> Value {
    match limit {
        Value::Object(map) => {
            let get = |key: &str| map.get(key).cloned().unwrap_or_else(|| json!(0));
            json!({"soft": get("soft"), "hard": get("hard")})
        }
        single => single,
    }
}

fn struct_for_yaml(map: Map<String, Value>) -> Map<String, Value> {
    let mut out = Map::new();
    let mut extensions = Map::new();
    for (key, value) in map {
        if key == EXTENSIONS {
            extensions.extend(value.as_object().cloned().unwrap_or_default());
            continue;
        }
        let name = match key.as_str() {
            "Path" => "path",
            "Rate" => "rate",
            "Weight" => "weight",
            name => name,
        };
        let value = for_yaml(name, value);
        let unset_command = matches!(name, "command" | "entrypoint") && value.is_null();
        let empty_struct = EMPTY_IN_JSON.contains(&name) && value.as_object().is_some_and(Map::is_empty);
        if !unset_command && !empty_struct {
            out.insert(name.to_owned(), value);
        }
    }
    out.extend(extensions.into_iter().map(|(key, value)| (key, sorted(value))));
    out
}

/// A tree of the user's own, every map sorted.
fn sorted(value: Value) -> Value {
    match value {
        Value::Object(map) => {
            let mut entries: Vec<_> = map.into_iter().map(|(key, value)| (key, sorted(value))).collect();
            entries.sort_by(|(a, _), (b, _)| natural::compare(a, b));
            Value::Object(entries.into_iter().collect())
        }
        Value::Array(list) => Value::Array(list.into_iter().map(sorted).collect()),
        scalar => scalar,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::network::Network;
    use crate::model::secret::FileObject;
    use crate::model::service::Service;

    fn project() -> Project {
        let mut web = Service { image: "nginx:$1".to_owned(), ..Service::default() };
        web.environment.0.insert("B10".to_owned(), Some("yes".to_owned()));
        web.environment.0.insert("B9".to_owned(), None);
        web.networks.insert("default".to_owned(), None);
        web.extensions.insert("x-b".to_owned(), json!({"z": 1, "a": 2}));
        let config = FileObject { content: Some("hello".to_owned()), ..FileObject::default() };
        let hidden = FileObject { environment: "E".to_owned(), ..config.clone() };
        let network = Network { name: "p_default".to_owned(), ..Network::default() };
        Project {
            name: "p".to_owned(),
            services: [("web".into(), web)].into(),
            networks: [("default".to_owned(), network)].into(),
            secrets: [("s".to_owned(), hidden.clone())].into(),
            configs: [("c".to_owned(), config), ("d".to_owned(), hidden)].into(),
            extensions: [("x-top".to_owned(), json!(true))].into(),
            ..Project::default()
        }
    }

    #[test]
    fn yaml_leaves_out_what_is_unset() {
        let expected = "name: p\nservices:\n  web:\n    environment:\n      B9: null\n      B10: \"yes\"\n    image: nginx:$$1\n    \
                        networks:\n      default: null\n    x-b:\n      a: 2\n      z: 1\nnetworks:\n  default:\n    name: p_default\n\
                        secrets:\n  s:\n    environment: E\nconfigs:\n  c:\n    content: hello\n  d:\n    environment: E\nx-top: true\n";
        assert_eq!(yaml(&project()), expected);
    }

    #[test]
    fn json_has_the_null_commands_and_no_extensions_below_the_top() {
        let value: Value = serde_json::from_str(&json(&project()).replace("$$", "$")).expect("valid JSON");
        let keys: Vec<&String> = value.as_object().expect("an object").keys().collect();
        assert_eq!(keys, ["configs", "name", "networks", "secrets", "services", "x-top"]);
        let web = json!({"command": null, "entrypoint": null, "environment": {"B10": "yes", "B9": null}, "image": "nginx:$1", "networks": {"default": null}});
        assert_eq!(value["services"]["web"], web);
        assert_eq!(value["networks"]["default"], json!({"name": "p_default", "ipam": {}}));
        assert_eq!(value["secrets"]["s"], json!({"environment": "E"}));
    }

    /// Docker Compose's two forms have different structs behind them.
    #[test]
    fn yaml_and_json_differ() {
        use crate::model::deploy::Deploy;
        use crate::model::resources::{BlkioConfig, ThrottleDevice};
        let mut project = project();
        let device = ThrottleDevice { path: "/dev/a".to_owned(), ..ThrottleDevice::default() };
        let web = project.services.get_mut("web").expect("the service");
        web.blkio_config = Some(BlkioConfig { device_read_bps: vec![device], ..BlkioConfig::default() });
        web.deploy = Some(Deploy::default());
        project.models.insert("m".to_owned(), crate::model::project::Model::default());
        let json: Value = serde_json::from_str(&json(&project).replace("$$", "$")).expect("valid JSON");
        let web = &json["services"]["web"];
        assert_eq!(web["blkio_config"]["device_read_bps"][0]["Path"], json!("/dev/a"));
        assert_eq!(web["deploy"], json!({"resources": {}, "placement": {}}));
        assert_eq!((json.get("models"), web.get("x-b")), (None, None));
        let yaml = yaml(&project);
        for part in ["        - path: /dev/a\n", "    deploy: {}\n", "    x-b:\n", "models:\n  m: {}\n"] {
            assert!(yaml.contains(part), "{part} is not in {yaml}");
        }
        // Keys in the order of their meaning, not of their letters.
        assert!(
            yaml.find("services:") < yaml.find("networks:") && yaml.find("networks:") < yaml.find("configs:"),
            "{yaml}"
        );
    }
}
