//! Tests of gRPC over a connection in memory, with both ends of our own.

use bollard_buildkit_proto::moby::buildkit::secrets::v1::{GetSecretRequest, GetSecretResponse};
use hyper::service::service_fn;

use super::super::status::Code;
use super::*;

/// Answers with the id of the request, as often as its length says; refuses an empty one.
async fn echo(request: Request<Incoming>) -> Result<Response<GrpcBody>, Infallible> {
    let mut messages = Messages::new(request.into_body());
    let id = messages.next::<GetSecretRequest>().await.expect("a message").unwrap_or_default().id;
    let (sender, receiver) = mpsc::channel(2);
    tokio::spawn(async move {
        for _ in 0..id.len() {
            let message = GetSecretResponse { data: id.clone().into_bytes() };
            sender.send(Ok(framed(&message))).await.expect("a reader");
        }
        if id.is_empty() {
            sender.send(Err(Status::new(Code::NotFound, "nothing „here“"))).await.expect("a reader");
        }
    });
    Ok(answers(receiver))
}

async fn channel() -> Channel {
    let (near, far) = tokio::io::duplex(1000);
    tokio::spawn(async move {
        let server = hyper::server::conn::http2::Builder::new(TokioExecutor::new());
        server.serve_connection(TokioIo::new(far), service_fn(echo)).await
    });
    Channel::open(Box::new(near)).await.expect("a connection")
}

fn request(id: &str) -> GetSecretRequest {
    GetSecretRequest { id: id.to_owned(), ..GetSecretRequest::default() }
}

#[tokio::test]
async fn messages_of_any_size_come_through_in_their_order() {
    let channel = channel().await;
    let call = Call::new("/a.B/C");
    let large = "x".repeat(300);
    let mut messages = channel.follow(&call, &request(&large)).await.expect("an answer");
    let mut count = 0;
    while let Some(message) = messages.next::<GetSecretResponse>().await.expect("a message") {
        assert_eq!(message.data.len(), 300);
        count += 1;
    }
    assert_eq!(count, 300);
    let answer: GetSecretResponse = channel.ask(&call, &request("y")).await.expect("an answer");
    assert_eq!(answer.data, b"y");
}

#[tokio::test]
async fn a_refusal_is_an_error_with_its_text() {
    let channel = channel().await;
    let error = channel.ask::<GetSecretResponse>(&Call::new("/a.B/C"), &request("")).await.expect_err("a refusal");
    let WireError::Refused(status) = error else { panic!("{error}") };
    assert!(status.is(Code::NotFound));
    assert_eq!(status.to_string(), "nothing „here“");
}

#[test]
fn values_are_decoded_where_they_say_so() {
    let mut headers = HeaderMap::new();
    headers.append("followpaths", HeaderValue::from_static("a%20b"));
    headers.append("followpaths", HeaderValue::from_static("c"));
    assert_eq!(values(&headers, "followpaths"), ["a%20b", "c"]);
    headers.append("followpaths-encoded", HeaderValue::from_static("1"));
    assert_eq!(values(&headers, "followpaths"), ["a b", "c"]);
}
