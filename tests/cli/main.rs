//! The program without an engine: parsing, help, plugin protocol, completion. Nothing here needs docker.

mod broken;
mod completion;
mod config_explain;
mod explain;
mod graph;
mod help;
mod hostile;
mod parsing;
mod plugin;
mod tool;
