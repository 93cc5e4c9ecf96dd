//! Images from registries: each reference once, several at a time, with a line for every layer.

use std::collections::BTreeMap;

use futures_util::stream::{self, StreamExt};

use crate::engine::error::EngineError;
use crate::engine::{Engine, PullProgress};
use crate::event::{Event, EventSink, Progress, Resource, Status, Verb};

/// A reference to pull; asked for twice, it is pulled once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct PullRequest {
    pub(crate) reference: String,
    /// Empty: the engine's own.
    pub(crate) platform: String,
    /// The first service that wants it, for grouping.
    pub(crate) service: String,
    /// What `credentials::registry_auth` gives.
    pub(crate) registry_auth: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PullOptions {
    /// How many at once at most; 0 for all.
    pub(crate) limit: usize,
    /// Whether layers are told of.
    pub(crate) layers: bool,
    /// A failure is only a warning: the caller has another way to the image.
    pub(crate) lenient: bool,
}

/// Pulls them all, also after a failure. Gives the failures by reference.
pub(crate) async fn pull(
    engine: &impl Engine,
    requests: &[PullRequest],
    options: PullOptions,
    sink: &dyn EventSink,
) -> BTreeMap<String, EngineError> {
    let mut distinct: BTreeMap<(&str, &str), &PullRequest> = BTreeMap::new();
    for request in requests {
        distinct.entry((&request.reference, &request.platform)).or_insert(request);
    }
    let limit = if options.limit == 0 { distinct.len().max(1) } else { options.limit };
    stream::iter(distinct.into_values())
        .map(|request| async move {
            let result = pull_one(engine, request, options, sink).await;
            result.err().map(|error| (request.reference.clone(), error))
        })
        .buffer_unordered(limit)
        .filter_map(std::future::ready)
        .collect()
        .await
}

async fn pull_one(
    engine: &impl Engine,
    request: &PullRequest,
    options: PullOptions,
    sink: &dyn EventSink,
) -> Result<(), EngineError> {
    let event = |status| {
        Event::new(Resource::Image(request.reference.clone()), Verb::Pull, status)
            .with_service(request.service.as_str())
    };
    sink.emit(event(Status::Working));
    let result: Result<(), EngineError> = async {
        let mut progress = engine.pull_image(&request.reference, &request.platform, &request.registry_auth).await?;
        while let Some(step) = progress.next().await {
            let step = step?;
            if let Some(layer) = layer(&step).filter(|_| options.layers) {
                let progress = layer.progress;
                sink.emit(Event { part: Some(step.id), text: Some(step.status), progress, ..event(layer.status) });
            }
        }
        Ok(())
    }
    .await;
    sink.emit(match &result {
        Ok(()) => event(Status::Done),
        Err(error) if options.lenient => event(Status::Warning).with_detail(error.to_string()),
        Err(error) => event(Status::Error).with_detail(error.to_string()),
    });
    result
}

/// How far a layer has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Layer {
    status: Status,
    progress: Option<Progress>,
}

/// `None` for what is said of the whole image: `Pulling from library/nginx`, `Digest: …`.
fn layer(step: &PullProgress) -> Option<Layer> {
    if step.id.is_empty() || step.status.starts_with("Pulling from") {
        return None;
    }
    let bytes = (step.total > 0).then_some(Progress { current: step.current, total: step.total });
    Some(match step.status.as_str() {
        // `Download complete` is not the end: the layer is unpacked next.
        "Pull complete" | "Already exists" => Layer { status: Status::Done, progress: None },
        _ => Layer { status: Status::Working, progress: bytes },
    })
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;
    use crate::engine::fake::FakeEngine;

    #[derive(Default)]
    struct Sink(RefCell<Vec<String>>);

    impl EventSink for Sink {
        fn emit(&self, event: Event) {
            let bytes = event.progress.map(|p| format!(" {}/{}", p.current, p.total)).unwrap_or_default();
            let part = event.part.as_deref().map(|part| format!(" {part}")).unwrap_or_default();
            let text = format!("{}{part} {}{bytes} {:?} {}", event.resource, event.word(), event.status, event.detail);
            self.0.borrow_mut().push(text.trim_end().to_owned());
        }
    }

    fn step(id: &str, status: &str, current: u64, total: u64) -> PullProgress {
        PullProgress { id: id.to_owned(), status: status.to_owned(), current, total }
    }

    fn request(reference: &str) -> PullRequest {
        PullRequest { reference: reference.to_owned(), ..PullRequest::default() }
    }

    #[tokio::test]
    async fn a_reference_is_pulled_once_and_its_layers_are_told_with_bytes() {
        let steps = vec![
            step("1", "Pulling from a", 0, 0),
            step("l1", "Downloading", 5, 10),
            step("l1", "Download complete", 0, 0),
            step("l1", "Pull complete", 0, 0),
            step("", "Digest: sha256:1", 0, 0),
        ];
        let engine = FakeEngine::new().pullable("a:1", steps);
        let sink = Sink::default();
        let options = PullOptions { limit: 2, layers: true, lenient: false };
        let failures = pull(&engine, &[request("a:1"), request("a:1")], options, &sink).await;
        assert!(failures.is_empty());
        assert_eq!(engine.calls(), ["pull_image a:1"]);
        let expected = [
            "Image a:1 Pulling Working",
            "Image a:1 l1 Downloading 5/10 Working",
            "Image a:1 l1 Download complete Working",
            "Image a:1 l1 Pull complete Done",
            "Image a:1 Pulled Done",
        ];
        assert_eq!(*sink.0.borrow(), expected);
    }

    #[tokio::test]
    async fn one_failure_leaves_the_others_alone() {
        let engine = FakeEngine::new().pullable("a", Vec::new());
        let sink = Sink::default();
        let options = PullOptions { limit: 0, layers: false, lenient: false };
        let failures = pull(&engine, &[request("missing"), request("a")], options, &sink).await;
        assert_eq!(failures.keys().collect::<Vec<_>>(), ["missing"]);
        assert!(engine.observed().images.contains_key("a"));
        let errors = sink.0.borrow().iter().filter(|line| line.contains("Error")).count();
        assert_eq!(errors, 1);
    }

    #[tokio::test(start_paused = true)]
    async fn no_more_are_pulled_at_once_than_allowed() {
        let minute = std::time::Duration::from_mins(1);
        let engine = FakeEngine::new().taking("pull_image", minute);
        let requests: Vec<PullRequest> = (0..6).map(|number| request(&format!("i{number}"))).collect();
        let options = PullOptions { limit: 2, layers: false, lenient: true };
        let failures = pull(&engine, &requests, options, &Sink::default()).await;
        assert_eq!((failures.len(), engine.most_in_flight()), (6, 2));
    }
}
