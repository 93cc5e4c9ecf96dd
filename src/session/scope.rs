//! Which containers a session is about, and how they are called.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::{ContainerFilter, EngineEvent};
use crate::event::LogSource;
use crate::model::observed::ObservedContainer;
use crate::model::{labels, naming};

/// The containers of a project, one-off ones excluded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Scope {
    pub(crate) project: String,
    /// `None`: all of the project, orphans included.
    pub(crate) services: Option<BTreeSet<String>>,
    /// Only this replica.
    pub(crate) number: Option<u32>,
}

impl Scope {
    /// What the engine filters by.
    pub(super) fn labels(&self) -> Vec<String> {
        vec![labels::of_project(&self.project), format!("{}=False", labels::ONE_OFF), labels::CONFIG_HASH.to_owned()]
    }

    pub(super) fn filter(&self) -> ContainerFilter {
        ContainerFilter { all: true, labels: self.labels(), ..ContainerFilter::default() }
    }

    pub(super) fn of_container(&self, container: &ObservedContainer) -> Option<LogSource> {
        self.source(&container.name, &container.labels)
    }

    /// The engine's events carry the container's labels and name as attributes.
    pub(super) fn of_event(&self, event: &EngineEvent) -> Option<LogSource> {
        let attributes = &event.attributes;
        let wanted = attributes.get(labels::PROJECT) == Some(&self.project)
            && attributes.get(labels::ONE_OFF).is_none_or(|one_off| one_off != "True");
        if wanted { self.source(attributes.get("name")?, attributes) } else { None }
    }

    fn source(&self, name: &str, labels_of: &BTreeMap<String, String>) -> Option<LogSource> {
        let service = labels_of.get(labels::SERVICE)?;
        let number = labels_of.get(labels::CONTAINER_NUMBER).and_then(|number| number.parse().ok());
        let wanted = self.services.as_ref().is_none_or(|services| services.contains(service))
            && self.number.is_none_or(|wanted| number == Some(wanted));
        wanted.then(|| source(&self.project, service, number, name))
    }
}

/// How a container is called in prefixes.
pub(crate) fn source(project: &str, service: &str, number: Option<u32>, name: &str) -> LogSource {
    // While it replaces another one, a container's name has the other's id in front.
    let final_name = match name.split_once('_') {
        Some((id, rest)) if id.len() == 12 && id.bytes().all(|byte| byte.is_ascii_hexdigit()) => rest,
        Some(_) | None => name,
    };
    LogSource {
        name: naming::display_name(project, service, number, final_name).to_owned(),
        service: service.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(labels: &[(&str, &str)]) -> EngineEvent {
        EngineEvent {
            action: "start".to_owned(),
            id: "1".into(),
            attributes: labels.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect(),
            time_nano: 0,
        }
    }

    #[test]
    fn events_belong_by_project_service_and_number() {
        let web = [
            (labels::PROJECT, "p"),
            (labels::SERVICE, "web"),
            (labels::CONTAINER_NUMBER, "2"),
            (labels::ONE_OFF, "False"),
            ("name", "p_web_2"),
        ];
        let all = Scope { project: "p".to_owned(), ..Scope::default() };
        assert_eq!(all.of_event(&event(&web)).map(|source| source.name), Some("web_2".to_owned()));
        let db = Scope { services: Some(BTreeSet::from(["db".to_owned()])), ..all.clone() };
        assert_eq!(db.of_event(&event(&web)), None);
        let first = Scope { number: Some(1), ..all.clone() };
        assert_eq!(first.of_event(&event(&web)), None);
        let other = Scope { project: "q".to_owned(), ..Scope::default() };
        assert_eq!(other.of_event(&event(&web)), None);
        let mut one_off = web;
        one_off[3].1 = "True";
        assert_eq!(all.of_event(&event(&one_off)), None);
    }

    #[test]
    fn replacements_are_called_as_what_they_replace() {
        assert_eq!(source("p", "web", Some(1), "0123456789ab_p_web_1").name, "web_1");
        assert_eq!(source("p", "web", Some(1), "my_p_web_1").name, "my_p_web_1");
    }
}
