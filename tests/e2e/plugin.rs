//! As users call it: through the `docker` program.

use crate::SOON;
use crate::checks::{all_in_state, nothing_left, running};
use crate::scenario::Scenario;

#[test]
fn through_docker() {
    let scenario = Scenario::start(
        "through_docker",
        "docker finds the plugin, hands on its global flags and exit codes, and an interrupted docker stops it gracefully.",
    );
    let docker = scenario.through_docker(&[]);
    scenario.step_with(&docker, &["version", "--short"]).succeeds();
    scenario.step_with(&docker, &["--help"]).succeeds();
    scenario.step_with(&docker, &["up", "-d"]).succeeds();
    scenario.check(running("web", 1));
    scenario.step_with(&docker, &["ps", "nosuch"]).fails("no such service: nosuch");

    let host = std::env::var("DOCKER_HOST").unwrap_or_else(|_| "unix:///var/run/docker.sock".to_owned());
    let flagged = scenario.through_docker(&["-H", &host]);
    let output = scenario.step_with(&flagged, &["ps", "-q"]).variable("DOCKER_HOST", "unix:///nowhere.sock").succeeds();
    assert_eq!(output.lines(), [scenario.container("web", 1).id]);
    scenario.step_with(&docker, &["down"]).succeeds();

    let up = scenario.step_with(&docker, &["up"]).in_background();
    up.says("web listening on 80", SOON);
    up.interrupt();
    let output = up.ends_within(SOON);
    assert_eq!(output.code(), Some(130), "{output}");
    scenario.check(all_in_state("web", "exited", 1));
    assert_eq!(scenario.container("web", 1).exit_code, 0, "it obeyed TERM");
    scenario.step_with(&docker, &["down"]).succeeds();
    scenario.check(nothing_left());
}
