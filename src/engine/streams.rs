//! What stays open: events, logs, attached output.

use std::collections::BTreeMap;

use futures_util::stream::{LocalBoxStream, StreamExt};
use serde::Deserialize;

use super::answer::null_default;
use super::client::{ByteStream, Call, Client, Writer};
use super::framing::{Framing, outputs};
use super::query::Path;
use super::{ApiVersion, EngineEvent, EventFilter, LogOptions, Output, Result, StreamsRequest, containers, lines};
use crate::model::ids::ContainerId;

/// The streams of a process: what it writes, and the way to its standard input. Shutting the input down is its end of
/// file; dropping both ends the connection.
pub(crate) struct Conversation {
    pub(crate) output: LocalBoxStream<'static, Result<Output>>,
    pub(crate) input: Writer,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Event {
    action: String,
    #[serde(deserialize_with = "null_default")]
    actor: Actor,
    #[serde(rename = "timeNano")]
    time_nano: i64,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Actor {
    #[serde(rename = "ID")]
    id: String,
    #[serde(deserialize_with = "null_default")]
    attributes: BTreeMap<String, String>,
}

impl From<Event> for EngineEvent {
    fn from(event: Event) -> Self {
        let Event { action, actor, time_nano } = event;
        Self { action, id: ContainerId(actor.id), attributes: actor.attributes, time_nano }
    }
}

pub(super) async fn events(
    client: &Client,
    filter: &EventFilter,
) -> Result<LocalBoxStream<'static, Result<EngineEvent>>> {
    let path = Path::new(&["events"])
        .with_text("since", filter.since.as_deref().unwrap_or_default())
        .with_text("until", filter.until.as_deref().unwrap_or_default())
        .with_filters(&[("type", &["container".to_owned()]), ("label", &filter.labels)]);
    let (_, bytes) = client.stream(Call::get(path)).await?;
    Ok(lines::values::<Event>(bytes, "GET /events".to_owned()).map(|event| event.map(EngineEvent::from)).boxed_local())
}

pub(super) async fn logs(
    client: &Client,
    id: &ContainerId,
    tty: Option<bool>,
    options: &LogOptions,
) -> Result<LocalBoxStream<'static, Result<Output>>> {
    let path = Path::new(&["containers", id.as_str(), "logs"])
        .with_flag("stdout", true)
        .with_flag("stderr", true)
        .with_flag("follow", options.follow)
        .with_flag("timestamps", options.timestamps)
        .with_text("tail", options.tail.as_deref().unwrap_or_default())
        .with_text("since", options.since.as_deref().unwrap_or_default())
        .with_text("until", options.until.as_deref().unwrap_or_default());
    let request = format!("GET {}", path.without_query());
    let known = known_framing(client, id, tty).await?;
    let (content_type, bytes) = client.stream(Call::get(path)).await?;
    framed(client, id, known, (content_type, bytes), request).await
}

pub(super) async fn attach(
    client: &Client,
    id: &ContainerId,
    tty: Option<bool>,
) -> Result<LocalBoxStream<'static, Result<Output>>> {
    let path = Path::new(&["containers", id.as_str(), "attach"])
        .with_flag("stream", true)
        .with_flag("stdout", true)
        .with_flag("stderr", true);
    let request = format!("POST {}", path.without_query());
    let known = known_framing(client, id, tty).await?;
    let (content_type, bytes) = client.upgraded_stream(Call::post(path)).await?;
    framed(client, id, known, (content_type, bytes), request).await
}

/// Output from now on, and input if asked for.
pub(super) async fn converse(client: &Client, id: &ContainerId, request: StreamsRequest<'_>) -> Result<Conversation> {
    let path = Path::new(&["containers", id.as_str(), "attach"])
        .with_flag("stream", true)
        .with_flag("stdin", request.stdin)
        .with_flag("stdout", true)
        .with_flag("stderr", true)
        .with_text("detachKeys", request.detach_keys);
    conversation(client, Call::post(path), request.tty).await
}

pub(super) async fn conversation(client: &Client, call: Call, tty: bool) -> Result<Conversation> {
    let request = call.name();
    let (bytes, input) = client.duplex(call).await?;
    Ok(Conversation { output: outputs(framing_of(tty), bytes, request), input })
}

fn framing_of(tty: bool) -> Framing {
    if tty { Framing::Raw } else { Framing::Multiplexed }
}

/// Before the stream opens: what the caller knows, or, on engines that do not tell by the content type, an inspection.
async fn known_framing(client: &Client, id: &ContainerId, tty: Option<bool>) -> Result<Option<Framing>> {
    match tty {
        Some(tty) => Ok(Some(framing_of(tty))),
        None if client.version() < ApiVersion(1, 42) => inspected_framing(client, id).await.map(Some),
        None => Ok(None),
    }
}

async fn inspected_framing(client: &Client, id: &ContainerId) -> Result<Framing> {
    Ok(framing_of(containers::inspect(client, id).await?.tty))
}

async fn framed(
    client: &Client,
    id: &ContainerId,
    known: Option<Framing>,
    (content_type, bytes): (String, ByteStream),
    request: String,
) -> Result<LocalBoxStream<'static, Result<Output>>> {
    let framing = match known.or_else(|| Framing::from_content_type(&content_type)) {
        Some(framing) => framing,
        // An engine of another kind, which sends no such type.
        None => inspected_framing(client, id).await?,
    };
    Ok(outputs(framing, bytes, request))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_read_with_their_attributes() {
        let text = r#"{"status":"die","id":"a","from":"i","Type":"container","Action":"die",
            "Actor":{"ID":"a","Attributes":{"exitCode":"3","name":"n"}},"scope":"local","time":1,"timeNano":1000000001}"#;
        let event: EngineEvent = serde_json::from_str::<Event>(text).unwrap().into();
        assert_eq!((event.action.as_str(), event.id.as_str(), event.time_nano), ("die", "a", 1_000_000_001));
        assert_eq!(event.attributes["exitCode"], "3");
    }
}
