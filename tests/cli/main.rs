//! The program without an engine: parsing, help, plugin protocol, completion, installation.

mod broken;
mod completion;
mod config_explain;
mod explain;
mod graph;
mod help;
mod hostile;
mod install;
mod parsing;
mod plugin;
mod tool;
