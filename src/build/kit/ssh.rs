//! The ssh agents that a build may use: sockets of the user's, and keys that a temporary agent holds.

use std::collections::BTreeMap;
use std::os::unix::fs::FileTypeExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use bollard_buildkit_proto::moby::sshforward::v1::BytesMessage;
use bytes::Bytes;
use hyper::Response;
use hyper::header::HeaderMap;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::UnixStream;
use tokio::process::{Child, Command};
use tokio::sync::mpsc;

use super::session::fresh_id;
use super::status::{Code, Status};
use super::wire::{GrpcBody, Messages, answers, framed, refusal, values};
use crate::build::Machine;
use crate::build::error::BuildError;
use crate::model::build::SshKey;

/// By id.
#[derive(Clone, Default)]
pub(super) struct Agents {
    sockets: BTreeMap<String, PathBuf>,
    /// Those that hold keys for the time of the build.
    started: Vec<Arc<Started>>,
}

/// How long an agent has to come up.
const PATIENCE: Duration = Duration::from_secs(5);
const PIECE: usize = 32 * 1024;

impl Agents {
    /// Looks for them before anything is built.
    pub(super) async fn of(keys: &[SshKey], service: &str, machine: &Machine) -> Result<Self, BuildError> {
        let mut agents = Self::default();
        for key in keys {
            let failed = |why: String| BuildError::Ssh { service: service.to_owned(), key: key.id.clone(), why };
            let path = match key.path.as_str() {
                "" => machine.environment.get("SSH_AUTH_SOCK").cloned().filter(|path| !path.is_empty()).ok_or_else(
                    || failed("no ssh agent: SSH_AUTH_SOCK is not set; start one, or name a key or socket".to_owned()),
                )?,
                path => path.to_owned(),
            };
            let path = PathBuf::from(path);
            let kind = path.metadata().map_err(|_| failed(format!("{} is not there", path.display())))?.file_type();
            let socket = if kind.is_socket() {
                UnixStream::connect(&path)
                    .await
                    .map_err(|error| failed(format!("the agent at {} does not answer: {error}", path.display())))?;
                path
            } else {
                let started = Started::with_key(&path, machine).await.map_err(failed)?;
                let socket = started.socket();
                agents.started.push(Arc::new(started));
                socket
            };
            agents.sockets.insert(key.id.clone(), socket);
        }
        Ok(agents)
    }

    pub(super) fn socket(&self, id: &str) -> Result<&Path, Status> {
        let id = if id.is_empty() { "default" } else { id };
        let unknown = || Status::new(Code::NotFound, format!("no ssh agent {id:?} is offered to this build"));
        self.sockets.get(id).map(PathBuf::as_path).ok_or_else(unknown)
    }

    /// A process of the build speaks to the agent.
    pub(super) async fn forward(&self, headers: &HeaderMap, messages: Messages) -> Response<GrpcBody> {
        let id = values(headers, "buildkit.ssh.id").into_iter().next().unwrap_or_default();
        let socket = match self.socket(&id) {
            Ok(path) => UnixStream::connect(path).await.map_err(|error| Status::new(Code::Unknown, error.to_string())),
            Err(status) => Err(status),
        };
        match socket {
            Ok(socket) => {
                let (sender, receiver) = mpsc::channel(4);
                tokio::spawn(pump(socket, messages, sender));
                answers(receiver)
            }
            Err(status) => refusal(status),
        }
    }
}

async fn pump(socket: UnixStream, mut messages: Messages, out: mpsc::Sender<Result<Bytes, Status>>) {
    let (mut reader, mut writer) = socket.into_split();
    let answers = async {
        loop {
            let mut buffer = Vec::with_capacity(PIECE);
            match reader.read_buf(&mut buffer).await {
                Ok(1..) if out.send(Ok(framed(&BytesMessage { data: buffer }))).await.is_ok() => {}
                _ => return,
            }
        }
    };
    let questions = async {
        while let Ok(Some(BytesMessage { data })) = messages.next().await {
            if writer.write_all(&data).await.is_err() {
                return;
            }
        }
    };
    tokio::select! { () = answers => {} () = questions => {} }
}

/// An agent that ends with the build, and its folder with it.
struct Started {
    _process: Child,
    folder: PathBuf,
}

impl Drop for Started {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.folder));
    }
}

impl Started {
    fn socket(&self) -> PathBuf {
        self.folder.join("agent")
    }

    /// Agent and key are handled by the user's own OpenSSH.
    async fn with_key(key: &Path, machine: &Machine) -> Result<Self, String> {
        use std::os::unix::fs::DirBuilderExt as _;
        let folder = std::env::temp_dir().join(format!("rcompose-ssh-{}", fresh_id()));
        std::fs::DirBuilder::new().mode(0o700).create(&folder).map_err(|error| error.to_string())?;
        let socket = folder.join("agent");
        let spawned = command("ssh-agent", machine).arg("-D").arg("-a").arg(&socket).stdout(Stdio::null()).spawn();
        let process = match spawned {
            Ok(process) => process,
            Err(error) => {
                drop(std::fs::remove_dir_all(&folder));
                return Err(format!("ssh-agent cannot be started: {error}"));
            }
        };
        let started = Self { _process: process, folder };
        let add = async {
            while UnixStream::connect(&socket).await.is_err() {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            let mut command = command("ssh-add", machine);
            // The file itself is not named: then ssh-add does not mind who else may read it. Nor does it ask on a terminal.
            command.args(["-q", "-"]).stdin(std::fs::File::open(key)?);
            command.env("SSH_AUTH_SOCK", &socket).env("SSH_ASKPASS", "false").env("SSH_ASKPASS_REQUIRE", "force");
            command.stdout(Stdio::piped()).output().await
        };
        let output = tokio::time::timeout(PATIENCE, add).await.map_err(|_| "ssh-agent does not come up".to_owned())?;
        let output = output.map_err(|error| format!("the key {} cannot be used: {error}", key.display()))?;
        if output.status.success() {
            return Ok(started);
        }
        Err(format!("the key {} cannot be used: {}", key.display(), reason(&String::from_utf8_lossy(&output.stderr))))
    }
}

/// What ssh-add means, which has read the key from its standard input.
fn reason(text: &str) -> &str {
    if text.contains("invalid format") || text.contains("error in libcrypto") {
        return "it is no private key that ssh knows";
    }
    let passphrase = "it has a passphrase; add it to an ssh agent and use ssh: default";
    let line = text.lines().map(str::trim).find(|line| !line.is_empty());
    line.filter(|line| !line.contains("passphrase")).unwrap_or(passphrase)
}

fn command(program: &str, machine: &Machine) -> Command {
    let mut command = Command::new(program);
    command.env_clear().envs(&machine.environment).stdin(Stdio::null()).stderr(Stdio::piped()).kill_on_drop(true);
    command
}
