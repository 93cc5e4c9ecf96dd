//! The commands on containers that are there.

use std::collections::BTreeSet;

use super::support::*;
use crate::model::ids::ServiceName;
use crate::model::labels;
use crate::model::observed::{ContainerState, Observed};
use crate::model::project::Project;
use crate::plan::error::PlanError;
use crate::plan::operation::Plan;
use crate::plan::options::{
    DownOptions, KillOptions, RemoveImages, RemoveOptions, RestartOptions, StartOptions, StopOptions,
};
use crate::plan::{self, check, questions};

const TRIO: &str = "
services:
  db: {healthcheck: {test: [CMD, x]}, volumes: [{type: volume, source: data, target: /d}]}
  api: {depends_on: {db: {condition: service_healthy, required: true, restart: true}}}
  web: {depends_on: {api: {condition: service_started, required: true}}}
volumes: {data: {}}
";

fn names(names: &[&str]) -> BTreeSet<ServiceName> {
    names.iter().map(|name| ServiceName::from(*name)).collect()
}

#[track_caller]
fn text(observed: &Observed, plan: Result<Plan, PlanError>) -> String {
    let plan = plan.unwrap();
    assert_eq!(check::check("p", observed, &plan), [""; 0], "{}", plan.render());
    plan.render()
}

fn stopped() -> Observed {
    let mut observed = running(TRIO);
    for container in &mut observed.containers {
        container.state = ContainerState::Exited;
        "Exited (0) 1 hour ago".clone_into(&mut container.status);
    }
    observed
}

fn trio() -> Project {
    project(TRIO)
}

#[test]
fn stop_takes_dependents_first() {
    let observed = running(TRIO);
    let options = StopOptions { timeout: Some(3), ..StopOptions::default() };
    assert_text(
        &text(&observed, plan::stop(&trio(), &observed, &options)),
        "
            0: stop p_web_1 fed000000004 within 3 s (requested)
            1: stop p_api_1 fed000000003 within 3 s (requested) after 0
            2: stop p_db_1 fed000000002 within 3 s (requested) after 1
        ",
    );
    let options = StopOptions { services: names(&["db"]), ..StopOptions::default() };
    assert_text(
        &text(&observed, plan::stop(&trio(), &observed, &options)),
        "
            0: stop p_db_1 fed000000002 (requested)
        ",
    );
    assert!(plan::stop(&trio(), &stopped(), &StopOptions::default()).unwrap().is_empty());
    let options = StopOptions { services: names(&["nosuch"]), ..StopOptions::default() };
    let error = plan::stop(&trio(), &observed, &options).unwrap_err();
    assert_eq!(error.to_string(), "no such service: nosuch");
}

#[test]
fn start_waits_for_conditions() {
    let observed = stopped();
    assert_text(
        &text(&observed, plan::start(&trio(), &observed, &StartOptions::default())),
        "
            0: start p_db_1 fed000000002 (not running)
            1: wait for db to be healthy (dependency of api) after 0
            2: start p_api_1 fed000000003 (not running) after 1
            3: start p_web_1 fed000000004 (not running) after 2
        ",
    );
    let mut healthy = running(TRIO);
    for container in healthy.containers.iter_mut().filter(|container| container.name != "p_db_1") {
        container.state = ContainerState::Exited;
        "Exited (0) 1 hour ago".clone_into(&mut container.status);
    }
    assert_text(
        &text(&healthy, plan::start(&trio(), &healthy, &StartOptions::default())),
        "
            0: start p_api_1 fed000000003 (not running)
            1: start p_web_1 fed000000004 (not running) after 0
        ",
    );
    let waiting = StartOptions { wait: true, ..StartOptions::default() };
    assert_text(
        &text(&healthy, plan::start(&trio(), &healthy, &waiting)),
        "
            0: start p_api_1 fed000000003 (not running)
            1: start p_web_1 fed000000004 (not running) after 0
            2: wait for api to be running or healthy (requested) after 0
            3: wait for web to be running or healthy (requested) after 1
        ",
    );
    let error = plan::start(&trio(), &empty(), &StartOptions::default()).unwrap_err();
    assert_eq!(error.to_string(), "service \"api\" has no container to start");
}

