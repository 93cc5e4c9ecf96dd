//! What a project means without saying so: the default network, names of resources, dependencies that other settings imply.

use std::collections::BTreeMap;

use super::canonical::volume::clean;
use super::tree::{Entry, Map, Node, Value};
use super::walk::{each_mut, set_missing};

pub(super) fn normalize(root: &mut Node, name: &str, variables: &BTreeMap<String, String>) {
    let Some(top) = root.as_map_mut() else { return };
    top.insert("name".to_owned(), Entry::of(Node::synthetic(Value::String(name.to_owned()))));
    default_network(top);
    each_mut(root, "services.*", &mut |_, service| normalize_service(service, variables));
    for section in ["networks", "volumes", "configs", "secrets"] {
        if let Some(resources) = root.as_map_mut().and_then(|top| top.get_mut(section)) {
            name_resources(&mut resources.value, name);
        }
    }
}

/// Services that say nothing about networks share one, which exists only then.
fn default_network(top: &mut Map) {
    let mut used = false;
    for entry in
        top.get_mut("services").and_then(|services| services.value.as_map_mut()).into_iter().flat_map(Map::values_mut)
    {
        let Some(service) = entry.value.as_map_mut() else { continue };
        if service.contains_key("provider") || service.contains_key("network_mode") {
            continue;
        }
        let networks = service.get("networks").and_then(|entry| entry.value.as_map());
        match networks {
            Some(networks) if !networks.is_empty() => used |= networks.contains_key("default"),
            _ => {
                let default = Node::synthetic(Value::Null);
                let whole = Node::synthetic(Value::Null);
                service.insert("networks".to_owned(), Entry::of(Node::mapping([("default", default)], &whole)));
                used = true;
            }
        }
    }
    if used {
        set_missing(top, "networks", || Node::synthetic(Value::Map(Map::new())));
        if let Some(networks) = top.get_mut("networks").and_then(|entry| entry.value.as_map_mut()) {
            set_missing(networks, "default", || Node::synthetic(Value::Null));
        }
    }
}

fn normalize_service(service: &mut Node, variables: &BTreeMap<String, String>) {
    let implied = implied_dependencies(service);
    let image = service.get("image").cloned();
    let Some(map) = service.as_map_mut() else { return };
    if let Some(policy) = map.get_mut("pull_policy").filter(|entry| entry.value.as_str() == Some("if_not_present")) {
        policy.value.value = Value::String("missing".to_owned());
    }
    if let Some(build) = map.get_mut("build").and_then(|entry| entry.value.as_map_mut()) {
        if !build.contains_key("dockerfile_inline") {
            set_missing(build, "dockerfile", || Node::synthetic(Value::String("Dockerfile".to_owned())));
        }
        if let Some(args) = build.get_mut("args") {
            resolve(&mut args.value, variables, false);
        }
    }
    if let Some(environment) = map.get_mut("environment") {
        resolve(&mut environment.value, variables, true);
    }
    for hook in map.get_mut("pre_start").into_iter().flat_map(|entry| entry.value.as_list_mut()) {
        if let (Some(hook), Some(image)) = (hook.as_map_mut(), &image) {
            set_missing(hook, "image", || image.clone());
        }
    }
    for mount in map.get_mut("volumes").into_iter().flat_map(|entry| entry.value.as_list_mut()) {
        let target = mount.as_map_mut().and_then(|mount| mount.get_mut("target"));
        if let Some(target) = target.map(|entry| &mut entry.value)
            && let Value::String(path) = &target.value
        {
            target.value = Value::String(clean(path));
        }
    }
    if !implied.is_empty() {
        set_missing(map, "depends_on", || Node::synthetic(Value::Map(Map::new())));
        if let Some(dependencies) = map.get_mut("depends_on").and_then(|entry| entry.value.as_map_mut()) {
            for (name, settings) in implied {
                set_missing(dependencies, &name, || settings);
            }
        }
    }
}

impl Node {
    /// The items of a list; none of anything else.
    fn as_list_mut(&mut self) -> &mut [Node] {
        match &mut self.value {
            Value::List(list) => list,
            _ => &mut [],
        }
    }
}

