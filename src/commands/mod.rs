//! One file a subcommand: arguments to options, calls, exit code. The only place where all parts meet.
