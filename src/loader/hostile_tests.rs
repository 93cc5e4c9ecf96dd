//! Files that are made to take long or to fill the memory: each is answered soon, by a finding that has a place.

use std::time::{Duration, Instant};

use super::source::memory::Memory;
use super::{LoadError, fuzzing, load_from};
use crate::loader::request::LoadOptions;

/// Generous, for slow machines; what is not linear takes minutes.
const SOON: Duration = Duration::from_mins(2);

fn first_fault(text: &str) -> String {
    let begin = Instant::now();
    let files = Memory::new([("/p/compose.yaml", text)]);
    let Err(LoadError::Diagnostics(faults)) = load_from(&fuzzing::request(LoadOptions::default()), &files) else {
        panic!("a finding is expected")
    };
    assert!(begin.elapsed() < SOON, "{:?}", begin.elapsed());
    assert!(faults[0].span.is_some(), "{}", faults[0].message);
    faults[0].message.clone()
}

#[test]
fn hostile_files_have_findings() {
    let service = |rest: &str| format!("services: {{a: {{image: x, {rest}}}}}\n");
    for (text, expected) in [
        (format!("x-a: {}", "[".repeat(10_000)), "exceeded max depth"),
        (format!("x-a: {}{{}}{}", "{<<: ".repeat(10_000), "}".repeat(10_000)), "exceeded max depth"),
        (format!("x-a:\n  {}x\n", "- ".repeat(10_000)), "exceeded max depth"),
        ("x-a: &a\n  <<: *a\n".to_owned(), "cycle detected"),
        (service("command: \"a\u{0}\""), "control characters are not allowed"),
        (
            service(&format!("user: \"{}{}\"", "${A:-".repeat(10_000), "}".repeat(10_000))),
            "invalid interpolation format",
        ),
        (
            service(
                "ports: [\"1-65535:1-65535\", \"1.1.1.1:1-65535:1-65535\", \"1.1.1.2:1-65535:1-65535\", \"1.1.1.3:1-65535:1-65535\"]",
            ),
            "ports are published",
        ),
    ] {
        let message = first_fault(&text);
        assert!(message.contains(expected), "{message}");
    }
}

/// Where variables stay as they are, too: nothing may become a call for every level.
#[test]
fn deep_files_and_templates_end_at_once_also_without_interpolation() {
    let template = format!("{}{}", "${A:-".repeat(10_000), "}".repeat(10_000));
    let files = Memory::new([("/p/compose.yaml", format!("services: {{a: {{image: \"x{template}\"}}}}\n").as_str())]);
    let as_written = LoadOptions { interpolate: false, ..LoadOptions::default() };
    let loaded = load_from(&fuzzing::request(as_written), &files).expect("nothing is filled in");
    assert_eq!(loaded.variables().len(), 1);
    for (name, text) in [
        (".env", format!("X=\"{template}\"\n")),
        (".env", format!("X={}\n", "${A:-".repeat(10_000))),
        ("compose.yaml", format!("x-a: {}\n", "{b: ".repeat(10_000))),
    ] {
        let path = format!("/p/{name}");
        let sound = "services: {a: {image: x}}\n";
        let files = match name {
            ".env" => Memory::new([("/p/compose.yaml", sound), (path.as_str(), text.as_str())]),
            _ => Memory::new([(path.as_str(), text.as_str())]),
        };
        let begin = Instant::now();
        let Err(LoadError::Diagnostics(faults)) = load_from(&fuzzing::request(as_written), &files) else {
            panic!("a finding is expected in {name}")
        };
        assert!(begin.elapsed() < SOON);
        assert_eq!(faults[0].span.as_ref().map(|span| span.file.path.clone()), Some(path.into()));
    }
}

#[test]
fn more_services_than_an_engine_can_run_are_one_finding() {
    let services = |count| (0..count).map(|number| format!("  s{number}: {{image: x}}\n")).collect::<Vec<_>>().concat();
    assert_eq!(first_fault(&format!("services:\n{}", services(10_001))), "the project has more than 10000 services");
    let files = Memory::new([("/p/compose.yaml", format!("services:\n{}", services(2_000)).as_str())]);
    let loaded = load_from(&fuzzing::request(LoadOptions::default()), &files).expect("many services");
    assert_eq!(loaded.project.services.len(), 2_000);
}

#[test]
fn many_findings_and_long_lists_take_linear_time() {
    let wrong = (0..5000).map(|number| format!("  s{number}: {{imag: x}}\n")).collect::<Vec<_>>().concat();
    assert!(first_fault(&format!("services:\n{wrong}")).contains("'imag' not allowed"));
    let ports =
        (1..10_000).map(|port| format!("{{target: {port}, published: \"{port}\"}}, ")).collect::<Vec<_>>().concat();
    assert!(first_fault(&format!("services: {{a: {{image: x, ports: [{ports}], imag: y}}}}\n")).contains("imag"));
}
