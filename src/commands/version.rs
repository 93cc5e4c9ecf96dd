//! `version`: needs neither a file nor an engine.

use super::context::Context;
use crate::cli::args::version::VersionArgs;
use crate::error::Exit;

pub(crate) fn run(context: &Context, args: &VersionArgs) -> Exit {
    let version = env!("CARGO_PKG_VERSION");
    if args.short {
        context.ui.line(version);
    } else if args.format.as_deref() == Some("json") {
        context.ui.line(&serde_json::json!({ "version": format!("v{version}") }).to_string());
    } else {
        context.ui.line(&format!("docker-rcompose version v{version}"));
    }
    Exit::Success
}
