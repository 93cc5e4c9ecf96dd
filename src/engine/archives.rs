//! File systems of containers as tar archives.

use base64::Engine as _;
use hyper::Method;
use serde::Deserialize;

use super::client::{ByteStream, Call, Client, pieces, text_of};
use super::error::EngineError;
use super::query::Path;
use super::{PathKind, Result, Upload};
use crate::model::ids::ContainerId;

/// Where the engine says what is at a path: base64 of JSON.
const PATH_STAT: &str = "x-docker-container-path-stat";

pub(super) async fn upload(client: &Client, id: &ContainerId, upload: Upload) -> Result<()> {
    let path = of_path(id, &upload.path).with("noOverwriteDirNonDir", "true");
    let path = if upload.copy_uid_gid { path.with("copyUIDGID", "true") } else { path };
    client.run(Call::new(Method::PUT, path).with_body(pieces(upload.archive), "application/x-tar")).await
}

pub(super) async fn download(client: &Client, id: &ContainerId, path: &str) -> Result<(PathKind, ByteStream)> {
    let call = Call::get(of_path(id, path));
    let name = call.name();
    let (headers, bytes) = client.open(call).await?;
    Ok((kind(&text_of(&headers, PATH_STAT), name)?, bytes))
}

pub(super) async fn path_kind(client: &Client, id: &ContainerId, path: &str) -> Result<PathKind> {
    let call = Call::new(Method::HEAD, of_path(id, path));
    let name = call.name();
    let response = client.send(call).await?;
    kind(&text_of(response.headers(), PATH_STAT), name)
}

pub(super) async fn export(client: &Client, id: &ContainerId) -> Result<ByteStream> {
    Ok(client.stream(Call::get(Path::new(&["containers", id.as_str(), "export"]))).await?.1)
}

/// The path is sent even if it is empty: the engine has the words for that.
fn of_path(id: &ContainerId, path: &str) -> Path {
    Path::new(&["containers", id.as_str(), "archive"]).with("path", path)
}

fn kind(header: &str, request: String) -> Result<PathKind> {
    let json = base64::engine::general_purpose::STANDARD.decode(header).unwrap_or_default();
    let stat: Stat = serde_json::from_slice(&json).map_err(|source| EngineError::Unreadable { request, source })?;
    Ok(stat.kind())
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Stat {
    /// The bits of Go's FileMode, which are not those of any system.
    mode: u32,
    link_target: String,
}

impl Stat {
    fn kind(self) -> PathKind {
        const FOLDER: u32 = 1 << 31;
        const LINK: u32 = 1 << 27;
        const DEVICE: u32 = 1 << 26;
        const PIPE: u32 = 1 << 25;
        const SOCKET: u32 = 1 << 24;
        const IRREGULAR: u32 = 1 << 19;
        if self.mode & LINK != 0 {
            return PathKind::Link(self.link_target);
        }
        match self.mode {
            mode if mode & FOLDER != 0 => PathKind::Folder,
            mode if mode & DEVICE != 0 => PathKind::Device,
            mode if mode & (PIPE | SOCKET | IRREGULAR) != 0 => PathKind::Other,
            _ => PathKind::File,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_what_its_mode_says() {
        let kind = |mode: u32| Stat { mode, link_target: "/t".to_owned() }.kind();
        assert_eq!(kind(134_218_239), PathKind::Link("/t".to_owned()));
        assert_eq!(kind(2_147_484_141), PathKind::Folder);
        assert_eq!(kind(69_206_454), PathKind::Device);
        assert_eq!(kind(33_554_852), PathKind::Other);
        assert_eq!(kind(420), PathKind::File);
    }

    #[test]
    fn an_answer_without_the_header_is_an_error() {
        assert!(kind("", "HEAD /x".to_owned()).is_err());
        let header = base64::engine::general_purpose::STANDARD.encode(r#"{"name":"etc","mode":2147484141,"size":3}"#);
        assert_eq!(kind(&header, String::new()).expect("a stat"), PathKind::Folder);
    }
}
