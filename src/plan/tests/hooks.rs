//! Where hooks stand in plans.

use super::support::*;
use crate::model::observed::ContainerState;
use crate::plan::options::{
    DownOptions, KillOptions, RemoveOptions, RestartOptions, StartOptions, StopOptions, UpOptions,
};
use crate::plan::{self, check};

const HOOKED: &str = "
services:
  db:
    post_start: [{command: [a]}, {command: [b]}]
    pre_stop: [{command: [c]}, {command: [d]}]
  web: {depends_on: {db: {condition: service_started, required: true, restart: true}}}
";

#[track_caller]
fn text(observed: &crate::model::observed::Observed, plan: &plan::operation::Plan) -> String {
    assert_eq!(check::check("p", observed, plan), [""; 0], "{}", plan.render());
    plan.render()
}

#[test]
fn hooks_follow_the_start_and_dependents_follow_the_hooks() {
    assert_text(
        &up_text(&project(HOOKED), &empty(), &defaults()),
        "
            0: create network default (missing)
            1: create container p_db_1 (missing) after 0
            2: create container p_web_1 (missing) after 0
            3: start p_db_1 of 1 (missing) after 1
            4: run post_start[0] in p_db_1 of 1 (missing) after 3
            5: run post_start[1] in p_db_1 of 1 (missing) after 4
            6: start p_web_1 of 2 (missing) after 2 5
        ",
    );
}

#[test]
fn a_replacement_is_prepared_for_and_followed_by_hooks() {
    let changed = project(&HOOKED.replace("  db:", "  db:\n    tty: true"));
    assert_text(
        &up_text(&changed, &running(HOOKED), &defaults()),
        "
            0: create container p_db_1 as fed000000002_p_db_1 [1] (config changed)
            1: stop p_web_1 fed000000003 (dependency db restarts) after 0
            2: run pre_stop[0] in p_db_1 fed000000002 [1] (config changed) after 0 1
            3: run pre_stop[1] in p_db_1 fed000000002 [1] (config changed) after 2
            4: stop p_db_1 fed000000002 [1] (config changed) after 3
            5: remove p_db_1 fed000000002 [1] (config changed) after 0 4
            6: rename that of 0 to p_db_1 [1] (config changed) after 5
            7: start p_db_1 of 0 (replaced) after 6
            8: run post_start[0] in p_db_1 of 0 (replaced) after 7
            9: run post_start[1] in p_db_1 of 0 (replaced) after 8
            10: start p_web_1 fed000000003 (not running) after 1 9
        ",
    );
}

#[test]
fn a_scale_down_prepares_what_goes() {
    let observed = running(&HOOKED.replace("  db:", "  db:\n    scale: 2"));
    let mut options = UpOptions::default();
    options.scale.insert("db".into(), 1);
    assert_text(
        &text(&observed, &plan::up(&project(HOOKED), &observed, &options).unwrap()),
        "
            0: run pre_stop[0] in p_db_2 fed000000003 (scale down)
            1: run pre_stop[1] in p_db_2 fed000000003 (scale down) after 0
            2: stop p_db_2 fed000000003 (scale down) after 1
            3: remove p_db_2 fed000000003 (scale down) after 2
        ",
    );
}

#[test]
fn stop_and_what_stops_prepare_what_runs() {
    let observed = running(HOOKED);
    let stop = plan::stop(&project(HOOKED), &observed, &StopOptions::default()).unwrap();
    let expected = "
        0: stop p_web_1 fed000000003 (requested)
        1: run pre_stop[0] in p_db_1 fed000000002 (requested) after 0
        2: run pre_stop[1] in p_db_1 fed000000002 (requested) after 1
        3: stop p_db_1 fed000000002 (requested) after 2
    ";
    assert_text(&text(&observed, &stop), expected);
    let down = plan::down(&project(HOOKED), &observed, &DownOptions::default()).unwrap();
    let options = RemoveOptions { stop: true, ..RemoveOptions::default() };
    let remove = plan::remove(&project(HOOKED), &observed, &options).unwrap();
    for plan in [down, remove] {
        let hooks = text(&observed, &plan);
        assert!(hooks.contains("run pre_stop[1] in p_db_1 fed000000002 (requested) after"), "{hooks}");
    }
    let options = KillOptions { signal: "KILL".to_owned(), ..KillOptions::default() };
    let kill = plan::kill(&project(HOOKED), &observed, &options).unwrap();
    assert!(!text(&observed, &kill).contains("pre_stop"));

    let known_by_labels = plan::from_labels("p", &observed);
    let stop = plan::stop(&known_by_labels, &observed, &StopOptions::default()).unwrap();
    assert!(!text(&observed, &stop).contains("pre_stop"), "no hooks are known");
}

#[test]
fn a_restart_has_both_and_a_stopped_container_nothing_to_prepare() {
    let mut observed = running(HOOKED);
    let options = RestartOptions::default();
    assert_text(
        &text(&observed, &plan::restart(&project(HOOKED), &observed, &options).unwrap()),
        "
            0: run pre_stop[0] in p_db_1 fed000000002 (requested)
            1: run pre_stop[1] in p_db_1 fed000000002 (requested) after 0
            2: restart p_db_1 fed000000002 (requested) after 1
            3: run post_start[0] in p_db_1 fed000000002 (requested) after 2
            4: run post_start[1] in p_db_1 fed000000002 (requested) after 3
            5: restart p_web_1 fed000000003 (requested) after 4
        ",
    );
    for container in &mut observed.containers {
        container.state = ContainerState::Exited;
    }
    let restart = plan::restart(&project(HOOKED), &observed, &options).unwrap();
    assert!(text(&observed, &restart).starts_with("0: restart p_db_1"));
    assert_text(
        &text(&observed, &plan::start(&project(HOOKED), &observed, &StartOptions::default()).unwrap()),
        "
            0: start p_db_1 fed000000002 (not running)
            1: run post_start[0] in p_db_1 fed000000002 (not running) after 0
            2: run post_start[1] in p_db_1 fed000000002 (not running) after 1
            3: start p_web_1 fed000000003 (not running) after 2
        ",
    );
}

