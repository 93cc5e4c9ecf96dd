//! The plugin's process: arguments and environment in, exit code out.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(rcompose::run(&std::env::args_os().collect::<Vec<_>>()))
}
