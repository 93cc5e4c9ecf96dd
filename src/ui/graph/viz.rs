//! The graph of `alpha viz`, as docker compose writes it: services with HTML labels.

use std::fmt::Write;

use super::dot::quoted;
use super::escaped;
use crate::model::port::Port;
use crate::model::project::Project;
use crate::model::service::Service;

/// What the labels show, and how lines are indented.
pub(crate) struct Viz {
    pub(crate) indent: String,
    pub(crate) networks: bool,
    pub(crate) ports: bool,
    pub(crate) image: bool,
}

pub(crate) fn viz(project: &Project, look: &Viz) -> String {
    let indent = &look.indent;
    let mut text = format!("digraph {} {{\n{indent}layout=dot;\n", quoted(&project.name));
    for (name, service) in &project.services {
        let label = look.label(service);
        let _ = writeln!(text, "{indent}{} [style=\"filled\" label=<{label}>];", quoted(name.as_str()));
    }
    text.push('\n');
    for (name, service) in &project.services {
        for dependency in service.depends_on.keys() {
            let _ = writeln!(text, "{indent}{} -> {};", quoted(name.as_str()), quoted(dependency.as_str()));
        }
    }
    text.push_str("}\n");
    text
}

impl Viz {
    fn label(&self, service: &Service) -> String {
        let mut label = format!("<font point-size=\"15\">{}</font>", escaped(service.name.as_str()));
        let mut part = |wanted: bool, title: &str, lines: Vec<String>| {
            if wanted && !lines.is_empty() {
                let lines: Vec<String> = lines.iter().map(|line| escaped(line)).collect();
                let lines = lines.join("<br/>");
                let _ = write!(label, "<font point-size=\"10\"><br/><br/><b>{title}:</b><br/>{lines}</font>");
            }
        };
        part(self.networks, "Networks", service.networks.keys().cloned().collect());
        part(self.ports, "Ports", service.ports.iter().map(port).collect());
        part(self.image, "Image", Some(service.image.clone()).filter(|image| !image.is_empty()).into_iter().collect());
        label
    }
}

/// `127.0.0.1:8080:80 (tcp, ingress)`
fn port(port: &Port) -> String {
    let host = if port.host_ip.is_empty() { String::new() } else { format!("{}:", port.host_ip) };
    format!("{host}{}:{} ({}, {})", port.published.0, port.target, port.protocol, port.mode)
}
