//! The command line: from argv to typed arguments, help and usage errors. Decides nothing.
