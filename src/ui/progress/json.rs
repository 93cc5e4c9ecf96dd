//! Progress as JSON objects, one a line, with docker compose's keys.

use serde::Serialize;

use crate::event::{Event, Status};
use crate::ui::json;

/// Zero values are left out.
#[derive(Serialize)]
struct Line<'a> {
    id: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    parent_id: String,
    status: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    text: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    details: &'a str,
    #[serde(skip_serializing_if = "is_zero")]
    current: u64,
    #[serde(skip_serializing_if = "is_zero")]
    total: u64,
    #[serde(skip_serializing_if = "is_zero")]
    percent: u64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the shape that serde asks for")]
fn is_zero(number: &u64) -> bool {
    *number == 0
}

pub(crate) fn line(event: &Event) -> String {
    let resource = event.resource.to_string();
    let (id, parent_id) = match &event.part {
        Some(part) => (part.clone(), resource),
        None => (resource, String::new()),
    };
    let progress = event.progress.unwrap_or_default();
    json::to_line(&Line {
        id,
        parent_id,
        status: match event.status {
            Status::Working => "Working",
            Status::Done => "Done",
            Status::Warning => "Warning",
            Status::Error => "Error",
        },
        text: event.word(),
        details: &event.detail,
        current: progress.current,
        total: progress.total,
        percent: (progress.current.saturating_mul(100)).checked_div(progress.total).unwrap_or(0).min(100),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{Progress, Resource, Verb};

    #[test]
    fn keys_and_order_are_docker_composes() {
        let web = Resource::Container("p_web_1".to_owned());
        assert_eq!(
            line(&Event::working(web, Verb::Create)),
            r#"{"id":"Container p_web_1","status":"Working","text":"Creating"}"#
        );
        let layer = Event {
            part: Some("a1".to_owned()),
            progress: Some(Progress { current: 5, total: 10 }),
            ..Event::working(Resource::Image("i:1".to_owned()), Verb::Pull).with_text("Downloading").with_detail("5B")
        };
        assert_eq!(
            line(&layer),
            r#"{"id":"a1","parent_id":"Image i:1","status":"Working","text":"Downloading","details":"5B","current":5,"total":10,"percent":50}"#
        );
    }
}
