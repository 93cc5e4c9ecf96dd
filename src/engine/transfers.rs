//! Images on their way between the engine and registries.

use futures_util::stream::{LocalBoxStream, StreamExt};

use super::client::{Call, Client};
use super::error::EngineError;
use super::images::Message;
use super::lines;
use super::query::Path;
use super::reference::Reference;
use super::{Result, TransferProgress};

pub(super) async fn pull(
    client: &Client,
    reference: &str,
    platform: &str,
    registry_auth: &str,
) -> Result<LocalBoxStream<'static, Result<TransferProgress>>> {
    let parsed = Reference::parse(reference);
    let name = parsed.familiar_name();
    // With a digest the engine wants it as the tag.
    let tag = parsed.digest.or(parsed.tag).unwrap_or_default();
    let path = Path::new(&["images", "create"])
        .with("fromImage", &name)
        .with_text("tag", &tag)
        .with_text("platform", platform);
    follow(client, path, registry_auth).await
}

pub(super) async fn push(
    client: &Client,
    reference: &str,
    registry_auth: &str,
) -> Result<LocalBoxStream<'static, Result<TransferProgress>>> {
    let parsed = Reference::parse(reference);
    // Always with its tag: without one the engine pushes all that there are.
    let tag = parsed.tag.clone().unwrap_or_default();
    let path = Path::new(&["images", &parsed.familiar_name(), "push"]).with("tag", &tag);
    follow(client, path, registry_auth).await
}

async fn follow(
    client: &Client,
    path: Path,
    registry_auth: &str,
) -> Result<LocalBoxStream<'static, Result<TransferProgress>>> {
    let request = format!("POST {}", path.without_query());
    let call = Call::post(path).with_header("x-registry-auth", registry_auth)?;
    let (_, bytes) = client.stream(call).await?;
    Ok(lines::values::<Message>(bytes, request).map(|message| progress(message?)).boxed_local())
}

fn progress(message: Message) -> Result<TransferProgress> {
    if let Some(message) = message.error {
        return Err(EngineError::Failed { message });
    }
    let (current, total) = (amount(message.progress.current), amount(message.progress.total));
    Ok(TransferProgress { id: message.id, status: message.status, current, total })
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "negative becomes 0, fractions do not matter"
)]
fn amount(number: f64) -> u64 {
    number.max(0.0) as u64
}
