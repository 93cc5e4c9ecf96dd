//! The protocol between a Compose tool and the providers of services. Pure.

use serde::Deserialize;

use crate::executor::provider::{Call, ProviderError};
use crate::model::service::Provider;

/// What a provider says about itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(super) struct Metadata {
    description: String,
    up: Command,
    down: Command,
    stop: Option<Command>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
struct Command {
    parameters: Vec<Parameter>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
struct Parameter {
    name: String,
    required: bool,
}

impl Metadata {
    /// A provider that has nothing to say about itself has an empty one.
    pub(super) fn parse(text: &[u8]) -> Self {
        serde_json::from_slice(text).unwrap_or_default()
    }

    fn is_empty(&self) -> bool {
        self.description.is_empty() && self.up.parameters.is_empty() && self.down.parameters.is_empty()
    }

    /// `None`: the provider does not know such a call.
    fn parameters(&self, call: Call) -> Option<&[Parameter]> {
        match call {
            Call::Up => Some(&self.up.parameters),
            Call::Down => Some(&self.down.parameters),
            Call::Stop => Some(&self.stop.as_ref()?.parameters),
        }
    }
}

/// The command line of a call, but for the program; `None`: the provider does not know it. Options that the provider does
/// not speak of are left out.
pub(super) fn arguments(
    project: &str,
    (service, provider): (&str, &Provider),
    metadata: &Metadata,
    call: Call,
) -> Result<Option<Vec<String>>, ProviderError> {
    let Some(parameters) = metadata.parameters(call) else { return Ok(None) };
    let missing = |parameter: &&Parameter| parameter.required && !provider.options.contains_key(&parameter.name);
    if let Some(Parameter { name, .. }) = parameters.iter().find(missing) {
        return Err(ProviderError::MissingParameter { parameter: name.clone(), kind: provider.kind.clone() });
    }
    let mut words = vec!["compose".to_owned(), format!("--project-name={project}"), call.as_str().to_owned()];
    for (key, values) in &provider.options {
        if metadata.is_empty() || parameters.iter().any(|parameter| parameter.name == *key) {
            words.extend(values.0.iter().map(|value| format!("--{key}={value}")));
        }
    }
    words.push(service.to_owned());
    Ok(Some(words))
}

/// One thing that a provider says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Message {
    Info(String),
    Error(String),
    /// For dependents, under the service's name.
    SetEnv(String, String),
    /// For dependents, as it is.
    RawSetEnv(String, String),
    Debug(String),
}

/// Finds messages in what arrives: JSON objects one after the other, wherever lines end.
#[derive(Debug, Default)]
pub(super) struct Messages {
    left: Vec<u8>,
}

#[derive(Deserialize)]
struct Raw {
    #[serde(rename = "type", default)]
    kind: String,
    #[serde(default)]
    message: String,
}

/// More than this is no message.
const LONGEST: usize = 16 * 1024 * 1024;

impl Messages {
    pub(super) fn push(&mut self, bytes: &[u8]) -> Result<Vec<Message>, String> {
        self.left.extend_from_slice(bytes);
        let mut stream = serde_json::Deserializer::from_slice(&self.left).into_iter::<Raw>();
        let mut found = Vec::new();
        let mut used = 0;
        loop {
            match stream.next() {
                Some(Ok(raw)) => {
                    found.push(message(raw)?);
                    used = stream.byte_offset();
                }
                Some(Err(error)) if error.is_eof() && self.left.len() < LONGEST => break,
                Some(Err(_)) => return Err(excerpt(&self.left[used..])),
                None => {
                    used = self.left.len();
                    break;
                }
            }
        }
        self.left.drain(..used);
        Ok(found)
    }

    /// What remains when nothing more comes must be nothing.
    pub(super) fn finish(&self) -> Result<(), String> {
        if self.left.iter().all(u8::is_ascii_whitespace) { Ok(()) } else { Err(excerpt(&self.left)) }
    }
}

fn message(Raw { kind, message }: Raw) -> Result<Message, String> {
    let variable = |text: &str| {
        let (key, value) = text.split_once('=').ok_or_else(|| text.to_owned())?;
        Ok::<_, String>((key.to_owned(), value.to_owned()))
    };
    Ok(match kind.as_str() {
        "info" => Message::Info(message),
        "error" => Message::Error(message),
        "setenv" => variable(&message).map(|(key, value)| Message::SetEnv(key, value))?,
        "rawsetenv" => variable(&message).map(|(key, value)| Message::RawSetEnv(key, value))?,
        "debug" => Message::Debug(message),
        _ => return Err(format!("a message of type {kind:?}")),
    })
}

