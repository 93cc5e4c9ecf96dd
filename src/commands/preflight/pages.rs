//! The pages of what is found before the first change: their wrong examples have it, their right ones have nothing.

use std::collections::BTreeSet;
use std::path::Path;

use super::report;
use crate::commands::feasible;
use crate::convert;
use crate::convert::container::Outside;
use crate::loader::code::Code;
use crate::loader::load_from;
use crate::loader::page::tests::{FOUND_LATER, files};
use crate::loader::request::LoadRequest;
use crate::loader::source::memory::Memory;
use crate::model::api_version::ApiVersion;
use crate::model::observed::{Observed, ObservedContainer};
use crate::model::project::Project;
use crate::plan::images::{ImageOptions, images};
use crate::plan::options::UpOptions;
use crate::plan::preflight::{Existing, Facts, Goal, Images, Listener, Protocol, Subject, externals};

#[test]
fn wrong_examples_are_wrong_and_right_ones_are_right() {
    for code in FOUND_LATER {
        assert_eq!(found(code, &project(code, "Wrong")), BTreeSet::from([code]), "{code}");
        assert_eq!(found(code, &project(code, "Right")), BTreeSet::new(), "{code}");
    }
}

fn project(code: Code, heading: &str) -> Project {
    let examples = files(code, heading);
    let texts: Vec<(String, &str)> =
        examples.iter().map(|(name, text)| (format!("/shop/{name}"), text.as_str())).collect();
    let memory = Memory::new(texts.iter().map(|(path, text)| (path.as_str(), *text)));
    let request = LoadRequest { working_dir: "/shop".into(), ..LoadRequest::default() };
    load_from(&request, &memory).expect("what loading finds is in other pages").project
}

/// All that is found where the world is as the page says.
fn found(code: Code, project: &Project) -> BTreeSet<Code> {
    let version = if code == Code::EngineTooOld { ApiVersion(1, 43) } else { ApiVersion(1, 51) };
    let problems = convert::check::check(project, version, &Outside::default());
    let (missing, complete) = externals(project, None, &Observed::default());
    let observed = complete.unwrap_or_default();
    let options = UpOptions::default();
    let plan = crate::plan::up(project, &observed, &options).expect("a plan");
    let image_options = ImageOptions::default();
    let image_plan = images(project, &observed, &image_options).expect("a plan");
    let subject = Subject {
        project,
        one_off: None,
        observed: &observed,
        scale: &options.scale,
        goal: Goal::Running,
        existing: Existing::AsWritten,
        images: Images { options: &image_options, plan: &image_plan },
        plan: &plan,
    };
    let findings = subject.findings(&facts(code, &subject));
    let early = missing.iter().chain(&findings).map(|finding| report::code(&finding.problem));
    problems.iter().map(|error| feasible::code(&error.problem)).chain(early).collect()
}

fn facts(code: Code, subject: &Subject<'_>) -> Facts {
    let mut facts = Facts::default();
    match code {
        Code::NameInUse => {
            facts.foreign.push(ObservedContainer { name: "web".to_owned(), ..ObservedContainer::default() });
        }
        Code::PortInUse => facts.listeners.push(Listener {
            protocol: Protocol::Tcp,
            ip: std::net::Ipv4Addr::UNSPECIFIED.into(),
            port: 8080,
            process: None,
            name: None,
        }),
        Code::MissingBindSource => {
            facts.missing_sources = subject.questions().sources;
            let wanted = facts.missing_sources.iter().all(|path| path == Path::new("/shop/pages"));
            assert!(wanted, "{:?}", facts.missing_sources);
        }
        _of_the_file_alone => {}
    }
    facts
}
