//! Findings as diagnostics, with the places where they were written.

use crate::error::Error;
use crate::loader::code::Code;
use crate::loader::diagnostic::Diagnostic;
use crate::loader::origins::Origins;
use crate::model::span::Span;
use crate::plan::preflight::{Finding, Place, Problem};

/// All that is wrong as one error, in the order of the files and their lines.
pub(super) fn tell(mut all: Vec<Diagnostic>, findings: &[Finding], origins: &Origins) -> Result<(), Error> {
    all.extend(findings.iter().map(|finding| diagnostic(finding, origins)));
    origins.sort(&mut all);
    if all.is_empty() { Ok(()) } else { Err(Error::diagnostics(all)) }
}

fn diagnostic(finding: &Finding, origins: &Origins) -> Diagnostic {
    let span = span(&finding.place, origins);
    let mut diagnostic = Diagnostic::error(code(&finding.problem), finding.problem.to_string(), span);
    diagnostic.help = finding.problem.help();
    match &finding.related {
        Some((place, role)) => diagnostic.with_related(self::span(place, origins), role),
        None => diagnostic,
    }
}

fn span(place: &Place, origins: &Origins) -> Option<Span> {
    let parts: Vec<&str> = place.0.iter().map(String::as_str).collect();
    origins.place(&parts)
}

pub(super) fn code(problem: &Problem) -> Code {
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
