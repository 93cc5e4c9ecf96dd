//! Progress as plain lines: ` Container p_web_1 Created`.

use std::collections::BTreeMap;

use crate::event::{Event, Status};
use crate::ui::sanitize;

/// Remembers what each part said last, so that a download is not a line for every kilobyte.
#[derive(Clone, Debug, Default)]
pub(crate) struct Plain {
    parts: BTreeMap<String, String>,
    /// Only what is over, of whole resources.
    finished_only: bool,
}

impl Plain {
    pub(crate) fn new(finished_only: bool) -> Self {
        Self { parts: BTreeMap::new(), finished_only }
    }

    /// The event's line, or nothing if it tells nothing new.
    pub(crate) fn line(&mut self, event: &Event, terminal: bool) -> Option<String> {
        if self.finished_only && (event.part.is_some() || event.status == Status::Working) {
            return None;
        }
        let id = event.part.clone().unwrap_or_else(|| event.resource.to_string());
        if let Some(part) = &event.part {
            let key = format!("{} {part}", event.resource);
            if self.parts.get(&key).is_some_and(|word| word == event.word()) {
                return None;
            }
            self.parts.insert(key, event.word().to_owned());
        }
        let line = format!(" {id} {} {}", event.word(), event.detail);
        let line = line.trim_end();
        Some(if terminal { sanitize::message(line).into_owned() } else { line.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{Resource, Verb};

    #[test]
    fn a_line_an_event() {
        let mut plain = Plain::default();
        let web = || Resource::Container("p_web_1".to_owned());
        assert_eq!(
            plain.line(&Event::working(web(), Verb::Create), false).as_deref(),
            Some(" Container p_web_1 Creating")
        );
        assert_eq!(
            plain.line(&Event::working(web(), Verb::Wait).with_detail("db"), false).as_deref(),
            Some(" Container p_web_1 Waiting db")
        );
        let layer = Event {
            part: Some("a1".to_owned()),
            ..Event::working(Resource::Image("i".to_owned()), Verb::Pull).with_text("Downloading")
        };
        assert_eq!(plain.line(&layer, false).as_deref(), Some(" a1 Downloading"));
        assert_eq!(plain.line(&layer, false), None);
        assert_eq!(plain.line(&layer.with_text("Pull complete"), false).as_deref(), Some(" a1 Pull complete"));
    }
    #[test]
    fn in_ci_a_line_a_finished_resource() {
        let mut plain = Plain::new(true);
        let web = || Resource::Container("p_web_1".to_owned());
        assert_eq!(plain.line(&Event::working(web(), Verb::Create), false), None);
        let layer = Event { part: Some("a1".to_owned()), ..Event::done(Resource::Image("i".to_owned()), Verb::Pull) };
        assert_eq!(plain.line(&layer, false), None);
        let created = plain.line(&Event::done(web(), Verb::Create), false);
        assert_eq!(created.as_deref(), Some(" Container p_web_1 Created"));
        let failed = plain.line(&Event::new(web(), Verb::Start, Status::Error).with_detail("no space"), false);
        assert_eq!(failed.as_deref(), Some(" Container p_web_1 Error no space"));
    }
}
