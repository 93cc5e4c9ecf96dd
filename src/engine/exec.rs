//! Processes that are run in running containers.

use serde::Deserialize;
use serde_json::json;

use super::client::{Call, Client};
use super::query::Path;
use super::streams::{self, Conversation};
use super::{ApiVersion, ExecRequest, ExecState, Result, TerminalSize};
use crate::model::ids::ContainerId;

/// From here on the engine gives a terminal its size before the process looks at it.
const TAKES_SIZE: ApiVersion = ApiVersion(1, 42);

pub(super) async fn create(client: &Client, container: &ContainerId, request: &ExecRequest) -> Result<String> {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Answer {
        id: String,
    }
    let path = Path::new(&["containers", container.as_str(), "exec"]);
    let answer: Answer = client.json(Call::post(path).with_json(&body(request))).await?;
    Ok(answer.id)
}

fn body(request: &ExecRequest) -> serde_json::Value {
    json!({
        "Cmd": request.command,
        "User": request.user,
        "WorkingDir": request.working_dir,
        "Env": request.environment,
        "Privileged": request.privileged,
        "Tty": request.tty,
        "AttachStdin": request.attach_stdin,
        "DetachKeys": request.detach_keys,
        "AttachStdout": request.attach_output,
        "AttachStderr": request.attach_output,
    })
}

/// Starts the process with its streams connected to us.
pub(super) async fn start(client: &Client, id: &str, tty: bool, size: Option<TerminalSize>) -> Result<Conversation> {
    let mut body = json!({ "Detach": false, "Tty": tty });
    if let Some(size) = size.filter(|_| tty && client.version() >= TAKES_SIZE) {
        body["ConsoleSize"] = json!([size.rows, size.columns]);
    }
    let call = Call::post(Path::new(&["exec", id, "start"])).with_json(&body);
    streams::conversation(client, call, tty).await
}

pub(super) async fn start_detached(client: &Client, id: &str, tty: bool) -> Result<()> {
    let body = json!({ "Detach": true, "Tty": tty });
    client.run(Call::post(Path::new(&["exec", id, "start"])).with_json(&body)).await
}

pub(super) async fn inspect(client: &Client, id: &str) -> Result<ExecState> {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Answer {
        #[serde(default)]
        running: bool,
        exit_code: Option<i64>,
    }
    let answer: Answer = client.json(Call::get(Path::new(&["exec", id, "json"]))).await?;
    Ok(ExecState { running: answer.running, exit_code: answer.exit_code })
}

pub(super) async fn resize(client: &Client, id: &str, size: TerminalSize) -> Result<()> {
    client.run(Call::post(sized(Path::new(&["exec", id, "resize"]), size))).await
}

pub(super) async fn resize_container(client: &Client, id: &ContainerId, size: TerminalSize) -> Result<()> {
    client.run(Call::post(sized(Path::new(&["containers", id.as_str(), "resize"]), size))).await
}

fn sized(path: Path, size: TerminalSize) -> Path {
    path.with("h", &size.rows.to_string()).with("w", &size.columns.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_says_what_to_attach() {
        let request = ExecRequest {
            command: vec!["ls".to_owned(), "-l".to_owned()],
            environment: vec!["A=1".to_owned(), "B".to_owned()],
            attach_output: true,
            ..ExecRequest::default()
        };
        let body = body(&request);
        assert_eq!(body["Cmd"], json!(["ls", "-l"]));
        assert_eq!(body["Env"], json!(["A=1", "B"]));
        assert_eq!((&body["AttachStdin"], &body["AttachStderr"]), (&json!(false), &json!(true)));
    }

    #[test]
    fn sizes_go_as_height_and_width() {
        let path = sized(Path::new(&["exec", "e", "resize"]), TerminalSize { rows: 24, columns: 80 });
        assert_eq!(path.as_str(), "/exec/e/resize?h=24&w=80");
    }
}
