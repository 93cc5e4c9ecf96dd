//! Findings as diagnostics, with the places where they were written.

use crate::loader;
use crate::loader::code::Code;
use crate::loader::diagnostic::Diagnostic;
use crate::loader::tree::Node;
use crate::model::span::Span;
use crate::plan::preflight::{Finding, Place, Problem};

/// In the order of the files and their lines.
pub(super) fn diagnostics(findings: &[Finding], tree: &Node) -> Vec<Diagnostic> {
    let mut all: Vec<Diagnostic> = findings.iter().map(|finding| diagnostic(finding, tree)).collect();
    all.sort_by_key(|found| found.span.as_ref().map(|span| (span.file.path.clone(), span.start)));
    all
}

fn diagnostic(finding: &Finding, tree: &Node) -> Diagnostic {
    let span = span(&finding.place, tree);
    let mut diagnostic = Diagnostic::error(code(&finding.problem), finding.problem.to_string(), span);
    diagnostic.help = finding.problem.help();
    match &finding.related {
        Some((place, role)) => diagnostic.with_related(self::span(place, tree), role),
        None => diagnostic,
    }
}

fn span(place: &Place, tree: &Node) -> Option<Span> {
    let parts: Vec<&str> = place.0.iter().map(String::as_str).collect();
    loader::place(tree, &parts)
}

fn code(problem: &Problem) -> Code {
    match problem {
        Problem::PortOfTwo { .. }
        | Problem::PortTwice { .. }
        | Problem::PortOfReplicas { .. }
        | Problem::TooFewPorts { .. }
        | Problem::TooFewPortsForAll { .. } => Code::DuplicatePort,
        Problem::PortHeld { .. } | Problem::AllPortsHeld { .. } => Code::PortInUse,
        Problem::SourceMissing { .. } => Code::MissingBindSource,
        Problem::NetworkMissing(_) | Problem::NetworkAmbiguous(_) | Problem::VolumeMissing(_) => Code::MissingExternal,
        Problem::ImageMissing { .. } | Problem::ContextMissing { .. } | Problem::DockerfileMissing { .. } => {
            Code::MissingImage
        }
        Problem::NameHeld { .. } => Code::NameInUse,
    }
}
