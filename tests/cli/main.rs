//! The program without an engine: parsing, help, plugin protocol, completion. Nothing here needs docker.

mod broken;
mod completion;
mod explain;
mod help;
mod parsing;
mod plugin;
mod tool;
