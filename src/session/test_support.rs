//! What the tests of sessions share: a project on the fake engine, and a sink that keeps what it is told.

use std::cell::RefCell;

use bytes::Bytes;

use crate::engine::fake::FakeEngine;
use crate::engine::{Output, StreamKind};
use crate::event::{LogItem, LogSink};
use crate::model::ids::ContainerId;
use crate::model::labels;
use crate::model::observed::{ContainerState, Observed, ObservedContainer};

/// Keeps lines as `web_1 | text`, notes as `web_1 text`.
#[derive(Default)]
pub(super) struct Kept(RefCell<Vec<String>>);

impl Kept {
    pub(super) fn take(&self) -> Vec<String> {
        self.0.take()
    }
}

impl LogSink for Kept {
    fn log(&self, item: LogItem) {
        let text = match item {
            LogItem::Joined(_) => return,
            LogItem::Line { source, text, .. } => format!("{} | {}", source.name, String::from_utf8_lossy(&text)),
            LogItem::Note { source, text } => format!("{} {text}", source.name),
            LogItem::Warning(text) => format!("warning: {text}"),
        };
        self.0.borrow_mut().push(text);
    }
}

pub(super) fn container(service: &str, number: u32, state: ContainerState) -> ObservedContainer {
    let labels = [
        (labels::PROJECT, "p".to_owned()),
        (labels::SERVICE, service.to_owned()),
        (labels::CONTAINER_NUMBER, number.to_string()),
        (labels::ONE_OFF, "False".to_owned()),
        (labels::CONFIG_HASH, "hash".to_owned()),
    ];
    ObservedContainer {
        id: id(service, number),
        name: format!("p_{service}_{number}"),
        state,
        labels: labels.into_iter().map(|(key, value)| (key.to_owned(), value)).collect(),
        ..ObservedContainer::default()
    }
}

pub(super) fn id(service: &str, number: u32) -> ContainerId {
    ContainerId(format!("id-of-{service}-{number}"))
}

pub(super) fn engine(containers: Vec<ObservedContainer>) -> FakeEngine {
    FakeEngine::new().with_observed(Observed { containers, ..Observed::default() })
}

pub(super) fn output(text: &str) -> Output {
    Output { stream: StreamKind::Stdout, bytes: Bytes::copy_from_slice(text.as_bytes()) }
}

/// A line with a stamp of so many milliseconds.
pub(super) fn stamped(milliseconds: u32, text: &str) -> Output {
    output(&format!("2026-11-24T03:00:{:02}.{:03}000000Z {text}\n", milliseconds / 1000, milliseconds % 1000))
}