#[test]
fn restart_follows_dependents_that_ask_for_it() {
    let observed = running(TRIO);
    let all = RestartOptions::default();
    assert_text(
        &text(&observed, plan::restart(&trio(), &observed, &all)),
        "
            0: restart p_db_1 fed000000002 (requested)
            1: wait for db to be healthy (dependency of api) after 0
            2: restart p_api_1 fed000000003 (requested) after 1
            3: restart p_web_1 fed000000004 (requested)
        ",
    );
    let db = RestartOptions { services: names(&["db"]), ..all.clone() };
    assert_text(
        &text(&observed, plan::restart(&trio(), &observed, &db)),
        "
            0: restart p_db_1 fed000000002 (requested)
            1: wait for db to be healthy (dependency of api) after 0
            2: restart p_api_1 fed000000003 (dependency db restarts) after 1
        ",
    );
    let alone = RestartOptions { services: names(&["db"]), no_deps: true, ..all };
    assert_text(
        &text(&observed, plan::restart(&trio(), &observed, &alone)),
        "
            0: restart p_db_1 fed000000002 (requested)
        ",
    );
}

#[test]
fn down_takes_everything_of_the_project() {
    let mut observed = running(TRIO);
    let foreign = observed.networks[0].clone();
    observed.networks.push(crate::model::observed::ObservedNetwork {
        id: "other".into(),
        name: "elsewhere".to_owned(),
        labels: [(labels::PROJECT.to_owned(), "q".to_owned())].into(),
        ..foreign
    });
    assert_text(
        &text(&observed, plan::down(&trio(), &observed, &DownOptions::default())),
        "
            0: stop p_web_1 fed000000004 (requested)
            1: remove p_web_1 fed000000004 (requested) after 0
            2: stop p_api_1 fed000000003 (requested) after 0
            3: remove p_api_1 fed000000003 (requested) after 2
            4: stop p_db_1 fed000000002 (requested) after 2
            5: remove p_db_1 fed000000002 (requested) after 4
            6: remove network p_default (requested) after 1 3 5
        ",
    );
    let all = DownOptions { volumes: true, images: Some(RemoveImages::All), ..DownOptions::default() };
    assert_text(
        &text(&observed, plan::down(&trio(), &observed, &all)),
        "
            0: stop p_web_1 fed000000004 (requested)
            1: remove p_web_1 fed000000004 with its volumes (requested) after 0
            2: stop p_api_1 fed000000003 (requested) after 0
            3: remove p_api_1 fed000000003 with its volumes (requested) after 2
            4: stop p_db_1 fed000000002 (requested) after 2
            5: remove p_db_1 fed000000002 with its volumes (requested) after 4
            6: remove network p_default (requested) after 1 3 5
            7: remove volume p_data (requested) after 5
            8: remove image i (requested) after 1 3 5
        ",
    );
    let local = DownOptions { images: Some(RemoveImages::Local), ..DownOptions::default() };
    assert!(!text(&observed, plan::down(&trio(), &observed, &local)).contains("image"));
    let web = DownOptions { services: names(&["web"]), volumes: true, ..DownOptions::default() };
    assert_text(
        &text(&observed, plan::down(&trio(), &observed, &web)),
        "
            0: stop p_web_1 fed000000004 (requested)
            1: remove p_web_1 fed000000004 with its volumes (requested) after 0
        ",
    );
    let mut after = plan::simulate::apply(&trio(), &observed, &plan::down(&trio(), &observed, &all).unwrap());
    assert!(plan::down(&trio(), &after, &all).unwrap().is_empty());
    after.volumes.push(crate::model::observed::ObservedVolume { name: "p_data".to_owned(), ..Default::default() });
    let plan = plan::down(&trio(), &after, &all).unwrap();
    assert!(plan.is_empty(), "a volume without our label stays");
    assert_eq!(plan.warnings[0].to_string(), "volume \"p_data\" was not created for this project and is left in place");
}

