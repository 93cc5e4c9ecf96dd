//! What `ps` says of a container.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::model::labels;
use crate::model::observed::{ContainerState, ObservedContainer, ObservedPort};
use crate::ui::containers;
use crate::ui::size;
use crate::ui::template::Row;
use crate::ui::words;

#[derive(Clone, Copy)]
pub(super) struct Style {
    /// Unix seconds.
    pub(super) now: i64,
    /// Ids and commands in full.
    pub(super) whole: bool,
}

pub(super) fn row(container: &ObservedContainer, style: Style) -> Row {
    let id = if style.whole { container.id.as_str() } else { container.id.short() };
    let service = container.service().map(|service| service.to_string()).unwrap_or_default();
    let running = container.state == ContainerState::Running;
    let health = container.health().filter(|_| running).map_or("", |health| health.as_str());
    let exit_code = if running { 0 } else { container.exit_code().unwrap_or(0) };
    let local = container.mounts.iter().filter(|mount| mount.driver == "local").count();
    let fields = [
        ("Command", json!(containers::command(&container.command, style.whole))),
        ("CreatedAt", json!(created_at(container.created))),
        ("ExitCode", json!(exit_code)),
        ("Health", json!(health)),
        ("ID", json!(id)),
        ("Image", json!(container.image)),
        ("Labels", json!(pairs(&container.labels))),
        ("LocalVolumes", json!(local.to_string())),
        ("Mounts", json!(mounts(container, style.whole))),
        ("Name", json!(container.name)),
        ("Names", json!(container.name)),
        ("Networks", json!(container.networks.keys().cloned().collect::<Vec<_>>().join(","))),
        ("Ports", json!(containers::ports(&container.ports))),
        ("Project", json!(container.label(labels::PROJECT).unwrap_or_default())),
        ("Publishers", Value::Array(container.ports.iter().map(publisher).collect())),
        ("RunningFor", json!(words::ago(container.created, style.now))),
        ("Service", json!(service)),
        ("Size", json!(sizes(container))),
        ("State", json!(container.state.as_str())),
        ("Status", json!(container.status)),
    ];
    Row {
        type_name: "*formatter.ContainerContext",
        fields: fields.into_iter().collect(),
        labels: container.labels.clone(),
    }
}

/// Its service is written in another way now: `up` would replace it.
pub(super) fn mark_as_drifted(row: &mut Row) {
    if let Some(Value::String(status)) = row.fields.get_mut("Status") {
        status.push_str(", out of date");
    }
}

fn created_at(seconds: i64) -> String {
    let Ok(moment) = jiff::Timestamp::from_second(seconds) else { return String::new() };
    jiff::ZonedDateTime::new(moment, jiff::tz::TimeZone::system()).strftime("%Y-%m-%d %H:%M:%S %z %Z").to_string()
}

fn pairs(map: &BTreeMap<String, String>) -> String {
    map.iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join(",")
}

fn mounts(container: &ObservedContainer, whole: bool) -> String {
    let name = |mount: &crate::model::observed::ObservedMount| {
        let name = if mount.name.is_empty() { &mount.source } else { &mount.name };
        match name.char_indices().nth(14) {
            Some((end, _)) if !whole && name.chars().count() > 15 => format!("{}…", &name[..end]),
            _ => name.clone(),
        }
    };
    container.mounts.iter().map(name).collect::<Vec<_>>().join(",")
}

fn sizes(container: &ObservedContainer) -> String {
    let text = |bytes: i64| size::short(u64::try_from(bytes).unwrap_or(0));
    match (container.size_rw, container.size_root_fs) {
        (Some(own), Some(all)) if all > 0 => format!("{} (virtual {})", text(own), text(all)),
        (Some(own), _) => text(own),
        (None, _) => "0B".to_owned(),
    }
}

fn publisher(port: &ObservedPort) -> Value {
    json!({"URL": port.ip, "TargetPort": port.private, "PublishedPort": port.public, "Protocol": port.protocol})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_has_what_scripts_read() {
        let container = ObservedContainer {
            name: "p_web_1".to_owned(),
            state: ContainerState::Exited,
            status: "Exited (3) 1 second ago".to_owned(),
            ports: vec![ObservedPort {
                ip: "127.0.0.1".to_owned(),
                private: 80,
                public: 8080,
                protocol: "tcp".to_owned(),
            }],
            ..ObservedContainer::default()
        };
        let value = row(&container, Style { now: 0, whole: false }).fields;
        assert_eq!((&value["ExitCode"], &value["Health"], &value["State"]), (&json!(3), &json!(""), &json!("exited")));
        let publisher = json!({"URL": "127.0.0.1", "TargetPort": 80, "PublishedPort": 8080, "Protocol": "tcp"});
        assert_eq!(value["Publishers"], json!([publisher]));
    }
}
