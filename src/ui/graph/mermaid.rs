//! The picture in Mermaid's language of flow charts: Markdown pages of several code hosts draw it.

use std::fmt::Write;

use super::{Graph, Kind, Node};
use crate::ui::color::Style;

pub(crate) fn mermaid(graph: &Graph) -> String {
    let mut text = String::from("flowchart TB\n");
    let mut line = |line: String| {
        // Writing to a text cannot fail.
        let _ = writeln!(text, "    {line}");
    };
    for node in &graph.nodes {
        line(format!("{}{}{}", id(node), shape(node), class(node)));
    }
    for edge in &graph.edges {
        let label = if edge.label.is_empty() { String::new() } else { format!("|{}|", quoted(&edge.label)) };
        let arrow = if graph.kind_of_end(edge) == Kind::Service { "-->" } else { "-.-" };
        line(format!("{} {arrow}{label} {}", id(&graph.nodes[edge.from]), id(&graph.nodes[edge.to])));
    }
    let mut classes: Vec<(&str, &str)> = graph.nodes.iter().filter_map(colour).collect();
    classes.sort_unstable();
    classes.dedup();
    for (name, background) in classes {
        line(format!("classDef {name} fill:{background},color:#000"));
    }
    text
}

/// Letters and digits as they are, everything else by its number: names of the language (`end`) are no ids.
fn id(node: &Node) -> String {
    node.id().chars().fold(String::new(), |mut id, c| {
        match c {
            ' ' => id.push('_'),
            c if c.is_ascii_alphanumeric() => id.push(c),
            c => {
                let _ = write!(id, "_{:x}_", u32::from(c));
            }
        }
        id
    })
}

fn shape(node: &Node) -> String {
    let label = quoted(&node.lines().collect::<Vec<_>>().join("\n"));
    match node.kind {
        Kind::Service => format!("[{label}]"),
        Kind::Network => format!("([{label}])"),
        Kind::Volume => format!("[({label})]"),
    }
}

/// In quotes, where its entities are the only escapes.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '\n' => quoted.push_str("<br>"),
            '"' | '#' | '<' | '>' | '&' | '`' | ';' => {
                let _ = write!(quoted, "#{};", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

fn class(node: &Node) -> String {
    colour(node).map(|(name, _)| format!(":::{name}")).unwrap_or_default()
}

/// Of a node with a state: the name of its class and its background.
fn colour(node: &Node) -> Option<(&'static str, &'static str)> {
    let state = node.state.as_ref()?;
    let name = match state.style {
        Style::Good => "good",
        Style::Working | Style::Warning => "working",
        Style::Bad => "bad",
        Style::Dim | Style::Plain | Style::Time | Style::Bold | Style::Source(_) => "idle",
    };
    Some((name, state.background()))
}