#[test]
fn without_a_file() {
    let observed = running(TRIO);
    let project = plan::from_labels("p", &observed);
    assert_eq!(project.services.len(), 3);
    let db = DownOptions { services: names(&["api"]), include_dependents: true, ..DownOptions::default() };
    assert_text(
        &text(&observed, plan::down(&project, &observed, &db)),
        "
            0: stop p_web_1 fed000000004 (requested)
            1: remove p_web_1 fed000000004 (requested) after 0
            2: stop p_api_1 fed000000003 (requested) after 0
            3: remove p_api_1 fed000000003 (requested) after 2
        ",
    );
    let all = DownOptions { volumes: true, ..DownOptions::default() };
    let text = text(&observed, plan::down(&project, &observed, &all));
    assert!(text.contains("remove network p_default") && text.contains("remove volume p_data"), "{text}");
    assert!(plan::from_labels("q", &observed).services.is_empty());
    let error = plan::start(&plan::from_labels("q", &observed), &observed, &StartOptions::default()).unwrap_err();
    assert_eq!(error.to_string(), "no container found for project \"q\": not found");
}

#[test]
fn orphans_and_one_offs() {
    let mut observed = running(TRIO);
    let mut one_off = observed.containers[0].clone();
    one_off.id = "0ff".into();
    "p_web_run_0ff".clone_into(&mut one_off.name);
    one_off.labels.insert(labels::ONE_OFF.to_owned(), "True".to_owned());
    one_off.labels.remove(labels::CONTAINER_NUMBER);
    observed.containers.push(one_off);
    let smaller = project("services: {db: {}}");
    let kept = DownOptions::default();
    assert_text(
        &text(&observed, plan::down(&smaller, &observed, &kept)),
        "
            0: stop p_db_1 fed000000002 (requested)
            1: remove p_db_1 fed000000002 (requested) after 0
            2: remove network p_default (requested) after 1
        ",
    );
    let orphans = DownOptions { remove_orphans: true, ..kept };
    assert_text(
        &text(&observed, plan::down(&smaller, &observed, &orphans)),
        "
            0: stop p_db_1 fed000000002 (requested)
            1: remove p_db_1 fed000000002 (requested) after 0
            2: stop p_api_1 fed000000003 (orphan)
            3: remove p_api_1 fed000000003 (orphan) after 2
            4: stop p_web_1 fed000000004 (orphan)
            5: remove p_web_1 fed000000004 (orphan) after 4
            6: stop p_web_run_0ff 0ff (orphan)
            7: remove p_web_run_0ff 0ff (orphan) after 6
            8: remove network p_default (requested) after 1 3 5 7
        ",
    );
    let kill = KillOptions { signal: "SIGHUP".to_owned(), ..KillOptions::default() };
    assert_text(
        &text(&observed, plan::kill(&smaller, &observed, &kill)),
        "
            0: kill p_db_1 fed000000002 with SIGHUP (requested)
        ",
    );
    let kill = KillOptions { services: names(&["web"]), ..kill };
    assert_text(
        &text(&observed, plan::kill(&trio(), &observed, &kill)),
        "
            0: kill p_web_1 fed000000004 with SIGHUP (requested)
            1: kill p_web_run_0ff 0ff with SIGHUP (requested)
        ",
    );
}

#[test]
fn rm_takes_what_is_stopped_and_asks() {
    let mut observed = running(TRIO);
    assert!(plan::remove(&trio(), &observed, &RemoveOptions::default()).unwrap().is_empty());
    observed.containers[0].state = ContainerState::Exited;
    let plan = plan::remove(&trio(), &observed, &RemoveOptions::default()).unwrap();
    assert_eq!(questions::removal(&plan).unwrap().to_string(), "Going to remove p_web_1");
    let all = RemoveOptions { stop: true, force: true, volumes: true, ..RemoveOptions::default() };
    assert_text(
        &text(&observed, plan::remove(&trio(), &observed, &all)),
        "
            0: remove p_web_1 fed000000004 with its volumes (requested)
            1: stop p_api_1 fed000000003 (requested)
            2: remove p_api_1 fed000000003 with its volumes (requested) after 1
            3: stop p_db_1 fed000000002 (requested) after 1
            4: remove p_db_1 fed000000002 with its volumes (requested) after 3
        ",
    );
}

#[test]
fn pause_and_unpause() {
    let mut observed = running(TRIO);
    assert_text(
        &text(&observed, plan::pause(&trio(), &observed, &names(&["db"]))),
        "
            0: pause p_db_1 fed000000002 (requested)
        ",
    );
    observed.containers[0].state = ContainerState::Paused;
    assert_text(
        &text(&observed, plan::unpause(&trio(), &observed, &BTreeSet::new())),
        "
            0: unpause p_web_1 fed000000004 (requested)
        ",
    );
}
