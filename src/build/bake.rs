//! Build sections as a definition for buildx's `bake`: what `build --print` shows, and what another builder gets.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::{Map, Value, json};

use super::error::BuildError;
use super::{BuildOptions, Order, inputs, order, section};
use crate::model::build::Build;
use crate::model::ids::ServiceName;
use crate::model::project::Project;
use crate::model::service::Service;

/// What becomes of the images.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct BakeOptions {
    pub(crate) push: bool,
    pub(crate) check: bool,
}

/// The definition, and what buildx has to be allowed for it.
#[derive(Debug, PartialEq)]
pub(crate) struct Definition {
    pub(crate) json: Value,
    pub(crate) allowed: BTreeSet<String>,
}

/// Of the services and of those whose images they are built from.
pub(crate) fn definition(
    (project, services): (&Project, &[ServiceName]),
    options: &BuildOptions,
    bake: BakeOptions,
) -> Result<Definition, BuildError> {
    let mut targets = BTreeMap::new();
    let mut allowed = BTreeSet::new();
    for name in Order::of(project, services)?.names() {
        let service = order::service(project, name).ok_or_else(|| super::no_section(name))?;
        let build = section(service, options)?;
        allowed.extend(allowances(&build));
        targets.insert(target_name(name.as_str()), target((project, service, &build), options, bake));
    }
    let names: Vec<&String> = targets.keys().collect();
    let json = json!({ "group": { "default": { "targets": names } }, "target": targets });
    Ok(Definition { json, allowed })
}

/// bake takes no points in names.
fn target_name(service: &str) -> String {
    service.replace('.', "_")
}

fn allowances(build: &Build) -> Vec<String> {
    let folders = std::iter::once(&build.context).chain(build.additional_contexts.0.values());
    let local = folders.filter(|path| Path::new(path).is_absolute()).map(|path| format!("fs.read={path}"));
    local.chain(inputs::entitlements(build)).collect()
}

struct Target(Map<String, Value>);

impl Target {
    /// What says nothing is left out.
    fn put(&mut self, key: &str, value: impl Into<Value>) {
        let value = value.into();
        let says_nothing = match &value {
            Value::Null => true,
            Value::Bool(flag) => !flag,
            Value::String(text) => text.is_empty(),
            Value::Array(list) => list.is_empty(),
            Value::Object(map) => map.is_empty(),
            Value::Number(_) => false,
        };
        if !says_nothing {
            self.0.insert(key.to_owned(), value);
        }
    }
}

fn target((project, service, build): (&Project, &Service, &Build), options: &BuildOptions, bake: BakeOptions) -> Value {
    let mut target = Target(Map::new());
    let is_local = Path::new(&build.context).is_absolute();
    target.put("context", build.context.as_str());
    target.put("contexts", contexts(build));
    if build.dockerfile_inline.is_empty() {
        let file = Path::new(&build.context).join(build.dockerfile_path());
        let path = if is_local { file.display().to_string() } else { build.dockerfile_path().to_owned() };
        target.put("dockerfile", path);
    }
    target.put("dockerfile-inline", escaped(&build.dockerfile_inline));
    let args: BTreeMap<String, String> =
        inputs::args(project, build, options).into_iter().map(|(key, value)| (key, escaped(&value))).collect();
    target.put("args", json!(args));
    target.put("labels", json!(inputs::image_labels(project, service, build)));
    let mut tags = inputs::tags(project, service, build);
    // The image's name last, as docker compose has it.
    tags.rotate_left(1);
    target.put("tags", tags);
    target.put("cache-from", build.cache_from.clone());
    target.put("cache-to", build.cache_to.clone());
    target.put("target", build.target.as_str());
    target.put("secret", secrets(project, build));
    target.put("ssh", build.ssh.0.iter().map(|key| format!("{}={}", key.id, key.path)).collect::<Vec<_>>());
    let platforms = inputs::platforms(service, build);
    let several = platforms.len() > 1;
    target.put("platforms", platforms);
    target.put("pull", build.pull || options.pull);
    target.put("no-cache", build.no_cache || options.no_cache);
    target.put("network", build.network.as_str());
    target.put("no-cache-filter", build.no_cache_filter.0.clone());
    target.put("shm-size", if build.shm_size.0 == 0 { String::new() } else { build.shm_size.0.to_string() });
    let limits = build.ulimits.0.iter().map(|(name, limit)| {
        let hard = if limit.single { String::new() } else { format!(":{}", limit.hard) };
        format!("{name}={}{hard}", limit.soft)
    });
    target.put("ulimits", limits.collect::<Vec<_>>());
    target.put("call", if bake.check { "lint" } else { "" });
    target.put("entitlements", inputs::entitlements(build));
    let hosts = build.extra_hosts.entries("=");
    let hosts: BTreeMap<&str, &str> = hosts.iter().filter_map(|entry| entry.split_once('=')).collect();
    target.put("extra-hosts", json!(hosts));
    let pushed = bake.push && !service.image.is_empty();
    target.put(
        "output",
        match (several, pushed) {
            (true, pushed) => vec![format!("type=image,push={pushed}")],
            (false, true) => vec!["type=registry".to_owned()],
            (false, false) => vec!["type=docker".to_owned()],
        },
    );
    target.put("attest", attestations(build));
    Value::from(target.0)
}

