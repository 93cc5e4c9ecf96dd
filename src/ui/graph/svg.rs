//! The picture as SVG. Where things stand is decided by the crate dagre; what they look like, here.

use std::fmt::Write;

use dagre::graph::GraphOptions;
use dagre::layout::types::LabelPos;
use dagre::{EdgeLabel, LayoutOptions, NodeLabel, Point};

use super::{Graph, Kind, Node, escaped};
use crate::ui::width::width;

/// Behind a node without a state.
pub(super) const PLAIN: &str = "#ffffff";
const LINE: &str = "#57606a";
/// Heights of fonts and lines, and an upper bound of what a column of text takes, in pixels.
const FONT: f64 = 13.0;
const SMALL_FONT: f64 = 11.0;
const LINE_HEIGHT: f64 = 17.0;
const COLUMN: f64 = 7.8;
const MARGIN: f64 = 12.0;

type Layout = dagre::graph::Graph<NodeLabel, EdgeLabel>;

/// A whole document.
pub(crate) fn svg(graph: &Graph) -> String {
    let layout = laid_out(graph);
    let mut picture = Picture::default();
    for (number, edge) in graph.edges.iter().enumerate() {
        let ends = [edge.from, edge.to].map(|end| graph.nodes[end].id());
        if let Some(place) = layout.edge(&ends[0], &ends[1], Some(&number.to_string())) {
            picture.edge(place, &edge.label, graph.kind_of_end(edge) == Kind::Service);
        }
    }
    for node in &graph.nodes {
        if let Some(place) = layout.node(&node.id()) {
            picture.node(node, place);
        }
    }
    picture.document(&graph.title)
}

fn laid_out(graph: &Graph) -> Layout {
    let mut layout = Layout::with_options(GraphOptions { directed: true, multigraph: true, compound: false });
    for node in &graph.nodes {
        let lines: Vec<&str> = node.lines().collect();
        let (width, height) = size(&lines);
        let label = NodeLabel { width: width + 24.0, height: height + 16.0, ..NodeLabel::default() };
        layout.set_node(node.id(), Some(label));
    }
    for (number, edge) in graph.edges.iter().enumerate() {
        let (width, height) = if edge.label.is_empty() { (0.0, 0.0) } else { size(&[&edge.label]) };
        let ends = [edge.from, edge.to].map(|end| graph.nodes[end].id());
        let label = EdgeLabel { width, height, labelpos: LabelPos::Center, ..EdgeLabel::default() };
        layout.set_edge(ends[0].as_str(), ends[1].as_str(), Some(label), Some(&number.to_string()));
    }
    let options =
        LayoutOptions { nodesep: 30.0, ranksep: 30.0, marginx: MARGIN, marginy: MARGIN, ..LayoutOptions::default() };
    if !graph.nodes.is_empty() {
        dagre::layout(&mut layout, Some(options));
    }
    layout
}

/// Width and height of a text.
fn size(lines: &[&str]) -> (f64, f64) {
    let columns = lines.iter().map(|line| width(line)).max().unwrap_or_default();
    (number(columns) * COLUMN, number(lines.len()) * LINE_HEIGHT)
}

#[expect(clippy::cast_precision_loss, reason = "lines and columns of a text")]
fn number(count: usize) -> f64 {
    count as f64
}

#[derive(Default)]
struct Picture {
    content: String,
    width: f64,
    height: f64,
}

impl Picture {
    fn document(&self, title: &str) -> String {
        let (width, height) = (self.width + MARGIN, self.height + MARGIN);
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.0}\" height=\"{height:.0}\" \
             viewBox=\"0 0 {width:.0} {height:.0}\" font-family=\"sans-serif\" text-anchor=\"middle\">\n\
             <title>{}</title>\n\
             <defs><marker id=\"arrow\" markerWidth=\"10\" markerHeight=\"7\" refX=\"9\" refY=\"3.5\" orient=\"auto\">\
             <path d=\"M0 0 10 3.5 0 7z\" fill=\"{LINE}\"/></marker></defs>\n\
             <rect width=\"100%\" height=\"100%\" fill=\"{PLAIN}\"/>\n{}</svg>\n",
            escaped(title),
            self.content
        )
    }

    fn grow(&mut self, x: f64, y: f64) {
        self.width = self.width.max(x);
        self.height = self.height.max(y);
    }

    /// Adds an element, a line each.
    fn add(&mut self, element: &str) {
        self.content.push_str(element);
        self.content.push('\n');
    }

    fn node(&mut self, node: &Node, place: &NodeLabel) {
        let (x, y) = (place.x.unwrap_or_default(), place.y.unwrap_or_default());
        let (width, height) = (place.width, place.height);
        let (fill, corner) = match node.kind {
            Kind::Service => (node.state.as_ref().map_or(PLAIN, |state| state.background()), 6.0),
            Kind::Network => ("#e3ecfa", height / 2.0),
            Kind::Volume => ("#efe6f7", 0.0),
        };
        self.grow(x + width / 2.0, y + height / 2.0);
        self.add(&format!(
            "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" rx=\"{corner:.1}\" fill=\"{fill}\" \
             stroke=\"{LINE}\"/>",
            x - width / 2.0,
            y - height / 2.0
        ));
        let lines: Vec<&str> = node.lines().collect();
        let top = y - size(&lines).1 / 2.0;
        for (at, line) in lines.iter().enumerate() {
            let weight = if at == 0 { " font-weight=\"bold\"" } else { "" };
            // The base line is a third of the font's height below the middle of the line.
            let y = top + (number(at) + 0.5) * LINE_HEIGHT + FONT / 3.0;
            self.add(&format!("<text x=\"{x:.1}\" y=\"{y:.1}\" font-size=\"{FONT}\"{weight}>{}</text>", escaped(line)));
        }
    }

    fn edge(&mut self, place: &EdgeLabel, label: &str, directed: bool) {
        let look = if directed { "marker-end=\"url(#arrow)\"" } else { "stroke-dasharray=\"4 3\"" };
        self.add(&format!("<path d=\"{}\" fill=\"none\" stroke=\"{LINE}\" {look}/>", curve(&place.points)));
        for point in &place.points {
            self.grow(point.x, point.y);
        }
        if let (false, Some(x), Some(y)) = (label.is_empty(), place.x, place.y) {
            self.grow(x + place.width / 2.0, y);
            self.add(&format!(
                "<text x=\"{x:.1}\" y=\"{:.1}\" font-size=\"{SMALL_FONT}\" fill=\"{LINE}\" stroke=\"{PLAIN}\" \
                 stroke-width=\"4\" paint-order=\"stroke\">{}</text>",
                y + SMALL_FONT / 3.0,
                escaped(label)
            ));
        }
    }
}

/// A line through the middles between the points, bent at the points.
fn curve(points: &[Point]) -> String {
    let Some((first, rest)) = points.split_first() else { return String::new() };
    let mut curve = format!("M{:.1} {:.1}", first.x, first.y);
    for pair in rest.windows(2) {
        let [at, next] = pair else { continue };
        // Writing to a text cannot fail.
        let _ = write!(
            curve,
            " Q{:.1} {:.1} {:.1} {:.1}",
            at.x,
            at.y,
            f64::midpoint(at.x, next.x),
            f64::midpoint(at.y, next.y)
        );
    }
    if let Some(last) = rest.last() {
        let _ = write!(curve, " L{:.1} {:.1}", last.x, last.y);
    }
    curve
}
