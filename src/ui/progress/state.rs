//! What is known about the progress so far. Pure: events and times in, data out.

use std::time::Duration;

use indexmap::IndexMap;

use crate::event::{Event, Progress, Resource, Status, Verb};

/// Everything that was heard of, by resource, in the order of first mention.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct ProgressState {
    pub(crate) title: String,
    /// Services in dependency order.
    pub(crate) services: Vec<String>,
    pub(crate) entries: IndexMap<Resource, Entry>,
}

/// One resource.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Entry {
    pub(crate) verb: Verb,
    pub(crate) status: Status,
    pub(crate) word: String,
    pub(crate) detail: String,
    pub(crate) service: Option<String>,
    pub(crate) progress: Option<Progress>,
    /// Layers of an image and the like.
    pub(crate) parts: IndexMap<String, Part>,
    pub(crate) began: Duration,
    /// When it was last done; `None` while it goes on.
    pub(crate) ended: Option<Duration>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Part {
    pub(crate) status: Status,
    pub(crate) word: String,
    pub(crate) progress: Progress,
}

impl ProgressState {
    pub(crate) fn new(title: &str, services: Vec<String>) -> Self {
        Self { title: title.to_owned(), services, entries: IndexMap::new() }
    }

    /// `now` counts from the beginning of the work.
    pub(crate) fn apply(&mut self, event: &Event, now: Duration) {
        let entry = self.entries.entry(event.resource.clone()).or_insert_with(|| Entry::new(event, now));
        if let Some(service) = &event.service {
            entry.service = Some(service.clone());
        }
        match &event.part {
            Some(part) => entry.apply_part(part, event),
            None => entry.apply(event, now),
        }
    }

    pub(crate) fn total(&self) -> usize {
        self.entries.len()
    }

    /// How many need nothing more and have not failed.
    pub(crate) fn done(&self) -> usize {
        self.entries.values().filter(|entry| matches!(entry.status, Status::Done | Status::Warning)).count()
    }

    pub(crate) fn failed(&self) -> usize {
        self.entries.values().filter(|entry| entry.status == Status::Error).count()
    }
}

impl Entry {
    fn new(event: &Event, now: Duration) -> Self {
        Self {
            verb: event.verb,
            status: Status::Working,
            word: event.verb.working().to_owned(),
            detail: String::new(),
            service: None,
            progress: None,
            parts: IndexMap::new(),
            began: now,
            ended: None,
        }
    }

    fn apply(&mut self, event: &Event, now: Duration) {
        self.verb = event.verb;
        self.status = event.status;
        event.word().clone_into(&mut self.word);
        self.detail.clone_from(&event.detail);
        if event.progress.is_some() {
            self.progress = event.progress;
        }
        match event.status {
            Status::Working if self.ended.take().is_some() => {
                // The next step of the same resource: its time counts from here, its layers are history.
                self.began = now;
                self.parts.clear();
                self.progress = event.progress;
            }
            Status::Working => {}
            Status::Done | Status::Warning | Status::Error => self.ended = Some(now),
        }
    }

    fn apply_part(&mut self, name: &str, event: &Event) {
        let part = self.parts.entry(name.to_owned()).or_insert_with(|| Part {
            status: Status::Working,
            word: String::new(),
            progress: Progress::default(),
        });
        part.status = event.status;
        event.word().clone_into(&mut part.word);
        match event.progress {
            Some(progress) if progress.total > 0 || progress.current > 0 => part.progress = progress,
            Some(_) | None => {}
        }
        if event.status == Status::Done {
            part.progress.current = part.progress.total;
        }
    }

    /// Bytes over all parts, or the resource's own count; `None` where nobody counts.
    pub(crate) fn amount(&self) -> Option<Progress> {
        let sum = self.parts.values().fold(Progress::default(), |sum, part| Progress {
            current: sum.current.saturating_add(part.progress.current),
            total: sum.total.saturating_add(part.progress.total),
        });
        if sum.total > 0 { Some(sum) } else { self.progress.filter(|progress| progress.total > 0) }
    }

    pub(crate) fn elapsed(&self, now: Duration) -> Duration {
        self.ended.unwrap_or(now).saturating_sub(self.began)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(n: u64) -> Duration {
        Duration::from_secs(n)
    }

    fn layer(part: &str, current: u64, total: u64) -> Event {
        Event {
            part: Some(part.to_owned()),
            progress: Some(Progress { current, total }),
            ..Event::working(Resource::Image("a".to_owned()), Verb::Pull).with_text("Downloading")
        }
    }

    #[test]
    fn an_entry_follows_its_events() {
        let web = || Resource::Container("web".to_owned());
        let mut state = ProgressState::new("up", Vec::new());
        state.apply(&Event::working(web(), Verb::Create).with_service("web"), seconds(1));
        assert_eq!((state.done(), state.total()), (0, 1));
        state.apply(&Event::done(web(), Verb::Create), seconds(3));
        let entry = &state.entries[&web()];
        assert_eq!((entry.word.as_str(), entry.elapsed(seconds(9))), ("Created", seconds(2)));
        assert_eq!(entry.service.as_deref(), Some("web"));
        state.apply(&Event::working(web(), Verb::Start), seconds(5));
        let entry = &state.entries[&web()];
        assert_eq!((entry.word.as_str(), entry.elapsed(seconds(9))), ("Starting", seconds(4)));
        assert_eq!((state.done(), state.total()), (0, 1));
    }

    #[test]
    fn parts_add_up() {
        let mut state = ProgressState::new("pull", Vec::new());
        state.apply(&layer("l1", 10, 100), seconds(0));
        state.apply(&layer("l2", 20, 50), seconds(0));
        state.apply(&layer("l1", 30, 100), seconds(0));
        let image = Resource::Image("a".to_owned());
        assert_eq!(state.entries[&image].amount(), Some(Progress { current: 50, total: 150 }));
        state.apply(&Event { status: Status::Done, progress: None, ..layer("l1", 0, 0) }, seconds(0));
        assert_eq!(state.entries[&image].amount(), Some(Progress { current: 120, total: 150 }));
    }
}