fn contexts(build: &Build) -> Map<String, Value> {
    let source = |value: &String| match inputs::service_context(value) {
        Some(other) => format!("target:{}", target_name(other)),
        None => value.clone(),
    };
    build.additional_contexts.0.iter().map(|(name, value)| (name.clone(), source(value).into())).collect()
}

/// Where the secrets are, never what they are.
fn secrets(project: &Project, build: &Build) -> Vec<String> {
    let one = |reference: &crate::model::secret::FileReference| {
        let id = if reference.target.is_empty() { &reference.source } else { &reference.target };
        let secret = project.secrets.get(&reference.source)?;
        Some(match secret.environment.as_str() {
            "" => format!("id={id},type=file,src={}", secret.file),
            variable => format!("id={id},type=env,env={variable}"),
        })
    };
    build.secrets.iter().filter_map(one).collect()
}

fn attestations(build: &Build) -> Vec<String> {
    let one = |kind: &str, value: &str| match value {
        "" | "false" => None,
        "true" => Some(format!("type={kind}")),
        value => Some(format!("type={kind},{value}")),
    };
    [one("provenance", &build.provenance.0), one("sbom", &build.sbom.0)].into_iter().flatten().collect()
}

/// bake would put its own variables in.
fn escaped(text: &str) -> String {
    text.replace("${", "$${")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::scalar::Text;
    use crate::model::secret::{FileObject, FileReference};

    #[test]
    fn sections_become_targets() {
        let mut project = Project { name: "p".to_owned(), ..Project::default() };
        let secret =
            FileObject { environment: "V".to_owned(), content: Some("hidden".to_owned()), ..FileObject::default() };
        project.secrets.insert("s".to_owned(), secret);
        let mut web = Build { context: "/c".to_owned(), tags: vec!["t:2".to_owned()], ..Build::default() };
        web.additional_contexts.0.insert("basis".to_owned(), "service:a.b".to_owned());
        web.args.0.insert("A".to_owned(), Some("${x}".to_owned()));
        web.secrets = vec![FileReference { source: "s".to_owned(), ..FileReference::default() }];
        web.provenance = Text("mode=max".to_owned());
        web.privileged = true;
        let base = Build { context: "https://h/r.git".to_owned(), ..Build::default() };
        for (name, image, build) in [("web", "reg/web:1", web), ("a.b", "", base)] {
            let service =
                Service { name: name.into(), image: image.to_owned(), build: Some(build), ..Service::default() };
            project.services.insert(name.into(), service);
        }
        let pushed = BakeOptions { push: true, check: false };
        let found = definition((&project, &["web".into()]), &BuildOptions::default(), pushed).expect("a definition");
        assert_eq!(found.json["group"]["default"]["targets"], json!(["a_b", "web"]));
        let web = &found.json["target"]["web"];
        let expected = [
            ("dockerfile", json!("/c/Dockerfile")),
            ("contexts", json!({ "basis": "target:a_b" })),
            ("args", json!({ "A": "$${x}" })),
            ("tags", json!(["t:2", "reg/web:1"])),
            ("secret", json!(["id=s,type=env,env=V"])),
            ("entitlements", json!(["security.insecure"])),
            ("output", json!(["type=registry"])),
            ("attest", json!(["type=provenance,mode=max"])),
            ("pull", Value::Null),
        ];
        for (key, value) in expected {
            assert_eq!(web.get(key).cloned().unwrap_or_default(), value, "{key}");
        }
        assert_eq!(found.json["target"]["a_b"]["output"], json!(["type=docker"]));
        assert!(!found.json.to_string().contains("hidden"));
        let allowed: Vec<&str> = found.allowed.iter().map(String::as_str).collect();
        assert_eq!(allowed, ["fs.read=/c", "security.insecure"]);
    }
}
