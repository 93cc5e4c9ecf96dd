//! How a process in a container ended.

use std::time::Duration;

use futures_util::StreamExt;

use super::{Conversation, Engine, Result};

/// Longer than this nobody waits for an engine to notice the end of a process whose output has ended.
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// The exit code of a process whose output is complete: that may be so a moment before the engine knows of its end.
pub(crate) async fn exit_code<E: Engine>(engine: &E, id: &str) -> Result<i64> {
    let mut state = engine.inspect_exec(id).await?;
    let mut pause = Duration::from_millis(5);
    while state.running && pause < LONGEST_PAUSE {
        tokio::time::sleep(pause).await;
        pause *= 2;
        state = engine.inspect_exec(id).await?;
    }
    Ok(state.exit_code.unwrap_or_default())
}

/// Starts a process without a terminal, reads its output away, and gives its exit code.
pub(crate) async fn run_to_end<E: Engine>(engine: &E, id: &str) -> Result<i64> {
    // Whoever drops the input closes the connection, and the output with it.
    let Conversation { mut output, input: _input } = engine.start_exec(id, false, None).await?;
    while let Some(piece) = output.next().await {
        piece?;
    }
    exit_code(engine, id).await
}
