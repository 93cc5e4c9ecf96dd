//! Several files, profiles, settings from the command line.

use crate::checks::{absent, nothing_left, running};
use crate::scenario::Scenario;

#[test]
fn override_files() {
    let scenario = Scenario::start(
        "override_files",
        "compose.override.yaml is merged by itself, several -f in their order, COMPOSE_FILE like them.",
    );
    scenario.step(&["up", "-d"]).succeeds();
    let variable = |name: &str| scenario.exec("web", &["test-service", "env", name]);
    assert_eq!((variable("WHO"), variable("KEPT")), ("the override".to_owned(), "yes".to_owned()));
    let label = scenario.container("web", 1).label("project.config_files").to_owned();
    assert!(label.ends_with("compose.override.yaml") && label.contains("compose.yaml,"), "{label}");

    scenario.step(&["-f", "compose.yaml", "-f", "third.yaml", "up", "-d"]).succeeds();
    assert_eq!((variable("WHO"), variable("KEPT")), ("the third".to_owned(), "yes".to_owned()));
    scenario.check(running("added", 1));
    let all = scenario.containers();
    scenario.step(&["up", "-d"]).variable("COMPOSE_FILE", "compose.yaml:third.yaml").succeeds();
    scenario.check(crate::checks::untouched(&all));
    scenario.step(&["-f", "compose.yaml", "-f", "third.yaml", "down"]).succeeds();
    scenario.check(nothing_left());
}

#[test]
fn profiles() {
    let scenario = Scenario::start(
        "profiles",
        "A service with a profile is left out until the profile is asked for or the service is named.",
    );
    scenario.step(&["up", "-d"]).succeeds();
    scenario.check(running("web", 1));
    scenario.check(absent("debug"));
    scenario.check(absent("tools"));
    scenario.step(&["--profile", "debug", "up", "-d"]).succeeds();
    scenario.check(running("debug", 1));
    scenario.check(absent("tools"));
    scenario.step(&["up", "-d", "tools"]).succeeds();
    scenario.check(running("tools", 1));
    scenario.step(&["down"]).variable("COMPOSE_PROFILES", "debug,tools").succeeds();
    scenario.check(nothing_left());
}

#[test]
fn project_names() {
    let scenario = Scenario::start("project_names", "-p gives a second, independent copy of the application.");
    let second = format!("{}-second", scenario.project());
    scenario.step(&["up", "-d"]).succeeds();
    scenario.step(&["-p", &second, "up", "-d"]).succeeds();
    let copies = crate::engine::containers(&second);
    assert_eq!(copies.len(), 1);
    scenario.step(&["down"]).succeeds();
    assert!(scenario.containers().is_empty());
    assert_eq!(crate::engine::containers(&second)[0].id, copies[0].id);
    scenario.step(&["-p", &second, "down"]).succeeds();
    scenario.check(nothing_left());
    scenario.step(&["-p", "Not Valid", "up", "-d"]).fails("invalid project name");
}
