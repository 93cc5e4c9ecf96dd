//! What stays open while a command runs: attached output, logs, events, signals.