fn implied_dependencies(service: &Node) -> Vec<(String, Node)> {
    let dependency = |from: &Node, restart: bool| {
        let flag = |set| Node::derived(Value::Bool(set), from);
        let condition = Node::string("service_started", from);
        Node::mapping([("condition", condition), ("restart", flag(restart)), ("required", flag(true))], from)
    };
    let items = |key: &str| service.get(key).and_then(Node::as_list).unwrap_or_default();
    let mut implied = Vec::new();
    for link in items("links") {
        let text = link.as_str().unwrap_or_default();
        let name = match text.split(':').collect::<Vec<_>>().as_slice() {
            [name, _] => (*name).to_owned(),
            _ => text.to_owned(),
        };
        implied.push((name, dependency(link, true)));
    }
    for key in ["network_mode", "ipc", "pid", "uts", "cgroup"] {
        if let Some(node) = service.get(key)
            && let Some(name) = node.as_str().and_then(|text| text.strip_prefix("service:"))
        {
            implied.push((name.to_owned(), dependency(node, true)));
        }
    }
    for from in items("volumes_from") {
        let text = from.as_str().unwrap_or_default();
        if !text.starts_with("container:") {
            let name = text.split(':').next().unwrap_or_default();
            implied.push((name.to_owned(), dependency(from, false)));
        }
    }
    implied
}

/// Values that a file leaves to the environment; those that are not set there are dropped or kept without one.
fn resolve(node: &mut Node, variables: &BTreeMap<String, String>, keep_unset: bool) {
    match &mut node.value {
        Value::Map(map) => map.retain(|key, entry| {
            if !entry.value.is_null() {
                return true;
            }
            match variables.get(key) {
                Some(value) => {
                    entry.value.value = Value::String(value.clone());
                    true
                }
                None => keep_unset,
            }
        }),
        // Lists of `environment` were looked up when the project was read.
        Value::List(_) if keep_unset => {}
        Value::List(list) => list.retain_mut(|item| {
            let Some(name) = item.as_str().filter(|text| !text.contains('=')) else { return true };
            let Some(value) = variables.get(name) else { return false };
            item.value = Value::String(format!("{name}={value}"));
            true
        }),
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::String(_) => {}
    }
}

/// Resources are called `project_key`; external ones by their key.
fn name_resources(section: &mut Node, project: &str) {
    for (key, entry) in section.as_map_mut().into_iter().flatten() {
        let external = matches!(entry.value.get("external").map(|node| &node.value), Some(Value::Bool(true)))
            || entry.value.get("external").and_then(Node::as_str) == Some("true");
        if entry.value.is_null() {
            entry.value.value = Value::Map(Map::new());
        }
        let name = if external { key.clone() } else { format!("{project}_{key}") };
        if let Some(resource) = entry.value.as_map_mut() {
            if resource.get("name").is_some_and(|entry| entry.value.is_null()) {
                resource.shift_remove("name");
            }
            set_missing(resource, "name", || Node::synthetic(Value::String(name)));
        }
    }
}

/// Values of single services that the environment has; done before included projects are handed over, since theirs may
/// know more variables.
pub(super) fn look_up(root: &mut Node, variables: &BTreeMap<String, String>) {
    each_mut(root, "services.*.environment", &mut |_, node| {
        if let Value::List(list) = &mut node.value {
            for item in list {
                if let Some(value) =
                    item.as_str().filter(|text| !text.contains('=')).and_then(|name| variables.get(name))
                {
                    let name = item.as_str().unwrap_or_default();
                    item.value = Value::String(format!("{name}={value}"));
                }
            }
        }
    });
}

/// What included projects know of the variables of their secrets and configs, by path and variable.
pub(super) type Contents = BTreeMap<(String, String), String>;

/// Notes the contents of secrets and configs of an included project. They go into the tree last, because what is merged
/// with it is checked, and a file may not write them so.
pub(super) fn remember_contents(root: &mut Node, variables: &BTreeMap<String, String>, contents: &mut Contents) {
    each_from_variable(root, |path, variable, _| {
        if let Some(value) = variables.get(variable) {
            contents.entry((path, variable.to_owned())).or_insert_with(|| value.clone());
        }
    });
}

/// Gives secrets and configs the values of their variables as content.
pub(super) fn set_contents(root: &mut Node, variables: &BTreeMap<String, String>, contents: &Contents) {
    each_from_variable(root, |path, variable, node| {
        let included = || contents.get(&(path, variable.to_owned()));
        let Some(value) = variables.get(variable).or_else(included) else { return };
        let content = Node::derived(Value::String(value.clone()), node);
        if let Some(map) = node.as_map_mut() {
            map.insert("content".to_owned(), Entry::of(content));
        }
    });
}

/// Visits the secrets and configs that take their content from a variable.
fn each_from_variable(root: &mut Node, mut visit: impl FnMut(String, &str, &mut Node)) {
    for section in ["secrets.*", "configs.*"] {
        each_mut(root, section, &mut |path, node| {
            if let Some(variable) = node.get("environment").and_then(Node::as_str).map(str::to_owned) {
                visit(path.to_string(), &variable, node);
            }
        });
    }
}
