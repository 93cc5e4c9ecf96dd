//! One thing that is done to one container, as the user sees it.

use crate::error::Error;
use crate::event::{Event, EventSink, Status};

/// Tells that it has begun, and how it ended if it failed. The end of a success is told by who knows its words.
pub(super) async fn shown<T, E: Into<Error>>(
    progress: &impl EventSink,
    begun: Event,
    work: impl Future<Output = Result<T, E>>,
) -> Result<T, Error> {
    progress.emit(begun.clone());
    let error = match work.await {
        Ok(done) => return Ok(done),
        Err(error) => error.into(),
    };
    progress.emit(if error.is_cancelled() {
        Event { status: Status::Warning, ..begun }.with_text("Interrupted")
    } else {
        let text = error.to_string();
        Event { status: Status::Error, ..begun }.with_detail(text.lines().next().unwrap_or_default())
    });
    Err(error)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::testing::Lines;
    use crate::event::{Resource, Verb};

    #[tokio::test]
    async fn a_failure_and_an_interruption_are_told() {
        let begun = || Event::working(Resource::Container("p_web_1".to_owned()), Verb::Copy).with_detail("a to b");
        let told = async |result: Result<(), Error>| {
            let lines = Lines::default();
            drop(shown(&lines, begun(), std::future::ready(result)).await);
            lines.of("p_web_1")
        };
        assert_eq!(told(Ok(())).await, ["Copying: a to b"]);
        assert_eq!(told(Err(Error::failed("no\nmore"))).await, ["Copying: a to b", "Error: no"]);
        assert_eq!(told(Err(Error::cancelled())).await, ["Copying: a to b", "Interrupted: a to b"]);
    }
}
