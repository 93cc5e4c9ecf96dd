//! Which failures of a pull or a push may be gone a moment later.

use crate::engine::error::EngineError;

/// A connection that dropped, or a server that is in trouble: worth another attempt. A registry that knows what it says
/// (no access, no such image) is not asked again.
pub(super) fn is_passing(error: &EngineError) -> bool {
    match error {
        EngineError::Broken { .. } | EngineError::Ended { .. } | EngineError::Refused { status: 502..=504, .. } => true,
        // The engine hands the registry's trouble on in words, as 500 before the stream begins and as its last line after.
        EngineError::Refused { status: 500, message } | EngineError::Failed { message } => tells_of_trouble(message),
        EngineError::Refused { .. }
        | EngineError::Unreachable { .. }
        | EngineError::PermissionDenied { .. }
        | EngineError::Unreadable { .. }
        | EngineError::Unsendable { .. } => false,
    }
}

fn tells_of_trouble(message: &str) -> bool {
    const WORDS: [&str; 11] = [
        "eof",
        "connection reset by peer",
        "broken pipe",
        "i/o timeout",
        "tls handshake timeout",
        "timeout exceeded",
        "use of closed network connection",
        "http status: 5",
        "500 internal server error",
        "bad gateway",
        "service unavailable",
    ];
    let message = message.to_lowercase();
    let is_word = |at: usize| !message[..at].ends_with(char::is_alphanumeric);
    WORDS.iter().any(|word| message.match_indices(word).any(|(at, _)| is_word(at)))
        || message.contains("gateway timeout")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trouble_on_the_way_is_told_from_answers() {
        let failed = |message: &str| is_passing(&EngineError::Failed { message: message.to_owned() });
        for message in [
            "received unexpected HTTP status: 503 Service Unavailable",
            "Get \"https://reg/v2/\": EOF",
            "unexpected EOF",
            "Get \"http://127.0.0.1:5/v2/\": read tcp 127.0.0.1:4->127.0.0.1:5: read: connection reset by peer",
            "net/http: TLS handshake timeout",
            "unexpected status from GET request to http://r/v2/: 504 Gateway Timeout",
        ] {
            assert!(failed(message), "{message}");
        }
        for message in [
            "unauthorized: authentication required",
            "denied: requested access to the resource is denied",
            "manifest for reg/a:1 not found: manifest unknown: manifest unknown",
            "Get \"http://127.0.0.1:5/v2/\": dial tcp 127.0.0.1:5: connect: connection refused",
            "toomanyrequests: You have reached your pull rate limit",
            "manifest for reg/geofence:1 not found",
        ] {
            assert!(!failed(message), "{message}");
        }
        let refused = |status| is_passing(&EngineError::Refused { status, message: "no".to_owned() });
        assert_eq!([401, 403, 404, 500, 502, 503].map(refused), [false, false, false, false, true, true]);
    }
}
