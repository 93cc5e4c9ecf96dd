//! The picture for terminals: each service with what it waits for below it, then who is on which network and volume.

use super::{Edge, Graph, Kind, Node};
use crate::ui::color::Style;
use crate::ui::sanitize;
use crate::ui::width::{cut_end, width};

/// A line in pieces; each has one style.
type Line = Vec<(String, Style)>;

/// The lines. `columns`: where to cut them.
pub(crate) fn tree(graph: &Graph, columns: Option<usize>, colors: bool) -> Vec<String> {
    let mut tree = Tree { graph, shown: vec![false; graph.nodes.len()], lines: Vec::new() };
    tree.services();
    tree.group(Kind::Network, "networks");
    tree.group(Kind::Volume, "volumes");
    tree.lines.iter().map(|line| paint(line, columns, colors)).collect()
}

struct Tree<'a> {
    graph: &'a Graph,
    /// What a service waits for is written once.
    shown: Vec<bool>,
    lines: Vec<Line>,
}

impl<'a> Tree<'a> {
    fn services(&mut self) {
        self.lines.push(vec![(self.graph.title.clone(), Style::Bold)]);
        let waited_for: Vec<usize> = self.dependencies().map(|edge| edge.to).collect();
        let services = self.numbers(Kind::Service);
        let roots: Vec<usize> = services.into_iter().filter(|number| !waited_for.contains(number)).collect();
        let last = roots.last().copied();
        for root in roots {
            self.service(root, None, "", Some(root) == last);
        }
    }

    fn dependencies(&self) -> impl Iterator<Item = &'a Edge> + use<'a> {
        let graph = self.graph;
        graph.edges.iter().filter(|edge| graph.kind_of_end(edge) == Kind::Service)
    }

    fn numbers(&self, kind: Kind) -> Vec<usize> {
        (0..self.graph.nodes.len()).filter(|number| self.graph.nodes[*number].kind == kind).collect()
    }

    fn service(&mut self, number: usize, label: Option<&str>, indent: &str, last: bool) {
        let below: Vec<&Edge> = self.dependencies().filter(|edge| edge.from == number).collect();
        let again = std::mem::replace(&mut self.shown[number], true) && !below.is_empty();
        let node = &self.graph.nodes[number];
        let mut line = branch(indent, last, &node.name);
        line.extend(label.map(|label| (format!(": {label}"), Style::Dim)));
        line.extend(node.state.iter().map(|state| (format!("  {}", state.text), state.style)));
        line.extend(node.details.iter().map(|detail| (format!("  {detail}"), Style::Plain)));
        if again {
            line.push(("  (see above)".to_owned(), Style::Dim));
        }
        self.lines.push(line);
        let indent = format!("{indent}{}", if last { "   " } else { "│  " });
        for (position, edge) in below.iter().enumerate().take_while(|_| !again) {
            self.service(edge.to, Some(&edge.label), &indent, position + 1 == below.len());
        }
    }

    /// Networks or volumes, each with its services.
    fn group(&mut self, kind: Kind, title: &str) {
        let numbers = self.numbers(kind);
        if numbers.is_empty() {
            return;
        }
        self.lines.push(vec![(title.to_owned(), Style::Bold)]);
        for number in &numbers {
            let node = &self.graph.nodes[*number];
            let mut line = branch("", Some(number) == numbers.last(), &node.name);
            line.extend(about(node));
            let users: Vec<String> =
                self.graph.edges.iter().filter(|e| e.to == *number).map(|e| self.user(e)).collect();
            line.extend((!users.is_empty()).then(|| (format!(": {}", users.join(", ")), Style::Plain)));
            self.lines.push(line);
        }
    }

    fn user(&self, edge: &Edge) -> String {
        let name = &self.graph.nodes[edge.from].name;
        if edge.label.is_empty() { name.clone() } else { format!("{name} at {}", edge.label) }
    }
}

fn branch(indent: &str, last: bool, name: &str) -> Line {
    let arm = if last { "└─ " } else { "├─ " };
    vec![(format!("{indent}{arm}"), Style::Dim), (name.to_owned(), Style::Plain)]
}

fn about(node: &Node) -> Option<(String, Style)> {
    (!node.details.is_empty()).then(|| (format!(" ({})", node.details.join(", ")), Style::Dim))
}

fn paint(line: &Line, columns: Option<usize>, colors: bool) -> String {
    let mut room = columns.unwrap_or(usize::MAX);
    let mut text = String::new();
    for (piece, style) in line {
        let piece = sanitize::message(piece);
        let cut = cut_end(&piece, room);
        let whole = cut == piece;
        room -= width(&cut).min(room);
        text.push_str(&style.paint(&cut, colors));
        if !whole {
            break;
        }
    }
    text
}
