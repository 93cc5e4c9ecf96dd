//! `events`: what happens to the containers of a project.

use std::collections::BTreeMap;

use futures_util::StreamExt;
use jiff::tz::TimeZone;
use serde::Serialize;

use super::context::Context;
use super::interruptible;
use crate::cli::args::events::EventsArgs;
use crate::engine::{Engine, EngineEvent, EventFilter};
use crate::error::{Error, Exit};
use crate::model::labels;
use crate::session::error::SessionError;
use crate::session::time::engine_time;
use crate::ui::{json, rfc3339};

pub(crate) async fn run(context: &Context, args: &EventsArgs) -> Result<Exit, Error> {
    let project = context.name_with(&args.services)?;
    let now = jiff::Timestamp::now();
    let time = |option, text: &Option<String>| {
        let text = text.as_deref().filter(|text| !text.is_empty());
        text.map(|text| engine_time(option, text, now)).transpose().map_err(|error| Error::from_source(&error))
    };
    let filter = EventFilter {
        labels: vec![labels::of_project(&project)],
        since: time("since", &args.since)?,
        until: time("until", &args.until)?,
    };
    interruptible(context, follow(context, args, &filter)).await
}

async fn follow(context: &Context, args: &EventsArgs, filter: &EventFilter) -> Result<Exit, Error> {
    let zone = TimeZone::system();
    let mut events = context.engine().await?.events(filter).await?;
    while let Some(event) = events.next().await {
        let event = event?;
        if is_shown(&event, &args.services) {
            if args.json {
                context.ui.line(&to_json(&event, &zone));
            } else {
                context.ui.outside(&to_text(&event, &zone));
                context.ui.line("");
            }
        }
    }
    match filter.until {
        Some(_) => Ok(Exit::Success),
        None => Err(SessionError::EventsEnded.into()),
    }
}

/// One-off containers are not part of the application.
fn is_shown(event: &EngineEvent, services: &[String]) -> bool {
    let label = |key| event.attributes.get(key).map_or("", String::as_str);
    label(labels::ONE_OFF) != "True"
        && (services.is_empty() || services.iter().any(|name| name == label(labels::SERVICE)))
}

/// Without the labels by which Compose tools know their containers.
fn attributes(event: &EngineEvent) -> BTreeMap<&str, &str> {
    let hidden = |key: &str| key.starts_with(labels::COMPOSE_PREFIX) || key == labels::CONTENT_DIGEST;
    let all = event.attributes.iter().map(|(key, value)| (key.as_str(), value.as_str()));
    all.filter(|(key, _)| !hidden(key)).collect()
}

fn local(event: &EngineEvent, zone: &TimeZone) -> jiff::ZonedDateTime {
    let moment = jiff::Timestamp::from_nanosecond(event.time_nano.into()).unwrap_or_default();
    jiff::ZonedDateTime::new(moment, zone.clone())
}

fn to_text(event: &EngineEvent, zone: &TimeZone) -> String {
    let attributes: Vec<String> = attributes(event).iter().map(|(key, value)| format!("{key}={value}")).collect();
    let time = local(event, zone).strftime("%Y-%m-%d %H:%M:%S%.6f");
    format!("{time} container {} {} ({})", event.action, event.id, attributes.join(", "))
}

fn to_json(event: &EngineEvent, zone: &TimeZone) -> String {
    #[derive(Serialize)]
    struct Shown<'a> {
        action: &'a str,
        attributes: BTreeMap<&'a str, &'a str>,
        id: &'a str,
        service: &'a str,
        time: String,
        r#type: &'a str,
    }
    json::to_line(&Shown {
        action: &event.action,
        attributes: attributes(event),
        id: event.id.as_str(),
        service: event.attributes.get(labels::SERVICE).map_or("", String::as_str),
        time: rfc3339(&local(event, zone), "%.f"),
        r#type: "container",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(one_off: &str) -> EngineEvent {
        let attributes = [
            (labels::SERVICE, "web"),
            (labels::ONE_OFF, one_off),
            (labels::CONTENT_DIGEST, "1"),
            ("name", "p_web_1"),
            ("note", "a>b"),
            ("signal", "15"),
        ];
        EngineEvent {
            action: "kill".to_owned(),
            id: "abc".into(),
            attributes: attributes.map(|(key, value)| (key.to_owned(), value.to_owned())).into(),
            time_nano: 1_700_000_000_050_000_900,
        }
    }

    #[test]
    fn both_forms_as_docker_compose_writes_them() {
        let event = event("False");
        assert_eq!(
            to_text(&event, &TimeZone::UTC),
            "2023-11-14 22:13:20.050000 container kill abc (name=p_web_1, note=a>b, signal=15)"
        );
        let attributes = r#"{"name":"p_web_1","note":"a\u003eb","signal":"15"}"#;
        let json = |time: &str| {
            format!(
                r#"{{"action":"kill","attributes":{attributes},"id":"abc","service":"web","time":"{time}","type":"container"}}"#
            )
        };
        assert_eq!(to_json(&event, &TimeZone::UTC), json("2023-11-14T22:13:20.0500009Z"));
        let east = TimeZone::fixed(jiff::tz::offset(2));
        assert_eq!(to_json(&event, &east), json("2023-11-15T00:13:20.0500009+02:00"));
    }

    #[test]
    fn services_are_picked_and_one_off_containers_are_not_shown() {
        let names = |list: &[&str]| list.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        assert!(is_shown(&event("False"), &[]) && is_shown(&event("False"), &names(&["db", "web"])));
        assert!(!is_shown(&event("False"), &names(&["db"])) && !is_shown(&event("True"), &[]));
    }
}
