//! BuildKit's news as JSON, one object a message, with the keys that buildx writes.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bollard_buildkit_proto::google::protobuf::Timestamp;
use bollard_buildkit_proto::moby::buildkit::v1::{StatusResponse, Vertex, VertexLog, VertexStatus, VertexWarning};
use serde_json::{Map, Value, json};

pub(super) fn line(response: &StatusResponse) -> String {
    let mut object = Map::new();
    let mut list = |key: &str, values: Vec<Value>| {
        if !values.is_empty() {
            object.insert(key.to_owned(), Value::from(values));
        }
    };
    list("vertexes", response.vertexes.iter().map(vertex).collect());
    list("statuses", response.statuses.iter().map(status).collect());
    list("logs", response.logs.iter().map(log).collect());
    list("warnings", response.warnings.iter().map(warning).collect());
    Value::from(object).to_string()
}

fn vertex(vertex: &Vertex) -> Value {
    without_nothing(json!({
        "digest": vertex.digest, "inputs": vertex.inputs, "name": vertex.name, "started": time(vertex.started.as_ref()),
        "completed": time(vertex.completed.as_ref()), "cached": vertex.cached, "error": vertex.error,
    }))
}

fn status(status: &VertexStatus) -> Value {
    without_nothing(json!({
        "id": status.id, "vertex": status.vertex, "name": status.name, "total": status.total, "current": status.current,
        "timestamp": time(status.timestamp.as_ref()), "started": time(status.started.as_ref()),
        "completed": time(status.completed.as_ref()),
    }))
}

fn log(log: &VertexLog) -> Value {
    let data = STANDARD.encode(&log.msg);
    without_nothing(json!({
        "vertex": log.vertex, "stream": log.stream, "data": data, "timestamp": time(log.timestamp.as_ref()),
    }))
}

fn warning(warning: &VertexWarning) -> Value {
    let detail: Vec<String> = warning.detail.iter().map(|line| STANDARD.encode(line)).collect();
    without_nothing(json!({
        "vertex": warning.vertex, "level": warning.level, "short": STANDARD.encode(&warning.short), "detail": detail,
        "url": warning.url,
    }))
}

fn time(time: Option<&Timestamp>) -> Value {
    let time = time.and_then(|time| jiff::Timestamp::new(time.seconds, time.nanos).ok());
    time.map_or(Value::Null, |time| Value::from(time.to_string()))
}

fn without_nothing(value: Value) -> Value {
    let Value::Object(mut object) = value else { return value };
    object.retain(|_, value| match value {
        Value::Null => false,
        Value::Bool(flag) => *flag,
        Value::Number(number) => number.as_i64() != Some(0),
        Value::String(text) => !text.is_empty(),
        Value::Array(list) => !list.is_empty(),
        Value::Object(_) => true,
    });
    Value::from(object)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_has_what_there_is() {
        let vertex = Vertex {
            digest: "sha256:1".to_owned(),
            name: "n".to_owned(),
            started: Some(Timestamp { seconds: 1, nanos: 500 }),
            ..Vertex::default()
        };
        let log = VertexLog { vertex: "sha256:1".to_owned(), stream: 1, msg: b"x\n".to_vec(), timestamp: None };
        let response = StatusResponse { vertexes: vec![vertex], logs: vec![log], ..StatusResponse::default() };
        let expected = r#"{"vertexes":[{"digest":"sha256:1","name":"n","started":"1970-01-01T00:00:01.0000005Z"}],"logs":[{"vertex":"sha256:1","stream":1,"data":"eAo="}]}"#;
        assert_eq!(line(&response), expected);
    }
}