const PREPARED: &str = "
services:
  db: {healthcheck: {test: [CMD, x]}}
  web:
    scale: 2
    depends_on: {db: {condition: service_healthy, required: true}}
    pre_start: [{command: [migrate]}, {command: [seed]}]
";

#[test]
fn what_comes_before_a_service_runs_once_when_its_dependencies_are_there() {
    let (plan, after) = up_then(&project(PREPARED), &empty(), &defaults());
    let expected = "
        0: create network default (missing)
        1: create container p_db_1 (missing) after 0
        2: create container p_web_1 (missing) after 0
        3: create container p_web_2 (missing) after 0
        4: start p_db_1 of 1 (missing) after 1
        5: wait for db to be healthy (dependency of web) after 4
        6: run pre_start[0] as p_web_pre_start_0 with p_web_1 of 2 (missing) after 2 5
        7: run pre_start[1] as p_web_pre_start_1 with p_web_1 of 2 (missing) after 6
        8: start p_web_1 of 2 (missing) after 2 7
        9: start p_web_2 of 3 (missing) after 3 7
    ";
    assert_text(&plan.render(), expected);

    let mut options = defaults();
    options.scale.insert("web".into(), 3);
    let more = plan::up(&project(PREPARED), &after, &options).unwrap();
    assert!(!text(&after, &more).contains("pre_start"), "two run already");
    let mut observed = after;
    for container in &mut observed.containers {
        container.state = ContainerState::Exited;
    }
    let mut options = defaults();
    options.until = plan::options::Until::Created;
    assert!(plan::up(&project(PREPARED), &observed, &options).unwrap().is_empty());
    let start = plan::start(&project(PREPARED), &observed, &StartOptions::default()).unwrap();
    assert!(text(&observed, &start).contains("run pre_start[0] as p_web_pre_start_0 with p_web_1 fed000000003"));
}

#[test]
fn what_a_failed_hook_left_goes_before_it_runs_again_and_with_down() {
    let mut observed = running(PREPARED);
    for container in &mut observed.containers {
        container.state = ContainerState::Exited;
    }
    let hook = [("project", "p"), ("service", "web"), ("hook", "pre_start")];
    let labels = hook.map(|(key, value)| (format!("com.docker.compose.{key}"), value.to_owned())).into();
    observed.containers.push(crate::model::observed::ObservedContainer {
        id: "0ffffffffff0".into(),
        name: "p_web_pre_start_0".to_owned(),
        state: ContainerState::Exited,
        labels,
        ..Default::default()
    });
    let (plan, _) = up_then(&project(PREPARED), &observed, &defaults());
    let text = plan.render();
    assert!(
        text.contains(
            "2: remove p_web_pre_start_0 0ffffffffff0 with its volumes (leftover of a hook)
3: run pre_start[0] as p_web_pre_start_0 with p_web_1 fed000000003 (not running) after 1 2"
        ),
        "{text}"
    );
    let down = plan::down(&project(PREPARED), &observed, &DownOptions::default()).unwrap();
    assert!(down.render().contains("remove p_web_pre_start_0"), "{}", down.render());
}

#[test]
fn a_hook_shares_the_network_of_a_service_that_was_not_asked_for() {
    let own = "b: {network_mode: 'service:a', pre_start: [{command: [x]}]}";
    let mut observed = running(&format!("services: {{a: {{}}, {own}}}"));
    let stopped = observed.containers.iter_mut().find(|container| container.name == "p_b_1").unwrap();
    stopped.state = ContainerState::Exited;
    assert_text(
        &up_text(&project(&format!("{{services: {{{own}}}, disabled: {{a: {{}}}}}}")), &observed, &defaults()),
        "
            0: run pre_start[0] as p_b_pre_start_0 with p_b_1 fed000000003 sharing with a fed000000002 (not running)
            1: start p_b_1 fed000000003 (not running) after 0
        ",
    );
}

#[test]
fn a_service_of_a_provider_goes_after_its_dependents_and_before_its_dependencies() {
    let yaml = "
        services:
          base: {}
          db: {provider: {type: cloud}, depends_on: {base: {condition: service_started, required: true}}}
          web: {depends_on: {db: {condition: service_started, required: true}}}
    ";
    let observed = running(yaml);
    let expected = "
        0: stop p_web_1 fed000000003 (requested)
        1: have db stopped by its provider (requested) after 0
        2: stop p_base_1 fed000000002 (requested) after 1
    ";
    assert_text(&text(&observed, &plan::stop(&project(yaml), &observed, &StopOptions::default()).unwrap()), expected);
    let down = plan::down(&project(yaml), &observed, &DownOptions::default()).unwrap();
    assert!(text(&observed, &down).contains("have db taken away by its provider (requested) after 0"));
    let known_by_labels = plan::from_labels("p", &observed);
    let down = plan::down(&known_by_labels, &observed, &DownOptions::default()).unwrap();
    assert!(!text(&observed, &down).contains("provider"));
}
