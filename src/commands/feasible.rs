//! What the engine would refuse, or drop without a word, is told before anything is made.

use super::context::Context;
use super::outside;
use crate::convert;
use crate::convert::error::{ConvertError, Problem, Section};
use crate::convert::warnings::{Ignored, Warning};
use crate::engine::Engine;
use crate::error::Error;
use crate::loader::code::Code;
use crate::loader::diagnostic::Diagnostic;
use crate::loader::origins::Origins;
use crate::model::project::Project;

/// All problems, with the lines that they are about, for the report of [`super::preflight`]; without any, warnings are
/// said.
pub(super) async fn check(context: &Context, project: &Project, origins: &Origins) -> Result<Vec<Diagnostic>, Error> {
    let outside = outside::read(context, project);
    let problems = convert::check::check(project, context.engine().await?.api_version(), &outside);
    if problems.is_empty() {
        let warnings = convert::warnings::warnings(project);
        context.say(&warnings.iter().map(|found| warning(found, origins)).collect::<Vec<_>>());
    }
    Ok(problems.iter().map(|problem| diagnostic(problem, origins)).collect())
}

fn diagnostic(error: &ConvertError, origins: &Origins) -> Diagnostic {
    Diagnostic::error(code(&error.problem), error.to_string(), origins.place(&error.path()))
}

fn warning(found: &Warning, origins: &Origins) -> Diagnostic {
    let code = match found.ignored {
        Ignored::FileOwner(_) | Ignored::SelinuxLost { .. } | Ignored::CredentialSpec => Code::Unsupported,
        Ignored::OptionsOfOtherKind { .. } | Ignored::InterfaceName { .. } | Ignored::MacAddress => Code::Conflict,
    };
    Diagnostic::warning(code, found.to_string(), origins.place(&found.path()))
}

pub(super) fn code(problem: &Problem) -> Code {
    match problem {
        Problem::RestartPolicy(_) | Problem::Word { .. } => Code::WrongValue,
        Problem::RestartAttempts(_) | Problem::Exclusive { .. } | Problem::MacAddressConflict(_) => Code::Conflict,
        Problem::Invalid { .. } | Problem::SecurityOption(_) | Problem::Archive { .. } => Code::InvalidFormat,
        Problem::SeccompProfile { .. } => Code::UnreadableFile,
        Problem::StartIntervalAlone => Code::MissingKey,
        Problem::UnsetVariable { .. } => Code::MissingVariable,
        Problem::Missing { .. } => Code::UndefinedService,
        Problem::Undefined { kind, .. } => match kind {
            Section::Network => Code::UndefinedNetwork,
            Section::Volume => Code::UndefinedVolume,
            Section::Secret => Code::UndefinedSecret,
            Section::Config => Code::UndefinedConfig,
        },
        Problem::EngineTooOld { .. } => Code::EngineTooOld,
        Problem::ExternalFile { .. }
        | Problem::FileDriver { .. }
        | Problem::ReadOnlyService { .. }
        | Problem::HookPerReplica { .. } => Code::Unsupported,
    }
}
