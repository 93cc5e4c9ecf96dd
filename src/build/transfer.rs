//! Images between the engine and registries: each reference once, several at a time, with a line for every layer, and again
//! when the way there broke.

use std::collections::BTreeMap;
use std::time::Duration;

use futures_util::stream::{self, StreamExt};

use super::passing;
use crate::engine::error::EngineError;
use crate::engine::reference::Reference;
use crate::engine::{Engine, TransferProgress};
use crate::event::{Event, EventSink, Progress, Resource, Status, Verb};

/// An image to pull or to push; asked for twice, it travels once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Transfer {
    pub(crate) direction: Direction,
    pub(crate) reference: String,
    /// Of a pull. Empty: the engine's own.
    pub(crate) platform: String,
    /// The first service that wants it, for grouping.
    pub(crate) service: String,
    /// What `Keyring::registry_auth` gives.
    pub(crate) registry_auth: String,
    /// A failure is only a warning.
    pub(crate) lenient: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Direction {
    #[default]
    Pull,
    Push,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TransferOptions {
    /// How many at once at most; 0 for all.
    pub(crate) limit: usize,
    /// Whether layers are told of.
    pub(crate) layers: bool,
}

/// What failed, by reference and platform.
pub(crate) type Failures = BTreeMap<(String, String), EngineError>;

/// A way that broke is tried again after these pauses.
const PAUSES: [Duration; 3] = [Duration::from_millis(500), Duration::from_secs(2), Duration::from_secs(4)];

/// Carries them all out, also after a failure.
pub(crate) async fn transfer(
    engine: &impl Engine,
    transfers: &[Transfer],
    options: TransferOptions,
    sink: &dyn EventSink,
) -> Failures {
    let mut distinct: BTreeMap<(&str, &str), &Transfer> = BTreeMap::new();
    for transfer in transfers {
        distinct.entry((&transfer.reference, &transfer.platform)).or_insert(transfer);
    }
    let limit = if options.limit == 0 { distinct.len().max(1) } else { options.limit };
    let carry = async |transfer: &Transfer| {
        let result = Carrier { transfer, layers: options.layers, sink }.carry(engine).await;
        result.err().map(|error| ((transfer.reference.clone(), transfer.platform.clone()), error))
    };
    let carry = &carry;
    stream::iter(in_turns(distinct.into_values()))
        .map(|turns| async move {
            let mut failures = Vec::new();
            for transfer in turns {
                failures.extend(carry(transfer).await);
            }
            failures
        })
        .buffer_unordered(limit)
        .flat_map(stream::iter)
        .collect()
        .await
}

/// What may travel side by side, and what only one after the other: names of one image that are pushed to the same repository
/// at once share its parts, and the registry refuses the one that is done before those have arrived.
fn in_turns<'a>(transfers: impl Iterator<Item = &'a Transfer>) -> Vec<Vec<&'a Transfer>> {
    let mut turns: BTreeMap<(&str, &str, String), Vec<&Transfer>> = BTreeMap::new();
    for transfer in transfers {
        let key = match transfer.direction {
            Direction::Pull => (transfer.reference.as_str(), transfer.platform.as_str(), String::new()),
            Direction::Push => ("", "", Reference::parse(&transfer.reference).familiar_name()),
        };
        turns.entry(key).or_default().push(transfer);
    }
    turns.into_values().collect()
}

struct Carrier<'a> {
    transfer: &'a Transfer,
    layers: bool,
    sink: &'a dyn EventSink,
}

impl Carrier<'_> {
    async fn carry(&self, engine: &impl Engine) -> Result<(), EngineError> {
        self.sink.emit(self.event(Status::Working));
        let mut pauses = PAUSES.iter();
        let result = loop {
            let result = self.attempt(engine).await;
            let Err(error) = &result else { break result };
            let Some(pause) = pauses.next().filter(|_| passing::is_passing(error)) else { break result };
            self.sink.emit(self.event(Status::Working).with_text("Retrying").with_detail(error.to_string()));
            tokio::time::sleep(*pause).await;
        };
        self.sink.emit(match &result {
            Ok(()) => self.event(Status::Done),
            Err(error) if self.transfer.lenient => self.event(Status::Warning).with_detail(error.to_string()),
            Err(error) => self.event(Status::Error).with_detail(error.to_string()),
        });
        result
    }

    async fn attempt(&self, engine: &impl Engine) -> Result<(), EngineError> {
        let Transfer { reference, platform, registry_auth, .. } = self.transfer;
        let mut steps = match self.transfer.direction {
            Direction::Pull => engine.pull_image(reference, platform, registry_auth).await?,
            Direction::Push => engine.push_image(reference, registry_auth).await?,
        };
        while let Some(step) = steps.next().await {
            let step = step?;
            if let Some(layer) = layer(&step).filter(|_| self.layers) {
                let event = self.event(layer.status);
                let progress = layer.progress;
                self.sink.emit(Event { part: Some(step.id), text: Some(step.status), progress, ..event });
            }
        }
        Ok(())
    }

    fn event(&self, status: Status) -> Event {
        let reference = self.transfer.reference.clone();
        let (resource, verb) = match self.transfer.direction {
            Direction::Pull => (Resource::Image(reference), Verb::Pull),
            Direction::Push => (Resource::Tag(reference), Verb::Push),
        };
        Event::new(resource, verb, status).with_service(self.transfer.service.as_str())
    }
}

/// How far a layer has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Layer {
    status: Status,
    progress: Option<Progress>,
}

/// `None` for what is said of the whole image: `Pulling from library/nginx`, `Digest: …`.
fn layer(step: &TransferProgress) -> Option<Layer> {
    if step.id.is_empty() || step.status.starts_with("Pulling from") {
        return None;
    }
    let bytes = (step.total > 0).then_some(Progress { current: step.current, total: step.total });
    let done = ["Pull complete", "Already exists", "Pushed", "Layer already exists", "Mounted from"];
    // `Download complete` is not the end: the layer is unpacked next.
    Some(if done.iter().any(|word| step.status.starts_with(word)) {
        Layer { status: Status::Done, progress: None }
    } else {
        Layer { status: Status::Working, progress: bytes }
    })
}

#[cfg(test)]
#[path = "transfer_tests.rs"]
mod tests;
