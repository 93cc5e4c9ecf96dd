//! Connections to the builder inside the engine, BuildKit. What is said on them is not the engine's business.

use serde::Deserialize;

use super::Result;
use super::answer::null_default;
use super::client::{Call, Client};
use super::query::Path;
use super::transport::Io;

/// A connection that the engine has handed over to another protocol.
pub(crate) type Connection = Box<dyn Io>;

/// What a session offers to the builder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct SessionOffer {
    pub(crate) id: String,
    /// For the engine's lists.
    pub(crate) name: String,
    /// Contexts of sessions with the same key are the same folder: only what changed since is sent.
    pub(crate) shared_key: String,
    /// `/package.Service/Method`.
    pub(crate) methods: Vec<&'static str>,
}

/// The connection on which the builder is asked.
pub(super) async fn control(client: &Client) -> Result<Connection> {
    client.upgrade(Call::post(Path::new(&["grpc"])), "h2c").await
}

/// The connection on which the builder asks.
pub(super) async fn session(client: &Client, offer: &SessionOffer) -> Result<Connection> {
    let mut call = Call::post(Path::new(&["session"]))
        .with_header("x-docker-expose-session-uuid", &offer.id)?
        .with_header("x-docker-expose-session-name", &offer.name)?
        .with_header("x-docker-expose-session-sharedkey", &offer.shared_key)?;
    for method in &offer.methods {
        call = call.with_header("x-docker-expose-session-grpc-method", method)?;
    }
    client.upgrade(call, "h2c").await
}

/// The engine tells by its storage driver.
pub(super) async fn keeps_manifests(client: &Client) -> Result<bool> {
    #[derive(Default, Deserialize)]
    #[serde(rename_all = "PascalCase", default)]
    struct Info {
        #[serde(deserialize_with = "null_default")]
        driver_status: Vec<Vec<String>>,
    }
    let info: Info = client.json(Call::get(Path::new(&["info"]))).await?;
    Ok(info.driver_status.iter().any(|pair| pair.iter().any(|text| text == "io.containerd.snapshotter.v1")))
}
