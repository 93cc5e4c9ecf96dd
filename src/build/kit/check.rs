//! Checks of Dockerfiles, without a build. They are the answer of a front end, which only a caller that stands in for a
//! front end itself gets to see: so we are one, for the time of one question.

use std::collections::HashMap;

use bollard_buildkit_proto::moby::buildkit::v1::frontend;
use bollard_buildkit_proto::moby::buildkit::v1::{SolveRequest, SolveResponse};

use serde::Deserialize;

use super::wire::{Call, Channel, WireError};

const SOLVE: &str = "/moby.buildkit.v1.frontend.LLBBridge/Solve";
const RETURN: &str = "/moby.buildkit.v1.frontend.LLBBridge/Return";

/// What the builder says of a Dockerfile.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Findings {
    /// One after the other, with their lines.
    pub(crate) text: String,
    pub(crate) count: usize,
    /// Why the Dockerfile cannot be built at all.
    pub(crate) error: Option<String>,
}

/// What of the builder's `result.json` is not in its text.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Report {
    warnings: Option<Vec<serde_json::Value>>,
    #[serde(rename = "buildError")]
    build_error: Option<BuildError>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct BuildError {
    message: String,
}

/// `request` is that of the build.
pub(super) async fn check(channel: &Channel, mut request: SolveRequest) -> Result<Findings, WireError> {
    let mut attributes = std::mem::take(&mut request.frontend_attrs);
    attributes.insert("requestid".to_owned(), "frontend.lint".to_owned());
    let question = frontend::SolveRequest {
        frontend: std::mem::take(&mut request.frontend),
        frontend_opt: attributes,
        allow_result_return: true,
        allow_result_array_ref: true,
        ..frontend::SolveRequest::default()
    };
    request.exporter_deprecated.clear();
    request.exporter_attrs_deprecated.clear();
    let headers = [("buildkit-controlapi-buildid", request.r#ref.as_str())];
    let build_call = Call::new(super::SOLVE);
    let build = channel.ask::<SolveResponse>(&build_call, &request);
    let asked = async {
        let call = Call { method: SOLVE, headers: &headers };
        let answer: Result<frontend::SolveResponse, _> = channel.ask(&call, &question).await;
        let done = frontend::ReturnRequest { result: Some(frontend::Result::default()), error: None };
        channel.ask::<frontend::ReturnResponse>(&Call { method: RETURN, headers: &headers }, &done).await?;
        answer
    };
    tokio::pin!(build, asked);
    let answer = tokio::select! {
        answer = &mut asked => {
            // It ends without a result, whatever it says of that.
            drop(build.await);
            answer?
        }
        ended = &mut build => {
            ended?;
            asked.await?
        }
    };
    Ok(findings(&answer.result.unwrap_or_default().metadata))
}

fn findings(metadata: &HashMap<String, Vec<u8>>) -> Findings {
    let bytes = |key: &str| metadata.get(key).map(Vec::as_slice).unwrap_or_default();
    let report: Report = serde_json::from_slice(bytes("result.json")).unwrap_or_default();
    Findings {
        text: String::from_utf8_lossy(bytes("result.txt")).trim().to_owned(),
        count: report.warnings.unwrap_or_default().len(),
        error: report.build_error.map(|error| error.message),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn findings_are_counted_and_an_error_is_none() {
        let metadata = |json: &str, text: &str| {
            [("result.json", json), ("result.txt", text)].map(|(k, v)| (k.to_owned(), v.as_bytes().to_vec())).into()
        };
        let found = findings(&metadata(r#"{"warnings":[{"ruleName":"a"},{}]}"#, "\nWARNING: a\n"));
        assert_eq!(found, Findings { text: "WARNING: a".to_owned(), count: 2, error: None });
        let broken = findings(&metadata(r#"{"warnings":null,"buildError":{"message":"no","location":{}}}"#, ""));
        assert_eq!(broken, Findings { error: Some("no".to_owned()), ..Findings::default() });
        assert_eq!(findings(&HashMap::new()), Findings::default());
    }
}
