//! Files that are made to take long or to fill the memory: each is answered soon, by a finding that has a place.

use std::time::{Duration, Instant};

use super::source::memory::Memory;
use super::{LoadError, fuzzing, load_from};
use crate::loader::request::LoadOptions;

/// Generous, for slow machines; what is not linear takes minutes.
const SOON: Duration = Duration::from_secs(20);

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

#[test]
fn many_findings_and_long_lists_take_linear_time() {
    let wrong = (0..5000).map(|number| format!("  s{number}: {{imag: x}}\n")).collect::<Vec<_>>().concat();
    assert!(first_fault(&format!("services:\n{wrong}")).contains("'imag' not allowed"));
    let ports =
        (1..10_000).map(|port| format!("{{target: {port}, published: \"{port}\"}}, ")).collect::<Vec<_>>().concat();
    assert!(first_fault(&format!("services: {{a: {{image: x, ports: [{ports}], imag: y}}}}\n")).contains("imag"));
}