/// As much as a person reads: the first line, shortened.
fn excerpt(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    text.trim_start().lines().next().unwrap_or_default().chars().take(200).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::scalar::StringList;

    fn provider() -> Provider {
        let options = [("size", vec!["2"]), ("tag", vec!["a", "b"]), ("other", vec!["x"])];
        let list = |values: Vec<&str>| StringList(values.into_iter().map(str::to_owned).collect());
        let options = options.map(|(key, values)| (key.to_owned(), list(values))).into();
        Provider { kind: "cloud".to_owned(), options, ..Provider::default() }
    }

    fn line(metadata: &str, call: Call) -> Result<Option<String>, String> {
        let words = arguments("p", ("db", &provider()), &Metadata::parse(metadata.as_bytes()), call);
        words.map(|words| words.map(|words| words.join(" "))).map_err(|error| error.to_string())
    }

    #[test]
    fn options_that_the_provider_speaks_of_are_passed_on() {
        let metadata = r#"{"description": "d", "up": {"parameters": [{"name": "tag", "required": true}, {"name": "size",
            "type": "integer", "default": "1"}]}, "down": {"parameters": [{"name": "force"}]}}"#;
        let up = "compose --project-name=p up --size=2 --tag=a --tag=b db";
        assert_eq!(line(metadata, Call::Up), Ok(Some(up.to_owned())));
        assert_eq!(line(metadata, Call::Down), Ok(Some("compose --project-name=p down db".to_owned())));
        assert_eq!(line(metadata, Call::Stop), Ok(None));
        let all = "compose --project-name=p up --other=x --size=2 --tag=a --tag=b db";
        for nothing in ["", "no JSON", "{}", "[]"] {
            assert_eq!(line(nothing, Call::Up), Ok(Some(all.to_owned())), "{nothing}");
        }
        let stop = r#"{"description": "d", "stop": {"parameters": [{"name": "size"}]}}"#;
        assert_eq!(line(stop, Call::Stop), Ok(Some("compose --project-name=p stop --size=2 db".to_owned())));
        let demanding = r#"{"up": {"parameters": [{"name": "password", "required": true}]}}"#;
        let text = "required parameter \"password\" is missing from provider \"cloud\" definition";
        assert_eq!(line(demanding, Call::Up), Err(text.to_owned()));
    }

    #[test]
    fn messages_come_in_any_pieces() {
        let text = "{\"type\": \"info\",\n \"message\": \"a\"} {\"type\":\"setenv\",\"message\":\"URL=a=b\"}\n\
                    {\"type\":\"rawsetenv\",\"message\":\"K=\"}{\"type\":\"debug\",\"message\":\"d\"}\n\
                    {\"type\":\"error\",\"message\":\"e\"}\n";
        let expected = [
            Message::Info("a".to_owned()),
            Message::SetEnv("URL".to_owned(), "a=b".to_owned()),
            Message::RawSetEnv("K".to_owned(), String::new()),
            Message::Debug("d".to_owned()),
            Message::Error("e".to_owned()),
        ];
        for size in [1, 7, text.len()] {
            let mut messages = Messages::default();
            let found: Vec<Message> =
                text.as_bytes().chunks(size).flat_map(|piece| messages.push(piece).unwrap()).collect();
            assert_eq!(found, expected, "pieces of {size}");
            assert_eq!(messages.finish(), Ok(()));
        }
    }

    #[test]
    fn what_is_no_message_is_told() {
        let table = [
            ("hello\nworld", "hello"),
            ("{\"type\":\"setenv\",\"message\":\"no value\"}", "no value"),
            ("{\"type\":\"sing\",\"message\":\"x\"}", "a message of type \"sing\""),
            ("[1]", "[1]"),
        ];
        for (text, expected) in table {
            assert_eq!(Messages::default().push(text.as_bytes()), Err(expected.to_owned()));
        }
        let mut messages = Messages::default();
        assert_eq!(messages.push(b"{\"type\":"), Ok(Vec::new()));
        assert_eq!(messages.finish(), Err("{\"type\":".to_owned()));
    }
}
