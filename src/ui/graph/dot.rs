//! The picture in Graphviz' language DOT.

use std::fmt::Write;

use super::{Graph, Kind, Node};

pub(crate) fn dot(graph: &Graph) -> String {
    let mut text = format!("digraph {} {{\n", quoted(&graph.title));
    text.push_str("    node [shape=box, style=\"rounded,filled\", fillcolor=white, fontname=\"sans-serif\"];\n");
    text.push_str("    edge [fontname=\"sans-serif\", fontsize=10];\n");
    for node in &graph.nodes {
        let _ = writeln!(text, "    {} [label={}{}];", quoted(&node.id()), label(node), look(node));
    }
    for edge in &graph.edges {
        let ends = [edge.from, edge.to].map(|end| quoted(&graph.nodes[end].id()));
        let mut attributes = Vec::new();
        if !edge.label.is_empty() {
            attributes.push(format!("label={}", quoted(&edge.label)));
        }
        if graph.kind_of_end(edge) != Kind::Service {
            attributes.push("dir=none, style=dashed".to_owned());
        }
        let attributes = if attributes.is_empty() { String::new() } else { format!(" [{}]", attributes.join(", ")) };
        let _ = writeln!(text, "    {} -> {}{attributes};", ends[0], ends[1]);
    }
    text.push_str("}\n");
    text
}

/// Lines are separated by the language's own escape.
fn label(node: &Node) -> String {
    let lines: Vec<String> = node.lines().map(escaped).collect();
    format!("\"{}\"", lines.join("\\n"))
}

fn look(node: &Node) -> String {
    let shape = match node.kind {
        Kind::Service => "",
        Kind::Network => ", shape=ellipse, style=filled",
        Kind::Volume => ", shape=cylinder, style=filled",
    };
    let state = node.state.as_ref().map(|state| format!(", fillcolor=\"{}\"", state.background()));
    format!("{shape}{}", state.unwrap_or_default())
}

/// A string in quotes.
pub(super) fn quoted(text: &str) -> String {
    format!("\"{}\"", escaped(text))
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"")
}
