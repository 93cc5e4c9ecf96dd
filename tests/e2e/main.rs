//! Scenarios on a real engine: each starts a project from `data/<test>/`, runs the tool as a user would, and looks at the
//! engine's own view of the result.
//!
//! `make test` runs them on both supported engines; without an engine they fail. `E2E_TOOL="docker compose"` runs the same
//! scenarios with docker compose; where the two differ on purpose, the scenario says why.

#![expect(clippy::disallowed_methods, reason = "the harness reads its own settings from the environment")]
#![expect(clippy::print_stderr, reason = "a failed scenario says where its evidence is")]

mod checks;
mod engine;
mod http;
mod process;
mod prompts;
mod proxy;
mod registry;
mod scenario;
mod shell;
mod tool;

mod adoption;
mod aftermath;
mod budget;
mod builds;
mod completion;
mod consoles;
mod copies;
mod dependencies;
mod develop;
mod discovery;
mod failures;
mod faults;
mod files;
mod flags;
mod foreground;
mod hooks;
mod lifecycle;
mod listings;
mod mend;
mod networks;
mod no_file;
mod oneoffs;
mod output;
mod plugin;
mod preflight;
mod registries;
mod remotes;
mod repair;
mod requests;
mod scale;
mod secrets;
mod settings;
mod shown;
mod site;
mod sources;
mod timing;
mod volumes;
mod watching;

use std::time::Duration;

/// Long enough for a slow machine; `eventually` returns as soon as it can.
const SOON: Duration = Duration::from_secs(20);
